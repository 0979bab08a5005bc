"""How a year begins on screen: a block of one's own, the next year, a year-file, the demonstration."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.enums import Role
from models.year import BlockYear
from services.database import reading, writing
from services.demonstration import FOLDER
from tests.factories import made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well

FILE = sorted(FOLDER.glob("[0-9]*.yaml"))[-1]


def years(installation: Engine) -> list[int]:
    with reading(installation) as session:
        return sorted(session.exec(select(BlockYear.year)))


def upload(app: AppTest, content: bytes, name: str = "nam.yaml") -> AppTest:
    app.file_uploader[0].upload(name, content)
    return press(app.run(), "Nhập dữ liệu năm")


@pytest.mark.parametrize("path", ["", "don-vi", "cham-diem"])
def test_without_a_year_every_address_offers_the_beginning(installation: Engine, path: str) -> None:
    app = well(visit(path, person(installation)))
    assert "Bắt đầu với năm đầu tiên" in said(app)
    assert {"Tạo khối", "Nhập dữ liệu năm", "Nạp dữ liệu mẫu", "Đăng xuất"} <= buttons(app)


def test_who_may_not_begin_waits(installation: Engine) -> None:
    app = well(visit("", person(installation, role=Role.VIEWER)))
    assert "Chưa có năm nào để xem" in said(app)
    assert buttons(app) == {"English", "Đăng xuất"}


def test_a_block_is_opened_and_looked_at(installation: Engine) -> None:
    app = visit("", person(installation))
    field(app, "Tên khối hoặc cụm").set_value("Khối **Nội chính**")
    field(app, "Năm", "number_input").set_value(2017)
    app = well(press(app, "Tạo khối"))
    assert "Khối \\*\\*Nội chính\\*\\*, năm 2017" in said(app)
    assert years(installation) == [2017]


def test_a_block_without_a_name_is_refused(installation: Engine) -> None:
    assert "trống" in refusal(press(visit("", person(installation)), "Tạo khối"))
    assert years(installation) == []


def test_the_demonstration_is_loaded(installation: Engine) -> None:
    app = well(press(visit("", person(installation)), "Nạp dữ liệu mẫu"))
    assert "Khối thi đua Nội chính, năm 2017" in said(app)
    assert "Số liệu minh họa" in said(app)
    assert set(years(installation)) == {*range(2013, 2018), 2023, 2024, 2025}


def test_a_year_file_is_imported(installation: Engine) -> None:
    well(upload(visit("", person(installation)), FILE.read_bytes()))
    assert years(installation) == [2017]


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"\xff\xfe\x00", "tệp"), (b"- 1", "tệp"), (b"format: thidua-year/1\nyear: x", "lỗi"), (b"", "tệp")],
)
def test_a_faulty_file_is_refused_with_its_faults(installation: Engine, content: bytes, word: str) -> None:
    assert word in refusal(upload(visit("", person(installation)), content)).lower()
    assert years(installation) == []


def test_the_next_year_is_opened_and_looked_at(installation: Engine) -> None:
    with writing(installation) as session:
        made_year(session)
    app = visit("nam-moi", person(installation))
    assert field(app, "Năm", "number_input").value == 2018
    app = well(press(app, "Mở năm"))
    assert years(installation) == [2017, 2018]
    assert app.query_params["year"] == "2018"
    field(app, "Năm", "number_input").set_value(2017)
    assert "2017" in refusal(press(app, "Mở năm"))


def test_a_secretary_of_one_block_is_not_offered_another(installation: Engine) -> None:
    with writing(installation) as session:
        made = made_year(session)
    app = well(visit("nam-moi", person(installation, made, Role.SECRETARY)))
    assert "Mở năm" in buttons(app)
    assert "Tạo khối" not in buttons(app)


def test_the_file_of_the_test_is_there() -> None:
    assert isinstance(FILE, Path)
    assert FILE.exists()
