"""Commands on a year's criteria: the whole tree is saved as it is to stand, checked as a year-file is."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from models.enums import Method, Stage
from models.scoring import Criterion, Score
from models.sheets import CellRemark, Evidence
from models.types import table_of
from models.year import BlockYear, YearUnit
from services import audit
from services.access import require_in_year
from services.errors.base import Stale
from services.errors.scoring import CriterionFigureRefused, CriterionScored
from services.errors.typed import TypedNumberRefused
from services.errors.workbooks import RowsRefused, SheetOutdated
from services.queries.archive import year_document
from services.queries.criteria import criteria_of_year
from services.queries.criteria_sheet import CriteriaKeys, keys_of_year, plan_of_criteria
from services.rules import document as rules
from services.rules.criteria_nodes import FIGURES_OF
from services.rules.criteria_sheet import CriteriaPlan, JudgedCriterion
from services.rules.exact import parse_typed_points, typed_decimal
from services.rules.reading import document_of
from services.rules.rights import Actor, Permission
from services.rules.sheet_rows import RowOutcome, TypedRow
from services.rules.text import SENTENCE_LIMIT, clean_name
from services.rules.writing import criterion_mapping, year_mapping
from services.storage.criteria_versions import refuse_frozen
from services.storage.scores import rewrite_points, rewrite_totals
from services.storage.year import lock_scores, set_figures

_EXACT = ("per_item", "bonus", "penalty")


@dataclass(frozen=True, slots=True)
class Said:
    """What a block says of a criterion beside its rule; see `models.scoring.Criterion`."""

    note: str = ""
    group_id: int | None = None
    reviewer_id: int | None = None
    origin_id: int | None = None
    comparable: bool = True


@dataclass(frozen=True, slots=True)
class Node:
    """A criterion as it is to stand; a new one has no id. `said` None: as it is said now."""

    criterion_id: int | None
    rule: rules.Criterion
    said: Said | None = None


def typed_node(typed: Mapping[str, str]) -> Node:
    """The node that a row of typed text means: the keys are those of a year-file, and `criterion_id`.

    Raises:
        CriterionFigureRefused: a figure that is no number.
        NameRefused: a name that is none.
    """
    text = {key: str(value).strip() for key, value in typed.items()}
    method, code = Method(text["method"]), text["code"]
    figures: dict[str, Any] = {}
    for name in FIGURES_OF[method]:
        if text.get(name):
            figures[name] = _figure(code, name, text[name])
    rule = rules.Criterion(
        code=code,
        name=clean_name(text["name"], SENTENCE_LIMIT),
        method=method,
        parent=text.get("parent") or None,
        **figures,
    )
    return Node(int(text["criterion_id"]) if text.get("criterion_id", "").isdecimal() else None, rule)


def _figure(code: str, name: str, text: str) -> int | Decimal:
    try:
        return typed_decimal(text) if name in _EXACT else parse_typed_points(text)
    except TypedNumberRefused as refusal:
        raise CriterionFigureRefused(code=code, figure=name, problem=refusal) from refusal


def save_criteria(
    session: Session, actor: Actor, block_year_id: int, nodes: Sequence[Node], seen: Mapping[int, int]
) -> None:
    """Make the year's tree the nodes given, each under its parent; `seen` are the versions read, by id.

    Raises:
        CriteriaFrozen, YearLocked, ScoringIsLocked: the criteria take no changes any more.
        Stale: somebody else has changed the tree meanwhile.
        CriterionScored: a criterion that is to go has scores, or evidence.
        YearFileRefused: the tree, or a score in it, would break a rule of the year-file; with all faults.
    """
    year = _open_criteria(session, actor, block_year_id)
    if {line.criterion_id: line.version for line in criteria_of_year(session, block_year_id)} != dict(seen):
        raise Stale()
    facts = _save(session, year, _under_parents(nodes))
    audit.record(session, actor, "save_criteria", f"year {block_year_id}", year=year.year, **facts)


def import_criteria(
    session: Session, actor: Actor, block_year_id: int, rows: Sequence[TypedRow], *, seen: CriteriaPlan
) -> None:
    """Make the year's tree what the rows say, if that is still what was `seen` of it.

    Raises: as `save_criteria`, and
        RowsRefused: a criterion is not taken, so none is.
        SheetOutdated: the tree has changed since, and the rows mean something else now.
    """
    year = _open_criteria(session, actor, block_year_id)
    plan = plan_of_criteria(session, year, rows)
    if refused := plan.count(RowOutcome.REFUSED):
        raise RowsRefused(count=refused)
    if plan != seen:
        raise SheetOutdated()
    keys = keys_of_year(session, year)
    renamed = {row.known: row.node.code for row in plan.rows if row.known}
    year.tie_breaks = [renamed.get(code, code) for code in year.tie_breaks]
    facts = _save(session, year, [_node_of(row, keys) for row in plan.rows])
    audit.record(session, actor, "import_criteria", f"year {block_year_id}", year=year.year, **facts)


def _node_of(row: JudgedCriterion, keys: CriteriaKeys) -> Node:
    node, known = row.node, keys.criteria.get(row.known or "")
    said = Said(
        note=node.note,
        group_id=keys.groups.get(node.group or ""),
        reviewer_id=keys.units.get(node.reviewer or ""),
        origin_id=known.origin_id if known else None,
        comparable=node.comparable,
    )
    return Node(known.criterion_id if known else None, node.rule, said)


def _open_criteria(session: Session, actor: Actor, block_year_id: int) -> BlockYear:
    require_in_year(session, actor, Permission.EDIT_CRITERIA, block_year_id)
    year = lock_scores(session, block_year_id)
    refuse_frozen(session, block_year_id)
    return year


def _save(session: Session, year: BlockYear, nodes: Sequence[Node]) -> dict[str, audit.Fact]:
    """Write the tree with all that follows from it, and give what the trail says of it."""
    block_year_id = year.id or 0
    found = session.exec(select(Criterion).where(Criterion.block_year_id == block_year_id))
    rows = {row.id: row for row in found if row.id is not None}
    kept = {node.criterion_id for node in nodes}
    dropped = [row for key, row in rows.items() if key not in kept]
    _refuse_scored(session, dropped)
    document = year_document(session, year)
    document_of(year_mapping(replace(document, criteria=tuple(node.rule for node in nodes))))
    _write(session, block_year_id, nodes, rows)
    _drop(session, [row.id for row in dropped if row.id is not None])
    lines = criteria_of_year(session, block_year_id)
    units = session.exec(select(YearUnit.unit_id).where(YearUnit.block_year_id == block_year_id)).all()
    for stage in Stage:
        rewrite_points(session, block_year_id, stage, lines)
        rewrite_totals(session, block_year_id, stage, lines, units, year.tie_breaks)
    return _told(document.criteria, [node.rule for node in nodes])


def _drop(session: Session, ids: Sequence[int]) -> None:
    """Criteria that have no scores go, with what was remarked on them; those after them come from none."""
    followers = update(table_of(Criterion)).where(col(Criterion.origin_id).in_(ids))
    session.exec(followers.values(origin_id=None))
    session.exec(delete(CellRemark).where(col(CellRemark.criterion_id).in_(ids)))
    session.exec(delete(Criterion).where(col(Criterion.id).in_(ids)))


def _told(before: Sequence[rules.Criterion], after: Sequence[rules.Criterion]) -> dict[str, audit.Fact]:
    """What the trail says of both trees, by the codes of the criteria."""
    old, new = ({one.code: criterion_mapping(one) for one in tree} for tree in (before, after))
    stayed = [[code for code in tree if code in old and code in new] for tree in (old, new)]
    order: dict[str, audit.Fact] = {"reordered": True} if stayed[0] != stayed[1] else {}
    return {"criteria": len(new), "before": old, "after": new, **order}


def _under_parents(nodes: Sequence[Node]) -> list[Node]:
    """The nodes as a tree is read: what names a parent right below it, in the order given."""
    below: dict[str | None, list[Node]] = {}
    codes = {node.rule.code for node in nodes}
    for node in nodes:
        below.setdefault(node.rule.parent if node.rule.parent in codes else None, []).append(node)
    ordered: list[Node] = []
    waiting = below.pop(None, [])[::-1]
    while waiting:
        node = waiting.pop()
        ordered.append(node)
        waiting += below.pop(node.rule.code, [])[::-1]
    # What only names each other as parents is no tree; it follows, so that the check refuses it.
    return ordered + [node for rest in below.values() for node in rest]


def _refuse_scored(session: Session, dropped: Sequence[Criterion]) -> None:
    ids = [row.id for row in dropped]
    found: set[int] = set()
    for table in (Score, Evidence):
        criterion = table_of(table).c.criterion_id
        found |= set(
            session.connection().scalars(core_select(criterion).where(criterion.in_(ids)).distinct())
        )
    if found:
        raise CriterionScored(codes=tuple(row.code for row in dropped if row.id in found))


def _write(
    session: Session, block_year_id: int, nodes: Sequence[Node], rows: Mapping[int, Criterion]
) -> None:
    # Codes may change hands within one save, and each is unique at every moment.
    for row in rows.values():
        row.code, row.parent_id = f"~{row.id}", None
    session.flush()
    ids: dict[str, int] = {}
    known: dict[int, Criterion | None] = dict(rows)
    for position, node in enumerate(nodes):
        row = known.pop(node.criterion_id or 0, None) or Criterion(
            block_year_id=block_year_id, code="", position=0, name="", method=Method.GROUP, version=0
        )
        row.code, row.name, row.method, row.position = (
            node.rule.code,
            node.rule.name,
            node.rule.method,
            position,
        )
        row.parent_id = ids[node.rule.parent] if node.rule.parent else None
        row.version += 1
        set_figures(row, node.rule)
        for name, value in (asdict(node.said) if node.said else {}).items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        ids[node.rule.code] = row.id or 0
