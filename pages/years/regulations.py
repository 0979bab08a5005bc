"""By which regulation and criteria the block works in the year, and every version that there has been."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from models.enums import RegulationKind
from pages.shared import attached, formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from pages.years import regulation_forms
from pages.years.regulation_forms import kind_name
from services.queries.regulations import RegulationLine, in_force, regulations_of_block
from services.rules.rights import Permission


def render(ctx: Context) -> None:
    """Show what is in force, then all versions; whoever may, writes them down."""
    with ctx.reading() as session:
        lines = regulations_of_block(session, ctx.block_id)
    valid = in_force(lines, ctx.year)
    st.title(_finding(ctx, valid))
    may_edit = ctx.may(Permission.EDIT_REGULATIONS)
    if lines:
        _in_force(ctx, valid)
        st.subheader(_("All versions"))
        _table(lines, valid)
    elif may_edit:
        st.info(_("No version is written down yet. Add the regulation and the criteria below."))
    else:
        st.info(_("No version of the regulation or the criteria is written down yet."))
    if may_edit:
        regulation_forms.render(ctx, lines)


def _finding(ctx: Context, valid: Mapping[RegulationKind, RegulationLine]) -> str:
    missing = [kind_name(kind) for kind in RegulationKind if kind not in valid]
    if missing:
        return _("In force in {year}: still without {kinds}").format(
            year=ctx.year, kinds=", ".join(missing).lower()
        )
    return _("Regulation and criteria in force in {year}").format(year=ctx.year)


def _in_force(ctx: Context, valid: Mapping[RegulationKind, RegulationLine]) -> None:
    for kind, line in valid.items():
        with st.container(border=True):
            st.markdown(f"{kind_name(kind)}  \n**{plain(line.title)}**  \n{_facts(line)}")
            if line.file:
                attached.give_file(ctx, line.file, f"{kind_name(kind)} {formats.day(line.valid_from)}")


def _facts(line: RegulationLine) -> str:
    facts = [
        _("No. {number}").format(number=plain(line.document_number)) if line.document_number else "",
        _("issued on {day}").format(day=formats.day(line.issued_on)) if line.issued_on else "",
        _("in force from {day}").format(day=formats.day(line.valid_from)),
    ]
    return " \u00b7 ".join(filter(None, facts))


def _table(lines: Sequence[RegulationLine], valid: Mapping[RegulationKind, RegulationLine]) -> None:
    frame = pd.DataFrame(
        {
            "valid_from": formats.day(line.valid_from),
            "kind": kind_name(line.kind),
            "title": line.title,
            "number": line.document_number,
            "issued_on": formats.day(line.issued_on) if line.issued_on else "",
            "state": _("In force") if valid.get(line.kind) == line else "",
            "file": line.file.label if line.file else "",
        }
        for line in reversed(lines)
    )
    columns = {
        "valid_from": st.column_config.TextColumn(_("From"), width=100),
        "kind": st.column_config.TextColumn(_("Kind"), width=90),
        "title": st.column_config.TextColumn(_("Document"), width=330),
        "number": st.column_config.TextColumn(_("Number"), width=120),
        "issued_on": st.column_config.TextColumn(_("Issued on"), width=115),
        "state": st.column_config.TextColumn(_("In the year"), width=90),
        "file": st.column_config.TextColumn(_("File"), width=130),
    }
    st.dataframe(frame, hide_index=True, column_config=columns, height="content")
