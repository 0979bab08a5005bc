"""Nine phones that vote by card, and what their screens have shown so far."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from playwright.sync_api import Page, expect

from models.enums import Answer
from pages.conference.vote_rows import ANSWERS
from pages.shared.i18n import _
from tests.e2e.hall import Hall
from tests.e2e.steps import settle
from tests.e2e.watched import WATCH

SMALL = (360, 740)
LARGE = (390, 844)
BLANK = ""
Mark = Callable[[Page], None]


def enter_with_cards(hall: Hall, codes: Mapping[str, str]) -> dict[str, Page]:
    """A phone for each delegate, on which the code of the card was typed; by delegate."""
    phones = {name: hall.device(SMALL if place % 2 else LARGE, WATCH) for place, name in enumerate(codes)}
    for phone in phones.values():
        phone.goto("/bo-phieu")
    for name, phone in phones.items():
        phone.get_by_label(_("Code on your card")).fill(codes[name])
        phone.get_by_role("button", name=_("Go to the vote")).click()
    for phone in phones.values():
        expect(phone.get_by_role("heading", name=_("No vote is open now"))).to_be_visible()
    return phones


def choose_one(name: str) -> Mark:
    """Mark one name, or none of them."""

    def mark(phone: Page) -> None:
        phone.get_by_text(name or _("Blank ballot: none of them"), exact=True).click()

    return mark


def answer_each(answers: Mapping[str, Answer]) -> Mark:
    """Say of each unit what one thinks of it."""

    def mark(phone: Page) -> None:
        for name, answer in answers.items():
            group = phone.get_by_role("radiogroup", name=name)
            group.get_by_text(_(ANSWERS[answer]), exact=True).click()

    return mark


def vote(phones: Iterable[Page], title: str, marks: Sequence[Mark]) -> list[str]:
    """All of them vote at once; the codes that they are shown."""
    phones = list(phones)
    for phone in phones:
        expect(phone.get_by_role("heading", name=title, exact=True)).to_be_visible()
        settle(phone)
    for phone, mark in zip(phones, marks, strict=True):
        mark(phone)
        phone.get_by_role("button", name=_("Continue")).click()
    for phone in phones:
        phone.get_by_role("button", name=_("Put it into the box")).click()
    codes = []
    for phone in phones:
        expect(phone.get_by_role("heading", name=_("Your ballot is in the box"))).to_be_visible()
        codes.append(phone.get_by_test_id("stCode").inner_text().strip())
    for phone in phones:
        phone.get_by_role("button", name=_("I have written it down")).click()
    for phone in phones:
        expect(phone.get_by_test_id("stCode")).to_have_count(0)
    return codes
