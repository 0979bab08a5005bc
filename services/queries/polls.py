"""Vote rounds: as the rules know them, as a list, and as what the hall may see."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session, col, select

from models.enums import Basis, Operator, PollState
from models.polls import Poll, PollOption
from services.rules import document as rules
from services.rules.exact import share_of


def counted_polls(session: Session, block_year_id: int, codes: Mapping[int, str]) -> Iterable[rules.Poll]:
    """The closed rounds of a year with their counts; `codes` names the units by id."""
    rows = session.exec(
        select(Poll)
        .where(Poll.block_year_id == block_year_id, Poll.state == PollState.CLOSED)
        .order_by(col(Poll.position))
    ).all()
    options = options_of(session, [row.id or 0 for row in rows])
    return [rule_of(row, options[row.id or 0], codes) for row in rows]


def options_of(session: Session, poll_ids: list[int]) -> dict[int, list[PollOption]]:
    """The options of each round, in the order of the ballot."""
    found: dict[int, list[PollOption]] = {poll_id: [] for poll_id in poll_ids}
    rows = session.exec(
        select(PollOption).where(col(PollOption.poll_id).in_(poll_ids)).order_by(col(PollOption.position))
    )
    for row in rows:
        found[row.poll_id].append(row)
    return found


def rule_of(poll: Poll, options: Iterable[PollOption], codes: Mapping[int, str]) -> rules.Poll:
    """A round as the rules count it."""
    return rules.Poll(
        code=poll.code,
        title=poll.title,
        kind=poll.kind,
        method=poll.method,
        seats=poll.seats,
        rule=threshold(poll.rule_operator, poll.rule_share, poll.rule_basis),
        quorum=threshold(poll.quorum_operator, poll.quorum_share, poll.quorum_basis),
        summoned=poll.summoned,
        present=poll.present,
        members=poll.members,
        issued=poll.issued,
        collected=poll.collected,
        invalid=poll.invalid,
        options=tuple(_option(option, codes) for option in options),
    )


def threshold(operator: Operator | None, share: str | None, basis: Basis | None) -> rules.Threshold | None:
    """The rule of three columns; None where none is set."""
    if operator is None or share is None or basis is None:
        return None
    return rules.Threshold(operator, share_of(share), basis)


def _option(option: PollOption, codes: Mapping[int, str]) -> rules.PollOption:
    return rules.PollOption(
        code=option.code,
        unit=None if option.unit_id is None else codes[option.unit_id],
        votes=option.votes,
        against=option.against,
        blank=option.blank,
        withdrawn=option.withdrawn,
    )
