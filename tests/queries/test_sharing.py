"""What a look by a link costs, which links a year has, and which may follow its votes."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from models.enums import Role, ShareView
from services.access import may_now
from services.database import reading, writing
from services.queries.sharing import links_of_year, links_that_watch, visitor_by_link
from services.rules.rights import OPERATOR, Permission
from services.sharing import LinkEntry, create_link, revoke_link, use_link
from tests.factories import made_actor, made_link, made_year
from tests.queries.statements import counted

NOW = datetime.now(UTC)
pytestmark = pytest.mark.usefixtures("now_of_file")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("links", [1, 30])
def test_a_look_by_a_link_costs_no_more_than_that_of_a_person(engine: Engine, links: int) -> None:
    with writing(engine) as session:
        made = made_year(session)
        token = [made_link(session, made) for _ in range(links)][-1]
    now = datetime.now(UTC)
    with reading(engine) as session, counted(engine) as statements:
        found = visitor_by_link(session, token, now, "")
    assert found is not None
    assert len([one for one in statements if one.startswith("SELECT")]) == 1
    for ask in (
        lambda session: may_now(session, found.actor, Permission.SEE_DISPLAY),
        lambda session: links_of_year(session, made.id, now),
        lambda session: links_that_watch(session, made.id, now),
    ):
        with reading(engine) as session, counted(engine) as statements:
            ask(session)
        assert len([one for one in statements if one.startswith("SELECT")]) == 1


def test_every_link_of_the_year_is_listed_with_what_became_of_it(engine: Engine) -> None:
    with writing(engine) as session:
        made, other = made_year(session), made_year(session)
        secretary = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        made_link(session, other)
        tokens = {}
        for label, view, by in (
            ("ran out", ShareView.PROJECTOR, secretary),
            ("taken back", ShareView.STANDINGS, OPERATOR),
            ("works", ShareView.PROJECTOR, secretary),
        ):
            lives = HOUR if label == "ran out" else 3 * HOUR
            entry = LinkEntry(view=view, label=label, expires_at=NOW + lives)
            tokens[label] = create_link(session, by, made.id, entry, NOW)
        use_link(session, tokens["works"], NOW)
        second = links_of_year(session, made.id, NOW)[1]
        revoke_link(session, OPERATOR, second.link_id, NOW + HOUR)
    later = NOW + 2 * HOUR
    with reading(engine) as session:
        works, taken_back, ran_out = links_of_year(session, made.id, later)
        watching = links_that_watch(session, made.id, later)
    assert (works.label, works.works, works.uses, works.last_used_at) == ("works", True, 1, NOW)
    assert (works.created_by, works.view) == (secretary.name, ShareView.PROJECTOR)
    assert (taken_back.works, taken_back.revoked_at, taken_back.created_by) == (False, NOW + HOUR, None)
    assert (ran_out.works, ran_out.revoked_at, ran_out.last_used_at) == (False, None, None)
    assert watching == {works.link_id: NOW + 3 * HOUR}
