"""The command of voters: a ballot put into the sealed box of an open round."""

from collections.abc import Mapping
from pathlib import Path

from sqlmodel import Session, select

from models.enums import Answer, PollState
from models.polls import Poll
from services.ballot_box.box import cast, has_cast
from services.errors.ballots import AlreadyCast, BoxClosed, NotOnRoll
from services.errors.voting import NotElectronic, NotOpenYet, NoVoter, PollStandsAt
from services.queries.ballots import Standing, carried_vote, place_on_roll
from services.queries.polls import require_round
from services.rules.rights import Actor, Permission
from services.storage.boxes import box_of


def cast_ballot(
    session: Session, actor: Actor, poll_id: int, given: Mapping[str, Answer], *, folder: Path
) -> str:
    """Put the one ballot of the delegate by whom the actor votes into the box, and give its tracking code.

    The session only reads: who voted when, or what, is written nowhere but sealed in the box, and so there
    is no entry in the trail. A second try, also from elsewhere, finds the first one's ballot.

    Raises:
        NotElectronic: the round, or the actor in it, votes on paper or by hands.
        NotOpenYet, PollStandsAt, BoxClosed: no ballot is taken yet, or any more.
        NoVoter, NotOnRoll: the actor carries no vote, or was not there when the round was opened.
        AlreadyCast: the ballot is in the box.
        BallotRefused, NotFound: the ballot does not fit the round.
        DatabaseBusy, FolderNotWritable, BoxDamaged: nothing is in the box.
    """
    require_round(session, actor, Permission.VOTE, poll_id)
    poll = session.exec(select(Poll).where(Poll.id == poll_id)).one()
    vote = carried_vote(session, actor, poll.block_year_id)
    if poll.mode is None:
        raise NotElectronic(title=poll.title)
    if vote is None:
        raise NoVoter(title=poll.title)
    if poll.box is None:
        if poll.state is PollState.DRAFT:
            raise NotOpenYet(title=poll.title)
        raise PollStandsAt(title=poll.title, state=poll.state)
    place = place_on_roll(session, poll_id, vote.delegate_id)
    if place is Standing.ON_PAPER:
        raise NotElectronic(title=poll.title)
    if place is Standing.NOT_ON_ROLL:
        raise NotOnRoll(title=poll.title)
    path, voter = box_of(folder, poll), str(vote.delegate_id)
    if poll.state is PollState.OPEN:
        return cast(path, voter, given)
    if has_cast(path, voter):
        raise AlreadyCast(title=poll.title)
    raise BoxClosed(title=poll.title)
