"""What leaves the database about a vote round, and to whom."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from models.enums import OptionOutcome, PollKind, PollMethod, PollOutcome, PollState, Role
from models.registry import UnitName
from services import poll_steps
from services.database import reading, writing
from services.errors.base import NotFound
from services.queries.board import PollBoard, board_of, shown_poll
from services.queries.polls import poll_detail, polls_of_year
from services.rules.counting import Attendance, Frame
from services.rules.rights import OPERATOR
from tests.factories import MadeYear, made_actor, made_year
from tests.rounds import (
    NO_BOXES,
    counted_poll,
    frame,
    made_poll,
    opened_poll,
    publish,
    published_poll,
    version,
)

# Counts that stand in no other figure of the round, so that one of them anywhere is a leak.
SECRETS = (731, 253, 17)


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def crowd() -> Frame:
    """A paper vote of a thousand, in which every count is a number of its own."""
    return frame(method=PollMethod.PAPER, attendance=Attendance(summoned=1200, present=1100))


def secret_counts(session: Session, year: MadeYear) -> int:
    """A round that was counted but not read out."""
    figures = {"issued": 1099, "collected": 1088, "invalid": 77}
    return counted_poll(session, year, *SECRETS, given=crowd(), **figures)


def figures(value: object) -> set[str]:
    """Every word and number anywhere in a value."""
    text = repr(value)
    return set("".join(c if c.isalnum() else " " for c in text).split())


HIDDEN = {*map(str, SECRETS), "1099", "1088", "77"}


def test_the_hall_sees_no_count_before_it_is_read_out(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = secret_counts(session, year)
        board = board_of(session, year.id, poll_id)
        assert board is not None
        assert not figures(replace(board, block_name="")) & HIDDEN
        assert (board.summoned, board.present, board.state) == (1200, 1100, PollState.COUNTED)
        assert [option.name for option in board.options] == ["Đơn vị 1", "Đơn vị 2", "Đơn vị 3"]
        assert board.verdict is None
        publish(session, poll_id)
        board = board_of(session, year.id, poll_id)
        assert board is not None
    assert [option.votes for option in board.options] == list(SECRETS)
    assert board.verdict is not None
    assert (board.verdict.required, board.verdict.basis_count) == (506, 1011)
    assert board.verdict.outcome is PollOutcome.DECIDED


def test_the_hall_sees_only_the_title_of_a_draft(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        board = board_of(session, year.id, made_poll(session, year))
        assert board is not None
    assert board == PollBoard(
        block_id=year.block_id,
        block_name=board.block_name,
        year=2017,
        title="Cờ thi đua của UBND tỉnh",
        state=PollState.DRAFT,
        kind=PollKind.ELECTION,
        seats=1,
        rule=None,
        quorum=None,
        summoned=None,
        present=None,
        options=(),
        verdict=None,
        void_reason=None,
    )


@pytest.mark.parametrize("closed", [False, True])
def test_a_void_round_shows_its_reason_and_no_count(engine: Engine, year: MadeYear, closed: bool) -> None:
    with writing(engine) as session:
        poll_id = secret_counts(session, year)
        if closed:
            publish(session, poll_id)
        poll_steps.void_poll(
            session, OPERATOR, poll_id, "Mất điện", seen_version=version(session, poll_id), folder=NO_BOXES
        )
        viewer = made_actor(session, Role.VIEWER)
        board = board_of(session, year.id, poll_id)
        assert board is not None
        detail = poll_detail(session, viewer, year.id, poll_id)
        lines = polls_of_year(session, year.id)
    assert board.void_reason == detail.void_reason == lines[0].void_reason == "Mất điện"
    for seen in (replace(board, block_name=""), detail, lines):  # the block is called by a number
        assert not figures(seen) & HIDDEN
    assert (board.verdict, detail.verdict, lines[0].outcome) == (None, None, None)


def test_who_runs_the_round_sees_the_counts_and_nobody_else(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = secret_counts(session, year)
        secretary = made_actor(session, Role.SECRETARY, block_id=year.block_id)
        others = [
            made_actor(session, Role.VIEWER),
            made_actor(session, Role.UNIT_EDITOR, block_id=year.block_id, unit_id=year.unit_ids[0]),
            made_actor(session, Role.SECRETARY, block_id=made_year(session).block_id),
        ]
        detail = poll_detail(session, secretary, year.id, poll_id)
        assert [option.votes for option in detail.poll.options] == list(SECRETS)
        assert (detail.poll.issued, detail.poll.collected, detail.poll.invalid) == (1099, 1088, 77)
        for other in others:
            assert not figures(poll_detail(session, other, year.id, poll_id)) & HIDDEN
        assert not figures(polls_of_year(session, year.id)) & HIDDEN
        publish(session, poll_id)
        detail = poll_detail(session, others[0], year.id, poll_id)
    assert [option.votes for option in detail.poll.options] == list(SECRETS)


def test_the_list_says_where_each_round_stands(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        published_poll(session, year, 9, 4, 4, given=frame("Hòa", rule=None, seats=2))
        opened_poll(session, year, frame("Đang mở"))
        made_poll(session, year, frame("Dự thảo", PollKind.APPROVAL, seats=None))
        lines = polls_of_year(session, year.id)
    assert [(line.title, line.state, line.outcome, line.chosen) for line in lines] == [
        ("Hòa", PollState.PUBLISHED, PollOutcome.TIED, ("Đơn vị 1",)),
        ("Đang mở", PollState.OPEN, None, ()),
        ("Dự thảo", PollState.DRAFT, None, ()),
    ]


def test_the_hall_follows_the_open_round_else_the_last_closed(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        assert shown_poll(session, year.id) is None
        made_poll(session, year, frame("Dự thảo"))
        assert shown_poll(session, year.id) is None
        published_poll(session, year, 9, 0, 0, given=frame("Một"))
        second = published_poll(session, year, 9, 0, 0, given=frame("Hai"))
        assert shown_poll(session, year.id) == second
        third = opened_poll(session, year, frame("Ba"))
        assert shown_poll(session, year.id) == third
        poll_steps.void_poll(
            session, OPERATOR, third, "Nhầm", seen_version=version(session, third), folder=NO_BOXES
        )
        assert shown_poll(session, year.id) == second


def test_names_are_those_of_the_year(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        for row in session.exec(select(UnitName)).all():
            session.add(
                UnitName(unit_id=row.unit_id, valid_from=row.valid_from.replace(year=2018), name="Tên mới")
            )
        poll_id = published_poll(session, year, 5, 4, 0)
        board = board_of(session, year.id, poll_id)
        assert board is not None
        detail = poll_detail(session, OPERATOR, year.id, poll_id)
    assert [line.name for line in board.options] == list(detail.names.values())
    assert "Tên mới" not in detail.names.values()


def test_an_outcome_stands_beside_each_option(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        published_poll(session, year, 4, 4, 1, given=frame(rule=None))
        board = board_of(session, year.id)
    assert board is not None
    verdict = board.verdict
    assert verdict is not None
    assert [option.outcome for option in verdict.options] == [
        OptionOutcome.TIED,
        OptionOutcome.TIED,
        OptionOutcome.NOT_ELECTED,
    ]


def test_a_round_of_another_year_is_not_found(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        other = made_year(session)
        poll_id = published_poll(session, other, 5, 4, 0)
        assert board_of(session, year.id, poll_id) is None
        assert board_of(session, year.id) is None
        with pytest.raises(NotFound):
            poll_detail(session, OPERATOR, year.id, poll_id)


def test_the_number_of_statements_does_not_grow_with_the_units(engine: Engine) -> None:
    with writing(engine) as session:
        years = [made_year(session, units=number) for number in (1, 30)]
        rounds = [opened_poll(session, made) for made in years]
    counted: list[list[str]] = []
    event.listen(engine, "before_cursor_execute", lambda *args: counted[-1].append(args[2]))
    for made, poll_id in zip(years, rounds, strict=True):
        counted.append([])
        with reading(engine) as session:
            poll_detail(session, OPERATOR, made.id, poll_id)
            board_of(session, made.id, poll_id)
            polls_of_year(session, made.id)
            shown_poll(session, made.id)
    assert len(counted[0]) == len(counted[1]) <= 17
