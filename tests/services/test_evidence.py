"""Remarks and evidence as people bring them wrongly: each refused in its words, and nothing half kept."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.accounts import TrailEntry
from models.enums import Role, SheetStep
from models.record import StoredFile
from models.sheets import CellRemark, Evidence
from pages.shared.i18n import use_language
from pages.shared.refusals import sentence_of
from services.criteria import save_criteria
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import DomainError, Stale
from services.errors.files import EvidenceRefused
from services.errors.scoring import SheetIsLocked, TooMuchEvidence
from services.errors.typed import NameRefused
from services.evidence import MOST_FILES, add_evidence, remove_evidence
from services.queries.criteria import criteria_of_year
from services.remarks import remark_on_cell
from services.rules.cell_place import CellPlace
from services.rules.file_kinds import LARGEST_FILE
from services.rules.rights import OPERATOR, Actor
from services.sheets import lock_sheets
from services.storage.files import Upload
from tests.factories import MadeYear, made_actor, made_year, without_the_right
from tests.files import PDF, jpeg, office, png
from tests.record import files_in, refused
from tests.typed import typed_node

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GOOD = Upload("Minh chứng.pdf", PDF)
# Characters that are not seen, and that a name could hide behind
TURNED, UNSEEN = "\u202e", "\u200b"


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        made = made_year(session)
        typed = {"criterion_id": "", "code": "1", "name": "Mục", "method": "direct", "max": "10"}
        save_criteria(session, OPERATOR, made.id, [typed_node(typed)], {})
        return made


@pytest.fixture
def editor(engine: Engine, made: MadeYear) -> Actor:
    with writing(engine) as session:
        return made_actor(session, Role.UNIT_EDITOR, block_id=made.block_id, unit_id=made.unit_ids[0])


def leaf(engine: Engine, made: MadeYear) -> int:
    with reading(engine) as session:
        return criteria_of_year(session, made.id)[0].criterion_id


def place_of(engine: Engine, made: MadeYear, step: SheetStep = SheetStep.SELF, unit: int = 0) -> CellPlace:
    return CellPlace(made.id, step, made.unit_ids[unit], leaf(engine, made))


def said(refusal: DomainError) -> str:
    use_language("vi")
    return sentence_of(refusal)


def test_several_files_are_kept_at_once_and_told_once(
    engine: Engine, made: MadeYear, editor: Actor, tmp_path: Path
) -> None:
    uploads = [
        GOOD,
        Upload("Ảnh.jpg", jpeg()),
        Upload("Bảng.png", png()),
        Upload("Số liệu.xlsx", office("xlsx")),
    ]
    with writing(engine) as session:
        keys = add_evidence(
            session, editor, made.id, made.unit_ids[0], leaf(engine, made), uploads, folder=tmp_path
        )
    with reading(engine) as session:
        entry = session.exec(select(TrailEntry).where(TrailEntry.action == "add_evidence")).one()
        assert entry.facts["files"] == [one.name for one in uploads]
        assert (entry.facts["unit"], entry.facts["criterion"]) == ("Đơn vị 1", "1")
        assert len(session.exec(select(Evidence)).all()) == len(set(keys)) == len(files_in(tmp_path)) == 4


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("lớn.jpg", jpeg() + b"0" * LARGEST_FILE, "lớn hơn"),
        ("chương trình.pdf", b"MZ" + bytes(500), "không thuộc các loại"),
        ("hình.png", SVG, "không thuộc các loại"),
        ("hình.svg", SVG, "không thuộc các loại"),
        ("trống.pdf", b"", "không có nội dung"),
        ("nửa.pdf", PDF[:-8], "hỏng"),
        ("macro.docx", office(word__vbaProject_dot_bin=b"x"), "macro"),
        (f"{TURNED}{UNSEEN}", PDF, "Tên tệp"),
        ("../..", PDF, "Tên tệp"),
    ],
)
def test_one_bad_file_keeps_all_away_and_is_named(
    engine: Engine, made: MadeYear, editor: Actor, tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    place = (made.id, made.unit_ids[0], leaf(engine, made))
    uploads = [GOOD, Upload(name, data)]
    refusal = refused(
        engine, tmp_path, EvidenceRefused, add_evidence, editor, *place, uploads, folder=tmp_path
    )
    sentence = said(refusal)
    assert words in sentence
    assert name[:3] in sentence or TURNED in name or ".." in name
    assert TURNED not in sentence
    assert files_in(tmp_path) == []


def test_a_name_is_a_label_and_no_path(engine: Engine, made: MadeYear, editor: Actor, tmp_path: Path) -> None:
    uploads = [
        Upload(f"../../etc/{TURNED}fdp.exe{UNSEEN}.pdf", PDF),
        Upload("C:\\Windows\\báo cáo\n2.pdf", PDF),
    ]
    with writing(engine) as session:
        add_evidence(session, editor, made.id, made.unit_ids[0], leaf(engine, made), uploads, folder=tmp_path)
        labels = {row.label for row in session.exec(select(StoredFile))}
    assert labels == {"fdp.exe.pdf", "báo cáo 2.pdf"}
    assert all(path.parent.parent == tmp_path / "files" for path in files_in(tmp_path))


def test_the_twenty_first_file_is_refused(
    engine: Engine, made: MadeYear, editor: Actor, tmp_path: Path
) -> None:
    place = (made.id, made.unit_ids[0], leaf(engine, made))
    with writing(engine) as session:
        add_evidence(session, editor, *place, [GOOD] * (MOST_FILES - 1), folder=tmp_path)
    refusal = refused(
        engine, tmp_path, TooMuchEvidence, add_evidence, editor, *place, [GOOD] * 2, folder=tmp_path
    )
    assert "20" in said(refusal)
    with writing(engine) as session:
        add_evidence(session, editor, *place, [GOOD], folder=tmp_path)
    refused(engine, tmp_path, TooMuchEvidence, add_evidence, editor, *place, [GOOD], folder=tmp_path)


def test_nobody_without_the_right_brings_or_takes_away(
    engine: Engine, made: MadeYear, tmp_path: Path
) -> None:
    criterion = leaf(engine, made)
    with writing(engine) as session:
        people = without_the_right(session, made)
        (key,) = add_evidence(
            session, OPERATOR, made.id, made.unit_ids[1], criterion, [GOOD], folder=tmp_path
        )
    for actor in people.values():
        refused(
            engine,
            tmp_path,
            NotAllowed,
            add_evidence,
            actor,
            made.id,
            made.unit_ids[1],
            criterion,
            [GOOD],
            folder=tmp_path,
        )
        refused(engine, tmp_path, NotAllowed, remove_evidence, actor, key, folder=tmp_path)
    assert len(files_in(tmp_path)) == 1


def test_a_reviewer_brings_no_evidence(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    with writing(engine) as session:
        reviewer = made_actor(session, Role.REVIEWER, block_id=made.block_id)
    place = (made.id, made.unit_ids[0], leaf(engine, made))
    refused(engine, tmp_path, NotAllowed, add_evidence, reviewer, *place, [GOOD], folder=tmp_path)


def test_a_locked_step_takes_no_files(engine: Engine, made: MadeYear, editor: Actor, tmp_path: Path) -> None:
    with writing(engine) as session:
        for step in (SheetStep.SELF, SheetStep.EXPLANATION):
            lock_sheets(session, OPERATOR, made.id, step, made.unit_ids[:1])
    place = (made.id, made.unit_ids[0], leaf(engine, made))
    refusal = refused(engine, tmp_path, SheetIsLocked, add_evidence, editor, *place, [GOOD], folder=tmp_path)
    assert "Đơn vị 1" in said(refusal)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a" * 2001, "2.000"),
        (f"Lời{TURNED}nhận xét", "không nhìn thấy"),
        ("Lời\x00nhận xét", "không nhìn thấy"),
        ("Lời\ud800", "không nhìn thấy"),
        (UNSEEN * 3, "trống"),
    ],
)
def test_a_remark_that_cannot_be_read_is_refused(
    engine: Engine, made: MadeYear, editor: Actor, tmp_path: Path, text: str, words: str
) -> None:
    refusal = refused(
        engine, tmp_path, NameRefused, remark_on_cell, editor, place_of(engine, made), text, seen_version=0
    )
    assert said(refusal)
    assert words in said(refusal)


def test_a_remark_of_2000_characters_fits(engine: Engine, made: MadeYear, editor: Actor) -> None:
    with writing(engine) as session:
        remark_on_cell(session, editor, place_of(engine, made), "ơ" * 2000, seen_version=0)
        assert len(session.exec(select(CellRemark.text)).one()) == 2000


def test_a_remark_made_anew_is_not_the_one_that_was_read(
    engine: Engine, made: MadeYear, editor: Actor, tmp_path: Path
) -> None:
    place = place_of(engine, made)
    with writing(engine) as session:
        for seen, text in ((0, "Cũ"), (1, ""), (0, "Mới")):
            remark_on_cell(session, OPERATOR, place, text, seen_version=seen)
    for seen in (0, 1):
        refusal: Any = refused(
            engine, tmp_path, Stale, remark_on_cell, editor, place, "Của tôi", seen_version=seen
        )
        assert refusal.by == OPERATOR.name
        assert OPERATOR.name.split(".")[0] in said(refusal)
    with reading(engine) as session:
        assert session.exec(select(CellRemark.text)).one() == "Mới"


def test_nobody_without_the_right_remarks(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    with writing(engine) as session:
        people = without_the_right(session, made)
    for actor in people.values():
        place = place_of(engine, made, unit=1)
        refused(engine, tmp_path, NotAllowed, remark_on_cell, actor, place, "Lời", seen_version=0)
