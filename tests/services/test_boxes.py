"""A round of the database and its sealed box: made, counted, destroyed together, crashes between or not."""

import os
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.conference import Delegate
from models.enums import Answer, BatchKind, BoxMode, PollMethod, PollState
from models.polls import Poll, PollBatch, PollVoter
from models.year import BlockYear
from services.ballot_box.box import cast, close_box, turnout_of
from services.ballot_box.signing import verified
from services.ballot_box.tellers import bundle_in
from services.database import reading, writing
from services.errors import ballots as refusals
from services.errors.voting import CountAbove
from services.rules.batches import Batch
from services.rules.counting import Counts, OptionCount
from services.rules.manifest import hash_of_text, manifest_text
from services.settings import Settings
from services.storage.batches import batches_of, keep_batch
from services.storage.boxes import (
    box_of,
    count_box,
    destroy_box,
    destroy_left_over,
    frozen_round,
    seal_round,
    sign_result,
)
from tests.ballot_box.boxes import PASSPHRASE
from tests.factories import MadeYear, made_year
from tests.rounds import codes, frame, made_poll

ABSENT = 2


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_folder


@pytest.fixture
def poll_id(engine: Engine) -> int:
    """A secret round of nine units among them all, of which two are absent; nobody votes for the own unit."""
    with writing(engine) as session:
        return _made(session, made_year(session, units=9))


def _made(session: Session, made: MadeYear) -> int:
    poll_id = made_poll(session, made, frame(method=PollMethod.SECRET))
    poll = row_of(session, poll_id)
    poll.mode, poll.own_unit, poll.present = BoxMode.STANDARD, False, 9 - ABSENT
    for place, unit in enumerate(made.unit_ids):
        delegate = Delegate(block_year_id=made.id, unit_id=unit, person=f"Đại biểu {place}", is_voter=True)
        session.add(delegate)
        session.flush()
        there = place < 9 - ABSENT
        session.add(PollVoter(poll_id=poll_id, delegate_id=delegate.id or 0, unit_id=unit, present=there))
    session.flush()
    return poll_id


def row_of(session: Session, poll_id: int) -> Poll:
    return session.exec(select(Poll).where(Poll.id == poll_id)).one()


def year_of(session: Session, poll: Poll) -> BlockYear:
    return session.exec(select(BlockYear).where(BlockYear.id == poll.block_year_id)).one()


def voters(session: Session, poll_id: int) -> list[str]:
    rows = session.exec(select(PollVoter).where(PollVoter.poll_id == poll_id)).all()
    return [str(row.delegate_id) for row in sorted(rows, key=lambda row: row.delegate_id)]


def sealed(engine: Engine, folder: Path, poll_id: int) -> Path:
    with writing(engine) as session:
        poll = row_of(session, poll_id)
        seal_round(session, folder, poll, year_of(session, poll), PASSPHRASE)
        poll.state = PollState.OPEN
        return box_of(folder, poll)


def voted(engine: Engine, folder: Path, poll_id: int) -> Path:
    """A closed box in which all seven have voted: for the first unit, and its own delegate for the second."""
    path = sealed(engine, folder, poll_id)
    with reading(engine) as session:
        first, second, *_ = codes(session, poll_id)
        present = voters(session, poll_id)[: 9 - ABSENT]
    for place, voter in enumerate(present):
        cast(path, voter, {second if place == 0 else first: Answer.FOR})
    close_box(path)
    return path


def test_a_box_freezes_the_round_as_the_database_has_it(engine: Engine, folder: Path, poll_id: int) -> None:
    path = sealed(engine, folder, poll_id)
    with reading(engine) as session:
        poll = row_of(session, poll_id)
        manifest = frozen_round(session, poll, year_of(session, poll))
        assert poll.manifest_sha256 == hash_of_text(manifest_text(manifest))
        assert [elector.unit for elector in manifest.electors] == codes(session, poll_id)[: 9 - ABSENT]
        assert [elector.voter for elector in manifest.electors] == voters(session, poll_id)[: 9 - ABSENT]
        assert next(iter(manifest.names.values())) == "Đơn vị 1"
        absent = voters(session, poll_id)[-1]
        first = codes(session, poll_id)[0]
    assert turnout_of(path).issued == 9 - ABSENT
    with pytest.raises(refusals.NotOnRoll):
        cast(path, absent, {first: Answer.FOR})
    with pytest.raises(refusals.BallotRefused):
        cast(path, manifest.electors[0].voter, {first: Answer.FOR})


def test_a_box_goes_with_the_transaction_that_made_it(engine: Engine, folder: Path, poll_id: int) -> None:
    def fail() -> None:
        with writing(engine) as session:
            poll = row_of(session, poll_id)
            seal_round(session, folder, poll, year_of(session, poll), PASSPHRASE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert os.listdir(folder / "ballots") == []
    with reading(engine) as session:
        assert row_of(session, poll_id).box is None


def test_what_was_in_the_box_and_what_came_otherwise_is_added_up_and_signed(
    engine: Engine, folder: Path, poll_id: int
) -> None:
    path = voted(engine, folder, poll_id)
    with writing(engine) as session:
        poll = row_of(session, poll_id)
        first, second, *_ = codes(session, poll_id)
        written = Counts(issued=2, collected=2, invalid=1, options={second: OptionCount(votes=1)})
        keep_batch(session, poll, Batch(BatchKind.WRITTEN, written))
        for _ in range(2):  # a recount changes nothing
            found = count_box(session, folder, poll, PASSPHRASE)
            content = sign_result(session, folder, poll, found)
            figures = (poll.present, poll.issued, poll.collected, poll.invalid)
            assert figures == (9, 9, 9, 1)
        assert [batch.kind for batch in batches_of(session, poll)] == [
            BatchKind.ELECTRONIC,
            BatchKind.WRITTEN,
        ]
        assert poll.bundle_sha256 == verified(content).sha256
        assert bundle_in(path) == content
    recount = verified(content).recount
    assert {option.code: option.votes for option in recount.poll.options[:2]} == {first: 6, second: 2}
    assert recount.verdict.chosen == (first,)


def test_more_opinions_than_are_absent_are_refused_and_nothing_is_kept(
    engine: Engine, folder: Path, poll_id: int
) -> None:
    voted(engine, folder, poll_id)

    def count() -> None:
        with writing(engine) as session:
            poll = row_of(session, poll_id)
            counts = Counts(issued=3, collected=3, invalid=0, options={})
            keep_batch(session, poll, Batch(BatchKind.PAPER, counts))
            sign_result(session, folder, poll, count_box(session, folder, poll, PASSPHRASE))

    with pytest.raises(CountAbove):
        count()
    with reading(engine) as session:
        assert session.exec(select(PollBatch)).all() == []


def test_a_wrong_passphrase_counts_nothing(engine: Engine, folder: Path, poll_id: int) -> None:
    voted(engine, folder, poll_id)
    with writing(engine) as session:
        poll = row_of(session, poll_id)
        with pytest.raises(refusals.PassphraseWrong):
            count_box(session, folder, poll, "mot mat khau khac hẳn")
        assert batches_of(session, poll) == []


@pytest.mark.parametrize("end", [PollState.CERTIFIED, PollState.VOID])
@pytest.mark.parametrize("crash", [False, True])
def test_ballots_are_destroyed_with_the_commit_or_by_the_next_sweep(
    engine: Engine, folder: Path, poll_id: int, end: PollState, crash: bool
) -> None:
    path = voted(engine, folder, poll_id)
    with writing(engine) as session:
        poll = row_of(session, poll_id)
        sign_result(session, folder, poll, count_box(session, folder, poll, PASSPHRASE))
    with writing(engine) as session:
        poll = row_of(session, poll_id)
        poll.state, poll.void_reason = end, "Mất mật khẩu" if end is PollState.VOID else None
        if not crash:
            destroy_box(session, folder, poll)
            assert turnout_of(path).cast == 7  # not before the commit
    if crash:
        assert _is_countable(engine, folder, poll_id)
        with reading(engine) as session:
            assert destroy_left_over(session, folder) == 1
    assert not _is_countable(engine, folder, poll_id)
    path.unlink()
    with reading(engine) as session:
        assert destroy_left_over(session, folder) == 1


def _is_countable(engine: Engine, folder: Path, poll_id: int) -> bool:
    try:
        with writing(engine) as session:
            count_box(session, folder, row_of(session, poll_id), PASSPHRASE)
    except refusals.BoxDestroyed:
        return False
    return True
