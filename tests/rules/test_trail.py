"""The chain of the trail: what is hashed, and that every kind of tampering is found."""

import hashlib
import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors.trail import AnchorUnreadable, TrailUnreadable
from services.rules.trail import (
    START,
    Damage,
    Entry,
    Head,
    Link,
    TrailFault,
    Verdict,
    canonical,
    head_of,
    line_of,
    linked,
    links_of,
    moment_text,
    settled,
    verify,
)

MOMENT = datetime(2017, 12, 25, 1, 30, tzinfo=UTC)


def entry(number: int = 1, previous: str = START.hash, **changes: Any) -> Entry:
    """An entry about a unit."""
    made = Entry(
        number=number,
        at=MOMENT + timedelta(minutes=number),
        account_id=7,
        actor="Thư ký",
        role="secretary",
        origin="10.0.0.7",
        action="add_unit",
        subject=f"unit {number}",
        blocks=[1],
        reason="",
        facts={"name": f"Đơn vị {number}", "titles": ["Cờ"], "scored": True, "year": 2017},
        previous=previous,
    )
    return replace(made, **changes)


def chain(length: int) -> list[Link]:
    """A whole chain."""
    made: list[Link] = []
    for number in range(1, length + 1):
        made.append(linked(entry(number, made[-1].hash if made else START.hash)))
    return made


def head(links: list[Link]) -> Head:
    return Head(links[-1].entry.number, links[-1].hash)


def test_what_is_hashed_is_written_in_one_way() -> None:
    """The very bytes stand here, so that a chain of today can be checked for ever."""
    assert canonical(entry(facts={"b": [1, None], "a": {"y": "\n", "x": False}}, reason="vì")).decode() == (
        '{"account_id":7,"action":"add_unit","actor":"Thư ký","at":"2017-12-25T01:31:00.000000Z",'
        '"blocks":[1],"facts":{"a":{"x":false,"y":"\\n"},"b":[1,null]},"number":1,"origin":"10.0.0.7",'
        f'"previous":"{"0" * 64}","reason":"vì","role":"secretary","subject":"unit 1"}}'
    )
    (link,) = chain(1)
    assert link.hash == hashlib.sha256(canonical(link.entry)).hexdigest()


def test_a_moment_is_written_in_utc_with_microseconds() -> None:
    in_vietnam = datetime(2017, 12, 25, 8, 30, 0, 5, tzinfo=timezone(timedelta(hours=7)))
    assert moment_text(in_vietnam) == "2017-12-25T01:30:00.000005Z"


def test_facts_are_stored_in_nfc() -> None:
    assert settled({"te\u0302n": ["So\u031b\u0309", {"x": "e\u0301"}]}) == {"tên": ["Sở", {"x": "é"}]}


@pytest.mark.parametrize("fact", [1.5, MOMENT, MOMENT.date(), b"x", {"deep": [0.1]}, object()])
def test_a_fact_that_can_be_written_in_two_ways_is_no_fact(fact: object) -> None:
    with pytest.raises(TypeError):
        settled(fact)
    with pytest.raises(TypeError):
        canonical(entry(facts={"fact": fact}))


@pytest.mark.parametrize("length", [0, 1, 2, 50])
def test_a_whole_chain_holds(length: int) -> None:
    links = chain(length)
    end = head(links) if links else START
    assert verify(links) == verify(links, [end]) == verify(links, [START, end]) == Verdict(end, None)


def test_a_clock_that_was_set_back_breaks_nothing() -> None:
    first = linked(entry(1))
    second = linked(entry(2, first.hash, at=MOMENT - timedelta(days=400)))
    assert verify([first, second]).fault is None


def edited(link: Link, **changes: Any) -> Link:
    return Link(replace(link.entry, **changes), link.hash)


EDITS: dict[str, Any] = {
    "at": MOMENT,
    "account_id": None,
    "actor": "Thu ký",
    "role": "administrator",
    "origin": "",
    "action": "remove_unit",
    "subject": "unit 30",
    "blocks": [2],
    "reason": " ",
    "facts": {},
    "previous": "f" * 64,
}


@pytest.mark.parametrize("name", EDITS)
def test_every_part_of_an_entry_is_in_its_hash(name: str) -> None:
    links = chain(5)
    links[2] = edited(links[2], **{name: EDITS[name]})
    assert verify(links) == Verdict(head(links[:2]), TrailFault(Damage.EDITED, 3))


@pytest.mark.parametrize("facts", [None, {"year": 2017.0}, {1: 2}, [], "text", {"name": b""}])
def test_facts_that_the_trail_never_writes_are_an_edit(facts: Any) -> None:
    links = chain(3)
    links[1] = edited(links[1], facts=facts)
    assert verify(links).fault == TrailFault(Damage.EDITED, 2)


def test_a_hash_in_capitals_is_not_the_hash() -> None:
    links = chain(3)
    links[1] = Link(links[1].entry, links[1].hash.upper())
    assert verify(links).fault == TrailFault(Damage.EDITED, 2)


def test_what_is_missing_swapped_doubled_or_cut_off_is_named_with_its_number() -> None:
    links = chain(6)
    assert verify(links[1:]).fault == TrailFault(Damage.MISSING, 1)
    assert verify(links[:2] + links[3:]).fault == TrailFault(Damage.MISSING, 3)
    assert verify([*links[:2], links[3], links[2], *links[4:]]).fault == TrailFault(Damage.MISSING, 3)
    assert verify([*links[:3], links[0], *links[3:]]).fault == TrailFault(Damage.SWAPPED, 4)
    assert verify([*links[:3], links[2], *links[3:]]).fault == TrailFault(Damage.FORKED, 4)
    assert verify(links[:4], [head(links)]).fault == TrailFault(Damage.TRUNCATED, 5)
    assert verify([], [head(links)]).fault == TrailFault(Damage.TRUNCATED, 1)


def test_a_chain_that_was_written_anew_shows_at_the_anchor() -> None:
    links = chain(6)
    other = links[:2]
    for number in range(3, 7):
        other.append(linked(entry(number, other[-1].hash, actor="Người khác")))
    assert verify(other).fault is None
    assert verify(other, [head(links)]).fault == TrailFault(Damage.FORKED, 6)
    assert verify(other, [head(links[:3])]).fault == TrailFault(Damage.FORKED, 3)
    assert verify(links[:2] + other[2:3] + links[3:]).fault == TrailFault(Damage.FORKED, 4)


def test_of_two_anchors_that_differ_one_is_not_held() -> None:
    links = chain(2)
    assert verify(links, [head(links), Head(2, "0" * 64)]).fault == TrailFault(Damage.FORKED, 2)


def tampered(links: list[Link], chance: random.Random) -> list[Link]:
    """The chain after one random edit, deletion, swap or truncation; with a new hash half of the time."""
    made, place = list(links), chance.randrange(len(links))
    kind = chance.choice(["edit", "delete", "swap", "truncate", "time", "repeat"])
    if kind == "delete":
        del made[place]
    elif kind == "truncate":
        made = made[:place]
    elif kind == "repeat":
        made.insert(chance.randrange(len(links)), made[place])
    elif kind == "swap":
        other = chance.choice([one for one in range(len(links)) if one != place])
        made[place], made[other] = made[other], made[place]
        if chance.random() < 0.5:  # with their numbers, as when two rows of a table change places
            for one in (place, other):
                made[one] = edited(made[one], number=one + 1)
    else:
        name = chance.choice(list(EDITS)) if kind == "edit" else "at"
        value = EDITS[name] if kind == "edit" else MOMENT + timedelta(microseconds=chance.randrange(1, 10**9))
        made[place] = edited(made[place], **{name: value})
        if chance.random() < 0.5:
            made[place] = linked(made[place].entry)
    return made


@pytest.mark.parametrize("seed", range(8))
def test_four_hundred_tamperings_are_all_found_with_an_anchor(seed: int) -> None:
    chance = random.Random(seed)
    links = chain(40)
    for _ in range(50):
        made = tampered(links, chance)
        assert made == links or verify(made, [head(links)]).fault is not None


TEXTS = st.text(st.characters(codec="utf-8"))
FACTS = st.dictionaries(
    TEXTS, st.none() | st.booleans() | st.integers() | TEXTS | st.lists(TEXTS) | st.dictionaries(TEXTS, TEXTS)
)


@given(FACTS, TEXTS)
def test_an_exported_line_is_read_back_as_it_was(facts: dict[str, Any], actor: str) -> None:
    link = linked(entry(facts=facts, actor=actor))
    line = line_of(link)
    assert len(line.split("\n")) == 1
    assert list(links_of([line, "\n"])) == [link]


@pytest.mark.parametrize(
    "line",
    [
        "x",
        "[]",
        "{}",
        "1",
        line_of(chain(1)[0]).replace('"number":1', '"number":"1"'),
        line_of(chain(1)[0]).replace('"role"', '"roles"'),
        line_of(chain(1)[0]).replace("2017-12-25T", "2017-13-25T"),
        json.dumps({**json.loads(line_of(chain(1)[0])), "more": 1}),
        "[" * 100_000,
    ],
)
def test_a_line_that_is_no_entry_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(TrailUnreadable) as refusal:
        list(links_of([line_of(chain(1)[0]), "", line]))
    assert refusal.value.line == 3


def test_a_head_is_read_as_it_is_written() -> None:
    end = head(chain(3))
    assert head_of(f" {end}\n") == end
    assert head_of(str(START)) == START


@pytest.mark.parametrize(
    "typed", ["", "3", "3:", f"3:{'A' * 64}", f"-3:{'a' * 64}", f"03:{'a' * 64}", f"3:{'a' * 63}"]
)
def test_what_is_no_head_is_refused(typed: str) -> None:
    with pytest.raises(AnchorUnreadable) as refusal:
        head_of(typed)
    assert refusal.value.text == typed
