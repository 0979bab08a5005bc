"""Names as typed: nothing in them is Markdown, HTML, LaTeX, an emoji code, a directive or a link."""

import re
from html import escape

_JOINER = "\u2060"  # word joiner: not seen, not a space, not a letter
_PUNCTUATION = re.compile(r"[\\`*_{}()<>#+\-.!|$~&:=^]")
_ESCAPED = re.compile(rf"\\({_PUNCTUATION.pattern})")
_TURNS_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BRACKETS = {ord("["): "&#91;", ord("]"): "&#93;"}  # st.badge puts its own backslashes before brackets
# Streamlit also replaces patterns in the text that is left after parsing, where a backslash no longer helps:
# emoji and icon codes, addresses of pages and mailboxes, arrows and signs. An unseen character breaks each.
_AFTER_PARSING = re.compile(
    r":(?=[\w+/-])"
    r"|www(?=\.)"
    r"|@"
    r"|(?<!\S)(?:<-|[-<>~])(?=(?:->|[->=])(?!\S))",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Markdown that Streamlit shows as exactly `text`, on one line.

    For labels, headings, captions, messages, metrics, tabs, menus, radio buttons and cells of `st.table`.
    Not for what Streamlit shows as it is: options of `st.selectbox` and `st.multiselect`, `st.text`,
    placeholders, cells and headers of `st.dataframe` and `st.data_editor`.
    """
    broken = _AFTER_PARSING.sub(lambda found: found[0] + _JOINER, _one_line(text))
    return _PUNCTUATION.sub(r"\\\g<0>", broken).translate(_BRACKETS)


def as_read(markdown: str) -> str:
    """What a reader sees of a sentence with `plain` names in it: for the terminal."""
    for bracket, entity in _BRACKETS.items():
        markdown = markdown.replace(entity, chr(bracket))
    return _ESCAPED.sub(r"\1", markdown).replace(_JOINER, "")


def chart_text(text: str) -> str:
    """Plotly's label markup that is shown as exactly `text`, on one line."""
    return escape(_one_line(text), quote=False)


def _one_line(text: str) -> str:
    # A refused name may hold what would turn the sentence around it; no stored one does
    return _TURNS_DIRECTION.sub("\ufffd", " ".join(text.split()))
