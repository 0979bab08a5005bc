"""Commands on the rehearsal of a conference: it begins with copies of the drafts, and its end wipes it.

What is done meanwhile is marked as rehearsed, is shown as such, and counts nowhere.
"""

from pathlib import Path

from sqlalchemy import event
from sqlmodel import Session, col, delete, select, update

from models.conference import AgendaItem, Attendance, Conference, Delegate, Incident
from models.conference_enums import HallView
from models.enums import PollState
from models.polls import Poll, PollBatch, PollBundle, PollOption, PollVoter, TellerCount
from models.types import table_of
from services import audit
from services.access import require_in_year
from services.ballot_box.box import box_path, discard_box
from services.errors.conference import RehearsalFault, RehearsalRefused
from services.queries.polls import UNDER_WAY
from services.rules.rights import Actor, Permission
from services.storage.conference import conference_held, conference_subject
from services.storage.polls import copy_round
from services.storage.year import hold_year, lock_year


def begin_rehearsal(session: Session, actor: Actor, block_year_id: int) -> int:
    """Begin to rehearse the conference of the year; the number of rounds that can be tried.

    Raises:
        RehearsalRefused: a rehearsal is on already, or the conference has begun: a point of its agenda, or a
            vote.
    """
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    year = lock_year(session, block_year_id)
    conference = conference_held(session, block_year_id)
    if conference.rehearsing:
        raise RehearsalRefused(reason=RehearsalFault.REHEARSING)
    if begun := _begun(session, block_year_id):
        raise RehearsalRefused(reason=RehearsalFault.BEGUN, name=begun)
    drafts = select(Poll).where(Poll.block_year_id == block_year_id, Poll.state == PollState.DRAFT)
    copied = [copy_round(session, row) for row in session.exec(drafts.order_by(col(Poll.position))).all()]
    _back_to_the_start(conference, rehearsing=True)
    titles = [row.title for row in copied]
    audit.record(
        session, actor, "begin_rehearsal", conference_subject(block_year_id), year=year.year, titles=titles
    )
    return len(copied)


def end_rehearsal(session: Session, actor: Actor, block_year_id: int, *, folder: Path) -> None:
    """Wipe everything that was rehearsed: rounds with their ballots, attendance, incidents, notes, times.

    Raises:
        RehearsalRefused: there is no rehearsal to end.
    """
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    year = hold_year(session, block_year_id)  # whatever came of the year meanwhile, this must go
    conference = conference_held(session, block_year_id)
    if not conference.rehearsing:
        raise RehearsalRefused(reason=RehearsalFault.NOT_REHEARSING)
    _back_to_the_start(conference, rehearsing=False)
    session.flush()
    polls = session.exec(select(Poll).where(Poll.block_year_id == block_year_id, Poll.rehearsal)).all()
    boxes = [box_path(folder, row.box) for row in polls if row.box]
    _wipe_rounds(session, [row.id or 0 for row in polls])
    delegates = select(Delegate.id).where(Delegate.block_year_id == block_year_id)
    session.exec(
        delete(Attendance).where(col(Attendance.delegate_id).in_(delegates), col(Attendance.rehearsal))
    )
    session.exec(
        delete(Incident).where(col(Incident.block_year_id) == block_year_id, col(Incident.rehearsal))
    )
    items = update(AgendaItem).where(col(AgendaItem.block_year_id) == block_year_id)
    session.exec(items.values(started_at=None, finished_at=None, notes="", version=AgendaItem.version + 1))
    event.listen(session, "after_commit", lambda _session: _discard(boxes), once=True)
    facts: dict[str, audit.Fact] = {"year": year.year, "titles": [row.title for row in polls]}
    audit.record(session, actor, "end_rehearsal", conference_subject(block_year_id), **facts)


def _begun(session: Session, block_year_id: int) -> str:
    """The title of a point that has begun, or of a vote that is under way; nothing where all is still."""
    items = select(AgendaItem.title).where(
        AgendaItem.block_year_id == block_year_id, col(AgendaItem.started_at).is_not(None)
    )
    rounds = select(Poll.title).where(Poll.block_year_id == block_year_id, col(Poll.state).in_(UNDER_WAY))
    return session.exec(items).first() or session.exec(rounds).first() or ""


def _back_to_the_start(conference: Conference, *, rehearsing: bool) -> None:
    conference.rehearsing = rehearsing
    conference.item_id = conference.poll_id = None
    conference.hall_view = HallView.AGENDA
    conference.frozen_at, conference.standings_shown = None, False
    conference.version += 1


def _wipe_rounds(session: Session, poll_ids: list[int]) -> None:
    for part in (PollOption, PollVoter, PollBatch, PollBundle, TellerCount):
        session.exec(delete(part).where(table_of(part).c.poll_id.in_(poll_ids)))
    # A round that follows another must not keep it
    session.exec(update(Poll).where(col(Poll.id).in_(poll_ids)).values(follows_id=None))
    session.exec(delete(Poll).where(col(Poll.id).in_(poll_ids)))


def _discard(boxes: list[Path]) -> None:
    for path in boxes:
        discard_box(path)
