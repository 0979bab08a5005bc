"""Delegates who vote, and electronic rounds that they vote in, made by the product's own commands."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from models.conference import Attendance, Delegate
from models.conference_enums import AttendanceState
from models.enums import BoxMode, PollKind, PollMethod
from services import poll_steps, voter_cards
from services.queries.ballots import voter_by_card
from services.rules.counting import Attendance as Announced
from services.rules.counting import Frame
from services.rules.rights import OPERATOR, Actor
from tests.factories import MadeYear
from tests.rounds import frame, made_poll, version

NOBODY_SAID = Announced(summoned=0, present=0)


def with_voters(session: Session, made: MadeYear, absent: int = 0) -> list[int]:
    """A delegate for each unit, who carries its vote; the last of them are absent."""
    keys = []
    for place, unit_id in enumerate(made.unit_ids):
        row = Delegate(block_year_id=made.id, unit_id=unit_id, person=f"Đại biểu {place + 1}", is_voter=True)
        session.add(row)
        session.flush()
        keys.append(row.id or 0)
        there = place < len(made.unit_ids) - absent
        session.add(
            Attendance(
                delegate_id=row.id or 0,
                state=AttendanceState.PRESENT if there else AttendanceState.ABSENT,
                marked_at=datetime.now(UTC),
            )
        )
    session.flush()
    return keys


def electronic(
    title: str = "Cờ thi đua của UBND tỉnh",
    kind: PollKind = PollKind.ELECTION,
    seats: int | None = 1,
    mode: BoxMode = BoxMode.QUICK,
    *,
    own_unit: bool = True,
) -> Frame:
    """What an electronic round asks; the server keeps the key unless said, which spares time."""
    asked = frame(title, kind, seats if kind is PollKind.ELECTION else None, PollMethod.SECRET)
    return replace(asked, mode=mode, own_unit=own_unit, attendance=NOBODY_SAID)


def open_electronic(
    session: Session, made: MadeYear, folder: Path, asked: Frame | None = None, passphrase: str = ""
) -> int:
    """A round on all units of the year in which those present may vote now."""
    poll_id = made_poll(session, made, asked or electronic())
    poll_steps.open_poll(
        session,
        OPERATOR,
        poll_id,
        NOBODY_SAID,
        seen_version=version(session, poll_id),
        folder=folder,
        passphrase=passphrase,
        small_is_known=True,
    )
    return poll_id


def card_of(session: Session, made: MadeYear, delegate_id: int) -> str:
    """The code on a new card of the delegate."""
    return voter_cards.issue_cards(session, OPERATOR, made.id, [delegate_id])[delegate_id]


def by_card(session: Session, made: MadeYear, delegate_id: int) -> Actor:
    """The delegate, who has come with a new card."""
    visitor = voter_by_card(session, card_of(session, made, delegate_id), "")
    assert visitor is not None
    return visitor.actor


def delegate_of(session: Session, made: MadeYear, unit_id: int) -> Delegate:
    """The delegate who carries the vote of the unit."""
    rows = select(Delegate).where(Delegate.block_year_id == made.id, col(Delegate.unit_id) == unit_id)
    return session.exec(rows).one()
