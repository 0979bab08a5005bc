"""Blocks are found by what people write of them, and like ones are offered."""

import pytest

from services.rules.block_names import SUGGESTED, BlockNames, KnownBlock

INNER = KnownBlock(1, "noi-chinh", "Khối Nội chính", "Phú Thọ")
NORTH = KnownBlock(2, "noi-chinh-lc", "Khối Nội chính", "Lào Cai")
CITY = KnownBlock(3, "dang", "Khối Đảng", "Huế")
CLUSTER = KnownBlock(4, "cum-1", "Cụm thi đua số 1", "")
MISNAMED = KnownBlock(5, "x", "Dang", "Huế")
NAMES = BlockNames([INNER, NORTH, CITY, CLUSTER, MISNAMED])


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ("KHỐI  nội chính", "", [INNER, NORTH]),
        ("khối nội chính", "Lào Cai", [NORTH]),
        ("khối nội chính", "tỉnh Lào Cai", [NORTH]),
        ("Khối Nội chính - Lào Cai", "", [NORTH]),
        ("Khối Nội chính (Lào Cai)", "Phú Thọ", []),
        ("NOI-CHINH-LC", "", [NORTH]),
        ("noi chinh lc", "", [NORTH]),
        ("dang", "", [CITY]),
        ("Cụm thi đua số 1", "", [CLUSTER]),
        ("Phú Thọ", "", []),
        ("", "", []),
        ("***", "", []),
    ],
)
def test_a_block_is_found_by_name_code_and_province(text: str, place: str, found: list[KnownBlock]) -> None:
    assert NAMES.called(text, place) == found


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("Huế", {3, 5}),
        ("thành phố Huế", {3, 5}),
        ("tp. Huế", {3, 5}),
        ("Khối Nội chính", {1, 2}),
        ("cum-1", {4}),
        ("Hà Nội", set()),
        ("", set()),
    ],
)
def test_a_place_is_a_province_or_a_block(place: str, found: set[int]) -> None:
    assert NAMES.at(place) == found


@pytest.mark.parametrize(
    ("text", "place", "offered"),
    [
        ("Khối Nội chin", "Lào Cai", (NORTH.label,)),
        ("Nội chính", "", (INNER.label, NORTH.label)),
        ("cum thi dua so 2", "", (CLUSTER.label,)),
        ("Sở Tư pháp", "", ()),
        ("Khối Nội chính", "Hà Nội", ()),
    ],
)
def test_like_ones_are_offered_with_their_province(text: str, place: str, offered: tuple[str, ...]) -> None:
    assert NAMES.alike(text, place) == offered


def test_what_is_offered_is_found_when_it_is_written() -> None:
    many = BlockNames(KnownBlock(number, f"b{number}", "Khối Đảng", f"Tỉnh {number}") for number in range(9))
    offered = many.alike("Khối Dảng")
    assert len(offered) == SUGGESTED
    assert [len(many.called(label)) for label in offered] == [1] * SUGGESTED
