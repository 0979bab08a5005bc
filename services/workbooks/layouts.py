"""The sheets that the product makes and reads, as `services/templates/sheets/<name>.yaml` lays them out."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parents[1] / "templates" / "sheets"


class CellKind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """One column: its title first, then the other spellings that are read as the same."""

    key: str
    titles: tuple[str, ...]
    required: bool = False
    width: int = 20  # characters
    kind: CellKind = CellKind.TEXT
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet: what stands above the table, and its columns. `version` goes into the template's mark."""

    name: str
    title: str
    columns: tuple[ColumnLayout, ...]
    note: tuple[str, ...] = ()
    version: int = 1

    @property
    def mark(self) -> str:
        """What a workbook made from this layout carries unseen."""
        return f"{self.name}/{self.version}"


@cache
def layout_of(name: str) -> Layout:
    """The layout of that name.

    Raises: FileNotFoundError, TypeError or ValueError for a file that is absent or not of this shape.
    """
    found = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    columns = tuple(
        ColumnLayout(
            **column
            | {
                "titles": tuple(column["titles"]),
                "kind": CellKind(column.get("kind", CellKind.TEXT)),
                "choices": tuple(column.get("choices", ())),
            }
        )
        for column in found.pop("columns")
    )
    return Layout(name=name, columns=columns, **found | {"note": tuple(found.get("note", ()))})
