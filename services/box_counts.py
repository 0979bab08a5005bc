"""Command of the tellers on a sealed box: opened with their passphrase, counted, and its result signed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from models.enums import BatchKind, PollState
from models.polls import Poll
from services import audit
from services.ballot_box.tellers import Unsealed
from services.errors.ballots import PassphraseWrong
from services.errors.voting import NotElectronic
from services.queries.polls import require_round
from services.rules.rights import Actor, Permission
from services.rules.throttle import FREE_OF_BOX
from services.storage.boxes import count_box, sign_result
from services.storage.rounds import hold_round, hold_still, round_subject
from services.storage.throttle import forget, take_turn
from services.storage.verdicts import keep_verdict, refuse_unsettled


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether the passphrase has opened the box; how long to wait after too many that have not."""

    right: bool
    wait: timedelta = timedelta()


def open_ballot_box(
    session: Session, actor: Actor, poll_id: int, passphrase: str, *, seen_version: int, folder: Path
) -> Opening:
    """Count what is in the closed box, beside what came on paper, and keep the verdict with a signed result.

    A box whose key the server keeps needs no passphrase. A wrong one changes nothing but that it is told in
    the trail, without what was typed, and counted: after some the next has to wait.

    Raises:
        NotElectronic: the round has no box.
        BatchesMissing: other ballots of the round are not settled yet.
        BoxStillOpen, BoxDestroyed, BoxDamaged: there is nothing to be counted.
        PassphraseUnfit: no passphrase is that short or long.
        CountAbove: what came in several ways does not go together.
        FolderNotWritable: the key that signs cannot be kept.
    """
    require_round(session, actor, Permission.ACT_AS_TELLER, poll_id)
    poll, _year = hold_still(session, poll_id, PollState.CLOSED)
    if poll.box is None:
        raise NotElectronic(title=poll.title)
    refuse_unsettled(session, poll, BatchKind.ELECTRONIC)
    found = _counted(session, actor, poll, passphrase, folder)
    if isinstance(found, Opening):
        return found
    poll, year = hold_round(session, poll_id, seen_version, PollState.CLOSED)
    outcome, collected = keep_verdict(session, poll, year).outcome.value, len(found.ballots)
    # The signed result is anchored in the trail, and so in the entry of its own count
    poll.counted_at = audit.record(
        session,
        actor,
        "open_ballot_box",
        round_subject(poll),
        title=poll.title,
        collected=collected,
        outcome=outcome,
    )
    sign_result(session, folder, poll, found)
    return Opening(right=True)


def _counted(session: Session, actor: Actor, poll: Poll, passphrase: str, folder: Path) -> Unsealed | Opening:
    """What was in the box; else how it stayed closed, with an entry in the trail for a wrong passphrase."""
    turn = f"box:{poll.id}"
    if wait := take_turn(session, {turn: FREE_OF_BOX}, datetime.now(UTC)):
        return Opening(right=False, wait=wait)
    try:
        found = count_box(session, folder, poll, passphrase)
    except PassphraseWrong:
        audit.record(session, actor, "failed_opening", round_subject(poll), title=poll.title)
        return Opening(right=False)
    forget(session, turn)
    return found
