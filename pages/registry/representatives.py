"""Who leads each unit and who does its daily work, as at the end of the year."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from models.enums import ContactRole
from pages.registry import representative_form
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from services.queries import registry, representatives
from services.queries.registry import UnitLine
from services.queries.representatives import RepresentativeLine
from services.rules.rights import Permission

People = Mapping[tuple[int, ContactRole], RepresentativeLine]


def render(ctx: Context) -> None:
    """Show whom each unit has named; whoever keeps the registry names, changes and removes."""
    with ctx.reading() as session:
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
        people = representatives.representatives_of_roll(session, ctx.block_year_id, ctx.year)
    named = {unit_id for (unit_id, _role), line in people.items() if line.person}
    st.title(
        ngettext(
            "{named} of {count} unit has named its representative in {year}",
            "{named} of {count} units have named their representatives in {year}",
            len(roll),
        ).format(named=formats.count(len(named)), count=formats.count(len(roll)), year=ctx.year)
    )
    if not roll:
        st.info(_("No unit is on the roll of this year yet."))
        return
    _table(roll, people)
    if ctx.may(Permission.EDIT_REGISTRY):
        with st.expander(_("Name a representative, or change one")):
            representative_form.render(ctx, roll)


def _table(roll: Sequence[UnitLine], people: People) -> None:
    """A table whose cells break into lines, since each holds a name, a position and a number."""
    rows = [
        {_("Unit"): plain(unit.name)}
        | {
            representative_form.role_name(role): _said(people.get((unit.unit_id, role)))
            for role in ContactRole
        }
        for unit in roll
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)


def _said(line: RepresentativeLine | None) -> str:
    if line is None:
        return ""
    return ", ".join(plain(part) for part in (line.person, line.position, line.phone) if part)
