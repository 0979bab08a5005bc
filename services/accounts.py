"""Commands on accounts: the first administrator, further people with their roles, closed accounts."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from models.accounts import Account, SetupCode
from models.enums import Role, SessionEnd
from services import audit
from services.access import require, require_fresh, require_own
from services.errors.accounts import (
    AlreadySetUp,
    LastAdministrator,
    PeopleRefused,
    PersonFault,
    RoleMissing,
    SetupCodeWrong,
)
from services.errors.base import DomainError
from services.errors.workbooks import RowsRefused, SheetOutdated
from services.queries.people_sheet import PeopleScope, plan_of_people
from services.rules.codes import hash_of_code
from services.rules.people_sheet import PeoplePlan
from services.rules.rights import OPERATOR, Actor, Permission
from services.rules.roles import PersonEntry as PersonEntry
from services.rules.roles import RoleEntry as RoleEntry
from services.rules.roles import is_administrator
from services.rules.sheet_rows import RowOutcome, TypedRow
from services.rules.text import clean_name
from services.storage.accounts import (
    Names,
    account_with,
    hold_administrators,
    roles_of,
    roles_to_have,
    set_roles,
    state_of_person,
    untaken_username,
)
from services.storage.credentials import hash_of_new_password, new_code
from services.storage.sessions import end_all
from services.storage.versions import take_version

_Place = tuple[str, int, int]


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
    _begin(session, actor)
    return _create(session, actor, username, person, {}, password)


def _begin(session: Session, actor: Actor) -> set[int]:
    """Who manages accounts, once the actor may do so too and nobody else changes accounts meanwhile."""
    require(session, actor, Permission.MANAGE_ACCOUNTS)
    require_fresh(session, actor)
    return hold_administrators(session)


def _create(
    session: Session,
    actor: Actor,
    username: str,
    person: PersonEntry,
    names: Names,
    password: str | None = None,
) -> int:
    username = untaken_username(session, username)
    account = Account(
        username=username,
        display_name=clean_name(person.display_name),
        password_hash="" if password is None else hash_of_new_password(session, password, username),
        unit_id=person.unit_id,
    )
    session.add(account)
    session.flush()
    roles = roles_to_have(session, person)
    set_roles(session, _id(account), roles)
    audit.record(
        session, actor, "create_account", username, after=state_of_person(session, account, roles, names)
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
    _edit(session, actor, account_id, person, seen_version, _begin(session, actor), {})


def _edit(
    session: Session,
    actor: Actor,
    account_id: int,
    person: PersonEntry,
    seen_version: int,
    administrators: set[int],
    names: Names,
) -> None:
    """Edit the person, and keep the account ids of the administrators up to date."""
    account = account_with(session, account_id)
    take_version(session, Account, account_id, seen_version, account.username)
    roles = roles_to_have(session, person)
    if not is_administrator(roles):
        if administrators == {account_id}:
            raise LastAdministrator()
        administrators.discard(account_id)
    elif account.active:
        administrators.add(account_id)
    before = state_of_person(session, account, roles_of(session, account_id), names)
    account.display_name, account.unit_id = clean_name(person.display_name), person.unit_id
    set_roles(session, account_id, roles)
    after = state_of_person(session, account, roles, names)
    audit.record(session, actor, "edit_person", account.username, before=before, after=after)


@dataclass(frozen=True, slots=True)
class ImportedPeople:
    """What a sheet has done, and the accounts that it has made."""

    new: tuple[int, ...]
    changed: int
    unchanged: int


def edit_people(
    session: Session,
    actor: Actor,
    scope: PeopleScope,
    rows: Sequence[TypedRow],
    *,
    seen: Mapping[int, int],
) -> int:
    """Have all these people be as the rows say, or none; gives how many have changed.

    `seen`: the version of each when the rows were drawn, by account; who has no row has lost all roles.

    Raises:
        PeopleRefused: with everybody who is not taken, and why; the whys are those of `edit_person`.
        PasswordNeeded: the actor's own was given too long ago.
    """
    administrators, names = _begin(session, actor), Names()
    plan = plan_of_people(session, actor, scope, rows, only_known=True)
    faults = [
        PersonFault(person.entry.display_name or person.username, refusal.why)
        for person in plan.rows
        for refusal in person.refusals
    ]
    there = {person.known.account_id for person in plan.rows if person.known}
    for account_id in seen.keys() - there:
        name = account_with(session, account_id).display_name
        faults.append(PersonFault(name, RoleMissing(name=name)))
    changed = plan.changed
    for known, entry in changed:
        try:
            version = seen.get(known.account_id, 0)
            _edit(session, actor, known.account_id, entry, version, administrators, names)
        except DomainError as why:
            faults.append(PersonFault(entry.display_name, why))
    if faults:
        raise PeopleRefused(faults=tuple(faults))
    return len(changed)


def import_people(
    session: Session, actor: Actor, scope: PeopleScope, rows: Sequence[TypedRow], *, seen: PeoplePlan
) -> ImportedPeople:
    """Do what the rows say, if that is still what was `seen` of it; the same rows again change nothing.

    Raises:
        RowsRefused: a row is not taken, so none is.
        SheetOutdated: accounts or units have changed since, and the rows mean something else now.
        PasswordNeeded: the actor's own was given too long ago.
    """
    administrators, names = _begin(session, actor), Names()
    plan = plan_of_people(session, actor, scope, rows)
    if refused := plan.count(RowOutcome.REFUSED):
        raise RowsRefused(count=refused)
    if plan != seen:
        raise SheetOutdated()
    new = [person for person in plan.rows if person.outcome is RowOutcome.NEW]
    made = tuple(_create(session, actor, person.username, person.entry, names) for person in new)
    for known, entry in plan.changed:
        _edit(session, actor, known.account_id, entry, known.version, administrators, names)
    return ImportedPeople(made, len(plan.changed), plan.count(RowOutcome.UNCHANGED))


def change_own_name(session: Session, actor: Actor, display_name: str) -> None:
    """Call the own account by another name.

    Raises:
        NameRefused: nothing to see, over 200 characters, or with control characters.
    """
    account = account_with(session, require_own(session, actor))
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
    administrators = hold_administrators(session)
    account = account_with(session, account_id)
    if not active and administrators == {account_id}:
        raise LastAdministrator()
    before, account.active = account.active, active
    end_all(session, account_id, SessionEnd.ACCOUNT_CLOSED, datetime.now(UTC))
    audit.record(
        session, actor, "set_active", account.username, before={"active": before}, after={"active": active}
    )


def _id(account: Account) -> int:
    if account.id is None:
        raise RuntimeError("the account has not been flushed")
    return account.id
