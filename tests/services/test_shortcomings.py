"""Shortcomings: noted, changed, removed; what is refused changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models.enums import YearState
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import DomainError, NotFound, Stale
from services.errors.typed import NameRefused
from services.errors.years import YearLocked
from services.queries.plans import ShortcomingLine, shortcomings_of_year
from services.rules.rights import OPERATOR, Actor
from services.shortcomings import ShortcomingEntry, edit_shortcoming, note_shortcoming, remove_shortcoming
from tests.factories import MadeYear, made_actor, made_year, without_the_right
from tests.record import actions, refused, turn

ENTRY = ShortcomingEntry(text="  Báo cáo  chậm ", remedy="Nhắc trước 10 ngày")


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


@pytest.fixture
def noted(engine: Engine, made: MadeYear) -> int:
    with writing(engine) as session:
        return note_shortcoming(session, OPERATOR, made.id, ENTRY)


def lines(engine: Engine, made: MadeYear) -> list[ShortcomingLine]:
    with reading(engine) as session:
        return shortcomings_of_year(session, made.block_id, made.id, 2017)


def test_a_shortcoming_is_the_blocks_or_one_units(engine: Engine, made: MadeYear, noted: int) -> None:
    with writing(engine) as session:
        theirs = replace(ENTRY, unit_id=made.unit_ids[1], remedy="")
        note_shortcoming(session, OPERATOR, made.id, theirs)
    first, second = lines(engine, made)
    assert (first.text, first.remedy, first.unit) == ("Báo cáo chậm", "Nhắc trước 10 ngày", None)
    assert (second.unit, second.remedy) == ("Đơn vị 2", "")
    assert actions(engine) == ["note_shortcoming"] * 2


def test_a_shortcoming_is_changed_and_removed(engine: Engine, made: MadeYear, noted: int) -> None:
    with writing(engine) as session:
        entry = ShortcomingEntry(text="Khác", unit_id=made.unit_ids[0])
        edit_shortcoming(session, OPERATOR, noted, entry, seen_version=1)
    assert [(line.text, line.unit) for line in lines(engine, made)] == [("Khác", "Đơn vị 1")]
    with writing(engine) as session:
        remove_shortcoming(session, OPERATOR, noted, seen_version=2)
    assert lines(engine, made) == []
    assert actions(engine) == ["note_shortcoming", "edit_shortcoming", "remove_shortcoming"]


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        (replace(ENTRY, text=" "), NameRefused),
        (replace(ENTRY, text="x" * 2001), NameRefused),
        (replace(ENTRY, remedy="x" * 2001), NameRefused),
        (replace(ENTRY, unit_id=999), NotFound),
    ],
)
def test_what_does_not_fit_is_refused(
    engine: Engine,
    made: MadeYear,
    noted: int,
    tmp_path: Path,
    entry: ShortcomingEntry,
    kind: type[DomainError],
) -> None:
    refused(engine, tmp_path, kind, note_shortcoming, OPERATOR, made.id, entry)
    refused(engine, tmp_path, kind, edit_shortcoming, OPERATOR, noted, entry, seen_version=1)


def steps(made: MadeYear, noted: int, actor: Actor) -> list[Callable[[Session], object]]:
    """Everything that can be done to shortcomings."""
    return [
        lambda session: note_shortcoming(session, actor, made.id, ENTRY),
        lambda session: edit_shortcoming(session, actor, noted, ENTRY, seen_version=1),
        lambda session: remove_shortcoming(session, actor, noted, seen_version=1),
    ]


def test_the_second_of_two_is_told_who_was_first(
    engine: Engine, made: MadeYear, noted: int, tmp_path: Path
) -> None:
    with writing(engine) as session:
        first = made_actor(session)
        edit_shortcoming(session, first, noted, ENTRY, seen_version=1)
    for act in steps(made, noted, OPERATOR)[1:]:
        caught = refused(engine, tmp_path, Stale, act)
        assert isinstance(caught, Stale)
        assert caught.by == first.name


def test_what_is_gone_or_was_never_there(engine: Engine, made: MadeYear, noted: int, tmp_path: Path) -> None:
    refused(engine, tmp_path, NotFound, remove_shortcoming, OPERATOR, 999, seen_version=1)
    refused(engine, tmp_path, NotFound, note_shortcoming, OPERATOR, 999, ENTRY)


def test_a_closed_year_takes_no_shortcoming(
    engine: Engine, made: MadeYear, noted: int, tmp_path: Path
) -> None:
    turn(engine, made, YearState.ARCHIVED)
    for act in steps(made, noted, OPERATOR):
        refused(engine, tmp_path, YearLocked, act)


def test_only_those_with_the_right_note_shortcomings(
    engine: Engine, made: MadeYear, noted: int, tmp_path: Path
) -> None:
    with writing(engine) as session:
        people = without_the_right(session, made)
    for actor in people.values():
        for act in steps(made, noted, actor):
            refused(engine, tmp_path, NotAllowed, act)
