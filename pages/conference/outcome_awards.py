"""The titles of a year with their stages, and the papers by which each goes on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from models.enums import AwardStage
from pages.shared import formats
from pages.shared.awards import award_name
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services import outcome as titles
from services.queries.outcome import AwardLine, Outcome, Paper
from services.rules.rights import Permission
from services.rules.terms import CALENDAR
from services.rules.text import NAME_LIMIT


@dataclass(frozen=True, slots=True)
class _Step:
    said: str
    done: str
    act: Callable[..., None]


_STEPS: Mapping[AwardStage, _Step] = {
    AwardStage.PROPOSED: _Step(N_("The Council passes"), N_("The titles are passed."), titles.pass_awards),
    AwardStage.PASSED: _Step(N_("The Chairman decides"), N_("The titles are decided."), titles.decide_awards),
    AwardStage.DECIDED: _Step(
        N_("A decision is revoked"), N_("The titles are revoked."), titles.revoke_awards
    ),
}
"""By the stage at which a title stands, what can come of it next."""


def render(ctx: Context, found: Outcome) -> None:
    """List the titles with their papers; whoever may, notes the next step of some of them."""
    st.subheader(_("Titles: proposed, passed, decided"))
    if not found.awards:
        st.info(_("No unit is proposed for a title yet."))
        return
    st.table(pd.DataFrame([_row(line) for line in found.awards]), hide_index=True, border="horizontal")
    for award, quota in found.quotas.items():
        _over(award, quota, sum(line.award == award for line in found.awards))
    if ctx.may(Permission.EDIT_YEAR):
        with st.expander(_("Note a decision on titles")):
            _forms(ctx, found.awards)


def _row(line: AwardLine) -> Mapping[str, str]:
    revoked = Paper(line.revoked_number, line.revoked_on) if line.revoked else None
    return {
        _("Title"): plain(award_name(line.award)),
        _("Unit"): plain(line.name),
        _("Proposed"): _told(line.papers.get(AwardStage.PROPOSED)),
        _("The Council"): _told(line.papers.get(AwardStage.PASSED)),
        _("The Chairman"): _told(line.papers.get(AwardStage.DECIDED)),
        _("Revoked"): _told(revoked),
    }


def _told(paper: Paper | None) -> str:
    """The paper of a stage, or that it was reached without one that is known."""
    if paper is None:
        return ""
    day = formats.day(paper.on) if paper.on else paper.day_in_words
    return ", ".join(plain(part) for part in (paper.number, day) if part) or _("yes")


def _over(award: str, quota: int, proposed: int) -> None:
    if proposed > quota:
        said = _("{title}: {proposed} units are proposed, more than the quota of {quota}.")
        st.warning(
            said.format(
                title=plain(award_name(award)), proposed=formats.count(proposed), quota=formats.count(quota)
            )
        )


def _forms(ctx: Context, lines: Sequence[AwardLine]) -> None:
    stage = st.segmented_control(
        _("What was decided"),
        list(_STEPS),
        format_func=lambda one: _(_STEPS[one].said),
        default=AwardStage.PROPOSED,
        required=True,
        key=f"award-step-{ctx.block_year_id}",
    )
    at = [line for line in lines if line.stage is stage and not line.revoked]
    if at:
        _note(ctx, stage, at)
    else:
        st.info(_("No title stands at that step."))
    by_key = {(line.award, line.unit_id): line for line in lines}
    with st.form(f"take-back-{ctx.block_year_id}"):
        key = st.selectbox(_("Noted by mistake"), list(by_key), format_func=lambda one: _called(by_key[one]))
        if st.form_submit_button(_("Take its last step back")):
            with ctx.acting(_("The step is taken back.")) as session:
                titles.take_back_award(session, ctx.actor, ctx.block_year_id, key)


def _note(ctx: Context, stage: AwardStage, lines: Sequence[AwardLine]) -> None:
    by_key = {(line.award, line.unit_id): line for line in lines}
    step, key = _STEPS[stage], f"award-{ctx.block_year_id}-{stage}"
    with st.form(f"{key}-form"):
        chosen = st.multiselect(
            _("Titles"),
            list(by_key),
            list(by_key) if stage is not AwardStage.DECIDED else [],
            format_func=lambda one: _called(by_key[one]),
            placeholder=_("None yet"),
            select_all=False,  # Streamlit's own words for it are English
            key=f"{key}-titles-{len(by_key)}",
        )
        number = st.text_input(_("Number of the document"), key=f"{key}-number", max_chars=NAME_LIMIT)
        day = st.date_input(_("Day of the document"), None, *CALENDAR, key=f"{key}-day", format="DD/MM/YYYY")
        if st.form_submit_button(_("Note the decision"), type="primary"):
            if not chosen or day is None:
                st.warning(_("Choose the titles and the day of the document first."))
                return
            with ctx.acting(_(step.done)) as session:
                step.act(session, ctx.actor, ctx.block_year_id, chosen, titles.Decision(number, day))


def _called(line: AwardLine) -> str:
    return f"{award_name(line.award)}: {line.name}"
