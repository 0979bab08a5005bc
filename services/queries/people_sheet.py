"""Sheets of people against the accounts: what a sheet would change, and the accounts as such a sheet."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlmodel import Session

from models.enums import Role
from services.queries.accounts import PersonLine, people
from services.queries.reorganisation import directory_of, editable_blocks, units_on
from services.rules.people_register import KnownPerson, PeopleRegister, SheetWords
from services.rules.people_sheet import NUMBER, PeoplePlan, plan_of
from services.rules.rights import Actor
from services.rules.roles import RoleEntry
from services.rules.sheet_rows import TypedRow
from services.rules.text import sort_key
from services.workbooks.layouts import layout_of

LAYOUT = "people"


@dataclass(frozen=True, slots=True)
class PeopleScope:
    """The year that says what blocks and units are called, and the block meant where none is named."""

    year: int
    block_id: int


@cache
def sheet_words() -> SheetWords:
    """How a sheet writes the roles, and that a role holds in all blocks."""
    choices = {column.key: column.choices for column in layout_of(LAYOUT).columns}
    return SheetWords(dict(zip(choices["role"], Role, strict=True)), choices["block"][0])


def plan_of_people(
    session: Session,
    actor: Actor,
    scope: PeopleScope,
    rows: Sequence[TypedRow],
    *,
    only_known: bool = False,
) -> PeoplePlan:
    """What the rows would change by what the accounts say now."""
    return plan_of(rows, register_of(session, actor, scope), only_known=only_known)


def register_of(session: Session, actor: Actor, scope: PeopleScope) -> PeopleRegister:
    """Everybody with an account, and the units and blocks that the actor may name; in constant statements."""
    day = date(scope.year, 12, 31)
    blocks = editable_blocks(session, actor)
    labels = Counter(block.label_on(day) for block in blocks)
    return PeopleRegister(
        [_known(line) for line in people(session, scope.year)],
        directory_of(session, actor),
        {
            block.block_id: block.code if labels[block.label_on(day)] > 1 else block.label_on(day)
            for block in blocks
        },
        scope.year,
        scope.block_id,
        sheet_words(),
    )


def sheet_rows(register: PeopleRegister) -> list[dict[str, str | int | date | None]]:
    """Everybody who is not closed as rows of a sheet, a row a role; taken over again, they change nothing."""
    rows: list[dict[str, str | int | date | None]] = []
    for person in sorted(register.people, key=lambda one: (sort_key(one.name), one.username)):
        if person.active:
            rows += [
                {NUMBER: len(rows) + more, **row} for more, row in enumerate(person_rows(register, person), 1)
            ]
    return rows


def person_rows(register: PeopleRegister, person: KnownPerson) -> list[dict[str, str]]:
    """The person's roles as a sheet writes them."""
    words = {role: word for word, role in register.words.roles.items()}
    return [
        {
            "name": person.name,
            "username": person.username,
            "home": register.text_of_unit(person.unit_id) if person.unit_id else "",
            "role": words[one.role],
            "unit": register.text_of_unit(one.unit_id, one.block_id) if one.unit_id else "",
            "block": register.text_of_block(one.block_id),
            "year": str(one.year or ""),
        }
        for one in person.roles
    ]


def sheet_choices(session: Session, register: PeopleRegister) -> dict[str, list[str]]:
    """What is offered to choose from: the blocks, and the units of the block that is meant."""
    units = [register.text_of_unit(key) for key in units_on(session, [register.block_id], register.day)]
    blocks = sorted((register.text_of_block(key) for key in register.blocks), key=sort_key)
    return {"home": units, "unit": units, "block": blocks}


def _known(line: PersonLine) -> KnownPerson:
    return KnownPerson(
        account_id=line.account_id,
        username=line.username,
        name=line.display_name,
        unit_id=line.unit_id,
        roles=tuple(RoleEntry(one.role, one.block_id, one.unit_id, one.year) for one in line.roles),
        active=line.active,
        version=line.version,
    )
