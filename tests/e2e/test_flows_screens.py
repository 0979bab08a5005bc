"""Every screen: all of it in Vietnamese, and none of it wider than a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from models.enums import Role
from pages import SCREENS
from pages.shared.i18n import catalogue
from tests.e2e.steps import PHONE, settle, sign_in, title

# What Streamlit says in English of itself.
STREAMLIT = ("Upload", "per file", "Press Enter", "Select all", "Page not found")
# What the screen says to the eye: its text, its hints in fields, and the cells of its tables.
_SAID = """() => [
    document.body.innerText,
    ...[...document.querySelectorAll('input, textarea')].map(field => field.placeholder),
    ...[...document.querySelectorAll('canvas th, canvas td')].map(cell => cell.textContent),
].join('\\n')"""
_WIDTHS = """() => [document.scrollingElement, ...document.querySelectorAll('[data-testid=stMain]')]
    .map(element => element.scrollWidth)"""


@pytest.mark.timeout(300)
def test_no_screen_in_vietnamese_has_english_left(page: Page) -> None:
    english = _english()
    page.goto("/?language=en")
    expect(title(page)).to_be_visible()
    assert "Sign in" in _left(page, english)
    page.goto("/")
    expect(title(page)).to_be_visible()
    assert _left(page, english) == []
    sign_in(page, Role.ADMINISTRATOR)
    for screen in SCREENS:
        _open(page, screen.path)
        for folded in page.get_by_test_id("stExpander").locator("summary").all():
            folded.click()
        assert _left(page, english) == [], screen.path
        for tab in page.get_by_role("tab").all():
            tab.click()
            settle(page)
            assert _left(page, english) == [], screen.path


@pytest.mark.timeout(300)
@pytest.mark.parametrize("page", [PHONE], ids=["phone"], indirect=True)
def test_no_screen_scrolls_sideways_on_a_phone(page: Page) -> None:
    page.goto("/")
    expect(title(page)).to_be_visible()
    assert max(page.evaluate(_WIDTHS)) <= PHONE[0]
    sign_in(page, Role.ADMINISTRATOR)
    for screen in SCREENS:
        _open(page, screen.path)
        assert max(page.evaluate(_WIDTHS)) <= PHONE[0], screen.path

    _open(page, "so-dang-ky?find=toa+an")
    assert max(page.evaluate(_WIDTHS)) <= PHONE[0], "units found"
    page.get_by_role("link", name="Tòa án nhân dân tỉnh Phú Thọ").first.click()
    expect(title(page)).to_have_text("Tòa án nhân dân tỉnh Phú Thọ")
    expect(page.get_by_role("figure").locator(".main-svg").first).to_be_visible()
    assert max(page.evaluate(_WIDTHS)) <= PHONE[0], "a unit"


def _open(page: Page, path: str) -> None:
    page.goto(f"/{path}")
    expect(title(page)).to_be_visible()
    settle(page)
    for chart in page.get_by_test_id("stPlotlyChart").all():
        expect(chart.locator(".main-svg").first).to_be_visible()
    for grid in page.get_by_test_id("data-grid-canvas").all():
        expect(grid.locator("th").first).to_be_attached()


def _english() -> list[re.Pattern[str]]:
    """Each message that is said otherwise in Vietnamese, as whole words; where it has gaps, its phrases."""
    pieces: set[str] = set()
    for message, text in catalogue().items():
        parts = [part.strip(" .;:,()=") for part in re.split(r"\{\w+\}", message)]
        if message not in text:
            pieces |= {part for part in parts if part and (len(parts) == 1 or " " in part)}
    return [re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)") for piece in (*pieces, *STREAMLIT)]


def _left(page: Page, english: list[re.Pattern[str]]) -> list[str]:
    said = page.evaluate(_SAID)
    return [found[0] for pattern in english if (found := pattern.search(said))]
