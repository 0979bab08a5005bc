"""What is said where the server's clock was set back: the minutes would tell of things out of their order."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from pages.shared.context import Context
from pages.shared.formats import count
from pages.shared.i18n import ngettext
from services.queries.trail import set_back


def tell(ctx: Context) -> None:
    """Warn, with what to do, as long as the trail is ahead of the clock."""
    with ctx.reading() as session:
        behind = set_back(session, datetime.now(UTC))
    if not behind:
        return
    minutes = -(-behind // timedelta(minutes=1))
    st.warning(
        ngettext(
            "The server's clock was set back by {minutes} minute. Set it right before the next step, and "
            "note it as an incident: votes and their counts are not touched, only their times are.",
            "The server's clock was set back by {minutes} minutes. Set it right before the next step, and "
            "note it as an incident: votes and their counts are not touched, only their times are.",
            minutes,
        ).format(minutes=count(minutes)),
        icon=":material/schedule:",
    )
