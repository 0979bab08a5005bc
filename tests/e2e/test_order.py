"""The order of names is the one that ICU has for Vietnamese, which is the one of the browser.

Typographic quotes are left out: to ICU they are the straight ones in another dress.
"""

import random
import unicodedata

from playwright.sync_api import Browser

from services.rules.text import sort_key

VOWELS, TONES = "aăâeêioôơuưy", ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
AROUND = (
    "{}",
    "b{}n",
    "B{}N",
    "đ{}",
    "d{}",
    "h{}a",
    "qu{}",
    "Ng{}ng",
    "{} x",
    "{}-x",
    "{}, x",
    "{}1",
    "{} 1",
)
UNITS = (
    *("Sở Tư pháp", "Sở Tư Pháp", "SỞ TƯ PHÁP", "sở tư pháp", "Số Tư pháp", "Sở  Tư pháp", "Sở Tư pháp tỉnh"),
    *("Khối 1", "Khối 2", "Khối 10", "Khối I", "Khối II", "Khối-1", "Khối, 1", "Khối (1)", "KhốiA", "Khối A"),
    *("Tòa án", "Toà án", "toán", "Ủy ban", "Uỷ ban", "Y Yên", "Ý Yên", "An Bình", "Anh", "Ánh", "Đắk Lắk"),
    *(
        "Dân",
        "Đảng",
        "1",
        "2",
        "10",
        "09",
        "a b",
        "ab",
        "a-b",
        "a\u2013b",
        "wz",
        "fj",
        "(Hoa)",
        '"Hoa"',
        "'Hoa'",
    ),
)
LETTERS = "abcdđeghiklmnopqrstuvxyzfjwăâêôơư ABĐÊƯ 0123456789 -,;:!?.'\"()[]{}@*/\\&#%+<=>_"
COMPARE = "names => { const vi = new Intl.Collator('vi'); return names.sort(vi.compare); }"


def names() -> list[str]:
    """Every vowel with every tone, small and capital, in words and beside signs; units; and any letters."""
    chance = random.Random(1)
    letters = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES]
    found = {around.format(letter) for letter in letters for around in AROUND}
    found |= {around.format(letter.upper()) for letter in letters for around in AROUND}
    found |= {f"{unit} {place}".strip() for unit in UNITS for place in ("", "An Bình", "Hòa An", "khu vực 2")}
    found |= {
        "".join(chance.choice([*LETTERS, *letters]) for _ in range(chance.randint(1, 9))).strip()
        for _ in range(2000)
    }
    return sorted(found - {""})


def test_names_stand_in_the_order_of_icu(browser: Browser) -> None:
    page = browser.new_page()
    wanted = page.evaluate(COMPARE, names())
    page.close()
    ours = sorted(wanted, key=sort_key)
    assert len(wanted) > 3500
    assert [pair for pair in zip(ours, wanted, strict=True) if pair[0] != pair[1]] == []
