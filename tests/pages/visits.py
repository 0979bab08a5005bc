"""What people do on the screens of the whole app, without a browser."""

from typing import Any

from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from models.accounts import Account
from models.enums import Role
from pages.account.entry import COOKIE
from pages.account.sharing_entry import COOKIE as LINK_COOKIE
from pages.conference.card_entry import COOKIE as CARD_COOKIE
from pages.shared.context import shared_database
from services.database import writing
from tests.factories import MadeYear, made_actor, token_of
from tests.serving import ROOT

COOKIES = "cookies_of_the_browser"
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


def visit(
    path: str = "", username: str | None = None, link: str = "", card: str = "", **address: str
) -> AppTest:
    """The app at an address, as who is signed in, or came by a share link or a card, or as nobody."""
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
    app._page_hash = calc_hash(path)  # switch_page() knows pages that are files only
    for name, value in address.items():
        app.query_params[name] = value
    token = ""
    if username:
        with writing(shared_database()) as session:
            account_id = session.exec(select(Account.id).where(Account.username == username)).one()
            token = token_of(session, account_id or 0)
    carry(app, token, link, card)
    return app.run()


def enter(app: AppTest, username: str, password: str) -> AppTest:
    """The app after a name and a password were typed into the form, right or wrong."""
    field(app, "Tên đăng nhập").set_value(username)
    field(app, "Mật khẩu").set_value(password)
    return press(app, "Đăng nhập")


def carry(app: AppTest, token: str, link: str = "", card: str = "") -> None:
    """Have the app's browser send that token in its cookie, and those of link and card; see `conftest`."""
    app.session_state[COOKIES] = {COOKIE: token, LINK_COOKIE: link, CARD_COOKIE: card}


def person(
    engine: Engine, made: MadeYear | None = None, role: Role = Role.ADMINISTRATOR, unit: int | None = None
) -> str:
    """The user name of somebody with that role; a secretary and an editor have it in the year's block."""
    local = made.block_id if made and role in (Role.SECRETARY, Role.UNIT_EDITOR) else None
    username = f"{role.value.replace('_', '-')}-1"
    with writing(engine) as session:
        made_actor(session, role, block_id=local, unit_id=unit, username=username)
    return username


def well(app: AppTest) -> AppTest:
    """The app, which has refused nothing and failed nowhere."""
    assert not app.exception
    assert not app.error, [one.value for one in app.error]
    return app


def refusal(app: AppTest) -> str:
    """The one sentence with which the app has refused."""
    assert not app.exception
    (said,) = app.error
    return str(said.value)


def field(app: AppTest, label: str, kind: str = "text_input", place: int = 0) -> Any:
    """The field with that label."""
    found: list[Any] = [one for one in app.get(kind) if getattr(one, "label", "") == label]
    assert len(found) > place, (label, [getattr(one, "label", "") for one in app.get(kind)])
    return found[place]


def press(app: AppTest, label: str, place: int = 0) -> AppTest:
    """The app after a click."""
    pressed: AppTest = field(app, label, "button", place).click().run()
    return pressed


def buttons(app: AppTest) -> set[str]:
    """What can be pressed."""
    return {one.label for one in app.button}


def said(app: AppTest) -> str:
    """Every sentence on the screen."""
    shown: list[Any] = [one for kind in ("title", "markdown", "info", "text") for one in app.get(kind)]
    return "\n".join(str(one.value) for one in shown)
