"""Bars to the right for what a unit gained against another, to the left for what it lost."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from pages.shared.charts import QUIET, empty_figure
from pages.shared.i18n import _
from pages.shared.plain import chart_text

_TOP, _BOTTOM, _ROW = 14, 8, 46  # pixels
_LOST = {"color": QUIET, "pattern": {"shape": "/"}}


@dataclass(frozen=True, slots=True)
class Gain:
    """What a criterion adds to the difference, in whole hundredths; below 0 it was lost."""

    name: str
    hundredths: int
    text: str


def gains_and_losses(gains: Sequence[Gain], *, note: str = "") -> go.Figure:
    """A bar for each, in the order given, its name above it; losses are hatched, so that print tells them."""
    figure = empty_figure(_TOP + _BOTTOM + _ROW * len(gains), note)
    for lost in (False, True):
        rows = [(place, one) for place, one in enumerate(gains) if (one.hundredths < 0) is lost]
        figure.add_bar(
            y=[place for place, _one in rows],
            x=[one.hundredths / 100 for _place, one in rows],
            text=[chart_text(one.text) for _place, one in rows],
            name=_("behind") if lost else _("ahead"),
            orientation="h",
            width=0.34,
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
            showlegend=False,
            marker=_LOST if lost else {},
        )
    most = max((abs(one.hundredths) for one in gains), default=0) / 100 or 1
    for place, one in enumerate(gains):
        figure.add_annotation(
            x=-most * 1.35, y=place, text=chart_text(one.name), showarrow=False, xanchor="left", yshift=16
        )
    figure.add_vline(x=0, line={"color": QUIET, "width": 1}, layer="below")
    figure.update_layout(barmode="overlay", margin={"b": _BOTTOM})
    figure.update_xaxes(visible=False, range=[-most * 1.35, most * 1.35])
    figure.update_yaxes(visible=False, range=[len(gains) - 0.5, -0.7])
    return figure
