"""The cryptography of the box, all of it NaCl's: keys, sealed ballots, tracking codes."""

import hashlib
import unicodedata
from base64 import b32encode

from nacl.bindings import crypto_box_SEALBYTES
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

from services.errors.ballots import PassphraseUnfit

BALLOT_SIZE = 1024
NONCE_SIZE = 16
MOST_OPTIONS = BALLOT_SIZE - NONCE_SIZE
SEALED_SIZE = BALLOT_SIZE + crypto_box_SEALBYTES
CODE_LENGTH = 12
SHORTEST, LONGEST = 12, 128

# RFC 9106, its second recommendation: 64 MiB, three passes; about 0.15 s, and as much for each guess.
_PASSES, _MEMORY = 3, 64 * 1024 * 1024


def new_private_key() -> bytes:
    """A private key of X25519."""
    return PrivateKey.generate().encode()


def public_key_of(private_key: bytes) -> bytes:
    """The key that seals what the private key opens."""
    return PrivateKey(private_key).public_key.encode()


def is_pair(private_key: bytes, public_key: bytes) -> bool:
    """Whether the one opens what the other seals."""
    return len(private_key) == PrivateKey.SIZE and public_key_of(private_key) == public_key


def sealed_ballot(marks: str, public_key: bytes) -> bytes:
    """The marks beside a random nonce, padded and sealed: of one length, whatever they say."""
    content = random(NONCE_SIZE) + marks.encode("ascii").ljust(MOST_OPTIONS)
    return SealedBox(PublicKey(public_key)).encrypt(content)


def opened_ballot(sealed: bytes, private_key: bytes) -> str:
    """The marks that were sealed.

    Raises: ValueError when it is no ballot for that key.
    """
    try:
        content = SealedBox(PrivateKey(private_key)).decrypt(sealed)
    except CryptoError as fault:
        raise ValueError("not sealed for this key") from fault
    return content[NONCE_SIZE:].decode("ascii").rstrip(" ")


def tracking_code(sealed: bytes) -> str:
    """What the voter gets: it proves that this sealed ballot is in the box, and nothing of what it says."""
    return b32encode(hashlib.sha256(sealed).digest()).decode("ascii")[:CODE_LENGTH]


def wrapped_key(private_key: bytes, passphrase: str) -> bytes:
    """The private key, to be had again by the passphrase only.

    Raises:
        PassphraseUnfit: under 12 characters, or over 128.
    """
    salt = random(argon2id.SALTBYTES)
    return salt + SecretBox(_stretched(passphrase, salt)).encrypt(private_key)


def unwrapped_key(wrapped: bytes, passphrase: str) -> bytes | None:
    """The private key; None when it is another passphrase.

    Raises:
        PassphraseUnfit: no box has such a passphrase.
    """
    salt, kept = wrapped[: argon2id.SALTBYTES], wrapped[argon2id.SALTBYTES :]
    try:
        return SecretBox(_stretched(passphrase, salt)).decrypt(kept)
    except CryptoError:
        return None


def _stretched(passphrase: str, salt: bytes) -> bytes:
    typed = unicodedata.normalize("NFC", passphrase).strip()
    if not SHORTEST <= len(typed) <= LONGEST:
        raise PassphraseUnfit(shortest=SHORTEST, longest=LONGEST)
    return argon2id.kdf(SecretBox.KEY_SIZE, typed.encode(), salt, opslimit=_PASSES, memlimit=_MEMORY)
