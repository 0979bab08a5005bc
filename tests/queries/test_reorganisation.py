"""Workbooks of a reorganisation: what cannot be read is refused with its cell, and nothing is applied."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from models.enums import BlockKind
from models.registry import (
    Block,
    BlockMembership,
    BlockName,
    Reorganisation,
    Unit,
    UnitEvent,
    UnitEventPart,
    UnitName,
)
from pages.shared.marks import marks_of
from services.database import reading, writing
from services.errors.registry import EventFault, EventRefused
from services.errors.workbooks import SheetFaultKind, SheetOutdated, SheetRefused, WorkCancelled
from services.queries.reorganisation import empty_sheet, event_words, events_of_table, table_of_workbook
from services.reorganisation import apply_reorganisation, record_event, undo_reorganisation
from services.rules.naming import UnitStyle
from services.rules.progress import Progress
from services.rules.reorganisation_rows import EventColumn
from services.rules.reorganisation_sheet import SheetReading
from services.rules.rights import OPERATOR
from services.workbooks.layouts import layout_of
from services.workbooks.marking import marked
from services.workbooks.writing import workbook_of
from tests.factories import everything, made_year
from tests.phu_tho import event_row, sheet

HEADER = 8
ROWS = 2000
UNITS = 50
REGISTRY: tuple[type[SQLModel], ...] = (UnitName, BlockMembership, UnitEvent, UnitEventPart, Reorganisation)


def changed(change: Callable[[Worksheet], None]) -> bytes:
    """The sheet of the three provinces, changed by hand."""
    workbook = openpyxl.load_workbook(BytesIO(sheet()))
    change(workbook.worksheets[0])
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def merge(found: Worksheet) -> None:
    found.merge_cells("A10:A11")


def formula(found: Worksheet) -> None:
    found["D12"] = "=A12"


def hide(found: Worksheet) -> None:
    found.row_dimensions[13].hidden = True


def hide_column(found: Worksheet) -> None:
    found.column_dimensions["B"].hidden = True


@pytest.mark.parametrize(
    ("change", "kind", "cell"),
    [
        (merge, SheetFaultKind.MERGED, "A10"),
        (formula, SheetFaultKind.FORMULA, "D12"),
        (hide, SheetFaultKind.HIDDEN_ROW, "A13"),
        (hide_column, SheetFaultKind.HIDDEN_COLUMN, "B1"),
    ],
)
def test_what_hides_a_value_is_refused_and_marked(
    change: Callable[[Worksheet], None], kind: SheetFaultKind, cell: str
) -> None:
    data = changed(change)
    with pytest.raises(SheetRefused) as refused:
        table_of_workbook(data)
    faults = refused.value.faults
    assert kind in {fault.reason for fault in faults}
    given_back = openpyxl.load_workbook(BytesIO(marked(data, marks_of(faults)))).worksheets[0]
    assert given_back[cell].comment is not None


def test_the_template_has_the_columns_and_the_words_that_are_read() -> None:
    layout = layout_of("reorganisation")
    assert [column.key for column in layout.columns] == [column.value for column in EventColumn]
    offered = next(column.choices for column in layout.columns if column.key == "event")
    assert set(offered) == {words[0] for words in event_words().values()}
    with pytest.raises(SheetRefused) as refused:
        table_of_workbook(empty_sheet(["Khối A (Phú Thọ)"]))
    assert [(fault.reason, fault.row) for fault in refused.value.faults] == [(SheetFaultKind.NO_ROWS, HEADER)]


def many_units(session: Session) -> list[str]:
    """So many blocks of so many units; the units' codes."""
    first = date(2024, 1, 1)
    blocks = [Block(code=f"khoi-{number}") for number in range(ROWS // UNITS)]
    session.add_all(blocks)
    session.flush()
    session.add_all(
        BlockName(block_id=block.id or 0, valid_from=first, name=f"Khối {block.code}", kind=BlockKind.BLOCK)
        for block in blocks
    )
    units = [Unit(block_id=blocks[place // UNITS].id or 0, code=f"dv-{place}") for place in range(ROWS)]
    session.add_all(units)
    session.flush()
    for unit in units:
        key = unit.id or 0
        session.add(UnitName(unit_id=key, valid_from=first, name=f"Đơn vị {unit.code}"))
        session.add(BlockMembership(unit_id=key, valid_from=first, block_id=unit.block_id))
    session.flush()
    return [unit.code for unit in units]


def read(session: Session, data: bytes) -> SheetReading:
    return events_of_table(session, OPERATOR, table_of_workbook(data))


@pytest.mark.timeout(300)
def test_two_thousand_rows_are_checked_applied_and_undone(engine: Engine) -> None:
    with writing(engine) as session:
        codes = many_units(session)
    rows = [
        event_row(code, "Sáp nhập", new_unit=f"Sở mới {place // 2}", place=f"khoi-{place // UNITS}")
        for place, code in enumerate(codes)
    ]
    data = workbook_of("reorganisation", rows)
    with writing(engine) as session:
        before = sorted(everything(session, *REGISTRY))
        found = read(session, data)
        assert (found.faults, len(found.plans)) == ((), ROWS // 2)
        seen = [event.lines for event in found.events]
        key = apply_reorganisation(session, OPERATOR, "Cả nghìn", found.plans, seen=seen)
        undo_reorganisation(session, OPERATOR, key)
        session.expire_all()
        assert sorted(everything(session, *REGISTRY)) == before


def test_two_thousand_wrong_rows_are_all_told(engine: Engine) -> None:
    with writing(engine) as session:
        many_units(session)
        rows = [event_row(f"Sở không có {place}", "Giải thể") for place in range(ROWS)]
        found = read(session, workbook_of("reorganisation", rows))
    assert len(found.faults) == ROWS
    assert found.plans == ()


def stopped_at(event: int) -> Progress:
    """What stops the work before that event."""

    def report(done: int, _total: int) -> None:
        if done == event:
            raise WorkCancelled

    return report


def three_renames(engine: Engine) -> SheetReading:
    with writing(engine) as session:
        made_year(session)
    with reading(engine) as session:
        rows = [event_row(f"Đơn vị {place}", "Đổi tên", new_unit=f"Tên {place}") for place in (1, 2, 3)]
        return read(session, workbook_of("reorganisation", rows))


def test_work_that_is_stopped_leaves_nothing(engine: Engine) -> None:
    found = three_renames(engine)
    with reading(engine) as session:
        before = sorted(everything(session, *REGISTRY))
    with pytest.raises(WorkCancelled), writing(engine) as session:
        apply_reorganisation(session, OPERATOR, "Dừng", found.plans, progress=stopped_at(2))
    with reading(engine) as session:
        assert sorted(everything(session, *REGISTRY)) == before
    with writing(engine) as session:
        key = apply_reorganisation(session, OPERATOR, "Xong", found.plans)
    with reading(engine) as session:
        applied = sorted(everything(session, *REGISTRY))
    with pytest.raises(WorkCancelled), writing(engine) as session:
        undo_reorganisation(session, OPERATOR, key, stopped_at(2))
    with reading(engine) as session:
        assert sorted(everything(session, *REGISTRY)) == applied


def test_only_what_was_seen_is_applied(engine: Engine) -> None:
    found = three_renames(engine)
    seen = [event.lines for event in found.events]
    earlier = replace(
        found.plans[2], day=found.plans[2].day - timedelta(days=30), style=UnitStyle("Xen vào", None)
    )
    with writing(engine) as session:  # somebody was first
        record_event(session, OPERATOR, earlier)
    with pytest.raises(SheetOutdated), writing(engine) as session:
        apply_reorganisation(session, OPERATOR, "Sau", found.plans, seen=seen)
    with writing(engine) as session:
        apply_reorganisation(session, OPERATOR, "Hai đơn vị", found.plans[:2], seen=seen[:2])


def test_nothing_is_half_applied(engine: Engine) -> None:
    found = three_renames(engine)
    assert len(found.plans) == 3
    with reading(engine) as session:
        before = everything(session, UnitName, UnitEvent)
    with writing(engine) as session:  # somebody was first
        apply_reorganisation(session, OPERATOR, "Trước", found.plans[2:])
    with pytest.raises(EventRefused) as refused, writing(engine) as session:
        apply_reorganisation(session, OPERATOR, "Sau", found.plans)
    assert refused.value.reason in (EventFault.NAME_OVERLAP, EventFault.SAME_NAME)
    with reading(engine) as session:
        assert len(everything(session, UnitName, UnitEvent)) == len(before) + 2
