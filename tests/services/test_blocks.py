"""How a block is styled from a day on, and what its head and deputy are called."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import TrailEntry
from models.enums import BlockKind, Role, YearState
from models.registry import Block, BlockName
from models.year import BlockYear
from services.blocks import BlockStyleEntry, label_offices, remove_block_style, style_block
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import DomainError, NotFound
from services.errors.registry import LastName
from services.errors.typed import NameRefused
from services.errors.years import DayOutsideYear, YearLocked
from services.queries.blocks import styles_of_block
from services.queries.years import years_of
from services.rules.rights import OPERATOR, Actor
from services.years import open_year
from tests.factories import MadeYear, everything, made_actor, made_year, without_the_right

CLUSTER = BlockStyleEntry(name=" Cụm  thi đua số 1 ", kind=BlockKind.CLUSTER, province="Phú Thọ")
DAY = date(2018, 7, 1)


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def refused(engine: Engine, kind: type[DomainError], act: Callable[[Session], object]) -> DomainError:
    """The refusal of an act, which has changed no row."""
    with reading(engine) as session:
        before = everything(session, Block, BlockName, TrailEntry)
    with pytest.raises(kind) as caught, writing(engine) as session:
        act(session)
    with reading(engine) as session:
        assert everything(session, Block, BlockName, TrailEntry) == before
    return caught.value


def styles(engine: Engine, made: MadeYear) -> list[tuple[date, str, BlockKind, str | None]]:
    with reading(engine) as session:
        return [
            (day, style.name, style.kind, style.province)
            for day, style in styles_of_block(session, made.block_id)
        ]


def move_to(session: Session, block_year_id: int, state: YearState) -> None:
    row = session.get(BlockYear, block_year_id)
    assert row is not None
    row.state = state


def test_a_name_holds_from_its_day_on(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        open_year(session, OPERATOR, made.id, 2018)
        style_block(session, OPERATOR, made.block_id, DAY, CLUSTER)
    assert styles(engine, made)[-1] == (DAY, "Cụm thi đua số 1", BlockKind.CLUSTER, "Phú Thọ")
    with reading(engine) as session:
        names = {
            line.year: (line.block_name, line.province) for line in years_of(session, OPERATOR, made.block_id)
        }
    assert names[2018] == ("Cụm thi đua số 1", "Phú Thọ")
    assert names[2017][0].startswith("Khối thi đua")


def test_a_day_that_has_a_name_gets_another(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        style_block(session, OPERATOR, made.block_id, DAY, CLUSTER)
        other = BlockStyleEntry(name="Khối Nội chính", kind=BlockKind.BLOCK)
        style_block(session, OPERATOR, made.block_id, DAY, other)
    assert styles(engine, made)[1:] == [(DAY, "Khối Nội chính", BlockKind.BLOCK, None)]


def test_a_name_is_taken_away_but_never_the_last(engine: Engine, made: MadeYear) -> None:
    (first,) = [row[0] for row in styles(engine, made)]
    with writing(engine) as session:
        style_block(session, OPERATOR, made.block_id, DAY, CLUSTER)
        remove_block_style(session, OPERATOR, made.block_id, DAY)
    assert len(styles(engine, made)) == 1
    refused(engine, NotFound, lambda session: remove_block_style(session, OPERATOR, made.block_id, DAY))
    refused(engine, LastName, lambda session: remove_block_style(session, OPERATOR, made.block_id, first))


@pytest.mark.parametrize("state", [YearState.PUBLISHED, YearState.ARCHIVED])
def test_a_closed_year_keeps_its_name(engine: Engine, made: MadeYear, state: YearState) -> None:
    (first,) = [row[0] for row in styles(engine, made)]
    with writing(engine) as session:
        move_to(session, made.id, state)
        style_block(session, OPERATOR, made.block_id, date(2018, 1, 1), CLUSTER)
    acts: list[Callable[[Session], object]] = [
        lambda session: style_block(session, OPERATOR, made.block_id, date(2017, 12, 31), CLUSTER),
        lambda session: remove_block_style(session, OPERATOR, made.block_id, first),
    ]
    for act in acts:
        refused(engine, YearLocked, act)


@pytest.mark.parametrize(
    ("day", "entry", "kind"),
    [
        (DAY, BlockStyleEntry(name="  ", kind=BlockKind.BLOCK), NameRefused),
        (DAY, BlockStyleEntry(name="K", kind=BlockKind.BLOCK, province="x" * 201), NameRefused),
        (date(2201, 1, 1), CLUSTER, DayOutsideYear),
    ],
)
def test_a_name_that_cannot_be(
    engine: Engine, made: MadeYear, day: date, entry: BlockStyleEntry, kind: type[DomainError]
) -> None:
    refused(engine, kind, lambda session: style_block(session, OPERATOR, made.block_id, day, entry))


def test_the_offices_are_called_as_the_block_calls_them(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        label_offices(session, OPERATOR, made.block_id, " Cụm  trưởng ", "")
    with reading(engine) as session:
        block = session.exec(select(Block).where(Block.id == made.block_id)).one()
    assert (block.head_label, block.deputy_label) == ("Cụm trưởng", "")
    refused(
        engine, NameRefused, lambda session: label_offices(session, OPERATOR, made.block_id, "x" * 61, "")
    )


def commands(block_id: int, actor: Actor) -> list[Callable[[Session], object]]:
    return [
        lambda session: style_block(session, actor, block_id, DAY, CLUSTER),
        lambda session: remove_block_style(session, actor, block_id, DAY),
        lambda session: label_offices(session, actor, block_id, "Khối trưởng", "Khối phó"),
    ]


def test_there_is_nothing_to_style_on_a_block_that_is_not_there(engine: Engine) -> None:
    for act in commands(999, OPERATOR):
        refused(engine, NotFound, act)


def test_only_those_with_the_right_style_a_block(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        actors = without_the_right(session, made)
    for actor in actors.values():
        for act in commands(made.block_id, actor):
            refused(engine, NotAllowed, act)


def test_a_secretary_of_the_block_may(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        actor = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        for act in commands(made.block_id, actor):
            act(session)
        trail = session.exec(select(TrailEntry.action).where(TrailEntry.account_id == actor.account_id)).all()
    assert list(trail) == ["style_block", "remove_block_style", "label_offices"]
