"""The standings of a year from the totals that every save keeps; the places are given by the rules alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from models.registry import Unit
from models.scoring import UnitTotal
from models.types import table_of
from models.year import Band, BlockYear, YearUnit
from services.queries.registry import code_in_block
from services.queries.scope import visible_units
from services.rules import document as rules
from services.rules.evaluation import Standing, standings
from services.rules.rights import Actor
from services.rules.scoring import UnitTotal as Total

_YEAR, _PLACE, _UNIT = table_of(BlockYear), table_of(YearUnit), table_of(Unit)
_TOTAL, _BAND = table_of(UnitTotal), table_of(Band)

# Written once: building a statement costs more than running it.
_PLACE_OF_YEAR = select(_YEAR.c.block_id, _YEAR.c.year, _YEAR.c.state).where(_YEAR.c.id == bindparam("key"))
_OF_YEARS = _YEAR.c.id.in_(bindparam("keys", expanding=True))
_TOTALS = (
    select(
        _YEAR.c.id.label("key"),
        code_in_block(_YEAR.c.block_id).label("code"),
        _TOTAL.c.points,
        _TOTAL.c.bonus,
        _TOTAL.c.maximum,
        _TOTAL.c.missing,
        _TOTAL.c.branches,
    )
    .join_from(_YEAR, _PLACE, _PLACE.c.block_year_id == _YEAR.c.id)
    .join(_UNIT, _UNIT.c.id == _PLACE.c.unit_id)
    .join(
        _TOTAL,
        (_TOTAL.c.block_year_id == _YEAR.c.id)
        & (_TOTAL.c.stage == _YEAR.c.ranking_stage)
        & (_TOTAL.c.unit_id == _PLACE.c.unit_id),
    )
    .where(_PLACE.c.scored, _OF_YEARS)
    .order_by(_YEAR.c.id, _PLACE.c.position)
)
_FACTS = (
    select(
        _YEAR.c.id.label("key"),
        _YEAR.c.ranking_stage,
        _YEAR.c.ranking_by,
        _YEAR.c.tie_breaks,
        _YEAR.c.version,
        _BAND,
    )
    .outerjoin_from(_YEAR, _BAND, _BAND.c.block_year_id == _YEAR.c.id)
    .where(_OF_YEARS)
    .order_by(_YEAR.c.id, _BAND.c.position)
)


@dataclass(frozen=True, slots=True)
class RankingFacts:
    """What the places of a year are given by, the bands of its classification, and the year's version."""

    rule: rules.RankingRule
    bands: tuple[rules.Band, ...]
    version: int


def standings_of_year(
    session: Session, block_year_id: int, branches: Sequence[str] = ()
) -> tuple[Standing, ...]:
    """The standings of a year; `branches` are the criteria whose points stand beside the total."""
    return standings_of_years(session, [block_year_id], branches)[block_year_id]


def standings_of_years(
    session: Session, block_year_ids: Iterable[int], branches: Sequence[str] = ()
) -> dict[int, tuple[Standing, ...]]:
    """The standings of several years in two statements, by the year's id."""
    keys = list(block_year_ids)
    facts = _facts(session, keys)
    rows = session.connection().execute(_TOTALS, {"keys": keys}).all()
    totals: dict[int, dict[str, Total]] = {key: {} for key in keys}
    for key, code, points, bonus, maximum, missing, of_branches in rows:
        totals[key][code] = Total(
            points=points, bonus=bonus, max=maximum, missing=missing, branches=of_branches
        )
    return {key: standings(totals[key], facts[key].rule, facts[key].bands, branches) for key in keys}


def ranking_facts(session: Session, block_year_id: int) -> RankingFacts:
    """By what a year ranks and classifies."""
    return _facts(session, [block_year_id])[block_year_id]


def _facts(session: Session, keys: list[int]) -> dict[int, RankingFacts]:
    rows = session.connection().execute(_FACTS, {"keys": keys}).mappings().all()
    facts = {}
    for key, of_year in groupby(rows, itemgetter("key")):
        found = list(of_year)
        first = found[0]
        rule = rules.RankingRule(
            stage=first["ranking_stage"], by=first["ranking_by"], tie_breaks=tuple(first["tie_breaks"])
        )
        bands = tuple(band_of(dict(band)) for band in found if band["code"] is not None)
        facts[key] = RankingFacts(rule, bands, first["version"])
    return facts


def released_standings(
    session: Session, actor: Actor, block_year_id: int, branches: Sequence[str] = ()
) -> tuple[Standing, ...] | None:
    """The standings of a year if the actor may see every unit's scores in it; else None."""
    if not are_released(session, actor, block_year_id):
        return None
    return standings_of_year(session, block_year_id, branches)


def are_released(session: Session, actor: Actor, block_year_id: int) -> bool:
    """Whether the actor may see every unit's scores in the year, by the database's word now."""
    block_id, year, state = session.connection().execute(_PLACE_OF_YEAR, {"key": block_year_id}).one()
    return visible_units(session, actor, block_id, year, state) is None


def band_of(row: Mapping[str, Any]) -> rules.Band:
    """A stored band as the rules know it."""
    return rules.Band(
        code=row["code"],
        name=row["name"],
        min=row["minimum"],
        min_included=row["minimum_included"],
        max=row["maximum"],
        max_included=row["maximum_included"],
    )
