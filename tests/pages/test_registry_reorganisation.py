"""The reorganisation sheet on screen: taken, checked, applied whole, undone; refused cell by cell."""

from collections.abc import Mapping

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from models.enums import Role
from models.registry import UnitEvent, UnitName
from services.database import reading, writing
from services.workbooks.writing import Value, workbook_of
from tests.factories import everything
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well
from tests.phu_tho import event_row, sheet, three_provinces


@pytest.fixture
def provinces(installation: Engine) -> dict[str, int]:
    with writing(installation) as session:
        return three_provinces(session)


def upload(app: AppTest, data: bytes) -> AppTest:
    name, kind = "sap-xep.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    loaded: AppTest = app.file_uploader[0].set_value((name, data, kind)).run()
    return loaded


def downloads(app: AppTest) -> list[str]:
    return [str(getattr(one, "label", "")) for one in app.get("download_button")]


def with_rows(*rows: Mapping[str, Value]) -> bytes:
    return workbook_of("reorganisation", rows)


def test_nothing_is_applied_yet(installation: Engine, provinces: dict[str, int]) -> None:
    app = well(visit("sap-xep", person(installation)))
    assert app.title[0].value == "Sắp xếp nhiều đơn vị từ một tệp Excel"
    assert downloads(app) == ["Biểu mẫu trống"]
    assert "Các tệp đã áp dụng" not in said(app)


def test_who_only_looks_is_not_let_in(installation: Engine, provinces: dict[str, int]) -> None:
    app = well(visit("sap-xep", person(installation, role=Role.VIEWER)))
    assert not app.file_uploader
    assert buttons(app) == {"English", "Đăng xuất"}


def test_the_sheet_is_looked_at_applied_and_undone(installation: Engine, provinces: dict[str, int]) -> None:
    with reading(installation) as session:
        before = everything(session, UnitName, UnitEvent)
    app = well(upload(visit("sap-xep", person(installation)), sheet()))
    assert app.title[0].value == "Có thể áp dụng 25 biến động"
    rows = app.dataframe[0].value.to_dict("records")
    assert {"change": "kết thúc", "after": "→ Sở Tài chính"}.items() <= rows[1].items()
    with reading(installation) as session:
        assert everything(session, UnitName, UnitEvent) == before
    field(app, "Tên của lần sắp xếp, dùng khi cần hoàn tác").set_value("Sắp xếp 2025")
    app = well(press(app, "Áp dụng 25 biến động"))
    assert app.title[0].value == "Đã áp dụng 1 tệp sắp xếp"
    assert "**Sắp xếp 2025**" in said(app)
    app = well(press(app, "Đồng ý hoàn tác"))
    assert app.title[0].value == "Sắp xếp nhiều đơn vị từ một tệp Excel"
    with reading(installation) as session:
        assert sorted(everything(session, UnitName, UnitEvent)) == sorted(before)


def test_refused_cells_are_listed_and_nothing_can_be_applied(
    installation: Engine, provinces: dict[str, int]
) -> None:
    rows = with_rows(
        event_row("Sở Tư phap", "Đổi tên", new_unit="Sở Mới", place="Phú Thọ"), event_row("A", "xóa")
    )
    app = upload(visit("sap-xep", person(installation)), rows)
    assert app.title[0].value == "2 ô bị từ chối"
    assert "bị từ chối" in refusal(app)
    faults = app.table[0].value
    assert list(faults.iloc[:, 1]) == ["Đơn vị cũ", "Nội dung sắp xếp"]
    assert "Có phải là: Sở Tư pháp" in str(faults.iloc[0, 2])
    assert not any(label.startswith("Áp dụng") for label in buttons(app))
    assert "Tệp này, có đánh dấu ô bị từ chối" in downloads(app)


def test_a_file_that_is_no_workbook_is_refused(installation: Engine, provinces: dict[str, int]) -> None:
    app = upload(visit("sap-xep", person(installation)), b"khong phai Excel")
    assert "Excel" in refusal(app)
    assert app.title[0].value == "Chưa đọc được tệp"
