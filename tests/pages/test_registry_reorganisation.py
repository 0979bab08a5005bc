"""The reorganisation sheet on screen: taken, checked, applied whole, undone; refused cell by cell."""

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import wait
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.enums import Role, UnitEventKind
from models.registry import UnitEvent, UnitName
from pages.registry import reorganisation_work
from pages.shared.jobs import jobs
from services.database import reading, writing
from services.errors.workbooks import WorkCancelled
from services.reorganisation import record_event
from services.rules.progress import Progress
from services.rules.rights import OPERATOR
from services.rules.succession import EventPlan
from services.workbooks.writing import Value, workbook_of
from tests.factories import everything
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well
from tests.phu_tho import event_row, sheet, three_provinces


@pytest.fixture
def provinces(installation: Engine) -> Iterator[dict[str, int]]:
    jobs.clear()
    with writing(installation) as session:
        blocks = three_provinces(session)
    yield blocks
    jobs.clear()


def upload(app: AppTest, data: bytes) -> AppTest:
    name, kind = "sap-xep.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return settled(app.file_uploader[0].set_value((name, data, kind)).run())


def settled(app: AppTest) -> AppTest:
    """The app once the job is done."""
    wait([job.future for job in jobs()._jobs.values()], timeout=60)
    return app.run()


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
    app = well(settled(press(app, "Áp dụng 25 biến động")))
    assert app.toast[0].value == "Đã áp dụng tệp sắp xếp."
    assert app.title[0].value == "Đã áp dụng 1 tệp sắp xếp"
    assert "**Sắp xếp 2025**" in said(app)
    assert "Áp dụng 25 biến động" not in buttons(app)
    app = well(settled(press(app, "Đồng ý hoàn tác")))
    assert app.toast[0].value == "Đã hoàn tác tệp sắp xếp."
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


def one_rename() -> bytes:
    return with_rows(event_row("Sở Tư pháp", "Đổi tên", new_unit="Sở Mới", place="Phú Thọ"))


def test_what_would_change_something_else_by_now_is_not_applied(
    installation: Engine, provinces: dict[str, int]
) -> None:
    app = well(upload(visit("sap-xep", person(installation)), one_rename()))
    with writing(installation) as session:
        for name in session.exec(select(UnitName).where(UnitName.name == "Sở Tư pháp")):
            name.name = "Sở Tư pháp tỉnh"
    app = settled(press(app, "Áp dụng 1 biến động"))
    assert "đã thay đổi" in refusal(app)
    assert app.title[0].value == "Chưa áp dụng gì"
    app = settled(press(app, "Kiểm tra lại tệp"))
    assert app.title[0].value == "1 ô bị từ chối"


def test_work_is_watched_and_stopped(
    installation: Engine, provinces: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(_engine: Engine, _actor: object, _checked: object, _title: str, progress: Progress) -> None:
        progress(500, 2000)
        begun.set()
        go_on.wait(30)
        progress(1000, 2000)

    monkeypatch.setattr(reorganisation_work, "apply", slow)
    app = well(upload(visit("sap-xep", person(installation)), one_rename()))
    app = press(app, "Áp dụng 1 biến động")
    assert begun.wait(30)
    app = well(app.run())
    assert "500/2.000" in str(app.get("progress")[0].proto)
    assert app.file_uploader[0].disabled
    press(app, "Dừng")
    go_on.set()
    app = settled(app)
    job = next(iter(jobs()._jobs.values()))
    assert isinstance(job.refusal, WorkCancelled)
    assert "đã dừng" in refusal(app).lower()
    app = well(press(app, "Chọn tệp khác"))
    assert app.title[0].value == "Sắp xếp nhiều đơn vị từ một tệp Excel"


def test_the_registry_is_not_read_anew_for_an_open_file(
    installation: Engine, provinces: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = well(upload(visit("sap-xep", person(installation)), one_rename()))

    def again(*_args: object) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr(reorganisation_work, "events_of_table", again)
    field(app, "Tên của lần sắp xếp, dùng khi cần hoàn tác").set_value("Tên khác")
    assert well(app.run()).title[0].value == "Có thể áp dụng 1 biến động"


def test_a_sheet_on_which_something_rests_is_not_undone(
    installation: Engine, provinces: dict[str, int]
) -> None:
    rows = with_rows(
        event_row("Sở Tư pháp", "Đổi tên", new_unit="Sở Mới", place="Phú Thọ"),
        event_row("Sở Tài chính", "Giải thể", place="Phú Thọ"),
    )
    app = well(upload(visit("sap-xep", person(installation)), rows))
    app = well(settled(press(app, "Áp dụng 2 biến động")))
    with writing(installation) as session:
        (unit_id,) = session.exec(select(UnitName.unit_id).where(UnitName.name == "Sở Mới"))
        plan = EventPlan(
            kind=UnitEventKind.DISSOLVE, day=date(2025, 12, 1), document="QĐ 2", before=(unit_id,)
        )
        record_event(session, OPERATOR, plan)
    app = settled(press(app, "Đồng ý hoàn tác"))
    assert "Sở Mới" in refusal(app)
    assert app.title[0].value == "Đã áp dụng 1 tệp sắp xếp"
