"""What a box tells to whoever has its files, its history, its logs, and the order in which all have voted."""

import logging
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from math import sqrt
from pathlib import Path

import nacl.utils
import pytest
from nacl.bindings import crypto_scalarmult_base

from models.enums import BoxMode
from services.ballot_box import seals
from services.ballot_box.box import cast, close_box
from services.ballot_box.content import content_of
from services.ballot_box.file import looking
from services.ballot_box.seals import opened_ballot, sealed_ballot
from services.ballot_box.tellers import certify_box, keep_bundle, unseal, void_box
from services.database import back_up, engine_of
from services.rules.bundle import bundle_of
from services.settings import Settings
from tests.ballot_box.boxes import PASSPHRASE, form, manifest, named, opened, voter
from tests.ballot_box.hand import hands

HEAD = f"7:{'0' * 64}"


def sealed_in(path: Path) -> list[bytes]:
    with looking(path) as box:
        return content_of(box, path).ballots


def key_of(path: Path) -> bytes:
    return path.with_suffix(".key").read_bytes()


@pytest.mark.parametrize(
    ("polls", "sigmas"), [(20, 5), pytest.param(300, 3, marks=[pytest.mark.soak, pytest.mark.timeout(900)])]
)
def test_the_place_in_the_box_tells_nothing_of_the_order_of_voting(
    tmp_path: Path, polls: int, sigmas: int, record_property: Callable[[str, object], None]
) -> None:
    """V3: in how many of 300 polls of 15 the ballot of the n-th voter stands at the n-th place."""
    voters, hits = 15, 0
    for _ in range(polls):
        path = opened(tmp_path, manifest(form(options=15, present=voters), voters))
        order = random.sample(range(voters), voters)
        for place in order:
            cast(path, voter(place), named(f"u{place}"))  # each votes for another, so that we can tell
        said = [opened_ballot(one, key_of(path)).index("+") for one in sealed_in(path)]
        hits += sum(first == second for first, second in zip(order, said, strict=True))
    number, chance = polls * voters, 1 / voters
    off = abs(hits / number - chance) / sqrt(chance * (1 - chance) / number)
    record_property("figure", f"V3: {hits / number:.4f} of {number} places hit, {off:.1f} sigma from chance")
    assert off <= sigmas


def test_no_choice_is_in_any_file_or_log_while_the_box_is_open(
    tmp_path: Path,
    sqlite_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """V4: canaries in what is sealed, searched in all files, backups and journals of killed writers too."""
    canary = b"canary-of-ballot"
    monkeypatch.setattr(
        seals, "random", lambda size: canary if size == len(canary) else nacl.utils.random(size)
    )
    caplog.set_level(logging.DEBUG)
    path = opened(sqlite_settings.data_folder, manifest(form(options=7)))
    for place in range(5):
        cast(path, voter(place), named("u3"))
    assert opened_ballot(sealed_in(path)[0], key_of(path)) == "000+000"
    with hands(2) as crowd:
        for hand in crowd:
            hand.tell(*(f"{path} cast {voter(place)} u3" for place in range(5, 9)))
            time.sleep(0.03)
            hand.process.kill()
    engine = engine_of(sqlite_settings)
    back_up(engine, "while-open")
    engine.dispose()
    files = [entry for entry in sqlite_settings.data_folder.rglob("*") if entry.is_file()]
    files += [entry for entry in Path(tempfile.gettempdir()).glob("etilqs*") if entry.is_file()]
    assert {entry.suffix for entry in files if entry.parent.name == "backups"} == {".db"}
    assert path in files
    content = b"\n".join(entry.read_bytes() for entry in files if entry != path.with_suffix(".key"))
    for secret in (canary, b"000+000", key_of(path)):
        assert secret not in content
        assert secret.decode("latin-1") not in caplog.text


@pytest.mark.parametrize("mode", BoxMode)
@pytest.mark.parametrize("end", ["certified", "void"])
def test_what_is_destroyed_is_in_no_file_any_more(tmp_path: Path, mode: BoxMode, end: str) -> None:
    """V10: no piece of a sealed ballot or of a key is left."""
    path = opened(tmp_path, manifest(mode=mode))
    for place in range(9):
        cast(path, voter(place), named("u1"))
    close_box(path)
    with looking(path) as box:
        content = content_of(box, path)
    secrets = [*content.ballots, content.wrapped_key or key_of(path)]
    if end == "certified":
        unseal(path, PASSPHRASE)
        keep_bundle(path, b"{}\n")
        certify_box(path)
    else:
        void_box(path)
    left = b"\n".join(entry.read_bytes() for entry in tmp_path.rglob("*") if entry.is_file())
    pieces = {secret[at : at + 16] for secret in secrets for at in range(0, len(secret) - 16, 16)}
    assert not [piece for piece in pieces if piece in left]
    with looking(path) as box:
        assert box.execute("PRAGMA freelist_count").fetchone() == (0,)  # the file was written anew


def test_who_has_all_files_and_the_order_of_voting_learns_no_choice(tmp_path: Path) -> None:
    """V11: a copy of everything after each cast, and who cast it; without the passphrase.

    The difference of two copies is one voter's sealed ballot. The tester looks for the key in all bytes, and
    seals every possible choice again to compare.
    """
    path = opened(tmp_path / "data", manifest(mode=BoxMode.STANDARD))
    mine: list[bytes] = []
    for place in range(9):
        before = set(sealed_in(path))
        cast(path, voter(place), named(f"u{place % 2}"))
        shutil.copytree(path.parent, tmp_path / f"copy-{place}")
        mine += set(sealed_in(path)) - before
    with looking(path) as box:
        public_key = content_of(box, path).public_key
    files = [entry.read_bytes() for entry in tmp_path.rglob("*") if entry.is_file()]
    windows = {content[at : at + 32] for content in files for at in range(len(content) - 31)}
    likely = [window for window in windows if len(set(window)) > 22]  # 32 bytes of chance have about 30
    assert all(crypto_scalarmult_base(window) != public_key for window in likely)
    assert not {sealed_ballot(marks, public_key) for marks in ("+00", "0+0", "00+", "000")} & set(mine)
    assert len({ballot[:32] for ballot in mine}) == len(mine)  # of each another key, thrown away
    assert {len(ballot) for ballot in mine} == {1072}


def test_bytes_of_sealed_ballots_do_not_go_with_what_they_say(tmp_path: Path) -> None:
    """V11: over 400 ballots no bit of a sealed one tells for whom it is better than chance would."""
    public_key = seals.public_key_of(seals.new_private_key())
    alike = [sealed_ballot("+00", public_key) for _ in range(200)]
    other = [sealed_ballot("0+0", public_key) for _ in range(200)]
    off = []
    for bit in range(1072 * 8):
        ones = [sum(ballot[bit // 8] >> bit % 8 & 1 for ballot in group) for group in (alike, other)]
        off.append(abs(ones[0] - ones[1]) / sqrt(200 * 0.5))
    assert max(off) < 5.5


def test_the_published_result_does_not_depend_on_who_voted_first(tmp_path: Path) -> None:
    """V11: after the count too, the same votes in another order are the same answers."""
    choices = ["u0", "u0", "u1", "u2", "u1", "u0"]
    published = []
    for _ in range(6):
        path = opened(tmp_path)
        random.shuffle(choices)
        for place, choice in enumerate(choices):
            cast(path, voter(place), named(choice))
        close_box(path)
        found = unseal(path)
        bundle = bundle_of(found.manifest, found.ballots, found.codes, trail_head=HEAD, version="0.1.0")
        assert bundle.pop("codes") == list(found.codes)
        published.append(bundle)
    assert all(bundle == published[0] for bundle in published)


def test_ballots_are_read_out_in_an_order_of_chance(tmp_path: Path) -> None:
    """What the hall hears first is not what lies first in the box."""
    path = opened(tmp_path, manifest(form(options=3)))
    for place in range(3):
        cast(path, voter(place), named(f"u{place}"))
    close_box(path)
    first = Counter(
        max(unseal(path).ballots[0].items(), key=lambda item: item[1] == "for")[0] for _ in range(60)
    )
    assert set(first) == {"u0", "u1", "u2"}
