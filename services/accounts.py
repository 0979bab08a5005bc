"""Commands on accounts: the first administrator, further people with their roles, closed accounts."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant, SetupCode
from models.enums import Role, SessionEnd
from models.registry import Unit
from services import audit
from services.access import FOR_A_UNIT, OPERATOR, Actor, Permission, require, require_fresh, require_own
from services.errors.accounts import (
    AlreadySetUp,
    LastAdministrator,
    NameTaken,
    RoleMissing,
    SetupCodeWrong,
    UnitOfRoleUnfit,
    UsernameUnfit,
)
from services.errors.base import NotFound
from services.errors.years import YearOutOfRange
from services.rules.codes import hash_of_code
from services.rules.dates import EARLIEST_YEAR, LATEST_YEAR
from services.rules.text import clean_name
from services.storage.credentials import hash_of_new_password, new_code
from services.storage.sessions import end_all
from services.storage.versions import take_version


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """A role that somebody is to have: everywhere, or in a block, or for a unit; always, or in one year."""

    role: Role
    block_id: int | None = None
    unit_id: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """What people type of a person; `unit_id` is the unit that the person comes from, and does not review."""

    display_name: str
    roles: Sequence[RoleEntry]
    unit_id: int | None = None


def issue_setup_code(session: Session) -> str | None:
    """A fresh one-time code for the first administrator, in place of the last; None once there is one."""
    if session.exec(select(func.count(col(Account.id)))).one():
        return None
    code = new_code()
    session.merge(SetupCode(code_hash=hash_of_code(code)))
    return code


def create_first_administrator(
    session: Session, *, code: str, username: str, display_name: str, password: str
) -> int:
    """Create the first administrator with the code from the terminal; the code is then gone.

    Raises:
        AlreadySetUp: somebody was faster.
        SetupCodeWrong: not the code that the terminal shows.
    """
    stored = session.get(SetupCode, 1, with_for_update=True)  # the second of two waits here
    if session.exec(select(func.count(col(Account.id)))).one():
        raise AlreadySetUp()
    if stored is None or not secrets.compare_digest(stored.code_hash, hash_of_code(code)):
        raise SetupCodeWrong()
    session.exec(delete(SetupCode))
    person = PersonEntry(display_name, [RoleEntry(Role.ADMINISTRATOR)])
    return create_account(session, OPERATOR, username, person, password=password)


def create_account(
    session: Session, actor: Actor, username: str, person: PersonEntry, *, password: str | None = None
) -> int:
    """Create an account with the person's roles, and give its id.

    Without a password its owner chooses one at the first sign-in, with a code (`passwords.issue_code`).

    Raises:
        RoleMissing, UnitOfRoleUnfit, YearOutOfRange: see `edit_person`.
        UsernameUnfit: not 3 to 60 of a-z, 0-9, dot, dash.
        NameTaken: somebody has that username.
        PasswordUnfit, PasswordGuessable: see `rules.passwords.check_password`.
        PasswordNeeded: the actor's own was given too long ago.
    """
    require(session, actor, Permission.MANAGE_ACCOUNTS)
    require_fresh(session, actor)
    username = _free_username(session, username)
    account = Account(
        username=username,
        display_name=clean_name(person.display_name),
        password_hash="" if password is None else hash_of_new_password(session, password, username),
        unit_id=person.unit_id,
    )
    session.add(account)
    session.flush()
    roles = _checked(session, person)
    session.add_all(RoleGrant(account_id=_id(account), **asdict(role)) for role in roles)
    audit.record(
        session, actor, "create_account", username, name=account.display_name, roles=list(map(_told, roles))
    )
    return _id(account)


def edit_person(
    session: Session, actor: Actor, account_id: int, person: PersonEntry, *, seen_version: int
) -> None:
    """Have the person called so, come from that unit, and have these roles in place of those until now.

    Raises:
        NotFound: there is no such account, or no such unit.
        Stale: somebody has changed the person since `seen_version` was read.
        RoleMissing: no role at all; close the account instead.
        UnitOfRoleUnfit: a unit editor or a voter without a unit, or another role with one.
        YearOutOfRange: a year of no calendar.
        LastAdministrator: nobody else could manage accounts.
        PasswordNeeded: the actor's own was given too long ago.
    """
    require(session, actor, Permission.MANAGE_ACCOUNTS)
    require_fresh(session, actor)
    administrators = _held_administrators(session)
    account = _account(session, account_id)
    take_version(session, Account, account_id, seen_version, account.username)
    roles = _checked(session, person)
    if administrators == {account_id} and all(one.role is not Role.ADMINISTRATOR for one in roles):
        raise LastAdministrator()
    before = _state(account, _roles_of(session, account_id))
    account.display_name, account.unit_id = clean_name(person.display_name), person.unit_id
    session.exec(delete(RoleGrant).where(col(RoleGrant.account_id) == account_id))
    session.add_all(RoleGrant(account_id=account_id, **asdict(role)) for role in roles)
    after = _state(account, roles)
    audit.record(session, actor, "edit_person", account.username, before=before, after=after)


def change_own_name(session: Session, actor: Actor, display_name: str) -> None:
    """Call the own account by another name.

    Raises:
        NameRefused: nothing to see, over 200 characters, or with control characters.
    """
    account = _account(session, require_own(session, actor))
    before, account.display_name = account.display_name, clean_name(display_name)
    audit.record(
        session, actor, "change_own_name", account.username, before=before, after=account.display_name
    )


def set_active(session: Session, actor: Actor, account_id: int, active: bool) -> None:
    """Close an account, which ends its sessions, or open it again.

    Raises:
        LastAdministrator: nobody else could manage accounts.
    """
    require(session, actor, Permission.MANAGE_ACCOUNTS)
    administrators = _held_administrators(session)
    account = _account(session, account_id)
    if not active and administrators == {account_id}:
        raise LastAdministrator()
    before, account.active = account.active, active
    end_all(session, account_id, SessionEnd.ACCOUNT_CLOSED, datetime.now(UTC))
    audit.record(
        session, actor, "set_active", account.username, before={"active": before}, after={"active": active}
    )


def _free_username(session: Session, typed: str) -> str:
    username = typed.strip().lower()
    if not (
        3 <= len(username) <= 60
        and username.isascii()
        and username.replace(".", "").replace("-", "").isalnum()
    ):
        raise UsernameUnfit(username=username)
    if session.exec(select(Account.id).where(Account.username == username)).first() is not None:
        raise NameTaken(name=username)
    return username


def _held_administrators(session: Session) -> set[int]:
    """Who manages accounts now; two administrators who take it from each other meet here."""
    found = session.exec(
        select(Account.id)
        .join(RoleGrant)
        .where(Account.active, RoleGrant.role == Role.ADMINISTRATOR)
        .order_by(col(Account.id))
        .with_for_update(of=Account)
    )
    return {key for key in found if key is not None}


def _checked(session: Session, person: PersonEntry) -> list[RoleEntry]:
    """The person's roles, each once and as far as it can reach."""
    units = {one.unit_id for one in person.roles} | {person.unit_id}
    homes = {unit.id: unit.block_id for unit in session.exec(select(Unit).where(col(Unit.id).in_(units)))}
    if missing := units - homes.keys() - {None}:
        raise NotFound(kind="unit", name=str(min(filter(None, missing))))
    if not person.roles:
        raise RoleMissing(name=person.display_name)
    return list(dict.fromkeys(_reaching(one, homes) for one in person.roles))


def _reaching(entry: RoleEntry, homes: Mapping[int | None, int]) -> RoleEntry:
    if entry.role is Role.ADMINISTRATOR and entry.unit_id is None:
        return RoleEntry(Role.ADMINISTRATOR)
    if (entry.role in FOR_A_UNIT) != (entry.unit_id is not None):
        raise UnitOfRoleUnfit()
    if entry.year is not None and not EARLIEST_YEAR <= entry.year <= LATEST_YEAR:
        raise YearOutOfRange(year=entry.year, earliest=EARLIEST_YEAR, latest=LATEST_YEAR)
    return replace(entry, block_id=entry.block_id or homes.get(entry.unit_id))


def _roles_of(session: Session, account_id: int) -> list[RoleEntry]:
    rows = session.exec(
        select(RoleGrant).where(RoleGrant.account_id == account_id).order_by(col(RoleGrant.id))
    )
    return [RoleEntry(row.role, row.block_id, row.unit_id, row.year) for row in rows]


def _state(account: Account, roles: Sequence[RoleEntry]) -> dict[str, audit.Fact]:
    told: list[audit.Fact] = list(map(_told, roles))
    return {"name": account.display_name, "unit": account.unit_id, "roles": told}


def _told(entry: RoleEntry) -> audit.Fact:
    return {name: value for name, value in asdict(entry).items() if value is not None}


def _account(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id, populate_existing=True)
    if account is None:
        raise NotFound(kind="account", name=str(account_id))
    return account


def _id(account: Account) -> int:
    if account.id is None:
        raise RuntimeError("the account has not been flushed")
    return account.id
