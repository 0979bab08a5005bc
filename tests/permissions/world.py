"""A block's year with one of everything, for whoever tries every command on it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select, update

from models.accounts import Account
from models.enums import (
    ActivityKind,
    BlockKind,
    ContactRole,
    OfficeRole,
    OfficeTerm,
    PollState,
    RegulationKind,
    Role,
    ShareView,
    Stage,
    UnitEventKind,
)
from models.polls import Poll
from models.scoring import Score
from models.sharing import ShareLink
from models.types import table_of
from models.year import BlockYear
from services import (
    blocks,
    calendar,
    criteria,
    groups,
    offices,
    pledges,
    poll_steps,
    registry,
    regulations,
    reorganisation,
    representatives,
    scoring,
    sharing,
    shortcomings,
    tasks,
)
from services.queries.criteria import criteria_of_year
from services.queries.people_sheet import PeopleScope
from services.queries.plans import tasks_set_in
from services.queries.unit_sheet import SheetScope, plan_of_sheet
from services.rules.cell_edits import CellEdit
from services.rules.naming import UnitStyle
from services.rules.rights import OPERATOR, Actor
from services.rules.succession import EventPlan
from services.rules.unit_sheet import SheetPlan
from services.workbooks.tables import SheetRow
from tests.factories import MadeYear, made_actor, made_year
from tests.rounds import (
    NO_BOXES,
    closed_poll,
    counted_poll,
    frame,
    made_poll,
    opened_poll,
    published_poll,
    version,
)
from tests.typed import typed_node

DAY = date(2017, 7, 1)
MILESTONE = calendar.MilestoneEntry(title="Ký giao ước", due_on=date(2017, 2, 28))
ACTIVITY = calendar.ActivityEntry(kind=ActivityKind.EXCHANGE, title="Hội thao", starts_on=date(2017, 8, 11))
PLEDGE = pledges.PledgeEntry(signed_on=date(2017, 2, 28))
SHORTCOMING = shortcomings.ShortcomingEntry(text="Báo cáo chậm")
TASK = tasks.TaskEntry(text="Nhiệm vụ")
REGULATION = regulations.RegulationEntry(
    kind=RegulationKind.REGULATION, title="Quy chế", valid_from=date(2016, 3, 1)
)
STYLE = blocks.BlockStyleEntry(name="Cụm thi đua số 1", kind=BlockKind.CLUSTER)
LAN = representatives.RepresentativeEntry(person="Nguyễn Thị Lan")
ROWS = (SheetRow(8, {"name": "Sở Mới"}),)


@dataclass(frozen=True, slots=True)
class World:
    """The ids of what there is; nothing rests on the unit `spare`, and files would lie in `folder`."""

    made: MadeYear
    spare: int
    folder: Path
    criterion_id: int
    saved_at: datetime
    polls: dict[PollState, int]
    milestone: int
    activity: int
    pledge: int
    shortcoming: int
    regulation: int
    event: int
    reorganisation: int
    person: int
    session_id: int
    scope: SheetScope
    plan: SheetPlan
    people_scope: PeopleScope
    people_rows: tuple[SheetRow, ...]
    link: int
    group: int


def rename(unit_id: int, name: str) -> EventPlan:
    """A unit that is called otherwise from 01/07/2017 on."""
    style = UnitStyle(name, None)
    return EventPlan(kind=UnitEventKind.RENAME, day=DAY, document="QĐ 16", before=(unit_id,), style=style)


def world(session: Session, folder: Path) -> World:
    """A year with three units, in the middle of its work."""
    made = made_year(session)
    first, second, third = made.unit_ids
    criterion_id, saved_at = _scored(session, made)
    offices.set_offices(
        session,
        OPERATOR,
        made.id,
        OfficeTerm.CURRENT,
        [offices.OfficeEntry(first, OfficeRole.HEAD)],
    )
    tasks.set_tasks(session, OPERATOR, made.id, [TASK], seen_version=version_of_tasks(session, made))
    blocks.style_block(session, OPERATOR, made.block_id, DAY, STYLE)
    representatives.name_representative(session, OPERATOR, first, ContactRole.LEADER, DAY, LAN)
    person = made_actor(session, Role.VIEWER, block_id=made.block_id, username="nguoi-duoc-sua")
    scope = SheetScope(year=2017, block_ids=(made.block_id,), block_year_id=made.id)
    return World(
        made=made,
        spare=registry.add_unit(session, OPERATOR, made.id, registry.UnitEntry(name="Đơn vị 4")),
        folder=folder,
        criterion_id=criterion_id,
        saved_at=saved_at,
        polls=_polls(session, made),
        milestone=calendar.add_milestone(session, OPERATOR, made.id, MILESTONE),
        activity=calendar.add_activity(session, OPERATOR, made.id, ACTIVITY),
        pledge=pledges.sign_pledge(session, OPERATOR, made.id, first, PLEDGE, folder=folder),
        shortcoming=shortcomings.note_shortcoming(session, OPERATOR, made.id, SHORTCOMING),
        regulation=regulations.add_regulation(session, OPERATOR, made.block_id, REGULATION, folder=folder),
        event=reorganisation.record_event(session, OPERATOR, rename(second, "Đơn vị Hai")),
        reorganisation=reorganisation.apply_reorganisation(
            session, OPERATOR, "Sắp xếp", [rename(third, "Đơn vị Ba")]
        ),
        person=person.account_id or 0,
        session_id=person.session_id or 0,
        scope=scope,
        plan=plan_of_sheet(session, scope, ROWS),
        people_scope=PeopleScope(2017, made.block_id),
        people_rows=(_row_of(session, person),),
        link=_shared(session, made),
        group=groups.save_group(session, OPERATOR, made.id, "Khối huyện", [second]),
    )


def _row_of(session: Session, person: Actor) -> SheetRow:
    account = session.get_one(Account, person.account_id)
    values = {"username": account.username, "name": "Tên khác", "role": "Người xem"}
    return SheetRow(6, values)


def _shared(session: Session, made: MadeYear) -> int:
    now = datetime.now(UTC)
    entry = sharing.LinkEntry(
        view=ShareView.PROJECTOR, label="Hội trường", expires_at=now + timedelta(hours=1)
    )
    sharing.create_link(session, OPERATOR, made.id, entry, now)
    return session.exec(select(ShareLink)).one().id or 0


def _scored(session: Session, made: MadeYear) -> tuple[int, datetime]:
    node = typed_node({"code": "1", "name": "Tiêu chí", "method": "direct", "max": "10"})
    criteria.save_criteria(session, OPERATOR, made.id, [node], {})
    (line,) = criteria_of_year(session, made.id)
    edit = CellEdit(made.unit_ids[0], line.criterion_id, "9", 0)
    scoring.save_cells(session, OPERATOR, made.id, Stage.FINAL, [edit])
    return line.criterion_id, session.exec(select(table_of(Score).c.changed_at)).one()


def _polls(session: Session, made: MadeYear) -> dict[PollState, int]:
    """A round in each state; what was counted has left a tie."""
    void = made_poll(session, made, frame("Hủy"))
    poll_steps.void_poll(
        session, OPERATOR, void, "Nhầm", seen_version=version(session, void), folder=NO_BOXES
    )
    certified = published_poll(session, made, 4, 4, 1, given=frame("Đã xác nhận"))
    session.exec(update(Poll).where(col(Poll.id) == certified).values(state=PollState.CERTIFIED))
    return {
        PollState.DRAFT: made_poll(session, made, frame("Dự thảo")),
        PollState.OPEN: opened_poll(session, made, frame("Đang mở")),
        PollState.CLOSED: closed_poll(session, made, 4, 4, 1, given=frame("Đang kiểm")),
        PollState.COUNTED: counted_poll(session, made, 4, 4, 1, given=frame("Đã kiểm")),
        PollState.PUBLISHED: published_poll(session, made, 4, 4, 1, given=frame("Đã công bố")),
        PollState.CERTIFIED: certified,
        PollState.VOID: void,
    }


def version_of_year(session: Session, made: MadeYear) -> int:
    """The version that somebody who looks at the year now has seen."""
    return session.exec(select(BlockYear.version).where(BlockYear.id == made.id)).one()


def version_of_tasks(session: Session, made: MadeYear) -> int:
    """The version that somebody who looks at the key tasks now has seen."""
    found = tasks_set_in(session, made.block_id, 2017, 2017)
    return found.version if found else 0
