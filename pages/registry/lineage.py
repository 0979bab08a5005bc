"""What happened to the units of the block over the years, as a picture that a hall can read."""

from dataclasses import replace

import streamlit as st

from pages.shared import formats, lineage_chart
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from services.queries.story import Story, story_of_block


def render(ctx: Context) -> None:
    """Say how much has happened; then the lives of the units, and every event in words."""
    with ctx.reading() as session:
        story = story_of_block(session, ctx.actor, ctx.block_id)
    count = len(story.turns)
    heading = ngettext(
        "{count} event has changed the units of {block}",
        "{count} events have changed the units of {block}",
        count,
    )
    if not count:
        st.title(_("The units are as they have always been"))
        st.info(_("Once a unit is renamed, merged, split, moved or dissolved, its story stands here."))
        return
    st.title(heading.format(count=formats.count(count), block=plain(ctx.block_name)))
    changed = _changed(story)
    if len(changed.lives) < len(story.lives) and st.toggle(
        _("Also units to which nothing has happened"), key="lineage_all"
    ):
        changed = story
    lineage_chart.show(changed, formats.today(), key="lineage")


def _changed(story: Story) -> Story:
    took_part = {key for turn in story.turns for key in (*turn.before, *turn.after)}
    return replace(story, lives={key: life for key, life in story.lives.items() if key in took_part})
