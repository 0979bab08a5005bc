"""How many guesses get an answer who speaks to the served sign-in page itself."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import func, select
from streamlit.proto.WidgetStates_pb2 import WidgetState

from models.accounts import TrailEntry
from models.enums import Role
from services.database import engine_of, reading, writing
from services.rules.throttle import FREE_OF_ACCOUNT
from services.settings import Settings
from tests.client import Client, calling, pressed
from tests.factories import PASSWORD, made_actor, made_year
from tests.serving import Served, serving

NAME, WRONG = "nguoi-xem", "sai mat khau roi"
GUESSES, MINUTES, AT_ONCE = 1000, 10, 4


@pytest.fixture
def engine(sqlite_settings: Settings) -> Engine:
    """The engine on the data of the product that a test serves."""
    engine = engine_of(sqlite_settings)
    with writing(engine) as session:
        made_year(session)
        made_actor(session, Role.VIEWER, username=NAME)
    return engine


def guess(client: Client, password: str = WRONG) -> str:
    """What the page says to it."""
    form = client.run()
    name, secret = form.of_kind("text_input")
    typed = [
        WidgetState(id=name.text_input.id, string_value=NAME),
        WidgetState(id=secret.text_input.id, string_value=password),
    ]
    return client.run("", typed + pressed(form.buttons["Đăng nhập"])).text


def checked(engine: Engine) -> int:
    """How many guesses were compared with the password: each leaves an entry in the trail."""
    with reading(engine) as session:
        failed = TrailEntry.action == "failed_sign_in"
        return session.exec(select(func.count()).select_from(TrailEntry).where(failed)).one()


def test_five_guesses_are_answered_whatever_connection_they_come_by_and_after_a_restart(
    sqlite_settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    for place in range(2):
        with serving(sqlite_settings, tmp_path / f"server-{place}.log") as served:
            for _connection in range(3):
                with calling(served) as client:
                    answers = [guess(client) for _ in range(4)]
            with calling(served) as client:
                assert "iframe" not in guess(client, PASSWORD)
        assert "Hãy chờ" in answers[-1]
        if not place:
            assert checked(engine) == FREE_OF_ACCOUNT
    # the restart takes seconds, in which one more may have become free
    assert checked(engine) <= FREE_OF_ACCOUNT + 1


@pytest.mark.soak
@pytest.mark.timeout(60 * MINUTES + 300)
def test_of_a_thousand_guesses_in_ten_minutes_twenty_are_checked_at_most(
    sqlite_settings: Settings,
    engine: Engine,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    with serving(sqlite_settings, tmp_path / "server.log") as served, ThreadPoolExecutor(AT_ONCE) as pool:
        begun = time.monotonic()
        made = sum(pool.map(lambda place: _guesses(served, begun, place), range(AT_ONCE)))
        minutes = (time.monotonic() - begun) / 60
    number = checked(engine)
    record_property(
        "figure",
        f"guesses checked of {made} in {minutes:.1f} minutes over the websocket: {number} (at most 20)",
    )
    assert made == GUESSES
    assert number <= 20


def _guesses(served: Served, begun: float, place: int) -> int:
    apart = 60 * MINUTES / GUESSES
    numbers = range(place, GUESSES, AT_ONCE)
    with calling(served) as client:
        for number in numbers:
            time.sleep(max(0.0, begun + number * apart - time.monotonic()))
            guess(client)
    return len(numbers)
