"""What the hall may see of a conference: one picture of a moment, without anything that is held back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from models.conference import Conference
from models.conference_enums import HallView
from models.enums import OfficeRole, OfficeTerm, PollOutcome, PollState, RankingKey, YearState
from models.polls import Poll
from models.year import BlockOffice, BlockYear
from services.queries.agenda import Agenda, agenda_of_year
from services.queries.attendance import roll_now
from services.queries.board import PollBoard, board_of, boards_of
from services.queries.finality import Finality, finality_of_years
from services.queries.polls import polls_of_year
from services.queries.registry import block_styles, roll_of_year, unit_styles
from services.queries.standings import ranking_facts, standings_of_year
from services.rules.counting import Attendance

_UNDECIDED = tuple(outcome for outcome in PollOutcome if outcome is not PollOutcome.DECIDED)
_STARTED = tuple(state for state in PollState if state is not PollState.DRAFT)


@dataclass(frozen=True, slots=True)
class HallPlace:
    """A unit in the released standings; points in hundredths, percent too where it ranks by that."""

    name: str
    points: int
    percent: int | None
    rank: int | None
    tied: bool


@dataclass(frozen=True, slots=True)
class NextOffice:
    """A unit that was chosen to lead the block in the year that follows."""

    role: OfficeRole
    name: str


@dataclass(frozen=True, slots=True)
class HallBoard:
    """What the hall may see; `round` is the one that is shown, `rounds` are all that were opened.

    `standings` are None until they are released; `finality` says whether their points may still change.
    """

    block_id: int
    block_name: str
    year: int
    view: HallView
    rehearsing: bool
    frozen_at: datetime | None
    agenda: Agenda
    attendance: Attendance
    round: PollBoard | None
    rounds: tuple[PollBoard, ...]
    standings: tuple[HallPlace, ...] | None
    finality: Finality
    next_offices: tuple[NextOffice, ...]

    @property
    def moves(self) -> bool:
        """Whether it changes by itself, without anybody writing into the database."""
        boards = (self.round, *self.rounds)
        return self.frozen_at is None and any(board.moves for board in boards if board)

    def kept_as(self, before: "HallBoard | None") -> "HallBoard":
        """What frozen displays go on to show: what was there before, or nothing where nobody has seen it."""
        if before is not None:
            return replace(before, frozen_at=self.frozen_at)
        agenda = replace(self.agenda, items=(), current_id=None)
        nothing = replace(self, view=HallView.BLANK, agenda=agenda, round=None, rounds=())
        return replace(nothing, attendance=Attendance(summoned=0, present=0), standings=None, next_offices=())


@dataclass(frozen=True, slots=True)
class HallNow:
    """What the displays are set to show; `version` is that of the conference."""

    view: HallView
    poll_id: int | None
    frozen_at: datetime | None
    standings_shown: bool
    version: int


def hall_now(session: Session, block_year_id: int) -> HallNow:
    """What the displays of the conference are set to; they follow the votes before anybody sets them."""
    row = session.exec(select(Conference).where(Conference.block_year_id == block_year_id)).first()
    if row is None:
        return HallNow(HallView.POLL, None, None, standings_shown=False, version=1)
    return HallNow(row.hall_view, row.poll_id, row.frozen_at, row.standings_shown, row.version)


def hall_of(
    session: Session, block_year_id: int, poll_id: int | None, now: datetime, folder: Path
) -> HallBoard | None:
    """What the hall may see of the year now; None where there is no such year. Boxes lie in `folder`.

    A round that is named is shown whatever the displays are set to; it takes as many statements for many
    rounds, points and units as for few.
    """
    year = session.exec(select(BlockYear).where(BlockYear.id == block_year_id)).first()
    if year is None:
        return None
    hall, agenda = hall_now(session, block_year_id), agenda_of_year(session, block_year_id)
    rows = session.exec(
        select(Poll)
        .where(
            Poll.block_year_id == block_year_id,
            Poll.rehearsal == agenda.rehearsing,
            col(Poll.state).in_(_STARTED),
        )
        .order_by(col(Poll.position))
    ).all()
    boards = boards_of(session, year, rows, now=now, folder=folder)
    out = [row.code for row, board in zip(rows, boards, strict=True) if board.verdict]
    return HallBoard(
        block_id=year.block_id,
        block_name=block_styles(session, year.block_id).at(year.block_id, year.year).name,
        year=year.year,
        view=HallView.POLL if poll_id is not None else hall.view,
        rehearsing=agenda.rehearsing,
        frozen_at=hall.frozen_at,
        agenda=agenda,
        attendance=roll_now(session, block_year_id, rehearsal=agenda.rehearsing).attendance,
        round=_round_shown(session, year, hall, poll_id, now, folder),
        rounds=tuple(boards),
        standings=_standings(session, year) if hall.standings_shown else None,
        finality=finality_of_years(session, [block_year_id])[block_year_id],
        next_offices=_next_offices(session, year, out),
    )


def _round_shown(
    session: Session, year: BlockYear, hall: HallNow, poll_id: int | None, now: datetime, folder: Path
) -> PollBoard | None:
    """The round that is named, else the one the displays are set to, else the one that is followed."""
    wanted = poll_id if poll_id is not None else hall.poll_id
    return board_of(session, year.id or 0, wanted, now=now, folder=folder)


def _standings(session: Session, year: BlockYear) -> tuple[HallPlace, ...]:
    names = {unit.code: unit.name for unit in roll_of_year(session, year.block_id, year.id or 0, year.year)}
    by_percent = ranking_facts(session, year.id or 0).rule.by is RankingKey.PERCENT
    return tuple(
        HallPlace(names[line.unit], line.points, line.percent if by_percent else None, line.rank, line.tied)
        for line in standings_of_year(session, year.id or 0)
    )


def _next_offices(session: Session, year: BlockYear, codes: Sequence[str]) -> tuple[NextOffice, ...]:
    """Whom the year has chosen to lead the next: by rounds that are out, or by appointment once it is."""
    rows = session.exec(
        select(BlockOffice)
        .where(BlockOffice.block_year_id == year.id, BlockOffice.term == OfficeTerm.NEXT)
        .order_by(col(BlockOffice.position), col(BlockOffice.unit_id))
    ).all()
    published = year.state in (YearState.PUBLISHED, YearState.ARCHIVED)
    known = [row for row in rows if row.poll_code in codes or published]
    if not known:
        return ()
    styles = unit_styles(session, year.block_id)
    offices = [NextOffice(row.role, styles.at(row.unit_id, year.year + 1).name) for row in known]
    return tuple(sorted(offices, key=lambda office: office.role is not OfficeRole.HEAD))


@dataclass(frozen=True, slots=True)
class LedRound:
    """A round on the console, and at which point of the agenda it is held.

    `waits`: it is out, left something undecided, and nothing repeats it yet. `repeats`: it is held over what
    another has left undecided.
    """

    poll_id: int
    title: str
    state: PollState
    version: int
    waits: bool
    repeats: bool = False
    item_id: int | None = None


def rounds_to_lead(session: Session, block_year_id: int) -> list[LedRound]:
    """The rounds that the chair leads through, in their order: those of the rehearsal while one is on."""
    rows = session.exec(
        select(Poll.id, Poll.version, Poll.follows_id).where(Poll.block_year_id == block_year_id)
    ).all()
    versions, follows = {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}
    repeated = set(follows.values())
    return [
        LedRound(
            poll_id=line.poll_id,
            title=line.title,
            state=line.state,
            version=versions[line.poll_id],
            waits=line.outcome in _UNDECIDED and line.poll_id not in repeated,
            repeats=follows[line.poll_id] is not None,
            item_id=line.item_id,
        )
        for line in polls_of_year(session, block_year_id)
        if line.state is not PollState.VOID
    ]
