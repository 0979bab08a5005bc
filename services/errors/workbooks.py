"""Refusals of workbooks and of their rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.errors.base import DomainError


class WorkbookFault(StrEnum):
    """Why a file is not taken as a workbook, before anything in it is read."""

    EMPTY = "empty_file"
    TOO_LARGE = "file_too_large"
    NOT_A_WORKBOOK = "not_a_workbook"
    OTHER_FORMAT = "other_format"
    PASSWORD = "password"  # noqa: S105 - a word of the user's, not a secret
    DAMAGED = "damaged_file"
    FALSE_SIZES = "false_sizes"
    TOO_MANY_PARTS = "too_many_parts"
    UNPACKED_TOO_LARGE = "unpacked_too_large"
    UNSAFE_NAME = "unsafe_name"
    MACROS = "macros"
    ENTITIES = "entities"
    FOREIGN_ENCODING = "foreign_encoding"
    EXTERNAL_LINKS = "external_links"
    FAR_CELL = "far_cell"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    UNPLACED_CELL = "unplaced_cell"
    MISPLACED_CELL = "misplaced_cell"
    HUGE_MERGE = "huge_merge"
    NO_CONTENT = "no_content"
    UNREADABLE = "unreadable_file"
    TOO_SLOW = "reading_too_slow"


@dataclass(eq=False, kw_only=True)
class WorkbookRefused(DomainError):
    """The file is not read; `place` is a cell as people write it (Sheet1!B7) or a part of the file."""

    reason: WorkbookFault
    place: str | None = None
    count: int | None = None
    limit: int | None = None


class SheetFaultKind(StrEnum):
    """Why the table of a sheet cannot be read."""

    HEADER_MISSING = "header_missing"
    HEADER_TWICE = "header_twice"
    NO_ROWS = "no_rows"
    MERGED = "merged_cells"
    HIDDEN_ROW = "hidden_row"
    HIDDEN_COLUMN = "hidden_column"
    FORMULA = "formula_cell"
    ERROR = "error_cell"
    PERCENT = "percent_cell"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFault:
    """One thing that is wrong in a sheet; rows and columns count from 1, None is the sheet as a whole."""

    row: int | None = None
    column: int | None = None
    reason: SheetFaultKind
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(eq=False, kw_only=True)
class SheetRefused(DomainError):
    """A sheet whose table cannot be read; all that is wrong is here, in the order of the sheet."""

    faults: tuple[SheetFault, ...]


class UnitRowFault(StrEnum):
    """Why a row of a sheet of units is not taken."""

    NO_BLOCK = "row_no_block"
    UNKNOWN_BLOCK = "row_unknown_block"
    LIKE_A_BLOCK = "row_like_a_block"
    MANY_BLOCKS = "row_many_blocks"
    KIND = "row_kind"
    ORDER = "row_order"
    AFTER_YEAR = "row_after_year"
    TWICE = "row_twice"
    CODE_OF_ANOTHER = "row_code_of_another"
    CODE_DIFFERS = "row_code_differs"
    RESPELLED = "row_respelled"
    NAME_TAKEN = "row_name_taken"
    ELSEWHERE = "row_elsewhere"
    MEMBER_SINCE = "row_member_since"
    ENDED = "row_ended"
    ENDED_INTO = "row_ended_into"
    PUBLISHED = "row_published"


@dataclass(eq=False, kw_only=True)
class UnitRowRefused(DomainError):
    """A row of a sheet of units that is not taken; `row` is another row of the same sheet.

    `names`: what could be meant, or became of it; `other`: the unit, block or code that stands against it.
    """

    reason: UnitRowFault
    text: str
    other: str = ""
    names: tuple[str, ...] = ()
    row: int | None = None
    day: date | None = None


@dataclass(eq=False, kw_only=True)
class RowsRefused(DomainError):
    """Rows of a sheet are refused, so nothing of it was taken over."""

    count: int


@dataclass(eq=False, kw_only=True)
class SheetOutdated(DomainError):
    """What the sheet would change is not any more what was shown of it."""


@dataclass(eq=False, kw_only=True)
class WorkCancelled(DomainError):
    """Somebody stopped the work before it was done."""


class EventRowFault(StrEnum):
    """Why a row of a reorganisation sheet is not taken."""

    MISSING = "event_row_missing"
    LEAVE_BLANK = "event_row_leave_blank"
    NO_EVENT = "event_row_no_event"
    NO_UNIT = "event_row_no_unit"
    LIKE_A_UNIT = "event_row_like_a_unit"
    MANY_UNITS = "event_row_many_units"
    NO_BLOCK = "event_row_no_block"
    LIKE_A_BLOCK = "event_row_like_a_block"
    MANY_BLOCKS = "event_row_many_blocks"
    BLOCK_NEEDED = "event_row_block_needed"
    TWICE = "event_row_twice"
    DIFFERS = "event_row_differs"
    AFTER_REFUSED = "event_row_after_refused"
    TOO_EARLY = "event_row_too_early"


@dataclass(eq=False, kw_only=True)
class EventRowRefused(DomainError):
    """A row of a reorganisation sheet that is not taken; `row` is the other row that stands against it.

    `names`: what could be meant, or what may be written instead.
    """

    reason: EventRowFault
    text: str = ""
    names: tuple[str, ...] = ()
    row: int | None = None


class PersonRowFault(StrEnum):
    """Why a row of a sheet of people is not taken."""

    NO_ROLE = "person_row_no_role"
    ROLE = "person_row_role"
    UNIT_NEEDED = "person_row_unit_needed"
    UNIT_UNWANTED = "person_row_unit_unwanted"
    EVERYWHERE = "person_row_everywhere"
    NO_UNIT = "person_row_no_unit"
    LIKE_A_UNIT = "person_row_like_a_unit"
    MANY_UNITS = "person_row_many_units"
    YEAR = "person_row_year"
    TWICE = "person_row_twice"
    DIFFERS = "person_row_differs"
    NOBODY = "person_row_nobody"
    MANY_PEOPLE = "person_row_many_people"


@dataclass(eq=False, kw_only=True)
class PersonRowRefused(DomainError):
    """A row of a sheet of people that is not taken; `row` is another row of the same sheet.

    `names`: what could be meant, or what may be written instead.
    """

    reason: PersonRowFault
    text: str = ""
    names: tuple[str, ...] = ()
    row: int | None = None
