"""Several processes at one box: one ballot a voter, none that was acknowledged lost, none after closing."""

import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from services.ballot_box.box import cast, close_box, has_cast, turnout_of
from services.ballot_box.tellers import unseal
from services.errors.ballots import AlreadyCast
from services.errors.base import DomainError
from tests.ballot_box.boxes import closed, form, manifest, named, opened, voter
from tests.ballot_box.hand import Hand, hands

VOTERS = 20
ROLL = manifest(form(present=VOTERS), voters=VOTERS)


@pytest.mark.parametrize(("processes", "tries"), [(3, 2), pytest.param(10, 10, marks=pytest.mark.soak)])
def test_twenty_voters_have_one_ballot_each_however_often_they_try(
    tmp_path: Path, processes: int, tries: int, record_property: Callable[[str, str], None]
) -> None:
    """V1: 20 voters of 10 tries, and strangers, from 10 processes at once."""
    path = opened(tmp_path, ROLL)
    orders = [f"{path} cast {voter(place)} u{place % 3}" for place in range(VOTERS + 5)] * tries
    random.shuffle(orders)
    with hands(processes) as crowd:
        for number, hand in enumerate(crowd):
            hand.tell(*orders[number::processes])
        said = [hand.said() for number, hand in enumerate(crowd) for _ in orders[number::processes]]
    accepted = [line.split() for line in said if line.startswith("cast")]
    refused = [line.split()[1:] for line in said if line.startswith("refused")]
    assert sorted(who for _, who, _ in accepted) == [voter(place) for place in range(VOTERS)]
    assert {(int(who[1:]) < VOTERS, why) for who, why in refused} == {
        (True, "AlreadyCast"),
        (False, "NotOnRoll"),
    }
    assert len(accepted) + len(refused) == len(orders)
    close_box(path)
    assert unseal(path).codes == tuple(sorted(code for *_, code in accepted))
    record_property(
        "figure", f"V1: {len(orders)} tries, {len(accepted)} of {VOTERS} accepted, 0 other errors"
    )


@pytest.mark.parametrize("rounds", [3, pytest.param(60, marks=[pytest.mark.soak, pytest.mark.timeout(900)])])
def test_no_acknowledged_ballot_is_lost_when_writers_are_killed(
    tmp_path: Path, rounds: int, record_property: Callable[[str, str], None]
) -> None:
    """V2: kill -9 of four writers at random moments, 60 rounds of 20 voters."""
    acknowledged = unanswered = 0
    for _ in range(rounds):
        path = opened(tmp_path, ROLL)
        codes = _storm(path)
        acknowledged += len(codes)
        assert _is_whole(path)
        for place in range(VOTERS):
            mine = has_cast(path, voter(place))
            assert mine or voter(place) not in codes
            unanswered += mine and voter(place) not in codes
            if mine:
                with pytest.raises(AlreadyCast):
                    cast(path, voter(place), named("u0"))
            else:
                codes[voter(place)] = cast(path, voter(place), named("u0"))
        assert close_box(path).cast == VOTERS
        assert set(codes.values()) <= set(unseal(path).codes)
    record_property("figure", f"V2: {acknowledged} acknowledged, 0 lost, {unanswered} in but unanswered")


def _storm(path: Path) -> dict[str, str]:
    """The codes that four writers have got by voter, each killed at a moment of its own."""
    codes = {}
    with hands(4) as crowd:
        for number, hand in enumerate(crowd):
            hand.tell(*(f"{path} cast {voter(place)} u1" for place in range(number, VOTERS, 4)))
        for hand in crowd:
            time.sleep(random.uniform(0, 0.1))
            hand.process.kill()
        for hand in crowd:
            for line in hand.said_to_the_end():
                if line.startswith("cast") and len(line.split()) == 3:
                    codes[line.split()[1]] = line.split()[2]
    return codes


def _is_whole(path: Path) -> bool:
    with sqlite3.connect(path) as box:
        (verdict,) = box.execute("PRAGMA integrity_check").fetchone()
        (sealed,) = box.execute("SELECT length(sealed) FROM ballots").fetchone()
    box.close()
    return bool(verdict == "ok" and sealed == 1072 * turnout_of(path).cast)


@pytest.mark.parametrize("races", [20, pytest.param(200, marks=[pytest.mark.soak, pytest.mark.timeout(600)])])
def test_as_many_are_in_a_closed_box_as_were_accepted(
    tmp_path: Path, races: int, record_property: Callable[[str, str], None]
) -> None:
    """V8: three processes vote while a fourth closes, 200 times."""
    with hands(4) as crowd:
        accepted = [_race(crowd, opened(tmp_path, ROLL)) for _ in range(races)]
    record_property("figure", f"V8: {races} races, {sum(accepted)} accepted, all of them counted")


def _race(crowd: Sequence[Hand], path: Path) -> int:
    *voters, chair = crowd
    for number, hand in enumerate(voters):
        hand.tell(*(f"{path} cast {voter(place)} u0" for place in range(number, VOTERS, 3)))
    time.sleep(random.uniform(0, 0.05))
    chair.tell(f"{path} close")
    said = [hand.said() for number, hand in enumerate(voters) for _ in range(number, VOTERS, 3)]
    accepted = [line for line in said if line.startswith("cast")]
    assert chair.said() == f"closed {len(accepted)}"
    assert all(line.endswith("BoxClosed") for line in said if line not in accepted)
    codes = unseal(path).codes
    assert codes == tuple(sorted(line.split()[2] for line in accepted))
    return len(codes)


def test_a_double_click_and_a_second_device_make_one_ballot(tmp_path: Path) -> None:
    path = opened(tmp_path, ROLL)
    together = Barrier(8)

    def click() -> str:
        together.wait()
        try:
            return cast(path, voter(0), named("u0"))
        except DomainError as refusal:
            return type(refusal).__name__

    with ThreadPoolExecutor(8) as pool:
        said = [each.result() for each in [pool.submit(click) for _ in range(8)]]
    assert said.count("AlreadyCast") == 7
    assert turnout_of(path).cast == 1


def test_two_tellers_count_the_same_at_once(tmp_path: Path) -> None:
    path = closed(tmp_path, "u0", "u1", "u1")
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(unseal, [path, path])
    assert first.codes == second.codes
    assert sorted(map(str, first.ballots)) == sorted(map(str, second.ballots))
