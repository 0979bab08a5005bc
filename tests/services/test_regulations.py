"""Versions of the regulation and the criteria: added, changed, removed; one a day and kind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models.enums import RegulationKind
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import DomainError, NotFound, Stale
from services.errors.files import FileRefused
from services.errors.typed import NameRefused
from services.errors.years import DayOutsideYear, RegulationDayTaken
from services.queries.regulations import RegulationLine, in_force, regulations_of_block
from services.regulations import RegulationEntry, add_regulation, edit_regulation, remove_regulation
from services.rules.rights import OPERATOR, Actor
from services.storage.files import Upload
from tests.factories import MadeYear, made_actor, made_year, without_the_right
from tests.files import PDF
from tests.record import actions, files_in, refused

ENTRY = RegulationEntry(
    kind=RegulationKind.REGULATION,
    title="Quy chế hoạt động của Khối",
    valid_from=date(2016, 3, 1),
    document_number="01/QC-KNC",
    issued_on=date(2016, 2, 20),
)
CRITERIA = replace(ENTRY, kind=RegulationKind.CRITERIA, title="Bảng tiêu chí")
PAPER = Upload("quy che.pdf", PDF)


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


@pytest.fixture
def added(engine: Engine, made: MadeYear, tmp_path: Path) -> int:
    with writing(engine) as session:
        return add_regulation(session, OPERATOR, made.block_id, ENTRY, folder=tmp_path, upload=PAPER)


def lines(engine: Engine, made: MadeYear) -> list[RegulationLine]:
    with reading(engine) as session:
        return regulations_of_block(session, made.block_id)


def test_a_version_is_added_with_its_number_and_file(engine: Engine, made: MadeYear, added: int) -> None:
    (line,) = lines(engine, made)
    assert (line.id, line.title, line.document_number) == (added, "Quy chế hoạt động của Khối", "01/QC-KNC")
    assert (line.issued_on, line.valid_from) == (date(2016, 2, 20), date(2016, 3, 1))
    assert line.file is not None
    assert line.file.label == "quy che.pdf"
    assert actions(engine) == ["add_regulation"]


def test_a_version_holds_on_the_last_day_of_a_year_until_the_next(
    engine: Engine, made: MadeYear, added: int, tmp_path: Path
) -> None:
    with writing(engine) as session:
        for entry in (replace(ENTRY, valid_from=date(2017, 12, 31)), CRITERIA):
            add_regulation(session, OPERATOR, made.block_id, entry, folder=tmp_path)
    found = lines(engine, made)
    days = {
        year: {kind.value: line.valid_from for kind, line in in_force(found, year).items()}
        for year in (2015, 2016, 2017, 2030)
    }
    old, new = date(2016, 3, 1), date(2017, 12, 31)
    assert days == {
        2015: {},
        2016: {"regulation": old, "criteria": old},
        2017: {"regulation": new, "criteria": old},
        2030: {"regulation": new, "criteria": old},
    }


def test_a_version_is_changed_and_removed(engine: Engine, made: MadeYear, added: int, tmp_path: Path) -> None:
    with writing(engine) as session:
        entry = replace(ENTRY, title="Quy chế mới", issued_on=None, document_number=" ")
        edit_regulation(session, OPERATOR, added, entry, seen_version=1, folder=tmp_path, drop_attached=True)
    (line,) = lines(engine, made)
    assert (line.title, line.document_number, line.issued_on, line.file) == ("Quy chế mới", "", None, None)
    assert files_in(tmp_path) == []
    with writing(engine) as session:
        edit_regulation(session, OPERATOR, added, entry, seen_version=2, folder=tmp_path, upload=PAPER)
    with writing(engine) as session:
        remove_regulation(session, OPERATOR, added, seen_version=3, folder=tmp_path)
    assert (lines(engine, made), files_in(tmp_path)) == ([], [])
    assert actions(engine) == ["add_regulation", *["edit_regulation"] * 2, "remove_regulation"]


def test_the_same_day_twice_for_a_kind_is_refused(
    engine: Engine, made: MadeYear, added: int, tmp_path: Path
) -> None:
    same = replace(ENTRY, title="Khác")
    caught = refused(
        engine, tmp_path, RegulationDayTaken, add_regulation, OPERATOR, made.block_id, same, folder=tmp_path
    )
    assert isinstance(caught, RegulationDayTaken)
    assert caught.day == date(2016, 3, 1)
    with writing(engine) as session:
        other = add_regulation(session, OPERATOR, made.block_id, CRITERIA, folder=tmp_path)
        elsewhere = made_year(session).block_id
        add_regulation(session, OPERATOR, elsewhere, ENTRY, folder=tmp_path)
    refused(
        engine,
        tmp_path,
        RegulationDayTaken,
        edit_regulation,
        OPERATOR,
        other,
        ENTRY,
        seen_version=1,
        folder=tmp_path,
    )


def test_of_two_who_add_the_same_version_at_once_one_is_refused(
    engine: Engine, made: MadeYear, tmp_path: Path
) -> None:
    def add() -> str:
        try:
            with writing(engine) as session:
                add_regulation(session, OPERATOR, made.block_id, ENTRY, folder=tmp_path)
        except RegulationDayTaken:
            return "refused"
        return "added"

    with ThreadPoolExecutor(2) as pool:
        outcomes = [done.result() for done in [pool.submit(add), pool.submit(add)]]
    assert sorted(outcomes) == ["added", "refused"]


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        (replace(ENTRY, title=" "), NameRefused),
        (replace(ENTRY, title="x" * 2001), NameRefused),
        (replace(ENTRY, document_number="x" * 201), NameRefused),
        (replace(ENTRY, valid_from=date(1899, 12, 31)), DayOutsideYear),
        (replace(ENTRY, issued_on=date(2201, 1, 1)), DayOutsideYear),
    ],
)
def test_what_does_not_fit_is_refused(
    engine: Engine, made: MadeYear, tmp_path: Path, entry: RegulationEntry, kind: type[DomainError]
) -> None:
    refused(engine, tmp_path, kind, add_regulation, OPERATOR, made.block_id, entry, folder=tmp_path)


def test_a_file_that_is_none_is_refused(engine: Engine, made: MadeYear, added: int, tmp_path: Path) -> None:
    program = Upload("quy che.pdf", b"MZ")
    where = OPERATOR, made.block_id, CRITERIA
    refused(engine, tmp_path, FileRefused, add_regulation, *where, folder=tmp_path, upload=program)


def steps(made: MadeYear, added: int, folder: Path, actor: Actor) -> list[Callable[[Session], object]]:
    """Everything that can be done to versions."""
    return [
        lambda session: add_regulation(session, actor, made.block_id, CRITERIA, folder=folder),
        lambda session: edit_regulation(session, actor, added, ENTRY, seen_version=1, folder=folder),
        lambda session: remove_regulation(session, actor, added, seen_version=1, folder=folder),
    ]


def test_the_second_of_two_is_told_who_was_first(
    engine: Engine, made: MadeYear, added: int, tmp_path: Path
) -> None:
    with writing(engine) as session:
        first = made_actor(session)
        edit_regulation(session, first, added, ENTRY, seen_version=1, folder=tmp_path)
    for act in steps(made, added, tmp_path, OPERATOR)[1:]:
        caught = refused(engine, tmp_path, Stale, act)
        assert isinstance(caught, Stale)
        assert caught.by == first.name


def test_what_is_not_there(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    refused(engine, tmp_path, NotFound, remove_regulation, OPERATOR, 999, seen_version=1, folder=tmp_path)
    refused(engine, tmp_path, NotFound, add_regulation, OPERATOR, 999, ENTRY, folder=tmp_path)


def test_only_those_with_the_right_write_versions(
    engine: Engine, made: MadeYear, added: int, tmp_path: Path
) -> None:
    with writing(engine) as session:
        people = without_the_right(session, made)
    for actor in people.values():
        for act in steps(made, added, tmp_path, actor):
            refused(engine, tmp_path, NotAllowed, act)
