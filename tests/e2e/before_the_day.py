"""What a secretary prepares before a conference: agenda, delegates, votes, cards, the link of the hall."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path

from playwright.sync_api import Page, expect

from models.enums import PollKind, PollMethod
from pages.conference import words
from pages.shared.i18n import _
from tests.e2e.hall import UNITS, Hall
from tests.e2e.steps import choose, choose_each, settle, title

REPORT = "Thông qua báo cáo tổng kết năm"
FLAG = "Cờ thi đua của Chủ tịch UBND tỉnh"
CERTIFICATES = "Bằng khen của Chủ tịch UBND tỉnh"
HEAD = "Suy tôn Trưởng khối năm sau"
DEPUTY = "Suy tôn Phó Trưởng khối năm sau"
FOR_THE_FLAG = UNITS[:3]
FOR_CERTIFICATES = UNITS[3:7]
FOR_HEAD = (UNITS[0], UNITS[4])
FOR_DEPUTY = (UNITS[2], UNITS[5])
GUEST = "Đặng Quang Vinh"
_BADGE = re.compile(r"^\d{4}\D\d\d$")  # its hyphen never ends a line
_ADDRESS = re.compile(r"Địa chỉ:</span> (http[^<]+)<")
_CODE = re.compile(r'class="name[^"]*">([^<]+)<.*?class="code">([^<]+)<', re.DOTALL)


def press(page: Page, label: str) -> None:
    """Press a button, once what was done before is drawn."""
    settle(page)
    page.get_by_role("button", name=label, exact=True).click()


def go(hall: Hall, page: Page, path: str) -> None:
    """Go to a screen of the year."""
    page.goto(hall.at(path))
    expect(title(page)).to_be_visible()
    settle(page)


def said(page: Page, sentence: str) -> None:
    """Wait until the screen says that."""
    expect(page.get_by_text(sentence).first).to_be_visible()
    settle(page)


def write_agenda(hall: Hall, page: Page) -> None:
    """The customary points, and one more that is typed."""
    press(page, _("Begin with the customary points"))
    said(page, _("The customary points are on the agenda."))
    page.get_by_label(_("Title of the point")).first.fill("Giao lưu văn nghệ")
    press(page, _("Add the point"))
    said(page, _("The point is on the agenda."))
    hall.keep(page, "01-agenda")


def summon(hall: Hall, page: Page) -> str:
    """The leaders of the units, and a guest; the number on the first badge."""
    go(hall, page, "dai-bieu")
    press(page, _("Summon the leader of {count} unit").format(count=9))
    said(page, _("The leaders of the units are summoned."))
    page.get_by_label(_("Full name")).first.fill(GUEST)
    page.get_by_label(_("Full name")).first.press("Enter")
    press(page, _("Add the delegate"))
    said(page, _("The delegate is summoned."))
    hall.keep(page, "02-delegates")
    return re.sub(r"\D", "-", page.get_by_role("cell", name=_BADGE).first.inner_text().strip())


def prepare_votes(hall: Hall, page: Page) -> None:
    """A report by hands; a flag, certificates and the head on phones; the deputy on paper."""
    go(hall, page, "bieu-quyet")
    motion, approval = _(words.KINDS[PollKind.MOTION]), _(words.KINDS[PollKind.APPROVAL])
    half, two_thirds = (_("More than"), "1/2"), (_("At least"), "2/3")
    secret, paper = _(words.METHODS[PollMethod.SECRET]), _(words.METHODS[PollMethod.PAPER])
    kind, method, point = _("What kind of vote"), _("How votes are given"), _("At which point of the agenda")
    report = {point: "2. Báo cáo tổng kết", kind: motion}
    _draft(page, REPORT, report, rule=half, quorum=two_thirds)
    titles, offices = {point: "5. Bình xét", method: secret}, {point: "6. Suy tôn", method: secret}
    _draft(page, FLAG, titles, on_ballot=FOR_THE_FLAG, quorum=two_thirds)
    _draft(page, CERTIFICATES, titles | {kind: approval}, on_ballot=FOR_CERTIFICATES, rule=half)
    _draft(page, HEAD, offices, on_ballot=FOR_HEAD, rule=half)
    _draft(page, DEPUTY, offices | {method: paper}, on_ballot=FOR_DEPUTY, rule=half)
    hall.keep(page, "03-votes")


def _draft(
    page: Page,
    asked: str,
    choices: Mapping[str, str],
    *,
    on_ballot: Sequence[str] = (),
    rule: tuple[str, str] | None = None,
    quorum: tuple[str, str] | None = None,
) -> None:
    field = page.get_by_role("textbox", name=_("What is voted on"))
    folded = page.get_by_text(_("Prepare another vote"))
    expect(field.or_(folded).first).to_be_visible()
    if not field.is_visible():
        folded.click()
    field.fill(asked)
    field.press("Enter")
    for label, choice in choices.items():
        choose(page, label, choice)
    for place, (label, threshold) in enumerate([(_("To pass"), rule), (_("Quorum"), quorum)]):
        if threshold:
            choose(page, label, threshold[0])
            shares = page.get_by_role("textbox", name=_("Share"))
            expect(shares).to_have_count(1 + place if rule else 1)
            shares.last.fill(threshold[1])
            shares.last.press("Enter")
            settle(page)
    if on_ballot:
        choose_each(page, _("On the ballot"), on_ballot)
    press(page, _("Save as a draft"))
    expect(page.get_by_role("cell", name=asked)).to_be_visible()
    settle(page)


def print_cards(hall: Hall, page: Page) -> dict[str, str]:
    """The code on the card of each delegate who votes, by name, as the printed page has it."""
    go(hall, page, "the-bieu-quyet")
    press(page, _("Make {count} card").format(count=9))
    with page.expect_download() as found:
        page.get_by_role("button", name=_("Cards to print")).click()
    hall.keep(page, "04-cards")
    printed = Path(found.value.path()).read_text(encoding="utf-8")
    addresses = {unescape(one) for one in _ADDRESS.findall(printed)}
    assert addresses == {f"{hall.site.url}/bo-phieu"}
    (hall.folder / "cards.html").write_text(printed, encoding="utf-8")
    press(page, _("Put the cards away"))
    return {unescape(name): code for name, code in _CODE.findall(printed)}


def share(hall: Hall, page: Page) -> str:
    """The address by which the hall looks on without an account."""
    go(hall, page, "chia-se")
    page.get_by_label(_("What it is for")).fill("Màn hình hội trường")
    press(page, _("Make the link"))
    said(page, "Màn hình hội trường")
    return page.get_by_test_id("stCode").inner_text().strip()
