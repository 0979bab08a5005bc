"""What keeps a click on the menu from overtaking what was typed into a grid right before it."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH = "/roi-trang.js"
_SCRIPT = (Path(__file__).parent / "leaving.js").read_text(encoding="ascii")


def _script(_request: Request) -> Response:
    return Response(_SCRIPT, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


ROUTES = [Route(PATH, _script, methods=["GET"])]
