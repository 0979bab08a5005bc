"""Names of people that are typed in every way: stored in one, or refused, with nothing half-done."""

import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import Account, RoleGrant, TrailEntry
from models.enums import Role
from services.accounts import create_account
from services.database import reading, writing
from services.errors.accounts import NameTaken, UsernameUnfit
from services.errors.base import DomainError
from services.errors.typed import NameRefused
from services.rules.rights import OPERATOR
from services.rules.roles import PersonEntry, RoleEntry
from tests.factories import PASSWORD, everything, made_actor

TABLES = (Account, RoleGrant, TrailEntry)
NFD = unicodedata.normalize("NFD", "Nguyễn Thị Đậu")
RIGHT_TO_LEFT = ("\u202e", "\u200f", "\u2067", "\u061c")


def create(session: Session, username: str = "moi", name: str = "Mới") -> int:
    return create_account(
        session, OPERATOR, username, PersonEntry(name, [RoleEntry(Role.VIEWER)]), password=PASSWORD
    )


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (NFD, "Nguyễn Thị Đậu"),
        (f"  {NFD}\u00a0 ", "Nguyễn Thị Đậu"),
        ("Đ" * 200, "Đ" * 200),
        (unicodedata.normalize("NFD", "ế" * 200), "ế" * 200),
        ("<b>An</b> **đậm** [x](javascript:y) {z}", "<b>An</b> **đậm** [x](javascript:y) {z}"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_name_is_stored_as_it_is_shown(engine: Engine, typed: str, stored: str) -> None:
    with writing(engine) as session:
        create(session, name=typed)
        assert session.exec(select(Account.display_name)).one() == stored


@pytest.mark.parametrize(
    "typed", ["Đ" * 201, "", " \u200b ", "A\nB\0", *(f"An{mark}Bình" for mark in RIGHT_TO_LEFT)]
)
def test_a_name_that_misleads_or_does_not_fit_is_refused(engine: Engine, typed: str) -> None:
    refused(engine, NameRefused, "moi", typed)


@pytest.mark.parametrize(
    "typed",
    [
        unicodedata.normalize("NFD", "quản-trị"),
        "x" * 61,
        "x" * 200,
        "<b>an</b>",
        "**an**",
        "аdmin",  # the first letter is Cyrillic
        "an@known",
        *(f"an{mark}binh" for mark in RIGHT_TO_LEFT),
    ],
)
def test_a_user_name_that_misleads_or_does_not_fit_is_refused(engine: Engine, typed: str) -> None:
    refused(engine, UsernameUnfit, typed, "Mới")


def refused(engine: Engine, kind: type[DomainError], username: str, name: str) -> None:
    with reading(engine) as session:
        before = everything(session, *TABLES)
    with pytest.raises(kind), writing(engine) as session:
        create(session, username, name)
    with reading(engine) as session:
        assert everything(session, *TABLES) == before


def test_two_people_may_bear_one_name_but_not_one_user_name(engine: Engine) -> None:
    with writing(engine) as session:
        assert create(session, "an-1") != create(session, "an-2")
    refused(engine, NameTaken, " AN-1 ", "Mới")


def test_of_two_who_ask_for_one_user_name_at_once_one_gets_it(engine: Engine) -> None:
    with writing(engine) as session:
        made_actor(session)
    barrier = threading.Barrier(4)

    def ask(_place: int) -> str:
        barrier.wait()
        try:
            with writing(engine) as session:
                create(session)
        except NameTaken:
            return "taken"
        return "made"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(ask, range(4))) == ["made", "taken", "taken", "taken"]
    with reading(engine) as session:
        assert len(session.exec(select(Account).where(Account.username == "moi")).all()) == 1
