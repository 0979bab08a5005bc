"""Who is summoned to the conference: the delegates of the units, who of them votes, and the guests."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from models.enums import YearState
from pages.conference import delegate_forms, rehearsing
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from services import delegates as commands
from services.cards import Badge, page_of_badges
from services.queries import conference, delegates, registry
from services.queries.delegates import DelegateLine, VotingUnits
from services.rules.badges import badge_number
from services.rules.rights import Permission

_UNBROKEN_HYPHEN = "\u2011"


def render(ctx: Context) -> None:
    """Show who is summoned and whose vote nobody carries yet; the secretary adds and changes."""
    with ctx.reading() as session:
        lines = delegates.delegates_of_year(session, ctx.block_year_id)
        voting = delegates.voting_units(session, ctx.block_year_id, lines)
        now = conference.conference_now(session, ctx.block_year_id)
    rehearsing.bar(now.rehearsing)
    st.title(_finding(ctx, lines, voting))
    may_edit = ctx.may(Permission.PREPARE_POLLS) and ctx.state not in (
        YearState.PUBLISHED,
        YearState.ARCHIVED,
    )
    if not lines:
        st.info(_("Nobody is summoned yet."))
    else:
        if voting.missing:
            names = "; ".join(plain(name) for name in voting.missing)
            st.warning(
                _("Nobody carries the vote of: {units}").format(units=names), icon=":material/how_to_vote:"
            )
        _table(lines)
    if may_edit:
        _edit(ctx, lines)


def _finding(ctx: Context, lines: Sequence[DelegateLine], voting: VotingUnits) -> str:
    if not lines:
        return _("Delegates to the conference of {year}").format(year=ctx.year)
    units = len(voting.carried) + len(voting.missing)
    return ngettext(
        "{count} delegate; {carried} of {units} votes have their bearer",
        "{count} delegates; {carried} of {units} votes have their bearer",
        len(lines),
    ).format(count=len(lines), carried=len(voting.carried), units=units)


def _table(lines: Sequence[DelegateLine]) -> None:
    """A table that breaks its lines, since it has names, posts and units."""
    rows = [
        {
            _("Delegate"): "  \n".join(filter(None, [f"**{plain(line.person)}**", plain(line.post)])),
            _("Comes for"): _comes_for(line),
            _("Badge"): badge_number(line.id).replace("-", _UNBROKEN_HYPHEN),
        }
        for line in lines
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)


def _comes_for(line: DelegateLine) -> str:
    unit = plain(line.unit) or _("Guest")
    return unit + "  \n:material/how_to_vote: " + _("votes") if line.is_voter else unit


def _edit(ctx: Context, lines: Sequence[DelegateLine]) -> None:
    with ctx.reading() as session:
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
        accounts = delegates.voter_accounts(session, ctx.block_year_id)
        proposed = delegates.proposed_delegates(session, ctx.block_year_id)
        others = delegates.years_with_delegates(session, ctx.block_id, but=ctx.block_year_id)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if proposed:
            _propose(ctx, len(proposed), first=not lines)
        if others:
            _copy(ctx, others)
        if lines:
            _badges(lines)
    delegate_forms.render(ctx, lines, roll, accounts)


def _badges(lines: Sequence[DelegateLine]) -> None:
    badges = [Badge(line.person, line.unit, line.post, badge_number(line.id)) for line in lines]
    st.download_button(
        _("Badges to print"),
        page_of_badges(badges),
        "the-dai-bieu.html",
        "text/html",
        on_click="ignore",
        icon=":material/print:",
    )


def _propose(ctx: Context, count: int, *, first: bool) -> None:
    label = ngettext(
        "Summon the leader of {count} unit", "Summon the leaders of {count} units", count
    ).format(count=count)
    if st.button(label, type="primary" if first else "secondary", key="propose-delegates"):
        with ctx.acting(_("The leaders of the units are summoned.")) as session:
            commands.propose_delegates(session, ctx.actor, ctx.block_year_id)


def _copy(ctx: Context, others: Mapping[int, int]) -> None:
    with st.popover(_("Copy from another year")):
        year = st.selectbox(_("Year"), list(others), key="delegates-copied")
        st.write(_("Who is summoned already stays; units that have left the roll send nobody."))
        if st.button(_("Copy the delegates"), key="copy-delegates"):
            with ctx.acting(_("The delegates are copied.")) as session:
                commands.copy_delegates(session, ctx.actor, ctx.block_year_id, others[year])
