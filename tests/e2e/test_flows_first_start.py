"""A fresh installation: the code of the terminal, the first administrator, the demonstration."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from pages.shared.i18n import _
from services.settings import Settings
from tests.e2e.steps import PASSWORD, enter, settle, title
from tests.serving import Served, serving


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The product as somebody starts it for the first time."""
    folder = tmp_path_factory.mktemp("fresh")
    with serving(Settings(data_folder=folder / "data", database_url=""), folder / "server.log") as served:
        yield served


def test_the_first_start_leads_to_the_standings_of_the_demonstration(page: Page, site: Served) -> None:
    page.goto("/")
    expect(title(page)).to_have_text(_("First start"))
    page.get_by_label(_("One-time code")).fill(_code(site))
    page.get_by_label(_("User name")).fill("quan-tri")
    page.get_by_label(_("Full name")).fill("Nguyễn Thị Thu")
    page.get_by_label(_("Password"), exact=True).fill(PASSWORD)
    page.get_by_test_id("stCheckbox").locator("label").click()
    page.get_by_role("button", name=_("Create the administrator")).click()
    expect(page.get_by_text(_("The administrator is created; sign in now."))).to_be_visible()
    settle(page)

    enter(page, "quan-tri", PASSWORD)
    expect(page.get_by_text(_("Illustrative data: scores and votes are invented"))).to_be_visible()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=_("Standings")).click()
    expect(title(page)).to_have_text("Năm 2017: Công an tỉnh xếp hạng nhất")


def _code(site: Served) -> str:
    """The one-time code, as the terminal shows it."""
    before, after = re.escape(_("Code for the first administrator: {code}")).split(r"\{code\}")
    found = re.search(f"{before}(\\S+){after}", site.said())
    assert found, site.said()
    return found[1]
