"""Everything that follows from a block's year: standings, quotas, verdicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.enums import RankingKey
from services.rules.classification import classify
from services.rules.document import BONUS, Band, RankingRule, YearDocument
from services.rules.exact import percent_of, points_text
from services.rules.quotas import quota_counts
from services.rules.ranking import RankingRow, places
from services.rules.scoring import UnitTotal, cells_of, unit_total
from services.rules.tally import PollVerdict, verdict_mapping, verdict_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A unit's line in the standings; points and percent in hundredths, `rank` None while incomplete."""

    unit: str
    points: int
    bonus: int
    max: int
    percent: int
    missing: int
    rank: int | None
    tied: bool
    classification: str | None
    branches: dict[str, int]

    @property
    def complete(self) -> bool:
        """Whether every leaf is scored or not assigned."""
        return self.missing == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What a year comes to; standings in rank order, then incomplete units in protocol order."""

    year: int
    block: str
    standings: tuple[Standing, ...]
    quotas: dict[str, int]
    polls: tuple[PollVerdict, ...]


def evaluate(document: YearDocument) -> Evaluation:
    """What the year comes to.

    Source: year-file, What evaluating means
    """
    rule = document.ranking
    cells = cells_of(document, rule.stage)
    scored = [unit.code for unit in document.units if unit.scored]
    totals = {unit: unit_total(document.criteria, cells[unit], rule.tie_breaks) for unit in scored}
    top = [criterion.code for criterion in document.criteria if criterion.parent is None]
    return Evaluation(
        year=document.year,
        block=document.block.code,
        standings=standings(totals, rule, document.classification, top),
        quotas=quota_counts(document.quotas, len(scored)),
        polls=tuple(verdict_of(poll) for poll in document.polls),
    )


def standings(
    totals: Mapping[str, UnitTotal], rule: RankingRule, bands: Sequence[Band], branches: Sequence[str]
) -> tuple[Standing, ...]:
    """The standings of scored units from their totals, given in protocol order.

    Every tie-break but the bonus must stand in the totals' branches; `branches` are those to be shown.
    Places and bands go by the percent as it is shown, rounded to 0.01.
    Source: year-file, Complete, Command line
    """
    percents = {unit: percent_of(total.points, total.max) for unit, total in totals.items()}
    return tuple(
        Standing(
            unit=place.unit,
            points=totals[place.unit].points,
            bonus=totals[place.unit].bonus,
            max=totals[place.unit].max,
            percent=percents[place.unit],
            missing=totals[place.unit].missing,
            rank=place.rank,
            tied=place.tied,
            classification=classify(percents[place.unit], bands) if place.rank else None,
            branches={code: totals[place.unit].branches[code] for code in branches},
        )
        for place in places(ranking_rows(totals, rule))
    )


def ranking_rows(totals: Mapping[str, UnitTotal], rule: RankingRule) -> list[RankingRow]:
    """What the places of the units are given by, in the order of the totals.

    Source: year-file, Complete
    """
    by_percent = rule.by is RankingKey.PERCENT
    return [
        RankingRow(
            unit,
            percent_of(total.points, total.max) if by_percent else total.points,
            tuple(total.bonus if code == BONUS else total.branches[code] for code in rule.tie_breaks),
            total.missing == 0,
        )
        for unit, total in totals.items()
    ]


def as_mapping(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation as the plain JSON object of the command line.

    Source: year-file, Command line
    """
    return {
        "year": evaluation.year,
        "block": evaluation.block,
        "standings": [_standing(standing) for standing in evaluation.standings],
        "quotas": evaluation.quotas,
        "polls": [verdict_mapping(verdict) for verdict in evaluation.polls],
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "unit": standing.unit,
        "points": points_text(standing.points),
        "bonus": points_text(standing.bonus),
        "max": points_text(standing.max),
        "percent": points_text(standing.percent),
        "complete": standing.complete,
        "missing": standing.missing,
        "rank": standing.rank,
        "tied": standing.tied,
        "classification": standing.classification,
        "branches": {code: points_text(points) for code, points in standing.branches.items()},
    }
