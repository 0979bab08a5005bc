"""Vote rounds: every step, every refusal, and two people at once."""

import threading
from collections.abc import Callable
from fractions import Fraction

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import TrailEntry
from models.enums import (
    Basis,
    BoxMode,
    Operator,
    OptionOutcome,
    PollKind,
    PollMethod,
    PollOutcome,
    PollState,
    Role,
    YearState,
)
from models.polls import Poll, PollOption
from models.year import BlockYear
from services import poll_steps, voting
from services.database import reading, writing
from services.errors.accounts import NameTaken, NotAllowed
from services.errors.base import DomainError, NotFound, Stale
from services.errors.typed import NameRefused, TypedNumberRefused
from services.errors.voting import CountAbove, CountPart, CountsMissing, PollFault, PollStandsAt, PollUnfit
from services.errors.years import YearLocked
from services.queries.polls import PollDetail, poll_detail
from services.rules.counting import Attendance, Counts, Frame, OptionCount
from services.rules.document import Threshold
from services.rules.rights import OPERATOR, Actor
from tests.factories import MadeYear, everything, made_actor, made_year, without_the_right
from tests.rounds import (
    NINE,
    NO_BOXES,
    close,
    closed_poll,
    codes,
    count,
    counted_poll,
    counts,
    frame,
    made_poll,
    opened_poll,
    publish,
    published_poll,
    settle,
    version,
    voted_poll,
)


def seen(session: Session, made: MadeYear, poll_id: int) -> PollDetail:
    return poll_detail(session, OPERATOR, made.id, poll_id)


def trail(session: Session) -> list[str]:
    return [row.action for row in session.exec(select(TrailEntry).order_by(TrailEntry.number)).all()]  # type: ignore[arg-type]


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def test_a_round_is_prepared_opened_counted_and_closed(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = published_poll(session, year, 7, 2, 0)
    with reading(engine) as session:
        poll = seen(session, year, poll_id)
        assert trail(session)[-5:] == [
            "open_poll",
            "close_poll",
            "record_counts",
            "settle_poll",
            "publish_poll",
        ]
    assert (poll.state, poll.poll.code) == (PollState.PUBLISHED, "co-thi-dua-cua-ubnd-tinh")
    assert poll.verdict is not None
    assert (poll.verdict.required, poll.verdict.basis_count) == (5, 9)
    assert poll.verdict.outcome is PollOutcome.DECIDED
    first = poll.verdict.options[0]
    assert (first.votes, first.percent, first.outcome) == (7, 7778, OptionOutcome.ELECTED)
    assert list(poll.names.values()) == ["Đơn vị 1", "Đơn vị 2", "Đơn vị 3"]


def test_the_verdict_keeps_what_was_decided_when(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = published_poll(session, year, 7, 2, 0)
        row = session.exec(select(Poll).where(Poll.id == poll_id)).one()
        moments = [row.opened_at, row.closed_at, row.counted_at, row.published_at]
        assert moments == sorted(moment for moment in moments if moment)
        assert row.verdict is not None
        assert row.verdict["options"][0] == {
            "option": codes(session, poll_id)[0],
            "votes": 7,
            "percent": "77.78",
            "outcome": "elected",
        }


@pytest.mark.parametrize(
    ("given", "votes", "outcome"),
    [
        (frame(), (4, 4, 1), PollOutcome.OPEN_SEATS),
        (frame(rule=None), (4, 4, 1), PollOutcome.TIED),
        (frame(rule=None, seats=2), (9, 0, 0), PollOutcome.OPEN_SEATS),
        (
            frame(quorum=Threshold(Operator.AT_LEAST, Fraction(2, 3), Basis.SUMMONED)),
            (7, 1, 1),
            PollOutcome.DECIDED,
        ),
        (
            frame(
                quorum=Threshold(Operator.AT_LEAST, Fraction(2, 3), Basis.SUMMONED),
                attendance=Attendance(summoned=9, present=5),
            ),
            (5, 0, 0),
            PollOutcome.NO_QUORUM,
        ),
    ],
)
def test_a_tie_an_open_seat_and_no_quorum_are_results(
    engine: Engine, year: MadeYear, given: Frame, votes: tuple[int, ...], outcome: PollOutcome
) -> None:
    with writing(engine) as session:
        poll_id = published_poll(session, year, *votes, given=given)
        verdict = seen(session, year, poll_id).verdict
    assert verdict is not None
    assert verdict.outcome is outcome


def test_a_motion_is_its_own_one_option(engine: Engine, year: MadeYear) -> None:
    given = frame("Thông qua báo cáo", PollKind.MOTION, seats=None)
    with writing(engine) as session:
        poll_id = published_poll(session, year, 9, given=given)
        poll = seen(session, year, poll_id)
    assert dict(poll.names) == {"thong-qua-bao-cao": "Thông qua báo cáo"}
    assert poll.unit_ids == ()
    assert poll.verdict is not None
    assert poll.verdict.options[0].outcome is OptionOutcome.PASSED


def test_codes_are_ascii_and_never_twice(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        first = made_poll(session, year)
        poll_steps.void_poll(session, OPERATOR, first, "Nhầm", seen_version=1, folder=NO_BOXES)
        made_poll(session, year)
        made_poll(session, year, frame("Cờ thi đua của UBND tỉnh!"))
        assert set(session.exec(select(Poll.code)).all()) == {
            "co-thi-dua-cua-ubnd-tinh",
            "co-thi-dua-cua-ubnd-tinh-2",
            "co-thi-dua-cua-ubnd-tinh-3",
        }


def test_a_draft_is_changed_and_who_withdrew_stays_withdrawn(engine: Engine, year: MadeYear) -> None:
    two, three = year.unit_ids[1:]
    with writing(engine) as session:
        poll_id = made_poll(session, year)
        code = codes(session, poll_id)[1]
        voting.withdraw_option(session, OPERATOR, poll_id, code, seen_version=1)
        voting.change_poll(
            session, OPERATOR, poll_id, frame("Bằng khen", seats=2), [three, two], seen_version=2
        )
        poll = seen(session, year, poll_id)
    assert (poll.poll.title, poll.poll.seats, poll.poll.code) == ("Bằng khen", 2, "co-thi-dua-cua-ubnd-tinh")
    assert poll.unit_ids == (three, two)
    assert [option.withdrawn for option in poll.poll.options] == [False, True]


def test_a_withdrawn_option_counts_nowhere_and_may_come_back(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = opened_poll(session, year)
        one, two, three = codes(session, poll_id)
        voting.withdraw_option(session, OPERATOR, poll_id, one, seen_version=2)
        voting.withdraw_option(session, OPERATOR, poll_id, two, seen_version=version(session, poll_id))
        voting.reinstate_option(session, OPERATOR, poll_id, two, seen_version=version(session, poll_id))
        close(session, poll_id)
        with pytest.raises(NotFound):
            count(session, poll_id, 5)
        numbers = Counts(options={two: OptionCount(votes=6), three: OptionCount(votes=3)})
        now = version(session, poll_id)
        poll_steps.record_counts(session, OPERATOR, poll_id, numbers, seen_version=now)
        settle(session, poll_id)
        publish(session, poll_id)
        verdict = seen(session, year, poll_id).verdict
    assert verdict is not None
    assert [option.outcome for option in verdict.options] == [
        OptionOutcome.WITHDRAWN,
        OptionOutcome.ELECTED,
        OptionOutcome.NOT_ELECTED,
    ]


def test_nobody_withdraws_once_the_voting_has_ended(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = voted_poll(session, year)
        with pytest.raises(PollStandsAt):
            voting.withdraw_option(
                session, OPERATOR, poll_id, codes(session, poll_id)[1], seen_version=version(session, poll_id)
            )


def test_nobody_withdraws_while_ballots_lie_in_a_sealed_box(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = opened_poll(session, year, frame(method=PollMethod.SECRET))
        session.exec(select(Poll).where(Poll.id == poll_id)).one().mode = BoxMode.STANDARD
        session.flush()
        with pytest.raises(PollUnfit) as refusal:
            voting.withdraw_option(
                session, OPERATOR, poll_id, codes(session, poll_id)[1], seen_version=version(session, poll_id)
            )
    assert refusal.value.reason is PollFault.VOTING


def test_a_count_is_taken_back_before_it_is_read_out(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = counted_poll(session, year, 7, 2, 0)
        now = version(session, poll_id)
        poll_steps.recount_poll(session, OPERATOR, poll_id, "Kiểm nhầm", seen_version=now)
        poll = seen(session, year, poll_id)
        assert (poll.state, poll.verdict) == (PollState.CLOSED, None)
        count(session, poll_id, 2, 7, 0)
        settle(session, poll_id)
        publish(session, poll_id)
        verdict = seen(session, year, poll_id).verdict
    assert verdict is not None
    assert verdict.chosen == ("don-vi-2",)


def test_opening_freezes_what_was_announced(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = made_poll(session, year)
        there = Attendance(summoned=12, present=10, members=13)
        poll_steps.open_poll(session, OPERATOR, poll_id, there, seen_version=1, folder=NO_BOXES)
        row = session.exec(select(Poll).where(Poll.id == poll_id)).one()
        assert (row.members, row.summoned, row.present) == (13, 12, 10)
        with pytest.raises(PollStandsAt):
            voting.change_poll(session, OPERATOR, poll_id, frame(), seen_version=row.version)


@pytest.mark.parametrize(
    ("given", "units", "reason"),
    [
        (frame(kind=PollKind.APPROVAL, rule=None), 3, PollFault.NO_RULE),
        (frame("Biểu quyết", PollKind.MOTION, rule=None), 0, PollFault.NO_RULE),
        (frame(), 0, PollFault.NO_OPTION),
    ],
)
def test_a_round_that_is_not_complete_does_not_open(
    engine: Engine, year: MadeYear, given: Frame, units: int, reason: PollFault
) -> None:
    with writing(engine) as session:
        poll_id = voting.prepare_poll(session, OPERATOR, year.id, given, year.unit_ids[:units])
        with pytest.raises(PollUnfit) as refusal:
            poll_steps.open_poll(session, OPERATOR, poll_id, NINE, seen_version=1, folder=NO_BOXES)
    assert refusal.value.reason is reason


def test_an_election_needs_no_rule(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        assert opened_poll(session, year, frame(rule=None))


def test_everybody_has_withdrawn(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = opened_poll(session, year)
        for code in codes(session, poll_id):
            voting.withdraw_option(session, OPERATOR, poll_id, code, seen_version=version(session, poll_id))
        with pytest.raises(PollUnfit) as refusal:
            close(session, poll_id)
    assert refusal.value.reason is PollFault.NO_OPTION


FRAMES: list[tuple[Frame, type[DomainError]]] = [
    (frame(title="   "), NameRefused),
    (frame(title="x" * 201), NameRefused),
    (frame(seats=None), PollUnfit),
    (frame(seats=0), PollUnfit),
    (frame(attendance=Attendance(summoned=9, present=10)), CountAbove),
    (frame(attendance=Attendance(summoned=9, present=9, members=8)), CountAbove),
    (frame(attendance=Attendance(summoned=-1, present=-1)), TypedNumberRefused),
    (frame(attendance=Attendance(summoned=10**9, present=1)), TypedNumberRefused),
]


@pytest.mark.parametrize(("given", "kind"), FRAMES)
def test_a_frame_that_cannot_be_is_refused(
    engine: Engine, year: MadeYear, given: Frame, kind: type[DomainError]
) -> None:
    with writing(engine) as session:
        poll_id = made_poll(session, year, frame("Đã có"))
        before = everything(session, Poll, PollOption)
        with pytest.raises(kind):
            made_poll(session, year, given)
        assert everything(session, Poll, PollOption) == before
        with pytest.raises(kind):
            voting.change_poll(session, OPERATOR, poll_id, given, year.unit_ids, seen_version=1)


def test_two_rounds_of_a_year_do_not_share_a_title(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        made_poll(session, year)
        other = made_poll(session, year, frame("Bằng khen"))
        with pytest.raises(NameTaken):
            made_poll(session, year, frame("  Cờ thi đua   của UBND tỉnh "))
        with pytest.raises(NameTaken):
            voting.change_poll(session, OPERATOR, other, frame(), seen_version=1)


def test_only_units_of_the_roll_stand_on_the_ballot(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        stranger = made_year(session, units=1).unit_ids[0]
        with pytest.raises(NotFound):
            voting.prepare_poll(session, OPERATOR, year.id, frame(), [*year.unit_ids, stranger])


# Nine hands, three units of the year, one seat; then each count that breaks a bound of the year-file.
BOUNDS: list[tuple[PollMethod, int, tuple[int, ...], dict[str, int], CountPart, str | None, int]] = [
    (PollMethod.HANDS, 1, (10, 0, 0), {}, CountPart.VOTES, "Đơn vị 1", 9),
    (PollMethod.HANDS, 1, (5, 5, 0), {}, CountPart.VOTES, None, 9),
    (PollMethod.HANDS, 2, (9, 9, 1), {}, CountPart.VOTES, None, 18),
    (PollMethod.HANDS, 1, (0, 0, 0), {"issued": 10}, CountPart.ISSUED, None, 9),
    (PollMethod.HANDS, 1, (0, 0, 0), {"issued": 8, "collected": 9}, CountPart.COLLECTED, None, 8),
    (PollMethod.HANDS, 1, (0, 0, 0), {"collected": 7, "invalid": 8}, CountPart.INVALID, None, 7),
    (PollMethod.HANDS, 1, (0, 8, 0), {"collected": 8, "invalid": 1}, CountPart.VOTES, "Đơn vị 2", 7),
]


@pytest.mark.parametrize(("method", "seats", "votes", "figures", "part", "option", "limit"), BOUNDS)
def test_a_count_above_its_bound_is_refused_by_name_and_limit(
    engine: Engine,
    year: MadeYear,
    method: PollMethod,
    seats: int,
    votes: tuple[int, ...],
    figures: dict[str, int],
    part: CountPart,
    option: str | None,
    limit: int,
) -> None:
    with writing(engine) as session:
        poll_id = voted_poll(session, year, frame(method=method, seats=seats))
        before = everything(session, Poll, PollOption, TrailEntry)
    with pytest.raises(CountAbove) as refusal, writing(engine) as session:
        count(session, poll_id, *votes, **figures)
    assert (refusal.value.part, refusal.value.option, refusal.value.limit) == (part, option, limit)
    with reading(engine) as session:
        assert everything(session, Poll, PollOption, TrailEntry) == before


def test_votes_against_and_blank_fit_on_the_valid_ballots_together(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = voted_poll(session, year, frame(kind=PollKind.APPROVAL, seats=None))
        code = codes(session, poll_id)[0]
        numbers = Counts(options={code: OptionCount(votes=7, against=2, blank=1)})
        with pytest.raises(CountAbove) as refusal:
            poll_steps.record_counts(session, OPERATOR, poll_id, numbers, seen_version=3)
    assert (refusal.value.count, refusal.value.limit) == (10, 9)


@pytest.mark.parametrize("number", [-1, 10**9])
def test_a_count_below_zero_or_beyond_reason_is_refused(engine: Engine, year: MadeYear, number: int) -> None:
    with writing(engine) as session:
        poll_id = voted_poll(session, year)
        with pytest.raises(TypedNumberRefused):
            count(session, poll_id, number)


def test_a_count_is_not_settled_before_everything_is_counted(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = closed_poll(session, year, 5)
        with pytest.raises(CountsMissing) as refusal:
            settle(session, poll_id)
    assert (refusal.value.parts, refusal.value.options) == ((), ("Đơn vị 2", "Đơn vị 3"))


def test_hands_that_are_present_are_valid_unless_typed_otherwise(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        as_present = published_poll(session, year, 5, 4, 0)
        typed = published_poll(session, year, 5, 3, 0, given=frame("Khác"), collected=8, invalid=0)
        bases = [seen(session, year, key).verdict for key in (as_present, typed)]
    assert [verdict and verdict.basis_count for verdict in bases] == [9, 8]


@pytest.mark.parametrize(
    "stood_at", [PollState.DRAFT, PollState.OPEN, PollState.COUNTED, PollState.PUBLISHED]
)
def test_a_void_round_stays_visible_with_its_reason(
    engine: Engine, year: MadeYear, stood_at: PollState
) -> None:
    makers: dict[PollState, Callable[[Session], int]] = {
        PollState.DRAFT: lambda session: made_poll(session, year),
        PollState.OPEN: lambda session: opened_poll(session, year),
        PollState.COUNTED: lambda session: counted_poll(session, year, 5, 4, 0),
        PollState.PUBLISHED: lambda session: published_poll(session, year, 5, 4, 0),
    }
    with writing(engine) as session:
        poll_id = makers[stood_at](session)
        with pytest.raises(NameRefused):
            poll_steps.void_poll(
                session, OPERATOR, poll_id, " ", seen_version=version(session, poll_id), folder=NO_BOXES
            )
        session.expire_all()
        now = version(session, poll_id)
        poll_steps.void_poll(
            session, OPERATOR, poll_id, "Kiểm  nhầm <b>phiếu</b>", seen_version=now, folder=NO_BOXES
        )
        poll = seen(session, year, poll_id)
        entry = session.exec(select(TrailEntry).where(TrailEntry.action == "void_poll")).one()
    assert (poll.state, poll.void_reason) == (PollState.VOID, "Kiểm nhầm <b>phiếu</b>")
    assert poll.verdict is None
    assert entry.reason == "Kiểm nhầm <b>phiếu</b>"


def test_a_tie_leads_to_a_round_among_the_tied_for_the_seats_left(engine: Engine) -> None:
    with writing(engine) as session:
        year = made_year(session, units=4)
        poll_id = published_poll(session, year, 9, 4, 4, 1, given=frame(rule=None, seats=2))
        title = "Cờ thi đua, vòng 2"
        now = version(session, poll_id)
        following = voting.prepare_next_round(session, OPERATOR, poll_id, title, seen_version=now)
        first, second = seen(session, year, poll_id), seen(session, year, following)
    assert (second.poll.title, second.poll.seats, second.state) == (title, 1, PollState.DRAFT)
    assert second.unit_ids == year.unit_ids[1:3]
    assert (second.round, second.first_title) == (2, first.poll.title)
    assert (first.followed, second.followed) == (True, False)


def test_open_seats_lead_to_a_round_among_those_not_elected(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = published_poll(session, year, 6, 4, 4, given=frame(seats=2))
        now = version(session, poll_id)
        following = voting.prepare_next_round(session, OPERATOR, poll_id, "Vòng 2", seen_version=now)
        poll = seen(session, year, following)
    assert (poll.unit_ids, poll.poll.seats) == (year.unit_ids[1:], 1)


def test_a_void_round_is_repeated_whole_but_for_who_withdrew(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = opened_poll(session, year, frame(seats=2))
        code = codes(session, poll_id)[0]
        voting.withdraw_option(session, OPERATOR, poll_id, code, seen_version=2)
        poll_steps.void_poll(session, OPERATOR, poll_id, "Mất điện", seen_version=3, folder=NO_BOXES)
        title = frame().title
        following = voting.prepare_next_round(session, OPERATOR, poll_id, title, seen_version=4)
        poll = seen(session, year, following)
    assert (poll.unit_ids, poll.poll.seats) == (year.unit_ids[1:], 2)


def test_a_round_is_repeated_once_and_only_if_something_is_left(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        decided = published_poll(session, year, 9, 0, 0)
        with pytest.raises(PollUnfit) as nothing_left:
            voting.prepare_next_round(
                session, OPERATOR, decided, "Vòng 2", seen_version=version(session, decided)
            )
        tied = published_poll(session, year, 4, 4, 1, given=frame("Hòa", rule=None))
        now = version(session, tied)
        voting.prepare_next_round(session, OPERATOR, tied, "Hòa, vòng 2", seen_version=now)
        with pytest.raises(PollUnfit) as followed:
            voting.prepare_next_round(session, OPERATOR, tied, "Hòa, vòng 2b", seen_version=now + 1)
    assert nothing_left.value.reason is PollFault.NOTHING_LEFT
    assert followed.value.reason is PollFault.FOLLOWED


Step = Callable[[Session, Actor, int, int], object]
STEPS: dict[str, tuple[Step, set[PollState]]] = {
    "change": (
        lambda s, who, key, seen: voting.change_poll(s, who, key, frame(), seen_version=seen),
        {PollState.DRAFT},
    ),
    "withdraw": (
        lambda s, who, key, seen: voting.withdraw_option(s, who, key, codes(s, key)[0], seen_version=seen),
        {PollState.DRAFT, PollState.OPEN},
    ),
    "reinstate": (
        lambda s, who, key, seen: voting.reinstate_option(s, who, key, codes(s, key)[0], seen_version=seen),
        {PollState.DRAFT, PollState.OPEN},
    ),
    "open": (
        lambda s, who, key, seen: poll_steps.open_poll(s, who, key, NINE, seen_version=seen, folder=NO_BOXES),
        {PollState.DRAFT},
    ),
    "close": (
        lambda s, who, key, seen: poll_steps.close_poll(s, who, key, seen_version=seen, folder=NO_BOXES),
        {PollState.OPEN},
    ),
    "count": (
        lambda s, who, key, seen: poll_steps.record_counts(s, who, key, Counts(), seen_version=seen),
        {PollState.CLOSED},
    ),
    "settle": (
        lambda s, who, key, seen: poll_steps.settle_poll(s, who, key, seen_version=seen),
        {PollState.CLOSED},
    ),
    "recount": (
        lambda s, who, key, seen: poll_steps.recount_poll(s, who, key, "Nhầm", seen_version=seen),
        {PollState.COUNTED},
    ),
    "publish": (
        lambda s, who, key, seen: poll_steps.publish_poll(s, who, key, seen_version=seen),
        {PollState.COUNTED},
    ),
    "void": (
        lambda s, who, key, seen: poll_steps.void_poll(
            s, who, key, "Nhầm", seen_version=seen, folder=NO_BOXES
        ),
        set(PollState) - {PollState.VOID, PollState.CERTIFIED},
    ),
    "next": (
        lambda s, who, key, seen: voting.prepare_next_round(s, who, key, "Vòng 2", seen_version=seen),
        {PollState.PUBLISHED, PollState.CERTIFIED, PollState.VOID},
    ),
}


def poll_at(session: Session, made: MadeYear, state: PollState) -> int:
    """A round at that state, from which every step that belongs to the state can be taken."""
    makers: dict[PollState, Callable[[], int]] = {
        PollState.DRAFT: lambda: made_poll(session, made),
        PollState.OPEN: lambda: opened_poll(session, made),
        PollState.CLOSED: lambda: closed_poll(session, made, 4, 4, 1),
        PollState.COUNTED: lambda: counted_poll(session, made, 4, 4, 1),
        PollState.PUBLISHED: lambda: published_poll(session, made, 4, 4, 1),
        PollState.CERTIFIED: lambda: published_poll(session, made, 4, 4, 1),
        PollState.VOID: lambda: made_poll(session, made),
    }
    poll_id = makers[state]()
    if state is PollState.VOID:
        poll_steps.void_poll(
            session, OPERATOR, poll_id, "Nhầm", seen_version=version(session, poll_id), folder=NO_BOXES
        )
    if state is PollState.CERTIFIED:
        session.exec(select(Poll).where(Poll.id == poll_id)).one().state = state
        session.flush()
    return poll_id


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_only_at_its_state(engine: Engine, step: str) -> None:
    act, states = STEPS[step]
    for state in set(PollState) - states:
        with writing(engine) as session:
            poll_id = poll_at(session, made_year(session), state)
            entries = len(trail(session))
            with pytest.raises(PollStandsAt) as refusal:
                act(session, OPERATOR, poll_id, version(session, poll_id))
            assert refusal.value.state is state
            assert len(trail(session)) == entries


@pytest.mark.parametrize("step", STEPS)
def test_what_somebody_else_has_changed_is_not_overwritten(engine: Engine, year: MadeYear, step: str) -> None:
    act, states = STEPS[step]
    with writing(engine) as session:
        poll_id = poll_at(session, year, min(states))
        with pytest.raises(Stale) as refusal:
            act(session, OPERATOR, poll_id, version(session, poll_id) - 1)
    assert refusal.value.by == "manage.py"


def test_a_double_click_opens_once(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = made_poll(session, year)
        poll_steps.open_poll(session, OPERATOR, poll_id, NINE, seen_version=1, folder=NO_BOXES)
    with pytest.raises(PollStandsAt) as refusal, writing(engine) as session:
        poll_steps.open_poll(session, OPERATOR, poll_id, NINE, seen_version=1, folder=NO_BOXES)
    assert refusal.value.state is PollState.OPEN
    with reading(engine) as session:
        assert trail(session).count("open_poll") == 1


@pytest.mark.parametrize("step", STEPS)
def test_who_may_not_run_votes_changes_nothing(engine: Engine, year: MadeYear, step: str) -> None:
    act, states = STEPS[step]
    with writing(engine) as session:
        people = without_the_right(session, year)
        poll_id = poll_at(session, year, min(states))
        before = everything(session, Poll, PollOption, TrailEntry)
        for actor in people.values():
            with pytest.raises(NotAllowed):
                act(session, actor, poll_id, version(session, poll_id))
            with pytest.raises(NotAllowed):
                voting.prepare_poll(session, actor, year.id, frame("Khác"), year.unit_ids)
        assert everything(session, Poll, PollOption, TrailEntry) == before


def test_the_secretary_of_the_block_runs_its_votes(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        secretary = made_actor(session, Role.SECRETARY, block_id=year.block_id)
        assert voting.prepare_poll(session, secretary, year.id, frame(), year.unit_ids)


@pytest.mark.parametrize("step", STEPS)
def test_a_year_that_is_out_takes_no_votes(engine: Engine, year: MadeYear, step: str) -> None:
    act, states = STEPS[step]
    with writing(engine) as session:
        poll_id = poll_at(session, year, min(states))
        session.exec(select(BlockYear).where(BlockYear.id == year.id)).one().state = YearState.PUBLISHED
        session.flush()
        with pytest.raises(YearLocked):
            act(session, OPERATOR, poll_id, version(session, poll_id))
        with pytest.raises(YearLocked):
            made_poll(session, year, frame("Khác"))


def test_there_is_no_such_round_or_year(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        with pytest.raises(NotFound):
            poll_steps.close_poll(session, OPERATOR, 999_999, seen_version=1, folder=NO_BOXES)
        with pytest.raises(NotFound):
            voting.prepare_poll(session, OPERATOR, 999_999, frame())
        poll_id = made_poll(session, year)
        with pytest.raises(NotFound):
            voting.withdraw_option(session, OPERATOR, poll_id, "khong-co", seen_version=1)


def at_once(engine: Engine, *acts: Callable[[Session], object]) -> list[str]:
    """What became of each act, all started together: "done" or the name of the refusal, sorted."""
    barrier, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[Session], object]) -> None:
        barrier.wait()
        try:
            with writing(engine) as session:
                act(session)
            outcomes.append("done")
        except DomainError as refusal:
            outcomes.append(type(refusal).__name__)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_two_tellers_count_at_once_and_one_is_told_to_look_again(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = voted_poll(session, year)
        mine, theirs = counts(session, poll_id, 5, 4, 0), counts(session, poll_id, 4, 4, 1)
        now = version(session, poll_id)
    assert at_once(
        engine,
        lambda session: poll_steps.record_counts(session, OPERATOR, poll_id, mine, seen_version=now),
        lambda session: poll_steps.record_counts(session, OPERATOR, poll_id, theirs, seen_version=now),
    ) == ["Stale", "done"]
    with reading(engine) as session:
        votes = [row.votes for row in session.exec(select(PollOption)).all()]
        assert sorted(number or 0 for number in votes) in ([0, 4, 5], [1, 4, 4])
        assert trail(session).count("record_counts") == 1


def test_two_settle_at_once_and_one_verdict_is_kept(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = closed_poll(session, year, 5, 4, 0)
        now = version(session, poll_id)
    settling = [lambda session: poll_steps.settle_poll(session, OPERATOR, poll_id, seen_version=now)] * 2
    assert at_once(engine, *settling) == ["PollStandsAt", "done"]
    with reading(engine) as session:
        assert trail(session).count("settle_poll") == 1


def test_settling_and_counting_at_once_never_settle_over_a_count_unseen(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        poll_id = closed_poll(session, year, 5, 4, 0)
        late, now = counts(session, poll_id, 4, 5, 0), version(session, poll_id)
    outcomes = at_once(
        engine,
        lambda session: poll_steps.settle_poll(session, OPERATOR, poll_id, seen_version=now),
        lambda session: poll_steps.record_counts(session, OPERATOR, poll_id, late, seen_version=now),
    )
    with reading(engine) as session:
        poll = seen(session, year, poll_id)
    if poll.state is PollState.COUNTED:
        assert outcomes == ["PollStandsAt", "done"]
        assert [option.votes for option in poll.poll.options] == [5, 4, 0]
    else:
        assert outcomes == ["Stale", "done"]
        assert [option.votes for option in poll.poll.options] == [4, 5, 0]


def test_two_prepare_the_same_round_at_once(engine: Engine, year: MadeYear) -> None:
    assert at_once(engine, *[lambda session: made_poll(session, year)] * 2) == ["NameTaken", "done"]
