"""The entries of a calendar in words: what kind, what, and who."""

from collections.abc import Sequence
from datetime import date

from pages.shared import formats
from pages.shared.events import event_word
from pages.shared.i18n import N_, _, ngettext
from pages.shared.plain import plain
from services.queries.calendar import CalendarEntry, EntryKind, is_overdue
from services.queries.registry import EventNames

_KINDS = {
    EntryKind.MILESTONE: (N_("Milestone"), "flag"),
    EntryKind.MOVEMENT: (N_("Movement"), "campaign"),
    EntryKind.EXCHANGE: (N_("Exchange"), "groups"),
    EntryKind.CONFERENCE: (N_("Conference"), "co_present"),
    EntryKind.PLEDGE: (N_("Pledge"), "draw"),
    EntryKind.TASK: (N_("Key task"), "checklist"),
    EntryKind.EVENT: (N_("Change of units"), "account_tree"),
    EntryKind.REGULATION: (N_("Regulation"), "article"),
}
_ALONE = {
    EntryKind.CONFERENCE: N_("Closing conference"),
    EntryKind.PLEDGE: N_("The emulation pledge is signed"),
}
_MOST_NAMED = 3


def kind_label(kind: EntryKind) -> str:
    """The kind as a word behind its icon, in Markdown."""
    word, icon = _KINDS[kind]
    return f":material/{icon}: {_(word)}"


def kind_word(kind: EntryKind) -> str:
    """The kind as a word."""
    return _(_KINDS[kind][0])


def what(entry: CalendarEntry) -> str:
    """What stands in the calendar, in Markdown."""
    if entry.event:
        return _happened(entry.event)
    title = plain(entry.title) if entry.title else _(_ALONE[entry.kind])
    if entry.until and entry.until != entry.day:
        return _("{title} (until {day})").format(title=title, day=formats.day(entry.until))
    return title


def line(entry: CalendarEntry, today: date | None) -> str:
    """What stands behind the entry: its kind, who, and how it stands; without `today` nothing is overdue."""
    details = list(map(plain, entry.details))
    if len(details) > _MOST_NAMED:
        details = [_("{count} units").format(count=len(details))]
    parts = [kind_label(entry.kind), *details]
    if entry.done:
        parts.append(":material/check: " + _("Done"))
    text = " \u00b7 ".join(parts)
    if today and is_overdue(entry, today):
        return f":gray[{text}] \u00b7 {overdue_mark()}"
    return f":gray[{text}]"


def finding(due: Sequence[CalendarEntry], today: date) -> str:
    """How much is overdue and how much comes within 30 days; nothing where nothing is due."""
    overdue = sum(is_overdue(entry, today) for entry in due)
    coming = len(due) - overdue
    said = []
    if overdue:
        text = ngettext("{count} thing overdue", "{count} things overdue", overdue)
        said.append(text.format(count=overdue))
    if coming:
        text = ngettext(
            "{count} thing due in the next 30 days", "{count} things due in the next 30 days", coming
        )
        said.append(text.format(count=coming))
    return ", ".join(said)


def overdue_mark() -> str:
    """The word for what is late, with its sign and in the red of errors."""
    word = _("Overdue")
    return f":red[:material/error: **{word}**]"


def _happened(event: EventNames) -> str:
    """A unit that moves keeps its name, so its new block stands behind the arrow."""
    became = (event.block,) if event.block else event.after
    sides = (", ".join(map(plain, names)) for names in (event.before, became))
    return f"{event_word(event.kind)}: " + " \u2192 ".join(filter(None, sides))
