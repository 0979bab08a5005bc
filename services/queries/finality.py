"""Whether the scores of years are final: locked or published, or still to be changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from models.enums import YearState
from models.sheets import ScoringLock
from models.types import table_of
from models.year import BlockYear
from services.queries.scope import RELEASED_TO_ALL

_YEAR, _LOCK = table_of(BlockYear), table_of(ScoringLock)
_OF_YEARS = (
    select(_YEAR.c.id, _YEAR.c.state, _LOCK.c.locked_at, _LOCK.c.sha256)
    .outerjoin_from(_YEAR, _LOCK, _LOCK.c.block_year_id == _YEAR.c.id)
    .where(_YEAR.c.id.in_(bindparam("keys", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Finality:
    """When a year's scoring was locked, and the SHA-256 of what it came to; None and blank while open."""

    published: bool
    locked_at: datetime | None = None
    sha256: str = ""

    @property
    def is_final(self) -> bool:
        """Whether the scores take no changes as things stand."""
        return self.published or self.locked_at is not None


def finality_of_years(session: Session, block_year_ids: Iterable[int]) -> dict[int, Finality]:
    """The finality of each year by its id, in one statement."""
    rows = session.connection().execute(_OF_YEARS, {"keys": list(block_year_ids)}).all()
    return {
        key: Finality(YearState(state) in RELEASED_TO_ALL, locked_at, sha256 or "")
        for key, state, locked_at, sha256 in rows
    }
