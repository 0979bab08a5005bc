"""The secretary runs a vote round, and the hall follows it on the projector."""

import re

from playwright.sync_api import Page, expect

from models.enums import Role
from pages.shared.i18n import _
from tests.e2e.steps import choose_each, settle, sign_in, title

FOLLOWS_WITHIN_MS = 5_000
TITLE = "Bầu đơn vị đăng cai giao lưu năm 2018"


def test_a_vote_round_is_run_and_the_projector_follows(page: Page) -> None:
    sign_in(page, Role.SECRETARY, "/bieu-quyet")
    _prepare(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=_("Projector"), exact=True).click()
    board = opened.value.locator(".board")
    expect(board.locator(".poll")).to_have_text(TITLE)
    expect(board.locator(".state")).to_have_text(_("Not opened yet"))

    page.get_by_role("button", name=_("Open the vote"), exact=True).click()
    expect(board.locator(".state")).to_have_text(_("Voting"), timeout=FOLLOWS_WITHIN_MS)
    expect(board.locator(".option .name")).to_have_text(["Thanh tra tỉnh", "Sở Nội vụ"])
    expect(title(page)).to_contain_text(TITLE)

    page.get_by_role("button", name=_("End the voting"), exact=True).click()
    page.get_by_role("button", name=_("Yes, end the voting")).click()
    expect(board.locator(".state")).to_have_text(_("Counting"), timeout=FOLLOWS_WITHIN_MS)
    page.get_by_label("Thanh tra tỉnh").fill("3")
    page.get_by_label("Sở Nội vụ").fill("7")
    page.get_by_role("button", name=_("Save the counts")).click()
    expect(page.get_by_text(_("The counts are saved."))).to_be_visible()
    page.get_by_role("button", name=_("Settle the count"), exact=True).click()
    page.get_by_role("button", name=_("Yes, the count is right")).click()
    expect(board.locator(".state")).to_have_text(_("Counted, not read out yet"), timeout=FOLLOWS_WITHIN_MS)
    expect(board.locator(".option .name")).to_have_text(["Thanh tra tỉnh", "Sở Nội vụ"])
    expect(board.locator(".votes")).to_have_count(0)  # nothing is out before it is read out

    page.get_by_role("button", name=_("Read the result out"), exact=True).click()
    page.get_by_role("button", name=_("Yes, show the result")).click()
    expect(board.locator(".state")).to_have_text(_("Result read out"), timeout=FOLLOWS_WITHIN_MS)
    expect(board.locator(".votes")).to_have_text(["7", "3"])
    expect(board.locator(".option.chosen .name")).to_have_text("Sở Nội vụ")
    expect(board.locator(".verdict")).to_contain_text("Sở Nội vụ (7 phiếu, 70,00%)")
    expect(board.locator(".fresh")).to_have_text(re.compile(r"\d\d:\d\d:\d\d$"))
    expect(page.get_by_test_id("stMain").get_by_text("Sở Nội vụ (7 phiếu, 70,00%)")).to_be_visible()


def _prepare(page: Page) -> None:
    page.get_by_text(_("Prepare another vote")).click()
    asked = page.get_by_role("textbox", name=_("What is voted on"))  # not that of a draft, which is folded up
    asked.fill(TITLE)
    asked.press("Enter")
    settle(page)
    choose_each(page, _("On the ballot"), ("Thanh tra tỉnh", "Sở Nội vụ"))
    page.get_by_role("button", name=_("Save as a draft")).click()
    expect(page.get_by_text(_("The vote is prepared."))).to_be_visible()
    settle(page)
