"""What every request passes on its way in: headers on its answer, the product's own names, its own pages."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.shared.headers import SecurityHeaders

_CHANGES_NOTHING = ("GET", "HEAD", "OPTIONS")


class OwnOrigin:
    """ASGI middleware that refuses websockets and writing requests whose Origin is not the host asked.

    Streamlit takes localhost, every port of this machine, and no Origin at all for its own. Browsers send one
    with each such request, and no script can change it: who sends none is a program, and none is served here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with 403."""
        if _may_act(scope) and not _is_own(Headers(scope=scope)):
            await PlainTextResponse("Not from here", status_code=403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def guards(hosts: Sequence[str]) -> list[Middleware]:
    """The middleware of the launcher; other names than `hosts`, as rebound ones have, get nothing at all."""
    return [
        Middleware(SecurityHeaders),
        Middleware(TrustedHostMiddleware, hosts, www_redirect=False),
        Middleware(OwnOrigin),
    ]


def _may_act(scope: Scope) -> bool:
    return scope["type"] == "websocket" or (
        scope["type"] == "http" and scope["method"] not in _CHANGES_NOTHING
    )


def _is_own(headers: Headers) -> bool:
    origin = urlsplit(headers.get("origin", ""))
    return origin.scheme in ("http", "https") and origin.netloc == headers.get("host")
