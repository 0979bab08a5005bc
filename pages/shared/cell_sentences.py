"""Sentences about pasted cells, score sheets by Excel and what-ifs, with {places}; part of `BY_REASON`."""

from collections.abc import Mapping
from enum import StrEnum

from pages.shared.i18n import N_
from services.errors.score_sheets import PasteFault, ScoreRowFault, ScoreSheetFault, WhatIfFault
from services.errors.typed import TypedNumberFault

BY_CELL_REASON: Mapping[StrEnum, str] = {
    TypedNumberFault.FORMULA: N_('"{text}" is a formula. Type the number that it gives.'),
    TypedNumberFault.ERROR_VALUE: N_('"{text}" is an error of the spreadsheet. Type the number itself.'),
    TypedNumberFault.DAY: N_(
        '"{text}" is a date, perhaps made by Excel of other figures. Type those in a cell for text, '
        "such as 120/100."
    ),
    TypedNumberFault.PERCENT: N_('"{text}" is a percent. Type the points, or the figure itself.'),
    PasteFault.BELOW: N_(
        'Row {row}, column {column} of what was pasted ("{text}") lies below the table. '
        "Paste fewer rows, or begin higher up."
    ),
    PasteFault.BESIDE: N_(
        'Row {row}, column {column} of what was pasted ("{text}") lies beside the table. '
        "Paste fewer columns, or begin further left."
    ),
    PasteFault.LOCKED: N_(
        'Row {row}, column {column} of what was pasted ("{text}") falls on criterion {onto_row}, '
        "where the cell takes no changes. Leave it out."
    ),
    ScoreSheetFault.NO_MARK: N_(
        "This workbook is not a score sheet of the product. Download the sheet here and fill that one in."
    ),
    ScoreSheetFault.OTHER_TEMPLATE: N_(
        "This workbook was made for something else ({found}). Download the score sheet and fill that one in."
    ),
    ScoreSheetFault.OTHER_VERSION: N_(
        "This score sheet has an older form ({found}, now {expected}). Download it anew and copy the figures."
    ),
    ScoreSheetFault.OTHER_BLOCK: N_(
        'This is a score sheet of the block "{found}", not of "{expected}". Choose the right file, or block.'
    ),
    ScoreSheetFault.OTHER_YEAR: N_(
        "This is a score sheet of the year {found}, not of {expected}. Choose the right file, or year."
    ),
    ScoreSheetFault.OTHER_STEP: N_(
        "This is a score sheet of another step. Choose the right file, or the step that it is for."
    ),
    ScoreSheetFault.OTHER_UNIT: N_(
        "This is a score sheet of another unit, or of the whole block. Choose the right file, or that unit."
    ),
    ScoreRowFault.NO_CODE: N_('"{text}" has figures but no number. Write the number of the criterion.'),
    ScoreRowFault.NO_CRITERION: N_(
        'There is no criterion "{text}" in this year. Write its number as the sheet was downloaded.'
    ),
    ScoreRowFault.TWICE: N_('Criterion "{text}" stands in row {row} already. Keep one of the two rows.'),
    ScoreRowFault.RENAMED: N_(
        'The criterion with this number is "{other}", not "{text}". See that the number is the right one.'
    ),
    ScoreRowFault.ON_GROUP: N_('"{text}" stands on a group, which has no score of its own. Take it out.'),
    ScoreRowFault.LOCKED: N_(
        'This cell takes no changes now; "{other}" stays, not "{text}". Ask for the step to be unlocked.'
    ),
    WhatIfFault.NOTHING_TO_SCALE: N_(
        "Criterion {code} has no points that another maximum could be shared out on. Leave it as it is."
    ),
    WhatIfFault.NEGATIVE: N_("A maximum or weight of criterion {code} is below 0. Give 0 or more."),
    WhatIfFault.NO_MAXIMUM: N_(
        "Criterion {code} is for bonus and penalty, outside the maximum. Change its weight instead."
    ),
}
