"""What whoever may does to a year: the one step that is next, the step back, and its facts."""

from datetime import date
from functools import partial

import streamlit as st

from models.enums import YearState
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.opened import close_form, opened_form
from pages.shared.year_choice import state_name
from services import years
from services.queries.years import YearFacts
from services.rules.text import NAME_LIMIT, SENTENCE_LIMIT
from services.years import STATES

_STEPS = {
    YearState.DRAFT: N_("Begin scoring"),
    YearState.SCORING: N_("Open the conference"),
    YearState.CONFERENCE: N_("Publish the results"),
    YearState.PUBLISHED: N_("Archive the year"),
}


def steps(ctx: Context) -> None:
    """One step on, or one back with a reason."""
    place = STATES.index(ctx.state)
    # Keys with the state: a click on a screen that is behind must not take the step that has come next
    with st.container(horizontal=True):
        if ctx.state in _STEPS and st.button(
            _(_STEPS[ctx.state]), type="primary", key=f"year_on-{ctx.state}"
        ):
            _move(ctx, STATES[place + 1], "")
        if place:
            with st.popover(_("One step back")):
                before = STATES[place - 1]
                reason = st.text_input(_("Reason"), key=f"year_back_reason-{ctx.state}", max_chars=NAME_LIMIT)
                label = _('Back to "{state}"').format(state=state_name(before))
                if st.button(label, key=f"year_back-{ctx.state}"):
                    _move(ctx, before, reason)


def _move(ctx: Context, wanted: YearState, reason: str) -> None:
    done = _('The year now stands at "{state}".').format(state=state_name(wanted))
    with ctx.acting(done) as session:
        years.move_year(session, ctx.actor, ctx.block_year_id, ctx.state, wanted, reason)


def edit(ctx: Context, facts: YearFacts) -> None:
    """The theme and the conference."""
    name = f"year-{ctx.block_year_id}"
    key, seen = opened_form(name, facts.version)
    with st.form(f"{key}-form"):
        theme = st.text_input(_("Theme"), facts.theme or "", key=f"{key}-theme", max_chars=SENTENCE_LIMIT)
        held_on = st.date_input(
            _("Day of the conference"),
            facts.conference_on,
            date(ctx.year, 1, 1),
            date(ctx.year + 1, 12, 31),
            key=f"{key}-day",
            format="DD/MM/YYYY",
        )
        held_at = st.text_input(
            _("Place of the conference"), facts.conference_place, key=f"{key}-place", max_chars=NAME_LIMIT
        )
        chair = st.text_input(_("In the chair"), facts.chaired_by, key=f"{key}-chair", max_chars=NAME_LIMIT)
        if st.form_submit_button(_("Save the year"), type="primary"):
            with ctx.acting(_("The year is saved."), then=partial(close_form, name)) as session:
                years.edit_year(
                    session,
                    ctx.actor,
                    ctx.block_year_id,
                    seen_version=seen,
                    theme=theme,
                    conference_on=held_on,
                    conference_place=held_at,
                    chaired_by=chair,
                )
