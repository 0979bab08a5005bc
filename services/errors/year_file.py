"""Refusals of a year-file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.errors.base import DomainError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a year-file: where, and an English message with {places} for the facts."""

    path: str
    problem: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.path}: {self.problem.format(**self.facts)}"


@dataclass(eq=False, kw_only=True)
class YearFileRefused(DomainError):
    """A year-file with faults; all of them are here, in the order of the file."""

    faults: tuple[Fault, ...]
