"""Typed refusals: each carries the facts of what was refused; `pages.shared.refusals` says them in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
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
    """The actor may not do this, or not here; `permission` is its word."""

    permission: str


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
    """The password is under `shortest` characters or over `most_bytes` bytes."""

    shortest: int
    most_bytes: int


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
