"""What comes from Excel or the clipboard, cell by cell: unchanged, changed, doubtful, refused, locked."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Method, Stage
from services.errors.score_sheets import (
    ScoreRowFault,
    ScoreRowRefused,
    ScoreSheetFault,
    ScoreSheetRefused,
)
from services.errors.typed import NameRefused, TypedNumberFault, TypedNumberRefused
from services.rules.document import Criterion
from services.rules.likely_numbers import Doubt
from services.rules.pasted_block import laid_over, pasted_rows
from services.rules.score_grid import CellOutcome, GridColumn, JudgedCell, ScoreGrid, judged, judged_block
from services.rules.score_sheet import SheetSubject, check_mark, judged_sheet

UNCHANGED, CHANGED, DOUBTFUL, REFUSED, LOCKED = CellOutcome
CRITERIA = (
    Criterion(code="1", name="Công tác chuyên môn", method=Method.GROUP, max=2000),
    Criterion(code="1.1", name="Hoàn thành nhiệm vụ", parent="1", method=Method.DIRECT, max=1000, step=25),
    Criterion(code="1.2", name="Đúng hạn", parent="1", method=Method.PASS_FAIL, max=500),
    Criterion(code="1.10", name="Chỉ tiêu", parent="1", method=Method.QUANTITATIVE, max=500),
    Criterion(code="9", name="Thưởng", method=Method.BONUS_PENALTY, bonus=Decimal(1), penalty=Decimal(2)),
)
GRID = ScoreGrid(
    criteria=CRITERIA,
    columns=(
        GridColumn(key="self", unit="cong-an", stage=Stage.SELF),
        GridColumn(key="review", unit="cong-an", stage=Stage.REVIEW),
        GridColumn(key="explanation", unit="cong-an", stage=None),
    ),
    standing={
        ("1", "self"): "14,5",
        ("1.1", "self"): "9,5",
        ("1.2", "self"): "5",
        ("1.10", "self"): "120/100",
        ("1.1", "review"): "9",
        ("1.1", "explanation"): "Đã hoàn thành",
    },
    locked={(code, "review") for code in ("1.1", "1.2", "1.10", "9")},
)


@dataclass(frozen=True)
class Row:
    number: int
    values: dict[str, str]


def cell(text: str, code: str = "1.1", column: str = "self") -> JudgedCell:
    criterion = next(one for one in CRITERIA if one.code == code)
    of_column = next(one for one in GRID.columns if one.key == column)
    return judged(text, criterion, of_column, GRID)


@pytest.mark.parametrize(
    ("code", "column", "text", "outcome", "after", "doubts"),
    [
        ("1.1", "self", "9,5", UNCHANGED, "9,5", ()),
        ("1.1", "self", "9.50", UNCHANGED, "9,5", ()),
        ("1.1", "self", "9½", UNCHANGED, "9,5", ()),
        ("1.1", "self", "9,25", CHANGED, "9,25", ()),
        ("1.1", "self", "９", DOUBTFUL, "9", (Doubt.WIDE,)),
        ("1.1", "self", "", DOUBTFUL, "", (Doubt.ERASES,)),
        ("1.1", "self", "\u00a0", DOUBTFUL, "", (Doubt.INVISIBLE, Doubt.ERASES)),
        ("1.1", "self", "-", CHANGED, "-", ()),
        ("1.1", "self", "9,3", REFUSED, "", ()),
        ("1.2", "self", "Đạt", UNCHANGED, "5", ()),
        ("1.2", "self", "Không đạt", CHANGED, "0", ()),
        ("1.10", "self", "120 / 100", UNCHANGED, "120/100", ()),
        ("1.10", "self", "01/05/2026", REFUSED, "", ()),
        ("9", "self", "", UNCHANGED, "", ()),
        ("9", "self", "2/1", CHANGED, "2/1", ()),
        ("1", "self", "14,5", UNCHANGED, "14,5", ()),
        ("1", "self", "15", LOCKED, "", ()),
        ("1", "self", "", LOCKED, "", ()),
        ("1", "review", "", UNCHANGED, "", ()),
        ("1.1", "review", "9.0", UNCHANGED, "9", ()),
        ("1.1", "review", "10", LOCKED, "", ()),
        ("1.1", "review", "abc", LOCKED, "", ()),
        ("1.2", "review", "", UNCHANGED, "", ()),
        ("1.1", "explanation", "Đã  hoàn\nthành ", UNCHANGED, "Đã hoàn thành", ()),
        ("1.1", "explanation", "Có văn bản", CHANGED, "Có văn bản", ()),
        ("1.1", "explanation", "=HYPERLINK(1)", CHANGED, "=HYPERLINK(1)", ()),
        ("1.1", "explanation", "", DOUBTFUL, "", (Doubt.ERASES,)),
        ("1.2", "explanation", " ", UNCHANGED, "", ()),
        ("1.1", "explanation", "a\u202eb", REFUSED, "", ()),
    ],
)
def test_what_a_text_would_do(
    code: str, column: str, text: str, outcome: CellOutcome, after: str, doubts: tuple[Doubt, ...]
) -> None:
    found = cell(text, code, column)
    assert (found.outcome, found.after, found.doubts) == (outcome, after, doubts)
    assert (found.refusal is not None) == (outcome in (REFUSED, LOCKED))
    assert found.before == GRID.standing.get((code, column), "")


def test_what_stands_there_is_no_change_even_where_it_would_not_be_taken_now() -> None:
    lowered = Criterion(code="1.1", name="Hoàn thành nhiệm vụ", method=Method.DIRECT, max=500)
    assert judged("9,5", lowered, GRID.columns[0], GRID).outcome is UNCHANGED
    assert judged("9,4", lowered, GRID.columns[0], GRID).outcome is REFUSED


def test_why_a_cell_is_refused() -> None:
    off_step, locked, group, words = (
        cell("9,3").refusal,
        cell("10", "1.1", "review").refusal,
        cell("15", "1").refusal,
        cell("\x07", "1.1", "explanation").refusal,
    )
    assert isinstance(off_step, TypedNumberRefused)
    assert off_step.reason is TypedNumberFault.OFF_STEP
    assert isinstance(locked, ScoreRowRefused)
    assert (locked.reason, locked.text, locked.other) == (ScoreRowFault.LOCKED, "10", "9")
    assert isinstance(group, ScoreRowRefused)
    assert group.reason is ScoreRowFault.ON_GROUP
    assert isinstance(words, NameRefused)


def sheet_row(number: int, code: str, name: str, **values: str) -> Row:
    return Row(number, {"criterion_code": code, "criterion_name": name, **values})


def test_a_sheet_is_judged_row_by_row() -> None:
    found = judged_sheet(
        [
            sheet_row(6, "1", "Công tác chuyên môn", self="14,5", review="", explanation=""),
            sheet_row(7, "1.1", "Hoàn thành nhiệm vụ", self="10", review="9", explanation="Đã hoàn thành"),
            sheet_row(8, "1.2", "Đúng hạn", self="v", review="5", explanation=""),
            sheet_row(9, "1.10", "chỉ tiêu ", self="abc", review="", explanation=""),
            sheet_row(12, "", "Thủ trưởng đơn vị"),
        ],
        GRID,
    )
    told = [(one.number, one.criterion, one.column, one.outcome) for one in found.cells]
    assert told == [
        *((6, "1", key, UNCHANGED) for key in ("self", "review", "explanation")),
        (7, "1.1", "self", CHANGED),
        (7, "1.1", "review", UNCHANGED),
        (7, "1.1", "explanation", UNCHANGED),
        (8, "1.2", "self", UNCHANGED),
        (8, "1.2", "review", LOCKED),
        (8, "1.2", "explanation", UNCHANGED),
        (9, "1.10", "self", REFUSED),
        (9, "1.10", "review", UNCHANGED),
        (9, "1.10", "explanation", UNCHANGED),
    ]
    assert [(one.before, one.after) for one in found.having(CHANGED)] == [("9,5", "10")]


@pytest.mark.parametrize(
    ("row", "column", "reason", "facts"),
    [
        (
            sheet_row(9, "", "Việc khác", self="5"),
            "criterion_code",
            ScoreRowFault.NO_CODE,
            ("Việc khác", "", None),
        ),
        (
            sheet_row(9, "3", "Việc khác", self="5"),
            "criterion_code",
            ScoreRowFault.NO_CRITERION,
            ("3", "", None),
        ),
        (
            sheet_row(9, "1.1", "Thưởng", self="5"),
            "criterion_name",
            ScoreRowFault.RENAMED,
            ("Thưởng", CRITERIA[1].name, None),
        ),
        (sheet_row(9, "1.2", "Đúng hạn", self="5"), "criterion_code", ScoreRowFault.TWICE, ("1.2", "", 8)),
    ],
)
def test_a_row_that_cannot_be_placed_is_refused_whole(
    row: Row, column: str, reason: ScoreRowFault, facts: tuple[str, str, int | None]
) -> None:
    before = sheet_row(8, "1.2", "Đúng hạn", self="5")
    found = judged_sheet([before, row], GRID).cells[1:]
    assert [(one.number, one.column, one.outcome) for one in found] == [(9, column, REFUSED)]
    why = found[0].refusal
    assert isinstance(why, ScoreRowRefused)
    assert (why.reason, why.text, why.other, why.row) == (reason, *facts)


def test_rows_without_a_figure_and_columns_that_are_not_there_say_nothing() -> None:
    rows = [sheet_row(8, "3", "Việc khác", self=" "), sheet_row(9, "1.1", "Hoàn thành nhiệm vụ", self="9,5")]
    assert [one.column for one in judged_sheet(rows, GRID).cells] == ["self"]
    assert judged_sheet([Row(9, {"criterion_code": "1.1", "self": "8"})], GRID).cells[0].outcome is CHANGED


def shown(criterion: Criterion, column: GridColumn) -> str:
    return GRID.standing.get((criterion.code, column.key), "")


def test_the_sheet_as_it_stands_changes_nothing() -> None:
    rows = [
        Row(
            number,
            {
                "criterion_code": one.code,
                "criterion_name": one.name,
                **{c.key: shown(one, c) for c in GRID.columns},
            },
        )
        for number, one in enumerate(CRITERIA, start=6)
    ]
    found = judged_sheet(rows, GRID)
    assert len(found.having(UNCHANGED)) == len(found.cells) == 15


def test_a_pasted_block_is_judged_where_it_lies() -> None:
    laid = laid_over(pasted_rows("14,5\t\r\n10\t9\r\nv\t5\r\n"), GRID.as_laid(), ("1", "self"))
    assert [(one.row, one.column, one.onto_row) for one in laid.refused] == [(3, 2, "1.2")]
    found = judged_block(laid, GRID)
    assert [(one.criterion, one.column, one.outcome, one.after) for one in found] == [
        ("1.1", "self", CHANGED, "10"),
        ("1.2", "self", UNCHANGED, "5"),
    ]


@given(st.text(st.sampled_from("0123456789.,/ -xvđ½\u00a0"), max_size=6), st.sampled_from(CRITERIA[1:]))
def test_what_is_agreed_to_stands_there_afterwards(text: str, criterion: Criterion) -> None:
    """Saving what a cell would show, and judging the same text again, changes nothing more."""
    column = GRID.columns[0]
    found = judged(text, criterion, column, GRID)
    if found.outcome in (CHANGED, DOUBTFUL):
        place = (criterion.code, column.key)
        saved = ScoreGrid(criteria=CRITERIA, columns=GRID.columns, standing={place: found.after})
        for again in (text, found.after):
            assert judged(again, criterion, column, saved).outcome is UNCHANGED


SUBJECT = SheetSubject(block="noi-chinh", year=2026, step="self", unit="cong-an")


def test_a_sheet_of_the_same_subject_goes_on() -> None:
    check_mark(f"scores/1:{SUBJECT.text}", "scores/1", SUBJECT)
    whole = SheetSubject(block="noi-chinh", year=2026, step="final")
    check_mark("scores/1:noi-chinh/2026/final/", "scores/1", whole)


@pytest.mark.parametrize(
    ("mark", "reason", "found", "expected"),
    [
        ("", ScoreSheetFault.NO_MARK, "", ""),
        ("scores/1", ScoreSheetFault.NO_MARK, "", ""),
        ("scores/1:noi-chinh", ScoreSheetFault.NO_MARK, "", ""),
        ("units/1", ScoreSheetFault.OTHER_TEMPLATE, "units/1", "scores/1"),
        ("scores/2:noi-chinh/2026/self/cong-an", ScoreSheetFault.OTHER_VERSION, "scores/2", "scores/1"),
        ("scores/1:kinh-te/2026/self/cong-an", ScoreSheetFault.OTHER_BLOCK, "kinh-te", "noi-chinh"),
        ("scores/1:noi-chinh/2025/self/cong-an", ScoreSheetFault.OTHER_YEAR, "2025", "2026"),
        ("scores/1:noi-chinh/2026/review/cong-an", ScoreSheetFault.OTHER_STEP, "review", "self"),
        ("scores/1:noi-chinh/2026/self/so-y-te", ScoreSheetFault.OTHER_UNIT, "so-y-te", "cong-an"),
        ("scores/1:noi-chinh/2026/self/", ScoreSheetFault.OTHER_UNIT, "", "cong-an"),
    ],
)
def test_a_sheet_of_something_else_is_refused(
    mark: str, reason: ScoreSheetFault, found: str, expected: str
) -> None:
    with pytest.raises(ScoreSheetRefused) as refused:
        check_mark(mark, "scores/1", SUBJECT)
    assert (refused.value.reason, refused.value.found, refused.value.expected) == (reason, found, expected)
