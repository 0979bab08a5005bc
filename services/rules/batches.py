"""The ways by which the ballots of one round came, counted apart and added up."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from models.enums import BatchKind
from services.rules.counting import Counts, OptionCount, with_counts
from services.rules.document import Poll


@dataclass(frozen=True, slots=True)
class Batch:
    """What came one way; written opinions that did not come are no ballots, so none of those is missing."""

    kind: BatchKind
    counts: Counts


def with_batches(poll: Poll, batches: Sequence[Batch]) -> Poll:
    """The round with all its ballots; who gave a written opinion takes part, and so counts as present.

    `poll.present` is the hall when the round was opened. A regulation by which written opinions do not help
    to reach the quorum is kept by not opening the round: `manifest.doubts_of` says so to the chair.
    Raises: NotFound for an option that is not on the ballot, or that has withdrawn.
    Source: ND 91/2017/ND-CP article 45 paragraph 8 (absentees are asked in writing); house rule (batches)
    """
    written = [batch.counts.collected for batch in batches if batch.kind is BatchKind.WRITTEN]
    return replace(with_counts(poll, _together(batches)), present=poll.present + (_sum(written) or 0))


def _together(batches: Sequence[Batch]) -> Counts:
    def total(figure: Callable[[Counts], int | None]) -> int | None:
        return _sum(figure(batch.counts) for batch in batches)

    codes = dict.fromkeys(code for batch in batches for code in batch.counts.options)
    return Counts(
        issued=total(lambda counts: counts.issued),
        collected=total(lambda counts: counts.collected),
        invalid=total(lambda counts: counts.invalid),
        options={code: _of_option(code, batches) for code in codes},
    )


def _of_option(code: str, batches: Iterable[Batch]) -> OptionCount:
    counts = [batch.counts.options.get(code, OptionCount()) for batch in batches]
    return OptionCount(
        votes=_sum(count.votes for count in counts),
        against=_sum(count.against for count in counts),
        blank=_sum(count.blank for count in counts),
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    """The sum of what was counted; None where nothing was."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
