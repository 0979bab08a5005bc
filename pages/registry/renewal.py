"""Says when the roll has been overtaken by what happened to its units, and renews it."""

from collections.abc import Sequence

import streamlit as st

from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from services import registry
from services.queries.rolls import RollChange


def render(ctx: Context, change: RollChange) -> None:
    """Who has left and who has come, with the one step that brings the roll up to it; else nothing."""
    lines = []
    if change.leaving:
        lines.append(_("No longer in the block: {names}.").format(names=_names(change.leaving)))
    if change.joining:
        lines.append(
            _("In the block now, but not on the roll: {names}.").format(names=_names(change.joining))
        )
    if change.staying:
        lines.append(
            _(
                "No longer in the block, but scores, votes, titles or pledges of {year} rest on them, so they"
                " stay: {names}."
            ).format(year=ctx.year, names=_names(change.staying))
        )
    if not lines:
        return
    st.warning("\n\n".join(lines), icon=":material/sync_problem:")
    if (change.leaving or change.joining) and st.button(_("Bring the roll up to date"), key="renew_roll"):
        with ctx.acting(_("The roll is up to date.")) as session:
            registry.renew_roll(session, ctx.actor, ctx.block_year_id)


def _names(names: Sequence[str]) -> str:
    return ", ".join(plain(name) for name in names)
