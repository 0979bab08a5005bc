"""What a grid reads: the texts of cells with their versions, and what was typed there and not saved."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from models.enums import Stage
from services.archive import import_year
from services.database import reading, writing
from services.drafts import keep_draft
from services.queries.criteria import criteria_of_year
from services.queries.drafts import Draft, draft_of
from services.queries.registry import roll_of_year
from services.queries.scores import stored_cells
from services.queries.sheet_texts import SheetTexts, sheet_texts
from services.rules.cell_edits import CellEdit
from services.rules.cells import cell_text
from services.rules.reading import year_document
from services.rules.rights import OPERATOR
from tests.factories import made_actor, made_year
from tests.queries.statements import counted

YEAR = """
format: thidua-year/1
year: 2017
block: {code: b, name: Khối, kind: block}
units: [{code: a, name: A}, {code: c, name: C}]
criteria:
  - {code: "1", name: Trực tiếp, method: direct, max: "10"}
  - {code: "2", name: Đạt, method: pass_fail, max: "5"}
  - {code: "3", name: Đạt nữa, method: pass_fail, max: "7.5"}
  - {code: "4", name: Chỉ tiêu, method: quantitative, max: "10"}
  - {code: "5", name: Mỗi việc, method: per_item, per_item: "2", max: "10"}
  - {code: "9", name: Thưởng, method: bonus_penalty, bonus: "1", penalty: "2", floor: "-5", cap: "5"}
scores:
  - {unit: a, criterion: "1", stage: final, points: "9.5"}
  - {unit: c, criterion: "1", stage: final, not_assigned: true}
  - {unit: a, criterion: "1", stage: self, points: "10"}
  - {unit: a, criterion: "2", stage: final, achieved: true}
  - {unit: a, criterion: "3", stage: final, achieved: true}
  - {unit: a, criterion: "4", stage: final, target: "100", actual: "120.5"}
  - {unit: c, criterion: "4", stage: final, actual: "3"}
  - {unit: a, criterion: "5", stage: final, count: 3}
  - {unit: a, criterion: "9", stage: final, bonus_count: 2, penalty_count: 1}
"""


def test_the_texts_are_those_of_the_cells_one_by_one_in_one_statement(engine: Engine) -> None:
    with writing(engine) as session:
        import_year(session, OPERATOR, year_document(YEAR))
    with reading(engine) as session:
        lines = criteria_of_year(session, 1)
        roll = roll_of_year(session, 1, 1, 2017)
        units = [unit.unit_id for unit in roll]
        with counted(engine) as asked:
            found = sheet_texts(session, 1, list(Stage), units, lines)
        assert len(asked) == 1
        rules = {line.criterion_id: line.rule for line in lines}
        for stage in Stage:
            cells = stored_cells(session, 1, stage, units, lines, roll)
            texts = {place: cell_text(cell.entry, rules[place[1]]) for place, cell in cells.items()}
            versions = {place: cell.version for place, cell in cells.items()}
            assert found[stage] == SheetTexts(texts, versions)
        assert sorted(found[Stage.FINAL].texts.values()) == [
            "-",
            "120,5/100",
            "2/1",
            "3",
            "3",
            "5",
            "7,5",
            "9,5",
        ]
        assert sheet_texts(session, 1, [Stage.SELF], units[1:], lines)[Stage.SELF] == SheetTexts({}, {})


def test_a_draft_is_its_own_persons_in_its_own_view(engine: Engine) -> None:
    now = datetime(2017, 12, 25, 3, 31, tzinfo=UTC)
    with writing(engine) as session:
        made = made_year(session)
        mine, another = made_actor(session), made_actor(session)
        edits = [CellEdit(made.unit_ids[0], 5, " 9,5", 3), CellEdit(made.unit_ids[1], 5, "", 0)]
        keep_draft(session, mine, made.id, "final-block-0", edits, now)
    with reading(engine) as session:
        assert draft_of(session, mine.account_id, made.id, "final-block-0") == Draft(tuple(edits), now)
        for account_id, view in ((mine.account_id, "self-block-0"), (another.account_id, "final-block-0")):
            assert draft_of(session, account_id, made.id, view) is None
        assert draft_of(session, None, made.id, "final-block-0") is None
