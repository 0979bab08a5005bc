"""A verdict as it stands in minutes."""

from dataclasses import replace
from fractions import Fraction

import pytest

from models.enums import Basis, Operator, PollKind
from services.rules.document import Poll, Threshold
from services.rules.tally import verdict_of
from services.rules.verdict_words import verdict_lines
from services.workbooks.layouts import loaded_template
from tests.ballot_box.boxes import form

WORDS = loaded_template("verdict_words.yaml")
NAMES = {"u0": "Công an tỉnh", "u1": "Sở Tư pháp", "u2": "Thanh tra tỉnh"}


def poll(*votes: int | None, **figures: object) -> Poll:
    asked = form(options=len(votes), withdrawn=next((p for p, n in enumerate(votes) if n is None), None)).poll
    options = tuple(
        replace(option, votes=number) for option, number in zip(asked.options, votes, strict=True)
    )
    return replace(asked, options=options, **figures)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("counted", "lines"),
    [
        (
            poll(7, 2, None, issued=9, collected=9, invalid=0),
            [
                "Phát ra 9, thu về 9, hợp lệ 9, không hợp lệ 0",
                "Công an tỉnh: 7/9 phiếu, 77,78 %, yêu cầu trên 1/2 số phiếu hợp lệ: 5 – trúng cử",
                "Sở Tư pháp: 2/9 phiếu, 22,22 %, yêu cầu trên 1/2 số phiếu hợp lệ: 5 – không trúng cử",
                "Thanh tra tỉnh: xin rút",
                "Kết quả có hiệu lực.",
            ],
        ),
        (
            poll(4, 4, rule=None, invalid=1),
            [
                "Phát ra 9, thu về 9, hợp lệ 8, không hợp lệ 1",
                "Công an tỉnh: 4/8 phiếu, 50,00 % – bằng phiếu",
                "Sở Tư pháp: 4/8 phiếu, 50,00 % – bằng phiếu",
                "Bằng phiếu ở suất cuối cùng, cần bỏ phiếu vòng tiếp theo.",
            ],
        ),
        (
            poll(
                5,
                present=5,
                kind=PollKind.APPROVAL,
                seats=None,
                rule=Threshold(Operator.AT_LEAST, Fraction(9, 10), Basis.MEMBERS),
                quorum=Threshold(Operator.AT_LEAST, Fraction(2, 3), Basis.SUMMONED),
            ),
            [
                "Phát ra 5, thu về 5, hợp lệ 5, không hợp lệ 0",
                "Có mặt 5, cần ít nhất 6: không đủ",
                "Công an tỉnh: 5/9 phiếu, 55,56 %, yêu cầu từ 9/10 tổng số thành viên trở lên: 9 – "
                "chưa quyết định",
                "Không đủ số người có mặt theo quy định nên không quyết định được việc gì.",
            ],
        ),
    ],
)
def test_a_verdict_is_told_with_its_figures(counted: Poll, lines: list[str]) -> None:
    assert list(verdict_lines(counted, verdict_of(counted), NAMES, WORDS)) == lines
