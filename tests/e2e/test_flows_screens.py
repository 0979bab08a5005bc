"""Every screen: all of it in Vietnamese, and none of it wider than a phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from models.enums import Role
from pages import SCREENS
from pages.shared.i18n import catalogue
from tests.e2e.scenes import play
from tests.e2e.sites import demonstration_site
from tests.e2e.steps import PHONE, settle, sign_in, title, visit

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
    visit(page, "/?language=en")
    assert "Sign in" in _left(page, english)
    visit(page, "/")
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
    visit(page, "/")
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


@pytest.mark.timeout(900)
def test_no_scene_of_the_conference_has_english_left_or_scrolls_sideways(
    browser: Browser, demonstrated: Path, tmp_path: Path
) -> None:
    english = _english()
    with demonstration_site(demonstrated, tmp_path) as stage:
        for scene, width, page in play(browser, stage, smallest=True):
            expect(page.locator("h1, .board, .leaders").first).to_be_visible()
            if page.get_by_test_id("stApp").count():
                settle(page)
            assert _left(page, english) == [], scene.name
            assert max(page.evaluate(_WIDTHS)) <= width, scene.name


def _open(page: Page, path: str) -> None:
    visit(page, f"/{path}")
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


def test_figures_in_a_table_of_words_stand_flush_right(page: Page) -> None:
    sign_in(page, Role.ADMINISTRATOR, "/ket-qua-hoi-nghi")
    cells = page.get_by_test_id("stTable").first.locator("tbody tr").first.locator("td")
    expect(cells).to_have_count(5)
    aligned = [cell.evaluate("cell => getComputedStyle(cell).textAlign") for cell in cells.all()]
    assert [one == "right" for one in aligned] == [False, False, True, True, False]
