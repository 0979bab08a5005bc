"""What people do in every browser test."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from re import Pattern

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from models.enums import Role
from pages.shared.i18n import _

DESK = (1440, 900)
PHONE = (390, 844)
PASSWORD = "mat khau chi de thu"
KEY_DELAY_MS = 150  # as a quick typist does; faster on a busy machine, and the grid loses letters
BETWEEN_RUNS_MS = 150
PEOPLE = {
    Role.ADMINISTRATOR: "quan-tri",
    Role.SECRETARY: "thu-ky",
    Role.REVIEWER: "tham-dinh",
    Role.UNIT_EDITOR: "don-vi",
    Role.VOTER: "dai-bieu",
    Role.TELLER: "kiem-phieu",
    Role.CHAIR: "chu-tri",
    Role.VIEWER: "lanh-dao",
    Role.DISPLAY: "man-hinh",
}


def settle(page: Page) -> None:
    """Wait until the run that a click or a visit began has ended.

    Between a run that a press has stopped and the one that follows from the press, none goes on either.
    """
    for wait_ms in (BETWEEN_RUNS_MS, 0):
        expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
        page.wait_for_timeout(wait_ms)


def sign_in(page: Page, role: Role, path: str = "/") -> None:
    """Go to a screen as the person with that role."""
    page.goto(path)
    enter(page, PEOPLE[role], PASSWORD)
    # The page is drawn anew once the server has set the cookie
    expect(page.get_by_role("button", name=_("Sign out"), exact=True)).to_be_attached()
    settle(page)


def visit(page: Page, path: str) -> None:
    """Go to a screen as who is signed in."""
    page.goto(path)
    expect(title(page)).to_be_visible()
    settle(page)


def enter(page: Page, username: str, password: str) -> None:
    """Type a name and a password, and press the button; right or wrong."""
    expect(page.get_by_label(_("User name"))).to_be_visible()
    settle(page)
    page.get_by_label(_("User name")).fill(username)
    page.get_by_label(_("Password"), exact=True).fill(password)
    page.get_by_role("button", name=_("Sign in")).click()


def choose(page: Page, label: str | Pattern[str], option: str | Pattern[str]) -> None:
    """Choose from a list that opens below its field."""
    settle(page)
    field = page.get_by_role("combobox", name=label)
    for patience in (5_000, 15_000, 60_000):  # a late run draws the field anew, and its list is gone
        field.click()
        if isinstance(option, str):  # a list closes again when the click has scrolled to its field
            field.fill(option)
        with suppress(TooLate):
            page.get_by_role("option", name=option).click(timeout=patience)
            break
        page.keyboard.press("Escape")
    else:
        raise AssertionError(f"{option} could not be chosen from {label}")
    settle(page)


def choose_each(page: Page, label: str, options: Sequence[str]) -> None:
    """Type one after the other into a field that holds several, as far as each is the only one offered."""
    field = page.get_by_role("combobox", name=label)
    for option in options:
        field.press_sequentially(option, delay=KEY_DELAY_MS)
        expect(page.get_by_role("option")).to_have_text([option])
        field.press("Enter")
        expect(field).to_have_value("")
        settle(page)
    page.keyboard.press("Escape")


def type_day(page: Page, label: str, day: date) -> None:
    """Type a day into its field, and leave it."""
    page.get_by_role("spinbutton", name=f"day, {label}").click()
    page.keyboard.type(f"{day:%d%m%Y}", delay=KEY_DELAY_MS)
    expect(page.get_by_role("spinbutton", name=f"year, {label}")).to_have_text(str(day.year))
    title(page).click()


def title(page: Page) -> Locator:
    """The finding that stands over the screen."""
    return page.get_by_test_id("stMain").get_by_role("heading", level=1)
