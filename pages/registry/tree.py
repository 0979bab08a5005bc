"""The registry: search for a unit by any of its names, or go from province to block to unit, as of a day."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from itertools import chain

import streamlit as st

from pages.registry import branch, fate
from pages.registry.branch import Tree
from pages.shared import formats
from pages.shared.address import keep
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.links import unit_link
from services.queries.search import UnitFound, find_units
from services.queries.tree import blocks_seen
from services.rules.terms import CALENDAR

_SHOWN = 30


def render(ctx: Context) -> None:
    """Search first; without a search, the tree as it was on the day."""
    heading = st.container()
    search, as_of = st.columns([3, 1], vertical_alignment="bottom")
    text = search.text_input(
        _("Find a unit by any name that it has borne"),
        st.query_params.get("find", ""),
        placeholder=_("for example: so tu phap"),
        key="registry_find",
    )
    today = formats.today()
    day = as_of.date_input(_("As of"), _day_asked(today), *CALENDAR, format="DD/MM/YYYY", key="registry_day")
    keep("find", text.strip())
    keep("day", "" if day == today else day.isoformat())
    with ctx.reading() as session:
        tree = blocks_seen(session, ctx.actor, day)
        found = find_units(session, ctx.actor, text, day, _SHOWN + 1)
    heading.title(_finding(tree, day, today))
    if text.strip():
        _results(found)
    elif tree:
        branch.render(ctx, tree, day)
    else:
        st.info(_("No block was there yet on that day. Choose a later one."))


def _finding(tree: Tree, day: date, today: date) -> str:
    """How many there are; a block whose units have all left counts no more."""
    blocks = [block for block in chain.from_iterable(tree.values()) if not block.emptied]
    provinces, units = len({block.province for block in blocks} - {""}), sum(block.units for block in blocks)
    counts = (
        (ngettext("{count} province", "{count} provinces", provinces), provinces),
        (ngettext("{count} block", "{count} blocks", len(blocks)), len(blocks)),
        (ngettext("{count} unit", "{count} units", units), units),
    )
    named = counts if provinces else counts[1:]
    said = ", ".join(text.format(count=formats.count(count)) for text, count in named)
    return said if day == today else _("{counts} on {day}").format(counts=said, day=formats.day(day))


def _results(found: Sequence[UnitFound]) -> None:
    if not found:
        st.info(_("No unit is called so. Search for a part of its name; tones do not matter."))
        return
    if len(found) > _SHOWN:
        st.caption(
            _("The first {count} are shown. Type more of the name, or its place.").format(count=_SHOWN)
        )
    for unit in found[:_SHOWN]:
        with st.container(gap=None):
            unit_link(unit.unit_id, unit.name)
            st.caption(fate.found_words(unit))


def _day_asked(today: date) -> date:
    """The day that the address names; today for what is none, as anybody can type there."""
    asked = today
    with suppress(ValueError):
        asked = date.fromisoformat(st.query_params.get("day", ""))
    return asked if CALENDAR[0] <= asked <= CALENDAR[1] else today
