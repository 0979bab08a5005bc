"""What a sheet of units is compared with: blocks and units as the registry has them at the end of a year."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import process
from rapidfuzz.distance import OSA

from models.enums import UnitKind
from services.errors.workbooks import UnitRowFault, UnitRowRefused
from services.rules.block_names import SUGGESTED, BlockNames, KnownBlock
from services.rules.naming import UnitStyle, style_on
from services.rules.succession import UnitPast
from services.rules.text import code_for, duplicate_key, numbered, search_fold

MOST_COMPARED = 300
"""Names of one block among which near ones are looked for; no block has as many, and each looks at each."""

_NUMBERS = re.compile(r"\d+|\b[ivx]+\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUnit:
    """A unit with the block that registered it, whose code comes first in the files of other blocks."""

    past: UnitPast
    kind: UnitKind
    code: str
    home_id: int
    home_code: str

    def code_in(self, block_id: int) -> str:
        """Its code in the files of that block."""
        return self.code if self.home_id == block_id else f"{self.home_code}.{self.code}"


@dataclass(slots=True)
class _Members:
    """What is known of one block's units: by code, by the key of the name, and the names borne now."""

    by_code: dict[str, KnownUnit] = field(default_factory=dict)
    by_name: dict[str, KnownUnit] = field(default_factory=dict)
    by_brief: dict[str, KnownUnit] = field(default_factory=dict)
    now: list[KnownUnit] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)


class Register:
    """Finds blocks and units by what people type; `blocks` are those that the sheet may name.

    `units` are all that these blocks know, and the members of the other blocks of their provinces; `places`
    is the name and the province of every block. `roll`: the units of the one block in the year's order, None
    where the sheet is for no roll.
    """

    def __init__(
        self,
        year: int,
        blocks: Sequence[KnownBlock],
        units: Collection[KnownUnit],
        places: Mapping[int, tuple[str, str]],
        roll: tuple[int, ...] | None = None,
    ) -> None:
        self.first_day, self.last_day = date(year, 1, 1), date(year, 12, 31)
        self.year, self.blocks, self.roll = year, tuple(blocks), roll
        self._places = places
        self._names = BlockNames(self.blocks)
        self._members = {block.block_id: _Members() for block in blocks}
        self._elsewhere: dict[tuple[str, str], list[int]] = {}
        self._children: dict[int, list[str]] = {}
        self._numbered: dict[tuple[int, str], Iterator[str]] = {}
        for unit in units:
            self._note(unit)

    def _note(self, unit: KnownUnit) -> None:
        past, style = unit.past, self.style_of(unit)
        key, now = duplicate_key(style.name), past.block_on(self.last_day)
        for parent in past.came_from:
            self._children.setdefault(parent, []).append(style.name)
        if now is not None and (province := self._places[now][1]):
            self._elsewhere.setdefault((province, key), []).append(now)
        for block_id in {unit.home_id, *(block for _day, block in past.places if block is not None)}:
            if (members := self._members.get(block_id)) is None:
                continue
            members.by_code[unit.code_in(block_id)] = unit
            if now == block_id:
                members.now.append(unit)
                members.by_name[key] = unit
                members.by_brief[duplicate_key(style.brief)] = unit
                members.names.append((search_fold(style.name), style.name))
            elif key not in members.by_name or self._ended(members.by_name[key]):
                members.by_name[key] = unit

    def _ended(self, unit: KnownUnit) -> bool:
        return unit.past.ended is not None and unit.past.ended <= self.last_day

    def style_of(self, unit: KnownUnit) -> UnitStyle:
        """How it is called at the end of the year."""
        return style_on(unit.past.names, self.last_day) or unit.past.names[0][1]

    def block_called(self, text: str, province: str) -> KnownBlock:
        """The block of that code or name; the only one there is where nothing was typed.

        Raises: UnitRowRefused when there is none, or are several.
        """
        if not text and len(self.blocks) == 1:
            return self.blocks[0]
        found = self._names.called(text, province)
        if len(found) == 1:
            return found[0]
        if found:
            names = tuple(dict.fromkeys(one.province or one.code for one in found))
            raise UnitRowRefused(reason=UnitRowFault.MANY_BLOCKS, text=text, names=names[:SUGGESTED])
        if not text:
            raise UnitRowRefused(reason=UnitRowFault.NO_BLOCK, text=text)
        alike = self._names.alike(text, province)
        reason = UnitRowFault.LIKE_A_BLOCK if alike else UnitRowFault.UNKNOWN_BLOCK
        raise UnitRowRefused(reason=reason, text=text, names=alike)

    def text_for(self, block: KnownBlock) -> str:
        """What to write for the block beside its province: its name, or its code where others share it."""
        only_one = self._names.called(block.name, block.province) == [block]
        return block.name if only_one else block.code

    def unit_coded(self, block_id: int, code: str) -> KnownUnit | None:
        """The unit that the block knows by that code."""
        return self._members[block_id].by_code.get(code)

    def unit_named(self, block_id: int, key: str) -> KnownUnit | None:
        """The unit that the block knows by a name of that `duplicate_key`; a member before a former one."""
        return self._members[block_id].by_name.get(key)

    def members_of(self, block_id: int) -> tuple[KnownUnit, ...]:
        """The units that belong to the block at the end of the year."""
        return tuple(self._members[block_id].now)

    def member_shown_as(self, block_id: int, key: str) -> KnownUnit | None:
        """The member whose short name, or name where it has none, has that `duplicate_key`."""
        return self._members[block_id].by_brief.get(key)

    def successors_of(self, unit: KnownUnit) -> tuple[str, ...]:
        """The names of the units that came out of it."""
        return tuple(self._children.get(unit.past.unit_id, ()))

    def place_of(self, block_id: int) -> str:
        """The name of a block."""
        return self._places[block_id][0]

    def block_elsewhere(self, block: KnownBlock, key: str) -> str:
        """Another block of the province with a member of that name; empty where there is none."""
        found = self._elsewhere.get((block.province, key), [])
        return next((self.place_of(one) for one in found if one != block.block_id), "")

    def near_name(self, block_id: int, name: str) -> str:
        """A name of the block that is nearly the same; empty where there is none.

        Tones and capitals do not matter, one letter may be another or be missing (two in a long name);
        numbers have to be the same.
        """
        folded, names = search_fold(name), self._members[block_id].names
        if len(names) > MOST_COMPARED:
            return ""
        most = 0 if len(folded) < 8 else 1 if len(folded) < 30 else 2
        near = process.extract(
            folded, [fold for fold, _name in names], scorer=OSA.distance, score_cutoff=most, limit=SUGGESTED
        )
        numbers = _NUMBERS.findall(folded)
        return next((names[place][1] for fold, _, place in near if _NUMBERS.findall(fold) == numbers), "")

    def add(self, block_id: int, name: str) -> None:
        """Take a name of the sheet among those that later ones may be near to."""
        self._members[block_id].names.append((search_fold(name), name))

    def free_code(self, block_id: int, name: str, taken: Collection[tuple[int, str]]) -> str:
        """A code made of the name that no unit of the block bears, nor another row of the sheet."""
        code, known = code_for(name), self._members[block_id].by_code
        # Goes on where the last one of the name was found: a sheet may have thousands of them
        codes = self._numbered.setdefault((block_id, code), numbered(code))
        return next(free for free in codes if free not in known and (block_id, free) not in taken)
