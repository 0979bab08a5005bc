"""What is typed into a sheet comes out by criterion and unit, however it is laid out; nothing forged does."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Method, Stage
from pages.shared.grid import NOT_FOR_IT, Layout, Sheet, column_of
from services.errors.scoring import CellFault, CellFaultKind
from services.rules.cell_edits import CellEdit
from services.rules.document import Criterion
from services.rules.score_grid import CellOutcome, GridColumn, ScoreGrid

CRITERIA = (
    Criterion(code="1", name="Chuyên môn", method=Method.GROUP),
    Criterion(code="1.1", name="Báo cáo", method=Method.DIRECT, max=1000),
    Criterion(code="1.2", name="Hội họp", method=Method.PASS_FAIL, max=500),
)
FIRST, SECOND = column_of(7), column_of(8)


def made(turned: bool = False) -> Sheet:
    """Two units in three criteria, or, turned, one criterion with a row for each unit."""
    standing = {("1.1", FIRST): "9,5", ("1.2", FIRST): "5", ("1.1", SECOND): "-"}
    bars = {("1.2", SECOND): CellFaultKind.FOR_OTHERS}
    criteria = CRITERIA[1:2] if turned else CRITERIA
    columns = [GridColumn(key=key, unit=key, stage=Stage.FINAL) for key in (FIRST, SECOND)]
    if turned:
        layout = Layout(["name", "final"], {"name": ["A", "B"]}, {"final": [("1.1", FIRST), ("1.1", SECOND)]})
    else:
        places = {key: [(one.code, key) for one in criteria] for key in (FIRST, SECOND)}
        layout = Layout(["name", FIRST, SECOND], {"name": ["a", "b", "c"]}, places)
    return Sheet(
        view="final-block-0",
        grid=ScoreGrid(criteria=criteria, columns=columns, standing=standing, locked=bars),
        criterion_ids={"1": 11, "1.1": 12, "1.2": 13},
        unit_ids={FIRST: 7, SECOND: 8},
        standing=standing,
        versions={("1.1", FIRST): 3, ("1.2", FIRST): 5, ("1.1", SECOND): 2},
        bars=bars,
        layout=layout,
    )


@pytest.fixture
def sheet() -> Sheet:
    return made()


def test_the_frame_is_all_text_and_marks_what_is_for_others(sheet: Sheet) -> None:
    assert sheet.frame().to_dict("list") == {
        "name": ["a", "b", "c"],
        FIRST: ["", "9,5", "5"],
        SECOND: ["", "-", NOT_FOR_IT],
    }
    assert {str(kind) for kind in sheet.frame().dtypes} == {"str"}


def test_what_was_typed_comes_out_as_it_was_typed(sheet: Sheet) -> None:
    typed = sheet.typed_in({1: {FIRST: " 9,25 ", SECOND: None}, 2: {FIRST: 4}})
    assert typed == {("1.1", FIRST): " 9,25 ", ("1.1", SECOND): "", ("1.2", FIRST): "4"}
    assert sheet.edits(typed) == [
        CellEdit(7, 12, " 9,25 ", 3),
        CellEdit(8, 12, "", 2),
        CellEdit(7, 13, "4", 5),
    ]


def test_a_turned_layout_leads_to_the_same_cells() -> None:
    assert made(turned=True).typed_in({1: {"final": "8"}}) == {("1.1", SECOND): "8"}


def test_what_was_typed_back_or_means_the_same_is_nothing(sheet: Sheet) -> None:
    assert sheet.typed_in({1: {FIRST: "9,5"}}) == {}
    assert sheet.judged(sheet.typed_in({1: {FIRST: " 9.50"}, 2: {FIRST: "x"}})) == []


def test_cells_come_in_the_order_of_the_sheet_each_with_what_becomes_of_it(sheet: Sheet) -> None:
    found = sheet.judged(sheet.typed_in({2: {SECOND: "5"}, 1: {SECOND: "½", FIRST: "8"}, 0: {FIRST: "5"}}))
    assert [(one.criterion, one.column, one.outcome) for one in found] == [
        ("1", FIRST, CellOutcome.LOCKED),
        ("1.1", FIRST, CellOutcome.CHANGED),
        ("1.1", SECOND, CellOutcome.DOUBTFUL),
        ("1.2", SECOND, CellOutcome.LOCKED),
    ]


@pytest.mark.parametrize(
    "forged",
    [{1: {"name": "x"}}, {1: {"unit_9": "5"}}, {3: {FIRST: "5"}}, {-1: {FIRST: "5"}}, {1: {"final": "5"}}],
)
def test_forged_columns_and_rows_are_left_out(sheet: Sheet, forged: dict[int, dict[str, object]]) -> None:
    assert sheet.typed_in(forged) == {}


@given(
    st.dictionaries(
        st.integers(-2, 6),
        st.dictionaries(st.sampled_from(["name", "max", FIRST, SECOND, "unit_9", "x"]), st.text()),
    )
)
def test_only_cells_of_the_sheet_come_out(typed: dict[int, dict[str, object]]) -> None:
    edits = made().edits(made().typed_in(typed))
    assert {edit.unit_id for edit in edits} <= {7, 8}
    assert {edit.criterion_id for edit in edits} <= {11, 12, 13}
    assert len({(edit.unit_id, edit.criterion_id) for edit in edits}) == len(edits)


def test_what_is_saved_is_what_the_next_edit_is_over(sheet: Sheet) -> None:
    typed = sheet.typed_in({1: {FIRST: "8", SECOND: ""}, 2: {FIRST: "0"}})
    sheet.take(sheet.judged(typed))
    assert sheet.typed_in({1: {FIRST: "8", SECOND: ""}}) == {}
    again = sheet.edits(sheet.typed_in({1: {FIRST: "7", SECOND: "6"}}))
    assert again == [CellEdit(7, 12, "7", 4), CellEdit(8, 12, "6", 0)]


def test_a_draft_is_typed_over_what_was_seen_then(sheet: Sheet) -> None:
    sheet.put([CellEdit(7, 12, "8", 1), CellEdit(9, 12, "8", 0), CellEdit(7, 99, "8", 0)])
    assert sheet.frame()[FIRST].tolist() == ["", "8", "5"]
    assert sheet.edits(sheet.typed_in({})) == [CellEdit(7, 12, "8", 1)]
    assert sheet.edits(sheet.typed_in({1: {FIRST: "7"}})) == [CellEdit(7, 12, "7", 1)]


def test_theirs_are_what_stands_there_from_then_on(sheet: Sheet) -> None:
    now = datetime(2017, 12, 25, tzinfo=UTC)
    fault = CellFault(
        kind=CellFaultKind.CHANGED,
        unit="A",
        criterion="1.1",
        text="8",
        theirs="7",
        changed_by="Lan",
        changed_at=now,
        version=4,
        unit_id=7,
        criterion_id=12,
    )
    sheet.fail([fault])
    assert sheet.see_theirs() == [("1.1", FIRST)]
    assert sheet.faults == {}
    assert sheet.edits(sheet.typed_in({1: {FIRST: "8"}})) == [CellEdit(7, 12, "8", 4)]


def test_a_grid_that_is_drawn_anew_is_another_widget(sheet: Sheet) -> None:
    before = sheet.key
    sheet.draw_anew({("1.1", FIRST): "abc", ("1.2", SECOND): "5"}, 1)
    assert sheet.key != before
    assert sheet.frame()[FIRST].tolist() == ["", "abc", "5"]
    assert sheet.frame()[SECOND].tolist() == ["", "-", NOT_FOR_IT]  # no text where none is taken
    assert len(sheet.judged(sheet.typed_in({}))) == 2


def test_a_paste_with_a_sign_over_which_the_browser_stumbles_is_refused_whole(sheet: Sheet) -> None:
    """What Chromium makes of an emoji and 9, 75 below it: the cells behind the sign are shifted by one."""
    sheet.note(sheet.typed_in({1: {SECOND: "8"}}))
    pasted = {1: {FIRST: "\ud83d", SECOND: "8"}, 2: {FIRST: "\n7"}}
    sheet.note(sheet.typed_in(pasted))
    found = {(one.criterion, one.column): one for one in sheet.judged(sheet.typed_in(pasted))}
    assert {place: one.outcome for place, one in found.items()} == {
        ("1.1", FIRST): CellOutcome.REFUSED,
        ("1.1", SECOND): CellOutcome.CHANGED,
        ("1.2", FIRST): CellOutcome.REFUSED,
    }
    assert found["1.1", FIRST].text == "\ufffd"
    assert sheet.judged({("1.1", FIRST): "8"})[0].outcome is CellOutcome.CHANGED  # typed anew


@pytest.mark.parametrize("text", ["\n7", "\t7", "7\n"])
def test_a_text_with_the_end_of_another_is_refused(sheet: Sheet, text: str) -> None:
    (found,) = sheet.judged({("1.1", FIRST): text})
    assert found.outcome is CellOutcome.REFUSED
