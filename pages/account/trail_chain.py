"""The chain of the trail: its head to be written down, a check of the whole, the entries to take away."""

import csv
import io
from collections.abc import Sequence
from functools import partial

import streamlit as st

from pages.account.trail_words import DAMAGES, action_words, code_words, fact_rows, subject_words
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from services.queries.trail import TrailFilter, TrailLine, check_trail, export_lines, trail_page
from services.rules.trail import Head, Verdict, head_of

MOST_ROWS = 10_000
MOST_LINES = 100_000
# A spreadsheet takes a cell that begins so for a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(ctx: Context, wanted: TrailFilter, head: Head, *, whole: bool) -> None:
    """The head with a copy field, a check against a head from before, and two kinds of files."""
    st.subheader(_("Seal of the trail"))
    st.write(
        _(
            "Write this line down where nobody here can change it, such as in the minutes: a later check "
            "against it finds every change to what stands in the trail now."
        )
    )
    st.code(str(head), language=None, wrap_lines=True)
    if whole:
        _check(ctx)
    _files(ctx, wanted, head, whole=whole)


def _check(ctx: Context) -> None:
    with st.form("trail_check"):
        typed = st.text_input(
            _("A seal that was written down"), placeholder=_("none: only what stands here is checked")
        )
        if st.form_submit_button(_("Check the trail")):
            with st.spinner(_("The trail is being read.")), ctx.asking() as session:
                _say(check_trail(session, [head_of(typed)] if typed.strip() else []))


def _say(verdict: Verdict) -> None:
    count = formats.count(verdict.head.number)
    if verdict.fault is None:
        st.success(
            _("The trail is whole: all {count} entries stand as they were written.").format(count=count)
        )
        return
    st.error(_(DAMAGES[verdict.fault.damage]).format(number=formats.count(verdict.fault.number)))
    st.write(_("Up to entry {count} it stands as it was written.").format(count=count))


def _files(ctx: Context, wanted: TrailFilter, head: Head, *, whole: bool) -> None:
    st.download_button(
        _("These entries as a table (CSV)"),
        partial(_csv_of, ctx, wanted),
        "nhat-ky.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
        help=_("The newest {count} at most.").format(count=formats.count(MOST_ROWS)),
    )
    if whole and head.number <= MOST_LINES:
        st.download_button(
            _("The whole trail for checking (JSON lines)"),
            partial(_lines_of, ctx),
            f"nhat-ky-{head.number}.jsonl",
            "application/jsonl",
            on_click="ignore",
            icon=":material/download:",
        )
    elif whole:
        st.caption(_("The whole trail is too long for a download; take it with manage.py export-trail."))


def _lines_of(ctx: Context) -> str:
    with ctx.reading() as session:
        return "".join(f"{line}\n" for line in export_lines(session, ctx.actor))


def _csv_of(ctx: Context, wanted: TrailFilter) -> str:
    with ctx.reading() as session:
        return csv_of(trail_page(session, ctx.actor, wanted, size=MOST_ROWS).lines)


def csv_of(lines: Sequence[TrailLine]) -> str:
    """The entries as a table in words that a spreadsheet opens as text."""
    written = io.StringIO()
    rows = csv.writer(written, quoting=csv.QUOTE_ALL)
    rows.writerow(
        [
            _("No."),
            _("Moment"),
            _("By whom"),
            _("User name"),
            _("Role"),
            _("From where"),
            _("What was done"),
            _("About"),
            _("Block"),
            _("Reason"),
            _("What it says"),
        ]
    )
    for line in lines:
        rows.writerow(map(_as_text, _cells(line)))
    return "\ufeff" + written.getvalue()  # Excel reads UTF-8 only behind this mark


def _cells(line: TrailLine) -> list[str]:
    entry = line.entry
    return [
        str(entry.number),
        formats.moment(entry.at),
        entry.actor,
        line.username or "",
        code_words(entry.role),
        entry.origin,
        action_words(entry.action),
        subject_words(entry),
        "; ".join(line.blocks),
        entry.reason,
        "; ".join(": ".join(filter(None, row)) for row in fact_rows(entry)),
    ]


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
