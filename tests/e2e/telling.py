"""What is counted: hands put down, a box opened, and paper typed by two who do not see each other."""

from collections.abc import Mapping, Sequence

from playwright.sync_api import Page, expect

from pages.shared.i18n import _
from tests.e2e.before_the_day import go, press, said
from tests.e2e.hall import Hall
from tests.e2e.steps import choose
from tests.e2e.steps import settle as drawn


def put_hands_down(hall: Hall, page: Page, vote: str, hands: Mapping[str, int]) -> None:
    """Type the hands that were counted, and settle them."""
    go(hall, page, "bieu-quyet")
    expect(page.get_by_role("heading", name=vote, exact=True)).to_be_visible()
    for label, number in hands.items():
        page.get_by_label(label, exact=True).fill(str(number))
    press(page, _("Save the counts"))
    said(page, _("The counts are saved."))
    press(page, _("Settle the count"))
    press(page, _("Yes, the count is right"))
    said(page, _("The count is settled."))


def open_box(hall: Hall, page: Page, vote: str, passphrase: str) -> None:
    """Open the box of the vote that is being counted."""
    go(hall, page, "kiem-phieu")
    expect(page.get_by_role("heading", name=vote, exact=True)).to_be_visible()
    page.get_by_label(_("The tellers' passphrase")).fill(passphrase)
    press(page, _("Open the box and count"))


def type_paper(hall: Hall, page: Page, vote: str, ballots: Sequence[str]) -> None:
    """Type a pile ballot by ballot with the number keys."""
    go(hall, page, "kiem-phieu")
    expect(page.get_by_role("heading", name=vote, exact=True)).to_be_visible()
    press(page, _("Begin"))
    said(page, _("The count is begun."))
    for number, keys in enumerate(ballots, 1):
        place = _("Ballot {number} of {count}").format(number=number, count=len(ballots))
        expect(page.get_by_role("heading", name=place)).to_be_visible()
        drawn(page)
        field = page.get_by_label(_("Keys of this ballot, then Enter"))
        field.fill(keys)
        field.press("Enter")
    press(page, _("Finish my count"))
    said(page, _("Your count is finished."))


def mend_ballot(hall: Hall, page: Page, number: int, keys: str) -> None:
    """Look at one ballot again, and finish once more."""
    press(page, _("Take my count up again"))
    said(page, _("Your count is open again."))
    page.get_by_text(_("Mend a ballot, or the number of ballots")).click()
    page.get_by_label(_("Number of the ballot")).fill(str(number))
    page.get_by_label(_("Its keys")).fill(keys)
    press(page, _("Put in its place"))
    press(page, _("Finish my count"))
    said(page, _("Both counts say the same."))
    hall.keep(page, "19-tellers-agree")


def settle(page: Page) -> None:
    """The pile stands, and with it the count."""
    press(page, _("Settle these ballots"))
    press(page, _("Settle the count"))
    said(page, _("The count is settled."))


def prepare_second_round(hall: Hall, page: Page, vote: str) -> None:
    """The round that the rule asks for after a tie."""
    go(hall, page, "bieu-quyet")
    choose(page, _("Vote to look at"), vote)
    hall.keep(page, "13-votes-tie")
    press(page, _("Prepare the next round"))
    said(page, _("The next round is prepared."))
