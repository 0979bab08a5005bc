"""What a sheet of criteria would make of the tree: every outcome, and every refusal with its cell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from time import process_time
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.enums import BlockKind, Method
from services.errors.criteria import CriteriaFault
from services.errors.typed import TypedNumberFault, TypedNumberRefused
from services.rules.criteria_layout import layout_rows
from services.rules.criteria_nodes import CriterionField, CriterionNode, FieldChange
from services.rules.criteria_outline import NumberDoubt
from services.rules.criteria_row import CriteriaRegister, CriterionDoubt
from services.rules.criteria_sheet import CriteriaPlan, JudgedCriterion, plan_of
from services.rules.document import BlockIdentity, Criterion, YearDocument
from services.rules.named import Named
from services.rules.reading import document_of
from services.rules.sheet_rows import RowOutcome
from services.rules.writing import year_mapping
from services.workbooks.criteria_table import criteria_words
from tests.rules.trees import nodes_of, trees

UNITS = Named([("snv", ("Sở Nội vụ", "SNV")), ("ban-tg", ("Ban Tuyên giáo",))])
GROUPS = Named([("so", ("Khối sở, ngành",)), ("huyen", ("Khối huyện",))])
FIRST = 6


@dataclass(frozen=True)
class Row:
    """A row as typed."""

    number: int
    values: Mapping[str, str]


def plan(rows: Sequence[Mapping[str, str]], tree: Sequence[CriterionNode] = ()) -> CriteriaPlan:
    register = CriteriaRegister(tuple(tree), UNITS, GROUPS, criteria_words())
    return plan_of([Row(number, row) for number, row in enumerate(rows, start=FIRST)], register)


def typed(*rows: str) -> list[dict[str, str]]:
    """Rows of number, text and points, with | between."""
    return [
        dict(zip(("number", "name", "max"), map(str.strip, row.split("|")), strict=False)) for row in rows
    ]


def only(found: CriteriaPlan) -> JudgedCriterion:
    (row,) = found.rows
    return row


TABLE = typed("1 | Chuyên môn | 30", "1.1 | Kế hoạch | 10", "1.2 | Báo cáo | 20", "2 | Phong trào | 70")
TREE = plan(TABLE).nodes


def test_a_new_tree_is_all_new_and_the_same_again_all_unchanged() -> None:
    first = plan(TABLE)
    assert [(row.node.code, row.outcome, row.known) for row in first.rows] == [
        ("1", RowOutcome.NEW, None),
        ("1.1", RowOutcome.NEW, None),
        ("1.2", RowOutcome.NEW, None),
        ("2", RowOutcome.NEW, None),
    ]
    again = plan(TABLE, TREE)
    assert (again.count(RowOutcome.UNCHANGED), again.dropped, again.reordered) == (4, (), False)
    assert again.nodes == TREE


def test_what_changes_is_told_with_what_was() -> None:
    rows = typed(
        "1 | Chuyên môn | 35", "1.1 | Kế hoạch công tác | 15", "1.2 | Báo cáo | 20", "2 | Phong trào | 65"
    )
    found = plan(rows, TREE)
    assert [row.changes for row in found.rows] == [
        (FieldChange(CriterionField.MAX, 3000, 3500),),
        (
            FieldChange(CriterionField.NAME, "Kế hoạch", "Kế hoạch công tác"),
            FieldChange(CriterionField.MAX, 1000, 1500),
        ),
        (),
        (FieldChange(CriterionField.MAX, 7000, 6500),),
    ]
    assert found.rows[1].fields == {CriterionField.NAME, CriterionField.MAX}


def test_a_row_that_is_put_in_between_moves_the_numbers_not_the_criteria() -> None:
    rows = typed(*["1 | Chuyên môn | 40", "1.1 | Kế hoạch | 10", "1.2 | Chỉ đạo | 10", "1.3 | Báo cáo | 20"])
    found = plan([*rows, *typed("2 | Phong trào | 70")], TREE)
    assert [(row.known, row.node.code) for row in found.rows] == [
        ("1", "1"),
        ("1.1", "1.1"),
        (None, "1.2"),
        ("1.2", "1.3"),
        ("2", "2"),
    ]
    assert found.rows[3].changes == (FieldChange(CriterionField.CODE, "1.2", "1.3"),)


def test_what_is_not_in_the_sheet_is_dropped() -> None:
    found = plan(typed("1 | Chuyên môn | 10", "1.1 | Kế hoạch | 10"), TREE)
    assert [node.code for node in found.dropped] == ["1.2", "2"]


def test_what_stands_in_another_order_is_told() -> None:
    rows = [dict(row, code=row["number"]) for row in TABLE]
    assert not plan(rows, TREE).reordered
    rows = [rows[0], rows[2], rows[1], rows[3]]
    found = plan(rows, TREE)
    assert found.reordered
    assert [row.outcome for row in found.rows] == [RowOutcome.UNCHANGED] * 4


def test_a_criterion_that_moves_below_another_tells_its_parents() -> None:
    found = plan(
        typed("1 | Chuyên môn |", "1.1 | Kế hoạch | 10", "2 | Phong trào |", "2.1 | Báo cáo | 20"), TREE
    )
    assert FieldChange(CriterionField.PARENT, "1", "2") in found.rows[3].changes


def test_a_typed_code_means_its_criterion_whatever_its_number_and_name() -> None:
    rows = [dict(row, code=code) for row, code in zip(TABLE, ("1", "1.1", "BC", "2"), strict=True)]
    found = plan(rows, TREE)
    assert [(row.known, row.node.code) for row in found.rows][2] == ("1.2", "bc")
    rows[2] |= {"name": "Thông tin, truyền thông", "number": "1.9", "code": "1.2"}
    row = plan(rows, TREE).rows[2]
    assert (row.known, row.fields) == ("1.2", {CriterionField.NAME})
    assert row.doubts == ((NumberDoubt.OUT_OF_ORDER, "1.9"),)


def test_a_typed_code_is_given_to_nobody_else() -> None:
    rows = [{"number": "1", "name": "a", "max": "1"}, {"number": "2", "name": "b", "max": "1", "code": "1"}]
    assert [row.node.code for row in plan(rows).rows] == ["1-2", "1"]


def test_numbers_that_stand_twice_get_codes_of_their_own_and_a_doubt() -> None:
    found = plan(typed("1 | a | 1", "1 | b | 1"))
    assert [row.node.code for row in found.rows] == ["1", "1-2"]
    assert found.rows[1].doubts == ((NumberDoubt.OUT_OF_ORDER, "1"),)


RICH = replace(
    TREE[1],
    rule=replace(TREE[1].rule, step=25),
    note="Kế hoạch năm",
    reviewer="snv",
    group="so",
    origin="cu",
    comparable=False,
)


def test_a_blank_cell_leaves_what_is_known_and_a_dash_takes_it_away() -> None:
    tree = (TREE[0], RICH, *TREE[2:])
    blank = dict.fromkeys(("step", "note", "reviewer", "group", "method", "code"), "")
    assert plan([TABLE[0], TABLE[1] | blank, *TABLE[2:]], tree).nodes == tree
    dashes = dict.fromkeys(("step", "note", "reviewer", "group"), "-")
    row = plan([TABLE[0], TABLE[1] | dashes, *TABLE[2:]], tree).rows[1]
    assert row.fields == {"step", "note", "reviewer", "group"}
    assert row.node == replace(TREE[1], origin="cu", comparable=False)


@pytest.mark.parametrize(
    ("text", "code"), [("Sở Nội vụ", "snv"), ("so noi vu", None), ("snv", "snv"), ("SỞ NỘI VỤ", "snv")]
)
def test_units_and_groups_are_found_by_name_or_code(text: str, code: str | None) -> None:
    row = only(plan([{"name": "a", "max": "1", "reviewer": text, "group": "khối sở ngành"}]))
    assert row.node.group == "so"
    assert row.node.reviewer == code
    assert bool(row.refusals) is (code is None)


def test_a_name_that_is_nearly_known_is_offered() -> None:
    (one, two) = only(plan([{"name": "a", "max": "1", "reviewer": "Sở Nội vu", "group": "Huyện"}])).refusals
    assert (one.column, one.why.names, two.column, two.why.names) == (  # type: ignore[attr-defined]
        "reviewer",
        ("Sở Nội vụ",),
        "group",
        ("Khối huyện",),
    )


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("10", 1000),
        ("9,5", 950),
        ("9.5", 950),
        ("10 điểm", 1000),
        ("10đ", 1000),
        ("10Đ.", 1000),
        ("Tối đa 10 điểm", 1000),
        ("tối đa: 7,25đ", 725),
        ("+5", 500),
        ("1.234,5", 123450),
        ("2 điểm/việc", TypedNumberFault.NOT_A_NUMBER),
        ("0", 0),
        ("1.000", TypedNumberFault.DOUBTFUL),
        ("1,000 điểm", TypedNumberFault.DOUBTFUL),
        ("0,001", TypedNumberFault.TOO_FINE),
        ("mười", TypedNumberFault.NOT_A_NUMBER),
        ("5-10", TypedNumberFault.NOT_A_NUMBER),
        ("10 %", TypedNumberFault.PERCENT),
        ("½", TypedNumberFault.NOT_A_NUMBER),
        ("１０", TypedNumberFault.NOT_A_NUMBER),
        ("1e3", TypedNumberFault.NOT_A_NUMBER),
        ("=5+5", TypedNumberFault.FORMULA),
        ("9" * 20, TypedNumberFault.ABOVE_MAXIMUM),
    ],
)
def test_points_as_they_are_typed(points: str, expected: int | TypedNumberFault) -> None:
    row = only(plan([{"number": "1", "name": "a", "max": normalize("NFD", points)}]))
    if isinstance(expected, int):
        assert (row.node.rule.max, row.refusals) == (expected, ())
    else:
        (refusal,) = row.refusals
        assert (refusal.number, refusal.column) == (FIRST, "max")
        assert isinstance(refusal.why, TypedNumberRefused)
        assert refusal.why.reason is expected


def test_a_thousand_of_a_group_is_told_by_what_is_below_it() -> None:
    assert plan(typed("1 | a | 1.000", "1.1 | b | 1000")).rows[0].node.rule.max == 100_000
    assert plan(typed("1 | a | 1.000", "1.1 | b | 1")).rows[0].node.rule.max == 100
    (refusal,) = plan(typed("1 | a | 1.000", "1.1 | b | 2")).rows[0].refusals
    assert isinstance(refusal.why, TypedNumberRefused)
    assert refusal.why.reason is TypedNumberFault.DOUBTFUL


def test_a_sum_that_is_off_hinders_no_row_but_is_found() -> None:
    found = plan(typed("1 | a | 12", "1.1 | b | 5", "1.2 | c | 5", " | Tổng cộng | 12"))
    assert found.count(RowOutcome.REFUSED) == 0
    (finding,) = found.findings
    assert (finding.reason, finding.code, finding.given, finding.sum, finding.difference) == (
        CriteriaFault.GROUP_SUM,
        "1",
        1200,
        1000,
        200,
    )
    assert [(row.given, row.sum, row.agrees) for row in found.totals] == [(1200, 1000, False)]


def test_a_row_of_totals_that_is_off_is_told() -> None:
    (total,) = plan(typed("1 | a | 12", "2 | b | 5", " | Cộng: | 18")).totals
    assert (total.number, total.given, total.sum, total.agrees) == (FIRST + 2, 1800, 1700, False)


@pytest.mark.parametrize(
    "text",
    [
        "Tổng cộng",
        "TỔNG ĐIỂM:",
        "Cộng",
        "Cộng mục I",
        "Cộng I",
        "Cộng (I)",
        "Tổng điểm I + II",
        "Tổng (I + II + III)",
        "Tổng điểm tối đa",
        "tong cong",
        "Cộng điểm",
    ],
)
def test_rows_that_only_add_up_are_known(text: str) -> None:
    found = plan(typed("1 | a | 12", f" | {normalize('NFD', text)} | 12", f"{text} | | 12"))
    assert [len(found.rows), len(found.totals)] == [1, 2]


@pytest.mark.parametrize(
    "text",
    [
        "Tổng kết năm",
        "Công tác Đảng",
        "Cộng đồng dân cư",
        "Tổng số mục tiêu đạt được",
        "Cộng ích xã hội",
        "Công",
        "Tổng hợp báo cáo",
    ],
)
def test_criteria_that_begin_like_a_total_are_criteria(text: str) -> None:
    found = plan(typed("1 | a | 12", f" | {text} | 12"))
    assert [len(found.rows), len(found.totals)] == [2, 0]


@pytest.mark.parametrize(
    ("name", "points", "method", "figures"),
    [
        ("Nộp báo cáo (đạt/không đạt)", "5", Method.PASS_FAIL, {"max": 500}),
        ("Có hoặc không có vi phạm", "5", Method.PASS_FAIL, {"max": 500}),
        ("Tỷ lệ hoàn thành chỉ tiêu thu ngân sách", "5", Method.QUANTITATIVE, {"max": 500}),
        ("Thực hiện các chỉ tiêu kinh tế được giao", "5", Method.QUANTITATIVE, {"max": 500}),
        ("Mỗi sáng kiến được 0,5 điểm", "3", Method.PER_ITEM, {"per_item": Decimal("0.5"), "max": 300}),
        ("Mỗi tin bài tính 1đ", "3", Method.PER_ITEM, {"per_item": Decimal(1), "max": 300}),
        ("Mỗi giải nhất được 2 điểm, mỗi giải nhì được 1 điểm", "3", Method.DIRECT, {"max": 300}),
        ("Mỗi báo cáo chậm trừ 0,5 điểm", "5", Method.DIRECT, {"max": 500}),
        ("Xây dựng kế hoạch", "5", Method.DIRECT, {"max": 500}),
        (
            "Điểm thưởng: mỗi bằng khen cộng 2 điểm",
            "6",
            Method.BONUS_PENALTY,
            {"bonus": Decimal(2), "penalty": Decimal(0), "floor": 0, "cap": 600},
        ),
        (
            "Vi phạm quy chế trừ 3 điểm",
            "-9",
            Method.BONUS_PENALTY,
            {"bonus": Decimal(0), "penalty": Decimal(3), "floor": -900, "cap": 0},
        ),
        (
            "Điểm thưởng, điểm trừ",
            "5",
            Method.BONUS_PENALTY,
            {"bonus": Decimal(1), "penalty": Decimal(1), "floor": -500, "cap": 500},
        ),
    ],
)
def test_how_a_criterion_is_scored_is_guessed_from_its_words(
    name: str, points: str, method: Method, figures: dict[str, Any]
) -> None:
    row = only(plan(typed(f"1 | {name} | {points}")))
    rule = Criterion(code="1", name=name, method=method, **figures)
    assert (row.node.rule, row.refusals) == (rule, ())
    guessed = (CriterionDoubt.METHOD_GUESSED, method) in row.doubts
    assert guessed is (method is not Method.DIRECT)
    assert row.node.rule == only(plan(typed(f"1 | {name} | {points}"), [row.node])).node.rule


def test_a_method_that_is_known_is_not_guessed_again() -> None:
    rows = typed("1 | Nộp báo cáo (đạt/không đạt) | 5")
    known = replace(
        plan(rows).nodes[0], rule=Criterion(code="1", name=rows[0]["name"], method=Method.DIRECT, max=500)
    )
    row = only(plan(rows, [known]))
    assert (row.outcome, row.doubts) == (RowOutcome.UNCHANGED, ())


@pytest.mark.parametrize(
    ("values", "column", "fault"),
    [
        ({"method": "Bốc thăm", "max": "5"}, "method", "method"),
        ({"method": "Nhóm", "max": "5"}, "method", "has_none"),
        ({"method": "Theo số việc", "max": "5", "per_item": ""}, "per_item", "figure_missing"),
        ({"method": "Theo số việc", "max": "5"}, "max", "figure_missing"),
        ({"method": "Thưởng, trừ", "bonus": "1", "cap": ""}, "cap", "figure_missing"),
        (
            {"method": "Thưởng, trừ", "bonus": "1", "cap": "5", "floor": "6", "penalty": "0"},
            "floor",
            "bounds",
        ),
        ({"method": "Thưởng, trừ", "bonus": "1", "cap": "5", "max": "5"}, "max", "figure_unwanted"),
        ({"method": "Đạt/không đạt", "max": "5", "step": "1"}, "step", "figure_unwanted"),
        ({"max": "5", "cap": "5", "per_item": "1"}, "cap", "figure_unwanted"),
        ({"method": "Chấm thẳng", "max": "5", "penalty": "1"}, "penalty", "figure_unwanted"),
        ({"max": ""}, "max", "no_maximum"),
        ({"max": "-"}, "max", "no_maximum"),
        ({"max": "5", "group": "Nhóm lạ hoắc"}, "group", "no_group"),
    ],
)
def test_a_cell_that_is_not_taken(values: dict[str, str], column: str, fault: str) -> None:
    (refusal,) = only(plan([{"number": "1", "name": "Việc"} | values])).refusals
    assert (refusal.column, refusal.why.reason) == (column, f"criterion_row_{fault}")  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["1.000", "-1.000", "mười", "9" * 20, "½"])
def test_bounds_of_a_bonus_are_read_as_exactly_as_points(text: str) -> None:
    (refusal,) = only(plan(typed(f"1 | Điểm thưởng | {text}"))).refusals
    assert refusal.column == "max"


def test_a_rate_may_say_for_what_it_is() -> None:
    row = only(plan([{"name": "a", "max": "5", "per_item": "0,5 điểm/sáng kiến"}]))
    assert (row.node.rule.per_item, row.refusals) == (Decimal("0.5"), ())


def test_a_new_name_like_one_that_is_dropped_is_asked_about() -> None:
    found = plan([TABLE[0], *typed("1.5 | Kế hoạch tuần | 10"), TABLE[2], TABLE[3]], TREE[:1] + TREE[2:])
    assert CriterionDoubt.NEAR_NAME not in dict(found.rows[1].doubts)
    tree = (*TREE, *plan(typed("5 | Chuyển đổi số trong cơ quan | 10")).nodes)
    found = plan([*TABLE, *typed("3 | Chuyển đổi số trong các cơ quan | 10")], tree)
    assert dict(found.rows[4].doubts)[CriterionDoubt.NEAR_NAME] == "5"


def test_rows_below_one_with_points_are_its_text_when_none_has_any() -> None:
    found = plan(
        typed("1 | Kế hoạch | 10", "- | ban hành |", "+ | đúng hạn |", " | theo mẫu |", "2 | Báo cáo | 5")
    )
    assert [(row.numbers, row.node.rule.name) for row in found.rows] == [
        ((6, 7, 8, 9), "Kế hoạch - ban hành + đúng hạn theo mẫu"),
        ((10,), "Báo cáo"),
    ]


def test_a_bullet_without_points_among_others_with_points_is_asked_for_its_own() -> None:
    found = plan(typed("1 | Kế hoạch | 10", "- | ban hành | 10", "- | đúng hạn |"))
    assert [(row.node.code, [one.column for one in row.refusals]) for row in found.rows] == [
        ("1", []),
        ("1-1", []),
        ("1-2", ["max"]),
    ]


def test_a_part_that_is_numbered_in_words_is_a_heading() -> None:
    found = plan(typed("Phần thứ nhất | Chung | 50", "1 | a | 50", "Phần thứ hai | Riêng | 50", "1 | b | 50"))
    assert [(row.node.code, row.node.rule.name) for row in found.rows] == [
        ("1", "Phần thứ nhất. Chung"),
        ("1.1", "a"),
        ("2", "Phần thứ hai. Riêng"),
        ("2.1", "b"),
    ]


def test_text_outside_the_table_is_passed_over_and_told() -> None:
    rows = [
        Row(6, {"name": "Đơn vị tính: điểm"}),
        Row(7, typed("1 | a | 5")[0]),
        Row(9, {"name": "Người lập biểu"}),
    ]
    found = plan_of(rows, CriteriaRegister((), UNITS, GROUPS, criteria_words()))
    assert (found.passed_over, [row.numbers for row in found.rows]) == ((6, 9), [(7,)])


def test_a_name_that_is_too_long_is_refused() -> None:
    (refusal,) = only(plan([{"number": "1", "name": "x" * 2001, "max": "5"}])).refusals
    assert refusal.column == "name"


@settings(deadline=None, max_examples=60)
@given(trees(whole=True), st.booleans())
def test_a_tree_that_is_written_and_read_is_the_same(tree: list[Criterion], known: bool) -> None:
    nodes = nodes_of(tree, note="Minh chứng", reviewer="snv", group="huyen")
    rows = layout_rows(CriteriaRegister(nodes, UNITS, GROUPS, criteria_words()))
    found = plan(rows, nodes if known else ())
    assert [row.refusals for row in found.rows if row.refusals] == []
    assert found.nodes == nodes
    assert found.count(RowOutcome.UNCHANGED if known else RowOutcome.NEW) == len(tree)
    assert all(row.agrees for row in found.totals)


NUMBERS = ("-", "1", "1.1", "I", "a)", "+", "x", "2025-01-01")
POINTS = ("5", "-5", "9,5", "1.000", "=1+1", "1000000000000000000")
TEXTS = ("Tổng cộng", "Mỗi việc cộng 2 điểm", "Đạt/không đạt", "Nhóm", "Điểm thưởng", "a) Kế hoạch")
cells = st.sampled_from(("", " ", *NUMBERS, *POINTS, *TEXTS, "Thưởng, trừ", "\u202e", "snv"))
COLUMNS = [field.value for field in CriterionField if field is not CriterionField.PARENT]
garbage = st.lists(st.dictionaries(st.sampled_from(["number", *COLUMNS]), cells, max_size=8), max_size=25)


@settings(deadline=None)
@given(garbage, garbage)
def test_whatever_is_typed_every_row_is_accounted_for(
    rows: list[dict[str, str]], before: list[dict[str, str]]
) -> None:
    tree = [row.node for row in plan(before).rows if not row.refusals and row.node.rule.parent is None]
    found = plan(rows, tree)
    codes = [node.code for node in found.nodes]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch("[a-z0-9.-]{1,60}", code) for code in codes)
    for place, node in enumerate(found.nodes):
        assert node.rule.parent is None or node.rule.parent in codes[:place]
    told = [number for row in found.rows for number in row.numbers]
    told += [*found.passed_over, *(total.number for total in found.totals)]
    filled = {number for number, row in enumerate(rows, start=FIRST) if any(map(str.strip, row.values()))}
    assert len(set(told)) == len(told)
    assert set(told) == filled
    kept = {row.known for row in found.rows if row.known}
    assert {node.code for node in found.dropped} == {node.code for node in tree} - kept


@settings(deadline=None)
@given(garbage)
def test_what_is_taken_is_what_a_year_file_takes(rows: list[dict[str, str]]) -> None:
    found = plan([row for row in rows if not plan([row]).count(RowOutcome.REFUSED)])
    off = [one for one in found.findings if one.reason is CriteriaFault.GROUP_SUM]
    if found.count(RowOutcome.REFUSED) or off:
        return
    year = YearDocument(
        year=2025,
        block=BlockIdentity(code="b", name="b", kind=BlockKind.BLOCK),
        units=(),
        criteria=tuple(node.rule for node in found.nodes),
    )
    assert document_of(year_mapping(year) | {"units": []}).criteria == year.criteria


def test_five_thousand_rows_are_judged_within_a_second() -> None:
    rows = []
    for part in range(1, 51):
        rows.append({"number": str(part), "name": f"Nhóm nhiệm vụ số {part}", "max": ""})
        for item in range(1, 100):
            rows.append(
                {"number": f"{part}.{item}", "name": f"Nhiệm vụ {item} của nhóm {part}", "max": "1,5 điểm"}
            )
    tree = plan(rows).nodes
    changed = [row | {"name": f"{row['name']} (sửa)"} if at % 10 == 0 else row for at, row in enumerate(rows)]
    seconds = []
    for _ in range(3):
        start = process_time()
        found = plan(changed, tree)
        seconds.append(process_time() - start)
    assert min(seconds) < 1
    assert (len(found.rows), found.count(RowOutcome.CHANGED), found.dropped) == (5000, 500, ())
