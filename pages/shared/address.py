"""What the address keeps - language, block, year - so that a reload or a sent link finds it again."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import streamlit as st

from pages.shared.i18n import DEFAULT, SUPPORTED, language, use_language

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_NAMES = {"vi": "Ti\u1ebfng Vi\u1ec7t", "en": "English"}  # each language by its own name, in every language


def chosen(name: str, choices: Sequence[str], default: str) -> str:
    """The session's choice, else the address's, else the default; the address then says it.

    What is not among the choices counts as not chosen: the address is anybody's to type.
    """
    value = st.session_state.get(name, st.query_params.get(name))
    if value not in choices:
        value = default
    st.session_state[name] = value
    if st.query_params.get(name, default) != value:
        st.query_params[name] = value
    return str(value)


def own_address() -> str:
    """The product's address as it is asked for now, without screen, block or year."""
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}/"


def leads_nowhere_else() -> bool:
    """Whether that address means this very machine on whatever machine it is typed."""
    return urlsplit(st.context.url or "").hostname in _THIS_MACHINE


def follow_language() -> None:
    """Speak the language that the session or the address has chosen."""
    use_language(chosen("language", SUPPORTED, DEFAULT))


def language_switch() -> None:
    """A button that turns every screen of this session to the other language."""
    other = next(code for code in SUPPORTED if code != language())
    st.button(_NAMES[other], type="tertiary", key="language_switch", on_click=use_language, args=(other,))


def keep(name: str, value: str) -> None:
    """Have the address say so from now on; nothing of it for an empty value."""
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
