"""Somebody comes in, looks around and goes away again."""

import re

from playwright.sync_api import Browser, Page, expect

from models.enums import Role
from pages.account.sign_in import COOKIE
from pages.shared.i18n import _
from tests.e2e.sites import NAMES
from tests.e2e.steps import PASSWORD, PEOPLE, choose, enter, settle, sign_in, title
from tests.serving import Served


def test_a_wrong_password_is_refused_and_the_right_one_lets_in(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_label(_("User name"))).to_be_visible()
    settle(page)
    page.get_by_label(_("User name")).evaluate("field => { field.kept = true }")
    enter(page, PEOPLE[Role.VIEWER], "khong phai mat khau")
    expect(page.get_by_text(_("User name or password is not right."))).to_be_visible()
    expect(page.get_by_role("button", name=_("Sign out"))).to_have_count(0)
    # A form that is built anew loses what is being typed when the cookie's frame reports
    assert page.get_by_label(_("User name")).evaluate("field => field.kept")

    enter(page, PEOPLE[Role.VIEWER], PASSWORD)
    expect(title(page)).to_have_text("Khối thi đua Nội chính, năm 2017")
    expect(page.get_by_test_id("stSidebar").get_by_text(NAMES[Role.VIEWER])).to_be_visible()


def test_a_link_to_a_screen_leads_there_after_sign_in(page: Page) -> None:
    sign_in(page, Role.VIEWER, "/tieu-chi?year=2014")
    expect(title(page)).to_have_text(re.compile(r"tiêu chí, .* điểm năm 2014$"))
    assert page.url.endswith("/tieu-chi?year=2014")


def test_another_year_is_shown_on_every_screen_until_it_is_changed(page: Page) -> None:
    sign_in(page, Role.VIEWER, "/xep-hang")
    expect(title(page)).to_have_text("Năm 2017: Công an tỉnh xếp hạng nhất")
    choose(page, _("Year"), re.compile("^2015"))
    expect(title(page)).to_have_text("Năm 2015: Tòa án nhân dân tỉnh xếp hạng nhất")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=_("Units"), exact=True).click()
    expect(title(page)).to_have_text("11 đơn vị trong năm 2015")


def test_another_language_speaks_from_then_on(page: Page) -> None:
    sign_in(page, Role.VIEWER, "/xep-hang")
    page.get_by_role("button", name="English").click()
    expect(title(page)).to_have_text("2017: Công an tỉnh in first place")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Units", exact=True).click()
    expect(title(page)).to_have_text("10 units in 2017")
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(title(page)).to_have_text("10 đơn vị trong năm 2017")


def test_a_reload_keeps_the_person_the_year_and_the_language(page: Page) -> None:
    sign_in(page, Role.SECRETARY, "/xep-hang")
    choose(page, _("Year"), re.compile("^2015"))
    page.get_by_role("button", name="English").click()
    expect(title(page)).to_have_text("2015: Tòa án nhân dân tỉnh in first place")
    page.reload()
    expect(title(page)).to_have_text("2015: Tòa án nhân dân tỉnh in first place")
    expect(page.get_by_test_id("stSidebar").get_by_text(NAMES[Role.SECRETARY])).to_be_visible()


def test_after_signing_out_the_old_cookie_lets_nobody_in(page: Page, browser: Browser, site: Served) -> None:
    sign_in(page, Role.VIEWER, "/xep-hang")
    kept = [cookie for cookie in page.context.cookies() if cookie["name"] == COOKIE]
    assert kept
    page.get_by_role("button", name=_("Sign out")).click()
    expect(page.get_by_role("button", name=_("Sign in"))).to_be_visible()

    elsewhere = browser.new_context(base_url=site.url, locale="vi-VN")
    elsewhere.add_cookies([{"name": COOKIE, "value": kept[0]["value"], "url": site.url}])
    for replayed in (page, elsewhere.new_page()):
        replayed.goto("/xep-hang")
        expect(replayed.get_by_role("button", name=_("Sign in"))).to_be_visible()
        settle(replayed)
        expect(replayed.get_by_role("button", name=_("Sign out"))).to_have_count(0)
        expect(replayed.get_by_text("Công an tỉnh")).to_have_count(0)
    elsewhere.close()
