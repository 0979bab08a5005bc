"""How the commands on a conference are called, each on a point or a delegate of its own."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import Session, col, update

from models.conference import AgendaItem, Conference, Delegate
from models.conference_enums import AgendaKind, AttendanceState
from models.enums import PollState
from models.polls import Poll
from services import agenda, agenda_steps, attendance, delegates, incidents, rehearsal
from services.queries.polls import UNDER_WAY
from services.rules.badges import badge_number
from services.rules.rights import Actor
from tests.permissions.world import World

Call = Callable[[Session, Actor, World], object]
REPORT = agenda.ItemEntry(kind=AgendaKind.REPORT, title="Báo cáo tổng kết", minutes=20)
LAN = delegates.DelegateEntry(person="Nguyễn Thị Lan")


def _item(session: Session, world: World, *, begun: bool = False) -> int:
    row = AgendaItem(
        block_year_id=world.made.id,
        position=0,
        kind=AgendaKind.REPORT,
        title="Báo cáo",
        minutes=20,
        started_at=datetime.now(UTC) if begun else None,
    )
    session.add(row)
    session.flush()
    session.merge(Conference(block_year_id=world.made.id, item_id=row.id if begun else None))
    session.flush()
    return row.id or 0


def _delegate(session: Session, world: World) -> int:
    row = Delegate(block_year_id=world.made.id, unit_id=world.made.unit_ids[0], person="Trần Bình")
    session.add(row)
    session.flush()
    return row.id or 0


def _begin_rehearsal(session: Session, actor: Actor, world: World) -> object:
    session.exec(update(Poll).where(col(Poll.state).in_(UNDER_WAY)).values(state=PollState.PUBLISHED))
    return rehearsal.begin_rehearsal(session, actor, world.made.id)


def _end_rehearsal(session: Session, actor: Actor, world: World) -> None:
    session.merge(Conference(block_year_id=world.made.id, rehearsing=True))
    session.flush()
    rehearsal.end_rehearsal(session, actor, world.made.id, folder=world.folder)


CONFERENCE_CALLS: dict[str, Call] = {
    "add_item": lambda s, a, w: agenda.add_item(s, a, w.made.id, REPORT),
    "edit_item": lambda s, a, w: agenda.edit_item(s, a, _item(s, w), REPORT, seen_version=1),
    "move_item": lambda s, a, w: agenda.move_item(s, a, _item(s, w), 1, seen_version=1),
    "remove_item": lambda s, a, w: agenda.remove_item(s, a, _item(s, w), seen_version=1),
    "add_customary_items": lambda s, a, w: agenda.add_customary_items(s, a, w.made.id),
    "copy_agenda": lambda s, a, w: agenda.copy_agenda(s, a, w.made.id, w.made.id),
    "start_item": lambda s, a, w: agenda_steps.start_item(s, a, _item(s, w), seen_version=1),
    "finish_item": lambda s, a, w: agenda_steps.finish_item(s, a, _item(s, w, begun=True), seen_version=1),
    "take_back_item": lambda s, a, w: agenda_steps.take_back_item(
        s, a, _item(s, w, begun=True), seen_version=1
    ),
    "note_discussion": lambda s, a, w: agenda_steps.note_discussion(
        s, a, _item(s, w, begun=True), "Nhất trí", seen_version=1
    ),
    "add_delegate": lambda s, a, w: delegates.add_delegate(s, a, w.made.id, LAN),
    "edit_delegate": lambda s, a, w: delegates.edit_delegate(s, a, _delegate(s, w), LAN, seen_version=1),
    "give_vote": lambda s, a, w: delegates.give_vote(s, a, _delegate(s, w), seen_version=1),
    "remove_delegate": lambda s, a, w: delegates.remove_delegate(s, a, _delegate(s, w), seen_version=1),
    "propose_delegates": lambda s, a, w: delegates.propose_delegates(s, a, w.made.id),
    "copy_delegates": lambda s, a, w: delegates.copy_delegates(s, a, w.made.id, w.made.id),
    "mark_attendance": lambda s, a, w: attendance.mark_attendance(
        s, a, w.made.id, [_delegate(s, w)], AttendanceState.ABSENT, "Đi công tác"
    ),
    "check_in": lambda s, a, w: attendance.check_in(s, a, w.made.id, badge_number(_delegate(s, w))),
    "note_incident": lambda s, a, w: incidents.note_incident(s, a, w.made.id, "Mất điện"),
    "begin_rehearsal": _begin_rehearsal,
    "end_rehearsal": _end_rehearsal,
}
