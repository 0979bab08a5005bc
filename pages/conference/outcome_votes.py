"""What a vote has decided becomes the offices of next year, or titles that the block proposes."""

from collections.abc import Sequence

import streamlit as st

from models.enums import OfficeRole, YearState
from pages.shared import formats
from pages.shared.awards import award_name, awards_to_choose
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.leadership import office_labels
from pages.shared.plain import plain
from services import offices
from services import outcome as titles
from services.queries import years
from services.queries.outcome import Outcome, RoundOutcome
from services.rules.rights import Permission
from services.rules.text import SENTENCE_LIMIT


def render(ctx: Context, found: Outcome) -> None:
    """Choose the vote, then what its units have been chosen for."""
    rounds = {one.poll_id: one for one in found.rounds if one.chosen}
    if not rounds:
        st.info(_("No vote has chosen a unit yet."))
        return
    poll_id = st.selectbox(
        _("Vote"), list(rounds), format_func=lambda key: rounds[key].title, key=f"outcome-{ctx.block_year_id}"
    )
    chosen = "; ".join(plain(unit.name) for unit in rounds[poll_id].chosen)
    st.markdown(_("Chosen: {names}").format(names=chosen))
    left, right = st.columns(2, gap="large")
    if ctx.may(Permission.EDIT_YEAR):
        with left:
            _propose(ctx, rounds[poll_id], found)
    if ctx.may(Permission.EDIT_ROLL) and ctx.state not in (YearState.PUBLISHED, YearState.ARCHIVED):
        with right:
            _seat(ctx, poll_id)


def _propose(ctx: Context, one: RoundOutcome, found: Outcome) -> None:
    known = awards_to_choose(*found.quotas, *(line.award for line in found.awards))
    with st.form(f"propose-{one.poll_id}"):
        award = st.selectbox(_("Propose them for"), known, format_func=lambda code: _offered(code, found))
        reason = st.text_input(
            _("Reason, if they are more than the quota"),
            key=f"beyond-{one.poll_id}",
            max_chars=SENTENCE_LIMIT,
        )
        if st.form_submit_button(_("Propose for the title"), type="primary"):
            with ctx.acting(_("The units are proposed.")) as session:
                titles.propose_awards(session, ctx.actor, one.poll_id, award, reason)


def _offered(code: str, found: Outcome) -> str:
    name, quota = award_name(code), found.quotas.get(code)
    if quota is None:
        return name
    proposed = sum(line.award == code for line in found.awards)
    used = formats.part_of(proposed, quota)
    return _("{name} (proposed {used} of the quota)").format(name=name, used=used)


def _seat(ctx: Context, poll_id: int) -> None:
    with ctx.reading() as session:
        facts = years.year_facts(session, ctx.block_year_id)
    labels = office_labels(facts.head_label, facts.deputy_label)
    roles: Sequence[OfficeRole] = list(OfficeRole)
    with st.form(f"seat-{poll_id}"):
        role = st.selectbox(
            _("They lead the block in {year} as").format(year=ctx.year + 1),
            roles,
            format_func=labels.__getitem__,
        )
        if st.form_submit_button(_("Write next year's office")):
            with ctx.acting(_("Next year's office is written.")) as session:
                offices.write_offices(session, ctx.actor, poll_id, role)
