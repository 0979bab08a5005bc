"""Codes of the telephone, against the vectors of the standard."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest

from services.rules.codes import as_groups, hash_of_code, looks_like_code
from services.rules.second_factor import code_of_step, enrolment_address, step_at, step_of_code

COUNTED = (
    *("755224", "287082", "359152", "969429", "338314"),
    *("254676", "287922", "162583", "399871", "520489"),
)
SECRET = b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238(seconds: int, code: str) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert code_of_step(SECRET, step_at(moment), digits=8) == code


@pytest.mark.parametrize("counter", range(10))
def test_the_vectors_of_rfc_4226(counter: int) -> None:
    assert code_of_step(SECRET, counter) == COUNTED[counter]


@pytest.mark.parametrize(("drift", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_differ_by_one_step(drift: int, taken: bool) -> None:
    now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    code = code_of_step(SECRET, step_at(now + timedelta(seconds=30 * drift)))
    assert (step_of_code(SECRET, code, now, 0) is not None) is taken


def test_a_code_is_taken_once_and_may_be_typed_with_spaces() -> None:
    now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    code = code_of_step(SECRET, step_at(now))
    step = step_of_code(SECRET, f" {code[:3]} {code[3:]}", now, 0)
    assert step == step_at(now)
    assert step_of_code(SECRET, code, now, step) is None


@pytest.mark.parametrize("typed", ["", "abc", "000000000", "১২৩৪৫৬"])
def test_what_is_no_code_is_not_taken(typed: str) -> None:
    assert step_of_code(SECRET, typed, datetime(2026, 11, 23, tzinfo=UTC), 0) is None


def test_a_secret_without_padding_is_read() -> None:
    assert code_of_step(b32encode(b"123456").decode().rstrip("="), 1)


def test_the_address_names_whose_secret_it_is() -> None:
    address = enrolment_address("ABC", "quan-tri", "Khối thi đua")
    assert address.startswith("otpauth://totp/Kh%E1%BB%91i%20thi%20%C4%91ua%3Aquan-tri?secret=ABC&issuer=Kh")


def test_a_one_time_code_is_the_same_however_it_is_written() -> None:
    assert as_groups("ABCDEFGHJKLM") == "ABCD-EFGH-JKLM"
    assert hash_of_code(" abcd-efgh jklm") == hash_of_code("ABCDEFGHJKLM")
    assert looks_like_code("abcd-efgh-jklm")
    assert not looks_like_code("mot mat khau du dai")
    assert not looks_like_code("ABCDEFGHIJKL")  # the letter I is never in one
