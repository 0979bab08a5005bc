"""People as a frame of text, a row for each role, and what was typed into it; no widget is known here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from services.queries.people_sheet import person_rows
from services.rules.people_register import PeopleRegister
from services.rules.people_row import NONE
from services.rules.text import sort_key

_COLUMNS = ("username", "name", "home", "role", "unit", "block", "year")
Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a grid was drawn from: `people` is the account and its version by user name.

    `units` and `blocks` are offered to choose from.
    """

    frame: pd.DataFrame
    people: Mapping[str, tuple[int, int]]
    units: Sequence[str]
    blocks: Sequence[str]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row as it was typed; its number counts from 1."""

    number: int
    values: Mapping[str, str]


def drawn_of(register: PeopleRegister, choices: Mapping[str, Sequence[str]]) -> Drawn:
    """Everybody by full name, with what is offered beside the texts that stand there already."""
    people = sorted(register.people, key=lambda one: (sort_key(one.name), one.username))
    rows = [row for person in people for row in person_rows(register, person)]
    there = {text for row in rows for text in (row["home"], row["unit"])} - {""}
    return Drawn(
        frame=pd.DataFrame(rows, columns=list(_COLUMNS), dtype="str"),
        people={person.username: (person.account_id, person.version) for person in people},
        units=[*choices["unit"], *sorted(there - {*choices["unit"]}, key=sort_key)],
        blocks=[register.words.everywhere, *choices["block"]],
    )


def edits_of(drawn: Drawn, edited: pd.DataFrame) -> tuple[list[GridRow], dict[int, int]]:
    """All rows of everybody of whom something was typed, and the version of each when it was drawn.

    Where a unit was taken out of every row of a person, the person is to come from none.
    """
    typed = [texts for texts in _texts(edited) if any(texts.values())]
    before, after = _by_username(_texts(drawn.frame)), _by_username(typed)
    touched = {one for one in {*before, *after} if before.get(one) != after.get(one)}
    for username in touched:
        rows = after.get(username, [])
        had_home = any(row["home"] for row in before.get(username, []))
        if rows and had_home and not any(row["home"] for row in rows):
            rows[0]["home"] = NONE
    found = [
        GridRow(number, texts) for number, texts in enumerate(typed, start=1) if _username(texts) in touched
    ]
    return found, dict(drawn.people[one] for one in touched if one in drawn.people)


def _texts(frame: pd.DataFrame) -> list[Texts]:
    return [
        {str(column): str(text).strip() for column, text in row.items()}
        for row in frame.fillna("").to_dict("records")
    ]


def _username(texts: Texts) -> str:
    return texts["username"].lower()


def _by_username(rows: Iterable[Texts]) -> dict[str, list[Texts]]:
    found: dict[str, list[Texts]] = {}
    for texts in rows:
        found.setdefault(_username(texts), []).append(texts)
    return found
