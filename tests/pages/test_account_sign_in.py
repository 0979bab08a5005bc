"""Signing in: by name and password, by a cookie whose session lives, and not otherwise."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from statistics import mean, median
from time import perf_counter

import bcrypt
import pytest
from sqlalchemy import Engine
from sqlmodel import delete, select
from starlette.requests import Request
from starlette.responses import Response
from streamlit.testing.v1 import AppTest
from streamlit_authenticator import Authenticate

from models.accounts import Account, TrailEntry
from models.enums import Role
from models.sessions import AccountSession, SignInThrottle
from pages.account.desk import Desk
from pages.account.entry import COOKIE, PATH, ROUTES
from pages.shared.headers import HEADERS
from services.accounts import set_active
from services.database import reading, writing
from services.passwords import issue_code, let_in
from services.queries.accounts import password_hashes
from services.rules.rights import OPERATOR
from services.rules.second_factor import code_of_step, step_at
from services.rules.throttle import FREE_OF_ACCOUNT
from services.second_factor import confirm_enrolment, new_secret
from services.settings import settings
from services.storage.sessions import issue_ticket
from tests.factories import PASSWORD, made_year, signed_in, token_of
from tests.pages.visits import WRONG, buttons, carry, enter, field, person, press, refusal, said, visit, well
from tests.serving import ROOT

HOST = "127.0.0.1:8501"
NEW = "bốn con chim sẻ non"


@pytest.fixture
def username(installation: Engine) -> str:
    with writing(installation) as session:
        made_year(session)
    return person(installation)


def key_of(engine: Engine, username: str) -> int:
    with reading(engine) as session:
        return session.exec(select(Account.id).where(Account.username == username)).one() or 0


def frames(app: AppTest) -> list[str]:
    """The tickets that the page hands to the route, which the browser would take there."""
    return [frame.proto.src.removeprefix(f"{PATH}#") for frame in app.get("iframe")]


def post(ticket: str, origin: str = f"http://{HOST}") -> Response:
    """What the route answers."""
    scope = {
        "type": "http",
        "method": "POST",
        "path": PATH,
        "query_string": b"",
        "client": ("10.0.0.7", 4000),
        "headers": [
            (name.encode(), value.encode())
            for name, value in {"host": HOST, "origin": origin, "x-ticket": ticket}.items()
        ],
    }
    (route,) = [one for one in ROUTES if one.path == PATH and "POST" in (one.methods or ())]
    answer = route.endpoint(Request(scope))
    assert isinstance(answer, Response)
    return answer


def come_in(app: AppTest) -> AppTest:
    """The app as the browser draws it anew, with the cookie for the ticket."""
    (ticket,) = frames(well(app))
    morsel = post(ticket).headers["set-cookie"].split(";")[0]
    again = visit()
    carry(again, morsel.removeprefix(f"{COOKIE}="))
    return again.run()


@pytest.mark.parametrize("spelling", ["{}", " {} "])
def test_the_right_password_opens_a_session(installation: Engine, username: str, spelling: str) -> None:
    app = come_in(enter(visit(), spelling.format(username).upper(), spelling.format(PASSWORD)))
    assert "Đăng xuất" in buttons(well(app))
    with reading(installation) as session:
        row = session.exec(select(AccountSession).where(AccountSession.address == "10.0.0.7")).one()
    assert row.ended_at is None


@pytest.mark.parametrize(
    ("typed", "password"),
    [
        ("administrator-1", "sai mat khau roi"),
        ("administrator-1", ""),
        ("administrator-1", "x\0y"),
        ("administrator-1", "ữ" * 72),
        ("administrator-1", "ABCD-EFGH-JKLM"),
        ("administrator-1", "a" * 100_000),
        ("khong-co-ai", PASSWORD),
        ("khong-co-ai" * 50, PASSWORD),
        ("", ""),
    ],
)
def test_what_is_wrong_is_said_in_one_way(username: str, typed: str, password: str) -> None:
    app = enter(visit(), typed, password)
    assert refusal(app) == WRONG
    assert not frames(app)


def test_a_closed_account_cannot_sign_in(installation: Engine, username: str) -> None:
    with writing(installation) as session:
        session.exec(select(Account)).one().active = False
    assert refusal(enter(visit(), username, PASSWORD)) == WRONG


@pytest.mark.parametrize("known", [True, False])
def test_guessing_has_to_wait_even_with_the_right_password(
    installation: Engine, username: str, known: bool
) -> None:
    name = username if known else "khong-co-ai"
    app = visit()
    for _ in range(FREE_OF_ACCOUNT):
        app = enter(app, name, "sai mat khau roi")
    assert "Hãy chờ 1 phút" in refusal(enter(app, name, PASSWORD))
    with reading(installation) as session:
        entries = session.exec(select(TrailEntry).where(TrailEntry.action == "failed_sign_in")).all()
    assert len(entries) == (FREE_OF_ACCOUNT if known else 0)


def test_a_secretary_lets_in_who_has_to_wait(installation: Engine, username: str) -> None:
    app = visit()
    for _ in range(FREE_OF_ACCOUNT + 1):
        app = enter(app, username, "sai mat khau roi")
    with writing(installation) as session:
        code = let_in(session, OPERATOR, key_of(installation, username), datetime.now(UTC))
    assert "Đăng xuất" in buttons(come_in(enter(app, username, code)))


UNKNOWN = "khong-co-ai"


def sign_in_wrongly(engine: Engine, username: str, password: str = "sai mat khau roi") -> float:
    """How many seconds the desk takes to refuse it, as if nothing had been tried before."""
    with writing(engine) as session:
        known = password_hashes(session)
        session.exec(delete(SignInThrottle))
    begun = perf_counter()
    assert not Desk(engine, known, "").login(username, password)
    return perf_counter() - begun


def test_an_unknown_name_costs_the_same_computation_as_a_known_one(
    installation: Engine, username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A closed account and one without a password, and what nobody's password can be, cost it as well."""
    compared: list[str] = []
    checkpw = bcrypt.checkpw

    def counted(password: bytes, kept: bytes) -> bool:
        compared.append(kept.decode()[: len("$2b$12$")])
        return checkpw(password, kept)

    monkeypatch.setattr(bcrypt, "checkpw", counted)
    closed, without = person(installation, role=Role.VIEWER), person(installation, role=Role.SECRETARY)
    with writing(installation) as session:
        set_active(session, OPERATOR, key_of(installation, closed), active=False)
        issue_code(session, OPERATOR, key_of(installation, without), datetime.now(UTC))
    names = [(name, "sai mat khau roi") for name in (closed, without, "", "x" * 100)]
    passwords = ("sai mat khau roi", "", "x\0y", "a" * 10_000, "ABCD-EFGH-JKLM")
    for name, password in [*names, *product((username, UNKNOWN), passwords)]:
        compared.clear()
        sign_in_wrongly(installation, name, password)
        assert compared == ["$2b$12$"], (name, password[:20])


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_two_hundred_tries_do_not_tell_a_known_name(
    installation: Engine, username: str, record_property: Callable[[str, object], None]
) -> None:
    times: dict[str, list[float]] = {username: [], UNKNOWN: []}
    for number in range(200):
        for name in sorted(times, reverse=number % 2 == 0):
            times[name].append(sign_in_wrongly(installation, name))
    ratios = [middle(times[username]) / middle(times[UNKNOWN]) for middle in (median, mean)]
    said = "a known name against an unknown one over 200 tries: median {:.3f}, mean {:.3f} (0.9 to 1.1)"
    record_property("figure", said.format(*ratios))
    assert all(0.9 < ratio < 1.1 for ratio in ratios)


def test_who_came_with_a_code_chooses_a_password_first(installation: Engine, username: str) -> None:
    with writing(installation) as session:
        code = issue_code(session, OPERATOR, key_of(installation, username), datetime.now(UTC))
    app = come_in(enter(visit(), username, code))
    assert [one.value for one in app.title] == ["Chọn mật khẩu của bạn"]
    field(app, "Mật khẩu mới").set_value("matkhau 2026")
    assert "dễ đoán" in refusal(press(app, "Đặt mật khẩu mới"))
    field(app, "Mật khẩu mới").set_value(NEW)
    app = press(app, "Đặt mật khẩu mới")
    assert "Đăng xuất" not in buttons(app)
    app = come_in(app)
    assert "Chọn mật khẩu của bạn" not in said(app)
    assert "Đăng xuất" in buttons(app)


def enrol(engine: Engine, username: str) -> str:
    secret, long_ago = new_secret(), datetime.now(UTC) - timedelta(minutes=2)
    with writing(engine) as session:
        actor = signed_in(session, key_of(engine, username))
        code = code_of_step(secret, step_at(long_ago))
        confirm_enrolment(session, actor, secret, code, settings().sealing_key(), long_ago)
    return secret


def test_a_telephone_is_asked_for_its_code_after_the_password(installation: Engine, username: str) -> None:
    secret = enrol(installation, username)
    app = enter(visit(), username, PASSWORD)
    assert not frames(app)
    field(app, "Sáu chữ số hoặc một mã dự phòng").set_value("000000x")
    app = press(app, "Đăng nhập")
    assert "Mã không đúng" in refusal(app)
    assert not frames(app)
    code = code_of_step(secret, step_at(datetime.now(UTC)))
    field(app, "Sáu chữ số hoặc một mã dự phòng").set_value(code)
    assert "Đăng xuất" in buttons(come_in(press(app, "Đăng nhập")))


def test_one_may_begin_again_without_the_telephone(installation: Engine, username: str) -> None:
    enrol(installation, username)
    app = press(enter(visit(), username, PASSWORD), "Làm lại từ đầu")
    assert field(well(app), "Tên đăng nhập")


def test_an_installation_may_require_a_telephone_of_staff(
    installation: Engine, username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THIDUA_SECOND_FACTOR_REQUIRED", "true")
    settings.cache_clear()
    app = come_in(enter(visit(), username, PASSWORD))
    assert [one.value for one in app.title] == ["Đăng ký điện thoại"]
    viewer = come_in(enter(visit(), person(installation, role=Role.VIEWER), PASSWORD))
    assert "Đăng ký điện thoại" not in said(viewer)


def test_a_live_cookie_signs_in_without_a_form(username: str) -> None:
    app = well(visit("don-vi", username))
    assert [one.value for one in app.title] == ["3 đơn vị trong năm 2017"]


@pytest.mark.parametrize("kind", ["never", "signed out", "closed", "reset", "idle", "over"])
def test_an_old_cookie_opens_nothing(installation: Engine, username: str, kind: str) -> None:
    long_ago = {"idle": timedelta(minutes=31), "over": timedelta(hours=13)}.get(kind, timedelta())
    key = key_of(installation, username)
    with writing(installation) as session:
        token = token_of(session, key, datetime.now(UTC) - long_ago)
    if kind == "never":
        token = "never given"
    elif kind == "signed out":
        app = visit()
        carry(app, token)
        press(app.run(), "Đăng xuất")
    elif kind == "closed":
        person(installation, role=Role.SECRETARY)
        with writing(installation) as session:
            session.exec(select(Account).where(Account.id == key)).one().active = False
    elif kind == "reset":
        with writing(installation) as session:
            issue_code(session, OPERATOR, key, datetime.now(UTC))
    app = visit()
    carry(app, token)
    app = well(app.run())
    assert "Đăng nhập" in buttons(app)
    assert "Đăng xuất" not in buttons(app)
    assert "Đơn vị 1" not in said(app)


def test_somebody_whose_account_is_closed_is_out_at_the_next_click(
    installation: Engine, username: str
) -> None:
    app = visit("don-vi", person(installation, role=Role.VIEWER))
    with writing(installation) as session:
        set_active(session, OPERATOR, key_of(installation, "viewer-1"), active=False)
    app = well(app.run())
    assert "Phiên làm việc đã kết thúc" in said(app)
    assert "Đăng nhập" in buttons(app)


def test_what_the_library_believes_signs_nobody_in(username: str) -> None:
    app = visit()
    for name, value in {"authentication_status": True, "username": username, "name": username}.items():
        app.session_state[name] = value
    app = well(app.run())
    assert "Đăng nhập" in buttons(app)
    assert "Đăng xuất" not in buttons(app)


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    installation: Engine, username: str
) -> None:
    for scheme, name in (("http", COOKIE), ("https", f"__Host-{COOKIE}")):
        with writing(installation) as session:
            ticket = issue_ticket(session, key_of(installation, username), datetime.now(UTC))
        header = post(ticket, origin=f"{scheme}://{HOST}").headers["set-cookie"]
        value, *flags = header.split("; ")
        assert value.startswith(f"{name}=")
        assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(flags)
        assert ("Secure" in flags) is (scheme == "https")


@pytest.mark.parametrize("ticket", ["", "x", "a" * 43])
def test_a_ticket_that_was_never_given_sets_no_cookie(installation: Engine, ticket: str) -> None:
    answer = post(ticket)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_looking_at_the_route_changes_nothing(installation: Engine) -> None:
    for route in ROUTES:
        if "GET" in (route.methods or ()):
            answer = route.endpoint(Request({"type": "http", "headers": []}))
            assert answer.status_code == 200
            assert "set-cookie" not in answer.headers
    assert not asyncio.iscoroutinefunction(ROUTES[0].endpoint)


def test_no_inline_script_runs() -> None:
    assert "script-src 'self';" in HEADERS["Content-Security-Policy"]


def test_the_library_is_asked_for_its_form_only() -> None:
    """Its other widgets replace the password of any name that is typed, or let guests in."""
    asked = {name for name in dir(Authenticate) if not name.startswith("_")} - {"login"}
    used = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "pages").rglob("*.py"))
    assert {"forgot_password", "register_user", "experimental_guest_login"} <= asked
    assert not [name for name in asked if f".{name}(" in used]
    assert used.count("(Authenticate)") == 1
