"""What a typed or pasted cell is understood as: taken as it is, taken with a doubt that is shown, or refused.

Screens, pasted blocks and workbooks all read by `read_cell`. A command takes only plain texts
(`cells.entry_of_cell`): once somebody agrees to a doubtful reading, its `understood` text is what is sent.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from models.enums import Method, Stage
from services.errors.typed import TypedNumberFault, TypedNumberRefused
from services.rules.cells import MET_WORD, NOT_ASSIGNED, UNMET_WORD, cell_text, entry_of_cell
from services.rules.document import Criterion, Score
from services.rules.likely_numbers import Doubt, likely_numbers
from services.rules.text import search_fold

_PAIRS = (Method.QUANTITATIVE, Method.BONUS_PENALTY)
_UNDERSTANDABLE = (TypedNumberFault.NOT_A_NUMBER, TypedNumberFault.DOUBTFUL)
_MEANT = {"v": MET_WORD, search_fold(MET_WORD): MET_WORD, search_fold(UNMET_WORD): UNMET_WORD}
_ZEROS = re.compile(r"(?:^|/)\s*-?00")
_AS_DAY = re.compile(r"0[0-9]/[0-9]{1,2}|[0-9]{1,2}/0[0-9]")
_DAY_NUMBERS = range(36_526, 73_051)  # what Excel has for the days from 2000 to 2099


@dataclass(frozen=True, slots=True, kw_only=True)
class CellReading:
    """What a text means in a cell; `entry` None: an empty cell, or nothing, where it is refused.

    `understood` is the text that the cell would show, and that a command takes as it stands.
    """

    text: str
    entry: Score | None = None
    understood: str = ""
    doubts: tuple[Doubt, ...] = ()
    refusal: TypedNumberRefused | None = None

    @property
    def doubtful(self) -> bool:
        """Whether somebody has to agree before it is taken."""
        return bool(self.doubts)


def read_cell(text: str, unit: str, criterion: Criterion, stage: Stage) -> CellReading:
    """What the text means in that cell.

    Source: house rule (typed cells)
    """
    typed = text.strip()
    if not typed:
        return CellReading(text=text, doubts=(Doubt.INVISIBLE,) if text else ())
    try:
        entry = entry_of_cell(typed, unit, criterion, stage)
    except TypedNumberRefused as refusal:
        if refusal.reason in _UNDERSTANDABLE:
            return _guessed(text, refusal, unit, criterion, stage)
        return CellReading(text=text, refusal=replace(refusal, text=typed))
    doubts = tuple(_second_thoughts(text, typed, criterion.method))
    return CellReading(text=text, entry=entry, understood=cell_text(entry, criterion), doubts=doubts)


def _second_thoughts(text: str, typed: str, method: Method) -> list[Doubt]:
    """What is strange in a text that can be read as it stands."""
    if typed == NOT_ASSIGNED:
        # Excel shows nought in its accounting formats as a dash between spaces
        return [Doubt.DASH] if text != typed else []
    doubts = []
    if typed.startswith("-"):
        doubts.append(Doubt.SIGN)
    if _ZEROS.search(typed):
        doubts.append(Doubt.ZEROS)
    as_day = _AS_DAY.fullmatch(typed) or (typed.isdecimal() and int(typed) in _DAY_NUMBERS)
    if as_day and method is not Method.DIRECT:
        doubts.append(Doubt.DAY)
    return doubts


def _guessed(
    text: str, strict: TypedNumberRefused, unit: str, criterion: Criterion, stage: Stage
) -> CellReading:
    """The one thing that the text can mean there; refused where that is nothing, or more than one thing."""
    doubts, meanings = _meanings(text.strip(), criterion.method)
    readings, refusals = [], []
    for meaning in meanings:
        try:
            readings.append(entry_of_cell(meaning, unit, criterion, stage))
        except TypedNumberRefused as refusal:
            refusals.append(refusal)
    if len(readings) == 1:
        understood = cell_text(readings[0], criterion)
        return CellReading(text=text, entry=readings[0], understood=understood, doubts=doubts)
    if len(meanings) > 1:
        reason = TypedNumberFault.DOUBTFUL
        return CellReading(text=text, refusal=TypedNumberRefused(reason=reason, text=text.strip()))
    why = refusals[0] if doubts else strict
    return CellReading(text=text, refusal=replace(why, text=text.strip()))


def _meanings(typed: str, method: Method) -> tuple[tuple[Doubt, ...], Sequence[str]]:
    if method is Method.PASS_FAIL and (word := _MEANT.get(search_fold(typed))):
        return (Doubt.TICK,), (word,)
    parts = typed.split("/", 1) if method in _PAIRS else [typed]
    found = [likely_numbers(part.strip()) for part in parts]
    doubts = tuple(dict.fromkeys(doubt for of_part, _ in found for doubt in of_part))
    meanings = ["/".join(chosen) for chosen in product(*(texts for _, texts in found))]
    if meanings == [""]:
        return (Doubt.INVISIBLE,), meanings
    if meanings == [NOT_ASSIGNED]:
        return (Doubt.DASH,), meanings
    return doubts, meanings
