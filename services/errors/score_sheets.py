"""Refusals of what is pasted onto a score grid, of score sheets as workbooks, and of what-ifs."""

from dataclasses import dataclass
from enum import StrEnum

from services.errors.base import DomainError


class PasteFault(StrEnum):
    """Why a pasted cell has no place."""

    BELOW = "paste_below"
    BESIDE = "paste_beside"
    LOCKED = "paste_locked"


@dataclass(eq=False, kw_only=True)
class PastedCellRefused(DomainError):
    """A pasted cell that is not laid down; its row and column count from 1 in what was pasted.

    `onto_row` and `onto_column` are the keys of the place of the grid, empty where it lies outside.
    """

    reason: PasteFault
    text: str
    row: int
    column: int
    onto_row: str = ""
    onto_column: str = ""


@dataclass(eq=False, kw_only=True)
class PasteTooLong(DomainError):
    """What was pasted has more characters than a grid could hold."""

    limit: int


@dataclass(eq=False, kw_only=True)
class PastedTextGarbled(DomainError):
    """A text that the browser's own paste has mixed up with its neighbours."""

    text: str


class ScoreSheetFault(StrEnum):
    """Why a workbook is not taken as that score sheet."""

    NO_MARK = "score_sheet_no_mark"
    OTHER_TEMPLATE = "score_sheet_other_template"
    OTHER_VERSION = "score_sheet_other_version"
    OTHER_BLOCK = "score_sheet_other_block"
    OTHER_YEAR = "score_sheet_other_year"
    OTHER_STEP = "score_sheet_other_step"
    OTHER_UNIT = "score_sheet_other_unit"


@dataclass(eq=False, kw_only=True)
class ScoreSheetRefused(DomainError):
    """The workbook is no score sheet, or that of something else: `found` where `expected` was wanted."""

    reason: ScoreSheetFault
    found: str = ""
    expected: str = ""


class ScoreRowFault(StrEnum):
    """Why a cell of a score sheet is not taken, apart from figures that cannot be read."""

    NO_CODE = "score_row_no_code"
    NO_CRITERION = "score_row_no_criterion"
    TWICE = "score_row_twice"
    RENAMED = "score_row_renamed"
    ON_GROUP = "score_row_on_group"
    LOCKED = "score_row_locked"


@dataclass(eq=False, kw_only=True)
class ScoreRowRefused(DomainError):
    """A cell of a score sheet that is not taken; `other` stands against it, in row `row` if given."""

    reason: ScoreRowFault
    text: str = ""
    other: str = ""
    row: int | None = None


class WhatIfFault(StrEnum):
    """Why a change cannot be tried."""

    NOTHING_TO_SCALE = "what_if_nothing_to_scale"
    NEGATIVE = "what_if_negative"
    NO_MAXIMUM = "what_if_no_maximum"


@dataclass(eq=False, kw_only=True)
class WhatIfRefused(DomainError):
    """A change of that criterion that cannot be tried."""

    reason: WhatIfFault
    code: str
