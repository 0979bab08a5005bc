"""What the conference has led to: places by points beside the votes, next year's offices, titles."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.conference import outcome_awards, outcome_votes, words
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.display import figures_right
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from services.queries.outcome import Difference, Outcome, Placed, RoundOutcome, outcome_of_year
from services.rules.rights import Permission

_CHOSEN_SIGN = "\u2713 "


def render(ctx: Context) -> None:
    """Show each vote beside the places and say where they differ, then the titles; who may, writes them."""
    with ctx.reading() as session:
        found = outcome_of_year(session, ctx.actor, ctx.block_year_id)
    st.title(_finding(ctx, found))
    if not found.rounds:
        st.info(_("No vote on units has been read out in this year yet."))
    elif not found.released:
        st.info(_("Places by points and titles stand here once they are released to you."))
    for one in found.rounds:
        _round(one, places=found.released)
    if found.rounds and (ctx.may(Permission.EDIT_YEAR) or ctx.may(Permission.EDIT_ROLL)):
        with st.expander(_("Write what a vote has decided")):
            outcome_votes.render(ctx, found)
    if found.released:
        outcome_awards.render(ctx, found)


def _finding(ctx: Context, found: Outcome) -> str:
    differing = sum(bool(one.differences) for one in found.rounds)
    if not found.released or not found.rounds:
        return _("After the conference of {year}").format(year=ctx.year)
    if not differing:
        return _("The votes of {year} follow the places by points").format(year=ctx.year)
    return ngettext(
        "{count} vote of {year} differs from the places by points",
        "{count} votes of {year} differ from the places by points",
        differing,
    ).format(count=formats.count(differing), year=ctx.year)


def _round(one: RoundOutcome, *, places: bool) -> None:
    """A table whose cells break into lines, since names are long and phones are narrow."""
    st.subheader(plain(one.title))
    rows = [
        ({_("Place by points"): _place(unit)} if places else {})
        | {
            _("Unit"): _marked(unit),
            _("Number of votes"): formats.count(unit.votes),
            "%": formats.percent(unit.percent),
            _("Outcome"): _(words.OUTCOMES[unit.outcome]) if unit.outcome else _(words.RESULTS[one.outcome]),
        }
        for unit in one.units
    ]
    with figures_right(f"round-{one.poll_id}", *((3, 4) if places else (2, 3))):
        st.table(pd.DataFrame(rows), hide_index=True, border="horizontal")
    if one.differences:
        said = "\n".join(f"- {_difference(difference)}" for difference in one.differences)
        st.warning(
            _("The vote and the places by points differ:") + "\n" + said, icon=":material/compare_arrows:"
        )


def _place(unit: Placed) -> str:
    return formats.place(unit.rank, tied=unit.tied)


def _marked(unit: Placed) -> str:
    return (_CHOSEN_SIGN if unit.is_chosen else "") + plain(unit.name)


def _difference(difference: Difference) -> str:
    return _("{unit}, {place} by points, was not chosen. Chosen with a lower place: {others}.").format(
        unit=plain(difference.unit.name), place=_place(difference.unit), others=_others(difference.chosen)
    )


def _others(units: Sequence[Placed]) -> str:
    return "; ".join(f"{plain(unit.name)} ({_place(unit)})" for unit in units)
