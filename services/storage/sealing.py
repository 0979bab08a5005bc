"""Seals what must be read again but not lie open in the database or its backups."""

import hashlib
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet


def sealed(text: str, key: str) -> str:
    """The text, readable and changeable only with the key."""
    return _box(key).encrypt(text.encode()).decode()


def opened(seal: str, key: str) -> str:
    """The text that was sealed with that key."""
    return _box(key).decrypt(seal.encode()).decode()


def _box(key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
