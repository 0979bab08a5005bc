"""What the score sheets are looked through for, and what each check means by its limits."""

from collections.abc import Mapping
from enum import StrEnum

from pages.shared import formats
from pages.shared.i18n import N_, _
from services.rules.outliers import Limits


class Check(StrEnum):
    """What is looked for; the last three are overviews and point at nothing."""

    FAR_FROM_REVIEW = "far_from_review"
    CHANGED_AFTER_REVIEW = "changed_after_review"
    AT_MAXIMUM = "at_maximum"
    FAR_FROM_MEDIAN = "far_from_median"
    ALL_THE_SAME = "all_the_same"
    BY_UNIT = "by_unit"
    BY_CRITERION = "by_criterion"
    UNSAVED = "unsaved"


OVERVIEWS = frozenset({Check.BY_UNIT, Check.BY_CRITERION, Check.UNSAVED})
"""What says how things stand, so that its rows are not counted as findings."""

_TITLES: Mapping[Check, str] = {
    Check.FAR_FROM_REVIEW: N_("Self score far from the review"),
    Check.CHANGED_AFTER_REVIEW: N_("Self score changed after the review"),
    Check.AT_MAXIMUM: N_("The maximum everywhere"),
    Check.FAR_FROM_MEDIAN: N_("Far from the other units"),
    Check.ALL_THE_SAME: N_("All units the same"),
    Check.BY_UNIT: N_("Self minus review, by unit"),
    Check.BY_CRITERION: N_("Self minus review, by criterion"),
    Check.UNSAVED: N_("Typed and not saved"),
}
_MEANINGS: Mapping[Check, str] = {
    Check.FAR_FROM_REVIEW: N_(
        "The unit gave itself more or less than the review, by {self_share}% of the maximum or more."
    ),
    Check.CHANGED_AFTER_REVIEW: N_("The unit changed its own score later than it was reviewed."),
    Check.AT_MAXIMUM: N_(
        "The unit has the maximum in all that it was scored in, which is {fewest} criteria or more."
    ),
    Check.FAR_FROM_MEDIAN: N_(
        "The unit lies apart from the median of the units by {median_share}% of the maximum or more, and "
        "{deviations} times as far as half of them do."
    ),
    Check.ALL_THE_SAME: N_(
        "All units, {fewest} or more, have the same points, so the criterion tells none from another."
    ),
    Check.BY_UNIT: N_("What each unit gave itself more and less than the review, where there are both."),
    Check.BY_CRITERION: N_(
        "In which criteria the units gave themselves more and less than the review, where there are both."
    ),
    Check.UNSAVED: N_(
        "What stands typed in somebody's grid and is not saved; doubtful is what is read as another number "
        "than it looks, or not at all."
    ),
}


def title_of(check: Check) -> str:
    """What the check is called."""
    return _(_TITLES[check])


def meaning_of(check: Check, limits: Limits) -> str:
    """What it is that stands out, by the limits that are set."""
    return _(_MEANINGS[check]).format(
        self_share=int(limits.self_share * 100),
        median_share=int(limits.median_share * 100),
        deviations=int(limits.deviations),
        fewest=formats.count(limits.fewest),
    )
