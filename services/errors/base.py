"""What every refusal is, and the two that every subject knows."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(eq=False, kw_only=True)
class DomainError(Exception):
    """A request that the product refuses; nothing has been changed."""


@dataclass(eq=False, kw_only=True)
class NotFound(DomainError):
    """There is no such thing; `kind` is what was asked for (block, year, unit, criterion, poll)."""

    kind: str
    name: str


@dataclass(eq=False, kw_only=True)
class Stale(DomainError):
    """What was to be changed has been changed since it was read; by whom and when, where known."""

    by: str | None = None
    at: datetime | None = None
