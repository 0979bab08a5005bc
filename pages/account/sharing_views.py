"""What a share link can show: a screen of the product, which draws nothing but what is released."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.enums import ShareView
from pages.shared.i18n import N_


@dataclass(frozen=True, slots=True)
class SharedView:
    """A view: what people call it, its screen's path, and what its address asks of the browser.

    A link to it leads to its own light `page`, where there is one; the screen shows the same.
    """

    title: str
    path: str
    asked: str = ""
    page: str | None = None

    @property
    def address(self) -> str:
        """Where a link to it leads, on the same host: to a page beside the screens, or to its screen."""
        return self.page or self.path + self.asked


VIEWS: Mapping[ShareView, SharedView] = {
    ShareView.PROJECTOR: SharedView(N_("Projector"), "trinh-chieu", "?embed=true"),
    ShareView.LEADERS: SharedView(N_("Leader's board"), "ban-lanh-dao", "?embed=true"),
    ShareView.HALL: SharedView(N_("Hall, light page for many telephones"), "trinh-chieu", page="hoi-truong"),
    ShareView.STANDINGS: SharedView(N_("Standings"), "xep-hang"),
}
