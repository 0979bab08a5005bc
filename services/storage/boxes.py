"""Joins a secret round to its sealed box, which commits apart from the database.

A box is made before the commit, and goes again if the session rolls back. It is destroyed after the commit:
what cannot be taken back waits until it is decided for good.
"""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, event, not_
from sqlmodel import Session, col, select

from models.enums import BatchKind, BoxMode, PollState
from models.polls import Poll, PollBundle, PollVoter
from models.registry import Block
from models.year import BlockYear
from services.ballot_box.box import box_path, discard_box, new_box_name, open_box
from services.ballot_box.signing import sha256_of, signed_bundle
from services.ballot_box.tellers import Unsealed, certify_box, keep_bundle, unseal, void_box
from services.errors.ballots import BoxDamaged, BoxDestroyed, BoxUncounted
from services.queries.polls import option_names
from services.queries.trail import stored_head
from services.rules.ballots import BallotForm, tally
from services.rules.batches import Batch
from services.rules.bundle import bundle_of
from services.rules.manifest import Elector, Manifest, hash_of_text, manifest_text
from services.settings import product_version
from services.storage.batches import batches_of, keep_batch
from services.storage.files import STRAY_AFTER
from services.storage.rounds import options_held, rule_held


def box_of(folder: Path, poll: Poll) -> Path:
    """The file of the round's box."""
    return box_path(folder, poll.box or "")


def frozen_round(session: Session, poll: Poll, year: BlockYear) -> Manifest:
    """The round as its box freezes it, with its voters by the ids of the delegates.

    These are those who are present, but for whoever votes on paper.
    """
    options = options_held(session, poll)
    codes = {option.unit_id: option.code for option in options}
    voters = session.exec(
        select(PollVoter.delegate_id, PollVoter.unit_id)
        .where(PollVoter.poll_id == poll.id, col(PollVoter.present), not_(col(PollVoter.on_paper)))
        .order_by(col(PollVoter.delegate_id))
    )
    return Manifest(
        block=session.exec(select(Block.code).where(Block.id == year.block_id)).one(),
        year=year.year,
        form=BallotForm(poll=rule_held(session, poll), own_unit=poll.own_unit),
        names=option_names(session, poll, options, year),
        electors=tuple(Elector(str(voter), codes.get(unit) if unit else None) for voter, unit in voters),
        mode=poll.mode or BoxMode.STANDARD,
        rehearsal=poll.rehearsal,
    )


def seal_round(session: Session, folder: Path, poll: Poll, year: BlockYear, passphrase: str) -> None:
    """Make the box of a round whose attendance and roll are written.

    Raises:
        PollUnfit, CountAbove: the round cannot be voted on so.
        PassphraseUnfit: the passphrase is too short or too long.
        FolderNotWritable: the data folder takes no files.
    """
    manifest = frozen_round(session, poll, year)
    poll.box = new_box_name()
    path = box_of(folder, poll)
    open_box(path, manifest, passphrase)
    event.listen(session, "after_rollback", lambda _session: discard_box(path), once=True)
    poll.manifest_sha256 = hash_of_text(manifest_text(manifest))


def count_box(session: Session, folder: Path, poll: Poll, passphrase: str) -> Unsealed:
    """Take the ballots out of the closed box, and put down what they come to beside what came other ways.

    Raises:
        BoxStillOpen, BoxDestroyed, PassphraseWrong, PassphraseUnfit, BoxDamaged: it cannot be counted.
    """
    found = unseal(box_of(folder, poll), passphrase)
    issued = len(found.manifest.electors)
    keep_batch(session, poll, Batch(BatchKind.ELECTRONIC, tally(found.manifest.form, found.ballots, issued)))
    return found


def sign_result(session: Session, folder: Path, poll: Poll, found: Unsealed) -> bytes:
    """The signed bundle of a round that is counted, anchored in the trail as it stands; kept beside it.

    The box has it too, as a sign that its ballots were counted.

    Raises:
        CountAbove: what came other ways does not go together with what was in the box.
        FolderNotWritable: the key cannot be kept.
    """
    bundle = bundle_of(
        found.manifest,
        found.ballots,
        found.codes,
        trail_head=str(stored_head(session)),
        version=product_version(),
        batches=[one for one in batches_of(session, poll) if one.kind is not BatchKind.ELECTRONIC],
    )
    content = signed_bundle(folder, bundle)
    keep_bundle(box_of(folder, poll), content)
    poll.bundle_sha256 = sha256_of(content)
    session.merge(PollBundle(poll_id=poll.id or 0, content=content))
    return content


def forget_bundle(session: Session, poll: Poll) -> None:
    """Take the signed result away of a round that is counted again."""
    session.exec(delete(PollBundle).where(col(PollBundle.poll_id) == poll.id))
    poll.bundle_sha256 = None


def destroy_box(session: Session, folder: Path, poll: Poll) -> None:
    """Have the ballots and the key of a round that is certified or void destroyed with the commit."""
    path, state = box_of(folder, poll), poll.state
    event.listen(session, "after_commit", lambda _session: _destroy(path, state), once=True)


def destroy_left_over(session: Session, folder: Path) -> int:
    """Destroy the boxes that a crash has left between a commit and their end; how many were looked at."""
    ended = (PollState.CERTIFIED, PollState.VOID)
    rows = session.exec(select(Poll).where(col(Poll.state).in_(ended), col(Poll.box).is_not(None))).all()
    for row in rows:
        _destroy(box_of(folder, row), row.state)
    return len(rows)


def discard_unknown(session: Session, folder: Path, now: datetime) -> int:
    """Remove the boxes of which no round knows, left by a crash or by data that were brought back; how many.

    Not at every start: who has brought the wrong copy back can still bring the right one.
    """
    known = set(session.exec(select(Poll.box)))
    unknown = [
        path
        for path in folder.glob("ballots/*.box")
        if path.name not in known and datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - STRAY_AFTER
    ]
    for path in unknown:
        discard_box(path)
    return len(unknown)


def _destroy(path: Path, state: PollState) -> None:
    """Have nothing left of the ballots; what is kept of a round that has ended stands in the database."""
    if not path.exists():  # the data were brought back from a backup, which has no boxes
        return
    try:
        (certify_box if state is PollState.CERTIFIED else void_box)(path)
    except (BoxDamaged, BoxUncounted, BoxDestroyed):  # no box any more, or not that of this round's end
        discard_box(path)
