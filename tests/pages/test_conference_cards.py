"""Voters' cards on screen: who has one, made for all who have none, made anew, offered once, refused."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from streamlit.testing.v1 import AppTest

from models.conference import Delegate
from models.enums import Role, YearState
from models.year import BlockYear
from pages.conference import voter_cards
from services.database import reading, writing
from tests.factories import MadeYear, made_year
from tests.pages.visits import buttons, field, person, press, said, visit, well
from tests.voters import with_voters

CARDS = "the-bieu-quyet"
ELSEWHERE = "http://thi-dua.noi-chinh.vn/"


@pytest.fixture
def year(installation: Engine, monkeypatch: pytest.MonkeyPatch) -> MadeYear:
    monkeypatch.setattr(voter_cards, "own_address", lambda: ELSEWHERE)
    monkeypatch.setattr(voter_cards, "leads_nowhere_else", lambda: False)
    with writing(installation) as session:
        return made_year(session)


@pytest.fixture
def secretary(installation: Engine, year: MadeYear) -> str:
    return person(installation, year, Role.SECRETARY)


def hashes(session: Session) -> list[str | None]:
    return list(session.exec(select(Delegate.card_hash).order_by(col(Delegate.id))))


def sheet(app: AppTest) -> str:
    """The page that is offered to be printed."""
    page, _number = app.session_state[voter_cards._MADE]
    return str(page.decode())


def test_without_delegates_it_says_where_they_are_named(installation: Engine, secretary: str) -> None:
    app = well(visit(CARDS, secretary))
    assert "Vào màn hình Đại biểu" in said(app)
    assert buttons(app) == {"English", "Đăng xuất"}


def test_cards_are_made_for_all_who_have_none_and_are_gone_once_they_are_put_away(
    installation: Engine, year: MadeYear, secretary: str
) -> None:
    with writing(installation) as session:
        with_voters(session, year)
    app = well(visit(CARDS, secretary))
    assert app.title[0].value == "0/3 đại biểu có quyền biểu quyết đã có thẻ"
    app = well(press(app, "Làm 3 thẻ"))
    assert app.title[0].value == "3/3 đại biểu có quyền biểu quyết đã có thẻ"
    page = sheet(app)
    assert f"{ELSEWHERE}bo-phieu" in page
    assert "Đại biểu 1" in page
    with reading(installation) as session:
        assert all(hashes(session))
        assert not [one for one in hashes(session) if one and one in page]
    app = well(press(app, "Cất thẻ"))
    assert voter_cards._MADE not in app.session_state
    assert "Cất thẻ" not in buttons(app)


def test_a_card_made_anew_is_warned_of_and_puts_the_old_one_out(
    installation: Engine, year: MadeYear, secretary: str
) -> None:
    with writing(installation) as session:
        with_voters(session, year)
    app = well(press(visit(CARDS, secretary), "Làm 3 thẻ"))
    with reading(installation) as session:
        before = hashes(session)
    chosen = field(app, "In thẻ cho", "multiselect")
    assert chosen.value == []
    app = well(chosen.select(chosen.options[0]).run())
    assert any("thẻ cũ hết giá trị ngay" in one.value for one in app.warning)
    app = well(press(app, "Làm 1 thẻ"))
    with reading(installation) as session:
        assert [old == new for old, new in zip(before, hashes(session), strict=True)] == [False, True, True]


def test_a_published_year_and_this_very_computer_make_no_usable_cards(
    installation: Engine, year: MadeYear, secretary: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voter_cards, "leads_nowhere_else", lambda: True)
    with writing(installation) as session:
        with_voters(session, year)
    assert "chính máy này" in said(well(visit(CARDS, secretary)))
    with writing(installation) as session:
        session.exec(select(BlockYear)).one().state = YearState.PUBLISHED
    app = well(visit(CARDS, secretary))
    assert "Làm 3 thẻ" not in buttons(app)


def test_a_year_that_was_published_since_is_refused(
    installation: Engine, year: MadeYear, secretary: str
) -> None:
    with writing(installation) as session:
        with_voters(session, year)
    app = well(visit(CARDS, secretary))
    with writing(installation) as session:  # between the drawing of the page and the press
        session.exec(select(BlockYear)).one().state = YearState.PUBLISHED
    assert voter_cards._MADE not in well(press(app, "Làm 3 thẻ")).session_state
    with reading(installation) as session:
        assert not any(hashes(session))


def test_only_who_prepares_votes_makes_cards(installation: Engine, year: MadeYear) -> None:
    app = visit(CARDS, person(installation, role=Role.VIEWER))
    assert "In thẻ cho" not in [one.label for one in app.multiselect]
