"""How the commands of the tellers are called on a `World`, so that whoever may do it can."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import Session, select

from models.accounts import Account
from models.conference import Delegate
from models.enums import BatchKind, BoxMode, PollMethod, PollState, Role
from models.polls import Poll, PollVoter, TellerCount
from models.year import BlockYear
from services import box_counts, paper_counts
from services.ballot_box.box import close_box
from services.queries.counting import form_of
from services.rules.counting import Counts, OptionCount
from services.rules.rights import Actor
from services.rules.typed_count import TypedCount, typed_mapping
from services.storage.boxes import box_of, seal_round
from services.storage.rounds import options_held
from tests.factories import made_actor
from tests.permissions.world import World
from tests.rounds import codes, version

PAPER = BatchKind.PAPER
Call = Callable[[Session, Actor, World, str], object]


def _round(session: Session, world: World, state: str) -> Poll:
    """The round in that state, as if it were voted on by ballots that nobody has counted yet."""
    stands = PollState.CLOSED if state == "closed year" else PollState(state)
    poll = session.exec(select(Poll).where(Poll.id == world.polls[stands])).one()
    poll.method = PollMethod.PAPER
    for option in options_held(session, poll):
        option.votes = option.against = option.blank = None
    session.flush()
    return poll


def _typed(session: Session, poll: Poll) -> TypedCount:
    options = {code: OptionCount(votes=3) for code in codes(session, poll.id or 0)}
    return TypedCount(issued=9, collected=9, totals=Counts(options=options, invalid=0))


def _teller(session: Session, poll: Poll, account_id: int | None, *, finished: bool) -> None:
    """What a teller has typed, if it is somebody with an account."""
    if session.get(Account, account_id or 0):
        row = TellerCount(
            poll_id=poll.id or 0,
            batch=PAPER,
            account_id=account_id or 0,
            typed=typed_mapping(form_of(session, poll), _typed(session, poll)),
            finished=finished,
            typed_at=datetime.now(UTC),
        )
        session.add(row)
        session.flush()


def _type_count(session: Session, actor: Actor, world: World, state: str) -> None:
    poll = _round(session, world, state)
    made_actor(session, Role.TELLER)
    typed = _typed(session, poll)
    paper_counts.type_count(session, actor, poll.id or 0, PAPER, typed, seen_version=0)


def _finish_count(session: Session, actor: Actor, world: World, state: str) -> None:
    poll = _round(session, world, state)
    _teller(session, poll, actor.account_id, finished=False)
    paper_counts.finish_count(session, actor, poll.id or 0, PAPER, seen_version=1)


def _mend_count(session: Session, actor: Actor, world: World, state: str) -> None:
    poll = _round(session, world, state)
    _teller(session, poll, actor.account_id, finished=True)
    paper_counts.mend_count(session, actor, poll.id or 0, PAPER, seen_version=1)


def _settle_batch(session: Session, actor: Actor, world: World, state: str) -> None:
    poll = _round(session, world, state)
    for account_id in (actor.account_id, made_actor(session, Role.TELLER).account_id):
        _teller(session, poll, account_id, finished=True)
    seen = version(session, poll.id or 0)
    paper_counts.settle_batch(session, actor, poll.id or 0, PAPER, seen_version=seen)


def _release_teller(session: Session, actor: Actor, world: World, state: str) -> None:
    poll = _round(session, world, state)
    account_id = made_actor(session, Role.TELLER).account_id or 0
    _teller(session, poll, account_id, finished=False)
    paper_counts.release_teller(session, actor, poll.id or 0, PAPER, account_id, "Ốm")


def _open_ballot_box(session: Session, actor: Actor, world: World, state: str) -> None:
    poll = _round(session, world, state)
    poll.method, poll.mode = PollMethod.SECRET, BoxMode.QUICK
    voter = Delegate(block_year_id=world.made.id, person="Đại biểu", unit_id=world.spare, is_voter=True)
    session.add(voter)
    session.flush()
    poll_id = poll.id or 0
    session.add(PollVoter(poll_id=poll_id, delegate_id=voter.id or 0, unit_id=world.spare, present=True))
    session.flush()
    seal_round(session, world.folder, poll, session.get_one(BlockYear, world.made.id), "")
    close_box(box_of(world.folder, poll))
    seen = version(session, poll_id)
    box_counts.open_ballot_box(session, actor, poll_id, "", seen_version=seen, folder=world.folder)


COUNTING_CALLS: dict[str, Call] = {
    "type_count": _type_count,
    "finish_count": _finish_count,
    "mend_count": _mend_count,
    "settle_batch": _settle_batch,
    "release_teller": _release_teller,
    "open_ballot_box": _open_ballot_box,
}
