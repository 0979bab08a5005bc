"""What somebody reaches who speaks to the server without a browser."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from models.enums import Role
from models.sessions import AccountSession
from pages.account.entry import COOKIE
from services.access import OPERATOR
from services.database import engine_of, reading, writing
from services.passwords import issue_code
from services.settings import Settings
from tests.factories import made_actor, made_year, token_of
from tests.serving import Served, serving

SIGN_OUT, EVERYWHERE = "Đăng xuất", "Đăng xuất mọi nơi"


class Client:
    """A connection of one's own: any cookie, any session id, any widget pressed."""

    def __init__(self, served: Served, token: str = "", session_id: str = "") -> None:
        self.session_id = ""
        protocols = ["streamlit", *(["-", session_id] if session_id else [])]
        self._connection: ClientConnection = connect(
            f"ws://127.0.0.1:{served.port}/_stcore/stream",
            additional_headers={"Cookie": f"{COOKIE}={token}"},
            subprotocols=[Subprotocol(one) for one in protocols],
        )

    def run(self, page: str, *pressed: str) -> Mapping[str, str]:
        """What the run draws to press: label to id."""
        request = BackMsg()
        request.rerun_script.page_name = page
        for one in pressed:
            request.rerun_script.widget_states.widgets.add(id=one, trigger_value=True)
        self._connection.send(request.SerializeToString())
        drawn: dict[str, str] = {}
        while True:
            message = ForwardMsg()
            message.ParseFromString(bytes(self._connection.recv(timeout=30)))  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.session_id = message.new_session.initialize.session_id
            if kind == "delta":
                element: Element = message.delta.new_element
                if element.WhichOneof("type") == "button":
                    drawn[element.button.label] = element.button.id
            if kind == "script_finished":
                return drawn

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def served(sqlite_settings: Settings, tmp_path: Path) -> Iterator[Served]:
    with serving(sqlite_settings, tmp_path / "server.log") as server:
        yield server


@pytest.fixture
def engine(sqlite_settings: Settings) -> Iterator[Engine]:
    engine = engine_of(sqlite_settings)
    yield engine
    engine.dispose()


@pytest.fixture
def owner(engine: Engine) -> tuple[int, str]:
    """An account's id, and the token of a session of it."""
    with writing(engine) as session:
        made_year(session)
        account_id = made_actor(session, Role.VIEWER).account_id or 0
        return account_id, token_of(session, account_id)


def ended(engine: Engine) -> int:
    with reading(engine) as session:
        return len(
            session.exec(select(AccountSession).where(col(AccountSession.ended_at).is_not(None))).all()
        )


def test_the_id_of_a_session_is_worth_nothing_without_its_cookie(
    served: Served, engine: Engine, owner: tuple[int, str]
) -> None:
    rightful = Client(served, owner[1])
    buttons = rightful.run("tai-khoan-cua-toi")
    assert {SIGN_OUT, EVERYWHERE} <= set(buttons)
    for token in ("", "never given"):
        thief = Client(served, token, rightful.session_id)
        for pressed in (buttons[EVERYWHERE], buttons[SIGN_OUT]):
            assert SIGN_OUT not in thief.run("tai-khoan-cua-toi", pressed)
        thief.close()
    assert ended(engine) == 0


def test_an_old_connection_is_nobody_once_its_session_has_ended(
    served: Served, engine: Engine, owner: tuple[int, str]
) -> None:
    rightful = Client(served, owner[1])
    buttons = rightful.run("tai-khoan-cua-toi")
    with writing(engine) as session:
        issue_code(session, OPERATOR, owner[0], datetime.now(UTC))
        fresh = token_of(session, owner[0])
    before = ended(engine)
    assert SIGN_OUT not in rightful.run("tai-khoan-cua-toi", buttons[EVERYWHERE])
    assert ended(engine) == before
    rightful.close()
    # and a fresh one, without a password yet, sees nothing but the form for one
    assert EVERYWHERE not in Client(served, fresh).run("tai-khoan-cua-toi", buttons[EVERYWHERE])
    assert ended(engine) == before
