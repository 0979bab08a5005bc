"""Codes that an app on a telephone shows: HOTP over time steps of 30 seconds."""

import hashlib
import hmac
from base64 import b32decode
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
DRIFT_STEPS = 1


def code_of_step(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of a time step; the secret is base32 without padding.

    Source: RFC 6238, 4; RFC 4226, 5.3
    """
    key = b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_at(now: datetime) -> int:
    """The number of the time step of a moment.

    Source: RFC 6238, 4.2
    """
    return int(now.timestamp()) // STEP_SECONDS


def step_of_code(secret: str, typed: str, now: datetime, last_step: int) -> int | None:
    """The step whose code was typed: the present one or a neighbour, after the last; None if none is.

    Source: RFC 6238, 5.2 (drift of a step; a code is taken once)
    """
    code = "".join(typed.split())
    present = step_at(now)
    found = None
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if hmac.compare_digest(code_of_step(secret, step).encode(), code.encode()) and step > last_step:
            found = step
    return found


def enrolment_address(secret: str, username: str, issuer: str) -> str:
    """What the QR code says to the app: whose secret this is.

    Source: house rule (the key address that authenticator apps read)
    """
    label = quote(f"{issuer}:{username}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
