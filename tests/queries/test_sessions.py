"""Who a token belongs to costs the same however many people and sessions there are."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from models.enums import Role
from services.access import may_now, require_fresh
from services.database import reading, writing
from services.queries.sessions import session_of, sessions_of
from services.rules.rights import Permission
from tests.factories import made_actor, token_of
from tests.queries.statements import counted


@pytest.mark.parametrize("people", [1, 30])
def test_a_visit_reads_its_person_and_a_permission_in_constant_statements(
    engine: Engine, people: int
) -> None:
    with writing(engine) as session:
        actors = [made_actor(session, Role.VIEWER) for _ in range(people)]
        token = token_of(session, actors[0].account_id or 0)
    now = datetime.now(UTC)
    with reading(engine) as session, counted(engine) as statements:
        visitor = session_of(session, token, now, "")
    assert visitor is not None
    assert len([one for one in statements if one.startswith("SELECT")]) == 2
    for ask in (
        lambda session: may_now(session, visitor.actor, Permission.VIEW),
        lambda session: require_fresh(session, visitor.actor),
        lambda session: sessions_of(session, visitor.actor.account_id or 0, now),
    ):
        with reading(engine) as session, counted(engine) as statements:
            ask(session)
        assert len([one for one in statements if one.startswith("SELECT")]) == 1
