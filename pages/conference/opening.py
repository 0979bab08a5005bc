"""The form that opens a vote: who is there, and for an electronic one the tellers' passphrase."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from models.conference_enums import HallView
from models.enums import BoxMode
from pages.shared import formats
from pages.shared.ballot_sentences import DOUBTS
from pages.shared.context import Context
from pages.shared.i18n import _
from services import hall, poll_steps
from services.queries.attendance import Roll, roll_now
from services.queries.conference import is_rehearsing
from services.queries.delegates import delegates_of_year
from services.queries.polls import PollDetail
from services.rules.counting import Attendance
from services.rules.manifest import SMALLEST_ELECTORATE, RoundDoubt
from services.rules.tally import quorum_of
from services.settings import settings


def offer(ctx: Context, detail: PollDetail, key: str, seen: int) -> None:
    """Open the vote with those who are marked present; in a year without delegates, with figures as typed."""
    with ctx.reading() as session:
        roll = roll_now(session, ctx.block_year_id, rehearsal=is_rehearsing(session, ctx.block_year_id))
    if not roll.voters:
        _by_figures(ctx, detail, key, seen)
        return
    there = roll.attendance
    _say_who_is_there(detail, there)
    opinions = False
    if there.present < there.summoned:
        opinions = st.checkbox(_("Who is absent may send a written opinion"), key=f"{key}-opinions")
    on_paper = _on_paper(ctx, roll, key) if detail.mode is not None else []
    typed: str | None = ""
    small_is_known = False
    with st.form(f"{key}-opening", clear_on_submit=True, border=detail.mode is not None):
        if detail.mode is not None:
            typed, small_is_known = _seal(detail.mode, there.present - len(on_paper), key)
        pressed = st.form_submit_button(_("Open the vote"), type="primary")
    if pressed and typed is None:
        st.error(_("The two passphrases are not the same. Type them again."))
    elif pressed:
        with ctx.acting(_("The vote is open.")) as session:
            poll_steps.open_poll(
                session,
                ctx.actor,
                detail.poll_id,
                there,
                seen_version=seen,
                folder=settings().data_folder,
                passphrase=typed or "",
                opinions=opinions,
                on_paper=on_paper,
                small_is_known=small_is_known,
            )
            hall.show_in_hall(session, ctx.actor, ctx.block_year_id, HallView.POLL)


def _say_who_is_there(detail: PollDetail, there: Attendance) -> None:
    """The roll as it will be frozen, and that the vote would decide nothing with so few."""
    st.write(
        _("{part} delegates who vote are marked present; they are the roll of this vote.").format(
            part=formats.part_of(there.present, there.summoned)
        )
    )
    asked = replace(detail.poll, summoned=there.summoned, present=there.present, members=there.members)
    quorum = quorum_of(asked)
    if quorum is not None and not quorum.reached:
        st.warning(_(DOUBTS[RoundDoubt.QUORUM_MISSED]), icon=":material/groups:")


def show_frozen(detail: PollDetail) -> None:
    """The fingerprint of what was frozen at the opening, as the trail has it."""
    if detail.fingerprint:
        st.caption(_("Fingerprint of what is voted on: {hash}").format(hash=detail.fingerprint))


def _by_figures(ctx: Context, detail: PollDetail, key: str, seen: int) -> None:
    poll = detail.poll
    with st.form(f"{key}-opening"):
        first, second, third = st.columns(3)
        members = first.number_input(
            _("Members"),
            0,
            None,
            poll.summoned if poll.members is None else poll.members,
            key=f"{key}-members",
        )
        summoned = second.number_input(_("Summoned"), 0, None, poll.summoned, key=f"{key}-summoned")
        present = third.number_input(_("Present now"), 0, None, poll.present, key=f"{key}-present")
        if st.form_submit_button(_("Open the vote"), type="primary"):
            with ctx.acting(_("The vote is open.")) as session:
                there = Attendance(summoned=summoned, present=present, members=members)
                folder = settings().data_folder
                poll_steps.open_poll(
                    session, ctx.actor, detail.poll_id, there, seen_version=seen, folder=folder
                )
                hall.show_in_hall(session, ctx.actor, ctx.block_year_id, HallView.POLL)


def _on_paper(ctx: Context, roll: Roll, key: str) -> Sequence[int]:
    """Delegates who are there and cannot vote on a phone."""
    with ctx.reading() as session:
        names = {line.id: line.person for line in delegates_of_year(session, ctx.block_year_id)}
    there = [voter.delegate_id for voter in roll.voters if voter.present]
    return st.multiselect(
        _("Who votes on paper instead"),
        there,
        format_func=names.__getitem__,
        placeholder=_("Nobody"),
        key=f"{key}-on-paper",
        select_all=False,  # Streamlit's own words for it are English
    )


def _seal(mode: BoxMode, voters: int, key: str) -> tuple[str | None, bool]:
    """The passphrase, None where the two differ; and whether it is known that very few vote."""
    known = False
    if voters < SMALLEST_ELECTORATE:
        st.warning(_(DOUBTS[RoundDoubt.SMALL_ELECTORATE]), icon=":material/visibility:")
        known = st.checkbox(_("We know, and vote electronically all the same"), key=f"{key}-small")
    if mode is BoxMode.QUICK:
        st.warning(_(DOUBTS[RoundDoubt.KEY_ON_SERVER]), icon=":material/key:")
        return "", known
    st.write(
        _(
            "The tellers type a passphrase that only they know, and keep it on paper in a sealed envelope. "
            "It is kept nowhere here: if it is lost, the vote has to be repeated."
        )
    )
    fields = {
        "first": _("The tellers' passphrase, 12 characters or more"),
        "second": _("The same once more"),
    }
    first, second = (
        place.text_input(label, type="password", autocomplete="new-password", key=f"{key}-{name}")
        for place, (name, label) in zip(
            st.columns(2, vertical_alignment="bottom"), fields.items(), strict=True
        )
    )
    return (first if first == second else None), known
