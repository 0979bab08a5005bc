"""What a year holds beside its file stays when the file is taken in again, as far as it still has a place."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.enums import BlockKind, Method, SheetStep, Stage
from models.record import StoredFile
from models.registry import Unit
from models.scoring import Criterion as Node
from models.sheets import CellRemark, Evidence, SheetDraft, SheetLock
from models.year import UnitGroup, YearUnit
from services.archive import import_year
from services.database import reading, writing
from services.drafts import keep_draft
from services.evidence import add_evidence
from services.groups import save_group
from services.queries.archive import find_year, year_document
from services.queries.criteria import criteria_of_year
from services.remarks import remark_on_cell
from services.rules.cell_edits import CellEdit
from services.rules.cell_place import CellPlace
from services.rules.document import BlockIdentity, Criterion, MemberUnit, Score, YearDocument
from services.rules.rights import OPERATOR
from services.sheets import lock_sheets
from services.storage.files import Upload
from tests.factories import made_actor
from tests.files import PDF

YEAR = 2017
DOCUMENT = YearDocument(
    year=YEAR,
    block=BlockIdentity(code="khoi", name="Khối", kind=BlockKind.BLOCK),
    units=tuple(MemberUnit(code=code, name=f"Đơn vị {code}") for code in ("a", "b", "c")),
    criteria=(
        Criterion(code="1", name="Mục 1", method=Method.GROUP),
        Criterion(code="1.1", name="Mục 1.1", parent="1", method=Method.DIRECT, max=1000),
        Criterion(code="1.2", name="Mục 1.2", parent="1", method=Method.DIRECT, max=1000),
    ),
    scores=(Score(unit="a", criterion="1.1", stage=Stage.FINAL, points=900),),
)

Kept = dict[str, list[Any]]


@pytest.fixture
def key(engine: Engine, tmp_path: Path) -> int:
    """A year with something of everything, and one that goes on from its criteria."""
    with writing(engine) as session:
        found = import_year(session, OPERATOR, DOCUMENT).block_year_id
        later = import_year(session, OPERATOR, replace(DOCUMENT, year=YEAR + 1)).block_year_id
        editor = made_actor(session)
        units = [row.unit_id for row in rolls(session, found)]
        nodes = nodes_of(session, found)
        group_id = save_group(session, OPERATOR, found, "Nhóm huyện", units[:2])
        for unit in units:
            for leaf in ("1.1", "1.2"):
                place = CellPlace(found, SheetStep.REVIEW, unit, nodes[leaf].id or 0)
                remark_on_cell(session, editor, place, f"Lời {unit} {leaf}", seen_version=0)
                paper = Upload(f"{unit} {leaf}.pdf", PDF)
                add_evidence(session, editor, found, unit, nodes[leaf].id or 0, [paper], folder=tmp_path)
        lock_sheets(session, editor, found, SheetStep.SELF, units)
        edits = [CellEdit(units[0], nodes["1.1"].id or 0, "9,", 0)]
        keep_draft(session, editor, found, "final", edits, datetime(2017, 11, 1, tzinfo=UTC))
        nodes["1.1"].note, nodes["1.1"].comparable, nodes["1.1"].reviewer_id = "Báo cáo", False, units[2]
        nodes["1.2"].group_id = group_id
        for code, node in nodes_of(session, later).items():
            node.origin_id = nodes[code].id
    return found


def rolls(session: Session, key: int) -> list[YearUnit]:
    return list(
        session.exec(
            select(YearUnit).where(YearUnit.block_year_id == key).order_by(col(YearUnit.position))
        ).all()
    )


def nodes_of(session: Session, key: int) -> dict[str, Node]:
    return {row.code: row for row in session.exec(select(Node).where(Node.block_year_id == key))}


def beside(engine: Engine, key: int) -> Kept:
    """All that the year holds beside its file, by codes."""
    with reading(engine) as session:
        codes = {row.id: row.code for row in session.exec(select(Node))}
        units = {row.id: row.code for row in session.exec(select(Unit))}
        groups = {row.id: row.code for row in session.exec(select(UnitGroup))}
        remarks = session.exec(select(CellRemark)).all()
        papers = session.exec(select(Evidence)).all()
        locks = session.exec(select(SheetLock)).all()
        nodes = session.exec(select(Node)).all()
        return {
            "remarks": sorted(
                (units[row.unit_id], codes[row.criterion_id], row.step, row.text, row.version, row.changed_at)
                for row in remarks
            ),
            "evidence": sorted(
                (units[row.unit_id], codes[row.criterion_id], row.file_id, row.added_by) for row in papers
            ),
            "files": sorted(session.exec(select(StoredFile.id))),
            "locks": sorted((units[row.unit_id], row.step, row.locked_at, row.locked_by) for row in locks),
            "groups": sorted((units[row.unit_id], groups.get(row.group_id)) for row in rolls(session, key)),
            "said": sorted(
                (row.code, row.note, groups.get(row.group_id), units.get(row.reviewer_id), row.comparable)
                for row in nodes
                if row.block_year_id == key
            ),
            "followers": sorted(
                (row.code, codes.get(row.origin_id)) for row in nodes if row.block_year_id != key
            ),
            "drafts": [row.view for row in session.exec(select(SheetDraft))],
        }


def taken_in(engine: Engine, document: YearDocument) -> bool:
    with writing(engine) as session:
        return import_year(session, OPERATOR, document).changed


def exported(engine: Engine) -> YearDocument:
    with reading(engine) as session:
        return year_document(session, find_year(session, "khoi", YEAR))


def test_the_file_that_it_gave_changes_nothing(engine: Engine, key: int) -> None:
    before = beside(engine, key)
    assert (len(before["remarks"]), len(before["evidence"]), len(before["locks"])) == (6, 6, 3)
    assert not taken_in(engine, exported(engine))
    assert beside(engine, key) == before


def test_everything_stays_but_unsaved_typing_when_the_file_says_something_else(
    engine: Engine, key: int
) -> None:
    before = beside(engine, key)
    assert taken_in(engine, replace(exported(engine), theme="Chủ đề"))
    assert beside(engine, key) == before | {"drafts": []}
    with reading(engine) as session:
        assert criteria_of_year(session, key)[2].for_group is not None


def test_what_belongs_to_a_criterion_that_is_gone_goes_and_the_rest_stays(engine: Engine, key: int) -> None:
    before = beside(engine, key)
    document = exported(engine)
    assert taken_in(engine, replace(document, criteria=document.criteria[:2]))
    after = beside(engine, key)
    for kind in ("remarks", "evidence"):
        assert after[kind] == [row for row in before[kind] if row[1] == "1.1"]
    assert after["files"] == sorted(row[2] for row in after["evidence"])
    assert after["said"] == [row for row in before["said"] if row[0] != "1.2"]
    assert after["followers"] == [("1", "1"), ("1.1", "1.1"), ("1.2", None)]
    assert (after["locks"], after["groups"]) == (before["locks"], before["groups"])


def test_what_belongs_to_a_unit_that_is_gone_goes_and_the_rest_stays(engine: Engine, key: int) -> None:
    before = beside(engine, key)
    document = exported(engine)
    assert taken_in(engine, replace(document, units=document.units[1:], scores=()))
    after = beside(engine, key)
    for kind in ("remarks", "evidence", "locks", "groups"):
        assert after[kind] == [row for row in before[kind] if row[0] != "a"]
    assert after["files"] == sorted(row[2] for row in after["evidence"])
    assert (after["said"], after["followers"]) == (before["said"], before["followers"])
