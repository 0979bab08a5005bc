"""Who may sign in, and who somebody is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, literal, or_, union
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant, TrailEntry
from models.enums import CodePurpose, Role
from models.registry import UnitName
from models.sessions import OneTimeCode, RecoveryCode, SecondFactor, SignInThrottle
from models.year import BlockYear
from services.errors.base import NotFound
from services.queries.registry import DatedStyles, block_styles
from services.rules.naming import UnitStyle
from services.rules.rights import RIGHTS, Permission
from services.rules.throttle import ACCOUNT_KEY, DESK_KEY, FREE_OF_ACCOUNT, left_to_wait


def is_set_up(session: Session) -> bool:
    """Whether anybody may sign in yet."""
    return bool(session.exec(select(func.count(col(Account.id)))).one())


def account_named(session: Session, username: str) -> int:
    """The id of the account with that user name.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(select(Account.id).where(Account.username == username.strip().lower())).first()
    if found is None:
        raise NotFound(kind="account", name=username)
    return found


def password_hashes(session: Session) -> dict[str, str]:
    """The sign-in library's hash of everybody who may sign in with a password, by username."""
    rows = session.exec(
        select(Account.username, Account.password_hash)
        .where(Account.active, Account.password_hash != "")
        .order_by(col(Account.username))
    ).all()
    return dict(rows)


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What a person sees of the own account."""

    username: str
    display_name: str
    has_second_factor: bool
    recovery_codes: int


def own_account(session: Session, account_id: int) -> OwnAccount:
    """The account as its owner sees it."""
    codes = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account_id)
    row = session.exec(
        select(Account.username, Account.display_name, SecondFactor.account_id, codes.scalar_subquery())
        .outerjoin(SecondFactor, col(SecondFactor.account_id) == Account.id)
        .where(Account.id == account_id)
    ).one()
    return OwnAccount(row[0], row[1], row[2] is not None, row[3])


def has_second_factor(session: Session, account_id: int) -> bool:
    """Whether the account is asked for a code after the password."""
    return session.get(SecondFactor, account_id) is not None


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role of somebody; `block` and `unit` name where it holds, None is everywhere, and no unit."""

    role: Role
    block_id: int | None
    block: str | None
    unit_id: int | None
    unit: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """An account with its roles; `unit` is where the person comes from, `version` what an edit has seen."""

    account_id: int
    username: str
    display_name: str
    active: bool
    has_password: bool
    unit_id: int | None
    unit: str | None
    roles: tuple[RoleLine, ...]
    version: int


def people(session: Session, year: int) -> list[PersonLine]:
    """Every account by username with its roles; blocks and units called as in that year."""
    accounts = session.exec(select(Account).order_by(col(Account.username))).all()
    grants = session.exec(select(RoleGrant).order_by(col(RoleGrant.id))).all()
    blocks, units = block_styles(session), _styles_of_units(session, year)
    roles: dict[int, list[RoleLine]] = {}
    for one in grants:
        block = None if one.block_id is None else blocks.at(one.block_id, year).name
        unit = None if one.unit_id is None else units[one.unit_id]
        line = RoleLine(one.role, one.block_id, block, one.unit_id, unit, one.year)
        roles.setdefault(one.account_id, []).append(line)
    return [
        PersonLine(
            account_id=row.id or 0,
            username=row.username,
            display_name=row.display_name,
            active=row.active,
            has_password=bool(row.password_hash),
            unit_id=row.unit_id,
            unit=None if row.unit_id is None else units[row.unit_id],
            roles=tuple(roles.get(row.id or 0, ())),
            version=row.version,
        )
        for row in accounts
    ]


@dataclass(frozen=True, slots=True)
class WayIn:
    """What stands between somebody and signing in: a code until a moment, a wait after wrong guesses."""

    code_until: datetime | None = None
    wait: timedelta = timedelta()


def ways_in(session: Session, now: datetime) -> dict[int, WayIn]:
    """The way in of everybody who was given a code for a password, or has to wait, by account.

    Guesses from an address that the account knows count apart from others; told is the longest wait.
    """
    codes = dict(
        session.exec(
            select(OneTimeCode.account_id, OneTimeCode.expires_at).where(
                OneTimeCode.purpose == CodePurpose.PASSWORD
            )
        ).all()
    )
    keys = [literal(key) + col(Account.username) for key in (ACCOUNT_KEY, DESK_KEY)]
    guessed = select(col(Account.id), SignInThrottle.failures, SignInThrottle.last_at).join(
        SignInThrottle, col(SignInThrottle.key).in_(keys)
    )
    waits: dict[int, timedelta] = {}
    for account_id, failures, last_at in session.exec(guessed):
        if account_id is None:
            continue
        wait = left_to_wait(failures, last_at, now, FREE_OF_ACCOUNT)
        waits[account_id] = max(wait, waits.get(account_id, timedelta()))
    known = codes.keys() | waits.keys()
    return {one: WayIn(codes.get(one), waits.get(one, timedelta())) for one in known}


def people_to_let_in(session: Session, block_id: int) -> dict[int, str]:
    """Who may be let in by a secretary of the block: id to name and user name, in order of the names."""
    staff = select(RoleGrant.account_id).where(col(RoleGrant.role).in_((Role.ADMINISTRATOR, Role.SECRETARY)))
    elsewhere = select(RoleGrant.account_id).where(col(RoleGrant.block_id).is_distinct_from(block_id))
    rows = session.exec(
        select(Account.id, Account.display_name, Account.username)
        .where(
            Account.active,
            Account.password_hash != "",
            col(Account.id).not_in(staff),
            col(Account.id).not_in(elsewhere),
        )
        .order_by(col(Account.display_name), col(Account.username))
    ).all()
    return {key: f"{name} ({username})" for key, name, username in rows if key is not None}


def _styles_of_units(session: Session, year: int) -> dict[int, str]:
    """What the units of accounts and roles are called in the year."""
    styles = DatedStyles[UnitStyle]()
    named = union(
        core_select(col(RoleGrant.unit_id)).where(col(RoleGrant.unit_id).is_not(None)),
        core_select(col(Account.unit_id)).where(col(Account.unit_id).is_not(None)),
    )
    rows = session.exec(
        select(UnitName)
        .where(col(UnitName.unit_id).in_(named))
        .order_by(col(UnitName.unit_id), col(UnitName.valid_from))
    ).all()
    for row in rows:
        styles.add(row.unit_id, row.valid_from, UnitStyle(row.name, row.short_name))
    return {key: styles.at(key, year).name for key in {row.unit_id for row in rows}}


def last_entry_on(session: Session, subject: str, account_id: int | None = None) -> TrailEntry | None:
    """The last thing that was done to the subject, or that the account did to it."""
    wanted = select(TrailEntry).where(TrailEntry.subject == subject)
    if account_id is not None:
        wanted = wanted.where(TrailEntry.account_id == account_id)
    return session.exec(wanted.order_by(col(TrailEntry.number).desc()).limit(1)).first()


def watchers_of(session: Session, block_id: int, block_year_id: int) -> frozenset[int]:
    """The active accounts that may follow what the hall sees of the year."""
    year = select(BlockYear.year).where(BlockYear.id == block_year_id).scalar_subquery()
    looking = [role for role, rights in RIGHTS.items() if Permission.VIEW in rights]
    showing = and_(
        col(RoleGrant.role) == Role.DISPLAY, or_(col(RoleGrant.year).is_(None), col(RoleGrant.year) == year)
    )
    rows = session.exec(
        select(RoleGrant.account_id)
        .join(Account, col(Account.id) == RoleGrant.account_id)
        .where(
            Account.active,
            or_(col(RoleGrant.role).in_(looking), showing),
            or_(col(RoleGrant.block_id).is_(None), col(RoleGrant.block_id) == block_id),
        )
    )
    return frozenset(rows)
