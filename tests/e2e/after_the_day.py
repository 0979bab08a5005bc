"""What comes of a conference: offices and titles written, year-file and signed result tried elsewhere."""

import json
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from models.enums import OptionOutcome
from pages.conference import words
from pages.shared import formats
from pages.shared.awards import award_name
from pages.shared.i18n import _
from services.rules.loading import plain_mapping
from services.settings import Settings
from tests.e2e.before_the_day import CERTIFICATES, DEPUTY, HEAD, go, press, said
from tests.e2e.hall import YEAR, Hall, asked
from tests.e2e.steps import choose

CHOSEN = "\u2713 "
Results = dict[str, tuple[str, str, str]]
"""Of one vote: votes, percent and outcome of each unit, as people read them."""


def write_down(hall: Hall, page: Page, flag: str) -> None:
    """The offices of next year, and the titles that the block proposes."""
    go(hall, page, "ket-qua-hoi-nghi")
    page.get_by_text(_("Write what a vote has decided")).click()
    for vote, label in ((HEAD, _("Head unit")), (DEPUTY, _("Deputy unit"))):
        choose(page, _("Vote"), vote)
        choose(page, _("They lead the block in {year} as").format(year=YEAR + 1), label)
        press(page, _("Write next year's office"))
        said(page, _("Next year's office is written."))
    for vote, award in ((flag, "province_flag"), (CERTIFICATES, "province_certificate")):
        choose(page, _("Vote"), vote)
        choose(page, _("Propose them for"), award_name(award))
        press(page, _("Propose for the title"))
        expect(page.get_by_role("cell", name=award_name(award)).first).to_be_visible()
    hall.keep(page, "22-outcome")


def shown(page: Page, rounds: int) -> list[Results]:
    """What the screen says of each vote, in their order."""
    tables = page.get_by_test_id("stTable").all()[:rounds]
    return [
        {
            name.removeprefix(CHOSEN): (number, percent, outcome)
            for name, number, percent, outcome in _rows(one)
        }
        for one in tables
    ]


def _rows(table: Locator) -> list[list[str]]:
    """The cells of each line but for the place by points, which stands first."""
    lines = table.get_by_role("row").all()[1:]
    return [[cell.inner_text().strip() for cell in line.get_by_role("cell").all()][1:] for line in lines]


def evaluated(hall: Hall, page: Page, folder: Path) -> list[Results]:
    """What the year-file taken along comes to on the command line, for each vote on units, in their order."""
    go(hall, page, "")
    with page.expect_download() as taken:
        page.get_by_role("button", name=_("The whole year as a file")).click()
    file = folder / taken.value.suggested_filename
    taken.value.save_as(file)
    settings = hall.site.settings
    exported = asked(settings, "export-year", "--block", hall.block, "--year", str(YEAR))
    assert file.read_text(encoding="utf-8") == exported
    names = {unit["code"]: unit["name"] for unit in plain_mapping(file.read_bytes())["units"]}
    found = json.loads(asked(settings, "evaluate", str(file), "--json"))
    return [
        {
            names[one["option"]]: (
                str(one["votes"]),
                formats.percent(round(float(one["percent"]) * 100)),
                _(words.OUTCOMES[OptionOutcome(one["outcome"])]),
            )
            for one in poll["options"]
        }
        for poll in found["polls"]
        if all(one["option"] in names for one in poll["options"])
    ]


def signed_result(hall: Hall, page: Page, vote: str, folder: Path) -> str:
    """What the verifier says, on a machine without the database, of the bundle that a teller took along."""
    go(hall, page, "kiem-phieu")
    choose(page, _("Vote to count"), vote)
    expect(page.get_by_role("heading", name=vote, exact=True)).to_be_visible()
    with page.expect_download() as found:
        page.get_by_role("button", name=_("Signed result")).click()
    hall.keep(page, "23-signed-result")
    elsewhere = folder / "may-khac"
    elsewhere.mkdir()
    bundle = elsewhere / found.value.suggested_filename
    found.value.save_as(bundle)
    said_of_it = asked(
        Settings(data_folder=elsewhere / "khong-co", database_url=""), "verify", bundle.name, folder=elsewhere
    )
    assert [one.name for one in elsewhere.iterdir()] == [bundle.name]
    return said_of_it
