"""Commands of the tellers on ballots of paper and written opinions: typed by two apart, compared, settled.

What a teller has typed is nobody else's to see before both have finished, not even in the trail.
"""

from dataclasses import replace
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from models.accounts import Account
from models.enums import BatchKind, PollState
from models.polls import Poll, TellerCount
from models.year import BlockYear
from services import audit
from services.errors.accounts import NotAllowed
from services.errors.ballots import (
    BatchFault,
    BatchUnfit,
    CountFinding,
    CountFinished,
    CountsDiffer,
    CountsUnreconciled,
    CountUnfinished,
    OneTeller,
    TwoTellersAlready,
)
from services.errors.base import NotFound, Stale
from services.errors.voting import CountsMissing
from services.queries.counting import (
    TELLERS,
    batch_rolls,
    form_of,
    settled_batches,
    tellers_of,
    typed_rows,
)
from services.queries.polls import option_names, require_round
from services.rules.ballots import BallotForm
from services.rules.batches import Batch
from services.rules.counting import Counts
from services.rules.paper_count import differences
from services.rules.rights import Actor, Permission
from services.rules.text import SENTENCE_LIMIT, clean_name
from services.rules.typed_count import (
    TypedCount,
    counts_of_typed,
    findings_of_batch,
    findings_of_typed,
    missing_of_typed,
    refuse_unreal,
    typed_from,
    typed_mapping,
)
from services.storage.batches import keep_batch
from services.storage.rounds import hold_round, hold_still, options_held, round_subject


def type_count(
    session: Session, actor: Actor, poll_id: int, kind: BatchKind, typed: TypedCount, *, seen_version: int
) -> None:
    """Keep what the actor has typed of a batch so far, in place of what was kept; version 0 = nothing was.

    Raises:
        PollStandsAt: the round is not being counted.
        BatchUnfit: no ballots come this way, or they are settled.
        OneTeller, TwoTellersAlready: nobody else is a teller of the year, or two others type this batch.
        CountFinished: the actor's count is finished.
        Stale: the actor has typed further elsewhere.
        TypedNumberRefused, NotFound, BallotRefused: it is not of this ballot.
    """
    require_round(session, actor, Permission.ACT_AS_TELLER, poll_id)
    account_id = _teller(actor)
    poll, year = _batch_held(session, poll_id, kind)
    if (tellers := len(tellers_of(session, year))) < TELLERS:
        raise OneTeller(title=poll.title, tellers=tellers)
    rows = _rows(session, poll, kind)
    mine = next((row for row in rows if row.account_id == account_id), None)
    if mine is None and len(rows) == TELLERS:
        raise TwoTellersAlready(title=poll.title, names=_names(session, rows))
    _refuse_other(poll, mine, seen_version)
    form = form_of(session, poll)
    refuse_unreal(form, typed, option_names(session, poll, options_held(session, poll), year))
    session.merge(
        TellerCount(
            poll_id=poll_id,
            batch=kind,
            account_id=account_id,
            typed=typed_mapping(form, typed),
            version=seen_version + 1,
            typed_at=datetime.now(UTC),
        )
    )


def finish_count(session: Session, actor: Actor, poll_id: int, kind: BatchKind, *, seen_version: int) -> None:
    """Say that the actor's count of a batch is finished; it is then compared with the other teller's.

    Raises:
        PollStandsAt, BatchUnfit: as `type_count`.
        NotFound: the actor has typed nothing of it.
        CountFinished: it is finished already.
        Stale: the actor has typed further elsewhere.
        CountsMissing: an option has no total.
        CountsUnreconciled: the figures do not go together.
    """
    require_round(session, actor, Permission.ACT_AS_TELLER, poll_id)
    poll, year = _batch_held(session, poll_id, kind)
    mine = _own(session, actor, poll, kind)
    _refuse_other(poll, mine, seen_version)
    form = form_of(session, poll)
    typed = typed_from(form, mine.typed)
    names = option_names(session, poll, options_held(session, poll), year)
    if missing := missing_of_typed(form, typed):
        raise CountsMissing(parts=(), options=tuple(names[code] for code in missing))
    _refuse_errors(findings_of_typed(form, typed, batch_rolls(session, poll)[kind]), names)
    mine.finished, mine.version = True, mine.version + 1
    session.flush()
    facts: dict[str, audit.Fact] = {"batch": kind.value}
    rows = _rows(session, poll, kind)
    if _are_finished(rows):
        facts["differing"] = len(differences(*_both(form, rows)))
    audit.record(session, actor, "finish_count", round_subject(poll), title=poll.title, **facts)


def mend_count(session: Session, actor: Actor, poll_id: int, kind: BatchKind, *, seen_version: int) -> None:
    """Take the actor's finished count up again, to mend what was typed wrong.

    Raises:
        PollStandsAt, BatchUnfit: as `type_count`.
        NotFound: the actor has typed nothing of it.
        Stale: it is not finished any more.
    """
    require_round(session, actor, Permission.ACT_AS_TELLER, poll_id)
    poll, _year = _batch_held(session, poll_id, kind)
    mine = _own(session, actor, poll, kind)
    if mine.version != seen_version:
        raise Stale()
    form = form_of(session, poll)
    compared = _are_finished(_rows(session, poll, kind))
    typed = typed_from(form, mine.typed)
    mine.typed = typed_mapping(form, replace(typed, compared=typed.compared or compared))
    mine.finished, mine.version = False, mine.version + 1
    audit.record(session, actor, "mend_count", round_subject(poll), title=poll.title, batch=kind.value)


def settle_batch(session: Session, actor: Actor, poll_id: int, kind: BatchKind, *, seen_version: int) -> None:
    """Have the two counts of a batch stand, which say the same; of its ballots only the totals are kept.

    Raises:
        PollStandsAt, Stale: as `hold_round`.
        BatchUnfit: no ballots come this way, or they are settled.
        CountUnfinished: two tellers have not both finished it.
        CountsDiffer: they have typed different figures.
    """
    require_round(session, actor, Permission.ACT_AS_TELLER, poll_id)
    poll, _year = hold_round(session, poll_id, seen_version, PollState.CLOSED)
    _refuse_unfit(session, poll, kind)
    rows = _rows(session, poll, kind)
    if not _are_finished(rows):
        raise CountUnfinished(title=poll.title, finished=sum(row.finished for row in rows))
    form = form_of(session, poll)
    counts, other = _both(form, rows)
    if differing := len(differences(counts, other)):
        raise CountsDiffer(title=poll.title, differing=differing)
    keep_batch(session, poll, Batch(kind, counts))
    for row in rows:  # how a single ballot was filled in is nobody's business any more
        totals = TypedCount(issued=counts.issued or 0, collected=counts.collected or 0, totals=counts)
        row.typed = typed_mapping(form, totals)
    facts: dict[str, audit.Fact] = {
        "issued": counts.issued,
        "collected": counts.collected,
        "invalid": counts.invalid,
    }
    if found := findings_of_batch(form, counts, batch_rolls(session, poll)[kind]):
        facts["findings"] = ", ".join(finding.code.value for finding in found)
    audit.record(
        session, actor, "settle_batch", round_subject(poll), title=poll.title, batch=kind.value, **facts
    )


def release_teller(
    session: Session, actor: Actor, poll_id: int, kind: BatchKind, account_id: int, reason: str
) -> None:
    """Take away what a teller has typed of a batch, so that another can type it in that one's place.

    Raises:
        PollStandsAt, BatchUnfit: as `type_count`.
        NotFound: that teller types nothing of it.
        NameRefused: the reason is blank or too long.
    """
    require_round(session, actor, Permission.CHAIR_POLLS, poll_id)
    poll, _year = _batch_held(session, poll_id, kind)
    row = next((row for row in _rows(session, poll, kind) if row.account_id == account_id), None)
    if row is None:
        raise NotFound(kind="account", name=str(account_id))
    why = clean_name(reason, SENTENCE_LIMIT)
    (name,) = _names(session, [row])
    session.delete(row)
    facts: dict[str, audit.Fact] = {"batch": kind.value, "name": name, "reason": why}
    audit.record(session, actor, "release_teller", round_subject(poll), title=poll.title, **facts)


def _teller(actor: Actor) -> int:
    """The account that types; the command line is nobody who has seen a ballot."""
    if actor.account_id is None:
        raise NotAllowed(permission=Permission.ACT_AS_TELLER.value)
    return actor.account_id


def _batch_held(session: Session, poll_id: int, kind: BatchKind) -> tuple[Poll, BlockYear]:
    poll, year = hold_still(session, poll_id, PollState.CLOSED)
    _refuse_unfit(session, poll, kind)
    return poll, year


def _refuse_unfit(session: Session, poll: Poll, kind: BatchKind) -> None:
    if kind is BatchKind.ELECTRONIC or kind not in batch_rolls(session, poll):
        raise BatchUnfit(reason=BatchFault.UNWANTED, title=poll.title)
    if kind in settled_batches(session, poll.id or 0):
        raise BatchUnfit(reason=BatchFault.SETTLED, title=poll.title)


def _rows(session: Session, poll: Poll, kind: BatchKind) -> list[TellerCount]:
    return [row for row in typed_rows(session, poll.id or 0) if row.batch == kind]


def _own(session: Session, actor: Actor, poll: Poll, kind: BatchKind) -> TellerCount:
    account_id = _teller(actor)
    row = next((row for row in _rows(session, poll, kind) if row.account_id == account_id), None)
    if row is None:
        raise NotFound(kind="count", name=poll.title)
    return row


def _refuse_other(poll: Poll, mine: TellerCount | None, seen_version: int) -> None:
    """Let only a count go on that is open, and was typed no further elsewhere."""
    if mine and mine.finished:
        raise CountFinished(title=poll.title)
    if (mine.version if mine else 0) != seen_version:
        raise Stale()


def _are_finished(rows: list[TellerCount]) -> bool:
    return sum(row.finished for row in rows) == TELLERS


def _both(form: BallotForm, rows: list[TellerCount]) -> tuple[Counts, Counts]:
    first, second = (counts_of_typed(form, typed_from(form, row.typed)) for row in rows)
    return first, second


def _names(session: Session, rows: list[TellerCount]) -> tuple[str, ...]:
    ids = [row.account_id for row in rows]
    found = session.exec(
        select(Account.display_name).where(col(Account.id).in_(ids)).order_by(col(Account.id))
    )
    return tuple(found)


def _refuse_errors(findings: tuple[CountFinding, ...], names: dict[str, str]) -> None:
    errors = tuple(
        replace(finding, option=finding.option and names[finding.option])
        for finding in findings
        if finding.code.is_error
    )
    if errors:
        raise CountsUnreconciled(findings=errors)
