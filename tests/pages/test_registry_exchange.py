"""Units by Excel on screen: the three steps, a file taken over, and all that can be wrong with one."""

import threading
from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.accounts import RoleGrant
from models.enums import Role, YearState
from models.registry import Block, Unit
from models.year import BlockYear
from pages.registry import exchange_work
from pages.shared.jobs import jobs
from pages.shared.plain import as_read
from services.database import reading, writing
from services.errors.workbooks import WorkCancelled
from services.queries.registry import roll_of_year
from services.queries.unit_sheet import LAYOUT
from services.registry import UnitEntry, add_unit
from services.rules.progress import Progress
from services.rules.rights import OPERATOR
from services.rules.sheet_rows import RowOutcome
from services.workbooks.writing import workbook_of
from tests.factories import MadeYear, everything, made_year
from tests.pages.uploads import GO, choose, downloads, settled
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well

PATH = "nhap-xuat"


@pytest.fixture
def made(installation: Engine) -> Iterator[MadeYear]:
    jobs.clear()
    with writing(installation) as session:
        made = made_year(session)
    yield made
    jobs.clear()


def sheet(*rows: Mapping[str, str]) -> bytes:
    return workbook_of(LAYOUT, rows)


def names(installation: Engine, made: MadeYear) -> list[str]:
    with reading(installation) as session:
        return [line.name for line in roll_of_year(session, made.block_id, made.id, 2017)]


def cells(app: AppTest) -> str:
    return app.table[0].value.to_string()


def test_the_first_steps_are_offered(installation: Engine, made: MadeYear) -> None:
    app = well(visit(PATH, person(installation, made, Role.SECRETARY)))
    assert app.title[0].value == "Nhập, xuất đơn vị"
    assert downloads(app) == {"Biểu mẫu trống", "Danh sách hiện có"}
    assert buttons(app) == {"English", "Đăng xuất"}
    assert not app.get("button_group")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.UNIT_EDITOR])
def test_who_may_not_change_units_is_offered_nothing(
    installation: Engine, made: MadeYear, role: Role
) -> None:
    unit = made.unit_ids[0] if role is Role.UNIT_EDITOR else None
    app = visit(PATH, person(installation, made, role, unit))
    assert not app.get("file_uploader")


def test_a_file_is_looked_at_and_then_taken_over(installation: Engine, made: MadeYear) -> None:
    app = visit(PATH, person(installation, made, Role.SECRETARY))
    rows = ({"name": "Sở Mới", "order": "1"}, {"name": "Đơn vị 1"}, {"name": "Một", "code": "don-vi-2"})
    app = well(choose(app, sheet(*rows)))
    assert app.title[0].value == "1 mới, 1 thay đổi, 1 không đổi, 0 bị từ chối"
    assert "Tên đơn vị: “Đơn vị 2” thành “Một”" in cells(app).replace("\\", "")
    assert "Đơn vị 1" not in app.table[0].value["Đơn vị"].to_list()
    assert names(installation, made) == ["Đơn vị 1", "Đơn vị 2", "Đơn vị 3"]
    app = well(settled(press(app, GO)))
    assert app.success[0].value == "Đã nhập: 1 mới, 1 thay đổi, 1 không đổi."
    assert names(installation, made) == ["Sở Mới", "Đơn vị 1", "Một", "Đơn vị 3"]
    app = well(press(app, "Nhập tệp khác"))
    assert app.title[0].value == "Nhập, xuất đơn vị"
    assert not app.success


def test_the_rows_are_chosen_by_what_becomes_of_them(installation: Engine, made: MadeYear) -> None:
    app = visit(PATH, person(installation, made, Role.SECRETARY))
    app = choose(app, sheet({"name": "Sở Mới"}, {"name": "Đơn vị 1"}))
    assert app.table[0].value["Đơn vị"].to_list() == ["Sở Mới"]
    assert "2 đơn vị trong danh sách không có trong tệp" in " ".join(one.value for one in app.caption)
    field(app, "Dòng", "button_group").set_value([RowOutcome.UNCHANGED])
    assert well(app.run()).table[0].value["Đơn vị"].to_list() == ["Đơn vị 1"]


def test_a_file_with_nothing_new_offers_nothing(installation: Engine, made: MadeYear) -> None:
    app = visit(PATH, person(installation, made, Role.SECRETARY))
    app = well(choose(app, sheet({"name": "Đơn vị 1"})))
    assert "không có gì để nhập" in said(app)
    assert GO not in buttons(app)


def test_refused_rows_are_said_with_their_cells_and_nothing_is_offered(
    installation: Engine, made: MadeYear
) -> None:
    app = visit(PATH, person(installation, made, Role.SECRETARY))
    app = choose(app, sheet({"name": "Sở Mới"}, {"name": "ĐƠN VỊ 1", "since": "31/02/2017"}))
    assert not app.error
    assert app.title[0].value == "1 mới, 0 thay đổi, 0 không đổi, 1 bị từ chối"
    assert "chưa nhập gì" in app.warning[0].value
    assert "H9: Không có ngày “31/02/2017”" in cells(app).replace("\\", "")
    assert GO not in buttons(app)
    assert "Tệp này, có đánh dấu ô bị từ chối" in downloads(app)


NASTY = "<b>Sở</b> **x** :smile: $a$"


def test_names_of_a_file_are_shown_as_typed(installation: Engine, made: MadeYear) -> None:
    app = visit(PATH, person(installation, made, Role.SECRETARY))
    app = well(choose(app, sheet({"name": NASTY}, {"name": "X", "block": NASTY}), name="**a**.xlsx"))
    field(app, "Dòng", "button_group").set_value([])
    app = well(app.run())
    shown = app.table[0].value
    assert NASTY not in shown.to_string()
    assert as_read(shown["Đơn vị"].to_list()[0]) == NASTY
    assert "\\*\\*a\\*\\*\\.xlsx" in [one.value for one in app.caption]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "không có nội dung|trống"),
        (b"no workbook", "không phải là tệp Excel"),
        (b"PK\x03\x04 broken", "hỏng"),
    ],
    ids=["empty", "text", "broken"],
)
def test_a_file_that_is_no_workbook_changes_nothing(
    installation: Engine, made: MadeYear, data: bytes, sentence: str
) -> None:
    with reading(installation) as session:
        before = everything(session)
    app = choose(visit(PATH, person(installation, made, Role.SECRETARY)), data)
    assert any(part in refusal(app) for part in sentence.split("|")), refusal(app)
    assert GO not in buttons(app)
    with reading(installation) as session:
        assert everything(session) == before
    app = well(choose(app, sheet({"name": "Sở Mới"})))
    assert GO in buttons(app)


def test_a_table_that_cannot_be_read_is_given_back_marked(installation: Engine, made: MadeYear) -> None:
    app = visit(PATH, person(installation, made, Role.SECRETARY))
    app = choose(app, workbook_of(LAYOUT, []))
    assert "Bảng có 1 lỗi" in refusal(app)
    assert "Tệp này, có đánh dấu ô bị từ chối" in downloads(app)


def test_a_file_waits_for_its_person_until_it_is_put_away(installation: Engine, made: MadeYear) -> None:
    choose(visit(PATH, person(installation, made, Role.SECRETARY)), sheet({"name": "Sở Mới"}))
    app = well(visit(PATH, "secretary-1"))
    assert app.title[0].value.startswith("1 mới")
    app = well(press(app, "Nhập tệp khác"))
    assert app.title[0].value == "Nhập, xuất đơn vị"
    assert not jobs()._jobs


def test_what_somebody_changed_meanwhile_is_looked_at_again(installation: Engine, made: MadeYear) -> None:
    app = choose(visit(PATH, person(installation, made, Role.SECRETARY)), sheet({"name": "Sở Mới"}))
    with writing(installation) as session:
        add_unit(session, OPERATOR, made.id, UnitEntry(name="Sở Mới"))
    app = settled(press(app, GO))
    assert "đã thay đổi sau khi kiểm tra" in refusal(app)
    app = well(settled(press(app, "Kiểm tra lại tệp")))
    assert app.title[0].value.startswith("0 mới, 0 thay đổi, 1 không đổi")


def test_a_demotion_between_looking_and_taking_over_is_heeded(installation: Engine, made: MadeYear) -> None:
    app = choose(visit(PATH, person(installation, made, Role.SECRETARY)), sheet({"name": "Sở Mới"}))
    assert GO in buttons(app)
    with writing(installation) as session:
        for grant in session.exec(select(RoleGrant)):
            session.delete(grant)
    press(app, GO)
    settled(app)
    assert names(installation, made) == ["Đơn vị 1", "Đơn vị 2", "Đơn vị 3"]


def test_work_is_watched_and_stopped(
    installation: Engine, made: MadeYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(_engine: Engine, _actor: object, _checked: object, progress: Progress) -> None:
        progress(500, 2000)
        begun.set()
        go_on.wait(30)
        progress(1000, 2000)

    monkeypatch.setattr(exchange_work, "take_over", slow)
    app = choose(visit(PATH, person(installation, made, Role.SECRETARY)), sheet({"name": "Sở Mới"}))
    app = press(app, GO)
    assert begun.wait(30)
    app = well(app.run())
    assert "Dừng" in buttons(app)
    assert "500/2.000" in str(app.get("progress")[0].proto)
    again = visit(PATH, "secretary-1")
    assert "Dừng" in buttons(again)
    press(app, "Dừng")
    go_on.set()
    app = settled(app)
    job = next(iter(jobs()._jobs.values()))
    assert isinstance(job.refusal, WorkCancelled)
    assert "Đã dừng" in refusal(app)
    assert names(installation, made) == ["Đơn vị 1", "Đơn vị 2", "Đơn vị 3"]


def test_many_blocks_are_taken_over_at_once(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        other = made_year(session, units=0)
        code = session.exec(select(Block.code).where(Block.id == other.block_id)).one()
    app = visit(PATH, person(installation))
    field(app, "Khối, cụm", "button_group").set_value("all")
    app = well(app.run())
    app = choose(app, sheet({"name": "Sở Mới", "block": "Khối thi đua lạ"}))
    assert app.title[0].value.endswith("1 bị từ chối")
    app = well(choose(app, sheet({"name": "Sở Mới", "block": code}), name="b.xlsx"))
    app = well(settled(press(app, GO)))
    with reading(installation) as session:
        unit = session.exec(select(Unit).where(Unit.code == "so-moi")).one()
    assert unit.block_id == other.block_id


@pytest.mark.parametrize("state", [YearState.PUBLISHED, YearState.ARCHIVED])
def test_a_closed_year_gives_its_list_and_takes_nothing(
    installation: Engine, made: MadeYear, state: YearState
) -> None:
    with writing(installation) as session:
        session.exec(select(BlockYear).where(BlockYear.id == made.id)).one().state = state
    app = well(visit(PATH, person(installation, made, Role.SECRETARY)))
    assert "đã khóa" in said(app)
    assert downloads(app) == {"Biểu mẫu trống", "Danh sách hiện có"}
    assert not app.get("file_uploader")
