"""What a sheet of people would change, person by person, and the workbook with its refused cells marked."""

from collections.abc import Iterator, Sequence
from functools import partial

import streamlit as st

from pages.account.people_words import EVERYWHERE, ROLES
from pages.account.people_work import Checked
from pages.shared import preview
from pages.shared.i18n import _
from pages.shared.marks import marks_of_refusals, offer_marked, told_refusals
from pages.shared.plain import plain
from services.rules.people_register import PeopleRegister
from services.rules.people_sheet import JudgedPerson, PersonField
from services.rules.roles import RoleEntry
from services.rules.sheet_rows import RowOutcome
from services.workbooks.marking import marked


def render(checked: Checked) -> bool:
    """Show the people; whether the file can be taken over, which only a whole one can."""
    plan = checked.plan
    refused, moving = plan.count(RowOutcome.REFUSED), plan.count(RowOutcome.UNCHANGED) < len(plan.rows)
    if refused:
        preview.say_refused()
        offer_marked(checked.upload.name, partial(_with_marks, checked))
    elif not moving:
        st.info(_("Everybody in the file is so already; there is nothing to take over."))
    shown = preview.chosen_outcomes(plan, f"people_shown-{id(plan)}")
    rows = [row for row in plan.rows if row.outcome in shown]
    lines = [
        {
            _("Row"): ", ".join(map(str, row.numbers)),
            _("Outcome"): _(preview.OUTCOMES[row.outcome]),
            _("Person"): "  \n".join(plain(one) for one in (row.entry.display_name, row.username) if one),
            _("What changes, or why not"): "  \n".join(map(plain, _said(checked, row))),
        }
        for row in rows[: preview.MOST_SHOWN]
    ]
    preview.table(lines, len(rows))
    return moving and not refused


def _said(checked: Checked, row: JudgedPerson) -> Iterator[str]:
    """What to look at first: why not, then what is in doubt, then what changes."""
    yield from told_refusals(checked.table, row.refusals)
    if row.refusals:
        return
    if row.namesakes:
        said = _("Others are called so too: {usernames}. If it is the same person, write that user name.")
        yield said.format(usernames=", ".join(row.namesakes))
    if row.proposed:
        yield _("The user name is made of the full name.")
    register, known, entry = checked.register, row.known, row.entry
    if PersonField.NAME in row.fields and known:
        yield _('Full name: "{before}" becomes "{after}"').format(before=known.name, after=entry.display_name)
    if PersonField.HOME in row.fields or (known is None and entry.unit_id):
        yield _("Comes from: {unit}").format(unit=_unit(register, entry.unit_id))
    if PersonField.ROLES in row.fields and known:
        yield _("Roles until now: {roles}").format(roles=_roles(register, known.roles))
    if PersonField.ROLES in row.fields or known is None:
        yield _("Roles: {roles}").format(roles=_roles(register, entry.roles))


def _roles(register: PeopleRegister, roles: Sequence[RoleEntry]) -> str:
    return "; ".join(_role(register, one) for one in roles)


def _role(register: PeopleRegister, entry: RoleEntry) -> str:
    if entry.unit_id:
        reach = register.text_of_unit(entry.unit_id, entry.block_id)
    else:
        reach = register.text_of_block(entry.block_id) if entry.block_id else _(EVERYWHERE)
    return ", ".join([_(ROLES[entry.role]), reach, *([str(entry.year)] if entry.year else [])])


def _unit(register: PeopleRegister, unit_id: int | None) -> str:
    return register.text_of_unit(unit_id) if unit_id else _("no unit")


def _with_marks(checked: Checked) -> bytes:
    refused = [refusal for row in checked.plan.rows for refusal in row.refusals]
    marks = list(marks_of_refusals(checked.table, refused))
    return marked(checked.upload.data, marks, header_row=checked.table.header_row)
