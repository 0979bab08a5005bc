"""The cells of a year as the checks look at them: points, later changes, and what is typed and not saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlmodel import Session

from models.accounts import Account
from models.enums import Method, Stage
from models.scoring import Score
from models.sheets import SheetDraft
from models.types import table_of
from services.queries.criteria import CriterionLine
from services.queries.registry import UnitLine
from services.rules.cell_reading import read_cell
from services.rules.outliers import Moments, UnitCells

_SCORE, _DRAFT, _PERSON = table_of(Score), table_of(SheetDraft).c, table_of(Account).c
_OWN, _REVIEW = _SCORE.alias("own"), _SCORE.alias("review")

# Written once: building a statement costs more than running it.
_POINTS = select(_SCORE.c.stage, _SCORE.c.unit_id, _SCORE.c.criterion_id, _SCORE.c.points).where(
    _SCORE.c.block_year_id == bindparam("key"),
    _SCORE.c.unit_id.in_(bindparam("units", expanding=True)),
)
_LATER = (
    select(_OWN.c.unit_id, _OWN.c.criterion_id, _OWN.c.changed_at, _REVIEW.c.changed_at)
    .join_from(
        _OWN,
        _REVIEW,
        and_(*(_OWN.c[name] == _REVIEW.c[name] for name in ("block_year_id", "unit_id", "criterion_id"))),
    )
    .where(
        _OWN.c.block_year_id == bindparam("key"),
        _OWN.c.unit_id.in_(bindparam("units", expanding=True)),
        _OWN.c.stage == Stage.SELF,
        _REVIEW.c.stage == Stage.REVIEW,
        _OWN.c.changed_at > _REVIEW.c.changed_at,
    )
)
_DRAFTS = (
    select(_PERSON.display_name, _DRAFT.view, _DRAFT.cells, _DRAFT.kept_at)
    .join_from(table_of(SheetDraft), table_of(Account), _PERSON.id == _DRAFT.account_id)
    .where(_DRAFT.block_year_id == bindparam("key"))
    .order_by(_DRAFT.kept_at)
)


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What somebody has typed into a grid and not saved: how many cells, and how many of them are doubtful.

    Doubtful is what is read with a doubt, or not at all. `stage` None: the grid is not one of a stage.
    """

    person: str
    stage: Stage | None
    cells: int
    doubtful: int
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class CheckedCells:
    """The points of cells by stage, and the self scores that were changed later than they were reviewed."""

    cells: Mapping[Stage, UnitCells]
    changed: Moments
    reviewed: Moments
    unsaved: Sequence[Unsaved]


def checked_cells(
    session: Session, block_year_id: int, lines: Sequence[CriterionLine], units: Sequence[UnitLine]
) -> CheckedCells:
    """The cells of these units, by the codes of unit and criterion, in three statements.

    What is typed and not saved is told of where all of it lies in the sheets of these units.
    """
    leaves = {line.criterion_id: line for line in lines if line.rule.method is not Method.GROUP}
    codes = {unit.unit_id: unit.code for unit in units}
    wanted = {"key": block_year_id, "units": list(codes)}
    connection = session.connection()
    cells: dict[Stage, dict[str, dict[str, int | None]]] = {
        stage: {code: {} for code in codes.values()} for stage in Stage
    }
    for stage, unit, criterion, points in connection.execute(_POINTS, wanted):
        cells[stage][codes[unit]][leaves[criterion].rule.code] = points
    changed, reviewed = {}, {}
    for unit, criterion, later, earlier in connection.execute(_LATER, wanted):
        place = codes[unit], leaves[criterion].rule.code
        changed[place], reviewed[place] = later, earlier
    drafts = connection.execute(_DRAFTS, {"key": block_year_id})
    unsaved = [
        _unsaved(person, view, typed, kept_at, leaves)
        for person, view, typed, kept_at in drafts
        if all(cell["unit"] in codes for cell in typed)
    ]
    return CheckedCells(cells, changed, reviewed, unsaved)


def _unsaved(
    person: str,
    view: str,
    typed: Sequence[Mapping[str, Any]],
    kept_at: datetime,
    leaves: Mapping[int, CriterionLine],
) -> Unsaved:
    named = view.partition("-")[0]
    stage = Stage(named) if named in set(Stage) else None
    doubtful = sum(
        _is_doubtful(cell["text"], leaves[cell["criterion"]], stage or Stage.SELF)
        for cell in typed
        if cell["criterion"] in leaves
    )
    return Unsaved(person, stage, len(typed), doubtful, kept_at)


def _is_doubtful(text: str, line: CriterionLine, stage: Stage) -> bool:
    reading = read_cell(text, "", line.rule, stage)
    return reading.doubtful or reading.refusal is not None
