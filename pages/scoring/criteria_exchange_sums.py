"""What of a table of criteria does not add up: told in words, and marked in the workbook given back."""

from collections.abc import Iterator

import streamlit as st

from pages.scoring.criteria_exchange_work import Checked
from pages.shared import formats
from pages.shared.criteria_sentences import finding_sentence
from pages.shared.i18n import _, ngettext
from pages.shared.plain import as_read
from services.workbooks.marking import Mark

_MOST_SHOWN = 30


def say_sums(checked: Checked) -> None:
    """Say what does not add up, which hinders the freeze but not the file; nothing where all does."""
    said = _sentences(checked)
    if not said:
        return
    number = len(said)
    begin = ngettext(
        "{count} sum or figure should be looked at before the criteria are frozen.",
        "{count} sums or figures should be looked at before the criteria are frozen.",
        number,
    ).format(count=formats.count(number))
    rest = [_("and {count} more").format(count=formats.count(number - _MOST_SHOWN))]
    shown = said[:_MOST_SHOWN] + (rest if number > _MOST_SHOWN else [])
    st.warning("\n".join([begin, "", *(f"- {line}" for line in shown)]))


def sum_marks(checked: Checked) -> Iterator[Mark]:
    """What does not add up, on the cell of the points."""
    column = checked.table.places["max"]
    rows = {row.node.code: row.numbers[0] for row in checked.plan.rows}
    for finding in checked.plan.findings:
        row = rows.get(finding.code or "", checked.table.header_row)
        yield Mark(row, column, as_read(finding_sentence(finding)))


def _sentences(checked: Checked) -> list[str]:
    plan = checked.plan
    off = [total for total in plan.totals if not total.agrees]
    said = _("Row {row} gives a total of {given}, but what it adds up comes to {sum}. Mend one of them.")
    return [
        *map(finding_sentence, plan.findings),
        *(
            said.format(
                row=total.number,
                given=formats.points(total.given, trim=True),
                sum=formats.points(total.sum, trim=True),
            )
            for total in off
        ),
    ]
