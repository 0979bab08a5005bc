"""The form of what places are given by: stage and key, what decides equal units, bands, quotas of awards."""

from functools import partial

import streamlit as st

from models.enums import RankingKey, YearState
from pages.scoring.standings_grids import bands_typed, quotas_typed
from pages.scoring.standings_words import STAGES, criterion_name
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.opened import close_form, opened_form
from services import ranking_rules
from services.queries.places import YearPlaces
from services.rules.document import BONUS, RankingRule
from services.rules.ranking_entry import RankingEntry

_KEYS = {RankingKey.POINTS: N_("Points"), RankingKey.PERCENT: N_("Percent of the maximum")}


def draw(ctx: Context, places: YearPlaces) -> None:
    """The rules as they stand, to be changed and saved together."""
    if ctx.state in (YearState.PUBLISHED, YearState.ARCHIVED) or places.finality.locked_at is not None:
        return
    with st.expander(_("Rules of the ranking, bands and quotas")):
        name = f"ranking-{ctx.block_year_id}"
        key, seen = opened_form(name, places.facts.version)
        rule = _rule(places, key)
        bands = bands_typed(places.facts.bands, key)
        quotas = quotas_typed(places.quotas, key)
        if st.button(_("Save the rules"), key=f"{key}-save"):
            with ctx.acting(_("The rules are saved."), then=partial(close_form, name)) as session:
                entry = RankingEntry(rule=rule, bands=bands, quotas=quotas)
                ranking_rules.set_ranking_rules(
                    session, ctx.actor, ctx.block_year_id, entry, seen_version=seen
                )


def _rule(places: YearPlaces, key: str) -> RankingRule:
    stands = places.facts.rule
    left, right = st.columns(2)
    stage = left.selectbox(
        _("Places rest on"),
        list(STAGES),
        list(STAGES).index(stands.stage),
        format_func=lambda one: _(STAGES[one]),
        key=f"{key}-stage",
    )
    by = right.segmented_control(
        _("Places are given by"),
        list(_KEYS),
        default=stands.by,
        required=True,
        format_func=lambda one: _(_KEYS[one]),
        key=f"{key}-by",
    )
    chain = st.multiselect(
        _("What decides between equal units, in this order"),
        [BONUS, *(line.rule.code for line in places.criteria)],
        default=list(stands.tie_breaks),
        format_func=partial(criterion_name, places),
        placeholder=_("Nothing: equal units share the place"),
        key=f"{key}-chain",
        select_all=False,  # Streamlit's own words for it are English
    )
    return RankingRule(stage=stage, by=by, tie_breaks=tuple(chain))
