"""Other maxima, weights and scores: by named rows, and against a naive reckoning down the tree."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.enums import Stage
from services.errors.base import NotFound
from services.errors.score_sheets import WhatIfFault, WhatIfRefused
from services.rules.document import Score
from services.rules.evaluation import evaluate
from services.rules.reading import document_of
from services.rules.what_if import Changes, Outlook, factors_of, what_if
from tests.rules import oracle
from tests.rules.strategies import year_files

YEAR: dict[str, Any] = {
    "format": "thidua-year/1",
    "year": 2026,
    "block": {"code": "b", "name": "Khối", "kind": "block"},
    "units": [{"code": code, "name": code} for code in "abc"],
    "criteria": [
        {"code": "1", "name": "Nhóm", "method": "group", "max": "20"},
        {"code": "1.1", "parent": "1", "name": "Một", "method": "direct", "max": "10"},
        {"code": "1.2", "parent": "1", "name": "Hai", "method": "pass_fail", "max": "10"},
        {"code": "2", "name": "Ba", "method": "direct", "max": "30"},
        {"code": "9", "name": "Thưởng", "method": "bonus_penalty"}
        | {"bonus": "1", "penalty": "1", "floor": "-5", "cap": "5"},
    ],
    "scores": [
        {"unit": "a", "criterion": "1.1", "stage": "final", "points": "9"},
        {"unit": "a", "criterion": "1.2", "stage": "final", "achieved": True},
        {"unit": "a", "criterion": "2", "stage": "final", "points": "20"},
        {"unit": "b", "criterion": "1.1", "stage": "final", "points": "7"},
        {"unit": "b", "criterion": "1.2", "stage": "final", "achieved": False},
        {"unit": "b", "criterion": "2", "stage": "final", "points": "30"},
        {"unit": "b", "criterion": "9", "stage": "final", "bonus_count": 1, "penalty_count": 0},
        {"unit": "c", "criterion": "1.1", "stage": "final", "points": "9"},
    ],
    "classification": [{"code": "good", "name": "Tốt", "min": "75"}],
}
DOCUMENT = document_of(YEAR)


def outlook(**changes: Any) -> dict[str, Outlook]:
    return {found.unit: found for found in what_if(DOCUMENT, Changes(**changes))}


def after(found: dict[str, Outlook]) -> dict[str, tuple[int, int, int | None]]:
    return {unit: (one.after.points, one.after.max, one.after.rank) for unit, one in found.items()}


def test_nothing_changed_is_the_standings() -> None:
    found = outlook()
    assert [one.after for one in found.values()] == list(evaluate(DOCUMENT).standings)
    assert not any(one.moves or one.reclassified for one in found.values())
    assert after(found) == {"a": (3900, 5000, 1), "b": (3800, 5000, 2), "c": (900, 5000, None)}


def test_a_score_keeps_its_share_of_another_maximum() -> None:
    found = outlook(maxima={"2": 4500})
    assert after(found) == {"b": (5300, 6500, 1), "a": (4900, 6500, 2), "c": (900, 6500, None)}
    assert [unit for unit, one in found.items() if one.moves] == ["b", "a"]
    assert (found["b"].before.percent, found["b"].after.percent) == (7600, 8154)
    assert (found["a"].before.classification, found["a"].after.classification) == ("good", "good")


def test_thirds_of_a_hundredth_are_kept_until_they_are_shown() -> None:
    found = outlook(maxima={"1.1": 333})
    assert found["a"].exact == Fraction(900 * 333, 1000) + 3000
    assert found["a"].after.points == 3300
    assert found["b"].exact == Fraction(700 * 333, 1000) + 3100


def test_points_that_look_equal_are_told_apart_by_what_they_are() -> None:
    scores = (points("a", "2", 2000), points("b", "1.1", 900), points("b", "2", 2000), score_of_nothing("b"))
    even = outlook(scores=(*scores, met("b")))
    assert (even["a"].after.tied, even["b"].after.tied) == (True, True)
    nearly = outlook(scores=(*scores, met("b"), points("b", "2", 2001)), maxima={"2": 1000})
    assert nearly["a"].after.points == nearly["b"].after.points == 2567
    assert (nearly["b"].after.rank, nearly["a"].after.rank) == (1, 2)


def points(unit: str, criterion: str, hundredths: int) -> Score:
    return Score(unit=unit, criterion=criterion, stage=Stage.FINAL, points=hundredths)


def met(unit: str) -> Score:
    return Score(unit=unit, criterion="1.2", stage=Stage.SELF, achieved=True)


def score_of_nothing(unit: str) -> Score:
    return Score(unit=unit, criterion="9", stage=Stage.FINAL, bonus_count=0, penalty_count=0)


def test_a_weight_multiplies_a_branch_with_its_maximum() -> None:
    assert after(outlook(weights={"1": Fraction(2)})) == {
        "a": (5800, 7000, 1),
        "b": (4500, 7000, 2),
        "c": (1800, 7000, None),
    }
    assert after(outlook(weights={"1": Fraction(1, 2)}))["a"] == (2950, 4000, 2)
    assert after(outlook(weights={"9": Fraction(3)}))["b"] == (4000, 5000, 1)
    assert after(outlook(weights={"2": Fraction(0)}))["a"] == (1900, 2000, 1)


def test_a_maximum_of_a_group_is_shared_out_on_its_leaves() -> None:
    assert after(outlook(maxima={"1": 4000})) == {
        "a": (5800, 7000, 1),
        "b": (4500, 7000, 2),
        "c": (1800, 7000, None),
    }
    assert after(outlook(maxima={"1": 4000, "1.1": 3000}))["a"] == (2700 + 1000 + 2000, 7000, 1)


def test_a_bonus_in_a_group_follows_its_weight_and_not_its_maximum() -> None:
    criteria = [one | {"parent": "1"} if one["code"] == "9" else one for one in YEAR["criteria"]]
    document = document_of(YEAR | {"criteria": criteria})
    changes = Changes(maxima={"1": 4000}), Changes(weights={"1": Fraction(2)})
    found = [{one.unit: one.after.bonus for one in what_if(document, change)}["b"] for change in changes]
    assert found == [100, 200]


def test_what_is_left_out_counts_for_nobody_and_is_missing_for_nobody() -> None:
    found = outlook(left_out=frozenset({"1.2"}))
    assert after(found) == {"b": (3800, 4000, 1), "a": (2900, 4000, 2), "c": (900, 4000, None)}
    found = outlook(left_out=frozenset({"1.2", "2"}))
    assert after(found) == {"a": (900, 1000, 1), "c": (900, 1000, 1), "b": (800, 1000, 3)}
    assert found["c"].moves
    assert after(outlook(left_out=frozenset({"1"}), maxima={"1.1": 500}))["b"] == (3100, 3000, 1)


def test_a_group_may_keep_its_maximum_when_a_leaf_goes() -> None:
    assert after(outlook(left_out=frozenset({"1.2"}), maxima={"1": 2000}))["a"] == (1800 + 2000, 5000, 2)


def test_another_score_is_tried_and_others_follow_from_it() -> None:
    measured = YEAR | {
        "criteria": [{"code": "1", "name": "Chỉ tiêu", "method": "quantitative", "max": "10"}],
        "scores": [
            {"unit": "a", "criterion": "1", "stage": "final", "target": "100", "actual": "120"},
            {"unit": "b", "criterion": "1", "stage": "final", "target": "100", "actual": "110"},
        ],
    }
    document = document_of(measured)
    better = replace(document.scores[1], actual=document.scores[0].actual and document.scores[0].actual + 20)
    found = {one.unit: one.after.points for one in what_if(document, Changes(scores=(better,)))}
    assert found == {"b": 1000, "a": 750, "c": 0}


def test_tie_breaks_and_branches_follow() -> None:
    ranked = document_of(YEAR | {"ranking": {"tie_breaks": ["1.1", "1.2", "bonus"]}})
    changes = Changes(left_out=frozenset({"1.1"}), weights={"2": Fraction(1, 3)}, scores=(met("b"),))
    found = {one.unit: one.after for one in what_if(ranked, changes)}
    assert found["a"].branches == {"1": 1000, "2": 667, "9": 0}
    assert (found["a"].points, found["b"].points) == (1667, 2100)


@pytest.mark.parametrize(
    ("changes", "reason", "code"),
    [
        (Changes(maxima={"9": 500}), WhatIfFault.NO_MAXIMUM, "9"),
        (Changes(maxima={"1.1": -1}), WhatIfFault.NEGATIVE, "1.1"),
        (Changes(weights={"2": Fraction(-1, 2)}), WhatIfFault.NEGATIVE, "2"),
        (Changes(maxima={"1": 100}, left_out=frozenset({"1.1", "1.2"})), WhatIfFault.NOTHING_TO_SCALE, "1"),
        (
            Changes(maxima={"1": 100}, weights={"1.1": Fraction(0), "1.2": Fraction(0)}),
            WhatIfFault.NOTHING_TO_SCALE,
            "1",
        ),
    ],
)
def test_what_cannot_be_tried(changes: Changes, reason: WhatIfFault, code: str) -> None:
    with pytest.raises(WhatIfRefused) as refused:
        what_if(DOCUMENT, changes)
    assert (refused.value.reason, refused.value.code) == (reason, code)


@pytest.mark.parametrize(
    ("changes", "kind", "name"),
    [
        (Changes(maxima={"7": 100}), "criterion", "7"),
        (Changes(weights={"7": Fraction(1)}), "criterion", "7"),
        (Changes(left_out=frozenset({"7"})), "criterion", "7"),
        (Changes(scores=(points("a", "7", 1),)), "criterion", "7"),
        (Changes(scores=(points("a", "1", 1),)), "criterion", "1"),
        (Changes(scores=(points("x", "1.1", 1),)), "unit", "x"),
    ],
)
def test_what_is_not_in_the_year(changes: Changes, kind: str, name: str) -> None:
    with pytest.raises(NotFound) as refused:
        what_if(DOCUMENT, changes)
    assert (refused.value.kind, refused.value.name) == (kind, name)


class Naive:
    """Points and maximum of a unit in a changed tree, reckoned node by node from the top."""

    def __init__(self, year: dict[str, Any], changes: Changes) -> None:
        self.changes = changes
        self.criteria = {one["code"]: one for one in year["criteria"]}
        self.cells = {(s["unit"], s["criterion"]): s for s in year["scores"] if s["stage"] == "final"}
        self.points = oracle.leaf_points(self.criteria, self.cells)
        self.top = [one["code"] for one in year["criteria"] if "parent" not in one]

    def size(self, code: str) -> Fraction:
        """The whole maximum of a node for a unit that is assigned all of it."""
        maximum = self.changes.maxima.get(code)
        weight = self.changes.weights.get(code, Fraction(1))
        if code in self.changes.left_out:
            return Fraction(0)
        return (self.inside(code) if maximum is None else Fraction(maximum, 100)) * weight

    def inside(self, code: str) -> Fraction:
        """The maximum of a node before its own change."""
        if self.criteria[code]["method"] != "group":
            return Fraction(self.criteria[code].get("max", 0))
        return sum((self.size(child) for child in self.children(code)), Fraction(0))

    def children(self, code: str) -> list[str]:
        return [child for child, one in self.criteria.items() if one.get("parent") == code]

    def of(self, unit: str, code: str) -> tuple[Fraction, Fraction, Fraction]:
        """Points within the maximum, bonus, and maximum of a node for the unit."""
        nothing = Fraction(0)
        if code in self.changes.left_out:
            return nothing, nothing, nothing
        criterion, weight = self.criteria[code], self.changes.weights.get(code, Fraction(1))
        if criterion["method"] == "bonus_penalty":
            return nothing, self.points.get((unit, code), nothing) * weight, nothing
        if criterion["method"] == "group":
            found = [self.of(unit, child) for child in self.children(code)]
            points, bonus, maximum = (sum((one[i] for one in found), nothing) for i in range(3))
        else:
            points, bonus, maximum = (
                self.points.get((unit, code), nothing),
                nothing,
                Fraction(criterion["max"]),
            )
            if self.cells.get((unit, code), {}).get("not_assigned"):
                maximum = nothing
        if code in self.changes.maxima:
            ratio = Fraction(self.changes.maxima[code], 100) / self.inside(code)
            points, maximum = points * ratio, maximum * ratio
        return points * weight, bonus * weight, maximum * weight

    def unit(self, unit: str) -> tuple[Fraction, Fraction]:
        """Points and maximum of the whole."""
        found = [self.of(unit, code) for code in self.top]
        return sum((p + b for p, b, _ in found), Fraction(0)), sum((m for _, _, m in found), Fraction(0))

    def is_unfit(self) -> bool:
        """Whether a maximum is set where there is none, or where there is nothing to share it out on."""
        set_for = [code for code in self.changes.maxima if not self.is_out(code)]
        return any(
            self.criteria[code]["method"] == "bonus_penalty" or not self.inside(code) for code in set_for
        )

    def missing(self, unit: str) -> int:
        return sum(
            (unit, code) not in self.cells and not self.is_out(code)
            for code, one in self.criteria.items()
            if one["method"] not in ("group", "bonus_penalty")
        )

    def is_out(self, code: str | None) -> bool:
        return code is not None and (
            code in self.changes.left_out or self.is_out(self.criteria[code].get("parent"))
        )


@st.composite
def changed_years(draw: st.DrawFn) -> tuple[dict[str, Any], Changes]:
    year = draw(year_files())
    codes = [criterion["code"] for criterion in year["criteria"]]
    if not codes:
        return year, Changes()
    some = st.lists(st.sampled_from(codes), max_size=3, unique=True)
    maxima = {code: draw(st.integers(0, 3000)) for code in draw(some)}
    weights = {code: draw(st.fractions(0, 3, max_denominator=7)) for code in draw(some)}
    return year, Changes(maxima=maxima, weights=weights, left_out=frozenset(draw(some)))


@settings(max_examples=150, deadline=None)
@given(changed_years())
def test_any_change_agrees_with_the_naive_reckoning(found: tuple[dict[str, Any], Changes]) -> None:
    year, changes = found
    document = document_of(year)
    naive = Naive(year, changes)
    if naive.is_unfit():
        with pytest.raises(WhatIfRefused):
            what_if(document, changes)
        return
    outlooks = what_if(document, changes)
    keys: dict[str, tuple[Fraction, ...]] = {}
    for one in outlooks:
        total, maximum = naive.unit(one.unit)
        percent = oracle.half_up(total * 100 / maximum) if maximum else Fraction(0)
        assert one.exact == total * 100
        assert Fraction(one.after.points, 100) == oracle.half_up(total)
        assert Fraction(one.after.percent, 100) == percent
        assert one.after.missing == naive.missing(one.unit)
        if not one.after.missing:
            keys[one.unit] = (total if year["ranking"]["by"] == "points" else percent,)
    if not year["ranking"].get("tie_breaks"):
        ranks = oracle.ranks(keys)
        assert {one.unit: (one.after.rank, one.after.tied) for one in outlooks if one.after.rank} == ranks
    assert [one.before for one in sorted(outlooks, key=lambda one: one.unit)] == sorted(
        evaluate(document).standings, key=lambda line: line.unit
    )


@settings(max_examples=50, deadline=None)
@given(year_files(), st.fractions(min_value=Fraction(1, 50), max_value=50, max_denominator=50))
def test_the_same_weight_on_everything_moves_nobody(year: dict[str, Any], weight: Fraction) -> None:
    document = document_of(year)
    top = {one["code"]: weight for one in year["criteria"] if "parent" not in one}
    for one in what_if(document, Changes(weights=top)):
        assert not one.moves
        assert one.after.percent == one.before.percent
        assert one.exact == one.before.points * weight


@settings(max_examples=50, deadline=None)
@given(year_files())
def test_a_group_with_the_maximum_that_it_has_stays_as_it_is(year: dict[str, Any]) -> None:
    document = document_of(year)
    leaves = {one.code: one.max for one in document.criteria if one.max}
    assert set(factors_of(document.criteria, Changes(maxima=leaves)).values()) <= {Fraction(1)}
