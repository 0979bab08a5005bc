"""The count as a hall hears it, ballot by ballot, in an order of chance that is the same for everybody.

It is made of the counts alone. In an election to one seat and a motion these are the very ballots; elsewhere
what stood together on one ballot is not told, since a long ballot is a fingerprint of who has filled it in.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from models.enums import Answer, PollKind
from services.rules.ballots import Ballot
from services.rules.document import Poll, PollOption

T = TypeVar("T")

PACE = timedelta(seconds=2)
"""A ballot's time, so that it can be read aloud."""

LONGEST = timedelta(minutes=2)
"""What reading takes at most, however many ballots there are."""


def ballots_read(read_out: int, since: datetime | None, now: datetime, ballots: int) -> int:
    """How many of the ballots have been read by now, where so many were when it went on; None = it pauses.

    A clock that was set back takes none of them away.
    Source: house rule (reading out)
    """
    further = 0
    if since is not None and ballots:
        further = max(now - since, timedelta()) // min(PACE, LONGEST / ballots)
    return min(read_out + further, ballots)


def reading_order(poll: Poll, seed: str) -> tuple[Ballot, ...]:
    """As many ballots as are valid, which come to the counts of the round; `seed` is the round's own.

    Source: house rule (reading out)
    """
    standing = [option for option in poll.options if not option.withdrawn]
    if poll.kind is PollKind.ELECTION:
        return tuple(_shuffled(_dealt(standing, poll.valid), seed))
    columns = [_shuffled(_answers(option, poll.valid), f"{seed} {option.code}") for option in standing]
    codes = [option.code for option in standing]
    return tuple(dict(zip(codes, row, strict=True)) for row in zip(*columns, strict=True))


def read_so_far(poll: Poll, ballots: Sequence[Ballot]) -> Poll:
    """The round with what these ballots say, the first of those that are read out, and nothing of the others.

    Source: house rule (reading out)
    """

    def number(option: PollOption, answer: Answer) -> int:
        return sum(ballot[option.code] is answer for ballot in ballots)

    options = (
        option
        if option.withdrawn
        else replace(
            option,
            votes=number(option, Answer.FOR),
            against=None if option.against is None else number(option, Answer.AGAINST),
            blank=None if option.blank is None else number(option, Answer.BLANK),
        )
        for option in poll.options
    )
    return replace(poll, options=tuple(options))


def _dealt(options: Iterable[PollOption], ballots: int) -> list[Ballot]:
    """Every vote on a ballot: dealt in turn, no ballot gets a name twice, nor more names than it must."""
    options = list(options)
    dealt = [dict.fromkeys((option.code for option in options), Answer.BLANK) for _ in range(ballots)]
    turn = 0
    for option in options:
        for _ in range(option.votes or 0):
            dealt[turn % ballots][option.code] = Answer.FOR
            turn += 1
    return list(dealt)


def _answers(option: PollOption, ballots: int) -> list[Answer]:
    given = [Answer.FOR] * (option.votes or 0) + [Answer.AGAINST] * (option.against or 0)
    return given + [Answer.BLANK] * (ballots - len(given))


def _shuffled(items: Sequence[T], seed: str) -> list[T]:
    """The items in an order that only the seed decides."""
    return [item for _, item in sorted(_numbered(items, seed), key=lambda pair: pair[0])]


def _numbered(items: Sequence[T], seed: str) -> Iterator[tuple[bytes, T]]:
    for place, item in enumerate(items):
        yield hashlib.sha256(f"{seed} {place}".encode()).digest(), item
