"""The end of a year's scoring: its lock, what hinders it, and whether the year still comes to what it was."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from models.enums import YearState
from pages.shared import formats
from pages.shared.awards import award_name
from pages.shared.context import Context
from pages.shared.display import figures_right
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services import scoring_lock
from services.queries.places import YearPlaces
from services.queries.registry import UnitLine
from services.rules.exact import decimal_of, hundredths_of
from services.rules.kept_scoring import Difference
from services.rules.rights import Permission
from services.rules.text import NAME_LIMIT

_FIGURES: Mapping[str, str] = {
    "rank": N_("Place"),
    "tied": N_("Shares the place"),
    "points": N_("Points"),
    "percent": N_("Percent"),
    "bonus": N_("Bonus, penalty"),
    "max": N_("Maximum"),
    "missing": N_("Criteria without a score"),
    "classification": N_("Classification"),
    "quota": N_("Quota"),
}
_EXACT = ("points", "percent", "bonus", "max", "branches")
_WORDS = {"True": N_("Yes"), "False": N_("No")}


def flag(places: YearPlaces, units: Mapping[str, UnitLine]) -> None:
    """A red flag where the year does not come any more to what was locked, with every figure that differs."""
    if places.check is None or places.check.holds:
        return
    if not places.check.whole:
        st.error(
            _(
                "What was kept at the lock has been tampered with: it does not fit its code. The figures "
                "below are reckoned from the scores of now. Look at the trail, and restore a backup."
            ),
            icon=":material/gpp_bad:",
        )
        return
    st.error(
        _(
            "The scores have been changed behind the lock. The places below are those that were locked; "
            "reckoned from the scores of now, they would differ so. Look at the trail, and restore a backup."
        ),
        icon=":material/gpp_bad:",
    )
    bands = {band.code: band.name for band in places.facts.bands}
    rows = [
        {
            _("Unit"): plain(_whose(one, units)),
            _("Figure"): _figure(one),
            _("Locked"): _value(one, one.kept, bands),
            _("Reckoned now"): _value(one, one.now, bands),
        }
        for one in places.check.differences
    ]
    with figures_right("lock-differences", 3, 4):
        st.table(pd.DataFrame(rows), hide_index=True, border="horizontal")


def draw(ctx: Context, places: YearPlaces) -> None:
    """Whoever may, locks the scoring once nothing hinders it, or unlocks it for a reason."""
    closed = ctx.state in (YearState.PUBLISHED, YearState.ARCHIVED)
    locked = places.finality.locked_at is not None
    if locked:
        st.subheader(_("The scoring is locked"))
        _tell(places)
    if closed or not ctx.may(Permission.LOCK_SCORING):
        return
    if locked:
        _unlock(ctx)
    else:
        st.subheader(_("Lock the scoring"))
        _lock(ctx, places)


def _tell(places: YearPlaces) -> None:
    locked_at = places.finality.locked_at
    if locked_at is None:
        return
    by = places.check.locked_by if places.check else None
    moment = formats.moment(locked_at)
    said = _("Locked by {name} on {moment}.") if by else _("Locked on {moment}.")
    st.write(said.format(name=plain(by or ""), moment=moment))
    st.caption(_("Code of the figures (SHA-256): {hash}").format(hash=places.finality.sha256))


def _lock(ctx: Context, places: YearPlaces) -> None:
    st.write(
        _(
            "From then on no score, criterion or rule of the ranking changes, and the year prints the same "
            "for ever. It can be unlocked, with a reason that everybody may read."
        )
    )
    waiting = sum(1 for line in places.standings if line.rank is None)
    if waiting:
        st.info(
            _("Not yet: {count} units lack the scores that are named above.").format(
                count=formats.count(waiting)
            ),
            icon=":material/pending_actions:",
        )
    if st.button(_("Lock the scoring of {year}").format(year=ctx.year), type="primary", disabled=waiting > 0):
        with ctx.acting(_("The scoring is locked.")) as session:
            scoring_lock.lock_scoring(session, ctx.actor, ctx.block_year_id)


def _unlock(ctx: Context) -> None:
    with st.popover(_("Unlock the scoring")):
        reason = st.text_input(_("Reason"), key=f"unlock_reason-{ctx.block_year_id}", max_chars=NAME_LIMIT)
        if st.button(_("Yes, unlock it"), key=f"unlock-{ctx.block_year_id}"):
            with ctx.acting(_("The scoring is unlocked.")) as session:
                scoring_lock.unlock_scoring(session, ctx.actor, ctx.block_year_id, reason)


def _whose(one: Difference, units: Mapping[str, UnitLine]) -> str:
    if one.figure == "quota":
        return award_name(one.unit)
    return units[one.unit].name if one.unit in units else one.unit


def _figure(one: Difference) -> str:
    if one.figure == "branches":
        return _("Points in criterion {code}").format(code=plain(one.criterion))
    return _(_FIGURES[one.figure])


def _value(one: Difference, text: str | None, bands: Mapping[str, str]) -> str:
    if text is None:
        return _("none")
    if one.figure in _EXACT:
        return formats.points(hundredths_of(decimal_of(text)))
    return _(_WORDS[text]) if text in _WORDS else plain(bands.get(text, text))
