"""What stands around a display whatever it shows: whose it is, how fresh it is, and that it is over."""

from dataclasses import dataclass

from pages.shared import display, formats, live
from pages.shared.context import Context
from pages.shared.i18n import _
from services.rules.rights import Actor


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the head of a display whatever it shows; drawn with the page, as it does not change."""

    block: str
    title: str
    note: str | None


def heading_of(ctx: Context) -> Heading:
    """The head of the displays of a year."""
    return heading_for(ctx.block_name, ctx.year, illustrative=ctx.illustrative)


def heading_for(block: str, year: int, *, illustrative: bool) -> Heading:
    """The head of the displays of a year of that block."""
    title = _("Closing conference {year}").format(year=year)
    return Heading(block, title, _("Illustrative data") if illustrative else None)


def frame_of(sight: live.Sight, heading: Heading, clock: str | None = None) -> display.Frame:
    """What stands around a display, with how fresh it is; `clock` may stand in place of that time."""
    hall = sight.hall
    return display.Frame(
        block=heading.block,
        title_of_year=heading.title,
        note=heading.note,
        updated_at=clock or clock_of(sight),
        stale=sight.stale,
        rehearsing=hall is not None and hall.rehearsing,
        frozen_at=formats.clock(hall.frozen_at) if hall and hall.frozen_at else None,
    )


def clock_of(sight: live.Sight) -> str:
    """When the database last said what is seen."""
    return formats.clock(sight.checked_at) if sight.checked_at else "--:--:--"


def refusal_words(actor: Actor) -> str:
    """What is said to who may look no more."""
    if actor.link_id is None:
        return _("This account may not look at this block any more.")
    return ended_words()


def ended_words() -> str:
    """What is said to who looks on by a link that works no more."""
    return _("This link works no more. Ask the secretary of the block for a new one.")
