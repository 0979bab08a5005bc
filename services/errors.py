"""Typed refusals: each carries the facts of what was refused; `pages.shared.refusals` says them in words."""

from dataclasses import dataclass


@dataclass(eq=False, kw_only=True)
class DomainError(Exception):
    """A request that the product refuses; nothing has been changed."""


@dataclass(eq=False, kw_only=True)
class DatabaseUnreachable(DomainError):
    """The database does not answer; `place` names it without user or password."""

    place: str


@dataclass(eq=False, kw_only=True)
class DatabaseNewer(DomainError):
    """The database was made by a newer version of the product."""

    found: str
    expected: str


@dataclass(eq=False, kw_only=True)
class NotAllowed(DomainError):
    """The actor may not do this, or not here; `permission` is its word."""

    permission: str


@dataclass(eq=False, kw_only=True)
class NotFound(DomainError):
    """There is no such thing; `kind` is what was asked for (block, year, unit, criterion, poll)."""

    kind: str
    name: str
