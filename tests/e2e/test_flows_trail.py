"""The trail: it tells who did what, nothing secret, and holds against a head that was written down."""

from playwright.sync_api import Page, expect

from models.enums import Role
from pages.account.entry import COOKIE
from pages.shared.i18n import _
from tests.e2e.cells import tick
from tests.e2e.sites import NAMES
from tests.e2e.steps import PASSWORD, PEOPLE, enter, settle, sign_in, title, visit
from tests.serving import Served

WRONG = "chim-hoang-yen-4711"


def test_the_trail_tells_the_whole_story_and_verifies(page: Page) -> None:
    sign_in(page, Role.ADMINISTRATOR, "/nhat-ky")
    seal = page.get_by_test_id("stCode").inner_text().strip()
    visit(page, "/tai-khoan-cua-toi")
    page.get_by_label(_("Full name")).fill("Trần Thị Bình")
    page.get_by_role("button", name=_("Save")).click()
    expect(page.get_by_text(_("The name is changed."))).to_be_visible()

    visit(page, "/nhat-ky")
    rows = page.get_by_test_id("data-grid-canvas").first.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text(_("Changed the own name"))
    expect(rows.nth(1)).to_contain_text(_("Signed in"))
    tick(page, 0)
    told = page.get_by_test_id("stTable")
    expect(told).to_contain_text(NAMES[Role.ADMINISTRATOR])
    expect(told).to_contain_text("Trần Thị Bình")

    page.get_by_label(_("A seal that was written down")).fill(seal)
    page.get_by_role("button", name=_("Check the trail")).click()
    count = title(page).inner_text().split()[3]
    whole = _("The trail is whole: all {count} entries stand as they were written.").format(count=count)
    expect(page.get_by_text(whole)).to_be_visible()


def test_nothing_secret_that_is_typed_is_left_in_the_data_or_in_what_the_server_says(
    page: Page, site: Served
) -> None:
    page.goto("/")
    enter(page, PEOPLE[Role.VIEWER], WRONG)
    expect(page.get_by_text(_("User name or password is not right."))).to_be_visible()
    enter(page, PEOPLE[Role.VIEWER], PASSWORD)
    expect(page.get_by_role("button", name=_("Sign out"), exact=True)).to_be_attached()
    settle(page)
    token = next(one["value"] for one in page.context.cookies() if one["name"] == COOKIE)
    files = [site.log, *(path for path in site.settings.data_folder.rglob("*") if path.is_file())]
    left = {path.name: path.read_bytes() for path in files}
    assert any(PEOPLE[Role.VIEWER].encode() in found for found in left.values())  # it would be found
    secrets = [one.encode() for one in (WRONG, PASSWORD, token)]
    assert not [(name, secret) for name, found in left.items() for secret in secrets if secret in found]
