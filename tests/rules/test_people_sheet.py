"""A sheet of people against a small register: what each row means, and why it is refused."""

import unicodedata
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import BlockKind, Role, UnitKind
from services.errors.accounts import LastAdministrator, UsernameUnfit
from services.errors.typed import NameFault, NameRefused
from services.errors.workbooks import EventRowFault, EventRowRefused, PersonRowFault, PersonRowRefused
from services.errors.years import YearOutOfRange
from services.rules.directory import BlockFacts, Directory, UnitFacts
from services.rules.naming import BlockStyle, UnitStyle
from services.rules.people_register import KnownPerson, PeopleRegister, SheetWords
from services.rules.people_sheet import JudgedPerson, PeoplePlan, plan_of
from services.rules.roles import RoleEntry, clean_username, free_username
from services.rules.sheet_rows import RowOutcome
from services.rules.succession import UnitPast
from services.workbooks.tables import SheetRow

DAY = date(2010, 1, 1)
WORDS = SheetWords(
    {"Quản trị viên": Role.ADMINISTRATOR, "Người xem": Role.VIEWER, "Cán bộ đơn vị": Role.UNIT_EDITOR},
    "Tất cả các khối",
)
UNITS = {1: ("Sở Tư pháp", 1), 2: ("Sở Nội vụ", 1), 3: ("Sở Tư pháp", 2), 4: ("Hội, đoàn thể", 1)}
CHIEF = KnownPerson(1, "quan-tri", "Quản trị", None, (RoleEntry(Role.ADMINISTRATOR),), True, 1)
LAN = KnownPerson(2, "lan", "Lan", 1, (RoleEntry(Role.VIEWER, 1),), True, 4)


def register(*people: KnownPerson) -> PeopleRegister:
    blocks = [
        BlockFacts(key, f"khoi-{key}", ((DAY, BlockStyle(f"Khối {key}", BlockKind.BLOCK, "Phú Thọ")),))
        for key in (1, 2)
    ]
    pasts = {
        key: UnitPast(unit_id=key, names=((DAY, UnitStyle(name, None)),), places=((DAY, block),))
        for key, (name, block) in UNITS.items()
    }
    facts = {key: UnitFacts(f"dv-{key}", UnitKind.AGENCY) for key in UNITS}
    directory = Directory(pasts, facts, blocks)
    labels = {block.block_id: block.label_on(DAY) for block in blocks}
    return PeopleRegister(people or (CHIEF, LAN), directory, labels, 2017, 1, WORDS)


def judged(*rows: Mapping[str, str], **more: bool) -> PeoplePlan:
    numbered = [SheetRow(number, row) for number, row in enumerate(rows, start=8)]
    return plan_of(numbered, register(), **more)


def one(**row: str) -> JudgedPerson:
    (found,) = judged({"name": "Bình", "role": "Người xem"} | row).rows
    return found


def why(person: JudgedPerson) -> list[tuple[str, object]]:
    return [
        (refusal.column, getattr(refusal.why, "reason", type(refusal.why))) for refusal in person.refusals
    ]


@pytest.mark.parametrize(
    ("row", "role"),
    [
        ({}, RoleEntry(Role.VIEWER, 1)),
        ({"role": "nguoi XEM", "year": "2017"}, RoleEntry(Role.VIEWER, 1, None, 2017)),
        ({"block": "khối 2"}, RoleEntry(Role.VIEWER, 2)),
        ({"block": "Khối 2 (Phú Thọ)"}, RoleEntry(Role.VIEWER, 2)),
        ({"block": "tat ca cac khoi"}, RoleEntry(Role.VIEWER)),
        ({"role": "Quản trị viên", "block": "Tất cả các khối"}, RoleEntry(Role.ADMINISTRATOR)),
        ({"role": "Cán bộ đơn vị", "unit": "sở nội vụ"}, RoleEntry(Role.UNIT_EDITOR, 1, 2)),
        ({"role": "Cán bộ đơn vị", "unit": "Sở Tư pháp"}, RoleEntry(Role.UNIT_EDITOR, 1, 1)),
        (
            {"role": "Cán bộ đơn vị", "unit": "Sở Tư pháp", "block": "Khối 2"},
            RoleEntry(Role.UNIT_EDITOR, 2, 3),
        ),
        ({"role": "Cán bộ đơn vị", "unit": "Sở Tư pháp, Khối 2"}, RoleEntry(Role.UNIT_EDITOR, 2, 3)),
        ({"role": "Cán bộ đơn vị", "unit": "Hội, đoàn thể, Khối 1"}, RoleEntry(Role.UNIT_EDITOR, 1, 4)),
    ],
)
def test_what_a_row_means(row: Mapping[str, str], role: RoleEntry) -> None:
    assert (one(**row).outcome, one(**row).entry.roles) == (RowOutcome.NEW, (role,))


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        ({"role": ""}, [("role", PersonRowFault.NO_ROLE)]),
        ({"role": "Trùm"}, [("role", PersonRowFault.ROLE)]),
        ({"role": "Cán bộ đơn vị"}, [("unit", PersonRowFault.UNIT_NEEDED)]),
        ({"unit": "Sở Nội vụ"}, [("unit", PersonRowFault.UNIT_UNWANTED)]),
        ({"role": "Quản trị viên", "block": "Khối 1"}, [("block", PersonRowFault.EVERYWHERE)]),
        ({"role": "Quản trị viên", "year": "2017"}, [("year", PersonRowFault.EVERYWHERE)]),
        ({"home": "Sở Nội vu tỉnh"}, [("home", PersonRowFault.LIKE_A_UNIT)]),
        ({"home": "qqq"}, [("home", PersonRowFault.NO_UNIT)]),
        ({"block": "Khôi 22"}, [("block", EventRowFault.LIKE_A_BLOCK)]),
        ({"year": "17"}, [("year", PersonRowFault.YEAR)]),
        ({"year": "9999"}, [("year", YearOutOfRange)]),
        ({"username": "lê hoa"}, [("username", UsernameUnfit)]),
        ({"name": ""}, [("name", NameFault.BLANK)]),
        ({"name": "x" * 201}, [("name", NameFault.TOO_LONG)]),
        ({"name": "Lan\u202eHoa"}, [("name", NameFault.UNPRINTABLE)]),
        ({"name": "Lan\x07"}, [("name", NameFault.UNPRINTABLE)]),
    ],
)
def test_what_is_refused_names_the_column(row: Mapping[str, str], refused: list[tuple[str, object]]) -> None:
    assert why(one(**row)) == refused


def test_what_is_near_is_suggested() -> None:
    (refusal,) = one(home="Sở Nội vu tỉnh").refusals
    assert isinstance(refusal.why, PersonRowRefused)
    assert refusal.why.names == ("Sở Nội vụ",)
    (refusal,) = one(block="Khôi 22").refusals
    assert isinstance(refusal.why, EventRowRefused)


def test_names_come_composed_and_up_to_200_characters() -> None:
    assert one(name=unicodedata.normalize("NFD", "Nguyễn Thị Lệ")).entry.display_name == "Nguyễn Thị Lệ"
    assert one(name="ă" * 200).outcome is RowOutcome.NEW
    assert one(name="**x** <b>").entry.display_name == "**x** <b>"


def test_somebody_is_known_by_user_name_or_by_name_and_unit() -> None:
    assert one(username=" LAN ").known == LAN
    assert one(name="lan").known == LAN
    assert one(name="Lan", home="Sở Tư pháp").known == LAN
    other = one(name="Lan", home="Sở Nội vụ")
    assert (other.known, other.username, other.proposed, other.namesakes) == (None, "lan-2", True, ("lan",))


def test_a_name_that_several_bear_needs_the_user_name() -> None:
    twin = KnownPerson(3, "lan-2", "Lan", 2, LAN.roles, True, 1)
    plan = plan_of([SheetRow(8, {"name": "Lan", "role": "Người xem"})], register(CHIEF, LAN, twin))
    assert why(plan.rows[0]) == [("username", PersonRowFault.MANY_PEOPLE)]


def test_rows_of_one_person_are_its_roles() -> None:
    plan = judged(
        {"name": "Bình", "home": "Sở Nội vụ", "role": "Người xem"},
        {"name": "Bình", "role": "Cán bộ đơn vị", "unit": "Sở Nội vụ"},
        {"name": "Bình", "home": "Hội, đoàn thể", "role": "Người xem"},
    )
    assert [(row.numbers, row.username) for row in plan.rows] == [((8, 9), "binh"), ((10,), "binh-2")]
    assert plan.rows[1].namesakes == ("binh",)


def test_rows_of_one_person_must_not_contradict_each_other() -> None:
    same = {"username": "binh", "name": "Bình", "role": "Người xem"}
    (person,) = judged(same, same).rows
    assert why(person) == [("role", PersonRowFault.TWICE)]
    (person,) = judged(same, {**same, "name": "Bính", "year": "2017"}).rows
    assert why(person) == [("name", PersonRowFault.DIFFERS)]
    homes = [{**same, "home": "Sở Nội vụ"}, {**same, "home": "Sở Tư pháp", "year": "2017"}]
    (person,) = judged(*homes).rows
    assert why(person) == [("home", PersonRowFault.DIFFERS)]


def test_a_blank_cell_leaves_the_unit_and_a_dash_takes_it_away() -> None:
    assert one(username="lan", name="Lan").outcome is RowOutcome.UNCHANGED
    assert one(username="lan", name="").entry.display_name == "Lan"
    assert one(username="lan", name="Lan", home="-").entry.unit_id is None


def test_the_last_administrator_stays_one() -> None:
    demoted = {"username": "quan-tri", "name": "Quản trị", "role": "Người xem"}
    (person,) = judged(demoted).rows
    assert why(person) == [("role", LastAdministrator)]
    heir = {"username": "lan", "name": "Lan", "role": "Quản trị viên"}
    plan = judged(demoted, heir)
    assert [row.outcome for row in plan.rows] == [RowOutcome.CHANGED, RowOutcome.CHANGED]
    assert [known.username for known, _entry in plan.changed] == ["lan", "quan-tri"]


def test_a_grid_makes_nobody() -> None:
    plan = judged(
        {"username": "moi", "role": "Người xem"}, {"name": "Lan", "role": "Người xem"}, only_known=True
    )
    assert [why(row) for row in plan.rows] == [[("username", PersonRowFault.NOBODY)]] * 2


def test_rows_that_are_only_numbered_are_passed_over() -> None:
    assert not judged({"number": "1", "name": "", "role": ""}).rows


@given(st.text(max_size=200))
def test_a_user_name_is_made_of_any_name_and_fits(name: str) -> None:
    first = free_username(name, set())
    second = free_username(name, {first})
    assert first != second
    assert [clean_username(made) for made in (first, second)] == [first, second]


def test_user_names_are_made_without_tones() -> None:
    assert free_username("Nguyễn Thị Đào", set()) == "nguyen-thi-dao"
    assert free_username("Nguyễn Thị Đào", {"nguyen-thi-dao"}) == "nguyen-thi-dao-2"


def test_a_blank_name_is_the_refusal_of_names() -> None:
    (refusal,) = one(name="").refusals
    assert isinstance(refusal.why, NameRefused)
