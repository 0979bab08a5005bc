"""Somebody comes in, looks around and goes away again."""

import re
from datetime import timedelta

from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from models.enums import Role
from models.sessions import AccountSession
from pages.account.entry import COOKIE, PATH
from pages.shared.i18n import _
from services.accounts import PersonEntry, RoleEntry, create_account
from services.database import engine_of, writing
from services.rules.rights import OPERATOR
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
    # A form that is built anew loses what is being typed
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


def test_no_script_of_the_page_reads_the_cookie(page: Page) -> None:
    sign_in(page, Role.VIEWER)
    assert COOKIE not in str(page.evaluate("document.cookie"))
    (kept,) = [cookie for cookie in page.context.cookies() if cookie["name"] == COOKIE]
    assert (kept["httpOnly"], kept["sameSite"]) == (True, "Strict")


def test_a_session_that_is_ended_elsewhere_ends_at_the_next_click(
    page: Page, browser: Browser, site: Served
) -> None:
    sign_in(page, Role.VIEWER, "/xep-hang")
    elsewhere = browser.new_context(base_url=site.url, locale="vi-VN")
    other = elsewhere.new_page()
    sign_in(other, Role.VIEWER, "/tai-khoan-cua-toi")
    other.get_by_role("tab", name=_("Sessions")).click()
    other.get_by_role("button", name=_("Sign out everywhere")).click()
    expect(other.get_by_role("button", name=_("Sign in"))).to_be_visible()
    elsewhere.close()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=_("Units"), exact=True).click()
    expect(page.get_by_text(_("Your session has ended. Sign in again."))).to_be_visible()


def test_an_important_step_asks_for_the_password_again(page: Page, site: Served) -> None:
    sign_in(page, Role.ADMINISTRATOR, "/tai-khoan")
    engine = engine_of(site.settings)
    with writing(engine) as session:
        for row in session.exec(select(AccountSession)):
            row.confirmed_at -= timedelta(minutes=6)
    engine.dispose()
    page.get_by_role("tab", name=_("Password and access")).click()
    page.get_by_role("button", name=_("Let in once")).click()
    expect(page.get_by_role("dialog")).to_have_count(0)  # that needs no password
    page.get_by_role("button", name=_("Code for a new password")).click()
    question = page.get_by_role("dialog")
    question.get_by_label(_("Password"), exact=True).fill(PASSWORD)
    question.get_by_role("button", name=_("Confirm")).click()
    expect(question).to_have_count(0)


def test_a_new_password_gives_a_new_cookie_and_the_old_one_is_worthless(page: Page, site: Served) -> None:
    engine = engine_of(site.settings)
    with writing(engine) as session:
        lan = PersonEntry("Lan", [RoleEntry(Role.VIEWER)])
        create_account(session, OPERATOR, "doi-mat-khau", lan, password=PASSWORD)
    engine.dispose()
    page.goto("/tai-khoan-cua-toi")
    enter(page, "doi-mat-khau", PASSWORD)
    expect(page.get_by_role("button", name=_("Sign out"), exact=True)).to_be_attached()
    before = page.context.cookies()
    page.get_by_role("tab", name=_("Password")).click()
    page.get_by_label(_("Present password")).fill(PASSWORD)
    page.get_by_label(_("New password")).fill("bốn con chim sẻ non")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith(PATH)):
        page.get_by_role("button", name=_("Set the new password")).click()
    expect(page.get_by_role("button", name=_("Sign out"), exact=True)).to_be_attached()
    values = [
        {one["name"]: one["value"] for one in kept}[COOKIE] for kept in (before, page.context.cookies())
    ]
    assert values[0] != values[1]
    page.context.add_cookies([{"name": COOKIE, "value": values[0], "url": site.url}])
    page.goto("/xep-hang")
    expect(page.get_by_role("button", name=_("Sign in"))).to_be_visible()
