"""How long the next attempt to sign in has to wait."""

from datetime import datetime, timedelta

ACCOUNT_KEY, DESK_KEY = "account:", "desk:"
FREE_OF_ACCOUNT = 5
FREE_OF_ADDRESS = 50
FREE_OF_BOX = 5
FORGOTTEN_AFTER = timedelta(hours=1)
_FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=5)


def wait_after(failures: int, free: int) -> timedelta:
    """How long after so many failures in a row the next attempt is looked at.

    The first `free` cost nothing, then 10 s, 20 s, 40 s, ... and never more than 5 minutes: a stranger who
    goes on guessing gets 10 answers in 10 minutes, and shuts nobody out for good.
    Source: house rule (guessing); ASVS 5.0, 6.1.1 and 6.3.1
    """
    if failures < free:
        return timedelta()
    doublings = min(failures - free, 16)
    return min(_FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def left_to_wait(failures: int, last_at: datetime, now: datetime, free: int) -> timedelta:
    """How much of the wait is left at that moment; a clock that was set back makes it no longer.

    Source: house rule (guessing)
    """
    wait = wait_after(failures, free)
    return max(timedelta(), min(wait, last_at + wait - now))
