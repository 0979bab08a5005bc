"""Accounts with their roles, as more than one command needs them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant
from models.enums import Role
from models.registry import Unit
from services.errors.accounts import NameTaken, RoleMissing
from services.errors.base import NotFound
from services.queries.registry import block_styles, unit_called
from services.rules.roles import PersonEntry, RoleEntry, clean_username, reaching
from services.rules.trail import Fact

Names = dict[tuple[str, int, int], str]
"""What blocks and units are called in a year, as far as one command has looked them up."""

_Called = Callable[[Session, int, int], str]


def hold_administrators(session: Session) -> set[int]:
    """Who manages accounts now, held until the end: of two who change accounts the second waits here."""
    administrators = select(RoleGrant.account_id).where(RoleGrant.role == Role.ADMINISTRATOR)
    held = select(Account.id).where(col(Account.id).in_(administrators)).order_by(col(Account.id))
    session.exec(held.with_for_update()).all()
    # Asked again: what was held has been read as it was before the wait
    found = session.exec(select(Account.id).where(col(Account.id).in_(administrators), Account.active))
    return {key for key in found if key is not None}


def account_with(session: Session, account_id: int) -> Account:
    """The account as the database has it now.

    Raises:
        NotFound: there is none.
    """
    account = session.get(Account, account_id, populate_existing=True)
    if account is None:
        raise NotFound(kind="account", name=str(account_id))
    return account


def untaken_username(session: Session, typed: str) -> str:
    """The user name that was typed, which nobody has.

    Raises:
        UsernameUnfit: see `rules.roles.clean_username`.
        NameTaken: somebody has it.
    """
    username = clean_username(typed)
    if session.exec(select(Account.id).where(Account.username == username)).first() is not None:
        raise NameTaken(name=username)
    return username


def roles_to_have(session: Session, person: PersonEntry) -> list[RoleEntry]:
    """The person's roles, each once and as far as it can reach.

    Raises:
        NotFound: there is no such unit.
        RoleMissing: none at all.
        UnitOfRoleUnfit, YearOutOfRange: see `rules.roles.reaching`.
    """
    units = {one.unit_id for one in person.roles} | {person.unit_id}
    homes = {unit.id: unit.block_id for unit in session.exec(select(Unit).where(col(Unit.id).in_(units)))}
    if missing := units - homes.keys() - {None}:
        raise NotFound(kind="unit", name=str(min(filter(None, missing))))
    if not person.roles:
        raise RoleMissing(name=person.display_name)
    return list(dict.fromkeys(reaching(one, homes) for one in person.roles))


def roles_of(session: Session, account_id: int) -> list[RoleEntry]:
    """The roles of the account, in the order in which they were given."""
    rows = session.exec(
        select(RoleGrant).where(RoleGrant.account_id == account_id).order_by(col(RoleGrant.id))
    )
    return [RoleEntry(row.role, row.block_id, row.unit_id, row.year) for row in rows]


def set_roles(session: Session, account_id: int, roles: Sequence[RoleEntry]) -> None:
    """Have the account hold these roles in place of those until now."""
    session.exec(delete(RoleGrant).where(col(RoleGrant.account_id) == account_id))
    session.add_all(RoleGrant(account_id=account_id, **asdict(role)) for role in roles)


def state_of_person(
    session: Session, account: Account, roles: Sequence[RoleEntry], names: Names
) -> dict[str, Fact]:
    """What the trail says of a person."""
    told: list[Fact] = [_told(session, one, names) for one in roles]
    home = _name(session, unit_called, account.unit_id, datetime.now(UTC).year, names)
    return {"name": account.display_name, "unit": home, "roles": told}


def _told(session: Session, entry: RoleEntry, names: Names) -> dict[str, Fact]:
    year = entry.year or datetime.now(UTC).year
    block = _name(session, _block_called, entry.block_id, year, names)
    unit = _name(session, unit_called, entry.unit_id, year, names)
    facts = {"role": entry.role.value, "block": block, "unit": unit, "year": entry.year}
    return {name: fact for name, fact in facts.items() if fact is not None}


def _name(session: Session, called: _Called, key: int | None, year: int, names: Names) -> str | None:
    """What the block or unit is called; each is looked up once a command."""
    if key is None:
        return None
    place = (called.__name__, key, year)
    if place not in names:
        names[place] = called(session, key, year)
    return names[place]


def _block_called(session: Session, block_id: int, year: int) -> str:
    return block_styles(session, block_id).at(block_id, year).name
