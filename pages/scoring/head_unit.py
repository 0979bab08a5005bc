"""That the head unit is on both sides: it has scores entered, chairs the conference, and competes."""

from collections.abc import Sequence

import streamlit as st

from models.enums import OfficeRole
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.queries.registry import UnitLine


def note(roll: Sequence[UnitLine], year: int) -> None:
    """Say so in a line, wherever reviews or final scores are filled in; nothing where it is not scored."""
    heads = [unit.name for unit in roll if unit.office is OfficeRole.HEAD and unit.scored]
    if heads:
        text = _(
            "{unit} heads the block in {year}: it keeps the scores, chairs the conference, and competes "
            "itself."
        ).format(unit=", ".join(map(plain, heads)), year=year)
        st.markdown(f":material/balance: {text}")
