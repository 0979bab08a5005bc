"""One-time codes that people read from paper or hear on the telephone, and what is kept of a secret."""

import hashlib
import re

# Without letters that are read wrong from a screen at a distance
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 12
GROUP = 4

_BETWEEN = re.compile(r"[\s-]+")


def plain_code(typed: str) -> str:
    """The code without what people write between its letters.

    Source: house rule (one-time codes)
    """
    return _BETWEEN.sub("", typed).upper()


def looks_like_code(typed: str) -> bool:
    """Whether it may be a one-time code.

    Source: house rule (one-time codes)
    """
    code = plain_code(typed)
    return len(code) == LENGTH and set(code) <= set(LETTERS)


def as_groups(code: str) -> str:
    """The code as it is shown: ABCD-EFGH-JKLM.

    Source: house rule (one-time codes)
    """
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def hash_of_secret(secret: str) -> str:
    """What is kept of a token, ticket or code; each is random and long enough for one plain hash.

    Source: ASVS 5.0, 7.2.3
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def hash_of_code(typed: str) -> str:
    """What is kept of a one-time code, however it was typed.

    Source: house rule (one-time codes)
    """
    return hash_of_secret(plain_code(typed))
