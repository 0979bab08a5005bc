"""How the commands of voters and their cards are called on a `World`."""

from collections.abc import Callable

from sqlmodel import Session

from models.enums import Answer
from services import ballots, voter_cards
from services.rules.rights import Actor
from tests.permissions.world import World
from tests.rounds import codes
from tests.voters import electronic, open_electronic, with_voters


def _cast_ballot(session: Session, actor: Actor, world: World) -> str:
    """Into a box that goes with the transaction, in which the delegate of the first unit votes."""
    with_voters(session, world.made)
    poll_id = open_electronic(session, world.made, world.folder, electronic("Bỏ phiếu kín"))
    given = {codes(session, poll_id)[0]: Answer.FOR}
    return ballots.cast_ballot(session, actor, poll_id, given, folder=world.folder)


VOTING_CALLS: dict[str, Callable[[Session, Actor, World], object]] = {
    "cast_ballot": _cast_ballot,
    "issue_cards": lambda s, a, w: voter_cards.issue_cards(s, a, w.made.id, []),
}
