"""Score sheets out to Excel and back into the database: exact, over what was seen, and nothing silently."""

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.enums import Role, SheetStep, Stage, YearState
from models.sheets import CellRemark
from models.year import BlockYear, UnitGroup, YearUnit
from pages.scoring import sheet_exchange_saving
from pages.scoring import sheet_exchange_work as work
from pages.scoring.sheet_exchange_saving import SavedSheet
from pages.scoring.sheet_exchange_work import Checked
from pages.shared.file_steps import Upload
from services.criteria import Node, Said, save_criteria
from services.database import reading, writing
from services.errors.base import NotFound, Stale
from services.errors.score_sheets import ScoreSheetFault, ScoreSheetRefused
from services.errors.scoring import CellFaultKind, CellsRefused, StepNotUsed
from services.errors.workbooks import SheetFaultKind, SheetRefused, WorkbookRefused
from services.queries.criteria import criteria_of_year
from services.queries.score_files import FileScope, offer_of, score_file
from services.remarks import remark_on_cell
from services.rules.cell_edits import CellEdit
from services.rules.cell_place import CellPlace
from services.rules.likely_numbers import Doubt
from services.rules.progress import unwatched
from services.rules.reading import year_document
from services.rules.rights import OPERATOR, Actor
from services.rules.score_grid import CellOutcome
from services.scoring import save_cells
from services.sheets import lock_sheets, set_steps
from tests.edited import edited, put
from tests.factories import MadeYear, made_actor, made_year
from tests.queries.statements import counted
from tests.services.test_scoring import CRITERIA
from tests.workbooks.packages import bomb, book

SELF, REVIEW, SECOND, EXPLANATION, FINAL = SheetStep
UNCHANGED, CHANGED, DOUBTFUL, REFUSED, LOCKED = CellOutcome
# Rows of the sheet: 7 is the group, 8 to 12 are 1.1, 1.2, 1.3, 1.4 and 9
SELF_COLUMN, FINAL_COLUMN, REMARK_COLUMN = "E", "H", "I"


@dataclass(frozen=True)
class Made:
    """A year with a criterion of each kind, and the ids that are asked for."""

    year: MadeYear
    criteria: dict[str, int]

    def scope(self, step: SheetStep = FINAL, unit: int | None = 0) -> FileScope:
        """The sheet of the unit at that place of the roll, or of the block."""
        return FileScope(self.year.id, step, None if unit is None else self.year.unit_ids[unit])


def scored_year(session: Session, units: int = 3, tree: str = CRITERIA) -> Made:
    year = made_year(session, units=units)
    save_criteria(session, OPERATOR, year.id, [Node(None, one) for one in year_document(tree).criteria], {})
    session.exec(select(BlockYear).where(BlockYear.id == year.id)).one().state = YearState.SCORING
    return Made(year, {line.rule.code: line.criterion_id for line in criteria_of_year(session, year.id)})


@pytest.fixture
def made(engine: Engine) -> Made:
    with writing(engine) as session:
        return scored_year(session)


def score(engine: Engine, made: Made, code: str, text: str, seen: int = 0, unit: int = 0) -> None:
    edit = CellEdit(made.year.unit_ids[unit], made.criteria[code], text, seen)
    with writing(engine) as session:
        save_cells(session, OPERATOR, made.year.id, Stage.FINAL, [edit])


def check(engine: Engine, data: bytes, scope: FileScope, actor: Actor = OPERATOR) -> Checked:
    return work.check(engine, actor, Upload(scope, "phieu.xlsx", data), unwatched)


def checked(
    engine: Engine, made: Made, scope: FileScope | None = None, actor: Actor = OPERATOR, **values: Any
) -> Checked:
    """The sheet as it is given out, with those values put into its cells."""
    scope = scope or made.scope()
    return check(engine, put(work.workbook(engine, actor, scope), **values), scope, actor)


def save(
    engine: Engine, found: Checked, actor: Actor = OPERATOR, *, agreed: bool = False, valid: bool = True
) -> SavedSheet:
    return sheet_exchange_saving.save(engine, actor, found, agreed, valid, unwatched)


def standing(engine: Engine, scope: FileScope) -> dict[tuple[str, str], str]:
    with reading(engine) as session:
        return dict(score_file(session, OPERATOR, scope).grid.standing)


def differing(found: Checked) -> list[tuple[str, str, CellOutcome]]:
    return [(one.criterion, one.after, one.outcome) for one in found.cells if one.outcome is not UNCHANGED]


@pytest.mark.parametrize("step", [SELF, REVIEW, EXPLANATION, FINAL])
def test_a_sheet_that_comes_back_as_it_went_changes_nothing(
    engine: Engine, made: Made, step: SheetStep
) -> None:
    score(engine, made, "1.1", "9,5")
    score(engine, made, "1.3", "120/100")
    assert differing(checked(engine, made, made.scope(step))) == []
    if step is not EXPLANATION:
        assert differing(checked(engine, made, made.scope(step, None))) == []


def test_what_is_filled_in_is_saved_exactly(engine: Engine, made: Made) -> None:
    score(engine, made, "1.1", "8")
    values: dict[str, Any] = {
        "H8": "9,5",
        "H9": "Đạt",
        "H10": "120/100",
        "H11": 3,
        "H12": "2/1",
        "I8": "Đủ hồ sơ",
    }
    found = checked(engine, made, **values)
    assert next((one.before, one.after) for one in found.having(CHANGED)) == ("8", "9,5")
    assert found.having(DOUBTFUL) == []
    saved = save(engine, found)
    assert (saved.figures, saved.remarks, saved.refused) == (5, 1, ())
    assert standing(engine, made.scope()) == {
        ("1.1", "final"): "9,5",
        ("1.2", "final"): "5",
        ("1.3", "final"): "120/100",
        ("1.4", "final"): "3",
        ("9", "final"): "2/1",
        ("1.1", "remark"): "Đủ hồ sơ",
    }
    assert differing(checked(engine, made)) == []


def test_the_sheet_of_the_block_has_a_column_for_each_unit(engine: Engine, made: Made) -> None:
    found = checked(engine, made, made.scope(FINAL, None), E8="9,5", F8="8", G8="10,5")
    assert [one.outcome for one in found.cells if one.criterion == "1.1"] == [CHANGED, CHANGED, REFUSED]
    assert save(engine, found).figures == 2
    assert standing(engine, made.scope(unit=1)) == {("1.1", "final"): "8"}
    with pytest.raises(StepNotUsed):
        checked(engine, made, made.scope(EXPLANATION, None))


def test_a_sheet_says_that_its_scores_are_provisional(engine: Engine, made: Made) -> None:
    data = work.workbook(engine, OPERATOR, made.scope(unit=None))
    told = openpyxl.load_workbook(BytesIO(data)).worksheets[0]["A2"].value
    assert told.endswith("Bước: Chốt điểm. TẠM THỜI: điểm còn có thể thay đổi.")


def test_an_explanation_is_words_alone(engine: Engine, made: Made) -> None:
    found = checked(engine, made, made.scope(EXPLANATION), G8="Vì mưa lũ", E8="9")
    assert differing(found) == [("1.1", "", LOCKED), ("1.1", "Vì mưa lũ", CHANGED)]
    saved = save(engine, found)
    assert (saved.figures, saved.remarks) == (0, 1)
    with reading(engine) as session:
        row = session.exec(select(CellRemark)).one()
    assert (row.step, row.text) == (EXPLANATION, "Vì mưa lũ")


def test_a_step_that_the_year_has_not_is_refused(engine: Engine, made: Made) -> None:
    with writing(engine) as session:
        set_steps(session, OPERATOR, made.year.id, {SELF: None, FINAL: None})
    with pytest.raises(StepNotUsed):
        checked(engine, made, made.scope(REVIEW))
    with reading(engine) as session:
        offer = offer_of(session, OPERATOR, made.year.id)
        columns = [one.key for one in score_file(session, OPERATOR, made.scope()).grid.columns]
    assert list(offer.steps) == [SELF, FINAL]
    assert columns == ["self", "final", "remark"]


@pytest.fixture
def people(engine: Engine, made: Made) -> dict[Role, Actor]:
    units = made.year.unit_ids
    with writing(engine) as session:
        found = {
            role: made_actor(session, role, block_id=made.year.block_id)
            for role in (Role.SECRETARY, Role.VIEWER, Role.CHAIR, Role.REVIEWER, Role.DISPLAY)
        }
        found[Role.UNIT_EDITOR] = made_actor(
            session, Role.UNIT_EDITOR, block_id=made.year.block_id, unit_id=units[0]
        )
    return found


def test_each_is_offered_what_that_person_fills_in(
    engine: Engine, made: Made, people: dict[Role, Actor]
) -> None:
    with reading(engine) as session:
        offered = {
            role: {step: len(units) for step, units in offer_of(session, actor, made.year.id).steps.items()}
            for role, actor in people.items()
        }
    assert offered == {
        Role.SECRETARY: {SELF: 3, REVIEW: 3, EXPLANATION: 3, FINAL: 3},
        Role.VIEWER: {},
        Role.CHAIR: {},
        Role.REVIEWER: {REVIEW: 3},
        Role.DISPLAY: {},
        Role.UNIT_EDITOR: {SELF: 1, EXPLANATION: 1},
    }


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CHAIR, Role.DISPLAY, Role.REVIEWER, Role.UNIT_EDITOR])
def test_nobody_takes_out_a_sheet_of_what_he_does_not_fill_in(
    engine: Engine, made: Made, people: dict[Role, Actor], role: Role
) -> None:
    for scope in (made.scope(), made.scope(FINAL, None), made.scope(SELF, 1)):
        with pytest.raises(NotFound):
            work.workbook(engine, people[role], scope)
    with pytest.raises(NotFound):
        work.all_workbooks(engine, people[role], made.scope(FINAL, None))


def test_a_unit_takes_out_its_own_sheet_and_sees_no_other(
    engine: Engine, made: Made, people: dict[Role, Actor]
) -> None:
    score(engine, made, "1.1", "8", unit=1)
    actor = people[Role.UNIT_EDITOR]
    found = checked(engine, made, made.scope(SELF), actor, E8="7", H8="10")
    assert differing(found) == [("1.1", "7", CHANGED), ("1.1", "", LOCKED)]
    assert save(engine, found, actor).figures == 1
    block = openpyxl.load_workbook(BytesIO(work.workbook(engine, actor, made.scope(SELF, None))))
    assert [cell.value for cell in block.worksheets[0][6]][4:] == ["Đơn vị 1 [don-vi-1]"]


def test_a_folder_has_the_sheet_of_each_unit(engine: Engine, made: Made) -> None:
    score(engine, made, "1.1", "8", unit=1)
    data = work.all_workbooks(engine, OPERATOR, made.scope(FINAL, None))
    with ZipFile(BytesIO(data)) as folder:
        sheets = {name: folder.read(name) for name in folder.namelist()}
    assert list(sheets) == ["01-don-vi-1.xlsx", "02-don-vi-2.xlsx", "03-don-vi-3.xlsx"]
    found = check(engine, put(sheets["02-don-vi-2.xlsx"], H8="9"), made.scope(unit=1))
    assert [(one.before, one.after) for one in found.having(CHANGED)] == [("8", "9")]


def test_what_somebody_changes_between_looking_and_saving_is_a_conflict(engine: Engine, made: Made) -> None:
    score(engine, made, "1.1", "8")
    found = checked(engine, made, H8="9,5", H11="3")
    score(engine, made, "1.1", "7", seen=1)
    with pytest.raises(CellsRefused):
        save(engine, found, valid=False)
    saved = save(engine, found)
    (fault,) = saved.refused
    assert (fault.kind, fault.theirs, fault.text) == (CellFaultKind.CHANGED, "7", "9,5")
    assert standing(engine, made.scope()) == {("1.1", "final"): "7", ("1.4", "final"): "3"}


def test_words_that_somebody_changes_meanwhile_are_a_conflict_too(engine: Engine, made: Made) -> None:
    place = CellPlace(made.year.id, FINAL, made.year.unit_ids[0], made.criteria["1.1"])
    found = checked(engine, made, I8="Của tôi", I9="Khác", H8="9")
    with writing(engine) as session:
        remark_on_cell(session, OPERATOR, place, "Của họ", seen_version=0)
    with pytest.raises(Stale):
        save(engine, found, valid=False)
    assert standing(engine, made.scope()) == {("1.1", "remark"): "Của họ"}
    saved = save(engine, found)
    assert [(one.theirs, one.text) for one in saved.refused] == [("Của họ", "Của tôi")]
    assert (saved.figures, saved.remarks) == (1, 1)


def test_what_others_changed_after_the_download_is_only_overwritten_when_agreed_to(
    engine: Engine, made: Made
) -> None:
    score(engine, made, "1.1", "8")
    score(engine, made, "1.4", "3")
    data = work.workbook(engine, OPERATOR, made.scope())
    with writing(engine) as session:
        other = made_actor(session, Role.SECRETARY, block_id=made.year.block_id)
    with writing(engine) as session:
        edits = [
            CellEdit(made.year.unit_ids[0], made.criteria["1.1"], "7", 1),
            CellEdit(made.year.unit_ids[0], made.criteria["1.4"], "", 1),
        ]
        save_cells(session, other, made.year.id, Stage.FINAL, edits)
    found = check(engine, data, made.scope())
    assert [(one.criterion, one.before, one.after, one.doubts) for one in found.having(DOUBTFUL)] == [
        ("1.1", "7", "8", (Doubt.SINCE,)),
        ("1.4", "", "3", (Doubt.SINCE,)),
    ]
    assert found.having(CHANGED) == []
    assert save(engine, found).figures == 0
    assert save(engine, found, agreed=True).figures == 2


def test_own_changes_after_the_download_are_no_doubt(engine: Engine, made: Made) -> None:
    data = work.workbook(engine, OPERATOR, made.scope())
    score(engine, made, "1.1", "7")
    (cell,) = check(engine, put(data, H8="8"), made.scope()).having(CHANGED)
    assert (cell.before, cell.after) == ("7", "8")


def test_a_locked_sheet_takes_nothing_back(engine: Engine, made: Made) -> None:
    data = work.workbook(engine, OPERATOR, made.scope())
    with writing(engine) as session:
        lock_sheets(session, OPERATOR, made.year.id, FINAL, made.year.unit_ids[:1])
    found = check(engine, put(data, H8="9", I8="Muộn"), made.scope())
    assert [one.outcome for one in found.cells if one.outcome is not UNCHANGED] == [LOCKED, LOCKED]
    assert set(found.file.bars.values()) == {CellFaultKind.LOCKED}
    block = checked(engine, made, made.scope(FINAL, None), E8="9", F8="9")
    assert [one.outcome for one in block.cells if one.criterion == "1.1"] == [LOCKED, CHANGED, UNCHANGED]


def test_a_sheet_locked_between_looking_and_saving_keeps_what_it_has(engine: Engine, made: Made) -> None:
    found = checked(engine, made, H8="9")
    with writing(engine) as session:
        lock_sheets(session, OPERATOR, made.year.id, FINAL, made.year.unit_ids[:1])
    (fault,) = save(engine, found).refused
    assert fault.kind is CellFaultKind.LOCKED
    assert standing(engine, made.scope()) == {}


def test_criteria_of_other_groups_and_of_other_reviewers_are_shut(engine: Engine, made: Made) -> None:
    with writing(engine) as session:
        group = UnitGroup(block_year_id=made.year.id, code="huyen", name="Huyện")
        session.add(group)
        session.flush()
        lines = criteria_of_year(session, made.year.id)
        nodes = [Node(line.criterion_id, line.rule) for line in lines]
        seen = {line.criterion_id: line.version for line in lines}
        nodes[1] = replace(nodes[1], said=Said(group_id=group.id))
        nodes[4] = replace(nodes[4], said=Said(reviewer_id=made.year.unit_ids[2]))
        save_criteria(session, OPERATOR, made.year.id, nodes, seen)
        place = session.exec(
            select(YearUnit).where(
                YearUnit.block_year_id == made.year.id, YearUnit.unit_id == made.year.unit_ids[1]
            )
        ).one()
        place.group_id = group.id
        reviewer = made_actor(session, Role.REVIEWER, block_id=made.year.block_id)
    with reading(engine) as session:
        file = score_file(session, reviewer, made.scope(REVIEW, None))
    assert file.bars == {
        ("1.1", "don-vi-1"): CellFaultKind.FOR_OTHERS,
        ("1.1", "don-vi-3"): CellFaultKind.FOR_OTHERS,
        **{("1.4", f"don-vi-{number}"): CellFaultKind.OF_ANOTHER_REVIEWER for number in (1, 2, 3)},
    }


HOSTILE = {
    "empty": b"",
    "text": b"TT;Diem",
    "broken": b"PK\x03\x04 broken",
    "html": b"<html><table><tr><td>9</td></tr></table>",
    "bomb": bomb(),
    "macros": book(more={"xl/vbaProject.bin": b"x"}),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_workbook_is_refused(engine: Engine, made: Made, data: bytes) -> None:
    with pytest.raises(WorkbookRefused):
        check(engine, data, made.scope())


def remarked(data: bytes, before: str, after: str) -> bytes:
    """The workbook with another text in its hidden mark."""
    workbook = openpyxl.load_workbook(BytesIO(data))
    (mark,) = [one for one in workbook.custom_doc_props.props if before in str(one.value)]
    mark.value = mark.value.replace(before, after)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("/2017/", "/2016/", ScoreSheetFault.OTHER_YEAR),
        ("/final/", "/self/", ScoreSheetFault.OTHER_STEP),
        ("/don-vi-1", "/don-vi-2", ScoreSheetFault.OTHER_UNIT),
        ("/don-vi-1", "/", ScoreSheetFault.OTHER_UNIT),
        ("scores/1", "units/1", ScoreSheetFault.OTHER_TEMPLATE),
        ("scores/1", "scores/9", ScoreSheetFault.OTHER_VERSION),
        ("@20", "@nay", ScoreSheetFault.NO_MARK),
        (":", "", ScoreSheetFault.OTHER_VERSION),
    ],
)
def test_a_sheet_of_something_else_is_refused(
    engine: Engine, made: Made, before: str, after: str, reason: ScoreSheetFault
) -> None:
    data = remarked(work.workbook(engine, OPERATOR, made.scope()), before, after)
    with pytest.raises(ScoreSheetRefused) as refused:
        check(engine, data, made.scope())
    assert refused.value.reason is reason


def test_a_sheet_of_another_block_is_refused(engine: Engine, made: Made) -> None:
    with writing(engine) as session:
        other = scored_year(session)
    with pytest.raises(ScoreSheetRefused) as refused:
        check(engine, work.workbook(engine, OPERATOR, other.scope()), made.scope())
    assert refused.value.reason is ScoreSheetFault.OTHER_BLOCK


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"H8": "=1+1"}, SheetFaultKind.FORMULA),
        ({"H8": "#N/A"}, SheetFaultKind.ERROR),
    ],
    ids=["formula", "error"],
)
def test_cells_that_say_nothing_exact_refuse_the_sheet(
    engine: Engine, made: Made, values: dict[str, Any], reason: SheetFaultKind
) -> None:
    with pytest.raises(SheetRefused) as refused:
        checked(engine, made, **values)
    assert {fault.reason for fault in refused.value.faults} == {reason}


def test_a_percent_refuses_the_sheet(engine: Engine, made: Made) -> None:
    def change(sheet: Any) -> None:
        sheet["H8"] = 0.95
        sheet["H8"].number_format = "0%"

    with pytest.raises(SheetRefused) as refused:
        check(engine, edited(work.workbook(engine, OPERATOR, made.scope()), change), made.scope())
    assert {fault.reason for fault in refused.value.faults} == {SheetFaultKind.PERCENT}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("H8", date(2017, 5, 1)),
        ("H8", "10,5"),
        ("H8", "9,3"),
        ("H8", "chín"),
        ("H10", date(2017, 5, 1)),
        ("H9", "3"),
        ("H11", "1,5"),
        ("I8", "x" * 2001),
    ],
    ids=["day", "above", "off step", "words", "day as a figure", "half met", "half an item", "long"],
)
def test_cells_that_mean_nothing_there_are_refused_alone(
    engine: Engine, made: Made, place: str, value: Any
) -> None:
    values: dict[str, Any] = {place: value, "H12": "2/1"}
    found = checked(engine, made, **values)
    assert [one.outcome for one in found.cells if one.outcome is not UNCHANGED] in (
        [REFUSED, CHANGED],
        [REFUSED, REFUSED, CHANGED],
    )
    assert save(engine, found).figures == 1
    assert standing(engine, made.scope()) == {("9", "final"): "2/1"}


def test_edited_locked_cells_and_renamed_rows_are_refused(engine: Engine, made: Made) -> None:
    score(engine, made, "1.1", "8")
    found = checked(engine, made, E8="9", H7="5", B9="Tên khác", H9="5", A10="7.7", H10="9")
    assert {one.outcome for one in found.cells if one.outcome is not UNCHANGED} == {LOCKED, REFUSED}
    assert save(engine, found).figures == 0
    assert standing(engine, made.scope()) == {("1.1", "final"): "8"}


# What people have in their cells, and the one figure that each can mean there, None for none at all
STRINGS: dict[str, str | None] = {
    "9": "9",
    "9,5": "9,5",
    "9.5": "9,5",
    "09,5": "9,5",
    "9,50": "9,5",
    " 9,5 ": "9,5",
    "9,5\u00a0": "9,5",
    "0": "0",
    "1.234,5": "1234,5",
    "1,234.5": "1234,5",
    "1.234": None,
    "1,234": None,
    "1 234,5": "1234,5",
    "1\u00a0234,5": "1234,5",
    "1\u202f234": "1234",
    "1234,5": "1234,5",
    "1.234.567": None,
    "９，５": "9,5",
    "９．５": "9,5",
    "１２": "12",
    "½": "0,5",
    "9½": "9,5",
    "¼": "0,25",
    "1/2": None,
    "1e3": None,
    "1E+03": None,
    "9,5đ": "9,5",
    "9,5 điểm": "9,5",
    "+9": "9",
    "-9": None,
    "−9": None,
    "- 9": None,
    "(9)": None,
    "9-": None,
    "9,,5": None,
    "9..5": None,
    "9,5,5": None,
    ",5": None,
    "5,": None,
    ".5": None,
    "9,555": None,
    "9,5.": None,
    "9;5": None,
    "9:5": None,
    "9'5": None,
    "9 5": None,
    "9, 5": "9,5",
    "'9": None,
    "95%": None,
    "chín": None,
    "N/A": None,
    "-": "-",
    "007": "7",
    "TRUE": None,
    "2017-05-01": None,
    "01/05": None,
    "\u200b9": "9",
    "٩": None,
    "Ⅸ": None,
    "9\n5": None,
    "0x10": None,
    "inf": None,
    "NaN": None,
    "1_000": None,
    "9·5": None,
}


def test_of_fifty_number_strings_none_changes_anything_silently(engine: Engine) -> None:
    """Written into a workbook and taken over: what is saved unasked is what each can only mean."""
    assert len(STRINGS) >= 50
    leaves = "\n".join(
        f'  - {{code: "{number}", name: Mục {number}, method: direct, max: "2000"}}'
        for number in range(1, len(STRINGS) + 1)
    )
    with writing(engine) as session:
        made = scored_year(session, tree=CRITERIA[: CRITERIA.index("criteria:")] + "criteria:\n" + leaves)
    values: dict[str, Any] = {f"H{row}": text for row, text in enumerate(STRINGS, start=7)}
    found = checked(engine, made, **values)
    meant = {str(number): meaning for number, meaning in enumerate(STRINGS.values(), start=1)}
    unasked = {one.criterion: one.after for one in found.having(CHANGED)}
    silent = {code: after for code, after in unasked.items() if after != meant[code]}
    assert silent == {}
    agreed = {one.criterion: one.after for one in found.having(DOUBTFUL)}
    wrong = {code: after for code, after in agreed.items() if meant[code] not in (None, after)}
    assert wrong == {}
    save(engine, found)
    stored = {code: text for (code, _column), text in standing(engine, made.scope()).items()}
    assert stored == unasked
    save(engine, checked(engine, made, **values), agreed=True)
    stored = {code: text for (code, _column), text in standing(engine, made.scope()).items()}
    assert stored == {code: after for code, after in (unasked | agreed).items() if after}


def test_a_sheet_is_read_in_a_constant_number_of_statements(engine: Engine) -> None:
    counts = set()
    for units in (1, 12):
        with writing(engine) as session:
            made = scored_year(session, units=units)
        for scope in (made.scope(), made.scope(FINAL, None)):
            with reading(engine) as session, counted(engine) as seen:
                score_file(session, OPERATOR, scope)
            counts.add(len(seen))
    assert len(counts) == 1
