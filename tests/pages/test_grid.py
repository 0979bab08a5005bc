"""A score sheet goes into text and back, by ids, and nothing forged comes along."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Method, Stage, UnitKind
from pages.shared import grid
from services.queries.criteria import CriterionLine
from services.queries.registry import UnitLine
from services.queries.scores import StoredCell
from services.rules.cell_edits import CellEdit
from services.rules.document import Criterion, Score

LINES = [
    CriterionLine(11, None, 0, 1, Criterion(code="1", name="Chuyên môn", method=Method.GROUP, max=2000)),
    CriterionLine(12, 11, 1, 1, Criterion(code="1.1", name="Báo cáo", method=Method.DIRECT, max=1000)),
    CriterionLine(13, 11, 1, 1, Criterion(code="1.2", name="Hội họp", method=Method.DIRECT, max=1050)),
    CriterionLine(14, None, 0, 1, Criterion(code="9", name="Thưởng", method=Method.BONUS_PENALTY, cap=500)),
]


def unit(unit_id: int) -> UnitLine:
    return UnitLine(
        unit_id=unit_id,
        code=f"u{unit_id}",
        position=unit_id,
        name=f"Đơn vị {unit_id}",
        short_name=None,
        kind=UnitKind.AGENCY,
        scored=True,
        votes=True,
        office=None,
        next_office=None,
        version=1,
    )


def cell(points: int, version: int, criterion: str = "1.1", *, not_assigned: bool = False) -> StoredCell:
    entry = Score(
        unit="u",
        criterion=criterion,
        stage=Stage.FINAL,
        points=None if not_assigned else points,
        not_assigned=not_assigned,
    )
    moment = datetime(2017, 12, 25, tzinfo=UTC)
    return StoredCell(entry=entry, points=points, version=version, changed_by="Lan", changed_at=moment)


CELLS = {(7, 12): cell(950, 3), (7, 13): cell(0, 5), (8, 12): cell(0, 2, not_assigned=True)}


@pytest.fixture
def sheet() -> grid.Sheet:
    return grid.sheet_of(LINES, [unit(7), unit(8)], CELLS)


def test_a_sheet_is_all_text_with_a_row_for_each_criterion(sheet: grid.Sheet) -> None:
    assert sheet.frame.to_dict("list") == {
        "name": ["1 Chuyên môn", "1.1 Báo cáo", "1.2 Hội họp", "9 Thưởng"],
        "max": ["20", "10", "10,5", "5"],
        "unit_7": ["", "9,5", "0", ""],
        "unit_8": ["", "-", "", ""],
    }
    assert {str(kind) for kind in sheet.frame.dtypes} == {"str"}


def test_edits_carry_ids_and_the_version_that_was_seen(sheet: grid.Sheet) -> None:
    edits = grid.edits_of(sheet, {1: {"unit_7": " 9,25 ", "unit_8": "8"}, 2: {"unit_8": "10"}})
    assert edits == [CellEdit(7, 12, "9,25", 3), CellEdit(8, 12, "8", 2), CellEdit(8, 13, "10", 0)]


@pytest.mark.parametrize("typed", [None, "", "  "])
def test_an_emptied_cell_is_an_edit_to_nothing(sheet: grid.Sheet, typed: object) -> None:
    assert grid.edits_of(sheet, {1: {"unit_7": typed}}) == [CellEdit(7, 12, "", 3)]


def test_what_was_typed_back_is_no_edit(sheet: grid.Sheet) -> None:
    assert grid.edits_of(sheet, {1: {"unit_7": " 9,5"}, 2: {"unit_8": None}}) == []


@pytest.mark.parametrize(
    "forged",
    [
        {1: {"max": "99"}},
        {1: {"name": "x"}},
        {1: {"unit_9": "5"}},
        {4: {"unit_7": "5"}},
        {-1: {"unit_7": "5"}},
    ],
)
def test_forged_columns_and_rows_are_left_out(
    sheet: grid.Sheet, forged: dict[int, dict[str, object]]
) -> None:
    assert grid.edits_of(sheet, forged) == []


def test_numbers_in_place_of_text_are_read_as_they_are_written(sheet: grid.Sheet) -> None:
    assert grid.edits_of(sheet, {1: {"unit_7": 9.25}}) == [CellEdit(7, 12, "9.25", 3)]


@given(
    st.dictionaries(
        st.integers(-2, 6),
        st.dictionaries(st.sampled_from(["name", "max", "unit_7", "unit_8", "unit_9", "x"]), st.text()),
    )
)
def test_only_cells_of_the_sheet_come_out(typed: dict[int, dict[str, object]]) -> None:
    made = grid.sheet_of(LINES, [unit(7), unit(8)], CELLS)
    edits = grid.edits_of(made, typed)
    assert {edit.unit_id for edit in edits} <= {7, 8}
    assert {edit.criterion_id for edit in edits} <= {11, 12, 13, 14}
    assert len({(edit.unit_id, edit.criterion_id) for edit in edits}) == len(edits)


def test_a_cell_changed_by_somebody_else_is_a_conflict_with_theirs() -> None:
    mine, other = CellEdit(7, 12, "9", 3), CellEdit(8, 13, "10", 0)
    theirs = cell(800, 4)
    assert grid.conflicts_of([mine, other], {**CELLS, (7, 12): theirs}) == [grid.Conflict(mine, theirs)]


def test_a_cell_that_somebody_else_emptied_is_a_conflict_without_theirs() -> None:
    mine = CellEdit(7, 12, "9", 3)
    assert grid.conflicts_of([mine], {}) == [grid.Conflict(mine, None)]
