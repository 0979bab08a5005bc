"""The history of one cell, and which of the two reviews wrote what into the column that they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CellChange:
    """What stood in a cell before and after a change, as texts; None is an empty cell.

    `by` is None for the command line, or an import.
    """

    before: str | None
    after: str | None
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Reviews:
    """What the first review left in the cell, and whether the second has changed or confirmed it.

    `first` tells the change that put it there; None where the history does not reach back to it.
    """

    text: str | None
    first: CellChange | None
    second: bool


def both_reviews(
    standing: str | None, changes: Sequence[CellChange], closed_at: datetime | None, confirmed: bool
) -> Reviews:
    """What each review left in a cell: the first may write until it is closed, the second from then on.

    `changes` of the reviews' column, oldest first; `standing` is what stands there now. `closed_at`: when the
    first review was closed, None while it is open. `confirmed`: the second is closed too.
    Source: house rule (two reviews, one column)
    """
    if closed_at is None:
        return Reviews(standing, changes[-1] if changes else None, second=False)
    early = [change for change in changes if change.at <= closed_at]
    late = [change for change in changes if change.at > closed_at]
    text = late[0].before if late else standing
    return Reviews(text, early[-1] if early else None, second=bool(late) or confirmed)
