"""The trail as it is read: filters, pages, who sees what, and damage that is found in the database itself."""

import random
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from models.enums import Role
from services import audit
from services.audit import record
from services.database import engine_of, reading, writing
from services.errors.accounts import NotAllowed
from services.queries.trail import (
    TrailFilter,
    check_trail,
    export_lines,
    links,
    stored_head,
    trail_page,
    writers,
)
from services.rules.rights import OPERATOR, Actor
from services.rules.trail import START, Damage, Head, TrailFault, links_of, verify
from tests.factories import MadeYear, made_actor, made_year
from tests.queries.statements import counted


class Clock:
    """A clock that goes on a day with each entry."""

    at = datetime(2017, 1, 1, 12, tzinfo=UTC)

    @classmethod
    def now(cls, _zone: object) -> datetime:
        cls.at += timedelta(days=1)
        return cls.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    Clock.at = datetime(2017, 1, 1, 12, tzinfo=UTC)
    monkeypatch.setattr(audit, "datetime", Clock)
    return Clock


def numbers(
    session: Session, actor: Actor = OPERATOR, before: int | None = None, **wanted: object
) -> list[int]:
    page = trail_page(session, actor, TrailFilter(**wanted), before, size=100)  # type: ignore[arg-type]
    return [line.entry.number for line in page.lines]


def written(engine: Engine, count: int) -> Head:
    """A trail of so many entries."""
    with writing(engine) as session:
        for number in range(count):
            record(session, OPERATOR, "add_unit", f"unit {number}", name=f"Đơn vị {number}", year=2017)
        return stored_head(session)


def test_entries_are_found_by_who_what_about_what_and_when(engine: Engine, clock: type[Clock]) -> None:
    lan, hoa = Actor(7, "Lan"), Actor(8, "Hoa")
    with writing(engine) as session:
        for actor, action, subject in (
            (lan, "add_unit", "unit 1"),
            (hoa, "add_unit", "unit 2"),
            (lan, "edit_unit", "unit 2"),
            (lan, "add_unit", "unit 3"),
        ):
            record(session, actor, action, subject)
        assert numbers(session) == [4, 3, 2, 1]
        assert numbers(session, account_id=7) == [4, 3, 1]
        assert numbers(session, action="add_unit") == [4, 2, 1]
        assert numbers(session, subject="unit 2") == [3, 2]
        assert numbers(session, account_id=7, action="add_unit", subject="unit 3") == [4]
        second, third = (datetime(2017, 1, 2 + number, tzinfo=UTC) for number in (1, 2))
        assert numbers(session, since=second) == [4, 3, 2]
        assert numbers(session, since=second, until=third) == [2]
        assert numbers(session, subject="unit 9") == []


def test_pages_follow_each_other_without_gap_at_a_constant_cost(engine: Engine) -> None:
    written(engine, 130)
    found: list[int] = []
    before, pages = None, []
    with reading(engine) as session:
        while True:
            with counted(engine) as statements:
                page = trail_page(session, OPERATOR, TrailFilter(), before)
            found += [line.entry.number for line in page.lines]
            pages.append(len(statements))
            if page.older is None:
                break
            before = page.older
    assert found == list(range(130, 0, -1))
    assert len(pages) == 3
    assert len(set(pages[1:])) == 1


def test_an_entry_is_read_with_the_user_name(engine: Engine) -> None:
    with writing(engine) as session:
        actor = made_actor(session, username="lan")
        record(session, actor, "add_unit", "unit 1")
        newest, oldest = trail_page(session, OPERATOR, TrailFilter()).lines
    assert (newest.username, newest.entry.actor) == ("lan", "Người lan")
    assert (oldest.username, oldest.entry.actor) == (None, "manage.py")


@pytest.fixture
def blocks(engine: Engine) -> tuple[MadeYear, MadeYear]:
    with writing(engine) as session:
        return made_year(session), made_year(session)


def test_a_secretary_sees_the_own_block_and_nothing_else(
    engine: Engine, blocks: tuple[MadeYear, MadeYear]
) -> None:
    mine, other = blocks
    with writing(engine) as session:
        secretary = made_actor(session, Role.SECRETARY, block_id=mine.block_id)
        seen = trail_page(session, secretary, TrailFilter(block_id=mine.block_id)).lines
        assert seen
        assert [line.entry.blocks for line in seen] == [[mine.block_id]] * len(seen)
        for block_id in (other.block_id, None):
            with pytest.raises(NotAllowed):
                trail_page(session, secretary, TrailFilter(block_id=block_id))
            with pytest.raises(NotAllowed):
                writers(session, secretary, block_id)
        with pytest.raises(NotAllowed):
            export_lines(session, secretary)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.UNIT_EDITOR])
def test_nobody_else_sees_any_of_it(engine: Engine, blocks: tuple[MadeYear, MadeYear], role: Role) -> None:
    made = blocks[0]
    unit_id = made.unit_ids[0] if role is Role.UNIT_EDITOR else None
    with writing(engine) as session:
        actor = made_actor(session, role, block_id=made.block_id, unit_id=unit_id)
        for block_id in (made.block_id, None):
            with pytest.raises(NotAllowed):
                trail_page(session, actor, TrailFilter(block_id=block_id))


def test_the_administrator_sees_all_of_it(engine: Engine, blocks: tuple[MadeYear, MadeYear]) -> None:
    with writing(engine) as session:
        administrator = made_actor(session)
        whole = numbers(session, administrator)
        assert whole == list(range(len(whole), 0, -1))
        narrowed = numbers(session, administrator, block_id=blocks[0].block_id)
        assert 0 < len(narrowed) < len(whole)
        assert list(export_lines(session, administrator))


def test_people_of_other_blocks_are_not_offered(engine: Engine, blocks: tuple[MadeYear, MadeYear]) -> None:
    with writing(engine) as session:
        secretary = made_actor(session, Role.SECRETARY, block_id=blocks[0].block_id, username="lan")
        made_actor(session, Role.VIEWER, username="hoa")
        made_actor(session, Role.SECRETARY, block_id=blocks[1].block_id, username="mai")
        offered = writers(session, secretary, blocks[0].block_id)
        assert {one.username for one in offered} == {"lan", "hoa"}
        assert {one.username for one in writers(session, OPERATOR, None)} == {"lan", "hoa", "mai"}


def test_a_trail_is_whole_with_every_head_that_it_ever_had(engine: Engine) -> None:
    heads = [written(engine, 3) for _ in range(3)]
    with reading(engine) as session:
        verdict = check_trail(session, heads)
    assert (verdict.head, verdict.fault) == (heads[-1], None)


def test_an_empty_trail_is_whole(engine: Engine) -> None:
    with reading(engine) as session:
        assert (check_trail(session).head, check_trail(session).fault) == (START, None)
        assert trail_page(session, OPERATOR, TrailFilter()).lines == []


def test_an_exported_trail_is_checked_without_the_database(engine: Engine) -> None:
    head = written(engine, 1_200)
    with reading(engine) as session:
        lines = list(export_lines(session, OPERATOR))
        assert list(islice(links(session), 2)) == list(links_of(lines[:2]))
    assert verify(links_of(lines), [head]).fault is None
    assert verify(links_of(lines[:-1]), [head]).fault == TrailFault(Damage.TRUNCATED, 1_200)


def unguarded(session: Session, statement: str, **values: object) -> None:
    """Do what only somebody with the keys of the database can: change the trail behind the product's back."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("alter table trail_entry disable trigger all"))
    else:
        names = connection.execute(text("select name from sqlite_master where type = 'trigger'")).scalars()
        for name in names.all():
            connection.exec_driver_sql(f"drop trigger {name}")
    connection.execute(text(statement), values)


DAMAGES = {
    "update trail_entry set actor = 'Người khác' where number = 3": TrailFault(Damage.EDITED, 3),
    "update trail_entry set reason = ' ' where number = 3": TrailFault(Damage.EDITED, 3),
    "update trail_entry set at = '2017-01-01 00:00:00+00:00' where number = 3": TrailFault(Damage.EDITED, 3),
    "update trail_entry set facts = '{}' where number = 3": TrailFault(Damage.EDITED, 3),
    "update trail_entry set account_id = 1 where number = 3": TrailFault(Damage.EDITED, 3),
    "update trail_entry set hash = upper(hash) where number = 3": TrailFault(Damage.EDITED, 3),
    "delete from trail_entry where number = 3": TrailFault(Damage.MISSING, 3),
    "delete from trail_entry where number > 3": TrailFault(Damage.TRUNCATED, 4),
    "delete from trail_entry": TrailFault(Damage.TRUNCATED, 1),
    "update trail_head set number = 4": TrailFault(Damage.FORKED, 4),
    "delete from trail_head": TrailFault(Damage.FORKED, 1),
}


@pytest.mark.parametrize("statement", DAMAGES)
def test_what_is_changed_in_the_database_itself_is_found(engine: Engine, statement: str) -> None:
    written(engine, 6)
    with writing(engine) as session:
        unguarded(session, statement)
    with reading(engine) as session:
        assert check_trail(session).fault == DAMAGES[statement]


@pytest.mark.parametrize("value", ["no moment", "", "2017-13-45"])
def test_a_moment_that_cannot_be_read_is_an_edit_and_can_be_shown(
    sqlite_settings: object, value: str
) -> None:

    engine = engine_of(sqlite_settings)  # type: ignore[arg-type]
    written(engine, 3)
    with writing(engine) as session:
        unguarded(session, "update trail_entry set at = :value where number = 2", value=value)
        unguarded(session, "update trail_entry set facts = 'no JSON' where number = 3")
    with reading(engine) as session:
        assert check_trail(session).fault == TrailFault(Damage.EDITED, 2)
        assert [line.entry.number for line in trail_page(session, OPERATOR, TrailFilter()).lines] == [3, 2, 1]
        assert len(list(export_lines(session, OPERATOR))) == 3
    engine.dispose()


def test_the_end_that_is_cut_off_with_its_head_shows_only_at_an_anchor(engine: Engine) -> None:
    anchor = written(engine, 6)
    with writing(engine) as session:
        unguarded(session, "delete from trail_entry where number > 4")
        unguarded(
            session,
            "update trail_head set number = 4, hash = (select hash from trail_entry where number = 4)",
        )
    with reading(engine) as session:
        assert check_trail(session).fault is None
        assert check_trail(session, [anchor]).fault == TrailFault(Damage.TRUNCATED, 5)


def test_random_changes_of_columns_are_all_found(engine: Engine) -> None:
    head = written(engine, 30)
    chance = random.Random(7)
    columns = ("actor", "role", "origin", "action", "subject", "reason", "previous", "hash")
    for _ in range(50):
        number, column = chance.randint(1, 30), chance.choice(columns)
        with Session(engine) as session:  # never committed
            unguarded(
                session,
                f"update trail_entry set {column} = {column} || 'x' where number = :number"
                if column not in ("previous", "hash")
                else f"update trail_entry set {column} = '{'a' * 64}' where number = :number",
                number=number,
            )
            fault = check_trail(session, [head]).fault
            assert fault is not None
            assert fault.number == number
