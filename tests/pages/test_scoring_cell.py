"""Remarks and evidence, as each role finds them: empty, ordinary, refused, and what never reaches whom."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

from models.accounts import Account, RoleGrant
from models.enums import Role, SheetStep, Stage, YearState
from models.scoring import Criterion
from models.sheets import CellRemark, Evidence
from services.criteria import save_criteria
from services.database import reading, writing
from services.evidence import MOST_FILES, add_evidence
from services.queries.criteria import criteria_of_year
from services.remarks import remark_on_cell
from services.rules.cell_edits import CellEdit
from services.rules.cell_place import CellPlace
from services.rules.rights import OPERATOR
from services.scoring import save_cells
from services.settings import settings
from services.sheets import lock_sheets, set_steps
from services.storage.files import Upload
from tests.factories import MadeYear, made_actor, made_year
from tests.files import PDF, jpeg
from tests.pages.visits import buttons, field, person, press, refusal, visit, well
from tests.record import files_in, turn
from tests.typed import typed_node

PATH = "minh-chung"
NASTY = "<b>Sở</b> **x** =1+1 :smile:"
CANARY = "chim hoàng yến"
CRITERION, SAVE, KEEP = "Tiêu chí xem bên dưới", "Lưu nhận xét", "Lưu các tệp này"
FILES = "Tệp (PDF, Word, Excel, PNG hoặc JPEG, tối đa 5 MB)"
SELF, REVIEW, SECOND, EXPLANATION, FINAL = SheetStep


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    """Three criteria; the first unit's review differs in the first two, and the second unit has a secret."""
    with writing(installation) as session:
        made = made_year(session, state=YearState.SCORING)
        typed = [
            {"criterion_id": "", "code": str(n), "name": f"Mục {n} {NASTY}", "method": "direct", "max": "10"}
            for n in (1, 2, 3)
        ]
        save_criteria(session, OPERATOR, made.id, [typed_node(one) for one in typed], {})
        for row in session.exec(select(Criterion)):
            row.note = f"Báo cáo năm {NASTY}"
        set_steps(session, OPERATOR, made.id, dict.fromkeys(SheetStep))
        leaves = [line.criterion_id for line in criteria_of_year(session, made.id)]
        for stage, texts in ((Stage.SELF, "998"), (Stage.REVIEW, "878")):
            edits = [
                CellEdit(made.unit_ids[0], key, text, 0) for key, text in zip(leaves, texts, strict=True)
            ]
            save_cells(session, OPERATOR, made.id, stage, edits)
    remark(installation, made, REVIEW, CANARY, unit=1)
    bring(installation, made, f"{CANARY}.pdf", unit=1)
    remark(installation, made, EXPLANATION, "Đã có lý do")
    return made


def leaf(engine: Engine, made: MadeYear, number: int = 1) -> int:
    with reading(engine) as session:
        return criteria_of_year(session, made.id)[number - 1].criterion_id


def remark(
    engine: Engine,
    made: MadeYear,
    step: SheetStep,
    text: str,
    *,
    unit: int = 0,
    number: int = 1,
    seen: int = 0,
) -> None:
    place = CellPlace(made.id, step, made.unit_ids[unit], leaf(engine, made, number))
    with writing(engine) as session:
        remark_on_cell(session, OPERATOR, place, text, seen_version=seen)


def bring(engine: Engine, made: MadeYear, label: str, *, unit: int = 0, count: int = 1) -> None:
    with writing(engine) as session:
        place = (made.id, made.unit_ids[unit], leaf(engine, made))
        uploads = [Upload(label, PDF)] * count
        add_evidence(session, OPERATOR, *place, uploads, folder=settings().data_folder)


def close(engine: Engine, made: MadeYear, *steps: SheetStep) -> None:
    with writing(engine) as session:
        for step in steps:
            lock_sheets(session, OPERATOR, made.id, step, made.unit_ids[:1])


def editor(engine: Engine, made: MadeYear) -> str:
    return person(engine, made, Role.UNIT_EDITOR, made.unit_ids[0])


def reviewer(engine: Engine, made: MadeYear) -> str:
    with writing(engine) as session:
        made_actor(session, Role.REVIEWER, block_id=made.block_id, username="tham-dinh-1")
    return "tham-dinh-1"


def everything(app: AppTest) -> str:
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error")
    found: list[Any] = [one for kind in kinds for one in app.get(kind)]
    shown: list[Any] = [one.value for one in found]
    shown += [table.value.to_string() for table in (*app.dataframe, *app.table)]
    shown += [one.proto.label for one in app.get("download_button")]
    shown += [option for one in app.selectbox for option in one.options]
    return "\n".join(map(str, shown))


def look_at(app: AppTest, number: int) -> AppTest:
    chosen = field(app, CRITERION, "selectbox")
    (option,) = [one for one in chosen.options if one.startswith(f"{number} ")]
    return well(chosen.select(option).run())


def write(app: AppTest, text: str) -> AppTest:
    changed: AppTest = app.text_area[0].set_value(text).run()
    return changed


def choose_files(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    chosen = [(name, data, "application/octet-stream") for name, data in files]
    shown: AppTest = field(app, FILES, "file_uploader").set_value(chosen).run()
    return press(well(shown), KEEP)


def steps_offered(app: AppTest) -> list[str]:
    groups: list[Any] = list(app.get("button_group"))
    found = [one.options for one in groups if one.label == "Nhận xét ở bước"]
    return [getattr(option, "content", option) for options in found for option in options]


def test_an_empty_year_says_what_to_do_first(installation: Engine) -> None:
    with writing(installation) as session:
        made = made_year(session, units=0)
    app = well(visit(PATH, person(installation)))
    assert "hãy nhập đơn vị" in app.info[0].value
    with writing(installation) as session:
        made = made_year(session, units=1)
        name = made_actor(session, Role.SECRETARY, block_id=made.block_id, username="thu-ky-2").name
    assert name
    app = well(visit(PATH, "thu-ky-2"))
    assert "chưa nhập tiêu chí" in app.info[0].value


def test_what_is_not_released_reaches_no_viewer(installation: Engine, made: MadeYear) -> None:
    app = well(visit(PATH, person(installation, made, Role.VIEWER)))
    assert "chưa được công bố" in app.info[0].value
    assert CANARY not in everything(app)
    turn(installation, made, YearState.CONFERENCE)
    assert "Đơn vị 1" in everything(well(app.run()))


def test_a_unit_finds_first_what_it_has_to_explain(installation: Engine, made: MadeYear) -> None:
    app = well(visit(PATH, editor(installation, made)))
    assert app.title[0].value == "Đơn vị 1: còn 1 tiêu chí thẩm định khác điểm tự chấm chưa giải trình"
    table = app.dataframe[0].value
    assert list(table["code"]) == ["2", "1"]
    assert list(table["difference"]) == ["+2", "+1"]
    assert list(table["remarks"]) == ["chưa giải trình", "Giải trình"]
    assert steps_offered(app) == ["Tự chấm", "Giải trình"]
    well(press(write(app, "Có báo cáo số 5"), SAVE))
    assert app.title[0].value == "Đơn vị 1: 2 tiêu chí thẩm định khác điểm tự chấm, đã giải trình đủ"
    with reading(installation) as session:
        row = session.exec(select(CellRemark).where(col(CellRemark.text).startswith("Có"))).one()
        assert (row.step, row.criterion_id) == (EXPLANATION, leaf(installation, made, 2))


def test_a_link_leads_to_a_cell_whatever_was_looked_at_before(installation: Engine, made: MadeYear) -> None:
    app = look_at(well(visit(PATH, person(installation))), 2)
    assert str(leaf(installation, made, 2)) in app.query_params["criterion"]
    for unit, number in ((1, 3), (0, 3), (0, 1)):
        app.query_params["unit"] = str(made.unit_ids[unit])
        app.query_params["criterion"] = str(leaf(installation, made, number))
        app = well(app.run())
        assert f"Đơn vị {unit + 1}" in app.title[0].value
        assert app.subheader[0].value.startswith(f"{number} ")
    for nonsense in ("999", "x", ""):
        app.query_params["criterion"] = app.query_params["unit"] = nonsense
        assert well(app.run()).subheader[0].value.startswith("1 ")


def test_nothing_of_another_unit_reaches_a_unit_editor(installation: Engine, made: MadeYear) -> None:
    app = well(visit(PATH, editor(installation, made), unit=str(made.unit_ids[1])))
    for number in (1, 2):
        assert CANARY not in everything(look_at(app, number))
    assert "Đơn vị 2" not in everything(app)
    app.session_state["cell-unit-1"] = made.unit_ids[1]  # as a forged choice would
    assert CANARY not in everything(well(app.run()))
    other = well(visit(PATH, person(installation), unit=str(made.unit_ids[1])))
    assert everything(other).count(CANARY) > 2


def test_a_cell_shows_who_entered_what_and_all_that_happened(installation: Engine, made: MadeYear) -> None:
    remark(installation, made, REVIEW, NASTY)
    close(installation, made, REVIEW)
    with writing(installation) as session:
        seconder = made_actor(session, Role.SECRETARY, block_id=made.block_id, username="thu-ky-9")
        save_cells(
            session,
            seconder,
            made.id,
            Stage.REVIEW,
            [CellEdit(made.unit_ids[0], leaf(installation, made), "8,5", 1)],
        )
    app = well(visit(PATH, person(installation)))
    (row,) = [one for one in app.dataframe[0].value.to_dict("records") if one["code"] == "1"]
    told = {name: row[name] for name in ("self", "review", "second_review", "final", "difference")}
    assert told == {"self": "9", "review": "8", "second_review": "8,5", "final": "", "difference": "+0,5"}
    figures = app.table[0].value
    assert list(figures.iloc[:, 1]) == ["9", "8", "8,5", "chưa chấm"]
    assert "Người thu" in str(figures.iloc[2, 2])
    history = app.dataframe[1].value
    assert list(history["what"][:2]) == ["Thẩm định lần hai", "Nhận xét: Thẩm định"]
    assert list(history["before"][:1]) + list(history["after"][:2]) == ["8", "8,5", NASTY]
    assert "<b>Sở</b>" not in "".join(one.value for one in (*app.markdown, *app.info, *app.subheader))
    assert any("Minh chứng cần có" in one.value for one in app.info)


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.SECRETARY, ["Tự chấm", "Thẩm định", "Thẩm định lần hai", "Giải trình", "Điểm chốt"]),
        (Role.REVIEWER, ["Thẩm định", "Thẩm định lần hai"]),
        (Role.UNIT_EDITOR, ["Tự chấm", "Giải trình"]),
        (Role.CHAIR, []),
    ],
)
def test_each_remarks_at_the_own_steps_only(
    installation: Engine, made: MadeYear, role: Role, offered: list[str]
) -> None:
    with writing(installation) as session:
        unit = made.unit_ids[0] if role is Role.UNIT_EDITOR else None
        made_actor(session, role, block_id=made.block_id, unit_id=unit, username="ai-do")
    app = well(visit(PATH, "ai-do"))
    assert steps_offered(app) == offered
    assert (SAVE in buttons(app)) is bool(offered)
    assert bool(app.get("file_uploader")) is (role in (Role.SECRETARY, Role.UNIT_EDITOR))


def test_what_was_typed_stays_while_another_cell_is_looked_at(installation: Engine, made: MadeYear) -> None:
    app = write(well(visit(PATH, editor(installation, made))), "Đang viết dở")
    assert "Chưa lưu." in [one.value for one in app.caption]
    app = look_at(look_at(app, 1), 2)
    assert app.text_area[0].value == "Đang viết dở"
    well(press(app, SAVE))
    assert "Đang viết dở" in everything(app)


def test_a_remark_that_somebody_else_changed_is_shown_with_theirs(
    installation: Engine, made: MadeYear
) -> None:
    app = look_at(well(visit(PATH, editor(installation, made))), 1)
    field(app, "Nhận xét ở bước", "button_group").set_value(EXPLANATION).run()
    assert app.text_area[0].value == "Đã có lý do"
    remark(installation, made, EXPLANATION, "Lời của người khác", seen=1)
    app = write(app, "Lời của tôi")
    assert "Lời của người khác" in everything(app)
    assert "có người sửa" in app.warning[0].value
    app = press(app, SAVE)
    assert "manage" in refusal(app)
    assert app.text_area[0].value == "Lời của tôi"
    well(press(app, "Ghi đè bằng số của tôi"))
    with reading(installation) as session:
        said = select(CellRemark.text).where(CellRemark.unit_id == made.unit_ids[0])
        assert session.exec(said).all() == ["Lời của tôi"]


def test_files_are_brought_given_out_and_taken_away(installation: Engine, made: MadeYear) -> None:
    app = well(visit(PATH, editor(installation, made)))
    well(choose_files(app, ("IMG_2034.jpg", jpeg()), (f"{NASTY}.pdf".replace("/", ""), PDF)))
    given = app.get("download_button")
    assert len(given) == 2
    assert given[0].proto.label == "IMG\\_2034\\.jpg"
    assert list(app.dataframe[0].value["files"]) == ["2", ""]
    app = press(app, "Đồng ý bỏ")
    assert len(well(app).get("download_button")) == 1
    assert len(files_in(settings().data_folder)) == 2  # with the one of the other unit


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"MZ" + bytes(99), "không thuộc các loại"),
        ("a.svg", b"<svg/>", "không thuộc các loại"),
        ("a.pdf", b"", "không có nội dung"),
        ("\u202e.pdf", PDF, "a"),
    ],
)
def test_a_bad_file_is_named_and_none_is_kept(
    installation: Engine, made: MadeYear, name: str, data: bytes, words: str
) -> None:
    app = well(visit(PATH, editor(installation, made)))
    if name.startswith("\u202e"):
        well(choose_files(app, (name, data)))  # what is unseen is left out of the name
        assert [one.proto.label for one in app.get("download_button")] == ["\\.pdf"]
        return
    app = choose_files(app, ("Tốt.pdf", PDF), (name, data))
    assert words in refusal(app)
    assert name in refusal(app).replace("\\", "")
    assert not app.get("download_button")


def test_the_twenty_first_file_is_refused(installation: Engine, made: MadeYear) -> None:
    bring(installation, made, "a.pdf", count=MOST_FILES)
    app = look_at(well(visit(PATH, editor(installation, made))), 1)
    assert "20 tệp" in refusal(choose_files(app, ("b.pdf", PDF)))
    assert len(app.get("download_button")) == MOST_FILES


def test_a_file_that_a_scanner_took_away_is_said_to_be_gone(installation: Engine, made: MadeYear) -> None:
    bring(installation, made, "Báo cáo.pdf")
    with reading(installation) as session:
        key = session.exec(select(Evidence.file_id).where(Evidence.unit_id == made.unit_ids[0])).one()
    (path,) = [one for one in files_in(settings().data_folder) if one.name == key]
    path.unlink()
    app = look_at(well(visit(PATH, editor(installation, made))), 1)
    assert "Báo cáo" in app.warning[0].value
    assert "không còn" in app.warning[0].value
    assert not app.get("download_button")


def test_a_locked_step_offers_nothing_and_an_old_page_is_refused(
    installation: Engine, made: MadeYear
) -> None:
    old = well(visit(PATH, editor(installation, made)))
    close(installation, made, SELF, EXPLANATION)
    late = well(write(old, "Muộn rồi"))
    assert "chưa lưu được" in late.warning[0].value
    assert "Muộn rồi" in late.warning[0].value
    app = well(visit(PATH, "unit-editor-1"))
    assert SAVE not in buttons(app)
    assert not app.get("file_uploader")
    assert "Đã khóa" in app.table[0].value.columns
    with reading(installation) as session:
        assert "Muộn rồi" not in session.exec(select(CellRemark.text)).all()


def test_somebody_who_may_no_more_is_refused_with_the_page_still_open(
    installation: Engine, made: MadeYear
) -> None:
    app = well(visit(PATH, reviewer(installation, made)))
    app = write(app, "Nhận xét")
    with writing(installation) as session:
        account = session.exec(select(Account.id).where(Account.username == "tham-dinh-1")).one()
        session.exec(select(RoleGrant).where(RoleGrant.account_id == account)).one().role = Role.VIEWER
    app = press(app, SAVE)
    assert not app.exception
    assert CANARY not in everything(app)
    with reading(installation) as session:
        assert "Nhận xét" not in session.exec(select(CellRemark.text)).all()


def test_a_closed_year_is_only_looked_at(installation: Engine, made: MadeYear) -> None:
    turn(installation, made, YearState.PUBLISHED)
    app = well(visit(PATH, person(installation)))
    assert SAVE not in buttons(app)
    assert not app.get("file_uploader")


def test_a_year_with_one_review_has_one_column_for_it(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        set_steps(session, OPERATOR, made.id, {SELF: None, REVIEW: date(2017, 12, 1), FINAL: None})
    app = well(visit(PATH, person(installation)))
    assert "second_review" not in app.dataframe[0].value.columns
