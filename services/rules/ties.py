"""How units that are equal on what places are given by were put in order, or that they share a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.enums import RankingKey
from services.rules.document import BONUS, RankingRule
from services.rules.evaluation import Standing
from services.rules.place_reasons import TieBreak, decision
from services.rules.ranking import RankingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Two units next to each other in the standings whose keys are equal; `chain` is what was asked then.

    `shared`: they are equal on all of the chain too, so they share the place.
    """

    ahead: str
    behind: str
    key: int
    shared: bool
    chain: tuple[TieBreak, ...]


def ties_of(placed: Sequence[Standing], rule: RankingRule) -> tuple[Tie, ...]:
    """Every two neighbours with equal keys; the branches of the standings hold every tie-break but the bonus.

    Source: year-file, Complete
    """
    rows = [_row(line, rule) for line in placed if line.rank is not None]
    return tuple(_tie(own, others, rule) for own, others in pairwise(rows) if own.key == others.key)


def _tie(own: RankingRow, others: RankingRow, rule: RankingRule) -> Tie:
    _, chain = decision(own, others, rule)
    shared = own.tie_breaks == others.tie_breaks
    return Tie(ahead=own.unit, behind=others.unit, key=own.key, shared=shared, chain=chain)


def _row(line: Standing, rule: RankingRule) -> RankingRow:
    breaks = tuple(line.bonus if code == BONUS else line.branches[code] for code in rule.tie_breaks)
    key = line.percent if rule.by is RankingKey.PERCENT else line.points
    return RankingRow(line.unit, key, breaks, complete=True)
