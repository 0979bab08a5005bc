"""What one cell of a score sheet says as text, and what typed text means there; one form everywhere.

direct `9,5`; pass_fail the maximum or `0` (or `x`, a tick, the words for it); quantitative `120/100`
(actual/target) or `120`; per_item a count; bonus_penalty `2/1` (bonus/penalty counts) or `2`; `-` is not
assigned; an empty cell is not scored. What is not written so, `cell_reading` tries to understand.
"""

import unicodedata
from decimal import Decimal

from models.enums import Method, Stage
from services.errors.typed import TypedNumberFault, TypedNumberRefused
from services.rules.document import Criterion, Score
from services.rules.exact import (
    decimal_text,
    fault_of_unread,
    points_text,
    typed_count,
    typed_decimal,
    typed_points,
)

NOT_ASSIGNED = "-"
MET_WORD, UNMET_WORD = "\u0111\u1ea1t", "kh\u00f4ng \u0111\u1ea1t"
_WORDS = {"x": True, "\u2713": True, "\u2714": True, "\u2611": True, MET_WORD: True, UNMET_WORD: False}


def entry_of_cell(text: str, unit: str, criterion: Criterion, stage: Stage) -> Score | None:
    """The entry that the typed text means in that cell; None for an empty one.

    Raises: TypedNumberRefused.
    Source: house rule (typed cells)
    """
    text = text.strip()
    if not text:
        return None
    if text == NOT_ASSIGNED:
        return Score(unit=unit, criterion=criterion.code, stage=stage, not_assigned=True)
    match criterion.method:
        case Method.DIRECT:
            points = typed_points(text, criterion.max, criterion.step)
            return Score(unit=unit, criterion=criterion.code, stage=stage, points=points)
        case Method.PASS_FAIL:
            return Score(
                unit=unit, criterion=criterion.code, stage=stage, achieved=_achieved(text, criterion)
            )
        case Method.QUANTITATIVE:
            actual, target = _pair(text)
            return Score(
                unit=unit,
                criterion=criterion.code,
                stage=stage,
                actual=typed_decimal(actual),
                target=typed_decimal(target) if target else None,
            )
        case Method.PER_ITEM:
            return Score(unit=unit, criterion=criterion.code, stage=stage, count=typed_count(text))
        case Method.BONUS_PENALTY:
            bonus, penalty = _pair(text)
            return Score(
                unit=unit,
                criterion=criterion.code,
                stage=stage,
                bonus_count=typed_count(bonus),
                penalty_count=typed_count(penalty) if penalty else 0,
            )
    raise TypedNumberRefused(reason=TypedNumberFault.NOT_A_NUMBER, text=text)


def cell_text(entry: Score | None, criterion: Criterion) -> str:
    """The entry as it stands in the cell, with a decimal comma; typing it again changes nothing.

    Source: house rule (typed cells)
    """
    if entry is None:
        return ""
    if entry.not_assigned:
        return NOT_ASSIGNED
    if entry.points is not None:
        return shown_points(entry.points)
    if entry.achieved is not None:
        return shown_points((criterion.max or 0) if entry.achieved else 0)
    if entry.actual is not None:
        return "/".join(shown_figure(value) for value in (entry.actual, entry.target) if value is not None)
    if entry.count is not None:
        return str(entry.count)
    counts = (entry.bonus_count or 0, entry.penalty_count or 0)
    return f"{counts[0]}/{counts[1]}" if counts[1] else str(counts[0])


def _achieved(text: str, criterion: Criterion) -> bool:
    word = unicodedata.normalize("NFC", " ".join(text.casefold().split()))
    if word in _WORDS:
        return _WORDS[word]
    points = typed_points(text, criterion.max)
    if points not in (0, criterion.max):
        raise TypedNumberRefused(reason=TypedNumberFault.OFF_STEP, text=text, step=criterion.max)
    return points == criterion.max


def _pair(text: str) -> tuple[str, str]:
    if fault_of_unread(text) is TypedNumberFault.DAY:
        raise TypedNumberRefused(reason=TypedNumberFault.DAY, text=text)
    first, _, second = text.partition("/")
    return first, second


def shown_figure(value: Decimal) -> str:
    """A figure as it stands in a cell: 0.5 as `0,5`; with three decimals it gets a fourth.

    Three would be read again as thousands.
    Source: house rule (typed cells)
    """
    text = decimal_text(value)
    _whole, mark, decimals = text.partition(".")
    return _comma(f"{text}0" if mark and len(decimals) == 3 else text)


def shown_points(hundredths: int) -> str:
    """Points as they stand in a cell: 950 as `9,5`.

    Source: house rule (typed cells)
    """
    return _comma(points_text(hundredths).rstrip("0").rstrip("."))


def _comma(text: str) -> str:
    return text.replace(".", ",")
