"""How far the sheets are: who sees what, locks, unlocks, dates and reminds, and how each is refused."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.accounts import Account, TrailEntry
from models.enums import Role, SheetStep, Stage, YearState
from models.sheets import ScoringLock, SheetLock
from models.year import BlockYear
from pages.scoring import progress
from pages.shared import formats
from services.database import engine_of, reading, writing
from services.queries.scope import as_of_now
from services.queries.sheet_steps import steps_of_year
from services.rules.rights import OPERATOR, Actor
from services.settings import Settings
from services.sheets import lock_sheets, set_steps
from tests.factories import MadeYear, made_actor, made_stale, made_year
from tests.pages.screening import demote, everything, screen
from tests.pages.visits import buttons, field, press, refusal, well
from tests.sheets import fill, made_sheets

SELF, REVIEW, EXPLANATION, FINAL = (
    SheetStep.SELF,
    SheetStep.REVIEW,
    SheetStep.EXPLANATION,
    SheetStep.FINAL,
)
LOCK, FINISHED, UNLOCK, SAVE = "Khóa bước này", "Hoàn thành thẩm định", "Mở khóa", "Lưu các bước"
DAYS = {SELF: date(2017, 11, 10), REVIEW: date(2017, 11, 15), EXPLANATION: date(2017, 12, 5), FINAL: None}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "today", lambda: date(2017, 11, 12))


@pytest.fixture
def engine(sqlite_settings: Settings) -> Iterator[Engine]:
    engine = engine_of(sqlite_settings)
    yield engine
    engine.dispose()


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    """Three units: the first has filled in everything, the second two of three, the third nothing."""
    with writing(engine) as session:
        made = made_sheets(session)
        set_steps(session, OPERATOR, made.id, DAYS)
        fill(session, made, Stage.SELF, 0, c1_1="9", c1_2="10/10", c2="5")
        fill(session, made, Stage.SELF, 1, c1_1="9", c2="4")
    return made


def somebody(engine: Engine, made: MadeYear, role: Role, unit: int | None = None) -> Actor:
    with writing(engine) as session:
        return made_actor(session, role, block_id=made.block_id, unit_id=unit)


def drawn(engine: Engine, made: MadeYear, actor: Actor) -> AppTest:
    return screen(engine, made, progress.render, actor)


def locks(engine: Engine) -> set[tuple[SheetStep, int]]:
    with reading(engine) as session:
        return {(row.step, row.unit_id) for row in session.exec(select(SheetLock))}


def test_a_year_with_nothing_to_score_says_what_comes_first(engine: Engine) -> None:
    with writing(engine) as session:
        empty, without_criteria = made_year(session, units=0), made_year(session)
    for made in (empty, without_criteria):
        app = well(drawn(engine, made, OPERATOR))
        assert app.title[0].value == "Tiến độ chấm điểm năm 2017"
        assert "hãy nhập đơn vị" in app.info[0].value


def test_the_secretary_sees_every_sheet_in_words(engine: Engine, made: MadeYear) -> None:
    app = well(drawn(engine, made, somebody(engine, made, Role.SECRETARY)))
    assert app.title[0].value == "Tự chấm: 1/3 bảng điểm đã xong, 2 bảng quá hạn"
    table = app.dataframe[0].value
    assert list(table["unit"]) == ["ĐV1", "ĐV2", "ĐV3"]
    assert [text[2:] for text in table["self"]] == [
        "3/3 · đủ, chưa nộp",
        "2/3 · 66% · quá hạn 2 ngày",
        "0/3 · 0% · quá hạn 2 ngày",
    ]
    assert {text[2:] for text in table["review"]} == {"0/3 · 0% · còn 3 ngày"}
    assert {text[2:] for text in table["explanation"]} == {"chờ bước trước"}
    assert {text[2:] for text in table["final"]} == {"0/3 · 0% · đang mở"}


def test_a_published_year_is_late_with_nothing_and_offers_nothing(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        session.exec(select(BlockYear)).one().state = YearState.PUBLISHED
    app = well(drawn(engine, made, OPERATOR))
    assert app.title[0].value == "Tự chấm: 1/3 bảng điểm đã xong"
    assert not buttons(app)


def test_a_unit_sees_its_own_sheet_alone_and_hands_it_in(engine: Engine, made: MadeYear) -> None:
    second = made.unit_ids[1]
    editor = somebody(engine, made, Role.UNIT_EDITOR, second)
    app = well(drawn(engine, made, editor))
    assert app.title[0].value == "Đơn vị 2: Tự chấm, quá hạn 2 ngày"
    shown = everything(app)
    assert "2/3" in shown
    for canary in ("ĐV1", "Đơn vị 1", "ĐV3", "Đơn vị 3", "3/3", "0/3 · 0% · quá hạn"):
        assert canary not in shown
    assert "Còn 1 tiêu chí chưa có điểm" in app.warning[0].value
    assert not buttons(app) & {UNLOCK, SAVE}
    app = well(press(app, "Đồng ý nộp"))
    assert locks(engine) == {(SELF, second)}
    assert "Tự chấm, Người" in everything(app)
    assert "khóa lúc" in everything(app)
    assert "Chỉ thư ký mở khóa được" in everything(app)


def test_a_viewer_sees_nothing_before_the_conference(engine: Engine, made: MadeYear) -> None:
    app = well(drawn(engine, made, somebody(engine, made, Role.VIEWER)))
    assert "chưa được công bố" in app.info[0].value
    assert "ĐV1" not in everything(app)
    assert not app.dataframe


def test_a_reviewer_finishes_the_others_and_never_the_own_unit(engine: Engine, made: MadeYear) -> None:
    first, second, _third = made.unit_ids
    reviewer = somebody(engine, made, Role.REVIEWER)
    with writing(engine) as session:
        session.get_one(Account, reviewer.account_id).unit_id = first
        fill(session, made, Stage.REVIEW, 1, c1_1="8", c1_2="9/10", c2="4")
        reviewer = as_of_now(session, reviewer)
    app = well(drawn(engine, made, reviewer))
    [units] = app.multiselect
    assert units.options == ["Đơn vị 2", "Đơn vị 3"]
    assert units.value == [second]
    well(press(app, FINISHED))
    assert locks(engine) == {(REVIEW, second)}
    assert not buttons(app) & {UNLOCK, SAVE}


def test_the_secretary_locks_some_and_unlocks_one_with_a_reason(engine: Engine, made: MadeYear) -> None:
    first, second, _third = made.unit_ids
    app = well(drawn(engine, made, somebody(engine, made, Role.SECRETARY)))
    app.multiselect[0].set_value([first, second]).run()
    app = well(press(app, LOCK))
    assert locks(engine) == {(SELF, first), (SELF, second)}
    assert refusal(press(app, UNLOCK))  # no reason
    field(app, "Lý do").set_value("Gửi nhầm <b>tệp</b>")
    app = well(press(app, UNLOCK))
    assert locks(engine) == {(SELF, second)}
    assert [table.value.iloc[0, 0] for table in app.table] == ["Đơn vị 1"]


def test_unlocking_asks_for_the_password_again(engine: Engine, made: MadeYear) -> None:
    secretary = somebody(engine, made, Role.SECRETARY)
    with writing(engine) as session:
        lock_sheets(session, secretary, made.id, SELF, made.unit_ids[:1])
        made_stale(session, secretary)
    app = well(drawn(engine, made, secretary))
    field(app, "Lý do").set_value("Gửi nhầm tệp")
    app = well(press(app, UNLOCK))
    assert field(app, "Mật khẩu")
    assert locks(engine)


def test_locking_what_is_locked_already_changes_and_tells_nothing(engine: Engine, made: MadeYear) -> None:
    app = well(drawn(engine, made, somebody(engine, made, Role.SECRETARY)))
    with writing(engine) as session:
        lock_sheets(session, OPERATOR, made.id, SELF, made.unit_ids[:1])
    app = well(press(app, LOCK))
    with reading(engine) as session:
        told = session.exec(select(TrailEntry).where(TrailEntry.action == "lock_sheets")).all()
    assert len(told) == 1
    assert told[0].facts["units"] == ["Đơn vị 1"]


def test_days_out_of_order_are_refused_with_both_days(engine: Engine, made: MadeYear) -> None:
    app = well(drawn(engine, made, OPERATOR))
    field(app, "Thẩm định: ngày cuối", "date_input").set_value(date(2017, 11, 1))
    said = refusal(press(app, SAVE))
    assert "01/11/2017" in said
    assert "10/11/2017" in said
    with reading(engine) as session:
        assert steps_of_year(session, made.id).deadlines == DAYS


def test_a_day_outside_the_year_cannot_be_given(engine: Engine, made: MadeYear) -> None:
    app = well(drawn(engine, made, OPERATOR))
    day = field(app, "Điểm chốt: ngày cuối", "date_input")
    assert (day.min, day.max) == (date(2017, 1, 1), date(2018, 3, 31))


def test_a_step_is_added_and_one_is_left_out(engine: Engine, made: MadeYear) -> None:
    app = well(drawn(engine, made, OPERATOR))
    field(app, "Thẩm định lần hai", "checkbox").check()
    field(app, "Giải trình", "checkbox").uncheck()
    app = well(press(app, SAVE))
    assert list(app.dataframe[0].value.columns) == ["unit", "self", "review", "second_review", "final"]
    assert "chờ bước trước" in app.dataframe[0].value["second_review"].iloc[0]


def test_steps_that_somebody_else_has_set_meanwhile_are_not_overwritten(
    engine: Engine, made: MadeYear
) -> None:
    app = well(drawn(engine, made, OPERATOR))
    with writing(engine) as session:
        set_steps(session, OPERATOR, made.id, {SELF: date(2017, 10, 1)})
    field(app, "Giải trình", "checkbox").uncheck()
    assert "đã sửa nội dung này" in refusal(press(app, SAVE))
    with reading(engine) as session:
        assert steps_of_year(session, made.id).deadlines[SELF] == date(2017, 10, 1)


def test_a_step_that_is_used_no_more_takes_no_lock(engine: Engine, made: MadeYear) -> None:
    reviewer = somebody(engine, made, Role.REVIEWER)
    app = well(drawn(engine, made, reviewer))
    app.multiselect[0].set_value(list(made.unit_ids[:1])).run()
    with writing(engine) as session:
        set_steps(session, OPERATOR, made.id, {SELF: None})
    app = press(app, FINISHED)
    assert not app.exception
    assert not locks(engine)


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.REVIEWER])
def test_who_was_demoted_is_refused_on_the_old_page(engine: Engine, made: MadeYear, role: Role) -> None:
    actor = somebody(engine, made, role)
    app = well(drawn(engine, made, actor))
    app.multiselect[0].set_value(list(made.unit_ids[:1])).run()
    demote(engine, actor)
    app = press(app, LOCK if role is Role.SECRETARY else FINISHED)
    assert not app.exception
    assert not locks(engine)


@pytest.mark.parametrize("state", [YearState.PUBLISHED, YearState.ARCHIVED])
def test_a_year_that_is_out_takes_no_steps_and_no_locks_on_the_old_page(
    engine: Engine, made: MadeYear, state: YearState
) -> None:
    app = well(drawn(engine, made, OPERATOR))
    with writing(engine) as session:
        session.exec(select(BlockYear)).one().state = state
    assert "2017" in refusal(press(app, LOCK))
    assert "2017" in refusal(press(app, SAVE))
    assert not locks(engine)


def test_nothing_is_unlocked_once_the_scoring_is_locked(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        lock_sheets(session, OPERATOR, made.id, SELF, made.unit_ids[:1])
        now = datetime.now(UTC)
        session.add(ScoringLock(block_year_id=made.id, evaluation={}, sha256="0" * 64, locked_at=now))
    app = well(drawn(engine, made, OPERATOR))
    field(app, "Lý do").set_value("Vì")
    assert "2017" in refusal(press(app, UNLOCK))
    assert locks(engine)


def test_a_sheet_unlocked_by_another_is_said_to_be_so(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        lock_sheets(session, OPERATOR, made.id, SELF, made.unit_ids)
    app = well(drawn(engine, made, OPERATOR))
    field(app, "Lý do").set_value("Vì")
    with writing(engine) as session:
        session.delete(session.get_one(SheetLock, (made.id, SELF, made.unit_ids[0])))
    press(app, UNLOCK)
    assert not app.exception


def test_the_reminder_names_what_is_missing_to_one_unit_or_all(engine: Engine, made: MadeYear) -> None:
    app = well(drawn(engine, made, OPERATOR))
    letter = app.code[0].value
    assert letter.startswith("Kính gửi: Các đơn vị thành viên Khối thi đua\n")
    assert "hết ngày 10/11/2017 (đã quá hạn 2 ngày)" in letter
    assert "1. Đơn vị 3: đã nhập 0/3 tiêu chí, còn thiếu 3 tiêu chí (1.1, 1.2, 2).\n" in letter
    assert "2. Đơn vị 2: đã nhập 2/3 tiêu chí, còn thiếu 1 tiêu chí (1.2).\n" in letter
    assert "Đơn vị 1" not in letter
    field(app, "Gửi đến", "selectbox").set_value("Đơn vị 2").run()
    assert app.code[0].value.startswith("Kính gửi: Đơn vị 2\n")
    assert "- 1.2. Mục 1.2" in app.code[0].value
    field(app, "Bước chấm điểm", "selectbox", 1).set_value(REVIEW).run()
    assert app.code[0].value.startswith("Kính gửi: Tổ thẩm định Khối thi đua\n")
