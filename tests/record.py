"""What the tests of a year's record share: its tables, its data folder, and how a refusal is seen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.accounts import TrailEntry
from models.enums import YearState
from models.record import Pledge, Regulation, Shortcoming, StoredFile
from models.year import BlockYear, YearTask
from services.database import reading, writing
from services.errors.base import DomainError
from tests.factories import MadeYear, everything

TABLES = (Pledge, Shortcoming, YearTask, Regulation, StoredFile, BlockYear, TrailEntry)


def files_in(folder: Path) -> list[Path]:
    """What lies among the files of a data folder."""
    return sorted(path for path in folder.glob("files/**/*") if path.is_file())


def refused(
    engine: Engine,
    folder: Path,
    kind: type[DomainError],
    act: Callable[..., object],
    /,
    *facts: Any,
    **named: Any,
) -> DomainError:
    """The refusal of an act, which has changed no row and no file."""
    with reading(engine) as session:
        before = everything(session, *TABLES)
    kept = [(path, path.read_bytes()) for path in files_in(folder)]
    with pytest.raises(kind) as caught, writing(engine) as session:
        act(session, *facts, **named)
    with reading(engine) as session:
        assert everything(session, *TABLES) == before
    assert [(path, path.read_bytes()) for path in files_in(folder)] == kept
    return caught.value


def actions(engine: Engine) -> list[str]:
    """What stands on the trail, without what made the year."""
    with reading(engine) as session:
        done = session.exec(select(TrailEntry.action).order_by(TrailEntry.number)).all()  # type: ignore[arg-type]
    return [action for action in done if action not in ("open_year", "add_unit", "create_account")]


def turn(engine: Engine, made: MadeYear, state: YearState) -> None:
    """Have the year stand there."""
    with writing(engine) as session:
        row = session.get(BlockYear, made.id)
        assert row is not None
        row.state = state
