"""Sessions: opened by a ticket, alive for a while, ended by their owner, an administrator or the clock."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import Account, TrailEntry
from models.enums import Role, SessionEnd
from models.sessions import AccountSession, SignInTicket
from services.access import grants_of, may_now
from services.accounts import set_active
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import NotFound
from services.passwords import choose_password
from services.queries.sessions import Visitor, session_of, sessions_of
from services.rules.rights import Permission
from services.rules.second_factor import code_of_step, step_at
from services.second_factor import confirm_enrolment, new_secret
from services.sessions import MOST_AT_ONCE, SessionRules, end_session, end_sessions_of, open_session, touch
from services.storage.sessions import end_all, issue_ticket
from tests.factories import everything, made_actor, signed_in, token_of

NOW = datetime.now(UTC).replace(microsecond=0)
pytestmark = pytest.mark.usefixtures("now_of_file")
RULES = SessionRules(idle=timedelta(minutes=30), absolute=timedelta(hours=12))
MINUTE = timedelta(minutes=1)


def opened(session: Session, account_id: int | None, now: datetime | None = None) -> str:
    now = now or NOW
    ticket = issue_ticket(session, account_id or 0, now)
    token = open_session(session, ticket, now, RULES, address="10.0.0.7", device="Firefox\n")
    assert token
    return token


def whose(engine: Engine, token: str, now: datetime | None = None) -> Visitor | None:
    now = now or NOW
    with reading(engine) as session:
        return session_of(session, token, now, "10.0.0.7")


def test_a_ticket_opens_one_session(engine: Engine) -> None:
    with writing(engine) as session:
        viewer = made_actor(session, Role.VIEWER)
        ticket = issue_ticket(session, viewer.account_id or 0, NOW)
        token = open_session(session, ticket, NOW, RULES, address="10.0.0.7", device="Firefox\n")
    with writing(engine) as session:
        assert open_session(session, ticket, NOW, RULES, address="", device="") is None
    visitor = whose(engine, token or "")
    assert visitor is not None
    assert visitor.actor.account_id == viewer.account_id
    assert visitor.actor.may(Permission.VIEW)
    assert not visitor.must_choose_password
    with reading(engine) as session:
        (line,) = [one for one in sessions_of(session, viewer.account_id or 0, NOW) if one.address]
        stored = "".join(everything(session, AccountSession, SignInTicket, TrailEntry))
    assert (line.address, line.device, line.live) == ("10.0.0.7", "Firefox", True)
    assert token
    assert token not in stored
    assert ticket not in stored


@pytest.mark.parametrize(("later", "opens"), [(59, True), (61, False), (-59, True), (-3600, False)])
def test_a_ticket_is_good_for_a_minute(engine: Engine, later: int, opens: bool) -> None:
    with writing(engine) as session:
        ticket = issue_ticket(session, made_actor(session).account_id or 0, NOW)
        then = NOW + timedelta(seconds=later)
        assert (open_session(session, ticket, then, RULES, address="", device="") is not None) is opens


@pytest.mark.parametrize("token", ["", "x", "a" * 43])
def test_a_token_that_was_never_given_opens_nothing(engine: Engine, token: str) -> None:
    with writing(engine) as session:
        made_actor(session)
        assert open_session(session, token, NOW, RULES, address="", device="") is None
    assert whose(engine, token) is None


def test_a_session_ends_half_an_hour_after_the_last_visit(engine: Engine) -> None:
    with writing(engine) as session:
        token = opened(session, made_actor(session).account_id)
    visitor = whose(engine, token, NOW + 29 * MINUTE)
    assert visitor is not None
    assert whose(engine, token, NOW + 30 * MINUTE) is None
    with writing(engine) as session:
        touch(session, visitor.actor.session_id or 0, NOW + 29 * MINUTE, RULES)
    assert whose(engine, token, NOW + 58 * MINUTE) is not None
    assert whose(engine, token, NOW + 59 * MINUTE) is None


def test_a_session_ends_after_twelve_hours_however_often_it_is_visited(engine: Engine) -> None:
    with writing(engine) as session:
        token = opened(session, made_actor(session).account_id)
    visitor = whose(engine, token)
    assert visitor is not None
    for visit in range(1, 12 * 6):
        with writing(engine) as session:
            touch(session, visitor.actor.session_id or 0, NOW + visit * 10 * MINUTE, RULES)
    assert whose(engine, token, NOW + timedelta(hours=12) - MINUTE) is not None
    assert whose(engine, token, NOW + timedelta(hours=12)) is None


def test_a_visit_revives_no_session_that_has_run_out(engine: Engine) -> None:
    with writing(engine) as session:
        token = opened(session, made_actor(session).account_id)
        visitor = session_of(session, token, NOW, "")
        assert visitor is not None
        touch(session, visitor.actor.session_id or 0, NOW + 31 * MINUTE, RULES)
    assert whose(engine, token, NOW + 31 * MINUTE) is None


def test_a_clock_that_is_set_back_extends_no_session(engine: Engine) -> None:
    with writing(engine) as session:
        token = opened(session, made_actor(session).account_id)
    assert whose(engine, token, NOW - timedelta(hours=1)) is None
    with writing(engine) as session:
        session_id = session.exec(select(AccountSession.id).order_by(AccountSession.id.desc())).first()  # type: ignore[union-attr]
        touch(session, session_id or 0, NOW - timedelta(hours=1), RULES)
    assert whose(engine, token, NOW + 31 * MINUTE) is None


def test_the_fourth_session_of_a_person_ends_the_oldest(engine: Engine) -> None:
    with writing(engine) as session:
        key = made_actor(session).account_id or 0
        end_all(session, key, SessionEnd.SIGNED_OUT, NOW)
        other = opened(session, made_actor(session).account_id)
        run_out = opened(session, key, NOW - timedelta(hours=1))
        tokens = [opened(session, key, NOW + place * MINUTE) for place in range(5)]
    later = NOW + 5 * MINUTE
    assert [whose(engine, token, later) is not None for token in tokens] == [False, False, True, True, True]
    assert whose(engine, other, later) is not None
    assert whose(engine, run_out, later) is None
    with reading(engine) as session:
        reasons = [line.ended_why for line in sessions_of(session, key, later)]
    assert reasons.count(SessionEnd.TOO_MANY) == 2  # one that has run out takes no place


def test_who_signs_in_often_at_once_keeps_three_sessions(engine: Engine) -> None:
    with writing(engine) as session:
        key = made_actor(session).account_id or 0
        tickets = [issue_ticket(session, key, NOW) for _ in range(8)]
    barrier = threading.Barrier(len(tickets))

    def enter(ticket: str) -> None:
        barrier.wait()
        with writing(engine) as session:
            assert open_session(session, ticket, NOW, RULES, address="", device="")

    with ThreadPoolExecutor(len(tickets)) as pool:
        list(pool.map(enter, tickets))
    with reading(engine) as session:
        assert sum(line.live for line in sessions_of(session, key, NOW)) == MOST_AT_ONCE


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SECRETARY, Role.VIEWER])
def test_where_a_second_factor_is_required_staff_has_no_rights_without_it(engine: Engine, role: Role) -> None:
    required = replace(RULES, second_factor=True)
    with writing(engine) as session:
        key = made_actor(session, role).account_id or 0
        ticket = issue_ticket(session, key, NOW)
        token = open_session(session, ticket, NOW, required, address="", device="") or ""
        before = opened(session, key)
    staff = role is not Role.VIEWER
    visitor, since = whose(engine, token), whose(engine, before)
    assert visitor
    assert since
    assert (visitor.must_enrol, visitor.actor.may(Permission.VIEW)) == (staff, not staff)
    assert (since.must_enrol, since.actor.may(Permission.VIEW)) == (False, True)
    with writing(engine) as session:
        assert may_now(session, visitor.actor, Permission.VIEW) is not staff
        touch(session, since.actor.session_id or 0, NOW + MINUTE, required)  # it was required since
        assert may_now(session, since.actor, Permission.VIEW) is not staff
        secret = new_secret()
        confirm_enrolment(session, visitor.actor, secret, code_of_step(secret, step_at(NOW)), "key", NOW)
        assert may_now(session, visitor.actor, Permission.VIEW)
        touch(session, since.actor.session_id or 0, NOW + MINUTE, required)
        assert may_now(session, since.actor, Permission.VIEW)


def test_an_ended_session_gives_no_right_any_more(engine: Engine) -> None:
    with writing(engine) as session:
        actor = made_actor(session)
        other = signed_in(session, actor.account_id or 0)
        assert may_now(session, actor, Permission.MANAGE_ACCOUNTS)
        end_session(session, other, actor.session_id or 0, NOW)
    with reading(engine) as session:
        assert not may_now(session, actor, Permission.VIEW)
        assert not grants_of(session, replace(other, session_id=None))
        assert may_now(session, other, Permission.MANAGE_ACCOUNTS)
        lines = {line.session_id: line for line in sessions_of(session, actor.account_id or 0, NOW)}
    assert lines[actor.session_id or 0].ended_why is SessionEnd.ENDED_BY_OWNER


def test_the_session_of_another_account_gives_no_right(engine: Engine) -> None:
    with writing(engine) as session:
        chief, viewer = made_actor(session), made_actor(session, Role.VIEWER)
        forged = replace(chief, session_id=viewer.session_id)
        assert not may_now(session, forged, Permission.VIEW)


def test_signing_out_everywhere_ends_every_session(engine: Engine) -> None:
    with writing(engine) as session:
        viewer = made_actor(session, Role.VIEWER)
        tokens = [token_of(session, viewer.account_id or 0, NOW) for _ in range(3)]
        assert end_sessions_of(session, viewer, viewer.account_id or 0, NOW) == 4
    assert [whose(engine, token) for token in tokens] == [None] * 3


def test_an_administrator_ends_sessions_of_others_and_nobody_else_does(engine: Engine) -> None:
    with writing(engine) as session:
        chief, viewer, other = made_actor(session), made_actor(session, Role.VIEWER), made_actor(session)
        token = token_of(session, other.account_id or 0, NOW)
    for act in (
        lambda session: end_session(session, viewer, other.session_id or 0, NOW),
        lambda session: end_sessions_of(session, viewer, other.account_id or 0, NOW),
    ):
        with pytest.raises(NotAllowed), writing(engine) as session:
            act(session)
    assert whose(engine, token) is not None
    with writing(engine) as session:
        end_sessions_of(session, chief, other.account_id or 0, NOW)
    assert whose(engine, token) is None
    for refused in (
        lambda session: end_session(session, chief, other.session_id or 0, NOW),
        lambda session: end_session(session, chief, 999, NOW),
        lambda session: end_sessions_of(session, chief, 999, NOW),
    ):
        with pytest.raises(NotFound), writing(engine) as session:
            refused(session)


def test_a_closed_account_and_a_new_password_end_sessions(engine: Engine) -> None:
    with writing(engine) as session:
        chief, viewer, other = made_actor(session), made_actor(session, Role.VIEWER), made_actor(session)
        closed = token_of(session, viewer.account_id or 0, NOW)
        elsewhere = token_of(session, other.account_id or 0, NOW)
        waiting = issue_ticket(session, viewer.account_id or 0, NOW)
        set_active(session, chief, viewer.account_id or 0, active=False)
        goes_on = choose_password(session, other, "bốn con chim sẻ non", NOW)
    assert whose(engine, closed) is None
    assert whose(engine, elsewhere) is None
    with writing(engine) as session:
        assert open_session(session, waiting, NOW, RULES, address="", device="") is None
        assert not may_now(session, other, Permission.VIEW)  # its cookie may be in other hands
        assert open_session(session, goes_on, NOW, RULES, address="", device="")
        session.exec(select(Account).where(Account.id == viewer.account_id)).one().active = True
    assert whose(engine, closed) is None
