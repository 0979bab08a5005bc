"""The criteria tree of a year, as the rules know it and with the ids that screens hold."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session

from models.scoring import Criterion
from models.types import table_of
from services.rules import document as rules

_CRITERION = table_of(Criterion)
# Written once: building a statement costs more than running it.
_OF_YEAR = (
    select(_CRITERION).where(_CRITERION.c.block_year_id == bindparam("key")).order_by(_CRITERION.c.position)
)


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A node of the tree with its id, its depth (0 at the top) and the version that was read."""

    criterion_id: int
    parent_id: int | None
    depth: int
    version: int
    rule: rules.Criterion


def criteria_of_year(session: Session, block_year_id: int) -> list[CriterionLine]:
    """The tree in display order: a parent before its children."""
    rows = session.connection().execute(_OF_YEAR, {"key": block_year_id}).all()
    codes = {row.id: row.code for row in rows}
    depths: dict[int | None, int] = {None: -1}
    lines = []
    for row in rows:
        depths[row.id] = depths[row.parent_id] + 1
        lines.append(
            CriterionLine(
                row.id, row.parent_id, depths[row.id], row.version, _rule(row, codes.get(row.parent_id))
            )
        )
    return lines


def _rule(row: Row[Any], parent: str | None) -> rules.Criterion:
    return rules.Criterion(
        code=row.code,
        name=row.name,
        method=row.method,
        parent=parent,
        max=row.maximum,
        step=row.step,
        per_item=_decimal(row.per_item),
        bonus=_decimal(row.bonus),
        penalty=_decimal(row.penalty),
        floor=row.floor,
        cap=row.cap,
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
