"""The result of a sealed round as it is published: everything a stranger needs to count it again.

A bundle is canonical JSON in one line, so that a change of a single bit shows: either the text is not
canonical any more, or its signature does not fit.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from json import loads
from typing import Any

from models.enums import Answer, BatchKind
from services.errors.ballots import BundleUnreadable
from services.errors.base import DomainError
from services.rules.ballots import Answers, Ballot, answers_of, counts_of
from services.rules.batches import Batch, with_batches
from services.rules.canonical import canonical_json
from services.rules.counting import Counts, OptionCount, check_counts
from services.rules.document import Poll
from services.rules.manifest import Manifest, hash_of_text, manifest_mapping, manifest_of, manifest_text
from services.rules.tally import PollVerdict, verdict_mapping, verdict_of

FORMAT = "thidua-bundle/1"
LARGEST = 20_000_000
"""Bytes; ten thousand ballots on a hundred options are ten million."""

_CODE = re.compile(r"[A-Z2-7]{12}")
_KEYS = {
    *("format", "version", "manifest", "manifest_sha256", "issued", "returned", "codes"),
    *("answers", "counts", "batches", "verdict", "trail", "key", "signature"),
}


class BundleFault(StrEnum):
    """What is wrong with a bundle that can be read."""

    SIGNATURE = "signature"
    MANIFEST = "manifest"
    CODES = "codes"
    COUNTS = "counts"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class Recount:
    """What a bundle comes to when it is counted again, beside what is wrong with it."""

    manifest: Manifest
    poll: Poll
    verdict: PollVerdict
    batches: tuple[Batch, ...]
    faults: tuple[BundleFault, ...]


def counted_poll(manifest: Manifest, ballots: Sequence[Ballot], batches: Sequence[Batch] = ()) -> Poll:
    """The round with the ballots of the box and whatever came other ways.

    Source: block regulation; year-file, polls
    """
    return _counted(manifest, answers_of(manifest.form, ballots), len(ballots), batches)[1]


def bundle_of(
    manifest: Manifest,
    ballots: Sequence[Ballot],
    codes: Sequence[str],
    *,
    trail_head: str,
    version: str,
    batches: Sequence[Batch] = (),
) -> dict[str, Any]:
    """The bundle before it is signed; nothing in it depends on the order of the ballots.

    `batches` came other ways than the box. `trail_head` anchors the trail, `version` is the product's.
    Raises:
        CountAbove, TypedNumberRefused, NotFound: the counts of the batches cannot be.
    Source: house rule (ADR 15)
    """
    answers = answers_of(manifest.form, ballots)
    counts, poll = _counted(manifest, answers, len(ballots), batches)
    check_counts(poll, manifest.names)
    return {
        "format": FORMAT,
        "version": version,
        "manifest": manifest_mapping(manifest),
        "manifest_sha256": hash_of_text(manifest_text(manifest)),
        "issued": counts.issued,
        "returned": counts.collected,
        "codes": sorted(codes),
        "answers": {code: [answer.value for answer in given] for code, given in answers.items()},
        "counts": _counts_mapping(counts),
        "batches": [{"kind": batch.kind.value, **_counts_mapping(batch.counts)} for batch in batches],
        "verdict": verdict_mapping(verdict_of(poll)),
        "trail": trail_head,
    }


def signed_text(bundle: Mapping[str, Any]) -> str:
    """What of a bundle is signed: all of it but the signature.

    Source: house rule (ADR 15)
    """
    return canonical_json({name: part for name, part in bundle.items() if name != "signature"})


def bundle_from(content: bytes) -> dict[str, Any]:
    """The bundle that the file holds, byte for byte as it would be written again.

    Raises:
        BundleUnreadable: it is none, or is written in another way.
    Source: house rule (ADR 15)
    """
    if len(content) > LARGEST:
        raise BundleUnreadable()
    try:
        bundle = loads(content)
        fits = isinstance(bundle, dict) and f"{canonical_json(bundle)}\n".encode() == content
    except (ValueError, TypeError, RecursionError) as fault:
        raise BundleUnreadable() from fault
    if not fits or bundle.get("format") != FORMAT or set(bundle) != _KEYS:
        raise BundleUnreadable()
    return bundle  # type: ignore[no-any-return]


def recounted(bundle: Mapping[str, Any]) -> Recount:
    """The bundle counted again from its answers by the product's own rules.

    Raises:
        BundleUnreadable: its parts are not what the product writes.
    Source: house rule (ADR 15)
    """
    try:
        return _recounted(bundle)
    except (ValueError, TypeError, KeyError, AttributeError, DomainError) as fault:
        raise BundleUnreadable() from fault


def _recounted(bundle: Mapping[str, Any]) -> Recount:
    manifest = manifest_of(bundle["manifest"])
    answers = {code: [Answer(word) for word in given] for code, given in bundle["answers"].items()}
    batches = [_batch(mapping) for mapping in bundle["batches"]]
    counts, poll = _counted(manifest, answers, bundle["returned"], batches)
    check_counts(poll, manifest.names)
    verdict, codes = verdict_of(poll), bundle["codes"]
    sound = {
        BundleFault.MANIFEST: bundle["manifest_sha256"] == hash_of_text(manifest_text(manifest)),
        BundleFault.CODES: codes == sorted(set(codes))
        and len(codes) == bundle["returned"]
        and all(_CODE.fullmatch(code) for code in codes),
        BundleFault.COUNTS: _are_of(manifest, answers)
        and bundle["issued"] == counts.issued
        and bundle["counts"] == _counts_mapping(counts),
        BundleFault.VERDICT: bundle["verdict"] == verdict_mapping(verdict),
    }
    faults = tuple(fault for fault, fits in sound.items() if not fits)
    return Recount(manifest, poll, verdict, tuple(batches), faults)


def _counted(
    manifest: Manifest, answers: Answers, returned: int, batches: Sequence[Batch]
) -> tuple[Counts, Poll]:
    """What is in the box, and the round with that and what came other ways."""
    counts = counts_of(manifest.form, answers, len(manifest.electors), returned)
    return counts, with_batches(manifest.form.poll, [Batch(BatchKind.ELECTRONIC, counts), *batches])


def _are_of(manifest: Manifest, answers: Answers) -> bool:
    """Whether each standing option has the same number of answers, sorted, of those that are offered."""
    form = manifest.form
    return (
        set(answers) == {option.code for option in form.standing}
        and len({len(given) for given in answers.values()}) == 1
        and all(list(given) == sorted(given) for given in answers.values())
        and all(answer in form.offered for given in answers.values() for answer in given)
    )


def _counts_mapping(counts: Counts) -> dict[str, Any]:
    return {
        "issued": counts.issued,
        "collected": counts.collected,
        "invalid": counts.invalid,
        "options": {
            code: {"votes": count.votes, "against": count.against, "blank": count.blank}
            for code, count in counts.options.items()
        },
    }


def _batch(mapping: Mapping[str, Any]) -> Batch:
    counts = {name: mapping[name] for name in ("issued", "collected", "invalid")}
    options = {code: OptionCount(**count) for code, count in mapping["options"].items()}
    return Batch(BatchKind(mapping["kind"]), Counts(options=options, **counts))
