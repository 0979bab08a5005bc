"""Who speaks for a unit: named from a day on, changed, removed; nothing overlaps."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import TrailEntry
from models.enums import ContactRole, Role
from models.registry import BlockMembership, Representative
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import DomainError, NotFound
from services.errors.registry import RepresentativeOverlaps
from services.errors.typed import NameRefused, PhoneUnfit
from services.errors.years import DayOutsideYear
from services.queries.representatives import representatives_of_unit
from services.representatives import RepresentativeEntry, name_representative, remove_representative
from services.rules.rights import OPERATOR, Actor
from tests.factories import MadeYear, everything, made_actor, made_year, without_the_right

LEADER, OFFICER = ContactRole.LEADER, ContactRole.OFFICER
DAY, LATER = date(2016, 3, 1), date(2017, 5, 15)
LAN = RepresentativeEntry(person=" Nguyễn  Thị Lan ", position="Giám đốc", phone="(0211) 3.861-234")


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def refused(engine: Engine, kind: type[DomainError], act: Callable[[Session], object]) -> DomainError:
    """The refusal of an act, which has changed no row."""
    with reading(engine) as session:
        before = everything(session, Representative, TrailEntry)
    with pytest.raises(kind) as caught, writing(engine) as session:
        act(session)
    with reading(engine) as session:
        assert everything(session, Representative, TrailEntry) == before
    return caught.value


def people(engine: Engine, unit_id: int) -> list[tuple[ContactRole, date, str, str, str]]:
    with reading(engine) as session:
        return [
            (line.role, line.valid_from, line.person, line.position, line.phone)
            for line in representatives_of_unit(session, unit_id)
        ]


def test_somebody_is_named_from_a_day_on(engine: Engine, made: MadeYear) -> None:
    unit = made.unit_ids[0]
    with writing(engine) as session:
        name_representative(session, OPERATOR, unit, LEADER, DAY, LAN)
        name_representative(session, OPERATOR, unit, OFFICER, DAY, RepresentativeEntry(person="Trần Bình"))
        name_representative(session, OPERATOR, unit, LEADER, LATER, RepresentativeEntry(person=""))
    assert people(engine, unit) == [
        (LEADER, LATER, "", "", ""),
        (LEADER, DAY, "Nguyễn Thị Lan", "Giám đốc", "(0211) 3.861-234"),
        (OFFICER, DAY, "Trần Bình", "", ""),
    ]
    with reading(engine) as session:
        entries = session.exec(select(TrailEntry).where(TrailEntry.action == "name_representative")).all()
    first, _second, last = [entry.facts for entry in entries]
    assert (first["name"], first["role"], first["reached_otherwise"]) == ("Đơn vị 1", "leader", True)
    assert first["after"] == {"person": "Nguyễn Thị Lan", "post": LAN.position, "valid_from": f"{DAY}"}
    assert last["before"] == first["after"]
    assert last["after"] == {"person": "", "post": "", "valid_from": f"{LATER}"}
    assert LAN.phone not in str([entry.facts for entry in entries])


def test_a_day_that_is_taken_is_refused_unless_that_row_is_edited(engine: Engine, made: MadeYear) -> None:
    unit, other = made.unit_ids[0], RepresentativeEntry(person="Trần Bình")
    with writing(engine) as session:
        name_representative(session, OPERATOR, unit, LEADER, DAY, LAN)
        name_representative(session, OPERATOR, unit, LEADER, LATER, other)
    acts: list[Callable[[Session], object]] = [
        lambda session: name_representative(session, OPERATOR, unit, LEADER, DAY, other),
        lambda session: name_representative(session, OPERATOR, unit, LEADER, DAY, other, edits=LATER),
    ]
    for act in acts:
        caught = refused(engine, RepresentativeOverlaps, act)
        assert isinstance(caught, RepresentativeOverlaps)
        assert (caught.person, caught.day) == ("Nguyễn Thị Lan", DAY)
    moved = date(2016, 4, 1)
    with writing(engine) as session:
        name_representative(session, OPERATOR, unit, LEADER, DAY, other, edits=DAY)
        name_representative(session, OPERATOR, unit, LEADER, moved, LAN, edits=LATER)
    assert [row[1:3] for row in people(engine, unit)] == [(moved, "Nguyễn Thị Lan"), (DAY, "Trần Bình")]


def test_of_two_who_name_somebody_at_once_one_is_refused(engine: Engine, made: MadeYear) -> None:
    def name(person: str) -> str:
        try:
            with writing(engine) as session:
                entry = RepresentativeEntry(person=person)
                name_representative(session, OPERATOR, made.unit_ids[0], LEADER, DAY, entry)
        except RepresentativeOverlaps:
            return "refused"
        return "named"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(name, ["Lan", "Bình"]))
    assert outcomes == ["named", "refused"]


def test_somebody_is_removed(engine: Engine, made: MadeYear) -> None:
    unit = made.unit_ids[0]
    with writing(engine) as session:
        name_representative(session, OPERATOR, unit, LEADER, DAY, LAN)
        remove_representative(session, OPERATOR, unit, LEADER, DAY)
    assert people(engine, unit) == []
    refused(engine, NotFound, lambda session: remove_representative(session, OPERATOR, unit, LEADER, DAY))


def test_what_cannot_be_named(engine: Engine, made: MadeYear) -> None:
    unit = made.unit_ids[0]
    faults: list[tuple[type[DomainError], Callable[[Session], object]]] = [
        (
            PhoneUnfit,
            lambda session: name_representative(
                session, OPERATOR, unit, LEADER, DAY, RepresentativeEntry(person="L", phone="0211 abc 861")
            ),
        ),
        (
            NameRefused,
            lambda session: name_representative(
                session, OPERATOR, unit, LEADER, DAY, RepresentativeEntry(person="x" * 201)
            ),
        ),
        (
            NameRefused,
            lambda session: name_representative(
                session, OPERATOR, unit, LEADER, DAY, RepresentativeEntry(person="L", position="a\u202eb")
            ),
        ),
        (
            DayOutsideYear,
            lambda session: name_representative(session, OPERATOR, unit, LEADER, date(1899, 12, 31), LAN),
        ),
        (NotFound, lambda session: name_representative(session, OPERATOR, 9999, LEADER, DAY, LAN)),
        (
            NotFound,
            lambda session: name_representative(session, OPERATOR, unit, LEADER, DAY, LAN, edits=LATER),
        ),
    ]
    for kind, act in faults:
        refused(engine, kind, act)


def commands(unit: int, actor: Actor, day: date = LATER) -> list[Callable[[Session], object]]:
    return [
        lambda session: name_representative(session, actor, unit, LEADER, day, LAN),
        lambda session: name_representative(session, actor, unit, LEADER, DAY, LAN, edits=DAY),
        lambda session: remove_representative(session, actor, unit, LEADER, DAY),
    ]


def test_only_those_with_the_right_name_somebody(engine: Engine, made: MadeYear) -> None:
    unit = made.unit_ids[0]
    with writing(engine) as session:
        name_representative(session, OPERATOR, unit, LEADER, DAY, LAN)
        actors = without_the_right(session, made)
    for actor in actors.values():
        for act in commands(unit, actor):
            refused(engine, NotAllowed, act)


def test_the_block_that_the_unit_has_moved_to_names_its_people_from_then_on(
    engine: Engine, made: MadeYear
) -> None:
    unit = made.unit_ids[0]
    with writing(engine) as session:
        other = made_year(session, units=1)
        session.add(BlockMembership(unit_id=unit, valid_from=date(2018, 1, 1), block_id=other.block_id))
        old = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        new = made_actor(session, Role.SECRETARY, block_id=other.block_id)
    for actor, day in ((old, date(2018, 1, 1)), (new, date(2017, 12, 31))):
        refused(engine, NotAllowed, commands(unit, actor, day)[0])
    with writing(engine) as session:
        name_representative(session, old, unit, LEADER, DAY, LAN)
        name_representative(session, new, unit, LEADER, date(2018, 1, 1), RepresentativeEntry(person="Bình"))
    refused(
        engine,
        NotAllowed,
        lambda session: name_representative(
            session, new, unit, LEADER, date(2019, 1, 1), RepresentativeEntry(person="Bình"), edits=DAY
        ),
    )
    assert [row[2] for row in people(engine, unit)] == ["Bình", "Nguyễn Thị Lan"]
