"""Who came from whom, and the roll of the year after."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings

from models.enums import UnitEventKind
from services.rules.lineage import Link, lineage_of, roll_after
from services.rules.naming import UnitStyle
from services.rules.succession import UnitPast
from tests.rules.histories import Wish, histories, told

MERGED = date(2025, 3, 1)
JOINED = date(2025, 7, 1)
LINKS = [
    Link(1, 3, UnitEventKind.MERGE, MERGED),
    Link(2, 3, UnitEventKind.MERGE, MERGED),
    Link(3, 5, UnitEventKind.MERGE, JOINED),
    Link(4, 5, UnitEventKind.MERGE, JOINED),
]


def test_predecessors_and_successors_are_told_through_every_event() -> None:
    five = lineage_of(5, LINKS)
    assert {(one.unit_id, one.steps) for one in five.predecessors} == {(3, 1), (4, 1), (1, 2), (2, 2)}
    assert five.successors == ()
    one = lineage_of(1, LINKS)
    assert [(next_.unit_id, next_.day, next_.steps) for next_ in one.successors] == [
        (3, MERGED, 1),
        (5, JOINED, 2),
    ]


def test_a_unit_to_which_nothing_happened_has_no_relatives() -> None:
    assert lineage_of(9, LINKS) == lineage_of(9, [])


@settings(max_examples=200, deadline=None)
@given(histories)
def test_lineage_is_acyclic_and_reads_the_same_from_both_ends(wanted: list[Wish]) -> None:
    history = told(wanted)
    lines = {key: lineage_of(key, history.links) for key in history.registry}
    after = {key: {one.unit_id for one in line.successors} for key, line in lines.items()}
    before = {key: {one.unit_id for one in line.predecessors} for key, line in lines.items()}
    for key, later in after.items():
        assert key not in later
        assert all(key in before[other] for other in later)
        assert not later & before[key]


def past(number: int, *places: tuple[date, int | None], **more: object) -> UnitPast:
    known = UnitPast(unit_id=number, names=((date(2013, 1, 1), UnitStyle(f"Đơn vị {number}", None)),))
    return replace(known, places=places, **more)  # type: ignore[arg-type]


SINCE = date(2013, 1, 1)
REGISTRY = {
    1: past(1, (SINCE, 1), (MERGED, None), ended=MERGED),
    2: past(2, (SINCE, 1), (MERGED, None), ended=MERGED),
    3: past(3, (MERGED, 1), begun=MERGED, came_from=(1, 2)),
    4: past(4, (SINCE, 1), (JOINED, 2)),
    5: past(5, (SINCE, 1)),
    6: past(6, (SINCE, 2), (JOINED, 1)),
    7: past(7, (SINCE, 1)),
}


def test_the_next_roll_has_those_who_came_after_in_the_place_of_those_who_left() -> None:
    # 7 belongs to the block but was left off the roll on purpose; it does not come back by itself
    assert roll_after([5, 2, 4, 1], 1, 2025, REGISTRY) == (5, 3, 6)
    assert roll_after([5, 2, 4, 1], 1, 2024, REGISTRY) == (5, 2, 4, 1)


def test_a_unit_that_only_left_the_block_has_no_heir_in_it() -> None:
    assert roll_after([4], 1, 2025, {4: REGISTRY[4]}) == ()


def test_an_heir_of_an_heir_takes_the_place() -> None:
    again = {
        1: past(1, (SINCE, 1), (MERGED, None), ended=MERGED),
        2: past(2, (MERGED, 1), (JOINED, None), begun=MERGED, ended=JOINED, came_from=(1,)),
        3: past(3, (JOINED, 1), begun=JOINED, came_from=(2,)),
    }
    assert roll_after([1], 1, 2025, again) == (3,)
