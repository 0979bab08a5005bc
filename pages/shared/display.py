"""The only door to raw HTML: the styles of the pages, and the board that a whole hall reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from html import escape

import streamlit as st

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

_PROJECTOR = """
[data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stSidebar"],
[data-testid="stSidebarCollapsedControl"], [data-testid="stExpandSidebarButton"],
[data-testid="stStatusWidget"],
[data-testid="stElementContainer"]:has([data-testid="stMarkdown"]) { display: none !important; }
[data-testid="stMainBlockContainer"] { max-width: none; padding: 0; }
[data-testid="stAppViewContainer"], [data-testid="stMain"] { background: #fff; }
"""

# At 1920 pixels 1vw is 19.2 pixels: no text under 1.55vw (29.8), votes 5.2vw (99.8) or more.
_BOARD = """
.board { --ink: #1b1c1f; --quiet: #55575e; --red: #a3121f; --gold: #c9971a; --line: #d8d5d0;
  min-height: 100vh; box-sizing: border-box; display: flex; flex-direction: column; background: #fff;
  color: var(--ink); padding: max(14px, 1.2vw) max(16px, 2.4vw); gap: max(10px, .8vw);
  border-top: max(6px, .55vw) solid var(--red); font-variant-numeric: tabular-nums; line-height: 1.25; }
.board .above, .board .below { display: flex; flex-wrap: wrap; justify-content: space-between;
  gap: .2em 1.5em; font-size: max(15px, 1.6vw); color: var(--quiet); }
.board .poll { margin: 0; padding: 0; font-size: max(24px, 3vw); font-weight: 650; line-height: 1.15; }
.board .facts { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2em 1.6em;
  font-size: max(17px, 1.75vw); }
.board .facts b { font-size: 1.45em; font-weight: 650; }
.board .rule { font-size: max(15px, 1.55vw); color: var(--quiet); }
.board .state { font-weight: 650; color: #fff; background: var(--ink);
  padding: .12em .7em; border-radius: .3em; }
.board .options { list-style: none; margin: 0; padding: 0; flex: 1; display: grid; align-content: center;
  gap: max(10px, .8vw); grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); }
.board .option { margin: 0; border: max(1px, .1vw) solid var(--line); border-radius: max(6px, .5vw);
  padding: max(10px, .55vw) max(12px, .9vw); display: flex; flex-direction: column; }
.board .option.chosen { border-color: var(--red); box-shadow: inset 0 0 0 max(3px, .25vw) var(--red); }
.board .name { font-size: max(18px, 1.75vw); font-weight: 600; line-height: 1.15; overflow-wrap: anywhere; }
.board .figures { margin-top: auto; display: flex; flex-wrap: wrap; align-items: baseline;
  gap: 0 .8em; font-size: max(17px, 1.6vw); }
.board .votes { font-size: max(44px, 5.2vw); font-weight: 700; line-height: 1.1; }
.board .few .option { padding: max(12px, 1vw) max(14px, 1.4vw); }
.board .few .name { font-size: max(20px, 2.5vw); }
.board .few .figures { font-size: max(18px, 2.3vw); }
.board .few .votes { font-size: max(48px, 6.4vw); }
.board .many .option { padding: max(10px, .35vw) max(12px, .9vw); }
.board .many .votes { line-height: 1; }
.board .names .option { padding: max(12px, .8vw) max(14px, 1.2vw); }
.board .names .name { font-size: max(20px, 2.4vw); }
.board.open .facts b { font-size: max(40px, 5.4vw); line-height: 1.1; }
.board .chosen .votes, .board .chosen .outcome { color: var(--red); }
.board .percent { color: var(--quiet); }
.board .outcome { flex-basis: 100%; font-weight: 650; }
.board .few .outcome, .board .many .outcome { flex-basis: auto; margin-left: auto; }
.board .bar { margin-top: .25vw; height: max(8px, .6vw); background: #eceae6; }
.board .bar i { display: block; height: 100%; background: #85878f; }
.board .chosen .bar i { background: var(--red); }
.board .verdict { font-size: max(20px, 2.2vw); font-weight: 650; padding-left: .6em;
  border-left: max(5px, .5vw) solid var(--gold); }
.board .stale { color: #fff; background: #b42a10; font-weight: 650;
  padding: .1em .6em; border-radius: .3em; }
@media (min-width: 901px) { .board .few .option { flex-flow: row wrap; align-items: center; }
  .board .few .name { flex: 1; } .board .few .figures { margin: 0; } .board .few .bar { flex-basis: 100%; }
  .board .few .outcome { min-width: 12em; text-align: right; } }
@media (max-width: 900px) { .board { min-height: 0; }
  .board .options { grid-template-columns: minmax(0, 1fr); align-content: start; } }
"""


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
class BoardView:
    """What the hall may see of one round, every fact already in words."""

    block: str
    title_of_year: str
    poll: str
    rule: str
    state: str | None
    present: str | None
    turnout: str | None
    options: tuple[BoardOption, ...]
    verdict: str | None
    note: str | None
    updated_at: str
    stale: bool


def unseen_frame(address: str) -> None:
    """Load an address of this host where nobody sees it; what it does, its own script does."""
    with st.container(key="unseen"):
        st.iframe(address, height=1)


def unseen_script(address: str) -> None:
    """Have this page run a script of this host, once however often it is drawn."""
    with st.container(key="unseen_script"):
        st.html(f'<script type="module" src="{address}"></script>', unsafe_allow_javascript=True)


def page_style() -> None:
    """Give every page equal-width figures, and room on a phone."""
    words = {
        "choose-file": _("Choose a file"),
        "file-kept-out": _("The file in red was not taken over: too large, or the connection broke."),
        "file-not-given": _("Not given out: it is gone or was changed, or is not for this account any more."),
    }
    said = " ".join(f'--{name}: "{text}";' for name, text in words.items())
    st.html(f"<style>:root {{ {said} }}{_PAGE}</style>")


def projector_style() -> None:
    """Take Streamlit's own header, menu and margins away from this page, and dress the board.

    Drawn once a page: the board itself is sent to everybody every two seconds.
    """
    st.html(f"<style>{_PROJECTOR}{_BOARD}</style>")


def big_board(board: BoardView) -> None:
    """Show the board over the whole screen: on a projector, a tablet or a phone; see `projector_style`."""
    st.html(board_html(board))


def big_sentence(text: str) -> None:
    """Say something over the whole screen in place of the board, so that the hall can read it."""
    st.html(f'<section class="board"><p class="poll">{escape(text)}</p></section>')


def board_html(board: BoardView) -> str:
    """The board as HTML in which every word of the data is text."""
    counted = any(option.votes is not None for option in board.options)
    return "".join(
        [
            f'<section class="board{"" if counted else " open"}">',
            f'<div class="above">{_span("block", board.block)}{_span("year", board.title_of_year)}</div>',
            f'<h1 class="poll">{escape(board.poll)}</h1>',
            f'<div class="facts">{_span("state", board.state) if board.state else ""}',
            _fact(_("Present"), board.present) if board.present else "",
            _fact(_("Voted"), board.turnout) if board.turnout else "",
            f"{_span('rule', board.rule)}</div>",
            _list_start(len(board.options), counted),
            *(piece for option in board.options for piece in _option(option)),
            "</ol>",
            f'<div class="verdict">{escape(board.verdict)}</div>' if board.verdict else "",
            f'<div class="below">{_span("note", board.note or "")}{_freshness(board)}</div>',
            "</section>",
        ]
    )


def _option(option: BoardOption) -> Iterator[str]:
    yield f'<li class="option{" chosen" if option.chosen else ""}">{_span("name", option.name)}'
    if option.votes is not None or option.outcome is not None:
        yield '<div class="figures">'
        yield _span("votes", option.votes) if option.votes is not None else ""
        yield _span("percent", option.percent) if option.percent is not None else ""
        yield _span("outcome", option.outcome) if option.outcome is not None else ""
        yield "</div>"
    if option.share is not None:
        width = min(max(option.share, Fraction(0)), Fraction(1)) * 100
        yield f'<div class="bar"><i style="width:{float(width):.2f}%"></i></div>'
    yield "</li>"


def _freshness(board: BoardView) -> str:
    if board.stale:
        return _span("stale", _("Not updating - figures of {time}").format(time=board.updated_at))
    return _span("fresh", _("Updated {time}").format(time=board.updated_at))


def _fact(label: str, text: str) -> str:
    return f"<span>{escape(label)} <b>{escape(text)}</b></span>"


def _span(kind: str, text: str) -> str:
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
