"""The routes of a little frame that holds this device's clock against the server's.

Only a script in the browser can read the device's clock; it takes the server's from the date of an answer.
"""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH = "/dong-ho"
_UNKEPT = {"Cache-Control": "no-store"}
_PAGE = (Path(__file__).parent / "clock.html").read_text(encoding="ascii")
_SCRIPT = (Path(__file__).parent / "clock.js").read_text(encoding="ascii")


def _draw(_request: Request) -> Response:
    return Response(_PAGE, media_type="text/html", headers=_UNKEPT)


def _script(_request: Request) -> Response:
    return Response(_SCRIPT, media_type="text/javascript", headers=_UNKEPT)


ROUTES = [Route(PATH, _draw, methods=["GET"]), Route(f"{PATH}.js", _script, methods=["GET"])]
