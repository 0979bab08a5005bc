"""Who tries: each role where it should hold, and the same role where it should not."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlmodel import select

from models.accounts import Account
from models.enums import Role
from models.sessions import AccountSession
from services.access import grants_of
from services.database import writing
from services.rules.rights import Actor
from services.rules.roles import FOR_A_UNIT
from tests.factories import MadeYear, made_actor, made_link_actor, made_year

YEAR, OTHER_YEAR = 2017, 2016


@dataclass
class People:
    """Everybody who has tried something on the year so far, made when first asked for."""

    engine: Engine
    made: MadeYear
    other: MadeYear
    _known: dict[tuple[object, ...], Actor] = field(default_factory=dict)

    def holder(self, role: Role, holds_for: str) -> Actor:
        """Somebody with the role as far as a command that holds for so much needs it."""
        return self.with_role(role, None if holds_for == "installation" else self.made.block_id)

    def elsewhere(self, role: Role, holds_for: str) -> dict[str, Actor]:
        """People with the same role where it reaches too little for such a command."""
        if role is Role.ADMINISTRATOR or holds_for == "own account":
            return {}
        here = self.made.block_id
        if holds_for == "installation":
            return {"one block": self.with_role(role, here)}
        found = {"other block": self.with_role(role, self.other.block_id, unit=self.other.unit_ids[0])}
        if holds_for == "block":  # and so beyond its years
            found["one year"] = self.with_role(role, here, year=YEAR)
        if holds_for in ("year", "unit"):
            found["other year"] = self.with_role(role, here, year=OTHER_YEAR)
        if holds_for == "unit" and role in FOR_A_UNIT:
            found["other unit"] = self.with_role(role, here, unit=self.made.unit_ids[2])
        return found

    def in_the_year(self, role: Role) -> Actor:
        """Somebody with the role in that one year."""
        return self.with_role(role, self.made.block_id, year=YEAR)

    def nobodies(self) -> dict[str, Actor]:
        """People who are nobody now, though they were administrators when their screens were drawn.

        And somebody who looks on by a link, and has never been anybody.
        """
        closed = self.with_role(Role.ADMINISTRATOR, None, key="closed")
        ended = self.with_role(Role.ADMINISTRATOR, None, key="ended")
        with writing(self.engine) as session:
            session.get_one(Account, closed.account_id).active = False
            row = session.get_one(AccountSession, ended.session_id)
            row.idle_until = row.last_seen_at
            looker = made_link_actor(session, self.made)
        nobody = {"closed": closed, "ended": ended, "by a link": looker}
        return nobody | {"never was": replace(closed, account_id=999_999)}

    def with_role(
        self,
        role: Role,
        block_id: int | None,
        *,
        unit: int | None = None,
        year: int | None = None,
        key: str = "",
    ) -> Actor:
        """Somebody with that role, who comes from the first unit and has just given the password."""
        first = self.made.unit_ids[0]
        unit_id = (unit or first) if role in FOR_A_UNIT else None
        if role is Role.ADMINISTRATOR:
            block_id = year = None
        known = (role, block_id, unit_id, year, key)
        with writing(self.engine) as session:
            if known not in self._known:
                actor = made_actor(session, role, block_id=block_id, unit_id=unit_id, year=year)
                session.get_one(Account, actor.account_id).unit_id = first
                session.flush()
                self._known[known] = replace(actor, grants=grants_of(session, actor))
            actor = self._known[known]
            row = session.exec(select(AccountSession).where(AccountSession.id == actor.session_id)).one()
            row.confirmed_at = row.last_seen_at = datetime.now(UTC)
        return actor


def made_people(engine: Engine, made: MadeYear) -> People:
    """Nobody yet; and another block for those who belong elsewhere."""
    with writing(engine) as session:
        return People(engine, made, made_year(session))
