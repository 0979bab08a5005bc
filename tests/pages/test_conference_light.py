"""The light page of the hall: the words of the projector, drawn once for everybody; nothing held back."""

import json
import time
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from sqlalchemy import Engine, event
from sqlmodel import col, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from models.enums import ShareView
from models.polls import PollOption
from models.sharing import ShareLink
from pages.conference import hall_head, hall_views, light
from pages.conference.hall_picture import CLOCK
from pages.shared import live
from pages.shared.context import shared_database
from services.database import writing
from services.rules.rights import OPERATOR
from services.sharing import revoke_link
from tests.factories import MadeYear, made_link, made_year
from tests.own_loop import awaited
from tests.rounds import close, count, finish, frame, made_poll, opened_poll, publish, settle

NASTY = "<b>Cờ</b> {clock}"
VOTES = 414141


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


@cache
def _answers(_engine: Engine) -> light.HallAnswers:
    """What a process has for its database."""
    return light.HallAnswers(Starlette())


def asked(token: str, known: str = "", cookie: str = "thidua_display") -> Response:
    """What the route answers to who sends that cookie and knows that picture."""
    headers = [(b"cookie", f"{cookie}={token}".encode())] if token else []
    headers += [(b"if-none-match", known.encode())] if known else []
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/hoi-truong.json",
        "query_string": b"",
        "headers": headers,
    }
    answer = _answers(shared_database()).answer_to
    return awaited(answer(Request(scope)))


def picture(answer: Response) -> str:
    """What is drawn, with the time at which it was checked."""
    assert answer.status_code == 200
    drawn: str = json.loads(bytes(answer.body))["picture"]
    return drawn.replace(CLOCK, answer.headers["X-Checked-At"])


def until(token: str, word: str) -> Response:
    """The first answer that has the word, within a few looks of the keeper of boards."""
    for _ in range(40):
        answer = asked(token)
        if answer.status_code == 200 and word in picture(answer):
            return answer
        time.sleep(0.1)
    raise AssertionError(word)


def link(engine: Engine, made: MadeYear, view: ShareView = ShareView.HALL) -> str:
    with writing(engine) as session:
        return made_link(session, made, view)


@pytest.mark.parametrize("view", [ShareView.HALL, ShareView.PROJECTOR])
def test_it_shows_what_the_projector_shows(installation: Engine, made: MadeYear, view: ShareView) -> None:
    token = link(installation, made, view)
    with writing(installation) as session:
        finish(session, opened_poll(session, made, frame(NASTY)), 6, 2, 1, issued=9, collected=9, invalid=0)
    answer = until(token, "Được bầu chọn")
    with writing(installation) as session:
        looker = session.exec(select(ShareLink.id)).one()
    watch = live.Watch(made.block_id, made.id, None)
    sight = live.boards(installation).look(watch, None, looker)
    assert sight is not None
    heading = hall_head.heading_for(f"Khối thi đua {made.block_id}", 2017, illustrative=False)
    drawn = hall_views.markup_of(sight, heading, clock=CLOCK)
    assert (
        drawn.partition('class="poll"')[2]
        == json.loads(bytes(answer.body))["picture"].partition('class="poll"')[2]
    )
    assert "<b>Cờ</b>" not in drawn
    assert "&lt;b&gt;Cờ&lt;/b&gt;" in drawn


def test_a_picture_that_has_not_changed_is_not_sent_again(installation: Engine, made: MadeYear) -> None:
    token = link(installation, made)
    first = until(token, "Chưa có nội dung")
    again = asked(token, first.headers["ETag"])
    assert (again.status_code, bytes(again.body)) == (304, b"")
    assert again.headers["X-Checked-At"][2] == ":"
    assert again.headers["Cache-Control"] == "private, max-age=1"
    with writing(installation) as session:
        opened_poll(session, made, frame("Cờ thi đua"))
    changed = until(token, "Cờ thi đua")
    assert changed.headers["ETag"] != first.headers["ETag"]
    assert asked(token, first.headers["ETag"]).status_code == 200


def test_many_viewers_cost_no_sql(installation: Engine, made: MadeYear) -> None:
    token = link(installation, made)
    until(token, "Chưa có nội dung")
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(installation, "before_cursor_execute", note)
    try:
        for _ in range(50):
            assert asked(token).status_code == 200
    finally:
        event.remove(installation, "before_cursor_execute", note)
    assert len(seen) <= 3  # the keeper of boards may ask once whether anything has changed


def test_numbers_that_are_not_released_never_leave(installation: Engine, made: MadeYear) -> None:
    token = link(installation, made)
    with writing(installation) as session:
        made_poll(session, made, frame("Vòng sơn ca"))
        poll_id = opened_poll(session, made, frame("Vòng đang bỏ"))
        for option in session.exec(select(PollOption).where(PollOption.poll_id == poll_id)):
            option.votes = VOTES
    bodies = [bytes(until(token, "Vòng đang bỏ").body)]
    with writing(installation) as session:
        close(session, poll_id)
        count(session, poll_id, 6, 2, 1, issued=9, collected=9, invalid=0)
        settle(session, poll_id)
    bodies.append(bytes(until(token, "Vòng đang bỏ").body))
    time.sleep(0.6)
    bodies.append(bytes(asked(token).body))
    for body in bodies:
        text = body.decode()
        assert not [
            word for word in ("sơn ca", "414141", "414.141", "66,67", "Được bầu chọn") if word in text
        ]
    with writing(installation) as session:
        publish(session, poll_id)
    assert "66,67" in bytes(until(token, "Được bầu chọn").body).decode()


@pytest.mark.parametrize("how", ["taken back", "run out"])
def test_a_link_that_ends_shows_nothing_more(installation: Engine, made: MadeYear, how: str) -> None:
    token = link(installation, made)
    until(token, "Chưa có nội dung")
    with writing(installation) as session:
        row = session.exec(select(ShareLink).order_by(col(ShareLink.id).desc())).one()
        if how == "taken back":
            revoke_link(session, OPERATOR, row.id or 0, datetime.now(UTC))
        else:
            row.created_at -= timedelta(days=1)
            row.expires_at = row.created_at + timedelta(hours=1)
    for _ in range(40):
        if (answer := asked(token)).status_code == 403:
            break
        time.sleep(0.1)
    assert (answer.status_code, bytes(answer.body)) == (403, b"")


def test_nobody_else_is_told_anything(installation: Engine, made: MadeYear) -> None:
    standings = link(installation, made, ShareView.STANDINGS)
    good = link(installation, made)
    for token, cookie in (
        ("", ""),
        ("wrong", "thidua_display"),
        (standings, "thidua_display"),
        (good, "other"),
    ):
        answer = asked(token, cookie=cookie)
        assert (answer.status_code, bytes(answer.body)) == (403, b"")
    assert until(good, "Chưa có nội dung")


def test_the_page_knows_no_data_and_runs_no_script_of_its_own(installation: Engine) -> None:
    page = bytes(light._draw(Request({"type": "http", "headers": []})).body).decode()
    assert "<script src=" in page
    assert page.count("<script") == 1
    assert "http" not in page
    assert "Liên kết này không còn dùng được" in page
    assert "Khối thi đua" not in page
