"""V4 on the served product: who votes how is in no page, no log and no file of the database."""

import json
import re
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.proto.Element_pb2 import Element

from models.enums import BoxMode, Role, ShareView
from models.polls import Poll
from pages.account.sharing_entry import COOKIE as LINK_COOKIE
from pages.conference.light import PICTURE_PATH
from pages.conference.screens import CONFERENCE
from services.ballot_box.box import turnout_of
from services.database import writing
from services.storage.boxes import box_of
from tests.ballot_box.boxes import PASSPHRASE
from tests.client import Client, calling
from tests.factories import MadeYear, made_actor, made_link, made_year, token_of
from tests.phones import phone
from tests.serving import Served
from tests.voters import card_of, electronic, open_electronic, with_voters

pytestmark = [pytest.mark.xdist_group("links"), pytest.mark.timeout(300)]

UNITS = VOTERS = 6
STAFF = (Role.ADMINISTRATOR, Role.SECRETARY, Role.CHAIR, Role.TELLER, Role.VIEWER)
VIEWS = {ShareView.PROJECTOR: "trinh-chieu", ShareView.LEADERS: "ban-lanh-dao"}
MOVING = re.compile(
    r"\d+/\d+|\d+:\d\d(:\d\d)?|[0-9a-f]{32,}"
)  # turnout, clock, ids of files that are offered


@dataclass(frozen=True)
class Election:
    """An open round in which the n-th voter votes for the next but one of the units; cards by voter."""

    made: MadeYear
    cards: tuple[str, ...]
    box: Path


@pytest.fixture
def engine(product_engine: Engine) -> Engine:
    """The database of the served product."""
    return product_engine


@pytest.fixture
def election(product: Served, engine: Engine) -> Election:
    with writing(engine) as session:
        made_actor(session)
        made = made_year(session, units=UNITS)
        cards = tuple(card_of(session, made, one) for one in with_voters(session, made))
        folder = product.settings.data_folder
        poll_id = open_electronic(session, made, folder, electronic(mode=BoxMode.STANDARD), PASSPHRASE)
        box = box_of(folder, session.exec(select(Poll).where(Poll.id == poll_id)).one())
    return Election(made, cards, box)


def chosen_by(place: int) -> int:
    return (place + 2) % UNITS


def names_but(place: int) -> list[str]:
    """The names on the ballot but for the own unit's, which stands on the voter's page anyhow."""
    return [f"Đơn vị {unit + 1}" for unit in range(UNITS) if unit != place]


def all_vote(product: Served, election: Election) -> list[str]:
    """The codes of all ballots, each given on a telephone of its own."""
    codes = []
    for place, card in enumerate(election.cards):
        with phone(product, card) as telephone:
            shown = telephone.choose(chosen_by(place))
            assert f"Đơn vị {chosen_by(place) + 1}" in shown.text
            codes.append(telephone.confirm().replace("-", ""))
            after = telephone.drawn.text
        with phone(product, card) as telephone:
            again = telephone.client.received.decode("utf-8", errors="replace")
        for text in (after, again):
            assert f"Đại biểu {place + 1}" in text
            assert not [name for name in names_but(place) if name in text]
        assert codes[-1] not in again.replace("-", "")
    assert turnout_of(election.box).cast == len(set(codes)) == VOTERS
    return codes


def test_what_is_served_to_others_is_the_same_before_and_after_all_have_voted(
    product: Served, engine: Engine, election: Election
) -> None:
    """To the letter, but for turnout and clock: so no page can say who voted how."""
    with writing(engine) as session:
        token = made_link(session, election.made, ShareView.HALL)
    with ExitStack() as stack:
        lookers = list(_lookers(product, engine, election, stack))
        before = [_drawn(looker, path) for looker, path in lookers]
        first = _picture(product, token)
        assert _changed(lookers, before) == []  # so that what follows means something
        all_vote(product, election)
        assert _changed(lookers, before) == []
    assert any("Đại biểu 1" in text for text in before)
    assert any("Đơn vị 1" in text for text in before)
    assert MOVING.sub("#", first) == MOVING.sub("#", _picture(product, token))


def test_no_file_of_the_database_changes_while_people_vote_and_no_log_names_them(
    product: Served, engine: Engine, election: Election
) -> None:
    folder = product.settings.data_folder

    def database() -> dict[str, bytes]:
        return {one.name: one.read_bytes() for one in folder.glob("thidua.db*") if one.suffix != ".db-shm"}

    before, said = database(), len(product.said())
    codes = all_vote(product, election)
    assert database() == before
    log = product.said()[said:]
    answers = ["".join("+" if place == unit else "0" for place in range(UNITS)) for unit in range(UNITS)]
    secret = [*codes, *election.cards, PASSPHRASE, *answers]
    for word in (*secret, "Đại biểu", "Đơn vị"):
        assert word not in log
    for file in folder.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert not [word for word in secret if word.encode() in content], file


def _lookers(
    product: Served, engine: Engine, election: Election, stack: ExitStack
) -> Iterator[tuple[Client, str]]:
    """Everybody who looks on, on each screen of the conference that is theirs."""
    with writing(engine) as session:
        staff = [
            token_of(session, made_actor(session, role, block_id=_block(role, election)).account_id or 0)
            for role in STAFF
        ]
        links = {made_link(session, election.made, view): path for view, path in VIEWS.items()}
    for token in staff:
        client = stack.enter_context(calling(product, token))
        for screen in CONFERENCE:
            yield client, screen.path
    for token, path in links.items():
        yield stack.enter_context(calling(product, token, cookie=LINK_COOKIE)), path


def _block(role: Role, election: Election) -> int | None:
    return None if role is Role.ADMINISTRATOR else election.made.block_id


def _changed(lookers: Sequence[tuple[Client, str]], before: Sequence[str]) -> list[str]:
    """The screens that are not as they were."""
    return [path for (looker, path), was in zip(lookers, before, strict=True) if _drawn(looker, path) != was]


def _drawn(client: Client, path: str) -> str:
    """The screen in words, without what moves on its own."""
    elements: list[Element] = client.run(path).elements
    return MOVING.sub("#", "\n".join(map(str, elements)))


def _picture(product: Served, token: str) -> str:
    """What the light page of a large hall gets."""
    request = urllib.request.Request(product.url + PICTURE_PATH, headers={"Cookie": f"{LINK_COOKIE}={token}"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return str(json.loads(answer.read())["picture"])
