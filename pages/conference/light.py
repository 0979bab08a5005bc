"""The light page of a large hall: what the projector shows, for a thousand telephones at once.

Whoever came by a share link asks every two seconds; see `hall_picture`.
"""

from contextlib import suppress
from html import escape
from pathlib import Path
from string import Template

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.conference import hall_head
from pages.conference.hall_picture import UNKEPT, HallPictures
from pages.shared import display
from pages.shared.context import shared_database
from pages.shared.cookies import DISPLAY, cookie_name
from pages.shared.i18n import _
from services.errors.installation import DatabaseUnreachable

PATH = "/hoi-truong"
PICTURE_PATH = f"{PATH}.json"
_HERE = Path(__file__).parent
_PAGE = Template((_HERE / "light.html").read_text(encoding="ascii"))
_SCRIPT = (_HERE / "light.js").read_text(encoding="ascii")


class HallAnswers:
    """ASGI middleware that answers what the light page asks for, before what Streamlit does for a request.

    A thousand telephones ask five hundred times a second: a route would cost twice as much.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._hall: HallPictures | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for the picture, or pass the request on."""
        if scope["type"] != "http" or scope["path"] != PICTURE_PATH:
            await self._app(scope, receive, send)
            return
        answer = await self.answer_to(Request(scope))
        await answer(scope, receive, send)

    async def answer_to(self, request: Request) -> Response:
        """The picture, for whom the cookie lets see it."""
        answer = Response(status_code=503, headers=UNKEPT)
        with suppress(DatabaseUnreachable):  # the page's script asks again
            hall = self._hall = self._hall or HallPictures(await run_in_threadpool(shared_database))
            answer = await hall.answer(_token_of(request), request.headers.get("If-None-Match", ""))
        return answer


def _token_of(request: Request) -> str:
    # Behind a proxy only the browser knows whether it came over TLS; then it sends the cookie that was set so
    names = (cookie_name(over_tls, DISPLAY) for over_tls in (True, False))
    return next((request.cookies[name] for name in names if name in request.cookies), "")


def _draw(_request: Request) -> Response:
    """The page around the picture; it knows no token and no data, and so it can be fetched by anybody."""
    words = {
        "title": _("Closing conference"),
        "opening": _("One moment, please."),
        "ended": hall_head.ended_words(),
        "silent": _("The server does not answer. Wait a little, then load the page again."),
        "scriptless": _("This link needs JavaScript. Allow it for this page, then load the page again."),
    }
    told = {name: escape(text) for name, text in words.items()}
    return Response(_PAGE.substitute(told, style=display.hall_css()), media_type="text/html", headers=UNKEPT)


def _script(_request: Request) -> Response:
    return Response(_SCRIPT, media_type="text/javascript", headers=UNKEPT)


ROUTES = [
    Route(PATH, _draw, methods=["GET"]),
    Route(f"{PATH}.js", _script, methods=["GET"]),
]
