"""What a share link can show: a screen of the product, which draws nothing but what is released."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.enums import ShareView
from pages.shared.i18n import N_


@dataclass(frozen=True, slots=True)
class SharedView:
    """A view: what people call it, its screen's path, and what its address asks of the browser."""

    title: str
    path: str
    asked: str = ""

    @property
    def address(self) -> str:
        """Where a link to it leads, on the same host."""
        return self.path + self.asked


VIEWS: Mapping[ShareView, SharedView] = {
    ShareView.PROJECTOR: SharedView(N_("Projector"), "trinh-chieu", "?embed=true"),
    ShareView.STANDINGS: SharedView(N_("Standings"), "xep-hang"),
}
