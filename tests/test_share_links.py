"""What reaches the browser of somebody who came by a share link: the released, and nothing else."""

import time
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select
from streamlit.util import calc_hash

from models.accounts import TrailEntry
from models.enums import Role, ShareView, Stage, YearState
from models.polls import Poll, PollOption
from models.registry import Block
from models.sharing import ShareLink
from models.year import BlockYear
from pages import SCREENS
from pages.account.sharing_entry import COOKIE, PATH
from services.criteria import Node, save_criteria
from services.database import engine_of, reading, writing
from services.queries.criteria import criteria_of_year
from services.rules.cell_edits import CellEdit
from services.rules.reading import year_document
from services.rules.rights import OPERATOR
from services.scoring import save_cells
from services.settings import Settings
from services.sharing import revoke_link
from services.years import open_year
from tests.client import Client, calling, post_link
from tests.effects import effects, rows
from tests.factories import MadeYear, everything, made_actor, made_link, made_year, token_of
from tests.rounds import counted_poll, frame, made_poll, opened_poll
from tests.serving import Served, serving

pytestmark = [pytest.mark.xdist_group("links"), pytest.mark.timeout(300)]

CRITERIA = """
format: thidua-year/1
year: 2017
block: {code: b, name: Khối, kind: block}
units: [{code: a, name: A}]
criteria:
  - {code: "1", name: Tiêu chí chim yến, method: direct, max: "1000", step: "0.01"}
"""
POINTS = ("737.37", "626.26", "515.15")
DRAFT, COUNTED, OPEN = "Vòng dự thảo sơn ca", "Vòng đã kiểm phiếu", "Vòng đang bỏ phiếu"
LATER = "Mật danh họa mi"
VOTES = 414141
PUBLIC = "thidua.example.gov.vn"
CANARIES = ("chim yến", "sơn ca", "họa mi", "737,37", "626,26", "414.141")
"""What stands in the data, is not released, and looks like nothing else."""
OTHER_FORMS = ("73737", "62626", "737.37", "414141")


@dataclass(frozen=True)
class Secret:
    """A year of which little is released, and the rounds of it."""

    made: MadeYear
    code: str
    draft: int
    open: int


@pytest.fixture
def engine(product_engine: Engine) -> Engine:
    """The engine on the data of the served product."""
    return product_engine


@pytest.fixture
def secret(engine: Engine) -> Secret:
    """A year at its conference: scored, with rounds in draft, counted and open; and a later year."""
    with writing(engine) as session:
        made_actor(session)
        made = made_year(session)
        nodes = [Node(None, rule) for rule in year_document(CRITERIA).criteria]
        save_criteria(session, OPERATOR, made.id, nodes, {})
        (criterion,) = criteria_of_year(session, made.id)
        year = session.get_one(BlockYear, made.id)
        year.state = YearState.SCORING
        session.flush()
        edits = [
            CellEdit(unit, criterion.criterion_id, points, 0)
            for unit, points in zip(made.unit_ids, POINTS, strict=True)
        ]
        save_cells(session, OPERATOR, made.id, Stage.FINAL, edits)
        year.state = YearState.CONFERENCE
        session.flush()
        draft = made_poll(session, made, frame(title=DRAFT))
        counted = counted_poll(session, made, 2, 1, 0, given=frame(title=COUNTED))
        opened = opened_poll(session, made, frame(title=OPEN))
        for option in session.exec(select(PollOption).where(col(PollOption.poll_id).in_((counted, opened)))):
            option.votes = VOTES
        held = session.get_one(Poll, counted)
        verdict = held.verdict or {}
        held.verdict = verdict | {"options": [option | {"votes": VOTES} for option in verdict["options"]]}
        later = open_year(session, OPERATOR, made.id, 2018)
        session.get_one(BlockYear, later).theme = LATER
        code = session.get_one(Block, made.block_id).code
    return Secret(made, code, draft, opened)


def walk(connect: Callable[[], AbstractContextManager[Client]], secret: Secret) -> str:
    """All that the server sends to who asks for every screen, in every way, and for the parts of each."""
    sent = bytearray()
    for poll, year in ((secret.draft, 2017), (secret.open, 2018)):
        with connect() as client:  # a session stays with the year that it has chosen
            for screen in SCREENS:
                drawn = client.run(screen.path, query_string=f"block={secret.code}&year={year}&poll={poll}")
                for fragment in drawn.fragments:
                    client.run(screen.path, page_script_hash=calc_hash(screen.path), fragment_id=fragment)
            sent += client.received
    return sent.decode("utf-8", errors="replace")


def looking(served: Served, token: str) -> AbstractContextManager[Client]:
    """A connection by a link."""
    return calling(served, token, cookie=COOKIE)


@pytest.mark.parametrize("view", ShareView)
def test_what_is_not_released_never_comes_over_the_wire(
    product: Served, engine: Engine, secret: Secret, view: ShareView
) -> None:
    with writing(engine) as session:
        token = made_link(session, secret.made, view)
    before = rows(engine)
    sent = walk(lambda: looking(product, token), secret)
    assert len(sent) > 10_000
    assert not [canary for canary in CANARIES + OTHER_FORMS if canary in sent]
    assert (OPEN in sent) is (view is not ShareView.STANDINGS)
    assert not effects(before, rows(engine))


def test_all_of_it_comes_to_the_secretary(product: Served, engine: Engine, secret: Secret) -> None:
    with writing(engine) as session:
        secretary = made_actor(session, Role.SECRETARY, block_id=secret.made.block_id)
        token = token_of(session, secretary.account_id or 0)
    sent = walk(lambda: calling(product, token), secret)
    assert [canary for canary in CANARIES if canary in sent] == list(CANARIES)


def test_a_link_to_the_standings_shows_them_once_they_are_published(
    product: Served, engine: Engine, secret: Secret
) -> None:
    with writing(engine) as session:
        token = made_link(session, secret.made, ShareView.STANDINGS)
        session.get_one(BlockYear, secret.made.id).state = YearState.PUBLISHED
    sent = walk(lambda: looking(product, token), secret)
    assert "737,37" in sent
    assert not [canary for canary in ("sơn ca", "họa mi", "414.141") if canary in sent]


@pytest.mark.parametrize("how", ["taken back", "run out"])
def test_a_link_that_works_no_more_shows_nothing_to_who_is_looking(
    product: Served, engine: Engine, secret: Secret, how: str
) -> None:
    with writing(engine) as session:
        token = made_link(session, secret.made)
        link = session.exec(select(ShareLink).order_by(col(ShareLink.id).desc())).first()
        assert link is not None
    with looking(product, token) as client:
        drawn = client.run("trinh-chieu")
        (fragment,) = drawn.fragments
        assert OPEN in drawn.text
        with writing(engine) as session:
            if how == "taken back":
                revoke_link(session, OPERATOR, link.id or 0, datetime.now(UTC))
            else:
                row = session.get_one(ShareLink, link.id)
                row.created_at -= timedelta(days=1)
                row.expires_at = row.created_at + timedelta(hours=1)
        page = calc_hash("trinh-chieu")
        for _ in range(20):  # the keeper of boards reads four times a second
            text = client.run("trinh-chieu", page_script_hash=page, fragment_id=fragment).text
            if OPEN not in text:
                break
            time.sleep(0.25)
        assert "Liên kết này không còn dùng được" in text
        assert OPEN not in client.run("trinh-chieu").text


def test_the_session_of_a_looker_is_worth_nothing_without_the_cookie(
    product: Served, engine: Engine, secret: Secret
) -> None:
    with writing(engine) as session:
        token = made_link(session, secret.made)
    with looking(product, token) as rightful:
        assert OPEN in rightful.run("trinh-chieu").text
        with calling(product, "", rightful.session_id) as thief:
            assert OPEN not in thief.run("trinh-chieu").text
    # nor is the token of a link one of a session
    with calling(product, token) as client:
        assert "Đăng nhập" in client.run("trinh-chieu").buttons


def test_the_route_counts_the_use_and_hides_the_token_from_scripts(
    product: Served, engine: Engine, secret: Secret
) -> None:
    with writing(engine) as session:
        token = made_link(session, secret.made, ShareView.STANDINGS)
    status, cookie = post_link(product, token)
    facts = [part.strip() for part in cookie.split(";")]
    assert (status, facts[0]) == (200, f"{COOKIE}={token}")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(facts)
    (age,) = [int(fact.partition("=")[2]) for fact in facts if fact.startswith("Max-Age=")]
    assert 12 * 3600 - 60 < age <= 12 * 3600
    with reading(engine) as session:
        newest = session.exec(select(ShareLink).order_by(col(ShareLink.id).desc())).first()
        assert newest is not None
        assert newest.uses == 1
        assert token not in "".join(everything(session, ShareLink, TrailEntry))
    assert token not in product.said()


def test_over_tls_the_cookie_is_of_this_host_alone(sqlite_settings: Settings, tmp_path: Path) -> None:
    engine = engine_of(sqlite_settings)
    with writing(engine) as session:
        token = made_link(session, made_year(session))
    engine.dispose()
    allowed = {"STREAMLIT_SERVER_ALLOWED_HOSTS": f"127.0.0.1 {PUBLIC}"}
    with serving(sqlite_settings, tmp_path / "server.log", **allowed) as served:
        status, cookie = post_link(served, token, Origin=f"https://{PUBLIC}", Host=PUBLIC)
    assert status == 200
    assert cookie.startswith(f"__Host-{COOKIE}={token};")
    assert "Secure" in cookie


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "'; drop table share_link"])
def test_every_token_that_opens_nothing_gets_the_same_answer(product: Served, token: str) -> None:
    assert post_link(product, token) == (403, "")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_no_other_site_opens_a_link(product: Served, engine: Engine, secret: Secret, origin: str) -> None:
    with writing(engine) as session:
        token = made_link(session, secret.made)
    before = rows(engine)
    assert post_link(product, token, Origin=origin) == (403, "")
    assert not effects(before, rows(engine))


def test_the_page_of_a_link_is_the_same_for_all_and_counts_nothing(
    product: Served, engine: Engine, secret: Secret
) -> None:
    with writing(engine) as session:
        made_link(session, secret.made)
    before = rows(engine)
    with urllib.request.urlopen(product.url + PATH, timeout=20) as answer:
        page = answer.read().decode()
        headers = {name.lower() for name in answer.headers}
    assert "Hãy hỏi thư ký của khối" in page
    assert "cần JavaScript" in page
    assert "set-cookie" not in headers
    assert not effects(before, rows(engine))
