"""The cells of score sheets: stored rows, and the entries that they are to the rules."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import RowMapping, bindparam, select
from sqlmodel import Session

from models.accounts import Account
from models.enums import Method, Stage
from models.scoring import Score
from models.types import table_of
from services.queries.criteria import CriterionLine
from services.queries.registry import UnitLine
from services.rules import document as rules

_SCORE, _PERSON = table_of(Score), table_of(Account)
# Who changed a cell, and when, takes a third of the time to read
_OF_ENTRY = [
    column
    for column in _SCORE.c
    if column.name not in ("block_year_id", "version", "changed_by", "changed_at")
]
# Written once: building a statement costs more than running it.
_CELLS = (
    select(_SCORE, _PERSON.c.display_name.label("person"))
    .outerjoin_from(_SCORE, _PERSON, _PERSON.c.id == _SCORE.c.changed_by)
    .where(
        _SCORE.c.block_year_id == bindparam("key"),
        _SCORE.c.stage == bindparam("of_stage"),
        _SCORE.c.unit_id.in_(bindparam("units", expanding=True)),
        _SCORE.c.criterion_id.in_(bindparam("criteria", expanding=True)),
    )
)


@dataclass(frozen=True, slots=True)
class StoredCell:
    """What stands in a cell, in which version, put there by whom (None: by an import) and when."""

    entry: rules.Score
    points: int | None
    version: int
    changed_by: str | None
    changed_at: datetime


def stored_cells(
    session: Session,
    block_year_id: int,
    stage: Stage,
    unit_ids: Collection[int],
    lines: Iterable[CriterionLine],
    roll: Iterable[UnitLine],
) -> dict[tuple[int, int], StoredCell]:
    """The cells of some units in the criteria of `lines` at one stage, by (unit id, criterion id)."""
    criteria = {line.criterion_id: line.rule for line in lines}
    codes = {unit.unit_id: unit.code for unit in roll}
    wanted = {
        "key": block_year_id,
        "of_stage": stage,
        "units": list(codes.keys() & unit_ids),
        "criteria": list(criteria),
    }
    return {
        (row["unit_id"], row["criterion_id"]): StoredCell(
            entry_of(row, codes[row["unit_id"]], criteria[row["criterion_id"]]),
            row["points"],
            row["version"],
            row["person"],
            row["changed_at"],
        )
        for row in session.connection().execute(_CELLS, wanted).mappings().all()
    }


def score_rows(session: Session, block_year_id: int, stage: Stage | None = None) -> Sequence[RowMapping]:
    """The stored cells of a year, or of one stage of it: whose they are, and what `entry_of` needs."""
    wanted = select(*_OF_ENTRY).where(_SCORE.c.block_year_id == block_year_id)
    if stage is not None:
        wanted = wanted.where(_SCORE.c.stage == stage)
    # In the order of the key: without one PostgreSQL gives a year-file another order from day to day
    wanted = wanted.order_by(_SCORE.c.stage, _SCORE.c.unit_id, _SCORE.c.criterion_id)
    # Core rows: ten thousand score objects would take ten times as long
    return session.connection().execute(wanted).mappings().all()


def entry_of(row: RowMapping, unit: str, criterion: rules.Criterion) -> rules.Score:
    """The stored cell as an entry; points stand in it only where they were given as such."""
    given = criterion.method is Method.DIRECT and not row["not_assigned"]
    return rules.Score(
        unit=unit,
        criterion=criterion.code,
        stage=row["stage"],
        points=row["points"] if given else None,
        achieved=row["achieved"],
        target=None if row["target"] is None else Decimal(row["target"]),
        actual=None if row["actual"] is None else Decimal(row["actual"]),
        count=row["count"],
        bonus_count=row["bonus_count"],
        penalty_count=row["penalty_count"],
        not_assigned=row["not_assigned"],
    )
