"""What Excel and LibreOffice put on the clipboard, and where it comes to lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors.score_sheets import PasteFault, PasteTooLong
from services.rules.pasted_block import LONGEST_PASTE, Grid, LaidCell, laid_over, pasted_rows

BELOW, BESIDE, LOCKED = PasteFault
GRID = Grid(
    rows=("1", "1.1", "1.2", "2"),
    columns=("a", "b", "c"),
    locked={("1", "a"), ("1", "b"), ("1", "c"), ("1.1", "c")},
    standing={("1", "a"): "20", ("1.1", "a"): "9"},
)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", ()),
        ("9,5", (("9,5",),)),
        ("9,5\r\n", (("9,5",),)),
        ("9,5\t8\r\n7\t6\r\n", (("9,5", "8"), ("7", "6"))),
        ("9,5\t8\n7\t6", (("9,5", "8"), ("7", "6"))),
        ("9,5\r8\r", (("9,5",), ("8",))),
        ("9\t\n\t6\n", (("9", ""), ("", "6"))),
        ("9\t8\n7\n", (("9", "8"), ("7",))),
        ("\r\n", (("",),)),
        ("\r\n\r\n", (("",), ("",))),
        ("9\n\n8\n", (("9",), ("",), ("8",))),
        ("9\n\n\n", (("9",), ("",), ("",))),
        ("\t\n", (("", ""),)),
        ("\t", (("", ""),)),
        ('"hai\ndòng"\t8\n', (("hai\ndòng", "8"),)),
        ('"hai\r\ndòng"', (("hai\ndòng",),)),
        ('"nói ""được""\nrồi"\t8', (('nói "được"\nrồi', "8"),)),
        ('"một\tô"\t8', (("một\tô", "8"),)),
        ('"9,5"\t8', (('"9,5"', "8"),)),
        ('5" ống\t8', (('5" ống', "8"),)),
        ('"mở\t8\n7\t6', (('"mở', "8"), ("7", "6"))),
        ('"a"b\t8', (('"a"b', "8"),)),
        ('"', (('"',),)),
        ('""', (('""',),)),
        ('""""', (('"',),)),
        ("  9 \t\u00a0", (("  9 ", "\u00a0"),)),
    ],
)
def test_what_is_on_the_clipboard(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert pasted_rows(text) == rows


def test_more_than_any_grid_holds() -> None:
    assert len(pasted_rows("9\t" * (LONGEST_PASTE // 2))[0]) == LONGEST_PASTE // 2 + 1
    with pytest.raises(PasteTooLong) as refused:
        pasted_rows("9" * (LONGEST_PASTE + 1))
    assert refused.value.limit == LONGEST_PASTE


@pytest.mark.parametrize("sign", ['"', '""', '"\t', '"\n', '"a"b\t', '""\t"', '"a""\t'])
def test_quotes_without_an_end_take_no_time(sign: str) -> None:
    rows = pasted_rows(sign * (100_000 // len(sign)))
    assert rows


plain_cells = st.text(st.characters(exclude_characters='\t\n\r"', exclude_categories=["Cs"]), max_size=5)
any_cells = st.text(st.sampled_from('ab9,"\t\n '), max_size=6)


def as_excel(rows: list[list[str]]) -> str:
    return "".join("\t".join(map(quoted_by_excel, row)) + "\r\n" for row in rows)


def quoted_by_excel(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if "\n" in cell or "\t" in cell else cell


def cannot_be_mistaken(cell: str) -> bool:
    """Excel writes a cell that begins with a quote bare, so that it may look like a quoted one."""
    return "\n" in cell or "\t" in cell or not cell.startswith('"')


@given(st.lists(st.lists(any_cells.filter(cannot_be_mistaken), min_size=1, max_size=4), max_size=5))
def test_what_excel_copies_is_read_back(rows: list[list[str]]) -> None:
    assert pasted_rows(as_excel(rows)) == tuple(map(tuple, rows))


@given(st.text(st.sampled_from('a"\t\n\r'), max_size=40))
def test_no_text_loses_a_sign(text: str) -> None:
    found = "".join(cell for row in pasted_rows(text) for cell in row)
    assert found.count("a") == text.count("a")


def test_a_block_is_laid_from_its_corner_on() -> None:
    laid = laid_over([["8", "7"], ["6", "5"]], GRID, ("1.2", "b"))
    assert laid.refused == ()
    assert laid.cells == (
        LaidCell("1.2", "b", "8"),
        LaidCell("1.2", "c", "7"),
        LaidCell("2", "b", "6"),
        LaidCell("2", "c", "5"),
    )


def fates(rows: list[list[str]], row: str, column: str) -> list[tuple[PasteFault, int, int, str, str, str]]:
    return [
        (one.reason, one.row, one.column, one.onto_row, one.onto_column, one.text)
        for one in laid_over(rows, GRID, (row, column)).refused
    ]


def test_what_sticks_out_is_named_and_the_rest_stays() -> None:
    rows = [["8", "7"], ["6", "5"]]
    assert fates(rows, "2", "b") == [(BELOW, 2, 1, "", "", "6"), (BELOW, 2, 2, "", "", "5")]
    assert fates(rows, "1.2", "c") == [(BESIDE, 1, 2, "", "", "7"), (BESIDE, 2, 2, "", "", "5")]
    assert laid_over(rows, GRID, ("2", "c")).cells == (LaidCell("2", "c", "8"),)


def test_a_closed_place_is_named() -> None:
    assert fates([["30", "8"], ["9", "7"]], "1", "b") == [
        (LOCKED, 1, 1, "1", "b", "30"),
        (LOCKED, 1, 2, "1", "c", "8"),
        (LOCKED, 2, 2, "1.1", "c", "7"),
    ]


def test_what_stands_there_already_and_blanks_need_no_open_place() -> None:
    laid = laid_over([["20 ", ""], ["9", " "]], GRID, ("1", "a"))
    assert laid.refused == ()
    assert laid.cells == (LaidCell("1.1", "a", "9"), LaidCell("1.1", "b", " "))
    beyond = [["9", "8", "7", "", " "], [""], [""], [""], ["\u00a0"]]
    assert laid_over(beyond, GRID, ("1.2", "a")).refused == ()


def test_a_blank_over_a_closed_figure_would_erase_it() -> None:
    assert fates([[""]], "1", "a") == [(LOCKED, 1, 1, "1", "a", "")]


def test_what_a_short_row_does_not_reach_stays() -> None:
    laid = laid_over([["9", "8"], ["7"]], GRID, ("1.2", "a"))
    assert [(cell.row, cell.column) for cell in laid.cells] == [("1.2", "a"), ("1.2", "b"), ("2", "a")]


def test_a_place_off_the_grid() -> None:
    with pytest.raises(ValueError, match="not in"):
        laid_over([["9"]], GRID, ("nowhere", "a"))


@given(
    st.lists(st.lists(plain_cells, max_size=5), max_size=6),
    st.sampled_from(GRID.rows),
    st.sampled_from(GRID.columns),
)
def test_every_cell_comes_to_one_fate(rows: list[list[str]], row: str, column: str) -> None:
    laid = laid_over(rows, GRID, (row, column))
    assert len({(cell.row, cell.column) for cell in laid.cells}) == len(laid.cells)
    assert not {(cell.row, cell.column) for cell in laid.cells} & set(GRID.locked)  # type: ignore[call-overload]
    told = [cell.text for cell in laid.cells] + [one.text for one in laid.refused]
    unsaid = [text for texts in rows for text in texts]
    for text in told:
        unsaid.remove(text)
    assert all(not text.strip() or text.strip() in GRID.standing.values() for text in unsaid)
