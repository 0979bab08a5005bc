"""Criteria by Excel on screen: the table of an office becomes the tree of the year, and what hinders that."""

from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.accounts import RoleGrant
from models.enums import Role, YearState
from models.year import BlockYear
from pages.scoring import criteria_exchange_work
from pages.shared.file_steps import Upload
from pages.shared.jobs import jobs
from pages.shared.plain import as_read
from services.criteria_versions import freeze_criteria
from services.database import reading, writing
from services.queries.criteria import criteria_of_year
from services.rules.rights import OPERATOR
from services.scoring_lock import lock_scoring
from services.workbooks.criteria_table import LAYOUT
from services.workbooks.writing import workbook_of
from tests.factories import MadeYear, made_year
from tests.pages.uploads import GO, cells, choose, downloads, settled
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well

PATH = "tieu-chi-excel"
TABLE = (
    {"number": "I", "name": "Nhiệm vụ chính trị", "max": "60"},
    {"number": "1", "name": "Hoàn thành kế hoạch năm", "max": "40"},
    {"number": "2", "name": "Mỗi sáng kiến được cộng 2 điểm", "max": "20"},
    {"number": "II", "name": "Xây dựng Đảng", "max": "40"},
)


@pytest.fixture
def made(installation: Engine) -> Iterator[MadeYear]:
    jobs.clear()
    with writing(installation) as session:
        made = made_year(session)
    yield made
    jobs.clear()


def sheet(*rows: Mapping[str, str]) -> bytes:
    return workbook_of(LAYOUT, rows or TABLE)


def taken_over(installation: Engine, made: MadeYear, *rows: Mapping[str, str]) -> AppTest:
    app = choose(visit(PATH, person(installation, made, Role.SECRETARY)), sheet(*rows))
    return well(settled(press(app, GO)))


def tree(installation: Engine, made: MadeYear) -> list[str]:
    with reading(installation) as session:
        return [f"{line.rule.code} {line.rule.method}" for line in criteria_of_year(session, made.id)]


def test_the_first_steps_are_offered(installation: Engine, made: MadeYear) -> None:
    app = well(visit(PATH, person(installation, made, Role.SECRETARY)))
    assert app.title[0].value == "Tiêu chí bằng Excel"
    assert downloads(app) == {"Biểu mẫu trống", "Bảng tiêu chí năm 2017"}
    assert buttons(app) == {"English", "Đăng xuất"}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.UNIT_EDITOR, Role.REVIEWER])
def test_who_may_not_change_criteria_is_offered_nothing(
    installation: Engine, made: MadeYear, role: Role
) -> None:
    unit = made.unit_ids[0] if role is Role.UNIT_EDITOR else None
    app = visit(PATH, person(installation, made, role, unit))
    assert not app.get("file_uploader")


def test_a_typed_table_is_looked_at_row_by_row_and_then_taken_over(
    installation: Engine, made: MadeYear
) -> None:
    app = choose(visit(PATH, person(installation, made, Role.SECRETARY)), sheet())
    app = well(app)
    assert app.title[0].value == "4 mới, 0 thay đổi, 0 không đổi, 0 bị từ chối"
    shown = cells(app)
    assert "i.2 Mỗi sáng kiến được cộng 2 điểm" in shown
    assert "Theo số việc, mỗi việc 2, điểm tối đa 20, thuộc i" in shown
    assert "đoán" in shown
    assert tree(installation, made) == []
    app = well(settled(press(app, GO)))
    assert app.success[0].value == "Đã nhập: 4 mới, 0 thay đổi, 0 không đổi."
    assert tree(installation, made) == ["i group", "i.1 direct", "i.2 per_item", "ii direct"]
    app = well(press(app, "Nhập tệp khác"))
    assert app.title[0].value == "Tiêu chí bằng Excel"
    assert not app.success


def test_what_is_doubtful_can_be_looked_at_alone(installation: Engine, made: MadeYear) -> None:
    app = choose(visit(PATH, person(installation, made, Role.SECRETARY)), sheet())
    field(app, "Chỉ 1 tiêu chí cần xem lại", "toggle").set_value(True)
    app = well(app.run())
    assert len(app.table[0].value) == 1
    assert "i.2" in cells(app)


def test_the_years_own_table_changes_nothing(installation: Engine, made: MadeYear) -> None:
    taken_over(installation, made)
    data = criteria_exchange_work.current_tree(installation, made.id)
    app = visit(PATH, "secretary-1")
    app = well(choose(press(app, "Nhập tệp khác"), data))
    assert app.title[0].value == "0 mới, 0 thay đổi, 4 không đổi, 0 bị từ chối"
    assert "không có gì để nhập" in said(app)
    assert GO not in buttons(app)


def test_what_is_changed_moved_and_dropped_is_said(installation: Engine, made: MadeYear) -> None:
    taken_over(installation, made)
    app = press(visit(PATH, "secretary-1"), "Nhập tệp khác")
    rows = (TABLE[0], {**TABLE[1], "max": "60"}, {**TABLE[3], "name": "Xây dựng Đảng", "number": "2"})
    app = well(choose(app, sheet(*rows)))
    assert "1 tiêu chí không có trong tệp nên bị bỏ: i.2 Mỗi sáng kiến" in as_read(app.warning[1].value)
    assert "Điểm tối đa: “40” thành “60”" in cells(app)
    assert "Thuộc: i" in cells(app)
    app = well(settled(press(app, GO)))
    assert "Đã bỏ 1 tiêu chí." in app.success[0].value


def test_sums_that_do_not_add_up_are_said_before_anything_is_taken_over(
    installation: Engine, made: MadeYear
) -> None:
    rows = ({**TABLE[0], "max": "70"}, *TABLE[1:], {"name": "Tổng cộng", "max": "120"})
    app = choose(visit(PATH, person(installation, made, Role.SECRETARY)), sheet(*rows))
    warned = as_read(app.warning[0].value)
    assert "Tiêu chí i được 70 điểm" in warned or "70" in warned
    assert "ghi tổng 120 điểm, nhưng các tiêu chí cộng lại là 100" in warned
    assert "Tệp này, có đánh dấu ô bị từ chối" in downloads(app)


def test_refused_rows_are_said_with_their_cells_and_nothing_is_offered(
    installation: Engine, made: MadeYear
) -> None:
    rows = (*TABLE, {"number": "2017-01-01", "name": "Ngày", "max": "nhiều"})
    app = choose(visit(PATH, person(installation, made, Role.SECRETARY)), sheet(*rows))
    assert app.title[0].value.startswith("4 mới")
    assert not app.title[0].value.endswith(" 0 bị từ chối")
    assert "“nhiều”" in cells(app)
    assert GO not in buttons(app)
    assert "Tệp này, có đánh dấu ô bị từ chối" in downloads(app)
    assert tree(installation, made) == []


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04 broken", workbook_of(LAYOUT, [])])
def test_a_file_that_cannot_be_read_changes_nothing(
    installation: Engine, made: MadeYear, data: bytes
) -> None:
    assert refusal(choose(visit(PATH, person(installation, made, Role.SECRETARY)), data))
    assert tree(installation, made) == []


def test_frozen_criteria_are_refused_before_a_file_is_chosen(installation: Engine, made: MadeYear) -> None:
    taken_over(installation, made)
    with writing(installation) as session:
        freeze_criteria(session, OPERATOR, made.id)
    app = well(visit(PATH, "secretary-1"))
    assert "lần 1" in said(app) or "phiên bản 1" in said(app)
    assert downloads(app) == {"Biểu mẫu trống", "Bảng tiêu chí năm 2017"}
    assert not app.get("file_uploader")


@pytest.mark.parametrize("state", [YearState.PUBLISHED, YearState.ARCHIVED])
def test_a_closed_year_gives_its_table_and_takes_nothing(
    installation: Engine, made: MadeYear, state: YearState
) -> None:
    with writing(installation) as session:
        session.exec(select(BlockYear).where(BlockYear.id == made.id)).one().state = state
    app = well(visit(PATH, person(installation, made, Role.SECRETARY)))
    assert "2017" in said(app)
    assert not app.get("file_uploader")


def test_a_locked_scoring_takes_no_criteria(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        lock_scoring(session, OPERATOR, made.id)
    app = well(visit(PATH, person(installation, made, Role.SECRETARY)))
    assert "đã khóa" in said(app) or "khóa" in said(app)
    assert not app.get("file_uploader")


def test_what_somebody_changed_meanwhile_is_looked_at_again(installation: Engine, made: MadeYear) -> None:
    app = choose(visit(PATH, person(installation, made, Role.SECRETARY)), sheet())
    data = Upload(made.id, "a.xlsx", sheet(*TABLE[:3]))
    checked = criteria_exchange_work.check(installation, data, lambda _done, _total: None)
    criteria_exchange_work.take_over(installation, OPERATOR, checked, lambda _done, _total: None)
    app = settled(press(app, GO))
    assert "đã thay đổi sau khi kiểm tra" in refusal(app)
    app = well(settled(press(app, "Kiểm tra lại tệp")))
    assert app.title[0].value.startswith("1 mới, 0 thay đổi, 3 không đổi")


def test_a_demotion_between_looking_and_taking_over_is_heeded(installation: Engine, made: MadeYear) -> None:
    app = choose(visit(PATH, person(installation, made, Role.SECRETARY)), sheet())
    with writing(installation) as session:
        for grant in session.exec(select(RoleGrant)):
            session.delete(grant)
    press(app, GO)
    settled(app)
    assert tree(installation, made) == []


NASTY = "<b>Tiêu chí</b> **x** :smile: $a$"


def test_names_of_a_file_are_shown_as_typed(installation: Engine, made: MadeYear) -> None:
    row = {"number": "1", "name": NASTY, "max": "10", "note": NASTY}
    app = well(choose(visit(PATH, person(installation, made, Role.SECRETARY)), sheet(row)))
    assert NASTY not in app.table[0].value.to_string()
    assert f"1 {NASTY}" in cells(app)


def test_five_thousand_rows_are_taken_over(installation: Engine, made: MadeYear) -> None:
    rows = [
        {
            "number": f"{part}.{place}" if place else str(part),
            "name": f"Tiêu chí {part}.{place}",
            "max": worth,
        }
        for part in range(1, 51)
        for place, worth in enumerate(["", *["1"] * 99])
    ]
    app = taken_over(installation, made, *rows)
    assert app.success[0].value == "Đã nhập: 5.000 mới, 0 thay đổi, 0 không đổi."
    assert len(tree(installation, made)) == 5_000
