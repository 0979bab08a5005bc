"""A preview only reads: it stands in a transaction that can write nothing."""

from datetime import date

from sqlalchemy import Engine

from models.enums import UnitEventKind
from models.registry import BlockMembership, UnitEvent, UnitName
from services.database import reading, writing
from services.reorganisation import preview_event
from services.rules.naming import UnitStyle
from services.rules.rights import OPERATOR
from services.rules.succession import EventPlan
from tests.factories import everything, made_year


def test_a_preview_needs_no_right_to_write(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
    plan = EventPlan(
        kind=UnitEventKind.RENAME,
        day=date(2017, 7, 1),
        document="QĐ 1",
        before=(made.unit_ids[0],),
        style=UnitStyle("Tên mới", None),
    )
    with reading(engine) as session:
        before = everything(session, UnitName, UnitEvent, BlockMembership)
        preview = preview_event(session, OPERATOR, plan)
        assert [change.name and change.name.name for change in preview.changes] == ["Tên mới"]
    with reading(engine) as session:
        assert everything(session, UnitName, UnitEvent, BlockMembership) == before
