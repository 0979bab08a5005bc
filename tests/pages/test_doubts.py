"""What a doubtful cell is understood as is said in words, and what was typed stays as typed."""

import pytest

from pages.shared import i18n
from pages.shared.doubts import DOUBTS, doubt_sentence
from services.rules.likely_numbers import Doubt


@pytest.mark.parametrize("language", i18n.SUPPORTED)
@pytest.mark.parametrize("doubt", Doubt)
def test_every_doubt_is_said_in_words(doubt: Doubt, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "language", lambda: language)
    said = doubt_sentence("<b>9</b>", "9,5", [doubt])
    assert said.isascii() == (language == "en")
    assert "<b>" not in said


def test_no_two_doubts_share_their_words() -> None:
    assert set(DOUBTS) == set(Doubt)
    assert len(set(DOUBTS.values())) == len(DOUBTS)


def test_all_that_is_doubtful_is_said_together() -> None:
    said = doubt_sentence("９½ điểm", "9,5", [Doubt.WIDE, Doubt.FRACTION])
    assert said == "“９½ điểm” được hiểu là “9,5”: có ký tự toàn giác; có ký hiệu phân số."
    assert doubt_sentence(" ", "", [Doubt.ERASES]).endswith(
        "được hiểu là ô trống: nội dung đang có trong ô sẽ bị xóa."
    )
