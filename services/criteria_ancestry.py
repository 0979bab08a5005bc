"""The command that says from which criteria of a year before those of a year go on."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from models.scoring import Criterion
from services import audit
from services.access import require_in_year
from services.errors.base import NotFound
from services.queries.criteria_years import earlier_codes
from services.rules.rights import Actor, Permission
from services.storage.versions import stale
from services.storage.year import lock_year


@dataclass(frozen=True, slots=True)
class Descended:
    """From which criterion another goes on, and whether both may stand in one line.

    One that goes on from none and is not comparable is new.
    """

    origin_id: int | None
    comparable: bool


def trace_criteria(
    session: Session,
    actor: Actor,
    block_year_id: int,
    said: Mapping[int, Descended],
    seen: Mapping[int, int],
) -> int:
    """Have the criteria go on from those, and give of how many that is new; `seen` are their versions, by id.

    It is no rule of scoring, so frozen criteria and a locked scoring do not stand in its way.

    Raises:
        Stale: one of the criteria has been changed, or is gone.
        NotFound: a criterion is to go on from one that is none of an earlier year of the block.
        YearLocked: the year takes no changes any more.
    """
    require_in_year(session, actor, Permission.EDIT_CRITERIA, block_year_id)
    year = lock_year(session, block_year_id)
    found = session.exec(select(Criterion).where(Criterion.block_year_id == block_year_id))
    rows = {row.id or 0: row for row in found}
    if any(key not in rows or rows[key].version != seen.get(key) for key in said):
        raise stale(session, f"year {block_year_id}")
    new = {key: one for key, one in said.items() if one != _stands(rows[key])}
    codes = earlier_codes(session, year.block_id, year.year)
    strange = {one.origin_id for one in new.values() if one.origin_id} - codes.keys()
    if strange:
        raise NotFound(kind="criterion", name=str(min(strange)))
    if not new:
        return 0
    before = {rows[key].code: _told(_stands(rows[key]), codes) for key in new}
    for key, one in new.items():
        rows[key].origin_id, rows[key].comparable = one.origin_id, one.comparable
        rows[key].version += 1
        session.add(rows[key])
    after = {rows[key].code: _told(one, codes) for key, one in new.items()}
    subject = f"year {block_year_id}"
    audit.record(session, actor, "trace_criteria", subject, year=year.year, before=before, after=after)
    return len(new)


def _stands(row: Criterion) -> Descended:
    return Descended(row.origin_id, row.comparable)


def _told(one: Descended, codes: Mapping[int, str]) -> audit.Fact:
    return {"origin": codes.get(one.origin_id or 0), "comparable": one.comparable}
