"""Ballots as voters give them: one each, by account or card, and nothing of them anywhere but in the box."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from models.accounts import TrailEntry
from models.conference import Attendance, Delegate
from models.conference_enums import AttendanceState
from models.enums import Answer, BoxMode, PollKind, PollMethod, PollState, Role
from models.polls import Poll, PollVoter
from services import ballots, poll_steps, voting
from services.ballot_box.box import turnout_of
from services.ballot_box.content import BoxState
from services.ballot_box.tellers import unseal
from services.database import reading, writing
from services.errors import ballots as refusals
from services.errors.accounts import NotAllowed
from services.errors.base import DomainError, NotFound
from services.errors.voting import (
    NotElectronic,
    NotOpenYet,
    NoVoter,
    PollFault,
    PollStandsAt,
    PollUnfit,
    SmallElectorate,
)
from services.queries.ballots import Standing, booth_of, open_ballots
from services.rules.counting import Attendance as Announced
from services.rules.rights import OPERATOR, Actor
from services.settings import Settings
from services.storage.boxes import box_of, count_box, sign_result
from tests.ballot_box.boxes import PASSPHRASE
from tests.factories import MadeYear, made_actor, made_link_actor, made_year
from tests.queries.statements import counted
from tests.rounds import codes, frame, made_poll, opened_poll, version
from tests.voters import NOBODY_SAID, by_card, card_of, delegate_of, electronic, open_electronic, with_voters

ABSENT = 2


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_folder


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    """A year of nine units with a delegate each, of whom the last two are absent."""
    with writing(engine) as session:
        made = made_year(session, units=9)
        with_voters(session, made, absent=ABSENT)
        return made


@pytest.fixture
def poll_id(engine: Engine, year: MadeYear, folder: Path) -> int:
    with writing(engine) as session:
        return open_electronic(session, year, folder)


def row_of(session: Session, poll_id: int) -> Poll:
    return session.exec(select(Poll).where(Poll.id == poll_id)).one()


def voter(engine: Engine, year: MadeYear, place: int = 0) -> Actor:
    """The delegate of the unit at that place, who comes with a card."""
    with writing(engine) as session:
        return by_card(session, year, delegate_of(session, year, year.unit_ids[place]).id or 0)


def for_first(engine: Engine, poll_id: int) -> dict[str, Answer]:
    with reading(engine) as session:
        return {codes(session, poll_id)[0]: Answer.FOR}


def cast(
    engine: Engine, folder: Path, actor: Actor, poll_id: int, given: dict[str, Answer] | None = None
) -> str:
    """What the page does: it only reads, and what it reads decides."""
    given = for_first(engine, poll_id) if given is None else given
    with reading(engine) as session:
        return ballots.cast_ballot(session, actor, poll_id, given, folder=folder)


def close(engine: Engine, folder: Path, poll_id: int) -> None:
    with writing(engine) as session:
        poll_steps.close_poll(
            session, OPERATOR, poll_id, seen_version=version(session, poll_id), folder=folder
        )


def void(engine: Engine, folder: Path, poll_id: int) -> None:
    with writing(engine) as session:
        poll_steps.void_poll(
            session, OPERATOR, poll_id, "Nhầm", seen_version=version(session, poll_id), folder=folder
        )


def refused(kind: type[DomainError], act: Callable[[], object]) -> DomainError:
    with pytest.raises(kind) as refusal:
        act()
    return refusal.value


def test_opening_freezes_who_is_there_and_tells_the_trail(
    engine: Engine, year: MadeYear, folder: Path, poll_id: int
) -> None:
    with reading(engine) as session:
        poll = row_of(session, poll_id)
        assert (poll.members, poll.summoned, poll.present) == (9, 9, 9 - ABSENT)
        roll = session.exec(select(PollVoter).where(PollVoter.poll_id == poll_id)).all()
        assert sum(row.present for row in roll) == 9 - ABSENT
        assert not any(row.opinion for row in roll)
        assert turnout_of(box_of(folder, poll)).issued == 9 - ABSENT
        entry = session.exec(select(TrailEntry).where(TrailEntry.action == "open_poll")).one()
        assert entry.facts["manifest"] == poll.manifest_sha256
        assert entry.facts["present"] == 9 - ABSENT
        assert open_ballots(session) == {year.id: (poll_id,)}


def test_the_absent_may_send_opinions_where_it_is_allowed(
    engine: Engine, year: MadeYear, folder: Path
) -> None:
    with writing(engine) as session:
        poll_id = made_poll(session, year, frame(method=PollMethod.PAPER))
        poll_steps.open_poll(
            session,
            OPERATOR,
            poll_id,
            Announced(summoned=3, present=1),
            seen_version=1,
            folder=folder,
            opinions=True,
        )
        roll = session.exec(select(PollVoter).where(PollVoter.poll_id == poll_id)).all()
        assert sum(row.opinion for row in roll) == ABSENT
        poll = row_of(session, poll_id)
        assert (poll.summoned, poll.present, poll.box) == (9, 9 - ABSENT, None)


def test_an_electronic_round_wants_voters_who_are_there(engine: Engine, folder: Path) -> None:
    with writing(engine) as session:
        empty = made_year(session)
        gone = made_year(session)
        with_voters(session, gone, absent=3)
        rounds = {
            PollFault.NO_VOTERS: made_poll(session, empty, electronic()),
            PollFault.NOBODY_PRESENT: made_poll(session, gone, electronic()),
        }
    for fault, poll_id in rounds.items():
        with pytest.raises(PollUnfit) as refusal, writing(engine) as session:
            poll_steps.open_poll(session, OPERATOR, poll_id, NOBODY_SAID, seen_version=1, folder=folder)
        assert refusal.value.reason is fault
    assert not list(folder.glob("ballots/*"))


def test_hands_are_raised_by_somebody_who_is_there_or_opinions_are_written(
    engine: Engine, folder: Path
) -> None:
    with writing(engine) as session:
        gone = made_year(session)
        with_voters(session, gone, absent=3)
        poll_id = made_poll(session, gone)
    with pytest.raises(PollUnfit) as refusal, writing(engine) as session:
        poll_steps.open_poll(session, OPERATOR, poll_id, NOBODY_SAID, seen_version=1, folder=folder)
    assert refusal.value.reason is PollFault.NOBODY_PRESENT
    with writing(engine) as session:
        poll_steps.open_poll(
            session, OPERATOR, poll_id, NOBODY_SAID, seen_version=1, folder=folder, opinions=True
        )
        assert row_of(session, poll_id).state is PollState.OPEN


def test_fewer_than_five_voters_have_to_be_known(engine: Engine, folder: Path) -> None:
    with writing(engine) as session:
        small = made_year(session, units=4)
        with_voters(session, small)
        poll_id = made_poll(session, small, electronic())
    with pytest.raises(SmallElectorate) as refusal, writing(engine) as session:
        poll_steps.open_poll(session, OPERATOR, poll_id, NOBODY_SAID, seen_version=1, folder=folder)
    assert refusal.value.voters == 4
    with writing(engine) as session:
        poll_steps.open_poll(
            session, OPERATOR, poll_id, NOBODY_SAID, seen_version=1, folder=folder, small_is_known=True
        )


def test_who_votes_on_paper_is_no_voter_of_the_box(engine: Engine, year: MadeYear, folder: Path) -> None:
    with writing(engine) as session:
        on_paper = delegate_of(session, year, year.unit_ids[1]).id or 0
        poll_id = made_poll(session, year, electronic())
        poll_steps.open_poll(
            session, OPERATOR, poll_id, NOBODY_SAID, seen_version=1, folder=folder, on_paper=[on_paper]
        )
    actor = voter(engine, year, 1)
    refused(NotElectronic, lambda: cast(engine, folder, actor, poll_id))
    with reading(engine) as session:
        assert turnout_of(box_of(folder, row_of(session, poll_id))).issued == 9 - ABSENT - 1
        booth = booth_of(session, actor, year.id, folder)
    assert booth is not None
    assert [paper.standing for paper in booth.papers] == [Standing.ON_PAPER]


@pytest.mark.parametrize("passphrase", ["", "ngắn"])
def test_a_box_wants_a_passphrase(engine: Engine, year: MadeYear, folder: Path, passphrase: str) -> None:
    with pytest.raises(refusals.PassphraseUnfit), writing(engine) as session:
        open_electronic(session, year, folder, electronic(mode=BoxMode.STANDARD), passphrase)
    assert not list(folder.glob("ballots/*"))


def test_a_card_casts_one_ballot_however_often_it_is_pressed(
    engine: Engine, year: MadeYear, folder: Path, poll_id: int
) -> None:
    actor = voter(engine, year)
    code = cast(engine, folder, actor, poll_id)
    assert len(code) == 12
    for _again in range(3):
        refused(refusals.AlreadyCast, lambda: cast(engine, folder, actor, poll_id))
    with reading(engine) as session:
        assert turnout_of(box_of(folder, row_of(session, poll_id))).cast == 1
        booth = booth_of(session, actor, year.id, folder)
    assert booth is not None
    assert [paper.standing for paper in booth.papers] == [Standing.CAST]


def test_of_many_tries_at_once_one_is_in_the_box(
    engine: Engine, year: MadeYear, folder: Path, poll_id: int
) -> None:
    actor, given = voter(engine, year), for_first(engine, poll_id)

    def attempt(_number: int) -> str:
        try:
            return cast(engine, folder, actor, poll_id, given)
        except refusals.AlreadyCast:
            return ""

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(attempt, range(16)))
    assert len([code for code in found if code]) == 1
    with reading(engine) as session:
        assert turnout_of(box_of(folder, row_of(session, poll_id))).cast == 1


def test_card_and_account_of_one_delegate_give_one_ballot(
    engine: Engine, year: MadeYear, folder: Path, poll_id: int
) -> None:
    by_account = _with_account(engine, year)
    cast(engine, folder, by_account, poll_id)
    refused(refusals.AlreadyCast, lambda: cast(engine, folder, voter(engine, year), poll_id))


def test_the_account_of_a_unit_votes_for_its_delegate(
    engine: Engine, year: MadeYear, folder: Path, poll_id: int
) -> None:
    with writing(engine) as session:
        mine = made_actor(session, Role.VOTER, block_id=year.block_id, unit_id=year.unit_ids[1])
        other_year = made_actor(
            session, Role.VOTER, block_id=year.block_id, unit_id=year.unit_ids[2], year=2016
        )
    cast(engine, folder, mine, poll_id)
    refused(refusals.AlreadyCast, lambda: cast(engine, folder, voter(engine, year, 1), poll_id))
    refused(NotAllowed, lambda: cast(engine, folder, other_year, poll_id))


def test_a_delegate_with_an_account_votes_by_that_one_alone(
    engine: Engine, year: MadeYear, folder: Path, poll_id: int
) -> None:
    _with_account(engine, year)
    with writing(engine) as session:
        colleague = made_actor(session, Role.VOTER, block_id=year.block_id, unit_id=year.unit_ids[0])
    refused(NoVoter, lambda: cast(engine, folder, colleague, poll_id))


def _with_account(engine: Engine, year: MadeYear) -> Actor:
    with writing(engine) as session:
        actor = made_actor(session, Role.VIEWER, block_id=year.block_id)
        delegate_of(session, year, year.unit_ids[0]).account_id = actor.account_id
        return actor


def test_strangers_absentees_and_lookers_cast_nothing(
    engine: Engine, year: MadeYear, folder: Path, poll_id: int
) -> None:
    with writing(engine) as session:
        stranger = made_actor(session, Role.SECRETARY, block_id=year.block_id)
        looker = made_link_actor(session, year)
        elsewhere = made_year(session, units=9)
        with_voters(session, elsewhere)
        other = by_card(session, elsewhere, delegate_of(session, elsewhere, elsewhere.unit_ids[0]).id or 0)
        nobody = Actor(None, "", card_hash="0" * 64)
    refused(NoVoter, lambda: cast(engine, folder, stranger, poll_id))
    refused(NoVoter, lambda: cast(engine, folder, OPERATOR, poll_id))
    refused(refusals.NotOnRoll, lambda: cast(engine, folder, voter(engine, year, 8), poll_id))
    for without_right in (looker, other, nobody):
        refused(NotAllowed, lambda actor=without_right: cast(engine, folder, actor, poll_id))  # type: ignore[misc]
    refused(NotFound, lambda: cast(engine, folder, voter(engine, year), 999_999, {}))
    with reading(engine) as session:
        assert turnout_of(box_of(folder, row_of(session, poll_id))).cast == 0


def test_who_comes_after_the_opening_is_not_on_the_roll(
    engine: Engine, year: MadeYear, folder: Path, poll_id: int
) -> None:
    late, left = voter(engine, year, 8), voter(engine, year, 0)
    with writing(engine) as session:
        for actor, state in ((late, AttendanceState.LATE), (left, AttendanceState.LEFT)):
            delegate = session.exec(select(Delegate).where(Delegate.card_hash == actor.card_hash)).one()
            session.get_one(Attendance, (delegate.id, False)).state = state
    refused(refusals.NotOnRoll, lambda: cast(engine, folder, late, poll_id))
    cast(engine, folder, left, poll_id)  # the roll is what was frozen


def test_ballots_are_taken_while_the_round_is_open_and_never_else(
    engine: Engine, year: MadeYear, folder: Path
) -> None:
    actor, second = voter(engine, year), voter(engine, year, 1)
    with writing(engine) as session:
        draft = made_poll(session, year, electronic("Dự thảo"))
        hands = opened_poll(session, year, frame("Giơ tay"))
        closed = open_electronic(session, year, folder, electronic("Đóng"))
        ended = open_electronic(session, year, folder, electronic("Hủy"))
    never = made_void(engine, year)
    cast(engine, folder, actor, closed)
    close(engine, folder, closed)
    void(engine, folder, ended)
    refused(NotOpenYet, lambda: cast(engine, folder, actor, draft))
    refused(NotElectronic, lambda: cast(engine, folder, actor, hands))
    refused(PollStandsAt, lambda: cast(engine, folder, actor, never))
    refused(refusals.AlreadyCast, lambda: cast(engine, folder, actor, closed))
    refused(refusals.BoxClosed, lambda: cast(engine, folder, second, closed))
    refused(refusals.BoxClosed, lambda: cast(engine, folder, actor, ended))


def made_void(engine: Engine, year: MadeYear) -> int:
    with writing(engine) as session:
        poll_id = made_poll(session, year, electronic("Chưa mở đã hủy"))
        poll_steps.void_poll(session, OPERATOR, poll_id, "Nhầm", seen_version=1, folder=Path("no-boxes"))
        return poll_id


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (lambda all_codes: {all_codes[0]: Answer.FOR, all_codes[1]: Answer.FOR}, "TOO_MANY_NAMES"),
        (lambda all_codes: {all_codes[2]: Answer.FOR}, "WITHDRAWN"),
        (lambda all_codes: {all_codes[3]: Answer.FOR}, "OWN_UNIT"),
        (lambda all_codes: {all_codes[0]: Answer.AGAINST}, "NOT_OFFERED"),
    ],
)
def test_a_ballot_that_does_not_fit_can_be_given_again(
    engine: Engine,
    year: MadeYear,
    folder: Path,
    given: Callable[[list[str]], dict[str, Answer]],
    fault: str,
) -> None:
    with writing(engine) as session:
        poll_id = made_poll(session, year, electronic(own_unit=False))
        all_codes = codes(session, poll_id)
        voting.withdraw_option(session, OPERATOR, poll_id, all_codes[2], seen_version=1)
        poll_steps.open_poll(session, OPERATOR, poll_id, NOBODY_SAID, seen_version=2, folder=folder)
    actor = voter(engine, year, 3)
    refusal = refused(refusals.BallotRefused, lambda: cast(engine, folder, actor, poll_id, given(all_codes)))
    assert isinstance(refusal, refusals.BallotRefused)
    assert refusal.reason is refusals.BallotFault[fault]
    cast(engine, folder, actor, poll_id, {})  # blank


def test_a_motion_wants_an_answer(engine: Engine, year: MadeYear, folder: Path) -> None:
    with writing(engine) as session:
        poll_id = open_electronic(session, year, folder, electronic("Báo cáo", PollKind.MOTION))
        (code,) = codes(session, poll_id)
    actor = voter(engine, year)
    refused(refusals.BallotRefused, lambda: cast(engine, folder, actor, poll_id, {}))
    cast(engine, folder, actor, poll_id, {code: Answer.AGAINST})


def test_a_box_that_was_closed_by_a_crash_is_ended_by_the_next_press(
    engine: Engine, year: MadeYear, folder: Path, poll_id: int
) -> None:
    actor = voter(engine, year)

    def crash() -> None:
        with writing(engine) as session:
            poll_steps.close_poll(
                session, OPERATOR, poll_id, seen_version=version(session, poll_id), folder=folder
            )
            raise RuntimeError("power")

    with pytest.raises(RuntimeError):
        crash()
    with reading(engine) as session:
        assert row_of(session, poll_id).state is PollState.OPEN
    refused(refusals.BoxClosed, lambda: cast(engine, folder, actor, poll_id))
    close(engine, folder, poll_id)
    with reading(engine) as session:
        assert row_of(session, poll_id).state is PollState.CLOSED


def test_a_certified_round_keeps_its_result_and_no_ballot(
    engine: Engine, year: MadeYear, folder: Path, poll_id: int
) -> None:
    cast(engine, folder, voter(engine, year), poll_id)
    close(engine, folder, poll_id)
    with writing(engine) as session:
        row_of(session, poll_id).state = PollState.PUBLISHED

    def certify() -> None:
        with writing(engine) as session:
            poll_steps.certify_poll(
                session, OPERATOR, poll_id, seen_version=version(session, poll_id), folder=folder
            )

    refused(refusals.BoxUncounted, certify)
    with writing(engine) as session:
        poll = row_of(session, poll_id)
        sign_result(session, folder, poll, count_box(session, folder, poll, ""))
        path, bundle = box_of(folder, poll), poll.bundle_sha256
    certify()
    with reading(engine) as session:
        assert row_of(session, poll_id).state is PollState.CERTIFIED
        entry = session.exec(select(TrailEntry).where(TrailEntry.action == "certify_poll")).one()
        assert entry.facts["bundle"] == bundle
    assert BoxState.CERTIFIED.value.encode() in path.read_bytes()
    with pytest.raises(refusals.BoxDestroyed):
        unseal(path)


def test_a_void_round_has_no_ballots(engine: Engine, year: MadeYear, folder: Path, poll_id: int) -> None:
    cast(engine, folder, voter(engine, year), poll_id)
    void(engine, folder, poll_id)
    with reading(engine) as session:
        path = box_of(folder, row_of(session, poll_id))
    close_says = refused(refusals.BoxDestroyed, lambda: unseal(path))
    assert isinstance(close_says, refusals.BoxDestroyed)


def test_a_lost_box_is_told_and_the_round_can_be_declared_void(
    engine: Engine, year: MadeYear, folder: Path, poll_id: int
) -> None:
    actor = voter(engine, year)
    with reading(engine) as session:
        box_of(folder, row_of(session, poll_id)).unlink()
    refused(refusals.BoxDamaged, lambda: cast(engine, folder, actor, poll_id))
    refused(refusals.BoxDamaged, lambda: close(engine, folder, poll_id))
    void(engine, folder, poll_id)


def test_nothing_of_a_ballot_is_written_but_into_the_box(
    engine: Engine, year: MadeYear, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Canaries: the name voted for stands on the ballot anyhow; what is looked for is any change at all."""
    with writing(engine) as session:
        poll_id = open_electronic(session, year, folder, electronic(mode=BoxMode.STANDARD), PASSPHRASE)
    actors = [voter(engine, year, place) for place in range(9 - ABSENT)]
    before = _all_rows(engine)
    caplog.set_level(logging.DEBUG)
    tracking = [cast(engine, folder, actor, poll_id) for actor in actors]
    assert _all_rows(engine) == before
    first = next(iter(for_first(engine, poll_id)))
    logged = [record for record in caplog.records if record.name != "asyncio"]
    said = "\n".join(record.getMessage() for record in logged)
    assert PASSPHRASE not in said
    assert not [code for code in (*tracking, first) if code in said]
    with reading(engine) as session:
        box = box_of(folder, row_of(session, poll_id))
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert PASSPHRASE.encode() not in content, file
            assert not [code for code in tracking if code.encode() in content], file
    assert box.exists()


def _all_rows(engine: Engine) -> dict[str, list[str]]:
    with reading(engine) as session:
        return {
            name: sorted(str(row) for row in session.connection().execute(table.select()))
            for name, table in SQLModel.metadata.tables.items()
        }


def test_the_booth_asks_as_often_for_many_options_as_for_few(engine: Engine, folder: Path) -> None:
    numbers = []
    for units in (5, 20):
        with writing(engine) as session:
            made = made_year(session, units=units)
            with_voters(session, made)
            open_electronic(session, made, folder)
            actor = by_card(session, made, delegate_of(session, made, made.unit_ids[0]).id or 0)
        with reading(engine) as session, counted(engine) as statements:
            booth = booth_of(session, actor, made.id, folder)
        assert booth is not None
        assert len(booth.papers[0].names) == units
        numbers.append(len(statements))
    assert len(set(numbers)) == 1, numbers


def test_a_card_is_worthless_once_another_is_printed(
    engine: Engine, year: MadeYear, folder: Path, poll_id: int
) -> None:
    first = voter(engine, year)
    with writing(engine) as session:
        card_of(session, year, delegate_of(session, year, year.unit_ids[0]).id or 0)
    refused(NotAllowed, lambda: cast(engine, folder, first, poll_id))
    cast(engine, folder, voter(engine, year), poll_id)
