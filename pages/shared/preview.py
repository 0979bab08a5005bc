"""What a sheet would change: how many rows come to what, and those that somebody wants to see."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol, TypeVar

import pandas as pd
import streamlit as st

from pages.shared import formats
from pages.shared.i18n import N_, _
from services.rules.sheet_rows import RowOutcome

Kind = TypeVar("Kind", bound=StrEnum)

MOST_SHOWN = 200
"""Rows of the table; the others are counted."""

OUTCOMES = {
    RowOutcome.REFUSED: N_("Refused"),
    RowOutcome.NEW: N_("New"),
    RowOutcome.CHANGED: N_("Changed"),
    RowOutcome.UNCHANGED: N_("Unchanged"),
}


class Plan(Protocol):
    """What a sheet would do."""

    def count(self, outcome: RowOutcome) -> int:
        """How many rows come to that."""


def finding(plan: Plan) -> str:
    """The counts of the preview in one line."""
    counts = {outcome.value: formats.count(plan.count(outcome)) for outcome in RowOutcome}
    return _("{new} new, {changed} changed, {unchanged} unchanged, {refused} refused").format(**counts)


def taken_over(new: int, changed: int, unchanged: int) -> str:
    """How many rows of a sheet that was taken over came to what."""
    done = _("Taken over: {new} new, {changed} changed, {unchanged} unchanged.")
    counts = {"new": new, "changed": changed, "unchanged": unchanged}
    return done.format(**{name: formats.count(number) for name, number in counts.items()})


def say_refused() -> None:
    """Say that one refused row keeps all of them out."""
    st.warning(_("Nothing is taken over while a row is refused. Mend the rows and choose the file again."))


def changed(field: str, before: str, after: str) -> str:
    """A value that becomes another, is put where there was none, or goes."""
    if not after:
        return _('{field}: "{before}" is taken away').format(field=field, before=before)
    if not before:
        return _("{field}: {after}").format(field=field, after=after)
    return _('{field}: "{before}" becomes "{after}"').format(field=field, before=before, after=after)


def chosen_outcomes(plan: Plan, key: str) -> Sequence[RowOutcome]:
    """The outcomes whose rows are to be shown: at first the refused ones, else all that change anything."""
    present = [outcome for outcome in OUTCOMES if plan.count(outcome)]
    changing = [one for one in present if one is not RowOutcome.UNCHANGED]
    default = present[:1] if plan.count(RowOutcome.REFUSED) else changing
    counts = {one: plan.count(one) for one in present}
    return chosen_among(_("Rows"), counts, OUTCOMES, default, key)


def chosen_among(
    label: str, counts: Mapping[Kind, int], called: Mapping[Kind, str], default: Sequence[Kind], key: str
) -> Sequence[Kind]:
    """The kinds that somebody wants to see, of those that there are any of; all where none is chosen."""
    shown = st.pills(
        label,
        list(counts),
        selection_mode="multi",
        default=list(default),
        format_func=lambda one: f"{_(called[one])} ({formats.count(counts[one])})",
        key=key,
    )
    return shown or list(counts)


def table(lines: Sequence[Mapping[str, str]], rows: int) -> None:
    """The lines, of so many rows, in a table whose cells break: reasons are sentences, phones are narrow."""
    if lines:
        st.table(pd.DataFrame(lines), border="horizontal", hide_index=True)
    if rows > len(lines):
        st.caption(_("The first {count} rows are shown.").format(count=formats.count(MOST_SHOWN)))
