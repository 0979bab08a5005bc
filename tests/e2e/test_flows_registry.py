"""Units are found by any name they ever had; events are looked at, recorded, undone; offices are filled."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import Engine
from sqlmodel import select

from models.enums import Role
from models.registry import UnitName
from services.database import engine_of, reading
from tests.e2e.steps import choose, choose_each, settle, sign_in, title, type_day, visit
from tests.serving import Served

FOUND = "Sở Tư pháp - đã sáp nhập từ 01/07/2025"
CALLED, RENAMED = "Tỉnh Cao Bằng", "Tỉnh Cao Bắc"
MERGED = "Sở Nội vụ và Thi hành án tỉnh Phú Thọ"
MERGING = ("Sở Nội vụ tỉnh Phú Thọ", "Thi hành án dân sự tỉnh Phú Thọ")


@pytest.fixture(scope="module")
def engine(site: Served) -> Iterator[Engine]:
    """The database that the served product writes to."""
    engine = engine_of(site.settings)
    yield engine
    engine.dispose()


def bears_a_unit(engine: Engine, name: str) -> bool:
    with reading(engine) as session:
        return session.exec(select(UnitName).where(UnitName.name == name)).first() is not None


def main_of(page: Page) -> Locator:
    return page.get_by_test_id("stMain")


def cells_of(page: Page, text: str) -> Locator:
    """The cells of grids and tables on the screen that hold just this."""
    return main_of(page).locator("td").get_by_text(text, exact=True)


def look_at(page: Page, after: str) -> None:
    """Ask what the event would change, and wait for it."""
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("Những gì sẽ thay đổi; hiện chưa ghi gì.")).to_be_visible()
    expect(page.get_by_role("table").last).to_contain_text(after)
    settle(page)


def test_a_unit_is_found_without_tones_and_tells_where_it_went(page: Page, browser: Browser) -> None:
    sign_in(page, Role.VIEWER, "/so-dang-ky")
    expect(title(page)).to_contain_text("đơn vị")
    search = page.get_by_label("Tìm đơn vị theo tên hiện nay hoặc tên cũ")
    search.fill("so tu phap")
    search.press("Enter")
    main = main_of(page)
    became = "đã sáp nhập thành Sở Tư pháp tỉnh Phú Thọ từ 01/07/2025 · Khối thi đua Nội chính · Vĩnh Phúc"
    expect(main.get_by_text(became)).to_be_visible()
    main.get_by_role("link", name="Sở Tư pháp", exact=True).click()
    expect(title(page)).to_have_text(FOUND)
    expect(main.get_by_role("table").first).to_contain_text("01/01/2013")
    opened = page.url

    main.get_by_role("link", name="Sở Tư pháp tỉnh Phú Thọ").click()
    expect(title(page)).to_have_text("Sở Tư pháp tỉnh Phú Thọ")
    for before in ("Sở Tư pháp · Vĩnh Phúc", "Sở Tư pháp tỉnh Phú Thọ", "Sở Tư pháp tỉnh Hòa Bình"):
        expect(main.get_by_role("link", name=before)).to_be_visible()
    picture = main.get_by_role("figure")
    expect(picture).to_contain_text("Sở Tư pháp tỉnh Hòa Bình")
    expect(picture.locator(".main-svg").first).to_be_visible()

    elsewhere = browser.new_context(locale="vi-VN").new_page()
    sign_in(elsewhere, Role.VIEWER, opened)
    expect(title(elsewhere)).to_have_text(FOUND)
    elsewhere.reload()
    expect(title(elsewhere)).to_have_text(FOUND)
    assert elsewhere.url == opened
    elsewhere.context.close()


def test_a_rename_is_looked_at_recorded_and_undone(page: Page, engine: Engine) -> None:
    sign_in(page, Role.SECRETARY, "/bien-dong?block=tinh-phia-bac")
    type_day(page, "Có hiệu lực từ", date(2025, 6, 1))
    choose(page, re.compile("^Đơn vị$"), CALLED)
    page.get_by_label("Số văn bản").fill("QĐ 20/QĐ-UBND")
    page.get_by_label("Tên mới").fill(RENAMED)
    look_at(page, RENAMED)
    assert not bears_a_unit(engine, RENAMED)
    page.get_by_role("button", name="Ghi biến động").click()
    expect(page.get_by_text("Đã ghi biến động.")).to_be_visible()

    visit(page, "/don-vi?block=tinh-phia-bac&year=2025")
    expect(cells_of(page, RENAMED)).to_be_attached()
    visit(page, "/don-vi?block=tinh-phia-bac&year=2024")
    expect(cells_of(page, CALLED)).to_be_attached()
    expect(cells_of(page, RENAMED)).to_have_count(0)
    visit(page, "/so-dang-ky?find=cao+bang")
    expect(page.get_by_text(f"tên cũ, nay là {RENAMED}")).to_be_visible()
    main_of(page).get_by_role("link", name=CALLED, exact=True).click()
    expect(main_of(page).get_by_role("table").first).to_contain_text(RENAMED)

    visit(page, "/bien-dong")
    choose(page, "Biến động", RENAMED)
    page.get_by_role("button", name="Hoàn tác", exact=True).click()
    page.get_by_role("button", name="Đồng ý hoàn tác").click()
    expect(page.get_by_text("Đã hoàn tác biến động.")).to_be_visible()
    assert not bears_a_unit(engine, RENAMED)
    visit(page, "/don-vi?block=tinh-phia-bac&year=2025")
    expect(cells_of(page, CALLED)).to_be_attached()


def test_a_merge_overtakes_the_roll_which_follows_with_one_click(page: Page) -> None:
    sign_in(page, Role.SECRETARY, "/bien-dong?block=noi-chinh-phu-tho")
    page.get_by_test_id("stMain").get_by_role("radio", name="Sáp nhập").click()
    type_day(page, "Có hiệu lực từ", date(2025, 10, 1))
    choose_each(page, "Các đơn vị sáp nhập", MERGING)
    page.get_by_label("Số văn bản").fill("QĐ 21/QĐ-UBND")
    page.get_by_label("Tên đơn vị mới").fill(MERGED)
    look_at(page, MERGED)
    page.get_by_role("button", name="Ghi biến động").click()
    expect(page.get_by_text("Đã ghi biến động.")).to_be_visible()

    visit(page, "/don-vi?block=noi-chinh-phu-tho&year=2025")
    expect(title(page)).to_have_text("9 đơn vị trong năm 2025")
    overtaken = page.get_by_test_id("stAlert")
    expect(overtaken).to_contain_text(f"Không còn thuộc khối: {', '.join(MERGING)}.")
    expect(overtaken).to_contain_text(f"Đã thuộc khối nhưng chưa có trong danh sách: {MERGED}.")
    page.get_by_role("button", name="Cập nhật danh sách").click()
    expect(title(page)).to_have_text("8 đơn vị trong năm 2025")
    expect(cells_of(page, MERGED)).to_be_attached()
    expect(overtaken).to_have_count(0)


def test_head_and_deputy_of_the_next_term_are_set_and_a_handover_is_noted(page: Page) -> None:
    sign_in(page, Role.SECRETARY, "/truong-khoi?year=2017")
    main = main_of(page)
    main.locator("summary", has_text="Nhập Trưởng và Phó").click()
    main.get_by_role("radio", name="Năm 2018").click()
    form = main.get_by_test_id("stForm").first
    expect(form.get_by_role("combobox", name=re.compile("^Trưởng khối$"))).to_have_value(
        "Viện kiểm sát nhân dân tỉnh"
    )
    choose(page, re.compile("^Trưởng khối$"), "Tòa án nhân dân tỉnh")
    choice = form.get_by_role("combobox", name="Cách chọn").first
    choice.press("ArrowDown")
    page.get_by_role("option", name="Chỉ định").click()
    form.get_by_label("Số văn bản").first.fill("QĐ 22/QĐ-UBND")
    form.get_by_role("button", name="Lưu Trưởng và Phó").click()
    led = main.get_by_role("row", name="2018 (được suy tôn)")
    expect(led).to_contain_text("Tòa án nhân dân tỉnh")
    expect(led).to_contain_text("Sở Tư pháp")
    expect(cells_of(page, "Chỉ định").first).to_be_attached()
    expect(cells_of(page, "QĐ 22/QĐ-UBND")).to_be_attached()

    main.locator("summary", has_text="Ghi việc bàn giao").click()
    type_day(page, "Ngày bàn giao", date(2018, 1, 16))
    main.get_by_label("Nội dung bàn giao").fill("Hồ sơ thi đua năm 2017")
    main.get_by_role("button", name="Lưu bàn giao").click()
    expect(cells_of(page, "16/01/2018, Hồ sơ thi đua năm 2017")).to_be_attached()
