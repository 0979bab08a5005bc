"""Score sheets to test with: a small tree, and cells typed into it."""

from sqlalchemy import Engine
from sqlmodel import Session

from models.enums import Stage, YearState
from services.criteria import save_criteria
from services.database import writing
from services.queries.criteria import criteria_of_year
from services.rules.cell_edits import CellEdit
from services.rules.rights import OPERATOR, Actor
from services.scoring import save_cells
from tests.factories import MadeYear, made_year
from tests.typed import typed_node

TREE: tuple[dict[str, str], ...] = (
    {"code": "1", "method": "group"},
    {"code": "1.1", "parent": "1", "method": "direct", "max": "10"},
    {"code": "1.2", "parent": "1", "method": "quantitative", "max": "10"},
    {"code": "2", "method": "direct", "max": "5"},
    {"code": "9", "method": "bonus_penalty", "bonus": "1", "penalty": "1", "floor": "-5", "cap": "5"},
)


def made_sheets(
    session: Session, units: int = 3, state: YearState = YearState.SCORING, year: int = 2017
) -> MadeYear:
    """A year with a small tree: three leaves to fill, and a bonus."""
    made = made_year(session, units, year, state)
    nodes = [typed_node({"criterion_id": "", "name": f"Mục {row['code']}", **row}) for row in TREE]
    save_criteria(session, OPERATOR, made.id, nodes, {})
    return made


def ids_of(session: Session, made: MadeYear) -> dict[str, int]:
    return {line.rule.code: line.criterion_id for line in criteria_of_year(session, made.id)}


def fill(
    session: Session, made: MadeYear, stage: Stage, place: int, by: Actor = OPERATOR, /, **cells: str
) -> None:
    """Type into a unit's sheet: `c1_1="9"` for criterion 1.1."""
    ids = ids_of(session, made)
    edits = [
        CellEdit(made.unit_ids[place], ids[name[1:].replace("_", ".")], text, 0)
        for name, text in cells.items()
    ]
    save_cells(session, by, made.id, stage, edits)


def filled_year(engine: Engine, units: int, stage: Stage, **cells: str) -> MadeYear:
    """A year of so many units, in whose sheets the same was typed."""
    with writing(engine) as session:
        made = made_sheets(session, units)
        for place in range(units):
            fill(session, made, stage, place, **cells)
    return made
