"""Two finished counts of a pile side by side: what differs, and the same counts settled."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from models.enums import PollKind
from pages.shared.ballot_sentences import count_finding_sentence
from pages.shared.context import Context
from pages.shared.display import figures_right
from pages.shared.formats import count, number_columns
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services import paper_counts
from services.queries.counting import BatchState, Counting, OwnCount
from services.rules.typed_count import counts_of_typed, findings_of_batch

_FIGURES = {
    "issued": N_("Ballots issued"),
    "collected": N_("Ballots collected"),
    "invalid": N_("Invalid ballots"),
}
_COLUMNS = {"votes": N_("For"), "against": N_("Against"), "blank": N_("Blank")}


def differences(counting: Counting, batch: BatchState) -> None:
    """The figures in which the actor's count and the other one differ; nothing before both are finished."""
    if not batch.differences:
        return
    st.warning(_("The two counts differ. Take the ballots, look at these figures together, and mend."))
    labels = _FIGURES | _COLUMNS
    rows = [
        {
            _("Figure"): _called(counting, plain(counting.names[one.option]), _COLUMNS[one.column])
            if one.option
            else _(labels[one.part.value]),
            _("Yours"): count(one.first),
            _("The other's"): count(one.second),
        }
        for one in batch.differences
    ]
    with figures_right(f"differences-{batch.kind.value}", 2, 3):
        st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)


def _called(counting: Counting, name: str, column: str) -> str:
    """A figure of the option of that name; an election counts nothing but the votes for it."""
    return name if counting.form.poll.kind is PollKind.ELECTION else f"{name}: {_(column)}"


def mend(ctx: Context, counting: Counting, batch: BatchState, own: OwnCount) -> None:
    """Take the actor's finished count up again."""
    if st.button(_("Take my count up again"), key=f"mend-{counting.poll_id}-{batch.kind}"):
        with ctx.acting(_("Your count is open again.")) as session:
            paper_counts.mend_count(
                session, ctx.actor, counting.poll_id, batch.kind, seen_version=own.version
            )


def settle(ctx: Context, counting: Counting, batch: BatchState, own: OwnCount) -> None:
    """What both counts say, what is to be looked at again, and the step that has it stand."""
    counts = counts_of_typed(counting.form, own.typed)
    st.success(_("Both counts say the same."))
    rows = [{"figure": _(label), "number": count(getattr(counts, name))} for name, label in _FIGURES.items()]
    for code, one in counts.options.items():
        rows += [
            {"figure": _called(counting, counting.names[code], label), "number": count(getattr(one, name))}
            for name, label in _COLUMNS.items()
            if getattr(one, name) is not None
        ]
    columns = {"figure": st.column_config.TextColumn(_("Figure"))} | number_columns({"number": _("How many")})
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=columns)
    for finding in findings_of_batch(counting.form, counts, batch.roll):
        named = replace(finding, option=finding.option and counting.names[finding.option])
        st.warning(count_finding_sentence(named))
    if st.button(_("Settle these ballots"), type="primary", key=f"settle-{counting.poll_id}-{batch.kind}"):
        with ctx.acting(_("These ballots are settled.")) as session:
            paper_counts.settle_batch(
                session, ctx.actor, counting.poll_id, batch.kind, seen_version=counting.version
            )
