"""Which passwords are taken, and what of them is hashed."""

import hashlib
import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterable

from services.errors.accounts import PasswordGuessable, PasswordUnfit
from services.rules.text import search_fold

SHORTEST = 12
LONGEST = 128
BCRYPT_BYTES = 72
LEAST_OF_ITS_OWN = 5

_NOT_A_LETTER = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


def as_hashed(password: str) -> str:
    """What the sign-in library hashes and compares: the password in NFC without spaces around it.

    bcrypt takes no more than 72 bytes, which 30 Vietnamese letters may need: of a longer one it gets the
    SHA-256, so that each of its letters counts.
    Source: ASVS 5.0, 6.2.8 and 6.2.9
    """
    whole = unicodedata.normalize("NFC", password).strip()
    content = whole.encode()
    return whole if len(content) <= BCRYPT_BYTES else b64encode(hashlib.sha256(content).digest()).decode()


def check_password(password: str, username: str, known: Iterable[str]) -> None:
    """Take a new password, or refuse it; `known`: what others try first, as words or names in any spelling.

    Raises:
        PasswordUnfit: under 12 characters, over 128, or with control characters.
        PasswordGuessable: hardly anything is left of it without digits, what is known and the user name.
    Source: ASVS 5.0, 6.2.1 to 6.2.12 and 6.1.2; house rule (five letters of its own)
    """
    whole = unicodedata.normalize("NFC", password).strip()
    controls = any(unicodedata.category(sign) in ("Cc", "Cs") for sign in whole)
    if not SHORTEST <= len(whole) <= LONGEST or controls:
        raise PasswordUnfit(shortest=SHORTEST, longest=LONGEST)
    rest = _bare(whole)
    if not rest:  # of another script than ours, or of signs only: nothing to compare
        rest = whole
    for word in sorted({_bare(word) for word in (*known, username)}, key=len, reverse=True):
        if len(word) > 2:
            rest = rest.replace(word, "")
    if len(set(_DIGITS.sub("", rest))) < LEAST_OF_ITS_OWN:
        raise PasswordGuessable()


def _bare(text: str) -> str:
    """Letters and digits without tones and capitals."""
    return _NOT_A_LETTER.sub("", search_fold(text))
