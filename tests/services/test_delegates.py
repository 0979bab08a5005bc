"""Delegates and who has come: summoned, given the vote, let in, marked; what is refused changes nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.accounts import TrailEntry
from models.conference import AgendaItem
from models.conference_enums import AttendanceState
from models.enums import ContactRole, Role, YearState
from models.polls import PollVoter
from models.year import BlockYear, YearUnit
from services import agenda_steps, attendance, delegates
from services.database import reading, writing
from services.delegates import DelegateEntry
from services.errors.accounts import NotAllowed
from services.errors.base import NotFound, Stale
from services.errors.conference import BadgeUnknown, DelegateFault, DelegateUnfit
from services.errors.typed import NameRefused
from services.errors.years import YearLocked
from services.queries.attendance import attendance_of_year, presence_of, roll_now
from services.queries.delegates import delegates_of_year, voter_accounts, voting_units
from services.registry import remove_from_roll
from services.representatives import RepresentativeEntry, name_representative
from services.rules.badges import badge_number
from services.rules.counting import Attendance as Announced
from services.rules.rights import OPERATOR
from services.years import open_year
from tests.conferences import delegate_version, made_delegates, made_item, refused
from tests.factories import MadeYear, made_actor, made_year, without_the_right
from tests.rounds import made_poll

PRESENT, LATE, LEFT, ABSENT = AttendanceState


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


@pytest.fixture
def sent(engine: Engine, made: MadeYear) -> tuple[int, ...]:
    with writing(engine) as session:
        return made_delegates(session, made)


def unfit(engine: Engine, act: Callable[..., object], *facts: Any, **named: Any) -> DelegateFault:
    refusal = refused(engine, DelegateUnfit, act, *facts, **named)
    assert isinstance(refusal, DelegateUnfit)
    return refusal.reason


def voters(engine: Engine, made: MadeYear) -> list[str]:
    with reading(engine) as session:
        return [line.person for line in delegates_of_year(session, made.id) if line.is_voter]


def mark(
    engine: Engine, made: MadeYear, ids: tuple[int, ...], state: AttendanceState | None, reason: str = ""
) -> None:
    with writing(engine) as session:
        attendance.mark_attendance(session, OPERATOR, made.id, ids, state, reason)


def states(engine: Engine, made: MadeYear) -> list[AttendanceState | None]:
    with reading(engine) as session:
        return [line.state for line in attendance_of_year(session, made.id, rehearsal=False)]


def test_units_send_several_and_one_of_them_votes(
    engine: Engine, made: MadeYear, sent: tuple[int, ...]
) -> None:
    first = made.unit_ids[0]
    guest = DelegateEntry(person="Khách", post="Phó Chủ tịch")
    deputy = DelegateEntry(person="Phó", unit_id=first)
    with writing(engine) as session:
        delegates.add_delegate(session, OPERATOR, made.id, guest)
        key = delegates.add_delegate(session, OPERATOR, made.id, deputy)
        lines = delegates_of_year(session, made.id)
    assert [line.person for line in lines] == ["Đại biểu 1", "Phó", "Đại biểu 2", "Đại biểu 3", "Khách"]
    voting = replace(deputy, is_voter=True)
    assert (
        unfit(engine, delegates.edit_delegate, OPERATOR, key, voting, seen_version=1)
        is DelegateFault.VOTER_TAKEN
    )
    with writing(engine) as session:
        delegates.give_vote(session, OPERATOR, key, seen_version=1)
    assert voters(engine, made) == ["Phó", "Đại biểu 2", "Đại biểu 3"]
    with writing(engine) as session:
        delegates.remove_delegate(session, OPERATOR, key, seen_version=2)
        lines = delegates_of_year(session, made.id)
        assert voting_units(session, made.id, lines).missing == ("Đơn vị 1",)


def test_what_makes_no_delegate_is_refused(engine: Engine, made: MadeYear, sent: tuple[int, ...]) -> None:
    with writing(engine) as session:
        other = made_year(session).unit_ids[0]
        row = session.get_one(YearUnit, (made.id, made.unit_ids[2]))
        row.votes = False
        account = made_actor(session, Role.VOTER, block_id=made.block_id, unit_id=made.unit_ids[0]).account_id
        entry = DelegateEntry(
            person="Đại biểu 1", unit_id=made.unit_ids[0], is_voter=True, account_id=account
        )
        delegates.edit_delegate(session, OPERATOR, sent[0], entry, seen_version=1)
        assert list(voter_accounts(session, made.id)) == [made.unit_ids[0]]
    add = (delegates.add_delegate, OPERATOR, made.id)
    voter = DelegateEntry(person="Lan", is_voter=True)
    assert unfit(engine, *add, voter) is DelegateFault.GUEST_VOTES
    assert unfit(engine, *add, replace(voter, unit_id=made.unit_ids[2])) is DelegateFault.NO_VOTE
    assert unfit(engine, *add, replace(voter, unit_id=made.unit_ids[1])) is DelegateFault.VOTER_TAKEN
    assert unfit(engine, *add, DelegateEntry(person="Lan", account_id=account)) is DelegateFault.ACCOUNT_TAKEN
    refused(engine, NotFound, *add, DelegateEntry(person="Lan", account_id=999))
    refused(engine, NotFound, *add, DelegateEntry(person="Lan", unit_id=other))
    refused(engine, NameRefused, *add, DelegateEntry(person="  "))
    assert unfit(engine, delegates.give_vote, OPERATOR, sent[2], seen_version=1) is DelegateFault.NO_VOTE


def test_who_stands_on_the_roll_of_a_vote_stays(
    engine: Engine, made: MadeYear, sent: tuple[int, ...]
) -> None:
    with writing(engine) as session:
        poll_id = made_poll(session, made)
        session.add(PollVoter(poll_id=poll_id, delegate_id=sent[0], unit_id=made.unit_ids[0], present=True))
    entry = DelegateEntry(person="Đại biểu Một", unit_id=made.unit_ids[0], is_voter=True)
    with writing(engine) as session:
        delegates.edit_delegate(session, OPERATOR, sent[0], entry, seen_version=1)
    guest = replace(entry, unit_id=None, is_voter=False)
    assert (
        unfit(engine, delegates.edit_delegate, OPERATOR, sent[0], guest, seen_version=2)
        is DelegateFault.ON_A_ROLL
    )
    assert (
        unfit(engine, delegates.remove_delegate, OPERATOR, sent[0], seen_version=2) is DelegateFault.ON_A_ROLL
    )


def test_leaders_are_proposed_once(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        for unit in made.unit_ids[:2]:
            entry = RepresentativeEntry(person=f"Lan {unit}", position="Giám đốc")
            name_representative(session, OPERATOR, unit, ContactRole.LEADER, date(2016, 1, 1), entry)
        session.get_one(YearUnit, (made.id, made.unit_ids[1])).votes = False
        assert delegates.propose_delegates(session, OPERATOR, made.id) == 2
        assert delegates.propose_delegates(session, OPERATOR, made.id) == 0
    assert voters(engine, made) == [f"Lan {made.unit_ids[0]}"]


def test_a_copy_leaves_out_who_is_there_and_units_that_have_left(
    engine: Engine, made: MadeYear, sent: tuple[int, ...]
) -> None:
    one, two, three = made.unit_ids
    with writing(engine) as session:
        delegates.add_delegate(session, OPERATOR, made.id, DelegateEntry(person="Khách"))
        ahead = open_year(session, OPERATOR, made.id, 2018)
        remove_from_roll(session, OPERATOR, ahead, three)
        entry = DelegateEntry(person="Người mới", unit_id=two, is_voter=True)
        delegates.add_delegate(session, OPERATOR, ahead, entry)
        assert delegates.copy_delegates(session, OPERATOR, ahead, made.id) == 3
        assert delegates.copy_delegates(session, OPERATOR, ahead, made.id) == 0
        lines = delegates_of_year(session, ahead)
    assert [(line.person, line.unit_id, line.is_voter) for line in lines] == [
        ("Đại biểu 1", one, True),
        ("Người mới", two, True),
        ("Đại biểu 2", two, False),
        ("Khách", None, False),
    ]


def test_who_came_is_marked_together_and_counted(
    engine: Engine, made: MadeYear, sent: tuple[int, ...]
) -> None:
    with writing(engine) as session:
        delegates.add_delegate(session, OPERATOR, made.id, DelegateEntry(person="Khách"))
    mark(engine, made, sent[:2], PRESENT)
    mark(engine, made, sent[2:], ABSENT, "  Đi  công tác ")
    mark(engine, made, sent[1:2], LEFT, "Về sớm")
    with reading(engine) as session:
        lines = attendance_of_year(session, made.id, rehearsal=False)
        there, roll = presence_of(lines), roll_now(session, made.id, rehearsal=False)
    assert [line.reason for line in lines] == ["", "Về sớm", "Đi công tác", ""]
    assert (there.summoned, there.present, there.absent, there.left, there.unseen) == (4, 1, 1, 1, 1)
    assert (there.voters, there.voters_present) == (3, 1)
    assert roll.attendance == Announced(summoned=3, present=1, members=3)
    assert [voter.present for voter in roll.voters] == [True, False, False]
    mark(engine, made, sent[:1], None)
    assert states(engine, made) == [None, LEFT, ABSENT, None]


def test_a_badge_lets_in_on_time_late_and_back(engine: Engine, made: MadeYear, sent: tuple[int, ...]) -> None:
    def scan(place: int) -> None:
        with writing(engine) as session:
            attendance.check_in(session, OPERATOR, made.id, badge_number(sent[place]))

    scan(0)
    with writing(engine) as session:
        agenda_steps.start_item(session, OPERATOR, made_item(session, made), seen_version=1)
    scan(1)
    mark(engine, made, sent[2:], LEFT)
    scan(2)
    scan(0)
    assert states(engine, made) == [PRESENT, LATE, PRESENT]


def test_a_badge_of_elsewhere_lets_nobody_in(engine: Engine, made: MadeYear, sent: tuple[int, ...]) -> None:
    with writing(engine) as session:
        (stranger, *_others) = made_delegates(session, made_year(session))
    for badge in ("", "ABCD-EFGH-JKLM", badge_number(stranger), badge_number(999)):
        refused(engine, BadgeUnknown, attendance.check_in, OPERATOR, made.id, badge)
    refused(engine, NotFound, attendance.mark_attendance, OPERATOR, made.id, [stranger], PRESENT)
    refused(engine, NameRefused, attendance.mark_attendance, OPERATOR, made.id, sent, ABSENT, "a" * 300)


def test_who_was_first_is_told_and_closed_years_stay(
    engine: Engine, made: MadeYear, sent: tuple[int, ...]
) -> None:
    entry = DelegateEntry(person="Lan")
    with writing(engine) as session:
        delegates.edit_delegate(session, OPERATOR, sent[0], entry, seen_version=1)
        assert delegate_version(session, sent[0]) == 2
    refused(engine, Stale, delegates.edit_delegate, OPERATOR, sent[0], entry, seen_version=1)
    refused(engine, NotFound, delegates.remove_delegate, OPERATOR, 999, seen_version=1)
    with writing(engine) as session:
        session.get_one(BlockYear, made.id).state = YearState.PUBLISHED
    refused(engine, YearLocked, delegates.add_delegate, OPERATOR, made.id, entry)
    refused(engine, YearLocked, attendance.mark_attendance, OPERATOR, made.id, sent, PRESENT)


def test_nobody_without_the_right_summons_or_marks(
    engine: Engine, made: MadeYear, sent: tuple[int, ...]
) -> None:
    with writing(engine) as session:
        people = without_the_right(session, made)
        people["chair"] = made_actor(session, Role.CHAIR, block_id=made.block_id)
    for actor in people.values():
        refused(engine, NotAllowed, delegates.add_delegate, actor, made.id, DelegateEntry(person="Lan"))
        refused(engine, NotAllowed, attendance.mark_attendance, actor, made.id, sent, PRESENT)
        refused(engine, NotAllowed, attendance.check_in, actor, made.id, badge_number(sent[0]))


def test_the_trail_tells_who_was_where_before(engine: Engine, made: MadeYear, sent: tuple[int, ...]) -> None:
    mark(engine, made, sent[:1], PRESENT)
    mark(engine, made, sent[:2], ABSENT, "Ốm")
    with reading(engine) as session:
        last = [row for row in session.exec(select(TrailEntry)) if row.action == "mark_attendance"][-1]
        assert session.exec(select(AgendaItem)).all() == []
    assert last.reason == "Ốm"
    assert last.facts["before"]["Đại biểu 1"] == {"attendance": "came_present"}
    assert last.facts["after"]["Đại biểu 2"] == {"attendance": "came_absent"}


def test_of_two_who_press_at_once_each_is_heard_and_one_delegate_votes(
    engine: Engine, made: MadeYear, sent: tuple[int, ...]
) -> None:
    unit = made.unit_ids[0]
    with writing(engine) as session:
        rivals = [
            delegates.add_delegate(session, OPERATOR, made.id, DelegateEntry(person=name, unit_id=unit))
            for name in ("Bình", "Cúc")
        ]

    def give(delegate_id: int) -> None:
        with writing(engine) as session:
            delegates.give_vote(session, OPERATOR, delegate_id, seen_version=1)
        mark(engine, made, sent, PRESENT)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(give, rivals))
    assert [name for name in voters(engine, made) if name in ("Bình", "Cúc", "Đại biểu 1")] in (
        ["Bình"],
        ["Cúc"],
    )
    assert states(engine, made).count(PRESENT) == len(sent)
