"""Units and blocks as a year calls them, in a number of statements that units do not add to."""

from datetime import date

from sqlalchemy import Engine

from models.enums import EventSide, OfficeRole, OfficeTerm, UnitEventKind, UnitKind
from models.registry import UnitEvent, UnitEventPart
from services.database import reading, writing
from services.queries.events import events_of_block
from services.queries.registry import EventNames, block_styles, roll_of_year
from services.registry import UnitEntry, edit_unit, move_unit
from services.rules.rights import OPERATOR
from services.years import open_year
from tests.factories import led_by, made_year
from tests.queries.statements import counted


def test_the_roll_has_the_names_of_its_year_in_its_order(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        later = open_year(session, OPERATOR, made.id, 2018)
        entry = UnitEntry(name="Tên mới", short_name="TM", kind=UnitKind.LOCALITY)
        edit_unit(session, OPERATOR, later, made.unit_ids[0], entry, seen_version=1)
        move_unit(session, OPERATOR, later, made.unit_ids[0], 2)
        led_by(session, later, made.unit_ids[1], term=OfficeTerm.NEXT)
    with reading(engine) as session:
        old = roll_of_year(session, made.block_id, made.id, 2017)
        new = roll_of_year(session, made.block_id, later, 2018)
    assert [line.name for line in old] == ["Đơn vị 1", "Đơn vị 2", "Đơn vị 3"]
    assert [line.name for line in new] == ["Đơn vị 2", "Đơn vị 3", "Tên mới"]
    assert [line.next_office for line in new] == [OfficeRole.HEAD, None, None]
    assert [line.brief for line in new] == ["ĐV2", "ĐV3", "TM"]


def test_an_event_names_its_units_before_and_after(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        later = open_year(session, OPERATOR, made.id, 2018)
        one, two, three = made.unit_ids
        edit_unit(session, OPERATOR, later, one, UnitEntry(name="Hợp nhất"), seen_version=1)
        event = UnitEvent(kind=UnitEventKind.MERGE, effective_on=date(2018, 1, 1), illustrative=True)
        session.add(event)
        session.flush()
        parts = {one: EventSide.AFTER, two: EventSide.BEFORE, three: EventSide.BEFORE}
        session.add_all(
            UnitEventPart(event_id=event.id or 0, unit_id=unit, side=side) for unit, side in parts.items()
        )
        other = made_year(session)
    with reading(engine) as session:
        assert events_of_block(session, other.block_id) == []
        (line,) = events_of_block(session, made.block_id)
    merged = EventNames(
        UnitEventKind.MERGE, date(2018, 1, 1), True, before=("Đơn vị 2", "Đơn vị 3"), after=("Hợp nhất",)
    )
    assert line.names == merged


def test_units_add_no_statements(engine: Engine) -> None:
    with writing(engine) as session:
        years = [made_year(session, units=number) for number in (1, 30)]
    counts = []
    for made in years:
        with reading(engine) as session, counted(engine) as statements:
            roll_of_year(session, made.block_id, made.id, 2017)
            events_of_block(session, made.block_id)
            block_styles(session)
        counts.append(len(statements))
    assert counts[0] == counts[1]
