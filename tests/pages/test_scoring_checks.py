"""What stands out in the sheets, and who scored whom: found, empty, and kept from whom it is not for."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.accounts import Account
from models.enums import Role, Stage, YearState
from models.year import BlockYear
from pages.scoring import checks, interests
from services.database import engine_of, writing
from services.rules.rights import OPERATOR, Actor
from services.settings import Settings
from tests.factories import MadeYear, led_by, made_actor, made_year
from tests.pages.screening import everything, screen
from tests.pages.visits import field, person, visit, well
from tests.sheets import fill, made_sheets

LIMITS = "Tự chấm lệch thẩm định từ bao nhiêu phần trăm điểm tối đa"


@pytest.fixture
def engine(sqlite_settings: Settings) -> Iterator[Engine]:
    engine = engine_of(sqlite_settings)
    yield engine
    engine.dispose()


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    """Four units; the first, which heads the block, gave itself more than the review did in one criterion."""
    with writing(engine) as session:
        made = made_sheets(session, 4)
        led_by(session, made.id, made.unit_ids[0])
        for place, own in enumerate(("9,75", "6", "6", "6")):
            fill(session, made, Stage.SELF, place, c1_1=own, c2="5")
            fill(session, made, Stage.REVIEW, place, c1_1="6", c2="5")
    return made


def somebody(engine: Engine, made: MadeYear, role: Role, place: int | None = None) -> Actor:
    with writing(engine) as session:
        unit = None if place is None else made.unit_ids[place]
        return made_actor(session, role, block_id=made.block_id, unit_id=unit)


def test_a_year_without_scores_has_nothing_that_stands_out(engine: Engine) -> None:
    with writing(engine) as session:
        empty, unscored = made_year(session, units=0), made_sheets(session)
    assert "hãy nhập đơn vị" in well(screen(engine, empty, checks.render)).info[0].value
    app = well(screen(engine, unscored, checks.render))
    assert app.title[0].value == "Bảng điểm năm 2017 không có gì bất thường"
    assert not app.dataframe


def test_a_self_score_far_from_its_review_is_told_with_both_figures(engine: Engine, made: MadeYear) -> None:
    app = well(screen(engine, made, checks.render, somebody(engine, made, Role.REVIEWER)))
    assert "chỗ cần xem lại" in app.title[0].value
    table = app.dataframe[0].value
    assert table.iloc[0].tolist() == ["ĐV1", "1.1 Mục 1.1", "9,75", "6,00", "+3,75"]
    assert "từ 20% điểm tối đa" in everything(app)


def test_the_limits_are_the_readers_to_set(engine: Engine, made: MadeYear) -> None:
    app = well(screen(engine, made, checks.render))
    field(app, LIMITS, "number_input").set_value(50).run()
    assert "9,75" not in everything(well(app))


def test_who_may_not_see_drafts_finds_no_checks(installation: Engine) -> None:
    with writing(installation) as session:
        made = made_sheets(session, 4)
        fill(session, made, Stage.SELF, 1, c1_1="9,87")
        fill(session, made, Stage.REVIEW, 1, c1_1="3,21")
    name = person(installation, made, Role.UNIT_EDITOR, made.unit_ids[0])
    app = visit("kiem-tra", name)
    assert not app.exception
    assert "9,87" not in everything(app)
    assert not app.dataframe


def test_even_the_screen_alone_shows_a_unit_its_own_cells_only(engine: Engine, made: MadeYear) -> None:
    app = well(screen(engine, made, checks.render, somebody(engine, made, Role.UNIT_EDITOR, 1)))
    shown = everything(app)
    assert "9,75" not in shown
    assert "ĐV1" not in shown


def test_nobody_scored_says_so(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_sheets(session)
    app = well(screen(engine, made, interests.render))
    assert app.title[0].value == "Ai chấm cho ai năm 2017"
    assert "chưa ai nhập điểm" in app.info[0].value


def test_the_head_unit_is_named_and_nobody_reviewed_the_own_unit(engine: Engine, made: MadeYear) -> None:
    reviewer = somebody(engine, made, Role.REVIEWER)
    with writing(engine) as session:
        session.get_one(Account, reviewer.account_id).unit_id = made.unit_ids[2]
        fill(session, made, Stage.REVIEW, 3, reviewer, c9="1/0")
    app = well(screen(engine, made, interests.render))
    assert app.title[0].value == "Năm 2017 không ai thẩm định đơn vị của mình"
    assert "Đơn vị 1 là đơn vị Trưởng khối năm 2017" in everything(app)
    assert not app.warning
    table = app.dataframe[0].value.set_index("person")
    assert list(table.loc[reviewer.name]) == ["Đơn vị 3", "", "", "\u2013", "1"]
    assert list(table.iloc[-1])[1:] == ["2", "2", "2", "2"]


def test_who_closed_scores_of_the_own_unit_is_flagged(engine: Engine, made: MadeYear) -> None:
    secretary = somebody(engine, made, Role.SECRETARY)
    with writing(engine) as session:
        session.get_one(Account, secretary.account_id).unit_id = made.unit_ids[0]
        fill(session, made, Stage.FINAL, 0, secretary, c1_1="9", c2="5")
    app = well(screen(engine, made, interests.render))
    assert app.title[0].value.startswith("1 người đã thẩm định hoặc chốt điểm cho đơn vị mình")
    assert "thuộc Đơn vị 1 và đã nhập hoặc sửa 2 ô điểm" in app.warning[0].value


def test_a_unit_sees_who_scored_it_and_no_other_until_publication(engine: Engine, made: MadeYear) -> None:
    editor = somebody(engine, made, Role.UNIT_EDITOR, 1)
    app = well(screen(engine, made, interests.render, editor))
    assert list(app.dataframe[0].value.columns) == ["person", "home", str(made.unit_ids[1])]
    with writing(engine) as session:
        session.exec(select(BlockYear)).one().state = YearState.PUBLISHED
    app = well(screen(engine, made, interests.render, editor))
    assert len(app.dataframe[0].value.columns) == 2 + len(made.unit_ids)


def test_a_viewer_is_told_that_nothing_is_released_yet(engine: Engine, made: MadeYear) -> None:
    app = well(screen(engine, made, interests.render, somebody(engine, made, Role.VIEWER)))
    assert "chưa được công bố" in app.info[0].value
    assert not app.dataframe
    assert OPERATOR.name not in everything(app)
