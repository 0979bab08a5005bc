"""What a year holds that no year-file has: kept by codes while the year is written anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, insert, select, update
from sqlmodel import Session

from models.record import StoredFile
from models.scoring import Criterion
from models.sheets import CellRemark, Evidence, SheetDraft, SheetLock
from models.types import table_of
from models.year import Award, YearUnit

_CRITERION, _PLACE, _AWARD = table_of(Criterion), table_of(YearUnit), table_of(Award)
_OF_CELLS = (table_of(CellRemark), table_of(Evidence))
_LOCK, _DRAFT, _FILE = table_of(SheetLock), table_of(SheetDraft), table_of(StoredFile)

# What a node of the tree says beside what a year-file has of it
_SAID = ("note", "group_id", "reviewer_id", "origin_id", "comparable")

# Which decision on a title was revoked, and what is known of that
_DECIDED = ("award", "unit_id", "stage", "document_number", "decided_on")
_REVOKED = ("revoked_number", "revoked_on")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Beside:
    """Rows that name criteria by their codes; units keep their ids."""

    cells: tuple[tuple[Row, ...], ...]
    locks: tuple[Row, ...]
    groups: dict[int, int]
    said: dict[str, Row]
    followers: dict[int, str]
    revoked: tuple[Row, ...]


def take_beside(session: Session, key: int) -> Beside:
    """Read what the year holds beside its file, and take it away with everybody's unsaved typing."""
    connection = session.connection()
    criteria = {row.id: row for row in connection.execute(select(_CRITERION).where(_of(_CRITERION, key)))}
    codes = {one: row.code for one, row in criteria.items()}
    cells = []
    for table in _OF_CELLS:
        rows = connection.execute(select(table).where(_of(table, key))).mappings().all()
        cells.append(tuple({**row, "criterion_id": codes[row["criterion_id"]]} for row in rows))
        connection.execute(delete(table).where(_of(table, key)))
    locks = connection.execute(select(_LOCK).where(_of(_LOCK, key))).mappings().all()
    groups = select(_PLACE.c.unit_id, _PLACE.c.group_id).where(
        _of(_PLACE, key), _PLACE.c.group_id.is_not(None)
    )
    found = dict(map(tuple, connection.execute(groups)))
    followers = select(_CRITERION.c.id, _CRITERION.c.origin_id).where(_CRITERION.c.origin_id.in_(codes))
    follow = {follower: codes[origin] for follower, origin in connection.execute(followers)}
    connection.execute(update(_CRITERION).where(_CRITERION.c.id.in_(follow)).values(origin_id=None))
    for table in (_LOCK, _DRAFT):
        connection.execute(delete(table).where(_of(table, key)))
    said = {row.code: {name: getattr(row, name) for name in _SAID} for row in criteria.values()}
    revoked = select(_AWARD).where(_of(_AWARD, key), _AWARD.c.revoked_on.is_not(None))
    awards = tuple(map(dict, connection.execute(revoked).mappings()))
    return Beside(tuple(cells), tuple(map(dict, locks)), found, said, follow, awards)


def put_beside(session: Session, key: int, beside: Beside) -> None:
    """Put it back on the criteria of the same codes and the units that are still there; the rest is gone.

    The files of evidence that is gone lie in the data folder until they are swept.
    """
    session.flush()
    connection = session.connection()
    wanted = select(_CRITERION.c.code, _CRITERION.c.id).where(_of(_CRITERION, key))
    ids = dict(map(tuple, connection.execute(wanted)))
    roll = set(connection.scalars(select(_PLACE.c.unit_id).where(_of(_PLACE, key))))
    for table, rows in zip(_OF_CELLS, beside.cells, strict=True):
        stay = [
            {**row, "criterion_id": ids[row["criterion_id"]]}
            for row in rows
            if row["criterion_id"] in ids and row["unit_id"] in roll
        ]
        _add(session, table, stay)
        papers = {row["file_id"] for row in rows if "file_id" in row} - {row.get("file_id") for row in stay}
        connection.execute(delete(_FILE).where(_FILE.c.id.in_(papers)))
    _add(session, _LOCK, [row for row in beside.locks if row["unit_id"] in roll])
    for unit_id, group_id in beside.groups.items():
        place = _of(_PLACE, key) & (_PLACE.c.unit_id == unit_id)
        connection.execute(update(_PLACE).where(place).values(group_id=group_id))
    for code, said in beside.said.items():
        if code in ids:
            connection.execute(update(_CRITERION).where(_CRITERION.c.id == ids[code]).values(**said))
    for award in beside.revoked:
        same = _of(_AWARD, key) & and_(*(_AWARD.c[name] == award[name] for name in _DECIDED))
        connection.execute(update(_AWARD).where(same).values({name: award[name] for name in _REVOKED}))
    for follower, code in beside.followers.items():
        origin = ids.get(code)
        connection.execute(update(_CRITERION).where(_CRITERION.c.id == follower).values(origin_id=origin))


def _add(session: Session, table: Any, rows: Iterable[Row]) -> None:
    if found := list(rows):
        session.connection().execute(insert(table), found)


def _of(table: Any, key: int) -> Any:
    return table.c.block_year_id == key
