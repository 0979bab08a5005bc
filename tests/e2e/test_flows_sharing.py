"""A screen in the hall without an account: a link is made, opened, and taken back while it is looked at."""

import itertools
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from models.enums import Role
from pages.account.sharing_entry import COOKIE
from pages.shared.i18n import _
from tests.e2e.steps import PASSWORD, PEOPLE, PHONE, enter, settle, sign_in, title
from tests.serving import Served

HALL = (1920, 1080)
_numbers = itertools.count(1)
SHOWN = "Bình xét Cờ thi đua của Ủy ban nhân dân tỉnh"


@pytest.fixture(params=[HALL, PHONE], ids=["hall", "phone"])
def looker(request: pytest.FixtureRequest, browser: Browser, site: Served) -> Iterator[Page]:
    """The empty browser of somebody who has no account."""
    width, height = request.param
    context = browser.new_context(locale="vi-VN", viewport={"width": width, "height": height})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def made_link(page: Page, view: str = "") -> str:
    """The secretary makes a link, and reads it from the screen; it then stands above the others."""
    label = f"Màn hình {next(_numbers)}"
    if view:
        page.get_by_role("radio", name=view, exact=True).click()
        settle(page)
    page.get_by_label(_("What it is for")).fill(label)
    page.get_by_role("button", name=_("Make the link")).click()
    expect(page.get_by_text(label, exact=True)).to_be_visible()
    return page.get_by_test_id("stCode").inner_text().strip()


def test_the_hall_follows_by_a_link_until_it_is_taken_back(page: Page, looker: Page) -> None:
    sign_in(page, Role.SECRETARY, "/chia-se")
    link = made_link(page)
    looker.goto(link)
    board = looker.locator(".board")
    expect(board).to_contain_text(SHOWN)
    assert looker.url.endswith("/trinh-chieu?embed=true")
    expect(looker.get_by_test_id("stSidebar")).to_be_hidden()
    (kept,) = [cookie for cookie in looker.context.cookies() if cookie["name"] == COOKIE]
    assert (kept["httpOnly"], kept["sameSite"]) == (True, "Strict")
    assert COOKIE not in str(looker.evaluate("document.cookie"))

    second = looker.context.new_page()
    for path in ("/", "/xep-hang", "/tai-khoan", "/chia-se"):
        second.goto(link.partition("/xem")[0] + path)
        expect(title(second)).to_have_text(_("Not for this link"))
    second.get_by_role("link", name=_("Projector")).click()
    expect(second.locator(".board")).to_contain_text(SHOWN)

    page.reload()
    expect(page.get_by_text(re.compile("đã được mở|chưa được mở")).first).to_contain_text("đã được mở 1 lần")
    page.get_by_role("button", name=_("Take back")).first.click()
    sentence = _("This link works no more. Ask the secretary of the block for a new one.")
    expect(looker.get_by_text(sentence)).to_be_visible()
    expect(board).not_to_contain_text(SHOWN)
    looker.goto(link)
    expect(looker.get_by_text("Hãy hỏi thư ký của khối")).to_be_visible()
    assert looker.url == link


def test_a_dead_link_says_so_and_another_pasted_over_it_opens(page: Page, looker: Page) -> None:
    sign_in(page, Role.SECRETARY, "/chia-se")
    link = made_link(page, _("Standings"))
    dead = link.partition("#")[0] + "#" + "x" * 43
    for address in (dead, link.partition("#")[0], link.partition("#")[0] + "#Hội trường"):
        looker.goto("about:blank")
        looker.goto(address)
        expect(looker.get_by_text("Hãy hỏi thư ký của khối")).to_be_visible()
    looker.goto(link)
    expect(title(looker)).to_have_text("Xếp hạng năm 2017")
    expect(looker.get_by_text(_("The standings of this year have not been released yet."))).to_be_visible()


def test_who_has_an_account_signs_in_over_a_link(page: Page, looker: Page) -> None:
    sign_in(page, Role.SECRETARY, "/chia-se")
    link = made_link(page)
    looker.goto(link)
    expect(looker.locator(".board")).to_be_visible()
    looker.goto(link.partition("/xem")[0] + "/xep-hang")
    looker.get_by_role("button", name=_("Sign in with an account")).click()
    enter(looker, PEOPLE[Role.VIEWER], PASSWORD)
    expect(title(looker)).to_have_text("Năm 2017: Công an tỉnh xếp hạng nhất")
