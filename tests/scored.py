"""Years with criteria and final scores, typed as people type them."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from models.enums import Method, Stage, YearState
from models.year import BlockYear
from services.criteria import Node, save_criteria
from services.queries.criteria import criteria_of_year
from services.rules.cell_edits import CellEdit
from services.rules.document import Criterion
from services.rules.rights import OPERATOR
from services.scoring import save_cells
from tests.factories import MadeYear, made_year


def scored_year(
    session: Session,
    tree: Sequence[Criterion],
    scores: Mapping[str, Sequence[str]],
    state: YearState = YearState.DRAFT,
) -> MadeYear:
    """A year of three units with that tree; of each criterion the final scores in the order of the units."""
    made = made_year(session, state=state)
    save_criteria(session, OPERATOR, made.id, [Node(None, rule) for rule in tree], {})
    ids = {line.rule.code: line.criterion_id for line in criteria_of_year(session, made.id)}
    edits = [
        CellEdit(unit_id, ids[code], text, 0)
        for code, texts in scores.items()
        for unit_id, text in zip(made.unit_ids, texts, strict=True)
    ]
    save_cells(session, OPERATOR, made.id, Stage.FINAL, edits)
    return made


def scored(session: Session, units: int = 4) -> MadeYear:
    """A year in its conference whose units have fewer points the later they stand; the last has none."""
    made = made_year(session, units=units)
    save_criteria(
        session,
        OPERATOR,
        made.id,
        [Node(None, Criterion(code="1", name="Tiêu chí", method=Method.DIRECT, max=10000))],
        {},
    )
    (leaf,) = criteria_of_year(session, made.id)
    edits = [
        CellEdit(unit_id, leaf.criterion_id, str(90 - place), 0)
        for place, unit_id in enumerate(made.unit_ids[:-1])
    ]
    save_cells(session, OPERATOR, made.id, Stage.FINAL, edits)
    session.get_one(BlockYear, made.id).state = YearState.CONFERENCE
    session.flush()
    return made
