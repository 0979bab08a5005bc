"""The conference in the states in which people meet it, one after the other, for docs/screens."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session

from models.conference_enums import HallView
from models.enums import Role, ShareView
from pages.shared.i18n import _
from services.database import engine_of, writing
from tests.e2e.acts import (
    CHAIR,
    NOBODY,
    SECOND_TELLER,
    TELLER,
    Stage,
    begin,
    cast,
    close_secret,
    count_on_paper,
    enter_with_card,
    fill_ballot,
    make_cards,
    open_secret,
    open_the_box,
    publish_secret,
    read_some,
    rehearse,
    show,
    type_another,
    vote,
)
from tests.e2e.steps import PASSWORD, PEOPLE, enter
from tests.serving import Served

DESK, PHONE = (1440, 900), (390, 844)
TABLET, HALL, SMALL = (1024, 768), (1920, 1080), (360, 740)
HALL_SIZES = (HALL, PHONE)


@dataclass(frozen=True)
class Scene:
    """A screen as it stands after `before`, as somebody sees it who has done what `then` does.

    Without a `user` it is seen without an account; `link` is the view by whose share link one comes.
    """

    name: str
    path: str
    user: str = PEOPLE[Role.ADMINISTRATOR]
    sizes: Sequence[tuple[int, int]] = (DESK, PHONE)
    before: Sequence[Callable[[Stage, Session], None]] = ()  # each in a transaction of its own
    then: Callable[[Stage, Page], None] | None = None
    link: ShareView | None = None


_OF_2025 = "?block=noi-chinh-phu-tho&year=2025"
_EMBEDDED = "?embed=true"

SCENES = (
    Scene("check_ahead", f"kiem-tra-truoc{_OF_2025}", before=[begin]),
    Scene("rounds_ahead", f"bieu-quyet{_OF_2025}"),
    Scene("console_ahead", f"dieu-hanh{_OF_2025}", CHAIR),
    Scene("projector_agenda", f"trinh-chieu{_EMBEDDED}", sizes=HALL_SIZES, before=[show(HallView.AGENDA)]),
    Scene(
        "projector_attendance",
        f"trinh-chieu{_EMBEDDED}",
        sizes=HALL_SIZES,
        before=[show(HallView.ATTENDANCE)],
    ),
    Scene(
        "projector_standings", f"trinh-chieu{_EMBEDDED}", sizes=HALL_SIZES, before=[show(HallView.STANDINGS)]
    ),
    Scene("projector_results", f"trinh-chieu{_EMBEDDED}", sizes=HALL_SIZES, before=[show(HallView.RESULTS)]),
    Scene("projector_result", f"trinh-chieu{_EMBEDDED}", sizes=HALL_SIZES, before=[show(HallView.POLL)]),
    Scene("cards_made", "the-bieu-quyet", sizes=(DESK,), then=make_cards),
    Scene("card_asked", "bo-phieu", NOBODY, (PHONE, SMALL)),
    Scene("projector_open", f"trinh-chieu{_EMBEDDED}", sizes=HALL_SIZES, before=[open_secret, vote]),
    Scene("rounds_open", "bieu-quyet"),
    Scene("console_open", "dieu-hanh", CHAIR),
    Scene("leaders_open", "", NOBODY, (TABLET, PHONE), link=ShareView.LEADERS),
    Scene("light_open", "", NOBODY, (PHONE, SMALL), link=ShareView.HALL),
    Scene("vote_paper", "bo-phieu", NOBODY, (PHONE, SMALL), then=enter_with_card),
    Scene("vote_once_more", "bo-phieu", NOBODY, (PHONE, SMALL), then=fill_ballot),
    Scene("vote_given", "bo-phieu", NOBODY, (PHONE,), then=cast),
    Scene("counting_box", "kiem-phieu", TELLER, before=[close_secret]),
    Scene("console_closed", "dieu-hanh", CHAIR),
    Scene("console_counted", "dieu-hanh", CHAIR, before=[open_the_box]),
    Scene("counting_result", "kiem-phieu", TELLER),
    Scene("projector_reading", f"trinh-chieu{_EMBEDDED}", sizes=HALL_SIZES, before=[read_some]),
    Scene("console_reading", "dieu-hanh", CHAIR),
    Scene("light_reading", "", NOBODY, (PHONE,), link=ShareView.HALL),
    Scene("projector_read", f"trinh-chieu{_EMBEDDED}", sizes=HALL_SIZES, before=[publish_secret]),
    Scene("console_published", "dieu-hanh", CHAIR),
    Scene("rounds_published", "bieu-quyet"),
    Scene("leaders_result", "", NOBODY, (TABLET, PHONE), link=ShareView.LEADERS),
    Scene("light_result", "", NOBODY, (PHONE,), link=ShareView.HALL),
    Scene("counting_paper", "kiem-phieu", SECOND_TELLER, before=[count_on_paper]),
    Scene("counting_compared", "kiem-phieu", TELLER, before=[type_another]),
    Scene("check_rehearsing", f"kiem-tra-truoc{_OF_2025}", before=[rehearse]),
    Scene("console_rehearsing", f"dieu-hanh{_OF_2025}", CHAIR),
    Scene("projector_rehearsing", f"trinh-chieu{_EMBEDDED}&{_OF_2025[1:]}", sizes=HALL_SIZES),
)


def play(
    browser: Browser, served: Served, drawn: Collection[str] | None = None, *, smallest: bool = False
) -> Iterator[tuple[Scene, int, Page]]:
    """Play the conference, each scene following from those before.

    Gives those that are `drawn`, all without it, at each width, or only on their smallest display.
    """
    stage = Stage(engine_of(served.settings), served.settings)
    people: dict[str, Page] = {}
    wanted = {scene.name for scene in SCENES} if drawn is None else drawn
    for scene in SCENES if wanted else ():
        for act in scene.before:
            with writing(stage.engine) as session:
                act(stage, session)
        sizes = [min(scene.sizes)] if smallest else scene.sizes
        for width, height in sizes if scene.name in wanted else ():
            page = _seen_by(scene, browser, served.url, people)
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"/xem#{stage.links[scene.link]}" if scene.link else f"/{scene.path}")
            page.wait_for_url(lambda url: "/xem" not in url)  # where the link leads
            if scene.then:
                scene.then(stage, page)
            yield scene, width, page
            if not scene.user:
                page.context.close()
    stage.engine.dispose()


def _seen_by(scene: Scene, browser: Browser, url: str, people: dict[str, Page]) -> Page:
    """A page of the person of the scene, who signs in once; strangers come each time anew."""
    if scene.user in people:
        return people[scene.user]
    page = browser.new_context(base_url=url, locale="vi-VN", reduced_motion="reduce").new_page()
    page.set_default_timeout(60_000)
    if scene.user:
        people[scene.user] = page
        page.goto("/")
        enter(page, scene.user, PASSWORD)
        expect(page.get_by_role("button", name=_("Sign out"), exact=True)).to_be_attached()
    return page
