"""A vote round as the hall sees it, in words: turnout, ballots as they are read, and the result."""

from dataclasses import asdict
from fractions import Fraction

from models.enums import OptionOutcome, PollKind
from pages.conference import words
from pages.shared import display, formats
from pages.shared.i18n import _
from services.queries.board import PollBoard

_CHOSEN = (OptionOutcome.ELECTED, OptionOutcome.PASSED)


def markup(frame: display.Frame, board: PollBoard) -> str:
    """The round over a whole display."""
    view = display.BoardView(
        **asdict(frame),
        poll=board.title,
        rule=rule_words(board),
        state=state_words(board),
        present=present_words(board),
        turnout=turnout_words(board),
        read=read_words(board),
        options=options(board),
        verdict=verdict(board),
    )
    return display.board_html(view)


def no_vote(frame: display.Frame, sentence: str) -> str:
    """The sentence where a round would stand."""
    nothing = display.BoardView(
        **asdict(frame),
        poll=sentence,
        rule="",
        state=None,
        present=None,
        turnout=None,
        options=(),
        verdict=None,
    )
    return display.board_html(nothing)


def state_words(board: PollBoard) -> str:
    """Where the round stands, and of a reading whether it goes on."""
    if board.reading is None:
        return _(words.STATES[board.state])
    if board.reading.read == board.reading.ballots:
        return _("All ballots are read")
    return _("Reading the ballots out") if board.reading.goes_on else _("The reading pauses")


def rule_words(board: PollBoard) -> str:
    """How the round is decided; nothing before it is opened."""
    if board.present is None:
        return ""
    return words.frame_words(board.kind, board.seats, board.rule, board.quorum)


def present_words(board: PollBoard) -> str | None:
    """How many were there when it was opened."""
    if board.present is None or board.summoned is None:
        return None
    return formats.part_of(board.present, board.summoned)


def turnout_words(board: PollBoard) -> str | None:
    """How many have voted, while ballots come in."""
    if board.turnout is None:
        return None
    return formats.part_of(board.turnout.cast, board.turnout.issued)


def read_words(board: PollBoard) -> str | None:
    """How many ballots have been read, while they are read out."""
    if board.reading is None:
        return None
    return formats.part_of(board.reading.read, board.reading.ballots)


def options(board: PollBoard) -> tuple[display.BoardOption, ...]:
    """The options in the order of the ballot; once decided, most votes first and the withdrawn last."""
    names = _names(board)
    if board.verdict is None:
        ballots = board.reading.ballots if board.reading else 0
        return tuple(
            display.BoardOption(
                name=names[option.code],
                votes=None if option.votes is None else formats.count(option.votes),
                share=Fraction(option.votes or 0, ballots) if ballots and not option.withdrawn else None,
                outcome=_(words.OUTCOMES[OptionOutcome.WITHDRAWN]) if option.withdrawn else None,
            )
            for option in board.options
        )
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


def _names(board: PollBoard) -> dict[str, str]:
    """What the options are called; that of a motion is what one says to it, as its title stands above."""
    if board.kind is PollKind.MOTION:
        return {option.code: _("Agree") for option in board.options}
    return {option.code: option.name for option in board.options}


def verdict(board: PollBoard) -> str | None:
    """What was decided, or why the round is void."""
    if board.void_reason is not None:
        return _("Declared void: {reason}").format(reason=board.void_reason)
    if board.verdict is None:
        return None
    names = {option.code: option.name for option in board.options}
    return words.verdict_words(board.kind, board.seats, board.rule, board.verdict, names)
