"""Who led the block in which year, as every screen shows it."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from models.enums import OfficeRole
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.queries.offices import OfficeHeld

Labels = Mapping[OfficeRole, str]


def office_labels(head_label: str, deputy_label: str) -> Labels:
    """What the block calls its offices, as typed, or the common words."""
    return {
        OfficeRole.HEAD: head_label or _("Head unit"),
        OfficeRole.DEPUTY: deputy_label or _("Deputy unit"),
    }


def years_led(held: Sequence[OfficeHeld], labels: Labels) -> None:
    """Draw a row a year, the newest first, in a table whose cells break into lines."""
    ahead = {line.year for line in held if line.chosen_ahead}
    rows = [
        {_("Year"): _("{year} (chosen)").format(year=year) if year in ahead else str(year)}
        | {plain(label): _names(held, year, role) for role, label in labels.items()}
        for year in sorted({line.year for line in held}, reverse=True)
    ]
    st.table(pd.DataFrame(rows), hide_index=True, border="horizontal")


def _names(held: Sequence[OfficeHeld], year: int, role: OfficeRole) -> str:
    return ", ".join(plain(line.name) for line in held if (line.year, line.role) == (year, role))
