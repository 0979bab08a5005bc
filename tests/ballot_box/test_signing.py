"""A result bundle: signed, counted again by strangers, and every change to it found."""

import json
import os
import random
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from models.enums import BatchKind, BlockKind, PollKind, PollOutcome
from services.ballot_box.signing import sha256_of, signed_bundle, verified
from services.ballot_box.tellers import unseal
from services.errors.ballots import BundleUnreadable
from services.errors.installation import FolderNotWritable
from services.rules.batches import Batch
from services.rules.bundle import BundleFault, bundle_of
from services.rules.counting import Counts, OptionCount
from services.rules.document import BlockIdentity, MemberUnit, YearDocument
from services.rules.evaluation import evaluate
from services.rules.manifest import Manifest
from services.rules.reading import year_document
from services.rules.writing import as_yaml
from services.verification import verdict_of_bundle
from services.workbooks.layouts import loaded_template
from tests.ballot_box.boxes import closed, form, manifest

HEAD = f"7:{'0' * 64}"
PAPER = Batch(BatchKind.PAPER, Counts(issued=2, collected=2, invalid=0, options={"u1": OptionCount(votes=2)}))
WRITTEN = Batch(
    BatchKind.WRITTEN, Counts(issued=1, collected=1, invalid=1, options={"u0": OptionCount(votes=0)})
)


def unsigned(
    folder: Path, *choices: str, given: Manifest | None = None, batches: tuple[Batch, ...] = ()
) -> dict[str, Any]:
    found = unseal(closed(folder, *choices, given=given))
    return bundle_of(
        found.manifest, found.ballots, found.codes, trail_head=HEAD, version="0.1.0", batches=batches
    )


@pytest.fixture
def bundle(tmp_path: Path) -> bytes:
    """Seven votes, five of them for the first unit."""
    return signed_bundle(tmp_path, unsigned(tmp_path, *["u0"] * 5, *["u1"] * 2))


def test_a_bundle_is_whole_and_counts_to_the_same(bundle: bytes) -> None:
    found = verified(bundle)
    assert found.faults == ()
    assert found.recount.verdict.outcome is PollOutcome.DECIDED
    assert found.recount.verdict.chosen == ("u0",)
    assert found.sha256 == sha256_of(bundle)


def test_a_recount_gives_the_very_same_bytes(tmp_path: Path) -> None:
    """V7: counted as recorded, twice."""
    path = closed(tmp_path, "u0", "u1", "u0", "u2")
    texts = set()
    for _ in range(3):
        found = unseal(path)
        whole = bundle_of(found.manifest, found.ballots, found.codes, trail_head=HEAD, version="0.1.0")
        texts.add(signed_bundle(tmp_path, whole))
    assert len(texts) == 1


def test_every_flipped_bit_of_a_bundle_is_found(
    bundle: bytes, record_property: Callable[[str, object], None]
) -> None:
    """V7: 2000 random flips; also those of the case of hexadecimal digits, which change no meaning."""
    unfound = 0
    for _ in range(2000):
        changed = bytearray(bundle)
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
        try:
            unfound += not verified(bytes(changed)).faults
        except BundleUnreadable:
            continue
    record_property("figure", f"V7: 2000 flips, {unfound} not found")
    assert unfound == 0


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.replace(",", ", ", 1),
        lambda text: text.rstrip(),
        lambda text: text + "\n",
        lambda text: "\ufeff" + text,
        lambda text: json.dumps(json.loads(text)) + "\n",
        lambda text: text.replace('"signature":"', '"signature":"A', 1),
        lambda text: json.dumps(json.loads(text), indent=1, sort_keys=True),
        lambda text: text.replace('"issued":9', '"issued":9.0', 1),
        lambda text: text.replace('{"answers"', '{"answers":{},"answers"', 1),
        lambda text: "[]\n",
        lambda text: "{}\n",
        lambda text: "[" * 100_000,
        lambda text: "",
        lambda text: '{"format":"thidua-bundle/1"}\n',
        lambda text: text.replace("thidua-bundle/1", "thidua-bundle/2"),
        lambda text: text.replace('"answers":{', '"answers":[{', 1),
    ],
)
def test_what_is_written_in_another_way_is_no_bundle(bundle: bytes, written: Callable[[str], str]) -> None:
    text = written(bundle.decode())
    try:
        assert BundleFault.SIGNATURE in verified(text.encode()).faults
    except BundleUnreadable:
        assert text != bundle.decode()


def test_the_case_of_digits_matters(bundle: bytes) -> None:
    whole = json.loads(bundle)
    text = bundle.decode().replace(whole["signature"], whole["signature"].upper())
    assert verified(text.encode()).faults == (BundleFault.SIGNATURE,)


def _set(*path: Any) -> Callable[[dict[str, Any]], None]:
    *places, last, value = path

    def change(bundle: dict[str, Any]) -> None:
        for place in places:
            bundle = bundle[place]
        bundle[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (_set("manifest_sha256", "0" * 64), {BundleFault.MANIFEST}),
        (_set("codes", ["AAAAAAAAAAAA"] * 7), {BundleFault.CODES}),
        (_set("codes", 0, "aaaaaaaaaaaa"), {BundleFault.CODES}),
        (_set("codes", []), {BundleFault.CODES}),
        (_set("issued", 8), {BundleFault.COUNTS}),
        (_set("counts", "options", "u0", "votes", 6), {BundleFault.COUNTS}),
        (_set("answers", "u1", ["blank"] * 6 + ["for"]), {BundleFault.COUNTS, BundleFault.VERDICT}),
        (_set("answers", "u0", ["blank"] * 7), {BundleFault.COUNTS, BundleFault.VERDICT}),
        (_set("verdict", "options", 1, "outcome", "elected"), {BundleFault.VERDICT}),
        (_set("manifest", "poll", "rule", "share", "9/10"), {BundleFault.MANIFEST, BundleFault.VERDICT}),
    ],
)
def test_who_signs_anew_has_still_to_count_right(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], faults: set[BundleFault]
) -> None:
    """Whoever has another key can sign anything: its fingerprint is not that of the minutes."""
    changed = unsigned(tmp_path, *["u0"] * 5, *["u1"] * 2)
    change(changed)
    assert set(verified(signed_bundle(tmp_path, changed)).faults) == faults


@pytest.mark.parametrize(
    "change",
    [
        _set("returned", 0),
        _set("returned", "7"),
        _set("answers", "u9", []),
        _set("answers", "u0", ["perhaps"]),
        _set("batches", [{}]),
        _set("manifest", "poll", "seats", "1"),
        _set("manifest", "mode", "open"),
        _set("manifest", "electors", 0, "more", 1),
        _set("codes", [1]),
        _set("answers", None),
    ],
)
def test_what_the_product_never_writes_is_no_bundle(
    tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    changed = unsigned(tmp_path, "u0")
    change(changed)
    with pytest.raises(BundleUnreadable):
        verified(signed_bundle(tmp_path, changed))


def test_another_key_has_another_fingerprint(tmp_path: Path, bundle: bytes) -> None:
    again = signed_bundle(tmp_path, unsigned(tmp_path, "u0"))
    other = signed_bundle(tmp_path / "other", unsigned(tmp_path, "u0"))
    assert verified(bundle).fingerprint == verified(again).fingerprint
    assert verified(bundle).fingerprint != verified(other).fingerprint


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    whole = unsigned(tmp_path, "u0")
    with ThreadPoolExecutor(8) as pool:
        texts = set(pool.map(lambda _: signed_bundle(tmp_path, whole), range(8)))
    assert len(texts) == 1
    assert stat.S_IMODE((tmp_path / "signing.key").stat().st_mode) == 0o600
    assert sorted(os.listdir(tmp_path)) == ["ballots", "signing.key"]
    (tmp_path / "file").touch()
    with pytest.raises(FolderNotWritable):
        signed_bundle(tmp_path / "file", whole)


def test_a_round_by_several_ways_says_what_came_how(tmp_path: Path) -> None:
    whole = unsigned(
        tmp_path,
        "u0",
        "u0",
        "u1",
        given=manifest(form(present=8, summoned=9), voters=6),
        batches=(PAPER, WRITTEN),
    )
    whole_poll = verified(signed_bundle(tmp_path, whole)).recount.poll
    assert (whole_poll.present, whole_poll.collected, whole_poll.valid) == (9, 6, 5)
    sound, lines = verdict_of_bundle(signed_bundle(tmp_path, whole))
    assert sound
    assert "Phát ra 9, thu về 6, hợp lệ 5, không hợp lệ 1" in lines
    assert "Trong đó phiếu giấy: 2" in lines
    assert "Trong đó ý kiến bằng văn bản: 1" in lines
    assert "Sở Tư pháp: 3/5 phiếu, 60,00 %, yêu cầu trên 1/2 số phiếu hợp lệ: 3 – trúng cử" in lines


def test_the_year_file_says_the_same_of_the_round(tmp_path: Path) -> None:
    whole = unsigned(
        tmp_path,
        *("u0", "u0", "u1"),
        given=manifest(form(present=8, summoned=9), voters=6),
        batches=(PAPER, WRITTEN),
    )
    recount = verified(signed_bundle(tmp_path, whole)).recount
    document = YearDocument(
        year=2017,
        block=BlockIdentity(code="noi-chinh", name="Nội chính", kind=BlockKind.BLOCK, province="Vĩnh Phúc"),
        units=tuple(MemberUnit(code=f"u{place}", name=f"Đơn vị {place}") for place in range(9)),
        polls=(recount.poll,),
    )
    (told,) = evaluate(year_document(as_yaml(document))).polls
    assert told == recount.verdict


def test_a_rehearsal_and_a_damaged_bundle_are_said_to_be_so(tmp_path: Path, bundle: bytes) -> None:
    rehearsed = unsigned(tmp_path, "u0", given=manifest(rehearsal=True))
    assert "CUỘC BỎ PHIẾU THỬ, không có giá trị." in verdict_of_bundle(signed_bundle(tmp_path, rehearsed))[1]
    sound, lines = verdict_of_bundle(bundle.replace(b'"0.1.0"', b'"0.1.1"'))
    assert not sound
    assert lines[-2:] == (
        "Chữ ký số không khớp với nội dung.",
        "SAI: gói kết quả không còn đúng như khi công bố.",
    )


@pytest.mark.parametrize("fault", BundleFault)
def test_every_fault_of_a_bundle_has_its_sentence(fault: BundleFault) -> None:
    assert loaded_template("verdict_words.yaml")["bundle"]["fault"][fault.value].endswith(".")


def test_an_empty_box_and_one_of_blank_ballots_have_results(tmp_path: Path) -> None:
    empty = unsigned(tmp_path)
    assert verified(signed_bundle(tmp_path, empty)).recount.verdict.outcome is PollOutcome.OPEN_SEATS
    spoiled = form(options=2, kind=PollKind.ELECTION, blank_counts=False)
    found = verified(signed_bundle(tmp_path, unsigned(tmp_path, "u0", given=manifest(spoiled))))
    assert (found.faults, found.recount.poll.invalid) == ((), 0)
