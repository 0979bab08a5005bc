"""Which passwords are taken: long enough, and not what others try first."""

import unicodedata

import bcrypt
import pytest

from services.errors.accounts import PasswordGuessable, PasswordUnfit
from services.rules.passwords import as_hashed, check_password

KNOWN = ["matkhau", "thidua", "khoi", "qwertyuiop", "Sở Tư pháp tỉnh Vĩnh Phúc", "Vĩnh Phúc"]
LONG = "Trường Sơn đông nắng tây mưa, ai chưa đến đó như chưa rõ mình"


@pytest.mark.parametrize(
    "password",
    [
        "mot mat khau du dai",
        LONG,
        "ữ" * 5 + "à bốn chiếc thuyền",
        "correct horse battery staple",
        "  cái bàn gỗ lim cũ  ",
        "пароль из многих слов",
        "!@#$%^&*()_+=-",
    ],
)
def test_words_of_ones_own_are_taken(password: str) -> None:
    check_password(password, "nguyen-van-an", KNOWN)


@pytest.mark.parametrize("password", ["", "ngan", "mười một ký", " " * 30, "a" * 129, "mot mat khau\0 dai"])
def test_a_password_of_a_wrong_length_is_refused(password: str) -> None:
    with pytest.raises(PasswordUnfit):
        check_password(password, "an", KNOWN)


@pytest.mark.parametrize(
    "password",
    [
        "ThiDua2026Khoi1!",
        "Mật khẩu 123456",
        "matkhaumatkhau",
        "123456789012",
        "aaaaaaaaaaaaaaaa",
        "Sở Tư pháp tỉnh Vĩnh Phúc 2026",
        "vinh.phuc.2026.thi.dua",
        "nguyen-van-an-99",
        "qwertyuiop1234",
    ],
)
def test_what_others_try_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordGuessable):
        check_password(password, "nguyen-van-an", KNOWN)


def test_a_password_is_the_same_however_its_tones_were_typed() -> None:
    assert as_hashed(unicodedata.normalize("NFD", LONG)) == as_hashed(LONG)
    assert as_hashed(" mot mat khau ") == "mot mat khau"


def test_every_letter_of_a_long_password_counts() -> None:
    assert len(LONG.encode()) > 72
    kept = bcrypt.hashpw(as_hashed(LONG).encode(), bcrypt.gensalt(4))
    assert bcrypt.checkpw(as_hashed(LONG).encode(), kept)
    assert not bcrypt.checkpw(as_hashed(LONG[:-1] + "t").encode(), kept)
    assert not bcrypt.checkpw(LONG.encode()[:72], kept)


def test_a_short_one_is_hashed_as_the_library_would() -> None:
    assert as_hashed("ữ" * 24) == "ữ" * 24
    assert as_hashed("ữ" * 25).isascii()
