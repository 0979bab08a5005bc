"""Nine people in nine roles: each finds just the own screens, and is refused the others by address."""

import subprocess
import sys

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col, select

from models.accounts import TrailEntry
from models.enums import Role
from pages import SCREENS
from pages.shared.i18n import _
from services.accounts import set_active
from services.database import engine_of, reading, writing
from services.queries.accounts import account_named
from services.rules.rights import OPERATOR
from tests.e2e.sites import NAMES
from tests.e2e.steps import PEOPLE, choose, sign_in, title, visit
from tests.serving import ROOT, Served, environment_of

EVERY = {screen.path for screen in SCREENS}
OF_STAFF = {
    "nam-moi",
    "the-bieu-quyet",
    "sap-xep",
    "nhap-xuat",
    "tieu-chi-excel",
    "thu-thay-doi",
    "cho-vao",
    "chia-se",
    "nhat-ky",
    "tai-khoan",
    "tai-khoan-excel",
}
# Who sees what is not published yet looks through it as well
OF_CHECKERS = {"kiem-tra"}
OF_CHAIR = {"diem-danh", "kiem-tra-truoc", "dieu-hanh"}
OF_TELLERS = {"kiem-phieu"}
KEPT_FROM = {
    **dict.fromkeys(Role, OF_STAFF | OF_CHAIR | OF_CHECKERS | OF_TELLERS),
    Role.REVIEWER: OF_STAFF | OF_CHAIR | OF_TELLERS,
    Role.TELLER: OF_STAFF | OF_CHAIR | OF_CHECKERS,
    Role.CHAIR: OF_STAFF,
    Role.ADMINISTRATOR: set(),
    Role.SECRETARY: {"tai-khoan", "tai-khoan-excel"},
    Role.DISPLAY: EVERY - {"trinh-chieu"},
}
IN_MENU = {screen.path for screen in SCREENS if screen.in_menu}


@pytest.mark.parametrize("role", Role)
def test_each_finds_the_own_screens_and_is_refused_the_others(page: Page, role: Role) -> None:
    sign_in(page, role)
    links = page.get_by_test_id("stSidebarNav").get_by_role("link")
    offered = IN_MENU - KEPT_FROM[role]
    expect(links).to_have_count(len(offered))
    assert {str(link.get_attribute("href")).rpartition("/")[2] for link in links.all()} == offered
    for path in sorted(KEPT_FROM[role]):
        visit(page, f"/{path}")
        expect(title(page)).to_have_text(_("Not for this account"))


def test_a_display_sees_the_board_and_finds_it(page: Page) -> None:
    sign_in(page, Role.DISPLAY, "/")
    page.get_by_test_id("stMain").get_by_role("link", name=_("Projector")).click()
    expect(page.get_by_test_id("stMain").get_by_text("2017").first).to_be_visible()
    expect(page.get_by_text(_("Not for this account"))).to_have_count(0)


def test_who_is_closed_out_is_refused_at_the_next_click_and_the_trail_tells_it(
    page: Page, browser: Browser, site: Served
) -> None:
    elsewhere = browser.new_context(base_url=site.url, locale="vi-VN")
    leader = elsewhere.new_page()
    sign_in(leader, Role.VIEWER, "/xep-hang")
    expect(title(leader)).to_have_text("Năm 2017: Công an tỉnh xếp hạng nhất")

    sign_in(page, Role.ADMINISTRATOR, "/tai-khoan")
    page.get_by_role("tab", name=_("Password and access")).click()
    choose(page, _("Person"), f"{NAMES[Role.VIEWER]} ({PEOPLE[Role.VIEWER]})")
    page.get_by_role("button", name=_("Close the account")).click()
    expect(page.get_by_text(_("The account is closed."))).to_be_visible()

    leader.get_by_test_id("stSidebarNav").get_by_role("link", name=_("Units"), exact=True).click()
    expect(leader.get_by_text(_("Your session has ended. Sign in again."))).to_be_visible()
    expect(leader.get_by_test_id("stMain").get_by_text("Công an tỉnh")).to_have_count(0)
    elsewhere.close()

    visit(page, "/nhat-ky")
    told = [(entry.action, entry.actor, entry.subject) for entry in _trail(site)]
    administrator, closed = NAMES[Role.ADMINISTRATOR], PEOPLE[Role.VIEWER]
    assert told[-3:] == [
        ("open_session", NAMES[Role.VIEWER], closed),
        ("open_session", administrator, PEOPLE[Role.ADMINISTRATOR]),
        ("set_active", administrator, closed),
    ]
    verified = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "verify-trail"],
        env=environment_of(site.settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr
    _let_back_in(site)


def _let_back_in(site: Served) -> None:
    """The other tests of this file need everybody."""
    engine = engine_of(site.settings)
    with writing(engine) as session:
        set_active(session, OPERATOR, account_named(session, PEOPLE[Role.VIEWER]), active=True)
    engine.dispose()


def _trail(site: Served) -> list[TrailEntry]:
    engine = engine_of(site.settings)
    with reading(engine) as session:
        entries = session.exec(select(TrailEntry).order_by(col(TrailEntry.number))).all()
    engine.dispose()
    return list(entries)
