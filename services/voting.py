"""Commands on vote rounds: prepare, open, count, close, void, and the round that follows.

Every step says which version of the round was seen. It raises PollStandsAt when the round stands at a state
without that step (a second click on the same button), and Stale when somebody has changed the round since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session, select

from models.enums import PollKind, PollState
from models.polls import Poll, PollOption
from models.year import BlockYear
from services import audit
from services.access import require_fresh, require_in_year
from services.errors.base import NotFound, Stale
from services.errors.voting import CountsMissing, PollFault, PollStandsAt, PollUnfit
from services.queries.accounts import last_entry_on
from services.queries.polls import option_names, options_of, rule_of
from services.rules import document as rules
from services.rules.counting import (
    Attendance,
    Counts,
    Frame,
    check_counts,
    left_over,
    uncounted,
    with_counts,
)
from services.rules.rights import Actor, Permission
from services.rules.tally import verdict_from, verdict_mapping, verdict_of
from services.rules.text import SENTENCE_LIMIT, clean_name
from services.storage.polls import add_round, ballot_of, rewrite_round
from services.storage.year import lock_year


def prepare_poll(
    session: Session, actor: Actor, block_year_id: int, frame: Frame, unit_ids: Sequence[int] = ()
) -> int:
    """Add a draft round with these units to vote on, and give its id; a motion is its own one option.

    Raises:
        NameTaken: a round of the year that is not void has that title.
        PollUnfit: an election without seats.
        CountAbove: more present than summoned, or more summoned than there are members.
        NotFound: a unit that is not on the roll.
    """
    year = _open_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    poll = add_round(session, year, frame, ballot_of(session, year, unit_ids))
    audit.record(session, actor, "prepare_poll", _subject(poll), title=poll.title, code=poll.code)
    return poll.id or 0


def change_poll(
    session: Session,
    actor: Actor,
    poll_id: int,
    frame: Frame,
    unit_ids: Sequence[int] = (),
    *,
    seen_version: int,
) -> None:
    """Make a draft ask this, of these units; who had withdrawn and stays on the ballot stays withdrawn.

    Raises: as `prepare_poll`.
    """
    poll, year = _held(session, actor, Permission.PREPARE_POLLS, poll_id, seen_version, PollState.DRAFT)
    before = audit.state_of(poll)
    rewrite_round(session, poll, frame, ballot_of(session, year, unit_ids))
    facts = {"before": before, "after": audit.state_of(poll)}
    audit.record(session, actor, "change_poll", _subject(poll), title=poll.title, **facts)


def withdraw_option(session: Session, actor: Actor, poll_id: int, code: str, *, seen_version: int) -> None:
    """Take an option off the ballot at its own wish; it stays visible as withdrawn.

    Raises:
        PollUnfit: votes have been counted.
        NotFound: no such option.
    """
    _mark_withdrawn(session, actor, poll_id, code, seen_version, withdrawn=True)


def reinstate_option(session: Session, actor: Actor, poll_id: int, code: str, *, seen_version: int) -> None:
    """Put a withdrawn option back on the ballot.

    Raises: as `withdraw_option`.
    """
    _mark_withdrawn(session, actor, poll_id, code, seen_version, withdrawn=False)


def open_poll(
    session: Session, actor: Actor, poll_id: int, attendance: Attendance, *, seen_version: int
) -> None:
    """Open a draft with the attendance announced; what it asks and who is there are frozen from here.

    Raises:
        PollUnfit: nobody to vote on, or no rule where one is needed.
        CountAbove: more present than summoned, or more summoned than there are members.
        PasswordNeeded: the password was given too long ago.
    """
    poll, year = _held(session, actor, Permission.CHAIR_POLLS, poll_id, seen_version, PollState.DRAFT)
    require_fresh(session, actor)
    options = _options(session, poll)
    _refuse_nobody(poll, options)
    if poll.rule_operator is None and poll.kind is not PollKind.ELECTION:
        raise PollUnfit(reason=PollFault.NO_RULE, title=poll.title)
    summoned, present, members = attendance.summoned, attendance.present, attendance.members
    announced = replace(_rule(poll, options), summoned=summoned, present=present, members=members)
    check_counts(announced, option_names(session, poll, options, year))
    poll.summoned, poll.present, poll.members = summoned, present, members
    poll.state = PollState.OPEN
    poll.opened_at = audit.record(
        session, actor, "open_poll", _subject(poll), title=poll.title, summoned=summoned, present=present
    )


def record_counts(session: Session, actor: Actor, poll_id: int, counts: Counts, *, seen_version: int) -> None:
    """Put down what has been counted of an open round, in place of what was put down before.

    Raises:
        CountAbove: a count is above what it is part of; it names the option.
        TypedNumberRefused: a count below 0 or beyond all reason.
        NotFound: an option that is not on the ballot, or that has withdrawn.
    """
    poll, year = _held(session, actor, Permission.COUNT_VOTES, poll_id, seen_version, PollState.OPEN)
    options = _options(session, poll)
    names = option_names(session, poll, options, year)
    rule = _rule(poll, options)
    counted = with_counts(rule, counts)
    check_counts(counted, names)
    poll.issued, poll.collected, poll.invalid = counted.issued, counted.collected, counted.invalid
    for row, option in zip(options, counted.options, strict=True):
        row.votes, row.against, row.blank = option.votes, option.against, option.blank
    facts = {"before": _counted(rule, names), "after": _counted(counted, names)}
    audit.record(session, actor, "record_counts", _subject(poll), title=poll.title, **facts)


def close_poll(session: Session, actor: Actor, poll_id: int, *, seen_version: int) -> None:
    """Close an open round for good and keep what its counts decide: a tie or an open seat is a result too.

    Raises:
        CountsMissing: something has not been counted yet.
        PollUnfit: everybody has withdrawn.
        PasswordNeeded: the password was given too long ago.
    """
    poll, year = _held(session, actor, Permission.CHAIR_POLLS, poll_id, seen_version, PollState.OPEN)
    require_fresh(session, actor)
    options = _options(session, poll)
    _refuse_nobody(poll, options)
    rule = _rule(poll, options)
    parts, codes = uncounted(rule)
    if parts or codes:
        names = option_names(session, poll, options, year)
        raise CountsMissing(parts=parts, options=tuple(names[code] for code in codes))
    verdict = verdict_of(rule)
    poll.verdict = verdict_mapping(verdict)
    poll.state = PollState.CLOSED
    poll.closed_at = audit.record(
        session, actor, "close_poll", _subject(poll), title=poll.title, outcome=verdict.outcome.value
    )


def void_poll(session: Session, actor: Actor, poll_id: int, reason: str, *, seen_version: int) -> None:
    """Declare a round void; it stays visible with the reason, and nothing that it decided holds.

    Raises: NameRefused when the reason is blank or too long.
    """
    living = (PollState.DRAFT, PollState.OPEN, PollState.CLOSED)
    poll, _ = _held(session, actor, Permission.CHAIR_POLLS, poll_id, seen_version, *living)
    stood_at, poll.void_reason = poll.state, clean_name(reason, SENTENCE_LIMIT)
    poll.state = PollState.VOID
    facts = {"before": {"state": stood_at.value}, "after": {"state": poll.state.value}}
    audit.record(
        session, actor, "void_poll", _subject(poll), title=poll.title, reason=poll.void_reason, **facts
    )


def prepare_next_round(session: Session, actor: Actor, poll_id: int, title: str, *, seen_version: int) -> int:
    """Add a draft that repeats the round among those whom it left undecided, and give its id.

    Raises:
        PollUnfit: the round left nothing to decide, or is repeated already.
        NameTaken: a round of the year that is not void has that title.
    """
    poll, year = _held(
        session, actor, Permission.PREPARE_POLLS, poll_id, seen_version, PollState.CLOSED, PollState.VOID
    )
    if session.exec(select(Poll.id).where(Poll.follows_id == poll_id)).first() is not None:
        raise PollUnfit(reason=PollFault.FOLLOWED, title=poll.title)
    rule = _rule(poll, _options(session, poll))
    holds = poll.state is PollState.CLOSED and poll.verdict
    codes, seats = left_over(rule, verdict_from(poll.verdict) if holds and poll.verdict else None)
    if not codes:
        raise PollUnfit(reason=PollFault.NOTHING_LEFT, title=poll.title)
    frame = Frame(
        title=title,
        kind=poll.kind,
        method=poll.method,
        attendance=Attendance(summoned=poll.summoned, present=poll.present, members=poll.members),
        seats=seats,
        rule=rule.rule,
        quorum=rule.quorum,
    )
    ballot = {option.code: option.unit_id for option in _options(session, poll) if option.code in codes}
    following = add_round(session, year, frame, ballot, follows_id=poll_id)
    facts = {"title": following.title, "code": following.code, "follows": poll.code}
    audit.record(session, actor, "prepare_next_round", _subject(following), **facts)
    return following.id or 0


def _open_year(session: Session, actor: Actor, permission: Permission, block_year_id: int) -> BlockYear:
    require_in_year(session, actor, permission, block_year_id)
    return lock_year(session, block_year_id)


def _held(
    session: Session,
    actor: Actor,
    permission: Permission,
    poll_id: int,
    seen_version: int,
    *states: PollState,
) -> tuple[Poll, BlockYear]:
    """The round, in one of the states and as it was seen, held with its year until the transaction ends."""
    key = session.exec(select(Poll.block_year_id).where(Poll.id == poll_id)).first()
    if key is None:
        raise NotFound(kind="poll", name=str(poll_id))
    year = _open_year(session, actor, permission, key)
    poll = session.exec(select(Poll).where(Poll.id == poll_id)).one()
    if poll.state not in states:
        raise PollStandsAt(title=poll.title, state=poll.state)
    if poll.version != seen_version:
        last = last_entry_on(session, _subject(poll))
        raise Stale(by=last.actor, at=last.at) if last else Stale()
    poll.version += 1
    return poll, year


def _mark_withdrawn(
    session: Session, actor: Actor, poll_id: int, code: str, seen_version: int, *, withdrawn: bool
) -> None:
    poll, year = _held(
        session, actor, Permission.PREPARE_POLLS, poll_id, seen_version, PollState.DRAFT, PollState.OPEN
    )
    options = {option.code: option for option in _options(session, poll)}
    if code not in options:
        raise NotFound(kind="option", name=code)
    if any(option.votes is not None for option in options.values()):
        raise PollUnfit(reason=PollFault.COUNTED, title=poll.title)
    options[code].withdrawn = withdrawn
    action = "withdraw_option" if withdrawn else "reinstate_option"
    name = option_names(session, poll, list(options.values()), year)[code]
    audit.record(session, actor, action, _subject(poll), title=poll.title, option=name)


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


def _refuse_nobody(poll: Poll, options: Sequence[PollOption]) -> None:
    if all(option.withdrawn for option in options):
        raise PollUnfit(reason=PollFault.NO_OPTION, title=poll.title)


def _options(session: Session, poll: Poll) -> list[PollOption]:
    return options_of(session, [poll.id or 0])[poll.id or 0]


def _rule(poll: Poll, options: Sequence[PollOption]) -> rules.Poll:
    return rule_of(poll, options, {option.unit_id: option.code for option in options if option.unit_id})


def _subject(poll: Poll) -> str:
    return f"poll {poll.id}"
