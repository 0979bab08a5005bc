"""Commands on the roll of a year: its units, their names and their order."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from models.enums import UnitKind
from models.registry import Unit
from models.scoring import Score, UnitTotal
from models.sheets import SheetLock
from models.types import table_of
from models.year import BlockOffice, BlockYear, YearUnit
from services import audit
from services.access import require_in_year
from services.errors.accounts import NameTaken
from services.errors.base import NotFound
from services.errors.registry import UnitElsewhere, UnitInUse, UnitNameTaken
from services.queries.lineage import registry_of
from services.queries.registry import UnitLine, free_code, roll_of_year, units_known_to
from services.queries.rolls import renewed_roll
from services.queries.usage import use_in_year
from services.queries.years import name_in_year
from services.rules.naming import UnitStyle, style_in
from services.rules.rights import Actor, Permission
from services.rules.text import clean_name, code_for, duplicate_key
from services.storage.memberships import join_block
from services.storage.names import call_unit
from services.storage.rolls import set_roll, start_totals
from services.storage.versions import take_version
from services.storage.year import lock_scores, lock_year


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEntry:
    """What people type of a unit: its names as in that year, and its place in the year."""

    name: str
    short_name: str = ""
    kind: UnitKind = UnitKind.AGENCY
    scored: bool = True
    votes: bool = True

    def style(self) -> UnitStyle:
        """The names, made clean; refuses what is no name."""
        short = clean_name(self.short_name) if self.short_name.strip() else None
        return UnitStyle(clean_name(self.name), short)


def add_unit(session: Session, actor: Actor, block_year_id: int, entry: UnitEntry, *, code: str = "") -> int:
    """Put a unit at the end of the roll and give its id.

    A unit that the block knows by that name, but that is not on the roll, comes back as itself.

    Raises:
        ScoringIsLocked: the places of the year are locked, and rest on its roll.
        UnitNameTaken: a unit on the roll is called so.
        UnitElsewhere: the block's unit of that name belongs to another block in that year.
        CodeUnfit, NameTaken: the code that was typed cannot be used.
    """
    year = _open_roll(session, actor, block_year_id)
    style = entry.style()
    roll = roll_of_year(session, year.block_id, block_year_id, year.year)
    _refuse_same_name(roll, style, but=None)
    unit_id = _known_by_name(session, year, style)
    if unit_id is None:
        unit = Unit(block_id=year.block_id, code=_free_code(session, year.block_id, code, style.name))
        session.add(unit)
        session.flush()
        unit_id = unit.id or 0
    session.exec(update(Unit).where(col(Unit.id) == unit_id).values(kind=entry.kind))
    call_unit(session, unit_id, year.year, style)
    join_block(session, year.block_id, [unit_id], year.year)
    position = max((line.position for line in roll), default=-1) + 1
    session.add(
        YearUnit(
            block_year_id=block_year_id,
            unit_id=unit_id,
            position=position,
            scored=entry.scored,
            votes=entry.votes,
        )
    )
    session.flush()
    start_totals(session, year, [unit_id])
    after = {**asdict(entry), **asdict(style)}
    audit.record(session, actor, "add_unit", _subject(unit_id), year=year.year, name=style.name, after=after)
    return unit_id


def edit_unit(
    session: Session, actor: Actor, block_year_id: int, unit_id: int, entry: UnitEntry, *, seen_version: int
) -> None:
    """Change what a unit is called in the year, what it is, and whether it is scored and votes.

    Raises:
        Stale: somebody has changed the unit since `seen_version` was read.
        UnitNameTaken: another unit on the roll is called so.
    """
    year = _open_year(session, actor, block_year_id)
    style = entry.style()
    roll = roll_of_year(session, year.block_id, block_year_id, year.year)
    before = _on_roll(roll, unit_id)
    if entry.scored != before.scored:
        lock_scores(session, block_year_id)
    _refuse_same_name(roll, style, but=unit_id)
    take_version(session, Unit, unit_id, seen_version, _subject(unit_id))
    session.exec(update(Unit).where(col(Unit.id) == unit_id).values(kind=entry.kind))
    call_unit(session, unit_id, year.year, style)
    session.exec(
        update(YearUnit)
        .where(col(YearUnit.block_year_id) == block_year_id, col(YearUnit.unit_id) == unit_id)
        .values(scored=entry.scored, votes=entry.votes)
    )
    after = {**asdict(entry), **asdict(style)}
    audit.record(
        session,
        actor,
        "edit_unit",
        _subject(unit_id),
        year=year.year,
        name=style.name,
        before={name: getattr(before, name) for name in after},
        after=after,
    )


def move_unit(session: Session, actor: Actor, block_year_id: int, unit_id: int, position: int) -> None:
    """Put a unit at that place of the protocol order, 0 being the first; the others keep their order."""
    year = _open_roll(session, actor, block_year_id)
    roll = roll_of_year(session, year.block_id, block_year_id, year.year)
    line = _on_roll(roll, unit_id)
    order = [line.unit_id for line in roll if line.unit_id != unit_id]
    order.insert(position, unit_id)
    set_roll(session, year, order)
    facts = {"before": {"position": line.position}, "after": {"position": position}}
    audit.record(session, actor, "move_unit", _subject(unit_id), year=year.year, name=line.name, **facts)


def remove_from_roll(session: Session, actor: Actor, block_year_id: int, unit_id: int) -> None:
    """Take a unit, with its offices, off the roll of the year; the block still knows it.

    Raises:
        UnitInUse: it has scores, stands in a vote or is proposed for an award in this year.
    """
    year = _open_roll(session, actor, block_year_id)
    line = _on_roll(roll_of_year(session, year.block_id, block_year_id, year.year), unit_id)
    if use := use_in_year(session, block_year_id, unit_id):
        raise UnitInUse(reason=use, name=line.name)
    _take_off(session, block_year_id, unit_id)
    audit.record(
        session,
        actor,
        "remove_from_roll",
        _subject(unit_id),
        year=year.year,
        name=line.name,
        before=_told(line),
    )


def renew_roll(session: Session, actor: Actor, block_year_id: int) -> list[int]:
    """Bring the roll up to what has happened to its units, and give those that had to stay.

    Who left the block makes room for who came out of it; a unit on which something in the year rests stays.
    """
    year = _open_roll(session, actor, block_year_id)
    roll = roll_of_year(session, year.block_id, block_year_id, year.year)
    before = [line.unit_id for line in roll]
    wanted = renewed_roll(session, year.block_id, before, year.year)
    staying = [key for key in before if key not in wanted and use_in_year(session, block_year_id, key)]
    after = renewed_roll(session, year.block_id, before, year.year, staying)
    for unit_id in set(before) - set(after):
        _take_off(session, block_year_id, unit_id)
    joined = [unit_id for unit_id in after if unit_id not in before]
    set_roll(session, year, after)
    facts: dict[str, audit.Fact] = {
        "joined": [name_in_year(session, block_year_id, unit_id) for unit_id in joined],
        "left": [line.name for line in roll if line.unit_id not in after],
        "staying": [line.name for line in roll if line.unit_id in staying],
    }
    audit.record(session, actor, "renew_roll", f"year {block_year_id}", year=year.year, **facts)
    return staying


def _open_year(session: Session, actor: Actor, block_year_id: int) -> BlockYear:
    require_in_year(session, actor, Permission.EDIT_ROLL, block_year_id)
    return lock_year(session, block_year_id)


def _open_roll(session: Session, actor: Actor, block_year_id: int) -> BlockYear:
    """The year, whose places rest on its roll: once they are locked, it stays as it is."""
    require_in_year(session, actor, Permission.EDIT_ROLL, block_year_id)
    return lock_scores(session, block_year_id)


def _take_off(session: Session, block_year_id: int, unit_id: int) -> None:
    for table in (Score, UnitTotal, SheetLock, BlockOffice, YearUnit):
        columns = table_of(table).c
        session.exec(delete(table).where(columns.block_year_id == block_year_id, columns.unit_id == unit_id))


def _told(line: UnitLine) -> dict[str, audit.Fact]:
    """What a unit is in the year, beside its name."""
    return {
        "position": line.position,
        "scored": line.scored,
        "votes": line.votes,
        "office": line.office,
        "next_office": line.next_office,
    }


def _on_roll(roll: Sequence[UnitLine], unit_id: int) -> UnitLine:
    found = next((line for line in roll if line.unit_id == unit_id), None)
    if found is None:
        raise NotFound(kind="unit", name=str(unit_id))
    return found


def _refuse_same_name(roll: Sequence[UnitLine], style: UnitStyle, but: int | None) -> None:
    """Long names and short ones stand in different columns, so each is compared with its own kind."""
    for line in roll:
        if line.unit_id == but:
            continue
        if duplicate_key(line.name) == duplicate_key(style.name):
            raise UnitNameTaken(name=style.name, other=line.name)
        if duplicate_key(line.brief) == duplicate_key(style.brief):
            raise UnitNameTaken(name=style.brief, other=line.name)


def _known_by_name(session: Session, year: BlockYear, style: UnitStyle) -> int | None:
    """The unit that is called so in the year; one that has ended before it is not meant.

    Raises:
        UnitElsewhere: it has moved to another block.
    """
    start, end = date(year.year, 1, 1), date(year.year, 12, 31)
    key = duplicate_key(style.name)
    for unit_id, past in sorted(registry_of(session, [year.block_id]).items()):
        if duplicate_key(style_in(past.names, year.year).name) != key or (past.ended and past.ended <= start):
            continue
        if past.block_on(end) not in (None, year.block_id):
            raise UnitElsewhere(name=style.name, year=year.year)
        return unit_id
    return None


def _free_code(session: Session, block_id: int, typed: str, name: str) -> str:
    if not typed.strip():
        return free_code(session, block_id, name)
    code = code_for(name, typed)
    if code in session.exec(select(Unit.code).where(units_known_to(block_id))).all():
        raise NameTaken(name=code)
    return code


def _subject(unit_id: int) -> str:
    return f"unit {unit_id}"
