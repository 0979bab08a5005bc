"""Signs bundles with the installation's key, and tells strangers whether a bundle is as it was signed."""

import hashlib
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

from nacl.encoding import HexEncoder
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from services.ballot_box.private_file import write_private
from services.errors.installation import FolderNotWritable
from services.rules.bundle import BundleFault, Recount, bundle_from, recounted, signed_text
from services.rules.canonical import canonical_json

_KEY, _SIGNATURE = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class Verification:
    """A bundle counted again; its SHA-256 and the key's fingerprint are to be those of the signed minutes."""

    recount: Recount
    faults: tuple[BundleFault, ...]
    sha256: str
    fingerprint: str


def signed_bundle(folder: Path, bundle: Mapping[str, Any]) -> bytes:
    """The bundle as a file: canonical, with the key of the installation in `folder` and its signature.

    Raises:
        FolderNotWritable: the key cannot be kept in the folder.
    """
    key = _signing_key(folder)
    whole = {**bundle, "key": key.verify_key.encode(HexEncoder).decode("ascii")}
    signature = key.sign(signed_text(whole).encode()).signature.hex()
    return f"{canonical_json({**whole, 'signature': signature})}\n".encode()


def verified(content: bytes) -> Verification:
    """What a bundle comes to, and what is wrong with it.

    Raises:
        BundleUnreadable: it is no bundle in canonical form.
    """
    bundle = bundle_from(content)
    recount = recounted(bundle)
    faults = recount.faults if _is_signed(bundle) else (BundleFault.SIGNATURE, *recount.faults)
    return Verification(recount, faults, sha256_of(content), fingerprint_of(str(bundle["key"])))


def sha256_of(content: bytes) -> str:
    """What the minutes print of a bundle."""
    return hashlib.sha256(content).hexdigest()


def fingerprint_of(key: str) -> str:
    """What the minutes print of the key that has signed: the first half of its SHA-256."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _is_signed(bundle: Mapping[str, Any]) -> bool:
    key, signature = str(bundle["key"]), str(bundle["signature"])
    if not (_KEY.fullmatch(key) and _SIGNATURE.fullmatch(signature)):
        return False
    try:
        VerifyKey(key.encode(), HexEncoder).verify(signed_text(bundle).encode(), bytes.fromhex(signature))
    except (CryptoError, ValueError):
        return False
    return True


def _signing_key(folder: Path) -> SigningKey:
    """The installation's key: made once, readable by the product's own user only."""
    place = folder / "signing.key"
    try:
        if not place.exists():
            _keep(place, SigningKey.generate().encode(HexEncoder))
        return SigningKey(place.read_bytes(), HexEncoder)
    except OSError as refusal:
        raise FolderNotWritable() from refusal


def _keep(place: Path, content: bytes) -> None:
    """Write the file whole before it has its name; where two do so at once, the first one holds."""
    unfinished = place.with_name(f"{token_hex(8)}.new")
    write_private(unfinished, content)
    with suppress(FileExistsError):
        os.link(unfinished, place)
    unfinished.unlink()
