"""The count of a round as the tellers see it, each blind to what the other types, and as others do."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, and_, col, or_, select

from models.accounts import Account, RoleGrant
from models.enums import BatchKind, BoxMode, PollMethod, PollState, Role
from models.polls import Poll, PollBatch, PollBundle, PollOption, PollVoter, TellerCount
from models.year import BlockYear
from services.access import require_in_year
from services.ballot_box.signing import sha256_of
from services.errors.base import NotFound
from services.queries.polls import find_round, is_out, option_names, options_of, require_round, rule_of
from services.rules.ballots import BallotForm
from services.rules.counting import Counts, OptionCount
from services.rules.paper_count import Difference, differences
from services.rules.rights import Actor, Permission
from services.rules.typed_count import BatchRoll, TypedCount, counts_of_typed, rolls_of, typed_from

TELLERS = 2
"""Tellers who type the same batch, each by themselves."""


@dataclass(frozen=True, slots=True)
class TellerState:
    """A teller of a batch, and whether that one's count is finished."""

    account_id: int
    name: str
    finished: bool


@dataclass(frozen=True, slots=True)
class OwnCount:
    """What the actor has typed of a batch."""

    typed: TypedCount
    finished: bool
    version: int


@dataclass(frozen=True, slots=True)
class BatchState:
    """How far the count of a batch is: `settled` has what was counted, once the two counts were the same.

    `differing`: how many figures the two finished counts differ in; None before. `differences` says which
    to the two tellers alone, the actor's own figure first.
    """

    kind: BatchKind
    roll: BatchRoll
    tellers: tuple[TellerState, ...]
    own: OwnCount | None
    differing: int | None
    differences: tuple[Difference, ...]
    settled: Counts | None

    @property
    def is_finished(self) -> bool:
        """Whether both counts are."""
        return sum(teller.finished for teller in self.tellers) == TELLERS


@dataclass(frozen=True, slots=True)
class Counting:
    """A round that is counted by ballots, with its batches; `names` are those of the options, by code."""

    poll_id: int
    title: str
    state: PollState
    version: int
    mode: BoxMode | None
    rehearsal: bool
    form: BallotForm
    names: Mapping[str, str]
    batches: tuple[BatchState, ...]
    tellers: int

    @property
    def missing(self) -> tuple[BatchKind, ...]:
        """The batches that are still to be counted."""
        return tuple(batch.kind for batch in self.batches if batch.settled is None)


def counting_of_round(session: Session, actor: Actor, block_year_id: int, poll_id: int) -> Counting:
    """The count of a round, with what the actor typed and nothing of what another types.

    Raises:
        NotFound: the year has no such round.
        NotAllowed: the actor does not follow counts.
    """
    require_in_year(session, actor, Permission.FOLLOW_COUNTS, block_year_id)
    found = find_round(session, block_year_id, poll_id)
    if found is None:
        raise NotFound(kind="poll", name=str(poll_id))
    poll, year = found
    options = options_of(session, [poll_id])[poll_id]
    form = form_of(session, poll)
    typed: dict[BatchKind, list[TellerCount]] = {}
    for row in typed_rows(session, poll_id):
        typed.setdefault(BatchKind(row.batch), []).append(row)
    accounts = {row.account_id for rows in typed.values() for row in rows}
    people = dict(
        session.exec(select(Account.id, Account.display_name).where(col(Account.id).in_(accounts))).all()
    )
    settled = settled_batches(session, poll_id)
    batches = (
        _batch(actor, form, kind, roll, typed.get(kind, []), people, settled.get(kind))
        for kind, roll in batch_rolls(session, poll).items()
    )
    return Counting(
        poll_id=poll_id,
        title=poll.title,
        state=poll.state,
        version=poll.version,
        mode=poll.mode,
        rehearsal=poll.rehearsal,
        form=form,
        names=option_names(session, poll, options, year),
        batches=tuple(batches),
        tellers=len(tellers_of(session, year)),
    )


def _batch(
    actor: Actor,
    form: BallotForm,
    kind: BatchKind,
    roll: BatchRoll,
    rows: list[TellerCount],
    people: Mapping[int | None, str],
    settled: Counts | None,
) -> BatchState:
    rows = sorted(rows, key=lambda row: row.account_id != actor.account_id)
    mine = rows[0] if rows and rows[0].account_id == actor.account_id else None
    own = OwnCount(typed_from(form, mine.typed), mine.finished, mine.version) if mine else None
    differing, shown = None, tuple[Difference, ...]()
    if len(rows) == TELLERS and settled is None:
        found = differences(*(counts_of_typed(form, typed_from(form, row.typed)) for row in rows))
        if all(row.finished for row in rows):
            differing = len(found)
        # Whoever mends has seen the other's figures already, as long as those stay as they are
        if own and rows[1].finished and (own.finished or own.typed.compared):
            shown = found
    return BatchState(
        kind=kind,
        roll=roll,
        tellers=tuple(TellerState(row.account_id, people[row.account_id], row.finished) for row in rows),
        own=own,
        differing=differing,
        differences=shown,
        settled=settled,
    )


def form_of(session: Session, poll: Poll) -> BallotForm:
    """The ballot of the round; units go by the codes of their options."""
    options = options_of(session, [poll.id or 0])[poll.id or 0]
    codes = {option.unit_id: option.code for option in options if option.unit_id}
    return BallotForm(poll=rule_of(poll, options, codes), own_unit=poll.own_unit)


def batch_rolls(session: Session, poll: Poll) -> dict[BatchKind, BatchRoll]:
    """The ways on which the ballots of the round come, and from whom; none where hands are counted."""
    if poll.method in (PollMethod.HANDS, PollMethod.ACCLAMATION):
        return {}
    stands = and_(col(PollOption.poll_id) == PollVoter.poll_id, col(PollOption.unit_id) == PollVoter.unit_id)
    rows = session.exec(
        select(PollOption.code, PollVoter)
        .select_from(PollVoter)
        .outerjoin(PollOption, stands)
        .where(PollVoter.poll_id == poll.id)
    )
    voters = [(code, _way(voter, poll)) for code, voter in rows]
    return rolls_of(poll.present, voters, electronic=poll.mode is not None)


def _way(voter: PollVoter, poll: Poll) -> BatchKind | None:
    if voter.opinion:
        return BatchKind.WRITTEN
    if not voter.present:
        return None
    return BatchKind.PAPER if voter.on_paper or poll.mode is None else BatchKind.ELECTRONIC


def typed_rows(session: Session, poll_id: int) -> list[TellerCount]:
    """What the tellers have typed of the round, by batch and teller."""
    return list(
        session.exec(
            select(TellerCount)
            .where(TellerCount.poll_id == poll_id)
            .order_by(col(TellerCount.batch), col(TellerCount.account_id))
        )
    )


def settled_batches(session: Session, poll_id: int) -> dict[BatchKind, Counts]:
    """What was counted of the round, by the way on which it came."""
    rows = session.exec(select(PollBatch).where(PollBatch.poll_id == poll_id).order_by(col(PollBatch.batch)))
    return {
        BatchKind(row.batch): Counts(
            issued=row.issued,
            collected=row.collected,
            invalid=row.invalid,
            options={code: OptionCount(**count) for code, count in row.options.items()},
        )
        for row in rows
    }


def tellers_of(session: Session, year: BlockYear) -> frozenset[int]:
    """The accounts whose role lets them act as tellers in the year."""
    rows = session.exec(
        select(RoleGrant.account_id)
        .join(Account, col(Account.id) == RoleGrant.account_id)
        .where(
            RoleGrant.role == Role.TELLER,
            col(Account.active),
            or_(col(RoleGrant.block_id).is_(None), col(RoleGrant.block_id) == year.block_id),
            or_(col(RoleGrant.year).is_(None), col(RoleGrant.year) == year.year),
        )
    )
    return frozenset(rows)


def signed_result(session: Session, actor: Actor, poll_id: int) -> bytes | None:
    """The signed bundle of a sealed round; None where there is none.

    Once the result was read out, everybody who may look at the block may have it.
    Raises:
        NotFound: there is no such round.
        NotAllowed: the actor may not see it yet.
    """
    poll = session.exec(select(Poll).where(Poll.id == poll_id)).first()
    needed = Permission.VIEW if poll and is_out(poll) else Permission.FOLLOW_COUNTS
    require_round(session, actor, needed, poll_id)
    return kept_bundle(session, poll) if poll else None


def kept_bundle(session: Session, poll: Poll) -> bytes | None:
    """The signed bundle of the round, if it is the one whose SHA-256 stands beside the round."""
    found = session.exec(select(PollBundle.content).where(PollBundle.poll_id == poll.id)).first()
    return found if found is not None and sha256_of(found) == poll.bundle_sha256 else None
