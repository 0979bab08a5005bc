"""The words of the screens: English message ids, Vietnamese from the catalogue in `locales/vi`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import streamlit as st
from babel.messages.pofile import read_po
from streamlit.runtime.scriptrunner import get_script_run_ctx

SUPPORTED = ("vi", "en")
DEFAULT = "vi"

_CATALOGUE = Path(__file__).resolve().parents[2] / "locales" / "vi"
_SESSION_KEY = "language"


def language() -> str:
    """The language of this session, one of SUPPORTED; DEFAULT outside a Streamlit run."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return DEFAULT
    chosen = st.session_state.get(_SESSION_KEY, DEFAULT)
    return chosen if chosen in SUPPORTED else DEFAULT


def use_language(code: str) -> None:
    """Speak `code` from now on in this session.

    Raises: ValueError when `code` is not one of SUPPORTED.
    """
    if code not in SUPPORTED:
        raise ValueError(f"unsupported language: {code!r}")
    st.session_state[_SESSION_KEY] = code


def _(message: str) -> str:
    """The message in the language of this session; the id itself where nothing is translated."""
    return message if language() == "en" else catalogue().get(message, message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The message for a count of `n`; Vietnamese has one form for all counts."""
    english = singular if n == 1 else plural
    return english if language() == "en" else catalogue().get(singular, english)


def N_(message: str) -> str:  # noqa: N802 - the marker that extractors of messages know
    """The message unchanged: marks a constant for the catalogue, to be put through `_` when shown."""
    return message


@cache
def catalogue(folder: Path = _CATALOGUE) -> Mapping[str, str]:
    """Message id (of a plural: its singular) -> text, merged from every .po file of `folder`.

    Raises: ValueError when two files translate one id differently.
    """
    merged: dict[str, str] = {}
    origin: dict[str, Path] = {}
    for path in sorted(folder.glob("*.po")):
        for message_id, text in _texts(path).items():
            if merged.setdefault(message_id, text) != text:
                raise ValueError(f"{message_id!r} differs in {origin[message_id].name} and {path.name}")
            origin.setdefault(message_id, path)
    return MappingProxyType(merged)


def _texts(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        messages = [message for message in read_po(file, locale="vi") if message.id and message.string]
    return {_first(message.id): _first(message.string) for message in messages}


def _first(text: str | list[str] | tuple[str, ...] | None) -> str:
    return text if isinstance(text, str) else (text or ("",))[0]
