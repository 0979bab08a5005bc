"""What became of a unit, in words."""

from datetime import date

from models.enums import UnitEventKind
from pages.shared import formats
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services.queries.search import UnitFound

_ENDS = {
    UnitEventKind.MERGE: (N_("merged on {day}"), N_("merged into {units} on {day}")),
    UnitEventKind.SPLIT: (N_("split on {day}"), N_("split into {units} on {day}")),
    UnitEventKind.DISSOLVE: (N_("dissolved on {day}"), N_("dissolved on {day}")),
}


def ended_words(kind: UnitEventKind, day: date, into: tuple[str, ...] = ()) -> str:
    """How and when a unit ended and, where they are named, what came out of it."""
    units = ", ".join(plain(name) for name in into)
    return _(_ENDS[kind][bool(into)]).format(day=formats.day(day), units=units)


def found_words(unit: UnitFound) -> str:
    """What stands beneath a unit that the search has found."""
    parts = []
    if unit.kind and unit.ended:
        parts.append(ended_words(unit.kind, unit.ended, unit.into))
    elif unit.former and unit.name != unit.now:
        parts.append(_("former name, now {unit}").format(unit=plain(unit.now)))
    elif unit.former:
        parts.append(_("belongs to no block any more"))
    if unit.block:
        parts += [plain(part) for part in (unit.block.name, unit.block.province) if part]
    return " \u00b7 ".join(parts)
