"""A box that the tellers cannot open: wrong passphrases, a box that is gone, and what outlives the box."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import TrailEntry
from models.enums import Answer, BoxMode, PollState, Role
from models.polls import Poll, PollBundle
from models.sessions import SignInThrottle
from services import box_counts, poll_steps
from services.ballot_box.box import cast
from services.ballot_box.signing import sha256_of, verified
from services.ballot_box.tellers import unseal
from services.box_counts import Opening
from services.database import back_up, reading, writing
from services.errors import ballots as refusals
from services.queries.ballots import lost_boxes
from services.queries.counting import signed_result
from services.rules.rights import OPERATOR, Actor
from services.rules.throttle import FREE_OF_BOX
from services.settings import Settings
from services.storage.boxes import box_of, destroy_left_over, discard_unknown
from tests.factories import MadeYear, everything, made_actor, made_year
from tests.rounds import codes, publish, version
from tests.voters import electronic, open_electronic, with_voters

PASSPHRASE, WRONG = "ba người kiểm phiếu cùng giữ", "một mật khẩu nào khác hẳn"


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_folder


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


@pytest.fixture
def teller(engine: Engine) -> Actor:
    with writing(engine) as session:
        return made_actor(session, Role.TELLER)


def row_of(session: Session, poll_id: int) -> Poll:
    return session.exec(select(Poll).where(Poll.id == poll_id)).one()


def opened(engine: Engine, year: MadeYear, folder: Path, mode: BoxMode = BoxMode.QUICK) -> int:
    """A round in which all three have voted for the first unit."""
    with writing(engine) as session:
        voters = with_voters(session, year)
        passphrase = PASSPHRASE if mode is BoxMode.STANDARD else ""
        poll_id = open_electronic(session, year, folder, electronic(mode=mode), passphrase)
        first, path = codes(session, poll_id)[0], box_of(folder, row_of(session, poll_id))
        for voter in voters:
            cast(path, str(voter), {first: Answer.FOR})
    return poll_id


def close(engine: Engine, poll_id: int, folder: Path) -> None:
    with writing(engine) as session:
        poll_steps.close_poll(
            session, OPERATOR, poll_id, seen_version=version(session, poll_id), folder=folder
        )


def void(engine: Engine, poll_id: int, folder: Path) -> None:
    with writing(engine) as session:
        now = version(session, poll_id)
        poll_steps.void_poll(session, OPERATOR, poll_id, "Hỏng hòm", seen_version=now, folder=folder)


def certify(engine: Engine, poll_id: int, folder: Path) -> None:
    with writing(engine) as session:
        now = version(session, poll_id)
        poll_steps.certify_poll(session, OPERATOR, poll_id, seen_version=now, folder=folder)


def attempt(engine: Engine, teller: Actor, poll_id: int, folder: Path, typed: str = "") -> Opening:
    with writing(engine) as session:
        now = version(session, poll_id)
        return box_counts.open_ballot_box(session, teller, poll_id, typed, seen_version=now, folder=folder)


def published(engine: Engine, year: MadeYear, teller: Actor, folder: Path) -> int:
    poll_id = opened(engine, year, folder)
    close(engine, poll_id, folder)
    assert attempt(engine, teller, poll_id, folder).right
    with writing(engine) as session:
        publish(session, poll_id)
    return poll_id


def box(engine: Engine, poll_id: int, folder: Path) -> Path:
    with reading(engine) as session:
        return box_of(folder, row_of(session, poll_id))


def test_wrong_passphrases_are_told_in_the_trail_without_what_was_typed_and_then_have_to_wait(
    engine: Engine, year: MadeYear, teller: Actor, folder: Path
) -> None:
    poll_id = opened(engine, year, folder, BoxMode.STANDARD)
    close(engine, poll_id, folder)
    with reading(engine) as session:
        before = version(session, poll_id)
    for _number in range(FREE_OF_BOX):
        assert attempt(engine, teller, poll_id, folder, WRONG) == Opening(right=False)
    waiting = attempt(engine, teller, poll_id, folder, PASSPHRASE)
    assert not waiting.right
    assert timedelta() < waiting.wait <= timedelta(seconds=10)
    with reading(engine) as session:
        told = session.exec(select(TrailEntry).where(TrailEntry.action == "failed_opening")).all()
        assert [(entry.actor, entry.subject) for entry in told] == [
            (teller.name, f"poll {poll_id}")
        ] * FREE_OF_BOX
        assert WRONG not in str(everything(session, TrailEntry, SignInThrottle, Poll))
        assert (row_of(session, poll_id).state, version(session, poll_id)) == (PollState.CLOSED, before)


def test_after_the_wait_the_right_passphrase_opens_the_box_and_nothing_counts_against_it(
    engine: Engine, year: MadeYear, teller: Actor, folder: Path
) -> None:
    poll_id = opened(engine, year, folder, BoxMode.STANDARD)
    close(engine, poll_id, folder)
    for _number in range(FREE_OF_BOX):
        attempt(engine, teller, poll_id, folder, WRONG)
    with writing(engine) as session:
        session.get_one(SignInThrottle, f"box:{poll_id}").last_at -= timedelta(seconds=11)
    assert attempt(engine, teller, poll_id, folder, PASSPHRASE).right
    with reading(engine) as session:
        assert session.get(SignInThrottle, f"box:{poll_id}") is None
        assert row_of(session, poll_id).state is PollState.COUNTED


def test_the_signed_result_outlives_the_box_and_is_the_one_whose_hash_is_told(
    engine: Engine, year: MadeYear, teller: Actor, folder: Path
) -> None:
    poll_id = published(engine, year, teller, folder)
    certify(engine, poll_id, folder)
    box(engine, poll_id, folder).unlink()
    with reading(engine) as session:
        content = signed_result(session, teller, poll_id)
        assert content is not None
        assert sha256_of(content) == row_of(session, poll_id).bundle_sha256
    assert not verified(content).faults


def test_the_signed_result_is_in_the_backup(
    engine: Engine, year: MadeYear, teller: Actor, folder: Path
) -> None:
    poll_id = published(engine, year, teller, folder)
    copy = back_up(engine, "by-hand")
    if copy is None:  # PostgreSQL is copied by its own tools, whole
        return
    with reading(engine) as session:
        content = signed_result(session, teller, poll_id)
    found = sqlite3.connect(copy).execute("SELECT content FROM poll_bundle WHERE poll_id = ?", (poll_id,))
    assert found.fetchone() == (content,)


@pytest.mark.parametrize("damage", ["gone", "another"])
def test_no_round_is_certified_whose_signed_result_is_not_kept(
    engine: Engine, year: MadeYear, teller: Actor, folder: Path, damage: str
) -> None:
    poll_id = published(engine, year, teller, folder)
    with writing(engine) as session:
        row = session.get_one(PollBundle, poll_id)
        if damage == "gone":
            session.delete(row)
        else:
            row.content = row.content.replace(b"1", b"2")
    with pytest.raises(refusals.BoxUncounted):
        certify(engine, poll_id, folder)
    with reading(engine) as session:
        assert row_of(session, poll_id).state is PollState.PUBLISHED
        assert signed_result(session, teller, poll_id) is None


def test_a_counted_round_is_certified_though_its_box_did_not_come_back_with_the_data(
    engine: Engine, year: MadeYear, teller: Actor, folder: Path
) -> None:
    poll_id = published(engine, year, teller, folder)
    box(engine, poll_id, folder).unlink()
    certify(engine, poll_id, folder)
    with reading(engine) as session:
        assert row_of(session, poll_id).state is PollState.CERTIFIED
        assert signed_result(session, teller, poll_id)


def test_an_open_round_whose_box_did_not_come_back_is_named_and_can_only_be_declared_void(
    engine: Engine, year: MadeYear, folder: Path
) -> None:
    poll_id = opened(engine, year, folder)
    with reading(engine) as session:
        assert not lost_boxes(session, folder)
    box(engine, poll_id, folder).unlink()
    with reading(engine) as session:
        assert lost_boxes(session, folder) == {poll_id: "Cờ thi đua của UBND tỉnh"}
    with pytest.raises(refusals.BoxDamaged):
        close(engine, poll_id, folder)
    void(engine, poll_id, folder)
    with reading(engine) as session:
        assert row_of(session, poll_id).state is PollState.VOID
        assert not lost_boxes(session, folder)


def test_a_damaged_box_goes_with_the_round_that_is_declared_void(
    engine: Engine, year: MadeYear, folder: Path
) -> None:
    poll_id = opened(engine, year, folder)
    path = box(engine, poll_id, folder)
    path.write_bytes(path.read_bytes()[:2000])
    void(engine, poll_id, folder)
    assert not list(path.parent.iterdir())


def test_boxes_that_a_crash_has_left_are_destroyed_and_a_damaged_one_stops_no_other(
    engine: Engine, year: MadeYear, teller: Actor, folder: Path
) -> None:
    poll_id = published(engine, year, teller, folder)
    path = box(engine, poll_id, folder)
    broken = path.with_name("0123456789abcdef.box")
    broken.write_bytes(b"no box")
    with writing(engine) as session:  # as if the process had ended between the commit and the box's end
        row_of(session, poll_id).state = PollState.CERTIFIED
        other = Poll(**row_of(session, poll_id).model_dump(exclude={"id", "code", "box"}), code="khac")
        other.box, other.position = broken.name, 9
        session.add(other)
    with reading(engine) as session:
        assert destroy_left_over(session, folder) == 2
    assert not broken.exists()
    assert not path.with_suffix(".key").exists()
    with pytest.raises(refusals.BoxDestroyed):
        unseal(path)


def test_a_box_that_no_round_knows_is_removed_once_it_is_old(
    engine: Engine, year: MadeYear, folder: Path
) -> None:
    poll_id = opened(engine, year, folder)
    known = box(engine, poll_id, folder)
    stray = known.with_name("fedcba9876543210.box")
    for path in (stray, stray.with_suffix(".key")):
        path.write_bytes(b"of data that were brought back")
    now = datetime.now(UTC)
    with reading(engine) as session:
        assert discard_unknown(session, folder, now) == 0
        assert discard_unknown(session, folder, now + timedelta(hours=2)) == 1
    assert known.exists()
    assert known.with_suffix(".key").exists()
    assert not list(known.parent.glob(f"{stray.stem}*"))
