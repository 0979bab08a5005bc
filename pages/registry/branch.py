"""The tree of the registry, one branch at a time: a province, a block of it, the units of that block."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain

import pandas as pd
import streamlit as st

from pages.shared import formats
from pages.shared.address import keep
from pages.shared.block_words import block_kind_name
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.links import unit_link
from pages.shared.plain import plain
from pages.shared.year_choice import state_name
from services.queries.tree import BlockLine, units_of_block

Tree = Mapping[str, list[BlockLine]]


def render(ctx: Context, tree: Tree, day: date) -> None:
    """Choose a province and a block; its units as links, and beside them the blocks of the province."""
    block = _chosen_block(ctx, tree)
    with ctx.reading() as session:
        units = units_of_block(session, ctx.actor, block.block_id, day)
    st.subheader(plain(block.name))
    counted = ngettext("{count} unit", "{count} units", block.units).format(count=formats.count(block.units))
    st.caption(" \u00b7 ".join(filter(None, (block_kind_name(block.kind), counted, _newest_year(block)))))
    if block.emptied:
        st.info(_("All units had left this block by that day. Choose an earlier day to see them."))
    elif not units:
        st.info(_("No unit belonged to this block on that day."))
    half = -(-len(units) // 2)
    for column, part in zip(st.columns(2), (units[:half], units[half:]), strict=True):
        with column, st.container(gap="xsmall"):
            for unit in part:
                unit_link(unit.unit_id, unit.name)
    if len(beside := tree[block.province]) > 1:
        st.subheader(_("Blocks of {province}").format(province=plain(_province_name(block.province))))
        _table(beside)


def _chosen_block(ctx: Context, tree: Tree) -> BlockLine:
    """The block that is chosen, at first the address's or that of the screen."""
    by_code = {block.code: block for block in chain.from_iterable(tree.values())}
    first = next(iter(by_code.values()))
    own = next((block for block in by_code.values() if block.block_id == ctx.block_id), first)
    asked = by_code.get(st.query_params.get("of", ""), own)
    left, right = st.columns(2)
    provinces = list(tree)
    province = asked.province
    if len(provinces) > 1:
        province = left.selectbox(
            _("Province"),
            provinces,
            provinces.index(province),
            format_func=_province_name,
            key="registry_province",
        )
    codes = [block.code for block in tree[province]]
    code = codes[0]
    if len(codes) > 1:
        code = right.selectbox(
            _("Block"),
            codes,
            codes.index(asked.code) if asked.code in codes else 0,
            format_func=lambda one: by_code[one].name,
            key=f"registry_block-{province}",
        )
    keep("of", "" if code == own.code else code)
    return by_code[code]


def _table(blocks: Sequence[BlockLine]) -> None:
    frame = pd.DataFrame(
        {
            "name": block.name,
            "kind": block_kind_name(block.kind),
            "units": formats.count(block.units),
            "year": _newest_year(block),
        }
        for block in blocks
    )
    columns = formats.number_columns({"units": _("Units")}) | {
        "name": st.column_config.TextColumn(_("Block"), width=330),
        "kind": st.column_config.TextColumn(_("Kind"), width="small"),
        "year": st.column_config.TextColumn(_("Newest year"), width=170),
    }
    st.dataframe(frame, hide_index=True, column_config=columns, height="content")


def _newest_year(block: BlockLine) -> str:
    return f"{block.year} \u00b7 {state_name(block.state)}" if block.year and block.state else ""


def _province_name(name: str) -> str:
    return name or _("Without a province")
