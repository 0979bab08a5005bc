"""What a sheet of units would change: every outcome and every refusal, beside what the registry knows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import UnitKind
from services.errors.base import DomainError
from services.errors.typed import NameFault, NameRefused
from services.errors.workbooks import UnitRowFault, UnitRowRefused
from services.rules.block_names import KnownBlock
from services.rules.naming import Dated, UnitStyle
from services.rules.sheet_rows import RowOutcome
from services.rules.succession import UnitPast
from services.rules.unit_register import KnownUnit, Register
from services.rules.unit_row import Change, UnitField
from services.rules.unit_sheet import Doubt, JudgedRow, SheetPlan, order_after, plan_of

KINDS = {"Cơ quan": UnitKind.AGENCY, "Hội, đoàn thể": UnitKind.ASSOCIATION}
START = date(2016, 1, 1)
INNER = KnownBlock(1, "noi-chinh", "Khối Nội chính", "Phú Thọ")
ECONOMY = KnownBlock(2, "kinh-te", "Khối Kinh tế", "Phú Thọ")
NORTH = KnownBlock(3, "noi-chinh-lc", "Khối Nội chính", "Lào Cai")
PLACES = {block.block_id: (block.name, block.province) for block in (INNER, ECONOMY, NORTH)}


@dataclass(frozen=True)
class Row:
    """A row as typed."""

    number: int
    values: Mapping[str, str]


def unit(
    number: int,
    name: str,
    *,
    block: int = 1,
    short: str | None = None,
    kind: UnitKind = UnitKind.AGENCY,
    places: tuple[Dated[int | None], ...] | None = None,
    home: int | None = None,
    **past: object,
) -> KnownUnit:
    places = ((START, block),) if places is None else places
    names = past.pop("names", ((START, UnitStyle(name, short)),))
    home = home or block
    return KnownUnit(
        past=UnitPast(unit_id=number, names=names, places=places, **past),  # type: ignore[arg-type]
        kind=kind,
        code=f"u{number}",
        home_id=home,
        home_code={1: "noi-chinh", 2: "kinh-te", 3: "noi-chinh-lc"}[home],
    )


JUSTICE = unit(11, "Sở Tư pháp", short="STP")
POLICE = unit(12, "Công an tỉnh Hòa Bình")


def judged(
    *rows: Mapping[str, str],
    units: tuple[KnownUnit, ...] = (JUSTICE, POLICE),
    blocks: tuple[KnownBlock, ...] = (INNER,),
    roll: tuple[int, ...] | None = None,
    year: int = 2025,
) -> SheetPlan:
    register = Register(year, blocks, units, PLACES, roll)
    return plan_of([Row(number, row) for number, row in enumerate(rows, start=8)], register, KINDS)


def only(plan: SheetPlan) -> JudgedRow:
    (row,) = plan.rows
    return row


def refusal(row: JudgedRow) -> tuple[str, DomainError]:
    assert row.outcome is RowOutcome.REFUSED
    (found,) = row.refusals
    return found.column, found.why


def reason(row: JudgedRow) -> tuple[str, UnitRowFault]:
    column, why = refusal(row)
    assert isinstance(why, UnitRowRefused)
    return column, why.reason


def test_a_new_unit_joins_on_the_first_day_of_the_year_under_a_code_of_its_name() -> None:
    row = only(judged({"name": "  Sở   Nội vụ "}))
    assert (row.outcome, row.name, row.code, row.since) == (
        RowOutcome.NEW,
        "Sở Nội vụ",
        "so-noi-vu",
        date(2025, 1, 1),
    )
    row = only(judged({"name": "Sở Nội vụ", "code": "SNV", "kind": "hoi, doan the", "since": "1/7/2025"}))
    assert (row.code, row.kind, row.since) == ("snv", UnitKind.ASSOCIATION, date(2025, 7, 1))


def test_a_code_made_of_a_name_is_never_that_of_another_unit() -> None:
    plan = judged({"name": "U11"}, {"name": "Ủ11"}, {"name": "Khác", "code": "u11-3"})
    assert [row.code for row in plan.rows] == ["u11-2", "u11-4", "u11-3"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "values",
    [
        {"name": "Sở Tư pháp"},
        {"name": " Sở  Tư\u00a0pháp ", "short_name": "STP", "since": "01/01/2016", "kind": "Cơ quan"},
        {"name": "Sở Tư pháp", "code": "U11", "block": "Khối Nội chính", "province": "Phú Thọ"},
        {"name": "Sở Tư pháp", "block": "noi-chinh"},
    ],
)
def test_what_is_known_stays_unchanged(values: dict[str, str], form: str) -> None:
    typed = {key: normalize(form, text) for key, text in values.items()}  # type: ignore[arg-type]
    row = only(judged(typed))
    assert (row.outcome, row.unit_id, row.changes) == (RowOutcome.UNCHANGED, 11, ())


def test_what_changes_is_said_with_what_was() -> None:
    row = only(
        judged({"code": "u11", "name": "Sở Tư pháp tỉnh", "short_name": "STPT", "kind": "Hội, đoàn thể"})
    )
    assert row.outcome is RowOutcome.CHANGED
    assert row.changes == (
        Change(UnitField.NAME, "Sở Tư pháp", "Sở Tư pháp tỉnh"),
        Change(UnitField.SHORT_NAME, "STP", "STPT"),
        Change(UnitField.KIND, UnitKind.AGENCY, UnitKind.ASSOCIATION),
    )


def test_a_blank_cell_leaves_what_is_known() -> None:
    row = only(judged({"code": "u11", "name": "Sở Tư pháp", "short_name": "", "kind": "", "since": ""}))
    assert (row.outcome, row.short_name) == (RowOutcome.UNCHANGED, "STP")


@pytest.mark.parametrize("name", ["SỞ TƯ PHÁP", "sở tư pháp"])
def test_a_known_name_in_another_spelling_is_no_new_unit(name: str) -> None:
    row = only(judged({"name": name}))
    column, why = refusal(row)
    assert isinstance(why, UnitRowRefused)
    assert (column, why.reason, why.other, why.names) == (
        "name",
        UnitRowFault.RESPELLED,
        "Sở Tư pháp",
        ("u11",),
    )


def test_the_place_of_a_tone_makes_no_new_unit_but_its_code_may_respell_it() -> None:
    assert reason(only(judged({"name": "Công an tỉnh Hoà Bình"}))) == ("name", UnitRowFault.RESPELLED)
    row = only(judged({"name": "Công an tỉnh Hoà Bình", "code": "u12"}))
    assert row.changes == (Change(UnitField.NAME, "Công an tỉnh Hòa Bình", "Công an tỉnh Hoà Bình"),)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"name": "X", "block": "Khối Lạ hoắc"}, ("block", UnitRowFault.UNKNOWN_BLOCK)),
        ({"name": "X", "block": "Khối Nội chin"}, ("block", UnitRowFault.LIKE_A_BLOCK)),
        (
            {"name": "X", "block": "Khối Nội chính", "province": "Lào Cai"},
            ("block", UnitRowFault.UNKNOWN_BLOCK),
        ),
        ({"name": "X", "kind": "Trường"}, ("kind", UnitRowFault.KIND)),
        ({"name": "X", "order": "0"}, ("order", UnitRowFault.ORDER)),
        ({"name": "X", "order": "1,5"}, ("order", UnitRowFault.ORDER)),
        ({"name": "X", "order": "²"}, ("order", UnitRowFault.ORDER)),
        ({"name": "X", "since": "01/01/2026"}, ("since", UnitRowFault.AFTER_YEAR)),
        ({"name": "Sở Tư pháp", "code": "u12"}, ("code", UnitRowFault.CODE_OF_ANOTHER)),
        ({"name": "Sở Tư pháp", "code": "khac"}, ("code", UnitRowFault.CODE_DIFFERS)),
        ({"name": "Sở Tư pháp", "since": "02/01/2016"}, ("since", UnitRowFault.MEMBER_SINCE)),
        ({"name": "Sở khác", "short_name": "stp"}, ("short_name", UnitRowFault.NAME_TAKEN)),
        ({"name": "STP"}, ("short_name", UnitRowFault.NAME_TAKEN)),
    ],
)
def test_a_row_that_is_not_taken(values: dict[str, str], expected: tuple[str, UnitRowFault]) -> None:
    assert reason(only(judged(values))) == expected


@pytest.mark.parametrize(
    ("column", "text", "word"),
    [
        ("name", "", "blank"),
        ("name", "x" * 201, "too_long"),
        ("name", "a\u202eb", "unprintable"),
        ("code", "a b", "CodeUnfit"),
        ("since", "31/02/2025", "no_such_day"),
        ("since", "hôm nay", "not_a_day"),
        ("since", "1/1/25", "short_year"),
    ],
)
def test_a_cell_that_cannot_be_read(column: str, text: str, word: str) -> None:
    found, why = refusal(only(judged({"name": "X", column: text})))
    assert found == column
    assert word in (type(why).__name__, getattr(why, "reason", None))


def test_a_known_code_is_read_however_long_it_is() -> None:
    moved = replace(unit(20, "Sở Ngoại vụ", home=3), code="u" * 60)
    row = only(judged({"name": "Sở Ngoại vụ", "code": moved.code_in(1)}, units=(moved,)))
    assert (row.outcome, row.unit_id) == (RowOutcome.UNCHANGED, 20)


def test_every_fault_of_a_row_is_said_at_once() -> None:
    row = only(judged({"name": "", "since": "x", "kind": "x", "block": "x"}))
    assert [refused.column for refused in row.refusals] == ["block", "name", "kind", "since"]
    assert isinstance(row.refusals[1].why, NameRefused)
    assert row.refusals[1].why.reason is NameFault.BLANK


def test_a_block_is_named_by_its_code_or_by_name_and_province() -> None:
    blocks = (INNER, ECONOMY, NORTH)
    rows = judged(
        {"name": "A", "block": "khối  nội chính", "province": "Lào Cai"},
        {"name": "B", "block": "KINH-TE"},
        {"name": "C", "block": "Khối Nội chính"},
        {"name": "D"},
        {"name": "E", "block": "Khối Nội chính (Lào Cai)"},
        {"name": "F", "block": "Khối Nội chính", "province": "tỉnh Lào Cai"},
        blocks=blocks,
    ).rows
    assert [row.block_id for row in (*rows[:2], *rows[4:])] == [3, 2, 3, 3]
    assert [reason(row)[1] for row in rows[2:4]] == [UnitRowFault.MANY_BLOCKS, UnitRowFault.NO_BLOCK]


def test_a_block_is_written_so_that_it_is_found_again() -> None:
    everywhere = KnownBlock(4, "noi-chinh-tw", "Khối Nội chính", "")
    blocks = (INNER, ECONOMY, NORTH, everywhere)
    register = Register(2025, blocks, (), PLACES)
    written = [register.text_for(block) for block in blocks]
    assert written == ["Khối Nội chính", "Khối Kinh tế", "Khối Nội chính", "noi-chinh-tw"]
    assert [
        register.block_called(text, block.province) for text, block in zip(written, blocks, strict=True)
    ] == [*blocks]


@pytest.mark.parametrize(
    ("first", "second", "column"),
    [
        ({"name": "Sở Nội vụ"}, {"name": "SỞ  NỘI VỤ"}, "name"),
        ({"name": "Ban Hòa giải"}, {"name": "Ban Hoà giải"}, "name"),
        ({"name": "Ban Đất"}, {"name": normalize("NFD", "Ban Đất")}, "name"),
        ({"name": "A", "code": "x"}, {"name": "B", "code": "X"}, "code"),
        ({"name": "Sở Tư pháp"}, {"name": "Sở Tư pháp mới", "code": "u11"}, "name"),
        ({"name": "Sở Tư pháp"}, {"name": "Sở Tư pháp"}, "name"),
    ],
)
def test_one_unit_stands_in_one_row(first: dict[str, str], second: dict[str, str], column: str) -> None:
    one, two = judged(first, second).rows
    assert one.outcome is not RowOutcome.REFUSED
    found, why = refusal(two)
    assert isinstance(why, UnitRowRefused)
    assert (found, why.reason, why.row) == (column, UnitRowFault.TWICE, 8)


def test_short_names_differ_within_the_sheet_and_may_pass_from_one_to_another() -> None:
    _one, two = judged({"name": "A", "short_name": "X"}, {"name": "B", "short_name": "x"}).rows
    assert reason(two) == ("short_name", UnitRowFault.NAME_TAKEN)
    plan = judged({"name": "Sở Tư pháp", "short_name": "TP"}, {"name": "B", "short_name": "STP"})
    assert plan.count(RowOutcome.REFUSED) == 0


def test_the_same_name_in_two_blocks_is_two_units() -> None:
    plan = judged(
        {"name": "X", "block": "noi-chinh"}, {"name": "X", "block": "kinh-te"}, blocks=(INNER, ECONOMY)
    )
    assert plan.count(RowOutcome.NEW) == 2


def test_names_that_the_registry_has_twice_are_no_fault_of_the_sheet() -> None:
    twice = (unit(1, "Sở A"), unit(2, "Sở A"))
    plan = judged({"name": "Sở A", "code": "u1"}, {"name": "Sở A", "code": "u2"}, units=twice)
    assert plan.count(RowOutcome.UNCHANGED) == 2


def test_a_unit_that_belongs_to_another_block_is_not_taken() -> None:
    moved = unit(13, "Thanh tra tỉnh", places=((START, 1), (date(2024, 3, 1), 2)))
    column, why = refusal(only(judged({"name": "Thanh tra tỉnh"}, units=(moved,))))
    assert isinstance(why, UnitRowRefused)
    assert (column, why.reason, why.other, why.day) == (
        "block",
        UnitRowFault.ELSEWHERE,
        "Khối Kinh tế",
        date(2024, 3, 1),
    )
    assert only(judged({"name": "Thanh tra tỉnh"}, units=(moved,), year=2023)).unit_id == 13
    by_code = only(
        judged(
            {"name": "Thanh tra tỉnh", "code": "u13", "block": "kinh-te"}, units=(moved,), blocks=(ECONOMY,)
        )
    )
    assert reason(by_code) == ("code", UnitRowFault.CODE_DIFFERS)
    coded = {"name": "Thanh tra tỉnh", "code": "noi-chinh.u13"}
    assert only(judged(coded, units=(moved,), blocks=(ECONOMY,))).outcome is RowOutcome.UNCHANGED


def test_a_unit_that_joins_later_is_not_taken_for_an_earlier_year() -> None:
    later = unit(13, "Thanh tra tỉnh", places=((date(2026, 1, 1), 1),))
    assert reason(only(judged({"name": "Thanh tra tỉnh"}, units=(later,)))) == (
        "since",
        UnitRowFault.MEMBER_SINCE,
    )


def test_a_unit_that_has_left_comes_back() -> None:
    left = unit(13, "Thanh tra tỉnh", places=((START, 1), (date(2020, 1, 1), None)))
    row = only(judged({"name": "Thanh tra tỉnh"}, units=(left,)))
    assert (row.outcome, row.unit_id, row.since) == (RowOutcome.CHANGED, 13, date(2025, 1, 1))
    assert row.changes == (Change(UnitField.SINCE, None, date(2025, 1, 1)),)
    held = only(judged({"name": "Thanh tra tỉnh", "since": "31/12/2019"}, units=(left,)))
    assert reason(held) == ("since", UnitRowFault.MEMBER_SINCE)


def test_a_unit_that_has_ended_is_named_with_what_became_of_it() -> None:
    day = date(2025, 3, 1)
    ended = unit(13, "Sở Giao thông vận tải", places=((START, 1), (day, None)), ended=day)
    heir = unit(14, "Sở Xây dựng", came_from=(13,))
    _column, why = refusal(only(judged({"name": "Sở Giao thông vận tải"}, units=(ended, heir))))
    assert isinstance(why, UnitRowRefused)
    assert (why.reason, why.names, why.day) == (UnitRowFault.ENDED_INTO, ("Sở Xây dựng",), day)
    assert reason(only(judged({"name": "Sở Giao thông vận tải"}, units=(ended,))))[1] is UnitRowFault.ENDED
    assert (
        only(judged({"name": "Sở Giao thông vận tải"}, units=(ended,), year=2024)).outcome
        is RowOutcome.UNCHANGED
    )


def test_a_living_unit_is_meant_before_an_ended_one_of_the_same_name() -> None:
    day = date(2025, 3, 1)
    ended = unit(13, "Sở Xây dựng", places=((START, 1), (day, None)), ended=day)
    for units in ((ended, unit(14, "Sở Xây dựng")), (unit(14, "Sở Xây dựng"), ended)):
        assert only(judged({"name": "Sở Xây dựng"}, units=units)).unit_id == 14


def test_a_unit_is_compared_by_its_name_at_the_end_of_the_year() -> None:
    names = ((START, UnitStyle("Sở Cũ", None)), (date(2025, 7, 1), UnitStyle("Sở Mới", None)))
    renamed = unit(13, "", names=names)
    assert only(judged({"name": "Sở Mới"}, units=(renamed,))).outcome is RowOutcome.UNCHANGED
    assert only(judged({"name": "Sở Cũ"}, units=(renamed,))).outcome is RowOutcome.NEW
    assert only(judged({"name": "Sở Cũ"}, units=(renamed,), year=2024)).outcome is RowOutcome.UNCHANGED


def test_the_name_of_a_published_year_stays() -> None:
    kept = unit(13, "Sở A", kept_years=(2025,))
    assert reason(only(judged({"name": "Sở B", "code": "u13"}, units=(kept,)))) == (
        "name",
        UnitRowFault.PUBLISHED,
    )
    assert (
        only(judged({"name": "Sở B", "code": "u13"}, units=(kept,), year=2026)).outcome is RowOutcome.CHANGED
    )


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Sở Tư phap", "Sở Tư pháp"),
        ("Sở Tư phát", "Sở Tư pháp"),
        ("Sở Nội vụ", ""),
        ("Thanh tra khu vực 13", ""),
        ("Viện kiểm sát khu vực II", ""),
        ("Thanh tra khu vưc 12", "Thanh tra khu vực 12"),
        ("Hội A", ""),
    ],
)
def test_a_near_name_is_asked_about_and_still_new(name: str, near: str) -> None:
    known = (
        JUSTICE,
        unit(1, "Thanh tra khu vực 12"),
        unit(2, "Viện kiểm sát khu vực I"),
        unit(3, "Sở Ngoại vụ"),
        unit(4, "Hội B"),
    )
    row = only(judged({"name": name}, units=known))
    assert row.outcome is RowOutcome.NEW
    assert row.doubts == (((Doubt.NEAR_NAME, near),) if near else ())


def test_two_near_names_of_one_sheet_are_asked_about() -> None:
    plan = judged({"name": "Chi cục Kiểm lâm"}, {"name": "Chi cục Kiêm lâm"})
    assert [row.doubts for row in plan.rows] == [(), ((Doubt.NEAR_NAME, "Chi cục Kiểm lâm"),)]


def test_a_namesake_in_the_province_is_asked_about() -> None:
    other = unit(13, "Thanh tra tỉnh", block=2)
    far = unit(14, "Sở Ngoại vụ", block=3)
    rows = judged({"name": "Thanh tra tỉnh"}, {"name": "Sở Ngoại vụ"}, units=(other, far)).rows
    assert [row.doubts for row in rows] == [((Doubt.ELSEWHERE, "Khối Kinh tế"),), ()]


def test_the_roll_takes_new_units_at_their_place_and_says_who_moves() -> None:
    plan = judged({"name": "Sở Tư pháp", "order": "3"}, {"name": "Sở Mới", "order": "1"}, roll=(11, 12))
    assert plan.roll == (-9, 12, 11)
    assert plan.rows[0].changes == (Change(UnitField.ORDER, 1, 3),)


def test_a_member_that_is_not_on_the_roll_comes_onto_it() -> None:
    plan = judged({"name": "Công an tỉnh Hòa Bình"}, roll=(11,))
    assert only(plan).changes == (Change(UnitField.ROLL, None, 2),)
    assert plan.roll == (11, 12)


KEYS = st.lists(st.integers(1, 12), unique=True, max_size=8)


@given(
    KEYS,
    st.lists(st.tuples(st.integers(1, 16), st.none() | st.integers(1, 12)), unique_by=lambda one: one[0]),
)
def test_an_order_that_is_asked_for_again_changes_nothing(
    roll: list[int], wanted: list[tuple[int, int | None]]
) -> None:
    after = order_after(roll, wanted)
    assert sorted(after) == sorted({*roll, *(key for key, _place in wanted)})
    assert order_after(after, wanted) == after
    free = {key for key in roll if dict(wanted).get(key) is None}
    assert [key for key in after if key in free] == [key for key in roll if key in free]


@given(st.permutations([1, 2, 3, 4, 5]))
def test_places_are_taken_as_written(order: list[int]) -> None:
    wanted = [(key, place) for place, key in enumerate(order, start=1)]
    assert order_after((1, 2, 3, 4, 5), wanted) == tuple(order)
    gaps = [(key, 10 * place) for key, place in wanted]
    assert order_after((1, 2, 3), gaps) == tuple(order)


TEXTS = st.text(max_size=12) | st.sampled_from(["Sở Tư pháp", "u11", "1/7/2025", "Khối Nội chính", "2"])
COLUMNS = ("province", "block", "code", "name", "short_name", "kind", "order", "since")


@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS, TEXTS)), max_size=6))
def test_whatever_is_typed_is_judged(rows: list[dict[str, str]]) -> None:
    plan = judged(*rows, roll=(11, 12))
    assert len(plan.rows) == len(rows)
    assert plan == judged(*rows, roll=(11, 12)) or plan.count(RowOutcome.REFUSED)


NUMBERS = range(4000)


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ([{"name": f"Đơn vị thành viên thứ {number}"} for number in NUMBERS], RowOutcome.NEW),
        ([{"name": f"Đơn vị {chr(0x4E00 + number)}"} for number in NUMBERS], RowOutcome.NEW),
        ([{"name": f"Đơn vị {number}", "order": "1"} for number in NUMBERS], RowOutcome.NEW),
        ([{"name": "X", "block": f"Khối thi đua {number}"} for number in NUMBERS], RowOutcome.REFUSED),
    ],
    ids=["near names", "one code", "one place", "unknown blocks"],
)
def test_thousands_of_odd_rows_take_no_squared_time(rows: list[dict[str, str]], outcome: RowOutcome) -> None:
    blocks = tuple(KnownBlock(number, f"b{number}", f"Khối số {number}", "") for number in range(4, 1024))
    known = (INNER,) if outcome is RowOutcome.NEW else blocks
    began = perf_counter()
    assert judged(*rows, units=(), blocks=known, roll=()).count(outcome) == len(rows)
    assert perf_counter() - began < 20
