"""The trail: one entry a command, chained, never changed, and one line for a refusal."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from models.accounts import Account, RefusalTally, TrailEntry, TrailHead
from models.enums import Role
from models.sessions import SecondFactor
from services import audit
from services.access import require
from services.audit import MOST_TOLD, record, record_refusal, state_of, witnessed
from services.calendar import MilestoneEntry, add_milestone, edit_milestone, remove_milestone
from services.database import engine_of, writing
from services.errors.accounts import NotAllowed
from services.errors.typed import NameRefused
from services.registry import UnitEntry, add_unit
from services.rules.rights import OPERATOR, Actor, Permission
from services.rules.trail import Entry, Link, verify
from services.settings import Settings
from tests.factories import made_actor, made_year

CANARY = "canary-7f3a"


def chain(session: Session) -> list[Link]:
    """The whole trail as the rules see it."""
    fields = list(Entry.__dataclass_fields__)
    rows = session.exec(select(TrailEntry).order_by(col(TrailEntry.number))).all()
    return [Link(Entry(**{name: getattr(row, name) for name in fields}), row.hash) for row in rows]


def test_an_entry_says_who_by_which_right_what_why_and_from_where(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        secretary = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        actor = replace(secretary, origin="10.0.0.7")
        require(session, actor, Permission.EDIT_YEAR, block_id=made.block_id)
        record(session, actor, "move_year", "year 1", reason="Nhập nhầm", after="scoring")
        entry = session.exec(select(TrailEntry).order_by(col(TrailEntry.number).desc())).first()
        assert entry is not None
        assert (entry.account_id, entry.actor, entry.role) == (actor.account_id, actor.name, "secretary")
        assert (entry.origin, entry.blocks, entry.reason) == ("10.0.0.7", [made.block_id], "Nhập nhầm")
        assert (entry.action, entry.subject, entry.facts) == ("move_year", "year 1", {"after": "scoring"})


def test_the_command_line_has_no_role_and_no_address(engine: Engine) -> None:
    with writing(engine) as session:
        made_year(session)
        rows = session.exec(select(TrailEntry)).all()
        assert {(row.actor, row.role, row.origin) for row in rows} == {("manage.py", "", "")}


def test_an_entry_keeps_what_differs_between_before_and_after(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        entry = MilestoneEntry(title="Họp khối", due_on=date(2017, 5, 4), unit_id=made.unit_ids[0])
        key = add_milestone(session, OPERATOR, made.id, entry)
        later = MilestoneEntry(title="Họp khối", due_on=date(2017, 6, 5), person="Lan")
        edit_milestone(session, OPERATOR, key, later, seen_version=1)
        remove_milestone(session, OPERATOR, key, seen_version=2)
        added, edited, removed = (link.entry.facts for link in chain(session)[-3:])
    stood = {"title": "Họp khối", "due_on": "2017-05-04", "unit_id": "Đơn vị 1", "person": ""}
    assert added == {"title": "Họp khối", "after": {**stood, "done_on": None}}
    assert edited == {
        "title": "Họp khối",
        "before": {"due_on": "2017-05-04", "unit_id": "Đơn vị 1", "person": ""},
        "after": {"due_on": "2017-06-05", "unit_id": None, "person": "Lan"},
    }
    later_on = {"due_on": "2017-06-05", "unit_id": None, "person": "Lan", "done_on": None}
    assert removed["before"] == {**stood, **later_on}


def test_of_things_within_things_only_what_differs_is_kept_and_of_very_many_the_first(engine: Engine) -> None:
    with writing(engine) as session:
        before: dict[str, audit.Fact] = {f"1.{place}": {"name": "A", "max": place} for place in range(200)}
        after: dict[str, audit.Fact] = {
            f"1.{place}": {"name": "A", "max": 0} for place in range(200) if place != 7
        }
        record(
            session, OPERATOR, "save_criteria", "year 1", before=before, after=after | {"2": {"name": "B"}}
        )
        (link,) = chain(session)
    facts = link.entry.facts
    assert facts["untold"] == 200 - MOST_TOLD  # 1.0 is as it was, 2 is new
    told_before, told_after = facts["before"], facts["after"]
    assert isinstance(told_before, dict)
    assert isinstance(told_after, dict)
    assert len(told_before) == MOST_TOLD
    assert (told_before["1.7"], told_after.get("1.7")) == ({"name": "A", "max": 7}, None)
    assert (told_before["1.8"], told_after["1.8"]) == ({"max": 8}, {"max": 0})


def test_the_state_of_a_row_tells_no_secret_of_it() -> None:
    account = Account(username="lan", display_name="Lan", password_hash=CANARY)
    assert CANARY not in str(state_of(account))
    sealed = SecondFactor(account_id=1, sealed_secret=CANARY, confirmed_at=datetime.now(UTC), last_step=0)
    assert CANARY not in str(state_of(sealed))


def test_texts_are_stored_in_one_form(engine: Engine) -> None:
    with writing(engine) as session:
        record(session, OPERATOR, "add_unit", "unit 1", name="Sở Tư pháp", titles=["Cờ thi đua"])
        (entry,) = session.exec(select(TrailEntry)).all()
        assert entry.facts == {"name": "Sở Tư pháp", "titles": ["Cờ thi đua"]}


def test_numbers_have_no_gap_though_commands_fail(engine: Engine) -> None:
    for number in range(6):
        try:
            with writing(engine) as session:
                record(session, OPERATOR, "add_unit", f"unit {number}")
                if number % 2:
                    raise RuntimeError
        except RuntimeError:
            pass
    with Session(engine) as session:
        links = chain(session)
        assert [link.entry.number for link in links] == [1, 2, 3]
        assert verify(links).fault is None
        head = session.get(TrailHead, 1)
        assert head is not None
        assert (head.number, head.hash) == (3, links[-1].hash)


def test_writers_at_once_never_fork_the_chain(engine: Engine) -> None:
    writers, each = 4, 10
    begin = threading.Barrier(writers)

    def write(name: int) -> None:
        begin.wait()
        for number in range(each):
            with writing(engine) as session:
                record(session, OPERATOR, "add_unit", f"unit {name}-{number}")

    threads = [threading.Thread(target=write, args=(name,)) for name in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        links = chain(session)
    assert len(links) == writers * each
    verdict = verify(links)
    assert (verdict.fault, verdict.head.number) == (None, writers * each)


@pytest.mark.postgres
def test_whoever_holds_an_account_and_whoever_writes_for_it_do_not_stop_each_other(
    postgres_settings: Settings,
) -> None:
    engine = engine_of(postgres_settings)
    with writing(engine) as session:
        actor = made_actor(session)
    held = threading.Barrier(2)

    def hold_and_write() -> None:
        with writing(engine) as session:
            session.exec(select(Account).where(Account.id == actor.account_id).with_for_update()).one()
            held.wait()
            record(session, OPERATOR, "set_active", actor.name)

    def write() -> None:
        held.wait()
        with writing(engine) as session:
            record(session, actor, "add_unit", "unit 1")

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(hold_and_write), pool.submit(write)]:
            done.result(timeout=30)
    with Session(engine) as session:
        assert [link.entry.action for link in chain(session)[-2:]].count("set_active") == 1
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_entry SET actor = 'ai khác'",
        "UPDATE trail_entry SET at = at WHERE number = 1",
        "DELETE FROM trail_entry",
        "DELETE FROM trail_entry WHERE number = 2",
    ],
)
def test_the_database_refuses_to_change_an_entry(engine: Engine, statement: str) -> None:
    with writing(engine) as session:
        record(session, OPERATOR, "add_unit", "unit 1")
        record(session, OPERATOR, "add_unit", "unit 2")
        before = chain(session)
    with pytest.raises(DBAPIError, match="never"), writing(engine) as session:
        session.connection().execute(text(statement))
    with Session(engine) as session:
        assert chain(session) == before


def test_an_entry_cannot_be_put_in_place_of_another(engine: Engine) -> None:
    word = "INSERT OR REPLACE" if engine.dialect.name == "sqlite" else "INSERT"
    with writing(engine) as session:
        record(session, OPERATOR, "add_unit", "unit 1")
    with pytest.raises(DBAPIError), writing(engine) as session:
        session.connection().execute(text(f"{word} INTO trail_entry SELECT * FROM trail_entry"))


def test_a_clock_that_was_set_back_breaks_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock:
        now_is = datetime(2017, 12, 25, 8, 30, tzinfo=UTC)

        @classmethod
        def now(cls, zone: object) -> datetime:
            return cls.now_is

    monkeypatch.setattr(audit, "datetime", Clock)
    with writing(engine) as session:
        first = record(session, OPERATOR, "add_unit", "unit 1")
        Clock.now_is -= timedelta(days=3)
        second = record(session, OPERATOR, "add_unit", "unit 2")
        assert second < first
        links = chain(session)
        assert [link.entry.subject for link in links] == ["unit 1", "unit 2"]
        assert verify(links).fault is None


def test_a_refused_command_changes_no_row_and_writes_one_line(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        viewer = made_actor(session, Role.VIEWER)
        known = len(chain(session))

    def ask() -> None:
        with witnessed(engine, viewer) as session:
            session.add(Account(username="len", display_name="", password_hash=""))
            session.flush()
            require(session, viewer, Permission.EDIT_YEAR, block_id=made.block_id)

    with pytest.raises(NotAllowed):
        ask()
    with Session(engine) as session:
        (line,) = chain(session)[known:]
        assert (line.entry.action, line.entry.subject) == ("refused", "edit_year")
        assert (line.entry.account_id, line.entry.role) == (viewer.account_id, "")
        assert line.entry.blocks == [made.block_id]
        assert session.exec(select(Account).where(Account.username == "len")).all() == []


def test_refusals_that_follow_at_once_are_counted_and_told_with_the_next(engine: Engine) -> None:
    asker = Actor(7, "Người hỏi")
    refusal = NotAllowed(permission="edit_year")
    moment = datetime(2017, 12, 25, 8, 30, tzinfo=UTC)
    with writing(engine) as session:
        for second in (0, 1, 2, 59, 61, 62):
            record_refusal(session, asker, refusal, moment + timedelta(seconds=second))
        record_refusal(session, asker, NotAllowed(permission="run_polls"), moment)
        record_refusal(session, Actor(8, "Người khác"), refusal, moment)
        lines = [(link.entry.account_id, link.entry.subject, link.entry.facts) for link in chain(session)]
    assert lines == [
        (7, "edit_year", {}),
        (7, "edit_year", {"more": 3}),
        (7, "run_polls", {}),
        (8, "edit_year", {}),
    ]


def test_a_clock_that_was_set_back_does_not_silence_refusals(engine: Engine) -> None:
    asker, refusal = Actor(7, "Người hỏi"), NotAllowed(permission="edit_year")
    moment = datetime(2017, 12, 25, 8, 30, tzinfo=UTC)
    with writing(engine) as session:
        record_refusal(session, asker, refusal, moment)
        record_refusal(session, asker, refusal, moment - timedelta(days=1))
        assert len(chain(session)) == 2


def test_two_who_are_refused_at_once_leave_one_line(engine: Engine) -> None:
    asker = Actor(7, "Người hỏi")
    begin = threading.Barrier(2)

    def ask() -> None:
        begin.wait()
        with pytest.raises(NotAllowed), witnessed(engine, asker) as session:
            require(session, asker, Permission.EDIT_YEAR)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        assert len(chain(session)) == 1
        assert [row.more for row in session.exec(select(RefusalTally))] == [1]


def test_what_was_typed_wrong_is_no_refusal_for_the_trail(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        known = len(chain(session))
    with pytest.raises(NameRefused), witnessed(engine, OPERATOR) as session:
        add_unit(session, OPERATOR, made.id, UnitEntry(name=" "))
    with Session(engine) as session:
        assert len(chain(session)) == known
