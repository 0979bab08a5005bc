"""The picture of lineage: every bar and joint is where the data says, and names stand as text."""

import json
from datetime import date
from typing import Any

import plotly.graph_objects as go
import pytest

from models.enums import UnitEventKind
from pages.shared.lineage_chart import figure_of, lanes_of, sentences
from services.queries.registry import EventNames
from services.queries.story import Life, Story
from services.queries.turns import Turn
from services.rules.naming import UnitStyle

TODAY = date(2026, 11, 23)
BEGUN, MERGED = date(2013, 1, 1), date(2025, 7, 1)
DAY = 86_400_000


def life(unit_id: int, name: str, *, since: date = BEGUN, ended: date | None = None, **others: Any) -> Life:
    facts: dict[str, Any] = {"names": ((since, UnitStyle(name, None)),), "place": "", "seen": True} | others
    return Life(unit_id=unit_id, since=since, begun=since != BEGUN, ended=ended, **facts)


def story(lives: list[Life], *turns: Turn) -> Story:
    by_id = {one.unit_id: one for one in lives}
    told = tuple(
        EventNames(
            turn.kind,
            turn.day,
            turn.illustrative,
            tuple(by_id[key].last.name for key in turn.before),
            tuple(by_id[key].last.name for key in turn.after),
        )
        for turn in turns
    )
    return Story(by_id, turns, told)


def turn(kind: UnitEventKind, day: date, before: tuple[int, ...], after: tuple[int, ...]) -> Turn:
    return Turn(1, kind, day, "12/NQ", False, before, after)


def merged(count: int) -> Story:
    """So many units that become one."""
    before = [life(number, f"Đơn vị {number}", ended=MERGED) for number in range(1, count + 1)]
    heir = life(count + 1, "Hợp nhất", since=MERGED)
    parts = tuple(one.unit_id for one in before)
    return story([heir, *before], turn(UnitEventKind.MERGE, MERGED, parts, (heir.unit_id,)))


def drawn(told: Story, focus: int | None = None) -> go.Figure:
    return figure_of(told, lanes_of(told, focus), TODAY, focus)


def upright(figure: go.Figure) -> list[tuple[str, tuple[int, ...]]]:
    """The joints: their day, and from which height to which."""
    return [(trace.x[0], tuple(trace.y)) for trace in figure.data[3:] if trace.mode == "lines"]


def marks(figure: go.Figure, symbol: str) -> Any:
    """The one trace of these marks; the first three are the bars and what leads to them."""
    (found,) = [trace for trace in figure.data[3:] if trace.marker.symbol == symbol]
    return found


@pytest.mark.parametrize("count", [2, 3, 30])
def test_many_become_one_that_stands_beneath_them(count: int) -> None:
    told = merged(count)
    lanes = lanes_of(told)
    assert [lane.life.unit_id for lane in lanes] == [*range(1, count + 2)]
    assert [lane.bar for lane in lanes] == sorted(lane.bar for lane in lanes)
    joints = upright(drawn(told))
    assert [day for day, _ in joints] == [MERGED.isoformat()] * count
    assert [start for _, (start, _end) in joints] == [lane.bar for lane in lanes[:-1]]
    assert all(lanes[-2].bar < end < lanes[-1].bar for _, (_start, end) in joints)


def test_a_bar_reaches_from_the_beginning_of_a_unit_to_its_end_or_to_today() -> None:
    own, others = drawn(merged(3), focus=4).data[:2]
    assert (list(own.base), list(own.x)) == ([MERGED.isoformat()], [(TODAY - MERGED).days * DAY])
    assert list(others.base) == [BEGUN.isoformat()] * 3
    assert list(others.x) == [(MERGED - BEGUN).days * DAY] * 3
    assert (list(own.marker.pattern.shape), list(others.marker.pattern.shape)) == ([""], ["/", "/", "/"])


def test_one_becomes_many_that_stand_beneath_it() -> None:
    parts = [life(number, f"Phần {number}", since=MERGED) for number in (2, 3, 4)]
    split = turn(UnitEventKind.SPLIT, MERGED, (1,), (2, 3, 4))
    told = story([life(1, "Gốc", ended=MERGED), *parts], split)
    lanes = lanes_of(told)
    assert [lane.life.unit_id for lane in lanes] == [1, 2, 3, 4]
    assert {start for _, (start, _end) in upright(drawn(told))} == {lanes[0].bar}


def test_a_chain_of_ten_years_goes_down_step_by_step() -> None:
    days = [date(2014 + number, 1, 1) for number in range(11)]
    lives = [
        life(number, f"Đời {number}", since=days[number], ended=days[number + 1] if number < 9 else None)
        for number in range(10)
    ]
    turns = [turn(UnitEventKind.MERGE, days[number], (number - 1,), (number,)) for number in range(1, 10)]
    told = story(lives, *turns)
    assert [lane.life.unit_id for lane in lanes_of(told)] == [*range(10)]
    assert [day for day, _ in upright(drawn(told))] == [day.isoformat() for day in days[1:10]]


def test_a_unit_that_takes_in_another_goes_on_under_its_new_name() -> None:
    names = ((BEGUN, UnitStyle("Sở Tài chính", "STC")), (MERGED, UnitStyle("Sở Tài chính mới", None)))
    kept = life(1, "", names=names)
    merge = turn(UnitEventKind.MERGE, MERGED, (1, 2), (1,))
    told = story([kept, life(2, "Sở Kế hoạch", ended=MERGED)], merge)
    lanes = lanes_of(told)
    assert [lane.life.unit_id for lane in lanes] == [2, 1]
    assert lanes[1].facts == ("đến 01/07/2025: STC",)
    assert lanes[0].facts == ("đến 01/07/2025: sáp nhập",)
    diamonds = marks(drawn(told), "diamond")
    assert (list(diamonds.x), list(diamonds.y)) == ([MERGED.isoformat()], [lanes[1].bar])


def test_what_is_dissolved_ends_in_a_cross() -> None:
    told = story([life(1, "Ban", ended=MERGED)], turn(UnitEventKind.DISSOLVE, MERGED, (1,), ()))
    assert list(marks(drawn(told), "x").x) == [MERGED.isoformat()]


def test_long_names_are_cut_and_more_lanes_make_the_picture_higher() -> None:
    told = story([life(1, "Trung tâm " * 19)])
    (lane,) = lanes_of(told)
    assert len(lane.name) == 2
    assert lane.name[-1].endswith("…")
    assert drawn(merged(30)).layout.height > 2 * drawn(merged(10)).layout.height


def test_names_stand_as_text_in_the_picture_and_in_the_words() -> None:
    bad = "<b>**x**</b>"
    told = story([life(1, bad, ended=MERGED)], turn(UnitEventKind.DISSOLVE, MERGED, (1,), ()))
    assert bad not in json.dumps(json.loads(drawn(told).to_json()), ensure_ascii=False)
    assert "&lt;b&gt;" in str(drawn(told).layout.annotations)
    (sentence,) = sentences(told)
    assert r"\<b\>\*\*x\*\*" in sentence
    assert "12/NQ" in sentence
