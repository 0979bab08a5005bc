"""Who looks on by a share link, and which links there are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from models.accounts import Account
from models.enums import ShareView
from models.sharing import ShareLink
from models.year import BlockYear
from services.access import LINK_WORKS, grant_of_link, link_works_at, moment
from services.rules.codes import hash_of_secret
from services.rules.rights import Actor


@dataclass(frozen=True, slots=True)
class LinkVisitor:
    """Who looks on by a link that works, without an account: at that view of that block, and nothing else."""

    actor: Actor
    view: ShareView
    block_id: int


_SEEN: tuple[Any, ...] = (
    col(ShareLink.id),
    col(ShareLink.view),
    col(BlockYear.block_id),
    col(BlockYear.year),
)
_LOOKER = (
    core_select(*_SEEN)
    .join_from(ShareLink, BlockYear, col(BlockYear.id) == ShareLink.block_year_id)
    .where(col(ShareLink.token_hash) == bindparam("token_hash"), LINK_WORKS)
)


def visitor_by_link(session: Session, token: str, now: datetime, origin: str) -> LinkVisitor | None:
    """Who has that token in the cookie now; nobody if no link with it works.

    The trail calls such a visitor by the number of the link, as it calls the link itself.
    """
    row = session.execute(_LOOKER, {"token_hash": hash_of_secret(token), **moment(now)}).first()
    if row is None:
        return None
    grants = (grant_of_link(row.block_id, row.year),)
    return LinkVisitor(Actor(None, f"link {row.id}", grants, origin, link_id=row.id), row.view, row.block_id)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link as people see it; `created_by` is None for one that the command line has made."""

    link_id: int
    view: ShareView
    label: str
    created_by: str | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    uses: int
    last_used_at: datetime | None
    works: bool


def links_of_year(session: Session, block_year_id: int, now: datetime) -> list[LinkLine]:
    """Every link to a view of the year, the newest first."""
    rows = session.exec(
        select(ShareLink, Account.display_name, link_works_at(now))
        .outerjoin(Account, col(Account.id) == ShareLink.created_by)
        .where(ShareLink.block_year_id == block_year_id)
        .order_by(col(ShareLink.id).desc())
    ).all()
    return [
        LinkLine(
            link_id=row.id or 0,
            view=row.view,
            label=row.label,
            created_by=created_by,
            created_at=row.created_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
            uses=row.uses,
            last_used_at=row.last_used_at,
            works=works,
        )
        for row, created_by, works in rows
    ]


def links_that_watch(session: Session, block_year_id: int, now: datetime) -> dict[int, datetime]:
    """The links by which the year may be followed, each with the moment at which it ends."""
    rows = session.exec(
        select(ShareLink.id, ShareLink.expires_at).where(
            ShareLink.block_year_id == block_year_id, link_works_at(now)
        )
    )
    return {link_id: expires_at for link_id, expires_at in rows if link_id is not None}
