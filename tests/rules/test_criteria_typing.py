"""Criteria as they are typed into a grid: read as a tree, with every cell that cannot be read."""

import pytest

from models.enums import Method
from services.errors.criteria import CriteriaFault
from services.rules.criteria_nodes import CriterionNode
from services.rules.criteria_row import CriteriaRegister
from services.rules.criteria_typing import KEY, TypedTree, by_number, typed_tree
from services.rules.named import Named
from services.workbooks.criteria_table import criteria_words

UNITS = Named([("so-tai-chinh", ("Sở Tài chính", "STC")), ("so-y-te", ("Sở Y tế",))])
GROUPS = Named([("cap-huyen", ("Cấp huyện",)), ("cap-xa", ("Cấp xã",))])


def register(*tree: CriterionNode) -> CriteriaRegister:
    return CriteriaRegister(tree=tree, units=UNITS, groups=GROUPS, words=criteria_words())


def row(code: str, name: str = "Tiêu chí", method: str = "direct", **texts: str) -> dict[str, str]:
    return {KEY: "", "code": code, "name": name, "method": method, **texts}


def read(*rows: dict[str, str]) -> TypedTree:
    return typed_tree(rows, register())


def refused(tree: TypedTree) -> list[tuple[int, str, str]]:
    return [(one.number, one.column, getattr(one.why, "reason", "")) for one in tree.refusals]


def test_rows_are_a_tree_whatever_their_order_and_new_ones_find_their_group_by_number() -> None:
    tree = read(
        row("1", method="group"),
        row("2", method="group"),
        row("2.1", max="2,5", parent="2"),
        row("1.1", method="group"),
        row("1.1.1", method="pass_fail", max="1.5"),
    )
    assert not tree.refusals
    shown = [(one.rule.code, one.rule.parent, one.rule.max) for one in tree.nodes]
    assert shown == [
        ("1", None, None),
        ("1.1", "1", None),
        ("1.1.1", "1.1", 150),
        ("2", None, None),
        ("2.1", "2", 250),
    ]


def test_a_stored_criterion_without_a_parent_stays_at_the_top() -> None:
    tree = read(row("1", method="group"), row("1.1", max="5") | {KEY: "7"})
    assert [node.rule.parent for node in tree.nodes] == [None, None]


def test_rows_that_nobody_has_filled_in_are_left_out() -> None:
    assert read(row("", name=""), {KEY: "", "code": " ", "name": "", "method": "group"}).rows == ()


@pytest.mark.parametrize(
    ("typed", "column", "reason"),
    [
        (row("", max="5"), "code", "criterion_row_code_missing"),
        (row("1 a", max="5"), "code", ""),
        (row("1", name=" ", max="5"), "name", "blank"),
        (row("1", name="a\u202eb", max="5"), "name", "unprintable"),
        (row("1", method="ma thuật", max="5"), "method", "criterion_row_method"),
        (row("1", max="5", parent="9"), "parent", "criterion_row_no_parent"),
        (row("1", max="½"), "max", "not_a_number"),
        (row("1", max="1.234"), "max", "doubtful"),
        (row("1", max="1e3"), "max", "not_a_number"),
        (row("1", max="-5"), "max", "below_minimum"),
        (row("1", max="0,005"), "max", "too_fine"),
        (row("1", max="5", step="0"), "step", "below_minimum"),
        (row("1", max="5", bonus="1"), "bonus", "criterion_row_figure_unwanted"),
        (row("1", max="5", reviewer="Sở Tài chánh"), "reviewer", "criterion_row_like_a_unit"),
        (row("1", max="5", reviewer="Kho bạc"), "reviewer", "criterion_row_no_unit"),
        (row("1", max="5", group="Doanh nghiệp"), "group", "criterion_row_no_group"),
        (row("1", max="5", note="x" * 2001), "note", "too_long"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_and_the_others_are_read(
    typed: dict[str, str], column: str, reason: str
) -> None:
    tree = read(typed, row("8", max="3"))
    assert refused(tree) == [(1, column, reason)]
    assert tree.nodes[-1].rule.max == 300


def test_figures_are_read_as_they_are_typed_in_viet_nam() -> None:
    typed = [row("1", max="1.234,5"), row("2", max="７"), row("3", max=" 2,50 ", step="0.25")]
    tree = read(*typed)
    assert [one.rule.max for one in tree.nodes] == [123_450, None, 250]
    assert refused(tree) == [(2, "max", "not_a_number")]


def test_what_is_twice_below_a_leaf_or_in_a_circle_is_refused() -> None:
    tree = read(
        row("1", max="5"),
        row("1", max="5"),
        row("1.1", max="5"),
        row("a", method="group", parent="b"),
        row("b", method="group", parent="a"),
    )
    assert refused(tree) == [
        (2, "code", "criterion_row_code_twice"),
        (3, "parent", "criterion_row_parent_scored"),
        (4, "parent", "criterion_row_circle"),
        (5, "parent", "criterion_row_circle"),
    ]
    assert len(tree.rows) == 5


def test_who_reviews_and_whom_it_is_for_is_found_by_any_name() -> None:
    (node,) = read(row("1", max="5", reviewer="stc", group="cap-huyen", note=" Báo  cáo ")).nodes
    assert (node.reviewer, node.group, node.note) == ("so-tai-chinh", "cap-huyen", "Báo cáo")


def test_sums_are_told_while_figures_are_missing_and_not_what_could_not_be_read() -> None:
    tree = read(row("1", method="group", max="10"), row("1.1", max="½"), row("1.2"), row("1.3", max="4"))
    assert [(one.reason, one.code, one.sum) for one in tree.findings(100_000)] == [
        (CriteriaFault.GROUP_SUM, "1", 400),
        (CriteriaFault.NO_MAXIMUM, "1.2", None),
        (CriteriaFault.TOTAL, None, 100_000),
    ]


def test_each_group_of_units_is_to_come_to_the_points_that_are_wanted() -> None:
    tree = read(
        row("1", max="60"),
        row("2", method="group", group="Cấp huyện"),
        row("2.1", max="40"),
        row("3", max="30", group="Cấp xã"),
    )
    found = [(one.reason, one.group, one.given) for one in tree.findings(10_000)]
    assert found == [(CriteriaFault.TOTAL_OF_GROUP, "Cấp xã", 9_000)]
    assert tree.findings() == ()


@pytest.mark.parametrize(
    ("codes", "wanted"),
    [
        ("10 9 1.10 1.2 1", "1 1.2 1.10 9 10"),
        ("ii ix v i x", "i ii v ix x"),
        ("c i a h", "a c h i"),
        ("b 2 a 1", "a b 1 2"),
    ],
)
def test_rows_can_be_put_in_the_order_of_their_numbers(codes: str, wanted: str) -> None:
    rows = [row(code, method="group" if f"{code}." in codes else "direct", max="1") for code in codes.split()]
    tree = typed_tree([one | ({"max": ""} if one["method"] == "group" else {}) for one in rows], register())
    assert " ".join(one.node.code for one in by_number(tree.rows)) == wanted


def test_a_way_of_scoring_is_also_known_by_its_word() -> None:
    (node,) = read(row("1", method="dat hoac khong dat", max="5")).nodes
    assert node.rule.method is Method.PASS_FAIL
