"""What is written to those whose part of the score sheets is not done yet."""

from datetime import date, timedelta

import pytest

from models.enums import SheetStep
from services.reminders import TO_UNITS, Occasion, Reminded, letter_to_all, letter_to_unit
from services.rules.sheet_progress import MissingCell, SheetState, progress_of_step

LAST = date(2017, 11, 15)


def occasion(step: SheetStep = SheetStep.SELF, last_day: date | None = LAST, today: date = LAST) -> Occasion:
    return Occasion(block="Khối thi đua Nội chính", year=2017, step=step, last_day=last_day, today=today)


def sheet(name: str, filled: int, to_fill: int, named: int) -> Reminded:
    state = SheetState(filled=filled, to_fill=to_fill)
    progress = progress_of_step({"a": state}, None, LAST).units[0]
    missing = [MissingCell(f"1.{place}", f"Mục 1.{place}") for place in range(1, named + 1)]
    return Reminded(name=name, progress=progress, missing=missing)


def test_a_unit_is_told_the_day_and_what_is_missing() -> None:
    letter = letter_to_unit(occasion(today=LAST - timedelta(days=3)), sheet("Công an tỉnh", 12, 27, 2))
    assert letter == (
        "Kính gửi: Công an tỉnh\n\n"
        "Để bảo đảm tiến độ chấm điểm thi đua năm 2017 của Khối thi đua Nội chính, đề nghị quý đơn vị khẩn "
        "trương hoàn thành bảng tự chấm điểm.\n\n"
        "Thời hạn: hết ngày 15/11/2017 (còn 3 ngày).\n\n"
        "Đã nhập 12/27 tiêu chí, còn thiếu 15 tiêu chí, trong đó có:\n"
        "- 1.1. Mục 1.1\n"
        "- 1.2. Mục 1.2\n"
        "- và 13 tiêu chí khác.\n\n"
        'Khi đã nhập đủ, đề nghị đơn vị bấm nút nộp bảng tại mục "Tiến độ" của phần mềm.\n'
        "Trân trọng cảm ơn./."
    )


def test_when_all_that_is_missing_is_named_nothing_else_is_counted() -> None:
    letter = letter_to_unit(occasion(SheetStep.EXPLANATION, None), sheet("Công an tỉnh", 1, 3, 2))
    assert "còn thiếu 2 tiêu chí, gồm:\n- 1.1. Mục 1.1\n- 1.2. Mục 1.2\n\n" in letter
    assert "Thời hạn" not in letter
    assert "tiêu chí khác." not in letter


@pytest.mark.parametrize(
    ("days", "said"), [(0, "hôm nay là ngày cuối"), (1, "còn 1 ngày"), (-4, "đã quá hạn 4 ngày")]
)
def test_the_letter_says_how_the_last_day_stands(days: int, said: str) -> None:
    letter = letter_to_all(occasion(today=LAST - timedelta(days=days)), [sheet("A", 0, 1, 1)])
    assert f"hết ngày 15/11/2017 ({said})." in letter


def test_all_are_named_in_one_letter_with_the_codes_that_they_lack() -> None:
    sheets = [sheet("Công an tỉnh", 12, 27, 2), sheet("Sở Tư pháp {name}", 26, 27, 1)]
    letter = letter_to_all(occasion(), sheets)
    assert letter.startswith("Kính gửi: Các đơn vị thành viên Khối thi đua Nội chính\n")
    assert "1. Công an tỉnh: đã nhập 12/27 tiêu chí, còn thiếu 15 tiêu chí (1.1, 1.2, ...).\n" in letter
    assert "2. Sở Tư pháp {name}: đã nhập 26/27 tiêu chí, còn thiếu 1 tiêu chí (1.1).\n" in letter


@pytest.mark.parametrize("step", SheetStep)
def test_every_step_has_its_words(step: SheetStep) -> None:
    letter = letter_to_all(occasion(step), [sheet("Công an tỉnh", 1, 3, 2), sheet("Thanh tra", 3, 3, 0)])
    assert "2. Thanh tra.\n" in letter
    if step in TO_UNITS:
        letter += letter_to_unit(occasion(step), sheet("Công an tỉnh", 1, 3, 2))
    assert "{" not in letter
