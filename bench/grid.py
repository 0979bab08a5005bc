"""The grid of a block's score sheet in Chromium: how long it takes to open, to edit, and to save."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import Locator, Page, ViewportSize, sync_playwright

from bench.measuring import load, print_table
from bench.sheets import engine_on, file_with, filled_year
from models.enums import Role, Stage
from pages.account.entry import COOKIE
from pages.shared.i18n import _, ngettext
from services.database import Database, reading, writing
from services.queries import criteria, drafts, registry
from services.queries.bars import bar_of_scores
from services.queries.sheet_steps import steps_of_year
from services.queries.sheet_texts import sheet_texts
from services.settings import Settings
from tests.e2e.browser import FLAGS, chromium
from tests.e2e.steps import settle
from tests.factories import made_actor, token_of
from tests.queries.statements import counted
from tests.serving import serving

PATH = "cham-diem"
ADDRESS, MENU = "opening by its address, page and all", "opening by the menu"
OPENING_MS, SAVING_MS = 1500.0, 500.0
YEAR = 2017
SIZE: ViewportSize = {"width": 1440, "height": 900}
ROW_HEIGHT, FIRST_CELL = 35, 340  # in pixels: of a row, and from the left edge to the first unit's column
KEY_DELAY_MS = 40
TEXTS = ("10", "0")  # one of them is not what stands there


def run(folder: Path, rounds: int, units: int = 60, leaves: int = 250) -> None:
    """Print medians of the rounds, and how many statements a grid of any size takes."""
    settings = Settings(data_folder=folder, database_url="")
    file = file_with(folder, filled_year(units, leaves))
    with engine_on(file) as engine:
        with writing(engine) as session:
            token = token_of(session, made_actor(session, Role.SECRETARY, block_id=1).account_id or 0)
        statements = _statements(engine)
    took: dict[str, list[float]] = {}
    with serving(settings, folder / "grid.log") as served, _browsing(served.url, token) as page:
        for number in range(rounds + 1):
            for what, seconds in _round(page, number):
                took.setdefault(what, [])
                if number:  # the first fills caches
                    took[what].append(seconds * 1000)
    goals = {ADDRESS: OPENING_MS, MENU: OPENING_MS, "from Save to the toast": SAVING_MS}
    rows = [_row(what, median(found), goals.get(what)) for what, found in took.items()]
    rows.append(("statements to open it", str(statements), "", ""))
    print_table(
        f"Grid of {leaves} criteria x {units} units in Chromium ({load()})",
        ("what", "took", "goal", ""),
        rows,
    )


def _round(page: Page, number: int) -> Iterator[tuple[str, float]]:
    grid = page.get_by_test_id("glide-cell-2-1")
    yield ADDRESS, _seconds(partial(page.goto, f"/{PATH}"), grid)
    page.goto("/")
    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name=_("Score sheet"), exact=True)
    link.wait_for()
    settle(page)
    yield MENU, _seconds(link.click, grid)
    page.get_by_text(_("Everything that was typed is saved.")).wait_for()
    _type(page, row=1 + number % 5, text=TEXTS[number % 2])
    waiting = ngettext("{count} cell is not saved yet", "{count} cells are not saved yet", 1).format(count=1)
    enter = partial(page.keyboard.press, "Enter")
    yield "from Enter to what is said of the edit", _seconds(enter, page.get_by_text(waiting))
    saved = page.get_by_text(_("{count} cells saved.").format(count=1))
    click = page.get_by_role("button", name=_("Save"), exact=True).click
    yield "from Save to the toast", _seconds(click, saved)
    page.goto("about:blank")


def _seconds(act: Callable[[], object], shown: Locator) -> float:
    """From the act until that is on the screen."""
    began = perf_counter()
    act()
    shown.wait_for(state="attached")  # the cells of a canvas are there for readers of screens only
    return perf_counter() - began


def _type(page: Page, row: int, text: str) -> None:
    """Type into the first unit's cell in that row; the entry is not finished yet."""
    settle(page)
    corner = page.get_by_test_id("data-grid-canvas").first.bounding_box() or {"x": 0, "y": 0}
    page.mouse.click(corner["x"] + FIRST_CELL, corner["y"] + ROW_HEIGHT * (row + 1.5))
    page.locator(f"[data-testid=glide-cell-2-{row}][aria-selected=true]").wait_for(state="attached")
    page.keyboard.type(text, delay=KEY_DELAY_MS)


@contextmanager
def _browsing(url: str, token: str) -> Iterator[Page]:
    """The browser of somebody who is signed in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        context = browser.new_context(base_url=url, locale="vi-VN", viewport=SIZE)
        context.set_default_timeout(60_000)
        context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
        yield context.new_page()
        browser.close()


def _statements(engine: Database) -> int:
    """What the screen asks of the database until its grid is drawn, after the shell."""
    with reading(engine) as session, counted(engine) as asked:
        lines = criteria.criteria_of_year(session, 1)
        roll = registry.roll_of_year(session, 1, 1, YEAR)
        steps_of_year(session, 1)
        bar_of_scores(session, 1)
        sheet_texts(session, 1, Stage, [unit.unit_id for unit in roll], lines)
        drafts.draft_of(session, 1, 1, "final-block-0")
    return len(asked)


def _row(what: str, milliseconds: float, goal: float | None) -> tuple[str, str, str, str]:
    if goal is None:
        return what, f"{milliseconds:.0f} ms", "", ""
    return what, f"{milliseconds:.0f} ms", f"<= {goal:.0f} ms", "met" if milliseconds <= goal else "MISSED"
