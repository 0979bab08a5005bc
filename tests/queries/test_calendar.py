"""The calendar of a year: everything that has a day, units called as in the year, and what of it is due."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models.enums import (
    ActivityKind,
    EventSide,
    RegulationKind,
    TaskProgress,
    UnitEventKind,
    YearState,
)
from models.record import Pledge, Regulation
from models.registry import UnitEvent, UnitEventPart
from models.year import BlockYear, YearTask
from services.calendar import ActivityEntry, MilestoneEntry, add_activity, add_milestone
from services.database import reading, writing
from services.demonstration import load_demonstration
from services.queries.archive import find_year
from services.queries.calendar import (
    CalendarEntry,
    EntryKind,
    activities_of_year,
    calendar_of_year,
    due_soon,
    milestones_of_year,
)
from services.queries.registry import roll_of_year
from services.registry import UnitEntry, edit_unit, remove_from_roll
from services.rules.rights import OPERATOR
from services.rules.terms import calendar_days
from services.years import open_year
from tests.factories import MadeYear, made_year
from tests.queries.statements import counted

TODAY = date(2017, 6, 1)


def row_of(session: Session, key: int) -> BlockYear:
    row = session.get(BlockYear, key)
    assert row is not None
    return row


def shown(engine: Engine, made: MadeYear, year: int = 2017) -> list[CalendarEntry]:
    with reading(engine) as session:
        return calendar_of_year(session, made.block_id, made.id, year)


def due(engine: Engine, made: MadeYear, today: date = TODAY, days: int = 30) -> list[CalendarEntry]:
    with reading(engine) as session:
        return due_soon(session, made.block_id, made.id, 2017, today, days)


def full_year(session: Session, units: int = 3) -> MadeYear:
    """A year with one entry of every kind, and one of each unit where units have their own."""
    made = made_year(session, units=units)
    one = made.unit_ids[0]
    row_of(session, made.id).conference_on = date(2017, 12, 25)
    row_of(session, made.id).conference_place = "Hội trường"
    for unit_id in made.unit_ids:
        add_milestone(
            session,
            OPERATOR,
            made.id,
            MilestoneEntry(title="Ký giao ước", due_on=date(2017, 2, 28), unit_id=unit_id, person="Ông A"),
        )
        session.add(Pledge(block_year_id=made.id, unit_id=unit_id, signed_on=date(2017, 2, 24)))
    for kind, month in ((ActivityKind.MOVEMENT, 3), (ActivityKind.EXCHANGE, 8)):
        entry = ActivityEntry(
            kind=kind, title="Việc", unit_id=one, starts_on=date(2017, month, 1), ends_on=date(2017, month, 9)
        )
        add_activity(session, OPERATOR, made.id, entry)
    for place, (text, day) in enumerate((("Đổi mới", date(2018, 1, 1)), ("Chuẩn bị", date(2017, 12, 31)))):
        session.add(YearTask(block_year_id=made.id, position=place, text=text, owner_id=one, due_on=day))
    session.add(
        Regulation(
            block_id=made.block_id,
            kind=RegulationKind.CRITERIA,
            title="Bảng điểm",
            document_number="12/QĐ",
            valid_from=date(2017, 1, 20),
        )
    )
    happened = UnitEvent(kind=UnitEventKind.RENAME, effective_on=date(2017, 4, 1))
    session.add(happened)
    session.flush()
    for side in EventSide:
        session.add(UnitEventPart(event_id=happened.id or 0, unit_id=one, side=side))
    return made


def test_everything_with_a_day_stands_in_the_order_of_days(engine: Engine) -> None:
    with writing(engine) as session:
        made = full_year(session, units=2)
    entries = shown(engine, made)
    assert [(entry.kind, f"{entry.day:%d/%m/%Y}", entry.details) for entry in entries] == [
        (EntryKind.REGULATION, "20/01/2017", ("12/QĐ",)),
        (EntryKind.PLEDGE, "24/02/2017", ("Đơn vị 1", "Đơn vị 2")),
        (EntryKind.MILESTONE, "28/02/2017", ("Đơn vị 1", "Ông A")),
        (EntryKind.MILESTONE, "28/02/2017", ("Đơn vị 2", "Ông A")),
        (EntryKind.MOVEMENT, "01/03/2017", ("Đơn vị 1",)),
        (EntryKind.EVENT, "01/04/2017", ()),
        (EntryKind.EXCHANGE, "01/08/2017", ("Đơn vị 1",)),
        (EntryKind.CONFERENCE, "25/12/2017", ("Hội trường",)),
        (EntryKind.TASK, "31/12/2017", ("Đơn vị 1",)),
    ]
    assert entries[4].until == date(2017, 3, 9)
    assert entries[5].event is not None
    assert entries[5].event.after == ("Đơn vị 1",)


def test_an_empty_year_has_an_empty_calendar(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
    assert shown(engine, made) == due(engine, made) == []


def test_a_calendar_holds_nothing_of_other_years_and_blocks(engine: Engine) -> None:
    with writing(engine) as session:
        made, other = full_year(session), full_year(session)
        later = open_year(session, OPERATOR, made.id, 2018)
    with reading(engine) as session:
        of_2018 = calendar_of_year(session, made.block_id, later, 2018)
    assert [(entry.kind, entry.title) for entry in of_2018] == [(EntryKind.TASK, "Đổi mới")]
    assert len(shown(engine, other)) == len(shown(engine, made)) == 10


def test_tasks_of_last_year_stand_where_they_are_due(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        before = open_year(session, OPERATOR, made.id, 2016)
        for place, day in enumerate(
            (date(2016, 12, 31), date(2017, 1, 1), date(2017, 12, 31), date(2018, 1, 1), None)
        ):
            session.add(YearTask(block_year_id=before, position=place, text=f"Việc {place}", due_on=day))
    assert [entry.title for entry in shown(engine, made)] == ["Việc 1", "Việc 2"]


def test_units_are_called_as_in_the_year(engine: Engine) -> None:
    with writing(engine) as session:
        made = full_year(session, units=1)
        row_of(session, made.id).state = YearState.DRAFT
        later = open_year(session, OPERATOR, made.id, 2018)
        edit_unit(session, OPERATOR, later, made.unit_ids[0], UnitEntry(name="Tên mới"), seen_version=1)
    with reading(engine) as session:
        (line,) = milestones_of_year(session, made.block_id, made.id, 2017)
        activity, _other = activities_of_year(session, made.block_id, made.id, 2017)
    assert (line.unit, line.person, activity.unit) == ("Đơn vị 1", "Ông A", "Đơn vị 1")
    assert all("Tên mới" not in entry.details for entry in shown(engine, made))


def test_a_unit_that_left_the_roll_still_answers_for_its_milestone(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        one = made.unit_ids[0]
        add_milestone(session, OPERATOR, made.id, MilestoneEntry(title="Việc", due_on=TODAY, unit_id=one))
        remove_from_roll(session, OPERATOR, made.id, one)
    assert [entry.details for entry in shown(engine, made)] == [("Đơn vị 1",)]


@pytest.mark.parametrize(
    ("day", "done_on", "found"),
    [
        (date(2017, 5, 31), None, True),  # overdue
        (date(2017, 1, 1), None, True),
        (date(2017, 5, 31), date(2017, 6, 1), False),  # overdue, but done
        (TODAY, None, True),
        (TODAY, TODAY, False),
        (date(2017, 7, 1), None, True),  # in 30 days
        (date(2017, 7, 1), TODAY, False),
        (date(2017, 7, 2), None, False),  # in 31 days
    ],
)
def test_a_milestone_is_due_from_long_ago_until_in_30_days(
    engine: Engine, day: date, done_on: date | None, found: bool
) -> None:
    with writing(engine) as session:
        made = made_year(session)
        entry = MilestoneEntry(title="Việc", due_on=day, done_on=done_on)
        add_milestone(session, OPERATOR, made.id, entry)
    assert [entry.day for entry in due(engine, made)] == ([day] if found else [])


@pytest.mark.parametrize(
    ("progress", "found"),
    [(TaskProgress.NOT_STARTED, True), (TaskProgress.UNDER_WAY, True), (TaskProgress.DONE, False)],
)
@pytest.mark.parametrize("day", [date(2017, 5, 1), TODAY, date(2017, 7, 1)])
def test_a_task_is_due_until_it_is_done(
    engine: Engine, day: date, progress: TaskProgress, found: bool
) -> None:
    with writing(engine) as session:
        made = made_year(session)
        before = open_year(session, OPERATOR, made.id, 2016)
        session.add(YearTask(block_year_id=before, position=0, text="Việc", due_on=day, progress=progress))
    assert len(due(engine, made)) == found


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2017, 5, 31), False),  # past: it was, and is not owed
        (TODAY, True),
        (date(2017, 7, 1), True),
        (date(2017, 7, 2), False),
    ],
)
def test_what_comes_by_itself_is_never_overdue(engine: Engine, day: date, found: bool) -> None:
    with writing(engine) as session:
        made = made_year(session)
        row_of(session, made.id).conference_on = day
        entry = ActivityEntry(kind=ActivityKind.MOVEMENT, title="Việc", starts_on=day)
        add_activity(session, OPERATOR, made.id, entry)
    assert len(due(engine, made)) == (2 if found else 0)


def test_the_overdue_stand_first_and_the_window_can_be_wider(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        for day in (date(2017, 7, 15), date(2017, 6, 3), date(2017, 5, 2), date(2017, 2, 1)):
            add_milestone(session, OPERATOR, made.id, MilestoneEntry(title="Việc", due_on=day))
    assert [entry.day.month for entry in due(engine, made)] == [2, 5, 6]
    assert [entry.day.month for entry in due(engine, made, days=60)] == [2, 5, 6, 7]


@pytest.mark.parametrize("query", [milestones_of_year, activities_of_year, calendar_of_year])
def test_the_number_of_statements_does_not_grow(engine: Engine, query: object) -> None:
    with writing(engine) as session:
        small, large = full_year(session, units=1), full_year(session, units=30)
    asked = []
    for made in (small, large):
        with reading(engine) as session, counted(engine) as statements:
            assert query(session, made.block_id, made.id, 2017)  # type: ignore[operator]
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 15


def test_every_year_of_the_demonstration_keeps_to_its_days_and_its_roll(engine: Engine) -> None:
    with writing(engine) as session:
        load_demonstration(session, OPERATOR)
    with reading(engine) as session:
        for year in range(2013, 2018):
            row = find_year(session, "noi-chinh", year)
            key, (first, last) = (row.block_id, row.id or 0, year), calendar_days(year)
            roll = {line.unit_id for line in roll_of_year(session, *key)} | {None}
            milestones, activities = milestones_of_year(session, *key), activities_of_year(session, *key)
            assert milestones
            assert activities
            assert {line.unit_id for line in milestones} | {line.unit_id for line in activities} <= roll
            days = [line.due_on for line in milestones]
            days += [day for line in activities for day in (line.starts_on, line.ends_on) if day]
            assert all(first <= day <= last for day in days)
            open_lines = [line.title for line in milestones if line.done_on is None]
            assert len(open_lines) == (1 if year == 2017 else 0)
