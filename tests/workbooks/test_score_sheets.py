"""Score sheets in Excel: protected, marked, and judged cell by cell when they come back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from models.enums import Method, Stage
from services.errors.score_sheets import ScoreSheetFault, ScoreSheetRefused
from services.errors.typed import TypedNumberFault, TypedNumberRefused
from services.errors.workbooks import SheetFaultKind, SheetRefused
from services.rules.document import Criterion
from services.rules.likely_numbers import Doubt
from services.rules.score_grid import CellOutcome, GridColumn, JudgedCell, ScoreGrid
from services.rules.score_sheet import SheetJudgement, SheetSubject, judged_sheet
from services.workbooks.score_sheets import SheetHead, score_table, score_workbook
from services.workbooks.writing import workbook_of
from tests.edited import edited

UNCHANGED, CHANGED, DOUBTFUL, REFUSED, LOCKED = CellOutcome
CRITERIA = (
    Criterion(code="1", name="Công tác chuyên môn {year}", method=Method.GROUP, max=2500),
    Criterion(code="1.1", name="=HYPERLINK(1)", parent="1", method=Method.DIRECT, max=1000, step=50),
    Criterion(code="1.2", name="Đúng hạn", parent="1", method=Method.PASS_FAIL, max=500),
    Criterion(code="1.10", name="Chỉ tiêu\ngiao", parent="1", method=Method.QUANTITATIVE, max=1000),
    Criterion(code="2", name="Sáng kiến", method=Method.PER_ITEM, max=1000, per_item=Decimal("0.5")),
    Criterion(
        code="9", name="Thưởng", method=Method.BONUS_PENALTY, bonus=Decimal(1), penalty=Decimal(1), cap=500
    ),
)
LEAVES = [criterion.code for criterion in CRITERIA[1:]]
OF_UNIT = ScoreGrid(
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
        ("2", "self"): "-",
        ("1.1", "review"): "9",
        ("1.1", "explanation"): "=1+1",
    },
    locked={(code, "review") for code in LEAVES},
)
HEAD = SheetHead(
    subject=SheetSubject(block="noi-chinh", year=2026, step="self", unit="cong-an"),
    block="Khối {year} Nội chính",
    unit="Công an {0} tỉnh",
)
UNITS = {"cong-an": "Công an tỉnh", "code": "Công an tỉnh", "so-tu-phap": "Sở Tư pháp (mới)"}
OF_BLOCK = ScoreGrid(
    criteria=CRITERIA,
    columns=[GridColumn(key=code, unit=code, stage=Stage.FINAL, title=name) for code, name in UNITS.items()],
    standing={("1.1", "cong-an"): "9,5", ("1.1", "code"): "8", ("9", "so-tu-phap"): "2/1"},
    locked={("1.2", "so-tu-phap")},
)
WHOLE = SheetHead(subject=SheetSubject(block="noi-chinh", year=2026, step="final"), block="Khối Nội chính")


def judgement(data: bytes, grid: ScoreGrid = OF_UNIT, head: SheetHead = HEAD) -> SheetJudgement:
    return judged_sheet(score_table(data, grid, head.subject).rows, grid)


def put(**values: Any) -> SheetJudgement:
    """The unit's sheet with other values in its cells: E7="10"."""

    def change(sheet: Worksheet) -> None:
        for place, value in values.items():
            sheet[place] = value

    return judgement(edited(score_workbook(OF_UNIT, HEAD), change))


def differing(found: SheetJudgement) -> list[JudgedCell]:
    return [cell for cell in found.cells if cell.outcome is not UNCHANGED]


@pytest.mark.parametrize(("grid", "head"), [(OF_UNIT, HEAD), (OF_BLOCK, WHOLE)])
def test_a_sheet_that_comes_back_as_it_went_changes_nothing(grid: ScoreGrid, head: SheetHead) -> None:
    found = judgement(score_workbook(grid, head), grid, head)
    assert len(found.having(UNCHANGED)) == len(found.cells) == len(CRITERIA) * len(grid.columns)
    again = judgement(edited(score_workbook(grid, head), lambda sheet: None), grid, head)
    assert again == found


def test_what_the_sheet_of_a_unit_looks_like() -> None:
    sheet = openpyxl.load_workbook(BytesIO(score_workbook(OF_UNIT, HEAD))).worksheets[0]
    assert sheet["A2"].value == "Khối {year} Nội chính, năm 2026. Đơn vị: Công an {0} tỉnh. Bước: Tự chấm."
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    assert rows == [
        [
            "TT",
            "Nội dung tiêu chí",
            "Cách nhập",
            "Điểm tối đa",
            "Điểm tự chấm",
            "Điểm thẩm định",
            "Giải trình",
        ],
        ["1", "Công tác chuyên môn {year}", None, "25", "14,5", None, None],
        ["1.1", "=HYPERLINK(1)", "Số điểm, bội số của 0,5", "10", "9,5", "9", "=1+1"],
        ["1.2", "Đúng hạn", "Đạt hoặc Không đạt", "5", "5", None, None],
        ["1.10", "Chỉ tiêu\ngiao", "Kết quả/chỉ tiêu, ví dụ 120/100", "10", "120/100", None, None],
        ["2", "Sáng kiến", "Số lượng, mỗi mục 0,5 điểm", "10", "-", None, None],
        ["9", "Thưởng", "Số lần thưởng/số lần trừ, ví dụ 2/1", "5", None, None, None],
    ]
    assert {cell.data_type for row in sheet.iter_rows(min_row=7) for cell in row if cell.value} == {"s"}


def test_only_open_cells_can_be_changed_and_some_offer_their_words() -> None:
    sheet = openpyxl.load_workbook(BytesIO(score_workbook(OF_UNIT, HEAD))).worksheets[0]
    assert sheet.protection.sheet
    open_cells = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert open_cells == {f"{column}{row}" for column in "EG" for row in range(8, 13)}
    assert sheet["E8"].number_format == "@"
    assert sheet["A7"].font.bold
    assert not sheet["A8"].font.bold
    offered = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert offered == {"E9": '"Đạt,Không đạt"', "G9": '"Đạt,Không đạt"'}
    assert sheet.freeze_panes == "C7"


def test_what_was_typed_is_judged_where_it_stands() -> None:
    found = put(E8="10", E9="Không đạt", E10="½", E11="", G9="Có xác nhận", E12="2/1", F9="5", E7="99")
    told = {(one.number, one.column): (one.outcome, one.before, one.after) for one in differing(found)}
    assert told == {
        (7, "self"): (LOCKED, "14,5", ""),
        (8, "self"): (CHANGED, "9,5", "10"),
        (9, "self"): (CHANGED, "5", "0"),
        (9, "review"): (LOCKED, "", ""),
        (9, "explanation"): (CHANGED, "", "Có xác nhận"),
        (10, "self"): (DOUBTFUL, "120/100", "0,5"),
        (11, "self"): (DOUBTFUL, "-", ""),
        (12, "self"): (CHANGED, "", "2/1"),
    }


def test_numbers_and_days_that_excel_made_of_it() -> None:
    found = put(E8=9.5, E9=True, E10=date(2026, 5, 1), E11=45000, E12=46024)
    told = {one.criterion: one for one in found.cells if one.column == "self"}
    assert told["1.1"].outcome is UNCHANGED
    why = told["1.10"].refusal
    assert isinstance(why, TypedNumberRefused)
    assert why.reason is TypedNumberFault.DAY
    assert (told["1.2"].text, told["1.2"].outcome) == ("TRUE", REFUSED)
    assert (told["2"].doubts, told["9"].doubts) == ((Doubt.DAY,), (Doubt.DAY,))


def test_a_number_that_became_another_is_caught_by_its_name() -> None:
    found = put(A10="1.1")
    assert [(one.number, one.column, one.outcome) for one in differing(found)] == [
        (10, "criterion_code", REFUSED)
    ]
    found = put(A8="1.10")
    assert [(one.number, one.column) for one in differing(found)] == [(8, "criterion_name")]


def test_a_column_for_each_unit_even_of_one_name() -> None:
    data = score_workbook(OF_BLOCK, WHOLE)
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    assert (sheet.title, sheet["A2"].value) == (
        "Bảng điểm của khối, cụm",
        "Khối Nội chính, năm 2026. Đơn vị: tất cả. Bước: Chốt điểm.",
    )
    assert [cell.value for cell in sheet[6]][4:] == [
        "Công an tỉnh [cong-an]",
        "Công an tỉnh [code]",
        "Sở Tư pháp (mới) [so-tu-phap]",
    ]

    def change(sheet: Worksheet) -> None:
        sheet["F8"] = "7,5"
        sheet["G9"] = "x"
        sheet["G12"] = "3/1"

    found = judgement(edited(data, change), OF_BLOCK, WHOLE)
    assert [(one.criterion, one.column, one.outcome) for one in differing(found)] == [
        ("1.1", "code", CHANGED),
        ("1.2", "so-tu-phap", LOCKED),
        ("9", "so-tu-phap", CHANGED),
    ]


@pytest.mark.parametrize("column", ["A", "B", "E", "G"])
def test_a_column_that_is_not_there_any_more_is_missed(column: str) -> None:
    def take_out(sheet: Worksheet) -> None:
        sheet[f"{column}6"] = "Cột khác"

    with pytest.raises(SheetRefused) as refused:
        judgement(edited(score_workbook(OF_UNIT, HEAD), take_out))
    assert [fault.reason for fault in refused.value.faults] == [SheetFaultKind.HEADER_MISSING]


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ({"block": "kinh-te"}, ScoreSheetFault.OTHER_BLOCK),
        ({"year": 2025}, ScoreSheetFault.OTHER_YEAR),
        ({"step": "final"}, ScoreSheetFault.OTHER_STEP),
        ({"unit": "so-tu-phap"}, ScoreSheetFault.OTHER_UNIT),
        ({"unit": ""}, ScoreSheetFault.OTHER_UNIT),
    ],
)
def test_a_sheet_of_another_year_or_unit_is_refused(subject: dict[str, Any], reason: ScoreSheetFault) -> None:
    other = replace(HEAD.subject, **subject)
    with pytest.raises(ScoreSheetRefused) as refused:
        score_table(score_workbook(OF_UNIT, HEAD), OF_UNIT, other)
    assert refused.value.reason is reason


def test_a_workbook_of_something_else_is_refused() -> None:
    with pytest.raises(ScoreSheetRefused) as refused:
        judgement(workbook_of("units", [{"name": "Sở Tư pháp"}]))
    assert refused.value.reason is ScoreSheetFault.OTHER_TEMPLATE
    workbook = openpyxl.Workbook()
    workbook.worksheets[0]["A1"] = "TT"
    buffer = BytesIO()
    workbook.save(buffer)
    with pytest.raises(ScoreSheetRefused) as refused:
        judgement(buffer.getvalue())
    assert refused.value.reason is ScoreSheetFault.NO_MARK


@pytest.mark.parametrize(
    ("look", "value", "reason"),
    [
        ("0%", 0.95, SheetFaultKind.PERCENT),
        ("0.00%", 1, SheetFaultKind.PERCENT),
        ('0.0"%"', 9.5, None),
        ("0.00", 9.5, None),
        ("@", "#N/A", SheetFaultKind.ERROR),
    ],
)
def test_a_cell_that_holds_something_else_than_it_shows(
    look: str, value: object, reason: SheetFaultKind | None
) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["E8"] = value
        sheet["E8"].number_format = look
        if value == "#N/A":
            sheet["E8"].data_type = "e"

    data = edited(score_workbook(OF_UNIT, HEAD), change)
    if reason is None:
        assert judgement(data).having(UNCHANGED)
        return
    with pytest.raises(SheetRefused) as refused:
        judgement(data)
    assert [(fault.reason, fault.row, fault.column) for fault in refused.value.faults] == [(reason, 8, 5)]
