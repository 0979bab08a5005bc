"""Who has come to a conference, and the roll of those who could vote now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.conference import Attendance, Delegate
from models.conference_enums import AttendanceState
from models.year import YearUnit
from services.queries.delegates import DelegateLine, delegates_of_year
from services.rules import counting

HERE = (AttendanceState.PRESENT, AttendanceState.LATE)
"""The states of those who are in the hall."""


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """A delegate and where they are; without a state they have not been seen yet."""

    delegate: DelegateLine
    state: AttendanceState | None
    reason: str
    marked_at: datetime | None

    @property
    def is_here(self) -> bool:
        """Whether the delegate is in the hall."""
        return self.state in HERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """How many of those summoned are in the hall, and of those who vote; with the others by what is known."""

    summoned: int
    present: int
    absent: int
    left: int
    unseen: int
    voters: int
    voters_present: int


@dataclass(frozen=True, slots=True)
class Voter:
    """A delegate who carries the vote of a unit."""

    delegate_id: int
    unit_id: int
    present: bool


@dataclass(frozen=True, slots=True)
class Roll:
    """Who could vote if a round were opened now; `members` are the units that have a vote."""

    members: int
    voters: tuple[Voter, ...]

    @property
    def attendance(self) -> counting.Attendance:
        """The figures that a round announces when it opens."""
        present = sum(voter.present for voter in self.voters)
        return counting.Attendance(summoned=len(self.voters), present=present, members=self.members)


def attendance_of_year(session: Session, block_year_id: int, *, rehearsal: bool) -> list[AttendanceLine]:
    """Every delegate of the year with where they are, in the order of `delegates_of_year`."""
    rows = session.exec(
        select(Attendance)
        .join(Delegate, col(Delegate.id) == Attendance.delegate_id)
        .where(Delegate.block_year_id == block_year_id, Attendance.rehearsal == rehearsal)
    )
    marks = {row.delegate_id: row for row in rows}
    lines = []
    for delegate in delegates_of_year(session, block_year_id):
        mark = marks.get(delegate.id)
        lines.append(
            AttendanceLine(delegate, mark.state, mark.reason, mark.marked_at)
            if mark
            else AttendanceLine(delegate, None, "", None)
        )
    return lines


def presence_of(lines: Iterable[AttendanceLine]) -> Presence:
    """These lines counted."""
    lines = list(lines)
    voters = [line for line in lines if line.delegate.is_voter]
    return Presence(
        summoned=len(lines),
        present=sum(line.is_here for line in lines),
        absent=sum(line.state is AttendanceState.ABSENT for line in lines),
        left=sum(line.state is AttendanceState.LEFT for line in lines),
        unseen=sum(line.state is None for line in lines),
        voters=len(voters),
        voters_present=sum(line.is_here for line in voters),
    )


def roll_now(session: Session, block_year_id: int, *, rehearsal: bool) -> Roll:
    """The delegates who carry the vote of a unit on the roll, in protocol order, and who of them is here."""
    on_roll = (col(YearUnit.block_year_id) == Delegate.block_year_id) & (
        col(YearUnit.unit_id) == Delegate.unit_id
    )
    marked = (col(Attendance.delegate_id) == Delegate.id) & (col(Attendance.rehearsal) == rehearsal)
    rows = session.exec(
        select(Delegate.id, YearUnit.unit_id, Attendance.state)
        .join(YearUnit, on_roll)
        .outerjoin(Attendance, marked)
        .where(Delegate.block_year_id == block_year_id, Delegate.is_voter, YearUnit.votes)
        .order_by(col(YearUnit.position))
    )
    voters = tuple(Voter(key or 0, unit_id, state in HERE) for key, unit_id, state in rows)
    units = select(func.count()).select_from(YearUnit)
    members = session.exec(units.where(YearUnit.block_year_id == block_year_id, YearUnit.votes)).one()
    return Roll(members, voters)
