"""The route that sets the session's cookie: what a script sets, as the library does, a script can steal."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pages.shared.context import shared_database
from pages.shared.cookies import set_cookie
from services.database import writing
from services.sessions import SessionRules, open_session
from services.settings import settings

PATH = "/dang-nhap"
COOKIE = "thidua_session"
_THIS_MACHINE = ("127.0.0.1", "::1")
_FRAME = '<!doctype html><title>-</title><script src="dang-nhap.js"></script>'
_SCRIPT = (Path(__file__).parent / "entry.js").read_text(encoding="ascii")
_TICKET = "ticket_to_take"
_UNKEPT = {"Cache-Control": "no-store"}


def keep_ticket(tickets: Sequence[str]) -> None:
    """Have the next run go on with a ticket, in place of the session that has ended."""
    st.session_state[_TICKET] = tickets[0]


def kept_ticket() -> str | None:
    """The ticket that was kept for this run, once."""
    ticket: str | None = st.session_state.pop(_TICKET, None)
    return ticket


def rules() -> SessionRules:
    """How sessions live in this installation."""
    chosen = settings()
    return SessionRules(
        timedelta(minutes=chosen.session_idle_minutes),
        timedelta(hours=chosen.session_hours),
        chosen.second_factor_required,
    )


def _frame(_request: Request) -> Response:
    return Response(_FRAME, media_type="text/html", headers=_UNKEPT)


def _script(_request: Request) -> Response:
    return Response(_SCRIPT, media_type="text/javascript", headers=_UNKEPT)


def _enter(request: Request) -> Response:
    """Set the cookie for a ticket; another site's page can send neither the header nor the right Origin.

    What comes from elsewhere is refused before (`pages.shared.guards`).
    """
    host = request.client.host if request.client else ""
    with writing(shared_database()) as session:
        token = open_session(
            session,
            request.headers.get("X-Ticket", ""),
            datetime.now(UTC),
            rules(),
            address="" if host in _THIS_MACHINE else host,
            device=request.headers.get("User-Agent", ""),
        )
    answer = Response(status_code=204 if token else 403, headers=_UNKEPT)
    if token:
        set_cookie(answer, request, COOKIE, token)
    return answer


ROUTES = [
    Route(PATH, _frame, methods=["GET"]),
    Route(PATH, _enter, methods=["POST"]),
    Route(f"{PATH}.js", _script, methods=["GET"]),
]
