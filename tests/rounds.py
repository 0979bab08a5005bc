"""Vote rounds to test with, brought to each state by the product's own commands."""

from fractions import Fraction
from pathlib import Path

from sqlmodel import Session, select

from models.enums import Basis, Operator, PollKind, PollMethod
from models.polls import Poll, PollOption
from services import poll_steps, voting
from services.rules.counting import Attendance, Counts, Frame, OptionCount
from services.rules.document import Threshold
from services.rules.rights import OPERATOR
from tests.factories import MadeYear
from tests.tellers import settled_by_two

HALF = Threshold(Operator.MORE_THAN, Fraction(1, 2), Basis.VALID)
NINE = Attendance(summoned=9, present=9)
NO_BOXES = Path("no-boxes")  # of rounds that are not electronic, which keep no files


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
    poll_steps.open_poll(
        session, OPERATOR, poll_id, given.attendance, seen_version=version(session, poll_id), folder=NO_BOXES
    )
    return poll_id


def codes(session: Session, poll_id: int) -> list[str]:
    rows = session.exec(select(PollOption).where(PollOption.poll_id == poll_id)).all()
    return [row.code for row in sorted(rows, key=lambda row: row.position)]


def counts(session: Session, poll_id: int, *votes: int | None, **figures: int) -> Counts:
    options = {
        code: OptionCount(votes=number) for code, number in zip(codes(session, poll_id), votes, strict=False)
    }
    return Counts(options=options, **figures)


def voted_poll(session: Session, made: MadeYear, given: Frame | None = None) -> int:
    """A round in which nobody votes any more, and nothing is counted yet."""
    poll_id = opened_poll(session, made, given)
    close(session, poll_id)
    return poll_id


def closed_poll(
    session: Session, made: MadeYear, *votes: int, given: Frame | None = None, **figures: int
) -> int:
    """A round that is being counted, with these counts."""
    poll_id = voted_poll(session, made, given)
    count(session, poll_id, *votes, **figures)
    return poll_id


def counted_poll(
    session: Session, made: MadeYear, *votes: int, given: Frame | None = None, **figures: int
) -> int:
    """A round whose verdict stands, and was not read out."""
    poll_id = closed_poll(session, made, *votes, given=given, **figures)
    settle(session, poll_id)
    return poll_id


def published_poll(
    session: Session, made: MadeYear, *votes: int, given: Frame | None = None, **figures: int
) -> int:
    """A round whose result was read out."""
    poll_id = counted_poll(session, made, *votes, given=given, **figures)
    publish(session, poll_id)
    return poll_id


def count(session: Session, poll_id: int, *votes: int | None, **figures: int) -> None:
    """Put down hands, or have two tellers type ballots."""
    numbers = counts(session, poll_id, *votes, **figures)
    method = session.exec(select(Poll.method).where(Poll.id == poll_id)).one()
    if method in (PollMethod.PAPER, PollMethod.SECRET):
        settled_by_two(session, poll_id, numbers)
        return
    poll_steps.record_counts(session, OPERATOR, poll_id, numbers, seen_version=version(session, poll_id))


def close(session: Session, poll_id: int) -> None:
    poll_steps.close_poll(session, OPERATOR, poll_id, seen_version=version(session, poll_id), folder=NO_BOXES)


def settle(session: Session, poll_id: int) -> None:
    poll_steps.settle_poll(session, OPERATOR, poll_id, seen_version=version(session, poll_id))


def publish(session: Session, poll_id: int) -> None:
    poll_steps.publish_poll(session, OPERATOR, poll_id, seen_version=version(session, poll_id))


def finish(session: Session, poll_id: int, *votes: int | None, **figures: int) -> None:
    """Bring an open round to its result, with these counts."""
    close(session, poll_id)
    count(session, poll_id, *votes, **figures)
    settle(session, poll_id)
    publish(session, poll_id)
