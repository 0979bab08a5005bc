"""A sheet cell by cell: who may see what, what each review wrote, and all that happened to a cell."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.accounts import RoleGrant
from models.enums import Role, SessionEnd, SheetStep, Stage, YearState
from models.scoring import ScoreChange
from models.sessions import AccountSession
from models.sheets import Evidence
from models.year import BlockYear
from services.criteria import save_criteria
from services.database import reading, writing
from services.errors.base import NotFound
from services.errors.files import FileLoss, FileLost
from services.evidence import add_evidence, remove_evidence
from services.queries.cell_record import (
    Happened,
    HistoryLine,
    evidence_file,
    evidence_of_cell,
    history_of_cell,
)
from services.queries.cells import Cell, UnitSheet, reach_of, sheet_of_unit
from services.queries.criteria import criteria_of_year
from services.remarks import remark_on_cell
from services.rules.cell_edits import CellEdit
from services.rules.cell_place import CellPlace
from services.rules.rights import OPERATOR, Actor
from services.scoring import save_cells, take_back_cells
from services.scoring_lock import lock_scoring
from services.sheets import lock_sheets, set_steps
from services.storage.files import Upload
from tests.factories import MadeYear, made_actor, made_link_actor, made_year
from tests.files import PDF
from tests.queries.statements import counted
from tests.record import files_in, turn
from tests.typed import typed_node

SELF, REVIEW, SECOND, EXPLANATION, FINAL = SheetStep
CANARY = "chim hoàng yến"
DAY = date(2017, 12, 1)


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        made = made_year(session)
        scored_by(session, made)
        return made


def scored_by(session, made: MadeYear) -> None:  # type: ignore[no-untyped-def]
    typed = [
        {"criterion_id": "", "code": "1", "name": "Nhóm", "method": "group"},
        {"criterion_id": "", "code": "1.1", "parent": "1", "name": "Mục", "method": "direct", "max": "10"},
        {
            "criterion_id": "",
            "code": "1.2",
            "parent": "1",
            "name": "Số",
            "method": "quantitative",
            "max": "10",
        },
    ]
    save_criteria(session, OPERATOR, made.id, [typed_node(one) for one in typed], {})
    set_steps(session, OPERATOR, made.id, dict.fromkeys(SheetStep))


def leaf(engine: Engine, made: MadeYear, place: int = 0) -> int:
    with reading(engine) as session:
        return criteria_of_year(session, made.id)[1 + place].criterion_id


def enter(
    engine: Engine, made: MadeYear, stage: Stage, text: str, *, unit: int = 0, place: int = 0
) -> datetime:
    """Have the operator save that in a cell, over whatever stands there."""
    cell = cell_of(sheet_of(engine, made, unit), place)
    criterion = cell.line.criterion_id
    with writing(engine) as session:
        for seen in range(9):
            edit = CellEdit(made.unit_ids[unit], criterion, text, seen)
            saved = save_cells(session, OPERATOR, made.id, stage, [edit], take_valid=True)
            if saved.saved_at is not None:
                return saved.saved_at
    raise AssertionError(text)


def sheet_of(engine: Engine, made: MadeYear, unit: int = 0, actor: Actor = OPERATOR) -> UnitSheet:
    with reading(engine) as session:
        return sheet_of_unit(session, reach_of(session, actor, made.id), made.unit_ids[unit])


def cell_of(sheet: UnitSheet, place: int = 0) -> Cell:
    return sheet.cells[place]


def texts(cell: Cell) -> dict[SheetStep, str]:
    return {step: figure.text for step, figure in cell.figures.items()}


def history(engine: Engine, made: MadeYear, place: int = 0) -> list[HistoryLine]:
    with reading(engine) as session:
        reach = reach_of(session, OPERATOR, made.id)
        sheet = sheet_of_unit(session, reach, made.unit_ids[0])
        return history_of_cell(session, reach, sheet, sheet.cells[place])


def remark(
    engine: Engine, made: MadeYear, step: SheetStep, text: str, *, unit: int = 0, seen: int = 0
) -> None:
    place = CellPlace(made.id, step, made.unit_ids[unit], leaf(engine, made))
    with writing(engine) as session:
        remark_on_cell(session, OPERATOR, place, text, seen_version=seen)


def bring(engine: Engine, made: MadeYear, folder: Path, label: str, *, unit: int = 0) -> int:
    with writing(engine) as session:
        upload = Upload(label, PDF)
        place = (made.id, made.unit_ids[unit], leaf(engine, made))
        return add_evidence(session, OPERATOR, *place, [upload], folder=folder)[0]


def close(engine: Engine, made: MadeYear, step: SheetStep, unit: int = 0) -> None:
    with writing(engine) as session:
        lock_sheets(session, OPERATOR, made.id, step, [made.unit_ids[unit]])


def editor_of(engine: Engine, made: MadeYear, unit: int = 0, role: Role = Role.UNIT_EDITOR) -> Actor:
    with writing(engine) as session:
        own = made.unit_ids[unit] if role is Role.UNIT_EDITOR else None
        return made_actor(session, role, block_id=made.block_id, unit_id=own)


def test_a_sheet_tells_figures_remarks_and_files_of_every_cell(
    engine: Engine, made: MadeYear, tmp_path: Path
) -> None:
    enter(engine, made, Stage.SELF, "9,5")
    enter(engine, made, Stage.REVIEW, "8")
    enter(engine, made, Stage.SELF, "120/100", place=1)
    enter(engine, made, Stage.REVIEW, "-", place=1)
    remark(engine, made, REVIEW, "Thiếu báo cáo")
    bring(engine, made, tmp_path, "a.pdf")
    first, second = sheet_of(engine, made).cells
    assert texts(first) == {SELF: "9,5", REVIEW: "8"}
    assert (first.difference, first.differs, first.unexplained, first.files) == (150, True, True, 1)
    assert first.remarks[REVIEW].text == "Thiếu báo cáo"
    assert (second.figures[SELF].text, second.figures[SELF].points) == ("120/100", 1000)
    assert (second.difference, second.differs, second.files) == (None, True, 0)
    remark(engine, made, EXPLANATION, "Có báo cáo số 5")
    assert not cell_of(sheet_of(engine, made)).unexplained
    other = sheet_of(engine, made, unit=1).cells[0]
    assert (other.figures, other.remarks, other.files, other.differs) == ({}, {}, 0, False)


def test_units_add_no_statements(engine: Engine, tmp_path: Path) -> None:
    counts = []
    for number in (1, 30):
        with writing(engine) as session:
            made = made_year(session, units=number)
            scored_by(session, made)
            lines = criteria_of_year(session, made.id)
            edits = [
                CellEdit(unit, line.criterion_id, "9", 0) for unit in made.unit_ids for line in lines[1:]
            ]
            save_cells(session, OPERATOR, made.id, Stage.REVIEW, edits)
            for unit in made.unit_ids:
                place = (made.id, unit, lines[1].criterion_id)
                add_evidence(session, OPERATOR, *place, [Upload("a.pdf", PDF)], folder=tmp_path)
                at = CellPlace(made.id, REVIEW, unit, lines[1].criterion_id)
                remark_on_cell(session, OPERATOR, at, "Lời", seen_version=0)
        with reading(engine) as session, counted(engine) as statements:
            reach = reach_of(session, OPERATOR, made.id)
            assert len(reach.units) == number
            sheet = sheet_of_unit(session, reach, made.unit_ids[0])
            assert len(history_of_cell(session, reach, sheet, sheet.cells[0])) == 3
            files = evidence_of_cell(session, reach, made.unit_ids[0], lines[1].criterion_id, folder=tmp_path)
            assert len(files) == 1
        counts.append(len(statements))
    assert counts[0] == counts[1] < 20


def test_criteria_add_no_statements(engine: Engine, made: MadeYear) -> None:
    counts = []
    for _round in range(2):
        with reading(engine) as session, counted(engine) as statements:
            sheet_of_unit(session, reach_of(session, OPERATOR, made.id), made.unit_ids[0])
        counts.append(len(statements))
        with writing(engine) as session:
            lines = criteria_of_year(session, made.id)
            seen = {line.criterion_id: line.version for line in lines}
            more = [
                typed_node(
                    {"criterion_id": "", "code": f"2.{n}", "name": "Thêm", "method": "direct", "max": "1"}
                )
                for n in range(1, 60)
            ]
            typed = {"criterion_id": str(lines[0].criterion_id), "code": "1", "name": "N", "method": "group"}
            kept = [
                typed_node(
                    {"criterion_id": str(line.criterion_id), "code": line.rule.code, "parent": "1"}
                    | {"name": "Mục", "method": line.rule.method.value, "max": "10"}
                )
                for line in lines[1:]
            ]
            if not _round:
                save_criteria(session, OPERATOR, made.id, [typed_node(typed), *kept, *more], seen)
    assert counts[0] == counts[1]


def test_both_reviews_stand_side_by_side(engine: Engine, made: MadeYear) -> None:
    enter(engine, made, Stage.REVIEW, "8")
    enter(engine, made, Stage.REVIEW, "7,5")
    assert texts(cell_of(sheet_of(engine, made))) == {REVIEW: "7,5"}
    close(engine, made, REVIEW)
    assert texts(cell_of(sheet_of(engine, made))) == {REVIEW: "7,5"}
    enter(engine, made, Stage.REVIEW, "9")
    cell = cell_of(sheet_of(engine, made))
    assert texts(cell) == {REVIEW: "7,5", SECOND: "9"}
    assert (cell.figures[REVIEW].points, cell.figures[SECOND].points) == (750, 900)
    assert cell.review == cell.figures[SECOND]
    assert [line.step for line in history(engine, made)] == [SECOND, REVIEW, REVIEW]
    enter(engine, made, Stage.REVIEW, "120/90", place=1)  # the first review left it empty
    assert texts(cell_of(sheet_of(engine, made), 1)) == {SECOND: "120/90"}


def test_the_second_review_confirms_what_it_leaves(engine: Engine, made: MadeYear) -> None:
    enter(engine, made, Stage.REVIEW, "8")
    close(engine, made, REVIEW)
    close(engine, made, SECOND)
    assert texts(cell_of(sheet_of(engine, made))) == {REVIEW: "8", SECOND: "8"}


def test_what_the_second_review_empties_stood_there_once(engine: Engine, made: MadeYear) -> None:
    enter(engine, made, Stage.REVIEW, "8")
    close(engine, made, REVIEW)
    enter(engine, made, Stage.REVIEW, "")
    assert texts(cell_of(sheet_of(engine, made))) == {REVIEW: "8"}


def test_a_review_from_before_the_history_is_told_by_what_replaced_it(engine: Engine, made: MadeYear) -> None:
    enter(engine, made, Stage.REVIEW, "8")
    with writing(engine) as session:
        session.delete(session.exec(select(ScoreChange)).one())
    close(engine, made, REVIEW)
    enter(engine, made, Stage.REVIEW, "9")
    figure = cell_of(sheet_of(engine, made)).figures[REVIEW]
    assert (figure.text, figure.points, figure.by, figure.at) == ("8", 800, None, None)


def test_a_year_with_one_review_has_no_second(engine: Engine, made: MadeYear) -> None:
    enter(engine, made, Stage.REVIEW, "8")
    close(engine, made, REVIEW)
    with writing(engine) as session:
        set_steps(session, OPERATOR, made.id, {SELF: None, REVIEW: DAY, FINAL: None})
    assert texts(cell_of(sheet_of(engine, made))) == {REVIEW: "8"}


def test_history_tells_everything_the_newest_first(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    enter(engine, made, Stage.SELF, "8")
    saved_at = enter(engine, made, Stage.SELF, "9")
    with writing(engine) as session:
        take_back_cells(session, OPERATOR, made.id, Stage.SELF, saved_at)
    remark(engine, made, REVIEW, "Cũ")
    remark(engine, made, REVIEW, "Mới", seen=1)
    key = bring(engine, made, tmp_path, "a.pdf")
    with writing(engine) as session:
        remove_evidence(session, OPERATOR, key, folder=tmp_path)
    enter(engine, made, Stage.FINAL, "5", place=1)
    enter(engine, made, Stage.FINAL, "5", unit=1)
    told = [(line.what, line.step, line.before, line.after) for line in history(engine, made)]
    assert told == [
        (Happened.REMOVED, None, "a.pdf", ""),
        (Happened.BROUGHT, None, "", "a.pdf"),
        (Happened.REMARKED, REVIEW, "Cũ", "Mới"),
        (Happened.REMARKED, REVIEW, "", "Cũ"),
        (Happened.SCORED, SELF, "9", "8"),
        (Happened.SCORED, SELF, "8", "9"),
        (Happened.SCORED, SELF, "", "8"),
    ]


def test_history_goes_with_a_criterion_whose_number_changes(engine: Engine, made: MadeYear) -> None:
    enter(engine, made, Stage.SELF, "8")
    enter(engine, made, Stage.SELF, "5/5", place=1)
    with writing(engine) as session:
        group, first, second = criteria_of_year(session, made.id)
        seen = {line.criterion_id: line.version for line in (group, first, second)}
        typed = [{"criterion_id": str(group.criterion_id), "code": "1", "name": "Nhóm", "method": "group"}]
        for line, code in ((first, "1.2"), (second, "1.1")):
            typed.append(
                {"criterion_id": str(line.criterion_id), "code": code, "parent": "1", "name": line.rule.name}
                | {"method": line.rule.method.value, "max": "10"}
            )
        save_criteria(session, OPERATOR, made.id, [typed_node(one) for one in typed], seen)
    assert [[line.after for line in history(engine, made, place)] for place in (0, 1)] == [["8"], ["5/5"]]


def test_nothing_of_another_unit_reaches_a_unit_editor(
    engine: Engine, made: MadeYear, tmp_path: Path
) -> None:
    enter(engine, made, Stage.FINAL, "7,77", unit=1)
    remark(engine, made, REVIEW, CANARY, unit=1)
    key = bring(engine, made, tmp_path, f"{CANARY}.pdf", unit=1)
    editor = editor_of(engine, made)
    own = sheet_of(engine, made, 0, editor)
    others = sheet_of(engine, made, 1)
    with reading(engine) as session:
        reach = reach_of(session, editor, made.id)
        assert [unit.unit_id for unit in reach.units] == [made.unit_ids[0]]
        first = own.cells[0]
        found = [
            own,
            history_of_cell(session, reach, own, first),
            evidence_of_cell(session, reach, made.unit_ids[0], first.line.criterion_id, folder=tmp_path),
        ]
        assert CANARY not in repr(found)
        assert "7,77" not in repr(found)
        with pytest.raises(NotFound):
            sheet_of_unit(session, reach, made.unit_ids[1])
        with pytest.raises(NotFound):
            history_of_cell(session, reach, others, others.cells[0])
        with pytest.raises(NotFound):
            evidence_of_cell(session, reach, made.unit_ids[1], first.line.criterion_id, folder=tmp_path)
        with pytest.raises(NotFound) as refused:
            evidence_file(session, editor, key, folder=tmp_path)
    assert CANARY not in repr(vars(refused.value))
    turn(engine, made, YearState.PUBLISHED)
    assert cell_of(sheet_of(engine, made, 1, editor)).remarks[REVIEW].text == CANARY
    with reading(engine) as session:
        assert evidence_file(session, editor, key, folder=tmp_path).data == PDF


@pytest.mark.parametrize(
    ("role", "state", "count"),
    [
        (Role.REVIEWER, YearState.SCORING, 3),
        (Role.CHAIR, YearState.SCORING, 3),
        (Role.SECRETARY, YearState.SCORING, 3),
        (Role.VIEWER, YearState.SCORING, 0),
        (Role.VIEWER, YearState.CONFERENCE, 3),
        (Role.DISPLAY, YearState.CONFERENCE, 0),
    ],
)
def test_each_sees_the_units_that_the_role_lets_it_see(
    engine: Engine, made: MadeYear, role: Role, state: YearState, count: int
) -> None:
    actor = editor_of(engine, made, role=role)
    turn(engine, made, state)
    with reading(engine) as session:
        assert len(reach_of(session, actor, made.id).units) == count


def test_an_old_page_gets_no_file_once_the_right_is_gone(
    engine: Engine, made: MadeYear, tmp_path: Path
) -> None:
    key = bring(engine, made, tmp_path, "a.pdf")
    demoted = editor_of(engine, made, role=Role.REVIEWER)
    gone = editor_of(engine, made)
    with writing(engine) as session:
        passer_by = made_link_actor(session, made)
    with reading(engine) as session:
        assert evidence_file(session, demoted, key, folder=tmp_path).label == "a.pdf"
        assert evidence_file(session, gone, key, folder=tmp_path).label == "a.pdf"
    with writing(engine) as session:
        row = session.exec(select(RoleGrant).where(RoleGrant.account_id == demoted.account_id)).one()
        row.role = Role.VIEWER
        ended = session.get_one(AccountSession, gone.session_id)
        ended.ended_at, ended.ended_why = datetime.now(UTC), SessionEnd.SIGNED_OUT
    for actor in (demoted, gone, passer_by, Actor(999_999, "Không ai")):
        with pytest.raises(NotFound), reading(engine) as session:
            evidence_file(session, actor, key, folder=tmp_path)
    with pytest.raises(NotFound), reading(engine) as session:
        evidence_file(session, OPERATOR, key + 1, folder=tmp_path)
    with pytest.raises(NotFound), reading(engine) as session:
        reach_of(session, OPERATOR, 999)


def test_a_file_that_a_scanner_took_away_is_told_lost(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    key = bring(engine, made, tmp_path, "a.pdf")
    (path,) = files_in(tmp_path)
    for change, told in ((path.unlink, FileLoss.GONE), (lambda: path.write_bytes(b"x"), FileLoss.CHANGED)):
        change()
        with reading(engine) as session:
            reach = reach_of(session, OPERATOR, made.id)
            (line,) = evidence_of_cell(session, reach, made.unit_ids[0], leaf(engine, made), folder=tmp_path)
            assert (line.lost, line.label) == (told, "a.pdf")
            with pytest.raises(FileLost):
                evidence_file(session, OPERATOR, key, folder=tmp_path)
    path.write_bytes(bytes(len(PDF)))  # as long as before
    with pytest.raises(FileLost), reading(engine) as session:
        evidence_file(session, OPERATOR, key, folder=tmp_path)


def test_a_locked_or_published_year_takes_nothing(engine: Engine, made: MadeYear) -> None:
    with reading(engine) as session:
        assert not reach_of(session, OPERATOR, made.id).closed
    turn(engine, made, YearState.PUBLISHED)
    with reading(engine) as session:
        assert reach_of(session, OPERATOR, made.id).closed
    turn(engine, made, YearState.SCORING)
    with writing(engine) as session:
        lines = criteria_of_year(session, made.id)[1:]
        edits = [CellEdit(unit, one.criterion_id, "9", 0) for unit in made.unit_ids for one in lines]
        save_cells(session, OPERATOR, made.id, Stage.FINAL, edits)
        lock_scoring(session, OPERATOR, made.id)
        session.get_one(BlockYear, made.id)
    with reading(engine) as session:
        assert reach_of(session, OPERATOR, made.id).closed
        assert session.exec(select(Evidence)).all() == []
