"""Commands on the cards by which delegates vote without an account: made anew, and tried at the door."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.conference import Delegate
from services import audit
from services.access import require_in_year
from services.errors.base import NotFound
from services.queries.ballots import voter_by_card
from services.rules.codes import hash_of_code, looks_like_code
from services.rules.rights import Actor, Permission
from services.rules.throttle import FREE_OF_ADDRESS
from services.storage.conference import conference_subject
from services.storage.credentials import new_code
from services.storage.throttle import take_turn
from services.storage.year import lock_year


@dataclass(frozen=True, slots=True)
class CardAttempt:
    """Whether what was typed is the code of a card; how long to wait after too many that were none."""

    right: bool
    wait: timedelta = timedelta()


def issue_cards(
    session: Session, actor: Actor, block_year_id: int, delegate_ids: Collection[int]
) -> dict[int, str]:
    """A new code for the card of each of these delegates; who votes by an earlier one is out at once.

    Only hashes stay: the codes are shown where they are printed, and nowhere else.

    Raises:
        NotFound: one of them is no delegate of the year who votes.
    """
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    lock_year(session, block_year_id)
    rows = session.exec(
        select(Delegate)
        .where(
            Delegate.block_year_id == block_year_id,
            Delegate.is_voter,
            col(Delegate.id).in_(delegate_ids),
        )
        .order_by(col(Delegate.id))
        .with_for_update()
    ).all()
    if missing := set(delegate_ids) - {row.id for row in rows}:
        raise NotFound(kind="delegate", name=str(min(missing)))
    codes = {row.id or 0: new_code() for row in rows}
    for row in rows:
        row.card_hash = hash_of_code(codes[row.id or 0])
    people = [row.person for row in rows]
    audit.record(session, actor, "issue_cards", conference_subject(block_year_id), people=people)
    return codes


def try_card(session: Session, typed: str, address: str, now: datetime) -> CardAttempt:
    """Whether that is the code of a card, typed at that address ("" where a proxy or this machine hides it).

    A right code has 60 random bits and waits for nobody: a whole hall may come from one address, and whoever
    types at random there must keep nobody out. Wrong ones are counted, and slowed down.
    """
    if looks_like_code(typed) and voter_by_card(session, typed, address) is not None:
        return CardAttempt(right=True)
    return CardAttempt(right=False, wait=take_turn(session, {f"card:{address}": FREE_OF_ADDRESS}, now))
