"""The product as people meet it: served with the demonstration, and a browser in front of it."""

import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.browser import FLAGS, chromium
from tests.e2e.sites import demonstration_data, demonstration_site
from tests.e2e.steps import DESK
from tests.serving import Served

HERE = Path(__file__).parent
FAILURES = HERE / "failures"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder, and keep it on one worker: one server, one browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.xdist_group("e2e"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep what the screen and the server showed when a browser test failed."""
    report = yield
    funcargs = getattr(item, "funcargs", {})
    if report.failed and "page" in funcargs:
        FAILURES.mkdir(exist_ok=True)
        name = "".join(letter if letter.isalnum() else "_" for letter in item.name)
        funcargs["page"].screenshot(path=FAILURES / f"{name}.png", full_page=True)
        shutil.copy(funcargs["site"].log, FAILURES / f"{name}.log")
    return report


@pytest.fixture(scope="session")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of an installation with the demonstration and a person for each role, to be copied."""
    return demonstration_data(tmp_path_factory.mktemp("demonstration"))


@pytest.fixture(scope="module")
def site(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The product with the demonstration, served to the tests of one file: what one changes, these see."""
    with demonstration_site(demonstrated, tmp_path_factory.mktemp("site")) as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium, which reaches this machine only."""
    path = chromium()
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=[DESK], ids=["desk"])
def page(request: pytest.FixtureRequest, browser: Browser, site: Served) -> Iterator[Page]:
    """A person's empty browser on the product; parametrized indirectly with PHONE, on a phone."""
    width, height = request.param
    context = browser.new_context(
        base_url=site.url, locale="vi-VN", viewport={"width": width, "height": height}
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()
