"""What belongs to a cell beside its score: remarks, evidence, unsaved typing; and the final lock."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.enums import Role, SheetStep, Stage
from models.record import StoredFile
from models.sheets import CellRemark, Evidence, ScoringLock, SheetDraft
from models.year import BlockYear
from services import evidence as evidence_commands
from services.criteria import save_criteria
from services.database import reading, writing
from services.drafts import MOST_CELLS, keep_draft
from services.errors.accounts import NotAllowed, PasswordNeeded
from services.errors.base import NotFound, Stale
from services.errors.scoring import (
    DraftTooLarge,
    ScoringIsLocked,
    SheetIsLocked,
    SheetsIncomplete,
    StepNotUsed,
    TooMuchEvidence,
)
from services.evidence import add_evidence, remove_evidence
from services.queries.criteria import criteria_of_year
from services.queries.printed import printed_scoring, sha256_of
from services.remarks import remark_on_cell
from services.rules.cell_edits import CellEdit
from services.rules.cell_place import CellPlace
from services.rules.rights import OPERATOR
from services.scoring import save_cells
from services.scoring_lock import lock_scoring, unlock_scoring
from services.sheets import lock_sheets, unlock_sheet
from services.storage.files import Upload
from tests.factories import MadeYear, made_actor, made_stale, made_year
from tests.files import PDF
from tests.record import files_in
from tests.typed import typed_node

NOW = datetime(2017, 11, 1, 8, 0, tzinfo=UTC)
SELF, REVIEW, EXPLANATION = SheetStep.SELF, SheetStep.REVIEW, SheetStep.EXPLANATION
PAPER = Upload("Minh chứng.pdf", PDF)


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        made = made_year(session)
        typed = {"criterion_id": "", "code": "1", "name": "Mục", "method": "direct", "max": "10"}
        save_criteria(session, OPERATOR, made.id, [typed_node(typed)], {})
        return made


@pytest.fixture
def criterion(engine: Engine, made: MadeYear) -> int:
    with reading(engine) as session:
        return criteria_of_year(session, made.id)[0].criterion_id


def test_a_remark_is_made_changed_and_taken_away(engine: Engine, made: MadeYear, criterion: int) -> None:
    unit = made.unit_ids[0]
    with writing(engine) as session:
        for seen, text in enumerate(("  Thiếu  báo cáo ", "Đã bổ sung")):
            remark_on_cell(
                session, OPERATOR, CellPlace(made.id, REVIEW, unit, criterion), text, seen_version=seen
            )
        row = session.exec(select(CellRemark)).one()
        assert (row.text, row.version) == ("Đã bổ sung", 2)
    with pytest.raises(Stale), writing(engine) as session:
        remark_on_cell(session, OPERATOR, CellPlace(made.id, REVIEW, unit, criterion), "Khác", seen_version=1)
    with writing(engine) as session:
        remark_on_cell(session, OPERATOR, CellPlace(made.id, REVIEW, unit, criterion), " ", seen_version=2)
        assert session.exec(select(CellRemark)).all() == []


def test_a_remark_needs_a_cell_and_an_open_step(engine: Engine, made: MadeYear, criterion: int) -> None:
    unit = made.unit_ids[0]
    with writing(engine) as session:
        lock_sheets(session, OPERATOR, made.id, SELF, [unit])
    for step, unit_id, key, kind in (
        (SELF, unit, criterion, SheetIsLocked),
        (SheetStep.SECOND_REVIEW, unit, criterion, StepNotUsed),
        (REVIEW, unit, 999, NotFound),
        (REVIEW, 999, criterion, NotFound),
    ):
        with pytest.raises(kind), writing(engine) as session:
            remark_on_cell(session, OPERATOR, CellPlace(made.id, step, unit_id, key), "Lời", seen_version=0)


def test_a_unit_explains_its_own_cells_only(engine: Engine, made: MadeYear, criterion: int) -> None:
    first, second, _third = made.unit_ids
    with writing(engine) as session:
        editor = made_actor(session, Role.UNIT_EDITOR, block_id=made.block_id, unit_id=first)
        remark_on_cell(
            session, editor, CellPlace(made.id, EXPLANATION, first, criterion), "Lý do", seen_version=0
        )
    for step, unit in ((EXPLANATION, second), (REVIEW, first)):
        with pytest.raises(NotAllowed), writing(engine) as session:
            remark_on_cell(
                session, editor, CellPlace(made.id, step, unit, criterion), "Lý do", seen_version=0
            )


def test_evidence_is_brought_and_taken_away_with_its_file(
    engine: Engine, made: MadeYear, criterion: int, tmp_path: Path
) -> None:
    unit = made.unit_ids[0]
    with writing(engine) as session:
        editor = made_actor(session, Role.UNIT_EDITOR, block_id=made.block_id, unit_id=unit)
        [key] = add_evidence(session, editor, made.id, unit, criterion, [PAPER], folder=tmp_path)
    assert len(files_in(tmp_path)) == 1
    with pytest.raises(NotAllowed), writing(engine) as session:
        add_evidence(session, editor, made.id, made.unit_ids[1], criterion, [PAPER], folder=tmp_path)
    with writing(engine) as session:
        lock_sheets(session, OPERATOR, made.id, SELF, [unit])
        lock_sheets(session, OPERATOR, made.id, EXPLANATION, [unit])
    with pytest.raises(SheetIsLocked), writing(engine) as session:
        remove_evidence(session, editor, key, folder=tmp_path)
    with writing(engine) as session:
        session.exec(select(Evidence)).one()
        unlock_sheet(session, OPERATOR, made.id, EXPLANATION, unit, "Bổ sung")
        remove_evidence(session, editor, key, folder=tmp_path)
    with reading(engine) as session:
        assert session.exec(select(StoredFile)).all() == []
    assert files_in(tmp_path) == []
    with pytest.raises(NotFound), writing(engine) as session:
        remove_evidence(session, editor, key, folder=tmp_path)


def test_a_cell_has_so_much_evidence_and_no_more(
    engine: Engine, made: MadeYear, criterion: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence_commands, "MOST_FILES", 1)
    unit = made.unit_ids[0]
    with writing(engine) as session:
        add_evidence(session, OPERATOR, made.id, unit, criterion, [PAPER], folder=tmp_path)
    with pytest.raises(TooMuchEvidence), writing(engine) as session:
        add_evidence(session, OPERATOR, made.id, unit, criterion, [PAPER], folder=tmp_path)
    assert len(files_in(tmp_path)) == 1


def test_what_was_typed_is_kept_for_its_owner_until_it_is_saved(
    engine: Engine, made: MadeYear, criterion: int
) -> None:
    edits = [CellEdit(made.unit_ids[0], criterion, "9,", 3)]
    with writing(engine) as session:
        editor = made_actor(session, Role.UNIT_EDITOR, block_id=made.block_id, unit_id=made.unit_ids[0])
        for typed in (edits, edits * 2):
            keep_draft(session, editor, made.id, "self", typed, NOW)
        row = session.exec(select(SheetDraft)).one()
        assert len(row.cells) == 2
        assert row.cells[0] == {"unit": made.unit_ids[0], "criterion": criterion, "text": "9,", "seen": 3}
        keep_draft(session, editor, made.id, "self", [], NOW)
        assert session.exec(select(SheetDraft)).all() == []
    with pytest.raises(DraftTooLarge), writing(engine) as session:
        keep_draft(session, editor, made.id, "self", edits * (MOST_CELLS + 1), NOW)
    with pytest.raises(NotAllowed), writing(engine) as session:
        keep_draft(session, OPERATOR, made.id, "self", edits, NOW)


def test_a_locked_year_prints_the_same_and_takes_no_scores(
    engine: Engine, made: MadeYear, criterion: int
) -> None:
    with pytest.raises(SheetsIncomplete), writing(engine) as session:
        lock_scoring(session, OPERATOR, made.id)
    with writing(engine) as session:
        edits = [CellEdit(unit, criterion, "9", 0) for unit in made.unit_ids]
        save_cells(session, OPERATOR, made.id, Stage.FINAL, edits)
        digest = lock_scoring(session, OPERATOR, made.id)
        row = session.exec(select(ScoringLock)).one()
        assert (
            sha256_of(printed_scoring(session, session.get_one(BlockYear, made.id))) == digest == row.sha256
        )
        assert [line["points"] for line in row.evaluation["standings"]] == ["9.00"] * 3
    again = [CellEdit(made.unit_ids[0], criterion, "8", 1)]
    with pytest.raises(ScoringIsLocked), writing(engine) as session:
        save_cells(session, OPERATOR, made.id, Stage.FINAL, again)
    with pytest.raises(ScoringIsLocked), writing(engine) as session:
        lock_scoring(session, OPERATOR, made.id)
    with writing(engine) as session:
        unlock_scoring(session, OPERATOR, made.id, "Sai sót ở tiêu chí 1")
        assert save_cells(session, OPERATOR, made.id, Stage.FINAL, again).cells == 1
    with pytest.raises(NotFound), writing(engine) as session:
        unlock_scoring(session, OPERATOR, made.id, "Vì")


def test_locking_the_scoring_needs_the_right_and_the_password(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        reviewer = made_actor(session, Role.REVIEWER, block_id=made.block_id)
        secretary = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        made_stale(session, secretary)
    for actor, kind in ((reviewer, NotAllowed), (secretary, PasswordNeeded)):
        with pytest.raises(kind), writing(engine) as session:
            lock_scoring(session, actor, made.id)
