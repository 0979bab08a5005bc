"""What things can be done to, as the trail names it and as people do."""

from collections.abc import Mapping

from pages.shared.i18n import N_

# The year itself says more than the number under which it is kept
OF_A_YEAR: Mapping[str, str] = {
    "conference": N_("Conference of {year}"),
    "sheets of year": N_("Score sheets of {year}"),
    "steps of year": N_("Steps of the score sheets of {year}"),
    "tasks of year": N_("Tasks of {year}"),
    "year": N_("Year {year}"),
}

SUBJECTS: Mapping[str, str] = {
    "activity": N_("Activity {number}"),
    "agenda item": N_("Point {number} of the agenda"),
    "block": N_("Block {number}"),
    "conference": N_("Conference of year no. {number}"),
    "delegate": N_("Delegate {number}"),
    "event": N_("Event {number}"),
    "link": N_("Share link {number}"),
    "milestone": N_("Milestone {number}"),
    "pledge": N_("Pledge {number}"),
    "poll": N_("Vote round {number}"),
    "regulation": N_("Regulation {number}"),
    "reorganisation": N_("Reorganisation {number}"),
    "sheets of year": N_("Score sheets of year no. {number}"),
    "shortcoming": N_("Shortcoming {number}"),
    "steps of year": N_("Steps of the score sheets of year no. {number}"),
    "tasks of year": N_("Tasks of year no. {number}"),
    "unit": N_("Unit {number}"),
    "year": N_("Year no. {number}"),
}
