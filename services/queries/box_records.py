"""What everybody may know of a sealed round beside its result: who has voted, and the codes of ballots."""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from models.enums import PollState
from models.polls import Poll, PollBundle
from services.access import require_in_year
from services.ballot_box.box import box_path
from services.ballot_box.tellers import voters_of
from services.queries.conference import is_rehearsing
from services.queries.delegates import DelegateLine, delegates_of_year
from services.queries.polls import OUT, find_round
from services.rules.bundle import bundle_from
from services.rules.rights import Actor, Permission

_VOTING = (PollState.DRAFT, PollState.OPEN)


@dataclass(frozen=True, slots=True)
class PostedCodes:
    """The sorted tracking codes of the ballots that were counted in a round; none tells a choice."""

    poll_id: int
    title: str
    codes: tuple[str, ...]


def posted_codes(session: Session, actor: Actor, block_year_id: int) -> list[PostedCodes]:
    """The codes of each sealed round that is out, so that whoever has voted can look for the own one.

    During a rehearsal those of what is rehearsed, else of the real rounds.
    Raises:
        NotAllowed: the actor neither looks at the year nor votes in it.
    """
    needed = Permission.VOTE if actor.card_hash else Permission.VIEW
    require_in_year(session, actor, needed, block_year_id)
    rows = session.exec(
        select(Poll.id, Poll.title, PollBundle.content)
        .join(PollBundle, col(PollBundle.poll_id) == Poll.id)
        .where(
            Poll.block_year_id == block_year_id,
            col(Poll.state).in_(OUT),
            Poll.rehearsal == is_rehearsing(session, block_year_id),
        )
        .order_by(col(Poll.position))
    )
    return [
        PostedCodes(key or 0, title, tuple(bundle_from(content)["codes"])) for key, title, content in rows
    ]


def who_voted(
    session: Session, actor: Actor, block_year_id: int, poll_id: int, folder: Path
) -> list[DelegateLine] | None:
    """Who has voted in a sealed round, once nobody can any more, so that everybody can object; never when.

    None where it is not known: the voting goes on, there is no box, or it did not come back with the data.
    Raises:
        NotAllowed: the actor does not look at the year.
        BoxDamaged: the box cannot be read.
    """
    require_in_year(session, actor, Permission.VIEW, block_year_id)
    found = find_round(session, block_year_id, poll_id)
    if found is None or found[0].box is None or found[0].state in _VOTING:
        return None
    path = box_path(folder, found[0].box)
    if not path.exists():
        return None
    voted = set(voters_of(path))
    return [line for line in delegates_of_year(session, block_year_id) if str(line.id) in voted]
