"""Conferences to test with, made by the product's own commands."""

from sqlmodel import Session, col, select

from models.accounts import TrailEntry
from models.conference import AgendaItem, Attendance, Conference, Delegate, Incident
from models.conference_enums import AgendaKind
from services.agenda import ItemEntry, add_item
from services.delegates import DelegateEntry, add_delegate
from services.rules.rights import OPERATOR
from tests.factories import MadeYear
from tests.refusing import refusing

TABLES = (AgendaItem, Attendance, Conference, Delegate, Incident, TrailEntry)
REPORT = ItemEntry(kind=AgendaKind.REPORT, title="Báo cáo tổng kết năm 2017", minutes=20, owner="Trưởng khối")


def made_item(session: Session, made: MadeYear, title: str = REPORT.title, minutes: int = 20) -> int:
    """A point at the end of the agenda."""
    entry = ItemEntry(kind=AgendaKind.REPORT, title=title, minutes=minutes, read_aloud="Kính thưa hội nghị.")
    return add_item(session, OPERATOR, made.id, entry)


def made_delegates(session: Session, made: MadeYear) -> tuple[int, ...]:
    """One delegate with the vote of each unit: "Đại biểu 1", ..."""
    entries = [
        DelegateEntry(person=f"Đại biểu {place}", post="Giám đốc", unit_id=unit, is_voter=True)
        for place, unit in enumerate(made.unit_ids, start=1)
    ]
    return tuple(add_delegate(session, OPERATOR, made.id, entry) for entry in entries)


def items(session: Session, made: MadeYear) -> list[AgendaItem]:
    """The points of the year in their order."""
    wanted = select(AgendaItem).where(AgendaItem.block_year_id == made.id)
    return list(session.exec(wanted.order_by(col(AgendaItem.position))))


def item_version(session: Session, item_id: int) -> int:
    """The version that somebody who looks at the agenda now has seen."""
    return session.exec(select(AgendaItem.version).where(AgendaItem.id == item_id)).one()


def delegate_version(session: Session, delegate_id: int) -> int:
    """The version that somebody who looks at the delegates now has seen."""
    return session.exec(select(Delegate.version).where(Delegate.id == delegate_id)).one()


refused = refusing(*TABLES)
