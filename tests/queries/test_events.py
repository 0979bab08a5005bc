"""Events as people see them: in the names of their days, of the blocks that somebody may look at."""

from datetime import date

from sqlalchemy import Engine

from models.enums import Role, UnitEventKind, UnitKind
from services.database import reading, writing
from services.queries.events import events_seen, open_rolls, sheets_seen
from services.queries.reorganisation import directory_of
from services.reorganisation import apply_reorganisation, record_event
from services.rules.naming import UnitStyle
from services.rules.rights import OPERATOR
from services.rules.succession import EventPlan, NewUnit
from tests.factories import made_actor, made_year
from tests.queries.statements import counted

MARCH, JULY, SEPTEMBER = date(2017, 3, 1), date(2017, 7, 1), date(2017, 9, 1)


def rename(unit_id: int, name: str, day: date) -> EventPlan:
    style = UnitStyle(name, None)
    return EventPlan(kind=UnitEventKind.RENAME, day=day, document="QĐ 1", before=(unit_id,), style=style)


def test_names_are_those_of_the_eve_and_of_the_day(engine: Engine) -> None:
    with writing(engine) as session:
        made, other = made_year(session), made_year(session)
        one, two, three = made.unit_ids
        record_event(session, OPERATOR, rename(one, "Tên tháng ba", MARCH))
        record_event(session, OPERATOR, rename(one, "Tên tháng bảy", JULY))
        moved = EventPlan(
            kind=UnitEventKind.TRANSFER, day=JULY, document="QĐ 2", before=(two,), block_id=other.block_id
        )
        record_event(session, OPERATOR, rename(two, "Đơn vị chuyển", MARCH))
        record_event(session, OPERATOR, moved)
        new = NewUnit(style=UnitStyle("Đơn vị chung", None), kind=UnitKind.AGENCY, block_id=made.block_id)
        merge = EventPlan(
            kind=UnitEventKind.MERGE,
            day=date(2017, 9, 1),
            document="QĐ 3",
            before=(one, three),
            created=(new,),
        )
        record_event(session, OPERATOR, merge)
    with reading(engine) as session:
        seen = events_seen(session, OPERATOR, 10)
    told = [(event.names.before, event.names.after) for event in seen.events]
    assert told[0] == (("Tên tháng bảy", "Đơn vị 3"), ("Đơn vị chung",))
    assert told[1] == (("Đơn vị chuyển",), ("Đơn vị chuyển",))
    assert told[2] == (("Tên tháng ba",), ("Tên tháng bảy",))
    assert seen.events[1].names.block.startswith("Khối thi đua ")
    assert seen.total == 5


def test_only_events_of_blocks_in_reach_are_seen(engine: Engine) -> None:
    with writing(engine) as session:
        made, other = made_year(session), made_year(session)
        record_event(session, OPERATOR, rename(made.unit_ids[0], "A", MARCH))
        apply_reorganisation(session, OPERATOR, "Tệp", [rename(other.unit_ids[0], "B", MARCH)])
        people = {
            block_id: made_actor(session, Role.SECRETARY, block_id=block_id)
            for block_id in (made.block_id, other.block_id)
        }
    with reading(engine) as session:
        seen = {key: events_seen(session, actor, 10) for key, actor in people.items()}
        sheets = {key: sheets_seen(session, actor) for key, actor in people.items()}
        of_one = events_seen(session, OPERATOR, 10, made.block_id)
        of_another = events_seen(session, people[made.block_id], 10, other.block_id)
    assert [event.names.after for event in seen[made.block_id].events] == [("A",)]
    assert [(event.names.after, event.sheet) for event in seen[other.block_id].events] == [(("B",), "Tệp")]
    assert [event.names.after for event in of_one.events] == [("A",)]
    assert (of_another.events, of_another.total) == ((), 0)
    assert sheets[made.block_id] == []
    assert [(sheet.title, sheet.events) for sheet in sheets[other.block_id]] == [("Tệp", 1)]


def test_the_newest_are_given_and_all_are_counted(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        for month in range(1, 7):
            record_event(session, OPERATOR, rename(made.unit_ids[0], f"Tên {month}", date(2017, month, 2)))
    with reading(engine) as session:
        seen = events_seen(session, OPERATOR, 2)
    assert ([event.turn.day.month for event in seen.events], seen.total) == ([6, 5], 6)


def test_rolls_that_still_change_are_told(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
    with reading(engine) as session:
        (roll,) = open_rolls(session, made.unit_ids[:2], JULY)
        assert (roll.block_id, roll.year, roll.units) == (made.block_id, 2017, 2)
        assert open_rolls(session, made.unit_ids, date(2018, 1, 1)) == []


def test_events_and_units_add_no_statements(engine: Engine) -> None:
    counts = []
    for number in (1, 30):
        with writing(engine) as session:
            made = made_year(session, units=number)
            for place, unit_id in enumerate(made.unit_ids):
                record_event(session, OPERATOR, rename(unit_id, f"Tên {place}", MARCH))
            actor = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        with reading(engine) as session, counted(engine) as statements:
            events_seen(session, actor, 100)
            sheets_seen(session, actor)
            open_rolls(session, made.unit_ids, MARCH)
            directory_of(session, actor)
        counts.append(len(statements))
    assert counts[0] == counts[1]
