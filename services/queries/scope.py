"""What of a year somebody may see: the one gate for scores that have not been released."""

from dataclasses import replace

from sqlmodel import Session

from models.enums import YearState
from services.access import RIGHTS, Actor, Permission, grants_of

RELEASED_TO_VIEWERS = frozenset({YearState.CONFERENCE, YearState.PUBLISHED, YearState.ARCHIVED})
RELEASED_TO_UNITS = frozenset({YearState.PUBLISHED, YearState.ARCHIVED})


def visible_units(session: Session, actor: Actor, block_id: int, state: YearState) -> frozenset[int] | None:
    """The units whose scores the actor may see, by the database's word now; None means all of them.

    Secretaries see drafts; leaders see what the conference sees; a unit sees its own until publication.
    """
    if actor.account_id is None:
        return None
    live = replace(actor, grants=grants_of(session, actor))
    if not live.may(Permission.VIEW, block_id):
        return frozenset()
    if live.may(Permission.SEE_DRAFTS, block_id):
        return None
    released = RELEASED_TO_UNITS if live.units else RELEASED_TO_VIEWERS
    return None if state in released else live.units


def blocks_in_reach(
    session: Session, actor: Actor, permission: Permission = Permission.VIEW
) -> frozenset[int] | None:
    """The blocks in which the actor may do that, by the database's word now; None means all."""
    if actor.account_id is None:
        return None
    grants = grants_of(session, actor)
    reach = {grant.block_id for grant in grants if permission in RIGHTS[grant.role]}
    return None if None in reach else frozenset(key for key in reach if key is not None)
