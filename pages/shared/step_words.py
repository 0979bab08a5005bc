"""What the steps of a score sheet are called."""

from collections.abc import Mapping

from models.enums import SheetStep
from pages.shared.i18n import N_

STEPS: Mapping[SheetStep, str] = {
    SheetStep.SELF: N_("Self score"),
    SheetStep.REVIEW: N_("Review"),
    SheetStep.SECOND_REVIEW: N_("Second review"),
    SheetStep.EXPLANATION: N_("Explanation"),
    SheetStep.FINAL: N_("Final"),
}
