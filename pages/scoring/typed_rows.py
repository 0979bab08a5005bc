"""Grids of a few rows that are typed and not read back from the database."""

from typing import Any

import pandas as pd
import streamlit as st


def drawn_once(key: str, rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    """The rows as the grid with that key was first drawn: what is typed is counted from them."""
    kind = None if rows else "str"
    drawn: pd.DataFrame = st.session_state.setdefault(
        f"{key}-drawn", pd.DataFrame(rows, columns=columns, dtype=kind)
    )
    return drawn


def text_of(value: object) -> str:
    """What stands in a cell of text; a cell that was never touched in a new row has no text."""
    return value if isinstance(value, str) else ""
