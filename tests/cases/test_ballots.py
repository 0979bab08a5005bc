"""Thresholds, bases and quorums as real rules word them."""

from math import ceil, floor
from typing import Any

import pytest

from tests.cases.facts import evaluated, facts, poll

RULES = {rule["id"]: rule for rule in facts("ballot_rules")}
BASIS = {"total_members": "members", "summoned": "summoned"}


def threshold(found: dict[str, str]) -> dict[str, str]:
    return {"operator": found["op"], "share": found["share"], "basis": BASIS[found["basis"]]}


THRESHOLDS = [
    threshold(RULES["provincial_council_90pct_of_total"]["threshold"]),
    *(threshold(rule) for rule in RULES["ktnn_council"]["rules"]),
]


@pytest.mark.parametrize("rule", THRESHOLDS, ids=lambda rule: f"{rule['operator']} {rule['share']}")
@pytest.mark.parametrize("members", [7, 9, 10, 15, 20])
def test_the_smallest_number_of_votes_of_all_members(rule: dict[str, str], members: int) -> None:
    tenths = int(rule["share"].removeprefix("0.")) * members
    expected = ceil(tenths / 10) if rule["operator"] == ">=" else floor(tenths / 10) + 1
    options = [{"code": "enough", "votes": expected}, {"code": "short", "votes": expected - 1}]
    verdict = evaluated(polls=[poll("approval", options, members, members=members, rule=rule)])["polls"][0]
    assert (verdict["required"], verdict["basis_count"]) == (expected, members)
    assert [option["outcome"] for option in verdict["options"]] == ["passed", "failed"]


@pytest.mark.parametrize(
    ("summoned", "present", "reached"), [(9, 6, True), (9, 5, False), (10, 7, True), (10, 6, False)]
)
def test_quorum_of_those_summoned(summoned: int, present: int, reached: bool) -> None:
    rule = threshold(RULES["party_confidence_vote_quorum"]["quorum"])
    options = [{"code": "a", "votes": present}]
    half: dict[str, Any] = {"operator": ">", "share": "1/2", "basis": "summoned"}
    given = poll("approval", options, present, rule=half, quorum=rule) | {"summoned": summoned}
    verdict = evaluated(polls=[given])["polls"][0]
    assert verdict["quorum"]["reached"] is reached
    assert verdict["outcome"] == ("decided" if reached else "no_quorum")
    assert verdict["options"][0]["outcome"] == ("passed" if reached else None)


def test_nine_of_nine() -> None:
    assert "9 of 9" in RULES["block_vote_actual"]["note"]
    options = [{"code": "thanh-tra", "votes": 9}]
    rule = {"operator": ">=", "share": "1", "basis": "members"}
    verdict = evaluated(polls=[poll("approval", options, 9, rule=rule)])["polls"][0]
    assert verdict["required"] == 9
    assert verdict["options"] == [
        {"option": "thanh-tra", "votes": 9, "percent": "100.00", "outcome": "passed"}
    ]
