"""Links from screen to screen that keep what the address says: language, block and year."""

import streamlit as st

from pages.shared.plain import plain

UNIT = "ho-so-don-vi"
TREE = "so-dang-ky"
CELL = "minh-chung"
SHEETS = "sap-xep"
COUNTING = "kiem-phieu"
ROUNDS = "bieu-quyet"


def unit_link(unit_id: int, label: str) -> None:
    """A link to the unit's page, with the label as it was typed."""
    _link(UNIT, label, {"unit": str(unit_id)})


def cell_link(unit_id: int, criterion_id: int | None, label: str) -> None:
    """A link to a unit's sheet cell by cell, at that criterion if one is meant."""
    _link(CELL, label, {"unit": str(unit_id), "criterion": str(criterion_id or "")})


def point_link(item_id: int, label: str) -> None:
    """A link to the votes, where a new one is for that point of the agenda."""
    _link(ROUNDS, label, {"point": str(item_id)})


def tree_link(label: str) -> None:
    """A link to the registry."""
    screen_link(TREE, label)


def screen_link(path: str, label: str) -> None:
    """A link to the screen with that path."""
    _link(path, label, {})


def _link(path: str, label: str, asked: dict[str, str]) -> None:
    # Streamlit knows a page by its path alone
    page = st.Page(_elsewhere, title=label, url_path=path)
    address = {**st.query_params.to_dict(), **asked}
    st.page_link(page, label=plain(label), icon=":material/chevron_right:", query_params=address)


def _elsewhere() -> None:
    """Stands for a screen that another module draws."""
