"""The places of a year with all that they rest on, for whoever may see every unit's scores."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from models.accounts import Account
from models.enums import Method
from models.registry import Unit
from models.scoring import Score
from models.sheets import ScoringLock
from models.types import table_of
from models.year import BlockYear, Quota, YearUnit
from services.queries.archive import quota_of, year_document
from services.queries.criteria import CriterionLine, criteria_of_year
from services.queries.finality import Finality, finality_of_years
from services.queries.printed import printed_scoring, sha256_of
from services.queries.registry import code_in_block
from services.queries.standings import RankingFacts, are_released, ranking_facts, standings_of_year
from services.rules import document as rules
from services.rules.evaluation import Standing
from services.rules.kept_scoring import Difference, differences, kept_standings
from services.rules.quotas import quota_counts
from services.rules.rights import Actor
from services.rules.ties import Tie, ties_of

_YEAR, _PLACE, _UNIT = table_of(BlockYear), table_of(YearUnit), table_of(Unit)
_SCORE, _QUOTA = table_of(Score), table_of(Quota)
_LOCK, _ACCOUNT = table_of(ScoringLock), table_of(Account)

# Written once: building a statement costs more than running it.
_SCORED = (
    select(_PLACE.c.unit_id, code_in_block(_YEAR.c.block_id))
    .join_from(_YEAR, _PLACE, _PLACE.c.block_year_id == _YEAR.c.id)
    .join(_UNIT, _UNIT.c.id == _PLACE.c.unit_id)
    .where(_PLACE.c.scored, _YEAR.c.id == bindparam("key"))
    .order_by(_PLACE.c.position)
)
_CELLS = (
    select(_SCORE.c.unit_id, _SCORE.c.criterion_id, _SCORE.c.points)
    .join_from(
        _YEAR,
        _SCORE,
        (_SCORE.c.block_year_id == _YEAR.c.id) & (_SCORE.c.stage == _YEAR.c.ranking_stage),
    )
    .where(_YEAR.c.id == bindparam("key"))
)
_QUOTAS = select(_QUOTA).where(_QUOTA.c.block_year_id == bindparam("key")).order_by(_QUOTA.c.position)
_KEPT = (
    select(_LOCK, _ACCOUNT.c.display_name)
    .outerjoin_from(_LOCK, _ACCOUNT, _ACCOUNT.c.id == _LOCK.c.locked_by)
    .where(_LOCK.c.block_year_id == bindparam("key"))
)

Cells = dict[str, dict[str, int | None]]
"""Hundredths by unit and criterion; None is not assigned."""


@dataclass(frozen=True, slots=True)
class LockCheck:
    """The lock of a scoring beside what is reckoned now; not `whole`: what was kept has not its hash."""

    locked_by: str | None
    whole: bool
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether the year comes to what was locked."""
        return self.whole and not self.differences


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPlaces:
    """The places of a year; of a locked one as they were kept, unless what was kept is damaged.

    `counts` are the numbers of awards; `missing` the leaves that a unit without a place lacks.
    """

    criteria: tuple[CriterionLine, ...]
    standings: tuple[Standing, ...]
    facts: RankingFacts
    quotas: tuple[rules.Quota, ...]
    counts: Mapping[str, int]
    ties: tuple[Tie, ...]
    missing: Mapping[str, tuple[str, ...]]
    finality: Finality
    check: LockCheck | None

    @property
    def tops(self) -> list[rules.Criterion]:
        """The criteria at the top of the tree."""
        return [line.rule for line in self.criteria if line.parent_id is None]


@dataclass(frozen=True, slots=True)
class ScoredSheets:
    """The cells of all scored units at the stage that places are given by, in protocol order."""

    criteria: tuple[rules.Criterion, ...]
    cells: Cells
    rule: rules.RankingRule


def places_of_year(session: Session, actor: Actor, block_year_id: int) -> YearPlaces | None:
    """The places with what they rest on; None where the actor may not see every unit's scores."""
    if not are_released(session, actor, block_year_id):
        return None
    lines = criteria_of_year(session, block_year_id)
    facts, quotas = ranking_facts(session, block_year_id), quotas_of_year(session, block_year_id)
    asked = [line.rule.code for line in lines if line.parent_id is None]
    asked += [code for code in facts.rule.tie_breaks if code != rules.BONUS]
    placed = standings_of_year(session, block_year_id, list(dict.fromkeys(asked)))
    found = YearPlaces(
        criteria=tuple(lines),
        standings=placed,
        facts=facts,
        quotas=quotas,
        counts=quota_counts(quotas, len(placed)),
        ties=ties_of(placed, facts.rule),
        missing=_missing(session, block_year_id, lines, placed),
        finality=finality_of_years(session, [block_year_id])[block_year_id],
        check=None,
    )
    return found if found.finality.locked_at is None else _as_locked(session, block_year_id, found)


def quotas_of_year(session: Session, block_year_id: int) -> tuple[rules.Quota, ...]:
    """How many of each award the year allows, in the order in which they are printed."""
    rows = session.connection().execute(_QUOTAS, {"key": block_year_id}).mappings().all()
    return tuple(quota_of(Quota(**row)) for row in rows)


def sheets_of_year(session: Session, actor: Actor, block_year_id: int) -> ScoredSheets | None:
    """The cells that the places rest on; None where the actor may not see every unit's scores."""
    if not are_released(session, actor, block_year_id):
        return None
    lines = criteria_of_year(session, block_year_id)
    rule = ranking_facts(session, block_year_id).rule
    return ScoredSheets(tuple(line.rule for line in lines), _cells(session, block_year_id, lines), rule)


def document_to_try(session: Session, actor: Actor, block_year_id: int) -> rules.YearDocument | None:
    """The year with the scores that places are given by; None where the actor may not see all of them."""
    if not are_released(session, actor, block_year_id):
        return None
    year = session.get_one(BlockYear, block_year_id)
    return year_document(session, year, stage=year.ranking_stage)


def _as_locked(session: Session, key: int, found: YearPlaces) -> YearPlaces:
    """The places as they were kept, with how they differ from what the entries come to now."""
    row = session.connection().execute(_KEPT, {"key": key}).mappings().one()
    kept: dict[str, Any] = row["evaluation"]
    check = LockCheck(row["display_name"], sha256_of(kept) == row["sha256"], ())
    if not check.whole:
        return replace(found, check=check)
    now = printed_scoring(session, session.get_one(BlockYear, key))
    check = replace(check, differences=differences(kept, now))
    if check.holds:
        return replace(found, check=check)
    return replace(found, check=check, standings=kept_standings(kept), counts=kept["quotas"], ties=())


def _missing(
    session: Session, key: int, lines: Sequence[CriterionLine], placed: Iterable[Standing]
) -> dict[str, tuple[str, ...]]:
    waiting = [line.unit for line in placed if line.missing]
    if not waiting:
        return {}
    optional = (Method.GROUP, Method.BONUS_PENALTY)
    wanted = [line.rule.code for line in lines if line.rule.method not in optional]
    cells = _cells(session, key, lines)
    return {unit: tuple(code for code in wanted if code not in cells[unit]) for unit in waiting}


def _cells(session: Session, key: int, lines: Iterable[CriterionLine]) -> Cells:
    codes = {line.criterion_id: line.rule.code for line in lines}
    units = {row[0]: row[1] for row in session.connection().execute(_SCORED, {"key": key})}
    cells: Cells = {unit: {} for unit in units.values()}
    for unit_id, criterion_id, points in session.connection().execute(_CELLS, {"key": key}):
        if unit_id in units:
            cells[units[unit_id]][codes[criterion_id]] = points
    return cells
