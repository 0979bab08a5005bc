"""What a sheet of criteria is compared with: the year's tree, and the units and groups that it may name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.year import BlockYear, UnitGroup
from services.queries.criteria import CriterionLine, criteria_of_year
from services.queries.registry import UnitLine, roll_of_year
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


def keys_of_year(session: Session, year: BlockYear) -> CriteriaKeys:
    """The criteria, units and groups of units of a year by their codes."""
    lines, roll, groups = _of_year(session, year)
    return CriteriaKeys(
        {line.rule.code: line for line in lines},
        {unit.code: unit.unit_id for unit in roll},
        {group.code: group.id or 0 for group in groups},
    )


def register_of(session: Session, year: BlockYear) -> CriteriaRegister:
    """The tree of the year, and what a sheet may name; in a constant number of statements."""
    lines, roll, groups = _of_year(session, year)
    units = {unit.unit_id: unit.code for unit in roll}
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
        units=Named((unit.code, (unit.name, *filter(None, [unit.short_name]))) for unit in roll),
        groups=Named((group.code, (group.name,)) for group in groups),
        words=criteria_words(),
    )


def plan_of_criteria(session: Session, year: BlockYear, rows: Sequence[TypedRow]) -> CriteriaPlan:
    """What the rows would make of the year's tree by what stands now."""
    return plan_of(rows, register_of(session, year))


def _of_year(
    session: Session, year: BlockYear
) -> tuple[list[CriterionLine], list[UnitLine], Sequence[UnitGroup]]:
    key = year.id or 0
    groups = select(UnitGroup).where(UnitGroup.block_year_id == key).order_by(col(UnitGroup.code))
    roll = roll_of_year(session, year.block_id, key, year.year)
    return criteria_of_year(session, key), roll, session.exec(groups).all()
