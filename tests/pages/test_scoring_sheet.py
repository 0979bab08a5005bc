"""The score sheets: three views, what is typed, understood, refused, kept, saved and taken back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

from models.accounts import RoleGrant
from models.enums import Method, Role, SheetStep, Stage, YearState
from models.registry import UnitName
from models.scoring import Criterion, Score
from models.sheets import SheetDraft
from models.year import BlockYear
from pages.shared.context import Context
from services.criteria import Node, save_criteria
from services.database import engine_of, reading, writing
from services.drafts import keep_draft
from services.queries.criteria import criteria_of_year
from services.rules.cell_edits import CellEdit
from services.rules.document import Criterion as Rule
from services.rules.rights import OPERATOR, Actor
from services.scoring import save_cells
from services.settings import Settings
from services.sheets import lock_sheets, set_steps
from services.years import open_year
from tests.factories import MadeYear, made_actor, made_year
from tests.pages.number_strings import ALL, DOUBTFUL, PLAIN, REFUSED
from tests.pages.visits import buttons, field, press, well

NASTY = "<b>Sở</b> **x** =1+1 :smile:"
SAVE = "Lưu"
WHOLE = "Lưu tất cả hoặc không lưu"
GROUP, LEAF = 0, 1
"""Rows of the grid."""


@pytest.fixture
def engine(sqlite_settings: Settings) -> Engine:
    return engine_of(sqlite_settings)


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    """Three units, a group with one leaf of ten points; the first two units have final scores, 8 and 9,5."""
    with writing(engine) as session:
        made = made_year(session)
        session.exec(select(BlockYear)).one().state = YearState.CONFERENCE
        rules = [
            Rule(code="1", name="Nhóm", method=Method.GROUP),
            Rule(code="1.1", parent="1", name=NASTY, method=Method.DIRECT, max=1000),
        ]
        save_criteria(session, OPERATOR, made.id, [Node(None, rule) for rule in rules], {})
        for unit_id, text in zip(made.unit_ids, ("8", "9,5"), strict=False):
            put(session, made, unit_id, text, 0)
        for name in session.exec(select(UnitName).where(UnitName.unit_id == made.unit_ids[1])):
            name.name, name.short_name = NASTY, None
    return made


def put(session: object, made: MadeYear, unit_id: int, text: str, seen: int, actor: Actor = OPERATOR) -> None:
    leaf = criteria_of_year(session, made.id)[LEAF].criterion_id  # type: ignore[arg-type]
    save_cells(session, actor, made.id, Stage.FINAL, [CellEdit(unit_id, leaf, text, seen)])  # type: ignore[arg-type]


def _screen() -> None:
    import streamlit as st

    from pages.scoring import sheet
    from pages.shared.context import show_flash

    show_flash()
    sheet.render(st.session_state["context"])


def screen(engine: Engine, year: MadeYear, actor: Actor = OPERATOR) -> AppTest:
    with reading(engine) as session:
        state = session.exec(select(BlockYear).where(BlockYear.id == year.id)).one().state
    app = AppTest.from_function(_screen, default_timeout=30)
    app.session_state["context"] = Context(
        engine, actor, year.block_id, "Khối thi đua", year.id, 2017, state, illustrative=True
    )
    return well(app.run())


def somebody(
    engine: Engine, year: MadeYear, role: Role = Role.SECRETARY, state: YearState = YearState.CONFERENCE
) -> Actor:
    with writing(engine) as session:
        session.get_one(BlockYear, year.id).state = state
        unit = year.unit_ids[0] if role is Role.UNIT_EDITOR else None
        return made_actor(session, role, block_id=year.block_id, unit_id=unit)


def send(app: AppTest, rows: Mapping[int, Mapping[str, object]]) -> AppTest:
    """The app, whose next run is sent what was typed."""
    key = app.session_state["sheet_desk"].sheet.key
    app.session_state[key] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    return app


def typed(app: AppTest, rows: Mapping[int, Mapping[str, object]]) -> AppTest:
    """The app after the browser has sent what was typed."""
    return send(app, rows).run()


def everything(app: AppTest) -> str:
    tables = [table.value.to_string() for table in (*app.dataframe, *app.table)]
    kinds = (app.title, app.caption, app.info, app.warning, app.error, app.markdown, app.toast)
    return "\n".join([*(one.value for kind in kinds for one in kind), *tables])


def stored(engine: Engine, unit_id: int, stage: Stage = Stage.FINAL) -> int | None:
    with reading(engine) as session:
        wanted = select(Score.points).where(Score.unit_id == unit_id, Score.stage == stage)
        return session.exec(wanted).first()


def column(unit_id: int) -> str:
    return f"unit_{unit_id}"


def choose(app: AppTest, label: str, value: str) -> AppTest:
    """The app with another view."""
    (control,) = (one for one in app.button_group if one.label == label)
    return well(control.set_value(value).run())


def test_an_empty_year_says_what_to_do_first(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, units=0)
    assert "hãy nhập đơn vị" in screen(engine, made).info[0].value


def test_what_is_typed_is_counted_and_saved_at_the_button(engine: Engine, year: MadeYear) -> None:
    first, _second, third = year.unit_ids
    app = typed(screen(engine, year), {LEAF: {column(first): "10", column(third): "7,25"}})
    assert "2 ô chưa lưu" in everything(app)
    assert stored(engine, first) == 800
    app = well(press(app, SAVE))
    assert [stored(engine, one) for one in year.unit_ids] == [1000, 950, 725]
    assert "Đã lưu hết" in everything(app)
    app = well(press(app, SAVE))  # what the browser still tells of is not saved again
    assert app.toast[0].value == "Không có thay đổi nào cần lưu."


def test_cells_are_saved_again_over_what_was_saved_without_reading_the_grid_anew(
    engine: Engine, year: MadeYear
) -> None:
    first = year.unit_ids[0]
    app = screen(engine, year)
    for text, points in (("9", 900), ("8,5", 850), ("10", 1000)):
        app = well(press(typed(app, {LEAF: {column(first): text}}), SAVE))
        assert stored(engine, first) == points


def test_no_text_is_changed_in_silence(engine: Engine) -> None:
    """All texts at once over 8 points: each is saved as what it is, or shown, or refused with a reason."""
    with writing(engine) as session:
        made = made_year(session, units=len(ALL))
        rule = Rule(code="1", name="Điểm", method=Method.DIRECT, max=1000)
        save_criteria(session, OPERATOR, made.id, [Node(None, rule)], {})
        leaf = criteria_of_year(session, made.id)[0].criterion_id
        edits = [CellEdit(unit_id, leaf, "8", 0) for unit_id in made.unit_ids]
        save_cells(session, OPERATOR, made.id, Stage.FINAL, edits)
    units = dict(zip(ALL, made.unit_ids, strict=True))
    app = typed(screen(engine, made), {0: {column(unit): text for text, unit in units.items()}})
    app = press(app, SAVE)
    found = {text: stored(engine, unit) for text, unit in units.items()}
    assert {text: found[text] for text in PLAIN} == PLAIN
    silent = [text for text in (*DOUBTFUL, *REFUSED) if found[text] != 800]
    assert len(silent) == 0
    assert f"{len(DOUBTFUL)} ô cần xác nhận, {len(REFUSED)} ô không nhận" in everything(app)
    understood, refused = (table.value for table in app.table)
    assert (len(understood), len(refused)) == (len(DOUBTFUL), len(REFUSED))
    assert not [why for why in refused["Lý do"] if not why.strip()]
    app = press(app.checkbox[0].check().run(), SAVE)
    found = {text: stored(engine, unit) for text, unit in units.items()}
    assert {text: found[text] for text in DOUBTFUL} == DOUBTFUL
    assert {found[text] for text in REFUSED} == {800}


def test_all_or_nothing_keeps_good_cells_back_for_a_bad_one(engine: Engine, year: MadeYear) -> None:
    first, second, _third = year.unit_ids
    app = screen(engine, year)
    field(app, WHOLE, "toggle").set_value(True)
    app = press(typed(app, {LEAF: {column(first): "10", column(second): "11"}}), SAVE)
    assert [stored(engine, one) for one in (first, second)] == [800, 950]
    assert "Chưa lưu gì" in app.toast[0].value
    app = press(typed(app, {LEAF: {column(first): "10", column(second): "9"}}), SAVE)
    assert [stored(engine, one) for one in (first, second)] == [1000, 900]


def test_agreeing_to_one_doubt_is_not_agreeing_to_another(engine: Engine, year: MadeYear) -> None:
    first, second, _third = year.unit_ids
    app = typed(screen(engine, year), {LEAF: {column(first): "½"}})
    app = app.checkbox[0].check().run()
    app = press(typed(app, {LEAF: {column(first): "½", column(second): "1.000"}}), SAVE)
    assert [stored(engine, one) for one in (first, second)] == [800, 950]


def test_a_doubtful_cell_shows_after_saving_what_was_understood(engine: Engine, year: MadeYear) -> None:
    app = typed(screen(engine, year), {LEAF: {column(year.unit_ids[0]): "½"}})
    app = well(press(app.checkbox[0].check().run(), SAVE))
    assert app.dataframe[0].value[column(year.unit_ids[0])].iloc[LEAF] == "0,5"


def test_a_group_and_a_locked_unit_take_nothing_and_say_why(engine: Engine, year: MadeYear) -> None:
    first, second, third = year.unit_ids
    with writing(engine) as session:
        lock_sheets(session, OPERATOR, year.id, SheetStep.FINAL, [second])
    app = screen(engine, year)
    assert "đã khóa 1/3 đơn vị" in everything(app)
    app = press(
        typed(app, {GROUP: {column(first): "5"}, LEAF: {column(second): "5", column(third): "5"}}), SAVE
    )
    assert [stored(engine, one) for one in year.unit_ids] == [800, 950, 500]
    refused = app.table[-1].value
    assert len(refused) == 2
    assert any("khóa" in why for why in refused["Lý do"])


def test_steps_and_their_days_are_said(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        set_steps(session, OPERATOR, year.id, {SheetStep.SELF: date(2017, 11, 1), SheetStep.FINAL: None})
    app = choose(screen(engine, year), "Bước điểm", Stage.SELF)
    assert "hạn 01/11/2017, đã quá hạn, đang mở" in everything(app)
    assert "Thẩm định" not in everything(app)  # the year has no such step


@pytest.mark.parametrize("text", ["=1+1", "**x**", "<script>"])
def test_what_was_typed_is_shown_as_it_was_typed(engine: Engine, year: MadeYear, text: str) -> None:
    app = typed(screen(engine, year), {LEAF: {column(year.unit_ids[0]): text}})
    assert not app.exception
    from pages.shared.plain import plain

    assert plain(text) in app.table[0].value["Đã nhập"].iloc[0]


def test_a_cell_changed_by_somebody_else_is_shown_with_both_values(engine: Engine, year: MadeYear) -> None:
    first, second, _third = year.unit_ids
    app = screen(engine, year)
    other = somebody(engine, year)
    with writing(engine) as session:
        put(session, year, first, "7", 1, other)
    app = press(typed(app, {LEAF: {column(first): "9", column(second): "6"}}), SAVE)
    conflict = app.dataframe[-1].value
    assert conflict.iloc[0].tolist()[:5] == ["Đơn vị 1", "1.1", "9", "7", other.name]
    assert [stored(engine, one) for one in (first, second)] == [700, 600]  # the other cell is kept
    app = press(app, "Ghi đè bằng số của tôi")
    assert not app.exception
    assert stored(engine, first) == 900


def test_theirs_can_be_taken(engine: Engine, year: MadeYear) -> None:
    first = year.unit_ids[0]
    app = screen(engine, year, somebody(engine, year))
    with writing(engine) as session:
        put(session, year, first, "7", 1)
    app = press(press(typed(app, {LEAF: {column(first): "9"}}), SAVE), "Lấy số của người kia")
    assert stored(engine, first) == 700
    assert app.dataframe[0].value[column(first)].iloc[LEAF] == "7"
    assert "Đã lưu hết" in everything(app)


def test_whoever_saved_can_undo_it(engine: Engine, year: MadeYear) -> None:
    first = year.unit_ids[0]
    secretary = somebody(engine, year)
    app = press(typed(screen(engine, year, secretary), {LEAF: {column(first): "9"}}), SAVE)
    (undo,) = (one for one in app.button if one.label.startswith("Hoàn tác"))
    assert "(1 ô, " in undo.label
    well(undo.click().run())
    assert stored(engine, first) == 800
    assert not [one for one in buttons(screen(engine, year, secretary)) if one.startswith("Hoàn tác")]


def test_what_was_typed_and_not_saved_is_there_the_next_time(engine: Engine, year: MadeYear) -> None:
    first = year.unit_ids[0]
    secretary = somebody(engine, year)
    with writing(engine) as session:
        leaf = session.exec(select(Criterion.id).where(Criterion.code == "1.1")).one() or 0
        edits = [CellEdit(first, leaf, "7,5", 1), CellEdit(999, leaf, "7", 0)]
        now = datetime(2017, 12, 25, 3, 31, tzinfo=UTC)
        keep_draft(session, secretary, year.id, "final-block-0", edits, now)
    app = screen(engine, year, secretary)
    assert "1 ô nhập lúc 25/12/2017 10:31 chưa được lưu" in app.info[0].value
    assert app.dataframe[0].value[column(first)].iloc[LEAF] == "7,5"
    assert stored(engine, first) == 800
    app = well(press(app, SAVE))
    assert stored(engine, first) == 750
    with reading(engine) as session:
        assert session.exec(select(SheetDraft)).all() == []
    assert not screen(engine, year, secretary).info


def test_a_draft_can_be_thrown_away(engine: Engine, year: MadeYear) -> None:
    secretary = somebody(engine, year)
    with writing(engine) as session:
        leaf = session.exec(select(Criterion.id).where(Criterion.code == "1.1")).one() or 0
        edits = [CellEdit(year.unit_ids[0], leaf, "7,5", 1)]
        keep_draft(session, secretary, year.id, "final-block-0", edits, datetime.now(UTC))
    app = press(screen(engine, year, secretary), "Bỏ các ô này")
    assert app.dataframe[0].value[column(year.unit_ids[0])].iloc[LEAF] == "8"
    with reading(engine) as session:
        assert session.exec(select(SheetDraft)).all() == []


def test_a_draft_over_a_cell_that_changed_since_is_a_conflict(engine: Engine, year: MadeYear) -> None:
    first = year.unit_ids[0]
    secretary = somebody(engine, year)
    with writing(engine) as session:
        leaf = session.exec(select(Criterion.id).where(Criterion.code == "1.1")).one() or 0
        edits = [CellEdit(first, leaf, "7,5", 1)]
        keep_draft(session, secretary, year.id, "final-block-0", edits, datetime.now(UTC))
        put(session, year, first, "6", 1)
    app = press(screen(engine, year, secretary), SAVE)
    assert stored(engine, first) == 600
    assert app.dataframe[-1].value.iloc[0].tolist()[2:4] == ["7,5", "6"]


def test_one_unit_stands_beside_its_other_steps(engine: Engine, year: MadeYear) -> None:
    app = choose(screen(engine, year), "Phần hiển thị", "unit")
    frame = app.dataframe[0].value
    assert list(frame.columns) == ["name", "max", "final", "self", "review"]
    assert frame["final"].tolist() == ["", "8"]
    well(press(typed(app, {LEAF: {"final": "9", "self": "1"}}), SAVE))
    assert stored(engine, year.unit_ids[0]) == 900
    assert stored(engine, year.unit_ids[0], Stage.SELF) is None


def test_one_criterion_is_typed_for_all_units(engine: Engine, year: MadeYear) -> None:
    app = choose(screen(engine, year), "Phần hiển thị", "criterion")
    frame = app.dataframe[0].value
    assert frame["name"].tolist() == ["Đơn vị 1", NASTY, "Đơn vị 3"]
    well(press(typed(app, {2: {"final": "9"}, 0: {"final": "7"}}), SAVE))
    assert [stored(engine, one) for one in year.unit_ids] == [700, 950, 900]


@pytest.mark.parametrize("part", ["block", "criterion"])
def test_a_pasted_block_is_looked_at_and_then_typed_in(engine: Engine, year: MadeYear, part: str) -> None:
    app = screen(engine, year, somebody(engine, year))
    block = "10\tabc\t7\t8\n6" if part == "block" else "10\nabc\n7\n8"
    if part == "criterion":
        app = choose(app, "Phần hiển thị", part)
    else:
        field(app, "Tiêu chí đầu tiên", "selectbox").set_value("1.1")
    app = field(app, "Vùng ô chép từ Excel hoặc LibreOffice", "text_area").set_value(block).run()
    lost = 2 if part == "block" else 1
    assert f"Bị bỏ ra: **{lost}**" in everything(app)
    app = press(app, "Đưa vào bảng")
    assert not app.exception
    assert "3 ô chưa lưu" in everything(app)
    app = press(app, SAVE)
    assert [stored(engine, one) for one in year.unit_ids] == [1000, 950, 700]


def test_empty_cells_are_filled_from_the_step_before_and_saved_only_then(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        leaf = criteria_of_year(session, year.id)[LEAF].criterion_id
        edits = [CellEdit(unit_id, leaf, "5", 0) for unit_id in year.unit_ids]
        save_cells(session, OPERATOR, year.id, Stage.REVIEW, edits)
    secretary = somebody(engine, year)
    app = well(press(screen(engine, year, secretary), "Điền ô trống theo bước: Thẩm định"))
    assert "Đã điền 1 ô; xem lại rồi lưu." in [toast.value for toast in app.toast]
    assert stored(engine, year.unit_ids[2]) is None
    well(press(app, SAVE))
    assert [stored(engine, unit_id) for unit_id in year.unit_ids] == [800, 950, 500]
    app = press(app.run(), "Điền ô trống theo bước: Thẩm định")
    assert "Không có ô trống nào" in app.toast[0].value


def test_a_unit_sees_and_types_only_its_own_sheet_before_publication(engine: Engine, year: MadeYear) -> None:
    first, second, _third = year.unit_ids
    editor = somebody(engine, year, Role.UNIT_EDITOR, YearState.SCORING)
    app = screen(engine, year, editor)
    assert list(app.dataframe[0].value.columns) == ["name", "max", "self", "review", "final"]
    assert "9,5" not in app.dataframe[0].value.to_string()
    app = well(press(typed(app, {LEAF: {"self": "7"}}), SAVE))
    assert stored(engine, first, Stage.SELF) == 700
    (undo,) = (one for one in app.button if one.label.startswith("Hoàn tác"))
    well(undo.click().run())
    assert stored(engine, first, Stage.SELF) is None
    assert stored(engine, second, Stage.SELF) is None


@pytest.mark.parametrize(("state", "shown"), [(YearState.SCORING, False), (YearState.PUBLISHED, True)])
def test_a_leader_only_reads(engine: Engine, year: MadeYear, state: YearState, shown: bool) -> None:
    app = screen(engine, year, somebody(engine, year, Role.VIEWER, state))
    assert ("9,5" in "".join(table.value.to_string() for table in app.dataframe)) is shown
    assert SAVE not in buttons(app)


def test_a_demoted_secretary_is_refused_with_the_page_still_open(engine: Engine, year: MadeYear) -> None:
    secretary = somebody(engine, year)
    app = screen(engine, year, secretary)
    send(app, {LEAF: {column(year.unit_ids[0]): "9"}})
    with writing(engine) as session:
        grants = select(RoleGrant).where(col(RoleGrant.account_id) == secretary.account_id)
        session.exec(grants).one().role = Role.VIEWER
    app = press(app, SAVE)
    assert app.error
    assert stored(engine, year.unit_ids[0]) == 800


def test_who_sees_less_by_now_is_shown_less(engine: Engine, year: MadeYear) -> None:
    secretary = somebody(engine, year, state=YearState.SCORING)
    app = screen(engine, year, secretary)
    with writing(engine) as session:
        grant = session.exec(select(RoleGrant).where(col(RoleGrant.account_id) == secretary.account_id)).one()
        grant.role, grant.unit_id = Role.UNIT_EDITOR, year.unit_ids[0]
    app.session_state["context"] = replace(app.session_state["context"], state=YearState.SCORING)
    app = app.run()
    assert "9,5" not in "".join(table.value.to_string() for table in app.dataframe)


@pytest.mark.parametrize(
    "forged",
    [
        {LEAF: {"max": "99", "name": "x"}},  # columns that the grid locks
        {LEAF: {"unit_999": "9"}},  # no such column
        {77: {"unit_1": "9"}},  # no such row: Streamlit's own editor gives up on it
    ],
)
def test_a_forged_edit_changes_nothing(
    engine: Engine, year: MadeYear, forged: dict[int, dict[str, str]]
) -> None:
    app = screen(engine, year)
    press(send(app, forged), SAVE)
    assert stored(engine, year.unit_ids[0]) == 800
    with reading(engine) as session:
        assert [line.rule.max for line in criteria_of_year(session, year.id)] == [None, 1000]


def test_what_is_typed_for_one_year_is_not_typed_for_another(engine: Engine, year: MadeYear) -> None:
    """Though the two grids are alike to the last row and column."""
    first = year.unit_ids[0]
    with writing(engine) as session:
        later = open_year(session, OPERATOR, year.id, 2018)
    app = typed(screen(engine, year, somebody(engine, year)), {LEAF: {column(first): "9"}})
    context = app.session_state["context"]
    app.session_state["context"] = replace(context, block_year_id=later, year=2018, state=YearState.SCORING)
    app = app.run()
    assert app.dataframe[0].value[column(first)].iloc[LEAF] == ""
    assert "Đã lưu hết" in everything(app)
