"""Holds a vote round for the step that is taken with it, so that nobody else takes another meanwhile."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from models.enums import PollState
from models.polls import Poll, PollOption
from models.year import BlockYear
from services.errors.conference import RehearsalFault, RehearsalRefused
from services.errors.voting import (
    CertifiedStands,
    PollFault,
    PollStandsAt,
    PollUnfit,
    StillVoting,
    VotesUnderWay,
)
from services.queries.conference import is_rehearsing
from services.queries.polls import UNDER_WAY, options_of, rule_of
from services.rules import document as rules
from services.storage.versions import stale
from services.storage.year import lock_year


def hold_round(
    session: Session, poll_id: int, seen_version: int, *states: PollState
) -> tuple[Poll, BlockYear]:
    """The round, in one of the states and as it was seen, held with its year until the transaction ends.

    Raises:
        PollStandsAt: it stands at another state; StillVoting where it is to be counted before it is closed.
        Stale: somebody has changed it since that version.
        YearLocked: the year is published or archived.
        RehearsalRefused: a rehearsal is on, and the round is a real one.
    """
    poll, year = hold_still(session, poll_id, *states)
    if not poll.rehearsal and is_rehearsing(session, poll.block_year_id):
        raise RehearsalRefused(reason=RehearsalFault.NOT_REHEARSED, name=poll.title)
    if poll.version != seen_version:
        raise stale(session, round_subject(poll))
    poll.version += 1
    return poll, year


def hold_still(session: Session, poll_id: int, *states: PollState) -> tuple[Poll, BlockYear]:
    """As `hold_round`, for what may be done to a round by several people at once: it stays as it was seen.

    Raises: PollStandsAt, YearLocked.
    """
    key = session.exec(select(Poll.block_year_id).where(Poll.id == poll_id)).one()
    year = lock_year(session, key)
    poll = session.exec(select(Poll).where(Poll.id == poll_id)).one()
    if poll.state is PollState.OPEN and states == (PollState.CLOSED,):
        raise StillVoting(title=poll.title, state=poll.state)
    if poll.state not in states:
        raise PollStandsAt(title=poll.title, state=poll.state)
    return poll, year


def refuse_voting(session: Session, block_year_id: int) -> None:
    """Let nothing take the place of a year's votes while one of them is under way, or rehearsed.

    Raises:
        RehearsalRefused: a rehearsal is on.
        VotesUnderWay: votes are open, or being counted.
    """
    if is_rehearsing(session, block_year_id):
        raise RehearsalRefused(reason=RehearsalFault.IMPORTED)
    if titles := _titles(session, block_year_id, UNDER_WAY):
        raise VotesUnderWay(titles=titles)


def refuse_certified(session: Session, block_year_id: int) -> None:
    """Let nothing take the place of votes of which a result is certified.

    Raises: CertifiedStands.
    """
    if titles := _titles(session, block_year_id, (PollState.CERTIFIED,)):
        raise CertifiedStands(titles=titles)


def _titles(session: Session, block_year_id: int, states: Collection[PollState]) -> tuple[str, ...]:
    rows = select(Poll.title).where(Poll.block_year_id == block_year_id, col(Poll.state).in_(states))
    return tuple(session.exec(rows.order_by(col(Poll.position))))


def round_subject(poll: Poll) -> str:
    """What the trail calls the round."""
    return f"poll {poll.id}"


def options_held(session: Session, poll: Poll) -> list[PollOption]:
    """The options of the round in the order of the ballot."""
    return options_of(session, [poll.id or 0])[poll.id or 0]


def rule_held(session: Session, poll: Poll) -> rules.Poll:
    """The round as the rules count it; units go by the codes of their options."""
    options = options_held(session, poll)
    return rule_of(poll, options, {option.unit_id: option.code for option in options if option.unit_id})


def refuse_nobody(session: Session, poll: Poll) -> None:
    """Let only a round go on that somebody can be voted on in.

    Raises:
        PollUnfit: nobody is on the ballot, or everybody has withdrawn.
    """
    if all(option.withdrawn for option in options_held(session, poll)):
        raise PollUnfit(reason=PollFault.NO_OPTION, title=poll.title)
