"""Commands on what a conference leads to: titles that are proposed, passed, decided and revoked.

Each step is one paper with its number and day, and often names many units. A title has taken every step
before the next; a closed year takes them too, since they come after the conference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from models.enums import AwardStage, OfficeTerm
from models.polls import Poll
from models.year import Award, BlockYear
from services import audit
from services.access import require_in_year
from services.errors.outcome import AwardFault, AwardStandsAt, AwardUnfit, OverQuota, RoundChoseNobody
from services.queries.offices import rounds_that_chose
from services.queries.outcome import day_decided, furthest, quotas_of_year
from services.queries.polls import require_round
from services.queries.registry import roll_of_year
from services.rules.rights import Actor, Permission
from services.rules.sections import AWARD
from services.rules.terms import CALENDAR, award_days, day_within
from services.rules.text import SENTENCE_LIMIT, clean_name, clean_or_blank
from services.storage.year import hold_year

Title = tuple[str, int]
"""An award's code and the unit's id."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The paper by which somebody has decided."""

    number: str
    on: date


_BEFORE = {AwardStage.PASSED: AwardStage.PROPOSED, AwardStage.DECIDED: AwardStage.PASSED}


def propose_awards(session: Session, actor: Actor, poll_id: int, award: str, beyond_quota: str = "") -> None:
    """Propose the units that a round has chosen for the award; those proposed before stay so.

    More than the quota are proposed only with a reason for it, which the trail tells.

    Raises:
        RoundChoseNobody: its result was not read out, it is void or rehearsed, or it chose no unit.
        AwardStandsAt: all of them were proposed before.
        OverQuota: they would be more than may be proposed, and no reason is given.
        AwardUnfit: that is no code of an award.
    """
    year = hold_year(session, require_round(session, actor, Permission.EDIT_YEAR, poll_id))
    title = session.exec(select(Poll.title).where(Poll.id == poll_id)).one()
    rounds = rounds_that_chose(session, year.block_id, year.year, OfficeTerm.NEXT)
    chosen = next((one.unit_ids for one in rounds if one.poll_id == poll_id), ())
    if not chosen:
        raise RoundChoseNobody(title=title)
    if not AWARD.fullmatch(award):
        raise AwardUnfit(text=award)
    reached, names = _reached(session, year), _names(session, year)
    standing = [unit_id for of, unit_id in reached if of == award]
    added = [unit_id for unit_id in chosen if unit_id not in standing]
    if not added:
        raise AwardStandsAt(reason=_stands_at(reached[award, chosen[0]]), name=names[chosen[0]])
    reason = clean_or_blank(beyond_quota, SENTENCE_LIMIT)
    quota = quotas_of_year(session, year.id or 0).get(award)
    if quota is not None and len(standing) + len(added) > quota and not reason:
        told = tuple(names[unit_id] for unit_id in (*standing, *added))
        raise OverQuota(quota=quota, proposed=len(told), names=told)
    _add(session, year, [(award, unit_id) for unit_id in added], AwardStage.PROPOSED, None)
    facts: dict[str, audit.Fact] = {"reason": reason} if reason else {}
    proposed = [names[unit_id] for unit_id in added]
    audit.record(
        session, actor, "propose_awards", _subject(year), title=title, award=award, units=proposed, **facts
    )


def pass_awards(
    session: Session, actor: Actor, block_year_id: int, titles: Sequence[Title], decision: Decision
) -> None:
    """Note that the Council has passed these titles, which were proposed.

    Raises:
        AwardStandsAt: one of them is not proposed, or was passed before.
        DayOutsideYear: the day is not of the year or of the two that follow.
        NameRefused: the number is blank.
    """
    require_in_year(session, actor, Permission.EDIT_YEAR, block_year_id)
    _decide(session, actor, block_year_id, titles, AwardStage.PASSED, decision)


def decide_awards(
    session: Session, actor: Actor, block_year_id: int, titles: Sequence[Title], decision: Decision
) -> None:
    """Note that the Chairman has decided these titles, which the Council has passed.

    Raises: as `pass_awards`; DayOutsideYear also for a day before the Council's.
    """
    require_in_year(session, actor, Permission.EDIT_YEAR, block_year_id)
    _decide(session, actor, block_year_id, titles, AwardStage.DECIDED, decision)


def revoke_awards(
    session: Session, actor: Actor, block_year_id: int, titles: Sequence[Title], decision: Decision
) -> None:
    """Note that titles that were decided have been revoked; they stay visible as such.

    Raises:
        AwardStandsAt: one of them was not decided, or was revoked before.
        DayOutsideYear: the day lies before the one of the decision.
        NameRefused: the number is blank.
    """
    require_in_year(session, actor, Permission.EDIT_YEAR, block_year_id)
    year, number = hold_year(session, block_year_id), clean_name(decision.number)
    names = _names(session, year)
    for rows in _standing(session, year, titles, AwardStage.DECIDED, names):
        row = rows[AwardStage.DECIDED]
        first = day_decided(row) or date(year.year, 1, 1)
        row.revoked_on, row.revoked_number = day_within(decision.on, (first, CALENDAR[1])), number
        session.add(row)
    _record(session, actor, "revoke_awards", year, titles, names, decision)


def take_back_award(session: Session, actor: Actor, block_year_id: int, title: Title) -> None:
    """Take back the last step of a title that was noted by mistake; of one only proposed nothing is left.

    Raises: AwardStandsAt when it was not proposed.
    """
    require_in_year(session, actor, Permission.EDIT_YEAR, block_year_id)
    year = hold_year(session, block_year_id)
    names, rows = _names(session, year), _reached(session, year).get(title)
    if rows is None:
        raise AwardStandsAt(reason=AwardFault.MISSING, name=names.get(title[1], str(title[1])))
    row, stood_at = rows[furthest(rows)], _stands_at(rows)
    number = row.revoked_number if stood_at is AwardFault.REVOKED else row.document_number
    if stood_at is AwardFault.REVOKED:
        row.revoked_on, row.revoked_number = None, None
        session.add(row)
    else:
        session.delete(row)
    told = {"units": [f"{names[title[1]]} ({title[0]})"], "stage": stood_at.value, "document_number": number}
    audit.record(session, actor, "take_back_award", _subject(year), **told)


def _decide(
    session: Session,
    actor: Actor,
    block_year_id: int,
    titles: Sequence[Title],
    stage: AwardStage,
    decision: Decision,
) -> None:
    year, number = hold_year(session, block_year_id), clean_name(decision.number)
    first, last = award_days(year.year)
    names = _names(session, year)
    for rows in _standing(session, year, titles, _BEFORE[stage], names):
        day_within(decision.on, (max(first, day_decided(rows[_BEFORE[stage]]) or first), last))
    _add(session, year, titles, stage, Decision(number, decision.on))
    action = "pass_awards" if stage is AwardStage.PASSED else "decide_awards"
    _record(session, actor, action, year, titles, names, decision)


def _record(
    session: Session,
    actor: Actor,
    action: str,
    year: BlockYear,
    titles: Sequence[Title],
    names: Mapping[int, str],
    decision: Decision,
) -> None:
    told = [f"{names[unit_id]} ({award})" for award, unit_id in titles]
    facts: dict[str, audit.Fact] = {"document_number": decision.number, "document_on": str(decision.on)}
    audit.record(session, actor, action, _subject(year), units=told, **facts)


def _standing(
    session: Session, year: BlockYear, titles: Sequence[Title], stage: AwardStage, names: Mapping[int, str]
) -> list[dict[AwardStage, Award]]:
    """The rows of the titles, all of which stand at that stage."""
    reached, found = _reached(session, year), []
    for title in titles:
        rows = reached.get(title, {})
        fault = _stands_at(rows)
        if fault is not _FAULTS[stage]:
            raise AwardStandsAt(reason=fault, name=names.get(title[1], str(title[1])))
        found.append(rows)
    return found


_FAULTS = {
    AwardStage.PROPOSED: AwardFault.PROPOSED,
    AwardStage.PASSED: AwardFault.PASSED,
    AwardStage.DECIDED: AwardFault.DECIDED,
}


def _stands_at(rows: Mapping[AwardStage, Award]) -> AwardFault:
    if not rows:
        return AwardFault.MISSING
    return AwardFault.REVOKED if _is_revoked(rows) else _FAULTS[furthest(rows)]


def _is_revoked(rows: Mapping[AwardStage, Award]) -> bool:
    return any(row.revoked_on is not None for row in rows.values())


def _reached(session: Session, year: BlockYear) -> dict[Title, dict[AwardStage, Award]]:
    """The rows of each title by their stages, in the order in which they were written."""
    rows = session.exec(
        select(Award).where(Award.block_year_id == year.id).order_by(col(Award.position))
    ).all()
    found: dict[Title, dict[AwardStage, Award]] = {}
    for row in rows:
        found.setdefault((row.award, row.unit_id), {})[row.stage] = row
    return found


def _add(
    session: Session, year: BlockYear, titles: Sequence[Title], stage: AwardStage, decision: Decision | None
) -> None:
    last = session.exec(select(func.max(Award.position)).where(Award.block_year_id == year.id)).one()
    first = 0 if last is None else last + 1
    session.add_all(
        Award(
            block_year_id=year.id or 0,
            position=position,
            award=award,
            unit_id=unit_id,
            stage=stage,
            document_number=decision.number if decision else None,
            decided_on=decision.on.isoformat() if decision else None,
        )
        for position, (award, unit_id) in enumerate(titles, first)
    )


def _names(session: Session, year: BlockYear) -> dict[int, str]:
    roll = roll_of_year(session, year.block_id, year.id or 0, year.year)
    return {unit.unit_id: unit.name for unit in roll}


def _subject(year: BlockYear) -> str:
    return f"year {year.id}"
