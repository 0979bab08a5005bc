"""Who may open a websocket or have the cookie set: the product's own pages, under its own names."""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from models.enums import Role
from services.database import engine_of, writing
from services.settings import Settings
from services.storage.sessions import issue_ticket
from tests.client import post_ticket
from tests.factories import made_actor, made_year
from tests.serving import Served, serving

PUBLIC = "thidua.example.gov.vn"

# Name, Origin, Host; {port} is the server's. Every second answer of Streamlit itself would be yes.
PAIRS = [
    ("own host", "http://127.0.0.1:{port}", "127.0.0.1:{port}"),
    ("own host by its name", "http://localhost:{port}", "localhost:{port}"),
    ("another site", "http://evil.example", "127.0.0.1:{port}"),
    ("a page without an origin", "null", "127.0.0.1:{port}"),
    ("localhost without the port", "http://localhost", "127.0.0.1:{port}"),
    ("another port of this machine", "http://127.0.0.1:9999", "127.0.0.1:{port}"),
    ("no origin", "", "127.0.0.1:{port}"),
    ("a name that was bound to this address", "http://evil.example:{port}", "evil.example:{port}"),
]
BEHIND_A_PROXY = [
    ("the name people type", f"https://{PUBLIC}", PUBLIC),
    ("a name that begins like it", f"https://{PUBLIC}.evil.example", PUBLIC),
    ("another site", "https://evil.example", PUBLIC),
    ("a name that was bound to this address", "https://evil.example", "evil.example"),
]
OWN = {"own host", "own host by its name", "the name people type"}


def opens(served: Served, origin: str, host: str) -> bool:
    """Whether the websocket is opened."""
    with (
        suppress(InvalidStatus),
        connect(
            f"ws://{host}/_stcore/stream",
            sock=socket.create_connection(("127.0.0.1", served.port)),
            origin=Origin(origin) if origin else None,
            subprotocols=[Subprotocol("streamlit")],
        ),
    ):
        return True
    return False


def sets_the_cookie(served: Served, ticket: str, origin: str, host: str) -> bool:
    """Whether the ticket is taken."""
    status, cookie = post_ticket(served, ticket, Host=host, Origin=origin)
    assert (status, bool(cookie)) in ((204, True), (400, False), (403, False))
    return bool(cookie)


def accepted(served: Served, pairs: list[tuple[str, str, str]]) -> tuple[set[str], set[str]]:
    """The pairs by which the websocket was opened, and those by which the cookie was set."""
    engine = engine_of(served.settings)
    with writing(engine) as session:
        made_year(session)
        account_id = made_actor(session, Role.VIEWER).account_id or 0
    opened, entered = set(), set()
    for name, *pair in pairs:
        origin, host = (one.format(port=served.port) for one in pair)
        with writing(engine) as session:
            ticket = issue_ticket(session, account_id, datetime.now(UTC))
        opened |= {name} if opens(served, origin, host) else set()
        entered |= {name} if sets_the_cookie(served, ticket, origin, host) else set()
    engine.dispose()
    return opened, entered


@pytest.fixture
def served(sqlite_settings: Settings, tmp_path: Path) -> Iterator[Served]:
    with serving(sqlite_settings, tmp_path / "server.log") as server:
        yield server


def test_of_eight_pairs_of_origin_and_host_the_own_ones_are_taken(
    served: Served, record_property: Callable[[str, object], None]
) -> None:
    opened, entered = accepted(served, PAIRS)
    record_property("figure", f"{len(PAIRS)} pairs of Origin and Host, accepted: {sorted(opened)}")
    assert opened == entered == OWN & {name for name, *_ in PAIRS}


def test_behind_a_proxy_the_name_that_people_type_is_the_own_one(
    sqlite_settings: Settings, tmp_path: Path
) -> None:
    with serving(
        sqlite_settings, tmp_path / "server.log", STREAMLIT_SERVER_ALLOWED_HOSTS=f"127.0.0.1 {PUBLIC}"
    ) as served:
        opened, entered = accepted(served, BEHIND_A_PROXY)
    assert opened == entered == {"the name people type"}
