"""What may happen to units, and that no history of events leaves the registry in disorder."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings

from models.enums import UnitEventKind, UnitKind
from services.errors.registry import EventFault, EventRefused
from services.rules.naming import UnitStyle, style_in
from services.rules.succession import EventPlan, NewUnit, UnitPast, changes_of, registry_after
from services.rules.text import duplicate_key
from tests.rules.histories import BLOCKS, FIRST, History, Wish, histories, told

A, B, C = 1, 2, 3
DAY = date(2025, 7, 1)
SINCE = date(2013, 1, 1)


def unit(number: int, name: str, block: int | None = 1) -> UnitPast:
    return UnitPast(unit_id=number, names=((SINCE, UnitStyle(name, None)),), places=((SINCE, block),))


REGISTRY = {A: unit(A, "Sở Tài chính"), B: unit(B, "Sở Kế hoạch và Đầu tư"), C: unit(C, "Sở Nội vụ", 2)}


def new(name: str = "Sở mới", block: int = 1) -> NewUnit:
    return NewUnit(style=UnitStyle(name, None), kind=UnitKind.AGENCY, block_id=block)


def plan(kind: UnitEventKind, *before: int, **more: object) -> EventPlan:
    return replace(EventPlan(kind=kind, day=DAY, document="Nghị quyết 202", before=before), **more)  # type: ignore[arg-type]


MERGE, SPLIT, RENAME = UnitEventKind.MERGE, UnitEventKind.SPLIT, UnitEventKind.RENAME
TRANSFER, DISSOLVE, FOUND = UnitEventKind.TRANSFER, UnitEventKind.DISSOLVE, UnitEventKind.FOUND
STYLE = UnitStyle("Sở Tài chính và Kế hoạch", None)

ENDED = {**REGISTRY, A: replace(REGISTRY[A], ended=date(2024, 1, 1))}
YOUNG = {**REGISTRY, A: replace(REGISTRY[A], begun=date(2026, 1, 1))}
BUSY = {**REGISTRY, A: replace(REGISTRY[A], busy=(date(2025, 9, 1),))}
ON_ROLL = {**REGISTRY, A: replace(REGISTRY[A], kept_years=(2025, 2026))}
CHILD = {**REGISTRY, B: replace(REGISTRY[B], came_from=(C,)), C: replace(REGISTRY[C], came_from=(A,))}
MOVED = {**REGISTRY, A: replace(REGISTRY[A], places=((SINCE, 1), (date(2025, 8, 1), 2)))}
NAMED = {**REGISTRY, A: replace(REGISTRY[A], names=((SINCE, STYLE), (DAY, UnitStyle("Khác", None))))}


@pytest.mark.parametrize(
    ("wanted", "registry", "reason"),
    [
        (plan(RENAME, A, style=STYLE, document=" "), REGISTRY, EventFault.NO_DOCUMENT),
        (plan(RENAME, style=STYLE), REGISTRY, EventFault.ONE_UNIT),
        (plan(DISSOLVE, A, B), REGISTRY, EventFault.ONE_UNIT),
        (plan(MERGE, created=(new(),)), REGISTRY, EventFault.ONE_UNIT),
        (plan(MERGE, A, A, created=(new(),)), REGISTRY, EventFault.INTO_ITSELF),
        (plan(MERGE, A, kept=A), REGISTRY, EventFault.INTO_ITSELF),
        (plan(MERGE, A, created=(new(),)), REGISTRY, EventFault.ALONE),
        (plan(MERGE, A, B), REGISTRY, EventFault.NO_SUCCESSOR),
        (plan(SPLIT, A), REGISTRY, EventFault.NO_SUCCESSOR),
        (plan(SPLIT, A, created=(new(),)), REGISTRY, EventFault.NO_SUCCESSOR),
        (plan(SPLIT, A, kept=A), REGISTRY, EventFault.NO_SUCCESSOR),
        (plan(FOUND), REGISTRY, EventFault.NO_SUCCESSOR),
        (plan(MERGE, A, B, kept=A, created=(new(),)), REGISTRY, EventFault.MANY_SUCCESSORS),
        (plan(TRANSFER, A), REGISTRY, EventFault.NO_BLOCK),
        (plan(TRANSFER, A, block_id=1), REGISTRY, EventFault.SAME_BLOCK),
        (plan(TRANSFER, A, block_id=2), MOVED, EventFault.MEMBERSHIP_OVERLAP),
        (plan(RENAME, A, style=UnitStyle("Sở Tài chính", None)), REGISTRY, EventFault.SAME_NAME),
        (plan(RENAME, A), REGISTRY, EventFault.SAME_NAME),
        (plan(RENAME, A, style=UnitStyle("Tên thứ ba", None)), NAMED, EventFault.NAME_OVERLAP),
        (plan(RENAME, A, style=UnitStyle("sở kế hoạch  và đầu tư", None)), REGISTRY, EventFault.NAME_TAKEN),
        (plan(FOUND, created=(new("Sở Tài chính"),)), REGISTRY, EventFault.NAME_TAKEN),
        (plan(SPLIT, A, created=(new("Một"), new("Một"))), REGISTRY, EventFault.NAME_TAKEN),
        (plan(RENAME, A, style=STYLE), YOUNG, EventFault.BEFORE_FOUNDED),
        (plan(RENAME, A, style=STYLE), ENDED, EventFault.AFTER_END),
        (plan(DISSOLVE, A), BUSY, EventFault.LATER_EVENT),
        (plan(DISSOLVE, A), MOVED, EventFault.LATER_EVENT),
        (plan(MERGE, A, B, created=(new(),)), ON_ROLL, EventFault.LATER_ROLL),
        (plan(MERGE, A, B, kept=A), CHILD, EventFault.CYCLE),
    ],
)
def test_what_cannot_have_happened_is_refused(
    wanted: EventPlan, registry: dict[int, UnitPast], reason: EventFault
) -> None:
    with pytest.raises(EventRefused) as refused:
        changes_of(wanted, registry)
    assert refused.value.reason is reason


def after(wanted: EventPlan, registry: dict[int, UnitPast] = REGISTRY) -> dict[int, UnitPast]:
    ids = [101 + place for place in range(len(wanted.created))]
    return registry_after(wanted, registry, changes_of(wanted, registry), ids)


def test_a_merge_ends_the_old_ones_and_begins_the_new_one() -> None:
    known = after(plan(MERGE, A, B, created=(new("Sở Tài chính"),)))
    assert [known[key].ended for key in (A, B, C)] == [DAY, DAY, None]
    assert [known[key].block_on(DAY) for key in (A, B, 101)] == [None, None, 1]
    assert known[101].begun == DAY
    assert set(known[101].came_from) == {A, B}
    assert known[A].name_on(DAY) == "Sở Tài chính"


def test_a_unit_that_takes_others_in_goes_on_and_may_change_its_name() -> None:
    known = after(plan(MERGE, A, B, kept=A, style=STYLE))
    assert known[A].ended is None
    assert known[A].came_from == (B,)
    assert [known[A].name_on(day) for day in (SINCE, DAY)] == ["Sở Tài chính", STYLE.name]
    assert known[B].ended == DAY


def test_a_split_may_leave_the_unit_there() -> None:
    known = after(plan(SPLIT, A, kept=A, created=(new(),)))
    assert known[A].ended is None
    assert known[101].came_from == (A,)
    gone = after(plan(SPLIT, A, created=(new("Một"), new("Hai"))))
    assert gone[A].ended == DAY
    assert gone[102].came_from == (A,)


def test_a_transfer_changes_the_block_from_its_day_on() -> None:
    known = after(plan(TRANSFER, A, block_id=2))
    assert known[A].block_on(date(2025, 6, 30)) == 1
    assert known[A].block_on(DAY) == 2


def test_a_rename_within_a_year_that_a_file_named_already_only_adds_the_day() -> None:
    named = replace(REGISTRY[A], names=((SINCE, UnitStyle("Cũ", None)), (date(2025, 1, 1), STYLE)))
    (change,) = changes_of(plan(RENAME, A, style=STYLE), {**REGISTRY, A: named})
    assert change.name == STYLE
    same_day = plan(RENAME, A, style=STYLE, day=date(2025, 1, 1))
    (change,) = changes_of(same_day, {**REGISTRY, A: named})
    assert change.name is None


@settings(max_examples=200, deadline=None)
@given(histories)
def test_names_and_memberships_never_overlap(wanted: list[Wish]) -> None:
    for past in told(wanted).registry.values():
        for rows in (past.names, past.places):
            assert all(one[0] < two[0] for one, two in pairwise(rows))


@settings(max_examples=200, deadline=None)
@given(histories)
def test_every_year_can_be_told(wanted: list[Wish]) -> None:
    registry = told(wanted).registry
    for year in range(FIRST.year, FIRST.year + 14):
        end = date(year, 12, 31)
        for block in BLOCKS:
            members = [past for past in registry.values() if past.block_on(end) == block]
            names = [duplicate_key(style_in(past.names, year).name) for past in members]
            assert len(names) == len(set(names))
            assert all(past.ended is None or past.ended > end for past in members)
            assert all(past.begun is None or past.begun <= end for past in members)


@settings(max_examples=200, deadline=None)
@given(histories)
def test_nothing_happens_to_a_unit_before_it_began_or_after_it_ended(wanted: list[Wish]) -> None:
    for past in told(wanted).registry.values():
        assert all(past.begun is None or day >= past.begun for day in past.busy)
        assert all(past.ended is None or day <= past.ended for day in past.busy)


@settings(max_examples=200, deadline=None)
@given(histories)
def test_an_event_leaves_the_years_before_it_as_they_were(wanted: list[Wish]) -> None:
    history = History.begun()
    for wish in wanted:
        before = history.registry
        if not history.try_it(wish):
            continue
        for year in range(FIRST.year, wish.plan.day.year):
            end = date(year, 12, 31)
            for key, past in before.items():
                now = history.registry[key]
                assert style_in(now.names, year) == style_in(past.names, year)
                assert now.block_on(end) == past.block_on(end)
