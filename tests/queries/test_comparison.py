"""Years side by side: figures of each own evaluation, lines that end at a merge, and what is not out."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from models.enums import AwardStage, OfficeRole, Role, UnitEventKind, YearState
from models.registry import Unit
from models.year import BlockYear
from services.archive import import_year
from services.database import reading, writing
from services.demonstration import load_demonstration, year_documents
from services.queries.comparison import Comparison, UnitHistory, UnitInYear, comparison_of_block
from services.rules.evaluation import evaluate
from services.rules.reading import document_of
from services.rules.rights import OPERATOR, Actor
from tests.factories import made_actor, made_year

DOCUMENTS = {document.year: document for document in year_documents()}


@pytest.fixture
def block_id(engine: Engine) -> int:
    with writing(engine) as session:
        load_demonstration(session, OPERATOR)
        return session.exec(select(BlockYear.block_id)).first() or 0


def seen(engine: Engine, block_id: int, actor: Actor = OPERATOR) -> Comparison:
    with reading(engine) as session:
        return comparison_of_block(session, actor, block_id)


def line_of(found: Comparison, name: str, year: int) -> UnitInYear | None:
    return next((line for line in history_of(found, name).years if line.year == year), None)


def history_of(found: Comparison, name: str) -> UnitHistory:
    return next(unit for unit in found.units if unit.name == name)


def set_state(session: Session, year: int, state: YearState) -> None:
    session.exec(select(BlockYear).where(BlockYear.year == year)).one().state = state


def test_every_figure_is_that_of_the_years_own_evaluation(engine: Engine, block_id: int) -> None:
    found = seen(engine, block_id)
    with reading(engine) as session:
        codes = {unit.id: unit.code for unit in session.exec(select(Unit))}
    lines = {(line.year, codes[unit.unit_id]): line for unit in found.units for line in unit.years}
    expected = {
        (year, standing.unit): standing
        for year, document in DOCUMENTS.items()
        for standing in evaluate(document).standings
    }
    assert lines.keys() == expected.keys()
    for key, standing in expected.items():
        line = lines[key]
        figures = (line.points, line.max, line.percent, line.missing, line.rank, line.tied)
        assert figures == (
            standing.points,
            standing.max,
            standing.percent,
            standing.missing,
            standing.rank,
            standing.tied,
        )


def test_predecessors_end_at_the_merge_and_nothing_is_summed(engine: Engine, block_id: int) -> None:
    found = seen(engine, block_id)
    years = {unit.name: [line.year for line in unit.years] for unit in found.units}
    assert years["Trung tâm Trợ giúp pháp lý nhà nước tỉnh"] == [2013, 2014, 2015]
    assert years["Trung tâm Dịch vụ đấu giá tài sản tỉnh"] == [2013, 2014, 2015]
    assert years["Trung tâm Trợ giúp pháp lý và Đấu giá tài sản tỉnh"] == [2016, 2017]
    assert [len(unit.years) for unit in found.units].count(5) == 9
    assert [(line.kind, len(line.before), len(line.after)) for line in found.events] == [
        (UnitEventKind.RENAME, 1, 1),
        (UnitEventKind.MERGE, 2, 1),
    ]


def test_a_renamed_unit_is_one_line_called_as_it_was_in_each_year(engine: Engine, block_id: int) -> None:
    found = seen(engine, block_id)
    renamed = history_of(found, "Cục Thi hành án dân sự tỉnh")
    assert [line.brief for line in renamed.years] == ["THADS", "THADS", "Cục THADS", "Cục THADS", "Cục THADS"]
    assert found.events[0].before == ("Thi hành án dân sự tỉnh",)
    assert found.events[0].after == ("Cục Thi hành án dân sự tỉnh",)


def test_a_unit_without_a_complete_sheet_has_figures_but_no_place(engine: Engine, block_id: int) -> None:
    line = line_of(seen(engine, block_id), "Trung tâm Dịch vụ đấu giá tài sản tỉnh", 2013)
    assert line is not None
    assert (line.rank, line.missing) == (None, 1)


def test_heads_and_deputies_of_each_year_and_those_chosen_after_the_last(
    engine: Engine, block_id: int
) -> None:
    found = seen(engine, block_id)
    heads = {line.year: line.name for line in found.offices if line.role is OfficeRole.HEAD}
    assert (heads[2017], heads[2018]) == ("Công an tỉnh", "Viện kiểm sát nhân dân tỉnh")
    assert sorted(heads) == [2013, 2014, 2015, 2016, 2017, 2018]
    assert {line.year for line in found.offices if line.chosen_ahead} == {2018}
    assert (found.head_label, found.deputy_label) == ("Trưởng khối", "Phó Trưởng khối")


def test_a_title_stands_once_at_the_furthest_stage_it_reached(engine: Engine, block_id: int) -> None:
    titles = seen(engine, block_id).titles
    keys = [(title.year, title.award, title.unit_id) for title in titles]
    assert len(keys) == len(set(keys))
    stages = {(title.year, title.name, title.award): title.stage for title in titles}
    assert stages[2016, "Viện kiểm sát nhân dân tỉnh", "province_flag"] is AwardStage.DECIDED
    assert stages[2016, "Tòa án nhân dân tỉnh", "province_certificate"] is AwardStage.PROPOSED
    assert [title.year for title in titles] == sorted(title.year for title in titles)


@pytest.mark.parametrize("state", [YearState.DRAFT, YearState.SCORING])
def test_a_viewer_gets_no_figure_place_title_or_chosen_head_of_a_year_that_is_not_out(
    engine: Engine, block_id: int, state: YearState
) -> None:
    with writing(engine) as session:
        set_state(session, 2017, state)
        viewer = made_actor(session, Role.VIEWER, block_id=block_id)
    found = seen(engine, block_id, viewer)
    assert [year.year for year in found.years if year.released] == [2013, 2014, 2015, 2016]
    assert {line.year for unit in found.units for line in unit.years} == {2013, 2014, 2015, 2016}
    assert {title.year for title in found.titles} == {2013, 2014, 2015, 2016}
    assert max(line.year for line in found.offices) == 2017


def test_a_unit_gets_its_own_figures_of_a_year_that_is_not_out_but_no_place(
    engine: Engine, block_id: int
) -> None:
    own = history_of(seen(engine, block_id), "Công an tỉnh").unit_id
    with writing(engine) as session:
        editor = made_actor(session, Role.UNIT_EDITOR, block_id=block_id, unit_id=own)
    found = seen(engine, block_id, editor)
    last = {unit.unit_id: line for unit in found.units for line in unit.years if line.year == 2017}
    assert list(last) == [own]
    assert (last[own].percent, last[own].rank, last[own].tied) == (9716, None, False)
    assert 2017 not in {title.year for title in found.titles}
    with writing(engine) as session:
        set_state(session, 2017, YearState.PUBLISHED)
    assert all(year.released for year in seen(engine, block_id, editor).years)


def test_secretaries_see_drafts_and_strangers_nothing_at_all(engine: Engine, block_id: int) -> None:
    with writing(engine) as session:
        set_state(session, 2017, YearState.DRAFT)
        secretary = made_actor(session, Role.SECRETARY, block_id=block_id)
        stranger = made_actor(session, Role.SECRETARY, block_id=made_year(session).block_id)
    assert seen(engine, block_id, secretary) == seen(engine, block_id)
    assert seen(engine, block_id, stranger) == Comparison((), (), (), (), (), "", "")


def test_a_block_without_years_has_nothing_to_compare(engine: Engine) -> None:
    assert seen(engine, 999).years == ()


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def block_of(session: Session, code: str, units: int, years: int) -> int:
    """A block with so many units in so many years, each unit with one score."""
    for year in range(2001, 2001 + years):
        names = [f"u{number}" for number in range(units)]
        mapping = {
            "format": "thidua-year/1",
            "year": year,
            "block": {"code": code, "name": code, "kind": "block"},
            "units": [{"code": name, "name": name} for name in names],
            "criteria": [{"code": "1", "name": "Một", "method": "direct", "max": "10"}],
            "scores": [{"unit": name, "criterion": "1", "stage": "final", "points": "9"} for name in names],
        }
        key = import_year(session, OPERATOR, document_of(mapping)).block_year_id
    return session.exec(select(BlockYear.block_id).where(BlockYear.id == key)).one()


def test_neither_units_nor_years_add_statements(engine: Engine) -> None:
    with writing(engine) as session:
        small = block_of(session, "nho", units=1, years=1)
        large = block_of(session, "lon", units=30, years=4)
        viewer = made_actor(session, Role.VIEWER)
    counts = []
    for block_id in (small, large):
        with counted(engine) as statements:
            seen(engine, block_id, viewer)
        counts.append(len(statements))
    assert counts[0] == counts[1]
