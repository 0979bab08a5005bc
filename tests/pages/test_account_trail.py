"""The trail on screen: read, looked through, sealed and taken away; and a refusal that is written down."""

import ast
import csv
import io
from datetime import UTC, date, datetime, timedelta
from itertools import chain

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel, select
from streamlit.testing.v1 import AppTest

from models.accounts import TrailEntry
from models.conference import AgendaItem, Delegate
from models.enums import Role, UnitEventKind
from models.record import Activity, Milestone, Pledge, Regulation, Shortcoming
from models.registry import Block
from models.year import BlockOffice, YearTask
from pages.account.trail_actions import ACTIONS
from pages.account.trail_chain import csv_of
from pages.account.trail_facts import FACTS
from pages.account.trail_values import VALUES
from pages.account.trail_words import fact_rows, origin_words, subject_meant, subject_words, value_words
from pages.shared.i18n import use_language
from services import audit
from services.audit import record
from services.calendar import MilestoneEntry, add_milestone, edit_milestone
from services.database import reading, writing
from services.queries.trail import TrailFilter, TrailLine, stored_head, trail_page
from services.reorganisation import record_event
from services.rules.naming import UnitStyle
from services.rules.rights import OPERATOR, Permission
from services.rules.succession import EventPlan
from services.rules.trail import START, Entry
from services.scoring import SAVE, TAKE_BACK
from tests.factories import MadeYear, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well
from tests.test_architecture import sources, tree_of

NASTY = "**đậm** <b>x</b> [y](z)"


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


def column(app: AppTest, name: str) -> list[str]:
    """What the table says in that column, from the newest."""
    return [str(cell) for cell in app.dataframe[0].value[name]]


def some(installation: Engine, made: MadeYear, count: int = 1) -> None:
    with writing(installation) as session:
        for number in range(count):
            entry = MilestoneEntry(title=f"{NASTY} {number}", due_on=date(2017, 5, 4))
            add_milestone(session, OPERATOR, made.id, entry)


def test_the_administrator_reads_what_was_done_by_whom_and_how(installation: Engine, made: MadeYear) -> None:
    some(installation, made)
    app = well(visit("nhat-ky", person(installation)))
    assert column(app, "action")[:2] == ["Tạo tài khoản", "Thêm mốc thời gian"]
    assert column(app, "subject")[1] == f"Mốc thời gian 1: {NASTY} 0"
    assert column(app, "actor")[1] == "manage.py"
    with reading(installation) as session:
        head = stored_head(session)
    assert app.code[0].value == str(head)
    assert app.title[0].value == f"Nhật ký có {head.number} mục"


def test_a_year_without_entries_says_so(installation: Engine, made: MadeYear) -> None:
    app = visit("nhat-ky", person(installation))
    field(app, "Việc đã làm", "selectbox").set_value("void_poll")
    app = well(app.run())
    assert "Không có mục nào như vậy trong nhật ký." in said(app)


def test_entries_are_looked_for_by_what_and_when(installation: Engine, made: MadeYear) -> None:
    some(installation, made, 3)
    app = visit("nhat-ky", person(installation))
    field(app, "Việc đã làm", "selectbox").set_value("add_milestone")
    app = well(app.run())
    assert set(column(app, "action")) == {"Thêm mốc thời gian"}
    assert len(column(app, "action")) == 3
    field(app, "Đối tượng").set_value("milestone 2")
    app = well(app.run())
    assert len(column(app, "action")) == 1
    field(app, "Đến ngày", "date_input").set_value(date(2017, 1, 1))
    app = well(app.run())
    assert not app.dataframe


def test_older_entries_are_turned_to_and_another_search_begins_at_the_newest(
    installation: Engine, made: MadeYear
) -> None:
    some(installation, made, 60)
    app = visit("nhat-ky", person(installation))
    newest = int(column(app, "number")[0])
    assert len(column(app, "number")) == 50
    app = well(press(app, "Cũ hơn"))
    assert int(column(app, "number")[0]) == newest - 50
    app = well(press(app, "Mới nhất"))
    assert int(column(app, "number")[0]) == newest
    app = press(app, "Cũ hơn")
    field(app, "Việc đã làm", "selectbox").set_value("add_milestone")
    app = well(app.run())
    assert len(column(app, "number")) == 50


def test_the_secretary_sees_the_block_only(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        made_year(session)
    app = well(visit("nhat-ky", person(installation, made, Role.SECRETARY)))
    assert set(column(app, "action")) == {"Thêm đơn vị"}
    assert len(column(app, "action")) == 3
    assert "Kiểm tra nhật ký" not in buttons(app)
    assert len(app.get("download_button")) == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.UNIT_EDITOR])
def test_others_are_not_let_in_by_the_address(installation: Engine, made: MadeYear, role: Role) -> None:
    unit = made.unit_ids[0] if role is Role.UNIT_EDITOR else None
    app = well(visit("nhat-ky", person(installation, made, role, unit)))
    assert app.title[0].value == "Tài khoản này không xem được trang này"
    assert not app.dataframe


def test_the_trail_is_checked_against_a_seal(installation: Engine, made: MadeYear) -> None:
    app = visit("nhat-ky", person(installation))
    with reading(installation) as session:
        head = stored_head(session)
    app = well(press(app, "Kiểm tra nhật ký"))
    assert "Nhật ký nguyên vẹn" in app.success[0].value
    field(app, "Dòng niêm phong đã ghi lại").set_value(str(head))
    app = well(press(app, "Kiểm tra nhật ký"))
    assert "Nhật ký nguyên vẹn" in app.success[0].value
    field(app, "Dòng niêm phong đã ghi lại").set_value(f"{head.number + 1}:{head.hash}")
    app = press(app, "Kiểm tra nhật ký")
    assert refusal(app) == f"Nhật ký bị cắt từ mục {head.number + 1}."
    field(app, "Dòng niêm phong đã ghi lại").set_value("không phải")
    assert "không phải đầu chuỗi" in refusal(press(app, "Kiểm tra nhật ký"))


def ask_without_the_right() -> None:
    from pages.shared.context import acting, shared_database
    from services.access import require
    from services.rules.rights import Actor, Permission

    demoted = Actor(7, "Lan", origin="10.0.0.7")
    with acting(shared_database(), demoted, "done") as session:
        require(session, demoted, Permission.EDIT_YEAR, block_id=1)


def test_what_an_old_page_asks_for_without_the_right_is_refused_and_written_down(
    installation: Engine, made: MadeYear
) -> None:
    for _ in range(2):
        app = AppTest.from_function(ask_without_the_right).run()
        assert refusal(app)
    with reading(installation) as session:
        (line,) = session.exec(select(TrailEntry).where(TrailEntry.action == "refused"))
        assert (line.subject, line.blocks, line.account_id) == ("edit_year", [1], 7)
        assert (line.actor, line.origin, line.role) == ("Lan", "10.0.0.7", "")


def read_the_newest_entry() -> None:
    from models.enums import YearState
    from pages.account import trail_entry, trail_undo
    from pages.shared.context import Context, shared_database
    from pages.shared.i18n import use_language
    from services.database import reading
    from services.queries.trail import TrailFilter, trail_page
    from services.rules.rights import OPERATOR

    use_language("vi")
    engine = shared_database()
    with reading(engine) as session:
        line = trail_page(session, OPERATOR, TrailFilter()).lines[0]
    ctx = Context(engine, OPERATOR, 1, "Khối", 1, 2017, YearState.SCORING, illustrative=False)
    trail_entry.render(line)
    trail_undo.offer(ctx, line.entry)


def test_an_event_is_taken_back_from_its_entry_and_both_entries_stay(
    installation: Engine, made: MadeYear
) -> None:
    plan = EventPlan(
        kind=UnitEventKind.RENAME,
        day=date(2018, 3, 1),
        document="QĐ 15",
        before=(made.unit_ids[0],),
        style=UnitStyle("Sở Tư pháp", None),
    )
    with writing(installation) as session:
        event_id = record_event(session, OPERATOR, plan)
    app = well(AppTest.from_function(read_the_newest_entry).run())
    assert app.subheader[0].value.endswith("Ghi biến động đơn vị")
    assert "Biến động 1\\: Đơn vị 1" in said(app)
    app = press(app, "Đồng ý hoàn tác")
    app = well(AppTest.from_function(read_the_newest_entry).run())
    assert app.subheader[0].value.endswith("Hủy ghi biến động đơn vị")
    assert buttons(app) == {"Mọi mục về đối tượng này"}
    with reading(installation) as session:
        lines = trail_page(session, OPERATOR, TrailFilter(subject=f"event {event_id}")).lines
    assert [line.entry.action for line in lines] == ["undo_event", "record_event"]


def entry(**changes: object) -> Entry:
    told: dict[str, object] = {
        "number": 1,
        "at": datetime(2017, 12, 25, 1, 30, tzinfo=UTC),
        "account_id": 7,
        "actor": "Lan",
        "role": "secretary",
        "origin": "10.0.0.7",
        "action": "edit_milestone",
        "subject": "milestone 5",
        "blocks": [1],
        "reason": "",
        "facts": {},
        "previous": START.hash,
    }
    return Entry(**{**told, **changes})  # type: ignore[arg-type]


def test_before_and_after_stand_side_by_side_in_words() -> None:
    use_language("vi")
    facts = {
        "title": "Họp khối",
        "before": {"due_on": "2017-05-04", "scored": True, "person": None},
        "after": {"due_on": "2017-06-05", "scored": False, "unknown": ["a", "b"]},
    }
    assert fact_rows(entry(facts=facts)) == [
        ("Hạn ngày", "04/05/2017", "05/06/2017"),
        ("Được chấm điểm", "Có", "Không"),
        ("unknown", "", "a; b"),
    ]
    moved = entry(facts={"before": {"state": "draft"}, "after": {"state": "scoring"}})
    assert fact_rows(moved) == [("Trạng thái", "Chuẩn bị", "Chấm điểm")]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"origin": "10.0.0.7"}, "10.0.0.7"),
        ({"origin": ""}, "Trình duyệt trên chính máy chủ"),
        ({"origin": "localhost"}, "Trình duyệt trên chính máy chủ"),
        ({"origin": "", "account_id": None, "actor": "lan"}, "Trình duyệt trên chính máy chủ"),
        ({"origin": "", "account_id": None, "actor": "manage.py"}, "Dòng lệnh trên máy chủ"),
    ],
)
def test_where_it_was_asked_from_is_told_in_words(facts: dict[str, object], words: str) -> None:
    use_language("vi")
    assert origin_words(entry(**facts)) == words


def test_things_within_things_are_told_in_one_line() -> None:
    use_language("vi")
    chosen = {"chosen": "vote", "document_number": "", "document_on": "2017-12-25"}
    assert (
        value_words({"Sở A": chosen, "Sở B": {}})
        == "Sở A (Cách chọn: Biểu quyết, Ngày văn bản: 25/12/2017), Sở B"
    )
    roles = [{"role": "secretary", "block": "Khối"}, {"role": "viewer"}]
    assert value_words(roles) == "Vai trò: Thư ký, Khối: Khối; Vai trò: Người xem"


def test_a_subject_is_told_in_words_and_found_by_them() -> None:
    use_language("vi")
    assert subject_words(entry(subject="year 13", facts={"year": 2018})) == "Năm 2018"
    assert subject_words(entry(subject="13/self", facts={"year": 2018})) == "Bảng điểm năm 2018, Tự chấm"
    told = {"unit": "Sở Tư pháp", "criterion": "1.2", "year": 2018}
    for subject in ("remark 13/second_review/3/17", "evidence 13/3/17"):
        assert subject_words(entry(subject=subject, facts=told)) == "Sở Tư pháp, tiêu chí 1.2, năm 2018"
    assert subject_words(entry(facts={"title": "Họp khối"})) == "Mốc thời gian 5: Họp khối"
    assert [subject_meant(typed) for typed in (" mốc thời gian 5 ", "milestone 5", "lạ 5", "")] == [
        "milestone 5",
        "milestone 5",
        "lạ 5",
        "",
    ]


def test_what_is_not_known_stands_as_it_is() -> None:
    use_language("vi")
    assert subject_words(entry(subject="dossier 7")) == "dossier 7"
    assert subject_words(entry(action="refused", subject="edit_year")) == "sửa năm thi đua"
    assert subject_words(entry(action="create_account", subject="secretary")) == "secretary"
    assert fact_rows(entry(facts={"before": "open", "after": "draft"})) == [("Nội dung", "open", "draft")]
    assert fact_rows(entry(facts={"person": "viewer", "role": "viewer"})) == [
        ("Họ và tên", "", "viewer"),
        ("Vai trò", "", "Người xem"),
    ]
    assert value_words("một điều lạ") == "một điều lạ"
    assert fact_rows(entry(facts=None)) == []


def test_a_table_for_a_spreadsheet_holds_no_formula() -> None:
    use_language("vi")
    nasty = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")
    lines = [TrailLine(entry(actor=text, reason=text, facts={"name": text}), text) for text in nasty]
    rows = list(csv.reader(io.StringIO(csv_of(lines).removeprefix("\ufeff"), newline="")))
    assert len(rows) == len(nasty) + 1
    assert not [cell for cell in chain(*rows) if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert rows[1][2] == "'=1+1"


def actions_in_code() -> set[str]:
    """Every action that a command writes, where it stands as a text."""
    return {
        str(call.args[2].value)
        for path in sources("services/*.py")
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record"
        if isinstance(call.args[2], ast.Constant)
    }


def test_every_action_and_every_permission_has_its_words() -> None:
    assert not (actions_in_code() | {SAVE, TAKE_BACK}) - set(ACTIONS)
    assert not {one.value for one in Permission} - set(VALUES)
    assert not {one.value for one in Role} - set(VALUES)


def test_every_fact_of_a_command_has_its_words() -> None:
    """Those that commands name, and the columns of the rows whose state they tell."""
    named = {
        keyword.arg
        for path in sources("services/*.py")
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record"
        for keyword in call.keywords
    }
    tables: list[type[SQLModel]] = [Activity, Block, BlockOffice, Milestone]
    tables += [Pledge, Regulation, Shortcoming, YearTask, AgendaItem, Delegate]
    named |= set().union(*(audit.state_of(table()) for table in tables))
    assert not named - set(FACTS) - {None, "before", "after", "reason"}


def test_a_clock_that_was_set_back_is_said(
    installation: Engine, made: MadeYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock:
        @staticmethod
        def now(_zone: object) -> datetime:
            return datetime.now(UTC) - timedelta(days=2)

    username = person(installation)
    with writing(installation) as session:
        key = add_milestone(session, OPERATOR, made.id, MilestoneEntry(title="Họp", due_on=date(2017, 5, 4)))
        monkeypatch.setattr(audit, "datetime", Clock)
        later = MilestoneEntry(title="Họp", due_on=date(2017, 6, 4))
        edit_milestone(session, OPERATOR, key, later, seen_version=1)
        record(session, OPERATOR, "add_unit", "unit 9")
        number = stored_head(session).number - 1
    app = well(visit("nhat-ky", username))
    assert f"Đồng hồ bị chỉnh lùi trước mục {number};" in "".join(str(one.value) for one in app.caption)
