"""Two tellers and what they type, by the product's own commands."""

from sqlmodel import Session, select

from models.enums import BatchKind, PollKind, Role
from models.polls import Poll, TellerCount
from services import paper_counts
from services.rules.counting import Counts, OptionCount
from services.rules.rights import Actor
from services.rules.typed_count import TypedCount
from tests.factories import made_actor

PAPER = BatchKind.PAPER


def two_tellers(session: Session) -> tuple[Actor, Actor]:
    return made_actor(session, Role.TELLER), made_actor(session, Role.TELLER)


def own_version(session: Session, teller: Actor, poll_id: int, kind: BatchKind = PAPER) -> int:
    """At which version the teller's typing is; 0 before anything is typed."""
    row = session.get(TellerCount, (poll_id, kind, teller.account_id))
    return row.version if row else 0


def type_(session: Session, teller: Actor, poll_id: int, typed: TypedCount, kind: BatchKind = PAPER) -> None:
    seen = own_version(session, teller, poll_id, kind)
    paper_counts.type_count(session, teller, poll_id, kind, typed, seen_version=seen)


def finish(session: Session, teller: Actor, poll_id: int, kind: BatchKind = PAPER) -> None:
    seen = own_version(session, teller, poll_id, kind)
    paper_counts.finish_count(session, teller, poll_id, kind, seen_version=seen)


def settle(session: Session, teller: Actor, poll_id: int, kind: BatchKind = PAPER) -> None:
    seen = session.exec(select(Poll.version).where(Poll.id == poll_id)).one()
    paper_counts.settle_batch(session, teller, poll_id, kind, seen_version=seen)


def type_and_finish(
    session: Session, teller: Actor, poll_id: int, typed: TypedCount, kind: BatchKind = PAPER
) -> None:
    type_(session, teller, poll_id, typed, kind)
    finish(session, teller, poll_id, kind)


def settled_by_two(
    session: Session, poll_id: int, counts: Counts, kind: BatchKind = PAPER
) -> tuple[Actor, Actor]:
    """Both type the same totals, and these are settled; votes against are none unless they are counted."""
    poll = session.exec(select(Poll).where(Poll.id == poll_id)).one()
    collected, invalid = counts.collected or 0, counts.invalid or 0
    options = dict(counts.options)
    if poll.kind is not PollKind.ELECTION:
        for code, count in options.items():
            votes, against = count.votes or 0, count.against or 0
            blank = collected - invalid - votes - against
            options[code] = OptionCount(votes=votes, against=against, blank=blank)
    totals = Counts(options=options, invalid=invalid)
    typed = TypedCount(issued=counts.issued or 0, collected=collected, totals=totals)
    tellers = two_tellers(session)
    for teller in tellers:
        type_and_finish(session, teller, poll_id, typed, kind)
    settle(session, tellers[0], poll_id, kind)
    return tellers
