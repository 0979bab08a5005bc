"""The roll that a year should have by what has happened to the units."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from services.queries.lineage import registry_of
from services.queries.registry import UnitLine, codes_in_block, roll_of_year, unit_styles
from services.queries.usage import use_in_year
from services.rules.document import MemberUnit
from services.rules.lineage import roll_after
from services.rules.naming import style_in


@dataclass(frozen=True, slots=True)
class RollChange:
    """What a renewal would do, in the names of the year: who leaves the roll, who joins it.

    `staying`: they have left the block, but something in the year rests on them.
    """

    leaving: tuple[str, ...]
    staying: tuple[str, ...]
    joining: tuple[str, ...]


def renewed_roll(
    session: Session, block_id: int, roll: Sequence[int], year: int, staying: Collection[int] = ()
) -> tuple[int, ...]:
    """The units that belong on the roll of a year made of this roll; see `rules.lineage.roll_after`."""
    return roll_after(roll, block_id, year, registry_of(session, [block_id], roll), staying)


def members_after(
    session: Session, block_id: int, copy_from: int, before: int, year: int
) -> list[MemberUnit]:
    """The units of another year, `before`, as they belong on the roll of this one and are called in it."""
    roll = {line.unit_id: line for line in roll_of_year(session, block_id, copy_from, before)}
    order = renewed_roll(session, block_id, list(roll), year) if year > before else tuple(roll)
    styles, codes = unit_styles(session, block_id), codes_in_block(session, block_id)
    members = []
    for unit_id in order:
        style, line = styles.at(unit_id, year), roll.get(unit_id)
        members.append(
            MemberUnit(
                code=codes[unit_id],
                name=style.name,
                short_name=style.short_name,
                office=line.office if line else None,
                scored=line.scored if line else True,
                votes=line.votes if line else True,
            )
        )
    return members


def roll_change(
    session: Session, block_id: int, block_year_id: int, roll: Sequence[UnitLine], year: int
) -> RollChange:
    """What a renewal of the roll would change."""
    before = [line.unit_id for line in roll]
    registry = registry_of(session, [block_id], before)
    after = roll_after(before, block_id, year, registry)
    gone = [unit_id for unit_id in before if unit_id not in after]
    used = {unit_id for unit_id in gone if use_in_year(session, block_year_id, unit_id)}

    def called(unit_ids: Iterable[int]) -> tuple[str, ...]:
        return tuple(style_in(registry[unit_id].names, year).name for unit_id in unit_ids)

    return RollChange(
        leaving=called(unit_id for unit_id in gone if unit_id not in used),
        staying=called(unit_id for unit_id in gone if unit_id in used),
        joining=called(unit_id for unit_id in after if unit_id not in before),
    )
