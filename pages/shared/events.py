"""What happened to units, in words."""

from collections.abc import Iterable

from models.enums import UnitEventKind
from pages.shared import formats
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services.queries.registry import EventNames

_EVENTS: dict[UnitEventKind, tuple[str, str]] = {
    UnitEventKind.FOUND: (N_("founded"), N_("{day}: {after} is founded")),
    UnitEventKind.RENAME: (N_("renamed"), N_("{day}: {before} is renamed {after}")),
    UnitEventKind.MERGE: (N_("merged"), N_("{day}: {before} merge into {after}")),
    UnitEventKind.SPLIT: (N_("split"), N_("{day}: {before} splits into {after}")),
    UnitEventKind.TRANSFER: (N_("transferred"), N_("{day}: {before} moves to another block")),
    UnitEventKind.DISSOLVE: (N_("dissolved"), N_("{day}: {before} is dissolved")),
}
_TO_A_BLOCK = N_("{day}: {before} moves to {block}")


def event_word(kind: UnitEventKind) -> str:
    """What happened, in a word that fits beside the axis of years."""
    return _(_EVENTS[kind][0])


def event_sentence(event: EventNames) -> str:
    """When what happened to whom, as Markdown."""
    said = _TO_A_BLOCK if event.block else _EVENTS[event.kind][1]
    text = _(said).format(
        day=formats.day(event.effective_on),
        before=_joined(event.before),
        after=_joined(event.after),
        block=plain(event.block),
    )
    return f"{text} ({_('illustrative data')})" if event.illustrative else text


def _joined(names: Iterable[str]) -> str:
    return ", ".join(plain(name) for name in names)
