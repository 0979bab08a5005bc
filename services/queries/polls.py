"""Vote rounds: as the rules know them, as a list, and as what one person may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import not_
from sqlmodel import Session, col, select

from models.enums import Basis, BoxMode, Operator, OptionOutcome, PollKind, PollOutcome, PollState
from models.polls import Poll, PollOption
from models.year import BlockYear
from services.access import may_now, require_in_year
from services.errors.base import NotFound
from services.queries.conference import is_rehearsing, other_years
from services.queries.registry import DatedStyles, unit_styles
from services.rules import document as rules
from services.rules.exact import share_of
from services.rules.naming import UnitStyle
from services.rules.rights import Actor, Permission
from services.rules.tally import PollVerdict, verdict_from

OUT = (PollState.PUBLISHED, PollState.CERTIFIED)
"""The states of rounds whose result was read out and stands."""

UNDER_WAY = (PollState.OPEN, PollState.CLOSED, PollState.COUNTED)
"""The states of rounds that somebody has still to bring to their result."""

_CHOSEN = (OptionOutcome.ELECTED, OptionOutcome.PASSED)


@dataclass(frozen=True, slots=True)
class PollLine:
    """A round in the list of its year; once it is out, its outcome and the names of whom it chose.

    `item_id`: the point of the agenda at which it is held. `repeats`: over what another has left undecided.
    """

    poll_id: int
    title: str
    kind: PollKind
    state: PollState
    outcome: PollOutcome | None
    chosen: tuple[str, ...]
    void_reason: str | None
    item_id: int | None = None
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class PollDetail:
    """A round as its actor may see it: `poll` has counts and `verdict` is set only where they are out.

    `names` are those of the options, by code, as valid in the year; `round` is its place among the rounds
    that repeat one another, the first of which is called `first_title`. With a `mode` it is electronic;
    `fingerprint` is then that of what was frozen when it was opened. `item_id`: the point of the agenda at
    which it is held.
    """

    poll_id: int
    state: PollState
    version: int
    poll: rules.Poll
    names: Mapping[str, str]
    unit_ids: tuple[int, ...]
    verdict: PollVerdict | None
    void_reason: str | None
    round: int
    first_title: str
    followed: bool
    mode: BoxMode | None = None
    own_unit: bool = True
    fingerprint: str | None = None
    item_id: int | None = None


def counted_polls(session: Session, block_year_id: int, codes: Mapping[int, str]) -> Iterable[rules.Poll]:
    """The rounds of a year that are out, with their counts; `codes` names the units by id."""
    rows = session.exec(
        select(Poll)
        .where(Poll.block_year_id == block_year_id, col(Poll.state).in_(OUT), not_(col(Poll.rehearsal)))
        .order_by(col(Poll.position))
    ).all()
    options = options_of(session, [row.id or 0 for row in rows])
    return [rule_of(row, options[row.id or 0], codes) for row in rows]


def options_of(session: Session, poll_ids: list[int]) -> dict[int, list[PollOption]]:
    """The options of each round, in the order of the ballot."""
    found: dict[int, list[PollOption]] = {poll_id: [] for poll_id in poll_ids}
    rows = session.exec(
        select(PollOption).where(col(PollOption.poll_id).in_(poll_ids)).order_by(col(PollOption.position))
    )
    for row in rows:
        found[row.poll_id].append(row)
    return found


def rule_of(poll: Poll, options: Iterable[PollOption], codes: Mapping[int, str]) -> rules.Poll:
    """A round as the rules count it."""
    return rules.Poll(
        code=poll.code,
        title=poll.title,
        kind=poll.kind,
        method=poll.method,
        seats=poll.seats,
        rule=threshold(poll.rule_operator, poll.rule_share, poll.rule_basis),
        quorum=threshold(poll.quorum_operator, poll.quorum_share, poll.quorum_basis),
        summoned=poll.summoned,
        present=poll.present,
        members=poll.members,
        issued=poll.issued,
        collected=poll.collected,
        invalid=poll.invalid,
        options=tuple(_option(option, codes) for option in options),
    )


def threshold(operator: Operator | None, share: str | None, basis: Basis | None) -> rules.Threshold | None:
    """The rule of three columns; None where none is set."""
    if operator is None or share is None or basis is None:
        return None
    return rules.Threshold(operator, share_of(share), basis)


def _option(option: PollOption, codes: Mapping[int, str]) -> rules.PollOption:
    return rules.PollOption(
        code=option.code,
        unit=None if option.unit_id is None else codes[option.unit_id],
        votes=option.votes,
        against=option.against,
        blank=option.blank,
        withdrawn=option.withdrawn,
    )


def polls_of_year(session: Session, block_year_id: int) -> list[PollLine]:
    """The rounds of a year in their order, with what became of them but without a count.

    During a rehearsal those that are rehearsed, else the real ones.
    """
    year = session.exec(select(BlockYear).where(BlockYear.id == block_year_id)).first()
    if year is None:
        return []
    rows = session.exec(
        select(Poll)
        .where(Poll.block_year_id == block_year_id, Poll.rehearsal == is_rehearsing(session, block_year_id))
        .order_by(col(Poll.position))
    ).all()
    options = options_of(session, [row.id or 0 for row in rows])
    styles = unit_styles(session, year.block_id)
    return [_line(row, called_options(styles, row, options[row.id or 0], year.year)) for row in rows]


def _line(row: Poll, names: Mapping[str, str]) -> PollLine:
    verdict = verdict_from(row.verdict) if is_out(row) and row.verdict else None
    chosen = [option.option for option in verdict.options if option.outcome in _CHOSEN] if verdict else []
    return PollLine(
        poll_id=row.id or 0,
        title=row.title,
        kind=row.kind,
        state=row.state,
        outcome=verdict.outcome if verdict else None,
        chosen=tuple(names[code] for code in chosen),
        void_reason=row.void_reason,
        item_id=row.item_id,
        repeats=row.follows_id is not None,
    )


def years_with_votes(session: Session, block_id: int, *, but: int) -> Mapping[int, int]:
    """The other years of the block that have votes, the newest first: id by year."""
    return other_years(session, block_id, select(Poll.block_year_id), but=but)


def _may_count(session: Session, actor: Actor, year: BlockYear) -> bool:
    place = {"block_id": year.block_id, "year": year.year}
    counting = (Permission.COUNT_VOTES, Permission.CHAIR_POLLS)
    return any(may_now(session, actor, permission, **place) for permission in counting)


def poll_detail(session: Session, actor: Actor, block_year_id: int, poll_id: int) -> PollDetail:
    """A round of the year with its options and, once they are out, its counts and verdict.

    Who counts or chairs by the database's word now sees the counts of an open one too.

    Raises:
        NotFound: the year has no such round.
    """
    found = find_round(session, block_year_id, poll_id)
    if found is None:
        raise NotFound(kind="poll", name=str(poll_id))
    row, year = found
    options = options_of(session, [poll_id])[poll_id]
    poll = rule_of(row, options, {option.unit_id: option.code for option in options if option.unit_id})
    seen = is_out(row) or _may_count(session, actor, year)
    if not seen:
        poll = _without_counts(poll)
    holds = seen and row.state is not PollState.VOID
    rounds = _rounds_before(session, block_year_id, poll_id)
    followers = session.exec(select(Poll.id).where(Poll.follows_id == poll_id)).all()
    return PollDetail(
        poll_id=poll_id,
        state=row.state,
        version=row.version,
        poll=poll,
        names=option_names(session, row, options, year),
        unit_ids=tuple(option.unit_id for option in options if option.unit_id is not None),
        verdict=verdict_from(row.verdict) if row.verdict and holds else None,
        void_reason=row.void_reason,
        round=len(rounds),
        first_title=rounds[-1],
        followed=bool(followers),
        mode=row.mode,
        own_unit=row.own_unit,
        fingerprint=row.manifest_sha256,
        item_id=row.item_id,
    )


def is_out(poll: Poll) -> bool:
    """Whether the counts have been read out and still stand."""
    return poll.state in OUT


def require_round(session: Session, actor: Actor, permission: Permission, poll_id: int) -> int:
    """Let the actor go on who may do that with the round, and give the id of its year.

    Raises:
        NotFound: there is no such round.
        NotAllowed: the actor may not.
    """
    key = session.exec(select(Poll.block_year_id).where(Poll.id == poll_id)).first()
    if key is None:
        raise NotFound(kind="poll", name=str(poll_id))
    require_in_year(session, actor, permission, key)
    return key


def find_round(session: Session, block_year_id: int, poll_id: int) -> tuple[Poll, BlockYear] | None:
    """The row of a round and that of its year; None where the year has no such round."""
    found = session.exec(
        select(Poll, BlockYear)
        .join(BlockYear, col(BlockYear.id) == col(Poll.block_year_id))
        .where(Poll.id == poll_id, Poll.block_year_id == block_year_id)
    ).first()
    return None if found is None else (found[0], found[1])


def option_names(
    session: Session, poll: Poll, options: Iterable[PollOption], year: BlockYear
) -> dict[str, str]:
    """How the options are called in the year, by code; a motion's one option is called as the motion."""
    return called_options(unit_styles(session, year.block_id), poll, options, year.year)


def called_options(
    styles: DatedStyles[UnitStyle], poll: Poll, options: Iterable[PollOption], year: int
) -> dict[str, str]:
    """As `option_names`, for who has the dated names of the units already."""
    names = {}
    for option in options:
        if option.unit_id is not None:
            names[option.code] = styles.at(option.unit_id, year).name
        else:
            names[option.code] = poll.title if poll.kind is PollKind.MOTION else option.code
    return names


def _rounds_before(session: Session, block_year_id: int, poll_id: int) -> list[str]:
    """The titles of the round and of those that it repeats, the latest first."""
    rows = session.exec(
        select(Poll.id, Poll.follows_id, Poll.title).where(Poll.block_year_id == block_year_id)
    ).all()
    by_id = {key: (before, title) for key, before, title in rows}
    titles, key = [], poll_id
    while key in by_id:
        before, title = by_id[key]
        titles.append(title)
        key = before or 0
    return titles


def _without_counts(poll: rules.Poll) -> rules.Poll:
    options = tuple(replace(option, votes=None, against=None, blank=None) for option in poll.options)
    return replace(poll, issued=None, collected=None, invalid=None, options=options)
