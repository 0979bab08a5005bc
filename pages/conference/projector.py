"""The board that the hall follows: the named round, or the one that is open, in type for fifteen metres."""

from fractions import Fraction

import streamlit as st

from models.enums import OptionOutcome
from pages.conference import words
from pages.shared import display, formats, live
from pages.shared.context import Context
from pages.shared.i18n import _
from services.queries.board import PollBoard
from services.rules.rights import Actor

_CHOSEN = (OptionOutcome.ELECTED, OptionOutcome.PASSED)


def render(ctx: Context) -> None:
    """Fill the screen with the board, and keep it fresh."""
    display.projector_style()
    watch = live.Watch(ctx.block_id, ctx.block_year_id, _round_to_follow(ctx))
    note = _("Illustrative data") if ctx.illustrative else None
    title = _("Closing conference {year}").format(year=ctx.year)
    _follow(live.boards(ctx.engine), watch, ctx.actor, ctx.block_name, title, note)


@st.fragment(run_every="2s")
def _follow(
    boards: live.Boards, watch: live.Watch, actor: Actor, block: str, title: str, note: str | None
) -> None:
    # A fragment reruns without the shell: who has lost the right since then is told so by the board itself.
    sight = boards.look(watch, actor.account_id, actor.link_id)
    if sight is None:
        display.big_sentence(
            _("This account may not look at this block any more.")
            if actor.link_id is None
            else _("This link works no more. Ask the secretary of the block for a new one.")
        )
        return
    display.big_board(_view(sight, block, title, note))


def _round_to_follow(ctx: Context) -> int | None:
    """The round that the address names; None for what cannot be an id, as anybody can type there.

    Who comes by a link follows the year: nobody chooses rounds that have not been opened by an address.
    """
    text = "" if ctx.actor.link_id else st.query_params.get("poll", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _view(sight: live.Sight, block: str, title: str, note: str | None) -> display.BoardView:
    board, moment = sight.board, sight.checked_at
    nothing = _("No vote has been opened yet") if moment else _("Waiting for the data")
    started = board is not None and board.present is not None and board.summoned is not None
    return display.BoardView(
        block=block,
        title_of_year=title,
        poll=board.title if board else nothing,
        rule=words.frame_words(board.kind, board.seats, board.rule, board.quorum)
        if board and started
        else "",
        state=_(words.STATES[board.state]) if board else None,
        present=formats.part_of(board.present or 0, board.summoned or 0) if board and started else None,
        turnout=None,
        options=_options(board) if board else (),
        verdict=_verdict(board) if board else None,
        note=note,
        updated_at=formats.clock(moment) if moment else "--:--:--",
        stale=sight.stale,
    )


def _options(board: PollBoard) -> tuple[display.BoardOption, ...]:
    """The options in the order of the ballot; once counted, most votes first and the withdrawn last."""
    if board.verdict is None:
        return tuple(
            display.BoardOption(
                name=option.name,
                outcome=_(words.OUTCOMES[OptionOutcome.WITHDRAWN]) if option.withdrawn else None,
            )
            for option in board.options
        )
    names = {option.code: option.name for option in board.options}
    counted = sorted(board.verdict.options, key=lambda option: -1 if option.votes is None else -option.votes)
    counted.sort(key=lambda option: option.votes is None)
    return tuple(
        display.BoardOption(
            name=names[option.option],
            votes=None if option.votes is None else formats.count(option.votes),
            percent=None if option.percent is None else formats.percent(option.percent),
            outcome=_(words.OUTCOMES[option.outcome]) if option.outcome else None,
            share=None if option.percent is None else Fraction(option.percent, 10_000),
            chosen=option.outcome in _CHOSEN,
        )
        for option in counted
    )


def _verdict(board: PollBoard) -> str | None:
    if board.void_reason is not None:
        return _("Declared void: {reason}").format(reason=board.void_reason)
    if board.verdict is None:
        return None
    names = {option.code: option.name for option in board.options}
    return words.verdict_words(board.kind, board.seats, board.rule, board.verdict, names)
