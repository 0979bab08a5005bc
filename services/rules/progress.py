"""How long work says how far it has come, without knowing who watches."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with how much is done, of how much; it may raise to stop the work."""


def unwatched(_done: int, _total: int) -> None:
    """Nothing: nobody watches this work, and nobody stops it.

    Source: house rule (progress over a second)
    """
