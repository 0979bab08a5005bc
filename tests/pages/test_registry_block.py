"""How the block is styled, on screen: its names over time and the words for its offices."""

from datetime import date

import pytest
from sqlalchemy import Engine

from models.enums import BlockKind, Role, YearState
from models.year import BlockYear
from services.blocks import BlockStyleEntry, style_block
from services.database import reading, writing
from services.queries.blocks import styles_of_block
from services.rules.rights import OPERATOR
from tests.factories import MadeYear, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


def test_a_viewer_sees_the_names_and_nothing_to_press(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        entry = BlockStyleEntry(name="Cụm **số 1**", kind=BlockKind.CLUSTER, province="Phú Thọ")
        style_block(session, OPERATOR, made.block_id, date(2018, 7, 1), entry)
    app = well(visit("ten-khoi", person(installation, role=Role.VIEWER)))
    assert app.title[0].value == "Cụm \\*\\*số 1\\*\\* từ ngày 01/07/2018"
    table = app.table[0].value
    assert list(table["Từ ngày"]) == ["01/07/2018", "01/01/2017"]
    assert list(table["Tỉnh, thành phố"]) == ["Phú Thọ", "Vĩnh Phúc"]
    assert "Đơn vị Trưởng khối" in said(app)
    assert buttons(app) == {"English", "Đăng xuất"}


def test_a_name_is_given_and_taken_away(installation: Engine, made: MadeYear) -> None:
    app = visit("ten-khoi", person(installation, made, Role.SECRETARY))
    field(app, "Từ ngày", "date_input").set_value(date(2018, 7, 1))
    field(app, "Tên khối hoặc cụm").set_value("Cụm số 1")
    field(app, "Loại", "selectbox").set_value(BlockKind.CLUSTER)
    app = well(press(app, "Lưu tên"))
    with reading(installation) as session:
        day, style = styles_of_block(session, made.block_id)[-1]
    assert (day, style.name, style.kind) == (date(2018, 7, 1), "Cụm số 1", BlockKind.CLUSTER)
    app = well(press(app, "Đồng ý bỏ"))
    assert list(app.table[0].value["Từ ngày"]) == ["01/01/2017"]


def test_a_blank_name_and_a_closed_year_are_refused(installation: Engine, made: MadeYear) -> None:
    username = person(installation)
    app = visit("ten-khoi", username)
    field(app, "Tên khối hoặc cụm").set_value("  ")
    assert "Tên còn để trống" in refusal(press(app, "Lưu tên"))
    with writing(installation) as session:
        row = session.get(BlockYear, made.id)
        assert row is not None
        row.state = YearState.ARCHIVED
    field(app, "Tên khối hoặc cụm").set_value("Tên khác")
    assert "2017" in refusal(press(app, "Lưu tên"))


def test_head_and_deputy_get_their_words(installation: Engine, made: MadeYear) -> None:
    app = visit("ten-khoi", person(installation))
    field(app, "Tên gọi của đơn vị đứng đầu", "selectbox").set_value("Cụm trưởng")
    app = well(press(app, "Lưu cách gọi"))
    assert "**Cụm trưởng**" in said(app)
