"""The unit and the criterion that are looked at, in the address: a reload or a link finds them again."""

from collections.abc import Iterable

import streamlit as st

from pages.shared.address import keep


def asked(name: str, choices: Iterable[int], unit_id: int | None = None) -> int | None:
    """What the address asks for, unless it only repeats what it was told of that unit; None for no choice."""
    value = st.query_params.get(name, "")
    if value == st.session_state.get(_told(name, unit_id)):
        return None
    return next((one for one in choices if str(one) == value), None)


def tell(name: str, chosen: int, unit_id: int | None = None) -> None:
    """Have the address say what was chosen, on the sheet of that unit."""
    value = str(chosen)
    st.session_state[_told(name, unit_id)] = value
    if st.query_params.get(name) != value:
        keep(name, value)


def _told(name: str, unit_id: int | None) -> str:
    return f"cell-told-{name}-{unit_id}"
