"""Numbers on the badges by which delegates are let in: digits alone, the last two of them a check.

Whoever reads a badge is signed in, so its number is no secret and opens nothing. A scanner types like a
keyboard, and a Vietnamese one turns letters into others; digits come through as they are.
"""

_CHECKED_BY = 97
_HYPHENS = "-\u2011"  # the second is that of a number copied from a screen, where it does not break


def badge_number(delegate_id: int) -> str:
    """The number on the delegate's badge, such as 0017-48.

    Source: ISO/IEC 7064, MOD 97-10
    """
    return f"{delegate_id:04d}-{_check(delegate_id):02d}"


def delegate_on_badge(text: str) -> int | None:
    """The delegate whose badge has that number, however it was typed; None where no badge can have it.

    Source: ISO/IEC 7064, MOD 97-10
    """
    digits = "".join(sign for sign in text if not sign.isspace() and sign not in _HYPHENS)
    if not (digits.isascii() and digits.isdecimal() and 3 <= len(digits) <= 12):
        return None
    delegate_id, check = int(digits[:-2]), int(digits[-2:])
    return delegate_id if delegate_id and check == _check(delegate_id) else None


def _check(delegate_id: int) -> int:
    return 98 - delegate_id * 100 % _CHECKED_BY
