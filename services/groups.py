"""Commands on groups of units that some criteria of a year are for, such as its districts."""

from collections.abc import Collection

from sqlmodel import Session, col, select, update

from models.scoring import Criterion
from models.year import BlockYear, UnitGroup, YearUnit
from services import audit
from services.access import require_in_year
from services.errors.accounts import NameTaken
from services.errors.base import NotFound
from services.errors.scoring import GroupInUse
from services.queries.groups import GroupLine, groups_of_year
from services.queries.years import name_in_year, unit_on_roll
from services.rules.rights import Actor, Permission
from services.rules.text import clean_name, code_for, duplicate_key, numbered
from services.storage.groups import barred_in, settle_groups
from services.storage.year import lock_scores


def save_group(
    session: Session,
    actor: Actor,
    block_year_id: int,
    name: str,
    unit_ids: Collection[int],
    *,
    group_id: int | None = None,
) -> int:
    """Have exactly those units be a group of that name, and give its id; a unit leaves the group it was in.

    Criteria that are for a group are not assigned to the units outside it, at every stage.

    Raises:
        NotFound: there is no such group in the year, or a unit is not on its roll.
        NameTaken: another group of the year is called so.
        NameRefused: the name is none.
        GroupScored: a unit has scores in criteria that would not be for it any more.
        YearLocked, ScoringIsLocked: the year takes no changes any more.
    """
    require_in_year(session, actor, Permission.EDIT_CRITERIA, block_year_id)
    year = lock_scores(session, block_year_id)
    called = clean_name(name)
    known = groups_of_year(session, block_year_id)
    _refuse_same_name(called, [one for one in known if one.group_id != group_id])
    units = sorted({unit_on_roll(session, block_year_id, unit_id) for unit_id in unit_ids})
    before = barred_in(session, year)
    row = _group(session, year, group_id) or _new(year, called, {one.code for one in known})
    was = next((one for one in known if one.group_id == row.id), None)
    row.name = called
    session.add(row)
    session.flush()
    _have_members(session, year, row.id or 0, units)
    settle_groups(session, actor.account_id, year, before)
    told = _told(session, block_year_id, was.name, was.unit_ids) if was else None
    after = _told(session, block_year_id, called, units)
    audit.record(session, actor, "save_group", f"group {row.id}", year=year.year, before=told, after=after)
    return row.id or 0


def remove_group(session: Session, actor: Actor, group_id: int) -> None:
    """Take the group away; its units stay on the roll.

    Raises:
        NotFound: there is no such group.
        GroupInUse: criteria are for it.
        YearLocked, ScoringIsLocked: the year takes no changes any more.
    """
    row = session.get(UnitGroup, group_id)
    if row is None:
        raise NotFound(kind="group", name=str(group_id))
    require_in_year(session, actor, Permission.EDIT_CRITERIA, row.block_year_id)
    year = lock_scores(session, row.block_year_id)
    codes = session.exec(
        select(Criterion.code).where(Criterion.group_id == group_id).order_by(col(Criterion.position))
    ).all()
    if codes:
        raise GroupInUse(name=row.name, codes=tuple(codes))
    was = next(one for one in groups_of_year(session, row.block_year_id) if one.group_id == group_id)
    before = _told(session, row.block_year_id, row.name, was.unit_ids)
    _have_members(session, year, group_id, [])
    session.delete(row)
    audit.record(session, actor, "remove_group", f"group {group_id}", year=year.year, before=before)


def _group(session: Session, year: BlockYear, group_id: int | None) -> UnitGroup | None:
    if group_id is None:
        return None
    row = session.get(UnitGroup, group_id)
    if row is None or row.block_year_id != year.id:
        raise NotFound(kind="group", name=str(group_id))
    return row


def _new(year: BlockYear, name: str, taken: Collection[str]) -> UnitGroup:
    code = next(code for code in numbered(code_for(name)) if code not in taken)
    return UnitGroup(block_year_id=year.id or 0, code=code, name=name)


def _refuse_same_name(name: str, others: Collection[GroupLine]) -> None:
    if any(duplicate_key(one.name) == duplicate_key(name) for one in others):
        raise NameTaken(name=name)


def _have_members(session: Session, year: BlockYear, group_id: int, unit_ids: Collection[int]) -> None:
    of_year = col(YearUnit.block_year_id) == year.id
    session.exec(update(YearUnit).where(of_year, col(YearUnit.group_id) == group_id).values(group_id=None))
    session.exec(
        update(YearUnit).where(of_year, col(YearUnit.unit_id).in_(unit_ids)).values(group_id=group_id)
    )


def _told(session: Session, block_year_id: int, name: str, unit_ids: Collection[int]) -> audit.Fact:
    return {"name": name, "units": [name_in_year(session, block_year_id, one) for one in unit_ids]}
