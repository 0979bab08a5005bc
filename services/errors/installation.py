"""Refusals of the installation: its settings, database and folders."""

from dataclasses import dataclass

from services.errors.base import DomainError


@dataclass(eq=False, kw_only=True)
class SettingsUnreadable(DomainError):
    """Settings of the environment hold what cannot be used; `names` are their variables."""

    names: tuple[str, ...]


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
class DemonstrationPresent(DomainError):
    """The block of the demonstration, by its code, is in the database already."""

    block: str


@dataclass(eq=False, kw_only=True)
class DatabaseBusy(DomainError):
    """Others kept the database busy for longer than a person waits; nothing was saved."""


@dataclass(eq=False, kw_only=True)
class FolderNotWritable(DomainError):
    """The data folder takes no files: it is full, or closed to the product."""
