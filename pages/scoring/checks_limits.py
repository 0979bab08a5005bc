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
    own = st.number_input(
        _("Self and review apart by so many percent of the maximum"),
        1,
        100,
        _percent(_USUAL.self_share),
        key=f"{key}-self",
    )
    median = st.number_input(
        _("Apart from the median by so many percent of the maximum"),
        1,
        100,
        _percent(_USUAL.median_share),
        key=f"{key}-median",
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
        self_share=Fraction(own, 100),
        median_share=Fraction(median, 100),
        deviations=Fraction(deviations),
        fewest=fewest,
    )


def _percent(share: Fraction) -> int:
    return int(share * 100)
