"""Commands on what the displays of the hall show, and on how a count is read out to it.

Whoever sets a display, or takes a reading on, says which version was seen: of two who press at once the
second is told who was first (Stale).
"""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import Session

from models.conference import Conference
from models.conference_enums import HallView
from models.enums import PollState
from models.polls import Poll
from services import audit
from services.access import require_in_year
from services.errors.base import NotFound
from services.errors.conference import RehearsalFault, RehearsalRefused
from services.errors.voting import PollFault, PollUnfit
from services.queries.board import seed_of
from services.queries.polls import find_round, require_round
from services.rules.read_out import ballots_read, reading_order
from services.rules.rights import Actor, Permission
from services.storage.conference import conference_held, conference_subject
from services.storage.rounds import hold_round, round_subject, rule_held
from services.storage.versions import stale
from services.storage.year import lock_year

ANY_VERSION = 0
"""Whatever the displays are set to: for a step that sets them along with something that has its version."""


def show_in_hall(
    session: Session,
    actor: Actor,
    block_year_id: int,
    view: HallView,
    poll_id: int | None = None,
    *,
    seen_version: int = ANY_VERSION,
) -> None:
    """Have the displays show that; of the votes a named one, or whichever is under way when none is.

    Raises:
        NotFound: the year has no such round.
        Stale: somebody has set the displays since.
        YearLocked: the year is published or archived.
    """
    hall = _held(session, actor, block_year_id, seen_version)
    title = ""
    if poll_id is not None:
        found = find_round(session, block_year_id, poll_id)
        if found is None:
            raise NotFound(kind="poll", name=str(poll_id))
        title = found[0].title
    hall.hall_view, hall.poll_id = view, poll_id
    told = {"title": title} if title else {}
    audit.record(
        session, actor, "show_in_hall", conference_subject(block_year_id), hall_view=view.value, **told
    )


def freeze_hall(
    session: Session, actor: Actor, block_year_id: int, now: datetime, *, seen_version: int
) -> None:
    """Have the displays keep what they show, with a mark that says since when.

    Raises: as `show_in_hall`.
    """
    hall = _held(session, actor, block_year_id, seen_version)
    hall.frozen_at = hall.frozen_at or now
    audit.record(session, actor, "freeze_hall", conference_subject(block_year_id))


def unfreeze_hall(session: Session, actor: Actor, block_year_id: int, *, seen_version: int) -> None:
    """Have the displays follow again.

    Raises: as `show_in_hall`.
    """
    hall = _held(session, actor, block_year_id, seen_version)
    hall.frozen_at = None
    audit.record(session, actor, "unfreeze_hall", conference_subject(block_year_id))


def release_standings(session: Session, actor: Actor, block_year_id: int, *, seen_version: int) -> None:
    """Let the displays and the leader's board have the standings.

    Raises:
        RehearsalRefused: a rehearsal is on, and there are none but the real ones.
        Others: as `show_in_hall`.
    """
    hall = _held(session, actor, block_year_id, seen_version)
    if hall.rehearsing:
        raise RehearsalRefused(reason=RehearsalFault.STANDINGS)
    hall.standings_shown = True
    audit.record(session, actor, "release_standings", conference_subject(block_year_id))


def withhold_standings(session: Session, actor: Actor, block_year_id: int, *, seen_version: int) -> None:
    """Take the standings off the displays and the leader's board again.

    Raises: as `show_in_hall`.
    """
    hall = _held(session, actor, block_year_id, seen_version)
    hall.standings_shown = False
    audit.record(session, actor, "withhold_standings", conference_subject(block_year_id))


def begin_reading(session: Session, actor: Actor, poll_id: int, *, seen_version: int) -> None:
    """Have the ballots of a counted round be read out to the hall one by one, beginning now.

    Raises:
        PollUnfit: it is being read out already.
    """
    poll = _counted(session, actor, poll_id, seen_version)
    if poll.read_out is not None:
        raise PollUnfit(reason=PollFault.READING, title=poll.title)
    poll.read_out, poll.reading_since = 0, datetime.now(UTC)
    _told(session, actor, "begin_reading", poll)


def pause_reading(session: Session, actor: Actor, poll_id: int, *, seen_version: int) -> None:
    """Have the reading stop at the ballot that it has come to.

    Raises:
        PollUnfit: nothing of the round is being read out now.
    """
    poll = _counted(session, actor, poll_id, seen_version)
    if poll.reading_since is None:
        raise PollUnfit(reason=PollFault.NOT_READING, title=poll.title)
    _move(session, poll, lambda read, _all: read)
    _told(session, actor, "pause_reading", poll)


def read_next(session: Session, actor: Actor, poll_id: int, number: int, *, seen_version: int) -> None:
    """Show so many ballots more of a reading that pauses.

    Raises:
        PollUnfit: the reading has not begun, or goes on by itself.
    """
    poll = _paused(session, actor, poll_id, seen_version)
    _move(session, poll, lambda read, ballots: min(read + max(number, 0), ballots))
    _told(session, actor, "read_next", poll)


def resume_reading(session: Session, actor: Actor, poll_id: int, *, seen_version: int) -> None:
    """Have a reading that pauses go on by itself.

    Raises: as `read_next`.
    """
    poll = _paused(session, actor, poll_id, seen_version)
    poll.reading_since = datetime.now(UTC)
    _told(session, actor, "resume_reading", poll)


def finish_reading(session: Session, actor: Actor, poll_id: int, *, seen_version: int) -> None:
    """Show at once what is left to be read of the ballots.

    Raises:
        PollUnfit: the reading has not begun.
    """
    poll = _counted(session, actor, poll_id, seen_version)
    if poll.read_out is None:
        raise PollUnfit(reason=PollFault.NOT_READING, title=poll.title)
    _move(session, poll, lambda _read, ballots: ballots)
    _told(session, actor, "finish_reading", poll)


def _held(session: Session, actor: Actor, block_year_id: int, seen_version: int) -> Conference:
    require_in_year(session, actor, Permission.CHAIR_POLLS, block_year_id)
    lock_year(session, block_year_id)
    hall = conference_held(session, block_year_id)
    if seen_version not in (ANY_VERSION, hall.version):
        raise stale(session, conference_subject(block_year_id))
    hall.version += 1
    return hall


def _counted(session: Session, actor: Actor, poll_id: int, seen_version: int) -> Poll:
    require_round(session, actor, Permission.CHAIR_POLLS, poll_id)
    return hold_round(session, poll_id, seen_version, PollState.COUNTED)[0]


def _paused(session: Session, actor: Actor, poll_id: int, seen_version: int) -> Poll:
    poll = _counted(session, actor, poll_id, seen_version)
    if poll.read_out is None:
        raise PollUnfit(reason=PollFault.NOT_READING, title=poll.title)
    if poll.reading_since is not None:
        raise PollUnfit(reason=PollFault.READING, title=poll.title)
    return poll


def _move(session: Session, poll: Poll, to: Callable[[int, int], int]) -> None:
    """Let the reading pause at what `to` makes of the ballots read so far and of their number."""
    ballots = len(reading_order(rule_held(session, poll), seed_of(poll)))
    read = ballots_read(poll.read_out or 0, poll.reading_since, datetime.now(UTC), ballots)
    poll.read_out, poll.reading_since = to(read, ballots), None


def _told(session: Session, actor: Actor, action: str, poll: Poll) -> None:
    audit.record(session, actor, action, round_subject(poll), title=poll.title, read_out=poll.read_out)
