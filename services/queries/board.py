"""What the hall may see of a vote round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from models.enums import PollKind, PollState
from models.polls import Poll, PollOption
from models.year import BlockYear
from services.ballot_box.box import Turnout, box_path, turnout_of
from services.errors.base import DomainError
from services.queries.conference import is_rehearsing
from services.queries.polls import OUT, called_options, find_round, is_out, options_of, rule_of, threshold
from services.queries.registry import block_styles, unit_styles
from services.rules import document as rules
from services.rules.read_out import ballots_read, read_so_far, reading_order
from services.rules.tally import PollVerdict, verdict_from

_FOLLOWED = (
    ((PollState.OPEN,), Poll.opened_at),
    ((PollState.CLOSED, PollState.COUNTED), Poll.closed_at),
    (OUT, Poll.published_at),
)


@dataclass(frozen=True, slots=True)
class BoardLine:
    """An option on the board; `votes` only as far as they are read out."""

    code: str
    name: str
    withdrawn: bool
    votes: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a count has been read out, of how many ballots, and whether it goes on by itself."""

    read: int
    ballots: int
    goes_on: bool


@dataclass(frozen=True, slots=True)
class PollBoard:
    """What the hall may see of a round: its title, then who is present, and counts only once they are read.

    `turnout` is set while ballots come into a box, `reading` while they are read out one by one.
    """

    block_id: int
    block_name: str
    year: int
    title: str
    state: PollState
    kind: PollKind
    seats: int | None
    rule: rules.Threshold | None
    quorum: rules.Threshold | None
    summoned: int | None
    present: int | None
    options: tuple[BoardLine, ...]
    verdict: PollVerdict | None
    void_reason: str | None
    turnout: Turnout | None = None
    reading: Reading | None = None

    @property
    def moves(self) -> bool:
        """Whether it changes by itself, without anybody writing into the database."""
        return self.turnout is not None or (self.reading is not None and self.reading.goes_on)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Of which year and block the boards are, at what moment, and where the boxes lie."""

    year: BlockYear
    block: str
    now: datetime
    folder: Path | None


def shown_poll(session: Session, block_year_id: int) -> int | None:
    """The round that the hall follows when none is named.

    The one opened last, else the one that is being counted, else the one read out last.
    """
    rehearsing = is_rehearsing(session, block_year_id)
    for states, moment in _FOLLOWED:
        found = session.exec(
            select(Poll.id)
            .where(
                Poll.block_year_id == block_year_id,
                Poll.rehearsal == rehearsing,
                col(Poll.state).in_(states),
            )
            .order_by(col(moment).desc(), col(Poll.position).desc())
        ).first()
        if found is not None:
            return found
    return None


def board_of(
    session: Session,
    block_year_id: int,
    poll_id: int | None = None,
    *,
    now: datetime | None = None,
    folder: Path | None = None,
) -> PollBoard | None:
    """What the hall may see of a round of the year, or of the one that it follows when none is named.

    None where the year has no such round. Boxes lie in `folder`; without it no turnout is told.
    """
    poll_id = shown_poll(session, block_year_id) if poll_id is None else poll_id
    found = None if poll_id is None else find_round(session, block_year_id, poll_id)
    if found is None:
        return None
    (board,) = boards_of(session, found[1], [found[0]], now=now, folder=folder)
    return board


def boards_of(
    session: Session,
    year: BlockYear,
    rows: Sequence[Poll],
    *,
    now: datetime | None = None,
    folder: Path | None = None,
) -> list[PollBoard]:
    """What the hall may see of these rounds of the year; as many statements for many as for one."""
    if not rows:
        return []
    options = options_of(session, [row.id or 0 for row in rows])
    block = block_styles(session, year.block_id).at(year.block_id, year.year).name
    styles = unit_styles(session, year.block_id)
    names = [called_options(styles, row, options[row.id or 0], year.year) for row in rows]
    asked = _Asked(year, block, now or datetime.now(UTC), folder)
    return [_board(row, options[row.id or 0], called, asked) for row, called in zip(rows, names, strict=True)]


def _board(row: Poll, ballot: Sequence[PollOption], names: Mapping[str, str], asked: _Asked) -> PollBoard:
    started, out = row.state not in (PollState.DRAFT, PollState.VOID), is_out(row)
    read, reading = _read(row, ballot, asked.now)
    return PollBoard(
        block_id=asked.year.block_id,
        block_name=asked.block,
        year=asked.year.year,
        title=row.title,
        state=row.state,
        kind=row.kind,
        seats=row.seats,
        rule=threshold(row.rule_operator, row.rule_share, row.rule_basis) if started else None,
        quorum=threshold(row.quorum_operator, row.quorum_share, row.quorum_basis) if started else None,
        summoned=row.summoned if started else None,
        present=row.present if started else None,
        options=tuple(
            BoardLine(one.code, names[one.code], one.withdrawn, read.get(one.code))
            for one in ballot
            if started
        ),
        verdict=verdict_from(row.verdict) if out and row.verdict else None,
        void_reason=row.void_reason,
        turnout=_turnout(row, asked.folder),
        reading=reading,
    )


def _read(row: Poll, ballot: Sequence[PollOption], now: datetime) -> tuple[dict[str, int], Reading | None]:
    """The votes of each option as far as they are read out, and how far the reading is while it goes on."""
    if is_out(row):
        return {one.code: one.votes for one in ballot if one.votes is not None}, None
    if row.state is not PollState.COUNTED or row.read_out is None:
        return {}, None
    poll = rule_of(row, ballot, {one.unit_id: one.code for one in ballot if one.unit_id})
    ballots = reading_order(poll, seed_of(row))
    read = ballots_read(row.read_out, row.reading_since, now, len(ballots))
    heard = read_so_far(poll, ballots[:read]).options
    goes_on = row.reading_since is not None and read < len(ballots)
    return (
        {one.code: one.votes or 0 for one in heard if not one.withdrawn},
        Reading(read, len(ballots), goes_on),
    )


def seed_of(poll: Poll) -> str:
    """What the order is made of in which the round's count is read out; the same in every process."""
    return poll.bundle_sha256 or f"poll {poll.id}"


def _turnout(row: Poll, folder: Path | None) -> Turnout | None:
    if folder is None or row.box is None or row.state is not PollState.OPEN:
        return None
    try:
        return turnout_of(box_path(folder, row.box))
    except DomainError:  # whoever casts or closes is told what is wrong with the box
        return None
