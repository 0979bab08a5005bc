"""Last year's tree beside this year's: what went on, what changed, and what may stand in one line."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.enums import Method
from services.rules.criteria_lineage import (
    CriterionLine,
    Descent,
    criteria_lines,
)
from services.rules.criteria_matching import means_the_same
from services.rules.criteria_nodes import CriterionField, CriterionNode, FieldChange
from services.rules.document import Criterion
from tests.rules.trees import nodes_of, trees


def node(
    code: str, name: str, parent: str | None = None, method: str = "direct", **figures: Any
) -> CriterionNode:
    own: dict[str, Any] = {"max": 1000} if method not in ("group", "bonus_penalty") else {}
    return CriterionNode(
        rule=Criterion(code=code, name=name, method=Method(method), parent=parent, **own | figures)
    )


LAST = (
    node("1", "Nhiệm vụ chính trị", method="group"),
    node("1.1", "Hoàn thành chỉ tiêu năm 2024", "1"),
    node("1.2", "Cải cách hành chính", "1"),
    node("1.3", "Sáng kiến được áp dụng", "1", "per_item", per_item=Decimal("0.5")),
    node("2", "Xây dựng Đảng", method="group"),
    node("2.1", "Khác", "2"),
)


def fates(lines: tuple[CriterionLine, ...]) -> list[tuple[str | None, str | None, str, bool]]:
    return [(line.before, line.after, line.descent.value, line.comparable) for line in lines]


def test_the_same_tree_is_the_same() -> None:
    lines = criteria_lines(LAST, LAST)
    assert {line.descent for line in lines} == {Descent.SAME}
    assert all(line.guessed and line.comparable for line in lines)


def test_numbers_that_moved_are_followed_by_name_and_what_is_gone_is_dropped() -> None:
    now = (
        node("1", "Nhiệm vụ chính trị", method="group"),
        node("1.1", "Hoàn thành chỉ tiêu năm 2025", "1"),
        node("1.2", "Sáng kiến được áp dụng", "1", "per_item", per_item=Decimal("0.5")),
        node("2", "Xây dựng Đảng", method="group"),
        node("2.1", "Khác", "2"),
        node("2.2", "Chuyển đổi số", "2"),
    )
    lines = criteria_lines(LAST, now)
    assert fates(lines) == [
        ("1", "1", "same", True),
        ("1.1", "1.1", "changed", True),
        ("1.3", "1.2", "changed", True),
        ("2", "2", "same", True),
        ("2.1", "2.1", "same", True),
        (None, "2.2", "new", False),
        ("1.2", None, "dropped", False),
    ]
    assert lines[2].fields == {CriterionField.CODE}


@pytest.mark.parametrize(
    ("now", "fields", "comparable"),
    [
        (node("1.2", "Cải cách hành chính", "1", max=2000), {"max"}, True),
        (node("1.2", "Cải cách hành chính", "1", step=50), {"step"}, True),
        (node("1.2", "Cải cách hành chính", "1", "pass_fail"), {"method"}, False),
        (node("1.2", "Cải cách thủ tục hành chính và chuyển đổi số", "1"), {"name"}, False),
        (node("1.2", "Cải cách  hành chính.", "1"), {"name"}, True),
        (node("1.2", "Cải cách hành chính", "2"), {"parent"}, True),
        (
            replace(LAST[2], note="Báo cáo năm", reviewer="snv", group="so"),
            {"note", "reviewer", "group"},
            True,
        ),
    ],
)
def test_what_changed_is_named_and_its_comparison_proposed(
    now: CriterionNode, fields: set[str], comparable: bool
) -> None:
    line = next(line for line in criteria_lines(LAST, (LAST[0], LAST[4], now)) if line.after == "1.2")
    assert (line.descent, line.before, line.comparable) == (Descent.CHANGED, "1.2", comparable)
    assert line.fields == fields


def test_a_change_tells_what_was_and_what_is() -> None:
    now = node("1.2", "Cải cách hành chính", "1", max=1500)
    line = criteria_lines((LAST[0], LAST[2]), (LAST[0], now))[1]
    assert line.changes == (FieldChange(CriterionField.MAX, 1000, 1500),)


def test_a_code_with_quite_another_name_is_another_criterion() -> None:
    lines = criteria_lines(LAST[:2], (LAST[0], node("1.1", "Tổ chức hội thao", "1")))
    assert fates(lines)[1:] == [(None, "1.1", "new", False), ("1.1", None, "dropped", False)]


def test_what_is_said_goes_before_all_guesses() -> None:
    now = (LAST[0], node("1.1", "Tổ chức hội thao", "1"), node("1.2", "Cải cách hành chính", "1"))
    lines = criteria_lines(LAST[:3], now, {"1.1": ("1.1", False), "1.2": (None, True), "9": ("1", True)})
    assert fates(lines) == [
        ("1", "1", "same", True),
        ("1.1", "1.1", "changed", False),
        (None, "1.2", "new", False),
        ("1.2", None, "dropped", False),
    ]
    assert [line.guessed for line in lines] == [True, False, False, False]


def test_one_criterion_may_be_said_to_go_on_in_two() -> None:
    now = (node("1.1", "Phần đầu"), node("1.2", "Phần sau"))
    lines = criteria_lines((node("1.1", "Cả hai"),), now, {"1.1": ("1.1", False), "1.2": ("1.1", False)})
    assert [line.before for line in lines] == ["1.1", "1.1"]


def test_a_name_that_several_bear_is_told_apart_by_its_parent() -> None:
    last = (
        node("a", "Đảng", method="group"),
        node("a.1", "Khác", "a"),
        node("b", "Đoàn thể", method="group"),
        node("b.1", "Khác", "b"),
    )
    now = tuple(
        replace(one, rule=replace(one.rule, code=code, parent=parent))
        for one, code, parent in zip(last, ("x", "x.1", "y", "y.1"), (None, "x", None, "y"), strict=True)
    )
    assert [(line.after, line.before, line.comparable) for line in criteria_lines(last, now)] == [
        ("x", "a", True),
        ("x.1", "a.1", True),
        ("y", "b", True),
        ("y.1", "b.1", True),
    ]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Hoàn thành chỉ tiêu năm 2024", "Hoàn thành chỉ tiêu năm 2025", True),
        ("Đạt từ 80% chỉ tiêu", "Đạt từ 90% chỉ tiêu", False),
        ("Cải cách hành chính", "CẢI CÁCH HÀNH CHÍNH;", True),
        ("Cải cách hành chính", "Cải cách tư pháp", False),
        ("Học tập và làm theo tấm gương", "Học tập, làm theo tấm gương", True),
    ],
)
def test_which_wordings_mean_the_same(one: str, two: str, same: bool) -> None:
    assert means_the_same(one, two) is means_the_same(two, one) is same


@settings(deadline=None)
@given(trees())
def test_a_copied_tree_goes_on_from_itself(tree: list[Criterion]) -> None:
    nodes = nodes_of(tree, comparable=False, origin="cu")
    lines = criteria_lines(nodes, nodes_of(tree), {node.code: (node.code, True) for node in nodes})
    assert {line.descent for line in lines} <= {Descent.SAME}
    assert not any(line.guessed for line in lines)


@settings(deadline=None)
@given(trees(), trees(), st.data())
def test_every_criterion_of_both_years_is_told_once(
    last: list[Criterion], now: list[Criterion], data: st.DataObject
) -> None:
    codes = st.sampled_from([None, *(one.code for one in last)])
    said = {one.code: (data.draw(codes), data.draw(st.booleans())) for one in now if data.draw(st.booleans())}
    lines = criteria_lines(nodes_of(last), nodes_of(now), said)
    assert [line.after for line in lines if line.after] == [one.code for one in now]
    guessed = [line.before for line in lines if line.guessed and line.before]
    assert len(set(guessed)) == len(guessed)
    told = {line.before for line in lines}
    assert told - {None} == {one.code for one in last}
    assert all((line.descent is Descent.CHANGED) == bool(line.changes) for line in lines)
