"""Whatever stands in a name, the screen shows it as typed."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pages.shared.plain import as_read, chart_text, plain

PAYLOADS = [
    "Sở Tư pháp",
    "Viện KSND (tỉnh), số 1.2 - A&B",
    "<b>Sở</b>",
    "**Sở** __Sở__ *a* _b_ ~~c~~ ~d~",
    "[bấm](http://evil.example)",
    "![x](http://evil.example/a.png)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "https://evil.example?a=1&b=2",
    "www.evil.example WWW.Evil.example",
    "ai@evil.example, Email: a.b+c@d.vn.",
    "<http://evil.example>",
    "mailto:a@b.cc xmpp:a@b.cc",
    "$x^2$ và $$x$$, giá 5$ và 6$",
    ":red[đỏ] :red-background[đỏ] :blue-badge[a] :small[x]",
    ":smile: :+1: :-1:",
    ":material/home: :streamlit:",
    "A -> B <-> C <- D -- E >= F <= G ~= H",
    "-> -- <- <->",
    "# Đầu đề",
    "- mục",
    "1. mục",
    "1) mục",
    "> trích",
    "`mã` ```mã```",
    "| a | b |",
    "&lt;b&gt; &copy; &#58;",
    "=1+1",
    "a:b{c} :help[x] ::a[b] :::note",
    "\\*x\\* \\",
    "[x]: http://evil.example",
    "[^1] - [ ] việc",
    "***",
    "<!-- x --> x<br>y",
    "javascript:alert(1)",
    "10:30:45",
]

# What the client of Streamlit 1.67 replaces in text that is already parsed.
REPLACED_AFTER_PARSING = [
    r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)",
    r":\+1:|:-1:|:[\w-]+:",
    r":material[_/](\w+):|:streamlit:",
    r"(https?://|www(?=\.))([-.\w]+)",
    r"(?:^|[^\w])([-.\w+]+)@([-\w]+(?:\.[-\w]+)+)",
]
# What the client reads on top of CommonMark, before anything is parsed.
READ_BESIDE_COMMONMARK = [r"(?<!\\)\$", r"(?<!\\):\w", r"(?<!\\)~", r"(?<!\\)\|"]


def parsed(markdown: str) -> str:
    """The text of one paragraph without any mark-up, by an independent CommonMark parser."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    pieces = [child for token in tokens for child in token.children or ()]
    assert {piece.type for piece in pieces} <= {"text", "text_special"}
    return "".join(piece.content for piece in pieces)


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_name_is_parsed_to_itself(text: str) -> None:
    assert parsed(plain(text)).replace("\u2060", "") == text


@pytest.mark.parametrize("text", PAYLOADS)
def test_nothing_is_replaced_after_parsing(text: str) -> None:
    shown = parsed(plain(text))
    assert [pattern for pattern in REPLACED_AFTER_PARSING if re.search(pattern, shown, re.IGNORECASE)] == []
    assert [pattern for pattern in READ_BESIDE_COMMONMARK if re.search(pattern, plain(text))] == []


@given(st.text(alphabet=":<>-~=@.w[](){}*_`$#!|&\\/+1ahmt \n", max_size=12))
def test_no_mixture_of_signs_gets_through(text: str) -> None:
    one_line = " ".join(text.split())
    assert parsed(plain(text)).replace("\u2060", "") == one_line
    test_nothing_is_replaced_after_parsing(text)


def test_an_ordinary_name_is_left_alone() -> None:
    assert plain("Viện Kiểm sát nhân dân tỉnh") == "Viện Kiểm sát nhân dân tỉnh"


def test_line_breaks_do_not_start_a_block() -> None:
    assert plain("Sở\n\n    Tư\t pháp ") == "Sở Tư pháp"


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_chart_label_holds_no_tag_and_reads_as_typed(text: str) -> None:
    assert "<" not in chart_text(text)
    assert unescape(chart_text(text)) == text


@pytest.mark.parametrize("text", PAYLOADS)
def test_the_terminal_shows_what_was_typed(text: str) -> None:
    assert as_read(f"- {plain(text)}") == f"- {' '.join(text.split())}"
