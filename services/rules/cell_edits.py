"""What is typed into a cell of a score sheet, over what was read there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellEdit:
    """What was typed into one cell, over the version that was read there (0: the cell was empty)."""

    unit_id: int
    criterion_id: int
    text: str
    seen_version: int
