"""Which of two reviews wrote what into their one column."""

from datetime import UTC, datetime, timedelta

import pytest

from services.rules.cell_history import CellChange, both_reviews

START = datetime(2017, 11, 1, tzinfo=UTC)


def change(day: int, before: str | None, after: str | None) -> CellChange:
    return CellChange(before, after, f"Người {day}", START + timedelta(days=day))


FIRST, AGAIN, LATER, LAST = (
    change(1, None, "8"),
    change(2, "8", "7"),
    change(5, "7", "9"),
    change(6, "9", None),
)
CLOSED = START + timedelta(days=3)


@pytest.mark.parametrize(
    ("standing", "changes", "closed_at", "confirmed", "told"),
    [
        (None, [], None, False, (None, None, False)),
        ("7", [FIRST, AGAIN], None, False, ("7", AGAIN, False)),
        ("7", [FIRST, AGAIN], CLOSED, False, ("7", AGAIN, False)),
        ("7", [FIRST, AGAIN], CLOSED, True, ("7", AGAIN, True)),
        ("9", [FIRST, AGAIN, LATER], CLOSED, False, ("7", AGAIN, True)),
        (None, [FIRST, AGAIN, LATER, LAST], CLOSED, False, ("7", AGAIN, True)),
        ("8", [], CLOSED, False, ("8", None, False)),  # imported, and left as it was
        ("9", [LATER], CLOSED, False, ("7", None, True)),  # imported, and changed by the second
        ("8", [change(5, None, "8")], CLOSED, False, (None, None, True)),  # left empty by the first
        ("7", [FIRST, AGAIN], AGAIN.at, False, ("7", AGAIN, False)),  # closed in the moment of the change
        ("9", [FIRST, AGAIN, LATER], None, True, ("9", LATER, False)),  # opened again for the first
    ],
)
def test_the_first_review_writes_until_it_is_closed(
    standing: str | None,
    changes: list[CellChange],
    closed_at: datetime | None,
    confirmed: bool,
    told: tuple[str | None, CellChange | None, bool],
) -> None:
    found = both_reviews(standing, changes, closed_at, confirmed)
    assert (found.text, found.first, found.second) == told
