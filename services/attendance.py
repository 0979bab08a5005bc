"""Commands on who has come to a conference: marked by hand, several at once, or by the badge.

A round that is open keeps the roll with which it was opened: marks change who is counted in the next.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from models.conference import AgendaItem, Attendance, Delegate
from models.conference_enums import AttendanceState
from models.year import BlockYear
from services import audit
from services.access import require_in_year
from services.errors.base import NotFound
from services.errors.conference import BadgeUnknown
from services.queries.conference import is_rehearsing
from services.rules.badges import delegate_on_badge
from services.rules.rights import Actor, Permission
from services.rules.text import clean_or_blank
from services.storage.conference import conference_subject
from services.storage.year import lock_year


def mark_attendance(
    session: Session,
    actor: Actor,
    block_year_id: int,
    delegate_ids: Collection[int],
    state: AttendanceState | None,
    reason: str = "",
) -> None:
    """Say where these delegates are, and why; None: they have not been seen after all.

    Raises:
        NotFound: one of them is no delegate of the year.
        NameRefused: the reason is too long.
    """
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    year = lock_year(session, block_year_id)
    people = [_delegate(session, block_year_id, key) for key in sorted(set(delegate_ids))]
    _mark(session, actor, year, people, state, clean_or_blank(reason))


def check_in(session: Session, actor: Actor, block_year_id: int, badge: str) -> int:
    """Have the delegate with that badge be here, and give the id.

    Who is here already stays as marked; who was not seen before the conference began is late.

    Raises:
        BadgeUnknown: it is on no badge of a delegate of the year.
    """
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    year = lock_year(session, block_year_id)
    key = delegate_on_badge(badge)
    row = session.get(Delegate, key) if key else None
    if row is None or row.block_year_id != block_year_id:
        raise BadgeUnknown(text=badge)
    stands = session.get(Attendance, (row.id, is_rehearsing(session, block_year_id)))
    begun = select(AgendaItem.id).where(
        AgendaItem.block_year_id == block_year_id, col(AgendaItem.started_at).is_not(None)
    )
    if stands and stands.state in (AttendanceState.PRESENT, AttendanceState.LATE):
        state = stands.state
    elif (stands and stands.state is AttendanceState.LEFT) or session.exec(begun).first() is None:
        state = AttendanceState.PRESENT
    else:
        state = AttendanceState.LATE
    _mark(session, actor, year, [row], state, "")
    return row.id or 0


def _delegate(session: Session, block_year_id: int, delegate_id: int) -> Delegate:
    row = session.get(Delegate, delegate_id)
    if row is None or row.block_year_id != block_year_id:
        raise NotFound(kind="delegate", name=str(delegate_id))
    return row


def _mark(
    session: Session,
    actor: Actor,
    year: BlockYear,
    people: Sequence[Delegate],
    state: AttendanceState | None,
    reason: str,
) -> None:
    key = year.id or 0
    rehearsal, now = is_rehearsing(session, key), datetime.now(UTC)
    before: dict[str, audit.Fact] = {}
    marked: dict[str, audit.Fact] = {"attendance": _word(state)}
    for person in people:
        row = session.get(Attendance, (person.id, rehearsal))
        before[_called(person, people)] = {"attendance": _word(row.state if row else None)}
        if row and state is None:
            session.delete(row)
        elif state is not None:
            row = row or Attendance(
                delegate_id=person.id or 0, rehearsal=rehearsal, state=state, marked_at=now
            )
            row.state, row.reason, row.marked_at, row.marked_by = state, reason, now, actor.account_id
            session.add(row)
    after: dict[str, audit.Fact] = dict.fromkeys(before, marked)
    facts: dict[str, audit.Fact] = {"before": before, "after": after, "reason": reason}
    marks: dict[str, audit.Fact] = {"rehearsal": True} if rehearsal else {}
    audit.record(session, actor, "mark_attendance", conference_subject(key), year=year.year, **facts, **marks)


def _word(state: AttendanceState | None) -> str:
    """What the trail calls where somebody is; "present" alone is the basis of a rule there."""
    return f"came_{state.value if state else 'unseen'}"


def _called(person: Delegate, people: Sequence[Delegate]) -> str:
    """The person's name, told apart from the same name of another."""
    namesakes = sum(one.person == person.person for one in people)
    return person.person if namesakes == 1 else f"{person.person} ({person.id})"
