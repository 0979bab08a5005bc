"""The versions of a year's criteria: by whom, when, by which regulation and why, and the tree of each."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from models.accounts import Account
from models.record import Regulation
from models.scoring import CriteriaVersion
from models.types import table_of
from services.errors.base import NotFound
from services.rules.criteria_kept import nodes_kept
from services.rules.criteria_nodes import CriterionNode

_VERSION, _REGULATION = table_of(CriteriaVersion), table_of(Regulation)
_OPENER, _FREEZER = table_of(Account).alias(), table_of(Account).alias()
_OF_YEAR = (
    select(
        _VERSION.c.id,
        _VERSION.c.number,
        _VERSION.c.reason,
        _REGULATION.c.title,
        _REGULATION.c.document_number,
        _VERSION.c.opened_at,
        _OPENER.c.display_name,
        _VERSION.c.frozen_at,
        _FREEZER.c.display_name,
    )
    .select_from(_VERSION)
    .outerjoin(_REGULATION, _REGULATION.c.id == _VERSION.c.regulation_id)
    .outerjoin(_OPENER, _OPENER.c.id == _VERSION.c.opened_by)
    .outerjoin(_FREEZER, _FREEZER.c.id == _VERSION.c.frozen_by)
    .where(_VERSION.c.block_year_id == bindparam("key"))
    .order_by(_VERSION.c.number.desc())
)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version; `frozen_at` None: it is open. `regulation` and its number are empty where none is named."""

    version_id: int
    number: int
    reason: str
    regulation: str
    document_number: str
    opened_at: datetime
    opened_by: str
    frozen_at: datetime | None
    frozen_by: str


def versions_of_year(session: Session, block_year_id: int) -> list[VersionLine]:
    """All versions without their trees, the newest first; none before the first freeze."""
    rows = session.connection().execute(_OF_YEAR, {"key": block_year_id})
    return [
        VersionLine(key, number, why, title or "", document or "", opened, opener or "", at, by or "")
        for key, number, why, title, document, opened, opener, at, by in rows
    ]


def tree_of_version(session: Session, block_year_id: int, version_id: int) -> tuple[CriterionNode, ...]:
    """The tree of a frozen version, parents before children.

    Raises:
        NotFound: the year has no such frozen version.
    """
    row = session.get(CriteriaVersion, version_id)
    if row is None or row.block_year_id != block_year_id or row.tree is None:
        raise NotFound(kind="criteria version", name=str(version_id))
    return nodes_kept(row.tree)
