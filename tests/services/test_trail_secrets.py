"""No password, token, code, key or ballot stands in the trail: every command that is given one is driven."""

import ast
import inspect
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, SQLModel

from models.enums import Role
from services import accounts, passwords, second_factor, sessions, sign_in
from services.database import reading, writing
from services.errors.base import DomainError
from services.queries.people_sheet import PeopleScope, plan_of_people
from services.rules.codes import hash_of_code, hash_of_secret
from services.rules.rights import OPERATOR
from services.rules.second_factor import code_of_step, step_at
from services.sessions import SessionRules
from services.storage.sessions import issue_ticket
from tests.factories import signed_in
from tests.test_architecture import name_of, sources, tree_of

NOW = datetime.now(UTC)
pytestmark = pytest.mark.usefixtures("now_of_file")
RULES = SessionRules(idle=timedelta(minutes=30), absolute=timedelta(hours=12))
KEY = "canary key of the installation"
FIRST, SECOND, WRONG = "canary đầu tiên 1f", "canary thứ hai 2e", "canary nhầm lẫn 3d"


def told_secrets(session: Session) -> tuple[list[str], list[str]]:
    """What was typed and given out while every command of the way in was carried out, and its hashes."""
    code = accounts.issue_setup_code(session) or ""
    first = accounts.create_first_administrator(
        session, code=code, username="quan-tri", display_name="Quản trị", password=FIRST
    )
    administrator = signed_in(session, first)
    entry = accounts.PersonEntry("Lan", [accounts.RoleEntry(Role.VIEWER)])
    person = accounts.create_account(session, administrator, "lan", entry, password=SECOND)
    accounts.edit_person(session, administrator, person, entry, seen_version=1)
    third = accounts.create_account(session, administrator, "hoa", entry)
    codes_of_many = passwords.issue_codes(session, administrator, [third], NOW)
    scope = PeopleScope(2017, 0)
    accounts.edit_people(session, administrator, scope, [], seen={})
    nobody = plan_of_people(session, administrator, scope, [])
    accounts.import_people(session, administrator, scope, [], seen=nobody)
    lan = signed_in(session, person)
    accounts.change_own_name(session, lan, "Lan Anh")
    passwords.begin_proof(session, lan, NOW)
    passwords.is_own_password(session, lan, WRONG)
    passwords.end_proof(session, lan, NOW)
    chosen = passwords.choose_password(session, lan, FIRST, NOW)
    lan = signed_in(session, person)
    secret = second_factor.new_secret()
    shown = code_of_step(secret, step_at(NOW))
    recovery = second_factor.confirm_enrolment(session, lan, secret, shown, KEY, NOW)
    sign_in.take_second_factor(session, person, recovery[0], KEY, "10.0.0.7", NOW)
    attempt = sign_in.begin_attempt(session, "lan", WRONG, "10.0.0.7", NOW)
    sign_in.record_failed_sign_in(session, attempt)
    sign_in.end_attempt(session, attempt)
    ticket = issue_ticket(session, person, NOW)
    token = sessions.open_session(session, ticket, NOW, RULES, address="10.0.0.7", device="Firefox") or ""
    sessions.touch(session, lan.session_id or 0, NOW, RULES)
    issued = passwords.let_in(session, administrator, person, NOW)
    sessions.end_session(session, lan, lan.session_id or 0, NOW)
    sessions.end_sessions_of(session, administrator, person, NOW)
    again = passwords.issue_code(session, administrator, person, NOW)
    accounts.set_active(session, administrator, person, active=False)
    second_factor.remove_second_factor(session, administrator, person)
    codes = [code, issued, again, *recovery, *codes_of_many.values()]
    plain = [FIRST, SECOND, WRONG, KEY, secret, shown, chosen, ticket, token, *codes]
    return plain, [*map(hash_of_secret, (chosen, ticket, token)), *map(hash_of_code, codes)]


def test_no_secret_of_the_way_in_stands_in_the_trail(engine: Engine) -> None:
    with writing(engine) as session:
        plain, hashed = told_secrets(session)
        hashes = session.connection().execute(text("select password_hash from account")).scalars().all()
    with reading(engine) as session:
        rows = session.connection().execute(text("select * from trail_entry")).all()
        counted = session.connection().execute(text("select * from refusal_tally")).all()
    stored = "\n".join(str(tuple(row)) for row in [*rows, *counted]).casefold()
    assert len(rows) > 10
    assert all(len(secret) > 5 for secret in plain)
    assert not [secret for secret in [*plain, *hashed, *hashes] if secret and secret.casefold() in stored]


def test_no_secret_of_the_way_in_stands_in_any_table_but_hashed_or_sealed(engine: Engine) -> None:
    with writing(engine) as session:
        plain, hashed = told_secrets(session)
    with reading(engine) as session:
        connection = session.connection()
        tables = {
            table.name: [str(tuple(row)) for row in connection.execute(text(f'select * from "{table.name}"'))]
            for table in SQLModel.metadata.sorted_tables
        }
    assert any(digest in "".join(tables["account_session"]) for digest in hashed)  # it would be found
    # Six digits of a telephone can stand in a moment or a hash by chance
    secrets = {form.casefold() for one in plain if len(one) > 6 for form in (one, one.replace("-", ""))}
    stored = "\n".join(row for rows in tables.values() for row in rows).casefold()
    assert not [secret for secret in secrets if secret in stored]


@pytest.mark.parametrize("module", [accounts, passwords, sign_in, sessions, second_factor])
def test_every_command_of_the_way_in_is_driven(module: ModuleType) -> None:
    """A new command has to be given its canaries above."""
    commands = {
        name
        for name, command in inspect.getmembers(module, inspect.isfunction)
        if command.__module__ == module.__name__ and not name.startswith("_")
    }
    driven = {
        name_of(call.func)
        for call in ast.walk(ast.parse(inspect.getsource(told_secrets)))
        if isinstance(call, ast.Call)
    }
    assert not commands - driven


SECRET_WORDS = ("password", "ticket", "token", "secret", "sealed", "recovery", "typed", "votes", "ballot")


def test_no_fact_of_the_trail_is_made_of_a_secret() -> None:
    """Nothing that bears the name of a secret is handed to `audit.record` by any command."""
    handed = [
        f"{path.as_posix()}:{call.lineno} {ast.unparse(part)}"
        for path in sources("services/*.py")
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record"
        for part in [*call.args[3:], *(keyword.value for keyword in call.keywords)]
        if any(word in ast.unparse(part).lower() for word in SECRET_WORDS)
    ]
    assert not handed


def test_a_refused_password_leaves_nothing_in_the_trail(engine: Engine) -> None:
    with writing(engine) as session:
        before = session.connection().execute(text("select count(*) from trail_entry")).scalar_one()
    entry = accounts.PersonEntry("Lan", [accounts.RoleEntry(Role.VIEWER)])
    with pytest.raises(DomainError), writing(engine) as session:
        accounts.create_account(session, OPERATOR, "lan", entry, password="ngan")
    with reading(engine) as session:
        assert session.connection().execute(text("select count(*) from trail_entry")).scalar_one() == before
