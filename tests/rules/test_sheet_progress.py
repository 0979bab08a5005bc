"""How far the sheets of a step are, and whom to remind of what."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Method
from services.rules.document import Criterion
from services.rules.sheet_progress import Due, SheetState, due_state, progress_of_step, reminders

CRITERIA = (
    Criterion(code="1", name="Nhóm", method=Method.GROUP),
    Criterion(code="1.1", name="Một", parent="1", method=Method.DIRECT, max=1000),
    Criterion(code="1.2", name="Hai", parent="1", method=Method.QUANTITATIVE, max=1000),
    Criterion(code="2", name="Ba", method=Method.PASS_FAIL, max=500),
    Criterion(code="9", name="Thưởng", method=Method.BONUS_PENALTY, floor=-500, cap=500),
)
TODAY = date(2026, 11, 23)
SHEETS = {
    "a": SheetState(filled={"1.1", "1.2", "2"}),
    "b": SheetState(filled={"1.1", "9"}, doubtful=["2", "2"]),
    "c": SheetState(filled=()),
    "d": SheetState(filled={"1.1"}, for_others={"1.2", "2"}),
    "e": SheetState(filled={"1.1"}, handed_in=True),
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


def test_what_is_filled_and_what_is_missing() -> None:
    found = progress_of_step(CRITERIA, SHEETS, TODAY + timedelta(days=3), TODAY)
    lines = {one.unit: (one.filled, one.to_fill, one.percent, one.missing, one.due) for one in found.units}
    assert lines == {
        "a": (3, 3, 10_000, (), Due.DONE),
        "b": (1, 3, 3333, ("1.2", "2"), Due.DUE),
        "c": (0, 3, 0, ("1.1", "1.2", "2"), Due.DUE),
        "d": (1, 1, 10_000, (), Due.DONE),
        "e": (1, 3, 3333, ("1.2", "2"), Due.DONE),
    }
    assert [one.doubtful for one in found.units] == [0, 1, 0, 0, 0]
    assert {one.days for one in found.units} == {3}
    assert (found.filled, found.to_fill, found.percent, found.complete) == (6, 13, 4615, 2)


def test_nothing_to_fill_is_full() -> None:
    found = progress_of_step(CRITERIA[:1], {"a": SheetState(filled=())}, None, TODAY)
    assert (found.percent, found.complete, found.units[0].days) == (10_000, 1, None)
    assert progress_of_step(CRITERIA, {}, None, TODAY).units == ()


def test_whom_to_remind_of_what() -> None:
    last_day = TODAY - timedelta(days=2)
    found = progress_of_step(CRITERIA, SHEETS, last_day, TODAY)
    told = reminders(found.units, CRITERIA, last_day, most=2)
    assert [(one.unit, one.due, one.days, one.filled, one.to_fill) for one in told] == [
        ("c", Due.OVERDUE, -2, 0, 3),
        ("b", Due.OVERDUE, -2, 1, 3),
    ]
    assert [[criterion.name for criterion in one.missing] for one in told] == [["Một", "Hai"], ["Hai", "Ba"]]


@given(st.sets(st.sampled_from(["1.1", "1.2", "2", "9"])), st.sets(st.sampled_from(["1.1", "1.2", "2", "9"])))
def test_filled_and_missing_are_all_there_is(filled: set[str], others: set[str]) -> None:
    state = SheetState(filled=filled, for_others=others)
    one = progress_of_step(CRITERIA, {"a": state}, None, TODAY).units[0]
    assert one.filled + len(one.missing) == one.to_fill == len({"1.1", "1.2", "2"} - others)
    assert not set(one.missing) & (filled | others)
    assert one.complete == (one.percent == 10_000)
