"""The years of a block: opened, described, moved on and back; what is refused changes nothing."""

from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import TrailEntry
from models.enums import (
    BlockKind,
    Method,
    OfficeRole,
    OfficeTerm,
    PollKind,
    PollMethod,
    PollState,
    Role,
    YearState,
)
from models.polls import Poll
from models.registry import Block, BlockName
from models.year import BlockYear, YearTask, YearUnit
from services.database import reading, writing
from services.errors.accounts import NameTaken, NotAllowed
from services.errors.base import DomainError, NotFound, Stale
from services.errors.typed import CodeUnfit, NameRefused, ReasonMissing
from services.errors.years import PollsOpen, StepNotOffered, YearExists, YearLocked, YearOutOfRange
from services.queries.archive import year_document
from services.queries.plans import tasks_version
from services.queries.years import newest_years, year_facts
from services.rules import document as rules
from services.rules.rights import OPERATOR, Actor
from services.storage.year import write_criteria
from services.tasks import TaskEntry, set_tasks
from services.years import BlockEntry, edit_year, move_year, open_block, open_year
from tests.factories import MadeYear, led_by, made_actor, made_year, without_the_right
from tests.refusing import refusing

TABLES = (Block, BlockName, BlockYear, YearUnit, YearTask, TrailEntry)


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


refused = refusing(*TABLES)


def row_of(session: Session, block_year_id: int) -> BlockYear:
    row = session.get(BlockYear, block_year_id)
    assert row is not None
    return row


def test_a_block_begins_with_one_year(engine: Engine) -> None:
    entry = BlockEntry(
        name=" Khối thi đua  Nội chính ", kind=BlockKind.BLOCK, province="Vĩnh Phúc", head_label="Trưởng khối"
    )
    with writing(engine) as session:
        open_block(session, OPERATOR, entry, 2017)
    with reading(engine) as session:
        (line,) = newest_years(session, OPERATOR)
        block = session.exec(select(Block)).one()
    assert (line.block_code, line.block_name) == ("khoi-thi-dua-noi-chinh", "Khối thi đua Nội chính")
    assert (line.province, line.year, line.state) == ("Vĩnh Phúc", 2017, YearState.DRAFT)
    assert (block.head_label, block.deputy_label) == ("Trưởng khối", "")


@pytest.mark.parametrize(
    ("entry", "year", "kind"),
    [
        (BlockEntry(name="  ", kind=BlockKind.BLOCK), 2017, NameRefused),
        (BlockEntry(name="Khối", kind=BlockKind.BLOCK, code="mã"), 2017, CodeUnfit),
        (BlockEntry(name="Khối", kind=BlockKind.BLOCK, head_label="x" * 61), 2017, NameRefused),
        (BlockEntry(name="Khối", kind=BlockKind.BLOCK), 1899, YearOutOfRange),
        (BlockEntry(name="Khối", kind=BlockKind.BLOCK), 20170, YearOutOfRange),
    ],
)
def test_a_block_that_cannot_be(
    engine: Engine, entry: BlockEntry, year: int, kind: type[DomainError]
) -> None:
    refused(engine, kind, lambda session: open_block(session, OPERATOR, entry, year))


def test_a_code_names_one_block(engine: Engine) -> None:
    entry = BlockEntry(name="Khối Nội chính", kind=BlockKind.BLOCK)
    with writing(engine) as session:
        open_block(session, OPERATOR, entry, 2017)
    refused(engine, NameTaken, lambda session: open_block(session, OPERATOR, entry, 2018))


def test_the_next_year_takes_over_roll_criteria_rules_and_the_offices_that_were_voted(
    engine: Engine, made: MadeYear
) -> None:
    one, two, three = made.unit_ids
    with writing(engine) as session:
        write_criteria(
            session, made.id, [rules.Criterion(code="1", name="T", method=Method.DIRECT, max=1000, step=50)]
        )
        row_of(session, made.id).tie_breaks = ["1"]
        row_of(session, made.id).theme = "Đoàn kết"
        led_by(session, made.id, one)
        led_by(session, made.id, two, three, term=OfficeTerm.NEXT)
        set_tasks(session, OPERATOR, made.id, [TaskEntry(text="Việc")], seen_version=tasks_version([]))
        later = open_year(session, OPERATOR, made.id, 2018)
    with reading(engine) as session:
        old, new = (year_document(session, row_of(session, key)) for key in (made.id, later))
    assert [unit.office for unit in new.units] == [None, OfficeRole.HEAD, OfficeRole.DEPUTY]
    assert [unit.code for unit in new.units] == [unit.code for unit in old.units]
    assert (new.criteria, new.ranking, new.block) == (old.criteria, old.ranking, old.block)
    assert (new.year, new.theme, new.next, new.scores, new.polls) == (2018, None, None, (), ())


def test_a_year_that_does_not_follow_keeps_the_offices(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        led_by(session, made.id, made.unit_ids[0])
        earlier = open_year(session, OPERATOR, made.id, 2015)
    with reading(engine) as session:
        assert year_document(session, row_of(session, earlier)).units[0].office is OfficeRole.HEAD


def test_what_was_invented_stays_marked(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        row_of(session, made.id).illustrative = True
        later = open_year(session, OPERATOR, made.id, 2018)
    with reading(engine) as session:
        assert row_of(session, later).illustrative


@pytest.mark.parametrize(("year", "kind"), [(2017, YearExists), (1000, YearOutOfRange)])
def test_a_year_that_cannot_be_opened(
    engine: Engine, made: MadeYear, year: int, kind: type[DomainError]
) -> None:
    refused(engine, kind, lambda session: open_year(session, OPERATOR, made.id, year))


def test_there_is_nothing_to_do_on_a_year_that_is_not_there(engine: Engine) -> None:
    refused(engine, NotFound, lambda session: open_year(session, OPERATOR, 999, 2018))


def edit(
    session: Session, made: MadeYear, actor: Actor = OPERATOR, version: int = 2, theme: str = "A"
) -> None:
    edit_year(
        session,
        actor,
        made.id,
        seen_version=version,
        theme=theme,
        conference_on=date(2018, 1, 5),
        conference_place="Hội trường",
        chaired_by="",
    )


def test_a_year_is_described(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        edit(session, made, theme="  <b>Đoàn kết</b>  ")
    with reading(engine) as session:
        facts = year_facts(session, made.id)
    assert (facts.theme, facts.conference_on, facts.chaired_by) == ("<b>Đoàn kết</b>", date(2018, 1, 5), "")
    assert facts.version == 3


def test_the_second_of_two_editors_is_told_who_was_first(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        first = made_actor(session, Role.SECRETARY)
        edit(session, made, first)
    caught = refused(engine, Stale, lambda session: edit(session, made))
    assert isinstance(caught, Stale)
    assert caught.by == first.name


def test_a_theme_has_a_limit(engine: Engine, made: MadeYear) -> None:
    refused(engine, NameRefused, lambda session: edit(session, made, theme="x" * 2001))


def test_a_year_goes_through_all_its_states_and_back(engine: Engine, made: MadeYear) -> None:
    states = list(YearState)
    for here, there in pairwise(states):
        with writing(engine) as session:
            move_year(session, OPERATOR, made.id, here, there)
    for here, there in pairwise(reversed(states)):
        refused(engine, ReasonMissing, move_year, OPERATOR, made.id, here, there, " ")
        with writing(engine) as session:
            move_year(session, OPERATOR, made.id, here, there, "Nhập sai")
    with reading(engine) as session:
        assert row_of(session, made.id).state is YearState.DRAFT
        reasons = [
            entry.reason for entry in session.exec(select(TrailEntry).where(TrailEntry.action == "move_year"))
        ]
    assert reasons == [""] * 4 + ["Nhập sai"] * 4


def test_a_year_does_not_jump(engine: Engine, made: MadeYear) -> None:
    for wanted in (YearState.DRAFT, YearState.CONFERENCE, YearState.ARCHIVED):
        refused(engine, StepNotOffered, move_year, OPERATOR, made.id, YearState.DRAFT, wanted, "Vì")


def test_two_clicks_move_a_year_once(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        move_year(session, OPERATOR, made.id, YearState.DRAFT, YearState.SCORING)
    refused(
        engine,
        Stale,
        lambda session: move_year(session, OPERATOR, made.id, YearState.DRAFT, YearState.SCORING),
    )


def test_a_year_is_not_published_while_a_vote_is_open(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, state=YearState.CONFERENCE)
        session.add(
            Poll(
                block_year_id=made.id,
                code="p",
                position=0,
                title="Cờ thi đua",
                kind=PollKind.APPROVAL,
                method=PollMethod.HANDS,
                summoned=3,
                present=3,
                state=PollState.OPEN,
            )
        )
    caught = refused(
        engine,
        PollsOpen,
        lambda session: move_year(session, OPERATOR, made.id, YearState.CONFERENCE, YearState.PUBLISHED),
    )
    assert isinstance(caught, PollsOpen)
    assert caught.titles == ("Cờ thi đua",)


def test_a_closed_year_takes_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, state=YearState.PUBLISHED)
    refused(engine, YearLocked, lambda session: edit(session, made))


def test_only_those_with_the_right_change_a_year(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        people = without_the_right(session, made)
    entry = BlockEntry(name="Khối mới", kind=BlockKind.CLUSTER)
    for actor in people.values():
        refused(engine, NotAllowed, open_year, actor, made.id, 2018)
        refused(engine, NotAllowed, edit, made, actor)
        refused(engine, NotAllowed, move_year, actor, made.id, YearState.DRAFT, YearState.SCORING)
        refused(engine, NotAllowed, open_block, actor, entry, 2017)


def test_a_secretary_of_one_block_opens_its_years_but_no_block(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        actor = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        open_year(session, actor, made.id, 2018)
    refused(
        engine,
        NotAllowed,
        lambda session: open_block(session, actor, BlockEntry(name="Mới", kind=BlockKind.BLOCK), 2017),
    )
