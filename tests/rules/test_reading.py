"""Every refusal of the year-file, each with the whole of what it says."""

import string
from typing import Any

import pytest

from services.rules.loading import DEEPEST, LARGEST_FILE
from services.rules.problems import Problem
from services.rules.reading import year_document
from tests.rules.year_files import EXAMPLE, GONE, changed, faults_of

Change = tuple[tuple[str | int, ...], Any]

FLAG: tuple[str | int, ...] = ("polls", 0)
OPTION: tuple[str | int, ...] = ("polls", 0, "options", 0)
WORDS_OF_METHOD = "group, direct, pass_fail, quantitative, per_item, bonus_penalty"


def new_criterion(**figures: Any) -> Change:
    return ("criteria", 6), {"code": "2", "name": "Tiêu chí", **figures}


def new_score(**figures: Any) -> Change:
    return ("scores", 12), {"unit": "so-tu-phap", "criterion": "1.1", "stage": "final", **figures}


REFUSED: dict[str, tuple[list[Change], list[str]]] = {
    "another format": (
        [(("format",), "thidua-year/2"), (("year",), "x")],
        ["format: the format is thidua-year/1"],
    ),
    "no format": ([(("format",), GONE)], ["format: missing key"]),
    "no block": ([(("block",), GONE)], ["block: missing key"]),
    "no units": (
        [(("units",), GONE), (("scores",), []), (("polls",), []), (("awards",), []), (("next",), GONE)],
        ["units: missing key"],
    ),
    "no kind of block": ([(("block", "kind"), GONE)], ["block.kind: missing key"]),
    "no name of a unit": ([(("units", 0, "name"), GONE)], ["units[cong-an].name: missing key"]),
    "no max of a leaf": ([(("criteria", 1, "max"), GONE)], ["criteria[1.1].max: missing key"]),
    "no cap": ([(("criteria", 5, "cap"), GONE)], ["criteria[9].cap: missing key"]),
    "no votes": ([((*OPTION, "votes"), GONE)], ["polls[flag].options[cong-an].votes: missing key"]),
    "no rule": ([(("polls", 1, "rule"), GONE)], ["polls[plan].rule: missing key"]),
    "no seats": ([((*FLAG, "seats"), GONE)], ["polls[flag].seats: missing key"]),
    "no summoned": ([((*FLAG, "summoned"), GONE)], ["polls[flag].summoned: missing key"]),
    "no options": ([(("polls", 1, "options"), GONE)], ["polls[plan].options: missing key"]),
    "unknown key on top": ([(("unit",), [])], ["unit: unknown key"]),
    "unknown key in a block": ([(("block", "size"), 3)], ["block.size: unknown key"]),
    "unknown key in a unit": ([(("units", 1, "head"), True)], ["units[vien-ksnd].head: unknown key"]),
    "unknown key in a rule": ([((*FLAG, "rule", "of"), 1)], ["polls[flag].rule.of: unknown key"]),
    "unknown key in an option": (
        [((*OPTION, "percent"), "50")],
        ["polls[flag].options[cong-an].percent: unknown key"],
    ),
    "step on pass_fail": ([(("criteria", 2, "step"), "1")], ["criteria[1.2].step: unknown key"]),
    "year as text": ([(("year",), "2017")], ["year: a whole number is expected, without quotation marks"]),
    "year long ago": ([(("year",), 1899)], ["year: less than 1900"]),
    "year far ahead": ([(("year",), 2201)], ["year: more than 2200"]),
    "quoted count": (
        [(("scores", 3, "count"), "3")],
        ["scores[cong-an 1.4 final].count: a whole number is expected, without quotation marks"],
    ),
    "decimal count": (
        [(("scores", 3, "count"), "3.0")],
        ["scores[cong-an 1.4 final].count: a whole number is expected, without quotation marks"],
    ),
    "true as count": (
        [((*OPTION, "votes"), True)],
        ["polls[flag].options[cong-an].votes: a whole number is expected, without quotation marks"],
    ),
    "count below 0": ([(("scores", 3, "count"), -1)], ["scores[cong-an 1.4 final].count: less than 0"]),
    "huge count": (
        [((*OPTION, "votes"), 10**30)],
        ["polls[flag].options[cong-an].votes: more than 999999999"],
    ),
    "decimal with comma": (
        [(("scores", 0, "points"), "9,5")],
        ["scores[cong-an 1.1 final].points: a plain decimal is expected, such as 9.5"],
    ),
    "decimal with exponent": (
        [(("scores", 2, "actual"), "1e3")],
        ["scores[cong-an 1.3 final].actual: a plain decimal is expected, such as 9.5"],
    ),
    "nan": (
        [(("scores", 2, "actual"), "nan")],
        ["scores[cong-an 1.3 final].actual: a plain decimal is expected, such as 9.5"],
    ),
    "true as decimal": (
        [(("scores", 0, "points"), True)],
        ["scores[cong-an 1.1 final].points: a plain decimal is expected, such as 9.5"],
    ),
    "null": ([(("theme",), None)], ["theme: a text is expected"]),
    "whole number as name": ([(("units", 0, "name"), 7)], ["units[cong-an].name: a text is expected"]),
    "text as truth": (
        [(("scores", 1, "achieved"), "yes")],
        ["scores[cong-an 1.2 final].achieved: true or false is expected"],
    ),
    "mapping as list": ([(("quotas",), {})], ["quotas: a list is expected"]),
    "text as mapping": ([(("block",), "noi-chinh")], ["block: a mapping is expected"]),
    "text in a list of mappings": ([(("quotas", 0), "flag")], ["quotas[#1]: a mapping is expected"]),
    "capital in a code": (
        [(("block", "code"), "Noi-chinh")],
        ["block.code: a code has only a-z, 0-9, dots and hyphens, at most 200 characters"],
    ),
    "space in an award": (
        [(("quotas", 0, "award"), "co thi dua")],
        [
            "quotas[#1].award: an award has only a-z, 0-9, dots, hyphens and underscores, "
            "at most 200 characters"
        ],
    ),
    "unit twice": (
        [(("units", 3, "code"), "cong-an"), (("scores", 11), GONE)],
        ["units[cong-an].code: cong-an is used twice"],
    ),
    "criterion twice": (
        [(("criteria", 5, "code"), "1.4"), (("scores", 4), GONE)],
        ["criteria[1.4].code: 1.4 is used twice"],
    ),
    "band twice": (
        [(("classification", 1, "code"), "excellent")],
        ["classification[excellent].code: excellent is used twice"],
    ),
    "quota twice": (
        [(("quotas", 1, "award"), "province_flag"), (("quotas", 1, "after"), [])],
        ["quotas[province_flag].award: province_flag is used twice"],
    ),
    "poll twice": ([(("polls", 1, "code"), "flag")], ["polls[flag].code: flag is used twice"]),
    "option twice": (
        [(("polls", 0, "options", 1, "code"), "cong-an")],
        ["polls[flag].options[cong-an].code: cong-an is used twice"],
    ),
    "deputy twice": (
        [(("next", "deputies"), ["cong-an", "cong-an"])],
        ["next.deputies[#2]: cong-an is used twice"],
    ),
    "blank name": ([(("units", 0, "name"), " \u00a0 ")], ["units[cong-an].name: the name is blank"]),
    "long name": ([(("units", 0, "name"), "x" * 201)], ["units[cong-an].name: longer than 200 characters"]),
    "name turned round": (
        [(("units", 0, "name"), "a\u202eb")],
        ["units[cong-an].name: characters that cannot be seen are not allowed"],
    ),
    "half a character": (
        [(("units", 0, "name"), "a\ud800")],
        ["units[cong-an].name: characters that cannot be seen are not allowed"],
    ),
    "child before parent": (
        [(("criteria", 1, "parent"), "9")],
        ["criteria[1.1].parent: the parent 9 does not stand before this criterion"],
    ),
    "unknown parent": (
        [(("criteria", 1, "parent"), "7")],
        ["criteria[1.1].parent: the parent 7 does not stand before this criterion"],
    ),
    "own parent": (
        [(("criteria", 1, "parent"), "1.1")],
        ["criteria[1.1].parent: the parent 1.1 does not stand before this criterion"],
    ),
    "leaf as parent": (
        [(("criteria", 2, "parent"), "1.1")],
        ["criteria[1.2].parent: the parent 1.1 is not a group"],
    ),
    "group sum": (
        [(("criteria", 0, "max"), "36")],
        ["criteria[1].max: the maximum is 36.00, but its children add up to 35.00"],
    ),
    "group without children": (
        [new_criterion(method="group", max="1")],
        ["criteria[2].max: the maximum is 1.00, but its children add up to 0.00"],
    ),
    "unknown method": (
        [new_criterion(method="vote", max="1")],
        [f"criteria[2].method: one of these words is expected: {WORDS_OF_METHOD}"],
    ),
    "negative maximum": ([new_criterion(method="direct", max="-1")], ["criteria[2].max: less than 0.00"]),
    "step of 0": (
        [new_criterion(method="direct", max="1", step="0")],
        ["criteria[2].step: less than 0.01"],
    ),
    "fine maximum": ([new_criterion(method="direct", max="1.005")], ["criteria[2].max: finer than 0.01"]),
    "fine floor": ([(("criteria", 5, "floor"), "-0.001")], ["criteria[9].floor: finer than 0.01"]),
    "negative penalty": ([(("criteria", 5, "penalty"), "-2")], ["criteria[9].penalty: less than 0"]),
    "huge maximum": (
        [new_criterion(method="direct", max="1" + "0" * 30)],
        ["criteria[2].max: more than 10000000000000.00"],
    ),
    "floor above cap": ([(("criteria", 5, "floor"), "6")], ["criteria[9]: the floor is above the cap"]),
    "score on a group": (
        [new_score(criterion="1", points="1")],
        ["scores[so-tu-phap 1 final].criterion: 1 is a group, which is not scored itself"],
    ),
    "points below 0": ([new_score(points="-0.5")], ["scores[so-tu-phap 1.1 final].points: less than 0.00"]),
    "points above max": (
        [new_score(points="10.5")],
        ["scores[so-tu-phap 1.1 final].points: more than 10.00"],
    ),
    "points off the step": (
        [new_score(points="9.25")],
        ["scores[so-tu-phap 1.1 final].points: not on the step of 0.50"],
    ),
    "points too fine": (
        [new_score(points="9.505")],
        ["scores[so-tu-phap 1.1 final].points: finer than 0.01"],
    ),
    "negative actual": ([(("scores", 2, "actual"), "-1")], ["scores[cong-an 1.3 final].actual: less than 0"]),
    "negative target": ([(("scores", 2, "target"), "-1")], ["scores[cong-an 1.3 final].target: less than 0"]),
    "unknown unit": (
        [new_score(unit="so-y-te", points="1")],
        ["scores[so-y-te 1.1 final].unit: there is no unit so-y-te"],
    ),
    "unknown criterion": (
        [new_score(criterion="8", points="1")],
        ["scores[so-tu-phap 8 final].criterion: there is no criterion 8"],
    ),
    "unknown stage": (
        [new_score(stage="draft", points="1")],
        ["scores[so-tu-phap 1.1 draft].stage: one of these words is expected: self, review, final"],
    ),
    "entry of another method": (
        [new_score(achieved=True)],
        [
            "scores[so-tu-phap 1.1 final].points: missing key",
            "scores[so-tu-phap 1.1 final].achieved: unknown key",
        ],
    ),
    "entry of two methods": (
        [new_score(points="1", count=1)],
        ["scores[so-tu-phap 1.1 final].count: unknown key"],
    ),
    "entry without figures": ([new_score()], ["scores[so-tu-phap 1.1 final].points: missing key"]),
    "not assigned with figures": (
        [new_score(not_assigned=True, points="1")],
        ["scores[so-tu-phap 1.1 final]: an entry that is not assigned has no figures"],
    ),
    "cell twice": (
        [new_score(unit="cong-an", points="1")],
        ["scores[cong-an 1.1 final]: this cell is scored twice at this stage"],
    ),
    "unknown tie-break": (
        [(("ranking", "tie_breaks"), ["2"])],
        ["ranking.tie_breaks: there is no criterion 2"],
    ),
    "unknown ranking key": (
        [(("ranking", "by"), "rank")],
        ["ranking.by: one of these words is expected: points, percent"],
    ),
    "band upside down": (
        [(("classification", 1, "max"), "70")],
        ["classification[good]: the lower end is above the upper end"],
    ),
    "quota of neither": (
        [(("quotas", 0, "max"), GONE)],
        ["quotas[province_flag]: either max or share_of_remaining is expected"],
    ),
    "quota of both": (
        [(("quotas", 0, "share_of_remaining"), "1/2")],
        ["quotas[province_flag]: either max or share_of_remaining is expected"],
    ),
    "quotas in a circle": (
        [
            (
                ("quotas", 0),
                {"award": "province_flag", "share_of_remaining": "1/2", "after": ["province_certificate"]},
            )
        ],
        ["quotas: the quotas wait for one another"],
    ),
    "share above 1": (
        [(("quotas", 1, "share_of_remaining"), "3/2")],
        [
            "quotas[province_certificate].share_of_remaining: "
            "a share from 0 to 1 is expected, such as 2/3 or 0.5"
        ],
    ),
    "share of nothing": (
        [((*FLAG, "rule", "share"), "1/0")],
        ["polls[flag].rule.share: a share from 0 to 1 is expected, such as 2/3 or 0.5"],
    ),
    "share in percent": (
        [((*FLAG, "rule", "share"), "50%")],
        ["polls[flag].rule.share: a share from 0 to 1 is expected, such as 2/3 or 0.5"],
    ),
    "negative share": (
        [((*FLAG, "quorum", "share"), "-0.5")],
        ["polls[flag].quorum.share: a share from 0 to 1 is expected, such as 2/3 or 0.5"],
    ),
    "another operator": (
        [((*FLAG, "rule", "operator"), "=")],
        ["polls[flag].rule.operator: one of these words is expected: >=, >"],
    ),
    "another basis": (
        [((*FLAG, "rule", "basis"), "votes")],
        [
            "polls[flag].rule.basis: one of these words is expected: "
            "members, summoned, present, issued, collected, valid"
        ],
    ),
    "seats of a motion": ([(("polls", 1, "seats"), 1)], ["polls[plan].seats: only an election has seats"]),
    "no seat": ([((*FLAG, "seats"), 0)], ["polls[flag].seats: less than 1"]),
    "motion of two": (
        [(("polls", 1, "options", 1), {"code": "other", "votes": 1})],
        ["polls[plan].options: a motion has exactly one option"],
    ),
    "poll about nothing": (
        [((*FLAG, "options"), [])],
        ["polls[flag].options: a poll has at least one option"],
    ),
    "votes of a withdrawn": (
        [(("polls", 0, "options", 1, "votes"), 0)],
        ["polls[flag].options[so-tu-phap].votes: a withdrawn option has no votes"],
    ),
    "option of an unknown unit": (
        [((*OPTION, "unit"), "so-y-te")],
        ["polls[flag].options[cong-an].unit: there is no unit so-y-te"],
    ),
    "summoned above members": (
        [((*FLAG, "members"), 8)],
        ["polls[flag].summoned: 9 is more than the 8 members"],
    ),
    "present above summoned": (
        [((*FLAG, "summoned"), 8)],
        ["polls[flag].present: 9 is more than the 8 summoned"],
    ),
    "issued above present": (
        [((*FLAG, "present"), 8)],
        ["polls[flag].issued: 9 is more than the 8 present"],
    ),
    "collected above issued": (
        [((*FLAG, "issued"), 8)],
        ["polls[flag].collected: 9 is more than the 8 issued"],
    ),
    "invalid above collected": (
        [((*FLAG, "invalid"), 10)],
        ["polls[flag].invalid: 10 is more than the 9 collected"],
    ),
    "votes above valid": (
        [((*FLAG, "invalid"), 3), ((*OPTION, "against"), 0)],
        [
            "polls[flag].options[cong-an].votes: 7 votes are more than the 6 that the valid ballots can hold",
            "polls[flag].options: 7 votes are more than the 6 that the valid ballots can hold",
        ],
    ),
    "votes, against and blank above valid": (
        [((*OPTION, "blank"), 1)],
        ["polls[flag].options[cong-an].votes: 10 votes are more than the 9 that the valid ballots can hold"],
    ),
    "one seat, too many votes together": (
        [(("polls", 0, "options", 2), {"code": "vien-ksnd", "votes": 3})],
        ["polls[flag].options: 10 votes are more than the 9 that the valid ballots can hold"],
    ),
    "two seats, too many votes together": (
        [
            ((*FLAG, "seats"), 2),
            ((*FLAG, "options"), [{"code": code, "votes": 7} for code in ("a", "b", "c")]),
        ],
        ["polls[flag].options: 21 votes are more than the 18 that the valid ballots can hold"],
    ),
    "award of an unknown unit": (
        [(("awards", 0, "unit"), "so-y-te")],
        ["awards[province_flag so-y-te proposed].unit: there is no unit so-y-te"],
    ),
    "award twice": (
        [(("awards", 1, "stage"), "proposed")],
        ["awards[province_flag cong-an proposed]: this award of this unit stands twice at this stage"],
    ),
    "unknown head": ([(("next", "head"), "so-y-te")], ["next.head: there is no unit so-y-te"]),
    "unknown deputy": ([(("next", "deputies"), ["so-y-te"])], ["next.deputies: there is no unit so-y-te"]),
    "all faults at once": (
        [(("year",), "x"), (("block", "kind"), "x"), (("units", 1, "name"), ""), (("more",), 1)],
        [
            "year: a whole number is expected, without quotation marks",
            "block.kind: one of these words is expected: block, cluster",
            "units[vien-ksnd].name: the name is blank",
            "more: unknown key",
        ],
    ),
}

NOT_READ: dict[str, tuple[bytes | str, str]] = {
    "empty": ("", "file: the file is not one YAML or JSON mapping"),
    "a list": ("[1, 2]", "file: the file is not one YAML or JSON mapping"),
    "a text": ("hello", "file: the file is not one YAML or JSON mapping"),
    "broken": ("year: [2017\nblock: }", "line 2: this cannot be read as YAML or JSON: did not find"),
    "two documents": (EXAMPLE + "---\n" + EXAMPLE, "this cannot be read as YAML or JSON: but found another"),
    "object": ("year: !!python/object/apply:os.system [id]", "line 1: the tag tag:yaml.org,2002:python/"),
    "own tag": ("year: !year 2017", "line 1: the tag !year is not plain data"),
    "timestamp": ("year: !!timestamp 2017-01-01", "line 1: the tag tag:yaml.org,2002:timestamp is not"),
    "binary": ("year: !!binary aGVsbG8=", "line 1: the tag tag:yaml.org,2002:binary is not plain data"),
    "octal by tag": ("year: !!int 0o17", "line 1: the tag tag:yaml.org,2002:int is not plain data"),
    "key twice": ("year: 2017\nyear: 2018", "line 2: the key year stands twice"),
    "key twice in JSON": ('{"year": 2017, "year": 2018}', "file: the key year stands twice"),
    "list as key": ("[a]: 1", "line 1: a text is expected"),
    "nan in JSON": ('{"year": NaN}', "file: NaN is not a number"),
    "infinity in JSON": ('{"year": -Infinity}', "file: -Infinity is not a number"),
    "UTF-16": (EXAMPLE.encode("utf-16"), "file: the file is not UTF-8 text"),
    "Windows-1258": ("theme: T\xe2m".encode("cp1258"), "file: the file is not UTF-8 text"),
    "half a character": ("theme: \ud800", "file: the file is not UTF-8 text"),
    "NUL": ("theme: a\x00b", "this cannot be read as YAML or JSON: "),
    "too deep": ("a: " + "[" * (DEEPEST + 1), f"file: more than {DEEPEST} levels of nesting"),
    "too large": (b" " * (LARGEST_FILE + 1), f"file: the file is larger than {LARGEST_FILE} bytes"),
    "endless alias": ("a: &a [*a]", "line 1: the aliases expand beyond reason"),
}


def test_the_example_is_taken() -> None:
    assert faults_of(EXAMPLE) == []
    assert faults_of(changed()) == []


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    changes, lines = REFUSED[case]
    assert faults_of(changed(*changes)) == lines


@pytest.mark.parametrize("case", NOT_READ)
def test_not_read(case: str) -> None:
    content, line = NOT_READ[case]
    (found,) = faults_of(content)
    assert line in found


def test_every_problem_has_its_refusal() -> None:
    said = [line for _, lines in REFUSED.values() for line in lines]
    said += [line for _, line in NOT_READ.values()] + ["file: the aliases expand beyond reason"]
    unseen = []
    for problem in Problem:
        start = next(iter(string.Formatter().parse(problem)))[0]
        if not any(start in line for line in said):
            unseen.append(problem.name)
    assert unseen == []


TAKEN: dict[str, list[Change]] = {
    "sections left out": [((key,), GONE) for key in ("theme", "ranking", "classification", "quotas")]
    + [((key,), GONE) for key in ("scores", "polls", "awards", "next")],
    "criteria left out": [((key,), GONE) for key in ("criteria", "scores", "ranking")],
    "empty ranking": [(("ranking",), {})],
    "code as whole number": [(("criteria", 0, "code"), 1), (("scores", 4, "criterion"), 9)],
    "decimal as whole number": [(("scores", 0, "points"), 9)],
    "trailing zeros": [(("scores", 0, "points"), "9.500")],
    "share as whole number": [((*FLAG, "rule", "share"), 1)],
    "no target": [(("scores", 2, "target"), "0")],
    "target of null": [(("scores", 2, "target"), None)],
    "fine per item": [(("criteria", 4, "per_item"), "0.125")],
    "assigned after all": [new_score(points="1", not_assigned=False)],
    "a bonus not assigned": [new_score(criterion="9", not_assigned=True)],
    "a bonus inside a group": [(("criteria", 5, "parent"), "1")],
    "election without a rule": [((*FLAG, "rule"), GONE)],
    "motion without a unit": [(("polls", 1, "options", 0, "code"), "agreed")],
    "quota after an award that is not listed": [(("quotas", 1, "after"), ["x"])],
}


@pytest.mark.parametrize("case", TAKEN)
def test_taken(case: str) -> None:
    assert faults_of(changed(*TAKEN[case])) == []


def test_a_faulty_criterion_does_not_accuse_its_scores() -> None:
    assert faults_of(changed((("criteria", 1, "max"), "ten"))) == [
        "criteria[1.1].max: a plain decimal is expected, such as 9.5"
    ]


def test_names_are_composed_and_trimmed() -> None:
    document = year_document(changed((("units", 2, "name"), "  So\u031b\u0309  Tư\u00a0pháp ")))
    assert document.units[2].name == "Sở Tư pháp"
