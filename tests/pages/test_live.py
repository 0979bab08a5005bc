"""The keeper of boards: fresh, cheap, for those who may look, and alive after an outage."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import Session, select

from models.accounts import Account, RoleGrant
from models.conference_enums import HallView
from models.enums import PollState, Role, ShareView
from pages.shared import live
from pages.shared.live import Boards, Sight, Watch
from services import hall, poll_steps
from services.database import ChangeWatch, engine_of, writing
from services.errors.installation import DatabaseUnreachable
from services.queries.hall import HallBoard
from services.queries.sharing import links_of_year
from services.rules import read_out
from services.rules.rights import OPERATOR, Actor
from services.settings import Settings
from services.sharing import LinkEntry, create_link, revoke_link
from tests.factories import MadeYear, made_actor, made_link_actor, made_year
from tests.rounds import NO_BOXES, counted_poll, finish, opened_poll, version


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keeper that looks often, calls what it knows old after half a second, and forgets after one."""
    monkeypatch.setattr(live, "PERIOD_SECONDS", 0.02)
    monkeypatch.setattr(live, "STALE_SECONDS", 0.5)
    monkeypatch.setattr(live, "FORGET_SECONDS", 1.0)
    monkeypatch.setattr(live, "FIRST_LOOK_SECONDS", 2.0)


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


@pytest.fixture
def viewer(engine: Engine, year: MadeYear) -> Actor:
    with writing(engine) as session:
        return made_actor(session, Role.VIEWER, block_id=year.block_id)


@pytest.fixture
def boards(engine: Engine) -> Iterator[Boards]:
    keeper = Boards(engine)
    yield keeper
    keeper._looked.clear()
    soon(lambda: keeper._thread is None)


def watch(year: MadeYear, poll_id: int | None = None) -> Watch:
    return Watch(year.block_id, year.id, poll_id)


def soon(see: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not see():
        assert time.monotonic() < end
        time.sleep(0.02)


def seen(boards: Boards, watched: Watch, actor: Actor) -> Sight:
    sight = boards.look(watched, actor.account_id)
    assert sight is not None
    return sight


def state(boards: Boards, watched: Watch, actor: Actor) -> PollState | None:
    board = seen(boards, watched, actor).board
    return board.state if board else None


def test_every_change_is_followed(engine: Engine, year: MadeYear, viewer: Actor, boards: Boards) -> None:
    assert seen(boards, watch(year), viewer).board is None
    with writing(engine) as session:
        poll_id = opened_poll(session, year)
    soon(lambda: state(boards, watch(year), viewer) is PollState.OPEN)
    with writing(engine) as session:
        finish(session, poll_id, 7, 2, 0)
    soon(lambda: state(boards, watch(year, poll_id), viewer) is PollState.PUBLISHED)
    board = seen(boards, watch(year), viewer).board
    assert board is not None
    assert [option.votes for option in board.options] == [7, 2, 0]


def test_looking_costs_no_sql(engine: Engine, year: MadeYear, viewer: Actor, boards: Boards) -> None:
    seen(boards, watch(year), viewer)
    askers: set[str] = set()
    event.listen(engine, "before_cursor_execute", lambda *args: askers.add(threading.current_thread().name))
    for _ in range(100):
        seen(boards, watch(year), viewer)
    assert askers <= {"boards"}


def test_one_thread_reads_for_everybody(
    engine: Engine, year: MadeYear, viewer: Actor, boards: Boards
) -> None:
    sights: list[Sight | None] = []
    people = [
        threading.Thread(target=lambda: sights.append(boards.look(watch(year), viewer.account_id)))
        for _ in range(30)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(sights) == 30
    assert None not in sights
    assert [thread.name for thread in threading.enumerate()].count("boards") == 1


@pytest.mark.parametrize("how", ["grant", "account"])
def test_who_loses_the_right_sees_nothing_more(
    engine: Engine, year: MadeYear, viewer: Actor, boards: Boards, how: str
) -> None:
    assert seen(boards, watch(year), viewer)
    with writing(engine) as session:
        if how == "grant":
            for grant in session.exec(select(RoleGrant).where(RoleGrant.account_id == viewer.account_id)):
                session.delete(grant)
        else:
            session.exec(select(Account).where(Account.id == viewer.account_id)).one().active = False
    soon(lambda: boards.look(watch(year), viewer.account_id) is None)


def test_who_never_had_the_right_sees_nothing(engine: Engine, year: MadeYear, boards: Boards) -> None:
    with writing(engine) as session:
        other = made_year(session)
        stranger = made_actor(session, Role.SECRETARY, block_id=other.block_id)
        editor = made_actor(
            session, Role.UNIT_EDITOR, block_id=year.block_id, unit_id=year.unit_ids[0], username="don-vi-x"
        )
    assert boards.look(watch(year), stranger.account_id) is None
    assert boards.look(watch(year), None) is None
    assert boards.look(watch(year), editor.account_id) is not None


def test_a_link_follows_until_it_is_taken_back(engine: Engine, year: MadeYear, boards: Boards) -> None:
    with writing(engine) as session:
        opened_poll(session, year)
        looker, other = made_link_actor(session, year), made_link_actor(session, made_year(session))
    sight = boards.look(watch(year), None, looker.link_id)
    assert sight is not None
    assert sight.board is not None
    assert boards.look(watch(year), None, other.link_id) is None
    assert boards.look(watch(year), looker.link_id) is None  # the number of a link is none of an account
    with writing(engine) as session:
        revoke_link(session, OPERATOR, looker.link_id or 0, datetime.now(UTC))
    soon(lambda: boards.look(watch(year), None, looker.link_id) is None)


def test_a_link_that_runs_out_follows_no_longer_though_nothing_is_written(
    engine: Engine, year: MadeYear, boards: Boards
) -> None:
    now = datetime.now(UTC)
    entry = LinkEntry(view=ShareView.PROJECTOR, label="Hội trường", expires_at=now + timedelta(seconds=2))
    with writing(engine) as session:
        create_link(session, OPERATOR, year.id, entry, now)
        (link,) = links_of_year(session, year.id, now)
    assert boards.look(watch(year), None, link.link_id) is not None
    soon(lambda: boards.look(watch(year), None, link.link_id) is None)
    assert datetime.now(UTC) >= entry.expires_at


def test_a_round_of_another_year_is_not_shown(
    engine: Engine, year: MadeYear, viewer: Actor, boards: Boards
) -> None:
    with writing(engine) as session:
        poll_id = opened_poll(session, made_year(session))
    assert seen(boards, watch(year, poll_id), viewer).board is None


def test_what_nobody_looks_at_is_forgotten_and_found_again(
    engine: Engine, year: MadeYear, viewer: Actor, boards: Boards
) -> None:
    seen(boards, watch(year), viewer)
    soon(lambda: boards._thread is None)
    assert not boards._snapshots
    with writing(engine) as session:
        opened_poll(session, year)
    assert state(boards, watch(year), viewer) is PollState.OPEN


def test_an_outage_is_marked_and_outlived(
    engine: Engine, year: MadeYear, viewer: Actor, boards: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(engine) as session:
        poll_id = opened_poll(session, year)
    fresh = seen(boards, watch(year), viewer)
    assert not fresh.stale

    def away(*_: object) -> bool:
        raise DatabaseUnreachable(place="data/thidua.db")

    with monkeypatch.context() as patch:
        patch.setattr(ChangeWatch, "moved", away)
        soon(lambda: seen(boards, watch(year), viewer).stale)
        old = seen(boards, watch(year), viewer)
        assert old.board == fresh.board
        assert seen(boards, Watch(year.block_id, year.id, poll_id), viewer).board is None
        with writing(engine) as session:
            poll_steps.void_poll(
                session,
                OPERATOR,
                poll_id,
                "Mất điện",
                seen_version=version(session, poll_id),
                folder=NO_BOXES,
            )
    soon(lambda: state(boards, watch(year, poll_id), viewer) is PollState.VOID)
    assert not seen(boards, watch(year, poll_id), viewer).stale


@pytest.mark.postgres
def test_a_server_that_drops_everybody_is_asked_again(postgres_settings: Settings) -> None:
    engine = engine_of(postgres_settings)
    with writing(engine) as session:
        year = made_year(session)
        viewer = made_actor(session, Role.VIEWER, block_id=year.block_id)
    keeper = Boards(engine)
    seen(keeper, watch(year), viewer)
    _drop_everybody(postgres_settings)
    with writing(engine) as session:
        opened_poll(session, year)
    soon(lambda: state(keeper, watch(year), viewer) is PollState.OPEN)
    keeper._looked.clear()
    soon(lambda: keeper._thread is None)
    engine.dispose()


def _drop_everybody(settings: Settings) -> None:
    other = engine_of(settings)
    with other.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    other.dispose()


def test_a_commit_moves_the_watch_and_a_look_does_not(engine: Engine) -> None:
    changes = ChangeWatch(engine)
    assert changes.moved()
    soon(lambda: not changes.moved())  # PostgreSQL may tidy up on its own meanwhile
    with Session(engine) as session:
        session.exec(select(Account)).all()
    soon(lambda: not changes.moved())
    with writing(engine) as session:
        made_actor(session)
    assert changes.moved()
    soon(lambda: not changes.moved())
    changes.close()
    assert changes.moved()
    changes.close()


def test_a_database_that_is_away_is_said_by_name() -> None:
    away = engine_of(Settings(database_url="postgresql://nguoi:bimat@127.0.0.1:1/thidua"))
    with pytest.raises(DatabaseUnreachable) as refusal:
        ChangeWatch(away).moved()
    assert refusal.value.place == "127.0.0.1/thidua"


def test_frozen_displays_keep_what_was_seen_last(
    engine: Engine, year: MadeYear, viewer: Actor, boards: Boards
) -> None:
    with writing(engine) as session:
        poll_id = opened_poll(session, year)
    soon(lambda: state(boards, watch(year), viewer) is PollState.OPEN)
    moment = datetime.now(UTC)
    with writing(engine) as session:
        hall.freeze_hall(session, OPERATOR, year.id, moment, seen_version=1)
        finish(session, poll_id, 7, 2, 0)
    soon(lambda: hall_seen(boards, watch(year), viewer).frozen_at == moment)
    time.sleep(0.2)
    assert state(boards, watch(year), viewer) is PollState.OPEN
    late = hall_seen(boards, watch(year, poll_id), viewer)  # nobody has looked at this one before
    assert (late.view, late.round, late.rounds) == (HallView.BLANK, None, ())
    with writing(engine) as session:
        hall.unfreeze_hall(session, OPERATOR, year.id, seen_version=2)
    soon(lambda: state(boards, watch(year), viewer) is PollState.PUBLISHED)


def test_a_reading_comes_in_though_nobody_writes(
    engine: Engine, year: MadeYear, viewer: Actor, boards: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOVING_SECONDS", 0.05)
    monkeypatch.setattr(read_out, "PACE", timedelta(seconds=0.2))
    with writing(engine) as session:
        poll_id = counted_poll(session, year, 7, 2, 0)
        hall.begin_reading(session, OPERATOR, poll_id, seen_version=version(session, poll_id))
    counted: set[int] = set()

    def whole() -> bool:
        board = seen(boards, watch(year), viewer).board
        counted.add(sum(option.votes or 0 for option in board.options) if board else 0)
        return max(counted) == 9

    soon(whole)
    assert len(counted) > 5
    soon(lambda: not hall_seen(boards, watch(year), viewer).moves)


def hall_seen(boards: Boards, watched: Watch, actor: Actor) -> HallBoard:
    found = seen(boards, watched, actor).hall
    assert found is not None
    return found
