"""The agenda of a conference: for everybody its course, for who runs it also what is said and was noted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.conference import AgendaItem, Incident
from models.conference_enums import AgendaKind
from models.types import table_of
from services.access import block_and_year, may_now
from services.errors.base import NotFound
from services.queries.conference import conference_now, other_years
from services.rules.rights import Actor, Permission

_RUNNING = (Permission.PREPARE_POLLS, Permission.CHAIR_POLLS)
_ITEM = table_of(AgendaItem).c


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A point of the agenda; `starts_after` are the minutes planned before it."""

    id: int
    place: int
    kind: AgendaKind
    title: str
    minutes: int
    starts_after: int
    owner: str
    started_at: datetime | None
    finished_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """The points in their order, the one under way, and whether this is a rehearsal."""

    items: tuple[AgendaLine, ...]
    current_id: int | None
    rehearsing: bool

    @property
    def minutes(self) -> int:
        """How long the conference is planned to last."""
        return sum(item.minutes for item in self.items)

    @property
    def current(self) -> AgendaLine | None:
        """The point that is under way."""
        return next((item for item in self.items if item.id == self.current_id), None)

    @property
    def next(self) -> AgendaLine | None:
        """The first point that has not begun."""
        return next((item for item in self.items if item.started_at is None), None)


@dataclass(frozen=True, slots=True)
class AgendaWords:
    """What is read aloud at a point, and what the discussion came to."""

    read_aloud: str
    notes: str


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """Something out of the ordinary; `item` is the point at which it happened, if any was under way."""

    text: str
    noted_at: datetime
    item: str | None


def agenda_of_year(session: Session, block_year_id: int) -> Agenda:
    """The agenda of a year, which has no points before somebody writes them."""
    now, items, passed = conference_now(session, block_year_id), [], 0
    rows = session.exec(
        select(AgendaItem).where(AgendaItem.block_year_id == block_year_id).order_by(col(AgendaItem.position))
    )
    for place, row in enumerate(rows, start=1):
        items.append(
            AgendaLine(
                id=row.id or 0,
                place=place,
                kind=row.kind,
                title=row.title,
                minutes=row.minutes,
                starts_after=passed,
                owner=row.owner,
                started_at=row.started_at,
                finished_at=row.finished_at,
                version=row.version,
            )
        )
        passed += row.minutes
    return Agenda(tuple(items), now.item_id, now.rehearsing)


def agenda_words(session: Session, actor: Actor, block_year_id: int) -> Mapping[int, AgendaWords]:
    """What is said and was noted at each point, by its id; nothing for who neither prepares nor chairs."""
    if not _runs(session, actor, block_year_id):
        return {}
    rows = session.connection().execute(
        table_of(AgendaItem)
        .select()
        .with_only_columns(_ITEM.id, _ITEM.read_aloud, _ITEM.notes)
        .where(_ITEM.block_year_id == block_year_id)
    )
    return {key: AgendaWords(read_aloud, notes) for key, read_aloud, notes in rows}


def incidents_of_year(
    session: Session, actor: Actor, block_year_id: int, *, rehearsal: bool
) -> list[IncidentLine]:
    """What happened out of the ordinary, in its order; nothing for who neither prepares nor chairs."""
    if not _runs(session, actor, block_year_id):
        return []
    rows = session.exec(
        select(Incident.text, Incident.noted_at, AgendaItem.title)
        .outerjoin(AgendaItem, col(AgendaItem.id) == Incident.item_id)
        .where(Incident.block_year_id == block_year_id, Incident.rehearsal == rehearsal)
        .order_by(col(Incident.id))
    )
    return [IncidentLine(*row) for row in rows]


def years_with_agenda(session: Session, block_id: int, *, but: int) -> Mapping[int, int]:
    """The other years of the block that have an agenda, the newest first: id by year."""
    return other_years(session, block_id, select(AgendaItem.block_year_id), but=but)


def year_of_item(session: Session, item_id: int) -> int:
    """The id of the year that a point belongs to, for whoever asks for rights before touching it.

    Raises:
        NotFound: the point has been removed.
    """
    key = session.exec(select(AgendaItem.block_year_id).where(AgendaItem.id == item_id)).first()
    if key is None:
        raise NotFound(kind="agenda item", name=str(item_id))
    return key


def titles_of(items: Iterable[AgendaLine]) -> Mapping[int, str]:
    """Each point as it is called in a list, by its id."""
    return {item.id: f"{item.place}. {item.title}" for item in items}


def _runs(session: Session, actor: Actor, block_year_id: int) -> bool:
    block_id, year = block_and_year(session, block_year_id)
    return any(may_now(session, actor, right, block_id=block_id, year=year) for right in _RUNNING)
