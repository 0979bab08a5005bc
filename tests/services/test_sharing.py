"""Share links: made, used, run out, taken back; and what somebody may do who has one: nothing but look."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.accounts import TrailEntry
from models.enums import Role, ShareView, YearState
from models.sharing import ShareLink
from services.access import grants_of, may_now, require, require_fresh, require_own
from services.audit import witnessed
from services.database import reading, writing
from services.errors.accounts import NotAllowed, PasswordNeeded
from services.errors.base import NotFound
from services.errors.sharing import LinkEndUnfit
from services.errors.typed import NameRefused
from services.queries.scope import visible_units
from services.queries.sharing import LinkVisitor, visitor_by_link
from services.rules.rights import OPERATOR, Actor, Permission
from services.sharing import LONGEST, LinkEntry, create_link, revoke_link, use_link
from tests.factories import (
    MadeYear,
    everything,
    made_actor,
    made_link,
    made_link_actor,
    made_year,
    without_the_right,
)

NOW = datetime.now(UTC)
pytestmark = pytest.mark.usefixtures("now_of_file")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def entry(label: str = "Màn hình hội trường", lives: timedelta = HOUR) -> LinkEntry:
    return LinkEntry(view=ShareView.PROJECTOR, label=label, expires_at=NOW + lives)


def only(session: Session) -> ShareLink:
    return session.exec(select(ShareLink).execution_options(populate_existing=True)).one()


def looker(engine: Engine, token: str, now: datetime | None = None) -> LinkVisitor | None:
    now = now or NOW
    with reading(engine) as session:
        return visitor_by_link(session, token, now, "10.0.0.7")


def used(engine: Engine, token: str, now: datetime | None = None) -> bool:
    now = now or NOW
    with writing(engine) as session:
        return use_link(session, token, now) is not None


def test_a_secretary_makes_a_link_of_which_only_a_hash_stays(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        secretary = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        token = create_link(session, secretary, made.id, entry("  Màn hình  hội trường "), NOW)
        assert len(token) >= 43
        row = only(session)
        assert (row.label, row.created_by, row.uses) == ("Màn hình hội trường", secretary.account_id, 0)
        stored = "".join(everything(session, ShareLink, TrailEntry))
        assert token not in stored
        told = session.exec(select(TrailEntry).where(TrailEntry.action == "create_link")).one()
    assert row.token_hash not in repr(told)
    assert told.facts == {
        "label": "Màn hình hội trường",
        "view": "projector",
        "expires_at": f"{NOW + HOUR:%Y-%m-%d %H:%M}+00:00",
    }
    assert (told.role, told.subject) == ("secretary", f"link {row.id}")


@pytest.mark.parametrize("lives", [-SECOND, timedelta(), LONGEST + SECOND])
def test_a_link_ends_later_than_now_and_within_a_year(
    engine: Engine, made: MadeYear, lives: timedelta
) -> None:
    with writing(engine) as session:
        with pytest.raises(LinkEndUnfit):
            create_link(session, OPERATOR, made.id, entry(lives=lives), NOW)
        assert not everything(session, ShareLink)


@pytest.mark.parametrize("label", ["", " \u200b", "x" * 201, "Hội\u202etrường"])
def test_a_link_says_what_it_is_for(engine: Engine, made: MadeYear, label: str) -> None:
    with writing(engine) as session:
        with pytest.raises(NameRefused):
            create_link(session, OPERATOR, made.id, entry(label), NOW)
        assert not everything(session, ShareLink)


def test_a_label_in_markup_or_in_nfd_is_kept_as_text(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        create_link(session, OPERATOR, made.id, entry("<b>**Ho\u0323\u0302i trường**</b>"), NOW)
        assert only(session).label == "<b>**Hội trường**</b>"


def test_nobody_without_the_right_makes_or_ends_a_link(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        made_link(session, made)
        key = only(session).id or 0
        people = without_the_right(session, made) | {"by link": made_link_actor(session, made)}
        before = everything(session, ShareLink)
        for actor in people.values():
            with pytest.raises(NotAllowed):
                create_link(session, actor, made.id, entry(), NOW)
            with pytest.raises(NotAllowed):
                revoke_link(session, actor, key, NOW)
        assert everything(session, ShareLink) == before


def test_a_secretary_of_one_year_shares_that_year_only(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        other = made_actor(session, Role.SECRETARY, block_id=made.block_id, year=2016)
        with pytest.raises(NotAllowed):
            create_link(session, other, made.id, entry(), NOW)
        own = made_actor(session, Role.SECRETARY, block_id=made.block_id, year=2017)
        assert create_link(session, own, made.id, entry(), NOW)


def test_a_year_that_is_not_there_is_not_shared(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session, pytest.raises(NotFound):
        create_link(session, OPERATOR, made.id + 999, entry(), NOW)


def test_a_use_is_counted_and_leads_to_the_view(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        token = create_link(session, OPERATOR, made.id, entry(), NOW)
    before = len(trail(engine))
    for number in (1, 2):
        with writing(engine) as session:
            found = use_link(session, token, NOW + number * MINUTE)
            assert found is not None
            assert (found.view, found.expires_at) == (ShareView.PROJECTOR, NOW + HOUR)
            assert (only(session).uses, only(session).last_used_at) == (number, NOW + number * MINUTE)
    assert len(trail(engine)) == before


def trail(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return everything(session, TrailEntry)


def test_two_uses_at_once_are_two(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        token = create_link(session, OPERATOR, made.id, entry(), NOW)
    start = threading.Barrier(8)

    def use() -> None:
        start.wait()
        used(engine, token)

    people = [threading.Thread(target=use) for _ in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    with reading(engine) as session:
        assert only(session).uses == 8


@pytest.mark.parametrize(("later", "works"), [(HOUR - SECOND, True), (HOUR, False), (12 * HOUR, False)])
def test_a_link_works_until_its_end(engine: Engine, made: MadeYear, later: timedelta, works: bool) -> None:
    with writing(engine) as session:
        token = create_link(session, OPERATOR, made.id, entry(), NOW)
    assert (looker(engine, token, NOW + later) is not None) is works
    assert used(engine, token, NOW + later) is works


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "Hội trường", "' or 1=1"])
def test_a_token_that_was_never_given_opens_nothing(engine: Engine, made: MadeYear, token: str) -> None:
    with writing(engine) as session:
        made_link(session, made)
    assert looker(engine, token) is None
    assert not used(engine, token)


def test_a_link_that_is_taken_back_opens_nothing_and_gives_nothing(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        secretary = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        token = create_link(session, secretary, made.id, entry(), NOW)
        found = visitor_by_link(session, token, NOW, "")
        assert found is not None
        assert may_now(session, found.actor, Permission.SEE_DISPLAY, block_id=made.block_id, year=2017)
        revoke_link(session, secretary, only(session).id or 0, NOW + MINUTE)
        assert grants_of(session, found.actor) == ()
        with pytest.raises(NotFound):
            revoke_link(session, secretary, only(session).id or 0, NOW + MINUTE)
        told = session.exec(select(TrailEntry).where(TrailEntry.action == "revoke_link")).one()
        assert told.facts["label"] == "Màn hình hội trường"
    assert looker(engine, token) is None
    assert not used(engine, token)
    with reading(engine) as session:
        assert only(session).uses == 0


def test_a_link_that_is_not_there_cannot_be_taken_back(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session, pytest.raises(NotFound):
        revoke_link(session, OPERATOR, 999, NOW)


def test_a_clock_that_is_set_back_extends_no_link(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        token = create_link(session, OPERATOR, made.id, entry(), NOW)
    assert looker(engine, token, NOW - HOUR) is None
    assert used(engine, token, NOW + 50 * MINUTE)
    assert looker(engine, token, NOW + 10 * MINUTE) is None
    assert not used(engine, token, NOW + 10 * MINUTE)
    assert looker(engine, token, NOW + 50 * MINUTE - 30 * SECOND) is not None  # two runs at once


def test_a_looker_is_nobody_with_rights(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        actor = made_link_actor(session, made)
        assert not actor.is_operator
        for permission in Permission:
            for block_id, year in ((made.block_id, 2017), (made.block_id, None), (None, None)):
                allowed = permission is Permission.SEE_DISPLAY and year == 2017
                assert actor.may(permission, block_id, year=year) is allowed
                assert may_now(session, actor, permission, block_id=block_id, year=year) is allowed
        with pytest.raises(NotAllowed):
            require_own(session, actor)
        with pytest.raises(PasswordNeeded):
            require_fresh(session, actor)


def test_a_link_reaches_its_own_block_and_year_only(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        actor, other = made_link_actor(session, made), made_year(session)
        for block_id, year in ((other.block_id, 2017), (made.block_id, 2016)):
            assert not may_now(session, actor, Permission.SEE_DISPLAY, block_id=block_id, year=year)


@pytest.mark.parametrize("state", YearState)
def test_a_looker_sees_the_scores_of_published_years_only(
    engine: Engine, made: MadeYear, state: YearState
) -> None:
    with writing(engine) as session:
        actor = made_link_actor(session, made)
        released = state in (YearState.PUBLISHED, YearState.ARCHIVED)
        seen = visible_units(session, actor, made.block_id, 2017, state)
    assert seen == (None if released else frozenset())


def test_a_refusal_of_a_looker_names_the_link(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        actors = [made_link_actor(session, made) for _ in range(2)]
    for actor in actors:
        with pytest.raises(NotAllowed), witnessed(engine, actor) as session:
            require(session, actor, Permission.EDIT_YEAR, block_id=made.block_id, year=2017)
    with reading(engine) as session:
        told = session.exec(
            select(TrailEntry).where(TrailEntry.action == "refused").order_by(col(TrailEntry.number))
        ).all()
    assert [(one.account_id, one.actor) for one in told] == [(None, f"link {one.link_id}") for one in actors]


def test_neither_a_number_nor_a_name_of_an_account_makes_an_operator() -> None:
    assert not Actor(None, "manage.py", link_id=1).is_operator
    assert not Actor(1, "manage.py").is_operator
    assert OPERATOR.is_operator


@pytest.mark.parametrize(
    "wrong", [{"label": ""}, {"expires_at": NOW}, {"uses": -1}, {"uses": 1}, {"last_used_at": NOW}]
)
def test_the_database_takes_no_link_that_makes_no_sense(
    engine: Engine, made: MadeYear, wrong: dict[str, object]
) -> None:
    with writing(engine) as session:
        create_link(session, OPERATOR, made.id, entry(), NOW)
        row = only(session)
        for name, value in wrong.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
