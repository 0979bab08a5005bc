"""One unit: what it is called and was, where it belongs, who came before and after it, what it achieved."""

from datetime import date

import streamlit as st

from pages.registry import fate, unit_record
from pages.registry.unit_forms import kind_name
from pages.shared import formats, lineage_chart
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.links import tree_link, unit_link
from pages.shared.plain import plain
from services.queries.profile import UnitProfile, profile_of_unit
from services.queries.story import Life


def render(ctx: Context) -> None:
    """Show the unit that the address names, as far as this account may see it."""
    unit_id = _named_unit(st.query_params.get("unit", ""))
    found = None
    heading = st.container()
    if unit_id is not None:
        with ctx.asking() as session:
            found = profile_of_unit(session, ctx.actor, unit_id)
    if found is None:
        heading.title(_("No unit is shown"))
        st.info(_("Look for the unit in the registry."))
    else:
        heading.title(_finding(found))
        _what(found)
        _lineage(found)
        unit_record.render(found)
    tree_link(_("To the registry"))


def _named_unit(text: str) -> int | None:
    """The unit that the address names; None for what cannot be an id, as anybody can type there."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _finding(found: UnitProfile) -> str:
    name = plain(found.names[-1].style.name)
    end = found.story.end_of(found.unit_id)
    return f"{name} - {fate.ended_words(end.kind, end.day)}" if end else name


def _what(found: UnitProfile) -> None:
    now = found.stays[-1] if found.stays else None
    parts = [kind_name(found.kind), plain(found.names[-1].style.short_name or "")]
    if now and now.block and now.seen:
        parts += [plain(now.block.name), plain(now.block.province or "")]
    st.markdown(" \u00b7 ".join(filter(None, parts)))


def _lineage(found: UnitProfile) -> None:
    """Who came before and after it, in words and links, then the picture."""
    st.subheader(_("Where it came from and what became of it"))
    if not found.story.turns:
        st.write(_("Nothing has happened to it: it has always been this unit, under this name."))
        return
    kin = (
        (_("Came from"), found.lineage.predecessors),
        (_("Went into"), found.lineage.successors),
    )
    known = [(heading, relatives) for heading, relatives in kin if relatives]
    for column, (heading, relatives) in zip(st.columns(max(len(known), 1)), known, strict=False):
        with column, st.container(gap="xsmall"):
            st.markdown(f"**{heading}**")
            for one in relatives:
                _relative(found.story.lives[one.unit_id], one.day)
    lineage_chart.show(found.story, formats.today(), key="lineage", focus=found.unit_id)


def _relative(life: Life, day: date) -> None:
    label = " \u00b7 ".join(filter(None, (life.last.name, life.place, formats.day(day))))
    if life.seen:
        unit_link(life.unit_id, label)
    else:
        st.markdown(plain(label))
