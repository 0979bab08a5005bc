"""Commands on the versions of a year's criteria: frozen, opened again with a reason, copied."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlmodel import Session, select

from models.enums import Stage
from models.record import Regulation
from models.scoring import CriteriaVersion
from models.year import BlockYear, YearUnit
from services import audit
from services.access import require_fresh, require_in_year
from services.errors.base import NotFound
from services.errors.scoring import CriteriaNotFrozen, CriteriaPresent
from services.queries.criteria import CriterionLine, criteria_of_year
from services.queries.criteria_sheet import register_of
from services.rules.criteria_kept import kept_mapping
from services.rules.criteria_sums import refuse_unfit
from services.rules.criteria_typing import tree_as_stored
from services.rules.rights import Actor, Permission
from services.rules.text import SENTENCE_LIMIT, clean_name
from services.storage.criteria_origins import continue_from
from services.storage.criteria_versions import newest_version, refuse_frozen
from services.storage.groups import continue_groups
from services.storage.scores import rewrite_totals
from services.storage.year import lock_scores, write_criteria


def freeze_criteria(
    session: Session,
    actor: Actor,
    block_year_id: int,
    *,
    regulation_id: int | None = None,
    wanted: int | None = None,
) -> int:
    """Keep the year's criteria as they stand, by that regulation, and give the number of the version.

    `wanted`: the hundredths that the tree is to be worth, such as 100 000 for 1 000 points; None for any. A
    tree with criteria for groups of units is to be worth it to each of them.

    Raises:
        CriteriaFrozen: they are frozen already.
        CriteriaUnfit: the maxima do not add up, with everything that hinders.
        NotFound: no such regulation of the block.
        YearLocked, ScoringIsLocked: the year takes no changes any more.
    """
    require_in_year(session, actor, Permission.EDIT_CRITERIA, block_year_id)
    year = lock_scores(session, block_year_id)
    refuse_frozen(session, block_year_id)
    tree = tree_as_stored(register_of(session, year))
    refuse_unfit(tree.rules, wanted, tree.for_groups())
    now = datetime.now(UTC)
    version = newest_version(session, block_year_id) or CriteriaVersion(
        block_year_id=block_year_id, number=1, opened_at=now, opened_by=actor.account_id
    )
    version.regulation_id = _regulation_of(session, year, regulation_id)
    version.frozen_at, version.frozen_by = now, actor.account_id
    version.tree = [kept_mapping(node) for node in tree.nodes]
    session.add(version)
    session.flush()
    facts: dict[str, audit.Fact] = {
        "year": year.year,
        "number": version.number,
        "criteria": len(tree.rows),
    }
    audit.record(session, actor, "freeze_criteria", _subject(block_year_id), **facts)
    return version.number


def open_criteria(session: Session, actor: Actor, block_year_id: int, reason: str) -> int:
    """Open the next version of frozen criteria, for a reason, and give its number; the frozen one is kept.

    Raises:
        CriteriaNotFrozen: they are open.
        NameRefused: no reason, or one that is too long.
        PasswordNeeded: the password was given too long ago.
        YearLocked, ScoringIsLocked: the year takes no changes any more.
    """
    require_in_year(session, actor, Permission.EDIT_CRITERIA, block_year_id)
    require_fresh(session, actor)
    year = lock_scores(session, block_year_id)
    newest = newest_version(session, block_year_id)
    if newest is None or newest.frozen_at is None:
        raise CriteriaNotFrozen()
    why = clean_name(reason, SENTENCE_LIMIT)
    row = CriteriaVersion(
        block_year_id=block_year_id,
        number=newest.number + 1,
        reason=why,
        regulation_id=newest.regulation_id,
        opened_at=datetime.now(UTC),
        opened_by=actor.account_id,
    )
    session.add(row)
    session.flush()
    facts: dict[str, audit.Fact] = {"year": year.year, "number": row.number}
    audit.record(session, actor, "open_criteria", _subject(block_year_id), reason=why, **facts)
    return row.number


def copy_criteria(session: Session, actor: Actor, block_year_id: int, from_year_id: int) -> int:
    """Begin the year's criteria with those of another of the block, each going on from its own; how many.

    Raises:
        NotFound: the other year is none of the block.
        CriteriaPresent: the year has criteria.
        CriteriaFrozen, YearLocked, ScoringIsLocked: the year takes no criteria any more.
    """
    require_in_year(session, actor, Permission.EDIT_CRITERIA, block_year_id)
    year = lock_scores(session, block_year_id)
    refuse_frozen(session, block_year_id)
    source = session.get(BlockYear, from_year_id)
    if source is None or source.block_id != year.block_id:
        raise NotFound(kind="year", name=str(from_year_id))
    if criteria_of_year(session, block_year_id):
        raise CriteriaPresent()
    lines = criteria_of_year(session, from_year_id)
    write_criteria(session, block_year_id, [line.rule for line in lines])
    continue_from(session, block_year_id, from_year_id)
    continue_groups(session, actor.account_id, year, from_year_id)
    _settle_totals(session, year)
    facts: dict[str, audit.Fact] = {"year": year.year, "from": source.year, "criteria": len(lines)}
    audit.record(session, actor, "copy_criteria", _subject(block_year_id), **facts)
    return len(lines)


def _settle_totals(session: Session, year: BlockYear) -> None:
    key = year.id or 0
    lines: Sequence[CriterionLine] = criteria_of_year(session, key)
    units = session.exec(select(YearUnit.unit_id).where(YearUnit.block_year_id == key)).all()
    for stage in Stage:
        rewrite_totals(session, key, stage, lines, units, year.tie_breaks)


def _regulation_of(session: Session, year: BlockYear, regulation_id: int | None) -> int | None:
    if regulation_id is None:
        return None
    row = session.get(Regulation, regulation_id)
    if row is None or row.block_id != year.block_id:
        raise NotFound(kind="regulation", name=str(regulation_id))
    return regulation_id


def _subject(block_year_id: int) -> str:
    return f"year {block_year_id}"
