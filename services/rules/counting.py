"""The bounds of a round's counts: each is part of another, and the votes fit on the valid ballots."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from models.enums import Basis
from services.errors import CountPart
from services.rules.document import Poll

_NARROWING = (Basis.MEMBERS, Basis.SUMMONED, Basis.PRESENT, Basis.ISSUED, Basis.COLLECTED)


@dataclass(frozen=True, slots=True)
class Excess:
    """A count above its limit; `option` is None for a count of the whole round."""

    part: CountPart
    whole: Basis
    count: int
    limit: int
    option: str | None = None


def excesses(poll: Poll) -> Iterator[Excess]:
    """Every count of the round that is larger than it can be, widest first; counts are 0 or more.

    Source: year-file, Refused
    """
    for wider, narrower in pairwise(_NARROWING):
        count, limit = poll.count_of(narrower), poll.count_of(wider)
        if count > limit:
            yield Excess(CountPart(narrower.value), wider, count, limit)
    collected, invalid = poll.count_of(Basis.COLLECTED), poll.invalid or 0
    if invalid > collected:
        yield Excess(CountPart.INVALID, Basis.COLLECTED, invalid, collected)
        return
    for option in poll.options:
        count = (option.votes or 0) + (option.against or 0) + (option.blank or 0)
        if count > poll.valid:
            yield Excess(CountPart.VOTES, Basis.VALID, count, poll.valid, option.code)
    together = sum(option.votes or 0 for option in poll.options)
    if poll.seats and together > poll.seats * poll.valid:
        yield Excess(CountPart.VOTES, Basis.VALID, together, poll.seats * poll.valid)
