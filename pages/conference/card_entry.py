"""The door for voters with a card: the code is typed once, and a cookie that no script can read keeps it.

The square code on a card is the address of the voting page alone: a picture of a card's back lets nobody in,
and no log or history gets a code.
"""

from datetime import UTC, datetime
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pages.shared import display
from pages.shared.context import origin, shared_database, telling, wait_sentence
from pages.shared.cookies import set_cookie, token_of_visit
from pages.shared.i18n import _
from services.database import Database, reading, writing
from services.queries.ballots import CardVisitor, voter_by_card
from services.rules.codes import plain_code
from services.voter_cards import CardAttempt, try_card

PATH = "/the-phieu"
COOKIE = "thidua_card"
_HOURS = 12
_FRAME = '<!doctype html><title>-</title><script src="the-phieu.js"></script>'
_SCRIPT = (Path(__file__).parent / "card_entry.js").read_text(encoding="ascii")
_UNKEPT = {"Cache-Control": "no-store"}
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def voter_now(engine: Database) -> CardVisitor | None:
    """Who comes with a card, by the cookie and the database now."""
    code = token_of_visit(COOKIE)
    if not code:
        return None
    with reading(engine) as session:
        return voter_by_card(session, code, origin())


def ask(engine: Database) -> None:
    """Ask for the code of a card, and let in who has one."""
    if token_of_visit(COOKIE):
        st.info(_("This card is good no more: another was printed. Type the code of the new one."))
    with st.form("voter_card", clear_on_submit=True, border=False):
        typed = st.text_input(
            _("Code on your card"),
            placeholder="ABCD-EFGH-JKLM",
            max_chars=30,
            autocomplete="off",
            key="card_code",
        )
        pressed = st.form_submit_button(_("Go to the vote"), type="primary", width="stretch")
    if not pressed:
        return
    attempt = CardAttempt(right=False)
    with telling(engine), writing(engine) as session:
        attempt = try_card(session, typed, _address(origin()), datetime.now(UTC))
    if attempt.right:
        display.unseen_frame(f"{PATH}#{plain_code(typed)}")
    elif attempt.wait:
        st.error(wait_sentence(attempt.wait))
    else:
        st.error(_("No card has this code. Type the twelve letters and digits as they stand on your card."))


def _address(host: str) -> str:
    return "" if host in _THIS_MACHINE else host


def _frame(_request: Request) -> Response:
    return Response(_FRAME, media_type="text/html", headers=_UNKEPT)


def _script(_request: Request) -> Response:
    return Response(_SCRIPT, media_type="text/javascript", headers=_UNKEPT)


def _enter(request: Request) -> Response:
    """Set the cookie for the code of a card; every other code gets the same answer.

    What comes from elsewhere is refused before (`pages.shared.guards`).
    """
    code = plain_code(request.headers.get("X-Card", ""))
    host = request.client.host if request.client else ""
    with writing(shared_database()) as session:
        attempt = try_card(session, code, _address(host), datetime.now(UTC))
    answer = Response(status_code=204 if attempt.right else 403, headers=_UNKEPT)
    if attempt.right:
        set_cookie(answer, request, COOKIE, code, _HOURS * 3600)
    return answer


ROUTES = [
    Route(PATH, _frame, methods=["GET"]),
    Route(PATH, _enter, methods=["POST"]),
    Route(f"{PATH}.js", _script, methods=["GET"]),
]
