"""Writes a vote round with its options and counts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, literal
from sqlmodel import Session, col, select

from models.conference import AgendaItem
from models.enums import PollKind, PollMethod, PollState
from models.polls import Poll, PollOption
from models.registry import Unit
from models.year import BlockYear, YearUnit
from services.errors.accounts import NameTaken
from services.errors.base import NotFound
from services.errors.voting import PollFault, PollUnfit
from services.queries.conference import is_rehearsing
from services.queries.registry import code_in_block
from services.rules import document as rules
from services.rules.counting import Frame, check_counts
from services.rules.exact import share_text
from services.rules.tally import verdict_mapping, verdict_of
from services.rules.text import code_for, numbered

Ballot = Mapping[str, int | None]

_REHEARSED = "rehearsed"  # what the codes of rounds that are only tried begin with


def write_poll(
    session: Session, block_year_id: int, position: int, poll: rules.Poll, units: Mapping[str, int]
) -> None:
    """Add a round that is out, with its verdict, to a year; `units` are ids by code."""
    now = datetime.now(UTC)
    row = Poll(
        block_year_id=block_year_id,
        position=position,
        state=PollState.PUBLISHED,
        verdict=verdict_mapping(verdict_of(poll)),
        closed_at=now,
        counted_at=now,
        published_at=now,
        **_columns(poll),
    )
    session.add(row)
    session.flush()
    session.add_all(
        PollOption(
            poll_id=row.id or 0,
            position=place,
            code=option.code,
            unit_id=None if option.unit is None else units[option.unit],
            withdrawn=option.withdrawn,
            votes=option.votes,
            against=option.against,
            blank=option.blank,
        )
        for place, option in enumerate(poll.options)
    )


def ballot_of(session: Session, year: BlockYear, unit_ids: Sequence[int]) -> Ballot:
    """The units by their codes, in the order given, for the ballot of a round.

    Raises:
        NotFound: a unit that is not on the roll of the year.
    """
    on_roll = (
        select(Unit.id, code_in_block(literal(year.block_id)))
        .join(YearUnit)
        .where(YearUnit.block_year_id == year.id)
    )
    codes = dict(session.exec(on_roll).all())
    if missing := [unit_id for unit_id in unit_ids if unit_id not in codes]:
        raise NotFound(kind="unit", name=str(missing[0]))
    return {codes[unit_id]: unit_id for unit_id in unit_ids}


def add_round(
    session: Session, year: BlockYear, frame: Frame, ballot: Ballot, follows_id: int | None = None
) -> Poll:
    """Add a draft at the end of the year's rounds, under a code made from its title.

    Raises:
        NameTaken, PollUnfit, CountAbove, NameRefused: the frame cannot be that of a round of this year.
        NotFound: its point is not on the agenda.
    """
    key = year.id or 0
    rule = _fit(session, key, frame, but=None)
    taken = set(session.exec(select(Poll.code).where(Poll.block_year_id == key)))
    code = next(free for free in numbered(code_for(rule.title)) if free not in taken)
    last = session.exec(select(func.max(col(Poll.position))).where(Poll.block_year_id == key)).one()
    position = 0 if last is None else last + 1
    columns = _columns(replace(rule, code=code)) | _way(frame)
    rehearsal = is_rehearsing(session, key)
    row = Poll(block_year_id=key, position=position, follows_id=follows_id, rehearsal=rehearsal, **columns)
    session.add(row)
    session.flush()
    _add_options(session, row, ballot, withdrawn=())
    return row


def copy_round(session: Session, row: Poll) -> Poll:
    """Add a draft that asks what this one asks, to be rehearsed; its code says so, and is nobody else's."""
    key = row.block_year_id
    taken = set(session.exec(select(Poll.code).where(Poll.block_year_id == key)))
    last = session.exec(select(func.max(col(Poll.position))).where(Poll.block_year_id == key)).one()
    columns = row.model_dump(exclude={"id", "code", "position", "version", "follows_id"})
    code = next(free for free in numbered(f"{_REHEARSED}.{row.code}") if free not in taken)
    copied = Poll(**columns | {"rehearsal": True}, code=code, position=(last or 0) + 1)
    session.add(copied)
    session.flush()
    options = session.exec(select(PollOption).where(PollOption.poll_id == row.id)).all()
    for option in options:
        # The one option of a motion goes by the code of the motion
        named = code if option.code == row.code and row.kind is PollKind.MOTION else option.code
        told = option.model_dump(exclude={"poll_id", "code"})
        session.add(PollOption(**told, poll_id=copied.id or 0, code=named))
    session.flush()
    return copied


def rewrite_round(session: Session, row: Poll, frame: Frame, ballot: Ballot) -> None:
    """Give a draft another frame and ballot; who had withdrawn and is still on the ballot stays withdrawn.

    Raises: as `add_round`.
    """
    rule = replace(_fit(session, row.block_year_id, frame, but=row.id), code=row.code)
    options = select(PollOption.code).where(PollOption.poll_id == row.id, col(PollOption.withdrawn))
    withdrawn = session.exec(options).all()
    row.sqlmodel_update(_columns(rule) | _way(frame))
    session.exec(delete(PollOption).where(col(PollOption.poll_id) == row.id))
    _add_options(session, row, ballot, withdrawn)


def _fit(session: Session, block_year_id: int, frame: Frame, but: int | None) -> rules.Poll:
    rule = frame.as_poll(code="")
    same = select(Poll.id).where(
        Poll.block_year_id == block_year_id,
        Poll.title == rule.title,
        Poll.state != PollState.VOID,
        Poll.rehearsal == is_rehearsing(session, block_year_id),
    )
    if [key for key in session.exec(same) if key != but]:
        raise NameTaken(name=rule.title)
    if rule.kind is PollKind.ELECTION and (rule.seats or 0) < 1:
        raise PollUnfit(reason=PollFault.NO_SEATS, title=rule.title)
    _refuse_unknown_point(session, block_year_id, frame.item_id)
    check_counts(rule, {})
    return rule


def _refuse_unknown_point(session: Session, block_year_id: int, item_id: int | None) -> None:
    points = select(AgendaItem.id).where(AgendaItem.id == item_id, AgendaItem.block_year_id == block_year_id)
    if item_id is not None and session.exec(points).first() is None:
        raise NotFound(kind="agenda item", name=str(item_id))


def _columns(poll: rules.Poll) -> dict[str, Any]:
    """Everything of the round but its options, as the table keeps it."""
    rule, quorum = poll.rule, poll.quorum
    plain = ("code", "title", "kind", "method", "seats", "summoned", "present", "members")
    return {name: getattr(poll, name) for name in (*plain, "issued", "collected", "invalid")} | {
        "rule_operator": rule and rule.operator,
        "rule_share": rule and share_text(rule.share),
        "rule_basis": rule and rule.basis,
        "quorum_operator": quorum and quorum.operator,
        "quorum_share": quorum and share_text(quorum.share),
        "quorum_basis": quorum and quorum.basis,
    }


def _way(frame: Frame) -> dict[str, Any]:
    """When it is held and how ballots are given, which the year-file does not tell."""
    mode = frame.mode if frame.method is PollMethod.SECRET else None
    return {"mode": mode, "own_unit": frame.own_unit, "item_id": frame.item_id}


def _add_options(session: Session, row: Poll, ballot: Ballot, withdrawn: Collection[str]) -> None:
    if row.kind is PollKind.MOTION:
        ballot = {row.code: None}  # yes or no to the motion itself
    session.add_all(
        PollOption(
            poll_id=row.id or 0, code=code, position=place, unit_id=unit_id, withdrawn=code in withdrawn
        )
        for place, (code, unit_id) in enumerate(ballot.items())
    )
