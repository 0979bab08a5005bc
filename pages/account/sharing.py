"""Share links: which there are, a new one, and the end of one before its time."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from pages.account import sharing_form, sharing_made
from pages.account.sharing_views import VIEWS
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from services import sharing
from services.queries.sharing import LinkLine, links_of_year


def render(ctx: Context) -> None:
    """See the links that work, make one, end one."""
    now = datetime.now(UTC)
    with ctx.reading() as session:
        lines = links_of_year(session, ctx.block_year_id, now)
    working = [line for line in lines if line.works]
    st.title(
        ngettext("{count} share link works", "{count} share links work", len(working)).format(
            count=formats.count(len(working))
        )
        if working
        else _("No share link works now")
    )
    st.caption(
        _(
            "For a projector, a tablet or a telephone without an account: whoever has the link sees one "
            "screen of the year {year}, only what is released, and can do nothing."
        ).format(year=ctx.year)
    )
    with st.container():  # a place in every run, so that what stands below keeps its own
        sharing_made.draw()
    for line in working:
        _draw(ctx, line, now)
    st.subheader(_("New link"))
    sharing_form.draw(ctx, now)
    if ended := [line for line in lines if not line.works]:
        with st.expander(_("Links that work no more")):
            _table(ended)


def _draw(ctx: Context, line: LinkLine, now: datetime) -> None:
    with st.container(border=True):
        told, way_out = st.columns([5, 1], vertical_alignment="center")
        told.markdown(f"**{plain(line.label)}**  \n{_(VIEWS[line.view].title)}, {_until(line)}")
        told.caption(", ".join([*_used(line), *_made(line)]))
        if way_out.button(_("Take back"), key=f"link-end-{line.link_id}", width="stretch"):
            with ctx.acting(_("The link works no more.")) as session:
                sharing.revoke_link(session, ctx.actor, line.link_id, now)


def _until(line: LinkLine) -> str:
    return _("works until {moment}").format(moment=formats.moment(line.expires_at))


def _used(line: LinkLine) -> list[str]:
    if line.last_used_at is None:
        return [_("never opened")]
    opened = ngettext("opened once", "opened {count} times", line.uses).format(count=formats.count(line.uses))
    return [opened, _("last on {moment}").format(moment=formats.moment(line.last_used_at))]


def _made(line: LinkLine) -> list[str]:
    return [_("made by {name}").format(name=plain(line.created_by))] if line.created_by else []


def _table(ended: Sequence[LinkLine]) -> None:
    frame = pd.DataFrame(
        {
            "label": line.label,
            "view": _(VIEWS[line.view].title),
            "state": _state(line),
            "uses": formats.count(line.uses),
        }
        for line in ended
    )
    columns = {
        "label": st.column_config.TextColumn(_("What it is for")),
        "view": st.column_config.TextColumn(_("What it shows")),
        "state": st.column_config.TextColumn(_("State")),
    } | formats.number_columns({"uses": _("Times opened")})
    st.dataframe(frame, hide_index=True, column_config=columns, height="content")


def _state(line: LinkLine) -> str:
    if line.revoked_at is not None:
        return _("taken back on {moment}").format(moment=formats.moment(line.revoked_at))
    return _("ran out on {moment}").format(moment=formats.moment(line.expires_at))
