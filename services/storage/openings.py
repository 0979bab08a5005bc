"""What is frozen when a round is opened: who votes in it, and for an electronic one its sealed box."""

from collections.abc import Collection
from pathlib import Path

from sqlmodel import Session, select

from models.polls import Poll, PollVoter
from models.year import BlockYear
from services.errors.voting import PollFault, PollUnfit, SmallElectorate
from services.queries.attendance import roll_now
from services.rules.counting import Attendance
from services.rules.manifest import RoundDoubt, doubts_of
from services.storage.boxes import frozen_round, seal_round


def freeze_roll(
    session: Session, poll: Poll, *, opinions: bool, on_paper: Collection[int] = ()
) -> Attendance | None:
    """Write down who could vote in the round now, and give the figures; None in a year without voters.

    `opinions`: who is not there may send a written one. `on_paper` are the delegates who vote so although the
    round is electronic.

    Raises:
        PollUnfit: none of them is there, and no opinion may be sent: the round could only be declared void.
    """
    roll = roll_now(session, poll.block_year_id, rehearsal=poll.rehearsal)
    if not roll.voters:
        return None
    if not opinions and not roll.attendance.present:
        raise PollUnfit(reason=PollFault.NOBODY_PRESENT, title=poll.title)
    session.add_all(
        PollVoter(
            poll_id=poll.id or 0,
            delegate_id=voter.delegate_id,
            unit_id=voter.unit_id,
            present=voter.present,
            opinion=opinions and not voter.present,
            on_paper=poll.mode is not None and voter.present and voter.delegate_id in on_paper,
        )
        for voter in roll.voters
    )
    session.flush()
    return roll.attendance


def open_box_of(
    session: Session, folder: Path, poll: Poll, year: BlockYear, passphrase: str, *, small_is_known: bool
) -> None:
    """Make the box of a round whose roll and attendance are written.

    Raises:
        PollUnfit: the year has no voters, or none of them is there.
        SmallElectorate: fewer than five are, and that is not known.
        PassphraseUnfit, FolderNotWritable: no box can be made.
    """
    manifest = frozen_round(session, poll, year)
    if not manifest.electors:
        fault = PollFault.NOBODY_PRESENT if _has_roll(session, poll) else PollFault.NO_VOTERS
        raise PollUnfit(reason=fault, title=poll.title)
    if RoundDoubt.SMALL_ELECTORATE in doubts_of(manifest) and not small_is_known:
        raise SmallElectorate(title=poll.title, voters=len(manifest.electors))
    seal_round(session, folder, poll, year, passphrase)


def _has_roll(session: Session, poll: Poll) -> bool:
    on_roll = select(PollVoter.delegate_id).where(PollVoter.poll_id == poll.id)
    return session.exec(on_roll).first() is not None
