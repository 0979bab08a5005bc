"""Pledges: signed once a unit and year, changed, removed, with their files; a refusal changes nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models.enums import YearState
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import DomainError, NotFound, Stale
from services.errors.files import FileFault, FileRefused
from services.errors.registry import UnitInUse
from services.errors.typed import NameRefused
from services.errors.years import DayOutsideYear, PledgeExists, YearLocked
from services.pledges import PledgeEntry, edit_pledge, remove_pledge, sign_pledge
from services.queries.files import file_bytes
from services.queries.pledges import PledgeFacts, pledges_of_year
from services.registry import remove_from_roll
from services.rules.rights import OPERATOR, Actor
from services.storage.files import Upload
from tests.factories import MadeYear, made_actor, made_year, without_the_right
from tests.files import PDF, office
from tests.record import actions, files_in, refused, turn

ENTRY = PledgeEntry(
    signed_on=date(2017, 2, 28), titles=["Cờ thi đua", " ", "cờ  thi đua", "Bằng khen"], text="Hoàn thành"
)
PAPER = Upload("Giao ước.pdf", PDF)


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


@pytest.fixture
def signed(engine: Engine, made: MadeYear, tmp_path: Path) -> int:
    with writing(engine) as session:
        return sign_pledge(session, OPERATOR, made.id, made.unit_ids[0], ENTRY, folder=tmp_path, upload=PAPER)


def pledge_of(engine: Engine, made: MadeYear) -> PledgeFacts | None:
    with reading(engine) as session:
        return pledges_of_year(session, made.block_id, made.id, 2017)[0].pledge


def test_a_pledge_is_signed_with_its_titles_and_its_file(
    engine: Engine, made: MadeYear, signed: int, tmp_path: Path
) -> None:
    found = pledge_of(engine, made)
    assert found is not None
    assert found.file is not None
    assert (found.id, found.signed_on, found.text) == (signed, date(2017, 2, 28), "Hoàn thành")
    assert found.titles == ("Cờ thi đua", "Bằng khen")
    with reading(engine) as session:
        paper = file_bytes(session, tmp_path, made.block_id, found.file.id)
    assert (paper.label, paper.data) == ("Giao ước.pdf", PDF)
    assert actions(engine) == ["sign_pledge"]


def test_a_new_file_takes_the_place_of_the_old_one(
    engine: Engine, made: MadeYear, signed: int, tmp_path: Path
) -> None:
    (old,) = files_in(tmp_path)
    with writing(engine) as session:
        entry = replace(ENTRY, titles=["Bằng khen"])
        edit_pledge(session, OPERATOR, signed, entry, seen_version=1, folder=tmp_path)
    assert files_in(tmp_path) == [old]
    with writing(engine) as session:
        other = Upload("Bản mới.docx", office())
        edit_pledge(session, OPERATOR, signed, ENTRY, seen_version=2, folder=tmp_path, upload=other)
    (new,) = files_in(tmp_path)
    assert (new != old, new.read_bytes()) == (True, office())
    with writing(engine) as session:
        edit_pledge(session, OPERATOR, signed, ENTRY, seen_version=3, folder=tmp_path, drop_attached=True)
    assert files_in(tmp_path) == []
    found = pledge_of(engine, made)
    assert found is not None
    assert found.file is None
    assert actions(engine) == ["sign_pledge", *["edit_pledge"] * 3]


def test_a_pledge_is_removed_with_its_file(
    engine: Engine, made: MadeYear, signed: int, tmp_path: Path
) -> None:
    with writing(engine) as session:
        remove_pledge(session, OPERATOR, signed, seen_version=1, folder=tmp_path)
    assert pledge_of(engine, made) is None
    assert files_in(tmp_path) == []
    assert actions(engine) == ["sign_pledge", "remove_pledge"]
    refused(engine, tmp_path, NotFound, remove_pledge, OPERATOR, signed, seen_version=1, folder=tmp_path)


def test_a_unit_pledges_once_a_year(engine: Engine, made: MadeYear, signed: int, tmp_path: Path) -> None:
    caught = refused(
        engine,
        tmp_path,
        PledgeExists,
        sign_pledge,
        OPERATOR,
        made.id,
        made.unit_ids[0],
        ENTRY,
        folder=tmp_path,
    )
    assert isinstance(caught, PledgeExists)
    assert caught.name == "Đơn vị 1"


def test_of_two_who_write_the_same_pledge_at_once_one_is_refused(
    engine: Engine, made: MadeYear, tmp_path: Path
) -> None:
    def write() -> str:
        try:
            with writing(engine) as session:
                where = made.id, made.unit_ids[0], ENTRY
                sign_pledge(session, OPERATOR, *where, folder=tmp_path, upload=PAPER)
        except PledgeExists:
            return "refused"
        return "signed"

    with ThreadPoolExecutor(2) as pool:
        outcomes = [done.result() for done in [pool.submit(write), pool.submit(write)]]
    assert sorted(outcomes) == ["refused", "signed"]
    assert len(files_in(tmp_path)) == 1


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        (replace(ENTRY, signed_on=date(2015, 12, 31)), DayOutsideYear),
        (replace(ENTRY, signed_on=date(2018, 1, 1)), DayOutsideYear),
        (replace(ENTRY, text="x" * 2001), NameRefused),
        (replace(ENTRY, titles=["x" * 201]), NameRefused),
        (replace(ENTRY, titles=["a\0b"]), NameRefused),
        (replace(ENTRY, titles=[f"{number} {'x' * 190}" for number in range(20)]), NameRefused),
    ],
)
def test_what_does_not_fit_is_refused(
    engine: Engine, made: MadeYear, tmp_path: Path, entry: PledgeEntry, kind: type[DomainError]
) -> None:
    where = made.id, made.unit_ids[1], entry
    refused(engine, tmp_path, kind, sign_pledge, OPERATOR, *where, folder=tmp_path, upload=PAPER)


def test_a_pledge_may_be_signed_at_the_conference_before(
    engine: Engine, made: MadeYear, tmp_path: Path
) -> None:
    with writing(engine) as session:
        early = replace(ENTRY, signed_on=date(2016, 12, 27))
        sign_pledge(session, OPERATOR, made.id, made.unit_ids[0], early, folder=tmp_path)


def test_a_refused_file_leaves_the_pledge_as_it_was(
    engine: Engine, made: MadeYear, signed: int, tmp_path: Path
) -> None:
    page = Upload("Giao ước.pdf", b"<html>")
    for act in (
        lambda session: sign_pledge(
            session, OPERATOR, made.id, made.unit_ids[1], ENTRY, folder=tmp_path, upload=page
        ),
        lambda session: edit_pledge(
            session, OPERATOR, signed, ENTRY, seen_version=1, folder=tmp_path, upload=page
        ),
    ):
        caught = refused(engine, tmp_path, FileRefused, act)
        assert isinstance(caught, FileRefused)
        assert caught.reason is FileFault.OTHER_KIND


def test_only_units_on_the_roll_pledge(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    with writing(engine) as session:
        stranger = made_year(session).unit_ids[0]
    for unit_id in (stranger, 999):
        refused(engine, tmp_path, NotFound, sign_pledge, OPERATOR, made.id, unit_id, ENTRY, folder=tmp_path)


def test_a_unit_that_has_pledged_stays_on_the_roll(
    engine: Engine, made: MadeYear, signed: int, tmp_path: Path
) -> None:
    refused(engine, tmp_path, UnitInUse, remove_from_roll, OPERATOR, made.id, made.unit_ids[0])


def steps(made: MadeYear, signed: int, folder: Path, actor: Actor) -> list[Callable[[Session], object]]:
    """Everything that can be done to pledges."""
    return [
        lambda session: sign_pledge(session, actor, made.id, made.unit_ids[1], ENTRY, folder=folder),
        lambda session: edit_pledge(session, actor, signed, ENTRY, seen_version=1, folder=folder),
        lambda session: remove_pledge(session, actor, signed, seen_version=1, folder=folder),
    ]


def test_the_second_of_two_is_told_who_was_first(
    engine: Engine, made: MadeYear, signed: int, tmp_path: Path
) -> None:
    with writing(engine) as session:
        first = made_actor(session)
        edit_pledge(session, first, signed, ENTRY, seen_version=1, folder=tmp_path)
    for act in steps(made, signed, tmp_path, OPERATOR)[1:]:
        caught = refused(engine, tmp_path, Stale, act)
        assert isinstance(caught, Stale)
        assert caught.by == first.name


def test_a_closed_year_takes_no_pledge(engine: Engine, made: MadeYear, signed: int, tmp_path: Path) -> None:
    turn(engine, made, YearState.PUBLISHED)
    for act in steps(made, signed, tmp_path, OPERATOR):
        refused(engine, tmp_path, YearLocked, act)


def test_only_those_with_the_right_write_pledges(
    engine: Engine, made: MadeYear, signed: int, tmp_path: Path
) -> None:
    with writing(engine) as session:
        people = without_the_right(session, made)
    for actor in people.values():
        for act in steps(made, signed, tmp_path, actor):
            refused(engine, tmp_path, NotAllowed, act)
