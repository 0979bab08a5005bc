"""Blocks and their years, for the choice at the top of every screen and the overview."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Select, func, not_, tuple_
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from models.enums import Method, OptionOutcome, PollKind, PollOutcome, PollState, YearState
from models.polls import Poll
from models.registry import Block
from models.scoring import Criterion, UnitTotal
from models.types import table_of
from models.year import BlockYear, YearTask, YearUnit
from services.errors.base import NotFound
from services.queries.polls import is_out, options_of
from services.queries.registry import DatedStyles, block_styles, unit_styles
from services.rules.naming import BlockStyle
from services.rules.rights import Actor, Permission
from services.rules.tally import verdict_from

_CHOSEN = (OptionOutcome.PASSED, OptionOutcome.ELECTED)


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year of a block that somebody may look at."""

    block_year_id: int
    block_id: int
    block_code: str
    block_name: str
    province: str | None
    year: int
    state: YearState
    illustrative: bool


@dataclass(frozen=True, slots=True)
class YearFacts:
    """What is recorded of a year beside its scores and votes."""

    theme: str | None
    conference_on: date | None
    conference_place: str
    chaired_by: str
    tasks: tuple[str, ...]
    version: int
    head_label: str
    deputy_label: str


@dataclass(frozen=True, slots=True)
class YearCounts:
    """How far a year has come: units on its roll, criteria to score, sheets to fill and filled."""

    units: int
    criteria: int
    sheets: int
    complete: int


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A vote of the year in one line; `chosen` are those it passed or elected, once it is read out.

    `adopted`: whether a motion was; None of every other vote.
    """

    title: str
    state: PollState
    outcome: PollOutcome | None
    chosen: tuple[str, ...]
    adopted: bool | None = None


def unit_on_roll(session: Session, block_year_id: int, unit_id: int) -> int:
    """The unit, which is on the roll of the year.

    Raises:
        NotFound: it is not.
    """
    if session.get(YearUnit, (block_year_id, unit_id)) is None:
        raise NotFound(kind="unit", name=str(unit_id))
    return unit_id


def name_in_year(session: Session, block_year_id: int, unit_id: int) -> str:
    """What a unit that the block knows is called in the year."""
    year = session.get_one(BlockYear, block_year_id)
    return unit_styles(session, year.block_id).at(unit_id, year.year).name


def newest_years(session: Session, actor: Actor) -> list[YearLine]:
    """The newest year of every block of which the actor may see something, by the codes of the blocks."""
    year = table_of(BlockYear).c
    newest = core_select(year.block_id, func.max(year.year)).group_by(year.block_id)
    lines = _lines(session, tuple_(year.block_id, year.year).in_(newest), block_styles(session))
    reach = actor.blocks(Permission.SEE_DISPLAY)
    return lines if reach is None else [line for line in lines if line.block_id in reach]


def years_of(session: Session, actor: Actor, block_id: int) -> list[YearLine]:
    """The years of a block of which the actor may see something; the newest first."""
    of_block = table_of(BlockYear).c.block_id == block_id
    lines = _lines(session, of_block, block_styles(session, block_id))
    return [line for line in lines if actor.may(Permission.SEE_DISPLAY, block_id, year=line.year)]


def year_line(session: Session, block_year_id: int) -> YearLine:
    """That year, for whoever has come for it alone."""
    block_id = session.exec(select(BlockYear.block_id).where(BlockYear.id == block_year_id)).one()
    styles = block_styles(session, block_id)
    (line,) = _lines(session, table_of(BlockYear).c.id == block_year_id, styles)
    return line


def _lines(session: Session, wanted: ColumnElement[bool], styles: DatedStyles[BlockStyle]) -> list[YearLine]:
    year, block = table_of(BlockYear).c, table_of(Block).c
    # Columns, not objects: a country has a thousand blocks, and every run of every screen reads them
    rows = session.connection().execute(
        core_select(year.id, year.block_id, block.code, year.year, year.state, year.illustrative)
        .join(table_of(Block), block.id == year.block_id)
        .where(wanted)
        .order_by(block.code, year.year.desc())
    )
    lines = []
    for block_year_id, block_id, code, number, state, illustrative in rows:
        style = styles.at(block_id, number)
        lines.append(
            YearLine(block_year_id, block_id, code, style.name, style.province, number, state, illustrative)
        )
    return lines


def year_facts(session: Session, block_year_id: int) -> YearFacts:
    """The facts of a year."""
    year, block = session.exec(
        select(BlockYear, Block).join(Block).where(BlockYear.id == block_year_id)
    ).one()
    tasks = session.exec(
        select(YearTask.text).where(YearTask.block_year_id == block_year_id).order_by(col(YearTask.position))
    ).all()
    return YearFacts(
        year.theme,
        year.conference_on,
        year.conference_place,
        year.chaired_by,
        tuple(tasks),
        year.version,
        block.head_label,
        block.deputy_label,
    )


def year_counts(session: Session, block_year_id: int) -> YearCounts:
    """How far a year has come, at the stage that it ranks by."""

    def rows_of(table: type[YearUnit] | type[Criterion]) -> Select[int]:
        return core_select(func.count()).where(table_of(table).c.block_year_id == block_year_id)

    on_roll, total = table_of(YearUnit).c, table_of(UnitTotal).c
    stage = core_select(table_of(BlockYear).c.ranking_stage).where(table_of(BlockYear).c.id == block_year_id)
    complete = (
        rows_of(YearUnit)
        .join(
            table_of(UnitTotal),
            (total.block_year_id == on_roll.block_year_id) & (total.unit_id == on_roll.unit_id),
        )
        .where(on_roll.scored, total.missing == 0, total.stage == stage.scalar_subquery())
    )
    statements = (
        rows_of(YearUnit),
        rows_of(Criterion).where(table_of(Criterion).c.method != Method.GROUP),
        rows_of(YearUnit).where(on_roll.scored),
        complete,
    )
    row = session.connection().execute(core_select(*(one.scalar_subquery() for one in statements))).one()
    counts = YearCounts(*row)
    return counts if counts.criteria else replace(counts, complete=0)


def rounds_of_year(session: Session, block_id: int, block_year_id: int, year: int) -> list[RoundLine]:
    """The votes of a year in their order, with whom the closed ones chose, called as in that year."""
    rows = session.exec(
        select(Poll)
        .where(Poll.block_year_id == block_year_id, not_(col(Poll.rehearsal)))
        .order_by(col(Poll.position))
    ).all()
    options, styles = options_of(session, [row.id or 0 for row in rows]), unit_styles(session, block_id)
    lines = []
    for row in rows:
        verdict = verdict_from(row.verdict) if is_out(row) and row.verdict else None
        won = {line.option for line in verdict.options if line.outcome in _CHOSEN} if verdict else set()
        chosen = [
            styles.at(option.unit_id, year).name
            for option in options[row.id or 0]
            if option.code in won and option.unit_id is not None
        ]
        outcome = verdict.outcome if verdict else None
        adopted = bool(won) if row.kind is PollKind.MOTION and verdict else None
        lines.append(RoundLine(row.title, row.state, outcome, tuple(chosen), adopted))
    return lines
