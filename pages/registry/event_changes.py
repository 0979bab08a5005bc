"""What events change, unit by unit: called and belonging where before, and where after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from models.enums import UnitEventKind
from pages.shared import formats
from pages.shared.events import event_word
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.rules.change_lines import ChangeLine
from services.rules.directory import BlockFacts

Blocks = Mapping[int, BlockFacts]
_ARROW = "\u2192"
_LONG = 15
_HEIGHT_OF_LONG = 560


@dataclass(frozen=True, slots=True)
class ToldChanges:
    """The changes of one event; `rows` are those of the sheet that told it, if any did."""

    kind: UnitEventKind
    day: date
    document: str
    lines: tuple[ChangeLine, ...]
    rows: tuple[int, ...] = ()


def show(events: Sequence[ToldChanges], blocks: Blocks) -> None:
    """A table with a row for each unit that the events of a sheet change."""
    labels = {
        "rows": (_("Row"), 70),
        "day": (_("Day"), 92),
        "event": (_("What happened"), 85),
        "before": (_("Before"), 220),
        "change": (_("What it does"), 80),
        "after": (_("Afterwards"), 205),
        "block": (_("Block"), 260),
        "document": (_("Document"), 220),
    }
    frame = pd.DataFrame([_line(event, line, blocks) for event in events for line in event.lines])
    columns = {key: st.column_config.TextColumn(name, width=width) for key, (name, width) in labels.items()}
    st.dataframe(
        frame[list(labels)],
        hide_index=True,
        column_config=columns,
        height="content" if len(frame) <= _LONG else _HEIGHT_OF_LONG,
    )


def show_one(event: ToldChanges, blocks: Blocks) -> None:
    """A table, in which nothing is cut off, with a row for each unit that the event changes."""
    labels = {
        "before": _("Before"),
        "change": _("What it does"),
        "after": _("Afterwards"),
        "block": _("Block"),
    }
    lines = [_line(event, line, blocks) for line in event.lines]
    frame = pd.DataFrame([{name: plain(line[key]) for key, name in labels.items()} for line in lines])
    st.table(frame, hide_index=True, border="horizontal")


def _line(event: ToldChanges, line: ChangeLine, blocks: Blocks) -> dict[str, str]:
    heirs = "; ".join(other.after for other in event.lines if other.after)
    return {
        "rows": ", ".join(map(str, event.rows)),
        "day": formats.day(event.day),
        "event": event_word(event.kind),
        "before": line.before or "",
        "change": _change(line),
        "after": line.after or (f"{_ARROW} {heirs}" if heirs else ""),
        "block": _block(line, blocks, event.day),
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


def _block(line: ChangeLine, blocks: Blocks, day: date) -> str:
    """The block that it belongs to, or from which one to which it moves."""
    keys = [line.block_before, line.block_after]
    labels = [blocks[key].label_on(day) for key in dict.fromkeys(keys) if key is not None and key in blocks]
    return f" {_ARROW} ".join(labels)
