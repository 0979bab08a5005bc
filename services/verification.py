"""What the verifier tells of a result bundle; it needs neither a database nor who has signed."""

from collections.abc import Iterator

from services.ballot_box.signing import Verification, verified
from services.rules.verdict_words import verdict_lines
from services.workbooks.layouts import loaded_template


def verdict_of_bundle(content: bytes) -> tuple[bool, tuple[str, ...]]:
    """Whether the bundle is as it was published, and what it says, line by line in Vietnamese.

    Raises:
        BundleUnreadable: it is no bundle in canonical form.
    """
    found = verified(content)
    return not found.faults, tuple(_lines(found))


def _lines(found: Verification) -> Iterator[str]:
    words = loaded_template("verdict_words.yaml")
    said, recount = words["bundle"], found.recount
    manifest = recount.manifest
    yield said["round"].format(title=manifest.title, year=manifest.year, block=manifest.block)
    if manifest.rehearsal:
        yield said["rehearsal"]
    yield from verdict_lines(recount.poll, recount.verdict, manifest.names, words)
    for batch in recount.batches:
        yield said["batch"][batch.kind.value].format(collected=batch.counts.collected)
    yield said["sha256"].format(sha256=found.sha256)
    yield said["fingerprint"].format(fingerprint=found.fingerprint)
    yield said["compare"]
    yield from (said["fault"][fault.value] for fault in found.faults)
    yield said["damaged" if found.faults else "whole"]
