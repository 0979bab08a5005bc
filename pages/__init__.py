"""Every screen of the product: its section, title, path, and who is offered it."""

from collections.abc import Callable
from dataclasses import dataclass

from pages.shared.context import Context
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


SCREENS: tuple[Screen, ...] = ()
