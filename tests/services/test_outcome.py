"""What a conference leads to: offices of the next year, titles with their stages, quotas, revocation."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.accounts import TrailEntry
from models.enums import AwardStage, Chosen, OfficeRole, OfficeTerm, PollState, YearState
from models.polls import Poll
from models.year import Award, BlockOffice, BlockYear, Quota
from services.archive import import_year
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import DomainError
from services.errors.outcome import AwardFault, AwardStandsAt, AwardUnfit, OverQuota, RoundChoseNobody
from services.errors.registry import BothOffices, OneHead
from services.errors.typed import NameRefused
from services.errors.years import DayOutsideYear, YearLocked
from services.offices import OfficeEntry, set_offices, write_offices
from services.outcome import (
    Decision,
    decide_awards,
    pass_awards,
    propose_awards,
    revoke_awards,
    take_back_award,
)
from services.queries.archive import year_document
from services.queries.comparison import comparison_of_block
from services.queries.outcome import outcome_of_year
from services.rules.exact import share_text
from services.rules.rights import OPERATOR
from tests.factories import MadeYear, everything, made_year, without_the_right
from tests.rounds import counted_poll, frame, published_poll

FLAG, CERTIFICATE = "province_flag", "province_certificate"
COUNCIL, CHAIRMAN = Decision("12/TB", date(2018, 1, 19)), Decision("QĐ 345", date(2018, 3, 2))
REVOKED = Decision("QĐ 99", date(2019, 5, 6))


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session, units=4, state=YearState.CONFERENCE)


def refused(engine: Engine, kind: type[DomainError], act: Callable[[Session], object]) -> DomainError:
    """The refusal of an act, which has changed no row."""
    tables = (Award, BlockOffice, TrailEntry)
    with reading(engine) as session:
        before = everything(session, *tables)
    with pytest.raises(kind) as caught, writing(engine) as session:
        act(session)
    with reading(engine) as session:
        assert everything(session, *tables) == before
    return caught.value


def elected(engine: Engine, made: MadeYear, *votes: int, seats: int = 1) -> int:
    with writing(engine) as session:
        return published_poll(session, made, *votes, given=frame(f"Bầu {votes}", seats=seats))


def proposed(engine: Engine, made: MadeYear) -> list[tuple[str, int]]:
    """A flag that is proposed for the first unit."""
    poll_id = elected(engine, made, 7, 1, 1, 0)
    with writing(engine) as session:
        propose_awards(session, OPERATOR, poll_id, FLAG)
    return [(FLAG, made.unit_ids[0])]


def stages(engine: Engine, made: MadeYear) -> list[tuple[str, int, AwardStage, str | None]]:
    with reading(engine) as session:
        rows = session.exec(
            select(Award).where(Award.block_year_id == made.id).order_by(col(Award.position))
        ).all()
        return [(row.award, row.unit_id, row.stage, row.document_number) for row in rows]


def next_offices(engine: Engine, made: MadeYear) -> list[tuple[OfficeRole, int, Chosen | None]]:
    with reading(engine) as session:
        rows = session.exec(
            select(BlockOffice)
            .where(BlockOffice.block_year_id == made.id, BlockOffice.term == OfficeTerm.NEXT)
            .order_by(col(BlockOffice.position))
        ).all()
        return [(row.role, row.unit_id, row.chosen) for row in rows]


def test_a_title_goes_through_all_its_stages(engine: Engine, made: MadeYear) -> None:
    titles = proposed(engine, made)
    with writing(engine) as session:
        pass_awards(session, OPERATOR, made.id, titles, COUNCIL)
        decide_awards(session, OPERATOR, made.id, titles, CHAIRMAN)
        revoke_awards(session, OPERATOR, made.id, titles, REVOKED)
    unit = made.unit_ids[0]
    assert stages(engine, made) == [
        (FLAG, unit, AwardStage.PROPOSED, None),
        (FLAG, unit, AwardStage.PASSED, "12/TB"),
        (FLAG, unit, AwardStage.DECIDED, "QĐ 345"),
    ]
    with reading(engine) as session:
        (line,) = outcome_of_year(session, OPERATOR, made.id).awards
    assert (line.stage, line.revoked, line.revoked_number) == (AwardStage.DECIDED, True, "QĐ 99")
    assert line.papers[AwardStage.PASSED].on == COUNCIL.on


def test_a_revoked_title_is_no_title_won(engine: Engine, made: MadeYear) -> None:
    titles = proposed(engine, made)
    with writing(engine) as session:
        pass_awards(session, OPERATOR, made.id, titles, COUNCIL)
        decide_awards(session, OPERATOR, made.id, titles, CHAIRMAN)
        year = session.exec(select(BlockYear).where(BlockYear.id == made.id)).one()
        year.state = YearState.PUBLISHED
    with reading(engine) as session:
        assert len(comparison_of_block(session, OPERATOR, made.block_id).titles) == 1
    with writing(engine) as session:
        revoke_awards(session, OPERATOR, made.id, titles, REVOKED)
    with reading(engine) as session:
        assert not comparison_of_block(session, OPERATOR, made.block_id).titles


def test_each_step_needs_the_one_before(engine: Engine, made: MadeYear) -> None:
    nobody = [(FLAG, made.unit_ids[3])]
    titles = proposed(engine, made)
    steps = {"pass": pass_awards, "decide": decide_awards, "revoke": revoke_awards}
    papers = {"pass": COUNCIL, "decide": CHAIRMAN, "revoke": REVOKED}

    def fault(step: str, of: list[tuple[str, int]]) -> AwardFault:
        error = refused(
            engine,
            AwardStandsAt,
            lambda session: steps[step](session, OPERATOR, made.id, of, papers[step]),
        )
        assert isinstance(error, AwardStandsAt)
        return error.reason

    assert {fault(step, nobody) for step in steps} == {AwardFault.MISSING}
    assert [fault(step, titles) for step in ("decide", "revoke")] == [AwardFault.PROPOSED] * 2
    for done, others in (("pass", ("pass", "revoke")), ("decide", ("pass", "decide"))):
        with writing(engine) as session:
            steps[done](session, OPERATOR, made.id, titles, papers[done])
        stands = AwardFault.PASSED if done == "pass" else AwardFault.DECIDED
        assert [fault(step, titles) for step in others] == [stands] * 2
    with writing(engine) as session:
        revoke_awards(session, OPERATOR, made.id, titles, REVOKED)
    assert {fault(step, titles) for step in steps} == {AwardFault.REVOKED}


def test_one_title_that_cannot_go_on_keeps_the_others_back(engine: Engine, made: MadeYear) -> None:
    titles = [*proposed(engine, made), (FLAG, made.unit_ids[1])]
    refused(engine, AwardStandsAt, lambda session: pass_awards(session, OPERATOR, made.id, titles, COUNCIL))


def test_the_last_step_of_a_title_is_taken_back(engine: Engine, made: MadeYear) -> None:
    titles = proposed(engine, made)
    with writing(engine) as session:
        pass_awards(session, OPERATOR, made.id, titles, COUNCIL)
        decide_awards(session, OPERATOR, made.id, titles, CHAIRMAN)
        revoke_awards(session, OPERATOR, made.id, titles, REVOKED)
    for left in (3, 2, 1, 0):
        with writing(engine) as session:
            take_back_award(session, OPERATOR, made.id, titles[0])
        assert len(stages(engine, made)) == left
    refused(engine, AwardStandsAt, lambda session: take_back_award(session, OPERATOR, made.id, titles[0]))


def test_papers_have_a_number_and_a_day_in_their_order(engine: Engine, made: MadeYear) -> None:
    titles = proposed(engine, made)

    def no(kind: type[DomainError], step: Callable[..., None], decision: Decision) -> None:
        refused(engine, kind, lambda session: step(session, OPERATOR, made.id, titles, decision))

    no(NameRefused, pass_awards, Decision(" ", COUNCIL.on))
    no(DayOutsideYear, pass_awards, Decision("1", date(2016, 12, 31)))
    with writing(engine) as session:
        pass_awards(session, OPERATOR, made.id, titles, COUNCIL)
    no(DayOutsideYear, decide_awards, Decision("2", date(2018, 1, 18)))
    with writing(engine) as session:
        decide_awards(session, OPERATOR, made.id, titles, CHAIRMAN)
    no(DayOutsideYear, revoke_awards, Decision("3", date(2018, 3, 1)))
    no(NameRefused, revoke_awards, Decision("", REVOKED.on))


def test_more_than_the_quota_is_said(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        session.add(
            Quota(block_year_id=made.id, position=0, award=CERTIFICATE, share=share_text(Fraction(1, 2)))
        )
    poll_id = elected(engine, made, 7, 6, 5, 0, seats=3)
    error = refused(
        engine, OverQuota, lambda session: propose_awards(session, OPERATOR, poll_id, CERTIFICATE)
    )
    assert isinstance(error, OverQuota)
    assert (error.quota, error.proposed) == (2, 3)
    assert error.names == ("Đơn vị 1", "Đơn vị 2", "Đơn vị 3")
    with writing(engine) as session:
        propose_awards(session, OPERATOR, poll_id, CERTIFICATE, "Tỉnh cho thêm một")
        told = session.exec(select(TrailEntry).where(TrailEntry.action == "propose_awards")).one()
    assert told.reason == "Tỉnh cho thêm một"
    assert len(stages(engine, made)) == 3


def test_those_proposed_before_count_for_the_quota(engine: Engine, made: MadeYear) -> None:
    proposed(engine, made)
    with writing(engine) as session:
        session.add(Quota(block_year_id=made.id, position=0, award=FLAG, maximum=1))
    second = elected(engine, made, 1, 7, 1, 0)
    refused(engine, OverQuota, lambda session: propose_awards(session, OPERATOR, second, FLAG))


def test_a_round_proposes_its_units_once(engine: Engine, made: MadeYear) -> None:
    poll_id = elected(engine, made, 7, 1, 1, 0)
    with writing(engine) as session:
        propose_awards(session, OPERATOR, poll_id, FLAG)
    refused(engine, AwardStandsAt, lambda session: propose_awards(session, OPERATOR, poll_id, FLAG))
    refused(engine, AwardUnfit, lambda session: propose_awards(session, OPERATOR, poll_id, "Cờ thi đua"))


def test_only_a_result_that_is_out_leads_to_anything(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        counted = counted_poll(session, made, 7, 1, 1, 0)
        rehearsed = published_poll(session, made, 7, 1, 1, 0, given=frame("Thử"))
        session.exec(select(Poll).where(Poll.id == rehearsed)).one().rehearsal = True
        voided = published_poll(session, made, 7, 1, 1, 0, given=frame("Hủy"))
        row = session.exec(select(Poll).where(Poll.id == voided)).one()
        row.state, row.void_reason = PollState.VOID, "Nhầm"
        tied = published_poll(session, made, 4, 4, 1, 0, given=frame("Hòa", rule=None))
    for poll_id in (counted, rehearsed, voided, tied):
        refused(
            engine,
            RoundChoseNobody,
            lambda session, one=poll_id: propose_awards(session, OPERATOR, one, FLAG),  # type: ignore[misc]
        )
        refused(
            engine,
            RoundChoseNobody,
            lambda session, one=poll_id: write_offices(session, OPERATOR, one, OfficeRole.HEAD),  # type: ignore[misc]
        )


def test_rounds_write_who_leads_next(engine: Engine, made: MadeYear) -> None:
    one, two, three, four = made.unit_ids
    with writing(engine) as session:
        set_offices(session, OPERATOR, made.id, OfficeTerm.NEXT, [OfficeEntry(four, OfficeRole.DEPUTY)])
    head, deputy = elected(engine, made, 7, 1, 1, 0), elected(engine, made, 0, 8, 1, 0)
    other = elected(engine, made, 0, 0, 9, 0)
    with writing(engine) as session:
        write_offices(session, OPERATOR, head, OfficeRole.HEAD)
        write_offices(session, OPERATOR, deputy, OfficeRole.DEPUTY)
        write_offices(session, OPERATOR, other, OfficeRole.DEPUTY)
        write_offices(session, OPERATOR, other, OfficeRole.DEPUTY)
    assert next_offices(engine, made) == [
        (OfficeRole.HEAD, one, Chosen.VOTE),
        (OfficeRole.DEPUTY, two, Chosen.VOTE),
        (OfficeRole.DEPUTY, three, Chosen.VOTE),
    ]
    refused(engine, BothOffices, lambda session: write_offices(session, OPERATOR, deputy, OfficeRole.HEAD))
    both = elected(engine, made, 8, 8, 0, 0, seats=2)
    refused(engine, OneHead, lambda session: write_offices(session, OPERATOR, both, OfficeRole.HEAD))


def test_a_closed_year_takes_titles_but_no_offices(engine: Engine, made: MadeYear) -> None:
    poll_id = elected(engine, made, 7, 1, 1, 0)
    with writing(engine) as session:
        year = session.exec(select(BlockYear).where(BlockYear.id == made.id)).one()
        year.state = YearState.ARCHIVED
        propose_awards(session, OPERATOR, poll_id, FLAG)
    refused(engine, YearLocked, lambda session: write_offices(session, OPERATOR, poll_id, OfficeRole.HEAD))


def test_the_year_file_carries_the_stages_and_an_import_keeps_the_revocation(
    engine: Engine, made: MadeYear
) -> None:
    titles = proposed(engine, made)
    with writing(engine) as session:
        pass_awards(session, OPERATOR, made.id, titles, COUNCIL)
        decide_awards(session, OPERATOR, made.id, titles, CHAIRMAN)
        revoke_awards(session, OPERATOR, made.id, titles, REVOKED)
    with reading(engine) as session:
        document = year_document(session, session.get_one(BlockYear, made.id))
        told = outcome_of_year(session, OPERATOR, made.id).awards
    assert [(one.stage, one.number, one.date) for one in document.awards] == [
        (AwardStage.PROPOSED, None, None),
        (AwardStage.PASSED, "12/TB", "2018-01-19"),
        (AwardStage.DECIDED, "QĐ 345", "2018-03-02"),
    ]
    with writing(engine) as session:
        import_year(session, OPERATOR, document)
    with reading(engine) as session:
        assert year_document(session, session.get_one(BlockYear, made.id)) == document
        assert outcome_of_year(session, OPERATOR, made.id).awards == told


def test_who_has_no_right_is_refused(engine: Engine, made: MadeYear) -> None:
    titles = proposed(engine, made)
    poll_id = elected(engine, made, 0, 7, 1, 0)
    with writing(engine) as session:
        people = without_the_right(session, made)
    for actor in people.values():
        for act in (
            lambda s, a=actor: propose_awards(s, a, poll_id, FLAG),
            lambda s, a=actor: pass_awards(s, a, made.id, titles, COUNCIL),
            lambda s, a=actor: decide_awards(s, a, made.id, titles, CHAIRMAN),
            lambda s, a=actor: revoke_awards(s, a, made.id, titles, REVOKED),
            lambda s, a=actor: take_back_award(s, a, made.id, titles[0]),
            lambda s, a=actor: write_offices(s, a, poll_id, OfficeRole.HEAD),
        ):
            with pytest.raises(NotAllowed), writing(engine) as session:
                act(session)  # type: ignore[no-untyped-call]
    assert len(stages(engine, made)) == 1
