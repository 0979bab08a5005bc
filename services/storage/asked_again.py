"""What another year voted on, as this one asks it again."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.conference import AgendaItem
from models.enums import PollState
from models.polls import Poll
from models.year import BlockYear, YearUnit
from services.queries.polls import options_of, threshold
from services.rules.counting import Attendance, Frame
from services.rules.text import duplicate_key, in_another_year


def asked_again(
    session: Session, year: BlockYear, copy_from: int, before: int
) -> list[tuple[Frame, Sequence[int]]]:
    """The votes of the year `before` that this one has not by their titles, each with its ballot.

    What followed another vote, was declared void or only rehearsed is not asked again.
    """
    key = year.id or 0
    rows = session.exec(
        select(Poll)
        .where(
            Poll.block_year_id == copy_from,
            col(Poll.follows_id).is_(None),
            col(Poll.rehearsal).is_(False),
            Poll.state != PollState.VOID,
        )
        .order_by(col(Poll.position))
    ).all()
    options = options_of(session, [row.id or 0 for row in rows])
    there = select(Poll.title).where(Poll.block_year_id == key, Poll.state != PollState.VOID)
    taken = {duplicate_key(title) for title in session.exec(there)}
    roll, old = _roll(session, key), set(_roll(session, copy_from))
    points = _points_again(session, year, copy_from, before)
    voters = _voters(session, key)
    found = []
    for row in rows:
        title = in_another_year(row.title, before, year.year)
        if duplicate_key(title) not in taken:
            taken.add(duplicate_key(title))
            all_units = {option.unit_id for option in options[row.id or 0]} == old
            frame = _frame(row, title, points.get(row.item_id), voters)
            found.append((frame, roll if all_units else ()))
    return found


def _frame(row: Poll, title: str, item_id: int | None, voters: int) -> Frame:
    return Frame(
        title=title,
        kind=row.kind,
        method=row.method,
        attendance=Attendance(summoned=voters, present=voters),
        seats=row.seats,
        rule=threshold(row.rule_operator, row.rule_share, row.rule_basis),
        quorum=threshold(row.quorum_operator, row.quorum_share, row.quorum_basis),
        mode=row.mode,
        own_unit=row.own_unit,
        item_id=item_id,
    )


def _roll(session: Session, block_year_id: int) -> Sequence[int]:
    units = select(YearUnit.unit_id).where(YearUnit.block_year_id == block_year_id)
    return session.exec(units.order_by(col(YearUnit.position))).all()


def _voters(session: Session, block_year_id: int) -> int:
    units = select(YearUnit.unit_id).where(YearUnit.block_year_id == block_year_id, col(YearUnit.votes))
    return len(session.exec(units).all())


def _points_again(
    session: Session, year: BlockYear, copy_from: int, before: int
) -> dict[int | None, int | None]:
    """The points of this year's agenda by those of the other's that are called the same."""
    titles = select(AgendaItem.title, AgendaItem.id).where(AgendaItem.block_year_id == year.id)
    here = {duplicate_key(title): key for title, key in session.exec(titles)}
    points = select(AgendaItem.id, AgendaItem.title).where(AgendaItem.block_year_id == copy_from)
    return {
        key: here.get(duplicate_key(in_another_year(title, before, year.year)))
        for key, title in session.exec(points)
    }
