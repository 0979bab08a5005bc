"""What events change, unit by unit: called and belonging where before, and where after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from models.enums import UnitEventKind
from pages.shared import formats
from pages.shared.events import event_word
from pages.shared.i18n import _
from services.rules.change_lines import ChangeLine
from services.rules.directory import BlockFacts

Blocks = Mapping[int, BlockFacts]


@dataclass(frozen=True, slots=True)
class ToldChanges:
    """The changes of one event; `rows` are those of the sheet that told it, if any did."""

    kind: UnitEventKind
    day: date
    document: str
    lines: tuple[ChangeLine, ...]
    rows: tuple[int, ...] = ()


def show(events: Iterable[ToldChanges], blocks: Blocks) -> None:
    """A table with a row for each unit that an event changes."""
    lines = [_line(event, line, blocks) for event in events for line in event.lines]
    widths = {
        "before": 250,
        "after": 250,
        "change": 110,
        "from": 210,
        "to": 210,
        "event": 110,
        "document": 220,
    }
    names = {
        "rows": _("Row"),
        "day": _("Day"),
        "event": _("What happened"),
        "before": _("Before"),
        "change": _("What it does"),
        "after": _("Afterwards"),
        "from": _("Block before"),
        "to": _("Block afterwards"),
        "document": _("Document"),
    }
    frame = pd.DataFrame(lines, columns=list(names))
    if not any(frame["rows"]):
        names.pop("rows")
    columns = {
        key: st.column_config.TextColumn(name, width=widths.get(key, "small")) for key, name in names.items()
    }
    st.dataframe(frame[list(names)], hide_index=True, column_config=columns, height="content")


def _line(event: ToldChanges, line: ChangeLine, blocks: Blocks) -> dict[str, str]:
    before, after = (_label(blocks, key, event.day) for key in (line.block_before, line.block_after))
    return {
        "rows": ", ".join(map(str, event.rows)),
        "day": formats.day(event.day),
        "event": event_word(event.kind),
        "before": line.before or "",
        "change": _change(line),
        "after": line.after or "",
        "from": before,
        "to": after,
        "document": event.document,
    }


def _change(line: ChangeLine) -> str:
    if line.before is None:
        return _("begins")
    if line.after is None:
        return _("ends")
    parts = [_("renamed")] if line.before != line.after else []
    parts += [_("transferred")] if line.block_before != line.block_after else []
    return ", ".join(parts) or _("goes on")


def _label(blocks: Blocks, block_id: int | None, day: date) -> str:
    return blocks[block_id].label_on(day) if block_id in blocks else ""
