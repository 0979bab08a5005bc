"""Every screen of the product: its section, title, path, and who is offered it."""

from pages.account import letting_in, own, people, people_exchange, sharing, trail
from pages.conference.screens import CONFERENCE
from pages.registry import (
    block,
    events,
    exchange,
    lineage,
    offices,
    reorganisation,
    representatives,
    tree,
    unit,
    units,
)
from pages.scoring import (
    cell,
    checks,
    criteria,
    criteria_exchange,
    interests,
    progress,
    sheet,
    sheet_exchange,
    standings,
    what_if,
)
from pages.shared.i18n import N_
from pages.shared.screen import Screen
from pages.years import (
    activities,
    beginning,
    calendar,
    comparison,
    milestones,
    overview,
    pledges,
    regulations,
    tasks,
)
from services.rules.rights import Permission

SCREENS: tuple[Screen, ...] = (
    Screen(N_("Year"), N_("Overview"), "", Permission.VIEW, overview.render),
    Screen(N_("Year"), N_("Years side by side"), "so-sanh-nam", Permission.VIEW, comparison.render),
    Screen(N_("Year"), N_("Another year"), "nam-moi", Permission.EDIT_YEAR, beginning.render),
    Screen(N_("In the year"), N_("Calendar of the year"), "lich-nam", Permission.VIEW, calendar.render),
    Screen(N_("In the year"), N_("Milestones"), "moc-thoi-gian", Permission.VIEW, milestones.render),
    Screen(
        N_("In the year"), N_("Movements and exchanges"), "phong-trao", Permission.VIEW, activities.render
    ),
    Screen(N_("In the year"), N_("Pledges"), "giao-uoc", Permission.VIEW, pledges.render),
    Screen(N_("In the year"), N_("Tasks and shortcomings"), "nhiem-vu", Permission.VIEW, tasks.render),
    Screen(N_("In the year"), N_("Regulation and criteria"), "quy-che", Permission.VIEW, regulations.render),
    Screen(N_("Registry"), N_("Units"), "don-vi", Permission.VIEW, units.render),
    Screen(N_("Registry"), N_("Head and deputies"), "truong-khoi", Permission.VIEW, offices.render),
    Screen(N_("Registry"), N_("Representatives"), "dai-dien", Permission.VIEW, representatives.render),
    Screen(N_("Registry"), N_("Name of the block"), "ten-khoi", Permission.VIEW, block.render),
    Screen(N_("Registry"), N_("Look up units"), "so-dang-ky", Permission.VIEW, tree.render),
    Screen(N_("Registry"), N_("A unit"), "ho-so-don-vi", Permission.VIEW, unit.render, in_menu=False),
    Screen(N_("Reorganising"), N_("Events of units"), "bien-dong", Permission.VIEW, events.render),
    Screen(
        N_("Reorganising"), N_("Mergers and splits"), "sap-nhap-chia-tach", Permission.VIEW, lineage.render
    ),
    Screen(
        N_("Reorganising"),
        N_("Reorganisation sheet"),
        "sap-xep",
        Permission.EDIT_REGISTRY,
        reorganisation.render,
    ),
    Screen(N_("Reorganising"), N_("Units by Excel"), "nhap-xuat", Permission.EDIT_REGISTRY, exchange.render),
    Screen(N_("Scoring"), N_("Criteria"), "tieu-chi", Permission.VIEW, criteria.render),
    Screen(
        N_("Scoring"),
        N_("Criteria by Excel"),
        "tieu-chi-excel",
        Permission.EDIT_CRITERIA,
        criteria_exchange.render,
    ),
    Screen(N_("Scoring"), N_("Score sheet"), "cham-diem", Permission.VIEW, sheet.render),
    Screen(N_("Scoring"), N_("Remarks and evidence"), "minh-chung", Permission.VIEW, cell.render),
    Screen(N_("Scoring"), N_("Score sheets by Excel"), "phieu-excel", Permission.VIEW, sheet_exchange.render),
    Screen(N_("Scoring"), N_("Progress"), "tien-do", Permission.VIEW, progress.render),
    Screen(N_("Scoring"), N_("Checks"), "kiem-tra", Permission.SEE_DRAFTS, checks.render),
    Screen(N_("Scoring"), N_("Who scored whom"), "ai-cham-ai", Permission.VIEW, interests.render),
    Screen(N_("Scoring"), N_("Standings"), "xep-hang", Permission.VIEW, standings.render),
    Screen(N_("Scoring"), N_("What if"), "thu-thay-doi", Permission.EDIT_CRITERIA, what_if.render),
    *CONFERENCE,
    Screen(N_("Administration"), N_("My account"), "tai-khoan-cua-toi", Permission.VIEW, own.render),
    Screen(N_("Administration"), N_("Share links"), "chia-se", Permission.SHARE, sharing.render),
    Screen(N_("Administration"), N_("Let somebody in"), "cho-vao", Permission.LET_IN, letting_in.render),
    Screen(N_("Administration"), N_("People"), "tai-khoan", Permission.MANAGE_ACCOUNTS, people.render),
    Screen(
        N_("Administration"),
        N_("People by Excel"),
        "tai-khoan-excel",
        Permission.MANAGE_ACCOUNTS,
        people_exchange.render,
    ),
    Screen(N_("Administration"), N_("Trail"), "nhat-ky", Permission.SEE_TRAIL, trail.render),
)
