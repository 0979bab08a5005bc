"""A whole conference as its people go through it, from the empty agenda to the titles that it proposes.

A chair, a secretary, two tellers, nine phones, a leader's tablet and a projector: a report is adopted by
hands, a flag tied and decided in a second round, certificates approved, head and deputy elected.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from models.enums import Answer
from pages.shared.i18n import _
from services.workbooks.layouts import loaded_template
from tests.e2e import after_the_day, before_the_day, chairing, phones, telling
from tests.e2e.before_the_day import CERTIFICATES, DEPUTY, FLAG, HEAD, REPORT, press, said
from tests.e2e.chairing import PASSPHRASE
from tests.e2e.hall import TABLET, UNITS, WALL, Hall, hall_of
from tests.e2e.phones import BLANK, Mark, answer_each, choose_one
from tests.e2e.watched import WATCH, figures_shown, forget
from tests.serving import Served

SECOND = _("{title}, round {number}").format(title=FLAG, number=2)
YES, NO, NONE = Answer.FOR, Answer.AGAINST, Answer.BLANK


@dataclass(slots=True)
class Day:
    """The conference under way, with the browsers of all who take part."""

    hall: Hall
    secretary: Page
    chair: Page
    tellers: tuple[Page, Page]
    wall: Page
    phones: list[Page]

    def vote(self, title: str, marks: list[Mark], teller: Page) -> None:
        """Take an electronic vote from its opening to its count; nobody in the hall sees a figure of it."""
        chairing.lead(self.chair, title)
        forget(*self.phones)
        chairing.open_vote(self.chair, PASSPHRASE)
        expect(self.wall.get_by_role("heading", name=title, exact=True)).to_be_visible()
        forget(self.wall)
        codes = phones.vote(self.phones, title, marks)
        assert len(set(codes)) == 9
        expect(self.wall.locator(".facts")).to_contain_text(f"{_('Voted')} 9/9")
        self.hall.keep(self.wall, f"{len(marks)}-{title}")
        chairing.end_vote(self.chair)
        telling.open_box(self.hall, teller, title, PASSPHRASE)
        said(teller, _("The box is counted."))
        chairing.wait_for_count(self.chair)
        self.has_shown_no_figure()

    def has_shown_no_figure(self) -> None:
        """Neither the projector nor a phone has shown a count since it was last forgotten."""
        for page in (self.wall, *self.phones):
            assert figures_shown(page) == []


@pytest.fixture(scope="module")
def site(product: Served) -> Served:
    """An installation of its own, without the demonstration."""
    return product


@pytest.fixture
def hall(site: Served, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    """The year and its people; their browsers are closed afterwards."""
    hall = hall_of(site, browser, tmp_path)
    yield hall
    hall.leave()


@pytest.mark.timeout(900)
def test_a_whole_conference(hall: Hall, tmp_path: Path) -> None:
    day = begun(hall)
    adopt_the_report(day)
    award_the_flag(day)
    keep_results_back_and_show_them_together(day)
    chairing.certify(day.chair, HEAD)
    after_the_day.write_down(hall, day.secretary, SECOND)
    leader = hall.person("Lãnh đạo tỉnh", "ban-lanh-dao", TABLET)
    expect(leader.locator(".leaders")).to_contain_text(SECOND)
    hall.keep(leader, "24-leaders")

    shown = after_the_day.shown(day.secretary, rounds=5)
    assert shown == after_the_day.evaluated(hall, day.secretary, tmp_path)
    assert shown[0] == {
        UNITS[0]: ("4", "44,44%", "Bằng phiếu"),
        UNITS[1]: ("4", "44,44%", "Bằng phiếu"),
        UNITS[2]: ("0", "0,00%", "Không được bầu chọn"),
    }
    chosen = [
        [name for name, line in one.items() if line[2] in ("Thông qua", "Được bầu chọn")] for one in shown
    ]
    assert chosen == [[], list(UNITS[3:6]), [UNITS[0]], [UNITS[2]], [UNITS[0]]]
    verified = after_the_day.signed_result(hall, day.tellers[0], HEAD, tmp_path)
    assert f"{UNITS[0]}: 6/9 phiếu" in verified
    assert loaded_template("verdict_words.yaml")["bundle"]["whole"] in verified


def begun(hall: Hall) -> Day:
    """Everything is prepared, everybody is there, and the chair has come to the report."""
    secretary = hall.person("Thư ký Khối", "chuong-trinh")
    before_the_day.write_agenda(hall, secretary)
    badge = before_the_day.summon(hall, secretary)
    before_the_day.prepare_votes(hall, secretary)
    codes = before_the_day.print_cards(hall, secretary)
    wall = hall.device(WALL, WATCH)
    wall.goto(before_the_day.share(hall, secretary))
    chairing.mark_attendance(hall, secretary, badge)
    tellers = tuple(hall.person(f"Kiểm phiếu viên {name}", "kiem-phieu") for name in ("Hạnh", "Dũng"))
    devices = list(phones.enter_with_cards(hall, codes).values())

    chair = hall.person("Chủ tọa", "dieu-hanh")
    chairing.show(chair, _("Attendance"))
    expect(wall.locator(".crowd b")).to_have_text("9/9")
    hall.keep(wall, "06-wall-attendance")
    for point in ("Ổn định tổ chức", "Báo cáo tổng kết"):
        chairing.begin_point(chair, point)
    expect(wall.locator(".course .now")).to_contain_text("Báo cáo tổng kết")
    return Day(hall, secretary, chair, (tellers[0], tellers[1]), wall, devices)


def adopt_the_report(day: Day) -> None:
    """Hands are counted in the hall and typed; the quorum is read out before."""
    quorum = _("Quorum: {required} needed, {have} present").format(required=6, have=9)
    expect(day.chair.get_by_text(quorum)).to_be_visible()
    day.hall.keep(day.chair, "07-console-report")
    forget(day.wall, *day.phones)
    chairing.open_vote(day.chair)
    chairing.end_vote(day.chair)
    hands = {_("For"): 8, _("Against"): 1, _("Blank"): 0}
    telling.put_hands_down(day.hall, day.secretary, REPORT, hands)
    chairing.wait_for_count(day.chair)
    day.has_shown_no_figure()
    chairing.show_result(day.chair)
    expect(day.wall.locator(".verdict")).to_contain_text("8/9 phiếu, 88,89%")
    assert figures_shown(day.wall)  # whoever watches sees what is out
    day.hall.keep(day.wall, "08-wall-report")


def award_the_flag(day: Day) -> None:
    """The first round is tied, as the hall sees ballot by ballot; a second one decides between the two."""
    first, second, _third = UNITS[:3]
    for point in ("Thảo luận", "Phương hướng", "Bình xét"):
        chairing.begin_point(day.chair, point)
    marks = [*[choose_one(first)] * 4, *[choose_one(second)] * 4, choose_one(BLANK)]
    day.vote(FLAG, marks, day.tellers[0])
    chairing.read_out(day.hall, day.chair, day.wall)
    chairing.show_result(day.chair)
    expect(day.wall.locator(".verdict")).to_contain_text(f"Bằng phiếu ở vị trí cuối: {first}; {second}")
    day.hall.keep(day.wall, "12-wall-tie")
    telling.prepare_second_round(day.hall, day.secretary, FLAG)
    expect(day.chair.get_by_role("heading", name=SECOND, exact=True)).to_be_visible()
    day.vote(SECOND, [*[choose_one(first)] * 5, *[choose_one(second)] * 4], day.tellers[0])
    chairing.show_result(day.chair)
    expect(day.wall.locator(".option.chosen .name")).to_have_text(first)


def keep_results_back_and_show_them_together(day: Day) -> None:
    """Certificates, head and deputy: the last on paper, typed by two who differ at first."""
    candidates = UNITS[3:7]
    answers = [(YES, YES, YES, NO), (YES, YES, NO, NO), (YES, NO, YES, YES), (YES, YES, YES, NONE)]
    ballots = [dict(zip(candidates, answers[place % 4], strict=True)) for place in range(9)]
    day.vote(CERTIFICATES, [answer_each(ballot) for ballot in ballots], day.tellers[1])
    chairing.lead_none(day.chair)
    chairing.begin_point(day.chair, "Suy tôn")
    marks = [*[choose_one(UNITS[0])] * 6, *[choose_one(UNITS[4])] * 2, choose_one(BLANK)]
    day.vote(HEAD, marks, day.tellers[0])

    chairing.lead(day.chair, DEPUTY)
    chairing.open_vote(day.chair)
    chairing.end_vote(day.chair)
    pile = ["1", "1", "2", "1", "1", "x2", "2", "1", "1"]
    one, other = day.tellers
    telling.type_paper(day.hall, one, DEPUTY, pile)
    telling.type_paper(day.hall, other, DEPUTY, [*pile[:2], "1", *pile[3:]])
    for teller in day.tellers:
        said(teller, _("The two counts differ. Take the ballots, look at these figures together, and mend."))
    line = one.get_by_role("row").filter(has=one.get_by_role("cell", name=UNITS[2], exact=True))
    expect(line.get_by_role("cell")).to_have_text([UNITS[2], "6", "7"])
    day.hall.keep(one, "18-tellers-differ")
    telling.mend_ballot(day.hall, other, 3, pile[2])
    telling.settle(other)
    expect(
        day.chair.get_by_role("button", name=_("Show {count} results together").format(count=3))
    ).to_be_visible()
    day.has_shown_no_figure()
    chairing.show_together(day.chair, 3)
    expect(day.wall.locator(".results li")).to_have_count(6)
    expect(day.wall.locator(".results")).to_contain_text("6/8 phiếu, 75,00%")
    day.hall.keep(day.wall, "20-wall-deputy")
    press(day.chair, _("Agenda"))
