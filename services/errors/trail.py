"""Refusals around the trail and its head."""

from dataclasses import dataclass

from services.errors.base import DomainError


@dataclass(eq=False, kw_only=True)
class AnchorUnreadable(DomainError):
    """What was given as a head of the trail is not "number:hash"."""

    text: str


@dataclass(eq=False, kw_only=True)
class TrailUnreadable(DomainError):
    """A line of an exported trail is no entry; `line` counts from 1."""

    line: int
