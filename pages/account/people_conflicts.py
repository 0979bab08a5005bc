"""People whom somebody else has changed since the grid was drawn: mine beside theirs, with who and when."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from pages.account.people_rows import GridRow
from pages.account.people_words import called, role_words
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.queries.accounts import PersonLine, last_entry_on


def show(ctx: Context, moved: Sequence[PersonLine], rows: Sequence[GridRow]) -> None:
    """Say that nothing is lost, and show each person as typed here and as saved there."""
    st.warning(
        _("Somebody else has changed these people since the grid was opened; nothing of yours is lost.")
    )
    with ctx.reading() as session:
        last = {line.username: last_entry_on(session, line.username) for line in moved}
    lines = []
    for line in moved:
        mine = [row.values for row in rows if row.values["username"].lower() == line.username]
        entry = last[line.username]
        lines.append(
            {
                _("Person"): plain(called(line)),
                _("Mine"): "  \n".join(plain(_told(texts)) for texts in mine),
                _("Theirs"): "  \n".join(
                    [plain(line.display_name), plain(line.unit or ""), *map(role_words, line.roles)]
                ),
                _("Changed by"): plain(entry.actor) if entry else "",
                _("At"): formats.moment(entry.at) if entry else "",
            }
        )
    st.table(pd.DataFrame(lines), border="horizontal", hide_index=True)


def _told(texts: Mapping[str, str]) -> str:
    shown = [text for key, text in texts.items() if key != "username" and text]
    return ", ".join(shown)
