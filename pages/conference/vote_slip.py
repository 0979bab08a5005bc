"""What a session holds of a ballot: the choice until it is cast, and then nothing but the tracking code."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from threading import Lock

import streamlit as st

from models.enums import Answer
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.errors.base import DomainError
from services.queries.ballots import BallotPaper
from services.rules.codes import as_groups

_SLIPS = "ballot_slips"
FIELDS = "ballot-field"


@dataclass(slots=True)
class Slip:
    """A choice that waits to be confirmed, or the code of the ballot that it has become.

    It is changed in place: what is stored in a session by name can be interrupted between cast and code.
    `refusal` is why it is not in the box, until it is told. `turn` is held from the cast until the code is
    noted: Streamlit begins the next run of a session beside one that is told to stop.
    """

    title: str
    choice: Mapping[str, Answer] | None = None
    cast: bool = False
    code: str | None = None
    refusal: DomainError | None = None
    turn: Lock = field(default_factory=Lock, repr=False, compare=False)

    def refuse(self, refusal: DomainError) -> None:
        """Take note of why it was refused, to tell it."""
        self.refusal = refusal

    def forget_choice(self) -> None:
        """Leave nothing of the choice: neither here nor in the fields that it was made with."""
        self.choice = self.refusal = None  # a refusal may name an option
        for key in [key for key in st.session_state if str(key).startswith(FIELDS)]:
            del st.session_state[key]


def slip_of(paper: BallotPaper) -> Slip:
    """The session's slip for that round."""
    slips: dict[int, Slip] = st.session_state.setdefault(_SLIPS, {})
    return slips.setdefault(paper.poll_id, Slip(paper.form.poll.title))


def wait_for_codes() -> None:
    """Go on once no cast of the session is under way: its code is noted then, or why there is none."""
    for slip in list(st.session_state.get(_SLIPS, {}).values()):
        with slip.turn:
            pass


def ended(poll_ids: Collection[int]) -> list[Slip]:
    """The slips of rounds that are not open any more: nothing of a choice is left on them."""
    slips: dict[int, Slip] = st.session_state.get(_SLIPS, {})
    found = [slip for poll_id, slip in slips.items() if poll_id not in poll_ids]
    for slip in found:
        if slip.choice is not None:
            slip.forget_choice()
    return [slip for slip in found if slip.code is not None or not slip.cast]


def is_choosing() -> bool:
    """Whether a choice waits to be confirmed."""
    slips: dict[int, Slip] = st.session_state.get(_SLIPS, {})
    return any(slip.choice is not None for slip in slips.values())


def show_cast(slip: Slip) -> None:
    """Say that the ballot is in the box, never what is on it; the code only where it was just given."""
    slip.forget_choice()
    slip.cast = True
    st.success(
        _("{title}: nobody can see how you voted.").format(title=plain(slip.title)),
        icon=":material/how_to_vote:",
    )
    if slip.code is None:
        st.caption(_("Its code was shown once, on the device on which the ballot was given."))
        return
    st.write(_("The code of your ballot:"))
    st.code(as_groups(slip.code), language=None)
    st.caption(
        _(
            "Write it down: it is shown only here and now. After the count you find it in the list of codes. "
            "It proves that your ballot is in the box, and tells nobody what is on it."
        )
    )
    st.button(
        _("I have written it down"),
        on_click=_forget_code,
        args=(slip,),
        width="stretch",
        key=f"code-{slip.code}",
    )


def _forget_code(slip: Slip) -> None:
    slip.code = None
