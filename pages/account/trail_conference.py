"""The words of a conference that stand in the trail as facts and as values, and as people say them."""

from collections.abc import Mapping

from pages.shared.i18n import N_

CONFERENCE_FACTS: Mapping[str, str] = {
    "attendance": N_("Attendance"),
    "batch": N_("Ballots"),
    "bundle": N_("Fingerprint of the signed result"),
    "cast": N_("Ballots in the box"),
    "differing": N_("Figures that differ"),
    "finished_at": N_("Ended at"),
    "hall_view": N_("What the hall sees"),
    "item_id": N_("Point"),
    "is_voter": N_("Carries the vote of the unit"),
    "manifest": N_("Fingerprint of what is voted on"),
    "minutes": N_("Minutes"),
    "mode": N_("How the ballots are sealed"),
    "notes": N_("Notes of the discussion"),
    "option": N_("Candidate"),
    "owner": N_("Who speaks"),
    "own_unit": N_("One may vote for the own unit"),
    "read_aloud": N_("What is read aloud"),
    "read_out": N_("Ballots read out"),
    "rehearsal": N_("In a rehearsal"),
    "started_at": N_("Began at"),
    "votes": N_("Has a vote"),
}

CONFERENCE_VALUES: Mapping[str, str] = {
    "report": N_("Report"),
    "discussion": N_("Discussion"),
    "plan": N_("Plan for next year"),
    "titles": N_("Titles and awards"),
    "offices": N_("Head and deputies of next year"),
    "other": N_("Other"),
    "came_present": N_("Present"),
    "came_late": N_("Late"),
    "came_left": N_("Left"),
    "came_absent": N_("Absent"),
    "came_unseen": N_("Not seen yet"),
    "electronic": N_("Ballots in the sealed box"),
    "written": N_("Written opinions of absentees"),
    "standard": N_("By the tellers' passphrase"),
    "quick": N_("By a key on the server"),
    "projector": N_("Projector"),
    "leaders": N_("Leader's board"),
    "results": N_("Results"),
    "blank": N_("Blank screen"),
}
