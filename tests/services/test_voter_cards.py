"""Voters' cards: codes that are shown once, kept as hashes, and worthless once another is made."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.accounts import TrailEntry
from models.conference import Delegate
from models.enums import Role, YearState
from services import voter_cards
from services.access import grants_of
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import NotFound
from services.errors.years import YearLocked
from services.queries.ballots import voter_by_card
from services.rules.codes import as_groups
from services.rules.rights import OPERATOR, Permission
from services.rules.throttle import FREE_OF_ADDRESS
from tests.factories import MadeYear, made_actor, made_year, without_the_right
from tests.voters import card_of, delegate_of, with_voters

NOW = datetime(2017, 12, 25, 8, tzinfo=UTC)
HALL = "10.0.0.7"


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        made = made_year(session)
        with_voters(session, made)
        return made


def tried(engine: Engine, typed: str, now: datetime = NOW) -> voter_cards.CardAttempt:
    with writing(engine) as session:
        return voter_cards.try_card(session, typed, HALL, now)


def test_a_card_lets_its_delegate_vote_and_do_nothing_else(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        row = delegate_of(session, year, year.unit_ids[0])
        code = card_of(session, year, row.id or 0)
    for typed in (code, as_groups(code), f" {as_groups(code).lower()} "):
        assert tried(engine, typed).right
    with reading(engine) as session:
        visitor = voter_by_card(session, code, HALL)
        assert visitor is not None
        assert (visitor.block_year_id, visitor.actor.name) == (year.id, "Đại biểu 1")
        assert visitor.actor.grants == grants_of(session, visitor.actor)
        assert not visitor.actor.is_operator
    place = {"block_id": year.block_id, "unit_id": year.unit_ids[0], "year": 2017}
    assert [one for one in Permission if visitor.actor.may(one, **place)] == [Permission.VOTE]
    assert not visitor.actor.may(Permission.VOTE, year.block_id, year=2016)
    assert visitor.actor.blocks(Permission.VIEW) == frozenset()


def test_a_card_made_anew_makes_the_old_one_worthless(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        key = delegate_of(session, year, year.unit_ids[0]).id or 0
        old = card_of(session, year, key)
        visitor = voter_by_card(session, old, HALL)
        new = card_of(session, year, key)
        assert visitor is not None
        assert grants_of(session, visitor.actor) == ()
    assert not tried(engine, old).right
    assert tried(engine, new).right


def test_who_carries_no_vote_any_more_has_no_card(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        row = delegate_of(session, year, year.unit_ids[0])
        code = card_of(session, year, row.id or 0)
        row.is_voter = False
    assert not tried(engine, code).right


def test_codes_stand_nowhere_but_on_the_cards(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        keys = [delegate_of(session, year, unit).id or 0 for unit in year.unit_ids]
        codes = voter_cards.issue_cards(session, OPERATOR, year.id, keys)
        entry = session.exec(select(TrailEntry).where(TrailEntry.action == "issue_cards")).one()
        kept = f"{entry!r} {session.exec(select(Delegate)).all()!r}"
    assert len(set(codes.values())) == 3
    assert entry.facts["people"] == ["Đại biểu 1", "Đại biểu 2", "Đại biểu 3"]
    assert not [code for code in codes.values() if code in kept or as_groups(code) in kept]


def test_cards_are_for_delegates_of_the_year_who_vote(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        row = delegate_of(session, year, year.unit_ids[0])
        row.is_voter = False
        keys = [row.id or 0, delegate_of(session, year, year.unit_ids[1]).id or 0]
        other = made_year(session)
        (foreign, *_) = with_voters(session, other)
    for wanted in ([keys[0]], keys, [foreign], [999_999]):
        with pytest.raises(NotFound), writing(engine) as session:
            voter_cards.issue_cards(session, OPERATOR, year.id, wanted)
    with reading(engine) as session:
        assert [one.card_hash for one in session.exec(select(Delegate))] == [None] * 6


def test_who_may_make_cards(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        key = delegate_of(session, year, year.unit_ids[0]).id or 0
        people = without_the_right(session, year)
        people["chair"] = made_actor(session, Role.CHAIR, block_id=year.block_id)
        secretary = made_actor(session, Role.SECRETARY, block_id=year.block_id)
    for actor in people.values():
        with pytest.raises(NotAllowed), writing(engine) as session:
            voter_cards.issue_cards(session, actor, year.id, [key])
    with writing(engine) as session:
        assert voter_cards.issue_cards(session, secretary, year.id, [key])


def test_a_published_year_takes_no_cards(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, state=YearState.PUBLISHED)
    with pytest.raises(YearLocked), writing(engine) as session:
        voter_cards.issue_cards(session, OPERATOR, made.id, [])


def test_guessing_is_slowed_down_and_keeps_nobody_out(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        code = card_of(session, year, delegate_of(session, year, year.unit_ids[0]).id or 0)
    for place in range(FREE_OF_ADDRESS):
        typed = ("A" * 11) + "BCDEFGHJKL"[place % 10]
        assert tried(engine, typed if place % 2 else "không phải mã") == voter_cards.CardAttempt(right=False)
    assert tried(engine, "A" * 12).wait > timedelta()
    assert tried(engine, code) == voter_cards.CardAttempt(right=True)
