"""One-time codes for many people at once, on cards to print; they are shown only there."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from pages.account.people_words import called
from pages.shared import formats
from pages.shared.address import leads_nowhere_else, own_address
from pages.shared.context import Context
from pages.shared.i18n import N_, _, ngettext
from pages.shared.made_cards import MadeCards, offer
from services import passwords
from services.cards import Card, page_of_cards
from services.queries.accounts import PersonLine, WayIn, people
from services.rules.text import sort_key

_MADE = "cards_made"
_ROUND = "cards_round"
_WHOM = {"without": N_("All without a good code ({count})"), "named": N_("Some people")}


def draw_offer() -> None:
    """The cards that were just made, as a file to print, until they are put away."""
    made: MadeCards | None = st.session_state.get(_MADE)
    if made is None:
        return
    said = ngettext(
        "{count} card with a one-time code is ready. The code stands nowhere else: print it now.",
        "{count} cards with one-time codes are ready. The codes stand nowhere else: print them now.",
        made[1],
    )
    offer(_MADE, said.format(count=formats.count(made[1])), made, "the-dang-nhap.html")


def draw(ctx: Context, lines: Sequence[PersonLine], ways: Mapping[int, WayIn], now: datetime) -> None:
    """Choose among those who have no password yet, and make their cards."""
    waiting = {line.account_id: line for line in lines if line.active and not line.has_password}
    if not waiting:
        st.info(_("Everybody has a password. For a forgotten one, make a code under Password and access."))
        return
    st.write(_("For people who have no password yet. A new code takes the place of an earlier one."))
    if leads_nowhere_else():
        st.info(
            _(
                "The cards would bear the address of this very computer. Open the product by its name in "
                "the network, and make them there."
            )
        )
    chosen = _chosen(waiting, ways, now)
    label = ngettext("Make {count} card", "Make {count} cards", len(chosen))
    if st.button(label.format(count=formats.count(len(chosen))), type="primary", disabled=not chosen):
        issue = Issue(ctx, datetime.now(UTC))
        with ctx.acting(_("The cards are ready to be printed."), then=issue.keep) as session:
            issue.codes = passwords.issue_codes(session, ctx.actor, chosen, issue.now)


def _chosen(waiting: Mapping[int, PersonLine], ways: Mapping[int, WayIn], now: datetime) -> list[int]:
    """Those who hold no code that is still good, or the ones that are named."""
    until = {key: way.code_until for key, way in ways.items() if way.code_until}
    without = [key for key in waiting if key not in until or until[key] <= now]
    whom = st.segmented_control(
        _("For whom"),
        list(_WHOM),
        format_func=lambda one: _(_WHOM[one]).format(count=formats.count(len(without))),
        default="without",
        required=True,
        key="cards_whom",
    )
    if whom == "without":
        return without
    return st.multiselect(
        _("People"),
        list(waiting),
        format_func=lambda key: called(waiting[key]),
        placeholder=_("Choose people"),
        key=f"cards-{st.session_state.get(_ROUND, 0)}",
    )


class Issue:
    """Codes made in one transaction; they become cards once it is committed."""

    def __init__(self, ctx: Context, now: datetime) -> None:
        self._ctx, self.now = ctx, now
        self.codes: dict[int, str] = {}

    def keep(self) -> None:
        """Keep the cards for this session alone, to be offered by `draw_offer`."""
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        if not self.codes:
            return
        with self._ctx.reading() as session:
            lines = [line for line in people(session, self._ctx.year) if line.account_id in self.codes]
        lines.sort(key=lambda line: (sort_key(line.unit or ""), sort_key(line.display_name)))
        cards = [
            Card(line.display_name, line.unit or "", line.username, self.codes[line.account_id])
            for line in lines
        ]
        page = page_of_cards(
            cards,
            own_address(),
            hours=passwords.CODE_LIVES // timedelta(hours=1),
            until=formats.moment(self.now + passwords.CODE_LIVES),
        )
        st.session_state[_MADE] = page, len(cards)
