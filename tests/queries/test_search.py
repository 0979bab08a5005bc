"""Units found by any of their names, and what is said of those that are no more."""

from datetime import date

from sqlalchemy import Engine
from sqlmodel import Session

from models.enums import Role, UnitEventKind
from services.database import reading, writing
from services.queries.search import UnitFound, find_units
from services.registry import UnitEntry, edit_unit
from services.reorganisation import record_event
from services.rules.naming import UnitStyle
from services.rules.rights import OPERATOR
from services.rules.succession import EventPlan
from tests.factories import MadeYear, made_actor, made_year
from tests.queries.statements import counted

TODAY = date(2026, 11, 23)
MERGED_ON = date(2025, 3, 1)


def named(session: Session, *names: str) -> MadeYear:
    """A block with units of these names."""
    made = made_year(session, units=len(names))
    for unit_id, name in zip(made.unit_ids, names, strict=True):
        edit_unit(session, OPERATOR, made.id, unit_id, UnitEntry(name=name), seen_version=1)
    return made


def merged(session: Session) -> MadeYear:
    """A department that another one has taken in, under a new name."""
    made = named(session, "Sở Tài chính", "Sở Kế hoạch và Đầu tư", "Sở Tư pháp")
    plan = EventPlan(
        kind=UnitEventKind.MERGE,
        document="12/NQ",
        day=MERGED_ON,
        before=made.unit_ids[:2],
        kept=made.unit_ids[0],
        style=UnitStyle("Sở Tài chính và Kế hoạch", None),
    )
    record_event(session, OPERATOR, plan)
    return made


def found(engine: Engine, text: str, limit: int = 10) -> list[UnitFound]:
    with reading(engine) as session:
        return find_units(session, OPERATOR, text, TODAY, limit)


def test_tones_capitals_and_order_of_words_do_not_matter(engine: Engine) -> None:
    with writing(engine) as session:
        made = merged(session)
    for text in ("so tu phap", "SỞ TƯ PHÁP", "phap tu", "tu  phap "):
        (unit,) = found(engine, text)
        assert (unit.unit_id, unit.name, unit.former) == (made.unit_ids[2], "Sở Tư pháp", False)
        assert unit.block is not None
        assert unit.block.province == "Vĩnh Phúc"


def test_a_unit_that_is_no_more_says_into_what_it_went(engine: Engine) -> None:
    with writing(engine) as session:
        made = merged(session)
    (unit,) = found(engine, "so ke hoach va dau tu")
    assert (unit.unit_id, unit.name, unit.former) == (made.unit_ids[1], "Sở Kế hoạch và Đầu tư", True)
    assert (unit.kind, unit.ended, unit.into) == (
        UnitEventKind.MERGE,
        MERGED_ON,
        ("Sở Tài chính và Kế hoạch",),
    )


def test_names_of_today_stand_before_former_ones(engine: Engine) -> None:
    with writing(engine) as session:
        merged(session)
    assert [(unit.name, unit.former) for unit in found(engine, "ke hoach")] == [
        ("Sở Tài chính và Kế hoạch", False),
        ("Sở Kế hoạch và Đầu tư", True),
    ]


def test_a_former_name_says_what_the_unit_is_called_now(engine: Engine) -> None:
    with writing(engine) as session:
        made = named(session, "Cục Thi hành án")
        plan = EventPlan(
            kind=UnitEventKind.RENAME,
            document="12/NQ",
            day=MERGED_ON,
            before=made.unit_ids,
            style=UnitStyle("Thi hành dân sự", None),
        )
        record_event(session, OPERATOR, plan)
    (unit,) = found(engine, "cuc thi hanh an")
    assert (unit.name, unit.former, unit.now, unit.ended) == (
        "Cục Thi hành án",
        True,
        "Thi hành dân sự",
        None,
    )
    (unit,) = found(engine, "thi hanh")
    assert (unit.name, unit.former) == ("Thi hành dân sự", False)


def test_signs_of_the_pattern_are_letters_like_others(engine: Engine) -> None:
    with writing(engine) as session:
        named(session, "Đạt 100%", "Khối a_b", "Sở Tư pháp")
    assert [unit.name for unit in found(engine, "%")] == ["Đạt 100%"]
    assert [unit.name for unit in found(engine, "_")] == ["Khối a_b"]
    assert found(engine, "  ") == []
    assert found(engine, "không có") == []


def test_no_more_than_asked_for(engine: Engine) -> None:
    with writing(engine) as session:
        made_year(session, units=5)
    assert len(found(engine, "don vi", limit=3)) == 3


def test_nobody_finds_a_unit_of_a_block_that_he_may_not_look_at(engine: Engine) -> None:
    with writing(engine) as session:
        mine = named(session, "Sở Tư pháp")
        named(session, "Sở Tư pháp khác")
        viewer = made_actor(session, Role.VIEWER, block_id=mine.block_id)
    with reading(engine) as session:
        units = find_units(session, viewer, "tu phap", TODAY, 10)
    assert [unit.unit_id for unit in units] == list(mine.unit_ids)


def test_units_add_no_statements(engine: Engine) -> None:
    with writing(engine) as session:
        merged(session)
        made_year(session, units=30)
    sent = []
    for text in ("ke hoach va dau tu", "don vi"):
        with reading(engine) as session, counted(engine) as statements:
            assert find_units(session, OPERATOR, text, TODAY, 30)
        sent.append(len(statements))
    assert sent[0] == sent[1]
