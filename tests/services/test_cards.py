"""The page of cards: eight on a sheet, nothing from outside, names as typed, no code in the square."""

import re
from html import unescape

import segno

from services.cards import Badge, Card, VoterCard, page_of_badges, page_of_cards, page_of_voter_cards

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


def test_a_voters_card_has_the_code_and_the_address_of_the_voting_page_alone() -> None:
    address = f"{ADDRESS}bo-phieu"
    nasty = "<script>x</script> $name **Lan**"
    drawn = page_of_voter_cards([VoterCard(nasty, "Sở Tư pháp", CODE)] * 9, address).decode()
    assert [sheet.count('class="card"') for sheet in drawn.split('class="sheet"')[1:]] == [8, 1]
    assert "9 thẻ biểu quyết" in drawn
    assert "<script" not in drawn
    assert unescape(drawn).count(nasty) == 9
    assert drawn.count("ABCD-EFGH-JKLM") == 9
    square, *_ = re.findall(r"<svg.*?</svg>", drawn, re.DOTALL)
    assert square == segno.make(address, micro=False).svg_inline(svgclass="qr", omitsize=True, border=0)


def test_a_badge_has_its_number_in_the_square_and_no_code() -> None:
    nasty = "<script>x</script> $name **Lan**"
    drawn = page_of_badges([Badge(nasty, "Sở Tư pháp", nasty, "0017-48")]).decode()
    assert "1 thẻ đại biểu" in drawn
    assert "<script" not in drawn
    assert unescape(drawn).count(nasty) == 2
    (square,) = re.findall(r"<svg.*?</svg>", drawn, re.DOTALL)
    assert square == segno.make("0017-48", micro=False).svg_inline(svgclass="qr", omitsize=True, border=0)
