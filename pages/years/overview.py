"""The year at a glance: where it stands, what is next, who leads, what is planned."""

from collections.abc import Iterable, Sequence

import streamlit as st

from models.enums import OfficeRole, YearState
from pages.shared import formats, made_file
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from pages.shared.year_choice import state_name
from pages.years import due, leaders, round_words, year_forms
from services.queries import registry, years
from services.queries.archive import year_file
from services.queries.polls import OUT
from services.queries.registry import UnitLine
from services.queries.years import RoundLine, YearCounts, YearFacts
from services.rules.rights import Permission

_NEXT = {
    YearState.DRAFT: N_("Next: enter the units and the criteria, then begin scoring."),
    YearState.SCORING: N_("Next: complete the score sheets, then open the conference."),
    YearState.CONFERENCE: N_("Next: hold the votes, then publish the results."),
    YearState.PUBLISHED: N_("The results are published. Next: archive the year."),
    YearState.ARCHIVED: N_("The year is archived."),
}


def render(ctx: Context) -> None:
    """Show the year; whoever may, moves it on and writes down its facts."""
    with ctx.reading() as session:
        facts = years.year_facts(session, ctx.block_year_id)
        counts = years.year_counts(session, ctx.block_year_id)
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
        rounds = years.rounds_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
    st.title(_("{block}, {year}").format(block=plain(ctx.block_name), year=ctx.year))
    st.markdown(f"**{state_name(ctx.state)}.** {_(_NEXT[ctx.state])}")
    may_edit = ctx.may(Permission.EDIT_YEAR)
    if may_edit:
        year_forms.steps(ctx)
    _counts(counts, rounds)
    due.render(ctx)
    left, right = st.columns(2, gap="large")
    with left:
        leaders.render(ctx, roll, scored=counts.criteria > 0)
        _rounds(rounds)
    with right:
        _facts(ctx, facts, roll)
        _tasks(ctx, facts)
    if may_edit and ctx.state not in (YearState.PUBLISHED, YearState.ARCHIVED):
        with st.expander(_("Write down the facts of the year")):
            year_forms.edit(ctx, facts)
    if ctx.may(Permission.IMPORT_YEAR):
        made_file.offer(ctx, _("The whole year as a file"), f"nam-thi-dua-{ctx.year}.yaml", year_file)


def _counts(counts: YearCounts, rounds: Sequence[RoundLine]) -> None:
    closed = sum(line.state in OUT for line in rounds)
    figures = {
        _("Units"): formats.count(counts.units),
        _("Criteria"): formats.count(counts.criteria),
        _("Complete score sheets"): formats.part_of(counts.complete, counts.sheets),
        _("Vote rounds closed"): formats.part_of(closed, len(rounds)),
    }
    with st.container(horizontal=True):
        for label, figure in figures.items():
            st.metric(label, figure, border=True, width=165)


def _rounds(rounds: Sequence[RoundLine]) -> None:
    if not rounds:
        return
    st.subheader(_("Vote rounds"))
    st.markdown("\n".join(f"- {plain(line.title)}: {round_words.became(line)}" for line in rounds))


def _facts(ctx: Context, facts: YearFacts, roll: Sequence[UnitLine]) -> None:
    st.subheader(_("The year"))
    head = plain(facts.head_label) or _("Head unit")
    deputy = plain(facts.deputy_label) or _("Deputy unit")
    lines = {
        _("Theme"): plain(facts.theme or ""),
        _("Conference"): ", ".join(
            filter(
                None,
                [
                    formats.day(facts.conference_on) if facts.conference_on else "",
                    plain(facts.conference_place),
                ],
            )
        ),
        _("In the chair"): plain(facts.chaired_by),
        f"{head} {ctx.year}": _joined(u.name for u in roll if u.office is OfficeRole.HEAD),
        f"{deputy} {ctx.year}": _joined(u.name for u in roll if u.office is OfficeRole.DEPUTY),
        f"{head} {ctx.year + 1}": _joined(u.name for u in roll if u.next_office is OfficeRole.HEAD),
        f"{deputy} {ctx.year + 1}": _joined(u.name for u in roll if u.next_office is OfficeRole.DEPUTY),
    }
    st.markdown(
        "  \n".join(f"{label}: **{said}**" for label, said in lines.items() if said)
        or _("Nothing is written down yet.")
    )


def _tasks(ctx: Context, facts: YearFacts) -> None:
    if facts.tasks:
        st.subheader(_("Key tasks for {year}").format(year=ctx.year + 1))
        st.markdown("\n".join(f"{place}. {plain(task)}" for place, task in enumerate(facts.tasks, 1)))


def _joined(names: Iterable[str]) -> str:
    return ", ".join(plain(name) for name in names)
