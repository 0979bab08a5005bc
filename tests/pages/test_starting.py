"""What is said and done as the product starts."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.enums import PollState, Role
from models.polls import Poll
from pages.shared.starting import told_at_start
from services.database import reading, writing
from services.settings import Settings
from services.storage.boxes import box_of
from tests.factories import made_actor, made_year
from tests.voters import open_electronic, with_voters


@pytest.fixture
def engine(installation: Engine) -> Engine:
    return installation


@pytest.fixture
def box(engine: Engine, sqlite_settings: Settings) -> Path:
    """The box of an open round."""
    folder = sqlite_settings.data_folder
    with writing(engine) as session:
        made_actor(session, Role.ADMINISTRATOR)
        made = made_year(session)
        with_voters(session, made)
        poll_id = open_electronic(session, made, folder)
        return box_of(folder, session.exec(select(Poll).where(Poll.id == poll_id)).one())


def test_nothing_is_said_where_all_is_well(engine: Engine, box: Path) -> None:
    assert told_at_start(engine) == []
    assert box.exists()


def test_an_open_vote_whose_box_did_not_come_back_is_named_with_what_to_do(engine: Engine, box: Path) -> None:
    box.unlink()
    (line,) = told_at_start(engine)
    assert line.startswith("Hòm phiếu của “Cờ thi đua của UBND tỉnh” không có trong thư mục dữ liệu")
    assert "Hủy cuộc biểu quyết" in line


def test_what_a_crash_has_left_of_a_void_vote_is_destroyed(engine: Engine, box: Path) -> None:
    with writing(engine) as session:
        row = session.exec(select(Poll)).one()
        row.state, row.void_reason = PollState.VOID, "Nhầm danh sách"
    assert box.with_suffix(".key").exists()
    assert told_at_start(engine) == []
    assert not box.with_suffix(".key").exists()
    with reading(engine) as session:
        assert session.exec(select(Poll.state)).one() is PollState.VOID
