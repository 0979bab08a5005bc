"""What people of each role can do who speak to the server without its page: nothing that is not theirs."""

import itertools
import json
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine
from sqlmodel import col, delete, func, select
from streamlit.proto.Common_pb2 import StringArray
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.util import calc_hash

from models.accounts import RoleGrant
from models.enums import Role, Stage, YearState
from models.scoring import Score, ScoreChange
from models.year import BlockYear
from pages import SCREENS
from pages.shared.grid import column_of
from services.criteria import Node, save_criteria
from services.database import engine_of, reading, writing
from services.rules.reading import year_document
from services.rules.rights import OPERATOR, RIGHTS, Permission
from services.rules.roles import FOR_A_UNIT
from tests.client import Client, Drawn, calling, pressed, upload
from tests.effects import Rows, effects, rows
from tests.factories import MadeYear, made_actor, made_year, token_of
from tests.rounds import frame, opened_poll
from tests.serving import Served

pytestmark = [pytest.mark.xdist_group("attacks"), pytest.mark.timeout(300)]

UNITS, SHEET, PROJECTOR, OWN, BY_EXCEL = (
    "don-vi",
    "cham-diem",
    "trinh-chieu",
    "tai-khoan-cua-toi",
    "nhap-xuat",
)
SAVE, STAGE = "Lưu", {Stage.SELF: "Tự chấm", Stage.REVIEW: "Thẩm định", Stage.FINAL: "Điểm chốt"}
HARMLESS = {"Đăng xuất", "English"}
POLL = "Cờ thi đua của Chính phủ"
CRITERIA = """
format: thidua-year/1
year: 2017
block: {code: b, name: Khối, kind: block}
units: [{code: a, name: A}]
criteria:
  - {code: "1", name: Thứ nhất, method: direct, max: "10", step: "0.5"}
  - {code: "2", name: Thứ hai, method: direct, max: "10", step: "0.5"}
"""
_numbers, _points = itertools.count(), itertools.count(1)

Cells = Mapping[str, Mapping[str, str]]


@dataclass
class Attacker:
    """Somebody with a role in the year, and what an administrator's page would offer."""

    served: Served
    engine: Engine
    made: MadeYear
    role: Role
    account_id: int
    token: str
    offered: Mapping[str, Drawn]
    before: Rows

    def calling(self) -> AbstractContextManager[Client]:
        """A connection with the own cookie."""
        return calling(self.served, self.token)

    def demote(self) -> None:
        """Take every role away; the session lives on."""
        assert not self.effects()
        with writing(self.engine) as session:
            session.exec(delete(RoleGrant).where(col(RoleGrant.account_id) == self.account_id))
        self.before = rows(self.engine)

    def effects(self) -> Rows:
        """What was done since the beginning, or since the demotion."""
        return effects(self.before, rows(self.engine))

    def may(self, permission: Permission) -> bool:
        """Whether the role gives it."""
        return permission in RIGHTS[self.role]


def looked_around(client: Client) -> dict[str, Drawn]:
    """What each screen draws, by its path."""
    return {screen.path: client.run(screen.path) for screen in SCREENS}


def filled(drawn: Drawn) -> list[WidgetState]:
    """Every field to type in, with something in it that a command would take."""
    fields = [one.text_input.id for one in drawn.of_kind("text_input")]
    fields += [one.text_area.id for one in drawn.of_kind("text_area")]
    text = f"tan-cong-{next(_numbers)}-"
    return [WidgetState(id=one, string_value=f"{text}{place}") for place, one in enumerate(fields)]


def enabled(drawn: Drawn) -> set[str]:
    return {one.button.id for one in drawn.of_kind("button") if not one.button.disabled}


def pressable(drawn: Drawn) -> list[str]:
    """Every button that does something to the data."""
    return [key for label, key in drawn.buttons.items() if label not in HARMLESS]


def press_what_only_others_are_drawn(attacker: Attacker) -> None:
    """Ids are the same for all: those of an administrator's page are known to who has once seen one."""
    with attacker.calling() as client:
        own = {one for drawn in looked_around(client).values() for one in drawn.buttons.values()}
        for path, drawn in attacker.offered.items():
            client.run(path, filled(drawn) + pressed(*(set(drawn.buttons.values()) - own)))


def press_what_is_disabled(attacker: Attacker) -> None:
    with attacker.calling() as client:
        for path, drawn in looked_around(client).items():
            client.run(path, filled(drawn) + pressed(*(set(drawn.buttons.values()) - enabled(drawn))))


def ask_for_screens_of_others(attacker: Attacker) -> None:
    """By name, and by the hash by which the menu asks."""
    with attacker.calling() as client:
        for screen in SCREENS:
            if attacker.may(screen.permission):
                continue
            for drawn in (
                client.run(screen.path),
                client.run(page_script_hash=calc_hash(screen.path)),
            ):
                assert not drawn.titles & attacker.offered[screen.path].titles, screen.path


def send_values_that_are_not_offered(attacker: Attacker) -> None:
    """Numbers out of range, options that are not in the list, files that were never sent."""
    with attacker.calling() as client:
        for path, drawn in looked_around(client).items():
            client.run(path, itertools.chain.from_iterable(map(_out_of_range, drawn.elements)))


def _out_of_range(element: Element) -> Iterable[WidgetState]:
    kind = element.WhichOneof("type")
    if kind == "number_input":
        yield WidgetState(id=element.number_input.id, double_value=-1e18)
    elif kind == "selectbox":
        yield WidgetState(id=element.selectbox.id, string_value="tấn công")
    elif kind == "multiselect":
        yield WidgetState(id=element.multiselect.id, string_array_value=StringArray(data=["tấn công"]))
    elif kind == "button_group":
        yield WidgetState(id=element.button_group.id, string_array_value=StringArray(data=["tấn công"]))


def press_old_buttons_after_a_demotion(attacker: Attacker) -> None:
    """On the connection on which they were drawn, so that callbacks are known as well."""
    with attacker.calling() as client:
        drawn = {path: one for path, one in looked_around(client).items() if path != OWN}
        attacker.demote()
        for path, one in drawn.items():
            client.run(path, filled(one) + pressed(*pressable(one)))


def rerun_fragments_after_a_demotion(attacker: Attacker) -> None:
    with attacker.calling() as client:
        time.sleep(1)  # the hall's board is read anew after a change, at most so much later
        board = client.run(PROJECTOR)
        assert POLL in board.text
        assert board.fragments
        attacker.demote()
        time.sleep(1)
        for fragment in board.fragments:
            assert POLL not in client.run(PROJECTOR, fragment_id=fragment).text


def type_into_cells_of_others(attacker: Attacker) -> None:
    """Locked columns, rows that are not there, and every cell that the role may not fill."""
    columns = [column_of(unit) for unit in attacker.made.unit_ids]
    own = columns[0]
    rightful = {
        Stage.SELF: {own} if attacker.may(Permission.ENTER_OWN_SCORES) else set(),
        Stage.REVIEW: set(columns) if attacker.may(Permission.REVIEW_SCORES) else set(),
        Stage.FINAL: set(),
    }
    for stage in Stage:
        allowed = set(columns) if attacker.may(Permission.ENTER_SCORES) else rightful[stage]
        forged = {one: "9" for one in ("name", "max", "unit_999", *columns) if one not in allowed}
        if not allowed & {own}:
            forged |= {one.value: "9" for one in Stage}  # as the columns of one unit's sheet are called
        with attacker.calling() as client:
            save(attacker, client, stage, {"0": forged, "999": {own: "9"}, "-1": {own: "9"}})


def type_points_out_of_range(attacker: Attacker) -> None:
    own = column_of(attacker.made.unit_ids[0])
    for stage in Stage:
        with attacker.calling() as client:
            save(attacker, client, stage, {"0": {own: "9999"}, "1": {own: "-1"}})


def save(attacker: Attacker, client: Client, stage: Stage, cells: Cells) -> None:
    """Press Save with those edits, whether it is drawn or not."""
    client.run(SHEET, typed(client, stage, cells) + pressed(attacker.offered[SHEET].buttons[SAVE]))


def typed(client: Client, stage: Stage, cells: Cells) -> list[WidgetState]:
    """The stage, and the edits as the grid would send them."""
    groups = [one.button_group for one in client.run(SHEET).of_kind("button_group")]
    chosen = StringArray(data=[STAGE[stage]])
    stages = [one.id for one in groups if STAGE[stage] in {option.content for option in one.options}]
    states = [WidgetState(id=one, string_array_value=chosen) for one in stages]
    edits = json.dumps({"edited_rows": cells, "added_rows": [{"name": "x"}], "deleted_rows": [0]})
    grids = client.run(SHEET, states).of_kind("dataframe")
    return states + [WidgetState(id=one.dataframe.id, string_value=edits) for one in grids]


def upload_what_is_no_workbook(attacker: Attacker) -> None:
    (uploader,) = (one.file_uploader.id for one in attacker.offered[BY_EXCEL].of_kind("file_uploader"))
    for name, content in (
        ("units.exe", b"MZ" * 500),
        ("units.xlsx", b"MZ" * 500),
        ("../../units.xlsx", b"PK"),
    ):
        with attacker.calling() as client:
            client.run(BY_EXCEL)
            state = upload(attacker.served, client, name, content, attacker.token)
            for _ in range(3):
                client.run(BY_EXCEL, [WidgetState(id=uploader, file_uploader_state_value=state)])


ATTACKS: tuple[Callable[[Attacker], None], ...] = (
    press_what_only_others_are_drawn,
    press_what_is_disabled,
    ask_for_screens_of_others,
    send_values_that_are_not_offered,
    press_old_buttons_after_a_demotion,
    rerun_fragments_after_a_demotion,
    type_into_cells_of_others,
    type_points_out_of_range,
    upload_what_is_no_workbook,
)


@pytest.fixture(scope="module")
def made(product: Served) -> MadeYear:
    """A year that is being scored, with a round of votes under way."""
    engine = engine_of(product.settings)
    with writing(engine) as session:
        made = made_year(session)
        nodes = [Node(None, rule) for rule in year_document(CRITERIA).criteria]
        save_criteria(session, OPERATOR, made.id, nodes, {})
        session.get_one(BlockYear, made.id).state = YearState.SCORING
        opened_poll(session, made, frame(title=POLL))
    engine.dispose()
    return made


def person(engine: Engine, made: MadeYear, role: Role) -> tuple[int, str]:
    """Somebody with that role in the year's block, and the token of a session."""
    unit_id = made.unit_ids[0] if role in FOR_A_UNIT else None
    block_id = None if role is Role.ADMINISTRATOR else made.block_id
    with writing(engine) as session:
        account_id = made_actor(session, role, block_id=block_id, unit_id=unit_id).account_id or 0
        return account_id, token_of(session, account_id)


@pytest.fixture(scope="module")
def offered(product: Served, made: MadeYear) -> dict[str, Drawn]:
    """What an administrator's screens draw."""
    engine = engine_of(product.settings)
    _account_id, token = person(engine, made, Role.ADMINISTRATOR)
    engine.dispose()
    with calling(product, token) as client:
        return looked_around(client)


OFTEN = (Role.SECRETARY, Role.UNIT_EDITOR, Role.VIEWER)
ROLES = [pytest.param(role, marks=() if role in OFTEN else pytest.mark.soak) for role in Role]


@pytest.fixture(params=ROLES)
def attacker(
    request: pytest.FixtureRequest,
    product: Served,
    product_engine: Engine,
    made: MadeYear,
    offered: dict[str, Drawn],
) -> Attacker:
    """Somebody of each role in turn."""
    account_id, token = person(product_engine, made, request.param)
    before = rows(product_engine)
    return Attacker(product, product_engine, made, request.param, account_id, token, offered, before)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_has_no_effect(attacker: Attacker, attack: Callable[[Attacker], None]) -> None:
    attack(attacker)
    assert not attacker.effects()


def test_the_same_has_an_effect_for_who_may(
    product: Served, product_engine: Engine, made: MadeYear, offered: dict[str, Drawn]
) -> None:
    """So that the attacks above fail for want of rights, not because nothing was pressed."""
    _account_id, token = person(product_engine, made, Role.SECRETARY)
    with calling(product, token) as client:
        drawn = client.run(UNITS)
        before = rows(product_engine)
        client.run(UNITS, filled(drawn) + pressed(*pressable(drawn)))
    assert {table for table, _row in effects(before, rows(product_engine))} >= {"unit", "unit_name"}


def saved(engine: Engine) -> tuple[int, set[int | None]]:
    """How many changes of cells there were, and which points stand in them."""
    with reading(engine) as session:
        changes = session.exec(select(func.count(col(ScoreChange.id)))).one()
        return changes, set(session.exec(select(Score.points)))


MAY_SAVE = [role for role in Role if Permission.ENTER_SCORES in RIGHTS[role]]


@pytest.mark.parametrize("role", MAY_SAVE)
@pytest.mark.parametrize("how", ["double click", "another run", "hang up"])
def test_what_happens_during_a_slow_save_leaves_it_whole(
    product: Served, product_engine: Engine, made: MadeYear, role: Role, how: str
) -> None:
    """Another has the database for a second, while the button is pressed again, or the page goes away."""
    _account_id, token = person(product_engine, made, role)
    points = str(next(_points))
    grid = {str(row): {column_of(unit): points for unit in made.unit_ids} for row in range(2)}
    before, _stored = saved(product_engine)
    with calling(product, token) as client:
        states = typed(client, Stage.FINAL, grid)
        click = states + pressed(client.run(SHEET, states).buttons[SAVE])
        with writing(product_engine):
            client.begin(SHEET, click)
            time.sleep(0.5)
            if how == "double click":
                client.begin(SHEET, click)
            elif how == "another run":
                client.begin(SHEET)
            else:
                client.close()
            time.sleep(0.5)
        if how != "hang up":
            client.drawn()
            client.run(SHEET)
    time.sleep(2)
    after, stored = saved(product_engine)
    assert after - before in ((6,) if how == "double click" else (0, 6))
    assert after == before or stored == {int(points) * 100}
