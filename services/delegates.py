"""Commands on who is summoned to a conference: added, changed, removed, proposed, copied.

A unit may send several people; one of them at most carries its vote, and the vote can be given to another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from models.accounts import Account
from models.conference import Attendance, Delegate
from models.polls import PollVoter
from models.year import BlockYear, YearUnit
from services import audit
from services.access import require_in_year, require_other_year
from services.errors.base import NotFound
from services.errors.conference import DelegateFault, DelegateUnfit
from services.queries.delegates import proposed_delegates, year_of_delegate
from services.queries.years import name_in_year, unit_on_roll
from services.rules.rights import Actor, Permission
from services.rules.text import clean_name, clean_or_blank, duplicate_key
from services.storage.conference import conference_subject
from services.storage.versions import take_version
from services.storage.year import lock_year


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateEntry:
    """What people type of a delegate; without a unit it is a guest, and guests have no vote.

    `account_id` is the account by which the delegate may vote, instead of a card.
    """

    person: str
    post: str = ""
    unit_id: int | None = None
    is_voter: bool = False
    account_id: int | None = None


def add_delegate(session: Session, actor: Actor, block_year_id: int, entry: DelegateEntry) -> int:
    """Summon somebody and give the id.

    Raises:
        DelegateUnfit: a guest with a vote, a unit without one, a unit whose vote another carries, or an
            account by which another votes.
        NotFound: the unit is not on the roll, or there is no such account.
        NameRefused: the name is blank or too long.
    """
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    lock_year(session, block_year_id)
    row = Delegate(block_year_id=block_year_id, person=entry.person)
    _write(session, row, entry)
    session.add(row)
    session.flush()
    audit.record(session, actor, "add_delegate", _subject(row), name=row.person, after=_told(session, row))
    return row.id or 0


def edit_delegate(
    session: Session, actor: Actor, delegate_id: int, entry: DelegateEntry, *, seen_version: int
) -> None:
    """Change a delegate.

    Raises:
        Stale: somebody has changed the delegate since `seen_version` was read.
        DelegateUnfit, NotFound, NameRefused: as when one is added; a delegate who stands on the roll of a
            vote keeps the unit and the vote.
    """
    row = _held(session, actor, delegate_id, seen_version)
    before = _told(session, row)
    if (row.unit_id, row.is_voter) != (entry.unit_id, entry.is_voter):
        _refuse_on_a_roll(session, row)
    _write(session, row, entry)
    facts = {"before": before, "after": _told(session, row)}
    audit.record(session, actor, "edit_delegate", _subject(row), name=row.person, **facts)


def give_vote(session: Session, actor: Actor, delegate_id: int, *, seen_version: int) -> None:
    """Have this delegate carry the vote of the unit, in place of whoever carried it.

    Rounds that are open keep the roll with which they were opened.

    Raises:
        Stale: somebody has changed the delegate since `seen_version` was read.
        DelegateUnfit: a guest, or of a unit without a vote.
    """
    row = _held(session, actor, delegate_id, seen_version)
    _refuse_voteless(session, row.block_year_id, row.unit_id)
    before = _carrying(session, row.block_year_id, row.unit_id)
    for other in before:
        other.is_voter = False
        other.version += 1
    session.flush()  # no two of them may carry it even for a moment
    row.is_voter = True
    facts: dict[str, audit.Fact] = {
        "unit": name_in_year(session, row.block_year_id, row.unit_id or 0),
        "before": {"person": "; ".join(other.person for other in before)},
        "after": {"person": row.person},
    }
    audit.record(session, actor, "give_vote", _subject(row), name=row.person, **facts)


def remove_delegate(session: Session, actor: Actor, delegate_id: int, *, seen_version: int) -> None:
    """Summon somebody no more.

    Raises:
        Stale: somebody has changed the delegate since `seen_version` was read.
        DelegateUnfit: the delegate stands on the roll of a vote.
    """
    row = _held(session, actor, delegate_id, seen_version)
    _refuse_on_a_roll(session, row)
    before = _told(session, row)
    session.exec(delete(Attendance).where(col(Attendance.delegate_id) == delegate_id))
    session.delete(row)
    audit.record(session, actor, "remove_delegate", _subject(row), name=row.person, before=before)


def propose_delegates(session: Session, actor: Actor, block_year_id: int) -> int:
    """Summon the leader of every unit that has no delegate yet, and give their number."""
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    year = lock_year(session, block_year_id)
    entries = [
        DelegateEntry(person=one.person, post=one.post, unit_id=one.unit_id, is_voter=one.is_voter)
        for one in proposed_delegates(session, block_year_id)
    ]
    return _add_all(session, actor, year, "propose_delegates", entries)


def copy_delegates(session: Session, actor: Actor, block_year_id: int, copy_from: int) -> int:
    """Summon those of another year who are not summoned yet, and give their number.

    Who came for a unit that is not on the roll any more is left out; nobody takes over the vote of another.

    Raises:
        NotFound: there is no such year in the block.
    """
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    year = lock_year(session, block_year_id)
    before = require_other_year(session, actor, year.block_id, copy_from)
    taken = {(one.unit_id, duplicate_key(one.person)) for one in _rows(session, block_year_id)}
    voting = _voting(session, block_year_id)
    entries = [
        DelegateEntry(
            person=one.person,
            post=one.post,
            unit_id=one.unit_id,
            is_voter=one.is_voter and voting[one.unit_id or 0],
            account_id=one.account_id,
        )
        for one in _rows(session, copy_from)
        if (one.unit_id is None or one.unit_id in voting)
        and (one.unit_id, duplicate_key(one.person)) not in taken
    ]
    return _add_all(session, actor, year, "copy_delegates", entries, copy_from=before)


def _held(session: Session, actor: Actor, delegate_id: int, seen_version: int) -> Delegate:
    block_year_id = year_of_delegate(session, delegate_id)
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    lock_year(session, block_year_id)
    take_version(session, Delegate, delegate_id, seen_version, f"delegate {delegate_id}")
    return session.get_one(Delegate, delegate_id, populate_existing=True)


def _write(session: Session, row: Delegate, entry: DelegateEntry) -> None:
    key = row.block_year_id
    row.person, row.post = clean_name(entry.person), clean_or_blank(entry.post)
    row.unit_id = None if entry.unit_id is None else unit_on_roll(session, key, entry.unit_id)
    if entry.is_voter:
        _refuse_voteless(session, key, row.unit_id)
        if others := [one for one in _carrying(session, key, row.unit_id) if one.id != row.id]:
            raise DelegateUnfit(reason=DelegateFault.VOTER_TAKEN, name=others[0].person)
    row.is_voter = entry.is_voter
    row.account_id = _account(session, row, entry.account_id)


def _account(session: Session, row: Delegate, account_id: int | None) -> int | None:
    if account_id is None:
        return None
    if session.get(Account, account_id) is None:
        raise NotFound(kind="account", name=str(account_id))
    for other in _rows(session, row.block_year_id):
        if other.account_id == account_id and other.id != row.id:
            raise DelegateUnfit(reason=DelegateFault.ACCOUNT_TAKEN, name=other.person)
    return account_id


def _add_all(
    session: Session,
    actor: Actor,
    year: BlockYear,
    action: str,
    entries: Iterable[DelegateEntry],
    **facts: audit.Fact,
) -> int:
    """Add these, without the votes and accounts that others have already."""
    key = year.id or 0
    there = _rows(session, key)
    votes, accounts = {one.unit_id for one in there if one.is_voter}, {one.account_id for one in there}
    added = []
    for entry in entries:
        voter = entry.is_voter and entry.unit_id not in votes
        account_id = entry.account_id if entry.account_id not in accounts else None
        row = Delegate(block_year_id=key, person=entry.person, post=entry.post, unit_id=entry.unit_id)
        row.is_voter, row.account_id = voter, account_id
        votes |= {row.unit_id} if voter else set()
        accounts |= {account_id}
        added.append(row)
    session.add_all(added)
    session.flush()
    people = [row.person for row in added]
    audit.record(session, actor, action, conference_subject(key), year=year.year, people=people, **facts)
    return len(added)


def _rows(session: Session, block_year_id: int) -> Sequence[Delegate]:
    wanted = select(Delegate).where(Delegate.block_year_id == block_year_id)
    return session.exec(wanted.order_by(col(Delegate.id))).all()


def _carrying(session: Session, block_year_id: int, unit_id: int | None) -> list[Delegate]:
    return [one for one in _rows(session, block_year_id) if one.is_voter and one.unit_id == unit_id]


def _voting(session: Session, block_year_id: int) -> dict[int, bool]:
    rows = select(YearUnit.unit_id, YearUnit.votes).where(YearUnit.block_year_id == block_year_id)
    return dict(session.exec(rows).all())


def _refuse_voteless(session: Session, block_year_id: int, unit_id: int | None) -> None:
    if unit_id is None:
        raise DelegateUnfit(reason=DelegateFault.GUEST_VOTES, name="")
    if not _voting(session, block_year_id).get(unit_id, False):
        name = name_in_year(session, block_year_id, unit_id)
        raise DelegateUnfit(reason=DelegateFault.NO_VOTE, name=name)


def _refuse_on_a_roll(session: Session, row: Delegate) -> None:
    on_roll = select(PollVoter.poll_id).where(PollVoter.delegate_id == row.id)
    if session.exec(on_roll).first() is not None:
        raise DelegateUnfit(reason=DelegateFault.ON_A_ROLL, name=row.person)


def _told(session: Session, row: Delegate) -> dict[str, audit.Fact]:
    unit = row.unit_id and name_in_year(session, row.block_year_id, row.unit_id)
    by_account = session.get(Account, row.account_id) if row.account_id else None
    return audit.state_of(row, unit_id=unit, account_id=by_account.username if by_account else None)


def _subject(row: Delegate) -> str:
    return f"delegate {row.id}"
