"""The tree of criteria is saved whole, checked as a year-file is, and what was scored follows it."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.accounts import TrailEntry
from models.enums import Stage, YearState
from models.scoring import Score, UnitTotal
from models.year import BlockYear
from services.criteria import Node, save_criteria
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import Stale
from services.errors.scoring import CriterionScored
from services.errors.year_file import YearFileRefused
from services.errors.years import YearLocked
from services.queries.archive import year_document
from services.queries.criteria import criteria_of_year
from services.rules.cell_edits import CellEdit
from services.rules.reading import year_document as read_document
from services.rules.rights import OPERATOR
from services.rules.writing import as_yaml
from services.scoring import save_cells
from tests.factories import made_year, without_the_right
from tests.typed import typed_node


def row(code: str, method: str = "direct", parent: str = "", key: int | None = None, **figures: str) -> Node:
    typed = {"criterion_id": str(key or ""), "code": code, "parent": parent, "name": f"Tiêu chí {code}"}
    return typed_node(typed | {"method": method} | figures)


def versions(session: Session, year: int) -> dict[int, int]:
    return {line.criterion_id: line.version for line in criteria_of_year(session, year)}


def shown(session: Session, year: int) -> list[tuple[str, str | None, int]]:
    return [(line.rule.code, line.rule.parent, line.depth) for line in criteria_of_year(session, year)]


def test_a_tree_is_kept_in_the_order_in_which_it_is_read(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        nodes = [
            row("1", "group"),
            row("2", "group"),
            row("2.1", parent="2", max="5"),
            row("1.1", parent="1", max="7,5"),
        ]
        save_criteria(session, OPERATOR, made.id, nodes, {})
    with reading(engine) as session:
        wanted = [("1", None, 0), ("1.1", "1", 1), ("2", None, 0), ("2.1", "2", 1)]
        assert shown(session, made.id) == wanted
        assert criteria_of_year(session, made.id)[1].rule.max == 750


def test_codes_may_change_hands_in_one_save(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        save_criteria(session, OPERATOR, made.id, [row("a", max="1"), row("b", max="2")], {})
        first, second = versions(session, made.id)
        swapped = [row("b", key=first, max="1"), row("a", key=second, max="2")]
        save_criteria(session, OPERATOR, made.id, swapped, versions(session, made.id))
    with reading(engine) as session:
        lines = {line.criterion_id: line.rule.code for line in criteria_of_year(session, made.id)}
    assert lines == {first: "b", second: "a"}


def test_points_and_totals_follow_a_changed_maximum(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        save_criteria(
            session,
            OPERATOR,
            made.id,
            [row("a", "pass_fail", max="5"), row("b", "quantitative", max="10")],
            {},
        )
        first, second = versions(session, made.id)
        unit = made.unit_ids[0]
        edits = [CellEdit(unit, first, "x", 0), CellEdit(unit, second, "50/100", 0)]
        save_cells(session, OPERATOR, made.id, Stage.FINAL, edits)
        changed = [row("a", "pass_fail", key=first, max="8"), row("b", "quantitative", key=second, max="20")]
        save_criteria(session, OPERATOR, made.id, changed, versions(session, made.id))
    with reading(engine) as session:
        assert set(session.exec(select(Score.points)).all()) == {500, 800}
        total = select(UnitTotal).where(UnitTotal.unit_id == unit, UnitTotal.stage == Stage.FINAL)
        assert session.exec(total).one().points == 1300


@pytest.mark.parametrize(
    ("nodes", "path"),
    [
        ([("1", "direct", "", {})], "criteria[1].max"),
        ([("1", "direct", "", {"max": "5"}), ("1", "direct", "", {"max": "5"})], "code"),
        ([("1", "direct", "9", {"max": "5"})], "parent"),
        ([("1", "group", "2", {}), ("2", "group", "1", {})], "parent"),
        ([("Một", "direct", "", {"max": "5"})], "code"),
        (
            [("9", "bonus_penalty", "", {"bonus": "1", "penalty": "1", "floor": "5", "cap": "1"})],
            "criteria[9]",
        ),
    ],
)
def test_a_tree_that_a_year_file_would_refuse_is_refused(
    engine: Engine, nodes: list[tuple[str, str, str, dict[str, str]]], path: str
) -> None:
    with writing(engine) as session:
        made = made_year(session)
    with pytest.raises(YearFileRefused) as refused, writing(engine) as session:
        save_criteria(
            session,
            OPERATOR,
            made.id,
            [row(code, method, parent, None, **figures) for code, method, parent, figures in nodes],
            {},
        )
    assert any(path in fault.path for fault in refused.value.faults), refused.value.faults
    with reading(engine) as session:
        assert criteria_of_year(session, made.id) == []


def test_a_group_that_does_not_add_up_yet_is_kept_as_typed_and_left_out_of_the_year_file(
    engine: Engine,
) -> None:
    typed = [
        row("1", "group", max="100"),
        row("1.1", "group", "1", max="60"),
        row("1.1.1", parent="1.1", max="50"),
        row("1.2", parent="1", max="40"),
        row("2", "group", max="5"),
        row("2.1", parent="2", max="5"),
    ]
    with writing(engine) as session:
        made = made_year(session)
        save_criteria(session, OPERATOR, made.id, typed, {})
    with reading(engine) as session:
        stored = [line.rule.max for line in criteria_of_year(session, made.id)]
        document = year_document(session, session.get_one(BlockYear, made.id))
    assert stored == [10_000, 6_000, 5_000, 4_000, 500, 500]
    assert [one.max for one in document.criteria] == [None, None, 5_000, 4_000, 500, 500]
    assert read_document(as_yaml(document)) == document


def test_a_maximum_below_points_that_were_given_is_refused(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        save_criteria(session, OPERATOR, made.id, [row("a", max="10")], {})
        [key] = versions(session, made.id)
        save_cells(session, OPERATOR, made.id, Stage.FINAL, [CellEdit(made.unit_ids[0], key, "9", 0)])
    with pytest.raises(YearFileRefused), writing(engine) as session:
        save_criteria(session, OPERATOR, made.id, [row("a", key=key, max="8")], versions(session, made.id))


def test_a_scored_criterion_stays(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        save_criteria(session, OPERATOR, made.id, [row("a", max="10"), row("b", max="5")], {})
        first, second = versions(session, made.id)
        save_cells(session, OPERATOR, made.id, Stage.FINAL, [CellEdit(made.unit_ids[0], first, "9", 0)])
    with pytest.raises(CriterionScored) as refused, writing(engine) as session:
        save_criteria(session, OPERATOR, made.id, [row("b", key=second, max="5")], versions(session, made.id))
    assert refused.value.codes == ("a",)
    with writing(engine) as session:
        save_criteria(session, OPERATOR, made.id, [row("a", key=first, max="10")], versions(session, made.id))
        assert shown(session, made.id) == [("a", None, 0)]


def test_a_tree_that_somebody_else_has_changed_is_not_overwritten(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        save_criteria(session, OPERATOR, made.id, [row("a", max="10")], {})
        seen = versions(session, made.id)
        [key] = seen
        save_criteria(session, OPERATOR, made.id, [row("a", key=key, max="11")], seen)
    with pytest.raises(Stale), writing(engine) as session:
        save_criteria(session, OPERATOR, made.id, [row("a", key=key, max="12")], seen)


def test_only_who_may_changes_criteria_and_only_while_the_year_is_open(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        people = without_the_right(session, made)
    for actor in people.values():
        with pytest.raises(NotAllowed), writing(engine) as session:
            save_criteria(session, actor, made.id, [row("a", max="10")], {})
    with writing(engine) as session:
        session.exec(select(BlockYear).where(BlockYear.id == made.id)).one().state = YearState.PUBLISHED
    with pytest.raises(YearLocked), writing(engine) as session:
        save_criteria(session, OPERATOR, made.id, [row("a", max="10")], {})


def test_the_trail_tells_what_of_the_tree_is_changed(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        tree = [row(code, max="1") for code in ("a", "b", "c")]
        save_criteria(session, OPERATOR, made.id, tree, {})
        first, second, _third = versions(session, made.id)
        changed = [row("b", key=second, max="2,5"), row("a", key=first, max="1"), row("d", max="1")]
        save_criteria(session, OPERATOR, made.id, changed, versions(session, made.id))
        entry = session.exec(select(TrailEntry).order_by(col(TrailEntry.number).desc())).first()
    assert entry is not None
    one = {"name": "Tiêu chí {}", "method": "direct", "max": "1.00"}
    assert entry.subject == f"year {made.id}"
    assert entry.facts == {
        "year": 2017,
        "criteria": 3,
        "reordered": True,
        "before": {"b": {"max": "1.00"}, "c": {**one, "code": "c", "name": "Tiêu chí c"}},
        "after": {"b": {"max": "2.50"}, "d": {**one, "code": "d", "name": "Tiêu chí d"}},
    }
