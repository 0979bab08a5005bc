"""One row of a sheet of people: what is typed in it, and which role it means."""

from dataclasses import dataclass

from models.enums import Role
from services.errors.workbooks import PersonRowFault, PersonRowRefused
from services.errors.years import YearOutOfRange
from services.rules.dates import EARLIEST_YEAR, LATEST_YEAR
from services.rules.people_register import PeopleRegister
from services.rules.roles import FOR_A_UNIT, RoleEntry, clean_username
from services.rules.sheet_rows import RowReader, TypedRow
from services.rules.text import clean_or_blank

NONE = "-"
"""Typed where somebody is to come from no unit; a blank cell leaves what is known."""


@dataclass(slots=True)
class PersonDraft(RowReader):
    """A row on its way; `says_home`: whether it says where the person comes from, be it nowhere."""

    name: str = ""
    username: str = ""
    says_home: bool = False
    home: int | None = None
    role: RoleEntry | None = None

    def fault(self, column: str, reason: PersonRowFault, text: str = "", row: int | None = None) -> None:
        """Note that the cell is not taken; `row` stands against it."""
        self.refuse(column, PersonRowRefused(reason=reason, text=text, row=row))


def draft_of(row: TypedRow, register: PeopleRegister) -> PersonDraft:
    """What the row says.

    Source: house rule (people by Excel)
    """
    draft = PersonDraft(row.number, row.values)
    draft.name = draft.read("name", clean_or_blank, "")
    draft.username = draft.read("username", clean_username, "")
    home = draft.text("home")
    draft.says_home = bool(home)
    if home != NONE:
        draft.home = draft.read("home", lambda text: register.unit(text, register.block_id), None)
    draft.role = _role(draft, register)
    return draft


def _role(draft: PersonDraft, register: PeopleRegister) -> RoleEntry | None:
    """The role that the row gives; what does not fit together is refused."""
    where = draft.text("block")
    all_blocks = bool(where) and register.is_everywhere(where)
    typed_block = None if all_blocks else draft.read("block", register.block, None)
    unit_id = draft.read("unit", lambda text: register.unit(text, typed_block or register.block_id), None)
    year = draft.read("year", _year, None)
    role = draft.read("role", register.role, None)
    if role is None and not draft.text("role"):
        draft.fault("role", PersonRowFault.NO_ROLE)
    if role is None or draft.refusals:
        return None
    if role in FOR_A_UNIT:
        if unit_id is None:
            draft.fault("unit", PersonRowFault.UNIT_NEEDED, draft.values["role"])
            return None
        block_id = typed_block or register.block_of_unit(unit_id) or register.block_id
        return RoleEntry(role, block_id, unit_id, year)
    if unit_id is not None:
        draft.fault("unit", PersonRowFault.UNIT_UNWANTED, draft.values["unit"])
    if role is Role.ADMINISTRATOR:
        for column, typed in (("block", typed_block), ("year", year)):
            if typed is not None:
                draft.fault(column, PersonRowFault.EVERYWHERE, draft.values[column])
        return RoleEntry(role)
    return RoleEntry(role, None if all_blocks else typed_block or register.block_id, None, year)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise PersonRowRefused(reason=PersonRowFault.YEAR, text=text)
    if not EARLIEST_YEAR <= int(text) <= LATEST_YEAR:
        raise YearOutOfRange(year=int(text), earliest=EARLIEST_YEAR, latest=LATEST_YEAR)
    return int(text)
