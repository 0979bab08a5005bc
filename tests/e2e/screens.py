"""Makes the pictures of docs/screens, of each screen wide and on a phone: `python -m tests.e2e.screens`."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlmodel import select

from models.enums import Role
from models.polls import Poll
from models.registry import Unit
from pages import SCREENS
from services.database import engine_of, reading
from services.settings import Settings
from tests.e2e.browser import FLAGS, chromium
from tests.e2e.cells import tick
from tests.e2e.scenes import SCENES, play
from tests.e2e.sites import demonstration_data, demonstration_site
from tests.e2e.steps import settle, sign_in
from tests.serving import ROOT, Served, serving

FOLDER = ROOT / "docs" / "screens"
SIZES = {1440: 900, 390: 844}
HALL = {1920: 1080}
_HEIGHT = """() => Math.max(
    ...[document.scrollingElement, ...document.querySelectorAll('[data-testid=stMain]')]
        .map(element => element.scrollHeight))"""
COLOURS = 256  # enough for a screen, and a third of the bytes


def main(wanted: list[str]) -> None:
    """Draw the named screens, or all of them, and write a picture of each size."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        expect.set_options(timeout=60_000)
        (folder / "site").mkdir()
        data = demonstration_data(folder)
        with demonstration_site(data, folder / "site") as served:
            _signed_out(browser, served.url, "sign_in", wanted)
            _signed_in(browser, served, wanted)
        (folder / "stage").mkdir()
        with demonstration_site(data, folder / "stage") as served:
            _played(browser, served, wanted)
        with serving(Settings(data_folder=folder / "empty", database_url=""), folder / "empty.log") as served:
            _signed_out(browser, served.url, "first_start", wanted)
        browser.close()


def _signed_out(browser: Browser, url: str, name: str, wanted: list[str]) -> None:
    if wanted and name not in wanted:
        return
    for width, height in SIZES.items():
        with _person(browser, url, width, height) as page:
            page.goto("/")
            _keep(page, name, width)


def _signed_in(browser: Browser, served: Served, wanted: list[str]) -> None:
    engine = engine_of(served.settings)
    with reading(engine) as session:
        poll_id = session.exec(select(Poll.id).where(Poll.code == "bang-khen")).all()[-1]
        unit_id = session.exec(select(Unit.id).where(Unit.code == "toa-an-2025")).one()
    engine.dispose()
    addresses = {"projector": f"?embed=true&poll={poll_id}", "unit": f"?unit={unit_id}"}
    for width, height in (SIZES | HALL).items():
        with _person(browser, served.url, width, height) as page:
            sign_in(page, Role.ADMINISTRATOR)
            for screen in SCREENS:
                name = screen.render.__module__.rpartition(".")[2]
                if (width in HALL and name != "projector") or (wanted and name not in wanted):
                    continue
                page.goto(f"/{screen.path}{addresses.get(name, '')}")
                _keep(page, name, width)
                if name == "trail":
                    tick(page, 1)
                    _keep(page, "trail_entry", width)


def _played(browser: Browser, served: Served, wanted: list[str]) -> None:
    """Play the conference, and draw the scenes that are wanted."""
    drawn = [scene.name for scene in SCENES if not wanted or scene.name in wanted]
    for scene, width, page in play(browser, served, drawn):
        _keep(page, scene.name, width)


@contextmanager
def _person(browser: Browser, url: str, width: int, height: int) -> Iterator[Page]:
    context = browser.new_context(
        base_url=url, locale="vi-VN", viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def _keep(page: Page, name: str, width: int) -> None:
    """Wait until everything is drawn, open the window to the whole page, and write the picture."""
    expect(page.locator("h1, .board").first).to_be_visible()
    _drawn(page)
    height: int = page.evaluate(_HEIGHT)
    before = page.viewport_size or {"width": width, "height": height}
    page.set_viewport_size({"width": width, "height": max(height, before["height"])})
    _drawn(page)
    path = FOLDER / f"{name}-{width}.png"
    # Animations stay as they are: the one of a display says, at its end, that nothing is fresh any more
    page.screenshot(path=path)
    page.set_viewport_size(before)
    with Image.open(path) as picture:
        palette = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    palette.save(path, optimize=True)
    print(path.relative_to(ROOT), f"{path.stat().st_size // 1024} KB", flush=True)  # noqa: T201


def _drawn(page: Page) -> None:
    if page.get_by_test_id("stApp").count():
        settle(page)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    for chart in page.get_by_test_id("stPlotlyChart").all():
        expect(chart.locator(".main-svg").first).to_be_visible()
    page.evaluate("document.fonts.ready")
    # The grids are painted a moment after they are there, and have no sign of it.
    page.wait_for_timeout(1000)


if __name__ == "__main__":
    main(sys.argv[1:])
