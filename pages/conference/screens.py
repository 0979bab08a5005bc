"""The screens of the day of the conference, from its preparation to what follows from it."""

from pages.conference import (
    agenda,
    attendance,
    check,
    console,
    counting,
    delegates,
    leaders,
    outcome,
    projector,
    rounds,
    vote,
    voter_cards,
)
from pages.shared.i18n import N_
from pages.shared.links import COUNTING
from pages.shared.screen import Screen
from services.rules.rights import Permission

CONFERENCE: tuple[Screen, ...] = (
    Screen(N_("Conference"), N_("Agenda"), "chuong-trinh", Permission.VIEW, agenda.render),
    Screen(N_("Conference"), N_("Delegates"), "dai-bieu", Permission.VIEW, delegates.render),
    Screen(
        N_("Conference"), N_("Voters' cards"), "the-bieu-quyet", Permission.PREPARE_POLLS, voter_cards.render
    ),
    Screen(N_("Conference"), N_("Attendance"), "diem-danh", Permission.CHAIR_POLLS, attendance.render),
    Screen(
        N_("Conference"), N_("Check before the day"), "kiem-tra-truoc", Permission.CHAIR_POLLS, check.render
    ),
    Screen(N_("Conference"), N_("Chair's console"), "dieu-hanh", Permission.CHAIR_POLLS, console.render),
    Screen(N_("Conference"), N_("Vote rounds"), "bieu-quyet", Permission.VIEW, rounds.render),
    Screen(N_("Conference"), N_("Ballot counting"), COUNTING, Permission.FOLLOW_COUNTS, counting.render),
    Screen(N_("Conference"), N_("Leader's board"), "ban-lanh-dao", Permission.VIEW, leaders.render),
    Screen(
        N_("Conference"),
        N_("After the conference"),
        "ket-qua-hoi-nghi",
        Permission.VIEW,
        outcome.render,
    ),
    Screen(N_("Conference"), N_("Give your vote"), vote.PATH, Permission.VOTE, vote.render),
    Screen(
        N_("Conference"),
        N_("Projector"),
        "trinh-chieu",
        Permission.SEE_DISPLAY,
        projector.render,
        in_menu=False,
    ),
)
