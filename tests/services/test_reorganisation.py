"""Commands on what happens to units: what they write, that they can be taken back whole, and who may."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from models.accounts import TrailEntry
from models.enums import Role, UnitEventKind, UnitKind, YearState
from models.record import Pledge
from models.registry import (
    Block,
    BlockMembership,
    Reorganisation,
    Unit,
    UnitEvent,
    UnitEventPart,
    UnitName,
)
from models.year import BlockYear, YearUnit
from services.database import engine_of, writing
from services.errors.accounts import NotAllowed
from services.errors.base import NotFound
from services.errors.registry import EventFault, EventRefused, UndoFault, UndoRefused, UnitElsewhere
from services.errors.typed import NameRefused
from services.queries.archive import year_document
from services.queries.lineage import lineage_of_unit, registry_of
from services.queries.registry import roll_of_year
from services.queries.rolls import roll_change
from services.queries.trail import TrailFilter, trail_page
from services.registry import UnitEntry, add_unit, renew_roll
from services.reorganisation import (
    apply_reorganisation,
    preview_event,
    record_event,
    undo_event,
    undo_reorganisation,
)
from services.rules.naming import UnitStyle
from services.rules.rights import OPERATOR
from services.rules.succession import EventPlan, NewUnit
from services.rules.writing import as_yaml
from services.settings import Settings
from services.years import open_year
from tests.factories import MadeYear, made_actor, made_year, without_the_right
from tests.rules.histories import FIRST, Wish, histories

DAY = date(2018, 7, 1)
TABLES: tuple[type[SQLModel], ...] = (
    UnitName,
    BlockMembership,
    UnitEvent,
    UnitEventPart,
    Reorganisation,
    YearUnit,
)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with writing(engine) as session:
        yield session


def registry_rows(session: Session) -> list[str]:
    """Every row of the registry in words; a unit's version only counts the changes."""
    session.flush()
    session.expire_all()
    rows = [row.model_dump() for table in TABLES for row in session.exec(select(table))]
    units = [row.model_dump(exclude={"version"}) for row in session.exec(select(Unit))]
    return sorted(map(repr, rows + units))


def merge(made: MadeYear, name: str = "Đơn vị mới") -> EventPlan:
    return EventPlan(
        kind=UnitEventKind.MERGE,
        day=DAY,
        document="QĐ 15/QĐ-UBND",
        before=made.unit_ids[:2],
        created=(NewUnit(style=UnitStyle(name, "ĐVM"), kind=UnitKind.AGENCY, block_id=made.block_id),),
    )


def rename(unit_id: int, name: str, day: date = DAY) -> EventPlan:
    style = UnitStyle(name, None)
    return EventPlan(kind=UnitEventKind.RENAME, day=day, document="QĐ 16", before=(unit_id,), style=style)


def test_a_merge_keeps_the_years_before_it_and_names_the_new_unit_after(session: Session) -> None:
    made = made_year(session)
    before = as_yaml(year_document(session, session.exec(select(BlockYear)).one()))
    record_event(session, OPERATOR, merge(made))
    known = registry_of(session, [made.block_id])
    (new,) = known.keys() - set(made.unit_ids)
    assert known[new].names == ((DAY, UnitStyle("Đơn vị mới", "ĐVM")),)
    assert [known[key].block_on(DAY) for key in made.unit_ids] == [None, None, made.block_id]
    assert {one.unit_id for one in lineage_of_unit(session, new).predecessors} == set(made.unit_ids[:2])
    assert [one.unit_id for one in lineage_of_unit(session, made.unit_ids[0]).successors] == [new]
    assert as_yaml(year_document(session, session.exec(select(BlockYear)).one())) == before


def test_a_preview_tells_the_changes_and_writes_nothing(session: Session) -> None:
    made = made_year(session)
    before = registry_rows(session)
    seen = preview_event(session, OPERATOR, merge(made))
    assert [(change.unit_id, change.ends, change.begins) for change in seen.changes] == [
        (made.unit_ids[0], True, False),
        (made.unit_ids[1], True, False),
        (-1, False, True),
    ]
    assert registry_rows(session) == before


def test_what_is_typed_is_made_clean(session: Session) -> None:
    made = made_year(session)
    event_id = record_event(session, OPERATOR, rename(made.unit_ids[0], "  Sở   Tu\u031b pháp "))
    name = session.exec(select(UnitName).where(UnitName.event_id == event_id)).one()
    assert (name.name, name.folded) == ("Sở Tư pháp", "so tu phap")
    with pytest.raises(NameRefused):
        record_event(session, OPERATOR, rename(made.unit_ids[0], "\u202esai"))


def test_an_event_writes_one_entry_into_the_trail(session: Session) -> None:
    made = made_year(session)
    event_id = record_event(session, OPERATOR, merge(made))
    undo_event(session, OPERATOR, event_id)
    entries = session.exec(select(TrailEntry).where(TrailEntry.subject == f"event {event_id}")).all()
    assert [entry.action for entry in entries] == ["record_event", "undo_event"]
    assert entries[0].facts["before"] == {"units": ["Đơn vị 1", "Đơn vị 2"]}
    assert entries[0].facts["after"] == {"units": ["Đơn vị mới"]}
    assert entries[0].facts["name"] == "Đơn vị 1; Đơn vị 2"
    assert [entry.blocks for entry in entries] == [[made.block_id]] * 2


def test_what_moves_a_unit_between_blocks_is_in_the_trail_of_both(session: Session) -> None:
    made, other = made_year(session), made_year(session)
    moved = add_unit(session, OPERATOR, made.id, UnitEntry(name="Đơn vị chuyển"))
    plan = EventPlan(
        kind=UnitEventKind.TRANSFER, day=DAY, document="QĐ 21", before=(moved,), block_id=other.block_id
    )
    event_id = record_event(session, OPERATOR, plan)
    undo_event(session, OPERATOR, event_id)
    undo_reorganisation(session, OPERATOR, apply_reorganisation(session, OPERATOR, "Nghị quyết", [plan]))
    for block_id in (made.block_id, other.block_id):
        lines = trail_page(session, OPERATOR, TrailFilter(block_id=block_id)).lines[:4]
        actions = ["undo_reorganisation", "apply_reorganisation", "undo_event", "record_event"]
        assert [line.entry.action for line in lines] == actions
        assert {tuple(line.entry.blocks) for line in lines} == {(made.block_id, other.block_id)}
    facts = session.exec(select(TrailEntry.facts).where(TrailEntry.action == "record_event")).one()
    assert facts["name"] == "Đơn vị chuyển"
    assert [len(facts[side]["blocks"]) for side in ("before", "after")] == [1, 1]


def split(made: MadeYear, keeps: bool) -> EventPlan:
    unit = made.unit_ids[0]
    new = [
        NewUnit(style=UnitStyle(name, None), kind=UnitKind.AGENCY, block_id=made.block_id)
        for name in ("Một", "Hai")
    ]
    return EventPlan(
        kind=UnitEventKind.SPLIT,
        day=DAY,
        document="QĐ 17",
        before=(unit,),
        kept=unit if keeps else None,
        created=tuple(new),
    )


def plans_of(made: MadeYear, other: MadeYear) -> dict[str, EventPlan]:
    first, second = made.unit_ids[:2]
    found = NewUnit(style=UnitStyle("Đơn vị lập mới", None), kind=UnitKind.AGENCY, block_id=made.block_id)
    take_in = EventPlan(
        kind=UnitEventKind.MERGE,
        day=DAY,
        document="QĐ 18",
        before=(first, second),
        kept=first,
        style=UnitStyle("Đơn vị 1 và 2", None),
    )
    return {
        "merge": merge(made),
        "take in": take_in,
        "rename": rename(first, "Tên mới"),
        "split": split(made, keeps=False),
        "split off": split(made, keeps=True),
        "dissolve": EventPlan(kind=UnitEventKind.DISSOLVE, day=DAY, document="QĐ 19", before=(first,)),
        "found": EventPlan(kind=UnitEventKind.FOUND, day=DAY, document="QĐ 20", created=(found,)),
        "transfer": EventPlan(
            kind=UnitEventKind.TRANSFER,
            day=DAY,
            document="QĐ 21",
            before=(made.unit_ids[2],),
            block_id=other.block_id,
        ),
    }


KINDS = ["merge", "take in", "rename", "split", "split off", "dissolve", "found"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_undone_event_leaves_no_trace_in_the_registry(session: Session, kind: str) -> None:
    made = made_year(session)
    before = registry_rows(session)
    event_id = record_event(session, OPERATOR, plans_of(made, made)[kind])
    assert registry_rows(session) != before
    undo_event(session, OPERATOR, event_id)
    assert registry_rows(session) == before


def test_a_unit_that_moves_keeps_its_code_and_bears_the_old_block_s_before_it(session: Session) -> None:
    made, other = made_year(session, units=2), made_year(session, units=2)
    # Both blocks have a unit of this code
    moved = add_unit(session, OPERATOR, made.id, UnitEntry(name="Đơn vị chung"))
    add_unit(session, OPERATOR, other.id, UnitEntry(name="Đơn vị chung"))
    transfer = EventPlan(
        kind=UnitEventKind.TRANSFER, day=DAY, document="QĐ 21", before=(moved,), block_id=other.block_id
    )
    with pytest.raises(EventRefused) as refused:
        record_event(session, OPERATOR, transfer)
    assert refused.value.reason is EventFault.NAME_TAKEN
    record_event(session, OPERATOR, rename(moved, "Đơn vị từ khối khác", date(2018, 3, 1)))
    event_id = record_event(session, OPERATOR, transfer)
    next_year = open_year(session, OPERATOR, other.id, 2018)
    lines = {line.unit_id: line for line in roll_of_year(session, other.block_id, next_year, 2018)}
    assert lines[moved].code == f"{_code_of(session, made)}.don-vi-chung"
    assert [line.code for line in lines.values()].count("don-vi-chung") == 1
    with pytest.raises(UndoRefused) as in_use:
        undo_event(session, OPERATOR, event_id)
    assert in_use.value.reason is UndoFault.UNIT_IN_USE


def _code_of(session: Session, made: MadeYear) -> str:
    return session.exec(select(Block.code).where(Block.id == made.block_id)).one()


def test_a_unit_that_has_moved_cannot_be_put_on_the_old_block_s_roll(session: Session) -> None:
    made, other = made_year(session), made_year(session, units=1)
    transfer = EventPlan(
        kind=UnitEventKind.TRANSFER,
        day=DAY,
        document="QĐ 21",
        before=(add_unit(session, OPERATOR, made.id, UnitEntry(name="Đơn vị chuyển")),),
        block_id=other.block_id,
    )
    record_event(session, OPERATOR, transfer)
    year = open_year(session, OPERATOR, made.id, 2019)
    assert "Đơn vị chuyển" not in {line.name for line in roll_of_year(session, made.block_id, year, 2019)}
    with pytest.raises(UnitElsewhere):
        add_unit(session, OPERATOR, year, UnitEntry(name="đơn vị  chuyển"))


def test_the_next_year_opens_with_those_who_came_after_under_their_new_names(session: Session) -> None:
    made = made_year(session)
    record_event(session, OPERATOR, merge(made))
    record_event(session, OPERATOR, rename(made.unit_ids[2], "Đơn vị 3 đổi tên"))
    year = open_year(session, OPERATOR, made.id, 2018)
    names = [line.name for line in roll_of_year(session, made.block_id, year, 2018)]
    assert names == ["Đơn vị mới", "Đơn vị 3 đổi tên"]
    old = [line.name for line in roll_of_year(session, made.block_id, made.id, 2017)]
    assert old == ["Đơn vị 1", "Đơn vị 2", "Đơn vị 3"]


def test_a_roll_that_was_opened_before_is_renewed(session: Session) -> None:
    made = made_year(session)
    year = open_year(session, OPERATOR, made.id, 2018)
    record_event(session, OPERATOR, merge(made))
    roll = roll_of_year(session, made.block_id, year, 2018)
    change = roll_change(session, made.block_id, year, roll, 2018)
    assert (change.leaving, change.joining) == (("Đơn vị 1", "Đơn vị 2"), ("Đơn vị mới",))
    assert renew_roll(session, OPERATOR, year) == []
    lines = roll_of_year(session, made.block_id, year, 2018)
    assert [(line.position, line.name) for line in lines] == [(0, "Đơn vị mới"), (1, "Đơn vị 3")]
    assert roll_change(session, made.block_id, year, lines, 2018).joining == ()


def test_a_unit_on_which_something_rests_stays_on_the_renewed_roll(session: Session) -> None:
    made = made_year(session)
    year = open_year(session, OPERATOR, made.id, 2018)
    first, second = made.unit_ids[:2]
    session.add(Pledge(block_year_id=year, unit_id=second, signed_on=date(2018, 2, 1)))
    record_event(session, OPERATOR, merge(made))
    roll = roll_of_year(session, made.block_id, year, 2018)
    change = roll_change(session, made.block_id, year, roll, 2018)
    assert (change.leaving, change.staying) == (("Đơn vị 1",), ("Đơn vị 2",))
    assert renew_roll(session, OPERATOR, year) == [second]
    lines = roll_of_year(session, made.block_id, year, 2018)
    assert [line.name for line in lines] == ["Đơn vị mới", "Đơn vị 2", "Đơn vị 3"]
    assert first not in {line.unit_id for line in lines}


def test_a_name_may_be_taken_back_though_something_has_happened_since(session: Session) -> None:
    made = made_year(session)
    record_event(session, OPERATOR, merge(made))
    before = registry_rows(session)
    early = record_event(session, OPERATOR, rename(made.unit_ids[0], "Tên giữa", date(2018, 1, 5)))
    undo_event(session, OPERATOR, early)
    assert registry_rows(session) == before


def test_a_name_is_not_taken_back_when_another_unit_bears_the_one_before(session: Session) -> None:
    made = made_year(session)
    first, second = made.unit_ids[:2]
    renamed = record_event(session, OPERATOR, rename(first, "Tên mới", date(2018, 1, 5)))
    record_event(session, OPERATOR, rename(first, "Tên sau nữa", date(2020, 1, 5)))
    record_event(session, OPERATOR, rename(second, "Đơn vị 1", date(2019, 1, 5)))
    with pytest.raises(EventRefused) as refused:
        undo_event(session, OPERATOR, renamed)
    assert refused.value.reason is EventFault.NAME_TAKEN


def test_what_has_come_later_is_undone_first(session: Session) -> None:
    made = made_year(session)
    first = record_event(session, OPERATOR, merge(made))
    (new,) = registry_of(session, [made.block_id]).keys() - set(made.unit_ids)
    later = record_event(session, OPERATOR, rename(new, "Tên ba", date(2019, 1, 1)))
    with pytest.raises(UndoRefused) as refused:
        undo_event(session, OPERATOR, first)
    assert refused.value.reason is UndoFault.HAPPENED_SINCE
    undo_event(session, OPERATOR, later)
    undo_event(session, OPERATOR, first)
    with pytest.raises(NotFound):
        undo_event(session, OPERATOR, first)


def test_a_sheet_is_applied_and_undone_as_a_whole(session: Session) -> None:
    made = made_year(session)
    before = registry_rows(session)
    again = EventPlan(
        kind=UnitEventKind.MERGE,
        day=date(2019, 7, 1),
        document="NQ 2",
        before=(-1, made.unit_ids[2]),
        created=merge(made, "Đơn vị cuối cùng").created,
    )
    key = apply_reorganisation(session, OPERATOR, "Sắp xếp 2018", [merge(made), again])
    event = session.exec(select(UnitEvent.id).where(UnitEvent.reorganisation_id == key)).first()
    with pytest.raises(UndoRefused) as refused:
        undo_event(session, OPERATOR, event or 0)
    assert refused.value.reason is UndoFault.WITH_OTHERS
    undo_reorganisation(session, OPERATOR, key)
    assert registry_rows(session) == before
    with pytest.raises(NotFound):
        undo_reorganisation(session, OPERATOR, key)


def test_a_sheet_with_one_impossible_event_writes_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
    with writing(engine) as session:
        before = registry_rows(session)
    impossible = rename(made.unit_ids[0], "Sau khi đã sáp nhập", date(2020, 1, 1))
    with pytest.raises(EventRefused), writing(engine) as session:
        apply_reorganisation(session, OPERATOR, "Sắp xếp", [merge(made), impossible])
    with writing(engine) as session:
        assert registry_rows(session) == before


def test_units_of_published_years_cannot_end_before_them(session: Session) -> None:
    made = made_year(session, year=2020, state=YearState.PUBLISHED)
    with pytest.raises(EventRefused) as refused:
        record_event(session, OPERATOR, merge(made))
    assert refused.value.reason is EventFault.LATER_EVENT  # their names begin with the year's roll
    assert refused.value.other_day == date(2020, 1, 1)


def test_an_unknown_unit_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        record_event(session, OPERATOR, rename(999_999, "Không có"))


def test_nobody_without_the_right_records_or_undoes(session: Session) -> None:
    made = made_year(session)
    event_id = record_event(session, OPERATOR, rename(made.unit_ids[2], "Tên khác"))
    key = apply_reorganisation(session, OPERATOR, "Sắp xếp", [rename(made.unit_ids[0], "Tên khác nữa")])
    before = registry_rows(session)
    for actor in without_the_right(session, made).values():
        before = registry_rows(session)
        for command in (
            lambda who: record_event(session, who, merge(made)),
            lambda who: preview_event(session, who, merge(made)),
            lambda who: apply_reorganisation(session, who, "Sắp xếp", [merge(made)]),
            lambda who: undo_event(session, who, event_id),
            lambda who: undo_reorganisation(session, who, key),
        ):
            with pytest.raises(NotAllowed):
                command(actor)
    assert registry_rows(session) == before


def test_a_secretary_of_one_block_cannot_reach_into_another(session: Session) -> None:
    made, other = made_year(session), made_year(session)
    secretary = made_actor(session, Role.SECRETARY, block_id=made.block_id)
    record_event(session, secretary, rename(made.unit_ids[0], "Tên khác"))
    with pytest.raises(NotAllowed):
        record_event(session, secretary, plans_of(made, other)["transfer"])
    across = EventPlan(
        kind=UnitEventKind.MERGE,
        day=DAY,
        document="NQ 1",
        before=(made.unit_ids[1], other.unit_ids[0]),
        created=merge(made).created,
    )
    with pytest.raises(NotAllowed):
        record_event(session, secretary, across)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=histories)
def test_any_history_is_the_same_in_the_database_and_goes_back_step_by_step(
    sqlite_settings: Settings, wanted: list[Wish]
) -> None:
    engine = engine_of(sqlite_settings)
    with Session(engine) as session:
        blocks = [made_year(session, units=2, year=FIRST.year - 1).block_id for _ in range(2)]
        states = [registry_rows(session)]
        done = []
        for wish in wanted:
            known = registry_of(session, blocks)
            plan = _in_blocks(wish.among(sorted(known)), blocks)
            try:
                done.append(record_event(session, OPERATOR, plan))
            except EventRefused:
                continue
            states.append(registry_rows(session))
        for event_id in reversed(done):
            states.pop()
            if _refused(session, event_id) is UndoFault.HAPPENED_SINCE:
                break  # recorded last, but something of a later day rests on it
            assert registry_rows(session) == states[-1]
        session.rollback()
    engine.dispose()


def _refused(session: Session, event_id: int) -> UndoFault | None:
    try:
        undo_event(session, OPERATOR, event_id)
    except UndoRefused as refusal:
        return refusal.reason
    return None


def _in_blocks(plan: EventPlan, blocks: list[int]) -> EventPlan:
    created = tuple(replace(new, block_id=blocks[new.block_id - 1]) for new in plan.created)
    block = None if plan.block_id is None else blocks[plan.block_id - 1]
    return replace(plan, created=created, block_id=block)
