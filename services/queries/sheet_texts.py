"""What the cells of score sheets show, read for a grid: texts and versions alone, thousands at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, bindparam, select, type_coerce
from sqlmodel import Session

from models.enums import Stage
from models.scoring import Score
from models.types import table_of
from services.queries.criteria import CriterionLine
from services.queries.scores import entry_of
from services.rules.cells import cell_text

Cell = tuple[int, int]
"""The ids of a unit and a criterion."""

_SCORE = table_of(Score).c
# What the text of a cell is made of; the points of those that are reckoned are not
_FIGURES = (
    _SCORE.points,
    _SCORE.not_assigned,
    _SCORE.achieved,
    _SCORE.target,
    _SCORE.actual,
    _SCORE.count,
    _SCORE.bonus_count,
    _SCORE.penalty_count,
)
# Written once: building a statement costs more than running it.
# A member of the enumeration for each of thousands of rows would cost more than their texts
_STAGE = type_coerce(_SCORE.stage, String).label("stage")
_CELLS = select(_STAGE, _SCORE.unit_id, _SCORE.criterion_id, _SCORE.version, *_FIGURES).where(
    _SCORE.block_year_id == bindparam("key"),
    _SCORE.stage.in_(bindparam("stages", expanding=True)),
    _SCORE.unit_id.in_(bindparam("units", expanding=True)),
    _SCORE.criterion_id.in_(bindparam("criteria", expanding=True)),
)


@dataclass(frozen=True, slots=True)
class SheetTexts:
    """The text and the version of each cell that is not empty, at one stage."""

    texts: Mapping[Cell, str]
    versions: Mapping[Cell, int]


def sheet_texts(
    session: Session,
    block_year_id: int,
    stages: Iterable[Stage],
    unit_ids: Collection[int],
    lines: Iterable[CriterionLine],
) -> dict[Stage, SheetTexts]:
    """What some units' cells in the criteria of `lines` show at those stages, in one statement."""
    rules = {line.criterion_id: line.rule for line in lines}
    kinds = {key: (rule.method, rule.max) for key, rule in rules.items()}
    texts: dict[Stage, dict[Cell, str]] = {stage: {} for stage in stages}
    versions: dict[Stage, dict[Cell, int]] = {stage: {} for stage in texts}
    wanted = {"key": block_year_id, "stages": list(texts), "units": list(unit_ids), "criteria": list(rules)}
    said: dict[tuple[Any, ...], str] = {}  # thousands of cells say a few hundred things
    for row in session.connection().execute(_CELLS, wanted).all():
        stage, unit_id, criterion_id, version, *figures = row
        same = (kinds[criterion_id], *figures)
        text = said.get(same)
        if text is None:
            rule = rules[criterion_id]
            text = said[same] = cell_text(entry_of(row._mapping, "", rule), rule)
        texts[stage][unit_id, criterion_id] = text
        versions[stage][unit_id, criterion_id] = version
    return {stage: SheetTexts(texts[stage], versions[stage]) for stage in texts}
