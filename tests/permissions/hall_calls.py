"""How the commands on the displays and on the reading of a count are called."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import Session, col, update

from models.conference_enums import HallView
from models.enums import PollState
from models.polls import Poll
from services import hall
from services.rules.rights import Actor
from tests.permissions.world import World
from tests.rounds import version

Call = Callable[[Session, Actor, World], object]


def _reading(session: Session, world: World, *, goes_on: bool) -> int:
    """A round of which something is read out."""
    poll_id = world.polls[PollState.COUNTED]
    since = datetime.now(UTC) if goes_on else None
    session.exec(update(Poll).where(col(Poll.id) == poll_id).values(read_out=1, reading_since=since))
    return poll_id


def _on_reading(act: Callable[..., object], *facts: object, goes_on: bool) -> Call:
    def call(session: Session, actor: Actor, world: World) -> object:
        poll_id = _reading(session, world, goes_on=goes_on)
        return act(session, actor, poll_id, *facts, seen_version=version(session, poll_id))

    return call


def _begin_reading(session: Session, actor: Actor, world: World) -> None:
    poll_id = world.polls[PollState.COUNTED]
    hall.begin_reading(session, actor, poll_id, seen_version=version(session, poll_id))


HALL_CALLS: dict[str, Call] = {
    "show_in_hall": lambda s, a, w: hall.show_in_hall(s, a, w.made.id, HallView.BLANK),
    "freeze_hall": lambda s, a, w: hall.freeze_hall(
        s, a, w.made.id, datetime.now(UTC), seen_version=hall.ANY_VERSION
    ),
    "unfreeze_hall": lambda s, a, w: hall.unfreeze_hall(s, a, w.made.id, seen_version=hall.ANY_VERSION),
    "release_standings": lambda s, a, w: hall.release_standings(
        s, a, w.made.id, seen_version=hall.ANY_VERSION
    ),
    "withhold_standings": lambda s, a, w: hall.withhold_standings(
        s, a, w.made.id, seen_version=hall.ANY_VERSION
    ),
    "begin_reading": _begin_reading,
    "pause_reading": _on_reading(hall.pause_reading, goes_on=True),
    "read_next": _on_reading(hall.read_next, 1, goes_on=False),
    "resume_reading": _on_reading(hall.resume_reading, goes_on=False),
    "finish_reading": _on_reading(hall.finish_reading, goes_on=True),
}
