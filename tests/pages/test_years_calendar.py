"""The calendar, the milestones, the activities, and what is due on the overview."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from models.enums import ActivityKind, Role, YearState
from models.record import Pledge
from pages.shared import formats
from pages.shared.plain import plain
from services.calendar import (
    ActivityEntry,
    MilestoneEntry,
    add_activity,
    add_customary_milestones,
    add_milestone,
    complete_milestone,
    edit_activity,
    edit_milestone,
    remove_milestone,
)
from services.database import reading, writing
from services.demonstration import load_demonstration
from services.queries.calendar import (
    ActivityLine,
    EntryKind,
    MilestoneLine,
    activities_of_year,
    milestones_of_year,
)
from services.rules.rights import OPERATOR
from tests.factories import MadeYear, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well
from tests.record import turn

NASTY = "<b>Ký</b> **x** [y](z)"
SIGNED = MilestoneEntry(title="Ký giao ước", due_on=date(2017, 2, 28))
SPORTS = ActivityEntry(kind=ActivityKind.EXCHANGE, title="Hội thao", starts_on=date(2017, 8, 11))
NOTHING_TO_PRESS = {"English", "Đăng xuất"}
SCREENS = ("lich-nam", "moc-thoi-gian", "phong-trao")


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


@pytest.fixture
def current(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session, year=formats.today().year)


def milestones(installation: Engine, made: MadeYear) -> list[MilestoneLine]:
    with reading(installation) as session:
        return milestones_of_year(session, made.block_id, made.id, 2017)


def activities(installation: Engine, made: MadeYear) -> list[ActivityLine]:
    with reading(installation) as session:
        return activities_of_year(session, made.block_id, made.id, 2017)


def put(installation: Engine, made: MadeYear, entry: MilestoneEntry = SIGNED) -> int:
    with writing(installation) as session:
        return add_milestone(session, OPERATOR, made.id, entry)


def in_days(number: int, title: str = "Việc") -> MilestoneEntry:
    return MilestoneEntry(title=title, due_on=formats.today() + timedelta(number))


def column(app: AppTest, name: str) -> list[str]:
    """The cells of the table in one column."""
    return [str(cell) for cell in app.table[0].value[name]]


@pytest.mark.parametrize("path", SCREENS)
def test_an_empty_year_says_what_to_do(installation: Engine, made: MadeYear, path: str) -> None:
    viewer = person(installation, role=Role.VIEWER)
    app = well(visit(path, viewer))
    assert len(app.info) == 1
    assert buttons(app) == NOTHING_TO_PRESS
    assert not app.table


@pytest.mark.parametrize("state", [YearState.PUBLISHED, YearState.ARCHIVED])
@pytest.mark.parametrize("path", SCREENS)
def test_a_closed_year_without_work_offers_no_change(
    installation: Engine, made: MadeYear, path: str, state: YearState
) -> None:
    turn(installation, made, state)
    assert buttons(well(visit(path, person(installation)))) == NOTHING_TO_PRESS


def test_the_demonstration_shows_its_year_month_by_month(installation: Engine) -> None:
    with writing(installation) as session:
        load_demonstration(session, OPERATOR)
    viewer = person(installation, role=Role.VIEWER)
    app = well(visit("lich-nam", viewer))
    assert "việc quá hạn" in app.title[0].value
    assert "Tháng 2/2017" in [one.value for one in app.subheader]
    assert app.subheader[len(app.subheader) - 1].value == "Tháng 1/2018"
    assert "**25/12** \u00b7 Hội nghị tổng kết" in said(app)
    assert "Hội thao Khối Nội chính (đến 12/08/2017)" in said(app)
    assert well(visit("moc-thoi-gian", viewer)).title[0].value == "Đã xong 8/9 mốc thời gian"
    app = well(visit("phong-trao", viewer))
    assert app.title[0].value == "3 phong trào, 3 hoạt động giao lưu"
    assert "10 đoàn với 180 vận động viên" in column(app, "Kết quả")
    older = well(visit("lich-nam", viewer, year="2015"))
    assert older.title[0].value == "Lịch năm 2015"
    assert "Quá hạn" not in said(older)
    assert "đổi tên: Thi hành án dân sự tỉnh \u2192 Cục Thi hành án dân sự tỉnh" in said(older)


def test_the_calendar_is_narrowed_to_a_kind(installation: Engine, made: MadeYear) -> None:
    put(installation, made)
    with writing(installation) as session:
        add_activity(session, OPERATOR, made.id, SPORTS)
    app = visit("lich-nam", person(installation))
    assert "Ký giao ước" in said(app)
    field(app, "Chỉ hiện", "button_group").set_value([EntryKind.EXCHANGE])
    app = well(app.run())
    assert "Hội thao" in said(app)
    assert "Ký giao ước" not in said(app)


def test_many_who_sign_on_one_day_are_counted(installation: Engine) -> None:
    with writing(installation) as session:
        many = made_year(session, units=4)
        for unit_id in many.unit_ids:
            session.add(Pledge(block_year_id=many.id, unit_id=unit_id, signed_on=date(2017, 2, 24)))
    shown = said(well(visit("lich-nam", person(installation))))
    assert "**24/02** \u00b7 Ký giao ước thi đua" in shown
    assert "4 đơn vị" in shown


@pytest.mark.parametrize("path", ["lich-nam", ""])
def test_names_stand_as_typed(installation: Engine, made: MadeYear, path: str) -> None:
    put(installation, made, MilestoneEntry(title=NASTY, due_on=date(2017, 2, 28), person=NASTY))
    viewer = person(installation, role=Role.VIEWER)
    shown = said(well(visit(path, viewer)))
    assert NASTY not in shown
    assert shown.count("\\*\\*x\\*\\*") == 2
    assert column(well(visit("moc-thoi-gian", viewer)), "Mốc thời gian") == [plain(NASTY)]


def test_the_overview_says_what_is_overdue_and_what_comes(installation: Engine, current: MadeYear) -> None:
    viewer = person(installation, role=Role.VIEWER)
    assert "Quá hạn" not in said(well(visit("", viewer)))
    year = formats.today().year
    entries = [in_days(0, "Hôm nay"), in_days(30, "Còn xa"), in_days(31, "Quá xa")]
    late = MilestoneEntry(title="Đã muộn", due_on=date(year, 1, 1))
    for entry in [*entries, late]:
        put(installation, current, entry)
    app = well(visit("", viewer))
    overdue = formats.today() > late.due_on
    assert app.subheader[0].value == (
        "1 việc quá hạn, 2 việc đến hạn trong 30 ngày tới" if overdue else "3 việc đến hạn trong 30 ngày tới"
    )
    shown = said(app)
    assert ":red[:material/error: **Quá hạn**] \u00b7 Đã muộn" in shown or not overdue
    assert "hôm nay \u00b7 Hôm nay" in shown
    assert "còn 30 ngày \u00b7 Còn xa" in shown
    assert "Quá xa" not in shown


def test_the_overview_is_quiet_once_everything_is_done(installation: Engine, current: MadeYear) -> None:
    key = put(installation, current, in_days(0))
    with writing(installation) as session:
        complete_milestone(session, OPERATOR, key, formats.today(), seen_version=1)
    assert "hạn" not in said(well(visit("", person(installation)))).lower()


def test_an_archived_year_has_nothing_overdue(installation: Engine, made: MadeYear) -> None:
    put(installation, made)
    turn(installation, made, YearState.ARCHIVED)
    username = person(installation)
    assert "Quá hạn" not in said(well(visit("", username)))
    assert well(visit("lich-nam", username)).title[0].value == "Lịch năm 2017"
    assert column(well(visit("moc-thoi-gian", username)), "Trạng thái") == ["Chưa làm"]


def test_a_long_list_is_cut_on_the_overview(installation: Engine, made: MadeYear) -> None:
    for place in range(9):
        put(installation, made, MilestoneEntry(title=f"Việc {place}", due_on=date(2017, 1, 1)))
    app = well(visit("", person(installation)))
    assert "Việc 5" in said(app)
    assert "Việc 6" not in said(app)
    assert [one.value for one in app.caption if "3 việc nữa" in one.value]


def test_the_customary_milestones_are_one_press_away(installation: Engine, made: MadeYear) -> None:
    app = visit("moc-thoi-gian", person(installation, made, Role.SECRETARY))
    app = well(press(app, "Thêm các mốc thường lệ"))
    assert app.title[0].value == "Đã xong 0/9 mốc thời gian"
    assert column(app, "Hạn")[-1] == "15/01/2018"
    key = milestones(installation, made)[0].id
    with writing(installation) as session:
        remove_milestone(session, OPERATOR, key, seen_version=1)
    app = well(press(app, "Thêm các mốc thường lệ còn thiếu"))
    assert len(column(app, "Mốc thời gian")) == 9


def test_a_milestone_is_added_changed_done_and_removed(installation: Engine, made: MadeYear) -> None:
    app = visit("moc-thoi-gian", person(installation, made, Role.SECRETARY))
    field(app, "Việc cần làm").set_value("Ký giao ước")
    field(app, "Hạn", "date_input").set_value(date(2017, 2, 28))
    field(app, "Đơn vị phụ trách", "selectbox").set_value(made.unit_ids[1])
    app = well(press(app, "Thêm mốc này"))
    assert column(app, "Đơn vị phụ trách") == ["Đơn vị 2"]
    assert column(app, "Trạng thái") == [":red[:material/error: **Quá hạn**]"]
    field(app, "Người phụ trách", place=1).set_value("Ông A")
    app = well(press(app, "Lưu mốc"))
    assert column(app, "Đơn vị phụ trách") == ["Đơn vị 2  \nÔng A"]
    field(app, "Ngày hoàn thành", "date_input").set_value(date(2017, 2, 24))
    app = well(press(app, "Ghi mốc đã hoàn thành"))
    assert column(app, "Trạng thái") == [":material/check: Đã xong 24/02/2017"]
    assert "Mọi mốc đã xong." in [one.value for one in app.caption]
    well(press(app, "Đồng ý xóa mốc"))
    assert milestones(installation, made) == []


def test_a_published_year_takes_only_that_a_milestone_is_done(installation: Engine, made: MadeYear) -> None:
    put(installation, made)
    turn(installation, made, YearState.PUBLISHED)
    app = visit("moc-thoi-gian", person(installation))
    assert buttons(app) == NOTHING_TO_PRESS | {"Ghi mốc đã hoàn thành"}
    well(press(app, "Ghi mốc đã hoàn thành"))
    assert milestones(installation, made)[0].done_on == formats.today()


def test_a_refused_milestone_stays_typed(installation: Engine, made: MadeYear) -> None:
    put(installation, made)
    app = visit("moc-thoi-gian", person(installation))
    field(app, "Người phụ trách").set_value("Ông A")
    app = press(app, "Thêm mốc này")
    assert "trống" in refusal(app)
    assert field(app, "Người phụ trách").value == "Ông A"
    assert len(milestones(installation, made)) == 1


def test_a_milestone_over_somebody_elses_is_refused_until_it_was_seen(
    installation: Engine, made: MadeYear
) -> None:
    key = put(installation, made)
    app = visit("moc-thoi-gian", person(installation))
    field(app, "Việc cần làm", place=1).set_value("Của tôi")
    theirs = MilestoneEntry(title="Của họ", due_on=SIGNED.due_on)
    with writing(installation) as session:
        edit_milestone(session, OPERATOR, key, theirs, seen_version=1)
    app = press(app, "Lưu mốc")
    assert "manage" in refusal(app)
    app = well(press(app, "Hiện nội dung mới nhất"))
    assert field(app, "Việc cần làm", place=1).value == "Của họ"


def test_an_activity_is_added_gets_its_result_and_is_removed(installation: Engine, made: MadeYear) -> None:
    app = visit("phong-trao", person(installation, made, Role.SECRETARY))
    field(app, "Loại", "selectbox").set_value(ActivityKind.EXCHANGE)
    field(app, "Tên hoạt động").set_value("Hội thao")
    field(app, "Ngày bắt đầu", "date_input").set_value(date(2017, 8, 11))
    field(app, "Ngày kết thúc (nếu có)", "date_input").set_value(date(2017, 8, 12))
    field(app, "Đơn vị chủ trì", "selectbox").set_value(made.unit_ids[0])
    app = well(press(app, "Thêm vào năm thi đua"))
    assert column(app, "Thời gian") == ["11/08/2017 \u2013 12/08/2017"]
    assert column(app, "Phong trào, giao lưu") == ["**Hội thao**  \n:material/groups: Giao lưu"]
    assert column(app, "Đơn vị chủ trì") == ["Đơn vị 1"]
    field(app, "Kết quả", place=1).set_value(NASTY)
    app = well(press(app, "Lưu hoạt động"))
    assert column(app, "Kết quả") == [plain(NASTY)]
    well(press(app, "Đồng ý xóa hoạt động"))
    assert activities(installation, made) == []


def test_an_activity_that_ends_before_it_starts_is_refused(installation: Engine, made: MadeYear) -> None:
    app = visit("phong-trao", person(installation))
    field(app, "Tên hoạt động").set_value("Hội thao")
    field(app, "Ngày bắt đầu", "date_input").set_value(date(2017, 8, 11))
    field(app, "Ngày kết thúc (nếu có)", "date_input").set_value(date(2017, 8, 10))
    app = press(app, "Thêm vào năm thi đua")
    assert "11/08/2017" in refusal(app)
    assert field(app, "Tên hoạt động").value == "Hội thao"
    assert activities(installation, made) == []


def test_an_activity_over_somebody_elses_is_refused(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        key = add_activity(session, OPERATOR, made.id, SPORTS)
    app = visit("phong-trao", person(installation))
    with writing(installation) as session:
        edit_activity(session, OPERATOR, key, SPORTS, seen_version=1)
    assert "chưa lưu gì" in refusal(press(app, "Lưu hoạt động"))


def test_whoever_only_looks_has_nothing_to_press(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        add_customary_milestones(session, OPERATOR, made.id)
        add_activity(session, OPERATOR, made.id, SPORTS)
    viewer = person(installation, role=Role.VIEWER)
    for path in SCREENS:
        assert buttons(well(visit(path, viewer))) == NOTHING_TO_PRESS
