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
from services.access import OPERATOR, Actor, Permission, require, require_fresh, require_own
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
from services.queries.registry import block_styles, unit_called
from services.rules.codes import hash_of_code
from services.rules.people_row import TypedRow
from services.rules.people_sheet import PeoplePlan
from services.rules.roles import PersonEntry as PersonEntry
from services.rules.roles import RoleEntry as RoleEntry
from services.rules.text import clean_name
from services.rules.unit_sheet import RowOutcome
from services.storage.accounts import (
    account_with,
    hold_administrators,
    roles_of,
    roles_to_have,
    set_roles,
    untaken_username,
)
from services.storage.credentials import hash_of_new_password, new_code
from services.storage.sessions import end_all
from services.storage.versions import take_version


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
    hold_administrators(session)  # two who ask for one name meet here
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
    audit.record(session, actor, "create_account", username, after=_state(session, account, roles))
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
    administrators = hold_administrators(session)
    account = account_with(session, account_id)
    take_version(session, Account, account_id, seen_version, account.username)
    roles = roles_to_have(session, person)
    if administrators == {account_id} and all(one.role is not Role.ADMINISTRATOR for one in roles):
        raise LastAdministrator()
    before = _state(session, account, roles_of(session, account_id))
    account.display_name, account.unit_id = clean_name(person.display_name), person.unit_id
    set_roles(session, account_id, roles)
    after = _state(session, account, roles)
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
    require(session, actor, Permission.MANAGE_ACCOUNTS)
    require_fresh(session, actor)
    hold_administrators(session)
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
            edit_person(session, actor, known.account_id, entry, seen_version=seen.get(known.account_id, 0))
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
    require(session, actor, Permission.MANAGE_ACCOUNTS)
    require_fresh(session, actor)
    hold_administrators(session)
    plan = plan_of_people(session, actor, scope, rows)
    if refused := plan.count(RowOutcome.REFUSED):
        raise RowsRefused(count=refused)
    if plan != seen:
        raise SheetOutdated()
    new = [person for person in plan.rows if person.outcome is RowOutcome.NEW]
    made = tuple(create_account(session, actor, person.username, person.entry) for person in new)
    for known, entry in plan.changed:
        edit_person(session, actor, known.account_id, entry, seen_version=known.version)
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


def _state(session: Session, account: Account, roles: Sequence[RoleEntry]) -> dict[str, audit.Fact]:
    """What the trail says of a person."""
    told: list[audit.Fact] = [_told(session, one) for one in roles]
    home = account.unit_id and unit_called(session, account.unit_id, datetime.now(UTC).year)
    return {"name": account.display_name, "unit": home, "roles": told}


def _told(session: Session, entry: RoleEntry) -> dict[str, audit.Fact]:
    year = entry.year or datetime.now(UTC).year
    block = entry.block_id and block_styles(session, entry.block_id).at(entry.block_id, year).name
    unit = entry.unit_id and unit_called(session, entry.unit_id, year)
    facts = {"role": entry.role.value, "block": block, "unit": unit, "year": entry.year}
    return {name: fact for name, fact in facts.items() if fact is not None}


def _id(account: Account) -> int:
    if account.id is None:
        raise RuntimeError("the account has not been flushed")
    return account.id
