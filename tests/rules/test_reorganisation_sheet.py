"""A reorganisation sheet is read row by row, and refused cell by cell, all at once."""

from collections.abc import Mapping
from datetime import date

import pytest

from models.enums import BlockKind, UnitEventKind, UnitKind
from services.errors.base import DomainError
from services.errors.registry import EventFault, EventRefused
from services.errors.typed import DayRefused
from services.errors.workbooks import EventRowFault, EventRowRefused
from services.queries.reorganisation import event_words
from services.rules.directory import BlockFacts, Directory, UnitFacts
from services.rules.naming import BlockStyle, UnitStyle
from services.rules.reorganisation_sheet import SheetReading, events_in
from services.rules.succession import NewUnit, UnitPast

FIRST, JULY = date(2024, 1, 1), date(2025, 7, 1)
VINH_PHUC, PHU_THO, OTHER = 1, 2, 3
FINANCE, PLANNING, FINANCE_PT, TAXES_PT, JUSTICE = 11, 12, 21, 22, 31
STYLES = {
    VINH_PHUC: ("kt-vp", "Khối Kinh tế", "Vĩnh Phúc"),
    PHU_THO: ("kt-pt", "Khối Kinh tế", "Phú Thọ"),
    OTHER: ("nc-pt", "Khối Nội chính", "Phú Thọ"),
}
UNITS = {
    FINANCE: ("Sở Tài chính", VINH_PHUC),
    PLANNING: ("Sở Kế hoạch và Đầu tư", VINH_PHUC),
    FINANCE_PT: ("Sở Tài chính", PHU_THO),
    TAXES_PT: ("Cục Thuế", PHU_THO),
    JUSTICE: ("Sở Tư pháp", OTHER),
}

Row = Mapping[str, str]


def directory() -> Directory:
    blocks = [
        BlockFacts(key, code, ((FIRST, BlockStyle(name, BlockKind.BLOCK, province)),))
        for key, (code, name, province) in STYLES.items()
    ]
    registry = {
        key: UnitPast(unit_id=key, names=((FIRST, UnitStyle(name, None)),), places=((FIRST, block),))
        for key, (name, block) in UNITS.items()
    }
    return Directory(registry, {key: UnitFacts(f"dv-{key}", UnitKind.AGENCY) for key in UNITS}, blocks)


def row(unit: str = "", event: str = "Sáp nhập", new_unit: str = "", **cells: str) -> Row:
    return {
        "unit": unit,
        "event": event,
        "new_unit": new_unit,
        "day": "1/7/2025",
        "document": "QĐ 1",
        **cells,
    }


def read(*rows: Row) -> SheetReading:
    return events_in(dict(enumerate(rows, start=2)), event_words(), directory())


def reasons(reading: SheetReading) -> list[tuple[int, str, object]]:
    return [(fault.row, fault.column.value, reason_of(fault.problem)) for fault in reading.faults]


def reason_of(problem: DomainError) -> object:
    assert isinstance(problem, EventRowRefused | EventRefused | DayRefused)
    return problem.reason


def problem(reading: SheetReading) -> EventRowRefused:
    (fault,) = reading.faults
    assert isinstance(fault.problem, EventRowRefused)
    return fault.problem


def test_rows_of_one_merge_are_one_event() -> None:
    reading = read(
        row("Sở Tài chính", new_unit="Sở Tài chính", place="Vĩnh Phúc"),
        row("sở kế hoạch và đầu tư", new_unit="Sở Tài chính"),
    )
    assert reading.faults == ()
    (event,) = reading.events
    assert event.rows == (2, 3)
    assert (event.plan.before, event.plan.kept, event.plan.created) == ((FINANCE, PLANNING), FINANCE, ())


def test_a_merge_of_two_provinces_makes_or_keeps_the_unit_of_the_block_that_is_named() -> None:
    rows = [
        row("Sở Tài chính", new_unit="Sở Tài chính", place=province, new_block=block)
        for province, block in (("tỉnh Vĩnh Phúc", "kt-pt"), ("Phú Thọ", "kt-pt"))
    ]
    (plan,) = read(*rows).plans
    assert plan.kept == FINANCE_PT
    elsewhere = [{**one, "new_block": "Khối Nội chính"} for one in rows]
    (plan,) = read(*elsewhere).plans
    assert plan.kept is None
    assert plan.created == (
        NewUnit(style=UnitStyle("Sở Tài chính", None), kind=UnitKind.AGENCY, block_id=OTHER),
    )


def test_equal_merges_of_two_provinces_are_two_events() -> None:
    reading = read(
        row("Sở Tài chính", new_unit="Sở Kinh tế", place="Vĩnh Phúc"),
        row("Sở Tài chính", new_unit="Sở Kinh tế", place="Phú Thọ"),
        row("Sở Kế hoạch và Đầu tư", new_unit="Sở Kinh tế"),
        row("Cục Thuế", new_unit="Sở Kinh tế"),
    )
    assert [event.rows for event in reading.events] == [(2, 4), (3, 5)]


def test_one_row_merges_into_a_unit_that_is_there() -> None:
    (plan,) = read(row("Cục Thuế", "sáp nhập vào", "Sở Tài chính")).plans
    assert (plan.before, plan.kept) == ((TAXES_PT, FINANCE_PT), FINANCE_PT)


def test_rows_of_one_split_are_one_event_and_the_old_unit_can_go_on() -> None:
    (plan,) = read(
        row("Sở Tư pháp", "Chia, tách", "Sở Tư pháp"),
        row("Sở Tư pháp", "tách", "Sở Pháp chế", short_name="PC"),
    ).plans
    assert (plan.kind, plan.kept) == (UnitEventKind.SPLIT, JUSTICE)
    assert [new.style for new in plan.created] == [UnitStyle("Sở Pháp chế", "PC")]


def test_a_unit_of_the_sheet_is_used_in_a_later_row_whatever_their_order() -> None:
    reading = read(
        row("Sở Mới", "giải thể", day="01/09/2025"),
        row("Sở Mới", "chuyển khối", new_block="Khối Nội chính", day="01/08/2025"),
        row("", "Thành lập", "Sở Mới", new_block="kt-pt"),
    )
    assert reading.faults == ()
    assert [plan.before for plan in reading.plans] == [(), (-1,), (-1,)]
    assert [event.rows for event in reading.events] == [(4,), (3,), (2,)]


def test_a_unit_is_found_by_its_name_of_the_day_its_code_and_another_spelling() -> None:
    rename = row("SỞ TƯ PHÁP", "đổi tên", "Sở Hòa giải")
    moved = row("Sở Hoà  giải", "chuyển khối", new_block="Khối Kinh tế (Phú Thọ)")
    by_code = row("dv-31", "giải thể", day="02/07/2025")
    reading = read(rename, moved, by_code)
    assert reading.faults == ()
    assert [plan.before for plan in reading.plans] == [(JUSTICE,), (JUSTICE,), (JUSTICE,)]


@pytest.mark.parametrize("kind", event_words())
def test_every_spelling_of_an_event_is_read(kind: UnitEventKind) -> None:
    for spelling in event_words()[kind]:
        faults = read({"event": spelling.upper(), "day": "1/7/2025", "document": "QĐ"}).faults
        assert all(fault.column != "event" for fault in faults)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (row("Sở Tư pháp", ""), (2, "event", EventRowFault.MISSING)),
        (row("Sở Tư pháp", "xóa"), (2, "event", EventRowFault.NO_EVENT)),
        (row("", "Đổi tên", "Mới"), (2, "unit", EventRowFault.MISSING)),
        (row("Sở Tư pháp", "Đổi tên"), (2, "new_unit", EventRowFault.MISSING)),
        (row("Sở Tư pháp", "Giải thể", document=" "), (2, "document", EventRowFault.MISSING)),
        (row("Sở Tư pháp", "Giải thể", "Mới"), (2, "new_unit", EventRowFault.LEAVE_BLANK)),
        (row("Sở Tư pháp", "Chuyển khối"), (2, "new_block", EventRowFault.MISSING)),
        (row("Sở", "Thành lập", "Mới", new_block="kt-pt"), (2, "unit", EventRowFault.LEAVE_BLANK)),
        (row("Sở Tài chính", "Giải thể"), (2, "unit", EventRowFault.MANY_UNITS)),
        (row("Sở Tư phap", "Giải thể"), (2, "unit", EventRowFault.LIKE_A_UNIT)),
        (row("Zzz", "Giải thể"), (2, "unit", EventRowFault.NO_UNIT)),
        (row("Sở Tư pháp", "Giải thể", place="Hà Nội"), (2, "place", EventRowFault.NO_BLOCK)),
        (
            row("Sở Tư pháp", "Chuyển khối", new_block="Khối Kinh tế"),
            (2, "new_block", EventRowFault.MANY_BLOCKS),
        ),
        (
            row("Sở Tư pháp", "Chuyển khối", new_block="Khối Nội chinh PT"),
            (2, "new_block", EventRowFault.LIKE_A_BLOCK),
        ),
        (row("Sở Tư pháp", "Chuyển khối", new_block="Phú Thọ"), (2, "new_block", EventRowFault.LIKE_A_BLOCK)),
        (row("Sở Tư pháp", new_unit="Sở Tư pháp"), (2, "unit", EventFault.INTO_ITSELF)),
        (row("Sở Tư pháp", new_unit="Sở Mới"), (2, "unit", EventFault.ALONE)),
        (row("Sở Tư pháp", "Chia, tách", "Sở Mới"), (2, "new_unit", EventFault.NO_SUCCESSOR)),
        (row("Sở Tư pháp", "Đổi tên", "Sở Tư pháp"), (2, "new_unit", EventFault.SAME_NAME)),
        (row("Cục Thuế", "Đổi tên", "Sở Tài chính"), (2, "new_unit", EventFault.NAME_TAKEN)),
        (row("", "Thành lập", "Cục Thuế", new_block="kt-pt"), (2, "new_unit", EventFault.NAME_TAKEN)),
        (row("Sở Tư pháp", "Chuyển khối", new_block="nc-pt"), (2, "new_block", EventFault.SAME_BLOCK)),
    ],
)
def test_a_cell_is_refused_with_its_reason(cells: Row, fault: tuple[int, str, object]) -> None:
    reading = read(cells)
    assert reasons(reading) == [fault]
    assert reading.plans == ()


def test_suggestions_are_names_of_the_day() -> None:
    assert problem(read(row("Sở Tư phap", "Giải thể"))).names == ("Sở Tư pháp",)
    assert problem(read(row("Sở Tài chính", "Giải thể"))).names == (
        "Sở Tài chính, Khối Kinh tế (Phú Thọ)",
        "Sở Tài chính, Khối Kinh tế (Vĩnh Phúc)",
    )


def test_units_of_two_provinces_need_the_block_of_the_new_one() -> None:
    reading = read(row("Sở Tư pháp", new_unit="Sở Chung"), row("Sở Kế hoạch và Đầu tư", new_unit="Sở Chung"))
    assert (2, "new_block", EventRowFault.BLOCK_NEEDED) in reasons(reading)
    assert reading.plans == ()


def test_the_same_row_twice_names_the_other_row() -> None:
    rows = [
        row("Sở Tư pháp", new_unit="Sở Mới"),
        row("Cục Thuế", new_unit="Sở Mới"),
        row("Sở Tư pháp", new_unit="Sở Mới"),
    ]
    refused = problem(read(*rows))
    assert (refused.reason, refused.row) == (EventRowFault.TWICE, 2)


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (row("Sở Tư pháp", "Đổi tên", "Sở Khác"), EventFault.NAME_OVERLAP),
        (row("Sở Tư pháp", "Giải thể"), EventFault.LATER_EVENT),
        (row("Sở Tư pháp", "Giải thể", day="30/06/2025"), None),
    ],
)
def test_rows_that_contradict_each_other_are_refused(second: Row, reason: EventFault | None) -> None:
    found = reasons(read(row("Sở Tư pháp", "Đổi tên", "Sở Mới"), second))
    if reason is None:  # what comes later is refused: by then the unit has ended
        assert found == [(2, "unit", EventFault.AFTER_END)]
    else:
        assert [fault[2] for fault in found] == [reason]
        assert found[0][0] == 3


def test_rows_of_one_event_say_the_same() -> None:
    split = [row("Sở Tư pháp", "tách", "Sở A"), row("Sở Tư pháp", "tách", "Sở B", document="QĐ 2")]
    assert reasons(read(*split)) == [(3, "document", EventRowFault.DIFFERS)]
    merge = [
        row("Sở Tư pháp", new_unit="Sở Mới", new_block="nc-pt", short_name="SM"),
        row("Cục Thuế", new_unit="Sở Mới", new_block="nc-pt", short_name="SMOI"),
    ]
    assert reasons(read(*merge)) == [(3, "short_name", EventRowFault.DIFFERS)]


def test_a_unit_cannot_go_back_into_one_from_which_it_came() -> None:
    reading = read(
        row("Sở Tư pháp", "tách", "Sở Tư pháp"),
        row("Sở Tư pháp", "tách", "Sở Con"),
        row("Sở Con", "Nhập vào", "Sở Tư pháp", day="01/08/2025"),
    )
    assert reasons(reading) == [(4, "new_unit", EventFault.CYCLE)]


def test_nothing_happens_to_a_unit_before_it_is_founded() -> None:
    found, early = row("", "Thành lập", "Sở Mới", new_block="kt-pt"), row("Sở Mới", "Giải thể")
    assert reasons(read(found, early)) == [(3, "unit", EventFault.BEFORE_FOUNDED)]
    before = {**early, "day": "01/06/2025"}
    assert reasons(read(found, before)) == [(3, "unit", EventRowFault.TOO_EARLY)]


def test_a_row_that_rests_on_a_refused_one_says_so() -> None:
    reading = read(
        row("Sở Tư pháp", "Đổi tên", "Sở Mới", day="31/02/2025"), row("Sở Mới", "Giải thể", day="01/09/2025")
    )
    assert [fault[:2] for fault in reasons(reading)] == [(2, "day"), (3, "unit")]
    last = reading.faults[-1].problem
    assert isinstance(last, EventRowRefused)
    assert (last.reason, last.row) == (EventRowFault.AFTER_REFUSED, 2)


def test_all_faults_are_found_and_the_rest_is_read() -> None:
    reading = read(
        row("Zzz", "Giải thể"),
        row("Sở Tư pháp", "Đổi tên", "Sở Mới"),
        row("Sở Tài chính", "xóa", day="x", document=""),
    )
    assert [event.rows for event in reading.events] == [(3,)]
    assert [fault[:2] for fault in reasons(reading)] == [
        (2, "unit"),
        (4, "event"),
        (4, "day"),
        (4, "document"),
    ]
