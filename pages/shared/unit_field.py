"""The field in which one unit of the roll is chosen, or the whole block."""

from collections.abc import Sequence

import streamlit as st

from pages.shared.i18n import _
from services.queries.registry import UnitLine

_BLOCK = 0


def unit_or_block(label: str, key: str, roll: Sequence[UnitLine], unit_id: int | None) -> int | None:
    """The unit that is chosen, at first `unit_id`; None: the whole block."""
    # Not None for the block: Streamlit would let it be cleared, and then ask for an option in English
    names = {_BLOCK: _("The whole block")} | {unit.unit_id: unit.name for unit in roll}
    place = list(names).index(unit_id) if unit_id in names else 0
    chosen = st.selectbox(label, list(names), place, format_func=names.__getitem__, key=key)
    return None if chosen == _BLOCK else chosen
