"""What a screen of the product is."""

from collections.abc import Callable
from dataclasses import dataclass

from pages.shared.context import Context
from services.rules.rights import Permission


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen; `permission` decides whether the menu offers it, the commands decide what it may do.

    `path` stands behind the host's name in the address; the first screen stands there by itself.
    """

    section: str
    title: str
    path: str
    permission: Permission
    render: Callable[[Context], None]
    in_menu: bool = True
