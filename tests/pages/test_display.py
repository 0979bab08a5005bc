"""The hall's board shows what the view holds, as text, and no result that is not in it."""

import re
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import display
from pages.shared.display import BoardOption, BoardView, board_html

OPEN = BoardView(
    block="Khối thi đua Nội chính",
    title_of_year="Hội nghị tổng kết năm 2017",
    poll="Cờ thi đua của UBND tỉnh",
    rule="Cần trên 1/2 số phiếu hợp lệ",
    state="Đang bỏ phiếu",
    present="9/10",
    turnout="7/9",
    options=(BoardOption(name="Công an tỉnh"), BoardOption(name="Sở Tư pháp")),
    verdict=None,
    note="Số liệu minh họa",
    updated_at="08:30:05",
    stale=False,
)
COUNTED = replace(
    OPEN,
    state="Đã kết thúc",
    options=(
        BoardOption(
            name="Công an tỉnh",
            votes="7",
            percent="77,78%",
            outcome="Trúng",
            share=Fraction(7, 9),
            chosen=True,
        ),
        BoardOption(
            name="Sở Tư pháp", votes="2", percent="22,22%", outcome="Không trúng", share=Fraction(2, 9)
        ),
    ),
    verdict="Công an tỉnh được đề nghị tặng cờ.",
)


class Reader(HTMLParser):
    """Collects the tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_counted_round_is_shown_whole() -> None:
    texts = Reader(board_html(COUNTED)).texts
    for text in (
        "Khối thi đua Nội chính",
        "Hội nghị tổng kết năm 2017",
        "Cờ thi đua của UBND tỉnh",
        "Cần trên 1/2 số phiếu hợp lệ",
        "Đã kết thúc",
        "9/10",
        "7/9",
        "77,78%",
        "Không trúng",
        "Công an tỉnh được đề nghị tặng cờ.",
        "Số liệu minh họa",
        "Cập nhật lúc 08:30:05",
    ):
        assert text in texts


def test_bars_are_as_long_as_their_share() -> None:
    widths = [attrs["style"] for tag, attrs in Reader(board_html(COUNTED)).tags if tag == "i"]
    assert widths == ["width:77.78%", "width:22.22%"]


@pytest.mark.parametrize(("share", "width"), [(Fraction(3, 2), "100.00"), (Fraction(-1, 9), "0.00")])
def test_no_bar_leaves_its_frame(share: Fraction, width: str) -> None:
    board = replace(OPEN, options=(BoardOption(name="x", share=share),))
    assert f"width:{width}%" in board_html(board)


def test_an_open_round_shows_turnout_and_no_result() -> None:
    page = Reader(board_html(OPEN))
    kinds = {attrs.get("class") for _tag, attrs in page.tags}
    assert "7/9" in page.texts
    assert "board open" in kinds
    assert not kinds & {"votes", "percent", "outcome", "bar", "figures", "verdict"}


def test_stale_figures_say_so() -> None:
    page = Reader(board_html(replace(OPEN, stale=True)))
    assert "Chưa cập nhật được - số liệu lúc 08:30:05" in page.texts
    assert ("span", {"class": "stale"}) in page.tags


def test_every_word_of_the_data_is_text() -> None:
    nasty = "<img src=x onerror=alert(1)>\"'&"
    option = BoardOption(name=nasty, votes=nasty, percent=nasty, outcome=nasty)
    board = BoardView(
        block=nasty,
        title_of_year=nasty,
        poll=nasty,
        rule=nasty,
        state=nasty,
        present=nasty,
        turnout=nasty,
        options=(option,),
        verdict=nasty,
        note=nasty,
        updated_at=nasty,
        stale=True,
    )
    page = Reader(board_html(board))
    assert {tag for tag, _attrs in page.tags} <= {"section", "div", "h1", "span", "b", "ol", "li"}
    assert sum(nasty in text for text in page.texts) == 14


@pytest.mark.parametrize(
    ("options", "columns"), [(1, 1), (3, 1), (4, 2), (5, 3), (6, 3), (10, 5), (11, 4), (12, 4), (15, 5)]
)
def test_all_options_stand_on_one_screen(options: int, columns: int) -> None:
    board = replace(OPEN, options=tuple(BoardOption(name=str(n), votes="1") for n in range(options)))
    assert f"--columns:{columns}" in board_html(board)


def test_no_style_makes_text_smaller_than_28_pixels_or_votes_than_96() -> None:
    sizes = re.findall(
        r"\.board([^{}]*)\{[^}]*?font-size: max\((\d+) \* var\(--px\), ([\d.]+) \*", display._HALL
    )
    assert len(sizes) > 10
    for where, _least, width in sizes:
        assert float(width) * 19.2 >= (96 if "votes" in where else 28), where


def test_a_reading_shows_how_many_ballots_are_read() -> None:
    page = Reader(board_html(replace(COUNTED, turnout=None, read="5/9")))
    assert "Số phiếu đã đọc" in map(str.strip, page.texts)
    assert "5/9" in page.texts


def test_marks_stand_where_they_are_set_and_nowhere_else() -> None:
    marked = Reader(board_html(replace(OPEN, rehearsing=True, frozen_at="10:42:05"))).texts
    plain = Reader(board_html(OPEN)).texts
    for mark in ("DIỄN TẬP - mọi số liệu ở đây không có giá trị", "Màn hình dừng từ 10:42:05"):
        assert mark in marked
        assert mark not in plain


def test_a_page_that_is_drawn_no_more_turns_amber_by_itself() -> None:
    assert "Đã ngừng cập nhật." in "".join(Reader(board_html(OPEN)).texts)
    for style in (display._HALL, display._LEADERS):
        assert re.search(r"\.late \{ visibility: hidden;[^}]*animation: stale-word 0s 8s forwards", style)


def page() -> None:
    from fractions import Fraction

    from pages.shared.display import BoardOption, BoardView, board_html, page_style, projector_style, whole

    page_style()
    projector_style()
    option = BoardOption(name="Sở Tư pháp", votes="2", share=Fraction(2, 9))
    board = BoardView(
        block="",
        title_of_year="",
        poll="",
        rule="",
        state="",
        present="",
        turnout=None,
        options=(option,),
        verdict=None,
        note=None,
        updated_at="",
        stale=False,
    )
    whole(board_html(board))


def test_the_page_takes_the_board_and_the_styles() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    bodies = [element.proto.body for element in app.get("html")]
    assert any("Sở Tư pháp" in body for body in bodies)
