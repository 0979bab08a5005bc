"""The lives of units and what joined them, as far as events lead, for a unit and for a block."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.enums import Role, UnitEventKind, UnitKind, YearState
from models.year import BlockYear
from services.database import reading, writing
from services.demonstration import load_demonstration
from services.errors.base import NotFound
from services.queries.profile import profile_of_unit
from services.queries.story import story_of_block, story_of_unit
from services.reorganisation import record_event
from services.rules.naming import UnitStyle
from services.rules.rights import OPERATOR
from services.rules.succession import EventPlan, NewUnit
from tests.factories import MadeYear, made_actor, made_year
from tests.queries.statements import counted


def into_one(session: Session, *years: MadeYear, day: date) -> int:
    """The unit that the first units of these years merge into, in the first of the blocks."""
    style = UnitStyle(f"Hợp nhất {day.year}", None)
    plan = EventPlan(
        kind=UnitEventKind.MERGE,
        day=day,
        document="12/NQ",
        before=tuple(made.unit_ids[0] for made in years),
        created=(NewUnit(style=style, kind=UnitKind.AGENCY, block_id=years[0].block_id),),
    )
    record_event(session, OPERATOR, plan)
    with_name = story_of_unit(session, OPERATOR, years[0].unit_ids[0])
    return max(with_name.lives)


def test_three_become_one_seen_from_any_of_them(engine: Engine) -> None:
    day = date(2025, 7, 1)
    with writing(engine) as session:
        years = [made_year(session, units=2) for _ in range(3)]
        heir = into_one(session, *years, day=day)
    before = {made.unit_ids[0] for made in years}
    for unit_id in (heir, *before):
        with reading(engine) as session:
            story = story_of_unit(session, OPERATOR, unit_id)
        assert set(story.lives) == {heir, *before}
        assert {key: life.ended for key, life in story.lives.items()} == {
            **dict.fromkeys(before, day),
            heir: None,
        }
        assert (story.lives[heir].since, story.lives[heir].begun) == (day, True)
        (turn,) = story.turns
        assert (turn.document, set(turn.before), turn.after) == ("12/NQ", before, (heir,))
        assert story.end_of(heir) is None
        assert story.told[0].after == ("Hợp nhất 2025",)
        assert len({life.place for life in story.lives.values()}) == 3


def test_a_chain_is_followed_to_its_ends_and_the_quiet_stay_out(engine: Engine) -> None:
    with writing(engine) as session:
        one, two = made_year(session), made_year(session)
        heir = into_one(session, one, two, day=date(2019, 1, 1))
        rest = MadeYear(two.id, two.block_id, two.unit_ids[1:])
        last = into_one(session, MadeYear(one.id, one.block_id, (heir,)), rest, day=date(2021, 1, 1))
    with reading(engine) as session:
        story = story_of_unit(session, OPERATOR, one.unit_ids[0])
        of_block = story_of_block(session, OPERATOR, one.block_id)
    assert set(story.lives) == {one.unit_ids[0], two.unit_ids[0], heir, two.unit_ids[1], last}
    assert [turn.day.year for turn in story.turns] == [2019, 2021]
    assert set(of_block.lives) == {*one.unit_ids, *two.unit_ids[:2], heir, last}


def test_units_of_blocks_out_of_sight_are_named_but_lead_nowhere(engine: Engine) -> None:
    with writing(engine) as session:
        mine, other = made_year(session), made_year(session)
        heir = into_one(session, mine, other, day=date(2019, 1, 1))
        viewer = made_actor(session, Role.VIEWER, block_id=mine.block_id)
    with reading(engine) as session:
        story = story_of_unit(session, viewer, heir)
        profile = profile_of_unit(session, viewer, heir)
        with pytest.raises(NotFound):
            profile_of_unit(session, viewer, other.unit_ids[0])
        with pytest.raises(NotFound):
            profile_of_unit(session, viewer, 10**6)
    assert {key for key, life in story.lives.items() if life.seen} == {mine.unit_ids[0], heir}
    assert [one.unit_id for one in profile.lineage.predecessors] == [mine.unit_ids[0], other.unit_ids[0]]
    assert profile.lineage.successors == ()


def test_units_and_years_add_no_statements(engine: Engine) -> None:
    with writing(engine) as session:
        few, many = (
            [made_year(session, units=1) for _ in range(2)],
            [made_year(session, units=30) for _ in range(9)],
        )
        heirs = [into_one(session, *years, day=date(2019, 1, 1)) for years in (few, many)]
    sent = []
    for heir, years in zip(heirs, (few, many), strict=True):
        with reading(engine) as session, counted(engine) as statements:
            profile_of_unit(session, OPERATOR, heir)
            story_of_block(session, OPERATOR, years[0].block_id)
        sent.append(len(statements))
    assert sent[0] == sent[1]


def test_a_profile_has_figures_places_and_titles_of_released_years_only(engine: Engine) -> None:
    with writing(engine) as session:
        load_demonstration(session, OPERATOR)
        year = session.exec(select(BlockYear).where(BlockYear.year == 2017)).one()
        year.state = YearState.SCORING
        viewer = made_actor(session, Role.VIEWER, block_id=year.block_id)
        unit_id = 1
    with reading(engine) as session:
        seen, whole = profile_of_unit(session, viewer, unit_id), profile_of_unit(session, OPERATOR, unit_id)
    assert whole.names[-1].style.name == "Công an tỉnh"
    assert [line.year for line in whole.records[0].years] == [2013, 2014, 2015, 2016, 2017]
    assert [line.year for line in seen.records[0].years] == [2013, 2014, 2015, 2016]
    assert 2017 in {line.year for line in whole.records[0].titles}
    assert 2017 not in {line.year for line in seen.records[0].titles}
