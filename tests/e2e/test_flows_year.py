"""The record of a new year: milestones and what is due, a pledge with its paper, progress of a task."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from sqlmodel import select

from models.enums import Role
from models.registry import Block
from models.year import BlockYear
from services.database import engine_of, writing
from services.rules.rights import OPERATOR
from services.years import open_year
from tests.e2e.steps import choose, settle, sign_in, title, visit
from tests.serving import Served

TASKS_AND_MILESTONES, LEFT = "15 việc quá hạn", "14 việc quá hạn"
FIRST = "Thống nhất chủ đề, quy chế hoạt động, tiêu chí và bảng điểm của năm"


@pytest.fixture(scope="module", autouse=True)
def new_year(site: Served) -> None:
    """The year 2018, which begins with the roll and the tasks that 2017 has left to it."""
    engine = engine_of(site.settings)
    with writing(engine) as session:
        years = select(BlockYear.id).join(Block).where(Block.code == "noi-chinh", BlockYear.year == 2017)
        open_year(session, OPERATOR, session.exec(years).one() or 0, 2018)
    engine.dispose()


def main_of(page: Page) -> Locator:
    return page.get_by_test_id("stMain")


def paper() -> bytes:
    """A page of a PDF, as a scanner makes it."""
    written = BytesIO()
    Image.new("1", (210, 297), 1).save(written, "PDF")
    return written.getvalue()


def test_the_customary_milestones_come_with_one_click_and_one_that_is_done_is_due_no_more(page: Page) -> None:
    sign_in(page, Role.SECRETARY, "/moc-thoi-gian?year=2018")
    page.get_by_role("button", name="Thêm các mốc thường lệ").click()
    expect(title(page)).to_have_text("Đã xong 0/9 mốc thời gian")
    visit(page, "/?year=2018")
    due = main_of(page).get_by_role("heading", level=3)
    expect(due.first).to_have_text(TASKS_AND_MILESTONES)
    expect(main_of(page).get_by_text(FIRST)).to_be_visible()

    visit(page, "/moc-thoi-gian?year=2018")
    page.get_by_role("button", name="Ghi mốc đã hoàn thành").click()
    expect(title(page)).to_have_text("Đã xong 1/9 mốc thời gian")
    expect(main_of(page).get_by_role("row", name=FIRST)).to_contain_text("Đã xong")
    visit(page, "/?year=2018")
    expect(due.first).to_have_text(LEFT)
    expect(main_of(page).get_by_text(FIRST)).to_have_count(0)


def test_a_pledge_keeps_its_paper_and_refuses_a_renamed_program(page: Page, tmp_path: Path) -> None:
    signed, program = tmp_path / "giao-uoc.pdf", tmp_path / "chuong-trinh.pdf"
    signed.write_bytes(paper())
    program.write_bytes(b"MZ\x90\0" + bytes(512))
    sign_in(page, Role.SECRETARY, "/giao-uoc?year=2018")
    expect(title(page)).to_have_text("0/10 đơn vị đã ký giao ước thi đua năm 2018")
    choose(page, "Đơn vị", "Sở Tư pháp")
    page.get_by_label("Danh hiệu đăng ký, mỗi dòng một danh hiệu").fill("Tập thể lao động xuất sắc")
    attach(page, program)
    page.get_by_role("button", name="Lưu giao ước mới").click()
    expect(page.get_by_test_id("stAlert").filter(has_text="Tệp không thuộc")).to_be_visible()
    expect(title(page)).to_have_text("0/10 đơn vị đã ký giao ước thi đua năm 2018")

    attach(page, signed)
    page.get_by_role("button", name="Lưu giao ước mới").click()
    expect(title(page)).to_have_text("1/10 đơn vị đã ký giao ước thi đua năm 2018")
    with page.expect_download() as found:
        page.get_by_role("button", name="Tải xuống giao-uoc.pdf").click()
    assert found.value.suggested_filename == "giao-uoc-2018-so-tu-phap.pdf"
    assert Path(found.value.path()).read_bytes() == signed.read_bytes()


def attach(page: Page, path: Path) -> None:
    """Choose the file, in place of one that is chosen, and wait until it is there."""
    page.get_by_test_id("stMain").locator("input[type=file]").set_input_files(path)
    expect(page.get_by_test_id("stFileUploader").get_by_text(path.name)).to_be_visible()
    settle(page)


def test_the_progress_of_a_task_is_noted_in_the_year_that_received_it(page: Page) -> None:
    sign_in(page, Role.SECRETARY, "/nhiem-vu?year=2018")
    main = main_of(page)
    task = main.get_by_role("listitem").filter(has_text="Đổi mới nội dung, phương thức tổ chức phong trào")
    expect(task).to_contain_text("Chưa bắt đầu · Viện kiểm sát nhân dân tỉnh · hạn 31/03/2018")
    main.get_by_role("radio", name="Đang thực hiện").click()
    main.get_by_label("Ghi chú").fill("Đã chọn hai chuyên đề.")
    main.get_by_role("button", name="Ghi tiến độ").click()
    expect(task).to_contain_text("Đang thực hiện")
    expect(task).to_contain_text("Đã chọn hai chuyên đề.")
    visit(page, "/nhiem-vu?year=2017")
    expect(task).to_contain_text("Đã chọn hai chuyên đề.")
