"""People and their roles as they are typed: names with which people sign in, and how far a role reaches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models.enums import Role
from services.errors.accounts import UnitOfRoleUnfit, UsernameUnfit
from services.errors.years import YearOutOfRange
from services.rules.dates import EARLIEST_YEAR, LATEST_YEAR
from services.rules.text import code_for, numbered

# Who has one of these acts for a unit
FOR_A_UNIT = frozenset({Role.UNIT_EDITOR, Role.VOTER})

_SHORTEST, _LONGEST = 3, 60
_ROOM_FOR_A_NUMBER = 6


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


def clean_username(typed: str) -> str:
    """The user name as it is stored.

    Raises: UsernameUnfit when it is not 3 to 60 of a-z, 0-9, dot, dash, one of them a letter or a digit.
    Source: house rule (user names)
    """
    username = typed.strip().lower()
    if not (
        _SHORTEST <= len(username) <= _LONGEST
        and username.isascii()
        and username.replace(".", "").replace("-", "").isalnum()
    ):
        raise UsernameUnfit(username=username)
    return username


def free_username(name: str, taken: set[str]) -> str:
    """A user name made of the full name that nobody bears yet: nguyen-thi-lan, then nguyen-thi-lan-2.

    Source: house rule (user names)
    """
    made = numbered(code_for(name)[: _LONGEST - _ROOM_FOR_A_NUMBER].strip("-"))
    return next(free for free in made if len(free) >= _SHORTEST and free not in taken)


def reaching(entry: RoleEntry, homes: Mapping[int | None, int]) -> RoleEntry:
    """The role as far as it can reach; `homes` are the blocks of the units.

    Raises:
        UnitOfRoleUnfit: a unit editor or a voter without a unit, or another role with one.
        YearOutOfRange: a year of no calendar.
    Source: house rule (roles)
    """
    if entry.role is Role.ADMINISTRATOR and entry.unit_id is None:
        return RoleEntry(Role.ADMINISTRATOR)
    if (entry.role in FOR_A_UNIT) != (entry.unit_id is not None):
        raise UnitOfRoleUnfit()
    if entry.year is not None and not EARLIEST_YEAR <= entry.year <= LATEST_YEAR:
        raise YearOutOfRange(year=entry.year, earliest=EARLIEST_YEAR, latest=LATEST_YEAR)
    return replace(entry, block_id=entry.block_id or homes.get(entry.unit_id))


def is_administrator(roles: Sequence[RoleEntry]) -> bool:
    """Whether one of the roles manages accounts.

    Source: house rule (roles)
    """
    return any(one.role is Role.ADMINISTRATOR for one in roles)
