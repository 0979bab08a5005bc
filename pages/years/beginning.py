"""Where a year begins: a new block, the next year of one, a year-file, or the demonstration."""

from datetime import datetime
from functools import partial

import streamlit as st

from models.enums import BlockKind
from pages.shared.block_words import block_kind_name
from pages.shared.context import Context, acting
from pages.shared.formats import VIETNAM
from pages.shared.i18n import _
from pages.shared.plain import plain
from pages.shared.year_choice import turn_to
from services import archive, demonstration, years
from services.database import Database
from services.queries.years import years_of
from services.rules.reading import year_document
from services.rules.rights import Actor, Permission
from services.rules.text import LABEL_LIMIT
from services.years import EARLIEST_YEAR, LATEST_YEAR, BlockEntry


def first_year(engine: Database, actor: Actor) -> None:
    """Offer every way to the first year, to whoever may open one."""
    if not actor.may(Permission.EDIT_YEAR):
        st.title(_("No year to look at yet"))
        st.info(_("As soon as the secretary has opened a year of your block, it stands here."))
        return
    st.title(_("Begin with the first year"))
    block, file, show = st.tabs([_("A new block"), _("From a year-file"), _("The demonstration")])
    with block:
        _new_block(engine, actor)
    with file:
        _from_file(engine, actor)
    with show:
        _demonstration(engine, actor)


def render(ctx: Context) -> None:
    """Open another year of the block, or of another block."""
    st.title(_("Another year"))
    labels = [_("The next year"), _("From a year-file")]
    may_found = ctx.actor.may(Permission.EDIT_YEAR)
    following, file, *founding = st.tabs([*labels, _("A new block")] if may_found else labels)
    with following:
        _next_year(ctx)
    with file:
        _from_file(ctx.engine, ctx.actor)
    for tab in founding:
        with tab:
            _new_block(ctx.engine, ctx.actor)


def _next_year(ctx: Context) -> None:
    with ctx.reading() as session:
        known = years_of(session, ctx.actor, ctx.block_id)
    with st.form("next_year"):
        st.write(
            _(
                "The roll of {block}, its criteria and its rules are taken over; whoever was chosen as head "
                "and deputy takes office. Scores and votes are not."
            ).format(block=plain(ctx.block_name))
        )
        source = st.selectbox(
            _("Taken over from"),
            [line.block_year_id for line in known],
            format_func={line.block_year_id: str(line.year) for line in known}.__getitem__,
        )
        year = st.number_input(_("Year"), EARLIEST_YEAR, LATEST_YEAR, known[0].year + 1)
        if st.form_submit_button(_("Open the year"), type="primary"):
            done = _("The year {year} is open.").format(year=year)
            with ctx.acting(done, then=partial(turn_to, year)) as session:
                years.open_year(session, ctx.actor, source, year)


def _new_block(engine: Database, actor: Actor) -> None:
    with st.form("new_block"):
        name = st.text_input(_("Name of the block or cluster"), max_chars=200)
        kinds = list(BlockKind)
        kind = st.selectbox(_("Kind"), kinds, format_func=block_kind_name)
        province = st.text_input(_("Province"), max_chars=200)
        year = st.number_input(_("Year"), EARLIEST_YEAR, LATEST_YEAR, datetime.now(VIETNAM).year)
        head_label = st.text_input(
            _("What its head is called"), _("Head of the block"), max_chars=LABEL_LIMIT
        )
        deputy_label = st.text_input(
            _("What its deputy is called"), _("Deputy head of the block"), max_chars=LABEL_LIMIT
        )
        if st.form_submit_button(_("Open the block"), type="primary"):
            entry = BlockEntry(
                name=name, kind=kind, province=province, head_label=head_label, deputy_label=deputy_label
            )
            with acting(
                engine, actor, _("The block is open; add its units next."), partial(turn_to, year)
            ) as session:
                years.open_block(session, actor, entry, year)


def _from_file(engine: Database, actor: Actor) -> None:
    st.write(_("A year-file holds a whole year. What stands of that year here is replaced by the file."))
    file = st.file_uploader(_("Year-file"), ["yaml", "yml", "json"], key="year_file")
    if st.button(_("Import the year"), type="primary", disabled=file is None, key="import_year") and file:
        with acting(engine, actor, _("The year is imported.")) as session:
            archive.import_year(session, actor, year_document(file.getvalue()))


def _demonstration(engine: Database, actor: Actor) -> None:
    st.write(
        _(
            "Five years, 2013 to 2017, of a real block of agencies in Vinh Phuc. The conference of 2017 is "
            "real; all scores and votes are invented and marked so on every screen."
        )
    )
    if st.button(_("Load the demonstration"), type="primary", key="demonstration"):
        with acting(engine, actor, _("The demonstration is loaded.")) as session:
            demonstration.load_demonstration(session, actor)
