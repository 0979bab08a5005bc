"""Who leads the block: chosen how, by which document, handed over when; and that nothing wipes it out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.accounts import TrailEntry
from models.enums import Chosen, OfficeRole, OfficeTerm, PollState, Role, TaskProgress, YearState
from models.polls import Poll
from models.year import BlockOffice, BlockYear, YearTask
from services.archive import import_year
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import DomainError, NotFound
from services.errors.registry import BothOffices, OfficeVoteUnfit, OneHead
from services.errors.typed import NameRefused
from services.errors.years import DayOutsideYear, YearLocked
from services.offices import OfficeEntry, hand_over, set_offices
from services.queries.archive import year_document
from services.queries.registry import UnitLine, roll_of_year
from services.rules.document import NextYear
from services.rules.rights import OPERATOR, Actor
from services.years import open_year
from tests.factories import MadeYear, everything, made_actor, made_year, without_the_right
from tests.rounds import frame, opened_poll, published_poll

TABLES = (BlockOffice, YearTask, TrailEntry)
CURRENT, NEXT = OfficeTerm.CURRENT, OfficeTerm.NEXT
HEAD, DEPUTY = OfficeRole.HEAD, OfficeRole.DEPUTY


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def refused(engine: Engine, kind: type[DomainError], act: Callable[[Session], object]) -> DomainError:
    """The refusal of an act, which has changed no row."""
    with reading(engine) as session:
        before = everything(session, *TABLES)
    with pytest.raises(kind) as caught, writing(engine) as session:
        act(session)
    with reading(engine) as session:
        assert everything(session, *TABLES) == before
    return caught.value


def offices(engine: Engine, block_year_id: int) -> list[BlockOffice]:
    with reading(engine) as session:
        return list(
            session.exec(
                select(BlockOffice)
                .where(BlockOffice.block_year_id == block_year_id)
                .order_by(col(BlockOffice.term), col(BlockOffice.position))
            )
        )


def roll(engine: Engine, made: MadeYear) -> list[UnitLine]:
    with reading(engine) as session:
        return roll_of_year(session, made.block_id, made.id, 2017)


def voted(session: Session, made: MadeYear) -> str:
    """The code of a closed round of the year that has elected the first unit."""
    poll_id = published_poll(session, made, 9, 0, 0)
    return session.exec(select(Poll.code).where(Poll.id == poll_id)).one()


def by_vote(session: Session, made: MadeYear) -> OfficeEntry:
    return OfficeEntry(
        made.unit_ids[0],
        HEAD,
        chosen=Chosen.VOTE,
        poll_code=voted(session, made),
        document_number=" 12/QĐ-UBND ",
        document_on=date(2018, 1, 5),
    )


def test_offices_are_replaced_and_each_term_has_its_own(engine: Engine, made: MadeYear) -> None:
    one, two, three = made.unit_ids
    with writing(engine) as session:
        set_offices(session, OPERATOR, made.id, CURRENT, [OfficeEntry(one, HEAD), OfficeEntry(two, DEPUTY)])
        set_offices(session, OPERATOR, made.id, NEXT, [OfficeEntry(two, HEAD)])
        set_offices(
            session,
            OPERATOR,
            made.id,
            CURRENT,
            [OfficeEntry(three, HEAD), OfficeEntry(one, DEPUTY), OfficeEntry(one, DEPUTY)],
        )
    lines = roll(engine, made)
    assert [line.office for line in lines] == [DEPUTY, None, HEAD]
    assert [line.next_office for line in lines] == [None, HEAD, None]
    with reading(engine) as session:
        (entry, *_rest) = session.exec(
            select(TrailEntry)
            .where(TrailEntry.action == "set_offices")
            .order_by(col(TrailEntry.number).desc())
        ).all()
    assert entry.facts == {
        "year": 2017,
        "term": "current",
        "before": {"head": {"Đơn vị 1": {}}, "deputies": {"Đơn vị 2": {}}},
        "after": {"head": {"Đơn vị 3": {}}, "deputies": {"Đơn vị 1": {}}},
    }


def test_the_vote_and_the_document_stand_with_the_office(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        entry = by_vote(session, made)
        set_offices(session, OPERATOR, made.id, NEXT, [entry])
    (row,) = offices(engine, made.id)
    assert (row.chosen, row.poll_code) == (Chosen.VOTE, entry.poll_code)
    assert (row.document_number, row.document_on) == ("12/QĐ-UBND", date(2018, 1, 5))


def test_the_vote_of_the_year_before_chose_who_leads_now(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        code = voted(session, made)
        later = open_year(session, OPERATOR, made.id, 2018)
        entry = OfficeEntry(made.unit_ids[0], HEAD, chosen=Chosen.VOTE, poll_code=code)
        set_offices(session, OPERATOR, later, CURRENT, [entry])
    assert [row.poll_code for row in offices(engine, later)] == [code]
    refused(engine, OfficeVoteUnfit, lambda session: set_offices(session, OPERATOR, later, NEXT, [entry]))


def test_a_vote_that_did_not_choose_the_unit_is_refused(engine: Engine, made: MadeYear) -> None:
    one, two, _three = made.unit_ids
    with writing(engine) as session:
        code = voted(session, made)
        poll_id = opened_poll(session, made, frame(title="Vòng còn mở"))
        still_open = session.exec(select(Poll.code).where(Poll.id == poll_id)).one()
        void = published_poll(session, made, 9, 0, 0, given=frame(title="Vòng hủy"))
        row = session.get(Poll, void)
        assert row is not None
        row.state, row.void_reason = PollState.VOID, "Sai"
        voided = row.code
    unfit = [
        OfficeEntry(two, HEAD, chosen=Chosen.VOTE, poll_code=code),
        OfficeEntry(one, HEAD, chosen=Chosen.VOTE, poll_code=still_open),
        OfficeEntry(one, HEAD, chosen=Chosen.VOTE, poll_code=voided),
        OfficeEntry(one, HEAD, chosen=Chosen.VOTE, poll_code="khong-co"),
        OfficeEntry(one, HEAD, chosen=Chosen.APPOINTMENT, poll_code=code),
    ]
    for entry in unfit:
        caught = refused(
            engine,
            OfficeVoteUnfit,
            lambda session, entry=entry: set_offices(session, OPERATOR, made.id, NEXT, [entry]),  # type: ignore[misc]
        )
        assert isinstance(caught, OfficeVoteUnfit)
        assert caught.name in ("Đơn vị 1", "Đơn vị 2")
    entry = OfficeEntry(one, HEAD, chosen=Chosen.VOTE, poll_code=code)
    refused(
        engine, OfficeVoteUnfit, lambda session: set_offices(session, OPERATOR, made.id, CURRENT, [entry])
    )


@pytest.mark.parametrize(
    ("term", "day", "taken"),
    [
        (CURRENT, date(2015, 12, 31), False),
        (CURRENT, date(2016, 1, 1), True),
        (CURRENT, date(2017, 12, 31), True),
        (CURRENT, date(2018, 1, 1), False),
        (NEXT, date(2016, 12, 31), False),
        (NEXT, date(2018, 12, 31), True),
        (NEXT, date(2019, 1, 1), False),
    ],
)
def test_a_document_is_of_the_year_that_is_led_or_the_one_before(
    engine: Engine, made: MadeYear, term: OfficeTerm, day: date, taken: bool
) -> None:
    entry = OfficeEntry(made.unit_ids[0], HEAD, document_on=day)
    if not taken:
        refused(
            engine, DayOutsideYear, lambda session: set_offices(session, OPERATOR, made.id, term, [entry])
        )
        return
    with writing(engine) as session:
        set_offices(session, OPERATOR, made.id, term, [entry])
    assert [row.document_on for row in offices(engine, made.id)] == [day]


def test_nobody_is_head_and_deputy_and_one_is_head(engine: Engine, made: MadeYear) -> None:
    one, two, _three = made.unit_ids
    both = [OfficeEntry(one, HEAD), OfficeEntry(one, DEPUTY)]
    refused(engine, BothOffices, lambda session: set_offices(session, OPERATOR, made.id, CURRENT, both))
    heads = [OfficeEntry(one, HEAD), OfficeEntry(two, HEAD)]
    refused(engine, OneHead, lambda session: set_offices(session, OPERATOR, made.id, CURRENT, heads))


def test_only_units_on_the_roll_lead(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        other = made_year(session, units=1).unit_ids[0]
    seats = [OfficeEntry(other, HEAD)]
    refused(engine, NotFound, lambda session: set_offices(session, OPERATOR, made.id, CURRENT, seats))


def test_a_document_has_a_number_that_can_be_read(engine: Engine, made: MadeYear) -> None:
    seats = [OfficeEntry(made.unit_ids[0], HEAD, document_number="x" * 201)]
    refused(engine, NameRefused, lambda session: set_offices(session, OPERATOR, made.id, CURRENT, seats))


def led(session: Session, made: MadeYear, state: YearState = YearState.DRAFT) -> None:
    set_offices(session, OPERATOR, made.id, CURRENT, [OfficeEntry(made.unit_ids[0], HEAD)])
    row = session.get(BlockYear, made.id)
    assert row is not None
    row.state = state


def test_a_handover_is_noted_when_the_year_is_closed(engine: Engine, made: MadeYear) -> None:
    unit = made.unit_ids[0]
    with writing(engine) as session:
        led(session, made, YearState.PUBLISHED)
        hand_over(session, OPERATOR, made.id, unit, date(2018, 1, 15), "  Đủ  hồ sơ ")
    (row,) = offices(engine, made.id)
    assert (row.handed_over_on, row.handover_note) == (date(2018, 1, 15), "Đủ hồ sơ")
    with writing(engine) as session:
        hand_over(session, OPERATOR, made.id, unit, None, "")
    assert [row.handed_over_on for row in offices(engine, made.id)] == [None]


def test_a_handover_that_cannot_be(engine: Engine, made: MadeYear) -> None:
    one, two, _three = made.unit_ids
    with writing(engine) as session:
        led(session, made)
    day = date(2018, 1, 15)
    refused(engine, NotFound, lambda session: hand_over(session, OPERATOR, made.id, two, day, ""))
    for outside in (date(2016, 12, 31), date(2019, 1, 1)):
        refused(
            engine,
            DayOutsideYear,
            lambda session, outside=outside: hand_over(session, OPERATOR, made.id, one, outside, ""),  # type: ignore[misc]
        )
    refused(engine, NameRefused, lambda session: hand_over(session, OPERATOR, made.id, one, day, "x" * 2001))


def test_a_handover_stays_when_the_offices_are_set_again(engine: Engine, made: MadeYear) -> None:
    one, two, _three = made.unit_ids
    with writing(engine) as session:
        led(session, made)
        hand_over(session, OPERATOR, made.id, one, date(2018, 1, 15), "Đủ")
        seats = [OfficeEntry(one, HEAD, document_number="1/QĐ"), OfficeEntry(two, DEPUTY)]
        set_offices(session, OPERATOR, made.id, CURRENT, seats)
    rows = offices(engine, made.id)
    assert [(row.document_number, row.handed_over_on) for row in rows] == [
        ("1/QĐ", date(2018, 1, 15)),
        ("", None),
    ]


def test_an_import_keeps_how_the_office_was_come_by(engine: Engine, made: MadeYear) -> None:
    one, two, _three = made.unit_ids
    with writing(engine) as session:
        set_offices(session, OPERATOR, made.id, NEXT, [by_vote(session, made), OfficeEntry(two, DEPUTY)])
        led(session, made)
        hand_over(session, OPERATOR, made.id, one, date(2018, 1, 15), "Đủ")
        row = session.get(BlockYear, made.id)
        assert row is not None
        document = year_document(session, row)
    before = [repr(row) for row in offices(engine, made.id)]
    with writing(engine) as session:
        import_year(session, OPERATOR, document)
    assert [repr(row) for row in offices(engine, made.id)] == before
    with writing(engine) as session:
        import_year(session, OPERATOR, replace(document, next=NextYear(head=document.units[1].code)))
    assert [(row.unit_id, row.chosen) for row in offices(engine, made.id) if row.term is NEXT] == [
        (two, None)
    ]


def test_an_import_keeps_how_far_a_task_has_come(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        year = session.get(BlockYear, made.id)
        assert year is not None
        document = replace(year_document(session, year), next=NextYear(tasks=("Việc một", "Việc hai")))
        import_year(session, OPERATOR, document)
        task = session.get(YearTask, (made.id, 1))
        assert task is not None
        task.solution, task.owner_id, task.note = "Làm ngay", made.unit_ids[0], "Tốt"
        task.due_on, task.progress = date(2018, 6, 30), TaskProgress.DONE
    plan = NextYear(tasks=("Việc hai", "Việc ba"))
    with writing(engine) as session:
        import_year(session, OPERATOR, replace(document, next=plan))
    with reading(engine) as session:
        kept, new = session.exec(select(YearTask).order_by(col(YearTask.position))).all()
    assert (kept.text, kept.solution, kept.owner_id, kept.note) == (
        "Việc hai",
        "Làm ngay",
        made.unit_ids[0],
        "Tốt",
    )
    assert (kept.due_on, kept.progress) == (date(2018, 6, 30), TaskProgress.DONE)
    assert (new.text, new.solution, new.progress) == ("Việc ba", "", TaskProgress.NOT_STARTED)


def test_whoever_was_chosen_takes_office_with_vote_and_document(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        entry = by_vote(session, made)
        deputy = OfficeEntry(made.unit_ids[1], DEPUTY, chosen=Chosen.APPOINTMENT)
        set_offices(session, OPERATOR, made.id, NEXT, [entry, deputy])
        later = open_year(session, OPERATOR, made.id, 2018)
    head, second = offices(engine, later)
    assert (head.term, head.chosen, head.poll_code) == (CURRENT, Chosen.VOTE, entry.poll_code)
    assert (head.document_number, head.document_on) == ("12/QĐ-UBND", date(2018, 1, 5))
    assert (second.role, second.chosen, second.document_number) == (DEPUTY, Chosen.APPOINTMENT, "")


def commands(made: MadeYear, actor: Actor) -> list[Callable[[Session], object]]:
    unit = made.unit_ids[0]
    return [
        lambda session: set_offices(session, actor, made.id, CURRENT, [OfficeEntry(unit, HEAD)]),
        lambda session: hand_over(session, actor, made.id, unit, date(2018, 1, 1), ""),
    ]


@pytest.mark.parametrize("state", [YearState.PUBLISHED, YearState.ARCHIVED])
def test_a_closed_year_keeps_its_offices(engine: Engine, state: YearState) -> None:
    with writing(engine) as session:
        made = made_year(session, state=state)
    refused(engine, YearLocked, commands(made, OPERATOR)[0])


def test_only_those_with_the_right_change_offices(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        led(session, made)
        people = without_the_right(session, made)
    for actor in people.values():
        for act in commands(made, actor):
            refused(engine, NotAllowed, act)


def test_a_secretary_of_the_block_may(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        actor = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        for act in commands(made, actor):
            act(session)
    assert [row.unit_id for row in offices(engine, made.id)] == [made.unit_ids[0]]
