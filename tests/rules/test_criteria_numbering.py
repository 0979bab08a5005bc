"""How numbers of outlines are read, and under which item each stands."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.enums import Method
from services.rules.criteria_layout import labels_of
from services.rules.criteria_numbering import Style, is_date, readings_of, split_number
from services.rules.criteria_outline import NumberDoubt, Outline
from services.rules.document import Criterion
from tests.rules.trees import nodes_of, trees

PREFIXES = ("phan thu", "phan", "muc")


@pytest.mark.parametrize(
    ("text", "styles"),
    [
        ("A", "A"),
        ("B.", "A"),
        ("I", "IA"),
        ("II", "I"),
        ("IV.", "I"),
        ("xii)", "i"),
        ("XIX", "I"),
        ("1", "1"),
        ("01", "1"),
        ("1.", "1"),
        ("1)", "1"),
        ("(1)", "1"),
        ("1/", "1"),
        ("a)", "a"),
        ("đ)", "a"),
        ("Đ", "A"),
        ("(i)", "ia"),
        ("v", "ia"),
        ("1.1", ["1.1"]),
        ("1.1.", ["1.1"]),
        ("1,2", ["1.1"]),
        ("I.1.a", ["1.1"]),
        ("-", "-"),
        ("–", "-"),
        ("+", "+"),
        ("•", "*"),
        ("Phần I", "IA"),
        ("PHẦN THỨ 2.", "1"),
        ("mục b", "a"),
        ("", ""),
        ("TT", ""),
        ("1a2", ""),
        ("?", ""),
        ("iiii", ""),
        ("2025-01-01", ""),
        ("1..2", ""),
        ("()", ""),
        ("१", ""),
        ("１", ""),
    ],
)
def test_ways_to_write_a_number(text: str, styles: Sequence[str]) -> None:
    assert [reading.style.value for reading in readings_of(text, PREFIXES)] == list(styles)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Kế hoạch", ("1.", "Kế hoạch")),
        ("1.2 Kế hoạch", ("1.2", "Kế hoạch")),
        ("1.2. Kế hoạch", ("1.2.", "Kế hoạch")),
        ("a) Kế hoạch", ("a)", "Kế hoạch")),
        ("(ii) Kế hoạch", ("(ii)", "Kế hoạch")),
        ("I/ Kế hoạch", ("I/", "Kế hoạch")),
        ("Phần II: Kế hoạch", ("II:", "Kế hoạch")),
        ("- Kế hoạch", ("-", "Kế hoạch")),
        ("-Kế hoạch", ("-", "Kế hoạch")),
        ("+ 100% đơn vị", ("+", "100% đơn vị")),
        ("Kế hoạch", ("", "Kế hoạch")),
        ("5 năm liền hoàn thành", ("", "5 năm liền hoàn thành")),
        ("1.000 lượt người", ("", "1.000 lượt người")),
        ("100% đơn vị", ("", "100% đơn vị")),
        ("-5 điểm", ("", "-5 điểm")),
        ("Mục tiêu 1. Giảm nghèo", ("", "Mục tiêu 1. Giảm nghèo")),
        ("I", ("", "I")),
        ("", ("", "")),
    ],
)
def test_a_number_in_front_of_a_text_is_split_off(text: str, expected: tuple[str, str]) -> None:
    assert split_number(text, PREFIXES) == expected


def test_what_a_spreadsheet_has_made_a_day_is_known() -> None:
    assert is_date("2025-01-02")
    assert is_date("2025-01-02T10:00:00")
    assert not is_date("1.1")


def outline(*numbers: str) -> list[tuple[str | None, NumberDoubt | None]]:
    """For each number the one that it stands under, and what is odd."""
    opened = Outline()
    places = [opened.place(key, readings_of(number)) for key, number in enumerate(numbers)]
    return [(None if one.parent is None else numbers[one.parent], one.doubt) for one in places]


def parents(*numbers: str) -> list[str | None]:
    found = outline(*numbers)
    assert [doubt for _parent, doubt in found if doubt] == []
    return [parent for parent, _doubt in found]


def test_lists_in_lists() -> None:
    assert parents("A", "I", "1", "a", "-", "+", "-", "b", "2", "II", "1", "B", "I") == [
        *(None, "A", "I", "1", "a", "-", "a", "1", "I", "A", "II", None, "B")
    ]
    assert parents("1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1") == [
        *(None, "1", "1.1", "1.1", "1", None, "2")
    ]
    assert parents("I", "1", "1.1", "1.2", "2", "2.1", "II", "1", "1.1") == [
        *(None, "I", "1", "1", "I", "2", None, "II", "1")
    ]
    assert parents("I", "1.1", "1.2", "II", "2.1") == [None, "I", "I", None, "II"]
    assert parents("I", "I.1", "I.1.a", "I.1.b", "I.2", "II", "II.1") == [
        *(None, "I", "I.1", "I.1", "I", None, "II")
    ]


def test_numbers_may_go_on_from_heading_to_heading() -> None:
    assert parents("A", "1", "2", "B", "3", "4", "C", "5") == [None, "A", "A", None, "B", "B", None, "C"]


def test_letters_that_are_figures_too_go_on_in_the_list_that_is_open() -> None:
    assert parents("A", "B", "C", "D", "Đ", "E", "G", "H", "I", "K") == [None] * 10
    assert parents("I", "II", "III", "IV", "V", "VI") == [None] * 6
    assert parents("A", "I", "II", "B", "I")[1:] == ["A", "A", None, "B"]


@pytest.mark.parametrize(
    ("numbers", "doubts"),
    [
        (("1", "3"), [(None, None), (None, "out_of_order")]),
        (("1", "1"), [(None, None), (None, "out_of_order")]),
        (("2",), [(None, "out_of_order")]),
        (("1", "1.1", "1.3"), [(None, None), ("1", None), ("1", "out_of_order")]),
        (("1", "2.1"), [(None, None), ("1", "no_parent")]),
        (("1", "1.1.1"), [(None, None), ("1", "no_parent")]),
        (
            ("1", "2.1", "2.2", "3.1"),
            [(None, None), ("1", "no_parent"), ("1", "no_parent"), ("1", "no_parent")],
        ),
        (("1", "1.1", "1.2", "1.9"), [(None, None), ("1", None), ("1", None), ("1", "out_of_order")]),
    ],
)
def test_what_is_odd_is_said(numbers: tuple[str, ...], doubts: list[tuple[str | None, str | None]]) -> None:
    assert outline(*numbers) == doubts


def test_a_tenth_that_lost_its_zero_is_found() -> None:
    numbers = ["1", *(f"1.{number}" for number in range(1, 20))]
    numbers[10] = "1.1"
    found = outline(*numbers, "1.2", "1.21")
    assert [doubt for _parent, doubt in found] == [
        NumberDoubt.LOST_ZERO if place in (10, 20) else None for place in range(22)
    ]


@settings(deadline=None)
@given(trees())
def test_what_is_printed_before_each_criterion_reads_back_as_its_tree(tree: list[Criterion]) -> None:
    labels = labels_of(nodes_of(tree))
    opened = Outline()
    for key, (criterion, label) in enumerate(zip(tree, labels, strict=True)):
        place = opened.place(key, readings_of(label))
        assert place.doubt is None
        assert criterion.parent == (None if place.parent is None else tree[place.parent].code)


numerals = st.text("IVXABCDivxabcdđe1203.,)(/-+ ", max_size=6)


@settings(deadline=None)
@given(st.lists(numerals, max_size=40))
def test_whatever_stands_in_the_column_a_tree_comes_of_it(texts: list[str]) -> None:
    opened = Outline()
    read = [found for text in texts if (found := readings_of(text.strip()))]
    for key, readings in enumerate(read):
        place = opened.place(key, readings)
        assert place.parent is None or place.parent < key
        assert place.numeral.style in Style


def test_labels_come_from_the_codes_where_they_can() -> None:
    assert labels_of(
        nodes_of([node("a"), node("a.i", "a"), node("a.i.1", "a.i"), node("a.i.1.dd", "a.i.1")])
    ) == [*("1", "1.1", "1.1.1", "1.1.1.1")]
    codes = ["a", "a.i", "a.i.1", "a.i.1.a", "a.i.1.a-1", "a.i.1.a-1-1", "a.ii", "b"]
    above = [None, "a", "a.i", "a.i.1", "a.i.1.a", "a.i.1.a-1", "a", None]
    tree = [node(code, parent) for code, parent in zip(codes, above, strict=True)]
    assert labels_of(nodes_of(tree)) == ["A", "I", "1", "a)", "-", "+", "II", "B"]
    assert labels_of(nodes_of([node("kinh-te"), node("thu", "kinh-te"), node("chi", "kinh-te")])) == [
        *("1", "1.1", "1.2")
    ]


def node(code: str, parent: str | None = None) -> Criterion:
    return Criterion(code=code, name=code, method=Method.GROUP, parent=parent)
