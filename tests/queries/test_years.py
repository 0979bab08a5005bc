"""Which years somebody may look at, and what of a year stands on its overview."""

from sqlalchemy import Engine

from models.enums import Method, PollOutcome, PollState, Role, Stage
from services.archive import import_year
from services.database import reading, writing
from services.demonstration import load_demonstration, year_documents
from services.queries.accounts import people
from services.queries.archive import find_year
from services.queries.years import (
    RoundLine,
    YearCounts,
    newest_years,
    rounds_of_year,
    year_counts,
    year_facts,
    years_of,
)
from services.registry import UnitEntry, edit_unit
from services.rules import document as rules
from services.rules.rights import OPERATOR
from services.storage.year import write_criteria
from services.years import open_year
from tests.factories import made_actor, made_year
from tests.queries.statements import counted
from tests.rounds import frame, opened_poll, published_poll


def test_everybody_sees_the_years_of_their_blocks_the_newest_first(engine: Engine) -> None:
    with writing(engine) as session:
        one, two = made_year(session), made_year(session)
        open_year(session, OPERATOR, one.id, 2018)
        local = made_actor(session, Role.SECRETARY, block_id=one.block_id)
        editor = made_actor(session, Role.UNIT_EDITOR, block_id=two.block_id, unit_id=two.unit_ids[0])
        viewer = made_actor(session, Role.VIEWER)
    with reading(engine) as session:
        people = {"local": local, "editor": editor, "viewer": viewer}
        newest = {
            who: {(line.block_id, line.year) for line in newest_years(session, actor)}
            for who, actor in people.items()
        }
        of_one = {
            who: [line.year for line in years_of(session, actor, one.block_id)]
            for who, actor in people.items()
        }
    assert newest["local"] == {(one.block_id, 2018)}
    assert newest["editor"] == {(two.block_id, 2017)}
    assert newest["viewer"] == newest["local"] | newest["editor"]
    assert of_one == {"local": [2018, 2017], "editor": [], "viewer": [2018, 2017]}


def test_sheets_are_counted_at_the_stage_of_the_ranking(engine: Engine) -> None:
    final, own = (
        rules.Score(unit=unit, criterion="1", stage=stage, points=100)
        for unit, stage in (("a", Stage.FINAL), ("b", Stage.SELF))
    )
    document = rules.YearDocument(
        year=2017,
        block=rules.BlockIdentity(code="x", name="X", kind=year_documents()[0].block.kind),
        units=tuple(rules.MemberUnit(code=code, name=code, scored=code != "c") for code in "abc"),
        criteria=(
            rules.Criterion(code="0", name="N", method=Method.GROUP),
            rules.Criterion(code="1", name="M", method=Method.DIRECT, max=1000, parent="0"),
        ),
        scores=(final, own),
    )
    with writing(engine) as session:
        key = import_year(session, OPERATOR, document).block_year_id
    with reading(engine) as session:
        assert year_counts(session, key) == YearCounts(units=3, criteria=1, sheets=2, complete=1)


def test_without_criteria_no_sheet_is_complete(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
    with reading(engine) as session:
        assert year_counts(session, made.id) == YearCounts(units=3, criteria=0, sheets=3, complete=0)


def test_an_open_vote_tells_nothing_and_a_closed_one_whom_it_chose(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        opened_poll(session, made, frame("Bằng khen"))
        published_poll(session, made, 5, 4, 0)
        edited = UnitEntry(name="**Tên** mới")
        edit_unit(session, OPERATOR, made.id, made.unit_ids[0], edited, seen_version=1)
    with reading(engine) as session:
        still_open, closed = rounds_of_year(session, made.block_id, made.id, 2017)
    assert (still_open.state, still_open.outcome, still_open.chosen) == (PollState.OPEN, None, ())
    assert (closed.state, closed.outcome) == (PollState.PUBLISHED, PollOutcome.DECIDED)
    assert "**Tên** mới" in closed.chosen


def test_the_demonstration_chose_its_next_head(engine: Engine) -> None:
    with writing(engine) as session:
        load_demonstration(session, OPERATOR)
        row = find_year(session, "noi-chinh", 2017)
        lines = rounds_of_year(session, row.block_id, row.id or 0, 2017)
        facts = year_facts(session, row.id or 0)
    chosen = [line.chosen for line in lines if "Trưởng khối năm 2018" in line.title]
    assert ("Viện kiểm sát nhân dân tỉnh",) in chosen
    assert all(isinstance(line, RoundLine) for line in lines)
    assert [line.adopted for line in lines if "Thông qua báo cáo" in line.title] == [True]
    assert {line.adopted for line in lines if "Trưởng khối" in line.title} == {None}
    assert (facts.head_label, len(facts.tasks)) == ("Trưởng khối", 6)


def test_units_rounds_and_people_add_no_statements(engine: Engine) -> None:
    counts = []
    for number in (1, 30):
        with writing(engine) as session:
            made = made_year(session, units=number)
            criterion = rules.Criterion(code="1", name="T", method=Method.DIRECT, max=1000)
            write_criteria(session, made.id, [criterion])
            for unit in made.unit_ids:
                made_actor(session, Role.UNIT_EDITOR, block_id=made.block_id, unit_id=unit)
                opened_poll(session, made, frame(f"Biểu quyết {unit}"))
        with reading(engine) as session, counted(engine) as statements:
            newest_years(session, OPERATOR)
            years_of(session, OPERATOR, made.block_id)
            year_facts(session, made.id)
            year_counts(session, made.id)
            rounds_of_year(session, made.block_id, made.id, 2017)
            people(session, 2017)
        counts.append(len(statements))
    assert counts[0] == counts[1]
