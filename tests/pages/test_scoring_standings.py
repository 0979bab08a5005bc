"""The standings: marked provisional or final, explained, locked, and red where they differ from the lock."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select, update
from streamlit.testing.v1 import AppTest

from models.enums import Method, Role, Stage, YearState
from models.scoring import Criterion, Score
from models.sheets import ScoringLock
from models.year import BlockYear
from pages.shared.context import Context
from services.database import engine_of, reading, writing
from services.queries.standings import ranking_facts
from services.ranking_rules import set_ranking_rules
from services.rules.cell_edits import CellEdit
from services.rules.document import Criterion as Rule
from services.rules.document import RankingRule
from services.rules.ranking_entry import RankingEntry, TypedBand, TypedQuota
from services.rules.rights import OPERATOR, Actor
from services.scoring import save_cells
from services.scoring_lock import lock_scoring
from services.settings import Settings
from tests.factories import MadeYear, made_actor, made_link_actor, made_stale, made_year
from tests.pages.visits import field, press, well
from tests.scored import scored_year

NASTY = "<b>Tổ</b> **chức** =1+1"
TREE = (
    Rule(code="1", name="Nhóm", method=Method.GROUP),
    Rule(code="1.1", parent="1", name=NASTY, method=Method.DIRECT, max=1000),
    Rule(code="1.2", parent="1", name="Báo cáo", method=Method.DIRECT, max=1000),
    Rule(
        code="2",
        name="Thưởng, phạt",
        method=Method.BONUS_PENALTY,
        bonus=Decimal(1),
        penalty=Decimal(1),
        floor=-300,
        cap=300,
    ),
)
ENDS = {"minimum_included": True, "maximum_included": False}
SCORES = {"1.1": ("9,5", "9", "9"), "1.2": ("8", "8,5", "8,5")}
RULES = RankingEntry(
    rule=RankingRule(tie_breaks=("1.1",)),
    bands=(
        TypedBand(name="Xuất sắc", minimum="87,5"),
        TypedBand(name="Tốt", minimum="50", maximum="87,5", minimum_included=False),
    ),
    quotas=(
        TypedQuota(award="province_flag", maximum="1"),
        TypedQuota(award="province_certificate", share="1/2", after=("province_flag",)),
    ),
)


@pytest.fixture
def engine(sqlite_settings: Settings) -> Engine:
    return engine_of(sqlite_settings)


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    """Three units in one group of two leaves; the last two are equal, the first is before them by 1.1."""
    with writing(engine) as session:
        made = scored_year(session, TREE, SCORES, YearState.CONFERENCE)
        seen = ranking_facts(session, made.id).version
        set_ranking_rules(session, OPERATOR, made.id, RULES, seen_version=seen)
    return made


def _screen() -> None:
    import streamlit as st

    from pages.shared.context import ask_password_again, show_flash

    show_flash()
    ask_password_again(st.session_state["context"].engine, st.session_state["context"].actor)
    st.session_state["render"](st.session_state["context"])


def screen(
    engine: Engine,
    year: MadeYear,
    actor: Actor = OPERATOR,
    render: Callable[[Context], None] | None = None,
) -> AppTest:
    from pages.scoring import standings

    with reading(engine) as session:
        state = session.get_one(BlockYear, year.id).state
    app = AppTest.from_function(_screen, default_timeout=30)
    app.session_state["render"] = render or standings.render
    app.session_state["context"] = Context(
        engine, actor, year.block_id, "Khối thi đua", year.id, 2017, state, illustrative=False
    )
    return app.run()


def told(app: AppTest) -> str:
    """Every sentence of the screen."""
    kinds = (app.title, app.markdown, app.caption, app.info, app.warning, app.error, app.subheader)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def column(app: AppTest, name: str, table: int = 0) -> list[str]:
    return [str(text).strip() for text in app.dataframe[table].value[name]]


def notes(app: AppTest) -> list[str]:
    """What is written into the charts."""
    return [str(json.loads(chart.proto.spec)) for chart in app.get("plotly_chart")]


def locked(engine: Engine, year: MadeYear) -> str:
    with writing(engine) as session:
        return lock_scoring(session, OPERATOR, year.id)


def clear_one(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        leaf = session.exec(select(Criterion.id).where(Criterion.code == "1.2")).one() or 0
        save_cells(session, OPERATOR, year.id, Stage.FINAL, [CellEdit(year.unit_ids[2], leaf, "", 1)])


def test_places_are_shared_and_the_chain_is_shown(engine: Engine, year: MadeYear) -> None:
    app = well(screen(engine, year))
    assert column(app, "place") == ["1", "2=", "2="]
    assert column(app, "points") == ["17,50"] * 3
    assert column(app, "classification") == ["Xuất sắc"] * 3
    said = told(app)
    assert "Đơn vị 1 xếp trên Đơn vị 2: cùng 17,50 điểm, xét tiếp 1\\.1" in said
    assert "9,50 so với 9,00" in said
    assert "Đơn vị 2 và Đơn vị 3 đồng hạng" in said


def test_the_mark_stands_on_the_screen_and_in_every_chart(engine: Engine, year: MadeYear) -> None:
    app = well(screen(engine, year))
    assert "TẠM THỜI" in told(app)
    field(app, "Đơn vị", "selectbox").set_value("don-vi-1").run()
    assert len(notes(app)) == 2
    assert all("TẠM THỜI" in spec for spec in notes(app))
    digest = locked(engine, year)
    app = well(screen(engine, year))
    assert "CHÍNH THỨC (khóa" in told(app)
    assert digest[:12] in told(app)
    assert all("CHÍNH THỨC" in spec for spec in notes(app))
    assert "TẠM THỜI" not in told(app)


def test_bands_and_quotas_are_told_with_their_ends_and_rules(engine: Engine, year: MadeYear) -> None:
    app = well(screen(engine, year))
    text = "\n".join(table.value.to_string() for table in app.table)
    assert "từ 87,5% trở lên" in text
    assert "trên 50% đến dưới 87,5%" in text
    assert "1/2 của 2 đơn vị còn lại trong 3 đơn vị sau khi trừ" in text


def test_a_unit_that_lacks_scores_is_named_with_them_and_hinders_the_lock(
    engine: Engine, year: MadeYear
) -> None:
    clear_one(engine, year)
    app = well(screen(engine, year))
    assert column(app, "place") == ["1", "2", "-"]
    assert "**Đơn vị 3**: 1\\.2 Báo cáo" in app.warning[0].value
    assert field(app, "Khóa chấm điểm năm 2017", "button").disabled
    assert "1 đơn vị còn thiếu điểm" in told(app)
    app = field(app, "Đơn vị", "selectbox").set_value("don-vi-3").run()
    assert "Đơn vị 3 chưa được xếp hạng vì các tiêu chí sau chưa có điểm" in told(well(app))


def test_why_a_place_names_what_was_gained_and_lost(engine: Engine, year: MadeYear) -> None:
    app = well(screen(engine, year))
    app = well(field(app, "Đơn vị", "selectbox").set_value("don-vi-1").run())
    assert "Cả hai cùng 17,50 điểm. Xét lần lượt: 1\\.1" in told(app)
    [reasons] = [frame.value for frame in app.dataframe if "difference" in frame.value]
    assert [text.strip() for text in reasons["difference"]] == ["+0,50", "-0,50", "0,00"]
    assert list(reasons["criterion"]) == [NASTY, "Báo cáo", "Cộng"]


def test_locking_and_unlocking_needs_the_password_and_a_reason(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        secretary = made_actor(session, Role.SECRETARY, block_id=year.block_id)
    app = press(well(screen(engine, year, secretary)), "Khóa chấm điểm năm 2017")
    assert "CHÍNH THỨC" in told(well(app))
    with writing(engine) as session:
        made_stale(session, secretary)
    app = press(app, "Đồng ý mở khóa")
    assert "CHÍNH THỨC" in told(app)
    assert any(one.label == "Mật khẩu" for one in app.text_input)
    app = well(screen(engine, year))
    app = press(app, "Đồng ý mở khóa")
    assert app.error
    field(app, "Lý do").set_value("Nhập nhầm điểm")
    assert "TẠM THỜI" in told(well(press(app, "Đồng ý mở khóa")))


def test_scores_changed_behind_the_lock_raise_a_red_flag_and_the_locked_places_stay(
    engine: Engine, year: MadeYear
) -> None:
    locked(engine, year)
    with writing(engine) as session:  # as nobody could by a command
        leaf = session.exec(select(Criterion.id).where(Criterion.code == "1.2")).one()
        session.exec(
            update(Score)
            .where(col(Score.unit_id) == year.unit_ids[2], col(Score.criterion_id) == leaf)
            .values(points=1000)
        )
    app = screen(engine, year)
    [flag] = app.error
    assert "Điểm đã bị thay đổi sau khi khóa" in flag.value
    assert column(app, "place") == ["1", "2=", "2="]
    text = app.table[0].value.to_string()
    assert "17,50" in text
    assert "19,00" in text


def test_a_kept_evaluation_that_was_tampered_with_is_told_by_its_code(engine: Engine, year: MadeYear) -> None:
    locked(engine, year)
    with writing(engine) as session:
        row = session.get_one(ScoringLock, year.id)
        kept: dict[str, Any] = dict(row.evaluation)
        row.evaluation = {**kept, "quotas": {"province_flag": 3}}
    app = screen(engine, year)
    assert "không khớp mã" in app.error[0].value
    assert column(app, "place") == ["1", "2=", "2="]


def test_whoever_may_not_see_the_scores_gets_neither_places_nor_file(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        editor = made_actor(session, Role.UNIT_EDITOR, block_id=year.block_id, unit_id=year.unit_ids[0])
        link = made_link_actor(session, year)
    for actor in (editor, link):
        app = well(screen(engine, year, actor))
        assert "chưa được công bố" in app.info[0].value
        assert not app.dataframe
        assert not app.get("download_button")


def test_a_leader_sees_the_places_but_neither_lock_nor_rules(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        leader = made_actor(session, Role.VIEWER)
    app = well(screen(engine, year, leader))
    assert column(app, "place") == ["1", "2=", "2="]
    assert len(app.get("download_button")) == 1
    assert not app.button
    assert [one.label for one in app.expander] == ["Điểm theo từng phần"]


def test_rules_are_typed_and_saved_together(engine: Engine, year: MadeYear) -> None:
    app = well(screen(engine, year))
    key = f"ranking-{year.id}-0"
    field(app, "Khi bằng nhau xét lần lượt theo thứ tự này", "multiselect").set_value(["bonus", "1.2"])
    type_rows(app, f"{key}-bands", {0: {"minimum": "90 %"}}, added=[{**ENDS, "name": "Khá", "maximum": "50"}])
    app = well(press(app, "Lưu quy định"))
    with reading(engine) as session:
        facts = ranking_facts(session, year.id)
    assert facts.rule.tie_breaks == ("bonus", "1.2")
    assert [(band.code, band.min, band.max) for band in facts.bands] == [
        ("xuat-sac", 9000, None),
        ("tot", 5000, 8750),
        ("kha", None, 5000),
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"minimum": "một"}, "“một” không phải là số"),
        ({"minimum": "60", "maximum": "40"}, "lớn hơn mức trên"),
        ({"name": "Tốt"}, "có hai lần"),
    ],
)
def test_a_refused_rule_is_said_and_what_was_typed_stays(
    engine: Engine, year: MadeYear, typed: Mapping[str, str], said: str
) -> None:
    app = well(screen(engine, year))
    key = f"ranking-{year.id}-0-bands"
    type_rows(app, key, {0: typed})
    app = press(app, "Lưu quy định")
    [error] = app.error
    assert said in error.value
    assert app.session_state[key]["edited_rows"]
    with reading(engine) as session:
        assert ranking_facts(session, year.id).bands[0].min == 8750


def type_rows(
    app: AppTest, key: str, edited: Mapping[int, Mapping[str, Any]], added: list[dict[str, Any]] | None = None
) -> None:
    """Type into a grid as the browser reports it."""
    app.session_state[key] = {"edited_rows": dict(edited), "added_rows": added or [], "deleted_rows": []}


def test_nothing_to_rank_is_said_and_rules_can_still_be_set(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, units=0)
    app = well(screen(engine, made))
    assert "hãy nhập đơn vị" in app.info[0].value
    assert any(one.label.startswith("Quy định xếp hạng") for one in app.expander)


def test_the_file_is_offered_under_its_year(engine: Engine, year: MadeYear) -> None:
    [button] = well(screen(engine, year)).get("download_button")
    assert button.proto.label == "Tải bảng xếp hạng (Excel)"
