"""Score sheets by Excel on screen: a sheet taken out, given back, looked at, and saved as far as wanted."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.accounts import RoleGrant
from models.enums import Method, Role, SheetStep, Stage, YearState
from models.year import BlockYear
from pages.scoring import sheet_exchange_work as work
from pages.shared.jobs import jobs
from pages.shared.plain import as_read
from services.criteria import Node, save_criteria
from services.database import reading, writing
from services.queries.criteria import criteria_of_year
from services.queries.score_files import FileScope, score_file
from services.rules.cell_edits import CellEdit
from services.rules.document import Criterion as Rule
from services.rules.rights import OPERATOR
from services.rules.score_grid import CellOutcome
from services.scoring import save_cells
from tests.edited import put
from tests.factories import MadeYear, made_year
from tests.pages.uploads import cells, choose, downloads, settled
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well

PATH = "phieu-excel"
NASTY = "<b>Tiêu chí</b> **x** :smile: $a$"
ZIP = "Mỗi đơn vị một phiếu (ZIP)"


@pytest.fixture
def made(installation: Engine) -> Iterator[MadeYear]:
    """Three units, a leaf of ten points with a nasty name, the first unit scored 8."""
    jobs.clear()
    with writing(installation) as session:
        made = made_year(session, state=YearState.SCORING)
        rules = [
            Rule(code="1", name=NASTY, method=Method.DIRECT, max=1000, step=50),
            Rule(code="2", name="Đạt", method=Method.PASS_FAIL, max=500),
        ]
        save_criteria(session, OPERATOR, made.id, [Node(None, rule) for rule in rules], {})
    score(installation, made, "8", 0)
    yield made
    jobs.clear()


def score(installation: Engine, made: MadeYear, text: str, seen: int, place: int = 0) -> None:
    with writing(installation) as session:
        leaf = criteria_of_year(session, made.id)[0].criterion_id
        edit = CellEdit(made.unit_ids[place], leaf, text, seen)
        save_cells(session, OPERATOR, made.id, Stage.FINAL, [edit])


def scope(made: MadeYear, step: SheetStep = SheetStep.FINAL, place: int = 0) -> FileScope:
    return FileScope(made.id, step, made.unit_ids[place])


def standing(installation: Engine, made: MadeYear, place: int = 0) -> dict[tuple[str, str], str]:
    with reading(installation) as session:
        return dict(score_file(session, OPERATOR, scope(made, place=place)).grid.standing)


def opened(installation: Engine, made: MadeYear) -> AppTest:
    """The screen with the final sheet of the first unit chosen."""
    app = visit(PATH, person(installation, made, Role.SECRETARY))
    field(app, "Bước", "button_group").set_value(SheetStep.FINAL)
    app = app.run()
    field(app, "Phiếu", "selectbox").set_value(made.unit_ids[0])
    return well(app.run())


def with_values(app: AppTest, installation: Engine, made: MadeYear, **values: Any) -> AppTest:
    """The screen once the sheet is checked that was taken out and has those values in its cells."""
    data = put(work.workbook(installation, OPERATOR, scope(made)), **values)
    return choose(app, data)


def test_a_secretary_is_offered_all_steps_the_block_and_a_folder(
    installation: Engine, made: MadeYear
) -> None:
    app = well(visit(PATH, person(installation, made, Role.SECRETARY)))
    assert app.title[0].value == "Phiếu điểm bằng Excel"
    assert len(downloads(app)) == 2
    assert ZIP in downloads(app)
    assert field(app, "Phiếu", "selectbox").options == ["Cả khối", "Đơn vị 1", "Đơn vị 2", "Đơn vị 3"]


def test_a_unit_is_offered_its_own_sheet_alone(installation: Engine, made: MadeYear) -> None:
    app = well(visit(PATH, person(installation, made, Role.UNIT_EDITOR, made.unit_ids[1])))
    assert field(app, "Phiếu", "selectbox").options == ["Đơn vị 2"]
    assert ZIP not in downloads(app)
    assert "Đơn vị 1" not in said(app)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CHAIR, Role.TELLER])
def test_who_fills_in_nothing_is_told_so(installation: Engine, made: MadeYear, role: Role) -> None:
    app = well(visit(PATH, person(installation, made, role)))
    assert "không có phiếu điểm nào" in said(app)
    assert not downloads(app)
    assert not app.get("file_uploader")


def test_a_sheet_is_looked_at_and_then_saved(installation: Engine, made: MadeYear) -> None:
    app = well(with_values(opened(installation, made), installation, made, H7="9,5", I7="Đủ hồ sơ"))
    assert app.title[0].value == "2 ô thay đổi, 0 ô cần xác nhận, 0 ô bị từ chối"
    shown = app.table[0].value.to_dict("records")
    assert [(row["Ô"], as_read(row["Trước và sau"])) for row in shown] == [
        ("H7", "8 → 9,5"),
        ("I7", "– → Đủ hồ sơ"),
    ]
    assert NASTY not in app.table[0].value.to_string()
    assert f"1 {NASTY}" in cells(app)
    assert standing(installation, made) == {("1", "final"): "8"}
    app = well(settled(press(app, "Lưu 2 ô")))
    assert app.success[0].value == "Đã lưu 2 ô."
    assert standing(installation, made) == {("1", "final"): "9,5", ("1", "remark"): "Đủ hồ sơ"}
    app = well(press(app, "Nhập tệp khác"))
    assert not app.success


def test_a_sheet_that_says_what_stands_there_offers_nothing(installation: Engine, made: MadeYear) -> None:
    app = well(with_values(opened(installation, made), installation, made))
    assert "không có gì để lưu" in said(app)
    assert not any(label.startswith("Lưu") for label in buttons(app))


def test_what_is_doubtful_is_saved_once_it_is_agreed_to(installation: Engine, made: MadeYear) -> None:
    app = well(with_values(opened(installation, made), installation, made, H7="９，５", I7="Ghi chú"))
    assert app.title[0].value == "1 ô thay đổi, 1 ô cần xác nhận, 0 ô bị từ chối"
    assert "“９，５” được hiểu là “9,5”" in cells(app)
    assert "Lưu 1 ô" in buttons(app)
    app.checkbox[0].check()
    app = well(app.run())
    app = well(settled(press(app, "Lưu 2 ô")))
    assert standing(installation, made)["1", "final"] == "9,5"


def test_refused_cells_are_said_and_the_valid_ones_saved_or_none(
    installation: Engine, made: MadeYear
) -> None:
    app = with_values(opened(installation, made), installation, made, H7="10,5", H8="5", E7="9")
    assert app.title[0].value == "1 ô thay đổi, 0 ô cần xác nhận, 2 ô bị từ chối"
    assert "H7" in cells(app)
    assert "E7" in cells(app)
    assert "Tệp này, có đánh dấu ô bị từ chối" in downloads(app)
    field(app, "Cách lưu", "button_group").set_value("whole")
    app = well(app.run())
    assert "Lưu 1 ô" not in buttons(app)
    assert "Chưa lưu được tất cả" in said(app)
    field(app, "Cách lưu", "button_group").set_value("valid")
    app = well(settled(press(app.run(), "Lưu 1 ô")))
    assert standing(installation, made) == {("1", "final"): "8", ("2", "final"): "5"}


def test_the_kinds_of_cells_can_be_chosen(installation: Engine, made: MadeYear) -> None:
    app = with_values(opened(installation, made), installation, made, H7="10,5", H8="5")
    field(app, "Các ô hiển thị", "button_group").set_value([CellOutcome.CHANGED])
    assert well(app.run()).table[0].value["Ô"].to_list() == ["H8"]


def test_what_somebody_changed_meanwhile_is_told_with_both_values(
    installation: Engine, made: MadeYear
) -> None:
    app = with_values(opened(installation, made), installation, made, H7="9,5", H8="5")
    score(installation, made, "7", seen=1)
    app = well(settled(press(app, "Lưu 2 ô")))
    assert app.success[0].value == "Đã lưu 1 ô."
    warned = as_read(app.warning[0].value)
    assert "“7”" in warned
    assert "“9,5”" in warned
    assert standing(installation, made)["1", "final"] == "7"


def test_all_or_nothing_saves_nothing_over_a_conflict(installation: Engine, made: MadeYear) -> None:
    app = with_values(opened(installation, made), installation, made, H7="9,5", H8="5")
    field(app, "Cách lưu", "button_group").set_value("whole")
    app = app.run()
    score(installation, made, "7", seen=1)
    app = settled(press(app, "Lưu 2 ô"))
    assert "chưa lưu" in refusal(app)
    assert standing(installation, made) == {("1", "final"): "7"}
    app = well(settled(press(app, "Kiểm tra lại tệp")))
    assert app.title[0].value == "1 ô thay đổi, 1 ô cần xác nhận, 0 ô bị từ chối"


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04 broken"])
def test_a_file_that_cannot_be_read_changes_nothing(
    installation: Engine, made: MadeYear, data: bytes
) -> None:
    assert refusal(choose(opened(installation, made), data))
    assert standing(installation, made) == {("1", "final"): "8"}


def test_a_sheet_of_another_unit_is_refused_and_an_error_cell_marked(
    installation: Engine, made: MadeYear
) -> None:
    app = opened(installation, made)
    app = choose(app, work.workbook(installation, OPERATOR, scope(made, place=1)))
    assert "của đơn vị khác" in refusal(app)
    app = choose(app, put(work.workbook(installation, OPERATOR, scope(made)), H7="#N/A"))
    assert "Bảng có 1 lỗi" in refusal(app)
    assert "Tệp này, có đánh dấu ô bị từ chối" in downloads(app)


@pytest.mark.parametrize("state", [YearState.PUBLISHED, YearState.ARCHIVED])
def test_a_closed_year_takes_nothing(installation: Engine, made: MadeYear, state: YearState) -> None:
    with writing(installation) as session:
        session.exec(select(BlockYear).where(BlockYear.id == made.id)).one().state = state
    app = well(visit(PATH, person(installation, made, Role.SECRETARY)))
    assert "2017" in said(app)
    assert not app.get("file_uploader")


def test_a_demotion_between_looking_and_saving_is_heeded(installation: Engine, made: MadeYear) -> None:
    app = with_values(opened(installation, made), installation, made, H7="9,5")
    with writing(installation) as session:
        for grant in session.exec(select(RoleGrant)):
            session.delete(grant)
    settled(press(app, "Lưu 1 ô"))
    assert standing(installation, made) == {("1", "final"): "8"}
