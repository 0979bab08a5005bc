"""The tables of docs/permissions.md, as the tests read them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.enums import Role

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
YES, NO, NOT_NOW = "yes", "no", "not now"


@dataclass(frozen=True, slots=True)
class Row:
    """A command in a state of what it is about: how far a role must reach, and what each role may."""

    command: str
    holds_for: str
    state: str
    cells: dict[Role, str]

    def __str__(self) -> str:
        return f"{self.command}-{self.state}".replace(" ", "_")


@cache
def rows_under(heading: str) -> tuple[tuple[str, ...], ...]:
    """The rows, without their header, of the table below that heading."""
    text = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    table = tuple(tuple(cell.strip().strip("`") for cell in line.strip("|").split("|")) for line in lines)
    return table[0], *table[2:]


@cache
def commands() -> tuple[Row, ...]:
    """The table of commands."""
    header, *rows = rows_under("Commands")
    roles = [Role(name.replace(" ", "_")) for name in header[3:]]
    return tuple(Row(row[0], row[1], row[2], dict(zip(roles, row[3:], strict=True))) for row in rows)
