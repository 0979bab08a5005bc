"""Many people at once: saved from a grid, taken over from a sheet, given codes; all of it or nothing."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant, TrailEntry
from models.enums import Role
from models.sessions import OneTimeCode
from services.accounts import (
    ImportedPeople,
    PersonEntry,
    RoleEntry,
    create_account,
    edit_people,
    import_people,
    set_active,
)
from services.database import reading, writing
from services.errors.accounts import (
    LastAdministrator,
    NotAllowed,
    PasswordNeeded,
    PeopleRefused,
    RoleMissing,
)
from services.errors.base import Stale
from services.errors.typed import NameRefused
from services.errors.workbooks import PersonRowFault, PersonRowRefused, RowsRefused, SheetOutdated
from services.passwords import issue_code, issue_codes
from services.queries.accounts import PersonLine, people, ways_in
from services.queries.people_sheet import (
    LAYOUT,
    PeopleScope,
    plan_of_people,
    register_of,
    sheet_rows,
)
from services.rules.people_sheet import PeoplePlan
from services.rules.rights import OPERATOR, Actor
from services.rules.sheet_rows import RowOutcome
from services.sign_in import begin_attempt, record_failed_sign_in
from services.workbooks.reading import read_sheet
from services.workbooks.tables import SheetRow, columns_of, table_in
from services.workbooks.writing import workbook_of
from tests.factories import (
    PASSWORD,
    MadeYear,
    everything,
    made_actor,
    made_stale,
    made_year,
    without_the_right,
)
from tests.queries.statements import counted
from tests.refusing import refusing

TABLES = (Account, RoleGrant, OneTimeCode)
NOW = datetime.now(UTC)
pytestmark = pytest.mark.usefixtures("now_of_file")
Values = Mapping[str, str]


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def typed(*rows: Values) -> list[SheetRow]:
    return [SheetRow(number, row) for number, row in enumerate(rows, start=8)]


def scope_of(made: MadeYear) -> PeopleScope:
    return PeopleScope(2017, made.block_id)


def plan(engine: Engine, made: MadeYear, rows: Sequence[SheetRow]) -> PeoplePlan:
    with reading(engine) as session:
        return plan_of_people(session, OPERATOR, scope_of(made), rows)


def take_over(
    engine: Engine, made: MadeYear, rows: Sequence[SheetRow], actor: Actor = OPERATOR
) -> ImportedPeople:
    seen = plan(engine, made, rows)
    with writing(engine) as session:
        return import_people(session, actor, scope_of(made), rows, seen=seen)


def line(engine: Engine, username: str) -> PersonLine:
    with reading(engine) as session:
        return next(one for one in people(session, 2017) if one.username == username)


def roles(engine: Engine, username: str) -> list[tuple[Role, str | None, str | None, int | None]]:
    return [(one.role, one.block, one.unit, one.year) for one in line(engine, username).roles]


refused = refusing(*TABLES)


LAN: Values = {"name": "Nguyễn Thị Lan", "home": "Đơn vị 1", "role": "thư ký"}
SHEET = typed(
    LAN,
    {"name": "Nguyễn Thị Lan", "role": "Cán bộ đơn vị", "unit": "don vi 1", "year": "2017"},
    {"name": "Nguyễn Thị Lan", "home": "Đơn vị 2", "role": "Người xem", "block": "Tất cả các khối"},
)


def test_people_come_with_user_names_made_of_their_names_and_all_their_roles(
    engine: Engine, made: MadeYear
) -> None:
    with writing(engine) as session:
        chief = made_actor(session)
    rows = typed(LAN, {**SHEET[1].values, "unit": "Đơn vị 1"}, SHEET[2].values)
    found = take_over(engine, made, rows, chief)
    assert (len(found.new), found.changed, found.unchanged) == (2, 0, 0)
    block = line(engine, "nguyen-thi-lan").roles[0].block
    assert roles(engine, "nguyen-thi-lan") == [
        (Role.SECRETARY, block, None, None),
        (Role.UNIT_EDITOR, block, "Đơn vị 1", 2017),
    ]
    assert line(engine, "nguyen-thi-lan").unit == "Đơn vị 1"
    assert roles(engine, "nguyen-thi-lan-2") == [(Role.VIEWER, None, None, None)]
    with reading(engine) as session:
        actions = session.exec(select(TrailEntry.action, TrailEntry.subject)).all()
    assert actions[-2:] == [
        ("create_account", "nguyen-thi-lan"),
        ("create_account", "nguyen-thi-lan-2"),
    ]


def test_the_same_rows_again_change_nothing(engine: Engine, made: MadeYear) -> None:
    rows = typed(LAN, SHEET[2].values)
    take_over(engine, made, rows)
    with reading(engine) as session:
        before = everything(session, *TABLES, TrailEntry)
    assert take_over(engine, made, rows) == ImportedPeople((), 0, 2)
    with reading(engine) as session:
        assert everything(session, *TABLES, TrailEntry) == before


def test_the_list_as_it_stands_taken_over_again_changes_nothing(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        other = made_year(session)  # units of the same names
        made_actor(session)
        for year in (made, other):
            made_actor(session, Role.VOTER, unit_id=year.unit_ids[0], year=2017)
            made_actor(session, Role.CHAIR, block_id=year.block_id)
        nasty = PersonEntry("=1+1 *Sở* <b>", [RoleEntry(Role.TELLER)], made.unit_ids[1])
        create_account(session, OPERATOR, "cong-thuc", nasty)
    with reading(engine) as session:
        data = workbook_of(LAYOUT, sheet_rows(register_of(session, OPERATOR, scope_of(made))))
    rows = table_in(read_sheet(data), columns_of(LAYOUT)).rows
    assert len(rows) == 6
    for where in (made, other):
        assert plan(engine, where, rows).count(RowOutcome.UNCHANGED) == 6


def test_the_roles_of_a_person_become_those_of_the_sheet_and_others_stay(
    engine: Engine, made: MadeYear
) -> None:
    with writing(engine) as session:
        made_actor(session, Role.SECRETARY, block_id=made.block_id, username="lan")
        made_actor(session, Role.CHAIR, block_id=made.block_id, username="binh")
    rows = typed({"username": "lan", "name": "Lan Anh", "role": "Người xem", "year": "2017"})
    assert take_over(engine, made, rows) == ImportedPeople((), 1, 0)
    assert [one[0] for one in roles(engine, "lan")] == [Role.VIEWER]
    assert line(engine, "lan").display_name == "Lan Anh"
    assert [one[0] for one in roles(engine, "binh")] == [Role.CHAIR]


def test_a_refused_row_keeps_all_of_them_out(engine: Engine, made: MadeYear) -> None:
    rows = typed(LAN, {"name": "Bình", "role": "Trùm"})
    seen = plan(engine, made, rows)
    refused(engine, RowsRefused, import_people, OPERATOR, scope_of(made), rows, seen=seen)


def test_what_has_changed_since_it_was_shown_is_not_taken_over(engine: Engine, made: MadeYear) -> None:
    rows = typed(LAN)
    seen = plan(engine, made, rows)
    with writing(engine) as session:
        create_account(session, OPERATOR, "nguyen-thi-lan", PersonEntry("Khác", [RoleEntry(Role.VIEWER)]))
    refused(engine, SheetOutdated, import_people, OPERATOR, scope_of(made), rows, seen=seen)


def test_two_take_over_the_same_sheet_at_once_and_one_is_told(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        made_actor(session)
    rows, seen, outcomes = typed(LAN), plan(engine, made, typed(LAN)), list[str]()

    def take() -> None:
        try:
            with writing(engine) as session:
                import_people(session, OPERATOR, scope_of(made), rows, seen=seen)
            outcomes.append("done")
        except SheetOutdated:
            outcomes.append("outdated")

    at_once(take, take)
    assert sorted(outcomes) == ["done", "outdated"]


def at_once(*acts: Callable[[], None]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_only_administrators_with_a_fresh_password_change_people(engine: Engine, made: MadeYear) -> None:
    rows = typed(LAN)
    seen = plan(engine, made, rows)
    with writing(engine) as session:
        others = without_the_right(session, made)
        others["secretary"] = made_actor(session, Role.SECRETARY)
        stale = made_actor(session)
        made_stale(session, stale)
    for actor in others.values():
        refused(engine, NotAllowed, import_people, actor, scope_of(made), rows, seen=seen)
        refused(engine, NotAllowed, edit_people, actor, scope_of(made), rows, seen={})
        refused(engine, NotAllowed, issue_codes, actor, [1], NOW)
    refused(engine, PasswordNeeded, import_people, stale, scope_of(made), rows, seen=seen)
    refused(engine, PasswordNeeded, edit_people, stale, scope_of(made), rows, seen={})
    refused(engine, PasswordNeeded, issue_codes, stale, [1], NOW)


def versions(engine: Engine, *usernames: str) -> dict[int, int]:
    found = [line(engine, username) for username in usernames]
    return {one.account_id: one.version for one in found}


def faults(engine: Engine, made: MadeYear, rows: Sequence[SheetRow], *usernames: str) -> list[Any]:
    """What a grid is refused for."""
    seen = versions(engine, *usernames)
    refusal = refused(engine, PeopleRefused, edit_people, OPERATOR, scope_of(made), rows, seen=seen)
    assert isinstance(refusal, PeopleRefused)
    return [fault.why for fault in refusal.faults]


@pytest.fixture
def two(engine: Engine, made: MadeYear) -> tuple[str, str]:
    """Two who manage accounts."""
    with writing(engine) as session:
        made_actor(session, username="binh")
        made_actor(session, username="cuong")
    return "binh", "cuong"


ADMIN, VIEWER = "Quản trị viên", "Người xem"


def row(username: str, role: str, **more: str) -> Values:
    return {"username": username, "name": f"Người {username}", "role": role, **more}


def test_a_grid_saves_names_units_and_roles_of_many(
    engine: Engine, made: MadeYear, two: tuple[str, str]
) -> None:
    rows = typed(
        row("cuong", ADMIN, name="Hai Mới", home="Đơn vị 3"), row("binh", VIEWER), row("binh", "Chủ trì")
    )
    with writing(engine) as session:
        assert edit_people(session, OPERATOR, scope_of(made), rows, seen=versions(engine, *two)) == 2
    assert [one[0] for one in roles(engine, "binh")] == [Role.VIEWER, Role.CHAIR]
    assert (line(engine, "cuong").display_name, line(engine, "cuong").unit) == ("Hai Mới", "Đơn vị 3")


def test_administrators_may_change_places_but_one_has_to_stay(
    engine: Engine, made: MadeYear, two: tuple[str, str]
) -> None:
    with writing(engine) as session:
        made_actor(session, Role.VIEWER, username="dung")
    why = faults(engine, made, typed(row("binh", VIEWER), row("cuong", VIEWER)), *two)
    assert {type(one) for one in why} == {LastAdministrator}
    rows = typed(row("binh", VIEWER), row("cuong", VIEWER), row("dung", ADMIN))
    with writing(engine) as session:
        edit_people(session, OPERATOR, scope_of(made), rows, seen=versions(engine, "binh", "cuong", "dung"))
    assert [one[0] for one in roles(engine, "dung")] == [Role.ADMINISTRATOR]


def test_a_closed_administrator_does_not_count(engine: Engine, made: MadeYear, two: tuple[str, str]) -> None:
    with writing(engine) as session:
        set_active(session, OPERATOR, line(engine, "cuong").account_id, active=False)
    assert {type(one) for one in faults(engine, made, typed(row("binh", VIEWER)), "binh")} == {
        LastAdministrator
    }


def test_two_administrators_take_it_from_each_other_at_once(
    engine: Engine, made: MadeYear, two: tuple[str, str]
) -> None:
    outcomes = list[str]()

    def demote(username: str) -> Callable[[], None]:
        seen = versions(engine, username)

        def act() -> None:
            try:
                with writing(engine) as session:
                    edit_people(session, OPERATOR, scope_of(made), typed(row(username, VIEWER)), seen=seen)
                outcomes.append("done")
            except PeopleRefused:
                outcomes.append("refused")

        return act

    at_once(demote("binh"), demote("cuong"))
    assert sorted(outcomes) == ["done", "refused"]


def test_everybody_who_is_refused_is_named_with_the_reason(
    engine: Engine, made: MadeYear, two: tuple[str, str]
) -> None:
    rows = typed(
        row("binh", ADMIN, name="x" * 201),
        row("khong-ai", VIEWER),
        {"name": "Không tên đăng nhập", "role": VIEWER},
    )
    why = faults(engine, made, rows, "cuong", "binh")
    assert [type(one) for one in why] == [PersonRowRefused, NameRefused, PersonRowRefused, RoleMissing]
    assert why[0].reason is why[2].reason is PersonRowFault.NOBODY


def test_who_was_changed_meanwhile_is_not_written_over(
    engine: Engine, made: MadeYear, two: tuple[str, str]
) -> None:
    old = versions(engine, "binh")
    rows = typed(row("binh", ADMIN, name="Một B"))
    with writing(engine) as session:
        first = typed(row("binh", ADMIN, name="Một A"))
        edit_people(session, OPERATOR, scope_of(made), first, seen=old)
    refusal = refused(engine, PeopleRefused, edit_people, OPERATOR, scope_of(made), rows, seen=old)
    assert isinstance(refusal, PeopleRefused)
    (fault,) = refusal.faults
    assert isinstance(fault.why, Stale)
    assert fault.why.by == "manage.py"


def test_codes_are_made_for_who_has_no_password_and_only_their_hashes_stay(
    engine: Engine, made: MadeYear
) -> None:
    with writing(engine) as session:
        entry = PersonEntry("Mới", [RoleEntry(Role.VIEWER)])
        new = [create_account(session, OPERATOR, f"moi-{number}", entry) for number in range(3)]
        set_active(session, OPERATOR, new[2], active=False)
        known = made_actor(session).account_id or 0
        codes = issue_codes(session, OPERATOR, [*new, known, 999], NOW)
    assert list(codes) == new[:2]
    with writing(engine) as session:
        stored = "".join(everything(session, *TABLES, TrailEntry))
        assert not [code for code in codes.values() if code in stored]
        assert begin_attempt(session, "moi-0", codes[new[0]], "", NOW).account_id == new[0]
    with reading(engine) as session:
        entries = session.exec(select(TrailEntry.subject).where(TrailEntry.action == "issue_code")).all()
    assert list(entries) == ["moi-0", "moi-1"]


def test_the_way_in_is_told(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        coded = create_account(session, OPERATOR, "moi", PersonEntry("Mới", [RoleEntry(Role.VIEWER)]))
        issue_code(session, OPERATOR, coded, NOW)
        locked = made_actor(session, username="bi-khoa").account_id or 0
        made_actor(session, username="yen-on")
        for _guess in range(8):
            record_failed_sign_in(session, begin_attempt(session, "bi-khoa", "sai", "", NOW))
    with reading(engine) as session:
        ways = ways_in(session, NOW)
        later = ways_in(session, NOW + timedelta(minutes=10))
    assert ways.keys() == {coded, locked}
    assert ways[coded].code_until == NOW + timedelta(hours=72)
    assert ways[locked].wait > timedelta()
    assert not later[locked].wait


def test_as_many_statements_for_one_person_as_for_thirty(engine: Engine, made: MadeYear) -> None:
    def read(session: Session) -> None:
        people(session, 2017)
        ways_in(session, NOW)
        sheet_rows(register_of(session, OPERATOR, scope_of(made)))

    with writing(engine) as session:
        made_actor(session)
    with counted(engine) as few, reading(engine) as session:
        read(session)
    with writing(engine) as session:
        for number in range(29):
            reach = {"unit_id": made.unit_ids[number % 3], "year": 2017}
            entry = PersonEntry(f"Người {number}", [RoleEntry(Role.VOTER, **reach)], reach["unit_id"])
            create_account(session, OPERATOR, f"nguoi-so-{number}", entry, password=None)
    with counted(engine) as many, reading(engine) as session:
        read(session)
    assert len(few) == len(many)


def test_two_may_bear_one_full_name(engine: Engine, made: MadeYear) -> None:
    for username in ("lan-1", "lan-2"):
        take_over(engine, made, typed({"name": "Lan", "username": username, "role": VIEWER}))
    with reading(engine) as session:
        names = session.exec(select(Account.display_name).order_by(col(Account.id))).all()
    assert list(names) == ["Lan", "Lan"]
    assert PASSWORD  # neither has one
