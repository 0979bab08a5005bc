"""Cards for delegates who vote without an account: printed at once, or one anew; shown only then."""

from collections.abc import Mapping, Sequence

import streamlit as st

from models.enums import YearState
from pages.conference import vote
from pages.shared import formats
from pages.shared.address import leads_nowhere_else, own_address
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.made_cards import MadeCards, offer
from services import voter_cards
from services.cards import VoterCard, page_of_voter_cards
from services.queries.ballots import with_cards
from services.queries.delegates import DelegateLine, delegates_of_year

_MADE = "voter_cards_made"
_ROUND = "voter_cards_round"


def render(ctx: Context) -> None:
    """Say who has a card, and make the cards of those who have none, or of some anew."""
    with ctx.reading() as session:
        lines = [line for line in delegates_of_year(session, ctx.block_year_id) if line.is_voter]
        printed = with_cards(session, ctx.block_year_id)
    st.title(_finding(lines, printed))
    if not lines:
        st.info(_("No delegate carries a vote yet. Say under Delegates who votes for each unit."))
        return
    st.write(
        _(
            "A card is for delegates who vote on a phone without an account: the square code opens the "
            "voting page, the code on the card is typed there. It lets nobody do anything else."
        )
    )
    with st.container():  # a place in every run, so that what stands below keeps its own
        _offer()
    if ctx.state in (YearState.PUBLISHED, YearState.ARCHIVED):
        return
    if leads_nowhere_else():
        st.info(
            _(
                "The cards would bear the address of this very computer. Open the product by its name in "
                "the network, and make them there."
            )
        )
    _make(ctx, lines, printed)


def _finding(lines: Sequence[DelegateLine], printed: frozenset[int]) -> str:
    have = sum(line.id in printed for line in lines)
    return _("{part} delegates who vote have a card").format(part=formats.part_of(have, len(lines)))


def _make(ctx: Context, lines: Sequence[DelegateLine], printed: frozenset[int]) -> None:
    by_id = {line.id: line for line in lines}
    without = [line.id for line in lines if line.id not in printed and line.account_id is None]
    chosen = st.multiselect(
        _("Cards for"),
        list(by_id),
        without,
        format_func=lambda key: _called(by_id[key], key in printed),
        placeholder=_("Choose people"),
        key=f"voter-cards-{ctx.block_year_id}-{st.session_state.get(_ROUND, 0)}",
        select_all=False,  # Streamlit's own words for it are English
    )
    if any(key in printed for key in chosen):
        st.warning(_("Whoever has a card gets another; the old one is worthless at once, also in use."))
    label = ngettext("Make {count} card", "Make {count} cards", len(chosen))
    if st.button(label.format(count=formats.count(len(chosen))), type="primary", disabled=not chosen):
        issue = _Issue(by_id)
        with ctx.acting(_("The cards are ready to be printed."), then=issue.keep) as session:
            issue.codes = voter_cards.issue_cards(session, ctx.actor, ctx.block_year_id, chosen)


def _called(line: DelegateLine, has_card: bool) -> str:
    parts = [line.person, line.unit, _("has a card") if has_card else ""]
    return " \u00b7 ".join(filter(None, parts))


class _Issue:
    """Codes made in one transaction; they become cards once it is committed."""

    def __init__(self, lines: Mapping[int, DelegateLine]) -> None:
        self._lines = lines
        self.codes: dict[int, str] = {}

    def keep(self) -> None:
        """Keep the cards for this session alone, to be offered until they are put away."""
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        cards = [
            VoterCard(line.person, line.unit, self.codes[key])
            for key, line in self._lines.items()
            if key in self.codes
        ]
        st.session_state[_MADE] = page_of_voter_cards(cards, own_address() + vote.PATH), len(cards)


def _offer() -> None:
    """The cards that were just made, as a file to print, until they are put away."""
    made: MadeCards | None = st.session_state.get(_MADE)
    if made is None:
        return
    said = ngettext(
        "{count} voter's card is ready. Its code stands nowhere else: print it now.",
        "{count} voters' cards are ready. Their codes stand nowhere else: print them now.",
        made[1],
    )
    offer(_MADE, said.format(count=formats.count(made[1])), made, "the-bieu-quyet.html")
