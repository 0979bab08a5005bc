"""What adds up in a tree of criteria and what does not, beside a naive reckoning."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.enums import Method
from services.errors.criteria import CriteriaFault, CriteriaFinding, CriteriaUnfit
from services.rules.criteria_sums import ONLY_WARNED_OF, findings_of, refuse_unfit, total_of
from services.rules.document import Criterion
from tests.rules.trees import trees


def node(code: str, method: str = "direct", parent: str | None = None, **figures: Any) -> Criterion:
    return Criterion(code=code, name=f"Tiêu chí {code}", method=Method(method), parent=parent, **figures)


SOUND = (
    node("1", "group", max=6000),
    node("1.1", parent="1", max=4000, step=50),
    node("1.2", "pass_fail", "1", max=2000),
    node("2", "group"),
    node("2.1", "per_item", "2", max=4000, per_item=Decimal("0.5")),
    node("3", "bonus_penalty", bonus=Decimal(1), penalty=Decimal(2), floor=-500, cap=500),
)


def test_a_sound_tree_has_no_findings_and_may_be_frozen() -> None:
    assert total_of(SOUND) == 10_000
    assert findings_of(SOUND, 10_000) == findings_of(SOUND) == ()
    refuse_unfit(SOUND, 10_000)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (node("1", "group", max=6500), ("group_sum", "1", 6500, 6000, 500)),
        (node("1.1", parent="1"), ("no_maximum", "1.1", None, None, None)),
        (node("2.1", "per_item", "2", max=4000), ("figure_missing", "2.1", None, None, None)),
        (node("1.1", parent="1", max=4000, step=300), ("off_step", "1.1", 4000, 300, 3700)),
        (
            node("3", "bonus_penalty", bonus=Decimal(1), penalty=Decimal(2), floor=600, cap=500),
            ("bounds", "3", 600, 500, 100),
        ),
        (
            node("3", "bonus_penalty", bonus=Decimal(1), penalty=Decimal(2), floor=0, cap=0),
            ("worthless", "3", 0, None, None),
        ),
        (node("3", "group"), ("empty_group", "3", None, 0, None)),
        (node("3", "group", max=500), ("empty_group", "3", 500, 0, 500)),
        (node("3", "pass_fail", max=0), ("worthless", "3", 0, None, None)),
    ],
)
def test_each_fault_says_where_and_by_how_much(change: Criterion, expected: tuple[object, ...]) -> None:
    tree = tuple(change if one.code == change.code else one for one in SOUND)
    (found,) = [one for one in findings_of(tree) if one.code == change.code]
    told = (found.reason.removeprefix("criteria_"), found.code, found.given, found.sum, found.difference)
    assert told == expected


def test_all_faults_come_in_display_order_with_the_whole_at_the_end() -> None:
    tree = (node("1", "group", max=500), node("1.1", parent="1", max=300), node("2", "group"))
    assert [(one.reason, one.code) for one in findings_of(tree, 10_000)] == [
        (CriteriaFault.GROUP_SUM, "1"),
        (CriteriaFault.EMPTY_GROUP, "2"),
        (CriteriaFault.TOTAL, None),
    ]


@pytest.mark.parametrize("tree", [(), (node("1", "group"),)])
def test_a_tree_without_anything_to_score_is_not_frozen(tree: tuple[Criterion, ...]) -> None:
    with pytest.raises(CriteriaUnfit) as refused:
        refuse_unfit(tree)
    assert refused.value.findings[-1].reason is CriteriaFault.NOTHING_TO_SCORE


def test_a_warning_hinders_no_freeze() -> None:
    tree = (node("1", max=500, step=300), node("2", max=0))
    assert {one.reason for one in findings_of(tree)} == ONLY_WARNED_OF
    refuse_unfit(tree)


def test_a_wanted_total_that_is_missed_hinders_it() -> None:
    with pytest.raises(CriteriaUnfit) as refused:
        refuse_unfit(SOUND, 100_000)
    assert refused.value.findings == (CriteriaFinding(reason=CriteriaFault.TOTAL, given=10_000, sum=100_000),)


def worth(tree: list[Criterion], code: str | None) -> Fraction:
    """What a branch is worth, reckoned from the top in points: a second way, slow and without shortcuts."""
    own = next((one for one in tree if one.code == code), None)
    if own is not None and own.method is not Method.GROUP:
        return Fraction(own.max or 0, 100)
    if own is not None and own.max is not None:
        return Fraction(own.max, 100)
    return sum((worth(tree, one.code) for one in tree if one.parent == code), Fraction(0))


@settings(deadline=None)
@given(trees(), st.none() | st.integers(0, 20_000))
def test_sums_agree_with_the_naive_reckoning(tree: list[Criterion], wanted: int | None) -> None:
    assert Fraction(total_of(tree), 100) == worth(tree, None)
    found = findings_of(tree, wanted)
    off = {
        one.code
        for one in tree
        if one.method is Method.GROUP
        and one.max is not None
        and any(child.parent == one.code for child in tree)
        and Fraction(one.max, 100)
        != sum(worth(tree, child.code) for child in tree if child.parent == one.code)
    }
    assert {one.code for one in found if one.reason is CriteriaFault.GROUP_SUM} == off
    missed = wanted is not None and Fraction(wanted, 100) != worth(tree, None)
    assert any(one.reason is CriteriaFault.TOTAL for one in found) == missed
    places = [next((at for at, node in enumerate(tree) if node.code == one.code), len(tree)) for one in found]
    assert places == sorted(places)
