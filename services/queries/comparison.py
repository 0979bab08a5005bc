"""A block's years side by side: every unit's own line, who led the block, which titles were won.

A unit that came out of a merge or a split has a line of its own; nothing is ever summed over predecessors.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from sqlmodel import Session, col, select

from models.enums import AwardStage
from models.registry import Block, Unit
from models.year import Award, BlockYear, YearUnit
from services.queries.events import events_of_block
from services.queries.finality import Finality, finality_of_years
from services.queries.offices import OfficeHeld, offices_of_block
from services.queries.registry import (
    DatedStyles,
    EventNames,
    code_in_block,
    unit_styles,
)
from services.queries.scope import as_of_now, units_shown_to
from services.queries.standings import standings_of_years
from services.rules.evaluation import Standing
from services.rules.naming import UnitStyle
from services.rules.rights import Actor, Permission


@dataclass(frozen=True, slots=True)
class ComparedYear:
    """A year; `released`: the actor may see every unit's figures in it, and with them places and titles."""

    year: int
    illustrative: bool
    released: bool
    finality: Finality


@dataclass(frozen=True, slots=True)
class UnitInYear:
    """A unit's figures in a year, called as it was; `rank` None: incomplete, or the year is not released."""

    year: int
    name: str
    brief: str
    points: int
    max: int
    percent: int
    missing: int
    rank: int | None
    tied: bool


@dataclass(frozen=True, slots=True)
class UnitHistory:
    """A unit, called as of the newest year, with the years in which the actor may see its figures."""

    unit_id: int
    name: str
    brief: str
    years: tuple[UnitInYear, ...]


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A title or commendation of a year, at the furthest stage that it reached."""

    year: int
    award: str
    unit_id: int
    name: str
    stage: AwardStage


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the actor may see; years oldest first, units by the protocol of the newest year they stand in."""

    years: tuple[ComparedYear, ...]
    units: tuple[UnitHistory, ...]
    offices: tuple[OfficeHeld, ...]
    titles: tuple[TitleLine, ...]
    events: tuple[EventNames, ...]
    head_label: str
    deputy_label: str

    @property
    def marks(self) -> tuple[tuple[int, Finality], ...]:
        """The years whose figures are shown, each with whether they are final."""
        shown = {line.year for unit in self.units for line in unit.years}
        return tuple((one.year, one.finality) for one in self.years if one.year in shown)

    @property
    def illustrative(self) -> bool:
        """Whether figures of some year are invented."""
        return any(year.illustrative for year in self.years)


def comparison_of_block(session: Session, actor: Actor, block_id: int) -> Comparison:
    """All years of the block, in as many statements for many units and years as for few."""
    rows = session.exec(
        select(BlockYear).where(BlockYear.block_id == block_id).order_by(col(BlockYear.year))
    ).all()
    live = as_of_now(session, actor)
    if not rows or not live.may(Permission.VIEW, block_id):
        return Comparison((), (), (), (), (), "", "")
    scope_of = {row.year: units_shown_to(live, block_id, row.year, row.state) for row in rows}
    years = {row.id or 0: _Year(row.year, scope_of[row.year]) for row in rows}
    styles, marks = unit_styles(session, block_id), finality_of_years(session, years)
    rolls = _rolls(session, years)
    lines = _lines(session, years, rolls, styles)
    head_label, deputy_label = session.exec(
        select(Block.head_label, Block.deputy_label).where(Block.id == block_id)
    ).one()
    newest_first = chain.from_iterable(roll.values() for roll in reversed(rolls.values()))
    return Comparison(
        years=tuple(
            ComparedYear(row.year, row.illustrative, scope_of[row.year] is None, marks[row.id or 0])
            for row in rows
        ),
        units=tuple(
            _history(unit_id, styles.at(unit_id, rows[-1].year), lines[unit_id])
            for unit_id in dict.fromkeys(newest_first)
            if unit_id in lines
        ),
        offices=tuple(offices_of_block(session, actor, block_id)),
        titles=tuple(_titles(session, years, styles)),
        events=tuple(
            event.names
            for event in events_of_block(session, block_id)
            if event.names.effective_on.year <= rows[-1].year
        ),
        head_label=head_label,
        deputy_label=deputy_label,
    )


@dataclass(frozen=True, slots=True)
class _Year:
    """A year with the units whose figures the actor may see; None means all."""

    year: int
    scope: frozenset[int] | None


Years = Mapping[int, _Year]  # by the year's id, oldest first


def _rolls(session: Session, years: Years) -> dict[int, dict[str, int]]:
    """The ids of each year's units by their codes, in protocol order."""
    rolls: dict[int, dict[str, int]] = {key: {} for key in years}
    rows = session.exec(
        select(YearUnit.block_year_id, code_in_block(col(BlockYear.block_id)), YearUnit.unit_id)
        .join(Unit, col(Unit.id) == col(YearUnit.unit_id))
        .join(BlockYear, col(BlockYear.id) == col(YearUnit.block_year_id))
        .where(col(YearUnit.block_year_id).in_(years))
        .order_by(col(YearUnit.position))
    )
    for key, code, unit_id in rows:
        rolls[key][code] = unit_id
    return rolls


def _lines(
    session: Session, years: Years, rolls: Mapping[int, Mapping[str, int]], styles: DatedStyles[UnitStyle]
) -> dict[int, list[UnitInYear]]:
    """The figures that the actor may see, by unit, oldest first."""
    lines: dict[int, list[UnitInYear]] = {}
    for key, standings in standings_of_years(session, years).items():
        year, scope = years[key].year, years[key].scope
        for standing in standings:
            unit_id = rolls[key][standing.unit]
            if scope is None or unit_id in scope:
                style = styles.at(unit_id, year)
                lines.setdefault(unit_id, []).append(_in_year(year, style, standing, released=scope is None))
    return lines


def _in_year(year: int, style: UnitStyle, standing: Standing, released: bool) -> UnitInYear:
    return UnitInYear(
        year=year,
        name=style.name,
        brief=style.brief,
        points=standing.points,
        max=standing.max,
        percent=standing.percent,
        missing=standing.missing,
        # A place says something about the units that stand before and after it
        rank=standing.rank if released else None,
        tied=standing.tied and released,
    )


def _history(unit_id: int, style: UnitStyle, lines: Iterable[UnitInYear]) -> UnitHistory:
    return UnitHistory(unit_id, style.name, style.brief, tuple(lines))


def _titles(session: Session, years: Years, styles: DatedStyles[UnitStyle]) -> Iterator[TitleLine]:
    """The titles of released years that were not revoked, oldest first, each once."""
    furthest: dict[tuple[int, str, int], AwardStage] = {}
    rows = session.exec(
        select(Award).where(col(Award.block_year_id).in_(years)).order_by(col(Award.position))
    ).all()
    for stage in AwardStage:
        for row in rows:
            if row.stage is stage:
                furthest[row.block_year_id, row.award, row.unit_id] = stage
    for row in rows:
        if row.revoked_on is not None:
            del furthest[row.block_year_id, row.award, row.unit_id]
    for key, seen in years.items():
        if seen.scope is not None:
            continue
        for (of_year, award, unit_id), stage in furthest.items():
            if of_year == key:
                yield TitleLine(seen.year, award, unit_id, styles.at(unit_id, seen.year).name, stage)
