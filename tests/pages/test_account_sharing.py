"""Share links on screen: the secretary's list and form, and what somebody sees who comes by one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from models.accounts import TrailEntry
from models.enums import Role, ShareView, YearState
from models.sharing import ShareLink
from models.year import BlockYear
from pages import SCREENS
from pages.account.sharing_views import VIEWS
from pages.conference import vote
from pages.shared import live
from pages.shared.screen import Screen
from services.database import reading, writing
from services.rules.rights import OPERATOR
from services.sharing import LONGEST, revoke_link
from tests.factories import MadeYear, everything, made_actor, made_link, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well
from tests.rounds import frame, made_poll, opened_poll

PATH = "chia-se"
ELSEWHERE = "Liên kết này không xem được trang này"
ENDED = "Liên kết này không còn dùng được"
LAST_DAY = "Until the end of a day"


@pytest.fixture
def made(installation: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[MadeYear]:
    monkeypatch.setattr(ContextProxy, "url", "http://thidua.example:8501/chia-se")
    monkeypatch.setattr(live, "FORGET_SECONDS", 1.0)
    with writing(installation) as session:
        made = made_year(session)
        made_actor(session)  # or the product would ask for the first one
    yield made
    live.boards(installation)._looked.clear()


@pytest.fixture
def secretary(installation: Engine, made: MadeYear) -> str:
    return person(installation, made, Role.SECRETARY)


def words(app: AppTest) -> str:
    """Everything on the screen that is read, the board too."""
    return said(app) + "".join(str(one.proto.body) for one in app.get("html"))


def make(app: AppTest, label: str) -> AppTest:
    field(app, "Dùng cho").set_value(label)
    return press(app, "Tạo liên kết")


def links(engine: Engine) -> list[ShareLink]:
    with reading(engine) as session:
        return list(session.exec(select(ShareLink).order_by(ShareLink.id)).all())  # type: ignore[arg-type]


def test_a_link_is_made_shown_once_and_taken_back(installation: Engine, secretary: str) -> None:
    app = well(visit(PATH, secretary))
    assert "Hiện không có liên kết chia sẻ nào dùng được" in said(app)
    app = well(make(app, "Màn hình **hội trường**"))
    assert "1 liên kết chia sẻ đang dùng được" in said(app)
    assert r"Màn hình \*\*hội trường\*\*" in said(app)
    assert "chưa được mở lần nào" in "".join(str(one.value) for one in app.caption)
    address = str(app.code[0].value)
    assert address.startswith("http://thidua.example:8501/xem#")
    assert app.get("image")
    token = address.partition("#")[2]
    with reading(installation) as session:
        assert token not in "".join(everything(session, ShareLink, TrailEntry))
    app = well(press(app, "Cất liên kết"))
    assert not app.code
    app = well(press(app, "Thu hồi"))
    assert "Hiện không có liên kết chia sẻ nào dùng được" in said(app)
    (table,) = app.dataframe
    assert table.value["label"].tolist() == ["Màn hình **hội trường**"]
    assert table.value["state"][0].startswith("đã thu hồi lúc ")


@pytest.mark.parametrize(
    ("lives", "hours"), [("1 hour", 1), ("12 hours", 12), ("3 days", 72), ("30 days", 720), (LAST_DAY, 24)]
)
def test_a_link_works_as_long_as_was_chosen(
    installation: Engine, secretary: str, lives: str, hours: int
) -> None:
    app = well(visit(PATH, secretary))
    choice = field(app, "Dùng được trong", "selectbox")
    assert choice.options[choice.index] == "12 giờ"
    app = well(choice.set_value(lives).run())
    well(make(app, "Hội trường"))
    (link,) = links(installation)
    lived = link.expires_at - link.created_at
    if lives == LAST_DAY:
        assert timedelta() < lived <= timedelta(hours=24)
    else:
        assert lived == timedelta(hours=hours)


def test_a_link_until_the_last_day_that_can_be_chosen_is_made(installation: Engine, secretary: str) -> None:
    app = well(visit(PATH, secretary))
    app = well(field(app, "Dùng được trong", "selectbox").set_value(LAST_DAY).run())
    day = field(app, "Ngày cuối", "date_input")
    assert day.max <= datetime.now(UTC).date() + LONGEST
    day.set_value(day.max)
    well(make(app, "Cả năm"))
    assert links(installation)


def test_a_link_without_a_label_is_refused_and_nothing_typed_is_lost(
    installation: Engine, secretary: str
) -> None:
    app = well(visit(PATH, secretary))
    field(app, "Trang được xem", "button_group").set_value(ShareView.STANDINGS)
    app = make(app, " ")
    assert refusal(app)
    assert not links(installation)
    well(make(app.run(), "Bảng xếp hạng"))
    assert [link.view for link in links(installation)] == [ShareView.STANDINGS]


def test_an_address_of_this_machine_is_said_to_be_one(
    secretary: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ContextProxy, "url", "http://127.0.0.1:8501/chia-se")
    assert "chỉ mở được trên chính máy này" in said(make(visit(PATH, secretary), "Hội trường"))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.CHAIR, Role.TELLER])
def test_others_make_no_links(installation: Engine, made: MadeYear, role: Role) -> None:
    app = well(visit(PATH, person(installation, role=role)))
    assert "Tài khoản này không xem được trang này" in said(app)
    assert "Tạo liên kết" not in buttons(app)


def test_every_view_is_a_screen_that_shows_released_data() -> None:
    assert set(VIEWS) == set(ShareView)
    assert {view.path for view in VIEWS.values()} <= {screen.path for screen in SCREENS}


def test_the_board_is_seen_by_its_link(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        opened_poll(session, made)
        token = made_link(session, made)
    app = well(visit("trinh-chieu", link=token))
    assert "Cờ thi đua của UBND tỉnh" in words(app)
    assert buttons(app) == set()
    assert not app.sidebar.children


def test_a_link_names_no_round_of_its_own(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        draft = made_poll(session, made, frame(title="Nội dung chưa đưa ra"))
        token = made_link(session, made)
    app = well(visit("trinh-chieu", link=token, poll=str(draft)))
    assert "Nội dung chưa đưa ra" not in words(app)


@pytest.mark.parametrize("state", YearState)
def test_the_standings_are_seen_by_their_link_once_they_are_published(
    installation: Engine, made: MadeYear, state: YearState
) -> None:
    with writing(installation) as session:
        session.get_one(BlockYear, made.id).state = state
        token = made_link(session, made, ShareView.STANDINGS)
    app = well(visit("xep-hang", link=token))
    released = state in (YearState.PUBLISHED, YearState.ARCHIVED)
    assert ("Kết quả xếp hạng của năm này chưa được công bố" in said(app)) is not released


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.path)
def test_a_link_shows_one_screen_and_no_other(installation: Engine, made: MadeYear, screen: Screen) -> None:
    with writing(installation) as session:
        token = made_link(session, made, ShareView.STANDINGS)
    app = well(visit(screen.path, link=token))
    if screen.path == VIEWS[ShareView.STANDINGS].path:
        assert ELSEWHERE not in said(app)
    elif screen.path == vote.PATH:  # a phone that follows the hall by a link can vote with a card
        assert buttons(app) == {"Vào bỏ phiếu", "Đăng nhập bằng tài khoản"}
        assert "Đơn vị 1" not in said(app)
    else:
        assert [one.value for one in app.title] == [ELSEWHERE]
        assert buttons(app) == {"Đăng nhập bằng tài khoản"}
        assert not app.dataframe
        assert "Đơn vị 1" not in said(app)
        assert [one.proto.label for one in app.get("page_link")] == ["Xếp hạng"]


def test_other_years_and_blocks_in_the_address_change_nothing(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        other = made_year(session, year=2018, state=YearState.PUBLISHED)
        code = session.get_one(BlockYear, other.id).block_id
        token = made_link(session, made, ShareView.STANDINGS)
    app = well(visit("xep-hang", link=token, year="2018", block=str(code)))
    assert "2017" in said(app)
    assert "2018" not in said(app)


def test_a_link_speaks_english_when_the_address_asks_for_it(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        token = made_link(session, made, ShareView.STANDINGS)
    assert "have not been released yet" in said(visit("xep-hang", link=token, language="en"))


def test_who_has_an_account_signs_in_over_a_link(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        token = made_link(session, made)
    app = well(press(visit("don-vi", link=token), "Đăng nhập bằng tài khoản"))
    assert "Đăng nhập" in buttons(app)


def test_a_person_who_is_signed_in_comes_before_a_link(installation: Engine, made: MadeYear) -> None:
    username = person(installation)
    with writing(installation) as session:
        token = made_link(session, made)
    app = well(visit("don-vi", username, token))
    assert ELSEWHERE not in said(app)
    assert "Đăng xuất" in buttons(app)


@pytest.mark.parametrize("how", ["taken back", "made up"])
def test_a_link_that_works_no_more_says_so(installation: Engine, made: MadeYear, how: str) -> None:
    with writing(installation) as session:
        token = made_link(session, made)
        if how == "taken back":
            revoke_link(session, OPERATOR, 1, datetime.now(UTC))
    app = well(visit("trinh-chieu", link=token if how == "taken back" else "x" * 43))
    assert ENDED in said(app)
    assert "Đăng nhập" in buttons(app)


def test_a_display_finds_its_screen_from_wherever_it_lands(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        made_actor(session, Role.DISPLAY, block_id=made.block_id, username="man-hinh")
    app = well(visit("", "man-hinh"))
    assert "Tài khoản này không xem được trang này" in said(app)
    assert [one.proto.label for one in app.get("page_link")] == ["Trình chiếu"]
    well(visit("trinh-chieu", "man-hinh"))
