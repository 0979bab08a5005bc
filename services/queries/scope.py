"""What of a year somebody may see: the one gate for scores that have not been released."""

from dataclasses import replace

from sqlmodel import Session

from models.enums import YearState
from services.access import grants_of
from services.rules.rights import Actor, Permission

RELEASED_TO_VIEWERS = frozenset({YearState.CONFERENCE, YearState.PUBLISHED, YearState.ARCHIVED})
RELEASED_TO_ALL = frozenset({YearState.PUBLISHED, YearState.ARCHIVED})


def as_of_now(session: Session, actor: Actor) -> Actor:
    """The actor with the grants that the database says now."""
    return actor if actor.is_operator else replace(actor, grants=grants_of(session, actor))


def visible_units(
    session: Session, actor: Actor, block_id: int, year: int, state: YearState
) -> frozenset[int] | None:
    """The units whose scores the actor may see, by the database's word now; None means all of them."""
    return units_shown_to(as_of_now(session, actor), block_id, year, state)


def units_shown_to(actor: Actor, block_id: int, year: int, state: YearState) -> frozenset[int] | None:
    """The units whose scores somebody with those grants may see; None means all of them.

    Secretaries, reviewers and the chair see drafts; leaders see what the conference sees; a unit sees its own
    until publication, and a display what is published.
    """
    if actor.may(Permission.SEE_DRAFTS, block_id, year=year):
        return None
    if not actor.may(Permission.SEE_DISPLAY, block_id, year=year):
        return frozenset()
    units = actor.units(block_id, year)
    leads = actor.may(Permission.VIEW, block_id, year=year) and not units
    return None if state in (RELEASED_TO_VIEWERS if leads else RELEASED_TO_ALL) else units


def blocks_in_reach(
    session: Session, actor: Actor, permission: Permission = Permission.VIEW
) -> frozenset[int] | None:
    """The blocks in which the actor may do that, by the database's word now; None means all."""
    return as_of_now(session, actor).blocks(permission)
