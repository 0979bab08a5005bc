"""A unit brings evidence and explains itself by thumb; what cannot be taken or given out is said."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import Engine
from sqlmodel import col, delete, select

from models.enums import Role
from models.sheets import CellRemark, Evidence, SheetLock
from pages.shared.i18n import _
from services.database import engine_of, reading, writing
from services.rules.file_kinds import LARGEST_FILE
from tests.e2e.cells import tick
from tests.e2e.steps import PHONE, settle, sign_in
from tests.files import jpeg
from tests.record import files_in
from tests.serving import Served

PHOTO: FilePayload = {"name": "IMG_2034.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
LARGE: FilePayload = {
    "name": "IMG_2035.jpg",
    "mimeType": "image/jpeg",
    "buffer": jpeg() + bytes(LARGEST_FILE + 500_000),
}


@pytest.fixture(scope="module")
def engine(site: Served) -> Iterator[Engine]:
    """The database of the served product, in which no sheet is locked."""
    engine = engine_of(site.settings)
    with writing(engine) as session:
        session.exec(delete(SheetLock))
    yield engine
    engine.dispose()


@pytest.mark.parametrize("page", [PHONE], ids=["phone"], indirect=True)
def test_a_unit_brings_a_photograph_and_explains_itself_by_thumb(
    page: Page, engine: Engine, site: Served
) -> None:
    sign_in(page, Role.UNIT_EDITOR, "/minh-chung")
    before = page.get_by_role("heading", level=3).first.inner_text()
    tick(page, 1)
    expect(page.get_by_role("heading", level=3).first).not_to_have_text(before)
    field = page.get_by_test_id("stFileUploaderDropzoneInput")
    field.set_input_files([PHOTO, LARGE])
    chips = page.get_by_test_id("stFileChips")
    expect(chips.get_by_text("IMG_2034.jpg")).to_be_visible()
    said = chips.evaluate("one => getComputedStyle(one, '::after').content")
    assert _("The file in red was not taken over: too large, or the connection broke.") in said
    page.get_by_role("button", name=_("Keep these files")).click()
    given = page.get_by_role("button", name="IMG_2034.jpg", exact=True)
    expect(given).to_be_visible()
    with page.expect_download() as download:
        given.click()
    assert download.value.suggested_filename.startswith("minh-chung-")
    page.get_by_role("textbox", name="nhận xét về điểm này").fill("Có ảnh kèm theo")
    page.get_by_role("button", name=_("Save the remark")).click()
    expect(page.get_by_text(_("The remark is saved."))).to_be_visible()
    settle(page)
    with reading(engine) as session:
        evidence = session.exec(select(Evidence)).one()
        wanted = select(CellRemark).where(col(CellRemark.text) == "Có ảnh kèm theo")
        remark = session.exec(wanted).one()
        assert (remark.unit_id, remark.criterion_id) == (evidence.unit_id, evidence.criterion_id)
    (path,) = files_in(site.settings.data_folder)
    path.write_bytes(bytes(len(PHOTO["buffer"])))
    given.click()
    refused = page.get_by_test_id("stDownloadButtonError")
    expect(refused).to_be_attached()
    said = refused.evaluate("one => getComputedStyle(one, '::after').content")
    assert _("Not given out: it is gone or was changed, or is not for this account any more.") in said
    path.unlink()
    page.reload()
    settle(page)
    expect(page.get_by_text("IMG_2034").first).to_be_visible()
    expect(given).to_have_count(0)
