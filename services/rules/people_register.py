"""What a sheet of people is compared with: accounts with their roles, blocks and units by their names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from models.enums import Role
from services.errors.workbooks import EventRowFault, EventRowRefused, PersonRowFault, PersonRowRefused
from services.rules.directory import Directory
from services.rules.roles import RoleEntry
from services.rules.text import duplicate_key, meant_by

_UNIT_FAULTS = {
    EventRowFault.NO_UNIT: PersonRowFault.NO_UNIT,
    EventRowFault.LIKE_A_UNIT: PersonRowFault.LIKE_A_UNIT,
    EventRowFault.MANY_UNITS: PersonRowFault.MANY_UNITS,
}


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who has an account; `version` is what an edit has seen."""

    account_id: int
    username: str
    name: str
    unit_id: int | None
    roles: tuple[RoleEntry, ...]
    active: bool
    version: int


@dataclass(frozen=True, slots=True)
class SheetWords:
    """How a sheet writes the roles, and that a role holds in all blocks."""

    roles: Mapping[str, Role]
    everywhere: str


class PeopleRegister:
    """Finds people, units and blocks by what is written of them on the last day of a year.

    `blocks` is what to write for each; `block_id` is meant where a row says nothing of a block.
    """

    def __init__(
        self,
        people: Iterable[KnownPerson],
        directory: Directory,
        blocks: Mapping[int, str],
        year: int,
        block_id: int,
        words: SheetWords,
    ) -> None:
        self.people = tuple(people)
        self.block_id, self.words, self.day = block_id, words, date(year, 12, 31)
        self._directory, self.blocks = directory, blocks
        self._by_username = {person.username: person for person in self.people}
        self._by_name: dict[str, list[KnownPerson]] = {}
        for person in self.people:
            self._by_name.setdefault(duplicate_key(person.name), []).append(person)

    @property
    def usernames(self) -> set[str]:
        """Every user name that is taken."""
        return set(self._by_username)

    def person_with(self, username: str) -> KnownPerson | None:
        """Who signs in with that name."""
        return self._by_username.get(username)

    def people_called(self, name: str) -> list[KnownPerson]:
        """Everybody of that full name, however it is spelled."""
        return self._by_name.get(duplicate_key(name), [])

    def person_from(self, name: str, unit_id: int | None) -> KnownPerson | None:
        """Who of that name comes from that unit; without one, the only one of that name.

        Raises: PersonRowRefused when there are several.
        """
        called = self.people_called(name)
        found = [person for person in called if person.unit_id == unit_id]
        if not found and unit_id is None:
            found = called
        if len(found) > 1:
            names = tuple(person.username for person in found)
            raise PersonRowRefused(reason=PersonRowFault.MANY_PEOPLE, text=name, names=names)
        return found[0] if found else None

    def role(self, text: str) -> Role:
        """The role of that word.

        Raises: PersonRowRefused when it is none.
        """
        if not text:
            raise PersonRowRefused(reason=PersonRowFault.NO_ROLE)
        role = meant_by(text, self.words.roles)
        if role is None:
            raise PersonRowRefused(reason=PersonRowFault.ROLE, text=text, names=tuple(self.words.roles))
        return role

    def is_everywhere(self, text: str) -> bool:
        """Whether it says that a role holds in all blocks."""
        return meant_by(text, {self.words.everywhere: True}) is True

    def block(self, text: str) -> int:
        """The block of that name or code; where several share it, with its province behind it.

        Raises: EventRowRefused when there is none, or are several.
        """
        return self._directory.block(text, self.day)

    def unit(self, text: str, block_id: int | None) -> int:
        """The unit of that name or code; where several share it, that of the block, or `name, block`.

        Raises: PersonRowRefused when there is none, or are several.
        """
        found = self._directory.units_called(text, self.day)
        if len(found) > 1 and block_id:
            found = self._directory.units_called(text, self.day, {block_id}) or found
        if len(found) == 1:
            return found[0]
        if not found and (placed := self._unit_at_place(text)):
            return placed
        try:
            return self._directory.unit(text, "", self.day)
        except EventRowRefused as why:
            raise PersonRowRefused(reason=_UNIT_FAULTS[why.reason], text=text, names=why.names) from why

    def _unit_at_place(self, text: str) -> int | None:
        """The unit that is written with its block behind a comma; names have commas too."""
        for place, sign in enumerate(text):
            if sign == ",":
                name, block = text[:place].strip(), text[place + 1 :].strip()
                try:
                    return self._directory.unit(name, block, self.day)
                except EventRowRefused:
                    continue
        return None

    def block_of_unit(self, unit_id: int) -> int | None:
        """The block that the unit belongs to, or belonged to last."""
        return self._directory.block_of(unit_id, self.day)

    def text_of_unit(self, unit_id: int, block_id: int | None = None) -> str:
        """What to write for the unit in a row of that block; with its own block where others share it."""
        name = self._directory.name(unit_id, self.day)
        if self._directory.units_called(name, self.day) == [unit_id]:
            return name
        if block_id and self._directory.units_called(name, self.day, {block_id}) == [unit_id]:
            return name
        return f"{name}, {self._directory.home(unit_id, self.day)}"

    def text_of_block(self, block_id: int | None) -> str:
        """What to write for the block: its name with its province, or that it is all of them."""
        return self.words.everywhere if block_id is None else self.blocks[block_id]
