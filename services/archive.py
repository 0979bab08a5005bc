"""Takes a year-file into the database, whole or not at all."""

import hashlib
from dataclasses import dataclass, replace

from sqlmodel import Session, select

from models.registry import Block
from models.year import BlockYear
from services import audit
from services.access import require
from services.queries.archive import year_document
from services.rules.document import NextYear, YearDocument
from services.rules.rights import Actor, Permission
from services.rules.writing import as_yaml
from services.storage.criteria_versions import refuse_frozen
from services.storage.rounds import refuse_certified, refuse_voting
from services.storage.year import block_of, lock_scores, lock_year, write_year, year_of


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: `changed` is False when the year said all of it already."""

    block_year_id: int
    changed: bool
    replaced: bool


def import_year(session: Session, actor: Actor, document: YearDocument) -> Imported:
    """Make the block's year say what the file says; the same file again changes nothing.

    Raises:
        YearLocked: the year is published or archived and says something else.
        ScoringIsLocked: its scoring is locked, and the file says something else of that.
        CriteriaFrozen: its criteria are frozen, and the file has others.
        VotesUnderWay, RehearsalRefused: its votes go on, or are rehearsed.
        CertifiedStands: a result is certified, and the file says something else of the votes.
    """
    block_id = session.exec(select(Block.id).where(Block.code == document.block.code)).first()
    require(session, actor, Permission.IMPORT_YEAR, block_id=block_id, year=document.year)
    found = _stored(session, block_id, document.year)
    keep_votes = False
    if found is not None and found.id is not None:
        before = year_document(session, found)
        if _in_order(before) == _in_order(document):
            return Imported(found.id, changed=False, replaced=False)
        scored_alike = _scoring(before) == _scoring(document)
        (lock_year if scored_alike else lock_scores)(session, found.id)
        if before.criteria != document.criteria:
            refuse_frozen(session, found.id)
        refuse_voting(session, found.id)
        keep_votes = before.polls == document.polls
        if not keep_votes:
            refuse_certified(session, found.id)
    row = found or year_of(session, block_of(session, document.block.code), document.year)
    write_year(session, row, document, keep_votes=keep_votes)
    audit.record(
        session,
        actor,
        "import_year",
        f"{document.block.code} {document.year}",
        replaced=found is not None,
        before=_digest(before) if found is not None else None,
        after=_digest(document),
    )
    return Imported(row.id or 0, changed=True, replaced=found is not None)


def _stored(session: Session, block_id: int | None, year: int) -> BlockYear | None:
    return session.exec(
        select(BlockYear).where(BlockYear.block_id == block_id, BlockYear.year == year)
    ).first()


def _in_order(document: YearDocument) -> YearDocument:
    """The document in one of its many equal forms: a file may hold scores in any order, and an empty plan."""
    scores = sorted(document.scores, key=lambda score: (score.unit, score.criterion, score.stage))
    plan = None if document.next == NextYear() else document.next
    return replace(document, scores=tuple(scores), next=plan)


def _scoring(document: YearDocument) -> YearDocument:
    """The document without what comes after the scoring: the votes, and what follows from them."""
    return replace(_in_order(document), theme=None, polls=(), awards=(), next=None)


def _digest(document: YearDocument) -> str:
    return hashlib.sha256(as_yaml(_in_order(document)).encode()).hexdigest()
