"""Typed refusals: each carries the facts of what was refused; `pages.shared.refusals` says them in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from models.enums import PollState


@dataclass(eq=False, kw_only=True)
class DomainError(Exception):
    """A request that the product refuses; nothing has been changed."""


@dataclass(eq=False, kw_only=True)
class SettingsUnreadable(DomainError):
    """Settings of the environment hold what cannot be used; `names` are their variables."""

    names: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class DatabaseUnreachable(DomainError):
    """The database does not answer; `place` names it without user or password."""

    place: str


@dataclass(eq=False, kw_only=True)
class DatabaseNewer(DomainError):
    """The database was made by a newer version of the product."""

    found: str
    expected: str


@dataclass(eq=False, kw_only=True)
class NotAllowed(DomainError):
    """The actor may not do this, or not here; `permission` is its word, `block_id` where."""

    permission: str
    block_id: int | None = None


@dataclass(eq=False, kw_only=True)
class NotFound(DomainError):
    """There is no such thing; `kind` is what was asked for (block, year, unit, criterion, poll)."""

    kind: str
    name: str


class TypedNumberFault(StrEnum):
    """Why a number that was typed or pasted is not taken."""

    NOT_A_NUMBER = "not_a_number"
    DOUBTFUL = "doubtful"
    TOO_FINE = "too_fine"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    OFF_STEP = "off_step"


@dataclass(eq=False, kw_only=True)
class TypedNumberRefused(DomainError):
    """What was typed is not taken as a number; the limit that it breaks is in hundredths."""

    reason: TypedNumberFault
    text: str
    minimum: int | None = None
    maximum: int | None = None
    step: int | None = None


class NameFault(StrEnum):
    """Why a text is not taken as a name."""

    BLANK = "blank"
    TOO_LONG = "too_long"
    UNPRINTABLE = "unprintable"


@dataclass(eq=False, kw_only=True)
class NameRefused(DomainError):
    """The text is no name: blank, longer than `limit`, or with characters that cannot be seen."""

    reason: NameFault
    text: str
    limit: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a year-file: where, and an English message with {places} for the facts."""

    path: str
    problem: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.path}: {self.problem.format(**self.facts)}"


@dataclass(eq=False, kw_only=True)
class YearFileRefused(DomainError):
    """A year-file with faults; all of them are here, in the order of the file."""

    faults: tuple[Fault, ...]


@dataclass(eq=False, kw_only=True)
class AlreadySetUp(DomainError):
    """The first administrator exists already."""


@dataclass(eq=False, kw_only=True)
class SetupCodeWrong(DomainError):
    """The code is not the one that the terminal shows."""


@dataclass(eq=False, kw_only=True)
class UsernameUnfit(DomainError):
    """The username is not 3 to 60 of a-z, 0-9, dot, dash."""

    username: str


@dataclass(eq=False, kw_only=True)
class NameTaken(DomainError):
    """Something else bears that name or code already."""

    name: str


@dataclass(eq=False, kw_only=True)
class DemonstrationPresent(DomainError):
    """The block of the demonstration, by its code, is in the database already."""

    block: str


@dataclass(eq=False, kw_only=True)
class PasswordUnfit(DomainError):
    """The password is under `shortest` characters, over `longest`, or holds what cannot be typed."""

    shortest: int
    longest: int


@dataclass(eq=False, kw_only=True)
class DatabaseBusy(DomainError):
    """Others kept the database busy for longer than a person waits; nothing was saved."""


@dataclass(eq=False, kw_only=True)
class YearLocked(DomainError):
    """The year is published or archived and takes no changes."""

    year: int
    state: str


@dataclass(eq=False, kw_only=True)
class Stale(DomainError):
    """What was to be changed has been changed since it was read; by whom and when, where known."""

    by: str | None = None
    at: datetime | None = None


@dataclass(eq=False, kw_only=True)
class CodeUnfit(DomainError):
    """The code is not 1 to `limit` of a-z, 0-9, dot, dash."""

    code: str
    limit: int


@dataclass(eq=False, kw_only=True)
class UnitNameTaken(DomainError):
    """Another unit on the roll is called so already, though perhaps spelled in another way."""

    name: str
    other: str


class UnitUse(StrEnum):
    """Why a unit cannot leave the roll of a year."""

    SCORES = "scores"
    POLL = "poll"
    AWARD = "award"
    PLEDGE = "pledge"


@dataclass(eq=False, kw_only=True)
class UnitInUse(DomainError):
    """The unit cannot leave the roll: something of that year rests on it."""

    reason: UnitUse
    name: str


@dataclass(eq=False, kw_only=True)
class BothOffices(DomainError):
    """The unit would be head and deputy at once."""

    name: str


@dataclass(eq=False, kw_only=True)
class YearExists(DomainError):
    """The block has that year already."""

    year: int


@dataclass(eq=False, kw_only=True)
class YearOutOfRange(DomainError):
    """No block works in such a year."""

    year: int
    earliest: int
    latest: int


@dataclass(eq=False, kw_only=True)
class StepNotOffered(DomainError):
    """A year goes one step on or one step back, not from `state` to `wanted`."""

    state: str
    wanted: str


@dataclass(eq=False, kw_only=True)
class ReasonMissing(DomainError):
    """What is undone needs a reason."""


@dataclass(eq=False, kw_only=True)
class PollsOpen(DomainError):
    """The year cannot be published while votes are open."""

    titles: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class LastAdministrator(DomainError):
    """Nobody else could manage the accounts."""


@dataclass(eq=False, kw_only=True)
class UnitOfEditorMissing(DomainError):
    """A unit editor is one for a unit, and no other role is."""


class PollFault(StrEnum):
    """Why a vote round cannot take the step."""

    NO_SEATS = "no_seats"
    NO_RULE = "no_rule"
    NO_OPTION = "no_option"
    COUNTED = "counted"
    NOTHING_LEFT = "nothing_left"
    FOLLOWED = "followed"


@dataclass(eq=False, kw_only=True)
class PollUnfit(DomainError):
    """The vote round cannot take this step as it is."""

    reason: PollFault
    title: str


@dataclass(eq=False, kw_only=True)
class PollStandsAt(DomainError):
    """The vote round stands at `state`, in which there is no such step."""

    title: str
    state: PollState


class CountPart(StrEnum):
    """A count of a vote round; what it is part of follows from it."""

    SUMMONED = "summoned"
    PRESENT = "present"
    ISSUED = "issued"
    COLLECTED = "collected"
    INVALID = "invalid"
    VOTES = "votes"


@dataclass(eq=False, kw_only=True)
class CountAbove(DomainError):
    """A count is above what it is part of; `option` names whose votes, None for those of the round."""

    part: CountPart
    count: int
    limit: int
    option: str | None = None


@dataclass(eq=False, kw_only=True)
class CountsMissing(DomainError):
    """These have still to be counted: figures of the round, and options by their names."""

    parts: tuple[CountPart, ...]
    options: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class ShareRefused(DomainError):
    """What was typed is no share from 0 to 1."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFault:
    """One cell that was not taken: what was typed where, and why.

    With `problem` None it is a conflict: somebody else has put `theirs` there meanwhile (None: there is no
    such cell).
    """

    unit: str
    criterion: str
    text: str
    problem: TypedNumberRefused | None
    theirs: str | None = None
    changed_by: str | None = None
    changed_at: datetime | None = None


@dataclass(eq=False, kw_only=True)
class CellsRefused(DomainError):
    """Cells that were not taken; nothing of the whole was saved."""

    faults: tuple[CellFault, ...]


@dataclass(eq=False, kw_only=True)
class CriterionScored(DomainError):
    """Criteria that are to go have scores; `codes` are theirs."""

    codes: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class CriterionFigureRefused(DomainError):
    """A figure of a criterion is no number; `figure` is its key in a year-file."""

    code: str
    figure: str
    problem: TypedNumberRefused


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


class DayFault(StrEnum):
    """Why a text is not taken as a day."""

    NOT_A_DAY = "not_a_day"
    NO_SUCH_DAY = "no_such_day"
    OUT_OF_RANGE = "day_out_of_range"
    SHORT_YEAR = "short_year"


@dataclass(eq=False, kw_only=True)
class DayRefused(DomainError):
    """What was typed is no day of the calendar from `earliest` to `latest` (years)."""

    reason: DayFault
    text: str
    earliest: int
    latest: int


class EventFault(StrEnum):
    """Why an event cannot have happened to the units as it was typed."""

    NO_DOCUMENT = "no_document"
    ONE_UNIT = "one_unit"
    INTO_ITSELF = "into_itself"
    ALONE = "alone"
    NO_SUCCESSOR = "no_successor"
    MANY_SUCCESSORS = "many_successors"
    NO_BLOCK = "no_block"
    BEFORE_FOUNDED = "before_founded"
    AFTER_END = "after_end"
    LATER_EVENT = "later_event"
    LATER_ROLL = "later_roll"
    CYCLE = "cycle"
    NAME_OVERLAP = "name_overlap"
    NAME_TAKEN = "name_taken"
    SAME_NAME = "same_name"
    SAME_BLOCK = "same_block"
    MEMBERSHIP_OVERLAP = "membership_overlap"


@dataclass(eq=False, kw_only=True)
class EventRefused(DomainError):
    """An event that cannot have happened; `other_day` is the day that stands against it."""

    reason: EventFault
    day: date
    units: tuple[str, ...]
    other_day: date | None = None


class UndoFault(StrEnum):
    """Why an event can no longer be undone."""

    HAPPENED_SINCE = "happened_since"
    UNIT_IN_USE = "unit_in_use"
    WITH_OTHERS = "with_others"


@dataclass(eq=False, kw_only=True)
class UndoRefused(DomainError):
    """Something rests on the event by now: a later event of these units, or what they have done since."""

    reason: UndoFault
    units: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class DayOutsideYear(DomainError):
    """A day that does not belong to the year that it is given for: before its `first` or after its `last`."""

    day: date
    first: date
    last: date


@dataclass(eq=False, kw_only=True)
class EndsBeforeStart(DomainError):
    """What is to last from a day until an earlier one."""

    starts_on: date
    ends_on: date


@dataclass(eq=False, kw_only=True)
class OneHead(DomainError):
    """More than one unit would be head."""

    names: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class OfficeVoteUnfit(DomainError):
    """The vote round that is named did not choose the unit `name`: `poll` is its code."""

    name: str
    poll: str


@dataclass(eq=False, kw_only=True)
class PhoneUnfit(DomainError):
    """What was typed is no telephone number; it has from `fewest` to `most` digits."""

    text: str
    fewest: int
    most: int


@dataclass(eq=False, kw_only=True)
class RepresentativeOverlaps(DomainError):
    """From that day on the unit has named `person` already."""

    person: str
    day: date


@dataclass(eq=False, kw_only=True)
class LastName(DomainError):
    """The only name that a block has cannot be taken away."""

    name: str


class FileFault(StrEnum):
    """Why a file is not kept."""

    EMPTY = "kept_empty"
    TOO_LARGE = "kept_too_large"
    OTHER_KIND = "kept_other_kind"
    OLD_OFFICE = "kept_old_office"
    DAMAGED = "kept_damaged"
    MACROS = "kept_macros"
    UNPACKS_TOO_LARGE = "kept_unpacks_too_large"
    TOO_MANY_PIXELS = "kept_too_many_pixels"
    TWO_FILES = "kept_two_files"
    NAME_UNFIT = "kept_name_unfit"


@dataclass(eq=False, kw_only=True)
class FileRefused(DomainError):
    """The file is not kept; `limit` is in million bytes."""

    reason: FileFault
    limit: int | None = None


class FileLoss(StrEnum):
    """What has become of a kept file behind the product's back."""

    GONE = "kept_gone"
    CHANGED = "kept_changed"


@dataclass(eq=False, kw_only=True)
class FileLost(DomainError):
    """A file that was kept is not there any more as it was given; `label` is what people call it."""

    reason: FileLoss
    label: str


@dataclass(eq=False, kw_only=True)
class FolderNotWritable(DomainError):
    """The data folder takes no files: it is full, or closed to the product."""


@dataclass(eq=False, kw_only=True)
class PledgeExists(DomainError):
    """The unit has pledged for that year already."""

    name: str


@dataclass(eq=False, kw_only=True)
class RegulationDayTaken(DomainError):
    """Another version of the same kind is in force from that day."""

    day: date


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


@dataclass(eq=False, kw_only=True)
class UnitElsewhere(DomainError):
    """The unit of that name belongs to another block in the year; an event would have to move it."""

    name: str
    year: int


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


@dataclass(eq=False, kw_only=True)
class AnchorUnreadable(DomainError):
    """What was given as a head of the trail is not "number:hash"."""

    text: str


@dataclass(eq=False, kw_only=True)
class TrailUnreadable(DomainError):
    """A line of an exported trail is no entry; `line` counts from 1."""

    line: int


@dataclass(eq=False, kw_only=True)
class PasswordGuessable(DomainError):
    """The password is little more than words that others try first."""


@dataclass(eq=False, kw_only=True)
class PasswordNeeded(DomainError):
    """The password has to be given again before this, since it was given too long ago."""


@dataclass(eq=False, kw_only=True)
class SecondFactorCodeWrong(DomainError):
    """That is not the code which the telephone shows now, or it was used before."""
