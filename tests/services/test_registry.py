"""The roll of a year: what may be changed, what is refused, and that a refusal changes nothing."""

import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from models.accounts import TrailEntry
from models.enums import (
    AwardStage,
    Method,
    PollKind,
    PollMethod,
    Role,
    Stage,
    UnitKind,
    YearState,
)
from models.polls import Poll, PollOption
from models.record import Pledge
from models.registry import Unit, UnitName
from models.scoring import Score, UnitTotal
from models.sheets import ScoringLock
from models.year import Award, BlockOffice, YearUnit
from services.database import reading, writing
from services.errors.accounts import NameTaken, NotAllowed
from services.errors.base import DomainError, NotFound, Stale
from services.errors.registry import UnitInUse, UnitNameTaken, UnitUse
from services.errors.scoring import ScoringIsLocked
from services.errors.typed import CodeUnfit, NameRefused
from services.errors.years import YearLocked
from services.queries.registry import UnitLine, roll_of_year, unit_styles
from services.registry import UnitEntry, add_unit, edit_unit, move_unit, remove_from_roll, renew_roll
from services.rules import document as rules
from services.rules.rights import OPERATOR, Actor
from services.storage.year import write_criteria
from services.years import open_year
from tests.factories import MadeYear, everything, led_by, made_actor, made_year, without_the_right

TABLES = (Unit, UnitName, YearUnit, BlockOffice, TrailEntry)


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def roll(engine: Engine, made: MadeYear, year: int = 2017) -> list[UnitLine]:
    with reading(engine) as session:
        return roll_of_year(session, made.block_id, made.id, year)


def refused(engine: Engine, kind: type[DomainError], act: Callable[[Session], object]) -> DomainError:
    """The refusal of an act, which has changed no row."""
    with reading(engine) as session:
        before = everything(session, *TABLES)
    with pytest.raises(kind) as caught, writing(engine) as session:
        act(session)
    with reading(engine) as session:
        assert everything(session, *TABLES) == before
    return caught.value


def test_a_unit_comes_to_the_end_of_the_roll(engine: Engine, made: MadeYear) -> None:
    entry = UnitEntry(name="  Sở   Tư pháp ", short_name="STP", kind=UnitKind.AGENCY, votes=False)
    with writing(engine) as session:
        add_unit(session, OPERATOR, made.id, entry)
    line = roll(engine, made)[-1]
    assert (line.name, line.short_name, line.code, line.position) == ("Sở Tư pháp", "STP", "so-tu-phap", 3)
    assert (line.scored, line.votes, line.office) == (True, False, None)


@pytest.mark.parametrize(
    "name", ["<b>Sở</b>", "**Sở**", "=1+1", unicodedata.normalize("NFD", "Viện Kiểm sát")]
)
def test_a_name_is_kept_as_typed(engine: Engine, made: MadeYear, name: str) -> None:
    with writing(engine) as session:
        add_unit(session, OPERATOR, made.id, UnitEntry(name=name))
    assert roll(engine, made)[-1].name == unicodedata.normalize("NFC", name)


def test_a_code_is_unique_among_what_the_block_knows(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        for name in ("Đơn vị: A", "Đơn vị - A", "Đơn vị (A)"):
            add_unit(session, OPERATOR, made.id, UnitEntry(name=name))
    assert [line.code for line in roll(engine, made)[3:]] == ["don-vi-a", "don-vi-a-2", "don-vi-a-3"]


def test_a_new_unit_has_totals_in_which_everything_is_missing(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        write_criteria(
            session, made.id, [rules.Criterion(code="1", name="T", method=Method.DIRECT, max=1000)]
        )
        unit = add_unit(session, OPERATOR, made.id, UnitEntry(name="Mới"))
    with reading(engine) as session:
        missing = session.exec(select(UnitTotal.missing).where(UnitTotal.unit_id == unit)).all()
    assert list(missing) == [1, 1, 1]


@pytest.mark.parametrize(
    "name", ["Đơn vị 1", "  đơn  VỊ 1", unicodedata.normalize("NFD", "Đơn vị 1"), "Đơn vi\u0323 1"]
)
def test_one_name_is_one_unit(engine: Engine, made: MadeYear, name: str) -> None:
    caught = refused(
        engine, UnitNameTaken, lambda session: add_unit(session, OPERATOR, made.id, UnitEntry(name=name))
    )
    assert isinstance(caught, UnitNameTaken)
    assert caught.other == "Đơn vị 1"


def test_one_short_name_is_one_unit(engine: Engine, made: MadeYear) -> None:
    entry = UnitEntry(name="Khác", short_name="đv1")
    refused(engine, UnitNameTaken, lambda session: add_unit(session, OPERATOR, made.id, entry))
    refused(
        engine,
        UnitNameTaken,
        lambda session: edit_unit(session, OPERATOR, made.id, made.unit_ids[1], entry, seen_version=1),
    )


@pytest.mark.parametrize(
    ("entry", "code", "kind"),
    [
        (UnitEntry(name=" \u200b "), "", NameRefused),
        (UnitEntry(name="x" * 201), "", NameRefused),
        (UnitEntry(name="Mới", short_name="a\u202eb"), "", NameRefused),
        (UnitEntry(name="Mới"), "Mã có dấu", CodeUnfit),
        (UnitEntry(name="Mới"), "don-vi-1", NameTaken),
    ],
)
def test_what_is_no_name_or_code_is_refused(
    engine: Engine, made: MadeYear, entry: UnitEntry, code: str, kind: type[DomainError]
) -> None:
    refused(engine, kind, lambda session: add_unit(session, OPERATOR, made.id, entry, code=code))


def test_a_unit_that_left_comes_back_as_itself(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        remove_from_roll(session, OPERATOR, made.id, made.unit_ids[0])
        again = add_unit(session, OPERATOR, made.id, UnitEntry(name="Đơn vị 1"))
    assert again == made.unit_ids[0]


def test_a_new_name_holds_from_that_year_on(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        later = open_year(session, OPERATOR, made.id, 2018)
        entry = UnitEntry(name="Tên mới", kind=UnitKind.LOCALITY, scored=False, votes=False)
        edit_unit(session, OPERATOR, later, made.unit_ids[0], entry, seen_version=1)
    with reading(engine) as session:
        styles = unit_styles(session, made.block_id)
        names = [styles.at(made.unit_ids[0], year).name for year in (2017, 2018, 2019)]
        line = roll_of_year(session, made.block_id, later, 2018)[0]
    assert names == ["Đơn vị 1", "Tên mới", "Tên mới"]
    assert (line.kind, line.scored, line.votes, line.version) == (UnitKind.LOCALITY, False, False, 2)


def test_the_second_of_two_editors_is_told_who_was_first(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        first = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        edit_unit(session, first, made.id, made.unit_ids[0], UnitEntry(name="Một"), seen_version=1)
    caught = refused(
        engine,
        Stale,
        lambda session: edit_unit(
            session, OPERATOR, made.id, made.unit_ids[0], UnitEntry(name="Hai"), seen_version=1
        ),
    )
    assert isinstance(caught, Stale)
    assert caught.by == first.name
    assert caught.at is not None
    assert caught.at <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("unit", "position", "order"),
    [(2, 0, [2, 0, 1]), (0, 2, [1, 2, 0]), (1, 1, [0, 1, 2]), (0, 99, [1, 2, 0])],
)
def test_a_unit_moves_and_the_others_keep_their_order(
    engine: Engine, made: MadeYear, unit: int, position: int, order: list[int]
) -> None:
    with writing(engine) as session:
        move_unit(session, OPERATOR, made.id, made.unit_ids[unit], position)
    lines = roll(engine, made)
    assert [made.unit_ids.index(line.unit_id) for line in lines] == order
    assert [line.position for line in lines] == [0, 1, 2]


def test_only_units_on_the_roll_can_be_changed(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        other = made_year(session, units=1).unit_ids[0]
    acts: list[Callable[[Session], object]] = [
        lambda session: edit_unit(session, OPERATOR, made.id, other, UnitEntry(name="X"), seen_version=1),
        lambda session: move_unit(session, OPERATOR, made.id, other, 0),
        lambda session: remove_from_roll(session, OPERATOR, made.id, other),
    ]
    for act in acts:
        refused(engine, NotFound, act)


def test_a_unit_leaves_with_its_offices_and_totals(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        led_by(session, made.id, made.unit_ids[0])
        remove_from_roll(session, OPERATOR, made.id, made.unit_ids[0])
    assert [line.unit_id for line in roll(engine, made)] == list(made.unit_ids[1:])
    with reading(engine) as session:
        assert session.get(Unit, made.unit_ids[0]) is not None


def rests_on(session: Session, made: MadeYear, use: UnitUse) -> None:
    unit = made.unit_ids[0]
    rows: list[SQLModel]
    if use is UnitUse.SCORES:
        criterion = write_criteria(
            session, made.id, [rules.Criterion(code="1", name="T", method=Method.DIRECT, max=1000)]
        )["1"]
        rows = [
            Score(
                block_year_id=made.id,
                stage=Stage.SELF,
                unit_id=unit,
                criterion_id=criterion,
                points=100,
                changed_at=datetime.now(UTC),
            )
        ]
    elif use is UnitUse.POLL:
        poll = Poll(
            block_year_id=made.id,
            code="p",
            position=0,
            title="P",
            kind=PollKind.APPROVAL,
            method=PollMethod.HANDS,
            summoned=3,
            present=3,
        )
        session.add(poll)
        session.flush()
        rows = [PollOption(poll_id=poll.id or 0, code="o", position=0, unit_id=unit)]
    elif use is UnitUse.PLEDGE:
        rows = [Pledge(block_year_id=made.id, unit_id=unit, signed_on=date(2017, 2, 24))]
    else:
        rows = [
            Award(block_year_id=made.id, position=0, award="flag", unit_id=unit, stage=AwardStage.PROPOSED)
        ]
    session.add_all(rows)


@pytest.mark.parametrize("use", UnitUse)
def test_a_unit_that_something_rests_on_stays(engine: Engine, made: MadeYear, use: UnitUse) -> None:
    with writing(engine) as session:
        rests_on(session, made, use)
    caught = refused(
        engine, UnitInUse, lambda session: remove_from_roll(session, OPERATOR, made.id, made.unit_ids[0])
    )
    assert isinstance(caught, UnitInUse)
    assert (caught.reason, caught.name) == (use, "Đơn vị 1")


def commands(made: MadeYear, actor: Actor) -> list[Callable[[Session], object]]:
    unit = made.unit_ids[0]
    return [
        lambda session: add_unit(session, actor, made.id, UnitEntry(name="Mới")),
        lambda session: edit_unit(session, actor, made.id, unit, UnitEntry(name="Mới"), seen_version=1),
        lambda session: move_unit(session, actor, made.id, unit, 1),
        lambda session: remove_from_roll(session, actor, made.id, unit),
    ]


@pytest.mark.parametrize("state", [YearState.PUBLISHED, YearState.ARCHIVED])
def test_a_closed_year_takes_nothing(engine: Engine, state: YearState) -> None:
    with writing(engine) as session:
        made = made_year(session, state=state)
    for act in commands(made, OPERATOR):
        refused(engine, YearLocked, act)


def test_the_roll_stays_as_it_is_once_the_places_are_locked(engine: Engine, made: MadeYear) -> None:
    first, second, third = made.unit_ids
    with writing(engine) as session:
        lock = ScoringLock(block_year_id=made.id, evaluation={}, sha256="0" * 64, locked_at=datetime.now(UTC))
        session.add(lock)
    steps: list[Callable[[Session], object]] = [
        lambda session: add_unit(session, OPERATOR, made.id, UnitEntry(name="Sở Mới")),
        lambda session: move_unit(session, OPERATOR, made.id, first, 2),
        lambda session: remove_from_roll(session, OPERATOR, made.id, third),
        lambda session: renew_roll(session, OPERATOR, made.id),
        lambda session: edit_unit(
            session, OPERATOR, made.id, second, UnitEntry(name="Đơn vị 2", scored=False), seen_version=1
        ),
    ]
    for step in steps:
        with pytest.raises(ScoringIsLocked), writing(engine) as session:
            step(session)
    with writing(engine) as session:
        called = UnitEntry(name="Đơn vị hai", short_name="ĐV2")
        edit_unit(session, OPERATOR, made.id, second, called, seen_version=1)


def test_only_those_with_the_right_change_the_roll(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        people = without_the_right(session, made)
    for actor in people.values():
        for act in commands(made, actor):
            refused(engine, NotAllowed, act)


def test_a_secretary_of_the_block_may(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        actor = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        add_unit(session, actor, made.id, UnitEntry(name="Mới"))
    assert len(roll(engine, made)) == 4
