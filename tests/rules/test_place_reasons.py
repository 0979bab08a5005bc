"""Why a unit has its place: by named rows, and the chain from entries to reasons against the oracle."""

from fractions import Fraction
from typing import Any

from hypothesis import given, settings

from models.enums import Method, RankingKey
from services.rules.document import Criterion, RankingRule
from services.rules.evaluation import evaluate
from services.rules.place_reasons import Decided, Gap, PlaceReasons, TieBreak, reasons_of_places
from services.rules.reading import document_of
from services.rules.scoring import Cells, cells_of
from tests.rules import oracle
from tests.rules.strategies import year_files

CRITERIA = (
    Criterion(code="1", name="Nhóm", method=Method.GROUP),
    Criterion(code="1.1", name="Một", parent="1", method=Method.DIRECT, max=1000),
    Criterion(code="1.2", name="Hai", parent="1", method=Method.DIRECT, max=1000),
    Criterion(code="2", name="Ba", method=Method.DIRECT, max=500),
    Criterion(code="9", name="Thưởng", method=Method.BONUS_PENALTY, floor=-500, cap=500),
)
BY_POINTS = RankingRule()
BY_PERCENT = RankingRule(by=RankingKey.PERCENT)


def reasons(cells: dict[str, Cells], rule: RankingRule = BY_POINTS) -> dict[str, PlaceReasons]:
    return {found.unit: found for found in reasons_of_places(CRITERIA, cells, rule)}


def split(gap: Gap | None) -> list[tuple[str, int]]:
    assert gap is not None
    return [(part.criterion, part.shown) for part in gap.parts]


def test_what_was_gained_and_lost_against_the_neighbours() -> None:
    found = reasons(
        {
            "b": {"1.1": 800, "1.2": 900, "2": 500},
            "a": {"1.1": 950, "1.2": 850, "2": 400, "9": 100},
            "c": {"1.1": 800, "1.2": 900, "2": 475},
        }
    )
    assert [(one.unit, one.rank) for one in found.values()] == [("a", 1), ("b", 2), ("c", 3)]
    assert found["a"].above is None
    below = found["a"].below
    assert below is not None
    assert (below.other, below.difference, below.rest, below.decided) == ("b", 100, 0, Decided.KEY)
    assert split(below) == [("1.1", 150), ("2", -100), ("9", 100), ("1.2", -50)]
    assert [part.criterion for part in below.gains] == ["1.1", "9"]
    assert [part.criterion for part in below.losses] == ["2", "1.2"]
    assert split(found["b"].above) == [("1.1", -150), ("2", 100), ("9", -100), ("1.2", 50)]
    assert split(found["b"].below) == [("2", 25)]
    assert found["c"].below is None


def test_the_tie_break_that_decided_and_those_asked_before() -> None:
    rule = RankingRule(tie_breaks=("bonus", "1", "2", "1.1"))
    found = reasons({"a": {"1.1": 900, "1.2": 900, "2": 400}, "b": {"1.1": 850, "1.2": 850, "2": 500}}, rule)
    gap = found["a"].below
    assert gap is not None
    assert (gap.difference, gap.decided) == (0, Decided.TIE_BREAK)
    assert gap.chain == (
        TieBreak(code="bonus", own=0, others=0),
        TieBreak(code="1", own=1800, others=1700),
    )
    assert split(gap) == [("2", -100), ("1.1", 50), ("1.2", 50)]


def test_one_unit_alone_can_be_asked_about() -> None:
    cells: dict[str, Cells] = {unit: {"1.1": n, "1.2": 0, "2": 0} for n, unit in enumerate("abc")}
    alone = reasons_of_places(CRITERIA, cells, BY_POINTS, only={"b"})
    assert alone == (reasons(cells)["b"],)


def test_who_shares_a_place_is_said_and_compared_with_others() -> None:
    even: Cells = {"1.1": 900, "1.2": 900, "2": 400}
    found = reasons({"a": even, "b": {"1.1": 1000, "1.2": 1000, "2": 500}, "c": even, "d": {**even, "2": 0}})
    assert (found["a"].rank, found["c"].rank, found["d"].rank) == (2, 2, 4)
    assert (found["a"].tied_with, found["c"].tied_with, found["b"].tied_with) == (("c",), ("a",), ())
    assert [gap.other for gap in (found["a"].above, found["a"].below) if gap] == ["b", "d"]
    assert [gap.other for gap in (found["b"].below, found["d"].above) if gap] == ["a", "c"]


def test_all_share_the_first_place() -> None:
    even: Cells = {"1.1": 900, "1.2": 900, "2": 400}
    found = reasons({"a": even, "b": even, "c": even})
    assert [(one.rank, one.tied_with, one.above, one.below) for one in found.values()] == [
        (1, ("b", "c"), None, None),
        (1, ("a", "c"), None, None),
        (1, ("a", "b"), None, None),
    ]


def test_an_incomplete_unit_has_no_place_and_is_told_what_is_missing() -> None:
    found = reasons({"a": {"1.1": 900}, "b": {"1.1": 900, "1.2": None, "2": 0}})
    assert found["a"] == PlaceReasons(unit="a", rank=None, missing=("1.2", "2"))
    assert found["b"] == PlaceReasons(unit="b", rank=1)


def test_a_percent_of_equal_maxima_is_split_by_the_points() -> None:
    found = reasons(
        {"a": {"1.1": 900, "1.2": 900, "2": 400}, "b": {"1.1": 800, "1.2": 1000, "2": 399}}, BY_PERCENT
    )
    gap = found["a"].below
    assert gap is not None
    assert [(part.criterion, part.exact) for part in gap.parts] == [
        ("1.1", Fraction(10_000 * 100, 2500)),
        ("1.2", Fraction(-10_000 * 100, 2500)),
        ("2", Fraction(10_000, 2500)),
    ]
    assert (gap.own_key, gap.others_key, gap.difference, gap.rest) == (8800, 8796, 4, 0)


def test_what_only_one_was_assigned_counts_by_how_well_it_did_there() -> None:
    """Alike where both are assigned: most of the difference comes from the leaf that is the other's alone."""
    found = reasons(
        {"a": {"1.1": 800, "1.2": None, "2": 400}, "b": {"1.1": 800, "1.2": 1000, "2": 400}}, BY_PERCENT
    )
    assert (found["b"].rank, found["a"].rank) == (1, 2)
    gap = found["a"].above
    assert gap is not None
    assert sum(part.exact for part in gap.parts) == Fraction(10_000 * 1200, 1500) - Fraction(
        10_000 * 2200, 2500
    )
    first = gap.parts[0]
    assert (first.criterion, first.own, first.others) == ("1.2", None, 1000)
    assert first.exact == -640
    assert sum(abs(part.exact) for part in gap.parts[1:]) == 160


def test_what_rounding_leaves_over_is_stated() -> None:
    found = reasons(
        {"a": {"1.1": 1000, "1.2": 1000, "2": None}, "b": {"1.1": 999, "1.2": 999, "2": 433}}, BY_PERCENT
    )
    gap = found["a"].below
    assert gap is not None
    assert gap.difference == sum(part.shown for part in gap.parts) + gap.rest


def test_nothing_assigned_is_no_percent_and_no_parts_of_its_own() -> None:
    nothing: Cells = {"1.1": None, "1.2": None, "2": None, "9": 100}
    found = reasons({"a": nothing, "b": {"1.1": 900, "1.2": 900, "2": 400}}, BY_PERCENT)
    gap = found["a"].above
    assert gap is not None
    assert (gap.own_key, gap.others_key) == (0, 8800)
    assert sum(part.exact for part in gap.parts) == -8800


def naive_part(year: dict[str, Any], of: dict[str, Any], unit: str, other: str, code: str) -> Fraction:
    """What a leaf adds to the difference of two units, in hundredths."""
    points: dict[tuple[str, str], Fraction] = of["points"]
    cells, rows = of["cells"], of["rows"]
    own, others = (points.get((one, code), Fraction(0)) for one in (unit, other))
    if year["ranking"]["by"] == "points":
        return (own - others) * 100
    if not rows[unit]["max"] or not rows[other]["max"]:
        shares = [
            value / rows[one]["max"] if rows[one]["max"] else Fraction(0)
            for one, value in ((unit, own), (other, others))
        ]
        return (shares[0] - shares[1]) * 10_000
    rate = sum(rows[one]["points"] / rows[one]["max"] for one in (unit, other)) / 2
    criterion = next(one for one in year["criteria"] if one["code"] == code)
    shares = []
    for one, value in ((unit, own), (other, others)):
        counts = "max" in criterion and not cells.get((one, code), {}).get("not_assigned")
        counted = Fraction(criterion["max"]) if counts else Fraction(0)
        shares.append((value - rate * counted) / rows[one]["max"])
    return (shares[0] - shares[1]) * 10_000


def check_gap(year: dict[str, Any], of: dict[str, Any], unit: str, gap: Gap) -> None:
    rows, chain = of["rows"], year["ranking"].get("tie_breaks", [])
    own, others = rows[unit]["figures"], rows[gap.other]["figures"]
    assert [Fraction(gap.own_key, 100), Fraction(gap.others_key, 100)] == [own[0], others[0]]
    leaves = [one["code"] for one in year["criteria"] if one["method"] != "group"]
    expected = {code: naive_part(year, of, unit, gap.other, code) for code in leaves}
    assert {part.criterion: part.exact for part in gap.parts} == {c: e for c, e in expected.items() if e}
    sizes = [abs(part.exact) for part in gap.parts]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(part.shown for part in gap.parts) + gap.rest == gap.difference
    if year["ranking"]["by"] == "points":
        assert gap.rest == 0
    differing = [
        index for index, (mine, theirs) in enumerate(zip(own, others, strict=True)) if mine != theirs
    ]
    assert (gap.decided is Decided.KEY) == (differing[0] == 0)
    assert [step.code for step in gap.chain] == chain[: differing[0]]
    for index, step in enumerate(gap.chain, start=1):
        assert (Fraction(step.own, 100), Fraction(step.others, 100)) == (own[index], others[index])


@settings(max_examples=120, deadline=None)
@given(year_files())
def test_the_chain_from_entries_to_reasons_agrees_with_the_oracle(year: dict[str, Any]) -> None:
    document = document_of(year)
    cells = cells_of(document, document.ranking.stage)
    scored = {unit.code: cells[unit.code] for unit in document.units if unit.scored}
    found = reasons_of_places(document.criteria, scored, document.ranking)
    assert [(one.unit, one.rank) for one in found] == [(x.unit, x.rank) for x in evaluate(document).standings]

    entries = {(s["unit"], s["criterion"]): s for s in year["scores"] if s["stage"] == "final"}
    criteria = {criterion["code"]: criterion for criterion in year["criteria"]}
    rows = oracle.standings(year)
    of = {"rows": rows, "cells": entries, "points": oracle.leaf_points(criteria, entries)}
    assert {one.unit for one in found} == set(rows)
    for one in found:
        row = rows[one.unit]
        assert (one.rank, bool(one.tied_with)) == row["rank"]
        assert len(one.missing) == row["missing"]
        placed = {unit: other["figures"] for unit, other in rows.items() if other["figures"] and one.rank}
        better = [figures for figures in placed.values() if figures > row["figures"]]
        worse = [figures for figures in placed.values() if figures < row["figures"]]
        assert set(one.tied_with) == {
            unit for unit, figures in placed.items() if figures == row["figures"] and unit != one.unit
        }
        for gap, nearest in ((one.above, min(better, default=None)), (one.below, max(worse, default=None))):
            assert (None if gap is None else placed[gap.other]) == nearest
            if gap:
                check_gap(year, of, one.unit, gap)


@settings(max_examples=60, deadline=None)
@given(year_files())
def test_what_one_is_behind_the_other_is_ahead(year: dict[str, Any]) -> None:
    document = document_of(year)
    cells = cells_of(document, document.ranking.stage)
    scored = {unit.code: cells[unit.code] for unit in document.units if unit.scored}
    found = {one.unit: one for one in reasons_of_places(document.criteria, scored, document.ranking)}
    for one in found.values():
        back = one.below and found[one.below.other].above
        if one.below and back and back.other == one.unit:
            forth = {part.criterion: part.exact for part in one.below.parts}
            assert {part.criterion: -part.exact for part in back.parts} == forth
