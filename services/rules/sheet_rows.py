"""What sheets that are taken over have alike: typed rows, what becomes of each, and why one is not taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeVar

from services.errors.base import DomainError

Value = TypeVar("Value")


class RowOutcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class TypedRow(Protocol):
    """A row as it was typed: its number in Excel, and its texts by the keys of the columns."""

    @property
    def number(self) -> int: ...

    @property
    def values(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class CellRefusal:
    """Why a cell is not taken: its row in Excel, the key of its column."""

    number: int
    column: str
    why: DomainError


@dataclass(slots=True)
class RowReader:
    """A row whose cells are asked for one by one; what is wrong with them is kept."""

    number: int
    values: Mapping[str, str]
    refusals: list[CellRefusal] = field(default_factory=list)

    def text(self, column: str) -> str:
        """What stands in the cell; empty where the sheet has no such column."""
        return self.values.get(column, "").strip()

    def read(self, column: str, meaning: Callable[[str], Value], blank: Value) -> Value:
        """What the cell means; `blank`, and a note, where it is empty or not taken."""
        return self.judge(column, meaning, blank) if self.text(column) else blank

    def judge(self, column: str, meaning: Callable[[str], Value], blank: Value) -> Value:
        """What the cell means, be it empty; `blank`, and a note, where it is not taken."""
        try:
            return meaning(self.text(column))
        except DomainError as why:
            self.refuse(column, why)
            return blank

    def refuse(self, column: str, why: DomainError) -> None:
        """Note that the cell is not taken."""
        self.refusals.append(CellRefusal(self.number, column, why))
