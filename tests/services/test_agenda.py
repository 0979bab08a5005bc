"""The agenda: written, moved, copied, gone through; what is refused changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.accounts import TrailEntry
from models.conference_enums import AgendaKind
from models.enums import Role, YearState
from models.polls import Poll
from models.year import BlockYear
from services import agenda, agenda_steps, incidents
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import DomainError, NotFound, Stale
from services.errors.conference import ItemFault, ItemUnfit
from services.errors.typed import NameRefused, TypedNumberRefused
from services.errors.years import YearLocked
from services.queries.agenda import agenda_of_year, agenda_words, incidents_of_year
from services.rules.rights import OPERATOR, Actor
from services.years import open_year
from tests.conferences import REPORT, item_version, items, made_item, refused
from tests.factories import MadeYear, made_actor, made_year, without_the_right
from tests.rounds import made_poll


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def titles(engine: Engine, made: MadeYear) -> list[str]:
    with reading(engine) as session:
        return [row.title for row in items(session, made)]


def three(engine: Engine, made: MadeYear) -> tuple[int, int, int]:
    with writing(engine) as session:
        return tuple(made_item(session, made, title) for title in ("Một", "Hai", "Ba"))  # type: ignore[return-value]


def step(engine: Engine, act: Callable[..., object], item_id: int, *facts: Any) -> None:
    with writing(engine) as session:
        act(session, OPERATOR, item_id, *facts, seen_version=item_version(session, item_id))


def test_points_are_added_changed_moved_and_removed(engine: Engine, made: MadeYear) -> None:
    first, second, third = three(engine, made)
    step(
        engine,
        agenda.edit_item,
        second,
        replace(REPORT, title=" Hai  mới ", read_aloud="Kính thưa\n\n quý vị "),
    )
    step(engine, agenda.move_item, third, 1)
    assert titles(engine, made) == ["Ba", "Một", "Hai mới"]
    step(engine, agenda.move_item, third, 99)
    assert titles(engine, made) == ["Một", "Hai mới", "Ba"]
    step(engine, agenda.remove_item, first)
    with reading(engine) as session:
        found = agenda_of_year(session, made.id)
        assert [(one.title, one.place, one.starts_after) for one in found.items] == [
            ("Hai mới", 1, 0),
            ("Ba", 2, 20),
        ]
        assert agenda_words(session, OPERATOR, made.id)[second].read_aloud == "Kính thưa\nquý vị"
        actions = [
            row.action for row in session.exec(select(TrailEntry)) if row.subject == f"agenda item {third}"
        ]
    assert actions == ["add_item", "move_item", "move_item"]


def test_the_customary_points_are_those_of_the_source_and_come_once(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        assert agenda.add_customary_items(session, OPERATOR, made.id) == 7
        assert agenda.add_customary_items(session, OPERATOR, made.id) == 0
        kinds = [row.kind for row in items(session, made)]
    other, *source = kinds[:6]
    assert other is AgendaKind.OTHER
    assert source == [
        AgendaKind.REPORT,
        AgendaKind.DISCUSSION,
        AgendaKind.PLAN,
        AgendaKind.TITLES,
        AgendaKind.OFFICES,
    ]
    assert any("năm 2018" in title for title in titles(engine, made))


def test_a_copy_moves_the_years_on_and_adds_what_is_missing(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        made_item(session, made, "Báo cáo năm 2017, kế hoạch 2018, Luật 2003")
        made_item(session, made, "Bế mạc")
        ahead = open_year(session, OPERATOR, made.id, 2019)
        new = replace(made, id=ahead)
        made_item(session, new, "bế mạc")
        assert agenda.copy_agenda(session, OPERATOR, ahead, made.id) == 1
    assert titles(engine, new) == ["bế mạc", "Báo cáo năm 2019, kế hoạch 2020, Luật 2003"]


def test_no_agenda_is_copied_from_another_block(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        other = made_year(session)
        made_item(session, other)
    refused(engine, NotFound, agenda.copy_agenda, OPERATOR, made.id, other.id)


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        (replace(REPORT, title="  "), NameRefused),
        (replace(REPORT, minutes=0), TypedNumberRefused),
        (replace(REPORT, minutes=agenda.MOST_MINUTES + 1), TypedNumberRefused),
        (replace(REPORT, read_aloud="a" * 7000), NameRefused),
    ],
)
def test_what_makes_no_point_is_refused(
    engine: Engine, made: MadeYear, entry: agenda.ItemEntry, kind: type[DomainError]
) -> None:
    first, *_others = three(engine, made)
    refused(engine, kind, agenda.add_item, OPERATOR, made.id, entry)
    refused(engine, kind, agenda.edit_item, OPERATOR, first, entry, seen_version=1)


def test_one_point_is_under_way_at_a_time(engine: Engine, made: MadeYear) -> None:
    first, second, _third = three(engine, made)
    step(engine, agenda_steps.start_item, first)
    again = refused(engine, ItemUnfit, agenda_steps.start_item, OPERATOR, first, seen_version=2)
    assert isinstance(again, ItemUnfit)
    assert again.reason is ItemFault.UNDER_WAY
    step(engine, agenda_steps.start_item, second)
    with reading(engine) as session:
        one, two, _three = items(session, made)
        assert agenda_of_year(session, made.id).current_id == second
        assert isinstance(one.finished_at, datetime)
        assert two.finished_at is None
    step(engine, agenda_steps.finish_item, second)
    ended = refused(engine, ItemUnfit, agenda_steps.finish_item, OPERATOR, second, seen_version=3)
    assert isinstance(ended, ItemUnfit)
    assert ended.reason is ItemFault.NOT_UNDER_WAY
    step(engine, agenda_steps.start_item, first)
    with reading(engine) as session:
        assert items(session, made)[0].finished_at is None


def test_a_second_click_on_the_same_button_is_told_of_the_first(engine: Engine, made: MadeYear) -> None:
    first, *_others = three(engine, made)
    step(engine, agenda_steps.start_item, first)
    refused(engine, Stale, agenda_steps.start_item, OPERATOR, first, seen_version=1)


def test_notes_need_a_point_that_has_begun_and_keep_it_begun(engine: Engine, made: MadeYear) -> None:
    first, *_others = three(engine, made)
    refused(engine, ItemUnfit, agenda_steps.note_discussion, OPERATOR, first, "Nhất trí", seen_version=1)
    refused(engine, ItemUnfit, agenda_steps.take_back_item, OPERATOR, first, seen_version=1)
    step(engine, agenda_steps.start_item, first)
    step(engine, agenda_steps.note_discussion, first, "Nhất trí\ncao")
    refused(engine, ItemUnfit, agenda_steps.take_back_item, OPERATOR, first, seen_version=3)
    step(engine, agenda_steps.note_discussion, first, "")
    step(engine, agenda_steps.take_back_item, first)
    with reading(engine) as session:
        assert items(session, made)[0].started_at is None
        assert agenda_of_year(session, made.id).current_id is None


def test_a_point_that_has_begun_or_is_in_use_stays(engine: Engine, made: MadeYear) -> None:
    first, second, third = three(engine, made)
    step(engine, agenda_steps.start_item, first)
    with writing(engine) as session:
        incidents.note_incident(session, OPERATOR, made.id, "Mất điện")
        poll = session.get_one(Poll, made_poll(session, made))
        poll.item_id = second
    step(engine, agenda_steps.take_back_item, first)
    refused(engine, ItemUnfit, agenda.remove_item, OPERATOR, first, seen_version=3)
    refused(engine, ItemUnfit, agenda.remove_item, OPERATOR, second, seen_version=1)
    step(engine, agenda_steps.start_item, third)
    refused(engine, ItemUnfit, agenda.remove_item, OPERATOR, third, seen_version=2)


def test_an_incident_belongs_to_the_point_under_way(engine: Engine, made: MadeYear) -> None:
    first, *_others = three(engine, made)
    with writing(engine) as session:
        incidents.note_incident(session, OPERATOR, made.id, " Khai mạc  muộn ")
    step(engine, agenda_steps.start_item, first)
    with writing(engine) as session:
        incidents.note_incident(session, OPERATOR, made.id, "Mất điện")
    refused(engine, NameRefused, incidents.note_incident, OPERATOR, made.id, " ")
    with reading(engine) as session:
        noted = incidents_of_year(session, OPERATOR, made.id, rehearsal=False)
    assert [(line.text, line.item) for line in noted] == [("Khai mạc muộn", None), ("Mất điện", "Một")]


def test_who_neither_prepares_nor_chairs_gets_no_word(engine: Engine, made: MadeYear) -> None:
    three(engine, made)
    with writing(engine) as session:
        incidents.note_incident(session, OPERATOR, made.id, "Mất điện")
        editor = made_actor(session, Role.UNIT_EDITOR, block_id=made.block_id, unit_id=made.unit_ids[0])
        assert len(agenda_of_year(session, made.id).items) == 3
        assert agenda_words(session, editor, made.id) == {}
        assert incidents_of_year(session, editor, made.id, rehearsal=False) == []


def test_nobody_without_the_right_touches_the_agenda(engine: Engine, made: MadeYear) -> None:
    first, *_others = three(engine, made)
    with writing(engine) as session:
        people = without_the_right(session, made)
    chair = _chair(engine, made)
    for actor in [*people.values(), chair]:
        refused(engine, NotAllowed, agenda.add_item, actor, made.id, REPORT)
        refused(engine, NotAllowed, agenda.remove_item, actor, first, seen_version=1)
    for actor in people.values():
        refused(engine, NotAllowed, agenda_steps.start_item, actor, first, seen_version=1)
        refused(engine, NotAllowed, incidents.note_incident, actor, made.id, "Mất điện")


def test_a_closed_year_and_a_point_that_is_gone_are_refused(engine: Engine, made: MadeYear) -> None:
    first, second, _third = three(engine, made)
    step(engine, agenda.remove_item, second)
    refused(engine, NotFound, agenda.edit_item, OPERATOR, second, REPORT, seen_version=1)
    refused(engine, NotFound, agenda_steps.start_item, OPERATOR, second, seen_version=1)
    with writing(engine) as session:
        session.get_one(BlockYear, made.id).state = YearState.PUBLISHED
    refused(engine, YearLocked, agenda.move_item, OPERATOR, first, 2, seen_version=1)
    refused(engine, YearLocked, agenda_steps.start_item, OPERATOR, first, seen_version=1)


def _chair(engine: Engine, made: MadeYear) -> Actor:
    with writing(engine) as session:
        return made_actor(session, Role.CHAIR, block_id=made.block_id)
