"""A block's scoring from a table typed in Word to the last hundredth, as its people go through it.

The criteria come in through Excel, three units score themselves, a reviewer corrects, one unit explains, the
secretary finalises; standings, reasons and workbook then say what the command line says of the year-file.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine
from sqlmodel import select
from xlsxwriter import Workbook

from models.enums import BlockKind, Role, SheetStep, YearState
from models.registry import Block
from models.sheets import SheetLock
from models.year import BlockYear
from pages.shared.i18n import _
from services.accounts import PersonEntry, RoleEntry, create_account
from services.database import engine_of, reading, writing
from services.registry import UnitEntry, add_unit
from services.rules.rights import OPERATOR
from services.years import BlockEntry, open_block
from tests.e2e.cells import open_paste, save, tick, type_into
from tests.e2e.steps import DESK, PASSWORD, choose, enter, settle, title
from tests.serving import ROOT, Served, environment_of

YEAR = 2026
UNITS = ("Sở Xây dựng", "Sở Công Thương", "Sở Y tế")
TYPED_IN_WORD = [
    ("UBND TỈNH", "", ""),
    ("KHỐI THI ĐUA SỐ 7", "", ""),
    ("BẢNG TIÊU CHÍ CHẤM ĐIỂM NĂM 2026", "", ""),
    ("TT", "Nội dung tiêu chí", "Điểm tối đa"),
    ("I", "Nhiệm vụ chuyên môn", "60"),
    ("1", "Kết quả thu ngân sách so với chỉ tiêu được giao", "30"),
    ("2", "Chất lượng tham mưu", "20"),
    ("3", "Tổ chức đảng trong sạch, vững mạnh (đạt/không đạt)", "10"),
    ("II", "Phong trào thi đua", "40 điểm"),
    ("1", "Tham gia hoạt động của khối", "25,5"),
    ("2", "Gửi báo cáo đúng hạn", "14,5"),
    ("", "Tổng cộng", "100"),
]
# What each unit types, row by row as the sheet has them; a group has no score
SELF = {
    UNITS[0]: ("", "120/100", "18,5", "x", "", "25,5", "14,25"),
    UNITS[1]: ("", "95/100", "19,75", "x", "", "24", "14,5"),
    UNITS[2]: ("", "110/100", "17", "0", "", "20,5", "9"),
}


@dataclass(frozen=True, slots=True)
class Story:
    """The year and who goes through it, by user name."""

    site: Served
    engine: Engine
    browser: Browser
    block: str
    key: int
    people: dict[str, str]

    def as_person(self, name: str, path: str, act: Callable[[Page], None]) -> None:
        """Have somebody sign in on an own browser, go to a screen of the year, and act."""
        width, height = DESK
        context = self.browser.new_context(
            base_url=self.site.url, locale="vi-VN", viewport={"width": width, "height": height}
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        try:
            page.goto(self.at(path))
            enter(page, self.people[name], PASSWORD)
            expect(page.get_by_role("button", name=_("Sign out"), exact=True)).to_be_attached()
            settle(page)
            act(page)
        finally:
            context.close()

    def at(self, path: str) -> str:
        """The address of a screen of the year."""
        return f"/{path}?block={self.block}&year={YEAR}"

    def asked(self, *words: str) -> str:
        """What the command line says."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            env=environment_of(self.site.settings),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode()


@pytest.fixture
def story(site: Served, browser: Browser) -> Iterator[Story]:
    """An open year of three units, without criteria; an editor for each, a reviewer, and the secretary."""
    engine = engine_of(site.settings)
    with writing(engine) as session:
        entry = BlockEntry(name="Khối thi đua số 7", kind=BlockKind.BLOCK, province="Vĩnh Phúc")
        key = open_block(session, OPERATOR, entry, YEAR)
        year = session.get_one(BlockYear, key)
        year.state = YearState.SCORING
        block = session.get_one(Block, year.block_id).code
        people = {"secretary": "thu-ky-7", "reviewer": "tham-dinh-7"}
        roles = {"secretary": RoleEntry(Role.SECRETARY, year.block_id)}
        roles["reviewer"] = RoleEntry(Role.REVIEWER, year.block_id)
        for number, name in enumerate(UNITS):
            unit_id = add_unit(session, OPERATOR, key, UnitEntry(name=name))
            people[name] = f"can-bo-7{number}"
            roles[name] = RoleEntry(Role.UNIT_EDITOR, year.block_id, unit_id)
        for who, role in roles.items():
            create_account(session, OPERATOR, people[who], PersonEntry(who, [role]), password=PASSWORD)
    yield Story(site, engine, browser, block, key, people)
    engine.dispose()


def workbook(path: Path) -> Path:
    """The table as it comes out of Word: titles above it, texts in every cell."""
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(TYPED_IN_WORD):
            sheet.write_row(place, 0, row)
    return path


def bring_criteria_in(page: Page, story: Story, folder: Path) -> None:
    page.locator("input[type=file]").set_input_files(workbook(folder / "tieu-chi.xlsx"))
    expect(title(page)).to_contain_text("7")
    settle(page)
    page.get_by_role("button", name=_("Take over the file")).click()
    way_on = page.get_by_test_id("stMain").get_by_role("link", name=_("Criteria"), exact=True)
    expect(way_on).to_be_visible()  # the menu has such a link too, which is there before the file is
    page.goto(story.at("tieu-chi"))
    expect(title(page)).to_contain_text("5 tiêu chí, 100 điểm")
    page.get_by_role("radio", name=_("Versions")).click()
    page.get_by_role("button", name=_("Freeze the criteria")).click()
    expect(page.get_by_text(_("The criteria are frozen."))).to_be_visible()


def paste_block(page: Page, *cells: str) -> None:
    open_paste(page)
    page.get_by_label(_("Cells copied from Excel or LibreOffice")).fill("\n".join(cells))
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name=_("Put into the grid")).click()
    expect(page.get_by_text(re.compile("ô chưa lưu"))).to_be_visible()  # else a press overtakes it
    settle(page)


def score_oneself(page: Page, story: Story, unit: str) -> None:
    paste_block(page, *SELF[unit])
    save(page)
    expect(page.get_by_text(_("{count} cells saved.").format(count=5))).to_be_visible()
    page.goto(story.at("tien-do"))
    page.get_by_role("button", name=_("Hand in the self score")).click()
    page.get_by_role("button", name=_("Yes, hand it in")).click()
    expect(page.get_by_text(_("Only the secretary can unlock it, with a reason."))).to_be_visible()


def fill_from(page: Page, step: str) -> None:
    page.get_by_role("button", name=_("Fill empty cells from: {step}").format(step=step)).click()
    expect(page.get_by_text("Đã điền 15 ô")).to_be_visible()
    settle(page)


def review(page: Page) -> None:
    """What the units say is taken over, and one score corrected."""
    fill_from(page, _("Self score"))
    type_into(page, "ii.1", UNITS[0], "24,5")
    save(page)
    expect(page.get_by_text(_("{count} cells saved.").format(count=15))).to_be_visible()


def explain(page: Page, engine: Engine) -> None:
    tick(page, 4)
    field = page.get_by_label(_("{step}: what there is to say of this score").format(step=_("Explanation")))
    field.fill("Đã tham gia đủ 5 hoạt động; gửi kèm giấy mời.")
    page.get_by_role("button", name=_("Save the remark")).click()
    expect(page.get_by_text(_("The remark is saved."))).to_be_visible()
    with reading(engine) as session:
        locked = session.exec(select(SheetLock.step)).all()
    assert SheetStep.SELF in locked


def finalise(page: Page) -> None:
    fill_from(page, _("Review"))
    type_into(page, "ii.1", UNITS[0], "25,25")
    save(page)
    expect(page.get_by_text(_("{count} cells saved.").format(count=15))).to_be_visible()


def hundredths(text: object) -> int:
    """Points as Excel, the screen or the command line have them."""
    if isinstance(text, float | int):
        return round(text * 100)
    return round(float(str(text).replace(".", "").replace(",", ".")) * 100)


def in_excel(page: Page) -> dict[str, int]:
    """The points of each unit in the workbook of the standings, by name."""
    with page.expect_download() as found:
        page.get_by_role("button", name=_("Standings in Excel")).click()
    data = found.value.path().read_bytes()
    rows: list[list[Any]] = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    header = next(row for row in rows if "Tổng điểm" in row)
    unit, points = header.index("Đơn vị"), header.index("Tổng điểm")
    return {row[unit]: hundredths(row[points]) for row in rows if row[unit] in UNITS}


def test_a_table_typed_in_word_becomes_standings_that_agree_to_the_last_hundredth(
    story: Story, tmp_path: Path
) -> None:
    story.as_person("secretary", "tieu-chi-excel", lambda page: bring_criteria_in(page, story, tmp_path))
    for unit in UNITS:
        story.as_person(unit, "cham-diem", partial(score_oneself, story=story, unit=unit))
    story.as_person("reviewer", "cham-diem", review)
    story.as_person(UNITS[0], "minh-chung", lambda page: explain(page, story.engine))
    story.as_person("secretary", "cham-diem", finalise)

    file = tmp_path / "nam.yaml"
    file.write_text(story.asked("export-year", "--block", story.block, "--year", str(YEAR)), encoding="utf-8")
    evaluated = json.loads(story.asked("evaluate", str(file), "--json"))
    kept = json.loads(story.asked("standings", "--block", story.block, "--year", str(YEAR), "--json"))
    assert kept == evaluated
    names = {"so-xay-dung": UNITS[0], "so-cong-thuong": UNITS[1], "so-y-te": UNITS[2]}
    points = {names[line["unit"]]: round(float(line["points"]) * 100) for line in evaluated["standings"]}
    # 120 of 100 leads the block: 30; 95 gets 95 % of a half; 110 a half, and half of the rest
    assert points == {UNITS[0]: 9800, UNITS[1]: 8250, UNITS[2]: 6900}
    assert [line["rank"] for line in evaluated["standings"]] == [1, 2, 3]

    def read(page: Page) -> None:
        expect(title(page)).to_contain_text(UNITS[0])
        assert in_excel(page) == points
        choose(page, _("Unit"), UNITS[1])
        for said in ("82,50", "15,50", "13,50"):
            expect(page.get_by_test_id("stMarkdown").filter(has_text=said).first).to_be_visible()

    story.as_person("secretary", "xep-hang", read)
