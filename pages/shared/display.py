"""The only door to raw HTML: the styles of the pages, and the board that a whole hall reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared.i18n import _

_PAGE = """
.stApp { font-variant-numeric: tabular-nums; }
/* Streamlit says these in English whatever the language: press Enter to apply, Upload, 5MB per file. */
[data-testid="InputInstructions"], [data-testid="stFileUploaderDropzoneInstructions"],
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] { display: none; }
[data-testid="stFileUploaderDropzone"] button:has([data-testid="stMarkdownContainer"])::after {
  content: var(--choose-file); font-size: 0.875rem; margin-left: 0.5rem; }
/* And these: a file over server.maxUploadSize, which never comes to us; a download that was refused. */
[data-testid="stFileChips"]:has([aria-invalid="true"])::after {
  content: var(--file-kept-out); color: #b42a10; font-size: 0.875rem; flex-basis: 100%; }
[data-testid="stDownloadButtonError"] { font-size: 0; }
[data-testid="stDownloadButtonError"]::after { content: var(--file-not-given); font-size: 0.875rem; }
.st-key-rehearsal { padding: .5rem 1rem; border: 2px solid #8a6a00; border-radius: .4rem; color: #1b1c1f;
  background: repeating-linear-gradient(135deg, #fff3cd 0 14px, #ffe28a 14px 28px); }
.st-key-rehearsal p { color: #1b1c1f; }
[class*="st-key-next-"] button { min-height: 3rem; }
/* What a button does is told whole: a long title breaks into lines and does not end in three points. */
.stApp [data-testid="stMain"] button [data-testid="stMarkdownContainer"],
.stApp [data-testid="stMain"] button [data-testid="stMarkdownContainer"] p {
  white-space: normal; overflow: visible; text-overflow: clip; }
.st-key-unseen, .st-key-unseen_script { position: absolute; height: 0; overflow: hidden; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding-left: 1rem; padding-right: 1rem; }
  .stApp h1 { font-size: 1.375rem; }
  .stApp h2 { font-size: 1.1875rem; }
}
@media print {
  [data-testid="stHeader"], [data-testid="stSidebar"], .stButton { display: none; }
}
"""

_MOST_COLUMNS = 6
# Streamlit says of every cell on its own that it stands to the left
_RIGHT = "".join(
    f'[class*="-right{column}"] :is(th, td):nth-child({column}) {{ text-align: right !important; }}\n'
    for column in range(1, _MOST_COLUMNS + 1)
)

_PROJECTOR = """
[data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stSidebar"],
[data-testid="stSidebarCollapsedControl"], [data-testid="stExpandSidebarButton"],
[data-testid="stStatusWidget"],
[data-testid="stElementContainer"]:has([data-testid="stMarkdown"]) { display: none !important; }
[data-testid="stMainBlockContainer"] { max-width: none; padding: 0; }
[data-testid="stAppViewContainer"], [data-testid="stMain"] { background: #fff; }
"""


_HALL, _LEADERS = (
    (Path(__file__).parent / name).read_text(encoding="ascii") for name in ("hall.css", "leaders.css")
)
_BALLOT = (Path(__file__).parent / "ballot.css").read_text(encoding="ascii")
_COUNTING = (Path(__file__).parent / "counting.css").read_text(encoding="ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardOption:
    """One line of the board; figures and outcome stay None as long as they are not to be seen."""

    name: str
    votes: str | None = None
    percent: str | None = None
    outcome: str | None = None
    share: Fraction | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around everything that a hall reads; marks and notes stay None where there are none."""

    block: str
    title_of_year: str
    note: str | None
    updated_at: str
    stale: bool
    rehearsing: bool = False
    frozen_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView(Frame):
    """What the hall may see of one round, every fact already in words."""

    poll: str
    rule: str
    state: str | None
    present: str | None
    turnout: str | None
    read: str | None = None
    options: tuple[BoardOption, ...]
    verdict: str | None


def unseen_frame(address: str) -> None:
    """Load an address of this host where nobody sees it; what it does, its own script does."""
    with st.container(key="unseen"):
        st.iframe(address, height=1)


def small_frame(address: str, *, height: int) -> None:
    """Show a page of this host in a frame so many pixels high."""
    st.iframe(address, height=height)


def unseen_script(address: str) -> None:
    """Have this page run a script of this host, once however often it is drawn."""
    with st.container(key="unseen_script"):
        st.html(f'<script type="module" src="{address}"></script>', unsafe_allow_javascript=True)


def figures_right(key: str, *columns: int) -> DeltaGenerator:
    """A container with a key of its own, in whose tables those columns, counted from 1, stand flush right."""
    return st.container(key=key + "".join(f"-right{column}" for column in columns))


def page_style() -> None:
    """Give every page equal-width figures, and room on a phone."""
    words = {
        "choose-file": _("Choose a file"),
        "file-kept-out": _("The file in red was not taken over: too large, or the connection broke."),
        "file-not-given": _("Not given out: it is gone or was changed, or is not for this account any more."),
    }
    said = " ".join(f'--{name}: "{text}";' for name, text in words.items())
    st.html(f"<style>:root {{ {said} }}{_PAGE}{_RIGHT}</style>")


def ballot_style() -> None:
    """Give the voting page rows and buttons that a thumb hits."""
    st.html(f"<style>{_BALLOT}</style>")


def counting_style() -> None:
    """Give the tellers' fields a type that is read across a table."""
    st.html(f"<style>{_COUNTING}</style>")


def projector_style() -> None:
    """Take Streamlit's own header, menu and margins away from this page, and dress what a hall reads.

    Drawn once a page: the board itself is sent to everybody every two seconds.
    """
    st.html(f"<style>{_PROJECTOR}{_HALL}</style>")


def leaders_style(*, alone: bool) -> None:
    """Dress the leader's board; `alone`: without Streamlit's own menu, as by a link."""
    st.html(f"<style>{_PROJECTOR if alone else ''}{_HALL}{_LEADERS}</style>")


def hall_css() -> str:
    """The style of what a hall reads, for a page that is not Streamlit's."""
    return _HALL


def framed_style() -> None:
    """Dress a board that stands in a frame of another page; see `framed`."""
    st.html(f"<style>{_HALL}</style>")


def framed(markup: str) -> None:
    """Show a board of `hall_markup` or `board_html` as small as the place that there is.

    Its title is not the one of the page, which has its own.
    """
    inner = markup.replace("<h1 ", "<h4 ").replace("</h1>", "</h4>")
    st.html(f'<div class="hall-frame">{inner}</div>')


def whole(markup: str) -> None:
    """Show a board of `hall_markup` or `board_html` over the whole screen; see `projector_style`."""
    st.html(markup)


def big_sentence(text: str) -> None:
    """Say something over the whole screen in place of the board, so that the hall can read it."""
    st.html(f'<section class="board"><p class="poll">{escape(text)}</p></section>')


def board_html(board: BoardView) -> str:
    """The board as HTML in which every word of the data is text."""
    counted = any(option.votes is not None for option in board.options)
    parts = [
        f'<h1 class="poll">{escape(board.poll)}</h1>',
        f'<div class="facts">{span("state", board.state) if board.state else ""}',
        _fact(_("Present"), board.present) if board.present else "",
        _fact(_("Voted"), board.turnout) if board.turnout else "",
        _fact(_("Ballots read"), board.read) if board.read else "",
        f"{span('rule', board.rule)}</div>",
        _list_start(len(board.options), counted),
        *(piece for option in board.options for piece in _option(option)),
        "</ol>",
        f'<div class="verdict">{escape(board.verdict)}</div>' if board.verdict else "",
    ]
    state = " reading" if board.read else "" if counted else " open"
    return within(board, "".join(parts), f"board{state}")


def within(frame: Frame, markup: str, kind: str) -> str:
    """The markup with what stands around it: whose conference it is, its marks, and how fresh it is."""
    rehearsal = escape(_("REHEARSAL - nothing here counts"))
    return "".join(
        [
            f'<section class="{kind}">',
            f'<p class="rehearsal">{rehearsal}</p>' if frame.rehearsing else "",
            f'<div class="above">{span("block", frame.block)}{span("year", frame.title_of_year)}</div>',
            markup,
            f'<div class="below">{span("note", frame.note or "")}{_frozen(frame)}{_freshness(frame)}</div>',
            "</section>",
        ]
    )


def _option(option: BoardOption) -> Iterator[str]:
    yield f'<li class="option{" chosen" if option.chosen else ""}">{span("name", option.name)}'
    if option.votes is not None or option.outcome is not None:
        yield '<div class="figures">'
        yield span("votes", option.votes) if option.votes is not None else ""
        yield span("percent", option.percent) if option.percent is not None else ""
        yield span("outcome", option.outcome) if option.outcome is not None else ""
        yield "</div>"
    if option.share is not None:
        width = min(max(option.share, Fraction(0)), Fraction(1)) * 100
        yield f'<div class="bar"><i style="width:{float(width):.2f}%"></i></div>'
    yield "</li>"


def _freshness(frame: Frame) -> str:
    if frame.stale:
        return span("stale", _("Not updating - figures of {time}").format(time=frame.updated_at))
    updated = escape(_("Updated {time}").format(time=frame.updated_at))
    late = span("late", _("Not updating any more."))
    return f'<span class="fresh">{late}{updated}</span>'


def _frozen(frame: Frame) -> str:
    if frame.frozen_at is None:
        return ""
    return span("frozen", _("Display held since {time}").format(time=frame.frozen_at))


def _fact(label: str, text: str) -> str:
    return f"<span>{escape(label)} <b>{escape(text)}</b></span>"


def span(kind: str, text: str) -> str:
    """The text in an element of that kind."""
    return f'<span class="{kind}">{escape(text)}</span>'


def _list_start(options: int, counted: bool) -> str:
    """The opening tag of the list, with the size and the columns that let all options stand on one screen."""
    if not counted:
        size, columns = "names", 1 + (options > 5) + (options > 12)
    elif options <= 3:
        size, columns = "few", 1
    else:
        size, rows = ("many", 3) if options > 10 else ("some", 2)
        columns = -(-options // rows)
    return f'<ol class="options {size}" style="--columns:{columns}">'
