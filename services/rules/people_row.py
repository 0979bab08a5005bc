"""One row of a sheet of people: what is typed in it, and which role it means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from models.enums import Role
from services.errors.base import DomainError
from services.errors.workbooks import PersonRowFault, PersonRowRefused
from services.errors.years import YearOutOfRange
from services.rules.dates import EARLIEST_YEAR, LATEST_YEAR
from services.rules.people_register import PeopleRegister
from services.rules.roles import FOR_A_UNIT, RoleEntry, clean_username
from services.rules.text import clean_or_blank
from services.rules.unit_row import TypedRow

Value = TypeVar("Value")

NONE = "-"
"""Typed where somebody is to come from no unit; a blank cell leaves what is known."""


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """Why a row is not taken, and the key of the column that is wrong."""

    number: int
    column: str
    why: DomainError


@dataclass(slots=True)
class PersonDraft:
    """A row on its way; `says_home`: whether it says where the person comes from, be it nowhere."""

    number: int
    values: Mapping[str, str]
    name: str = ""
    username: str = ""
    says_home: bool = False
    home: int | None = None
    role: RoleEntry | None = None
    refusals: list[RowRefusal] = field(default_factory=list)

    def read(self, column: str, meaning: Callable[[str], Value], blank: Value) -> Value:
        """What the cell means; `blank`, and a note, where it is empty or not taken."""
        text = self.values.get(column, "").strip()
        try:
            return meaning(text) if text else blank
        except DomainError as why:
            self.refusals.append(RowRefusal(self.number, column, why))
            return blank

    def refuse(self, column: str, reason: PersonRowFault, text: str = "", row: int | None = None) -> None:
        """Note that the cell is not taken; `row` stands against it."""
        why = PersonRowRefused(reason=reason, text=text, row=row)
        self.refusals.append(RowRefusal(self.number, column, why))


def draft_of(row: TypedRow, register: PeopleRegister) -> PersonDraft:
    """What the row says.

    Source: house rule (people by Excel)
    """
    draft = PersonDraft(row.number, row.values)
    draft.name = draft.read("name", clean_or_blank, "")
    draft.username = draft.read("username", clean_username, "")
    home = draft.values.get("home", "").strip()
    draft.says_home = bool(home)
    if home != NONE:
        draft.home = draft.read("home", lambda text: register.unit(text, register.block_id), None)
    draft.role = _role(draft, register)
    return draft


def _role(draft: PersonDraft, register: PeopleRegister) -> RoleEntry | None:
    """The role that the row gives; what does not fit together is refused."""
    where = draft.values.get("block", "").strip()
    all_blocks = bool(where) and register.is_everywhere(where)
    typed_block = None if all_blocks else draft.read("block", register.block, None)
    unit_id = draft.read("unit", lambda text: register.unit(text, typed_block or register.block_id), None)
    year = draft.read("year", _year, None)
    role = draft.read("role", register.role, None)
    if role is None and not draft.values.get("role", "").strip():
        draft.refuse("role", PersonRowFault.NO_ROLE)
    if role is None or draft.refusals:
        return None
    if role in FOR_A_UNIT:
        if unit_id is None:
            draft.refuse("unit", PersonRowFault.UNIT_NEEDED, draft.values["role"])
            return None
        block_id = typed_block or register.block_of_unit(unit_id) or register.block_id
        return RoleEntry(role, block_id, unit_id, year)
    if unit_id is not None:
        draft.refuse("unit", PersonRowFault.UNIT_UNWANTED, draft.values["unit"])
    if role is Role.ADMINISTRATOR:
        for column, typed in (("block", typed_block), ("year", year)):
            if typed is not None:
                draft.refuse(column, PersonRowFault.EVERYWHERE, draft.values[column])
        return RoleEntry(role)
    return RoleEntry(role, None if all_blocks else typed_block or register.block_id, None, year)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise PersonRowRefused(reason=PersonRowFault.YEAR, text=text)
    if not EARLIEST_YEAR <= int(text) <= LATEST_YEAR:
        raise YearOutOfRange(year=int(text), earliest=EARLIEST_YEAR, latest=LATEST_YEAR)
    return int(text)
