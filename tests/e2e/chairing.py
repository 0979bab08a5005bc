"""What the chair does at the console while the conference goes on, and the secretary beside."""

from playwright.sync_api import Page, expect

from pages.shared.i18n import _
from tests.e2e.before_the_day import GUEST, go, press, said
from tests.e2e.hall import UNITS, Hall
from tests.e2e.steps import PASSWORD, choose, settle, title

PASSPHRASE = "hoa phượng đỏ sân trường"


def mark_attendance(hall: Hall, page: Page, badge: str) -> None:
    """One badge is scanned, the guest has sent word, and all others are here."""
    go(hall, page, "diem-danh")
    page.get_by_label(_("Number of the badge")).fill(badge)
    press(page, _("Let in"))
    said(page, _("The delegate is here."))
    found = page.get_by_label(_("Find a delegate"))
    found.fill("dang quang")
    found.press("Enter")
    expect(page.get_by_text(UNITS[0])).to_have_count(0)
    press(page, _("Something else"))
    page.get_by_label(_("Why")).fill("Đi công tác")
    page.get_by_label(_("Why")).press("Enter")
    press(page, _("Is absent"))
    said(page, f"{GUEST}: {_('Absent')}")
    found.fill("")
    found.press("Enter")
    press(page, _("All others are here ({count})").format(count=8))
    press(page, _("Yes, all are here"))
    expect(title(page)).to_have_text(_("Present {part}").format(part="9/10"))
    hall.keep(page, "05-attendance")


def confirm(page: Page, opener: str, label: str, done: str) -> None:
    """Press what opens a question and answer it; once more where the password is asked for first."""
    press(page, opener)
    press(page, label)
    password = page.get_by_role("dialog").get_by_label(_("Password"), exact=True)
    expect(page.get_by_text(done).or_(password).first).to_be_visible()
    if password.is_visible():
        password.fill(PASSWORD)
        press(page, _("Confirm"))
        expect(password).to_have_count(0)
        confirm(page, opener, label, done)
    settle(page)


def show(page: Page, view: str) -> None:
    """Have the hall see that."""
    settle(page)
    page.get_by_test_id("stMain").get_by_role("button", name=view, exact=True).click()
    settle(page)


def begin_point(page: Page, point: str) -> None:
    """Go on to the next point of the agenda, which begins with these words."""
    settle(page)
    begin = page.get_by_role("button", name=_("Begin: {title}").format(title=point))
    expect(begin).to_be_visible()
    begin.click()
    expect(title(page).first).to_contain_text(point)  # the small picture of the hall has one of its own
    settle(page)


def lead(page: Page, vote: str) -> None:
    """Turn to a vote."""
    choose(page, _("Vote at this point"), vote)
    expect(page.get_by_role("heading", name=vote, exact=True)).to_be_visible()


def open_vote(page: Page, passphrase: str = "") -> None:
    """Open the vote that is led; of an electronic one the tellers have typed their passphrase twice."""
    settle(page)
    if passphrase:
        page.get_by_label(_("The tellers' passphrase, 12 characters or more")).fill(passphrase)
        page.get_by_label(_("The same once more")).fill(passphrase)
    press(page, _("Open the vote"))
    expect(page.get_by_role("button", name=_("End the voting"), exact=True)).to_be_visible()
    settle(page)


def end_vote(page: Page) -> None:
    """Nobody votes any more."""
    counting = _("The tellers are counting. What they find is shown to nobody before you read it out.")
    confirm(page, _("End the voting"), _("Yes, end the voting"), counting)


def wait_for_count(page: Page) -> None:
    """The console tells by itself that the tellers have counted."""
    counted = _("The tellers have counted. The hall has not seen anything of it yet.")
    expect(page.get_by_text(counted)).to_be_visible()
    settle(page)


def show_result(page: Page) -> None:
    """Have everybody see the result that was counted."""
    confirm(page, _("Show the result"), _("Yes, show the result"), _("The result is read out."))


def certify(page: Page, vote: str) -> None:
    """The minutes are signed."""
    lead(page, vote)
    confirm(page, _("Certify the result"), _("Yes, certify it"), _("The result is certified."))


def lead_none(page: Page) -> None:
    """Leave a result as it is for now, and go on with the agenda."""
    choose(page, _("Vote at this point"), _("No vote"))


def read_out(hall: Hall, page: Page, wall: Page) -> None:
    """Have the ballots come in on the wall one by one: begun, paused, one more, then all of them."""
    press(page, _("Read out ballot by ballot"))
    press(page, _("Pause the reading"))
    expect(page.get_by_role("button", name=_("Go on reading"))).to_be_visible()
    expect(wall.locator(".state")).to_have_text(_("The reading pauses"))
    expect(wall.locator(".votes")).to_have_count(3)
    hall.keep(wall, "10-wall-reading")
    press(page, _("Next ballot"))
    press(page, _("Go on reading"))
    press(page, _("Show all ballots now"))
    expect(wall.locator(".state")).to_have_text(_("All ballots are read"))
    expect(wall.locator(".votes")).to_have_text(["4", "4", "0"])
    hall.keep(page, "11-console-read")


def show_together(page: Page, results: int) -> None:
    """Have everybody see at once what was kept back."""
    label = _("Show {count} results together").format(count=results)
    confirm(page, label, _("Yes, show all of them"), _("The results are read out."))
