"""Commands on share links: made, taken back; and their use, by whoever has one."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.enums import ShareView
from models.sharing import ShareLink
from services import audit
from services.access import link_works_at, require_in_year
from services.errors.base import NotFound
from services.errors.sharing import LinkEndUnfit
from services.rules.codes import hash_of_secret
from services.rules.rights import Actor, Permission
from services.rules.text import clean_name

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEntry:
    """What people choose of a link: what it shows, what it is for, until when it works."""

    view: ShareView
    label: str
    expires_at: datetime


def create_link(session: Session, actor: Actor, block_year_id: int, entry: LinkEntry, now: datetime) -> str:
    """Make a link to a view of the year and give its token, of which only a hash stays.

    Raises:
        LinkEndUnfit: it would end in the past, or live for more than a year.
        NameRefused: `label` does not say what it is for.
    """
    require_in_year(session, actor, Permission.SHARE, block_year_id)
    if not now < entry.expires_at <= now + LONGEST:
        raise LinkEndUnfit(latest=(now + LONGEST).date())
    token = secrets.token_urlsafe(32)
    row = ShareLink(
        token_hash=hash_of_secret(token),
        view=entry.view,
        block_year_id=block_year_id,
        label=clean_name(entry.label),
        created_by=actor.account_id,
        created_at=now,
        expires_at=entry.expires_at,
    )
    session.add(row)
    session.flush()
    _record(session, actor, "create_link", row)
    return token


def revoke_link(session: Session, actor: Actor, link_id: int, now: datetime) -> None:
    """Take a link back: whoever looks on by it sees nothing more from the next run on.

    Raises:
        NotFound: there is none, or it was taken back before.
    """
    row = session.exec(select(ShareLink).where(ShareLink.id == link_id).with_for_update()).first()
    if row is None:
        raise NotFound(kind="link", name=str(link_id))
    require_in_year(session, actor, Permission.SHARE, row.block_year_id)
    if row.revoked_at is not None:
        raise NotFound(kind="link", name=str(link_id))
    row.revoked_at = now
    _record(session, actor, "revoke_link", row)


@dataclass(frozen=True, slots=True)
class UsedLink:
    """Where a link leads, and until when."""

    view: ShareView
    expires_at: datetime


def use_link(session: Session, token: str, now: datetime) -> UsedLink | None:
    """Count that somebody has opened the link with that token; None if none with it works."""
    token_hash = hash_of_secret(token)
    counted = session.exec(
        update(ShareLink)
        .where(col(ShareLink.token_hash) == token_hash, link_works_at(now))
        .values(uses=col(ShareLink.uses) + 1, last_used_at=now)
    )
    if counted.rowcount != 1:
        return None
    row = session.exec(select(ShareLink).where(ShareLink.token_hash == token_hash)).one()
    return UsedLink(row.view, row.expires_at)


def _record(session: Session, actor: Actor, action: str, row: ShareLink) -> None:
    until = row.expires_at.astimezone(UTC).isoformat(" ", "minutes")
    audit.record(
        session, actor, action, f"link {row.id}", label=row.label, view=row.view.value, expires_at=until
    )
