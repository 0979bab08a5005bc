"""The criteria tree of a year, as the rules know it and with the ids that screens hold."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import bindparam, select
from sqlmodel import Session

from models.enums import Method
from models.scoring import Criterion
from models.types import table_of
from services.errors.base import NotFound
from services.rules import document as rules

_CRITERION = table_of(Criterion).c
# Written once: building a statement costs more than running it.
_OF_YEAR = (
    select(
        _CRITERION.id,
        _CRITERION.parent_id,
        _CRITERION.version,
        _CRITERION.code,
        _CRITERION.name,
        _CRITERION.method,
        _CRITERION.maximum,
        _CRITERION.step,
        _CRITERION.floor,
        _CRITERION.cap,
        _CRITERION.per_item,
        _CRITERION.bonus,
        _CRITERION.penalty,
        _CRITERION.note,
        _CRITERION.group_id,
        _CRITERION.reviewer_id,
        _CRITERION.origin_id,
        _CRITERION.comparable,
    )
    .where(_CRITERION.block_year_id == bindparam("key"))
    .order_by(_CRITERION.position)
)


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A node of the tree with its id, its depth (0 at the top) and the version that was read.

    `group_id` and `reviewer_id` are what the node itself says of the units that it is for, and of the unit
    whose people review it; `for_group` and `reviewed_by` are what holds, with what the nodes above it say.
    """

    criterion_id: int
    parent_id: int | None
    depth: int
    version: int
    rule: rules.Criterion
    note: str = ""
    group_id: int | None = None
    reviewer_id: int | None = None
    origin_id: int | None = None
    comparable: bool = True
    for_group: int | None = None
    reviewed_by: int | None = None


def criteria_of_year(session: Session, block_year_id: int) -> list[CriterionLine]:
    """The tree in display order: a parent before its children."""
    rows = session.connection().execute(_OF_YEAR, {"key": block_year_id}).all()
    codes: dict[int | None, str | None] = {None: None}
    depths: dict[int | None, int] = {None: -1}
    holding: dict[int | None, tuple[int | None, int | None]] = {None: (None, None)}
    lines = []
    # Unpacked, since asking a row for its columns by name takes longer than reading it.
    for key, parent_id, version, code, name, method, *figures in rows:
        maximum, step, floor, cap, per_item, bonus, penalty, *about = figures
        note, group, reviewer, origin, comparable = about
        codes[key], depths[key] = code, depths[parent_id] + 1
        for_group, reviewed_by = holding[parent_id]
        holding[key] = (group or for_group, reviewer or reviewed_by)
        rule = rules.Criterion(
            code=code,
            name=name,
            method=method,
            parent=codes[parent_id],
            max=maximum,
            step=step,
            per_item=_decimal(per_item),
            bonus=_decimal(bonus),
            penalty=_decimal(penalty),
            floor=floor,
            cap=cap,
        )
        facts = (note, group, reviewer, origin, comparable, *holding[key])
        lines.append(CriterionLine(key, parent_id, depths[key], version, rule, *facts))
    return lines


def leaf_code(session: Session, block_year_id: int, criterion_id: int) -> str:
    """The code of a criterion of the year that can be scored.

    Raises:
        NotFound: the year has none such.
    """
    wanted = select(_CRITERION.code).where(
        _CRITERION.id == criterion_id,
        _CRITERION.block_year_id == block_year_id,
        _CRITERION.method != Method.GROUP,
    )
    code: str | None = session.connection().execute(wanted).scalar()
    if code is None:
        raise NotFound(kind="criterion", name=str(criterion_id))
    return code


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
