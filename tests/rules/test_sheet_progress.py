"""How far the sheets of a step are, and whom to remind."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.sheet_progress import Due, SheetState, due_state, progress_of_step, to_remind

TODAY = date(2026, 11, 23)
SHEETS = {
    "full": SheetState(filled=3, to_fill=3),
    "begun": SheetState(filled=1, to_fill=3),
    "empty": SheetState(filled=0, to_fill=3),
    "nothing to fill": SheetState(filled=0, to_fill=0),
    "handed in": SheetState(filled=1, to_fill=3, handed_in=True),
    "waiting": SheetState(filled=0, to_fill=0, waits=True),
    "looked through": SheetState(filled=3, to_fill=3, looked_through=True),
}


@pytest.mark.parametrize(
    ("done", "days", "due"),
    [
        (True, None, Due.DONE),
        (True, -30, Due.DONE),
        (False, None, Due.OPEN),
        (False, 8, Due.OPEN),
        (False, 7, Due.DUE),
        (False, 0, Due.DUE),
        (False, -1, Due.OVERDUE),
    ],
)
def test_how_a_sheet_stands_to_its_last_day(done: bool, days: int | None, due: Due) -> None:
    assert due_state(done, days) is due


def test_what_is_filled_and_what_is_done() -> None:
    found = progress_of_step(SHEETS, TODAY + timedelta(days=3), TODAY)
    lines = {one.unit: (one.percent, one.missing, one.due) for one in found.units}
    assert lines == {
        "full": (100_00, 0, Due.DONE),
        "begun": (33_33, 2, Due.DUE),
        "empty": (0, 3, Due.DUE),
        "nothing to fill": (100_00, 0, Due.DONE),
        "handed in": (33_33, 2, Due.DONE),
        "waiting": (100_00, 0, Due.WAITING),
        "looked through": (100_00, 0, Due.DUE),
    }
    assert {one.days for one in found.units} == {3}
    assert (found.filled, found.to_fill, found.percent) == (8, 15, 53_33)
    assert (found.done, found.handed_in, found.all_done) == (3, 1, False)


def test_a_locked_step_is_done_whatever_it_waited_for() -> None:
    state = SheetState(filled=0, to_fill=3, handed_in=True, waits=True, looked_through=True)
    assert progress_of_step({"a": state}, TODAY - timedelta(days=1), TODAY).all_done


def test_a_step_of_no_units_has_nothing_left() -> None:
    found = progress_of_step({}, None, TODAY)
    assert (found.units, found.percent, found.all_done) == ((), 100_00, True)


def test_whom_to_remind() -> None:
    found = progress_of_step(SHEETS, TODAY - timedelta(days=2), TODAY)
    told = [(one.unit, one.due, one.days) for one in to_remind(found.units)]
    assert told == [
        ("empty", Due.OVERDUE, -2),
        ("begun", Due.OVERDUE, -2),
        ("looked through", Due.OVERDUE, -2),
    ]


@given(st.integers(0, 300), st.integers(0, 300), st.booleans())
def test_a_sheet_is_done_when_it_is_full_or_handed_in(filled: int, to_fill: int, handed_in: bool) -> None:
    state = SheetState(filled=min(filled, to_fill), to_fill=to_fill, handed_in=handed_in)
    one = progress_of_step({"a": state}, None, TODAY).units[0]
    assert (one.due is Due.DONE) == (handed_in or filled >= to_fill)
    assert (one.percent == 100_00) == (one.missing == 0)
