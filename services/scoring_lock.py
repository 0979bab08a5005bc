"""Commands on the end of a year's scoring: locked, so that it prints the same for ever, or opened."""

from datetime import UTC, datetime

from sqlmodel import Session

from models.sheets import ScoringLock
from services import audit
from services.access import require_fresh, require_in_year
from services.errors.base import NotFound
from services.errors.scoring import SheetsIncomplete
from services.queries.printed import printed_scoring, sha256_of
from services.rules.rights import Actor, Permission
from services.rules.text import SENTENCE_LIMIT, clean_name
from services.storage.year import lock_scores, lock_year


def lock_scoring(session: Session, actor: Actor, block_year_id: int) -> str:
    """Lock the year's scoring with its standings as they are printed now, and give their SHA-256.

    Raises:
        SheetsIncomplete: a unit that is to get a place lacks scores.
        ScoringIsLocked: it is locked already.
        PasswordNeeded: the password was given too long ago.
        YearLocked: the year is published or archived.
    """
    require_in_year(session, actor, Permission.LOCK_SCORING, block_year_id)
    require_fresh(session, actor)
    year = lock_scores(session, block_year_id)
    kept = printed_scoring(session, year)
    missing = [line["unit"] for line in kept["standings"] if not line["complete"]]
    if missing:
        raise SheetsIncomplete(units=tuple(missing))
    digest = sha256_of(kept)
    session.add(
        ScoringLock(
            block_year_id=block_year_id,
            evaluation=kept,
            sha256=digest,
            locked_at=datetime.now(UTC),
            locked_by=actor.account_id,
        )
    )
    session.flush()
    facts: dict[str, audit.Fact] = {"year": year.year, "sha256": digest}
    audit.record(session, actor, "lock_scoring", f"year {block_year_id}", **facts)
    return digest


def unlock_scoring(session: Session, actor: Actor, block_year_id: int, reason: str) -> None:
    """Let the year's scores be changed again, for a reason that everybody may read.

    Raises:
        NotFound: it is not locked.
        NameRefused: no reason, or one that is too long.
        PasswordNeeded: the password was given too long ago.
        YearLocked: the year is published or archived.
    """
    require_in_year(session, actor, Permission.LOCK_SCORING, block_year_id)
    require_fresh(session, actor)
    year = lock_year(session, block_year_id)
    row = session.get(ScoringLock, block_year_id, populate_existing=True)
    if row is None:
        raise NotFound(kind="lock", name=str(year.year))
    why = clean_name(reason, SENTENCE_LIMIT)
    facts: dict[str, audit.Fact] = {"year": year.year, "sha256": row.sha256}
    session.delete(row)
    audit.record(session, actor, "unlock_scoring", f"year {block_year_id}", reason=why, **facts)
