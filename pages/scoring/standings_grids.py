"""The grids of bands and quotas in the form of the ranking: rows of text, read by the rules."""

from collections.abc import Hashable, Sequence
from typing import Any

import streamlit as st

from pages.scoring.typed_rows import drawn_once, text_of
from pages.shared import formats
from pages.shared.awards import award_name, known_awards
from pages.shared.i18n import _
from services.rules.document import Band, Quota
from services.rules.exact import share_text
from services.rules.ranking_entry import TypedBand, TypedQuota


def bands_typed(stands: Sequence[Band], key: str) -> list[TypedBand]:
    """The bands as they are typed over those that stand."""
    st.markdown(f"**{_('Bands of classification')}**")
    st.caption(
        _("Ends in percent of the maximum; a blank end is open. The first band that fits counts, from above.")
    )
    rows = [
        {
            "code": band.code,
            "name": band.name,
            "minimum": formats.points(band.min, trim=True),
            "minimum_included": band.min_included,
            "maximum": formats.points(band.max, trim=True),
            "maximum_included": band.max_included,
        }
        for band in stands
    ]
    columns: dict[str, Any] = {
        "code": None,
        "name": st.column_config.TextColumn(_("Classification"), required=True, width="medium"),
        "minimum": st.column_config.TextColumn(_("From (%)"), width="small"),
        "minimum_included": st.column_config.CheckboxColumn(_("with this end"), default=True, width="small"),
        "maximum": st.column_config.TextColumn(_("To (%)"), width="small"),
        "maximum_included": st.column_config.CheckboxColumn(
            _("with the upper end"), default=False, width="small"
        ),
    }
    return [
        TypedBand(
            name=text_of(row["name"]),
            code=text_of(row["code"]),
            minimum=text_of(row["minimum"]),
            minimum_included=row["minimum_included"] is not False,
            maximum=text_of(row["maximum"]),
            maximum_included=row["maximum_included"] is True,
        )
        for row in _edited(rows, columns, f"{key}-bands")
    ]


def quotas_typed(stands: Sequence[Quota], key: str) -> list[TypedQuota]:
    """The quotas as they are typed over those that stand."""
    st.markdown(f"**{_('Quotas of awards')}**")
    st.caption(
        _(
            "A number, or a share such as 1/2 or 20% of the units that are scored, less those of the awards "
            "named last; what is over is dropped."
        )
    )
    rows = [
        {
            "award": quota.award,
            "maximum": "" if quota.max is None else str(quota.max),
            "share": "" if quota.share_of_remaining is None else share_text(quota.share_of_remaining),
            "after": list(quota.after),
        }
        for quota in stands
    ]
    return [
        TypedQuota(
            award=text_of(row["award"]),
            maximum=text_of(row["maximum"]),
            share=text_of(row["share"]),
            after=tuple(row["after"]) if isinstance(row["after"], list | tuple) else (),
        )
        for row in _edited(rows, _columns_of_quotas(stands), f"{key}-quotas")
    ]


def _columns_of_quotas(stands: Sequence[Quota]) -> dict[str, Any]:
    """The columns; awards to choose from are those that have a name, and those of the year."""
    used = [award for one in stands for award in (one.award, *one.after)]
    awards = list(dict.fromkeys([*known_awards(), *used]))
    return {
        "award": st.column_config.SelectboxColumn(
            _("Award"),
            options=awards,
            format_func=lambda code: award_name(str(code)),
            required=True,
            width="large",
        ),
        "maximum": st.column_config.TextColumn(_("At most"), width="small"),
        "share": st.column_config.TextColumn(_("Share of the rest"), width="small"),
        "after": st.column_config.MultiselectColumn(
            _("Less these awards"), options=awards, format_func=award_name, width="large"
        ),
    }


def _edited(rows: list[dict[str, Any]], columns: dict[str, Any], key: str) -> list[dict[Hashable, Any]]:
    """The rows as they were typed; the grid keeps the rows that it was first drawn with."""
    drawn = drawn_once(key, rows, list(columns))
    edited = st.data_editor(
        drawn, key=key, column_config=columns, num_rows="dynamic", hide_index=True, on_change="ignore"
    )
    found: list[dict[Hashable, Any]] = edited.to_dict("records")
    return found
