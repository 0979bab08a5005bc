"""The box is opened by a teller with the passphrase, beside paper and opinions, and its result signed."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import TrailEntry
from models.enums import Answer, BatchKind, BoxMode, PollMethod, PollState, Role
from models.polls import Poll
from services import box_counts, poll_steps, voting
from services.ballot_box.box import cast, turnout_of
from services.ballot_box.signing import verified
from services.database import reading, writing
from services.errors import ballots as refusals
from services.errors.accounts import NotAllowed
from services.errors.voting import NotElectronic, PollFault, PollUnfit, StillVoting
from services.queries.counting import counting_of_round, signed_result
from services.queries.polls import poll_detail
from services.rules.counting import Counts, OptionCount
from services.rules.rights import OPERATOR, Actor
from services.settings import Settings
from services.storage.boxes import box_of
from services.verification import verdict_of_bundle
from tests.factories import MadeYear, made_actor, made_year
from tests.rounds import codes, frame, made_poll, version, voted_poll
from tests.tellers import settled_by_two
from tests.voters import NOBODY_SAID, electronic, with_voters

PASSPHRASE = "ba người kiểm phiếu cùng giữ"
PAPER, WRITTEN = BatchKind.PAPER, BatchKind.WRITTEN


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_folder


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session, units=9)


def row_of(session: Session, poll_id: int) -> Poll:
    return session.exec(select(Poll).where(Poll.id == poll_id)).one()


def closed(
    session: Session,
    year: MadeYear,
    folder: Path,
    mode: BoxMode = BoxMode.QUICK,
    *,
    on_paper: int = 0,
    absent: int = 0,
) -> int:
    """An electronic round of nine in which all vote for the first unit, but for one who votes for the second.

    The last of those present vote on paper; with somebody absent, opinions are asked for.
    """
    delegates = with_voters(session, year, absent)
    poll_id = made_poll(session, year, electronic(mode=mode))
    here = delegates[: len(delegates) - absent]
    by_phone = here[: len(here) - on_paper]
    poll_steps.open_poll(
        session,
        OPERATOR,
        poll_id,
        NOBODY_SAID,
        seen_version=version(session, poll_id),
        folder=folder,
        passphrase=PASSPHRASE,
        opinions=bool(absent),
        on_paper=here[len(by_phone) :],
        small_is_known=True,
    )
    first, second, *_ = codes(session, poll_id)
    path = box_of(folder, row_of(session, poll_id))
    for voter in by_phone[:-1]:
        cast(path, str(voter), {first: Answer.FOR})
    cast(path, str(by_phone[-1]), {second: Answer.FOR})
    poll_steps.close_poll(session, OPERATOR, poll_id, seen_version=version(session, poll_id), folder=folder)
    return poll_id


def open_box(
    session: Session, teller: Actor, poll_id: int, folder: Path, passphrase: str = ""
) -> box_counts.Opening:
    return box_counts.open_ballot_box(
        session, teller, poll_id, passphrase, seen_version=version(session, poll_id), folder=folder
    )


def test_a_teller_opens_the_box_and_whoever_has_the_bundle_counts_it_again(
    engine: Engine, year: MadeYear, folder: Path
) -> None:
    with writing(engine) as session:
        poll_id = closed(session, year, folder, BoxMode.STANDARD)
        teller = made_actor(session, Role.TELLER)
        open_box(session, teller, poll_id, folder, PASSPHRASE)
    with reading(engine) as session:
        poll = row_of(session, poll_id)
        assert (poll.state, poll.issued, poll.collected, poll.invalid) == (PollState.COUNTED, 9, 9, 0)
        detail = poll_detail(session, OPERATOR, year.id, poll_id)
        assert detail.verdict is not None
        assert detail.verdict.chosen == ("don-vi-1",)
        content = signed_result(session, teller, poll_id)
        entry = session.exec(select(TrailEntry).where(TrailEntry.action == "open_ballot_box")).one()
        assert poll.verdict is not None
        words = poll.verdict["words"]
    assert content is not None
    assert verified(content).sha256 == poll.bundle_sha256
    assert (entry.facts["collected"], entry.facts["outcome"]) == (9, "decided")
    whole, lines = verdict_of_bundle(content)
    assert whole
    assert words[1] == "Đơn vị 1: 8/9 phiếu, 88,89 %, yêu cầu trên 1/2 số phiếu hợp lệ: 5 – trúng cử"
    assert words[1] in lines


def test_paper_and_opinions_are_settled_before_the_box_and_added_to_it(
    engine: Engine, year: MadeYear, folder: Path
) -> None:
    with writing(engine) as session:
        poll_id = closed(session, year, folder, on_paper=2, absent=2)
        second = codes(session, poll_id)[1]
        three = Counts(options=votes(session, poll_id, second, 3), issued=3, collected=3)
        two = Counts(options=votes(session, poll_id, second, 2), issued=2, collected=2)
        one = Counts(options=votes(session, poll_id, second, 1), issued=1, collected=1)
    with pytest.raises(refusals.CountsUnreconciled) as above, writing(engine) as session:
        settled_by_two(session, poll_id, three)
    assert above.value.findings[0].code is refusals.CountCode.ISSUED_ABOVE_ROLL
    with writing(engine) as session:
        teller, _other = settled_by_two(session, poll_id, two)
        with pytest.raises(refusals.BatchesMissing) as missing:
            open_box(session, teller, poll_id, folder)
        assert missing.value.kinds == (WRITTEN,)
        session.expire_all()
        settled_by_two(session, poll_id, one, WRITTEN)
        open_box(session, teller, poll_id, folder)
        poll = row_of(session, poll_id)
        # Nine: five by phone and two on paper in the hall, and one of the two absent has written
        assert (poll.present, poll.issued, poll.collected) == (8, 8, 8)
        detail = poll_detail(session, OPERATOR, year.id, poll_id)
        content = signed_result(session, teller, poll_id)
    assert [option.votes for option in detail.poll.options[:2]] == [4, 4]
    assert content is not None
    assert [option.votes for option in verified(content).recount.poll.options[:2]] == [4, 4]


def votes(session: Session, poll_id: int, code: str, number: int) -> dict[str, OptionCount]:
    return {one: OptionCount(votes=number if one == code else 0) for one in codes(session, poll_id)}


def test_what_came_on_paper_is_counted_again_and_the_box_opened_once_more(
    engine: Engine, year: MadeYear, folder: Path
) -> None:
    with writing(engine) as session:
        poll_id = closed(session, year, folder, on_paper=2)
        first, second, *_ = codes(session, poll_id)
        wrong = Counts(options=votes(session, poll_id, first, 2), issued=2, collected=2)
        teller, _other = settled_by_two(session, poll_id, wrong)
        open_box(session, teller, poll_id, folder)
        before = signed_result(session, teller, poll_id)
        poll_steps.recount_poll(session, OPERATOR, poll_id, "Nhầm", seen_version=version(session, poll_id))
        assert signed_result(session, teller, poll_id) is None
        right = Counts(options=votes(session, poll_id, second, 2), issued=2, collected=2)
        settled_by_two(session, poll_id, right)
        with pytest.raises(PollUnfit) as unopened:
            poll_steps.settle_poll(session, OPERATOR, poll_id, seen_version=version(session, poll_id))
        assert unopened.value.reason is PollFault.BOX_UNOPENED
        session.expire_all()
        open_box(session, teller, poll_id, folder)
        after = signed_result(session, teller, poll_id)
        counted = [
            option.votes for option in poll_detail(session, OPERATOR, year.id, poll_id).poll.options[:2]
        ]
    assert counted == [6, 3]
    assert before != after


def test_a_box_alone_comes_to_the_same_each_time(engine: Engine, year: MadeYear, folder: Path) -> None:
    with writing(engine) as session:
        poll_id = closed(session, year, folder)
        open_box(session, made_actor(session, Role.TELLER), poll_id, folder)
        with pytest.raises(PollUnfit) as refusal:
            poll_steps.recount_poll(session, OPERATOR, poll_id, "Lại", seen_version=version(session, poll_id))
    assert refusal.value.reason is PollFault.SEALED


def test_a_wrong_passphrase_counts_nothing_and_a_lost_one_ends_in_a_new_round(
    engine: Engine, year: MadeYear, folder: Path
) -> None:
    with writing(engine) as session:
        poll_id = closed(session, year, folder, BoxMode.STANDARD)
        teller = made_actor(session, Role.TELLER)
    with writing(engine) as session:
        assert not open_box(session, teller, poll_id, folder, "một mật khẩu nào khác hẳn").right
    with writing(engine) as session:
        assert row_of(session, poll_id).state is PollState.CLOSED
        poll_steps.void_poll(
            session,
            OPERATOR,
            poll_id,
            "Mất mật khẩu",
            seen_version=version(session, poll_id),
            folder=folder,
        )
    with writing(engine) as session:
        now = version(session, poll_id)
        following = voting.prepare_next_round(session, OPERATOR, poll_id, "Vòng 2", seen_version=now)
        again = row_of(session, following)
        assert (again.mode, again.own_unit, again.box) == (BoxMode.STANDARD, True, None)
        void = row_of(session, poll_id)
        void.state, void.void_reason = PollState.CLOSED, None
        session.flush()
        with pytest.raises(refusals.BoxDestroyed):
            open_box(session, teller, poll_id, folder, PASSPHRASE)


def test_a_box_that_is_gone_or_damaged_is_not_counted(engine: Engine, year: MadeYear, folder: Path) -> None:
    with writing(engine) as session:
        poll_id = closed(session, year, folder)
        teller = made_actor(session, Role.TELLER)
        path = box_of(folder, row_of(session, poll_id))
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(refusals.BoxDamaged), writing(engine) as session:
        open_box(session, teller, poll_id, folder)
    path.unlink()
    with pytest.raises(refusals.BoxDamaged), writing(engine) as session:
        open_box(session, teller, poll_id, folder)
    with reading(engine) as session:
        assert row_of(session, poll_id).state is PollState.CLOSED


def test_a_box_is_opened_after_the_voting_by_a_teller_and_only_where_there_is_one(
    engine: Engine, year: MadeYear, folder: Path
) -> None:
    with writing(engine) as session:
        teller = made_actor(session, Role.TELLER)
        paper = voted_poll(session, year, frame("Bằng khen", method=PollMethod.PAPER))
        with pytest.raises(NotElectronic):
            open_box(session, teller, paper, folder)
        session.expire_all()
        poll_id = closed(session, year, folder)
        for role in (Role.SECRETARY, Role.CHAIR):
            with pytest.raises(NotAllowed):
                open_box(session, made_actor(session, role, block_id=year.block_id), poll_id, folder)
        row_of(session, poll_id).state = PollState.OPEN
        session.flush()
        with pytest.raises(StillVoting):
            open_box(session, teller, poll_id, folder)


def test_the_signed_result_is_everybodys_once_it_was_read_out(
    engine: Engine, year: MadeYear, folder: Path
) -> None:
    with writing(engine) as session:
        poll_id = closed(session, year, folder)
        viewer = made_actor(session, Role.VIEWER, block_id=year.block_id)
        assert signed_result(session, OPERATOR, poll_id) is None
        open_box(session, made_actor(session, Role.TELLER), poll_id, folder)
        for ask in (
            lambda: signed_result(session, viewer, poll_id),
            lambda: counting_of_round(session, viewer, year.id, poll_id),
        ):
            with pytest.raises(NotAllowed):
                ask()
        poll_steps.publish_poll(session, OPERATOR, poll_id, seen_version=version(session, poll_id))
        assert signed_result(session, viewer, poll_id)


def test_whoever_votes_on_paper_has_no_place_in_the_box(engine: Engine, year: MadeYear, folder: Path) -> None:
    with writing(engine) as session:
        poll_id = closed(session, year, folder, on_paper=1)
        counting = counting_of_round(session, OPERATOR, year.id, poll_id)
        assert turnout_of(box_of(folder, row_of(session, poll_id))).issued == 8
    rolls = {batch.kind: batch.roll.voters for batch in counting.batches}
    assert rolls == {BatchKind.ELECTRONIC: 8, PAPER: 1}
