"""Key tasks: their list, their order, their progress; what is refused changes nothing."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models.enums import TaskProgress, YearState
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import DomainError, NotFound, Stale
from services.errors.typed import NameRefused
from services.errors.years import DayOutsideYear, YearLocked
from services.queries.plans import TaskLine, tasks_set_in
from services.rules.rights import OPERATOR
from services.tasks import TaskEntry, note_progress, set_tasks
from tests.factories import MadeYear, made_actor, made_year, without_the_right
from tests.record import actions, refused, turn

FIRST, SECOND = TaskEntry(text="Một"), TaskEntry(text="Hai", solution="Bằng cách", due_on=date(2018, 6, 30))


def version(session: Session, made: MadeYear) -> int:
    found = tasks_set_in(session, made.block_id, 2017, 2017)
    assert found is not None
    return found.version


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        made = made_year(session)
        owned = replace(SECOND, owner_id=made.unit_ids[1])
        set_tasks(session, OPERATOR, made.id, [FIRST, owned], seen_version=version(session, made))
        return made


def tasks(engine: Engine, made: MadeYear) -> tuple[TaskLine, ...]:
    with reading(engine) as session:
        found = tasks_set_in(session, made.block_id, 2017, 2017)
    assert found is not None
    return found.tasks


def seen(engine: Engine, made: MadeYear) -> int:
    with reading(engine) as session:
        return version(session, made)


def test_tasks_stand_in_their_order_with_owner_and_day(engine: Engine, made: MadeYear) -> None:
    first, second = tasks(engine, made)
    assert (first.text, first.owner, first.due_on, first.progress) == (
        "Một",
        None,
        None,
        TaskProgress.NOT_STARTED,
    )
    assert (second.solution, second.owner, second.due_on) == ("Bằng cách", "Đơn vị 2", date(2018, 6, 30))
    assert actions(engine) == ["set_tasks"]


def test_progress_is_noted_and_goes_with_a_task_that_moves(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        note_progress(
            session,
            OPERATOR,
            made.id,
            1,
            TaskProgress.UNDER_WAY,
            " Đã họp ",
            seen_version=version(session, made),
        )
    with writing(engine) as session:
        moved = [
            replace(SECOND, text="Hai, sửa lại", before=1),
            TaskEntry(text="Ba"),
            replace(FIRST, before=0),
        ]
        set_tasks(session, OPERATOR, made.id, moved, seen_version=version(session, made))
    assert [(line.text, line.progress, line.note) for line in tasks(engine, made)] == [
        ("Hai, sửa lại", TaskProgress.UNDER_WAY, "Đã họp"),
        ("Ba", TaskProgress.NOT_STARTED, ""),
        ("Một", TaskProgress.NOT_STARTED, ""),
    ]
    assert actions(engine) == ["set_tasks", "note_progress", "set_tasks"]


@pytest.mark.parametrize("state", YearState)
def test_progress_comes_after_the_year_that_set_the_task(
    engine: Engine, made: MadeYear, state: YearState
) -> None:
    turn(engine, made, state)
    with writing(engine) as session:
        note_progress(
            session, OPERATOR, made.id, 0, TaskProgress.DONE, "", seen_version=version(session, made)
        )
    assert tasks(engine, made)[0].progress is TaskProgress.DONE


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        (TaskEntry(text=" "), NameRefused),
        (TaskEntry(text="x" * 2001), NameRefused),
        (replace(FIRST, solution="x" * 2001), NameRefused),
        (replace(FIRST, due_on=date(2017, 12, 31)), DayOutsideYear),
        (replace(FIRST, due_on=date(2019, 1, 1)), DayOutsideYear),
        (replace(FIRST, owner_id=999), NotFound),
        (replace(FIRST, before=2), NotFound),
    ],
)
def test_what_does_not_fit_is_refused(
    engine: Engine, made: MadeYear, tmp_path: Path, entry: TaskEntry, kind: type[DomainError]
) -> None:
    refused(
        engine, tmp_path, kind, set_tasks, OPERATOR, made.id, [FIRST, entry], seen_version=seen(engine, made)
    )


def test_progress_of_what_is_no_task(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    done = TaskProgress.DONE
    refused(
        engine,
        tmp_path,
        NotFound,
        note_progress,
        OPERATOR,
        made.id,
        2,
        done,
        "",
        seen_version=seen(engine, made),
    )
    refused(
        engine, tmp_path, NotFound, note_progress, OPERATOR, 999, 0, done, "", seen_version=seen(engine, made)
    )
    refused(engine, tmp_path, NotFound, set_tasks, OPERATOR, 999, [], seen_version=0)
    long = "x" * 2001
    refused(
        engine,
        tmp_path,
        NameRefused,
        note_progress,
        OPERATOR,
        made.id,
        0,
        done,
        long,
        seen_version=seen(engine, made),
    )


def test_the_second_of_two_is_told_who_was_first(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    old = seen(engine, made)
    with writing(engine) as session:
        first = made_actor(session)
        note_progress(session, first, made.id, 0, TaskProgress.DONE, "", seen_version=version(session, made))
    done = TaskProgress.DONE
    for caught in (
        refused(engine, tmp_path, Stale, set_tasks, OPERATOR, made.id, [FIRST], seen_version=old),
        refused(engine, tmp_path, Stale, note_progress, OPERATOR, made.id, 1, done, "", seen_version=old),
    ):
        assert isinstance(caught, Stale)
        assert caught.by == first.name


def test_a_closed_year_keeps_its_list(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    turn(engine, made, YearState.PUBLISHED)
    refused(
        engine, tmp_path, YearLocked, set_tasks, OPERATOR, made.id, [FIRST], seen_version=seen(engine, made)
    )


def test_only_those_with_the_right_set_tasks(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    with writing(engine) as session:
        people = without_the_right(session, made)
    done = TaskProgress.DONE
    for actor in people.values():
        refused(
            engine, tmp_path, NotAllowed, set_tasks, actor, made.id, [FIRST], seen_version=seen(engine, made)
        )
        refused(
            engine,
            tmp_path,
            NotAllowed,
            note_progress,
            actor,
            made.id,
            0,
            done,
            "",
            seen_version=seen(engine, made),
        )
