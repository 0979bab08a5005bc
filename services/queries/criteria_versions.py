"""The versions of a year's criteria: by whom, when, by which regulation and why, and the tree of each."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.accounts import Account
from models.record import Regulation
from models.scoring import CriteriaVersion
from models.types import table_of
from services.errors.base import NotFound
from services.rules.criteria_kept import nodes_kept
from services.rules.criteria_nodes import CriterionNode

_OPENER, _FREEZER = table_of(Account).alias(), table_of(Account).alias()
_WANTED = (
    select(
        CriteriaVersion.id,
        CriteriaVersion.number,
        CriteriaVersion.reason,
        Regulation.title,
        Regulation.document_number,
        CriteriaVersion.opened_at,
        _OPENER.c.display_name,
        CriteriaVersion.frozen_at,
        _FREEZER.c.display_name,
    )
    .select_from(CriteriaVersion)
    .outerjoin(Regulation, col(Regulation.id) == col(CriteriaVersion.regulation_id))
    .outerjoin(_OPENER, _OPENER.c.id == col(CriteriaVersion.opened_by))
    .outerjoin(_FREEZER, _FREEZER.c.id == col(CriteriaVersion.frozen_by))
    .order_by(col(CriteriaVersion.number).desc())
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
    rows = session.connection().execute(_WANTED.where(col(CriteriaVersion.block_year_id) == block_year_id))
    return [
        VersionLine(key or 0, number, why, title or "", document or "", opened, opener or "", at, by or "")
        for key, number, why, title, document, opened, opener, at, by in rows
    ]


def is_frozen(versions: list[VersionLine]) -> bool:
    """Whether the newest version is frozen, so that the criteria take no changes."""
    return bool(versions) and versions[0].frozen_at is not None


def tree_of_version(session: Session, block_year_id: int, version_id: int) -> tuple[CriterionNode, ...]:
    """The tree of a frozen version, parents before children.

    Raises:
        NotFound: the year has no such frozen version.
    """
    row = session.get(CriteriaVersion, version_id)
    if row is None or row.block_year_id != block_year_id or row.tree is None:
        raise NotFound(kind="criteria version", name=str(version_id))
    return nodes_kept(row.tree)
