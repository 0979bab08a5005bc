"""What the hall does not see yet is in no byte that goes to a display: counts, ballots, standings, words."""

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.util import calc_hash

from models.conference import AgendaItem
from models.conference_enums import HallView
from models.enums import OfficeTerm, ShareView, Stage, YearState
from models.polls import Poll, PollOption
from models.year import BlockOffice, BlockYear
from pages.account.sharing_entry import COOKIE
from services import agenda_steps, hall, incidents, poll_steps
from services.criteria import save_criteria
from services.database import writing
from services.queries.criteria import criteria_of_year
from services.rules.cell_edits import CellEdit
from services.rules.counting import Attendance
from services.rules.rights import OPERATOR
from services.scoring import save_cells
from tests.client import Client, calling
from tests.conferences import item_version, made_item
from tests.factories import MadeYear, led_by, made_actor, made_link, made_year
from tests.rounds import counted_poll, frame, version
from tests.serving import Served
from tests.typed import typed_node

pytestmark = [pytest.mark.xdist_group("links"), pytest.mark.timeout(300)]

KEPT, READ = "Vòng đã kiểm", "Vòng đang đọc"
MANY = Attendance(summoned=515151, present=515151)
FEW = Attendance(summoned=1222, present=1222)
SCREENS = {ShareView.PROJECTOR: "trinh-chieu", ShareView.LEADERS: "ban-lanh-dao"}
CANARIES = (
    *("414.141", "414141", "101.010", "101010"),  # votes that were counted and not read out
    *("737,37", "737.37", "73737"),  # points that were not released
    *("chim yến", "sơn ca", "họa mi"),  # what is read aloud, was noted, and happened
)


@dataclass(frozen=True)
class Held:
    """A conference of which much is held back."""

    made: MadeYear
    kept: int
    read: int


@pytest.fixture
def engine(product_engine: Engine) -> Engine:
    """The database of the served product."""
    return product_engine


@pytest.fixture
def held(engine: Engine) -> Held:
    """Scored, with a round counted, another read as far as three ballots, and next year's head registered."""
    with writing(engine) as session:
        made_actor(session)
        made = made_year(session)
        node = typed_node(
            {"code": "1", "name": "Tiêu chí", "method": "direct", "max": "1000", "step": "0.01"}
        )
        save_criteria(session, OPERATOR, made.id, [node], {})
        (line,) = criteria_of_year(session, made.id)
        edits = [CellEdit(unit, line.criterion_id, "737.37", 0) for unit in made.unit_ids]
        save_cells(session, OPERATOR, made.id, Stage.FINAL, edits)
        session.get_one(BlockYear, made.id).state = YearState.CONFERENCE
        session.flush()
        item = made_item(session, made)
        agenda_steps.start_item(session, OPERATOR, item, seen_version=item_version(session, item))
        row = session.get_one(AgendaItem, item)
        row.read_aloud, row.notes = "Lời dẫn chim yến", "Ghi chép sơn ca"
        incidents.note_incident(session, OPERATOR, made.id, "Sự việc họa mi")
        kept = counted_poll(session, made, 414141, 101010, 0, given=frame(KEPT, attendance=MANY))
        read = counted_poll(session, made, 808, 414, 0, given=frame(READ, attendance=FEW))
        hall.begin_reading(session, OPERATOR, read, seen_version=version(session, read))
        hall.pause_reading(session, OPERATOR, read, seen_version=version(session, read))
        hall.read_next(session, OPERATOR, read, 3, seen_version=version(session, read))
        led_by(session, made.id, made.unit_ids[2], term=OfficeTerm.NEXT)
        code = session.exec(select(Poll.code).where(Poll.id == kept)).one()
        for office in session.exec(select(BlockOffice)):
            office.poll_code = code
        hall.show_in_hall(session, OPERATOR, made.id, HallView.POLL, read)
    return Held(made, kept, read)


def looking(served: Served, engine: Engine, held: Held, view: ShareView) -> AbstractContextManager[Client]:
    """A connection by a link to that view."""
    with writing(engine) as session:
        token = made_link(session, held.made, view)
    return calling(served, token, cookie=COOKIE)


def sent(client: Client, path: str) -> str:
    """All that has been sent after the screen was drawn, and drawn anew."""
    drawn = client.run(path)
    for fragment in drawn.fragments:
        client.run(path, page_script_hash=calc_hash(path), fragment_id=fragment)
    return client.received.decode("utf-8", errors="replace")


@pytest.mark.parametrize("shown", ["agenda", "poll", "results", "standings"])
@pytest.mark.parametrize("view", SCREENS)
def test_what_is_held_back_never_comes_over_the_wire(
    product: Served, engine: Engine, held: Held, view: ShareView, shown: str
) -> None:
    with writing(engine) as session:
        named = held.kept if shown == "poll" else None
        hall.show_in_hall(session, OPERATOR, held.made.id, HallView(shown), named)
    with looking(product, engine, held, view) as client:
        text = sent(client, SCREENS[view])
    assert len(text) > 5_000
    assert not [canary for canary in CANARIES if canary in text]
    assert "Hội nghị tổng kết" in text
    assert (KEPT in text) is (view is ShareView.LEADERS or shown == "poll")


def test_of_a_reading_only_the_ballots_that_were_read_come(
    product: Served, engine: Engine, held: Held
) -> None:
    with writing(engine) as session:
        hall.show_in_hall(session, OPERATOR, held.made.id, HallView.POLL, held.read)
    with looking(product, engine, held, ShareView.PROJECTOR) as client:
        text = sent(client, "trinh-chieu")
    votes = [int(number) for number in re.findall(r'class="votes">(\d+)<', text)]
    assert "3/1.222" in text
    assert len(votes) % 3 == 0
    assert sum(votes[:3]) == 3


def test_what_is_released_comes(product: Served, engine: Engine, held: Held) -> None:
    """So that the tests above do not pass because nothing comes at all."""
    with writing(engine) as session:
        poll_steps.publish_poll(session, OPERATOR, held.kept, seen_version=version(session, held.kept))
        hall.release_standings(session, OPERATOR, held.made.id, seen_version=hall.ANY_VERSION)
        assert session.exec(select(PollOption.votes).where(PollOption.poll_id == held.kept)).first() == 414141
    with looking(product, engine, held, ShareView.LEADERS) as client:
        text = sent(client, "ban-lanh-dao")
    for canary in ("414.141", "101.010", "737,37", "Đơn vị 3"):
        assert canary in text
