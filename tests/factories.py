"""Things to test with, made by the product's own commands, with dull defaults."""

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, SQLModel, col, select

from models.accounts import Account, RoleGrant
from models.enums import BlockKind, OfficeRole, OfficeTerm, Role, ShareView, YearState
from models.registry import Block, Unit
from models.sessions import AccountSession
from models.year import BlockYear
from services.access import grants_of
from services.accounts import PersonEntry, RoleEntry, create_account
from services.offices import OfficeEntry, set_offices
from services.queries.sharing import visitor_by_link
from services.registry import UnitEntry, add_unit
from services.rules.codes import hash_of_secret
from services.rules.rights import OPERATOR, Actor
from services.sharing import LinkEntry, create_link
from services.years import BlockEntry, open_block

PASSWORD = "mot mat khau du dai"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class MadeYear:
    """The ids of a year that was made."""

    id: int
    block_id: int
    unit_ids: tuple[int, ...]


def made_year(
    session: Session, units: int = 3, year: int = 2017, state: YearState = YearState.DRAFT
) -> MadeYear:
    """A block with one year and so many units: "Đơn vị 1", ... with short names "ĐV1", ..."""
    number = next(_numbers)
    entry = BlockEntry(name=f"Khối thi đua {number}", kind=BlockKind.BLOCK, province="Vĩnh Phúc")
    key = open_block(session, OPERATOR, entry, year)
    ids = tuple(
        add_unit(session, OPERATOR, key, UnitEntry(name=f"Đơn vị {place}", short_name=f"ĐV{place}"))
        for place in range(1, units + 1)
    )
    row = session.exec(select(BlockYear).where(BlockYear.id == key)).one()
    row.state = state
    session.flush()
    return MadeYear(key, row.block_id, ids)


def led_by(
    session: Session,
    block_year_id: int,
    head: int,
    *deputies: int,
    term: OfficeTerm = OfficeTerm.CURRENT,
) -> None:
    """Have these units lead the block in the year, or in the next."""
    seats = [OfficeEntry(head, OfficeRole.HEAD), *(OfficeEntry(one, OfficeRole.DEPUTY) for one in deputies)]
    set_offices(session, OPERATOR, block_year_id, term, seats)


def made_actor(
    session: Session,
    role: Role = Role.ADMINISTRATOR,
    *,
    block_id: int | None = None,
    unit_id: int | None = None,
    year: int | None = None,
    username: str | None = None,
) -> Actor:
    """Somebody with that role."""
    username = username or f"nguoi-{next(_numbers)}"
    person = PersonEntry(f"Người {username}", [RoleEntry(role, block_id, unit_id, year)])
    return signed_in(session, create_account(session, OPERATOR, username, person, password=PASSWORD))


def signed_in(session: Session, account_id: int) -> Actor:
    """Somebody who has just signed in."""
    token_of(session, account_id)
    account = session.get_one(Account, account_id)
    newest = select(AccountSession.id).where(AccountSession.account_id == account_id)
    session_id = session.exec(newest.order_by(col(AccountSession.id).desc())).first()
    actor = Actor(account_id, account.display_name, session_id=session_id)
    return replace(actor, grants=grants_of(session, actor))


def token_of(session: Session, account_id: int, now: datetime | None = None, address: str = "") -> str:
    """What stands in the cookie of somebody who signed in just now, or at that moment; without a trail."""
    now, token = now or datetime.now(UTC), f"token {next(_numbers)}"
    row = AccountSession(
        token_hash=hash_of_secret(token),
        account_id=account_id,
        created_at=now,
        last_seen_at=now,
        idle_until=now + timedelta(minutes=30),
        ends_at=now + timedelta(hours=12),
        confirmed_at=now,
        address=address,
    )
    session.add(row)
    session.flush()
    return token


def made_link(session: Session, made: MadeYear, view: ShareView = ShareView.PROJECTOR) -> str:
    """What stands in the cookie of somebody who looks on by a link to the year."""
    now = datetime.now(UTC)
    entry = LinkEntry(view=view, label=f"Màn hình {next(_numbers)}", expires_at=now + timedelta(hours=12))
    return create_link(session, OPERATOR, made.id, entry, now)


def made_link_actor(session: Session, made: MadeYear, view: ShareView = ShareView.PROJECTOR) -> Actor:
    """Somebody who looks on by a link to the year."""
    looker = visitor_by_link(session, made_link(session, made, view), datetime.now(UTC), "")
    assert looker is not None
    return looker.actor


def made_stale(session: Session, actor: Actor, minutes: int = 6) -> None:
    """The actor's password was given that long ago."""
    row = session.get_one(AccountSession, actor.session_id)
    row.confirmed_at = datetime.now(UTC) - timedelta(minutes=minutes)
    session.flush()


def without_the_right(session: Session, made: MadeYear) -> dict[str, Actor]:
    """People who may not change the year, though some hold grants that were read when they still could."""
    other = made_year(session, units=1)
    demoted = made_actor(session, Role.SECRETARY, block_id=made.block_id)
    disabled = made_actor(session, Role.ADMINISTRATOR)
    for grant in session.exec(select(RoleGrant).where(RoleGrant.account_id == demoted.account_id)):
        grant.role = Role.VIEWER
    account = session.get(Account, disabled.account_id)
    assert account is not None
    account.active = False
    return {
        "demoted": demoted,
        "disabled": disabled,
        "other block": made_actor(session, Role.SECRETARY, block_id=other.block_id),
        "unit": made_actor(session, Role.UNIT_EDITOR, block_id=made.block_id, unit_id=made.unit_ids[0]),
        "viewer": made_actor(session, Role.VIEWER),
        "nobody": Actor(999_999, "Không ai", ()),
    }


def everything(session: Session, *tables: type[SQLModel]) -> list[str]:
    """Every row of the tables in words, to see that nothing has changed."""
    return [repr(row) for table in tables or (Block, Unit, BlockYear) for row in session.exec(select(table))]
