"""Fields of a draft that say by which share it passes, and how the ballots of a secret one are sealed."""

import streamlit as st

from models.enums import Basis, BoxMode, Operator, PollKind, PollMethod
from pages.conference import words
from pages.shared.i18n import N_, _
from services.queries.polls import PollDetail
from services.rules.document import Threshold
from services.rules.exact import share_text, typed_share

_MODES: dict[str, str] = {
    BoxMode.STANDARD: N_("On phones: the tellers hold the key of the box"),
    BoxMode.QUICK: N_("On phones, for a quick show: the server holds the key"),
    "": N_("On paper alone"),
}
Typed = tuple[Operator, str, Basis] | None


def ask(label: str, none: str | None, given: Threshold | None, key: str, usual: Basis = Basis.VALID) -> Typed:
    """An operator, a share as typed and its basis; None where `none` may be and was chosen."""
    sign, share, basis = st.columns(3)
    choices = [operator.value for operator in words.OPERATORS]
    if none is not None:
        choices.insert(0, "")
    chosen = sign.selectbox(
        label,
        choices,
        choices.index(given.operator.value) if given else 0,
        format_func=lambda one: _(words.OPERATORS[Operator(one)]) if one else none or "",
        key=f"{key}-operator-{none is None}",
    )
    if not chosen:
        return None
    text = share.text_input(
        _("Share"), share_text(given.share) if given else "1/2", key=f"{key}-share", help=_("2/3, or 50%")
    )
    bases = list(words.BASES)
    of = basis.selectbox(
        _("Of what"),
        bases,
        bases.index(given.basis if given else usual),
        format_func=lambda one: _(words.BASES[one]),
        key=f"{key}-basis",
    )
    return Operator(chosen), text, of


def read(threshold: Typed) -> Threshold | None:
    """What was typed, as the rules know it; refuses what is no share."""
    return threshold and Threshold(threshold[0], typed_share(threshold[1]), threshold[2])


def ask_mode(method: PollMethod, detail: PollDetail | None, key: str) -> BoxMode | None:
    """How the ballots of a secret vote are given and sealed; None for one on paper."""
    if method is not PollMethod.SECRET:
        return None
    modes = list(_MODES)
    before = detail.mode or "" if detail and detail.poll.method is method else modes[0]
    chosen = st.selectbox(
        _("How the ballots are given"),
        modes,
        modes.index(before),
        format_func=lambda one: _(_MODES[one]),
        key=f"{key}-mode",
    )
    return BoxMode(chosen) if chosen else None


def ask_own_unit(kind: PollKind, detail: PollDetail | None, key: str) -> bool:
    """Whether one may vote for the unit that one comes from; a motion is about none."""
    if kind is PollKind.MOTION:
        return True
    before = detail is None or detail.own_unit
    return st.checkbox(_("One may vote for the own unit"), before, key=f"{key}-own-unit")
