"""Criteria are frozen as a version, opened again with a reason, and copied into the year after."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.enums import Role, Stage
from models.scoring import CriteriaVersion, UnitTotal
from services.criteria import save_criteria
from services.criteria_versions import copy_criteria, freeze_criteria, open_criteria
from services.database import reading, writing
from services.errors.accounts import NotAllowed, PasswordNeeded
from services.errors.base import DomainError, NotFound
from services.errors.criteria import CriteriaFault, CriteriaUnfit
from services.errors.scoring import CriteriaFrozen, CriteriaNotFrozen, CriteriaPresent
from services.errors.typed import NameRefused
from services.queries.criteria import criteria_of_year
from services.rules.rights import OPERATOR, Actor
from services.years import open_year
from tests.factories import MadeYear, made_actor, made_stale, made_year
from tests.typed import typed_node


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        made = made_year(session)
        _save(session, made.id, "10")
        return made


def _save(session: Session, key: int, maximum: str) -> None:
    known = {line.rule.code: line for line in criteria_of_year(session, key)}
    seen = {line.criterion_id: line.version for line in known.values()}
    ids = {code: str(line.criterion_id) for code, line in known.items()}
    typed = [
        {"criterion_id": ids.get("1", ""), "code": "1", "name": "Nhóm", "method": "group"},
        {"criterion_id": ids.get("1.1", ""), "code": "1.1", "parent": "1", "name": "Mục", "method": "direct"},
    ]
    typed[1]["max"] = maximum
    save_criteria(session, OPERATOR, key, [typed_node(one) for one in typed], seen)


def _drop(session: Session, key: int) -> None:
    """A year that is opened brings the criteria of the year before."""
    seen = {line.criterion_id: line.version for line in criteria_of_year(session, key)}
    save_criteria(session, OPERATOR, key, [], seen)


def _versions(session: Session, key: int) -> list[CriteriaVersion]:
    wanted = select(CriteriaVersion).where(CriteriaVersion.block_year_id == key)
    return list(session.exec(wanted.order_by(col(CriteriaVersion.number))))


def _refused(engine: Engine, kind: type[DomainError], act: object, *facts: object, **named: object) -> None:
    with pytest.raises(kind), writing(engine) as session:
        act(session, *facts, **named)  # type: ignore[operator]


def test_frozen_criteria_change_only_as_another_version_and_both_are_kept(
    engine: Engine, made: MadeYear
) -> None:
    with writing(engine) as session:
        assert freeze_criteria(session, OPERATOR, made.id) == 1
    _refused(engine, CriteriaFrozen, _save, made.id, "20")
    _refused(engine, CriteriaFrozen, freeze_criteria, OPERATOR, made.id)
    with writing(engine) as session:
        assert open_criteria(session, OPERATOR, made.id, "Sửa theo công văn 12") == 2
        _save(session, made.id, "20")
        assert freeze_criteria(session, OPERATOR, made.id) == 2
    with reading(engine) as session:
        first, second = _versions(session, made.id)
    assert [tree[1]["max"] for tree in (first.tree or [], second.tree or [])] == ["10.00", "20.00"]
    assert (first.reason, second.reason) == ("", "Sửa theo công văn 12")


def test_only_what_is_frozen_is_opened_and_with_a_reason(engine: Engine, made: MadeYear) -> None:
    _refused(engine, CriteriaNotFrozen, open_criteria, OPERATOR, made.id, "Vì")
    with writing(engine) as session:
        freeze_criteria(session, OPERATOR, made.id)
    _refused(engine, NameRefused, open_criteria, OPERATOR, made.id, "  ")
    with writing(engine) as session:
        open_criteria(session, OPERATOR, made.id, "Vì")
    _refused(engine, CriteriaNotFrozen, open_criteria, OPERATOR, made.id, "Vì")


def test_what_does_not_add_up_is_not_frozen(engine: Engine, made: MadeYear) -> None:
    with pytest.raises(CriteriaUnfit) as caught, writing(engine) as session:
        freeze_criteria(session, OPERATOR, made.id, wanted=10_000)
    assert [(one.reason, one.given, one.sum) for one in caught.value.findings] == [
        (CriteriaFault.TOTAL, 1_000, 10_000)
    ]
    with reading(engine) as session:
        assert _versions(session, made.id) == []


def test_a_regulation_of_another_block_is_none(engine: Engine, made: MadeYear) -> None:
    _refused(engine, NotFound, freeze_criteria, OPERATOR, made.id, regulation_id=999)


def test_the_year_after_begins_with_the_same_criteria(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        later = open_year(session, OPERATOR, made.id, 2018)
        _drop(session, later)
        assert copy_criteria(session, OPERATOR, later, made.id) == 2
        origins = {line.rule.code: line.origin_id for line in criteria_of_year(session, later)}
        assert origins == {line.rule.code: line.criterion_id for line in criteria_of_year(session, made.id)}
        totals = session.exec(select(UnitTotal).where(UnitTotal.block_year_id == later)).all()
        assert {(one.stage, one.maximum, one.missing) for one in totals} == {
            (stage, 1_000, 1) for stage in Stage
        }
    _refused(engine, CriteriaPresent, copy_criteria, OPERATOR, later, made.id)


def test_criteria_of_another_block_are_not_copied(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        other = made_year(session)
    _refused(engine, NotFound, copy_criteria, OPERATOR, other.id, made.id)


def test_who_may_not_edit_criteria_freezes_none(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        viewer = made_actor(session, Role.VIEWER, block_id=made.block_id)
        secretary: Actor = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        made_stale(session, secretary)
    _refused(engine, NotAllowed, freeze_criteria, viewer, made.id)
    with writing(engine) as session:
        freeze_criteria(session, secretary, made.id)
    _refused(engine, PasswordNeeded, open_criteria, secretary, made.id, "Vì")
