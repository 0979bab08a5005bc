"""What people do in every browser test."""

from re import Pattern

from playwright.sync_api import Locator, Page, expect

from models.enums import Role
from pages.shared.i18n import _

DESK = (1440, 900)
PHONE = (390, 844)
PASSWORD = "mat khau chi de thu"
PEOPLE = {
    Role.ADMINISTRATOR: "quan-tri",
    Role.SECRETARY: "thu-ky",
    Role.UNIT_EDITOR: "don-vi",
    Role.VIEWER: "lanh-dao",
}


def settle(page: Page) -> None:
    """Wait until the run that a click or a visit began has ended."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()


def sign_in(page: Page, role: Role, path: str = "/") -> None:
    """Go to a screen as the person with that role."""
    page.goto(path)
    enter(page, PEOPLE[role], PASSWORD)
    # The page is drawn anew once the server has set the cookie
    expect(page.get_by_role("button", name=_("Sign out"), exact=True)).to_be_attached()
    settle(page)


def enter(page: Page, username: str, password: str) -> None:
    """Type a name and a password, and press the button; right or wrong."""
    expect(page.get_by_label(_("User name"))).to_be_visible()
    settle(page)
    page.get_by_label(_("User name")).fill(username)
    page.get_by_label(_("Password"), exact=True).fill(password)
    page.get_by_role("button", name=_("Sign in")).click()


def choose(page: Page, label: str, option: str | Pattern[str]) -> None:
    """Choose from a list that opens below its field."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()
    settle(page)


def title(page: Page) -> Locator:
    """The finding that stands over the screen."""
    return page.get_by_test_id("stMain").get_by_role("heading", level=1)
