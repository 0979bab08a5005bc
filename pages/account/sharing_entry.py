"""The route of share links: takes the token of one, counts the use, and leads to the view.

The token stands behind the `#` of the link's address: no log, referrer or proxy ever gets it.
"""

from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pages.account.sharing_views import VIEWS
from pages.shared.context import origin, shared_database
from pages.shared.cookies import DISPLAY, set_cookie, token_of_visit
from pages.shared.i18n import N_, _
from services.database import Database, reading, writing
from services.queries.sharing import LinkVisitor, visitor_by_link
from services.sharing import use_link

PATH = "/xem"
COOKIE = DISPLAY
ENDED = N_("This link works no more, or was copied in part. Ask the secretary of the block for a new one.")
_UNKEPT = {"Cache-Control": "no-store"}
_PAGE = Template((Path(__file__).parent / "sharing_entry.html").read_text(encoding="ascii"))
_SCRIPT = (Path(__file__).parent / "sharing_entry.js").read_text(encoding="ascii")


def visitor_now(engine: Database) -> LinkVisitor | None:
    """Who looks on by a link, by the cookie and the database now."""
    token = token_of_visit(COOKIE)
    if not token:
        return None
    with reading(engine) as session:
        return visitor_by_link(session, token, datetime.now(UTC), origin())


def say_if_ended() -> None:
    """Say, to who comes with a link that works no more, that this is why the view is gone."""
    if token_of_visit(COOKIE):
        st.info(_(ENDED), icon=":material/link_off:")


def _draw(_request: Request) -> Response:
    """The page behind a link; it knows no token, and so it can be fetched by anybody without counting."""
    words = {
        "title": _("Emulation block"),
        "opening": _("One moment, please."),
        "ended": _(ENDED),
        "silent": _("The server does not answer. Wait a little, then load the page again."),
        "scriptless": _("This link needs JavaScript. Allow it for this page, then load the page again."),
    }
    page = _PAGE.substitute({name: escape(text) for name, text in words.items()})
    return Response(page, media_type="text/html", headers=_UNKEPT)


def _script(_request: Request) -> Response:
    return Response(_SCRIPT, media_type="text/javascript", headers=_UNKEPT)


def _enter(request: Request) -> Response:
    """Set the cookie and say where the view is; every token that opens nothing gets the same answer.

    What comes from elsewhere is refused before (`pages.shared.guards`).
    """
    token, now = request.headers.get("X-Share-Link", ""), datetime.now(UTC)
    with writing(shared_database()) as session:
        used = use_link(session, token, now)
    if used is None:
        return Response(status_code=403, headers=_UNKEPT)
    answer = Response(VIEWS[used.view].address, media_type="text/plain", headers=_UNKEPT)
    set_cookie(answer, request, COOKIE, token, int((used.expires_at - now).total_seconds()))
    return answer


ROUTES = [
    Route(PATH, _draw, methods=["GET"]),
    Route(PATH, _enter, methods=["POST"]),
    Route(f"{PATH}.js", _script, methods=["GET"]),
]
