"""Two tellers type the same ballots apart: what they may, what they see, what is refused, what stands."""

import threading

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import TrailEntry
from models.conference import Delegate
from models.enums import BatchKind, Operator, PollKind, PollMethod, PollState, Role
from models.polls import Poll, PollBatch, PollOption, PollVoter, TellerCount
from services import paper_counts, poll_steps
from services.database import reading, writing
from services.errors import ballots as refusals
from services.errors.accounts import NotAllowed
from services.errors.ballots import BallotFault, BatchFault, CountCode
from services.errors.base import DomainError, NotFound, Stale
from services.errors.typed import NameRefused, TypedNumberRefused
from services.errors.voting import CountPart, CountsMissing, PollFault, PollStandsAt, PollUnfit, StillVoting
from services.queries.counting import Counting, counting_of_round
from services.queries.polls import poll_detail
from services.rules.counting import Attendance, Counts, OptionCount
from services.rules.document import Threshold
from services.rules.paper_count import Difference
from services.rules.rights import OPERATOR, Actor
from services.rules.typed_count import TypedCount, typed_ballot
from services.storage.rounds import rule_held
from tests.factories import MadeYear, everything, made_actor, made_year
from tests.rounds import HALF, NO_BOXES, codes, counted_poll, frame, opened_poll, version, voted_poll
from tests.tellers import (
    PAPER,
    finish,
    own_version,
    settle,
    settled_by_two,
    two_tellers,
    type_,
    type_and_finish,
)

NINE_BALLOTS = ("1", "1", "1", "1", "1", "2", "2", "0", "12")  # the last has a name too many


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def paper(
    session: Session, year: MadeYear, kind: PollKind = PollKind.ELECTION, *, own_unit: bool = True
) -> int:
    """A closed round on paper among three units; nine are present."""
    seats = 1 if kind is PollKind.ELECTION else None
    poll_id = voted_poll(session, year, frame(kind=kind, seats=seats, method=PollMethod.PAPER))
    row_of(session, poll_id).own_unit = own_unit
    session.flush()
    return poll_id


def row_of(session: Session, poll_id: int) -> Poll:
    return session.exec(select(Poll).where(Poll.id == poll_id)).one()


def seen(session: Session, year: MadeYear, actor: Actor, poll_id: int) -> Counting:
    return counting_of_round(session, actor, year.id, poll_id)


def pile(
    session: Session, year: MadeYear, poll_id: int, *texts: str, collected: int | None = None
) -> TypedCount:
    """The ballots as somebody types them."""
    counting = seen(session, year, OPERATOR, poll_id)
    ballots = tuple(typed_ballot(counting.form, text, counting.names) for text in texts)
    number = len(texts) if collected is None else collected
    return TypedCount(issued=number, collected=number, ballots=ballots)


def totals(session: Session, poll_id: int, *votes: int, invalid: int = 0, collected: int = 9) -> TypedCount:
    options = {
        code: OptionCount(votes=number) for code, number in zip(codes(session, poll_id), votes, strict=False)
    }
    return TypedCount(issued=9, collected=collected, totals=Counts(options=options, invalid=invalid))


def trail(session: Session) -> list[TrailEntry]:
    return list(session.exec(select(TrailEntry).order_by(TrailEntry.number)))  # type: ignore[arg-type]


def test_two_tellers_type_the_same_and_the_totals_stand(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        lan, minh = two_tellers(session)
        typed = pile(session, year, poll_id, *NINE_BALLOTS)
        for number in range(1, 10):  # a ballot at a time, as it is typed
            part = TypedCount(issued=9, collected=9, ballots=typed.ballots[:number])
            type_(session, lan, poll_id, part)
        finish(session, lan, poll_id)
        type_and_finish(session, minh, poll_id, totals(session, poll_id, 5, 2, 0, invalid=1))
        settle(session, minh, poll_id)
        poll = row_of(session, poll_id)
        assert (poll.issued, poll.collected, poll.invalid, poll.state) == (9, 9, 1, PollState.CLOSED)
        poll_steps.settle_poll(session, OPERATOR, poll_id, seen_version=poll.version)
        detail = poll_detail(session, OPERATOR, year.id, poll_id)
    assert detail.verdict is not None
    assert (detail.verdict.required, detail.verdict.basis_count) == (5, 8)
    assert detail.verdict.chosen == ("don-vi-1",)


def test_the_verdict_keeps_its_words_and_an_unmet_quorum_decides_nothing(
    engine: Engine, year: MadeYear
) -> None:
    quorum = Threshold(Operator.AT_LEAST, HALF.share, HALF.basis.SUMMONED)
    asked = frame(method=PollMethod.PAPER, quorum=quorum, attendance=Attendance(summoned=9, present=4))
    with writing(engine) as session:
        decided = counted_poll(
            session, year, 7, 2, 0, given=frame("Bằng khen", method=PollMethod.PAPER), issued=9, collected=9
        )
        missed = counted_poll(session, year, 4, 0, 0, given=asked, issued=4, collected=4)
        words = [
            row.verdict["words"] for row in (row_of(session, decided), row_of(session, missed)) if row.verdict
        ]
    assert words[0][1] == ("Đơn vị 1: 7/9 phiếu, 77,78 %, yêu cầu trên 1/2 số phiếu hợp lệ: 5 – trúng cử")
    assert words[1][1] == "Có mặt 4, cần ít nhất 5: không đủ"
    assert "không quyết định được việc gì" in words[1][-1]


def test_the_trail_tells_totals_and_no_ballot_and_nothing_before_both_have_finished(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        lan, minh = two_tellers(session)
        before = len(trail(session))
        typed = pile(session, year, poll_id, *NINE_BALLOTS)
        type_and_finish(session, lan, poll_id, typed)
        type_and_finish(session, minh, poll_id, typed)
        settle(session, lan, poll_id)
        entries = trail(session)[before:]
        kept = [row.typed for row in session.exec(select(TellerCount))]
    assert [entry.action for entry in entries] == ["finish_count", "finish_count", "settle_batch"]
    first, second, settled = (entry.facts for entry in entries)
    assert set(first) == {"title", "batch"}
    assert second["differing"] == 0
    assert (settled["issued"], settled["collected"], settled["invalid"]) == (9, 9, 1)
    assert settled["findings"] == "W201"
    assert "ballots" not in kept[0]
    assert "ballots" not in kept[1]


def test_nobody_sees_what_another_types_before_both_have_finished(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        lan, minh = two_tellers(session)
        secretary = made_actor(session, Role.SECRETARY, block_id=year.block_id)
        chair = made_actor(session, Role.CHAIR, block_id=year.block_id)
        type_and_finish(session, lan, poll_id, totals(session, poll_id, 5, 3, 1))
        type_(session, minh, poll_id, totals(session, poll_id, 4, 4, 1))
        for actor in (minh, secretary, chair):
            (batch,) = seen(session, year, actor, poll_id).batches
            assert (batch.differing, batch.differences, batch.settled) == (None, (), None)
            assert {teller.finished for teller in batch.tellers} == {True, False}
        assert batch.own is None
        finish(session, minh, poll_id)
        views = {actor: seen(session, year, actor, poll_id).batches[0] for actor in (lan, minh, secretary)}
    first, second, *_ = codes_of(engine, poll_id)
    assert views[lan].differences == (
        Difference(CountPart.VOTES, 5, 4, first, "votes"),
        Difference(CountPart.VOTES, 3, 4, second, "votes"),
    )
    assert views[minh].differences[0] == Difference(CountPart.VOTES, 4, 5, first, "votes")
    assert (views[secretary].differing, views[secretary].differences, views[secretary].own) == (2, (), None)


def codes_of(engine: Engine, poll_id: int) -> list[str]:
    with reading(engine) as session:
        return codes(session, poll_id)


def test_what_differs_is_mended_by_who_typed_it_wrong(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        lan, minh = two_tellers(session)
        type_and_finish(session, lan, poll_id, totals(session, poll_id, 5, 3, 1))
        type_and_finish(session, minh, poll_id, totals(session, poll_id, 5, 4, 0))
        with pytest.raises(refusals.CountsDiffer) as refusal:
            settle(session, lan, poll_id)
        assert refusal.value.differing == 2
        session.expire_all()
        mend(session, minh, poll_id)
        shown = seen(session, year, minh, poll_id).batches[0]
        assert len(shown.differences) == 2  # seen once, they are still there to mend by
        assert seen(session, year, lan, poll_id).batches[0].differences == ()
        type_(session, minh, poll_id, totals(session, poll_id, 5, 3, 1))
        finish(session, minh, poll_id)
        settle(session, minh, poll_id)
        assert [row.votes for row in options(session, poll_id)] == [5, 3, 1]


def mend(session: Session, teller: Actor, poll_id: int) -> None:
    seen_version = own_version(session, teller, poll_id)
    paper_counts.mend_count(session, teller, poll_id, PAPER, seen_version=seen_version)


def options(session: Session, poll_id: int) -> list[PollOption]:
    rows = session.exec(select(PollOption).where(PollOption.poll_id == poll_id)).all()
    return sorted(rows, key=lambda row: row.position)


def test_one_teller_alone_counts_nothing(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        lan = made_actor(session, Role.TELLER, block_id=year.block_id)
        made_actor(session, Role.TELLER, block_id=year.block_id, year=2016)  # in another year
        with pytest.raises(refusals.OneTeller) as refusal:
            type_(session, lan, poll_id, totals(session, poll_id, 9, 0, 0))
        assert refusal.value.tellers == 1
        minh = made_actor(session, Role.TELLER)
        type_and_finish(session, lan, poll_id, totals(session, poll_id, 9, 0, 0))
        with pytest.raises(refusals.CountUnfinished) as unfinished:
            settle(session, minh, poll_id)
        assert unfinished.value.finished == 1


def test_the_same_teller_does_not_type_twice_nor_a_third_at_all(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        (lan, minh), hoa = two_tellers(session), made_actor(session, Role.TELLER)
        typed = totals(session, poll_id, 9, 0, 0)
        type_and_finish(session, lan, poll_id, typed)
        for again in (type_, lambda *facts: finish(*facts[:3])):
            with pytest.raises(refusals.CountFinished):
                again(session, lan, poll_id, typed)
        type_(session, minh, poll_id, typed)
        with pytest.raises(refusals.TwoTellersAlready) as refusal:
            type_(session, hoa, poll_id, typed)
        assert set(refusal.value.names) == {lan.name, minh.name}


def test_who_cannot_go_on_is_released_by_the_chair_with_a_reason(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        (lan, minh), hoa = two_tellers(session), made_actor(session, Role.TELLER)
        typed = totals(session, poll_id, 9, 0, 0)
        for teller in (lan, minh):
            type_and_finish(session, teller, poll_id, typed)
        chair = made_actor(session, Role.CHAIR, block_id=year.block_id)
        with pytest.raises(NameRefused):
            paper_counts.release_teller(session, chair, poll_id, PAPER, lan.account_id or 0, " ")
        with pytest.raises(NotFound):
            paper_counts.release_teller(session, chair, poll_id, PAPER, hoa.account_id or 0, "Ốm")
        paper_counts.release_teller(session, chair, poll_id, PAPER, lan.account_id or 0, "Ốm")
        type_and_finish(session, hoa, poll_id, typed)
        settle(session, minh, poll_id)
        entry = next(entry for entry in trail(session) if entry.action == "release_teller")
    assert (entry.reason, entry.facts["name"]) == ("Ốm", lan.name)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SECRETARY, Role.CHAIR, Role.VOTER])
def test_nobody_types_in_the_tellers_stead(engine: Engine, year: MadeYear, role: Role) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        two_tellers(session)
        unit = year.unit_ids[0] if role is Role.VOTER else None
        block = None if role is Role.ADMINISTRATOR else year.block_id
        actor = made_actor(session, role, block_id=block, unit_id=unit)
        for someone in (actor, OPERATOR):
            with pytest.raises(NotAllowed):
                type_(session, someone, poll_id, totals(session, poll_id, 9, 0, 0))


def test_ballots_are_counted_between_the_end_of_the_voting_and_the_verdict(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        lan, _minh = two_tellers(session)
        poll_id = opened_poll(session, year, frame(method=PollMethod.PAPER))
        with pytest.raises(StillVoting):
            type_(session, lan, poll_id, totals(session, poll_id, 9, 0, 0))
        other = frame("Bằng khen", method=PollMethod.PAPER)
        counted = counted_poll(session, year, 9, 0, 0, given=other, issued=9, collected=9)
        with pytest.raises(PollStandsAt) as refusal:
            type_(session, lan, counted, totals(session, counted, 9, 0, 0))
    assert refusal.value.state is PollState.COUNTED


def test_a_settled_batch_takes_nothing_more_until_it_is_counted_again(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        given = Counts(
            options={code: OptionCount(votes=3) for code in codes(session, poll_id)}, issued=9, collected=9
        )
        lan, minh = settled_by_two(session, poll_id, given)
        with pytest.raises(refusals.BatchUnfit) as refusal:
            type_(session, lan, poll_id, totals(session, poll_id, 9, 0, 0))
        assert refusal.value.reason is BatchFault.SETTLED
        for act in (finish, mend, settle):
            with pytest.raises(refusals.BatchUnfit):
                act(session, minh, poll_id)
            session.expire_all()
        poll_steps.settle_poll(session, OPERATOR, poll_id, seen_version=version(session, poll_id))
        poll_steps.recount_poll(session, OPERATOR, poll_id, "Nhầm", seen_version=version(session, poll_id))
        poll = row_of(session, poll_id)
        assert (poll.issued, poll.collected, poll.invalid, poll.present) == (None, None, None, 9)
        assert {row.votes for row in options(session, poll_id)} == {None}
        assert everything(session, PollBatch, TellerCount) == []
        type_(session, lan, poll_id, totals(session, poll_id, 9, 0, 0))


def test_ballots_are_not_put_down_by_one_person(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        counts = Counts(options={code: OptionCount(votes=3) for code in codes(session, poll_id)})
        with pytest.raises(PollUnfit) as refusal:
            poll_steps.record_counts(
                session, OPERATOR, poll_id, counts, seen_version=version(session, poll_id)
            )
        assert refusal.value.reason is PollFault.TYPED_TWICE
        session.expire_all()
        with pytest.raises(refusals.BatchesMissing) as missing:
            poll_steps.settle_poll(session, OPERATOR, poll_id, seen_version=version(session, poll_id))
    assert missing.value.kinds == (BatchKind.PAPER,)


WRONG: list[tuple[dict[str, int], tuple[int, ...], list[CountCode]]] = [
    ({"issued": 10}, (5, 4, 0), [CountCode.ISSUED_ABOVE_PRESENT]),
    ({"issued": 8}, (5, 4, 0), [CountCode.COLLECTED_ABOVE_ISSUED]),
    ({"invalid": 10}, (0, 0, 0), [CountCode.INVALID_ABOVE_COLLECTED]),
    ({"invalid": 2}, (8, 0, 0), [CountCode.OPTION_ABOVE_VALID, CountCode.TOGETHER_ABOVE_VALID]),
    ({}, (5, 5, 0), [CountCode.TOGETHER_ABOVE_VALID]),
]


@pytest.mark.parametrize(("figures", "votes", "expected"), WRONG)
def test_counts_that_do_not_reconcile_are_refused_by_name_and_code(
    engine: Engine, year: MadeYear, figures: dict[str, int], votes: tuple[int, ...], expected: list[CountCode]
) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        lan, _minh = two_tellers(session)
        typed = totals(session, poll_id, *votes, invalid=figures.get("invalid", 0))
        type_(
            session,
            lan,
            poll_id,
            TypedCount(issued=figures.get("issued", 9), collected=9, totals=typed.totals),
        )
    with pytest.raises(refusals.CountsUnreconciled) as refusal, writing(engine) as session:
        finish(session, lan, poll_id)
    assert [finding.code for finding in refusal.value.findings] == expected
    named = [finding.option for finding in refusal.value.findings if finding.option]
    assert set(named) <= {"Đơn vị 1"}
    with reading(engine) as session:  # and what was typed is not lost
        (row,) = session.exec(select(TellerCount)).all()
        assert (row.finished, row.typed["options"]["don-vi-1"][0]) == (False, votes[0])


def test_a_pile_that_was_not_typed_whole_is_not_finished(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        lan, _minh = two_tellers(session)
        type_(session, lan, poll_id, pile(session, year, poll_id, "1", "2", collected=3))
        with pytest.raises(refusals.CountsUnreconciled) as refusal:
            finish(session, lan, poll_id)
        (finding,) = refusal.value.findings
        assert (finding.code, finding.count, finding.limit) == (CountCode.NOT_ALL_TYPED, 2, 3)
        session.expire_all()
        type_(session, lan, poll_id, totals(session, poll_id, 5))
        with pytest.raises(CountsMissing) as missing:
            finish(session, lan, poll_id)
    assert missing.value.options == ("Đơn vị 2", "Đơn vị 3")


def test_what_is_not_of_this_ballot_is_not_kept(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = opened_poll(session, year, frame(method=PollMethod.PAPER))
        options(session, poll_id)[2].withdrawn = True
        session.flush()
        poll_steps.close_poll(
            session, OPERATOR, poll_id, seen_version=version(session, poll_id), folder=NO_BOXES
        )
        lan, _minh = two_tellers(session)
        with pytest.raises(refusals.BallotRefused) as withdrawn:
            type_(session, lan, poll_id, totals(session, poll_id, 5, 3, 1))
        assert (withdrawn.value.reason, withdrawn.value.option) == (BallotFault.WITHDRAWN, "Đơn vị 3")
        with pytest.raises(refusals.BallotRefused):
            pile(session, year, poll_id, "3")
        stranger = Counts(options={"la": OptionCount(votes=1)})
        with pytest.raises(NotFound):
            type_(session, lan, poll_id, TypedCount(issued=1, collected=1, totals=stranger))
        for number in (-1, 10**9):
            with pytest.raises(TypedNumberRefused):
                type_(session, lan, poll_id, TypedCount(issued=number, collected=0))
        with pytest.raises(refusals.BatchUnfit) as unwanted:
            type_(session, lan, poll_id, TypedCount(issued=0, collected=0), BatchKind.WRITTEN)
        assert unwanted.value.reason is BatchFault.UNWANTED
        assert not session.exec(select(TellerCount)).all()


def test_nothing_typed_is_nothing_to_finish(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        lan, _minh = two_tellers(session)
        for act in (finish, mend):
            with pytest.raises(NotFound):
                act(session, lan, poll_id)


def test_one_teller_at_two_screens_is_told(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        lan, _minh = two_tellers(session)
        typed = totals(session, poll_id, 9, 0, 0)
        type_(session, lan, poll_id, typed)
        for act in (paper_counts.finish_count, paper_counts.mend_count):
            with pytest.raises(Stale):
                act(session, lan, poll_id, PAPER, seen_version=0)
        with pytest.raises(Stale):
            paper_counts.type_count(session, lan, poll_id, PAPER, typed, seen_version=0)


def test_the_own_unit_and_written_opinions_of_absentees_are_kept_apart(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year, own_unit=False)
        with_roll(session, year, poll_id)
        tellers = two_tellers(session)
        # Two of the three are here, the first and the second; the third has written
        hall = totals(session, poll_id, 2, 0, 0, collected=2)
        type_(session, tellers[0], poll_id, TypedCount(issued=2, collected=2, totals=hall.totals))
        with pytest.raises(refusals.CountsUnreconciled) as own:
            finish(session, tellers[0], poll_id)
        (finding,) = own.value.findings
        assert (finding.code, finding.option, finding.limit) == (CountCode.OWN_UNIT, "Đơn vị 1", 1)
        session.expire_all()
        many = TypedCount(issued=2, collected=2, totals=totals(session, poll_id, 1, 1, 0).totals)
        written = BatchKind.WRITTEN
        type_(session, tellers[0], poll_id, many, written)
        with pytest.raises(refusals.CountsUnreconciled) as above:
            finish(session, tellers[0], poll_id, written)
        assert above.value.findings[0].code is CountCode.ISSUED_ABOVE_ROLL
        session.expire_all()
        one = TypedCount(issued=1, collected=1, totals=totals(session, poll_id, 1, 0, 0).totals)
        for teller in tellers:
            type_and_finish(session, teller, poll_id, many)
            type_and_finish(session, teller, poll_id, one, written)
        settle(session, tellers[0], poll_id)
        assert seen(session, year, OPERATOR, poll_id).missing == (written,)
        settle(session, tellers[0], poll_id, written)
        rule = rule_held(session, row_of(session, poll_id))
    assert (rule.present, rule.issued, rule.collected, rule.valid) == (3, 3, 3, 3)
    assert [option.votes for option in rule.options] == [2, 1, 0]


def with_roll(session: Session, year: MadeYear, poll_id: int) -> None:
    """Of three delegates two are present, and the third has sent an opinion."""
    for place, unit_id in enumerate(year.unit_ids):
        row = Delegate(block_year_id=year.id, unit_id=unit_id, person=f"Đại biểu {place + 1}", is_voter=True)
        session.add(row)
        session.flush()
        here = place < 2
        session.add(
            PollVoter(
                poll_id=poll_id, delegate_id=row.id or 0, unit_id=unit_id, present=here, opinion=not here
            )
        )
    poll = row_of(session, poll_id)
    poll.present, poll.summoned = 2, 3
    session.flush()


def test_two_tellers_at_once_lose_nothing(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = paper(session, year)
        tellers = two_tellers(session)
        typed = pile(session, year, poll_id, *NINE_BALLOTS)
    faults: list[DomainError] = []

    def work(teller: Actor) -> None:
        for number in range(1, 10):
            part = TypedCount(issued=9, collected=9, ballots=typed.ballots[:number])
            try:
                with writing(engine) as session:
                    type_(session, teller, poll_id, part)
            except DomainError as fault:  # pragma: no cover
                faults.append(fault)

    threads = [threading.Thread(target=work, args=(teller,)) for teller in tellers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    with reading(engine) as session:
        rows = session.exec(select(TellerCount)).all()
        assert [(len(row.typed["ballots"]), row.version) for row in rows] == [(9, 9), (9, 9)]
