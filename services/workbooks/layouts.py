"""The sheets that the product makes and reads, as `services/templates/sheets/<name>.yaml` lays them out."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
FOLDER_OF_SHEETS = _TEMPLATES / "sheets"


class CellKind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    POINTS = "points"  # whole hundredths, shown with two decimals
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
    """One sheet: what stands above the table, and its columns. `version` goes into the template's mark.

    `subject`: what alone the sheet may be taken back for, without spaces. `still_columns` do not scroll away.
    """

    name: str
    title: str
    columns: tuple[ColumnLayout, ...]
    note: tuple[str, ...] = ()
    version: int = 1
    subject: str = ""
    still_columns: int = 0

    @property
    def template(self) -> str:
        """The name and version: `units/1`."""
        return f"{self.name}/{self.version}"

    @property
    def mark(self) -> str:
        """What a workbook made from this layout carries unseen: `units/1`, or `scores/1:` and a subject."""
        return f"{self.template}:{self.subject}" if self.subject else self.template


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words in workbooks that belong to no single sheet."""

    author: str
    reasons: str
    date_prompt: str
    choice_prompt: str


@cache
def layout_of(name: str) -> Layout:
    """The layout of that name; what a file leaves out is as `Layout` and `ColumnLayout` say.

    Raises: OSError, TypeError, KeyError or ValueError for a file that is absent or not of their shape.
    """
    found = loaded_template(f"sheets/{name}.yaml")
    columns = tuple(_column(**column) for column in found.pop("columns"))
    return Layout(name=name, columns=columns, note=tuple(found.pop("note", ())), **found)


@cache
def phrases() -> Phrases:
    """The words in workbooks that belong to no single sheet."""
    return Phrases(**loaded_template("workbooks.yaml"))


def _column(
    key: str, titles: list[str], kind: str = CellKind.TEXT, choices: tuple[str, ...] = (), **rest: Any
) -> ColumnLayout:
    return ColumnLayout(key, tuple(titles), kind=CellKind(kind), choices=tuple(choices), **rest)


def loaded_template(path: str) -> dict[str, Any]:
    """What the YAML file at that path under `services/templates` says."""
    loaded: dict[str, Any] = yaml.safe_load((_TEMPLATES / path).read_text(encoding="utf-8"))
    return loaded
