"""The second factor: a telephone is enrolled with a QR code, and ten codes stand in for it."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from pages.shared.context import acting
from pages.shared.i18n import _, ngettext
from pages.shared.square_code import square_code
from services import second_factor
from services.database import Database
from services.queries.accounts import OwnAccount
from services.rules.codes import as_groups
from services.rules.rights import Actor
from services.rules.second_factor import enrolment_address
from services.settings import settings

_SECRET = "telephone_secret"  # noqa: S105 - a key of the session, not the secret itself
_CODES = "recovery_codes"


def shows_codes() -> bool:
    """Whether recovery codes have been made that their owner has not kept yet."""
    return _CODES in st.session_state


def draw(engine: Database, actor: Actor, own: OwnAccount) -> None:
    """Enrol a telephone, or take it off; the recovery codes are shown once, before anything else."""
    if codes := st.session_state.get(_CODES):
        _show_codes(codes)
    elif own.has_second_factor:
        _draw_enrolled(engine, actor, own)
    else:
        st.write(_("After the password, the product then asks for a code that only your telephone shows."))
        _enrol(engine, actor, own.username)


def _draw_enrolled(engine: Database, actor: Actor, own: OwnAccount) -> None:
    st.write(
        ngettext(
            "A telephone is set up, with {count} recovery code left.",
            "A telephone is set up, with {count} recovery codes left.",
            own.recovery_codes,
        ).format(count=own.recovery_codes)
    )
    if st.button(_("Take the telephone off")) and actor.account_id is not None:
        with acting(engine, actor, _("The telephone is taken off.")) as session:
            second_factor.remove_second_factor(session, actor, actor.account_id)


def _enrol(engine: Database, actor: Actor, username: str) -> None:
    secret: str = st.session_state.setdefault(_SECRET, second_factor.new_secret())
    shown, asked = st.columns([1, 2])
    shown.image(square_code(enrolment_address(secret, username, _("Emulation block"))))
    with asked:
        st.write(_("Read the picture with an authenticator app, or type this key into it:"))
        st.code(secret, language=None)
        with st.form("telephone", clear_on_submit=True):
            typed = st.text_input(
                _("The six digits that it shows now"), autocomplete="one-time-code", max_chars=10
            )
            if st.form_submit_button(_("Set up the telephone"), type="primary"):
                made: list[str] = []
                kept = partial(_keep, made)
                with acting(engine, actor, _("The telephone is set up."), then=kept) as session:
                    made += second_factor.confirm_enrolment(
                        session, actor, secret, typed, settings().sealing_key(), datetime.now(UTC)
                    )


def _keep(codes: list[str]) -> None:
    st.session_state[_CODES] = codes
    st.session_state.pop(_SECRET)


def _show_codes(codes: list[str]) -> None:
    st.warning(_("Write these ten codes down now. Each lets you in once without the telephone."))
    st.code("\n".join(map(as_groups, codes)), language=None)
    st.button(_("I have kept them"), type="primary", on_click=st.session_state.pop, args=(_CODES, None))
