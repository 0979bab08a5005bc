"""Who has scored whom: how many cells of which unit's sheet each person has changed, and from which unit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from models.accounts import Account, RoleGrant
from models.enums import Stage
from models.scoring import ScoreChange
from models.types import table_of
from services.queries.registry import UnitLine

_CHANGE, _PERSON, _GRANT = table_of(ScoreChange).c, table_of(Account).c, table_of(RoleGrant).c
# Written once: building a statement costs more than running it.
_CELLS = (
    select(
        _CHANGE.changed_by, _CHANGE.unit_code, _CHANGE.stage, func.count(_CHANGE.criterion_code.distinct())
    )
    .where(
        _CHANGE.block_year_id == bindparam("key"),
        _CHANGE.unit_code.in_(bindparam("units", expanding=True)),
    )
    .group_by(_CHANGE.changed_by, _CHANGE.unit_code, _CHANGE.stage)
)
_PEOPLE = (
    select(_PERSON.id, _PERSON.display_name, _PERSON.unit_id.label("home"), _GRANT.unit_id)
    .outerjoin_from(table_of(Account), table_of(RoleGrant), _GRANT.account_id == _PERSON.id)
    .where(_PERSON.id.in_(bindparam("people", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """Cells of the own unit's sheet that somebody changed at a stage that is for others to fill."""

    unit_id: int
    stage: Stage
    cells: int


@dataclass(frozen=True, slots=True)
class Scorer:
    """Somebody who has scored; None is the command line. `own_units`: where the account comes from now.

    `cells` are those that were changed at all, by the unit's id and the stage.
    """

    name: str | None
    own_units: frozenset[int]
    cells: Mapping[tuple[int, Stage], int]

    @property
    def on_own_sheet(self) -> tuple[OwnSheet, ...]:
        """What was changed of the own unit's sheet in review, or in the final scores."""
        return tuple(
            OwnSheet(unit_id, stage, count)
            for (unit_id, stage), count in self.cells.items()
            if unit_id in self.own_units and stage is not Stage.SELF
        )


def scorers_of_year(session: Session, block_year_id: int, units: Sequence[UnitLine]) -> list[Scorer]:
    """Everybody who has changed a cell in the sheets of these units, by name; in two statements."""
    ids = {unit.code: unit.unit_id for unit in units}
    cells: dict[int | None, dict[tuple[int, Stage], int]] = defaultdict(dict)
    connection = session.connection()
    for person, code, stage, count in connection.execute(_CELLS, {"key": block_year_id, "units": list(ids)}):
        cells[person][ids[code], stage] = count
    names: dict[int | None, str] = {}
    own: dict[int | None, set[int]] = defaultdict(set)
    people = [person for person in cells if person is not None]
    for person, name, *own_units in connection.execute(_PEOPLE, {"people": people}):
        names[person] = name
        own[person] |= {unit_id for unit_id in own_units if unit_id is not None}
    found = [Scorer(names.get(one), frozenset(own[one]), changed) for one, changed in cells.items()]
    return sorted(found, key=lambda one: (one.name is None, one.name or ""))
