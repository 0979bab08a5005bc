"""Beneath a unit's lineage: names, blocks, years, offices and people, each if there is any."""

import pandas as pd
import streamlit as st

from pages.registry.representative_form import role_name
from pages.shared import finality, formats
from pages.shared.awards import award_name
from pages.shared.i18n import _
from pages.shared.leadership import office_labels
from pages.shared.plain import plain
from services.queries.comparison import UnitInYear
from services.queries.profile import BlockRecord, NameLine, Stay, UnitProfile


def render(found: UnitProfile) -> None:
    """Tables whose cells break into lines, so that they fit on a phone."""
    st.subheader(_("Names over time"))
    _table([_name_row(name) for name in reversed(found.names)])
    if found.stays:
        st.subheader(_("Blocks over time"))
        _table([_stay_row(stay) for stay in reversed(found.stays)])
    for record in found.records:
        _record(record, named=len(found.records) > 1)
    if found.representatives:
        st.subheader(_("Representatives"))
        _table(
            [
                {
                    _("From the day"): formats.day(line.valid_from),
                    _("Named as"): role_name(line.role),
                    _("Who"): ", ".join(
                        plain(part) for part in (line.person, line.position, line.phone) if part
                    )
                    or _("nobody"),
                }
                for line in found.representatives
            ]
        )


def _name_row(name: NameLine) -> dict[str, str]:
    return {
        _("From the day"): formats.day(name.since),
        _("Name"): plain(name.style.name),
        _("Short name"): plain(name.style.short_name or ""),
        _("Document"): plain(name.document),
    }


def _stay_row(stay: Stay) -> dict[str, str]:
    if stay.block is None:
        block = _("no block")
    elif stay.seen:
        block = ", ".join(plain(part) for part in (stay.block.name, stay.block.province) if part)
    else:
        block = _("a block that this account does not see")
    return {
        _("From the day"): formats.day(stay.since),
        _("Block"): block,
        _("Document"): plain(stay.document),
    }


def _record(record: BlockRecord, named: bool) -> None:
    """What the block's years say of the unit, a row a year, the newest first."""
    labels = office_labels(record.head_label, record.deputy_label)
    figures = {line.year: line for line in record.years}
    years = {*figures, *(line.year for line in record.offices), *(line.year for line in record.titles)}
    if not years:
        return
    heading = _("Year by year")
    st.subheader(f"{heading}: {plain(record.block)}" if named else heading)
    rows = []
    for year in sorted(years, reverse=True):
        line = figures.get(year)
        held = [labels[office.role] for office in record.offices if office.year == year]
        rows.append(
            {
                _("Year"): str(year),
                _("Score"): _score(line) if line and not line.missing else "",
                _("Place"): formats.place(line.rank, tied=line.tied) if line and line.rank else "",
                _("Office"): ", ".join(map(plain, held)),
                _("Titles"): "; ".join(
                    plain(award_name(title.award)) for title in record.titles if title.year == year
                ),
            }
        )
    _table(rows)
    if record.marks:
        st.caption(finality.years_note(record.marks, illustrative=record.illustrative))
    elif record.illustrative:
        st.caption(_("illustrative data"))


def _score(line: UnitInYear) -> str:
    return f"{formats.points(line.points)} ({formats.percent(line.percent)})"


def _table(rows: list[dict[str, str]]) -> None:
    """The rows without the columns in which nothing stands."""
    frame = pd.DataFrame(rows)
    st.table(frame.loc[:, (frame != "").any()], hide_index=True, border="horizontal")
