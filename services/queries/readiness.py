"""What still has to be done before the day of the conference."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.accounts import Account, RoleGrant, TrailEntry
from models.conference import AgendaItem
from models.enums import PollKind, PollState, Role
from models.polls import Poll, PollOption
from models.sharing import ShareLink
from services.access import block_and_year, link_works_at
from services.queries.conference import is_rehearsing
from services.queries.delegates import delegates_of_year, voting_units
from services.queries.years import year_counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """The facts that the check before the day goes by.

    `missing_votes`: units whose vote nobody carries. `without_rule` and `without_ballot`: titles of drafts.
    `scored` of `to_score` units have all their scores. `tellers`: people who may count. `links` work,
    `opened_at` is when one of them was last opened. `rehearsed_at`: when a rehearsal last ended.
    """

    points: int
    delegates: int
    missing_votes: tuple[str, ...]
    rounds: int
    without_rule: tuple[str, ...]
    without_ballot: tuple[str, ...]
    scored: int
    to_score: int
    tellers: tuple[str, ...]
    links: int
    opened_at: datetime | None
    rehearsed_at: datetime | None
    rehearsing: bool


def readiness(session: Session, block_year_id: int, now: datetime) -> Readiness:
    """How far the conference of the year is prepared at that moment."""
    lines = delegates_of_year(session, block_year_id)
    counts = year_counts(session, block_year_id)
    points = select(func.count()).select_from(AgendaItem).where(AgendaItem.block_year_id == block_year_id)
    rounds, without_rule, without_ballot = _rounds(session, block_year_id)
    links, opened_at = session.exec(
        select(func.count(col(ShareLink.id)), func.max(col(ShareLink.last_used_at))).where(
            ShareLink.block_year_id == block_year_id, link_works_at(now)
        )
    ).one()
    rehearsed = select(TrailEntry.at).where(
        TrailEntry.action == "end_rehearsal", TrailEntry.subject == f"conference {block_year_id}"
    )
    return Readiness(
        points=session.exec(points).one(),
        delegates=len(lines),
        missing_votes=voting_units(session, block_year_id, lines).missing,
        rounds=rounds,
        without_rule=without_rule,
        without_ballot=without_ballot,
        scored=counts.complete,
        to_score=counts.sheets,
        tellers=_tellers(session, block_year_id),
        links=links,
        opened_at=opened_at,
        rehearsed_at=session.exec(rehearsed.order_by(col(TrailEntry.number).desc())).first(),
        rehearsing=is_rehearsing(session, block_year_id),
    )


def _rounds(session: Session, block_year_id: int) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """How many real rounds there are, and the titles of drafts without a rule, and without a ballot."""
    options = select(func.count()).select_from(PollOption).where(PollOption.poll_id == Poll.id)
    rows = session.exec(
        select(Poll, options.scalar_subquery())
        .where(
            Poll.block_year_id == block_year_id, col(Poll.rehearsal).is_(False), Poll.state != PollState.VOID
        )
        .order_by(col(Poll.position))
    ).all()
    drafts = [(row, found) for row, found in rows if row.state is PollState.DRAFT]
    return (
        len(rows),
        tuple(
            row.title for row, _ in drafts if row.rule_operator is None and row.kind is not PollKind.ELECTION
        ),
        tuple(row.title for row, found in drafts if not found),
    )


def _tellers(session: Session, block_year_id: int) -> tuple[str, ...]:
    block_id, year = block_and_year(session, block_year_id)
    rows = session.exec(
        select(Account.display_name)
        .join(RoleGrant, col(RoleGrant.account_id) == Account.id)
        .where(
            RoleGrant.role == Role.TELLER,
            Account.active,
            col(RoleGrant.block_id).is_(None) | (col(RoleGrant.block_id) == block_id),
            col(RoleGrant.year).is_(None) | (col(RoleGrant.year) == year),
        )
        .group_by(col(Account.id), col(Account.display_name))
        .order_by(col(Account.display_name), col(Account.id))
    )
    return tuple(rows)
