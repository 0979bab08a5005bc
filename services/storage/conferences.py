"""Writes a whole conference, which a year-file does not carry: who came, how it went, votes still to come."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta, timezone
from itertools import groupby
from typing import Any

from sqlmodel import Session, col, select

from models.conference import AgendaItem, Attendance, Conference, Delegate, Incident
from models.conference_enums import AgendaKind, AttendanceState, HallView
from models.enums import Basis, BoxMode, Operator, PollKind, PollMethod, PollState
from models.polls import Poll
from models.year import BlockYear
from services.queries.polls import threshold
from services.rules import counting
from services.rules.counting import Frame
from services.rules.document import Threshold
from services.storage.agenda import customary_points
from services.storage.polls import add_round, ballot_of
from services.storage.year import unit_of

Span = tuple[datetime, datetime]
"""When a point of the agenda began and ended; the same moment twice while it is under way."""

_SEEN = {  # when people are marked, after the first point has begun
    AttendanceState.PRESENT: timedelta(minutes=-15),
    AttendanceState.ABSENT: timedelta(minutes=-5),
    AttendanceState.LATE: timedelta(minutes=20),
    AttendanceState.LEFT: timedelta(minutes=110),
}
_SIGNED_AT = time(9, tzinfo=timezone(timedelta(hours=7)))


def write_conference(
    session: Session,
    year: BlockYear,
    facts: Mapping[str, Any],
    delegates: Iterable[Mapping[str, Any]],
    rounds: Mapping[str, str],
) -> None:
    """Add a conference to a year; `rounds` say at what kind of point each of its rounds was voted on."""
    people = _write_delegates(session, year, delegates)
    items = _write_agenda(session, year, facts.get("points", ()), facts.get("titles", {}))
    if "course" in facts:
        spans = _tell_course(items, facts["course"])
        _tell_who_came(session, people, facts.get("attendance", ()), spans[0][0])
        _tell_rounds(session, year, items, spans, rounds, facts.get("certified_on"))
        for said in facts.get("incidents", ()):
            place = said["point"] - 1
            at = spans[place][0] + timedelta(minutes=said["after"])
            row = Incident(
                block_year_id=year.id or 0, item_id=items[place].id, text=said["text"], noted_at=at
            )
            session.add(row)
    for said in facts.get("drafts", ()):
        _write_draft(session, year, items, said)
    if "hall" in facts:
        _show(session, year, items, facts["hall"])


def _write_delegates(
    session: Session, year: BlockYear, lines: Iterable[Mapping[str, Any]]
) -> dict[str, Delegate]:
    """Those who came for the year, by their names."""
    people = {}
    for line in lines:
        first, last = line.get("years", (year.year, year.year))
        if first <= year.year <= last:
            unit = unit_of(session, year.block_id, line["unit"]) if "unit" in line else None
            votes = line.get("votes", False)
            people[line["person"]] = Delegate(
                block_year_id=year.id or 0,
                unit_id=unit,
                person=line["person"],
                post=line["post"],
                is_voter=votes,
            )
    session.add_all(people.values())
    session.flush()
    return people


def _write_agenda(
    session: Session, year: BlockYear, further: Sequence[Mapping[str, Any]], titles: Mapping[str, str]
) -> list[AgendaItem]:
    """The customary points, some under other titles by their kind; before the last stand further ones."""
    *points, last = customary_points(year.year)
    items = [
        AgendaItem(
            block_year_id=year.id or 0,
            position=position,
            kind=AgendaKind(point["kind"]),
            title=titles.get(point["kind"], point["title"]),
            minutes=point["minutes"],
            owner=point["owner"],
            read_aloud=point["read_aloud"].strip(),
        )
        for position, point in enumerate([*points, *further, last])
    ]
    session.add_all(items)
    session.flush()
    return items


def _tell_course(items: Sequence[AgendaItem], course: Mapping[str, Any]) -> list[Span]:
    """Have the points begun one after the other; the last of them is under way if it took no time yet."""
    at, spans = datetime.fromisoformat(course["began"]), []
    for item, said in zip(items, course["points"], strict=False):
        item.started_at, item.notes = at, said.get("notes", "")
        at += timedelta(minutes=said.get("took", 0))
        item.finished_at = at if "took" in said else None
        spans.append((item.started_at, at))
    return spans


def _tell_who_came(
    session: Session, people: Mapping[str, Delegate], said: Sequence[Mapping[str, Any]], began: datetime
) -> None:
    """Have everybody be present but those of whom something else is said."""
    otherwise = {line["person"]: line for line in said}
    for name, person in people.items():
        line = otherwise.get(name, {})
        state = AttendanceState(line.get("state", AttendanceState.PRESENT))
        session.add(
            Attendance(
                delegate_id=person.id or 0,
                state=state,
                reason=line.get("reason", ""),
                marked_at=began + _SEEN[state],
            )
        )


def _tell_rounds(
    session: Session,
    year: BlockYear,
    items: Sequence[AgendaItem],
    spans: Sequence[Span],
    rounds: Mapping[str, str],
    certified_on: str | None,
) -> None:
    """Say at which point, and when in it, each round was held; with a day of signing, they are certified."""
    rows = session.exec(select(Poll).where(Poll.block_year_id == year.id).order_by(col(Poll.position))).all()
    for kind, held in groupby(rows, lambda row: rounds[row.code]):
        place = next(place for place, item in enumerate(items) if item.kind is AgendaKind(kind))
        for row, moments in zip(alike := list(held), _moments(spans[place], len(alike)), strict=True):
            row.item_id = items[place].id
            row.opened_at, row.closed_at, row.counted_at, row.published_at = moments
            if certified_on:
                row.state = PollState.CERTIFIED
                row.certified_at = datetime.combine(datetime.fromisoformat(certified_on), _SIGNED_AT)


def _moments(span: Span, rounds: int) -> Iterator[tuple[datetime, ...]]:
    """When each of so many rounds was opened, closed, counted and read out, one after the other."""
    each = (span[1] - span[0]) / rounds
    for place in range(rounds):
        yield tuple(span[0] + each * (place * 10 + tenths) / 10 for tenths in (1, 5, 8, 9))


def _write_draft(
    session: Session, year: BlockYear, items: Sequence[AgendaItem], said: Mapping[str, Any]
) -> None:
    units = [unit_of(session, year.block_id, code) for code in said.get("options", ())]
    frame = Frame(
        title=said["title"],
        kind=PollKind(said["kind"]),
        method=PollMethod(said["method"]),
        attendance=counting.Attendance(summoned=0, present=0),
        seats=said.get("seats"),
        rule=_threshold(said["rule"]),
        quorum=_threshold(said["quorum"]),
        mode=BoxMode(said["mode"]) if "mode" in said else None,
        own_unit=said.get("own_unit", True),
    )
    add_round(session, year, frame, ballot_of(session, year, units)).item_id = items[said["point"] - 1].id


def _threshold(said: Mapping[str, str]) -> Threshold | None:
    return threshold(Operator(said["operator"]), said["share"], Basis(said["basis"]))


def _show(session: Session, year: BlockYear, items: Sequence[AgendaItem], said: Mapping[str, Any]) -> None:
    """Have the displays show that, and the point be under way that has not ended."""
    shown = select(Poll.id).where(Poll.block_year_id == year.id, Poll.code == said.get("round"))
    under_way = [item.id for item in items if item.started_at and not item.finished_at]
    session.add(
        Conference(
            block_year_id=year.id or 0,
            item_id=next(iter(under_way), None),
            hall_view=HallView(said["view"]),
            poll_id=session.exec(shown).first(),
            standings_shown=said.get("standings", False),
        )
    )
