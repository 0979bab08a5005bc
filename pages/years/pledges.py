"""What the units have pledged for the year, the titles that they register for, and who has not yet."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from models.enums import YearState
from pages.shared import attached, formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from pages.years import pledge_forms
from services.queries.pledges import PledgeLine, pledges_of_year
from services.rules.rights import Permission


def render(ctx: Context) -> None:
    """Show the pledges and give out their papers; whoever may, writes them down."""
    with ctx.reading() as session:
        lines = pledges_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
    pledged = [line for line in lines if line.pledge]
    st.title(
        _("{part} units have pledged for {year}").format(
            part=formats.part_of(len(pledged), len(lines)), year=ctx.year
        )
    )
    if not lines:
        st.info(_("No unit is on the roll of this year yet."))
        return
    if missing := [line for line in lines if not line.pledge]:
        text = _("Not yet: {units}").format(units=", ".join(plain(line.name) for line in missing))
        st.markdown(f":material/hourglass_empty: {text}")
    if pledged:
        _table(pledged)
        _paper(ctx, pledged)
    else:
        st.info(_("No pledge has been written down yet."))
    if ctx.may(Permission.EDIT_YEAR) and ctx.state not in (YearState.PUBLISHED, YearState.ARCHIVED):
        pledge_forms.render(ctx, lines)


def _table(pledged: Sequence[PledgeLine]) -> None:
    frame = pd.DataFrame(
        {
            "unit": line.name,
            "signed_on": formats.day(line.pledge.signed_on),
            "titles": "; ".join(line.pledge.titles),
            "file": line.pledge.file.label if line.pledge.file else "",
        }
        for line in pledged
        if line.pledge
    )
    columns = {
        "unit": st.column_config.TextColumn(_("Unit"), width=300),
        "signed_on": st.column_config.TextColumn(_("Signed on"), width=100),
        "titles": st.column_config.TextColumn(_("Titles registered for"), width=400),
        "file": st.column_config.TextColumn(_("File"), width=180),
    }
    st.dataframe(frame, hide_index=True, column_config=columns, height="content")


def _paper(ctx: Context, pledged: Sequence[PledgeLine]) -> None:
    """One pledge as a whole: its titles, its text and its file."""
    by_id = {line.unit_id: line for line in pledged}
    chosen = st.selectbox(
        _("Read the pledge of"),
        list(by_id),
        format_func=lambda key: by_id[key].name,
        key=f"pledge-read-{ctx.block_year_id}",
    )
    pledge = by_id[chosen].pledge
    if pledge is None:
        return
    parts = ["\n".join(f"- {plain(title)}" for title in pledge.titles), plain(pledge.text)]
    st.markdown("\n\n".join(filter(None, parts)))
    if pledge.file:
        attached.give_file(ctx, pledge.file, f"{_('Pledge')} {ctx.year} {by_id[chosen].name}")
