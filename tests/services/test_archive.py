"""A year goes into the database and comes out the same; the same file again changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, func
from sqlmodel import Session, SQLModel, select

from models.accounts import TrailEntry
from models.enums import Role, YearState
from models.sheets import ScoringLock
from models.year import BlockYear
from services.archive import import_year
from services.criteria_versions import freeze_criteria
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import NotFound
from services.errors.scoring import CriteriaFrozen, ScoringIsLocked
from services.errors.year_file import YearFileRefused
from services.errors.years import YearLocked
from services.queries.archive import find_year, year_file
from services.queries.archive import year_document as stored
from services.queries.standings import standings_of_year
from services.rules.document import YearDocument
from services.rules.evaluation import as_mapping, evaluate
from services.rules.reading import document_of, year_document
from services.rules.rights import OPERATOR
from services.rules.writing import as_yaml
from tests.factories import made_actor
from tests.rules.strategies import Plain, year_files
from tests.rules.year_files import EXAMPLE


def come_and_go(engine: Engine, document: YearDocument) -> YearDocument:
    with writing(engine) as session:
        import_year(session, OPERATOR, document)
    with reading(engine) as session:
        return stored(session, find_year(session, document.block.code, document.year))


def counts(session: Session) -> dict[str, int]:
    tables = SQLModel.metadata.sorted_tables
    return {
        table.name: session.connection().execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables
    }


def test_the_example_evaluates_the_same_from_file_database_and_export(engine: Engine) -> None:
    document = year_document(EXAMPLE)
    wanted = as_mapping(evaluate(document))
    out = come_and_go(engine, document)
    assert as_mapping(evaluate(out)) == wanted
    assert as_mapping(evaluate(year_document(as_yaml(out)))) == wanted


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.REVIEWER, Role.CHAIR, Role.TELLER, Role.VIEWER])
def test_the_file_is_for_those_who_may_take_one_in(engine: Engine, role: Role) -> None:
    out = come_and_go(engine, year_document(EXAMPLE))
    with writing(engine) as session:
        row = find_year(session, out.block.code, out.year)
        actor = made_actor(session, role, block_id=row.block_id)
    with reading(engine) as session:
        if role is Role.SECRETARY:
            assert year_document(year_file(session, actor, row.id or 0)) == out
            return
        with pytest.raises(NotAllowed):
            year_file(session, actor, row.id or 0)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(file=year_files())
def test_any_year_evaluates_the_same_once_it_has_been_stored(engine: Engine, file: Plain) -> None:
    document = document_of(file)
    out = come_and_go(engine, document)
    assert as_mapping(evaluate(out)) == as_mapping(evaluate(document))
    with writing(engine) as session:
        assert not import_year(session, OPERATOR, document).changed
        key = find_year(session, document.block.code, document.year).id
        tops = [criterion.code for criterion in document.criteria if criterion.parent is None]
        assert standings_of_year(session, key or 0, tops) == evaluate(document).standings


def test_importing_twice_changes_no_row_and_writes_no_line(engine: Engine) -> None:
    document = year_document(EXAMPLE)
    come_and_go(engine, document)
    with reading(engine) as session:
        before = counts(session)
        version = find_year(session, "noi-chinh", 2017).version
    with writing(engine) as session:
        assert not import_year(session, OPERATOR, document).changed
    with reading(engine) as session:
        assert counts(session) == before
        assert find_year(session, "noi-chinh", 2017).version == version


def test_another_file_for_the_year_takes_its_place_and_the_trail_says_so(engine: Engine) -> None:
    come_and_go(engine, year_document(EXAMPLE))
    changed = year_document(EXAMPLE.replace('points: "9.5"', 'points: "9"'))
    out = come_and_go(engine, changed)
    assert as_mapping(evaluate(out)) == as_mapping(evaluate(changed))
    with reading(engine) as session:
        facts = session.exec(select(TrailEntry.facts).where(TrailEntry.action == "import_year")).all()
    assert [fact["replaced"] for fact in facts] == [False, True]
    assert facts[1]["before"] == facts[0]["after"] != facts[1]["after"]


def test_a_refused_file_changes_nothing(engine: Engine) -> None:
    come_and_go(engine, year_document(EXAMPLE))
    with reading(engine) as session:
        before = counts(session)
    with pytest.raises(YearFileRefused), writing(engine) as session:
        import_year(session, OPERATOR, year_document(EXAMPLE.replace('points: "9.5"', 'points: "9.6"')))
    with reading(engine) as session:
        assert counts(session) == before


def test_each_year_keeps_the_name_that_its_file_gives(engine: Engine) -> None:
    newer = EXAMPLE.replace("year: 2017", "year: 2018").replace("name: Công an tỉnh", "name: Công an Phú Thọ")
    oldest = EXAMPLE.replace("year: 2017", "year: 2015").replace("name: Công an tỉnh", "name: Ty Công an")
    for text in (newer, EXAMPLE, oldest):
        come_and_go(engine, year_document(text))
    with reading(engine) as session:
        names = [
            stored(session, find_year(session, "noi-chinh", year)).units[0].name
            for year in (2015, 2017, 2018)
        ]
    assert names == ["Ty Công an", "Công an tỉnh", "Công an Phú Thọ"]


def test_two_blocks_may_use_the_same_codes_for_different_units(engine: Engine) -> None:
    first, second = (
        year_document(EXAMPLE),
        year_document(EXAMPLE.replace("code: noi-chinh", "code: khoi-khac")),
    )
    come_and_go(engine, first)
    changed = year_document(as_yaml(second).replace("Công an tỉnh", "Công an thành phố"))
    come_and_go(engine, changed)
    with reading(engine) as session:
        assert stored(session, find_year(session, "noi-chinh", 2017)).units[0].name == "Công an tỉnh"


@pytest.mark.parametrize("state", [YearState.PUBLISHED, YearState.ARCHIVED])
def test_a_year_that_is_out_is_not_overwritten(engine: Engine, state: YearState) -> None:
    come_and_go(engine, year_document(EXAMPLE))
    with writing(engine) as session:
        session.exec(select(BlockYear)).one().state = state
    with writing(engine) as session:
        assert not import_year(session, OPERATOR, year_document(EXAMPLE)).changed
    with pytest.raises(YearLocked), writing(engine) as session:
        import_year(session, OPERATOR, year_document(EXAMPLE.replace("theme: Đoàn kết", "theme: Khác")))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SECRETARY])
def test_an_import_needs_the_right_to_the_block(engine: Engine, role: Role) -> None:
    with writing(engine) as session:
        block_id = None
        if role is Role.SECRETARY:
            import_year(
                session, OPERATOR, year_document(EXAMPLE.replace("code: noi-chinh", "code: khoi-khac"))
            )
            block_id = session.exec(select(BlockYear.block_id)).one()
        actor = made_actor(session, role, block_id=block_id)
        before = counts(session)
    with pytest.raises(NotAllowed), writing(engine) as session:
        import_year(session, actor, year_document(EXAMPLE))
    with reading(engine) as session:
        assert counts(session) == before


def test_a_block_or_a_year_that_is_not_there_is_named(engine: Engine) -> None:
    with reading(engine) as session, pytest.raises(NotFound) as refused:
        find_year(session, "khong-co", 2017)
    assert (refused.value.kind, refused.value.name) == ("block", "khong-co")


def test_frozen_criteria_are_not_written_over_by_a_file(engine: Engine) -> None:
    document = year_document(EXAMPLE)
    with writing(engine) as session:
        key = import_year(session, OPERATOR, document).block_year_id
        freeze_criteria(session, OPERATOR, key)
    criteria = (replace(document.criteria[0], name="Tên khác"), *document.criteria[1:])
    with pytest.raises(CriteriaFrozen), writing(engine) as session:
        import_year(session, OPERATOR, replace(document, criteria=criteria))
    with writing(engine) as session:
        assert import_year(session, OPERATOR, replace(document, theme="Chủ đề khác")).changed


def test_a_year_whose_scoring_is_locked_takes_votes_but_no_scores(engine: Engine) -> None:
    document = replace(year_document(EXAMPLE), polls=(), awards=())
    with writing(engine) as session:
        key = import_year(session, OPERATOR, document).block_year_id
        session.add(
            ScoringLock(block_year_id=key, evaluation={}, sha256="0" * 64, locked_at=datetime.now(UTC))
        )
    voted = replace(year_document(EXAMPLE), theme="Chủ đề khác")
    with writing(engine) as session:
        assert import_year(session, OPERATOR, voted).changed
    for other in (replace(voted, scores=voted.scores[1:]), replace(voted, units=voted.units[:-1])):
        with pytest.raises(ScoringIsLocked), writing(engine) as session:
            import_year(session, OPERATOR, other)
    with reading(engine) as session:
        kept = stored(session, find_year(session, voted.block.code, voted.year)).scores
    assert sorted(kept, key=repr) == sorted(voted.scores, key=repr)
