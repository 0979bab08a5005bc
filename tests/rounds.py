"""Vote rounds to test with, brought to each state by the product's own commands."""

from fractions import Fraction

from sqlmodel import Session, select

from models.enums import Basis, Operator, PollKind, PollMethod
from models.polls import Poll, PollOption
from services import voting
from services.rules.counting import Attendance, Counts, Frame, OptionCount
from services.rules.document import Threshold
from services.rules.rights import OPERATOR
from tests.factories import MadeYear

HALF = Threshold(Operator.MORE_THAN, Fraction(1, 2), Basis.VALID)
NINE = Attendance(summoned=9, present=9)


def frame(
    title: str = "Cờ thi đua của UBND tỉnh",
    kind: PollKind = PollKind.ELECTION,
    seats: int | None = 1,
    method: PollMethod = PollMethod.HANDS,
    rule: Threshold | None = HALF,
    quorum: Threshold | None = None,
    attendance: Attendance = NINE,
) -> Frame:
    return Frame(
        title=title, kind=kind, method=method, attendance=attendance, seats=seats, rule=rule, quorum=quorum
    )


def made_poll(session: Session, made: MadeYear, given: Frame | None = None) -> int:
    """A draft on all units of the year."""
    return voting.prepare_poll(session, OPERATOR, made.id, given or frame(), made.unit_ids)


def version(session: Session, poll_id: int) -> int:
    return session.exec(select(Poll.version).where(Poll.id == poll_id)).one()


def opened_poll(session: Session, made: MadeYear, given: Frame | None = None) -> int:
    poll_id = made_poll(session, made, given)
    given = given or frame()
    voting.open_poll(session, OPERATOR, poll_id, given.attendance, seen_version=version(session, poll_id))
    return poll_id


def codes(session: Session, poll_id: int) -> list[str]:
    rows = session.exec(select(PollOption).where(PollOption.poll_id == poll_id)).all()
    return [row.code for row in sorted(rows, key=lambda row: row.position)]


def counts(session: Session, poll_id: int, *votes: int | None, **figures: int) -> Counts:
    options = {
        code: OptionCount(votes=number) for code, number in zip(codes(session, poll_id), votes, strict=False)
    }
    return Counts(options=options, **figures)


def closed_poll(
    session: Session, made: MadeYear, *votes: int, given: Frame | None = None, **figures: int
) -> int:
    poll_id = opened_poll(session, made, given)
    count(session, poll_id, *votes, **figures)
    close(session, poll_id)
    return poll_id


def count(session: Session, poll_id: int, *votes: int | None, **figures: int) -> None:
    numbers = counts(session, poll_id, *votes, **figures)
    voting.record_counts(session, OPERATOR, poll_id, numbers, seen_version=version(session, poll_id))


def close(session: Session, poll_id: int) -> None:
    voting.close_poll(session, OPERATOR, poll_id, seen_version=version(session, poll_id))
