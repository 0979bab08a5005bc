"""Tables in the ways in which offices number theirs, brought in through a workbook."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from services.errors.typed import CodeUnfit
from services.rules.criteria_layout import layout_rows
from services.rules.criteria_row import CriteriaRegister
from services.rules.criteria_sheet import CriteriaPlan, JudgedCriterion, plan_of
from services.rules.named import Named
from services.rules.sheet_rows import RowOutcome
from services.workbooks.criteria_table import LAYOUT, criteria_table, criteria_words
from services.workbooks.reading import read_sheet
from services.workbooks.writing import workbook_of

FOLDER = Path(__file__).parent / "criteria_tables"
TABLES = sorted(FOLDER.glob("*.yaml"))
HEADER_ROW = 5
UNITS = Named([("so-noi-vu", ("Sở Nội vụ", "SNV")), ("so-tai-chinh", ("Sở Tài chính", "STC"))])
GROUPS = Named([("so", ("Khối sở",)), ("huyen", ("Khối huyện",))])


def table_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def workbook(table: dict[str, Any]) -> bytes:
    """The table as an office keeps it: banners above, its header in row 5."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "UBND TỈNH"
    sheet["A2"] = "BẢNG TIÊU CHÍ CHẤM ĐIỂM THI ĐUA"
    heads = {HEADER_ROW - 1: table.get("title_row", []), HEADER_ROW: table["columns"]}
    for row, titles in heads.items():
        for column, title in enumerate(titles, start=1):
            sheet.cell(row, column, title or None)
    for row, cells in enumerate(table["rows"], start=HEADER_ROW + 1):
        for column, text in enumerate(["", cells] if isinstance(cells, str) else cells, start=1):
            cell = sheet.cell(row, column, text or None)
            cell.data_type = "s" if text else "n"
    for area in table.get("merged", ()):
        sheet.merge_cells(area)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def planned(data: bytes, tree: tuple[Any, ...] = ()) -> CriteriaPlan:
    register = CriteriaRegister(tree, UNITS, GROUPS, criteria_words())
    return plan_of(criteria_table(read_sheet(data)).rows, register)


def told(row: JudgedCriterion, wanted: dict[str, Any]) -> dict[str, Any]:
    """What the row came to, in the words of the file; figures in points."""
    rule, found = row.node.rule, dict[str, Any]()
    for key in ("max", "step", "floor", "cap"):
        value = getattr(rule, key)
        found[key] = None if value is None else Decimal(value) / 100
    found |= {key: getattr(rule, key) for key in ("code", "parent", "method", "per_item", "bonus", "penalty")}
    found |= {"reviewer": row.node.reviewer, "group": row.node.group, "note": row.node.note or None}
    found["doubts"] = [doubt for doubt, _about in row.doubts] or None
    if "name" in wanted:
        found["name"] = rule.name
    return {key: value for key, value in found.items() if value is not None}


def exact(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        key: Decimal(str(value)) if isinstance(value, int | float) else value for key, value in facts.items()
    }


@pytest.mark.parametrize(
    "path", [one for one in TABLES if "expected" in table_of(one)], ids=lambda one: one.stem
)
def test_a_table_becomes_the_tree_that_it_means(path: Path) -> None:
    table = table_of(path)
    plan = planned(workbook(table))
    assert [told(row, wanted) for row, wanted in zip(plan.rows, table["expected"], strict=True)] == [
        exact(wanted) for wanted in table["expected"]
    ]
    assert [row.refusals for row in plan.rows if row.refusals] == []
    assert plan.findings == ()
    totals = [[row.number, row.given, row.sum] for row in plan.totals]
    assert totals == [[row, given * 100, total * 100] for row, given, total in table.get("totals", [])]
    assert list(plan.passed_over) == table.get("passed_over", [])


@pytest.mark.parametrize(
    "path", [one for one in TABLES if "expected" in table_of(one)], ids=lambda one: one.stem
)
def test_the_same_file_again_changes_nothing_and_neither_does_what_is_exported(path: Path) -> None:
    data = workbook(table_of(path))
    tree = planned(data).nodes
    exported = workbook_of(LAYOUT, layout_rows(CriteriaRegister(tree, UNITS, GROUPS, criteria_words())))
    for again in (data, exported):
        plan = planned(again, tree)
        assert [(row.node.code, row.outcome) for row in plan.rows if row.changes] == []
        assert plan.count(RowOutcome.UNCHANGED) == len(plan.rows) == len(tree)
        assert (plan.dropped, plan.reordered, plan.nodes) == ((), False, tree)


def test_every_fault_is_told_by_its_cell() -> None:
    table = table_of(FOLDER / "with_faults.yaml")
    plan = planned(workbook(table))
    found = [
        [one.number, one.column, "code_unfit" if isinstance(one.why, CodeUnfit) else one.why.reason]  # type: ignore[attr-defined]
        for row in plan.rows
        for one in sorted(row.refusals, key=lambda one: one.column)
    ]
    assert found == table["refused"]
    assert [(row.number, row.agrees) for row in plan.totals] == [(20, False)]
