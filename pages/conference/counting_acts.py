"""What a teller does to a pile of ballots, and the fields that every such form has."""

from dataclasses import replace

import streamlit as st

from models.enums import BatchKind
from pages.shared.context import Context
from pages.shared.formats import count
from pages.shared.i18n import _
from pages.shared.opened import close_form
from services import paper_counts
from services.queries.counting import BatchState, Counting
from services.rules.typed_count import TypedCount, typed_ballot


def form_name(counting: Counting, batch: BatchState) -> str:
    """What the actor's typing of the batch is called among the opened forms."""
    return f"pile-{counting.poll_id}-{batch.kind}"


def pile_typed(batch: BatchState, issued: int, collected: int, key: str) -> tuple[int, int]:
    """How many ballots were issued and collected; written opinions are those that came."""
    if batch.kind is BatchKind.WRITTEN:
        came = st.number_input(_("Opinions that came"), 0, None, collected, key=f"{key}-collected")
        return came, came
    left, right = st.columns(2)
    given = left.number_input(_("Ballots issued"), 0, None, issued, key=f"{key}-issued")
    back = right.number_input(_("Ballots collected"), 0, None, collected, key=f"{key}-collected")
    return given, back


def keep(
    ctx: Context, counting: Counting, batch: BatchState, typed: TypedCount, seen: int, done: str
) -> None:
    """Keep what was typed so far."""
    name = form_name(counting, batch)
    with ctx.acting(done, then=lambda: close_form(name)) as session:
        paper_counts.type_count(session, ctx.actor, counting.poll_id, batch.kind, typed, seen_version=seen)


def keep_ballot(
    ctx: Context, counting: Counting, batch: BatchState, typed: TypedCount, place: int, text: str, seen: int
) -> None:
    """Put the ballot with these keys at that place of the pile; its field is empty then."""
    name = form_name(counting, batch)

    def then() -> None:
        close_form(name)
        st.session_state[f"{name}-kept"] = True

    done = _("Ballot {number} is kept.").format(number=count(place + 1))
    with ctx.acting(done, then=then) as session:
        ballot = typed_ballot(counting.form, text, counting.names)
        ballots = (*typed.ballots[:place], ballot, *typed.ballots[place + 1 :])
        paper_counts.type_count(
            session,
            ctx.actor,
            counting.poll_id,
            batch.kind,
            replace(typed, ballots=ballots),
            seen_version=seen,
        )


def finish(
    ctx: Context, counting: Counting, batch: BatchState, seen: int, typed: TypedCount | None = None
) -> None:
    """Finish the actor's count, with what was typed last where that is not kept yet."""
    name = form_name(counting, batch)
    place = (ctx.actor, counting.poll_id, batch.kind)
    with ctx.acting(_("Your count is finished."), then=lambda: close_form(name)) as session:
        if typed:
            paper_counts.type_count(session, *place, typed, seen_version=seen)
        paper_counts.finish_count(session, *place, seen_version=seen + 1 if typed else seen)
