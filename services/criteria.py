"""Commands on a year's criteria: the whole tree is saved as it is to stand, checked as a year-file is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from models.enums import Stage
from models.scoring import Criterion, Score
from models.sheets import CellRemark, Evidence
from models.types import table_of
from models.year import BlockYear, YearUnit
from services import audit
from services.access import require_in_year
from services.errors.base import NotFound
from services.errors.scoring import CriterionScored
from services.errors.workbooks import RowsRefused, SheetOutdated
from services.queries.archive import year_document
from services.queries.criteria import CriterionLine, criteria_of_year
from services.queries.criteria_sheet import CriteriaKeys, keys_of_year, plan_of_criteria, register_of
from services.queries.criteria_years import earlier_codes
from services.queries.groups import groups_of_year
from services.rules import document as rules
from services.rules.criteria_kept import kept_mapping
from services.rules.criteria_nodes import CriterionNode, under_parents
from services.rules.criteria_sheet import CriteriaPlan, JudgedCriterion
from services.rules.criteria_sums import without_loose_sums
from services.rules.progress import Progress, unwatched
from services.rules.reading import document_of
from services.rules.rights import Actor, Permission
from services.rules.sheet_rows import RowOutcome, TypedRow
from services.rules.writing import year_mapping
from services.storage.cell_history import move_history
from services.storage.criteria_versions import refuse_frozen
from services.storage.groups import barred_in, free_cells, settle_groups
from services.storage.scores import rewrite_points, rewrite_totals
from services.storage.versions import stale
from services.storage.year import lock_scores, set_figures


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


def save_criteria(
    session: Session, actor: Actor, block_year_id: int, nodes: Sequence[Node], seen: Mapping[int, int]
) -> None:
    """Make the year's tree the nodes given, each under its parent; `seen` are the versions read, by id.

    The maximum of a group need not add up yet: what is below it counts, and the freeze asks again.

    Raises:
        CriteriaFrozen, YearLocked, ScoringIsLocked: the criteria take no changes any more.
        Stale: somebody else has changed the tree meanwhile.
        CriterionScored: a criterion that is to go has scores, or evidence.
        NotFound: the year has no such group of units, no such unit, or the block no such earlier criterion.
        YearFileRefused: the tree, or a score in it, would break a rule of the year-file; with all faults.
    """
    year = _open_criteria(session, actor, block_year_id)
    lines = criteria_of_year(session, block_year_id)
    if {line.criterion_id: line.version for line in lines} != dict(seen):
        raise stale(session, f"year {block_year_id}")
    _refuse_strangers(session, year, nodes, lines)
    # What only names each other as parents is no tree; it follows, so that the check refuses it.
    ordered, circling = under_parents(nodes, lambda node: node.rule)
    facts = _save(session, actor, year, [*ordered, *circling])
    audit.record(session, actor, "save_criteria", f"year {block_year_id}", year=year.year, **facts)


def import_criteria(
    session: Session,
    actor: Actor,
    block_year_id: int,
    rows: Sequence[TypedRow],
    *,
    seen: CriteriaPlan,
    progress: Progress = unwatched,
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
    progress(0, len(rows))
    keys = keys_of_year(session, year)
    renamed = {row.known: row.node.code for row in plan.rows if row.known}
    year.tie_breaks = [renamed.get(code, code) for code in year.tie_breaks]
    facts = _save(session, actor, year, [_node_of(row, keys) for row in plan.rows])
    audit.record(session, actor, "import_criteria", f"year {block_year_id}", year=year.year, **facts)
    progress(len(rows), len(rows))


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


def _save(session: Session, actor: Actor, year: BlockYear, nodes: Sequence[Node]) -> dict[str, audit.Fact]:
    """Write the tree with all that follows from it, and give what the trail says of it."""
    block_year_id = year.id or 0
    found = session.exec(select(Criterion).where(Criterion.block_year_id == block_year_id))
    rows = {row.id: row for row in found if row.id is not None}
    kept = {node.criterion_id for node in nodes}
    dropped = [row for key, row in rows.items() if key not in kept]
    barred = barred_in(session, year)
    leaving = frozenset(cell for cell in barred if cell[1] not in kept)
    free_cells(session, actor.account_id, year, leaving)
    _refuse_scored(session, dropped)
    before = register_of(session, year).tree
    criteria = without_loose_sums([node.rule for node in nodes])
    was = {key: row.code for key, row in rows.items()}
    now = {node.criterion_id: node.rule.code for node in nodes if node.criterion_id in rows}
    renamed = {was[key]: code for key, code in now.items()}
    document_of(year_mapping(year_document(session, year).with_criteria(criteria, renamed)))
    _write(session, block_year_id, nodes, rows)
    move_history(session, block_year_id, was, now)
    _drop(session, [row.id for row in dropped if row.id is not None])
    lines = criteria_of_year(session, block_year_id)
    units = session.exec(select(YearUnit.unit_id).where(YearUnit.block_year_id == block_year_id)).all()
    for stage in Stage:
        rewrite_points(session, block_year_id, stage, lines)
        rewrite_totals(session, block_year_id, stage, lines, units, year.tie_breaks)
    settle_groups(session, actor.account_id, year, barred - leaving)
    return _told(before, register_of(session, year).tree)


def _drop(session: Session, ids: Sequence[int]) -> None:
    """Criteria that have no scores go, with what was remarked on them; those after them come from none."""
    followers = update(table_of(Criterion)).where(col(Criterion.origin_id).in_(ids))
    session.exec(followers.values(origin_id=None))
    session.exec(delete(CellRemark).where(col(CellRemark.criterion_id).in_(ids)))
    session.exec(delete(Criterion).where(col(Criterion.id).in_(ids)))


def _told(before: Sequence[CriterionNode], after: Sequence[CriterionNode]) -> dict[str, audit.Fact]:
    """What the trail says of both trees, by the codes of the criteria."""
    old, new = ({one.code: kept_mapping(one) for one in tree} for tree in (before, after))
    stayed = [[code for code in tree if code in old and code in new] for tree in (old, new)]
    order: dict[str, audit.Fact] = {"reordered": True} if stayed[0] != stayed[1] else {}
    return {"criteria": len(new), "before": old, "after": new, **order}


def _refuse_strangers(
    session: Session, year: BlockYear, nodes: Sequence[Node], lines: Sequence[CriterionLine]
) -> None:
    """Let criteria name only units of the roll, or who reviews already, and what is the year's or block's."""
    said = [node.said for node in nodes if node.said]
    key = year.id or 0
    units = set(session.exec(select(YearUnit.unit_id).where(YearUnit.block_year_id == key)))
    units |= {line.reviewer_id for line in lines if line.reviewer_id}
    groups = {group.group_id for group in groups_of_year(session, key)}
    for one in said:
        if one.reviewer_id is not None and one.reviewer_id not in units:
            raise NotFound(kind="unit", name=str(one.reviewer_id))
        if one.group_id is not None and one.group_id not in groups:
            raise NotFound(kind="group", name=str(one.group_id))
    origins = {one.origin_id for one in said if one.origin_id} - {line.origin_id for line in lines}
    strange = origins - earlier_codes(session, year.block_id, year.year).keys() if origins else set()
    if strange:
        raise NotFound(kind="criterion", name=str(min(strange)))


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
    known: dict[int, Criterion | None] = dict(rows)
    kept = [
        known.pop(node.criterion_id or 0, None)
        or Criterion(
            block_year_id=block_year_id, code="", position=0, name="", method=node.rule.method, version=0
        )
        for node in nodes
    ]
    ids: dict[str | None, int | None] = {None: None}
    # Level by level, since a row needs the id of its parent, and each flush asks the database
    for level in _levels(nodes):
        for place in level:
            _fill(kept[place], place, nodes[place], ids[nodes[place].rule.parent])
            session.add(kept[place])
        session.flush()
        ids |= {nodes[place].rule.code: kept[place].id for place in level}


def _levels(nodes: Sequence[Node]) -> list[list[int]]:
    """The places of the nodes by their depth in the tree."""
    depths: dict[str | None, int] = {None: -1}
    levels: defaultdict[int, list[int]] = defaultdict(list)
    for place, node in enumerate(nodes):
        depths[node.rule.code] = depths[node.rule.parent] + 1
        levels[depths[node.rule.code]].append(place)
    return [levels[depth] for depth in sorted(levels)]


def _fill(row: Criterion, position: int, node: Node, parent_id: int | None) -> None:
    row.code, row.name, row.method = node.rule.code, node.rule.name, node.rule.method
    row.position, row.parent_id = position, parent_id
    row.version += 1
    set_figures(row, node.rule)
    for name, value in (asdict(node.said) if node.said else {}).items():
        setattr(row, name, value)
