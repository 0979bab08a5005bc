"""Counts attempts to sign in, in the database: a restart forgets none of them."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from models.sessions import SignInThrottle
from services.rules.throttle import ACCOUNT_KEY, DESK_KEY, FORGOTTEN_AFTER, left_to_wait


def take_turn(session: Session, allowances: dict[str, int], now: datetime) -> timedelta:
    """Count one more attempt under each key, or give how long to wait when one of them has to.

    It counts before anybody looks whether the attempt is right, so that many at once gain nothing; `forget`
    or `give_back` afterwards. `allowances`: how many attempts are free under the key.
    """
    session.exec(delete(SignInThrottle).where(col(SignInThrottle.last_at) < now - FORGOTTEN_AFTER))
    rows = [_row(session, key, now) for key in sorted(allowances)]
    wait = max(
        (left_to_wait(row.failures, row.last_at, now, allowances[row.key]) for row in rows),
        default=timedelta(),
    )
    for row in rows:
        if not wait:
            row.failures, row.last_at = row.failures + 1, now
        row.last_at = min(row.last_at, now)  # the clock may have been set back
    return wait


def forget(session: Session, key: str) -> None:
    """The account behind the key was entered: nothing counts against it any more."""
    session.exec(delete(SignInThrottle).where(col(SignInThrottle.key) == key))


def forget_account(session: Session, username: str) -> None:
    """Nothing counts against the account any more, from wherever it was tried."""
    for known in (False, True):
        forget(session, account_key(username, known))


def give_back(session: Session, key: str) -> None:
    """One attempt under the key was right, so it counts for nothing."""
    row = col(SignInThrottle.failures)
    session.exec(
        update(SignInThrottle).where(col(SignInThrottle.key) == key, row > 0).values(failures=row - 1)
    )


def account_key(username: str, known: bool) -> str:
    """What attempts on an account are counted under; those from addresses that it knows, apart.

    So a stranger who guesses elsewhere does not keep a person from the own desk. All desks together count as
    one: else each of them would let ten more guesses through.
    """
    return (DESK_KEY if known else ACCOUNT_KEY) + username


def _row(session: Session, key: str, now: datetime) -> SignInThrottle:
    row = session.get(SignInThrottle, key, with_for_update=True)
    if row is None:
        row = SignInThrottle(key=key, failures=0, last_at=now)
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:  # another was a moment faster
            row = session.get_one(SignInThrottle, key, with_for_update=True)
    return row
