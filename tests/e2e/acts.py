"""What is done from scene to scene of the conference, by the product's own commands or on its screens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from models.conference import Delegate
from models.conference_enums import HallView
from models.enums import Answer, Basis, BatchKind, Operator, PollKind, PollMethod, Role, ShareView
from models.polls import Poll, PollOption
from models.year import BlockYear, YearUnit
from pages.shared.i18n import _, ngettext
from services import (
    ballots,
    box_counts,
    hall,
    paper_counts,
    poll_steps,
    rehearsal,
    sharing,
    voter_cards,
    voting,
)
from services.accounts import PersonEntry, RoleEntry, create_account
from services.database import Database
from services.queries.accounts import account_named
from services.queries.ballots import voter_by_card
from services.rules.counting import Attendance, Counts, Frame, OptionCount
from services.rules.document import Threshold
from services.rules.rights import OPERATOR, Actor
from services.rules.typed_count import TypedCount
from services.settings import Settings
from tests.e2e.steps import PASSWORD, PEOPLE, settle
from tests.factories import signed_in
from tests.rounds import version

PASSPHRASE = "mot hai ba bon nam sau bay"
NOBODY_SAID = Attendance(summoned=0, present=0)
CHAIR, TELLER, SECOND_TELLER, NOBODY = PEOPLE[Role.CHAIR], PEOPLE[Role.TELLER], "kiem-phieu-2", ""


@dataclass
class Stage:
    """The installation on which the scenes are played, and what they left for each other."""

    engine: Database
    settings: Settings
    year_id: int = 0
    cards: dict[int, str] = field(default_factory=dict)
    unused: list[int] = field(default_factory=list)
    links: dict[ShareView, str] = field(default_factory=dict)

    def poll(self, session: Session, title: str) -> int:
        found = select(Poll.id).where(Poll.block_year_id == self.year_id, Poll.title == title)
        return session.exec(found).one() or 0


SECRET = "Bình chọn tập thể điển hình tiên tiến của Khối năm 2017"
PAPER = "Bình xét Bằng khen của Giám đốc Công an tỉnh"


def begin(stage: Stage, session: Session) -> None:
    """Find the year, and let a second teller in."""
    newest = select(BlockYear.id).where(BlockYear.year == 2017, BlockYear.chaired_by != "")
    stage.year_id = session.exec(newest).one() or 0
    person = PersonEntry("Tạ Văn Thịnh", [RoleEntry(Role.TELLER, None, None)])
    create_account(session, OPERATOR, SECOND_TELLER, person, password=PASSWORD)
    now = datetime.now(UTC)
    for view in (ShareView.HALL, ShareView.LEADERS):
        entry = sharing.LinkEntry(
            view=view, label="Màn hình trong hội trường", expires_at=now + timedelta(days=1)
        )
        stage.links[view] = sharing.create_link(session, OPERATOR, stage.year_id, entry, now)


def open_secret(stage: Stage, session: Session) -> None:
    """Give everybody a card, open the secret round, and have the displays follow."""
    voters = select(Delegate.id).where(Delegate.block_year_id == stage.year_id, col(Delegate.is_voter))
    keys = [key or 0 for key in session.exec(voters.order_by(col(Delegate.id)))]
    stage.cards = voter_cards.issue_cards(session, OPERATOR, stage.year_id, keys)
    poll_id = stage.poll(session, SECRET)
    _open(stage, session, poll_id, PASSPHRASE)
    hall.show_in_hall(session, OPERATOR, stage.year_id, HallView.POLL)


def vote(stage: Stage, session: Session) -> None:
    """Have six of the ten vote."""
    *voted, stage.unused = *list(stage.cards)[:6], list(stage.cards)[6:]
    for place, key in enumerate(voted):
        _cast(stage, session, stage.poll(session, SECRET), key, place)


def close_secret(stage: Stage, session: Session) -> None:
    """Have the others vote but one, and close the round."""
    poll_id = stage.poll(session, SECRET)
    for place, key in enumerate(stage.unused[1:]):
        _cast(stage, session, poll_id, key, place)
    folder, seen = stage.settings.data_folder, version(session, poll_id)
    poll_steps.close_poll(session, OPERATOR, poll_id, seen_version=seen, folder=folder)


def open_the_box(stage: Stage, session: Session) -> None:
    """Have the tellers open the box."""
    poll_id = stage.poll(session, SECRET)
    folder, seen = stage.settings.data_folder, version(session, poll_id)
    teller = _teller(session, TELLER)
    box_counts.open_ballot_box(session, teller, poll_id, PASSPHRASE, seen_version=seen, folder=folder)


def read_some(stage: Stage, session: Session) -> None:
    """Read six of the ballots out."""
    poll_id = stage.poll(session, SECRET)
    hall.begin_reading(session, OPERATOR, poll_id, seen_version=version(session, poll_id))
    session.flush()
    hall.pause_reading(session, OPERATOR, poll_id, seen_version=version(session, poll_id))
    session.flush()
    hall.read_next(session, OPERATOR, poll_id, 6, seen_version=version(session, poll_id))


def publish_secret(stage: Stage, session: Session) -> None:
    poll_id = stage.poll(session, SECRET)
    poll_steps.publish_poll(session, OPERATOR, poll_id, seen_version=version(session, poll_id))


def count_on_paper(stage: Stage, session: Session) -> None:
    """Have a round on paper be counted, of which one teller has finished."""
    units = select(YearUnit.unit_id).where(YearUnit.block_year_id == stage.year_id)
    on_ballot = session.exec(units.order_by(col(YearUnit.position))).all()[3:6]
    asked = Frame(
        title=PAPER,
        kind=PollKind.APPROVAL,
        method=PollMethod.PAPER,
        attendance=NOBODY_SAID,
        rule=Threshold(Operator.MORE_THAN, Fraction(1, 2), Basis.PRESENT),
    )
    poll_id = voting.prepare_poll(session, OPERATOR, stage.year_id, asked, on_ballot)
    _open(stage, session, poll_id)
    folder, seen = stage.settings.data_folder, version(session, poll_id)
    poll_steps.close_poll(session, OPERATOR, poll_id, seen_version=seen, folder=folder)
    _type(stage, session, TELLER, (9, 7, 6))


def type_another(stage: Stage, session: Session) -> None:
    """Have the other teller come to something else."""
    _type(stage, session, SECOND_TELLER, (9, 8, 6))


def show(view: HallView) -> Callable[[Stage, Session], None]:
    """The displays set to that."""
    return lambda stage, session: hall.show_in_hall(session, OPERATOR, stage.year_id, view)


def rehearse(stage: Stage, session: Session) -> None:
    """Begin to rehearse the conference of 2025."""
    rehearsal.begin_rehearsal(
        session,
        OPERATOR,
        session.exec(select(BlockYear.id).where(BlockYear.year == 2025).order_by(col(BlockYear.id))).first()
        or 0,
    )


def enter_with_card(stage: Stage, page: Page) -> None:
    """Type the code of a card that was not voted with."""
    page.get_by_label(_("Code on your card")).fill(stage.cards[stage.unused[-1]])
    page.get_by_role("button", name=_("Go to the vote")).click()
    expect(page.get_by_role("button", name=_("Continue"))).to_be_visible()
    settle(page)


def fill_ballot(stage: Stage, page: Page) -> None:
    """Say yes to everything, and go on to what is asked once more."""
    enter_with_card(stage, page)
    rows = page.get_by_role("radiogroup")
    expect(rows).to_have_count(3)
    for row in rows.all():
        row.get_by_text(_("Agree"), exact=True).click()
    page.get_by_role("button", name=_("Continue")).click()
    expect(page.get_by_role("button", name=_("Put it into the box"))).to_be_visible()


def cast(stage: Stage, page: Page) -> None:
    """Give the ballot."""
    fill_ballot(stage, page)
    page.get_by_role("button", name=_("Put it into the box")).click()
    expect(page.get_by_text(_("The code of your ballot:"))).to_be_visible()
    stage.unused.pop()


def make_cards(stage: Stage, page: Page) -> None:
    """Make the cards of everybody who has none."""
    label = ngettext("Make {count} card", "Make {count} cards", 10).format(count=10)
    page.get_by_role("button", name=label).click()
    expect(page.get_by_text(_("The cards are ready to be printed."))).to_be_visible()
    settle(page)


def _open(stage: Stage, session: Session, poll_id: int, passphrase: str = "") -> None:
    folder, seen = stage.settings.data_folder, version(session, poll_id)
    poll_steps.open_poll(
        session, OPERATOR, poll_id, NOBODY_SAID, seen_version=seen, folder=folder, passphrase=passphrase
    )


def _cast(stage: Stage, session: Session, poll_id: int, delegate_id: int, place: int) -> None:
    visitor = voter_by_card(session, stage.cards[delegate_id], "")
    assert visitor is not None
    options = session.exec(select(PollOption.code).where(PollOption.poll_id == poll_id)).all()
    answers = {
        code: Answer.AGAINST if (place + of) % 4 == 3 else Answer.FOR for of, code in enumerate(options)
    }
    ballots.cast_ballot(session, visitor.actor, poll_id, answers, folder=stage.settings.data_folder)


def _teller(session: Session, username: str) -> Actor:
    return signed_in(session, account_named(session, username))


def _type(stage: Stage, session: Session, username: str, votes: Sequence[int]) -> None:
    poll_id, teller = stage.poll(session, PAPER), _teller(session, username)
    codes = session.exec(select(PollOption.code).where(PollOption.poll_id == poll_id)).all()
    given = {
        code: OptionCount(votes=number, against=10 - number, blank=0)
        for code, number in zip(codes, votes, strict=True)
    }
    typed = TypedCount(issued=10, collected=10, totals=Counts(options=given, invalid=0))
    paper_counts.type_count(session, teller, poll_id, BatchKind.PAPER, typed, seen_version=0)
    paper_counts.finish_count(session, teller, poll_id, BatchKind.PAPER, seen_version=1)
