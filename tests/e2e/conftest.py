"""The product as people meet it: served with the demonstration, and a browser in front of it."""

import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlmodel import col, select

from models.enums import Role
from models.year import BlockYear, YearUnit
from services.access import OPERATOR
from services.accounts import create_account
from services.database import engine_of, writing
from services.settings import Settings
from tests.e2e.browser import FLAGS, chromium
from tests.e2e.steps import DESK, PASSWORD, PEOPLE
from tests.serving import ROOT, Served, environment_of, serving

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
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The product with the demonstration and a person for each role, served until the last test."""
    folder = tmp_path_factory.mktemp("site")
    settings = Settings(data_folder=folder / "data", database_url="")
    demo = [sys.executable, str(ROOT / "manage.py"), "demo"]
    subprocess.run(demo, env=environment_of(settings), stdin=subprocess.DEVNULL, check=True)
    _let_people_in(settings)
    with serving(settings, folder / "server.log") as served:
        yield served


def _let_people_in(settings: Settings) -> None:
    engine = engine_of(settings)
    with writing(engine) as session:
        of_last_year = select(BlockYear.block_id, YearUnit.unit_id).join(BlockYear)
        order = (col(BlockYear.year).desc(), col(YearUnit.position))
        block_id, unit_id = session.exec(of_last_year.order_by(*order)).first() or (None, None)
        for role, username in PEOPLE.items():
            create_account(
                session,
                OPERATOR,
                username=username,
                display_name=username,
                password=PASSWORD,
                role=role,
                block_id=block_id if role is Role.UNIT_EDITOR else None,
                unit_id=unit_id if role is Role.UNIT_EDITOR else None,
            )
    engine.dispose()


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
