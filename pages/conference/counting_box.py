"""The sealed box of a round: opened by a teller with the passphrase, and its signed result to take along."""

from datetime import timedelta

import streamlit as st

from models.enums import BatchKind, BoxMode
from pages.shared.ballot_sentences import BATCHES
from pages.shared.context import Context, go_on
from pages.shared.i18n import _, ngettext
from pages.shared.opened import close_form, opened_form
from pages.shared.refusals import sentence_of
from services.box_counts import open_ballot_box
from services.errors.ballots import PassphraseWrong
from services.queries.counting import Counting, signed_result
from services.rules.rights import Permission
from services.settings import settings


def offer(ctx: Context, counting: Counting) -> None:
    """Ask the teller for the passphrase, which is cleared at once, whatever comes of it."""
    if not ctx.may(Permission.ACT_AS_TELLER):
        st.info(_("The tellers open the box. What is in it shows once they have."))
        return
    others = (kind for kind in counting.missing if kind is not BatchKind.ELECTRONIC)
    if waiting := [_(BATCHES[kind]) for kind in others]:
        st.info(_("The box is opened last. Settle first: {batches}.").format(batches=", ".join(waiting)))
        return
    name = f"box-{counting.poll_id}"
    key, seen = opened_form(name, counting.version)
    with st.form(f"{key}-opening"):
        if counting.mode is BoxMode.STANDARD:
            st.text_input(
                _("The tellers' passphrase"), type="password", autocomplete="off", key=f"{key}-passphrase"
            )
            st.caption(
                _("A lost passphrase cannot be replaced: the vote is then declared void and repeated.")
            )
        else:
            st.caption(_("The server keeps the key of this box; no passphrase is needed."))
        pressed = st.form_submit_button(
            _("Open the box and count"), type="primary", on_click=_take_passphrase, args=(key,)
        )
    passphrase = st.session_state.pop(f"{key}-taken", "")
    if pressed:
        _open(ctx, counting, passphrase, seen, name)


def _open(ctx: Context, counting: Counting, passphrase: str, seen: int, name: str) -> None:
    """Open the box; a wrong passphrase is written down, and so it is no refusal that takes all of it back."""
    opening = ctx.carried_out(
        lambda session: open_ballot_box(
            session,
            ctx.actor,
            counting.poll_id,
            passphrase,
            seen_version=seen,
            folder=settings().data_folder,
        ),
        lambda refusal: _refuse(sentence_of(refusal)),
    )
    if opening is None:
        return
    if opening.right:
        close_form(name)
        go_on(_("The box is counted."))
    elif opening.wait:
        _refuse(_wait_sentence(opening.wait))
    else:
        _refuse(sentence_of(PassphraseWrong(title=counting.title)))


def _refuse(sentence: str) -> None:
    st.error(sentence)


def _wait_sentence(wait: timedelta) -> str:
    minutes = max(1, -(-wait // timedelta(minutes=1)))
    return ngettext(
        "Too many wrong passphrases. Wait {minutes} minute, then type it as it stands on the sealed paper.",
        "Too many wrong passphrases. Wait {minutes} minutes, then type it as it stands on the sealed paper.",
        minutes,
    ).format(minutes=minutes)


def _take_passphrase(key: str) -> None:
    """Empty the field before the screen is drawn again: what was typed lives for that one run alone."""
    st.session_state[f"{key}-taken"] = st.session_state.get(f"{key}-passphrase", "")
    if f"{key}-passphrase" in st.session_state:
        st.session_state[f"{key}-passphrase"] = ""


def offer_result(ctx: Context, poll_id: int) -> None:
    """The signed result, for whoever wants to count it again; nothing where the round had no box."""
    bundle = None
    with ctx.asking() as session:
        bundle = signed_result(session, ctx.actor, poll_id)
    if bundle is None:
        return
    st.download_button(
        _("Signed result"),
        bundle,
        file_name=f"ket-qua-{poll_id}.json",
        mime="application/json",
        icon=":material/verified:",
        key=f"bundle-{poll_id}",
    )
    st.caption(_("Whoever has the product counts it again, without the server, with this line:"))
    st.code(f"python manage.py verify ket-qua-{poll_id}.json", language=None)
