"""What is doubtful in a table of criteria is said in both languages."""

from enum import StrEnum

import pytest

from pages.shared import i18n
from pages.shared.criteria_sentences import doubt_sentence
from services.rules.criteria_outline import NumberDoubt
from services.rules.criteria_row import CriterionDoubt

DOUBTS = (*NumberDoubt, *CriterionDoubt)


@pytest.mark.parametrize("language", i18n.SUPPORTED)
@pytest.mark.parametrize("doubt", DOUBTS)
def test_every_doubt_is_said_in_words(doubt: StrEnum, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "language", lambda: language)
    said = doubt_sentence(doubt, "<b>1.2</b>")
    assert len(said) > 30
    assert said.isascii() == (language == "en")
    assert "{" not in said
    assert "<b>" not in said


def test_a_rate_that_was_made_up_is_named() -> None:
    assert "điểm mỗi lần cộng" in doubt_sentence(CriterionDoubt.RATE_GUESSED, "bonus")


def test_no_two_doubts_share_a_sentence() -> None:
    assert len({doubt_sentence(doubt, "1.2") for doubt in DOUBTS}) == len(DOUBTS)
