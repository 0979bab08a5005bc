"""What a point of the agenda is about, in words."""

from models.conference_enums import AgendaKind
from pages.shared.i18n import N_

KINDS = {
    AgendaKind.REPORT: N_("Report"),
    AgendaKind.DISCUSSION: N_("Discussion"),
    AgendaKind.PLAN: N_("Plan for next year"),
    AgendaKind.TITLES: N_("Titles and awards"),
    AgendaKind.OFFICES: N_("Head and deputies of next year"),
    AgendaKind.OTHER: N_("Other"),
}
