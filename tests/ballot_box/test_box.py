"""A sealed box from its opening to its end: who may do what with it, and when."""

import os
import sqlite3
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from models.enums import Answer, BoxMode, PollKind
from services.ballot_box.box import (
    box_path,
    cast,
    close_box,
    discard_box,
    has_cast,
    new_box_name,
    open_box,
    turnout_of,
)
from services.ballot_box.content import BoxState, content_of
from services.ballot_box.file import changing, looking
from services.ballot_box.seals import SEALED_SIZE
from services.ballot_box.tellers import (
    bundle_in,
    certify_box,
    keep_bundle,
    unseal,
    void_box,
    voters_of,
)
from services.errors import ballots as refusals
from services.errors.base import DomainError, NotFound
from services.errors.installation import FolderNotWritable
from services.errors.voting import CountAbove, PollUnfit
from tests.ballot_box.boxes import PASSPHRASE, closed, form, manifest, named, opened, voter

BUNDLE = b"{}\n"


def state_of(path: Path) -> BoxState:
    with looking(path) as box:
        return content_of(box, path).state


@pytest.mark.parametrize("mode", BoxMode)
def test_a_round_is_voted_on_closed_counted_and_certified(tmp_path: Path, mode: BoxMode) -> None:
    path = opened(tmp_path, manifest(mode=mode))
    codes = [cast(path, voter(place), named("u0" if place < 5 else "u1")) for place in range(7)]
    cast(path, voter(7), {})
    assert close_box(path).cast == turnout_of(path).cast == 8
    unsealed = unseal(path, PASSPHRASE)
    assert sorted(codes) == sorted(set(unsealed.codes) & set(codes))
    said = sorted(
        "".join(code for code in ballot if ballot[code] is Answer.FOR) for ballot in unsealed.ballots
    )
    assert said == ["", *["u0"] * 5, *["u1"] * 2]
    assert voters_of(path) == tuple(voter(place) for place in range(8))
    keep_bundle(path, BUNDLE)
    certify_box(path)
    assert (state_of(path), bundle_in(path)) == (BoxState.CERTIFIED, BUNDLE)
    assert turnout_of(path).cast == 8


def test_a_second_ballot_is_told_of_the_first(tmp_path: Path) -> None:
    path = opened(tmp_path)
    assert not has_cast(path, voter(0))
    cast(path, voter(0), named("u0"))
    for choice in (named("u0"), named("u1"), {}, named("u0", "u1")):
        with pytest.raises(refusals.AlreadyCast):
            cast(path, voter(0), choice)
    close_box(path)
    with pytest.raises(refusals.AlreadyCast):
        cast(path, voter(0), named("u0"))
    assert has_cast(path, voter(0))
    assert turnout_of(path).cast == 1


def test_strangers_and_those_who_came_late_have_no_ballot(tmp_path: Path) -> None:
    path = opened(tmp_path)
    with pytest.raises(refusals.NotOnRoll):
        cast(path, "v99", named("u0"))
    with pytest.raises(refusals.NotOnRoll):
        has_cast(path, "v99")
    assert turnout_of(path).cast == 0


def test_a_closed_box_takes_nothing_and_closing_it_twice_is_closing_it(tmp_path: Path) -> None:
    path = closed(tmp_path, "u0")
    with pytest.raises(refusals.BoxClosed):
        cast(path, voter(1), named("u0"))
    assert close_box(path) == turnout_of(path)
    assert len(unseal(path).ballots) == 1


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (named("u0", "u3"), refusals.BallotFault.TOO_MANY_NAMES),
        (named("u2"), refusals.BallotFault.WITHDRAWN),
        (named("u1"), refusals.BallotFault.OWN_UNIT),
        ({"u0": Answer.AGAINST}, refusals.BallotFault.NOT_OFFERED),
    ],
)
def test_a_ballot_that_does_not_fit_leaves_the_voter_free_to_give_another(
    tmp_path: Path, given: dict[str, Answer], reason: refusals.BallotFault
) -> None:
    path = opened(tmp_path, manifest(form(options=4, withdrawn=2, own_unit=False)))
    with pytest.raises(refusals.BallotRefused) as refused:
        cast(path, voter(1), given)
    assert refused.value.reason is reason
    assert not has_cast(path, voter(1))
    assert len(cast(path, voter(1), named("u0"))) == 12


def test_nobody_is_voted_for_who_is_not_on_the_ballot(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        cast(opened(tmp_path), voter(0), named("nobody"))


def test_nothing_is_known_before_the_box_is_closed(tmp_path: Path) -> None:
    """V6: no early tally."""
    path = opened(tmp_path, manifest(mode=BoxMode.STANDARD))
    cast(path, voter(0), named("u0"))
    for look in (
        lambda: unseal(path, PASSPHRASE),
        lambda: voters_of(path),
        lambda: keep_bundle(path, BUNDLE),
    ):
        with pytest.raises(refusals.BoxStillOpen):
            look()
    with pytest.raises(refusals.BoxUncounted):
        certify_box(path)
    close_box(path)
    with pytest.raises(refusals.PassphraseWrong):
        unseal(path, PASSPHRASE[:-1])
    with pytest.raises(refusals.PassphraseUnfit):
        unseal(path, "")
    assert unseal(path, f" {PASSPHRASE}\n").ballots == ({"u0": "for", "u1": "blank", "u2": "blank"},)


def test_a_certified_box_is_no_use_to_anybody(tmp_path: Path) -> None:
    path = closed(tmp_path, "u0", "u1")
    with pytest.raises(refusals.BoxUncounted):
        certify_box(path)
    keep_bundle(path, BUNDLE)
    certify_box(path)
    certify_box(path)
    for step in (unseal, void_box, close_box, lambda box: keep_bundle(box, b"another")):
        with pytest.raises(refusals.BoxDestroyed):
            step(path)
    with pytest.raises(refusals.BoxDestroyed):
        cast(path, voter(5), named("u0"))


@pytest.mark.parametrize("bring", [opened, closed])
def test_a_box_can_be_made_void_with_its_passphrase_lost(
    tmp_path: Path, bring: Callable[[Path], Path]
) -> None:
    path = bring(tmp_path)
    void_box(path)
    void_box(path)
    assert state_of(path) is BoxState.VOID
    for step in (unseal, certify_box, close_box):
        with pytest.raises(refusals.BoxDestroyed):
            step(path)


def test_all_sealed_ballots_are_of_one_length(tmp_path: Path) -> None:
    """V5: size tells nothing."""
    asked = form(options=40, kind=PollKind.APPROVAL)
    path = opened(tmp_path, manifest(asked))
    for place in range(9):
        answer = list(Answer)[place % 3]
        cast(path, voter(place), {option.code: answer for option in asked.poll.options})
    with looking(path) as box:
        assert {len(ballot) for ballot in content_of(box, path).ballots} == {SEALED_SIZE} == {1072}


def test_the_files_are_the_products_own_and_durable(tmp_path: Path) -> None:
    path = opened(tmp_path)
    cast(path, voter(0), named("u0"))
    modes = {entry.suffix: stat.S_IMODE(entry.stat().st_mode) for entry in path.parent.iterdir()}
    assert modes == {".box": 0o600, ".key": 0o600, ".box-journal": 0o600}
    assert path.with_suffix(".box-journal").stat().st_size == 0
    with changing(path) as box:
        settings = [box.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "secure_delete")]
        assert settings == ["truncate", 1]
        assert box.execute("PRAGMA synchronous").fetchone()[0] == 2


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE roll SET used = 1 WHERE voter = 'v08'",
        "UPDATE roll SET used = 0",
        "UPDATE ballots SET sealed = substr(sealed, 2)",
        "UPDATE ballots SET sealed = zeroblob(length(sealed))",
        "DELETE FROM box",
    ],
)
def test_a_box_that_was_meddled_with_is_not_counted(tmp_path: Path, harm: str) -> None:
    path = closed(tmp_path, "u0", "u1")
    with sqlite3.connect(path) as box:
        box.execute(harm)
    box.close()
    with pytest.raises(refusals.BoxDamaged):
        unseal(path)


def test_a_ballot_is_not_added_to_a_box_that_does_not_fit_its_roll(tmp_path: Path) -> None:
    path = opened(tmp_path)
    with sqlite3.connect(path) as box:
        box.execute("UPDATE ballots SET sealed = zeroblob(1072)")
    box.close()
    with pytest.raises(refusals.BoxDamaged):
        cast(path, voter(0), named("u0"))
    assert turnout_of(path).cast == 0


@pytest.mark.parametrize("content", [None, b"", b"no box at all" * 1000])
def test_a_box_that_is_gone_or_something_else_is_damaged(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "gone.box"
    if content is not None:
        path.write_bytes(content)
    for step in (close_box, unseal, turnout_of):
        with pytest.raises(refusals.BoxDamaged):
            step(path)


def test_a_box_whose_key_is_gone_is_damaged(tmp_path: Path) -> None:
    path = closed(tmp_path, "u0")
    path.with_suffix(".key").unlink()
    with pytest.raises(refusals.BoxDamaged):
        unseal(path)
    other = closed(tmp_path, "u1").with_suffix(".key").read_bytes()
    for content in (other, other[:-1], b""):
        path.with_suffix(".key").write_bytes(content)
        with pytest.raises(refusals.BoxDamaged):
            unseal(path)


def test_a_round_that_cannot_be_voted_on_leaves_no_box(tmp_path: Path) -> None:
    unfit: list[tuple[type[DomainError], Callable[[], None]]] = [
        (CountAbove, lambda: open_box(path, manifest(form(present=5), voters=6))),
        (PollUnfit, lambda: open_box(path, manifest(form(options=1, withdrawn=0)))),
        (PollUnfit, lambda: open_box(path, manifest(form(options=1009)))),
        (refusals.PassphraseUnfit, lambda: open_box(path, manifest(mode=BoxMode.STANDARD), "ngan")),
        (FolderNotWritable, lambda: open_box(tmp_path / "file" / "x.box", manifest())),
    ]
    path = box_path(tmp_path, new_box_name())
    (tmp_path / "file").touch()
    for refusal, step in unfit:
        with pytest.raises(refusal):
            step()
    assert not path.exists()


def test_a_box_that_fails_half_way_is_removed(tmp_path: Path) -> None:
    twice = manifest()
    twice = replace(twice, electors=(*twice.electors[:2], twice.electors[0]))
    path = box_path(tmp_path, new_box_name())
    with pytest.raises(refusals.BoxDamaged):
        open_box(path, twice)
    assert os.listdir(path.parent) == []


def test_a_box_is_discarded_with_its_key(tmp_path: Path) -> None:
    path = opened(tmp_path)
    discard_box(path)
    discard_box(path)
    assert os.listdir(path.parent) == []
