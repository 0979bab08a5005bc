"""The vote rounds of the year in a list: where each stands and what became of it."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from models.enums import PollKind, PollOutcome
from pages.conference import words
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.queries.polls import PollLine


def show(lines: Sequence[PollLine]) -> None:
    """A table whose cells break into lines: results name many units, and phones are narrow."""
    rows = [
        {
            _("Vote"): plain(line.title),
            _("State"): _(words.STATES[line.state]),
            _("Result"): plain(_became(line)),
        }
        for line in lines
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)


def _became(line: PollLine) -> str:
    """What became of a round, in the list: whom it chose, else what is open, or why it is void."""
    if line.outcome is None:
        return line.void_reason or ""
    if line.kind is PollKind.MOTION and line.outcome is PollOutcome.DECIDED:
        return _("Adopted") if line.chosen else _("Not adopted")
    parts = ["; ".join(line.chosen)]
    if line.outcome is not PollOutcome.DECIDED:
        parts.append(_(words.RESULTS[line.outcome]))
    return ". ".join(part for part in parts if part) or _("Nothing is passed")
