"""Vietnamese names: clean, found, compared, in order."""

import unicodedata
from itertools import islice
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors.typed import NameFault, NameRefused, PhoneUnfit
from services.rules.text import (
    clean_name,
    clean_or_blank,
    clean_phone,
    duplicate_key,
    folded_words,
    meant_by,
    numbered,
    search_fold,
    sort_key,
    words,
)

Form = Literal["NFC", "NFD"]
FORMS: tuple[Form, Form] = ("NFC", "NFD")


def test_a_name_is_composed_and_single_spaced() -> None:
    assert clean_name(unicodedata.normalize("NFD", "  Sở\u00a0 Tư\n pháp ")) == "Sở Tư pháp"
    assert clean_name("Khối 👩\u200d👧 <b>*x*</b> =1+1") == "Khối 👩\u200d👧 <b>*x*</b> =1+1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", NameFault.BLANK),
        ("\u200b", NameFault.BLANK),
        ("\u0301", NameFault.BLANK),
        ("x" * 201, NameFault.TOO_LONG),
        ("a\x00b", NameFault.UNPRINTABLE),
        ("a\x1bb", NameFault.UNPRINTABLE),
        ("a\u202eb", NameFault.UNPRINTABLE),
        ("a\u2066b", NameFault.UNPRINTABLE),
        ("a\ud800", NameFault.UNPRINTABLE),
    ],
)
def test_no_name(text: str, reason: NameFault) -> None:
    with pytest.raises(NameRefused) as refused:
        clean_name(text)
    assert refused.value.reason is reason


def test_what_may_be_left_out_stays_empty() -> None:
    assert clean_or_blank(" \u00a0\n") == ""
    assert clean_or_blank("  Sở  Tư pháp ") == "Sở Tư pháp"
    with pytest.raises(NameRefused):
        clean_or_blank("x" * 11, 10)


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    try:
        cleaned = clean_name(text)
    except NameRefused:
        return
    assert clean_name(cleaned) == cleaned


@pytest.mark.parametrize("form", FORMS)
def test_search_without_tones(form: Form) -> None:
    assert search_fold(unicodedata.normalize(form, "  Sở  Tư pháp ")) == "so tu phap"
    assert search_fold(unicodedata.normalize(form, "ĐẮK LẮK")) == "dak lak"
    assert search_fold("so tu phap") in search_fold("Sở Tư pháp")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("HÒA  BÌNH", "hoà\u00a0bình"),
        ("Thủy", "Thuỷ"),
        ("Sở Tư pháp", unicodedata.normalize("NFD", "sở tư pháp")),
    ],
)
def test_the_same_name(one: str, other: str) -> None:
    assert duplicate_key(one) == duplicate_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Hòa", "Hóa"), ("Sơ", "Sở"), ("Ban Dân", "Bàn Dan"), ("d", "đ"), ("Hoa", "Hòa")]
)
def test_another_name(one: str, other: str) -> None:
    assert duplicate_key(one) != duplicate_key(other)


@pytest.mark.parametrize(
    "ordered",
    [
        [
            "a",
            "à",
            "ả",
            "ã",
            "á",
            "ạ",
            "ă",
            "ằ",
            "â",
            "b",
            "c",
            "d",
            "đ",
            "e",
            "ê",
            "i",
            "o",
            "ô",
            "ơ",
            "u",
            "ư",
        ],
        ["ba", "bà", "bả", "bã", "bá", "bạ", "bả ơi", "bác"],
        ["10a", "9", "an", "An", "án", "ân"],
        ["An Bình", "Anh"],
        ["Công an tỉnh", "Cục Thi hành án", "Sở Nội vụ", "Sở Tư pháp", "Thanh tra tỉnh"],
        ["Dân", "Đảng", "Em"],
        ["Khối “1”", "Khối (1)", "Khối 1", "Khối-1", "Khối–1", "Khối, 1", "Khối/1", "Khối&1", "Khối1"],
    ],
)
def test_vietnamese_order(ordered: list[str]) -> None:
    backwards = ordered[::-1]
    assert sorted(backwards, key=sort_key) == ordered


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_order_does_not_depend_on_composition(one: str, other: str) -> None:
    def before(form: Form) -> bool:
        parts = [unicodedata.normalize(form, text) for text in (one, other)]
        return sort_key(parts[0])[0] <= sort_key(parts[1])[0]

    assert before("NFC") == before("NFD")


@pytest.mark.parametrize("phone", ["", "123456", "0" * 20, "+84 (211) 3.861-234", "  0211   3861234 "])
def test_a_telephone_number_is_kept_as_written(phone: str) -> None:
    assert clean_phone(phone) == " ".join(phone.split())


@pytest.mark.parametrize("phone", ["12345", "0" * 21, "0211 abc 861", "0211/861234", "\u0661" * 8, "+-+-()"])
def test_what_is_no_telephone_number_is_refused(phone: str) -> None:
    with pytest.raises(PhoneUnfit) as refused:
        clean_phone(phone)
    assert refused.value.text == phone


def test_codes_are_numbered_from_the_second_on() -> None:
    assert list(islice(numbered("so-tu-phap"), 3)) == ["so-tu-phap", "so-tu-phap-2", "so-tu-phap-3"]


def test_names_are_compared_by_their_words_whatever_signs_stand_between() -> None:
    assert (
        words("Khối Hoà  bình - (Phú Thọ)")
        == words("khối hòa bình, phú thọ")
        != words("khoi hoa binh phu tho")
    )
    assert folded_words("Khối Hoà  bình - (Phú Thọ)") == "khoi hoa binh phu tho"
    assert words("***") == ""


@pytest.mark.parametrize(
    ("text", "meaning"), [("Cơ quan", 1), ("CO QUAN", 1), ("hội,  đoàn thể", 2), ("Trường", None), ("", None)]
)
def test_a_word_is_meant_whatever_its_tones_and_capitals(text: str, meaning: int | None) -> None:
    assert meant_by(text, {"Cơ quan": 1, "Hội, đoàn thể": 2}) == meaning
