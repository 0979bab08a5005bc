"""Milestones and activities: added, changed, done, removed; what is refused changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import TrailEntry
from models.enums import ActivityKind, Role, YearState
from models.record import Activity, Milestone
from services import calendar
from services.calendar import ActivityEntry, MilestoneEntry
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import DomainError, NotFound, Stale
from services.errors.typed import EndsBeforeStart, NameRefused
from services.errors.years import DayOutsideYear, YearLocked
from services.rules.rights import OPERATOR, Actor
from services.rules.text import duplicate_key
from tests.factories import MadeYear, made_actor, made_year, without_the_right
from tests.record import turn
from tests.refusing import refusing

TABLES = (Milestone, Activity, TrailEntry)
SIGNED = MilestoneEntry(title="Ký giao ước thi đua", due_on=date(2017, 2, 28))
SPORTS = ActivityEntry(kind=ActivityKind.EXCHANGE, title="Hội thao", starts_on=date(2017, 8, 11))


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


refused = refusing(*TABLES)


def milestones(session: Session) -> list[Milestone]:
    return list(session.exec(select(Milestone).order_by(Milestone.due_on)))  # type: ignore[arg-type]


def actions(engine: Engine, subject: str) -> list[str]:
    """What the trail says was done to the subject, oldest first."""
    with reading(engine) as session:
        rows = session.exec(select(TrailEntry).where(TrailEntry.subject == subject))
        return [row.action for row in sorted(rows, key=lambda row: row.number)]


def test_a_milestone_goes_from_plan_to_done_and_leaves_its_trail(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        key = calendar.add_milestone(session, OPERATOR, made.id, replace(SIGNED, title="  Ký  giao ước "))
    changed = replace(SIGNED, unit_id=made.unit_ids[1], person=" Ông  A ", due_on=date(2017, 3, 1))
    with writing(engine) as session:
        calendar.edit_milestone(session, OPERATOR, key, changed, seen_version=1)
    with writing(engine) as session:
        calendar.complete_milestone(session, OPERATOR, key, date(2017, 3, 2), seen_version=2)
    with reading(engine) as session:
        (row,) = milestones(session)
    assert (row.title, row.due_on, row.unit_id, row.person, row.done_on, row.version) == (
        "Ký giao ước thi đua",
        date(2017, 3, 1),
        made.unit_ids[1],
        "Ông A",
        date(2017, 3, 2),
        3,
    )
    with writing(engine) as session:
        calendar.complete_milestone(session, OPERATOR, key, None, seen_version=3)
        assert milestones(session)[0].done_on is None
        calendar.remove_milestone(session, OPERATOR, key, seen_version=4)
        assert milestones(session) == []
    assert actions(engine, f"milestone {key}") == [
        "add_milestone",
        "edit_milestone",
        "complete_milestone",
        "complete_milestone",
        "remove_milestone",
    ]


def test_an_activity_gets_its_result_and_leaves_its_trail(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        key = calendar.add_activity(session, OPERATOR, made.id, SPORTS)
    held = replace(
        SPORTS, ends_on=date(2017, 8, 11), unit_id=made.unit_ids[0], result=" 10  đoàn ", title=" Hội  thao"
    )
    with writing(engine) as session:
        calendar.edit_activity(session, OPERATOR, key, held, seen_version=1)
    with reading(engine) as session:
        (row,) = session.exec(select(Activity))
    assert (row.title, row.unit_id, row.ends_on, row.result, row.version) == (
        "Hội thao",
        made.unit_ids[0],
        date(2017, 8, 11),
        "10 đoàn",
        2,
    )
    with writing(engine) as session:
        calendar.remove_activity(session, OPERATOR, key, seen_version=2)
        assert session.exec(select(Activity)).all() == []
    assert actions(engine, f"activity {key}") == ["add_activity", "edit_activity", "remove_activity"]


@pytest.mark.parametrize(
    ("day", "taken"),
    [
        (date(2016, 12, 31), False),
        (date(2017, 1, 1), True),
        (date(2018, 3, 31), True),
        (date(2018, 4, 1), False),
    ],
)
def test_the_calendar_ends_with_march_of_the_next_year(
    engine: Engine, made: MadeYear, day: date, taken: bool
) -> None:
    acts: list[Callable[[Session], object]] = [
        lambda session: calendar.add_milestone(session, OPERATOR, made.id, replace(SIGNED, due_on=day)),
        lambda session: calendar.add_activity(session, OPERATOR, made.id, replace(SPORTS, starts_on=day)),
    ]
    for act in acts:
        if taken:
            with writing(engine) as session:
                act(session)
        else:
            caught = refused(engine, DayOutsideYear, act)
            assert isinstance(caught, DayOutsideYear)
            assert (caught.first, caught.last) == (date(2017, 1, 1), date(2018, 3, 31))


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        (replace(SIGNED, title=" "), NameRefused),
        (replace(SIGNED, title="x" * 2001), NameRefused),
        (replace(SIGNED, person="x" * 201), NameRefused),
        (replace(SIGNED, unit_id=999_999), NotFound),
    ],
)
def test_a_milestone_that_cannot_be(
    engine: Engine, made: MadeYear, entry: MilestoneEntry, kind: type[DomainError]
) -> None:
    with writing(engine) as session:
        key = calendar.add_milestone(session, OPERATOR, made.id, SIGNED)
    refused(engine, kind, calendar.add_milestone, OPERATOR, made.id, entry)
    refused(engine, kind, calendar.edit_milestone, OPERATOR, key, entry, seen_version=1)


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        (replace(SPORTS, title=""), NameRefused),
        (replace(SPORTS, result="x" * 2001), NameRefused),
        (replace(SPORTS, unit_id=999_999), NotFound),
        (replace(SPORTS, ends_on=date(2017, 8, 10)), EndsBeforeStart),
        (replace(SPORTS, ends_on=date(2018, 4, 1)), DayOutsideYear),
    ],
)
def test_an_activity_that_cannot_be(
    engine: Engine, made: MadeYear, entry: ActivityEntry, kind: type[DomainError]
) -> None:
    with writing(engine) as session:
        key = calendar.add_activity(session, OPERATOR, made.id, SPORTS)
    refused(engine, kind, calendar.add_activity, OPERATOR, made.id, entry)
    refused(engine, kind, calendar.edit_activity, OPERATOR, key, entry, seen_version=1)


def test_a_unit_of_another_block_answers_for_nothing(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        foreign = made_year(session).unit_ids[0]
    entry = replace(SIGNED, unit_id=foreign)
    refused(engine, NotFound, calendar.add_milestone, OPERATOR, made.id, entry)


def test_the_second_of_two_editors_is_told_who_was_first(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        first = made_actor(session, Role.SECRETARY)
        milestone = calendar.add_milestone(session, OPERATOR, made.id, SIGNED)
        activity = calendar.add_activity(session, OPERATOR, made.id, SPORTS)
        calendar.edit_milestone(session, first, milestone, SIGNED, seen_version=1)
        calendar.edit_activity(session, first, activity, SPORTS, seen_version=1)
    acts: list[Callable[[Session], object]] = [
        lambda session: calendar.edit_milestone(session, OPERATOR, milestone, SIGNED, seen_version=1),
        lambda session: calendar.complete_milestone(session, OPERATOR, milestone, None, seen_version=1),
        lambda session: calendar.remove_milestone(session, OPERATOR, milestone, seen_version=1),
        lambda session: calendar.edit_activity(session, OPERATOR, activity, SPORTS, seen_version=1),
        lambda session: calendar.remove_activity(session, OPERATOR, activity, seen_version=1),
    ]
    for act in acts:
        caught = refused(engine, Stale, act)
        assert isinstance(caught, Stale)
        assert caught.by == first.name


def test_there_is_nothing_to_do_on_what_is_not_there(engine: Engine, made: MadeYear) -> None:
    refused(engine, NotFound, calendar.add_milestone, OPERATOR, 999, SIGNED)
    refused(engine, NotFound, calendar.add_customary_milestones, OPERATOR, 999)
    for act, *entry in everything_on(999, 999):
        caught = refused(engine, NotFound, act, OPERATOR, *entry, seen_version=1)
        assert isinstance(caught, NotFound)
        assert caught.kind in ("milestone", "activity")


def everything_on(milestone: int, activity: int) -> list[tuple[Any, ...]]:
    """Every command on something that is there, with what it takes behind the actor."""
    return [
        (calendar.edit_milestone, milestone, SIGNED),
        (calendar.complete_milestone, milestone, date(2017, 3, 1)),
        (calendar.remove_milestone, milestone),
        (calendar.edit_activity, activity, SPORTS),
        (calendar.remove_activity, activity),
    ]


def refuses_all(engine: Engine, kind: type[DomainError], actor: Actor, made: MadeYear, *ids: int) -> None:
    refused(engine, kind, calendar.add_milestone, actor, made.id, SIGNED)
    refused(engine, kind, calendar.add_customary_milestones, actor, made.id)
    refused(engine, kind, calendar.add_activity, actor, made.id, SPORTS)
    for act, *entry in everything_on(*ids):
        refused(engine, kind, act, actor, *entry, seen_version=1)


def test_only_those_with_the_right_change_the_calendar(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        ids = (
            calendar.add_milestone(session, OPERATOR, made.id, SIGNED),
            calendar.add_activity(session, OPERATOR, made.id, SPORTS),
        )
        people = without_the_right(session, made)
    for actor in people.values():
        refuses_all(engine, NotAllowed, actor, made, *ids)


def test_a_secretary_of_the_block_keeps_its_calendar(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        actor = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        calendar.add_milestone(session, actor, made.id, SIGNED)
        calendar.add_activity(session, actor, made.id, SPORTS)


def test_an_archived_year_takes_nothing(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        ids = (
            calendar.add_milestone(session, OPERATOR, made.id, SIGNED),
            calendar.add_activity(session, OPERATOR, made.id, SPORTS),
        )
    turn(engine, made, YearState.ARCHIVED)
    refuses_all(engine, YearLocked, OPERATOR, made, *ids)


def test_a_published_year_takes_only_that_something_was_done(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        key = calendar.add_milestone(session, OPERATOR, made.id, SIGNED)
    turn(engine, made, YearState.PUBLISHED)
    refused(engine, YearLocked, calendar.edit_milestone, OPERATOR, key, SIGNED, seen_version=1)
    refused(engine, YearLocked, calendar.add_customary_milestones, OPERATOR, made.id)
    with writing(engine) as session:
        calendar.complete_milestone(session, OPERATOR, key, date(2018, 1, 15), seen_version=1)
        assert milestones(session)[0].done_on == date(2018, 1, 15)


def test_the_customary_milestones_come_once(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        calendar.add_milestone(session, OPERATOR, made.id, replace(SIGNED, title="KÝ  GIAO ƯỚC thi đua"))
        added = calendar.add_customary_milestones(session, OPERATOR, made.id)
    with writing(engine) as session:
        assert calendar.add_customary_milestones(session, OPERATOR, made.id) == 0
        rows = milestones(session)
    assert len(rows) == added + 1
    assert len({duplicate_key(row.title) for row in rows}) == len(rows)
    assert {row.due_on.year for row in rows} == {2017, 2018}
    assert all(row.unit_id is None and row.done_on is None for row in rows)
    assert rows[-1].due_on == date(2018, 1, 15)
    assert actions(engine, f"year {made.id}").count("add_customary_milestones") == 2


def test_a_removed_one_comes_back_when_asked_for_again(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        calendar.add_customary_milestones(session, OPERATOR, made.id)
        row = milestones(session)[0]
        calendar.remove_milestone(session, OPERATOR, row.id or 0, seen_version=row.version)
    with writing(engine) as session:
        assert calendar.add_customary_milestones(session, OPERATOR, made.id) == 1
