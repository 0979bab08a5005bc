"""From where on something stands out: asked for the session, kept nowhere."""

from fractions import Fraction

import streamlit as st

from pages.shared.context import Context
from pages.shared.i18n import _
from services.rules.outliers import Limits

_USUAL = Limits()


def ask(ctx: Context) -> Limits:
    """The limits that are set, at first the usual ones."""
    key = f"limits-{ctx.block_year_id}"
    own = _percent(
        _("Self and review apart by so many percent of the maximum"), _USUAL.self_share, f"{key}-self"
    )
    median = _percent(
        _("Apart from the median by so many percent of the maximum"), _USUAL.median_share, f"{key}-median"
    )
    deviations = st.number_input(
        _("And by so many times the usual distance from it"),
        1,
        50,
        int(_USUAL.deviations),
        key=f"{key}-deviations",
    )
    fewest = st.number_input(
        _("Fewer figures than this say nothing"), 2, 100, _USUAL.fewest, key=f"{key}-fewest"
    )
    return Limits(
        self_share=own,
        median_share=median,
        deviations=Fraction(deviations),
        fewest=fewest,
    )


def _percent(label: str, usual: Fraction, key: str) -> Fraction:
    return Fraction(st.number_input(label, 1, 100, int(usual * 100), key=key), 100)
