"""A conference to walk through: a year of nine units whose scores stand, its people, and their browsers."""

import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import Session

from models.enums import BlockKind, ContactRole, Method, Role, Stage, YearState
from models.registry import Block
from models.year import BlockYear
from pages.shared.i18n import _
from services.accounts import PersonEntry, RoleEntry, create_account
from services.criteria import Node, save_criteria
from services.database import engine_of, writing
from services.queries.criteria import criteria_of_year
from services.registry import UnitEntry, add_unit
from services.representatives import RepresentativeEntry, name_representative
from services.rules.cell_edits import CellEdit
from services.rules.document import Criterion
from services.rules.rights import OPERATOR
from services.scoring import save_cells
from services.settings import Settings
from services.years import BlockEntry, open_block
from tests.e2e.steps import PASSWORD, enter, settle
from tests.serving import ROOT, Served, environment_of

YEAR = 2026
LAPTOP = (1366, 768)
WALL = (1920, 1080)
TABLET = (1180, 820)
# No digit stands in a name: whatever figure a screen shows is then one of a vote, or known
LEADERS = {
    "Công an tỉnh": "Trần Quốc Bảo",
    "Tòa án nhân dân tỉnh": "Nguyễn Thị Hòa",
    "Viện kiểm sát nhân dân tỉnh": "Lê Minh Đức",
    "Sở Tư pháp": "Phạm Thu Hà",
    "Thanh tra tỉnh": "Hoàng Văn Nam",
    "Cục Thi hành án dân sự tỉnh": "Đỗ Thị Lan",
    "Bộ Chỉ huy Quân sự tỉnh": "Vũ Đình Khang",
    "Bộ Chỉ huy Bộ đội Biên phòng tỉnh": "Bùi Thanh Sơn",
    "Ban Nội chính Tỉnh ủy": "Ngô Thị Mai",
}
UNITS = tuple(LEADERS)
BLOCK = "Khối thi đua các cơ quan Nội chính"


@dataclass(slots=True)
class Hall:
    """The year, and whoever has opened a browser in it; pictures of what they see go to `folder`."""

    site: Served
    browser: Browser
    block: str
    folder: Path
    people: dict[str, str]
    contexts: list[BrowserContext] = field(default_factory=list)

    def device(self, size: tuple[int, int], script: str = "") -> Page:
        """The empty browser of somebody, in which a script may run before every page."""
        width, height = size
        context = self.browser.new_context(
            base_url=self.site.url, locale="vi-VN", viewport={"width": width, "height": height}
        )
        context.set_default_timeout(30_000)
        if script:
            context.add_init_script(script)
        self.contexts.append(context)
        return context.new_page()

    def person(self, name: str, path: str, size: tuple[int, int] = LAPTOP) -> Page:
        """The browser of somebody who has signed in there."""
        page = self.device(size)
        page.goto(self.at(path))
        enter(page, self.people[name], PASSWORD)
        expect(page.get_by_role("button", name=_("Sign out"), exact=True)).to_be_attached()
        settle(page)
        return page

    def at(self, path: str) -> str:
        """The address of a screen of the year."""
        return f"/{path}?block={self.block}&year={YEAR}"

    def keep(self, page: Page, name: str) -> None:
        """Keep a picture of what somebody sees now."""
        page.screenshot(path=self.folder / f"{name}.png")

    def leave(self) -> None:
        """Keep what everybody sees last, and close the browsers."""
        for number, context in enumerate(self.contexts):
            for page in context.pages:
                self.keep(page, f"last-{number}")
            context.close()


def asked(settings: Settings, *words: str, folder: Path = ROOT) -> str:
    """What the command line says to somebody in that folder."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *words],
        env=environment_of(settings),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def hall_of(site: Served, browser: Browser, folder: Path) -> Hall:
    """A year in its conference, whose units have fewer points the later they stand; and who runs it."""
    engine = engine_of(site.settings)
    with writing(engine) as session:
        entry = BlockEntry(name=BLOCK, kind=BlockKind.BLOCK, province="Vĩnh Phúc")
        key = open_block(session, OPERATOR, entry, YEAR)
        year = session.get_one(BlockYear, key)
        units = [_unit(session, key, name, leader) for name, leader in LEADERS.items()]
        _score(session, key, units)
        year.state = YearState.CONFERENCE
        year.conference_on = date(YEAR, 12, 25)
        block = session.get_one(Block, year.block_id)
        people = _people(session, year.block_id)
        code = block.code
    engine.dispose()
    return Hall(site, browser, code, folder, people)


def _unit(session: Session, key: int, name: str, leader: str) -> int:
    unit_id = add_unit(session, OPERATOR, key, UnitEntry(name=name))
    entry = RepresentativeEntry(person=leader, position="Thủ trưởng đơn vị")
    name_representative(session, OPERATOR, unit_id, ContactRole.LEADER, date(YEAR, 1, 1), entry)
    return unit_id


def _score(session: Session, key: int, units: list[int]) -> None:
    rule = Criterion(code="1", name="Kết quả công tác năm", method=Method.DIRECT, max=10000)
    save_criteria(session, OPERATOR, key, [Node(None, rule)], {})
    (leaf,) = criteria_of_year(session, key)
    edits = [CellEdit(unit, leaf.criterion_id, str(98 - place), 0) for place, unit in enumerate(units)]
    save_cells(session, OPERATOR, key, Stage.FINAL, edits)


def _people(session: Session, block_id: int) -> dict[str, str]:
    roles = {
        "Thư ký Khối": Role.SECRETARY,
        "Chủ tọa": Role.CHAIR,
        "Kiểm phiếu viên Hạnh": Role.TELLER,
        "Kiểm phiếu viên Dũng": Role.TELLER,
        "Lãnh đạo tỉnh": Role.VIEWER,
    }
    people = {}
    for number, (name, role) in enumerate(roles.items(), 1):
        people[name] = f"nguoi-{number}"
        create_account(
            session,
            OPERATOR,
            people[name],
            PersonEntry(name, [RoleEntry(role, block_id)]),
            password=PASSWORD,
        )
    return people
