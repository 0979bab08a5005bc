"""Who is summoned to a conference: for which unit, with a vote or without, and by which account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant
from models.conference import Delegate
from models.enums import ContactRole, Role
from models.year import YearUnit
from services.access import block_and_year
from services.errors.base import NotFound
from services.queries.conference import other_years
from services.queries.registry import roll_of_year, unit_styles
from services.queries.representatives import representatives_of_roll


@dataclass(frozen=True, slots=True)
class DelegateLine:
    """Somebody who is summoned; `unit` is called as in the year, and empty for a guest."""

    id: int
    person: str
    post: str
    unit_id: int | None
    unit: str
    is_voter: bool
    account_id: int | None
    version: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """Whom a unit without a delegate would send: the leader that it has named."""

    unit_id: int
    unit: str
    person: str
    post: str
    is_voter: bool


@dataclass(frozen=True, slots=True)
class VotingUnits:
    """The units that have a vote, in protocol order: those whose vote somebody carries, and the others."""

    carried: tuple[str, ...]
    missing: tuple[str, ...]


def delegates_of_year(session: Session, block_year_id: int) -> list[DelegateLine]:
    """Those of the units in protocol order, each unit's voter first, then the guests."""
    block_id, year = block_and_year(session, block_year_id)
    styles = unit_styles(session, block_id)
    rows = session.exec(
        select(Delegate)
        .outerjoin(
            YearUnit,
            (col(YearUnit.block_year_id) == Delegate.block_year_id)
            & (col(YearUnit.unit_id) == Delegate.unit_id),
        )
        .where(Delegate.block_year_id == block_year_id)
        .order_by(
            col(Delegate.unit_id).is_(None),
            col(YearUnit.position),
            col(Delegate.is_voter).desc(),
            col(Delegate.id),
        )
    )
    return [
        DelegateLine(
            id=row.id or 0,
            person=row.person,
            post=row.post,
            unit_id=row.unit_id,
            unit="" if row.unit_id is None else styles.at(row.unit_id, year).name,
            is_voter=row.is_voter,
            account_id=row.account_id,
            version=row.version,
        )
        for row in rows
    ]


def proposed_delegates(session: Session, block_year_id: int) -> list[Proposed]:
    """Whom the units without a delegate would send, in protocol order."""
    block_id, year = block_and_year(session, block_year_id)
    people = representatives_of_roll(session, block_year_id, year)
    sent = set(session.exec(select(Delegate.unit_id).where(Delegate.block_year_id == block_year_id)))
    found = []
    for unit in roll_of_year(session, block_id, block_year_id, year):
        leader = people.get((unit.unit_id, ContactRole.LEADER))
        if leader and leader.person and unit.unit_id not in sent:
            found.append(Proposed(unit.unit_id, unit.name, leader.person, leader.position, unit.votes))
    return found


def voting_units(session: Session, block_year_id: int, delegates: Sequence[DelegateLine]) -> VotingUnits:
    """Whose vote these delegates carry, of the units on the roll that have one."""
    block_id, year = block_and_year(session, block_year_id)
    with_voter = {one.unit_id for one in delegates if one.is_voter}
    voting = [unit for unit in roll_of_year(session, block_id, block_year_id, year) if unit.votes]
    return VotingUnits(
        tuple(unit.name for unit in voting if unit.unit_id in with_voter),
        tuple(unit.name for unit in voting if unit.unit_id not in with_voter),
    )


def voter_accounts(session: Session, block_year_id: int) -> Mapping[int, Mapping[int, str]]:
    """The accounts that may vote for each unit in the year: their names by id, by unit."""
    block_id, year = block_and_year(session, block_year_id)
    rows = session.exec(
        select(RoleGrant.unit_id, Account.id, Account.display_name)
        .join(Account, col(Account.id) == RoleGrant.account_id)
        .where(
            RoleGrant.role == Role.VOTER,
            Account.active,
            RoleGrant.block_id == block_id,
            col(RoleGrant.unit_id).is_not(None),
            col(RoleGrant.year).is_(None) | (col(RoleGrant.year) == year),
        )
        .order_by(col(Account.display_name), col(Account.id))
    )
    found: dict[int, dict[int, str]] = {}
    for unit_id, account_id, name in rows:
        found.setdefault(unit_id or 0, {})[account_id or 0] = name
    return found


def years_with_delegates(session: Session, block_id: int, *, but: int) -> Mapping[int, int]:
    """The other years of the block that have delegates, the newest first: id by year."""
    return other_years(session, block_id, select(Delegate.block_year_id), but=but)


def year_of_delegate(session: Session, delegate_id: int) -> int:
    """The id of the year that a delegate belongs to, for whoever asks for rights before touching the row.

    Raises:
        NotFound: the delegate has been removed.
    """
    key = session.exec(select(Delegate.block_year_id).where(Delegate.id == delegate_id)).first()
    if key is None:
        raise NotFound(kind="delegate", name=str(delegate_id))
    return key
