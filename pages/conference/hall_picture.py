"""The picture of the hall that many look at: drawn once for all of them, and sent to whose link works.

An answer costs neither SQL nor drawing, and says in a header how fresh the picture is, so that one that has
not changed is not sent again.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from models.enums import ShareView
from pages.conference import hall_head, hall_views
from pages.shared import live
from services.database import Database, answering, reading
from services.queries.sharing import visitor_by_link
from services.queries.years import years_of

CLOCK = "{clock}"
"""Stands in the picture where the time of the last check belongs; the page's script puts it there."""

UNKEPT = {"Cache-Control": "no-store"}
_MOST_SEATS = 1000
_VIEWS = (ShareView.HALL, ShareView.PROJECTOR)


@dataclass(frozen=True, slots=True)
class _Seat:
    """Where a link looks; that it still works, the keeper of the boards says at every look."""

    watch: live.Watch
    link_id: int
    heading: hall_head.Heading


@dataclass(frozen=True, slots=True)
class _Picture:
    """What was drawn of a sight, as it is sent."""

    sight: live.Sight
    body: bytes
    tag: str

    def shows(self, sight: live.Sight) -> bool:
        """Whether it is still what there is to be seen, at whatever time that was checked."""
        before = self.sight
        fresh = (before.stale, before.checked_at is None) == (sight.stale, sight.checked_at is None)
        return fresh and (before.hall is sight.hall or before.hall == sight.hall)


class HallPictures:
    """The pictures that this process sends, and where each link leads."""

    def __init__(self, engine: Database) -> None:
        self._engine, self._boards = engine, live.boards(engine)
        self._seats: dict[str, _Seat] = {}
        self._pictures: dict[live.Watch, _Picture] = {}

    async def answer(self, token: str, known: str) -> Response:
        """The picture for who has that token and knows the picture of that tag already."""
        seat = self._seats.get(token)
        if seat is None and token:
            seat = await run_in_threadpool(self._seat, token)
        if seat is None:
            return Response(status_code=403, headers=UNKEPT)
        if self._boards.has_seen(seat.watch):
            sight = self._boards.look(seat.watch, None, seat.link_id)
        else:
            sight = await run_in_threadpool(self._boards.look, seat.watch, None, seat.link_id)
        if sight is None:
            self._seats.pop(token, None)
            return Response(status_code=403, headers=UNKEPT)
        picture = self._picture(seat, sight)
        headers = {
            "ETag": picture.tag,
            "Cache-Control": "private, max-age=1",
            "X-Checked-At": hall_head.clock_of(sight),
        }
        if known == picture.tag:
            return Response(status_code=304, headers=headers)
        return Response(picture.body, media_type="application/json", headers=headers)

    def _seat(self, token: str) -> _Seat | None:
        """Where the link with that token leads; None if none with it works, or it shows something else."""
        with answering(self._engine), reading(self._engine) as session:
            visitor = visitor_by_link(session, token, datetime.now(UTC), "")
            if visitor is None or visitor.actor.link_id is None or visitor.view not in _VIEWS:
                return None
            (line, *_others) = years_of(session, visitor.actor, visitor.block_id)
        heading = hall_head.heading_for(line.block_name, line.year, illustrative=line.illustrative)
        watch = live.Watch(line.block_id, line.block_year_id, None)
        if len(self._seats) >= _MOST_SEATS:
            self._seats.clear()
        return self._seats.setdefault(token, _Seat(watch, visitor.actor.link_id, heading))

    def _picture(self, seat: _Seat, sight: live.Sight) -> _Picture:
        found = self._pictures.get(seat.watch)
        if found is None or not found.shows(sight):
            markup = hall_views.markup_of(sight, seat.heading, clock=CLOCK)
            body = json.dumps({"picture": markup}, ensure_ascii=False).encode()
            found = _Picture(sight, body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
            self._pictures[seat.watch] = found
        return found
