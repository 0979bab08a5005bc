"""What a sheet of criteria is compared with: the year's tree, and the units and groups that it may name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import literal
from sqlmodel import Session, col, select

from models.registry import Unit
from models.year import BlockYear, UnitGroup
from services.queries.criteria import CriterionLine, criteria_of_year
from services.queries.registry import code_in_block, roll_of_year, unit_styles, units_known_to
from services.rules.criteria_nodes import CriterionNode
from services.rules.criteria_row import CriteriaRegister
from services.rules.criteria_sheet import CriteriaPlan, plan_of
from services.rules.named import Named
from services.rules.sheet_rows import TypedRow
from services.workbooks.criteria_table import criteria_words


@dataclass(frozen=True, slots=True)
class CriteriaKeys:
    """The ids of what a tree names by codes."""

    criteria: Mapping[str, CriterionLine]
    units: Mapping[str, int]
    groups: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Reviewer:
    """A unit that may review, called as in the year."""

    unit_id: int
    code: str
    name: str
    short_name: str | None


def keys_of_year(session: Session, year: BlockYear) -> CriteriaKeys:
    """The criteria, units and groups of units of a year by their codes."""
    return _keys(*_of_year(session, year))


def register_of(session: Session, year: BlockYear) -> CriteriaRegister:
    """The tree of the year, and what a sheet may name; in a constant number of statements."""
    return _register(*_of_year(session, year))


def criteria_to_edit(session: Session, block_year_id: int) -> tuple[CriteriaRegister, CriteriaKeys]:
    """The tree of a year, what it may name, and the ids of all that; as both are at one moment."""
    found = _of_year(session, session.get_one(BlockYear, block_year_id))
    return _register(*found), _keys(*found)


def register_of_year(session: Session, block_year_id: int) -> CriteriaRegister:
    """As `register_of`, for whoever knows the year by its id."""
    return register_of(session, session.get_one(BlockYear, block_year_id))


def plan_of_criteria(session: Session, year: BlockYear, rows: Sequence[TypedRow]) -> CriteriaPlan:
    """What the rows would make of the year's tree by what stands now."""
    return plan_of(rows, register_of(session, year))


def _keys(
    lines: Sequence[CriterionLine], units: Sequence[_Reviewer], groups: Sequence[UnitGroup]
) -> CriteriaKeys:
    return CriteriaKeys(
        {line.rule.code: line for line in lines},
        {unit.code: unit.unit_id for unit in units},
        {group.code: group.id or 0 for group in groups},
    )


def _register(
    lines: Sequence[CriterionLine], named: Sequence[_Reviewer], groups: Sequence[UnitGroup]
) -> CriteriaRegister:
    units = {unit.unit_id: unit.code for unit in named}
    called = {group.id: group.code for group in groups}
    return CriteriaRegister(
        tree=tuple(
            CriterionNode(
                rule=line.rule,
                note=line.note,
                reviewer=units.get(line.reviewer_id or 0),
                group=called.get(line.group_id),
                comparable=line.comparable,
            )
            for line in lines
        ),
        units=Named((unit.code, (unit.name, *filter(None, [unit.short_name]))) for unit in named),
        groups=Named((group.code, (group.name,)) for group in groups),
        words=criteria_words(),
    )


def _of_year(
    session: Session, year: BlockYear
) -> tuple[list[CriterionLine], list[_Reviewer], Sequence[UnitGroup]]:
    key = year.id or 0
    lines = criteria_of_year(session, key)
    groups = select(UnitGroup).where(UnitGroup.block_year_id == key).order_by(col(UnitGroup.code))
    return lines, list(_reviewers(session, year, lines)), session.exec(groups).all()


def _reviewers(session: Session, year: BlockYear, lines: Sequence[CriterionLine]) -> Iterator[_Reviewer]:
    """The units of the roll, and who reviews though it is on it no more: criteria go on from year to year."""
    roll = roll_of_year(session, year.block_id, year.id or 0, year.year)
    for unit in roll:
        yield _Reviewer(unit.unit_id, unit.code, unit.name, unit.short_name)
    left = {line.reviewer_id for line in lines if line.reviewer_id} - {unit.unit_id for unit in roll}
    if not left:
        return
    styles = unit_styles(session, year.block_id)
    code = code_in_block(literal(year.block_id))
    wanted = select(col(Unit.id), code).where(col(Unit.id).in_(left), units_known_to(year.block_id))
    for unit_id, text in session.exec(wanted):
        style = styles.at(unit_id or 0, year.year)
        yield _Reviewer(unit_id or 0, text, style.name, style.short_name)
