"""Which units lead the block, in the year or in the next."""

from collections.abc import Sequence

import streamlit as st

from models.enums import OfficeRole, OfficeTerm
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from services import registry
from services.queries.registry import UnitLine
from services.queries.years import YearFacts


def render(ctx: Context, roll: Sequence[UnitLine], facts: YearFacts) -> None:
    """Choose the term, then head and deputies; they replace those of that term."""
    terms = {
        OfficeTerm.CURRENT: _("In {year}").format(year=ctx.year),
        OfficeTerm.NEXT: _("In {year}").format(year=ctx.year + 1),
    }
    term = st.segmented_control(
        _("Term"),
        list(terms),
        format_func=terms.__getitem__,
        default=OfficeTerm.CURRENT,
        required=True,
        key="office_term",
    )
    names = {unit.unit_id: unit.name for unit in roll}
    held = {unit.unit_id: unit.office if term is OfficeTerm.CURRENT else unit.next_office for unit in roll}
    heads = [key for key, role in held.items() if role is OfficeRole.HEAD]
    with st.form(f"offices-{ctx.block_year_id}-{term}"):
        head = st.selectbox(
            plain(facts.head_label) or _("Head unit"),
            list(names),
            list(names).index(heads[0]) if heads else None,
            format_func=names.__getitem__,
            placeholder=_("None yet"),
        )
        deputies = st.multiselect(
            plain(facts.deputy_label) or _("Deputy unit"),
            list(names),
            [key for key, role in held.items() if role is OfficeRole.DEPUTY],
            format_func=names.__getitem__,
            placeholder=_("None yet"),
            select_all=False,  # Streamlit's own words for it are English
        )
        if st.form_submit_button(_("Save head and deputies"), type="primary"):
            with ctx.acting(_("Head and deputies are saved.")) as session:
                registry.set_offices(
                    session, ctx.actor, ctx.block_year_id, head=head, deputies=deputies, term=term
                )
