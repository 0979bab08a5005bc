"""Nine people in nine roles: each finds just the own screens, and is refused the others by address."""

import pytest
from playwright.sync_api import Page, expect

from models.enums import Role
from pages import SCREENS
from pages.shared.i18n import _
from tests.e2e.steps import sign_in, title, visit

EVERY = {screen.path for screen in SCREENS}
OF_STAFF = {"nam-moi", "sap-xep", "nhap-xuat", "cho-vao", "chia-se", "nhat-ky", "tai-khoan"}
KEPT_FROM = {
    **dict.fromkeys(Role, OF_STAFF),
    Role.ADMINISTRATOR: set(),
    Role.SECRETARY: {"tai-khoan"},
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
