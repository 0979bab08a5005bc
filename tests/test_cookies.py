"""What an old cookie, a foreign one, or the id of somebody's Streamlit session is worth: nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from inspect import signature

import jwt
import pytest
from sqlalchemy import Engine
from sqlmodel import col, delete, select
from streamlit_authenticator import Authenticate
from streamlit_authenticator.models import CookieModel

from models.accounts import Account
from models.enums import Role
from models.sessions import AccountSession
from pages.account.entry import COOKIE
from services.accounts import set_active
from services.database import reading, writing
from services.passwords import choose_password, issue_code
from services.rules.codes import hash_of_secret
from services.rules.rights import OPERATOR
from tests.client import Client, calling, pressed
from tests.effects import effects, rows
from tests.factories import made_actor, made_year, signed_in, token_of
from tests.serving import Served

pytestmark = pytest.mark.xdist_group("cookies")

PAGE = "tai-khoan-cua-toi"
SIGN_IN, SIGN_OUT, EVERYWHERE = "Đăng nhập", "Đăng xuất", "Đăng xuất mọi nơi"
NEW = "bốn con chim sẻ non"
LIBRARY = signature(Authenticate.__init__).parameters

End = Callable[[Engine, int, Client], None]


@pytest.fixture
def engine(product_engine: Engine) -> Engine:
    """The engine on the data of the served product."""
    return product_engine


@pytest.fixture
def owner(engine: Engine) -> tuple[int, str]:
    """An account's id, and the token of a session of it."""
    with writing(engine) as session:
        made_year(session)
        account_id = made_actor(session, Role.VIEWER).account_id or 0
        return account_id, token_of(session, account_id)


def sign_out(_engine: Engine, _account_id: int, client: Client) -> None:
    client.run(PAGE, pressed(client.run(PAGE).buttons[SIGN_OUT]))


def sign_out_everywhere(_engine: Engine, _account_id: int, client: Client) -> None:
    client.run(PAGE, pressed(client.run(PAGE).buttons[EVERYWHERE]))


def change_password(engine: Engine, account_id: int, _client: Client) -> None:
    with writing(engine) as session:
        choose_password(session, signed_in(session, account_id), NEW, datetime.now(UTC))


def reset(engine: Engine, account_id: int, _client: Client) -> None:
    with writing(engine) as session:
        issue_code(session, OPERATOR, account_id, datetime.now(UTC))


def close_account(engine: Engine, account_id: int, _client: Client) -> None:
    with writing(engine) as session:
        made_actor(session)  # somebody has to stay who manages the accounts
        set_active(session, OPERATOR, account_id, active=False)


def open_again(engine: Engine, account_id: int, client: Client) -> None:
    close_account(engine, account_id, client)
    with writing(engine) as session:
        set_active(session, OPERATOR, account_id, active=True)


def pass_by(idle: timedelta, since: timedelta) -> End:
    """Time goes by, without a visit or since the sign-in."""

    def wait(engine: Engine, account_id: int, _client: Client) -> None:
        with writing(engine) as session:
            for row in session.exec(select(AccountSession).where(AccountSession.account_id == account_id)):
                row.idle_until -= idle
                row.created_at -= since
                row.ends_at -= since
                row.idle_until = min(row.idle_until, row.ends_at)

    return wait


def remove(engine: Engine, account_id: int, _client: Client) -> None:
    with writing(engine) as session:
        session.exec(delete(AccountSession).where(col(AccountSession.account_id) == account_id))


ENDS: dict[str, End] = {
    "signed out": sign_out,
    "signed out everywhere": sign_out_everywhere,
    "password changed": change_password,
    "password reset": reset,
    "account closed": close_account,
    "account closed and opened again": open_again,
    "half an hour without a visit": pass_by(idle=timedelta(minutes=30), since=timedelta()),
    "twelve hours after the sign-in": pass_by(idle=timedelta(), since=timedelta(hours=12)),
    "row removed": remove,
}


@pytest.mark.parametrize("why", ENDS)
def test_an_old_cookie_is_worth_nothing(
    product: Served, engine: Engine, owner: tuple[int, str], why: str
) -> None:
    account_id, token = owner
    with calling(product, token) as client:
        buttons = client.run(PAGE).buttons
        assert {SIGN_OUT, EVERYWHERE} <= set(buttons)
        ENDS[why](engine, account_id, client)
        before = rows(engine)
        # On the connection that was opened with it, and replayed on a new one
        assert SIGN_OUT not in client.run(PAGE, pressed(buttons[EVERYWHERE])).buttons
    with calling(product, token) as thief:
        drawn = thief.run(PAGE, pressed(buttons[EVERYWHERE], buttons[SIGN_OUT]))
    assert SIGN_IN in drawn.buttons
    assert SIGN_OUT not in drawn.buttons
    assert not effects(before, rows(engine))


def library_token(username: str) -> str:
    """A token that the sign-in library takes for its own, as who left its settings alone has them."""
    ends = datetime.now(UTC) + timedelta(days=30)
    claims = {"username": username, "exp_date": ends.timestamp()}
    door = object.__new__(CookieModel)
    door.cookie_key = LIBRARY["cookie_key"].default
    door.token = jwt.encode(claims, door.cookie_key, algorithm="HS256")
    assert door._token_decode() == claims
    return str(door.token)


KINDS = ("of the library", "of the library, as ours", "made up", "its hash", "under the other name", "none")


@pytest.mark.filterwarnings("ignore:The HMAC key")
@pytest.mark.parametrize("kind", KINDS)
def test_a_cookie_that_was_never_given_is_worth_nothing(
    product: Served, engine: Engine, owner: tuple[int, str], kind: str
) -> None:
    account_id, token = owner
    with reading(engine) as session:
        username = session.exec(select(Account.username).where(Account.id == account_id)).one()
    cookie, value = {
        "of the library": (LIBRARY["cookie_name"].default, library_token(username)),
        "of the library, as ours": (COOKIE, library_token(username)),
        "made up": (COOKIE, "a" * 43),
        "its hash": (COOKIE, hash_of_secret(token)),
        "under the other name": (f"__Host-{COOKIE}", token),
        "none": ("other", ""),
    }[kind]
    before = rows(engine)
    with calling(product, value, cookie=cookie) as client:
        assert SIGN_OUT not in client.run(PAGE).buttons
    assert not effects(before, rows(engine))


@pytest.mark.parametrize("holds", ["nothing", "what was never given", "a cookie of the own"])
def test_the_id_of_a_live_session_is_worth_nothing_without_its_cookie(
    product: Served, engine: Engine, owner: tuple[int, str], holds: str
) -> None:
    own = {"nothing": "", "what was never given": "b" * 43}.get(holds)
    with writing(engine) as session:
        boss = made_actor(session)
        token = token_of(session, boss.account_id or 0)
    with calling(product, token) as rightful:
        account = rightful.run(PAGE).buttons
        people = rightful.run("tai-khoan")
        assert {SIGN_OUT, EVERYWHERE} <= set(account)
        assert set(people.buttons) - set(account)
        before = rows(engine)
        with calling(product, owner[1] if own is None else own, rightful.session_id) as thief:
            everything = pressed(*account.values(), *people.buttons.values())
            foreign = [one for one in everything if one.id not in account.values()]
            assert boss.name not in thief.run("tai-khoan", foreign).text
            if own is not None:
                for page in (PAGE, "tai-khoan", ""):
                    assert SIGN_OUT not in thief.run(page, everything).buttons
            for fragment in people.fragments:
                thief.run("tai-khoan", everything, fragment_id=fragment)
        assert not effects(before, rows(engine))
    with calling(product, token) as again:
        assert SIGN_OUT in again.run(PAGE).buttons


def test_somebody_with_a_new_code_sees_nothing_but_the_form_for_a_password(
    product: Served, engine: Engine, owner: tuple[int, str]
) -> None:
    with calling(product, owner[1]) as client:
        buttons = client.run(PAGE).buttons
    reset(engine, owner[0], client)
    with writing(engine) as session:
        fresh = token_of(session, owner[0])
    before = rows(engine)
    with calling(product, fresh) as client:
        assert EVERYWHERE not in client.run(PAGE, pressed(buttons[EVERYWHERE])).buttons
    assert not effects(before, rows(engine))
