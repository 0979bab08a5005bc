"""Required votes, quorum, outcomes; rows for each sentence of the year-file, and the oracle."""

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Basis, Operator
from services.rules.document import Threshold
from services.rules.reading import document_of
from services.rules.tally import required_votes, smallest_count, verdict_from, verdict_mapping, verdict_of
from tests.rules import oracle
from tests.rules.strategies import polls

RULE = {"operator": ">", "share": "1/2", "basis": "valid"}


def verdict(poll: dict[str, Any]) -> dict[str, Any]:
    """The printed verdict of one poll in a year-file."""
    document = document_of(
        {
            "format": "thidua-year/1",
            "year": 2017,
            "block": {"code": "b", "name": "Khối", "kind": "block"},
            "units": [],
            "polls": [poll],
        }
    )
    return verdict_mapping(verdict_of(document.polls[0]))


def election(seats: int, *votes: int | None, present: int = 9, **more: Any) -> dict[str, Any]:
    options = [
        {"code": code, "withdrawn": True} if count is None else {"code": code, "votes": count}
        for code, count in zip("abcdef", votes, strict=False)
    ]
    return {
        "code": "p",
        "title": "Suy tôn",
        "kind": "election",
        "seats": seats,
        "method": "secret",
        "summoned": present,
        "present": present,
        "options": options,
        **more,
    }


@pytest.mark.parametrize(
    ("operator", "share", "count", "required"),
    [
        (">", Fraction(1, 2), 9, 5),
        (">", Fraction(1, 2), 8, 5),
        (">=", Fraction(1, 2), 8, 4),
        (">=", Fraction(2, 3), 9, 6),
        (">", Fraction(2, 3), 9, 7),
        (">=", Fraction(9, 10), 10, 9),
        (">", Fraction(9, 10), 10, 10),
        (">=", Fraction(1), 9, 9),
        (">", Fraction(1), 9, 10),
        (">=", Fraction(0), 9, 1),
        (">=", Fraction(1, 2), 0, 1),
    ],
)
def test_required_votes(operator: Operator, share: Fraction, count: int, required: int) -> None:
    assert required_votes(Threshold(Operator(operator), share, Basis.VALID), count) == required


@given(st.sampled_from(Operator), st.fractions(0, 1, max_denominator=50), st.integers(0, 60))
def test_the_smallest_count_agrees_with_the_oracle(operator: Operator, share: Fraction, count: int) -> None:
    assert smallest_count(Threshold(operator, share, Basis.VALID), count) == oracle.needed(
        operator, share, count
    )


OUTCOMES: dict[str, tuple[dict[str, Any], str, list[str | None]]] = {
    "the most votes win": (election(1, 5, 4), "decided", ["elected", "not_elected"]),
    "one vote is needed": (election(1, 0, 0), "open_seats", ["not_elected", "not_elected"]),
    "one vote is enough": (election(1, 1, 0), "decided", ["elected", "not_elected"]),
    "a tie for the only seat": (election(1, 4, 4, 1), "tied", ["tied", "tied", "not_elected"]),
    "a tie that fits": (election(2, 5, 5, 4), "decided", ["elected", "elected", "not_elected"]),
    "a tie at the last seat": (
        election(2, 3, 8, 3, 1),
        "tied",
        ["tied", "elected", "tied", "not_elected"],
    ),
    "a tie below the last seat": (election(1, 5, 2, 2), "decided", ["elected", "not_elected", "not_elected"]),
    "too few with the votes": (election(2, 6, 4, rule=RULE), "open_seats", ["elected", "not_elected"]),
    "a tie among those without the votes": (
        election(1, 4, 4, rule=RULE),
        "open_seats",
        ["not_elected", "not_elected"],
    ),
    "a tie and a rule": (
        election(1, 5, 5, 3, present=14, rule={**RULE, "share": "1/3"}),
        "tied",
        ["tied", "tied", "not_elected"],
    ),
    "withdrawn": (election(1, None, 9), "decided", ["withdrawn", "elected"]),
    "all withdrawn": (election(1, None, None), "open_seats", ["withdrawn", "withdrawn"]),
    "fewer options than seats": (election(3, 9, 8), "open_seats", ["elected", "elected"]),
    "no quorum": (
        election(
            1, 5, None, present=5, summoned=9, quorum={"operator": ">=", "share": "2/3", "basis": "summoned"}
        ),
        "no_quorum",
        [None, None],
    ),
}


@pytest.mark.parametrize("case", OUTCOMES)
def test_outcome(case: str) -> None:
    poll, outcome, options = OUTCOMES[case]
    found = verdict(poll)
    assert (found["outcome"], [option["outcome"] for option in found["options"]]) == (outcome, options)


def test_without_quorum_votes_and_percent_stay() -> None:
    found = verdict(OUTCOMES["no quorum"][0])
    assert found["quorum"] == {"required": 6, "have": 5, "reached": False}
    assert found["options"][0] == {"option": "a", "votes": 5, "percent": "100.00", "outcome": None}


def test_without_a_rule_percent_is_of_valid() -> None:
    found = verdict(election(1, 3, 2, collected=8, invalid=2))
    assert (found["required"], found["basis_count"]) == (None, None)
    assert [option["percent"] for option in found["options"]] == ["50.00", "33.33"]


def test_percent_of_a_basis_of_0() -> None:
    assert verdict(election(1, 0, present=0, rule=RULE))["options"][0]["percent"] == "0.00"


@pytest.mark.parametrize(
    ("basis", "required"),
    [("members", 11), ("summoned", 9), ("present", 7), ("issued", 6), ("collected", 5), ("valid", 4)],
)
def test_every_basis(basis: str, required: int) -> None:
    poll = election(1, 4, members=20, summoned=16, present=13, issued=11, collected=9, invalid=2)
    found = verdict(poll | {"rule": {"operator": ">", "share": "1/2", "basis": basis}})
    assert found["required"] == required
    assert found["outcome"] == ("decided" if required <= 4 else "open_seats")


def test_counts_that_are_left_out() -> None:
    found = verdict(election(1, 4, present=6, summoned=9) | {"rule": {**RULE, "basis": "members"}})
    assert found["basis_count"] == 9
    assert verdict(election(1, 4, present=6, summoned=9, issued=5, rule=RULE))["basis_count"] == 5


@pytest.mark.parametrize(("votes", "outcome"), [(4, "failed"), (5, "passed")])
def test_approval_decides_each_option_alone(votes: int, outcome: str) -> None:
    poll = {**election(1, votes, 9, None), "kind": "approval", "rule": RULE}
    del poll["seats"]
    found = verdict(poll)
    assert found["outcome"] == "decided"
    assert [option["outcome"] for option in found["options"]] == [outcome, "passed", "withdrawn"]


@given(polls())
def test_verdicts_agree_with_the_oracle(poll: dict[str, Any]) -> None:
    assert verdict(poll) == oracle.poll(poll)


@given(polls())
def test_the_order_of_options_does_not_matter(poll: dict[str, Any]) -> None:
    found = verdict({**poll, "options": poll["options"][::-1]})
    assert found["options"][::-1] == verdict(poll)["options"]


@given(polls())
def test_no_more_are_elected_than_there_are_seats(poll: dict[str, Any]) -> None:
    words = [option["outcome"] for option in verdict(poll)["options"]]
    assert words.count("elected") <= poll.get("seats", 0)


@given(polls())
def test_a_stored_verdict_comes_back(poll: dict[str, Any]) -> None:
    stored = json.loads(json.dumps(verdict(poll)))
    assert verdict_mapping(verdict_from(stored)) == stored
