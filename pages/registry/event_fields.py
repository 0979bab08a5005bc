"""What each kind of event needs to be told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from models.enums import UnitEventKind, UnitKind
from pages.registry.unit_forms import kind_name
from pages.shared.i18n import _
from services.rules.naming import UnitStyle
from services.rules.succession import NewUnit
from services.rules.text import NAME_LIMIT

_MOST_PARTS = 9


@dataclass(frozen=True, slots=True)
class Fields:
    """What the fields choose from: units by name, blocks by label, of which one is `home`."""

    key: str
    units: Mapping[int, str]
    blocks: Mapping[int, str]
    home: int

    def unit(self) -> tuple[int, ...]:
        """The one unit to which it happens."""
        chosen = st.selectbox(
            _("Unit"),
            list(self.units),
            None,
            format_func=self.units.__getitem__,
            key=f"{self.key}-unit",
            placeholder=_("Type a part of the name"),
        )
        return () if chosen is None else (chosen,)

    def block(self, label: str) -> int:
        """A block; the one at hand at first."""
        places = list(self.blocks)
        return st.selectbox(
            label,
            places,
            places.index(self.home),
            format_func=self.blocks.__getitem__,
            key=f"{self.key}-block",
        )

    def style(self, part: str, label: str) -> UnitStyle:
        """A name and a short name."""
        left, right = st.columns([2, 1])
        name = left.text_input(label, key=f"{self.key}-name{part}", max_chars=NAME_LIMIT)
        short = right.text_input(_("Short name"), key=f"{self.key}-short{part}", max_chars=NAME_LIMIT)
        return UnitStyle(name, short or None)

    def kind(self) -> UnitKind:
        """What a new unit is."""
        kinds = list(UnitKind)
        return st.selectbox(_("Kind"), kinds, format_func=kind_name, key=f"{self.key}-unit_kind")

    def new_unit(self) -> NewUnit:
        """A unit that comes into being."""
        style = self.style("", _("Name of the new unit"))
        return NewUnit(style=style, kind=self.kind(), block_id=self.block(_("Block of the new unit")))

    def one_of(self, units: tuple[int, ...]) -> int | None:
        """The unit that goes on; None: a new one comes out."""
        names = {None: _("None; a new unit comes out of it")} | {one: self.units[one] for one in units}
        return st.selectbox(
            _("Which unit goes on"), list(names), format_func=names.__getitem__, key=f"{self.key}-kept"
        )


def _rename(fields: Fields) -> dict[str, Any]:
    before, style = fields.unit(), fields.style("", _("New name"))
    return {"before": before, "style": style if style.name.strip() else None}


def _merge(fields: Fields) -> dict[str, Any]:
    before = tuple(
        st.multiselect(
            _("Units that merge"),
            list(fields.units),
            format_func=fields.units.__getitem__,
            key=f"{fields.key}-units",
            placeholder=_("Type a part of the name"),
            select_all=False,
        )
    )
    kept = fields.one_of(before)
    if kept is None:
        return {"before": before, "created": (fields.new_unit(),)}
    style = fields.style("", _("Its new name, if it gets one"))
    return {"before": before, "kept": kept, "style": style if style.name.strip() else None}


def _split(fields: Fields) -> dict[str, Any]:
    before = fields.unit()
    kept = fields.one_of(before) if before else None
    count = st.number_input(
        _("How many new units"), 1, _MOST_PARTS, 1 if kept else 2, key=f"{fields.key}-count-{kept}"
    )
    styles = [
        fields.style(str(part), _("Name of new unit {number}").format(number=part))
        for part in range(1, int(count) + 1)
    ]
    kind, block_id = fields.kind(), fields.block(_("Block of the new units"))
    created = tuple(NewUnit(style=style, kind=kind, block_id=block_id) for style in styles)
    return {"before": before, "kept": kept, "created": created}


def _dissolve(fields: Fields) -> dict[str, Any]:
    return {"before": fields.unit()}


def _transfer(fields: Fields) -> dict[str, Any]:
    return {"before": fields.unit(), "block_id": fields.block(_("Block that it moves to"))}


def _found(fields: Fields) -> dict[str, Any]:
    return {"created": (fields.new_unit(),)}


ASKED: Mapping[UnitEventKind, Callable[[Fields], dict[str, Any]]] = {
    UnitEventKind.RENAME: _rename,
    UnitEventKind.MERGE: _merge,
    UnitEventKind.SPLIT: _split,
    UnitEventKind.DISSOLVE: _dissolve,
    UnitEventKind.TRANSFER: _transfer,
    UnitEventKind.FOUND: _found,
}
"""Draws the fields of each kind of event, and gives what they say as parts of an `EventPlan`."""
