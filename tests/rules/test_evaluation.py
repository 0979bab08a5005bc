"""A whole year: the example of the format, its edges, and any year against the oracle."""

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.rules.evaluation import as_mapping, evaluate
from services.rules.reading import document_of, year_document
from tests.rules import oracle
from tests.rules.strategies import year_files
from tests.rules.year_files import EXAMPLE, GONE, changed


def evaluated(content: str | dict[str, Any]) -> dict[str, Any]:
    document = document_of(content) if isinstance(content, dict) else year_document(content)
    return as_mapping(evaluate(document))


def lines(found: dict[str, Any], *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(standing[key] for key in keys) for standing in found["standings"]]


def test_the_example() -> None:
    found = evaluated(EXAMPLE)
    assert list(found) == ["year", "block", "standings", "quotas", "polls"]
    assert found["standings"][0] == {
        "unit": "cong-an",
        "points": "32.50",
        "bonus": "2.00",
        "max": "35.00",
        "percent": "92.86",
        "complete": True,
        "missing": 0,
        "rank": 1,
        "tied": False,
        "classification": "excellent",
        "branches": {"1": "30.50", "9": "2.00"},
    }
    assert lines(found, "unit", "points", "max", "percent", "missing", "rank", "classification") == [
        ("cong-an", "32.50", "35.00", "92.86", 0, 1, "excellent"),
        ("vien-ksnd", "20.00", "25.00", "80.00", 0, 2, "good"),
        ("so-tu-phap", "7.50", "35.00", "21.43", 3, None, None),
    ]
    assert found["quotas"] == {"province_flag": 1, "province_certificate": 1}
    assert found["polls"] == [
        {
            "code": "flag",
            "required": 5,
            "basis_count": 9,
            "quorum": {"required": 6, "have": 9, "reached": True},
            "outcome": "decided",
            "options": [
                {"option": "cong-an", "votes": 7, "percent": "77.78", "outcome": "elected"},
                {"option": "so-tu-phap", "votes": None, "percent": None, "outcome": "withdrawn"},
            ],
        },
        {
            "code": "plan",
            "required": 4,
            "basis_count": 8,
            "quorum": None,
            "outcome": "decided",
            "options": [{"option": "plan", "votes": 4, "percent": "50.00", "outcome": "passed"}],
        },
    ]


def test_keys_stand_in_the_order_of_the_format() -> None:
    found = evaluated(EXAMPLE)
    assert " ".join(found["standings"][0]) == (
        "unit points bonus max percent complete missing rank tied classification branches"
    )
    assert " ".join(found["polls"][0]) == "code required basis_count quorum outcome options"


def test_a_unit_that_is_not_scored_still_sets_the_pace() -> None:
    ahead = (
        ("scores", 11),
        {"unit": "thanh-tra", "criterion": "1.3", "stage": "final", "target": "1", "actual": "2"},
    )
    found = evaluated(changed(ahead))
    assert lines(found, "unit", "points")[0] == ("cong-an", "28.50")
    assert "thanh-tra" not in dict(lines(found, "unit", "rank"))
    assert found["quotas"]["province_certificate"] == 1


def test_another_stage_is_another_sheet() -> None:
    found = evaluated(changed((("ranking", "stage"), "self")))
    assert lines(found, "unit", "points", "missing", "rank") == [
        ("cong-an", "0.00", 4, None),
        ("vien-ksnd", "0.00", 4, None),
        ("so-tu-phap", "10.00", 3, None),
    ]


def test_ranking_by_percent() -> None:
    found = evaluated(changed((("ranking", "by"), "percent"), (("scores", 6, "achieved"), True)))
    assert lines(found, "unit", "percent", "rank") == [
        ("vien-ksnd", "100.00", 1),
        ("cong-an", "92.86", 2),
        ("so-tu-phap", "21.43", None),
    ]


def tied_year(*tie_breaks: str, **ranking: Any) -> dict[str, Any]:
    """Two units with 15 points: one by its leaf 1.1, one by its bonus."""
    return {
        "format": "thidua-year/1",
        "year": 2017,
        "block": {"code": "b", "name": "Khối", "kind": "cluster"},
        "units": [{"code": "b", "name": "B"}, {"code": "a", "name": "A"}],
        "criteria": [
            {"code": "1", "name": "Nhóm", "method": "group"},
            {"code": "1.1", "parent": "1", "name": "Điểm", "method": "direct", "max": "20"},
            {"code": "bonus", "name": "Thưởng", "method": "bonus_penalty"}
            | {"bonus": "5", "penalty": "0", "floor": "0", "cap": "5"},
        ],
        "scores": [
            {"unit": "a", "criterion": "1.1", "stage": "final", "points": "15"},
            {"unit": "b", "criterion": "1.1", "stage": "final", "points": "10"},
            {"unit": "b", "criterion": "bonus", "stage": "final", "bonus_count": 1, "penalty_count": 0},
        ],
        "ranking": {"tie_breaks": list(tie_breaks), **ranking},
    }


def test_ties() -> None:
    assert lines(evaluated(tied_year()), "unit", "rank", "tied") == [("b", 1, True), ("a", 1, True)]
    for tie_break, first in [("1", "a"), ("1.1", "a"), ("bonus", "b")]:
        found = lines(evaluated(tied_year(tie_break)), "unit", "rank", "tied")
        assert found == [(first, 1, False), ("b" if first == "a" else "a", 2, False)]


def test_the_branches_shown_are_the_top_ones_even_when_a_leaf_breaks_ties() -> None:
    assert lines(evaluated(tied_year("1.1")), "branches")[0] == ({"1": "15.00", "bonus": "0.00"},)


def test_nothing_assigned_is_complete_and_0_percent() -> None:
    found = evaluated(
        {
            **tied_year(),
            "criteria": tied_year()["criteria"][:2],
            "scores": [{"unit": "a", "criterion": "1.1", "stage": "final", "not_assigned": True}],
        }
    )
    assert lines(found, "unit", "max", "percent", "complete", "rank") == [
        ("a", "0.00", "0.00", True, 1),
        ("b", "20.00", "0.00", False, None),
    ]


def test_a_unit_may_end_below_0() -> None:
    year = tied_year()
    year["criteria"][2] |= {"penalty": "30", "floor": "-30"}
    year["scores"][2] |= {"bonus_count": 0, "penalty_count": 1}
    assert lines(evaluated(year), "unit", "points", "bonus", "percent")[1] == (
        "b",
        "-20.00",
        "-30.00",
        "-100.00",
    )


def test_a_year_of_units_alone() -> None:
    found = evaluated(
        changed(*[((key,), GONE) for key in ("criteria", "scores", "ranking", "polls", "quotas")])
    )
    assert lines(found, "unit", "rank", "tied", "percent") == [
        ("cong-an", 1, True, "0.00"),
        ("vien-ksnd", 1, True, "0.00"),
        ("so-tu-phap", 1, True, "0.00"),
    ]
    assert (found["quotas"], found["polls"]) == ({}, [])


def test_a_scheme_of_1000_points_in_five_levels() -> None:
    year = tied_year()
    year["criteria"] = [
        {"code": "i", "name": "Phần I", "method": "group", "max": "700"},
        {"code": "i.1", "parent": "i", "name": "Lá ở cấp hai", "method": "direct", "max": "698"},
        {"code": "i.2", "parent": "i", "name": "Cấp hai", "method": "group"},
        {"code": "i.2.1", "parent": "i.2", "name": "Cấp ba", "method": "group", "max": "2"},
        {"code": "i.2.1.1", "parent": "i.2.1", "name": "Cấp bốn", "method": "group"},
        {"code": "i.2.1.1.1", "parent": "i.2.1.1", "name": "Cấp năm", "method": "pass_fail", "max": "0.5"},
        {"code": "i.2.1.1.2", "parent": "i.2.1.1", "name": "Cấp năm", "method": "direct", "max": "1.5"},
        {"code": "ii", "name": "Phần II là một lá", "method": "direct", "max": "300", "step": "0.25"},
    ]
    figures: dict[str, Any] = {
        "i.1": {"points": "650"},
        "i.2.1.1.1": {"achieved": True},
        "i.2.1.1.2": {"points": "1.25"},
    }
    figures["ii"] = {"points": "299.75"}
    year["scores"] = [
        {"unit": "a", "criterion": code, "stage": "final", **given} for code, given in figures.items()
    ]
    assert lines(evaluated(year), "points", "max", "percent", "branches")[0] == (
        "951.50",
        "1000.00",
        "95.15",
        {"i": "651.75", "ii": "299.75"},
    )


@settings(max_examples=80, deadline=None)
@given(year_files())
def test_any_year_agrees_with_the_oracle(year: dict[str, Any]) -> None:
    found = evaluated(year)
    rows = oracle.standings(year)
    assert {line["unit"] for line in found["standings"]} == set(rows)
    for line in found["standings"]:
        row = rows[line["unit"]]
        for key in ("points", "bonus", "max", "percent"):
            assert line[key] == oracle.shown(row[key])
        assert (line["rank"], line["tied"]) == row["rank"]
        assert (line["missing"], line["complete"]) == (row["missing"], row["missing"] == 0)
    assert found["quotas"] == {
        quota["award"]: oracle.quota(year["quotas"], quota["award"], len(rows)) for quota in year["quotas"]
    }
    assert found["polls"] == [oracle.poll(poll) for poll in year["polls"]]


@settings(max_examples=30, deadline=None)
@given(year_files(), st.randoms(use_true_random=False))
def test_the_order_of_units_and_scores_does_not_matter(year: dict[str, Any], chance: Any) -> None:
    before = {line["unit"]: line for line in evaluated(year)["standings"]}
    chance.shuffle(year["units"])
    chance.shuffle(year["scores"])
    assert {line["unit"]: line for line in evaluated(year)["standings"]} == before


@settings(max_examples=30, deadline=None)
@given(year_files())
def test_branches_add_up_to_the_points(year: dict[str, Any]) -> None:
    for line in evaluated(year)["standings"]:
        assert sum(map(Fraction, line["branches"].values())) == Fraction(line["points"])
