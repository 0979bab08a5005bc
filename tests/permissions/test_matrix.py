"""Every cell of docs/permissions.md, tried: who may do what with what, in which state of it."""

import ast
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel, col, delete, select

from models.accounts import RefusalTally, TrailEntry
from models.enums import Role, YearState
from models.year import BlockYear
from services import audit
from services.database import engine_of, writing
from services.errors.accounts import NotAllowed
from services.errors.base import DomainError
from services.queries.scope import units_shown_to
from services.rules.rights import Actor
from services.settings import Settings
from tests.permissions.calls import CALLS
from tests.permissions.people import People, made_people
from tests.permissions.table import NO, NOT_NOW, YES, Row, commands, rows_under
from tests.permissions.world import World, world

pytestmark = pytest.mark.xdist_group("permissions")  # one year serves all cells: each is undone


@dataclass(frozen=True)
class Tried:
    """A year with one of everything, and the people who try their hands on it."""

    engine: Engine
    world: World
    people: People

    def outcome(self, actor: Actor, row: Row) -> str:
        """What comes of the command for the actor; whatever was done is undone."""
        try:
            with audit.witnessed(self.engine, actor) as session:
                if row.state == "closed year":
                    session.get_one(BlockYear, self.world.made.id).state = YearState.PUBLISHED
                    session.flush()
                CALLS[row.command](session, actor, self.world, row.state)
                raise _Undone
        except _Undone:
            return YES
        except NotAllowed:
            return NO
        except DomainError:
            return NOT_NOW


@dataclass(frozen=True)
class _State:
    """Every row of every table but the trail's, and what the trail says was done."""

    rows: dict[str, list[str]]
    trail: list[str]


class _Undone(Exception):
    """Takes back what a command has done."""


@pytest.fixture(scope="module")
def tried(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    folder = tmp_path_factory.mktemp("permissions")
    shutil.copy(sqlite_template, folder / "thidua.db")
    engine = engine_of(Settings(data_folder=folder))
    with writing(engine) as session:
        made = world(session, folder)
    yield Tried(engine, made, made_people(engine, made.made))
    engine.dispose()


@pytest.mark.parametrize("row", commands(), ids=str)
def test_every_cell_is_as_the_table_says(tried: Tried, row: Row) -> None:
    people = {role: tried.people.holder(role, row.holds_for) for role in row.cells}
    found, state = {}, _state(tried.engine)
    for role, actor in people.items():
        found[role] = tried.outcome(actor, row)
        before, state = state, _state(tried.engine)
        assert state.rows == before.rows
        assert state.trail[len(before.trail) :] == [audit.REFUSED] * (found[role] == NO)
    assert found == row.cells


@pytest.mark.parametrize("row", commands(), ids=str)
def test_a_role_that_holds_elsewhere_gives_nothing_here(tried: Tried, row: Row) -> None:
    for role, cell in row.cells.items():
        if cell == NO:
            continue
        for where, actor in tried.people.elsewhere(role, row.holds_for).items():
            assert tried.outcome(actor, row) == NO, (role, where)
        if row.holds_for in ("year", "unit") and role is not Role.ADMINISTRATOR:
            assert tried.outcome(tried.people.in_the_year(role), row) == cell, role


@pytest.mark.parametrize("row", commands(), ids=str)
def test_nobody_may_do_anything(tried: Tried, row: Row) -> None:
    for who, actor in tried.people.nobodies().items():
        assert tried.outcome(actor, row) == NO, who


def test_every_public_command_stands_in_the_table_and_can_be_called() -> None:
    told = {row.command for row in commands()} | {row[0] for row in rows_under("Before anybody is known")[1:]}
    assert told == _public_commands()
    assert {row.command for row in commands()} == set(CALLS)


def test_every_role_has_its_column() -> None:
    assert all(set(row.cells) == set(Role) for row in commands())


@pytest.mark.parametrize("row", rows_under("Scores that are shown")[1:], ids="-".join)
def test_everybody_sees_the_scores_that_the_table_says(tried: Tried, row: tuple[str, ...]) -> None:
    state, *cells = row
    made = tried.world.made
    first = frozenset(made.unit_ids[:1])
    words = {None: "all", frozenset(): "none", first: "own unit"}
    for role, cell in zip(Role, cells, strict=True):
        actor = tried.people.holder(role, "block")
        shown = units_shown_to(actor, made.block_id, 2017, YearState(state))
        assert words[shown] == cell, role


def _public_commands() -> set[str]:
    """The functions of the command modules that are given a session."""
    contract = next(
        line
        for line in Path("pyproject.toml").read_text(encoding="utf-8").splitlines()
        if '"registry |' in line
    )
    found = set()
    for module in contract.strip(' ",').split(" | "):
        tree = ast.parse(Path(f"services/{module}.py").read_text(encoding="utf-8"))
        public = (one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name[0] != "_")
        found |= {one.name for one in public if [arg.arg for arg in one.args.args[:1]] == ["session"]}
    return found


def _state(engine: Engine) -> _State:
    """How everything stands; refusals that were counted are forgotten, so that the next is written."""
    with writing(engine) as session:
        session.exec(delete(RefusalTally))
        trail = session.exec(select(TrailEntry.action).order_by(col(TrailEntry.number))).all()
        rows = {
            table.name: [repr(row) for row in session.connection().execute(table.select())]
            for table in SQLModel.metadata.sorted_tables
            if not table.name.startswith(("trail_", "refusal_"))
        }
    return _State(rows, list(trail))
