"""The best units over all blocks: published years only, as far as somebody may see them."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.enums import BlockKind, Method, Role, Stage, YearState
from models.scoring import UnitTotal
from models.year import BlockYear
from services.archive import import_year
from services.database import reading, writing
from services.queries.leaderboard import LeaderLine, leaderboard_of_year
from services.rules.document import BlockIdentity, Criterion, MemberUnit, Score, YearDocument
from services.rules.rights import OPERATOR, Actor
from tests.factories import made_actor
from tests.queries.statements import counted

YEAR = 2017


def document(code: str, points: list[int | None], maximum: int = 1000, year: int = YEAR) -> YearDocument:
    """A block in which each unit has these points in the only criterion; None: not scored."""
    return YearDocument(
        year=year,
        block=BlockIdentity(code=code, name=f"Khối {code}", kind=BlockKind.BLOCK, province="Vĩnh Phúc"),
        units=tuple(
            MemberUnit(code=f"{code}-{number}", name=f"Đơn vị {code} {number}")
            for number in range(1, len(points) + 1)
        ),
        criteria=(Criterion(code="1", name="Điểm", method=Method.DIRECT, max=maximum),),
        scores=tuple(
            Score(unit=f"{code}-{number}", criterion="1", stage=Stage.FINAL, points=given)
            for number, given in enumerate(points, start=1)
            if given is not None
        ),
    )


def published(
    session: Session, *documents: YearDocument, state: YearState = YearState.PUBLISHED
) -> list[int]:
    """The ids of the blocks."""
    blocks = []
    for found in documents:
        key = import_year(session, OPERATOR, found).block_year_id
        row = session.get_one(BlockYear, key)
        row.state = state
        blocks.append(row.block_id)
    session.flush()
    return blocks


def board(engine: Engine, actor: Actor = OPERATOR, most: int = 10) -> list[tuple[int, bool, str]]:
    with reading(engine) as session:
        return [(line.rank, line.tied, line.unit) for line in leaderboard_of_year(session, actor, YEAR, most)]


def test_units_of_all_blocks_by_percent_and_ties_share_a_place(engine: Engine) -> None:
    with writing(engine) as session:
        published(session, document("a", [950, 800]), document("b", [475, 450], maximum=500))
    assert board(engine) == [(1, True, "a-1"), (1, True, "b-1"), (3, False, "b-2"), (4, False, "a-2")]
    assert board(engine, most=1) == [(1, True, "a-1"), (1, True, "b-1")]


def test_what_rounding_brings_near_is_not_cut_off(engine: Engine) -> None:
    """66.665 % is shown as 66.67, and ranks so; one unit has nothing to be scored in, one has less than 0."""
    with writing(engine) as session:
        published(session, document("a", [66_670, 66_665, 66_664], maximum=100_000))
        published(session, document("b", [0], maximum=0))
        published(session, document("c", [1], maximum=100))
        final = UnitTotal.stage == Stage.FINAL
        session.exec(select(UnitTotal).where(UnitTotal.maximum == 100, final)).one().points = -1
    assert board(engine, most=1) == [(1, True, "a-1"), (1, True, "a-2")]
    found = [(1, True, "a-1"), (1, True, "a-2"), (3, False, "a-3"), (4, False, "b-1"), (5, False, "c-1")]
    assert board(engine, most=4) == found[:4]
    assert board(engine, most=9) == found


def test_a_line_is_called_as_in_the_year(engine: Engine) -> None:
    with writing(engine) as session:
        published(session, document("a", [950]))
        later = document("a", [900], year=YEAR + 1)
        renamed = replace(later.units[0], name="Tên mới")
        block = replace(later.block, name="Khối mới")
        published(session, replace(later, units=(renamed,), block=block))
    with reading(engine) as session:
        (line,) = leaderboard_of_year(session, OPERATOR, YEAR, 5)
    assert line == LeaderLine(
        rank=1,
        tied=False,
        block="a",
        block_name="Khối a",
        province="Vĩnh Phúc",
        unit="a-1",
        unit_name="Đơn vị a 1",
        points=950,
        max=1000,
        percent=9500,
        illustrative=False,
    )


def test_incomplete_sheets_and_units_out_of_the_competition_are_left_out(engine: Engine) -> None:
    with writing(engine) as session:
        found = document("a", [950, None, 990])
        outside = replace(found.units[2], scored=False)
        published(session, replace(found, units=(*found.units[:2], outside)))
    assert board(engine) == [(1, False, "a-1")]


@pytest.mark.parametrize("state", [YearState.DRAFT, YearState.CONFERENCE])
def test_nobody_sees_a_year_that_is_not_published(engine: Engine, state: YearState) -> None:
    with writing(engine) as session:
        (block_id,) = published(session, document("a", [950]), state=state)
        chief, secretary = made_actor(session), made_actor(session, Role.SECRETARY, block_id=block_id)
    assert board(engine) == board(engine, chief) == board(engine, secretary) == []


def test_everybody_sees_the_blocks_of_the_own_reach_and_no_other(engine: Engine) -> None:
    with writing(engine) as session:
        first, _second = published(session, document("a", [900]), document("b", [950]))
        everywhere = made_actor(session, Role.VIEWER)
        here = made_actor(session, Role.VIEWER, block_id=first)
        other_year = made_actor(session, Role.DISPLAY, block_id=first, year=YEAR + 1)
    assert board(engine, everywhere) == [(1, False, "b-1"), (2, False, "a-1")]
    assert board(engine, here) == [(1, False, "a-1")]
    assert board(engine, other_year) == []
    assert board(engine, Actor(999_999, "Không ai", ())) == []


def test_a_demoted_person_with_an_old_page_open_sees_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        (block_id,) = published(session, document("a", [900]))
        actor = made_actor(session, Role.VIEWER, block_id=block_id)
    stale = replace(actor, account_id=999_999)
    assert stale.grants
    assert board(engine, stale) == []


def test_as_many_statements_for_thirty_blocks_as_for_one(engine: Engine) -> None:
    with writing(engine) as session:
        published(session, document("a", [900]))
    with counted(engine) as few:
        board(engine)
    with writing(engine) as session:
        published(session, *(document(f"b{number}", [number, 500]) for number in range(30)))
    with counted(engine) as many:
        assert len(board(engine, most=40)) == 40
    assert len(few) == len(many)
