"""Refusals around accounts: rights, passwords, codes."""

from dataclasses import dataclass

from services.errors.base import DomainError


@dataclass(eq=False, kw_only=True)
class NotAllowed(DomainError):
    """The actor may not do this, or not here; `permission` is its word, `block_id` where."""

    permission: str
    block_id: int | None = None


@dataclass(eq=False, kw_only=True)
class AlreadySetUp(DomainError):
    """The first administrator exists already."""


@dataclass(eq=False, kw_only=True)
class SetupCodeWrong(DomainError):
    """The code is not the one that the terminal shows."""


@dataclass(eq=False, kw_only=True)
class UsernameUnfit(DomainError):
    """The username is not 3 to 60 of a-z, 0-9, dot, dash."""

    username: str


@dataclass(eq=False, kw_only=True)
class NameTaken(DomainError):
    """Something else bears that name or code already."""

    name: str


@dataclass(eq=False, kw_only=True)
class PasswordUnfit(DomainError):
    """The password is under `shortest` characters, over `longest`, or holds what cannot be typed."""

    shortest: int
    longest: int


@dataclass(eq=False, kw_only=True)
class LastAdministrator(DomainError):
    """Nobody else could manage the accounts."""


@dataclass(eq=False, kw_only=True)
class UnitOfRoleUnfit(DomainError):
    """Unit editors and voters are so for a unit, and no other role is."""


@dataclass(eq=False, kw_only=True)
class RoleMissing(DomainError):
    """Somebody without any role could do nothing; `name` is the person's."""

    name: str


@dataclass(eq=False, kw_only=True)
class PasswordGuessable(DomainError):
    """The password is little more than words that others try first."""


@dataclass(eq=False, kw_only=True)
class PasswordNeeded(DomainError):
    """The password has to be given again before this, since it was given too long ago."""


@dataclass(eq=False, kw_only=True)
class SecondFactorCodeWrong(DomainError):
    """That is not the code which the telephone shows now, or it was used before."""


@dataclass(frozen=True, slots=True)
class PersonFault:
    """Why somebody, called by full name and user name, is not as was typed."""

    name: str
    why: DomainError


@dataclass(eq=False, kw_only=True)
class PeopleRefused(DomainError):
    """People of a grid are refused, so that nothing of it was saved."""

    faults: tuple[PersonFault, ...]
