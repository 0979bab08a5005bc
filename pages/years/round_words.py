"""What became of the vote rounds of a year, in a few words each."""

from models.enums import PollOutcome, PollState
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services.queries.years import RoundLine

_OUTCOMES = {
    PollOutcome.DECIDED: N_("nobody reached the votes"),
    PollOutcome.TIED: N_("tied votes; another round is needed"),
    PollOutcome.OPEN_SEATS: N_("a seat is still open"),
    PollOutcome.NO_QUORUM: N_("no quorum, nothing decided"),
}
_STATES = {
    PollState.DRAFT: N_("in preparation"),
    PollState.OPEN: N_("open now"),
    PollState.CLOSED: N_("being counted"),
    PollState.COUNTED: N_("counted, not read out yet"),
    PollState.PUBLISHED: N_("closed"),
    PollState.CERTIFIED: N_("certified"),
    PollState.VOID: N_("void"),
}


def became(line: RoundLine) -> str:
    """Whom the round has chosen, else where it stands."""
    if line.outcome is None:
        return _(_STATES[line.state])
    if line.outcome is PollOutcome.DECIDED and line.adopted is not None:
        return _("adopted") if line.adopted else _("not adopted")
    said = ", ".join(plain(name) for name in line.chosen)
    if line.outcome is PollOutcome.DECIDED and said:
        return f"**{said}**"
    return f"**{said}**; {_(_OUTCOMES[line.outcome])}" if said else _(_OUTCOMES[line.outcome])
