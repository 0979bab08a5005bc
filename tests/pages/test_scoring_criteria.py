"""The screen of the criteria, without a browser: what stands, what is typed, versions, the year before."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from sqlalchemy import Engine
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from models.accounts import RoleGrant, TrailEntry
from models.enums import Method, RegulationKind, Role, YearState
from models.record import Regulation
from models.scoring import CriteriaVersion, Criterion
from models.year import BlockYear
from pages.scoring import criteria
from pages.scoring.criteria_rows import Drawn, texts_drawn
from pages.shared.context import Context
from pages.shared.plain import plain
from services.criteria import Node, Said, save_criteria
from services.criteria_versions import freeze_criteria, open_criteria
from services.database import engine_of, reading, writing
from services.groups import save_group
from services.queries.criteria import CriterionLine, criteria_of_year
from services.queries.criteria_sheet import CriteriaKeys
from services.registry import remove_from_roll
from services.rules.criteria_row import CriteriaRegister
from services.rules.criteria_typing import KEY, tree_as_stored, typed_tree
from services.rules.document import Criterion as Rule
from services.rules.named import Named
from services.rules.rights import OPERATOR, Actor
from services.settings import Settings
from services.workbooks.criteria_table import criteria_words
from services.years import open_year
from tests.factories import MadeYear, made_actor, made_stale, made_year
from tests.pages.visits import buttons, field, press, refusal, well
from tests.rules.trees import nodes_of, trees

NASTY = "<b>Sở</b> **x** =1+1 :smile:"
SAVE = "Lưu bảng tiêu chí"
TREE = [
    Rule(code="1", name="Nhóm", method=Method.GROUP, max=1000),
    Rule(code="1.1", parent="1", name=NASTY, method=Method.DIRECT, max=1000, step=50),
]


@pytest.fixture
def engine(sqlite_settings: Settings) -> Engine:
    return engine_of(sqlite_settings)


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    """Three units, and a group with one leaf of ten points."""
    with writing(engine) as session:
        made = made_year(session)
        save_criteria(session, OPERATOR, made.id, [Node(None, rule) for rule in TREE], {})
    return made


def _screen() -> None:
    import streamlit as st

    from pages.shared.context import show_flash

    show_flash()
    st.session_state["render"](st.session_state["context"])


def screen(
    engine: Engine, made: MadeYear, view: str = "tree", actor: Actor = OPERATOR, key: int | None = None
) -> AppTest:
    with reading(engine) as session:
        row = session.get_one(BlockYear, key or made.id)
        told = (row.id or 0, row.year, row.state)
    app = AppTest.from_function(_screen, default_timeout=60)
    app.session_state["render"] = criteria.render
    app.session_state["context"] = Context(engine, actor, made.block_id, "Khối", *told, illustrative=False)
    app.session_state["criteria_view"] = view
    return app.run()


def type_in(app: AppTest, made: MadeYear, turn: int = 0, **typed: Any) -> AppTest:
    """The app after the grid has sent what was typed."""
    sent = {"edited_rows": {}, "added_rows": [], "deleted_rows": []} | typed
    app.session_state[f"criteria-{made.id}-{turn}"] = sent
    return app.run()


def new(code: str, **texts: str) -> dict[str, str]:
    return {"code": code, "name": f"Mục {code}", "method": "direct", **texts}


def stored(engine: Engine, made: MadeYear) -> dict[str, CriterionLine]:
    with reading(engine) as session:
        return {line.rule.code: line for line in criteria_of_year(session, made.id)}


def save_again(session: Session, actor: Actor, made: MadeYear, *more: Rule, **changed: Any) -> None:
    """Somebody saves the tree with another leaf's figures, and further criteria."""
    lines = criteria_of_year(session, made.id)
    nodes = [Node(line.criterion_id, line.rule) for line in lines]
    nodes[1] = Node(nodes[1].criterion_id, Rule(**{**_facts(TREE[1]), **changed}))
    seen = {line.criterion_id: line.version for line in lines}
    save_criteria(session, actor, made.id, [*nodes, *(Node(None, rule) for rule in more)], seen)


def _facts(rule: Rule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in ("code", "parent", "name", "method", "max", "step")}


def texts(app: AppTest) -> str:
    shown = (*app.title, *app.caption, *app.info, *app.warning, *app.error, *app.success, *app.markdown)
    return "\n".join(str(one.value) for one in shown)


def test_an_empty_year_is_begun_in_the_grid(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, units=0)
    app = well(screen(engine, made))
    assert app.title[0].value == "Tiêu chí năm 2017"
    assert "Năm này chưa có tiêu chí" in app.info[0].value
    app = well(type_in(app, made, added_rows=[new("1", method="group"), new("1.1", max="2,5")]))
    assert "Điểm đã cộng khớp." in texts(app)
    well(press(app, SAVE))
    assert {code: line.rule.max for code, line in stored(engine, made).items()} == {"1": None, "1.1": 250}


def test_an_empty_year_is_begun_with_the_criteria_of_another(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        later = open_year(session, OPERATOR, year.id, 2018)
        lines = criteria_of_year(session, later)
        save_criteria(session, OPERATOR, later, [], {line.criterion_id: line.version for line in lines})
    app = well(screen(engine, year, key=later))
    assert press(app, "Chép").title[0].value == "1 tiêu chí, 10 điểm năm 2018"
    with reading(engine) as session:
        assert [line.rule.code for line in criteria_of_year(session, later)] == ["1", "1.1"]


def test_who_only_looks_sees_the_tree_and_no_way_to_change_it(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        viewer = made_actor(session, Role.VIEWER)
    app = well(screen(engine, year, actor=viewer))
    assert app.title[0].value == "1 tiêu chí, 10 điểm năm 2017"
    frame = app.dataframe[0].value
    assert frame["name"].tolist() == ["Nhóm", f"\u2003{NASTY}"]
    assert frame["max"].tolist() == ["10", "10"]
    assert frame["method"].tolist() == ["", "Chấm trực tiếp, bước 0,5"]
    assert "edit" not in app.segmented_control[0].options
    app = well(screen(engine, year, "versions", viewer))
    assert not buttons(app)


def test_an_empty_year_tells_who_only_looks(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, units=0)
        viewer = made_actor(session, Role.VIEWER)
    assert "chưa nhập tiêu chí" in well(screen(engine, made, actor=viewer)).info[0].value


def test_the_tree_says_who_reviews_for_whom_and_what_to_bring(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        group = save_group(session, OPERATOR, year.id, "Cấp huyện", year.unit_ids[:1])
        line = criteria_of_year(session, year.id)[0]
        said = Said(note="Báo cáo", reviewer_id=year.unit_ids[2], group_id=group)
        nodes = [Node(line.criterion_id, TREE[0], said)]
        nodes += [Node(None, Rule(**{**_facts(TREE[1]), "code": "2", "parent": None}))]
        nodes += [Node(criteria_of_year(session, year.id)[1].criterion_id, TREE[1])]
        seen = {one.criterion_id: one.version for one in criteria_of_year(session, year.id)}
        save_criteria(session, OPERATOR, year.id, nodes, seen)
    app = well(screen(engine, year))
    frame = app.dataframe[0].value
    assert frame["reviewer"].tolist() == ["Đơn vị 3", "Đơn vị 3", ""]
    assert frame["group"].tolist() == ["Cấp huyện", "Cấp huyện", ""]
    assert frame["note"].tolist() == ["Báo cáo", "", ""]
    chosen = field(app, "Áp dụng cho nhóm", "selectbox")
    assert chosen.options == ["Tất cả đơn vị", "Cấp huyện: 20 điểm"]


def test_what_is_typed_is_added_up_at_once_and_may_be_saved_before_it_adds_up(
    engine: Engine, year: MadeYear
) -> None:
    app = well(screen(engine, year, "edit"))
    assert "Điểm đã cộng khớp." in texts(app)
    field(app, "Tổng điểm cần đạt").set_value("1000")
    app = well(type_in(app, year, edited_rows={1: {"max": "7,5"}}))
    said = app.warning[0].value
    assert "2 chỗ phải sửa trước khi chốt" in said
    assert "Tiêu chí 1 ghi 10 điểm nhưng các mục con cộng lại được 7,5" in said
    assert "không phải 1.000" in said
    assert app.metric[0].value == "10 / 1.000"
    app = well(press(app, SAVE))
    assert [line.rule.max for line in stored(engine, year).values()] == [1000, 750]
    assert "10 \u2260 7,5" in well(screen(engine, year)).dataframe[0].value["max"].tolist()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"max": "½"}, "không phải là số"),
        ({"max": "1.234"}, "có thể là"),
        ({"code": "1 / 1"}, "1 / 1"),
        ({"parent": "7"}, "Không có dòng nào mang số"),
        ({"method": "<b>x</b>"}, "x"),
        ({"bonus": "1"}, "không có"),
        ({"name": ""}, "tên"),
        ({"reviewer": "Kho bạc"}, "Kho bạc"),
    ],
)
def test_a_cell_that_cannot_be_read_is_listed_and_nothing_is_saved(
    engine: Engine, year: MadeYear, typed: dict[str, str], said: str
) -> None:
    before = stored(engine, year)
    app = type_in(well(screen(engine, year, "edit")), year, edited_rows={1: typed})
    assert not app.exception
    listed = refusal(app)
    assert "1 ô chưa đọc được" in listed
    assert said.lower() in listed.lower()
    assert "<b>" not in listed
    app = press(app, SAVE)
    assert any("Chưa lưu gì" in one.value for one in app.error)
    assert stored(engine, year) == before


def test_figures_are_read_as_in_viet_nam_and_what_the_grid_does_not_show_stays(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        rows = session.exec(select(Criterion).where(Criterion.code == "1.1")).all()
        rows[0].comparable = False
    app = well(screen(engine, year, "edit"))
    sent = {"max": "1.234,5", "note": "Bản sao", "reviewer": "Đơn vị 2"}
    app = type_in(app, year, edited_rows={0: {"max": "1234,5"}, 1: sent})
    well(press(app, SAVE))
    line = stored(engine, year)["1.1"]
    assert (line.rule.max, line.note, line.reviewer_id) == (123_450, "Bản sao", year.unit_ids[1])
    assert not line.comparable


def test_what_was_typed_is_still_there_after_another_view(engine: Engine, year: MadeYear) -> None:
    app = type_in(well(screen(engine, year, "edit")), year, added_rows=[new("1.2", max="5")])
    app.session_state["criteria_view"] = "tree"
    app = app.run()
    app.session_state["criteria_view"] = "edit"
    app = well(app.run())
    assert app.dataframe[0].value["code"].tolist() == ["1", "1.1", "1.2"]
    app = well(press(app, "Bỏ phần chưa lưu"))
    assert app.dataframe[0].value["code"].tolist() == ["1", "1.1"]


def test_rows_are_put_in_order_and_a_deleted_one_goes(engine: Engine, year: MadeYear) -> None:
    app = well(screen(engine, year, "edit"))
    rows = [new("1.10", max="1"), new("1.2", max="9")]
    app = well(type_in(app, year, added_rows=rows, deleted_rows=[1]))
    app = well(press(app, "Xếp theo số thứ tự"))
    assert app.dataframe[0].value["code"].tolist() == ["1", "1.2", "1.10"]
    well(press(app, SAVE))
    assert list(stored(engine, year)) == ["1", "1.2", "1.10"]


def test_two_people_at_once_lose_nothing(engine: Engine, year: MadeYear) -> None:
    app = type_in(well(screen(engine, year, "edit")), year, edited_rows={1: {"max": "9"}})
    with writing(engine) as session:
        other = made_actor(session, Role.SECRETARY, block_id=year.block_id)
        save_again(
            session, other, year, Rule(code="2", name="Khác", method=Method.PASS_FAIL, max=100), max=800
        )
    app = press(app, SAVE)
    assert not app.exception
    assert "Có người vừa sửa tiêu chí" in texts(app)
    assert plain(other.name) in texts(app)
    shown = app.table[0].value
    assert shown.iloc[:, 0].tolist() == ["Thay đổi", "Mới"]
    assert "<b>" not in str(shown.iloc[0, 1])
    assert stored(engine, year)["1.1"].rule.max == 800
    app = press(app, "Giữ bản của tôi, ghi đè bản kia")
    well(press(app, SAVE))
    assert {code: line.rule.max for code, line in stored(engine, year).items()} == {"1": 1000, "1.1": 900}


def test_their_entries_can_be_taken(engine: Engine, year: MadeYear) -> None:
    app = type_in(well(screen(engine, year, "edit")), year, edited_rows={1: {"max": "9"}})
    with writing(engine) as session:
        save_again(session, OPERATOR, year, max=800)
    app = press(press(app, SAVE), "Lấy bản của người kia")
    assert app.dataframe[0].value["max"].tolist() == ["10", "8"]


def test_a_grid_in_which_nothing_is_typed_follows_what_others_save(engine: Engine, year: MadeYear) -> None:
    app = well(screen(engine, year, "edit"))
    with writing(engine) as session:
        save_again(session, OPERATOR, year, max=800)
    app = well(app.run())
    assert app.dataframe[0].value["max"].tolist() == ["10", "8"]
    assert "Không có thay đổi nào" in texts(well(press(app, SAVE)))


def test_a_demoted_secretary_is_refused_with_the_page_still_open(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        secretary = made_actor(session, Role.SECRETARY, block_id=year.block_id)
    app = type_in(
        well(screen(engine, year, "edit", secretary)), year, edited_rows={0: {"max": ""}, 1: {"max": "9"}}
    )
    with writing(engine) as session:
        grants = select(RoleGrant).where(RoleGrant.account_id == secretary.account_id)
        session.exec(grants).one().role = Role.VIEWER
    assert "tài khoản" in refusal(press(app, SAVE)).lower()
    assert stored(engine, year)["1.1"].rule.max == 1000


def test_criteria_are_frozen_by_a_regulation_and_the_grid_is_gone(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        session.add(
            Regulation(
                block_id=year.block_id,
                kind=RegulationKind.CRITERIA,
                title="Bảng điểm **2017**",
                document_number="12/QĐ",
                valid_from=date(2017, 1, 1),
            )
        )
    app = well(screen(engine, year, "versions"))
    field(app, "Tổng điểm cần đạt").set_value("100")
    app = press(app, "Chốt bộ tiêu chí")
    assert "không phải 100" in refusal(app)
    field(app, "Tổng điểm cần đạt").set_value("10")
    app = well(press(app, "Chốt bộ tiêu chí"))
    assert "12/QĐ" in app.caption[0].value
    assert "\\*\\*2017" in app.caption[0].value
    app = well(screen(engine, year, "edit"))
    assert "Hãy mở phiên bản mới" in app.info[0].value
    assert not app.dataframe
    assert "Mở phiên bản 2" in buttons(well(press(app, "Xem các phiên bản")))


def test_the_next_version_needs_a_reason_and_the_password_again(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        freeze_criteria(session, OPERATOR, year.id)
        secretary = made_actor(session, Role.SECRETARY, block_id=year.block_id)
        made_stale(session, secretary)
    app = well(screen(engine, year, "versions", secretary))
    field(app, "Lý do").set_value("Theo công văn 5")
    app = press(app, "Mở phiên bản 2")
    assert app.session_state["password_asked_again"]
    with reading(engine) as session:
        assert len(session.exec(select(CriteriaVersion)).all()) == 1
    app = well(screen(engine, year, "versions"))
    assert refusal(press(app, "Mở phiên bản 2"))
    field(app, "Lý do").set_value("Theo công văn 5")
    app = well(press(app, "Mở phiên bản 2"))
    assert "Đang mở phiên bản 2, lý do: Theo công văn 5" in app.caption[0].value


def test_a_version_is_looked_at_as_it_was_and_beside_what_it_has_become(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        freeze_criteria(session, OPERATOR, year.id)
        open_criteria(session, OPERATOR, year.id, "Sửa")
        more = Rule(code="2", name="Khác", method=Method.PASS_FAIL, max=100)
        save_again(session, OPERATOR, year, more, max=750)
    app = well(screen(engine, year, "versions"))
    changes = app.table[0].value
    assert changes.iloc[:, 0].tolist() == ["Thay đổi", "Mới"]
    assert "10" in str(changes.iloc[0, 2])
    assert app.dataframe[-1].value["max"].tolist() == ["10", "10"]


def test_the_year_before_stands_beside_and_what_goes_on_from_what_can_be_said(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        later = open_year(session, OPERATOR, year.id, 2018)
        freeze_criteria(session, OPERATOR, later)
        for row in session.exec(select(Criterion).where(Criterion.block_year_id == later)):
            row.origin_id = None
    app = well(screen(engine, year, "lineage", key=later))
    frame = app.dataframe[0].value
    assert frame["before"].tolist() == ["1", "1.1"]
    assert frame["fate"].tolist() == ["Giữ nguyên (đoán)"] * 2
    app.session_state[f"criteria-lineage-{later}-{year.id}-0"] = {
        "edited_rows": {0: {"comparable": False}, 1: {"before": None}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app = well(press(app, "Lưu quan hệ với năm trước"))
    with reading(engine) as session:
        lines = criteria_of_year(session, later)
        last = session.exec(select(TrailEntry).order_by(TrailEntry.number.desc())).first()  # type: ignore[attr-defined]
    first = stored(engine, year)["1"].criterion_id
    assert [(line.origin_id, line.comparable) for line in lines] == [(first, False), (None, False)]
    assert last is not None
    assert last.action == "trace_criteria"
    assert app.dataframe[0].value["fate"].tolist() == ["Giữ nguyên", "Mới", "Bỏ"]


def test_there_is_nothing_before_the_first_year(engine: Engine, year: MadeYear) -> None:
    assert "không có gì để so sánh" in well(screen(engine, year, "lineage")).info[0].value


@pytest.mark.parametrize("view", ["tree", "edit", "versions", "lineage"])
def test_a_published_year_is_only_looked_at(engine: Engine, year: MadeYear, view: str) -> None:
    with writing(engine) as session:
        session.get_one(BlockYear, year.id).state = YearState.PUBLISHED
    app = well(screen(engine, year, view))
    assert not buttons(app)


@settings(max_examples=40, deadline=None)
@given(trees())
def test_what_is_shown_in_the_grid_is_read_as_what_is_stored(tree: list[Rule]) -> None:
    names = Named(())
    known = CriteriaRegister(tree=nodes_of(tree), units=names, groups=names, words=criteria_words())
    shown = [row | {KEY: row["code"]} for row in texts_drawn(Drawn(known, CriteriaKeys({}, {}, {})))]
    again = typed_tree(shown, known)
    assert not again.refusals
    assert again.nodes == known.tree
    assert again.findings() == tree_as_stored(known).findings()


def test_a_reviewer_who_has_left_the_roll_stays_until_another_is_named(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        lines = criteria_of_year(session, year.id)
        session.get_one(Criterion, lines[1].criterion_id).reviewer_id = year.unit_ids[2]
        session.flush()
        remove_from_roll(session, OPERATOR, year.id, year.unit_ids[2])
    app = type_in(well(screen(engine, year, "edit")), year, edited_rows={1: {"note": "Bản sao"}})
    assert app.dataframe[0].value["reviewer"].tolist() == ["", "Đơn vị 3"]
    well(press(app, SAVE))
    line = stored(engine, year)["1.1"]
    assert (line.note, line.reviewer_id) == ("Bản sao", year.unit_ids[2])
