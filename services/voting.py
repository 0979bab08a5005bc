"""Commands on what a vote round asks: prepared, changed, withdrawn from, and the round that follows.

Every step says which version of the round was seen. It raises PollStandsAt when the round stands at a state
without that step (a second click on the same button), and Stale when somebody has changed the round since.
"""

from collections.abc import Sequence

from sqlmodel import Session, select

from models.conference import AgendaItem
from models.enums import PollState
from models.polls import Poll
from services import audit
from services.access import block_and_year, require_in_year
from services.errors.base import NotFound
from services.errors.voting import PollFault, PollUnfit
from services.queries.polls import OUT, option_names, require_round
from services.rules.counting import Attendance, Frame, left_over
from services.rules.rights import Actor, Permission
from services.rules.tally import verdict_from
from services.storage.asked_again import asked_again
from services.storage.conference import conference_subject
from services.storage.polls import add_round, ballot_of, rewrite_round
from services.storage.rounds import hold_round, options_held, round_subject, rule_held
from services.storage.year import lock_year


def prepare_poll(
    session: Session, actor: Actor, block_year_id: int, frame: Frame, unit_ids: Sequence[int] = ()
) -> int:
    """Add a draft round with these units to vote on, and give its id; a motion is its own one option.

    Raises:
        NameTaken: a round of the year that is not void has that title.
        PollUnfit: an election without seats.
        CountAbove: more present than summoned, or more summoned than there are members.
        NotFound: a unit that is not on the roll, or a point that is not on the agenda.
    """
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    year = lock_year(session, block_year_id)
    poll = add_round(session, year, frame, ballot_of(session, year, unit_ids))
    audit.record(session, actor, "prepare_poll", round_subject(poll), title=poll.title, code=poll.code)
    return poll.id or 0


def copy_polls(session: Session, actor: Actor, block_year_id: int, copy_from: int) -> int:
    """Add drafts of those votes of another year that this one does not have, and give their number.

    Where titles name that year or the next, they name this one's. Where all units were on the ballot, all
    are again; else it is empty, since nobody is proposed because of another year.

    Raises:
        NotFound: there is no such year in the block.
    """
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    require_in_year(session, actor, Permission.VIEW, copy_from)
    year = lock_year(session, block_year_id)
    block_id, before = block_and_year(session, copy_from)
    if block_id != year.block_id:
        raise NotFound(kind="year", name=str(copy_from))
    asked = asked_again(session, year, copy_from, before)
    titles = [
        add_round(session, year, frame, ballot_of(session, year, units)).title for frame, units in asked
    ]
    facts: dict[str, audit.Fact] = {"year": year.year, "titles": titles, "copy_from": before}
    audit.record(session, actor, "copy_polls", conference_subject(block_year_id), **facts)
    return len(titles)


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
    require_round(session, actor, Permission.PREPARE_POLLS, poll_id)
    poll, year = hold_round(session, poll_id, seen_version, PollState.DRAFT)
    before = audit.state_of(poll, item_id=_point_of(session, poll))
    rewrite_round(session, poll, frame, ballot_of(session, year, unit_ids))
    facts = {"before": before, "after": audit.state_of(poll, item_id=_point_of(session, poll))}
    audit.record(session, actor, "change_poll", round_subject(poll), title=poll.title, **facts)


def withdraw_option(session: Session, actor: Actor, poll_id: int, code: str, *, seen_version: int) -> None:
    """Take an option off the ballot at its own wish; it stays visible as withdrawn.

    Raises:
        PollUnfit: ballots lie in a sealed box already.
        NotFound: no such option.
    """
    _mark_withdrawn(session, actor, poll_id, code, seen_version, withdrawn=True)


def reinstate_option(session: Session, actor: Actor, poll_id: int, code: str, *, seen_version: int) -> None:
    """Put a withdrawn option back on the ballot.

    Raises: as `withdraw_option`.
    """
    _mark_withdrawn(session, actor, poll_id, code, seen_version, withdrawn=False)


def prepare_next_round(session: Session, actor: Actor, poll_id: int, title: str, *, seen_version: int) -> int:
    """Add a draft that repeats the round among those whom it left undecided, and give its id.

    Raises:
        PollUnfit: the round left nothing to decide, or is repeated already.
        NameTaken: a round of the year that is not void has that title.
    """
    require_round(session, actor, Permission.PREPARE_POLLS, poll_id)
    poll, year = hold_round(session, poll_id, seen_version, *OUT, PollState.VOID)
    if session.exec(select(Poll.id).where(Poll.follows_id == poll_id)).first() is not None:
        raise PollUnfit(reason=PollFault.FOLLOWED, title=poll.title)
    rule = rule_held(session, poll)
    holds = poll.state in OUT and poll.verdict
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
        mode=poll.mode,
        own_unit=poll.own_unit,
        item_id=poll.item_id,
    )
    ballot = {option.code: option.unit_id for option in options_held(session, poll) if option.code in codes}
    following = add_round(session, year, frame, ballot, follows_id=poll_id)
    facts = {"title": following.title, "code": following.code, "follows": poll.code}
    audit.record(session, actor, "prepare_next_round", round_subject(following), **facts)
    return following.id or 0


def _point_of(session: Session, poll: Poll) -> str | None:
    """The title of the point at which the round is held."""
    return session.exec(select(AgendaItem.title).where(AgendaItem.id == poll.item_id)).first()


def _mark_withdrawn(
    session: Session, actor: Actor, poll_id: int, code: str, seen_version: int, *, withdrawn: bool
) -> None:
    require_round(session, actor, Permission.PREPARE_POLLS, poll_id)
    poll, year = hold_round(session, poll_id, seen_version, PollState.DRAFT, PollState.OPEN)
    options = {option.code: option for option in options_held(session, poll)}
    if code not in options:
        raise NotFound(kind="option", name=code)
    if poll.mode is not None and poll.state is PollState.OPEN:
        raise PollUnfit(reason=PollFault.VOTING, title=poll.title)
    options[code].withdrawn = withdrawn
    action = "withdraw_option" if withdrawn else "reinstate_option"
    name = option_names(session, poll, list(options.values()), year)[code]
    audit.record(session, actor, action, round_subject(poll), title=poll.title, option=name)
