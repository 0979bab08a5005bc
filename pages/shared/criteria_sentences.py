"""What is said about trees of criteria and the rows of their sheets."""

from collections.abc import Mapping
from enum import StrEnum

from pages.shared.formats import points
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services.errors.criteria import CriteriaFault, CriteriaFinding, CriterionRowFault, CriterionRowRefused
from services.rules.criteria_outline import NumberDoubt
from services.rules.criteria_row import CriterionDoubt

BY_CRITERIA_REASON: Mapping[StrEnum, str] = {
    CriteriaFault.GROUP_SUM: N_(
        "Criterion {code} is worth {given} points, but what is below it adds up to {sum} ({difference})."
        " Mend one of them, or leave the points of the group blank."
    ),
    CriteriaFault.TOTAL: N_(
        "All criteria add up to {given} points, not to {sum} ({difference}). Mend the points of a criterion."
    ),
    CriteriaFault.TOTAL_OF_GROUP: N_(
        'The criteria for "{group}" add up to {given} points, not to {sum} ({difference}).'
        " Mend the points of a criterion."
    ),
    CriteriaFault.NO_MAXIMUM: N_("Criterion {code} has no largest points yet. Type them."),
    CriteriaFault.FIGURE_MISSING: N_("Criterion {code} has no {figure} yet. Type them."),
    CriteriaFault.BOUNDS: N_(
        "The lowest points of criterion {code}, {given}, are above its highest, {sum}. Change one of them."
    ),
    CriteriaFault.EMPTY_GROUP: N_(
        "Criterion {code} is a group with nothing below it. Put criteria below it, or score it itself."
    ),
    CriteriaFault.NOTHING_TO_SCORE: N_("There is no criterion to score yet. Add one."),
    CriteriaFault.OFF_STEP: N_(
        "Criterion {code} is worth {given} points, which its step of {sum} does not reach. Look at both."
    ),
    CriteriaFault.WORTHLESS: N_("Criterion {code} can earn no points. Look whether that is meant."),
    CriterionRowFault.NUMBER: N_(
        '"{text}" is no number of an outline. Write such as A, I, 1, 1.1, a) or -, or leave it blank.'
    ),
    CriterionRowFault.NUMBER_IS_DATE: N_(
        'Excel has made the day "{text}" of the number. Format the column as text and type the number again.'
    ),
    CriterionRowFault.NO_MAXIMUM: N_(
        "The points are missing. Type them, or join the row with the one that it explains."
    ),
    CriterionRowFault.METHOD: N_('"{text}" is no way of scoring. Choose one of: {names}.'),
    CriterionRowFault.HAS_CHILDREN: N_(
        'There are criteria below this one, so it is not scored by "{text}" itself. Leave the cell blank.'
    ),
    CriterionRowFault.HAS_NONE: N_(
        'There is nothing below this row, so it is no "{text}". Choose how it is scored, or leave it blank.'
    ),
    CriterionRowFault.FIGURE_MISSING: N_("The {figure} are missing. Add them in a column of their own."),
    CriterionRowFault.FIGURE_UNWANTED: N_(
        'A criterion that is scored so has no {figure}. Take "{text}" out, or choose another way of scoring.'
    ),
    CriterionRowFault.BOUNDS: N_('The lowest points "{text}" are above the highest. Change one of them.'),
    CriterionRowFault.CODE_TWICE: N_(
        'Row {row} has the code "{text}" already. Write another code, or leave the cell blank.'
    ),
    CriterionRowFault.CODE_MISSING: N_("The number is missing. Type one, such as 1.2."),
    CriterionRowFault.NO_PARENT: N_(
        'No row has the number "{text}". Type that of a group, or leave the cell blank.'
    ),
    CriterionRowFault.PARENT_SCORED: N_(
        'Criterion "{text}" is scored itself, so nothing stands below it. Have it be a group first.'
    ),
    CriterionRowFault.CIRCLE: N_(
        'It stands below "{text}", and that below it in turn. Name another criterion above it.'
    ),
    CriterionRowFault.NO_UNIT: N_(
        'There is no unit "{text}" that could review. Write its name or code as the registry does.'
    ),
    CriterionRowFault.LIKE_A_UNIT: N_('No unit that could review is called "{text}". Did you mean: {names}?'),
    CriterionRowFault.NO_GROUP: N_(
        'The year has no group of units "{text}". Write its name or code as the year does, or make the group.'
    ),
    CriterionRowFault.LIKE_A_GROUP: N_('No group of units is called "{text}". Did you mean: {names}?'),
}

_BY_DOUBT: Mapping[StrEnum, str] = {
    NumberDoubt.OUT_OF_ORDER: N_(
        'The number "{about}" does not follow the one before. Look whether a row is missing.'
    ),
    NumberDoubt.NO_PARENT: N_(
        'No row above is numbered as "{about}" says, so it was put below the last heading. Look at its place.'
    ),
    NumberDoubt.LOST_ZERO: N_('"{about}" was read as a tenth, such as 1.10, whose zero Excel has dropped.'),
    CriterionDoubt.METHOD_GUESSED: N_(
        "How it is scored was guessed from its words. Look whether it is meant so."
    ),
    CriterionDoubt.RATE_GUESSED: N_("The table does not say the {figure}; 1 was put there. Look at it."),
    CriterionDoubt.READ_AS_TEXT: N_(
        "The rows {about} have no points and were read as the explanation of this one."
    ),
    CriterionDoubt.NEAR_NAME: N_(
        'It is new, and like "{about}", which is dropped. If it is the same, write that code.'
    ),
    CriterionDoubt.OUTSIDE: N_(
        'There is only bonus and penalty below, outside the maximum, so "{about}" was left out.'
    ),
}

CRITERION_FIGURES: Mapping[str, str] = {
    "max": N_("largest points"),
    "step": N_("step of points"),
    "per_item": N_("points an item"),
    "bonus": N_("points a bonus"),
    "penalty": N_("points a penalty"),
    "floor": N_("lowest points"),
    "cap": N_("highest points"),
    "weight": N_("weight"),
}


def finding_sentence(finding: CriteriaFinding) -> str:
    """What is wrong with the figures of a tree, where, by how much, and how to mend it: Markdown."""
    figures = {name: getattr(finding, name) or 0 for name in ("given", "sum", "difference")}
    return _(BY_CRITERIA_REASON[finding.reason]).format(
        code=plain(finding.code or ""),
        group=plain(finding.group or ""),
        figure=_figure(finding.figure),
        **{name: points(figure, trim=True) for name, figure in figures.items()},
    )


def criterion_row_sentence(error: CriterionRowRefused) -> str:
    """Why a cell of a sheet of criteria is not taken, and how to mend it: Markdown."""
    names = "; ".join(map(plain, error.names))
    return _(BY_CRITERIA_REASON[error.reason]).format(
        text=plain(error.text), names=names, row=error.row, figure=_figure(error.figure)
    )


def doubt_sentence(doubt: StrEnum, about: str) -> str:
    """What of a criterion that was read from a sheet somebody should look at, and why: Markdown."""
    return _(_BY_DOUBT[doubt]).format(
        about=plain(about), figure=_figure(CRITERION_FIGURES.get(about) and about)
    )


def _figure(key: str | None) -> str:
    return _(CRITERION_FIGURES[key]) if key else ""
