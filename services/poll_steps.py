"""Commands that take a vote round on: opened, closed, counted, read out, certified, or declared void.

Every step says which version of the round was seen. It raises PollStandsAt when the round stands at a state
without that step (a second click on the same button), and Stale when somebody has changed the round since.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from sqlmodel import Session, select

from models.enums import BatchKind, PollKind, PollState
from models.polls import Poll
from models.year import BlockOffice, BlockYear
from services import audit
from services.access import require_fresh
from services.ballot_box.box import close_box
from services.errors.ballots import BoxUncounted
from services.errors.voting import PollFault, PollUnfit
from services.queries.counting import batch_rolls, kept_bundle
from services.queries.polls import option_names, require_round
from services.rules import document as rules
from services.rules.counting import Attendance, Counts, check_counts, with_counts
from services.rules.rights import Actor, Permission
from services.rules.text import SENTENCE_LIMIT, clean_name
from services.storage.batches import forget_batches, forget_typing
from services.storage.boxes import box_of, destroy_box, forget_bundle
from services.storage.openings import freeze_roll, open_box_of
from services.storage.rounds import hold_round, options_held, refuse_nobody, round_subject, rule_held
from services.storage.verdicts import keep_verdict


def open_poll(
    session: Session,
    actor: Actor,
    poll_id: int,
    attendance: Attendance,
    *,
    seen_version: int,
    folder: Path,
    passphrase: str = "",
    opinions: bool = False,
    on_paper: Collection[int] = (),
    small_is_known: bool = False,
) -> None:
    """Open a draft; what it asks, who is there and who may vote are frozen from here.

    Where the year has delegates who vote, those marked present do; `opinions` lets the others write theirs.
    Else it has the `attendance` announced. An electronic round gets a box, sealed by the tellers'
    `passphrase`, for all but those `on_paper`; fewer than five want that to be known.

    Raises:
        PollUnfit, CountAbove: nobody could vote, or be voted on, or no rule, or figures that cannot be.
        SmallElectorate: so few vote that the result tells how, and `small_is_known` is not said.
        PassphraseUnfit, FolderNotWritable: no box can be made.
        PasswordNeeded: the password was given too long ago.
    """
    require_round(session, actor, Permission.CHAIR_POLLS, poll_id)
    poll, year = hold_round(session, poll_id, seen_version, PollState.DRAFT)
    require_fresh(session, actor)
    there = freeze_roll(session, poll, opinions=opinions, on_paper=on_paper) or attendance
    _announce(session, poll, year, there)
    if poll.mode is not None:
        open_box_of(session, folder, poll, year, passphrase, small_is_known=small_is_known)
    poll.state = PollState.OPEN
    facts: dict[str, audit.Fact] = {"summoned": poll.summoned, "present": poll.present}
    facts |= {"manifest": poll.manifest_sha256} if poll.manifest_sha256 else {}
    poll.opened_at = audit.record(session, actor, "open_poll", round_subject(poll), title=poll.title, **facts)


def _announce(session: Session, poll: Poll, year: BlockYear, there: Attendance) -> None:
    """Put down who is there, of a round that can be voted on with them."""
    refuse_nobody(session, poll)
    if poll.rule_operator is None and poll.kind is not PollKind.ELECTION:
        raise PollUnfit(reason=PollFault.NO_RULE, title=poll.title)
    announced = replace(
        rule_held(session, poll), summoned=there.summoned, present=there.present, members=there.members
    )
    check_counts(announced, option_names(session, poll, options_held(session, poll), year))
    poll.summoned, poll.present, poll.members = there.summoned, there.present, there.members


def close_poll(session: Session, actor: Actor, poll_id: int, *, seen_version: int, folder: Path) -> None:
    """End the voting in an open round; it is counted from here.

    A box is closed first, and stays closed if the round then cannot be: the next press ends it.

    Raises:
        PollUnfit: everybody has withdrawn.
        BoxDamaged, BoxDestroyed: the round can only be declared void.
        PasswordNeeded: the password was given too long ago.
    """
    require_round(session, actor, Permission.CHAIR_POLLS, poll_id)
    poll, _year = hold_round(session, poll_id, seen_version, PollState.OPEN)
    require_fresh(session, actor)
    refuse_nobody(session, poll)
    facts: dict[str, audit.Fact] = {}
    if poll.box is not None:
        facts["cast"] = close_box(box_of(folder, poll)).cast
    poll.state = PollState.CLOSED
    poll.closed_at = audit.record(
        session, actor, "close_poll", round_subject(poll), title=poll.title, **facts
    )


def record_counts(session: Session, actor: Actor, poll_id: int, counts: Counts, *, seen_version: int) -> None:
    """Put down the hands that were counted in a closed round, in place of what was put down before.

    Raises:
        PollUnfit: it is voted on by ballots, which two tellers type.
        CountAbove: a count is above what it is part of; it names the option.
        TypedNumberRefused: a count below 0 or beyond all reason.
        NotFound: an option that is not on the ballot, or that has withdrawn.
    """
    require_round(session, actor, Permission.COUNT_VOTES, poll_id)
    poll, year = hold_round(session, poll_id, seen_version, PollState.CLOSED)
    if batch_rolls(session, poll):
        raise PollUnfit(reason=PollFault.TYPED_TWICE, title=poll.title)
    options = options_held(session, poll)
    names = option_names(session, poll, options, year)
    rule = rule_held(session, poll)
    counted = with_counts(rule, counts)
    check_counts(counted, names)
    poll.issued, poll.collected, poll.invalid = counted.issued, counted.collected, counted.invalid
    for row, option in zip(options, counted.options, strict=True):
        row.votes, row.against, row.blank = option.votes, option.against, option.blank
    facts = {"before": _counted(rule, names), "after": _counted(counted, names)}
    audit.record(session, actor, "record_counts", round_subject(poll), title=poll.title, **facts)


def settle_poll(session: Session, actor: Actor, poll_id: int, *, seen_version: int) -> None:
    """Keep what the counts of a closed round decide: a tie or an open seat is a result too.

    Only who counts or chairs sees it until it is published.

    Raises:
        BatchesMissing: some of the ballots are not settled yet.
        CountsMissing: something has not been counted yet.
        PollUnfit: the round has a box, which the tellers open.
    """
    require_round(session, actor, Permission.COUNT_VOTES, poll_id)
    poll, year = hold_round(session, poll_id, seen_version, PollState.CLOSED)
    if poll.mode is not None:
        raise PollUnfit(reason=PollFault.BOX_UNOPENED, title=poll.title)
    outcome = keep_verdict(session, poll, year).outcome.value
    poll.counted_at = audit.record(
        session, actor, "settle_poll", round_subject(poll), title=poll.title, outcome=outcome
    )


def recount_poll(session: Session, actor: Actor, poll_id: int, reason: str, *, seen_version: int) -> None:
    """Have a round that was counted, but not read out, be counted again, for a reason.

    What was counted by hand is typed anew, and a box is opened once more.

    Raises:
        NameRefused: the reason is blank or too long.
        PollUnfit: it was counted from a sealed box alone, which comes to the same each time.
    """
    require_round(session, actor, Permission.COUNT_VOTES, poll_id)
    poll, _year = hold_round(session, poll_id, seen_version, PollState.COUNTED)
    why = clean_name(reason, SENTENCE_LIMIT)
    rolls = batch_rolls(session, poll)
    if list(rolls) == [BatchKind.ELECTRONIC]:
        raise PollUnfit(reason=PollFault.SEALED, title=poll.title)
    if rolls:
        forget_batches(session, poll)
    poll.state, poll.verdict, poll.counted_at = PollState.CLOSED, None, None
    forget_bundle(session, poll)
    poll.read_out = poll.reading_since = None
    audit.record(session, actor, "recount_poll", round_subject(poll), title=poll.title, reason=why)


def publish_poll(session: Session, actor: Actor, poll_id: int, *, seen_version: int) -> None:
    """Have the result of a counted round be seen by everybody who sees the round.

    Raises:
        PasswordNeeded: the password was given too long ago.
    """
    require_round(session, actor, Permission.CHAIR_POLLS, poll_id)
    poll, _year = hold_round(session, poll_id, seen_version, PollState.COUNTED)
    require_fresh(session, actor)
    poll.state, poll.read_out, poll.reading_since = PollState.PUBLISHED, None, None
    poll.published_at = audit.record(session, actor, "publish_poll", round_subject(poll), title=poll.title)


def certify_poll(session: Session, actor: Actor, poll_id: int, *, seen_version: int, folder: Path) -> None:
    """Have a result that was read out stand for good: its minutes are signed, and the ballots destroyed.

    What is kept of a box is its roll and its signed result.

    Raises:
        BoxUncounted: no signed result of the box is kept, or not the one of which the trail tells.
        PasswordNeeded: the password was given too long ago.
    """
    require_round(session, actor, Permission.CHAIR_POLLS, poll_id)
    poll, _year = hold_round(session, poll_id, seen_version, PollState.PUBLISHED)
    require_fresh(session, actor)
    if poll.box is not None and kept_bundle(session, poll) is None:
        raise BoxUncounted(title=poll.title)
    poll.state = PollState.CERTIFIED
    if poll.box is not None:
        destroy_box(session, folder, poll)
    facts: dict[str, audit.Fact] = {"bundle": poll.bundle_sha256} if poll.bundle_sha256 else {}
    poll.certified_at = audit.record(
        session, actor, "certify_poll", round_subject(poll), title=poll.title, **facts
    )


def void_poll(
    session: Session, actor: Actor, poll_id: int, reason: str, *, seen_version: int, folder: Path
) -> None:
    """Declare a round void; it stays visible with the reason, and nothing that it decided holds.

    The ballots of a box are destroyed.

    Raises:
        NameRefused: the reason is blank or too long.
        PollUnfit: next year's offices are filled by it.
    """
    require_round(session, actor, Permission.CHAIR_POLLS, poll_id)
    living = (state for state in PollState if state not in (PollState.VOID, PollState.CERTIFIED))
    poll, _year = hold_round(session, poll_id, seen_version, *living)
    _refuse_office(session, poll)
    stood_at, poll.void_reason = poll.state, clean_name(reason, SENTENCE_LIMIT)
    poll.state, poll.read_out, poll.reading_since = PollState.VOID, None, None
    forget_typing(session, poll)
    if poll.box is not None:
        destroy_box(session, folder, poll)
    facts = {"before": {"state": stood_at.value}, "after": {"state": poll.state.value}}
    audit.record(
        session, actor, "void_poll", round_subject(poll), title=poll.title, reason=poll.void_reason, **facts
    )


def _refuse_office(session: Session, poll: Poll) -> None:
    """Let only a round become void by which nobody leads the block."""
    offices = select(BlockOffice.unit_id).where(
        BlockOffice.block_year_id == poll.block_year_id, BlockOffice.poll_code == poll.code
    )
    if not poll.rehearsal and session.exec(offices).first() is not None:
        raise PollUnfit(reason=PollFault.IN_OFFICE, title=poll.title)


def _counted(poll: rules.Poll, names: Mapping[str, str]) -> dict[str, audit.Fact]:
    """What has been counted so far, as the trail tells it: of an option its votes, or votes-against-blank."""
    told: dict[str, audit.Fact] = {
        "issued": poll.issued,
        "collected": poll.collected,
        "invalid": poll.invalid,
    }
    for option in poll.options:
        given = (option.votes, option.against, option.blank)
        told[names[option.code]] = "-".join(str(number) for number in given if number is not None)
    return told
