"""The product with the demonstration, served for the browser tests and for the pictures in docs/screens."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import col, select

from models.enums import Role
from models.year import BlockYear, YearUnit
from services.accounts import PersonEntry, RoleEntry, create_account
from services.database import engine_of, writing
from services.rules.rights import OPERATOR
from services.rules.roles import FOR_A_UNIT
from services.settings import Settings
from tests.e2e.steps import PASSWORD, PEOPLE
from tests.serving import ROOT, Served, environment_of, serving

NAMES = {
    Role.ADMINISTRATOR: "Quản trị viên",
    Role.SECRETARY: "Thư ký Khối",
    Role.REVIEWER: "Người thẩm định",
    Role.UNIT_EDITOR: "Cán bộ đơn vị",
    Role.VOTER: "Đại biểu đơn vị",
    Role.TELLER: "Kiểm phiếu viên",
    Role.CHAIR: "Người chủ trì",
    Role.VIEWER: "Lãnh đạo Khối",
    Role.DISPLAY: "Màn hình hội trường",
}


def demonstration_data(folder: Path) -> Path:
    """The data, in a folder below, of an installation with the demonstration and a person for each role."""
    settings = Settings(data_folder=folder / "data", database_url="")
    demo = [sys.executable, str(ROOT / "manage.py"), "demo"]
    subprocess.run(
        demo, env=environment_of(settings), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True
    )
    _let_people_in(settings)
    return settings.data_folder


@contextmanager
def demonstration_site(data: Path, folder: Path) -> Iterator[Served]:
    """The product over a copy of that data in a folder of its own, served as long as the context lasts."""
    shutil.copytree(data, folder / "data")
    with serving(Settings(data_folder=folder / "data", database_url=""), folder / "server.log") as served:
        yield served


def _let_people_in(settings: Settings) -> None:
    engine = engine_of(settings)
    with writing(engine) as session:
        of_last_year = select(BlockYear.block_id, YearUnit.unit_id).join(BlockYear)
        order = (col(BlockYear.year).desc(), col(YearUnit.position))
        block_id, unit_id = session.exec(of_last_year.order_by(*order)).first() or (None, None)
        for role, username in PEOPLE.items():
            for_a_unit = role in FOR_A_UNIT
            entry = RoleEntry(role, block_id if for_a_unit else None, unit_id if for_a_unit else None)
            create_account(session, OPERATOR, username, PersonEntry(NAMES[role], [entry]), password=PASSWORD)
    engine.dispose()
