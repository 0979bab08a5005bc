"""Criteria beside those of a year before as a frame of text, and what was said in it; no widget is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pages.scoring.criteria_changes import FATES, called
from pages.scoring.criterion_words import changed
from pages.shared.i18n import _
from services.criteria_ancestry import Descended
from services.queries.criteria_years import Ancestry
from services.rules.criteria_lineage import CriterionLine, Descent, criteria_lines


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a grid was drawn from: a row for each line."""

    found: Ancestry
    lines: Sequence[CriterionLine]
    frame: pd.DataFrame


def drawn_of(found: Ancestry) -> Drawn:
    """The criteria of both years in one line each."""
    lines = criteria_lines(found.before, found.after, found.said)
    return Drawn(found, lines, _frame(found, lines))


def said_in(drawn: Drawn, edited: pd.DataFrame) -> dict[int, Descended]:
    """Of every criterion of the year what stands in its row; rows of dropped ones say nothing."""
    said = {}
    for line, row in zip(drawn.lines, edited.to_dict("records"), strict=True):
        if line.after:
            origin = drawn.found.ids_before.get(str(row["before"] or ""))
            comparable = bool(row["comparable"]) and origin is not None
            said[drawn.found.ids[line.after]] = Descended(origin, comparable)
    return said


def _frame(found: Ancestry, lines: Sequence[CriterionLine]) -> pd.DataFrame:
    old, new = ({node.code: node for node in tree} for tree in (found.before, found.after))
    return pd.DataFrame(
        {
            "after": called(old, new, line) if line.after else "",
            "before": line.before,
            "fate": _fate(line),
            "comparable": line.comparable,
            "changes": "; ".join(map(changed, line.changes)),
        }
        for line in lines
    )


def _fate(line: CriterionLine) -> str:
    said = _(FATES[line.descent])
    guessed = line.guessed and line.descent in (Descent.SAME, Descent.CHANGED)
    return _("{fate} (guessed)").format(fate=said) if guessed else said
