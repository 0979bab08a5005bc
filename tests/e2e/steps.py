"""What people do in every browser test."""

from playwright.sync_api import Page, expect

from models.enums import Role
from pages.account.sign_in import COOKIE
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
    page.get_by_label(_("User name")).fill(PEOPLE[role])
    page.get_by_label(_("Password"), exact=True).fill(PASSWORD)
    page.get_by_role("button", name=_("Sign in")).click()
    expect(page.get_by_role("button", name=_("Sign out"))).to_be_attached()
    # A frame of its own writes the cookie, a moment after the screen is there.
    page.wait_for_function("name => document.cookie.includes(name)", arg=COOKIE)
    settle(page)
