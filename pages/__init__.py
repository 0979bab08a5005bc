"""Every screen of the product: its section, title, path, and who is offered it."""

from collections.abc import Callable
from dataclasses import dataclass

from pages.scoring import criteria, sheet, standings
from pages.shared.context import Context
from pages.shared.i18n import N_
from services.access import Permission


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen; `permission` decides whether the menu offers it, the commands decide what it may do."""

    section: str
    title: str
    path: str
    permission: Permission
    render: Callable[[Context], None]
    in_menu: bool = True


SCREENS: tuple[Screen, ...] = (
    Screen(N_("Scoring"), N_("Criteria"), "tieu-chi", Permission.VIEW, criteria.render),
    Screen(N_("Scoring"), N_("Score sheet"), "cham-diem", Permission.VIEW, sheet.render),
    Screen(N_("Scoring"), N_("Standings"), "xep-hang", Permission.VIEW, standings.render),
)
