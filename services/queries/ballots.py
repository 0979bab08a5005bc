"""Who votes in a round that is open, and the ballot paper that such a voter is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlmodel import Session, and_, col, or_, select

from models.conference import Delegate
from models.enums import PollState, Role
from models.polls import Poll, PollVoter
from models.year import BlockYear
from services.access import block_and_year, grant_of_card, grants_of, require_in_year
from services.ballot_box.box import box_path, has_cast
from services.queries.polls import called_options, options_of, rule_of
from services.queries.registry import unit_styles
from services.rules.ballots import BallotForm
from services.rules.codes import hash_of_code
from services.rules.rights import Actor, Permission


class Standing(StrEnum):
    """How a voter stands to a round that is open."""

    VOTES = "votes"
    CAST = "cast"
    ON_PAPER = "on_paper"
    NOT_ON_ROLL = "not_on_roll"


@dataclass(frozen=True, slots=True)
class CardVisitor:
    """Who comes with a voter's card, without an account: to vote in that year, and nothing else."""

    actor: Actor
    block_year_id: int


@dataclass(frozen=True, slots=True)
class CarriedVote:
    """The delegate by whom somebody votes."""

    delegate_id: int
    person: str
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class BallotPaper:
    """What a voter is asked in an open round; names by the codes of options, `own` is the own unit's code."""

    poll_id: int
    form: BallotForm
    names: Mapping[str, str]
    own: str | None
    fingerprint: str
    rehearsal: bool
    standing: Standing


@dataclass(frozen=True, slots=True)
class Booth:
    """Who votes, for which unit as it is called in the year, and the rounds that are open."""

    person: str
    unit: str
    papers: tuple[BallotPaper, ...]


def lost_boxes(session: Session, folder: Path) -> Mapping[int, str]:
    """The rounds, by id, that are to be voted in or counted and whose box is gone; with their titles.

    So it is when the data were brought back from a backup, which has no boxes.
    """
    rows = session.exec(
        select(Poll.id, Poll.title, Poll.box)
        .where(col(Poll.state).in_((PollState.OPEN, PollState.CLOSED)), col(Poll.box).is_not(None))
        .order_by(col(Poll.id))
    )
    return {key or 0: title for key, title, box in rows if not box_path(folder, box or "").exists()}


def voter_by_card(session: Session, code: str, origin: str) -> CardVisitor | None:
    """Who has the card with that code now; nobody once another card was printed."""
    card_hash = hash_of_code(code)
    row = session.exec(
        select(Delegate, BlockYear)
        .join(BlockYear, col(BlockYear.id) == Delegate.block_year_id)
        .where(Delegate.card_hash == card_hash, Delegate.is_voter)
    ).first()
    if row is None:
        return None
    delegate, year = row
    grants = (grant_of_card(year.block_id, delegate.unit_id, year.year),)
    return CardVisitor(Actor(None, delegate.person, grants, origin, card_hash=card_hash), year.id or 0)


def carried_vote(session: Session, actor: Actor, block_year_id: int) -> CarriedVote | None:
    """The delegate whose card or account it is, or else of the unit for which the account votes now.

    A delegate with an account votes by that one alone, whoever else may vote for the unit.
    """
    if actor.card_hash is not None:
        own = col(Delegate.card_hash) == actor.card_hash
    elif actor.account_id is not None:
        block_id, year = block_and_year(session, block_year_id)
        units = [
            grant.unit_id
            for grant in grants_of(session, actor)
            if grant.role is Role.VOTER and grant.gives(Permission.VOTE, block_id, None, year)
        ]
        without = and_(col(Delegate.account_id).is_(None), col(Delegate.unit_id).in_(units))
        own = or_(col(Delegate.account_id) == actor.account_id, without)
    else:
        return None
    row = session.exec(
        select(Delegate.id, Delegate.person, Delegate.unit_id)
        .where(Delegate.block_year_id == block_year_id, Delegate.is_voter, own)
        .order_by(col(Delegate.account_id).is_(None), col(Delegate.id))
    ).first()
    return CarriedVote(row[0] or 0, row[1], row[2]) if row else None


def place_on_roll(session: Session, poll_id: int, delegate_id: int) -> Standing:
    """How the round was opened for the delegate: to vote here, on paper, or not at all."""
    row = session.get(PollVoter, (poll_id, delegate_id))
    if row is None or not row.present:
        return Standing.NOT_ON_ROLL
    return Standing.ON_PAPER if row.on_paper else Standing.VOTES


def booth_of(session: Session, actor: Actor, block_year_id: int, folder: Path) -> Booth | None:
    """The open electronic rounds of the year as the actor may vote in them; None for who carries no vote.

    Raises:
        NotAllowed: the actor may not vote in that year, by the database now.
        BoxDamaged: the box of an open round is gone.
    """
    require_in_year(session, actor, Permission.VOTE, block_year_id)
    vote = carried_vote(session, actor, block_year_id)
    if vote is None:
        return None
    year = session.get_one(BlockYear, block_year_id)
    rows = session.exec(
        select(Poll)
        .where(Poll.block_year_id == block_year_id, Poll.state == PollState.OPEN, col(Poll.box).is_not(None))
        .order_by(col(Poll.opened_at), col(Poll.id))
    ).all()
    options, styles = options_of(session, [row.id or 0 for row in rows]), unit_styles(session, year.block_id)
    papers = []
    for row in rows:
        ballot = options[row.id or 0]
        codes = {option.unit_id: option.code for option in ballot if option.unit_id}
        paper = BallotPaper(
            poll_id=row.id or 0,
            form=BallotForm(poll=rule_of(row, ballot, codes), own_unit=row.own_unit),
            names=called_options(styles, row, ballot, year.year),
            own=codes.get(vote.unit_id) if vote.unit_id else None,
            fingerprint=row.manifest_sha256 or "",
            rehearsal=row.rehearsal,
            standing=_standing(session, row, vote, folder),
        )
        papers.append(paper)
    unit = styles.at(vote.unit_id, year.year).name if vote.unit_id else ""
    return Booth(vote.person, unit, tuple(papers))


def open_ballots(session: Session) -> dict[int, tuple[int, ...]]:
    """The rounds in which ballots are being cast, of each year that has some."""
    rows = session.exec(
        select(Poll.block_year_id, Poll.id)
        .where(Poll.state == PollState.OPEN, col(Poll.box).is_not(None))
        .order_by(col(Poll.opened_at), col(Poll.id))
    )
    found: dict[int, tuple[int, ...]] = {}
    for block_year_id, poll_id in rows:
        found[block_year_id] = (*found.get(block_year_id, ()), poll_id or 0)
    return found


def _standing(session: Session, row: Poll, vote: CarriedVote, folder: Path) -> Standing:
    place = place_on_roll(session, row.id or 0, vote.delegate_id)
    if place is Standing.VOTES and has_cast(box_path(folder, row.box or ""), str(vote.delegate_id)):
        return Standing.CAST
    return place


def with_cards(session: Session, block_year_id: int) -> frozenset[int]:
    """The delegates for whom a card was printed."""
    rows = select(Delegate.id).where(
        Delegate.block_year_id == block_year_id, col(Delegate.card_hash).is_not(None)
    )
    return frozenset(key for key in session.exec(rows) if key is not None)
