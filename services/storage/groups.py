"""Keeps criteria that are for a group of units out of the sheets of the others: not assigned, at every stage.

A year-file knows no groups, so what a group means for points and maxima has to stand in the cells themselves.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from models.enums import Method, Stage
from models.scoring import Criterion
from models.types import table_of
from models.year import BlockYear, UnitGroup, YearUnit
from services.errors.scoring import GroupScored
from services.queries.criteria import CriterionLine, criteria_of_year
from services.queries.groups import groups_of_year
from services.queries.registry import UnitLine, roll_of_year
from services.queries.scores import StoredCell, stored_cells
from services.rules.document import Score as Entry
from services.storage.cell_edits import Change, Sheet, write_changes
from services.storage.scores import rewrite_totals

_CRITERION = table_of(Criterion)

Barred = frozenset[tuple[int, int]]
"""Cells, by unit id and criterion id, of criteria that are for a group the unit is not in."""

_Stored = Mapping[tuple[int, int], StoredCell]


def barred_of(lines: Iterable[CriterionLine], roll: Sequence[UnitLine]) -> Barred:
    """The cells that are not for their units."""
    leaves = [line for line in lines if line.for_group is not None and line.rule.method is not Method.GROUP]
    return frozenset(
        (unit.unit_id, line.criterion_id)
        for line in leaves
        for unit in roll
        if unit.group_id != line.for_group
    )


def barred_in(session: Session, year: BlockYear, but: Collection[int] = ()) -> Barred:
    """The cells of the year that are not for their units, as it stands; units of `but` are left out."""
    lines, roll = _year(session, year)
    return barred_of(lines, [unit for unit in roll if unit.unit_id not in but])


def settle_groups(session: Session, account_id: int | None, year: BlockYear, before: Barred) -> None:
    """Have the cells say whom the criteria are for now, where that has changed since `before`.

    Raises:
        GroupScored: a cell that would not be for its unit any more holds a score.
    """
    lines, roll = _year(session, year)
    now = barred_of(lines, roll)
    if now != before:
        _write(session, account_id, year, lines, roll, now - before, before - now)


def continue_groups(session: Session, account_id: int | None, year: BlockYear, from_year_id: int) -> None:
    """Have the year's criteria be for the same groups as those that they go on from, and the units in them.

    A group that the year has by that code stays as it is.
    """
    session.flush()
    key = year.id or 0
    known = {group.code: group.group_id for group in groups_of_year(session, key)}
    for group in groups_of_year(session, from_year_id):
        group_id = known.get(group.code)
        if group_id is None:
            row = UnitGroup(block_year_id=key, code=group.code, name=group.name)
            session.add(row)
            session.flush()
            group_id = row.id or 0
            mine = (col(YearUnit.block_year_id) == key) & col(YearUnit.unit_id).in_(group.unit_ids)
            session.exec(update(YearUnit).where(mine).values(group_id=group_id))
        origins = select(_CRITERION.c.id).where(_CRITERION.c.group_id == group.group_id)
        going_on = (_CRITERION.c.block_year_id == key) & _CRITERION.c.origin_id.in_(origins)
        session.connection().execute(update(_CRITERION).where(going_on).values(group_id=group_id))
    settle_groups(session, account_id, year, frozenset())


def free_cells(session: Session, account_id: int | None, year: BlockYear, cells: Barred) -> None:
    """Empty the cells that only say that they are not for their units, before their criteria go."""
    if cells:
        _write(session, account_id, year, *_year(session, year), frozenset(), cells)


def _year(session: Session, year: BlockYear) -> tuple[list[CriterionLine], list[UnitLine]]:
    session.flush()
    key = year.id or 0
    return criteria_of_year(session, key), roll_of_year(session, year.block_id, key, year.year)


def _write(
    session: Session,
    account_id: int | None,
    year: BlockYear,
    lines: Sequence[CriterionLine],
    roll: Sequence[UnitLine],
    barred: Barred,
    freed: Barred,
) -> None:
    units, rules = {unit.unit_id: unit for unit in roll}, {line.criterion_id: line for line in lines}
    cells = [cell for cell in barred | freed if cell[0] in units and cell[1] in rules]
    touched = {unit_id for unit_id, _criterion in cells}
    concerned = [rules[key] for key in sorted({criterion_id for _unit, criterion_id in cells})]
    key, moment = year.id or 0, datetime.now(UTC)
    for stage in Stage if cells else ():
        stored = stored_cells(session, key, stage, touched, concerned, roll)
        changes = [
            change
            for unit_id, criterion_id in sorted(cells)
            if (
                change := _change(
                    stage, units[unit_id], rules[criterion_id], stored, (unit_id, criterion_id) in barred
                )
            )
        ]
        if changes:
            write_changes(session, Sheet(key, stage, lines, roll), changes, account_id, moment)
            rewrite_totals(session, key, stage, lines, touched, year.tie_breaks)


def _change(
    stage: Stage, unit: UnitLine, line: CriterionLine, stored: _Stored, barred: bool
) -> Change | None:
    before = stored.get((unit.unit_id, line.criterion_id))
    absent = before is not None and before.entry.not_assigned
    if barred and before is not None and not absent:
        raise GroupScored(unit=unit.name, criterion=line.rule.code)
    if barred == absent:
        return None
    after = Entry(unit=unit.code, criterion=line.rule.code, stage=stage, not_assigned=True)
    return Change(unit, line, before, after if barred else None)
