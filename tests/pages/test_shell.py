"""The gate, the menu, the choice of the year and of the language, as the whole app draws them."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models.accounts import Account, RoleGrant
from models.enums import Role, SessionEnd
from models.sessions import AccountSession
from models.year import BlockYear
from pages import SCREENS
from pages.conference import vote
from services import database
from services.database import reading, writing
from services.errors.installation import DatabaseUnreachable
from services.rules.rights import OPERATOR
from services.years import open_year
from tests.factories import MadeYear, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.path)
def test_nobody_sees_any_screen(installation: Engine, made: MadeYear, screen: Any) -> None:
    person(installation)
    app = well(visit(screen.path))
    at_vote = screen.path == vote.PATH  # which asks for a voter's card
    asked = {"Vào bỏ phiếu", "Đăng nhập bằng tài khoản"} if at_vote else {"Đăng nhập", "English"}
    assert buttons(app) == asked
    assert not app.dataframe
    assert "Đơn vị 1" not in said(app)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.path)
def test_the_administrator_sees_every_screen(installation: Engine, made: MadeYear, screen: Any) -> None:
    app = well(visit(screen.path, person(installation)))
    assert "Tài khoản này không xem được trang này" not in said(app)
    assert "Đăng xuất" in buttons(app)


@pytest.mark.parametrize("path", ["tai-khoan", "nam-moi"])
def test_a_screen_that_is_not_for_a_viewer_says_so(installation: Engine, made: MadeYear, path: str) -> None:
    app = well(visit(path, person(installation, role=Role.VIEWER)))
    assert [one.value for one in app.title] == ["Tài khoản này không xem được trang này"]


def test_the_newest_year_is_chosen_at_first_and_the_address_keeps_another(
    installation: Engine, made: MadeYear
) -> None:
    with writing(installation) as session:
        open_year(session, OPERATOR, made.id, 2018)
    username = person(installation)
    assert "năm 2018" in said(visit("", username))
    app = visit("", username, year="2017")
    assert "năm 2017" in said(app)
    field(app, "Năm", "selectbox").set_value("2018")
    assert "năm 2018" in said(well(app.run()))
    assert app.query_params.get("year", "2018") == "2018"


@pytest.mark.parametrize("year", ["1999", "<b>", "2017; drop"])
def test_an_address_that_names_no_year_gives_the_newest(
    installation: Engine, made: MadeYear, year: str
) -> None:
    assert "năm 2017" in said(well(visit("", person(installation), year=year, block="x", language="xx")))


def test_the_language_switch_keeps_the_screen_and_the_address_says_it(
    installation: Engine, made: MadeYear
) -> None:
    app = press(visit("don-vi", person(installation)), "English")
    assert [one.value for one in well(app).title] == ["3 units in 2017"]
    assert app.query_params["language"] == "en"
    assert "Tiếng Việt" in buttons(app)


def test_every_screen_of_an_illustrative_year_says_so(installation: Engine, made: MadeYear) -> None:
    username = person(installation)
    mark = "Số liệu minh họa"
    assert mark not in said(visit("don-vi", username))
    with writing(installation) as session:
        row = session.get(BlockYear, made.id)
        assert row is not None
        row.illustrative = True
    for path in ("", "don-vi", "xep-hang"):
        assert mark in said(visit(path, username))


def test_who_is_closed_out_is_out_at_the_next_click(installation: Engine, made: MadeYear) -> None:
    app = visit("don-vi", person(installation))
    with writing(installation) as session:
        session.exec(select(Account)).one().active = False
    app = well(app.run())
    assert "Phiên làm việc đã kết thúc. Hãy đăng nhập lại." in said(app)
    assert buttons(app) == {"Đăng nhập", "English"}


def test_who_is_demoted_loses_the_screen_at_the_next_click(installation: Engine, made: MadeYear) -> None:
    app = visit("tai-khoan", person(installation))
    with writing(installation) as session:
        session.exec(select(RoleGrant)).one().role = Role.VIEWER
    assert "Tài khoản này không xem được trang này" in said(well(app.run()))


def test_signing_out_ends_the_session(installation: Engine, made: MadeYear) -> None:
    app = visit("don-vi", person(installation))
    app = well(press(app, "Đăng xuất"))
    assert buttons(app) == {"Đăng nhập", "English"}
    with reading(installation) as session:
        ended = session.exec(select(AccountSession).where(col(AccountSession.ended_at).is_not(None))).one()
    assert ended.ended_why is SessionEnd.SIGNED_OUT


def test_a_person_of_one_block_sees_no_other(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        other = made_year(session, units=1, year=2016)
    app = well(visit("", person(installation, other, Role.SECRETARY)))
    assert "năm 2016" in said(app)
    assert not [one for one in app.selectbox if one.label == "Khối"]


def test_a_database_that_is_away_is_said_and_nothing_else(
    installation: Engine, made: MadeYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    username = person(installation)

    def away(_engine: object) -> None:
        raise DatabaseUnreachable(place="máy chủ")

    monkeypatch.setattr(database, "ask", away)
    for app in (visit("don-vi"), visit("don-vi", username)):
        assert "máy chủ" in refusal(app)
        assert not buttons(app)
