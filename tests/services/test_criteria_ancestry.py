"""It can be said from which criteria of a year before those of a year go on, even of frozen ones."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.accounts import TrailEntry
from models.enums import Method, YearState
from models.year import BlockYear
from services.criteria import Node, Said, save_criteria
from services.criteria_ancestry import Descended, trace_criteria
from services.criteria_versions import freeze_criteria, open_criteria
from services.database import reading, writing
from services.errors.base import NotFound, Stale
from services.errors.years import YearLocked
from services.queries.criteria import criteria_of_year
from services.queries.criteria_versions import tree_of_version, versions_of_year
from services.queries.criteria_years import ancestry_of, years_with_criteria
from services.rules.document import Criterion as Rule
from services.rules.rights import OPERATOR
from services.years import open_year
from tests.factories import MadeYear, made_actor, made_year
from tests.queries.statements import counted

TREE = (
    Rule(code="1", name="Nhóm", method=Method.GROUP),
    Rule(code="1.1", parent="1", name="Mục", method=Method.DIRECT, max=1000),
)


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        made = made_year(session)
        save_criteria(session, OPERATOR, made.id, [Node(None, rule) for rule in TREE], {})
    return made


def later_year(session: Session, made: MadeYear) -> int:
    return open_year(session, OPERATOR, made.id, 2018)


def versions(session: Session, key: int) -> dict[int, int]:
    return {line.criterion_id: line.version for line in criteria_of_year(session, key)}


def test_what_goes_on_from_what_is_said_of_frozen_criteria_too(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        later = later_year(session, made)
        freeze_criteria(session, OPERATOR, later)
        group, leaf = (line.criterion_id for line in criteria_of_year(session, later))
        old = criteria_of_year(session, made.id)[0].criterion_id
        said = {group: Descended(old, comparable=True), leaf: Descended(None, comparable=False)}
        assert trace_criteria(session, OPERATOR, later, said, versions(session, later)) == 1
        entry = session.exec(select(TrailEntry).order_by(col(TrailEntry.number).desc())).first()
        assert entry is not None
        assert entry.facts["before"] == {"1.1": {"origin": "1.1", "comparable": True}}
        assert entry.facts["after"] == {"1.1": {"origin": None, "comparable": False}}
        assert trace_criteria(session, OPERATOR, later, said, versions(session, later)) == 0
    with reading(engine) as session:
        found = ancestry_of(session, later, made.id)
        assert found.said == {"1": ("1", True), "1.1": (None, False)}
        assert [one.year for one in years_with_criteria(session, made.block_id)] == [2018, 2017]


def test_nobody_says_it_over_what_he_has_not_seen_or_of_what_is_elsewhere(
    engine: Engine, made: MadeYear
) -> None:
    with writing(engine) as session:
        later = later_year(session, made)
        other = made_year(session)
        save_criteria(session, OPERATOR, other.id, [Node(None, rule) for rule in TREE], {})
        leaf = criteria_of_year(session, later)[1].criterion_id
        strange = criteria_of_year(session, other.id)[1].criterion_id
    for origin, seen, refusal in ((None, 0, Stale), (strange, 1, NotFound), (leaf, 1, NotFound)):
        with pytest.raises(refusal), writing(engine) as session:
            trace_criteria(session, OPERATOR, later, {leaf: Descended(origin, True)}, {leaf: seen})
    with writing(engine) as session:
        session.get_one(BlockYear, later).state = YearState.PUBLISHED
    with pytest.raises(YearLocked), writing(engine) as session:
        trace_criteria(session, OPERATOR, later, {leaf: Descended(None, True)}, {leaf: 1})


@pytest.mark.parametrize("said", [Said(reviewer_id=999), Said(group_id=999), Said(origin_id=999)])
def test_criteria_name_only_what_is_there(engine: Engine, made: MadeYear, said: Said) -> None:
    with reading(engine) as session:
        lines, seen = criteria_of_year(session, made.id), versions(session, made.id)
    nodes = [Node(line.criterion_id, line.rule, said) for line in lines]
    with pytest.raises(NotFound), writing(engine) as session:
        save_criteria(session, OPERATOR, made.id, nodes, seen)


def test_a_version_keeps_all_that_was_said_and_who_froze_it(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        secretary = made_actor(session, block_id=None)
        lines = criteria_of_year(session, made.id)
        said = Said(note="Báo cáo năm", reviewer_id=made.unit_ids[0])
        nodes = [Node(line.criterion_id, line.rule, said) for line in lines]
        save_criteria(session, OPERATOR, made.id, nodes, versions(session, made.id))
        freeze_criteria(session, secretary, made.id)
        open_criteria(session, OPERATOR, made.id, "Sửa")
        save_criteria(session, OPERATOR, made.id, [], versions(session, made.id))
    with counted(engine) as statements, reading(engine) as session:
        open_one, frozen = versions_of_year(session, made.id)
    assert len([one for one in statements if "criteria_version" in one]) == 1
    assert (open_one.number, open_one.frozen_at, open_one.reason) == (2, None, "Sửa")
    assert (frozen.number, frozen.frozen_by) == (1, secretary.name)
    with reading(engine) as session:
        tree = tree_of_version(session, made.id, frozen.version_id)
        assert [(node.rule, node.note) for node in tree] == [(rule, "Báo cáo năm") for rule in TREE]
        assert tree[0].reviewer == "don-vi-1"
        with pytest.raises(NotFound):
            tree_of_version(session, made.id, open_one.version_id)


def test_the_trail_tells_of_notes_and_reviewers(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        lines = criteria_of_year(session, made.id)
        said = Said(note="Báo cáo", reviewer_id=made.unit_ids[1])
        nodes = [Node(lines[0].criterion_id, TREE[0], said), Node(lines[1].criterion_id, TREE[1])]
        save_criteria(session, OPERATOR, made.id, nodes, versions(session, made.id))
        entry = session.exec(select(TrailEntry).order_by(col(TrailEntry.number).desc())).first()
    assert entry is not None
    assert entry.facts["after"] == {"1": {"note": "Báo cáo", "reviewer": "don-vi-2"}}
