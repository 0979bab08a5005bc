"""A locked evaluation reads back as it was printed, and every figure that differs from it is found."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.enums import Stage
from services.rules.document import RankingRule
from services.rules.evaluation import Standing, as_mapping, evaluate
from services.rules.kept_scoring import Difference, differences, kept_standings
from services.rules.place_reasons import TieBreak
from services.rules.reading import document_of
from services.rules.ties import Tie, ties_of
from tests.rules.strategies import year_files

FIGURES = ("rank", "tied", "points", "percent", "bonus", "max", "missing", "classification")


def line(unit: str, points: int, rank: int | None, bonus: int = 0, **branches: int) -> Standing:
    return Standing(
        unit=unit,
        points=points,
        bonus=bonus,
        max=1000,
        percent=points * 10,
        missing=0 if rank else 1,
        rank=rank,
        tied=False,
        classification=None,
        branches=branches,
    )


@settings(max_examples=60, deadline=None)
@given(year_files())
def test_what_was_printed_reads_back_as_it_was(file: dict[str, Any]) -> None:
    found = evaluate(document_of(file))
    kept = as_mapping(found)
    assert kept_standings(kept) == found.standings
    assert differences(kept, copy.deepcopy(kept)) == ()


@settings(max_examples=60, deadline=None)
@given(year_files(), st.data())
def test_any_figure_that_is_changed_is_found(file: dict[str, Any], data: st.DataObject) -> None:
    kept = as_mapping(evaluate(document_of(file)))
    if not kept["standings"]:
        return
    now = copy.deepcopy(kept)
    changed = data.draw(st.sampled_from(now["standings"]))
    figure = data.draw(st.sampled_from(FIGURES))
    changed[figure] = "other"
    assert [(one.unit, one.figure, one.now) for one in differences(kept, now)] == [
        (changed["unit"], figure, "other")
    ]


def test_points_of_a_criterion_a_unit_and_a_quota_that_differ_are_named() -> None:
    kept: dict[str, Any] = {"standings": [{"unit": "a", "branches": {"1": "5.00"}}], "quotas": {"flag": 1}}
    now: dict[str, Any] = {
        "standings": [{"unit": "a", "branches": {"1": "6.00"}}, {"unit": "b", "rank": 1, "branches": {}}],
        "quotas": {"flag": 2, "new": 1},
    }
    assert differences(kept, now) == (
        Difference(unit="a", figure="branches", kept="5.00", now="6.00", criterion="1"),
        Difference(unit="b", figure="rank", kept=None, now="1"),
        Difference(unit="flag", figure="quota", kept="1", now="2"),
        Difference(unit="new", figure="quota", kept=None, now="1"),
    )


def test_neighbours_with_equal_keys_show_the_chain_that_was_asked() -> None:
    rule = RankingRule(stage=Stage.FINAL, tie_breaks=("1", "bonus"))
    placed = [
        line("a", 90, 1, x=0, **{"1": 50}),
        line("b", 80, 2, bonus=2, **{"1": 50}),
        line("c", 80, 3, bonus=1, **{"1": 50}),
        line("d", 80, 3, bonus=1, **{"1": 50}),
        line("e", 80, None, **{"1": 0}),
    ]
    first, bonus = TieBreak(code="1", own=50, others=50), TieBreak(code="bonus", own=2, others=1)
    even = TieBreak(code="bonus", own=1, others=1)
    assert ties_of(placed, rule) == (
        Tie(ahead="b", behind="c", key=80, shared=False, chain=(first, bonus)),
        Tie(ahead="c", behind="d", key=80, shared=True, chain=(first, even)),
    )
    assert [tie.chain for tie in ties_of(placed, RankingRule())] == [(), ()]
