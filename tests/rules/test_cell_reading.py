"""What people paste into cells: read exactly, with a doubt that is shown, or refused; nothing silently."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.enums import Method, Stage
from services.errors.typed import TypedNumberFault, TypedNumberRefused
from services.rules.cell_reading import CellReading, read_cell
from services.rules.cells import cell_text, entry_of_cell
from services.rules.document import Criterion, Score
from services.rules.likely_numbers import Doubt
from tests.rules.strategies import entries

F, D = TypedNumberFault, Doubt


def leaf(method: Method, **figures: object) -> Criterion:
    return Criterion(code="1", name="Tiêu chí", method=method, **figures)  # type: ignore[arg-type]


DIRECT = leaf(Method.DIRECT, max=1000)
STEPPED = leaf(Method.DIRECT, max=1000, step=10)
LARGE = leaf(Method.DIRECT, max=200_000)
MET = leaf(Method.PASS_FAIL, max=500)
MEASURED = leaf(Method.QUANTITATIVE, max=1000)
COUNTED = leaf(Method.PER_ITEM, max=1000, per_item=Decimal(2))
BONUS = leaf(Method.BONUS_PENALTY, bonus=Decimal(1), penalty=Decimal(2), floor=-500, cap=500)
ALL = (DIRECT, STEPPED, LARGE, MET, MEASURED, COUNTED, BONUS)


def read(text: str, criterion: Criterion = DIRECT) -> CellReading:
    return read_cell(text, "cong-an", criterion, Stage.SELF)


@dataclass(frozen=True)
class Case:
    """A text and what has to become of it: what is understood, why it is doubtful, or why it is refused."""

    text: str
    understood: str | None = None
    doubts: tuple[Doubt, ...] = ()
    refused: TypedNumberFault | None = None


def sure(text: str, understood: str) -> Case:
    return Case(text, understood)


def doubtful(text: str, understood: str, *doubts: Doubt) -> Case:
    return Case(text, understood, doubts)


def refused(text: str, reason: TypedNumberFault) -> Case:
    return Case(text, refused=reason)


POINTS = [
    sure("9", "9"),
    sure("0", "0"),
    sure("10", "10"),
    sure("1,5", "1,5"),
    sure("9.5", "9,5"),
    sure("9,50", "9,5"),
    sure("  9,5\u00a0", "9,5"),
    sure("\t9,25\r\n", "9,25"),
    sure("09", "9"),
    sure("09,5", "9,5"),
    sure("9,00", "9"),
    sure("", ""),
    sure("-", "-"),
    doubtful("９，５", "9,5", D.WIDE),
    doubtful("９．５", "9,5", D.WIDE),
    doubtful("½", "0,5", D.FRACTION),
    doubtful("9½", "9,5", D.FRACTION),
    doubtful("9 ¼", "9,25", D.FRACTION),
    doubtful("¾ điểm", "0,75", D.UNIT, D.FRACTION),
    doubtful("9 ,5", "9,5", D.SPACES),
    doubtful("9, 5", "9,5", D.SPACES),
    doubtful("9\u00a0,\u202f5", "9,5", D.SPACES),
    doubtful("+3", "3", D.SIGN),
    doubtful("+ 3", "3", D.SIGN),
    doubtful("-0", "0", D.SIGN),
    doubtful("-0,0", "0", D.SIGN),
    doubtful("−0", "0", D.SIGN),
    doubtful("10đ", "10", D.UNIT),
    doubtful("10 điểm", "10", D.UNIT),
    doubtful("10 ĐIỂM", "10", D.UNIT),
    doubtful("10 điểm.", "10", D.UNIT),
    doubtful("9,5 diem", "9,5", D.UNIT),
    doubtful("10 đie\u0302\u0309m", "10", D.UNIT),
    doubtful("１０ điểm", "10", D.WIDE, D.UNIT),
    doubtful("1.000", "1", D.MARK),
    doubtful("1,000", "1", D.MARK),
    doubtful("9,500", "9,5", D.MARK),
    doubtful("+9,250", "9,25", D.SIGN, D.MARK),
    doubtful("007", "7", D.ZEROS),
    doubtful("\u200b9,5", "9,5", D.INVISIBLE),
    doubtful("\ufeff9,5\u200e", "9,5", D.INVISIBLE),
    doubtful("\u00a0", "", D.INVISIBLE),
    doubtful("   ", "", D.INVISIBLE),
    doubtful("\u200b", "", D.INVISIBLE),
    doubtful(" - ", "-", D.DASH),
    doubtful("–", "-", D.DASH),
    doubtful("—", "-", D.DASH),
    doubtful("−", "-", D.DASH),
    refused("1.234,5", F.ABOVE_MAXIMUM),
    refused("1 234,5", F.ABOVE_MAXIMUM),
    refused("11", F.ABOVE_MAXIMUM),
    refused("10,01", F.ABOVE_MAXIMUM),
    refused("11 điểm", F.ABOVE_MAXIMUM),
    refused("45000", F.ABOVE_MAXIMUM),
    refused("-3", F.BELOW_MINIMUM),
    refused("−3", F.BELOW_MINIMUM),
    refused("– 3", F.BELOW_MINIMUM),
    refused("-½", F.BELOW_MINIMUM),
    refused("9,123", F.DOUBTFUL),
    refused("1.234", F.DOUBTFUL),
    refused("0,125", F.TOO_FINE),
    refused("9.300000000000001", F.TOO_FINE),
    refused("9.499999999999999", F.TOO_FINE),
    refused("1e3", F.NOT_A_NUMBER),
    refused("1E+03", F.NOT_A_NUMBER),
    refused("9'5", F.NOT_A_NUMBER),
    refused("'9,5", F.NOT_A_NUMBER),
    refused("1/2", F.NOT_A_NUMBER),
    refused("⅓", F.NOT_A_NUMBER),
    refused("9⁵", F.NOT_A_NUMBER),
    refused("٩", F.NOT_A_NUMBER),
    refused("9 5", F.NOT_A_NUMBER),
    refused("9\n5", F.NOT_A_NUMBER),
    refused("1\n234", F.NOT_A_NUMBER),
    refused("9,", F.NOT_A_NUMBER),
    refused(",5", F.NOT_A_NUMBER),
    refused("(5)", F.NOT_A_NUMBER),
    refused("3-5", F.NOT_A_NUMBER),
    refused("--3", F.NOT_A_NUMBER),
    refused("+-3", F.NOT_A_NUMBER),
    refused("9,5,1", F.NOT_A_NUMBER),
    refused("chín", F.NOT_A_NUMBER),
    refused("Đạt", F.NOT_A_NUMBER),
    refused("x", F.NOT_A_NUMBER),
    refused("9,5; 8", F.NOT_A_NUMBER),
    refused("TRUE", F.NOT_A_NUMBER),
    refused("nan", F.NOT_A_NUMBER),
    refused("∞", F.NOT_A_NUMBER),
    refused("9" * 41, F.NOT_A_NUMBER),
    refused("100%", F.PERCENT),
    refused("95 %", F.PERCENT),
    refused("01/05/2026", F.DAY),
    refused("1-May", F.DAY),
    refused("2026-05-01", F.DAY),
    refused("#N/A", F.ERROR_VALUE),
    refused("#REF!", F.ERROR_VALUE),
    refused("=1+1", F.FORMULA),
    refused("=HYPERLINK(1)", F.FORMULA),
]
IN_LARGE = [
    sure("1.234,5", "1234,5"),
    sure("1,234.5", "1234,5"),
    sure("1234,5", "1234,5"),
    doubtful("1 234,5", "1234,5", D.SPACES),
    doubtful("1\u00a0234", "1234", D.SPACES),
    refused("1.000", F.DOUBTFUL),
    refused("1,000", F.DOUBTFUL),
    refused("45000", F.ABOVE_MAXIMUM),
]
PASSED = [
    sure("x", "5"),
    sure("X", "5"),
    sure("✓", "5"),
    sure("✔", "5"),
    sure("☑", "5"),
    sure("Đạt", "5"),
    sure("ĐẠT", "5"),
    sure("đạt\u00a0", "5"),
    sure("Không đạt", "0"),
    sure("không  ĐẠT", "0"),
    sure("5", "5"),
    sure("5,0", "5"),
    sure("0", "0"),
    sure("-", "-"),
    doubtful("v", "5", D.TICK),
    doubtful("V", "5", D.TICK),
    doubtful("dat", "5", D.TICK),
    doubtful("đất", "5", D.TICK),
    doubtful("khong dat", "0", D.TICK),
    doubtful("5 điểm", "5", D.UNIT),
    refused("đ", F.NOT_A_NUMBER),
    refused("có", F.NOT_A_NUMBER),
    refused("TRUE", F.NOT_A_NUMBER),
    refused("1", F.OFF_STEP),
    refused("2,5", F.OFF_STEP),
    refused("6", F.ABOVE_MAXIMUM),
    refused("100%", F.PERCENT),
]
RESULTS = [
    sure("120/100", "120/100"),
    sure("120 / 100", "120/100"),
    sure("1/5", "1/5"),
    sure("120", "120"),
    sure("0,125", "0,1250"),
    sure("1.234,5/1.000.000", "1234,5/1000000"),
    doubtful("１２０／１００", "120/100", D.WIDE),
    doubtful("1 200/1 000", "1200/1000", D.SPACES),
    doubtful("01/05", "1/5", D.DAY),
    doubtful("46143", "46143", D.DAY),
    refused("1.200/1.000", F.DOUBTFUL),
    refused("1.200/100", F.DOUBTFUL),
    refused("9,125", F.DOUBTFUL),
    doubtful("1.000.000 điểm", "1000000", D.UNIT),
    refused("01/05/2026", F.DAY),
    refused("2026-05-01", F.DAY),
    refused("120/100/80", F.NOT_A_NUMBER),
    refused("/100", F.NOT_A_NUMBER),
    refused("-5/100", F.BELOW_MINIMUM),
    refused("98,5%", F.PERCENT),
]
COUNTS = [
    sure("3", "3"),
    sure("03", "3"),
    sure("3,0", "3"),
    doubtful("003", "3", D.ZEROS),
    doubtful("45000", "45000", D.DAY),
    refused("2,5", F.TOO_FINE),
    refused("1.000", F.DOUBTFUL),
    refused("-1", F.BELOW_MINIMUM),
    refused("3 việc", F.NOT_A_NUMBER),
]
BONUSES = [
    sure("2", "2"),
    sure("2/1", "2/1"),
    sure("2/0", "2"),
    doubtful("+2", "2", D.SIGN),
    doubtful("02/01", "2/1", D.DAY),
    doubtful("46024", "46024", D.DAY),
    refused("-2", F.BELOW_MINIMUM),
    refused("02/01/2026", F.DAY),
]
TABLE = [
    (criterion, case)
    for criterion, cases in [
        (DIRECT, POINTS),
        (LARGE, IN_LARGE),
        (MET, PASSED),
        (MEASURED, RESULTS),
        (COUNTED, COUNTS),
        (BONUS, BONUSES),
    ]
    for case in cases
]


@pytest.mark.parametrize(("criterion", "case"), TABLE, ids=lambda one: getattr(one, "text", None))
def test_what_people_paste(criterion: Criterion, case: Case) -> None:
    reading = read(case.text, criterion)
    assert (reading.refusal.reason if reading.refusal else None) is case.refused
    assert reading.understood == (case.understood or "")
    assert reading.doubts == case.doubts
    assert reading.text == case.text
    if reading.refusal:
        assert reading.refusal.text == case.text.strip()


# Streamlit's NumberColumn (0 to 10 in steps of 0.1) stored these as 10, 10, 5, 10, 10, 1, nothing, 8.2, 9.9
# without a word, skipped `abc` and erased the score for an empty text.
@pytest.mark.parametrize(
    ("pasted", "becomes"),
    [
        ("1,5", "1,5"),
        ("7,5", "7,5"),
        ("0,5", "0,5"),
        ("7,25", F.OFF_STEP),
        ("11", F.ABOVE_MAXIMUM),
        ("12", F.ABOVE_MAXIMUM),
        ("-1", F.BELOW_MINIMUM),
        ("-3", F.BELOW_MINIMUM),
        ("8.25", F.OFF_STEP),
        ("9.99", F.OFF_STEP),
        ("abc", F.NOT_A_NUMBER),
        ("", ""),
    ],
)
def test_what_a_number_column_changed_silently(pasted: str, becomes: str | TypedNumberFault) -> None:
    reading = read(pasted, STEPPED)
    assert becomes == (reading.refusal.reason if reading.refusal else reading.understood)
    assert not reading.doubtful


def figure_of(entry: Score) -> Fraction | None:
    """The first figure of an entry, as the one who typed it would name it."""
    figure = entry.points if entry.points is not None else entry.actual
    if entry.points is not None:
        return Fraction(entry.points, 100)
    if figure is None:
        figure = entry.count if entry.count is not None else entry.bonus_count
    return None if figure is None else Fraction(figure)


def plainly(text: str) -> Fraction | None:
    """What a text says beyond all doubt, told without the code under test; None where that is nothing.

    One mark is a decimal mark, unless what stands before and behind it makes it one of thousands as well.
    """
    digits = re.fullmatch(r"(\d+)(?:[.,](\d+))?", text, re.ASCII)
    if digits and not re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", text):
        return Fraction(f"{digits[1]}.{digits[2] or 0}")
    for thousands, mark in (".,", ",."):
        if re.fullmatch(rf"[1-9]\d{{0,2}}(\{thousands}\d{{3}})+\{mark}\d+", text, re.ASCII) or re.fullmatch(
            rf"[1-9]\d{{0,2}}(\{thousands}\d{{3}}){{2,}}", text, re.ASCII
        ):
            return Fraction(text.replace(thousands, "").replace(mark, "."))
    return None


def silently_changed(text: str, criterion: Criterion) -> bool:
    """Whether a figure was taken that the text does not plainly say, and nobody is asked about it."""
    reading = read(text, criterion)
    if reading.refusal or reading.doubtful:
        return False
    if reading.entry is None:
        return text != ""
    if reading.entry.not_assigned:
        return text != "-"
    if reading.entry.achieved is not None:
        met = text.strip().lower() in {"x", "✓", "✔", "☑", "đạt"} or plainly(text.strip()) == 5
        unmet = " ".join(text.lower().split()) == "không đạt" or plainly(text.strip()) == 0
        return reading.entry.achieved is not met or met is unmet
    first = text.split("/")[0].strip()
    return plainly(first) is None or plainly(first) != figure_of(reading.entry)


def test_of_all_these_texts_none_is_changed_silently() -> None:
    texts = {case.text for _, case in TABLE}
    assert len(texts) >= 60
    changed = [(text, criterion) for text in texts for criterion in ALL if silently_changed(text, criterion)]
    assert len(changed) == 0, changed


@given(st.sampled_from(ALL), st.data())
def test_what_a_cell_shows_means_what_stands_in_it(criterion: Criterion, data: st.DataObject) -> None:
    plain = {"method": criterion.method.value, "max": "5" if criterion is MET else "10"}
    figures = data.draw(entries(plain))
    exact: dict[str, Any] = {
        key: Decimal(value) if isinstance(value, str) else value for key, value in figures.items()
    }
    if "points" in exact:
        exact["points"] = int(exact["points"] * 100) // (criterion.step or 1) * (criterion.step or 1)
    entry = Score(unit="cong-an", criterion="1", stage=Stage.SELF, **exact)
    reading = read(cell_text(entry, criterion), criterion)
    assert reading.entry == entry
    assert set(reading.doubts) <= {D.DAY}


numberish = st.text(st.sampled_from("0123456789.,/ -+%½¼đ−–\u00a0\u200b９５，x"), max_size=9)


@settings(max_examples=600)
@given(numberish | st.text(max_size=8), st.sampled_from(ALL))
@example("1.000", COUNTED)
def test_no_text_at_all_is_changed_silently(text: str, criterion: Criterion) -> None:
    assert not silently_changed(text, criterion)


@settings(max_examples=300)
@given(numberish, st.sampled_from(ALL))
def test_a_reading_is_refused_or_its_understood_text_means_the_same(text: str, criterion: Criterion) -> None:
    reading = read(text, criterion)
    if reading.refusal:
        assert (reading.entry, reading.understood, reading.doubts) == (None, "", ())
        return
    assert entry_of_cell(reading.understood, "cong-an", criterion, Stage.SELF) == reading.entry
    assert cell_text(reading.entry, criterion) == reading.understood


@settings(max_examples=200)
@given(numberish, st.sampled_from(ALL))
def test_what_a_command_takes_is_read_the_same(text: str, criterion: Criterion) -> None:
    try:
        entry = entry_of_cell(text, "cong-an", criterion, Stage.SELF)
    except TypedNumberRefused:
        return
    assert read(text, criterion).entry == entry
