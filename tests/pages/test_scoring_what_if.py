"""What if: typed changes move places before one's eyes, are read exactly or refused, and are kept nowhere."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from models.accounts import TrailEntry
from models.enums import Role, YearState
from models.scoring import Criterion, Score, ScoreChange, UnitTotal
from models.year import BlockYear
from services.database import reading, writing
from tests.factories import MadeYear, everything, made_actor, made_year
from tests.pages.test_scoring_standings import engine, screen, told, year
from tests.pages.visits import press, well

__all__ = ["engine", "year"]  # fixtures
CRITERIA, SCORES = "what_if-1-0-criteria", "what_if-1-0-scores"  # of the first year, drawn once


def trial(engine: Engine, year: MadeYear, **actor: Any) -> AppTest:
    from pages.scoring import what_if

    return screen(engine, year, render=what_if.render, **actor)


def typed(app: AppTest, edited: Mapping[int, Mapping[str, Any]]) -> AppTest:
    """The screen after that was typed beside the criteria, as the browser reports it."""
    app.session_state[CRITERIA] = {"edited_rows": dict(edited), "added_rows": [], "deleted_rows": []}
    return app.run()


def added(app: AppTest, **row: str) -> AppTest:
    """The screen after a row was added to the grid of scores."""
    app.session_state[SCORES] = {"edited_rows": {}, "added_rows": [row], "deleted_rows": []}
    return app.run()


def outcome(app: AppTest) -> list[tuple[str, str, str]]:
    """Unit, place now and place then, in the order shown."""
    [frame] = [one.value for one in app.dataframe if "after" in one.value]
    return [(row["unit"], row["before"].strip(), row["after"].strip()) for row in frame.to_dict("records")]


def test_nothing_typed_moves_nobody_and_it_says_that_nothing_is_saved(engine: Engine, year: MadeYear) -> None:
    app = well(trial(engine, year))
    assert app.title[0].value == "Thử thay đổi"
    assert "không có gì ở đây được lưu" in app.info[0].value
    assert outcome(app) == [("ĐV1", "1", "1"), ("ĐV2", "2=", "2="), ("ĐV3", "2=", "2=")]


def test_another_maximum_moves_places_and_classes(engine: Engine, year: MadeYear) -> None:
    app = well(typed(well(trial(engine, year)), {2: {"max": "20"}}))
    assert outcome(app) == [("ĐV2", "2=", "1="), ("ĐV3", "2=", "1="), ("ĐV1", "1", "3")]
    assert app.title[0].value == "Thử thay đổi: 3 đơn vị đổi hạng"
    [frame] = [one.value for one in app.dataframe if "after" in one.value]
    assert [text.strip() for text in frame["points_after"]] == ["26,00", "26,00", "25,50"]
    assert list(frame["move"]) == ["lên 1", "lên 1", "xuống 2"]
    assert "Đổi xếp loại: ĐV2, ĐV3, ĐV1" in told(app)


def test_a_weight_and_a_criterion_left_out_are_tried(engine: Engine, year: MadeYear) -> None:
    app = well(typed(well(trial(engine, year)), {1: {"weight": "0,5"}}))
    assert outcome(app)[0] == ("ĐV2", "2=", "1=")
    app = well(typed(app, {1: {"out": True}}))
    assert [place for _unit, _now, place in outcome(app)] == ["1=", "1=", "3"]


def test_one_units_score_is_tried_as_typed_in_a_sheet(engine: Engine, year: MadeYear) -> None:
    app = well(added(well(trial(engine, year)), unit="don-vi-3", criterion="1.2", text="9,25"))
    assert outcome(app)[0] == ("ĐV3", "2=", "1")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ({"max": "mười"}, "Tiêu chí 1\\.1, điểm tối đa: “mười” không phải là số"),
        ({"max": "1.000"}, "hàng nghìn"),
        ({"weight": "x"}, "Tiêu chí 1\\.1, hệ số: “x” không phải là số"),
        ({"weight": "-1"}, "nhỏ hơn 0"),
    ],
)
def test_a_refused_figure_is_named_and_nothing_is_reckoned(
    engine: Engine, year: MadeYear, edit: Mapping[str, str], said: str
) -> None:
    app = typed(well(trial(engine, year)), {1: edit})
    assert not app.exception
    assert said in app.error[0].value
    assert not [one for one in app.dataframe if "after" in one.value]


def test_a_refused_score_is_named_with_unit_and_criterion(engine: Engine, year: MadeYear) -> None:
    app = added(well(trial(engine, year)), unit="don-vi-2", criterion="1.1", text="11")
    [error] = app.error
    assert "Đơn vị 2, tiêu chí 1\\.1" in error.value
    assert "Sửa các ô nêu trên" in told(app)


def test_nothing_is_kept_and_it_can_be_begun_anew(engine: Engine, year: MadeYear) -> None:
    tables = (BlockYear, Criterion, Score, ScoreChange, UnitTotal, TrailEntry)
    with reading(engine) as session:
        before = everything(session, *tables)
    app = well(typed(well(trial(engine, year)), {2: {"max": "20"}}))
    with reading(engine) as session:
        assert everything(session, *tables) == before
    app = well(press(app, "Thử lại từ đầu"))
    assert outcome(app)[0] == ("ĐV1", "1", "1")


def test_an_empty_year_says_what_to_do_first(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, units=0)
    assert "hãy nhập đơn vị" in well(trial(engine, made)).info[0].value


def test_whoever_lost_the_right_sees_no_scores(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        session.get_one(BlockYear, year.id).state = YearState.SCORING
        editor = made_actor(session, Role.UNIT_EDITOR, block_id=year.block_id, unit_id=year.unit_ids[0])
    app = well(trial(engine, year, actor=editor))
    assert "chưa được công bố" in app.info[0].value
    assert not app.dataframe
