"""The page of cards: eight on a sheet, nothing from outside, names as typed, no code in the square."""

import re
from html import unescape

import segno

from services.cards import Card, page_of_cards

ADDRESS = "http://thi-dua.vinhphuc.local:8501/"
CODE = "ABCDEFGHJKLM"


def page(*cards: Card) -> str:
    return page_of_cards(cards, ADDRESS, hours=72, until="25/12/2017 08:30").decode()


def test_a_card_says_who_how_and_until_when() -> None:
    drawn = page(Card("Nguyễn Thị Lan", "Sở Tư pháp", "lan", CODE))
    for part in ("Nguyễn Thị Lan", "Sở Tư pháp", ">lan<", "ABCD-EFGH-JKLM", ADDRESS, "72 giờ", "25/12/2017"):
        assert part in drawn
    assert drawn.count("<li>") == 3


def test_eight_cards_stand_on_a_sheet() -> None:
    drawn = page(*(Card(f"Người {number}", "", f"nguoi-{number}", CODE) for number in range(17)))
    assert [sheet.count('class="card"') for sheet in drawn.split('class="sheet"')[1:]] == [8, 8, 1]


def test_the_square_holds_the_address_alone() -> None:
    drawn = page(Card("Lan", "", "lan", CODE))
    (square,) = re.findall(r"<svg.*?</svg>", drawn, re.DOTALL)
    assert square == segno.make(ADDRESS, micro=False).svg_inline(svgclass="qr", omitsize=True, border=0)


def test_names_stay_as_typed_and_nothing_is_fetched() -> None:
    nasty = "<script>x</script> $name & \"quoted\" 'one' **bold**"
    drawn = page(Card(nasty, nasty, "lan", CODE))
    assert "<script" not in drawn
    assert unescape(drawn).count(nasty) == 2
    outside = re.findall(r"(?:src|href|url)\s*[=(]\s*\S+|@import", drawn)
    assert not outside


def test_long_names_are_printed_smaller() -> None:
    assert 'class="name long"' in page(Card("ă" * 200, "", "lan", CODE))
