"""A block's year as frozen values: what a year-file says, read and checked, before anything is computed.

Points are whole hundredths, shares fractions, targets and rates exact decimals. None stands for a key that
the file leaves out; a property beside it gives the value that then holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from models.enums import (
    AwardStage,
    Basis,
    BlockKind,
    Method,
    OfficeRole,
    Operator,
    PollKind,
    PollMethod,
    RankingKey,
    Stage,
)

BONUS = "bonus"
"""The word in a tie-break chain that means all bonus and penalty points together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockIdentity:
    """The block that the year belongs to."""

    code: str
    name: str
    kind: BlockKind
    province: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberUnit:
    """A unit of the block in that year; `scored` units get a place, `votes` units have a vote."""

    code: str
    name: str
    short_name: str | None = None
    office: OfficeRole | None = None
    scored: bool = True
    votes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A node of the criteria tree; which figures it has depends on its method."""

    code: str
    name: str
    method: Method
    parent: str | None = None
    max: int | None = None
    step: int | None = None
    per_item: Decimal | None = None
    bonus: Decimal | None = None
    penalty: Decimal | None = None
    floor: int | None = None
    cap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One cell of a score sheet at one stage; exactly the figures of the criterion's method are given."""

    unit: str
    criterion: str
    stage: Stage
    points: int | None = None
    achieved: bool | None = None
    target: Decimal | None = None
    actual: Decimal | None = None
    count: int | None = None
    bonus_count: int | None = None
    penalty_count: int | None = None
    not_assigned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingRule:
    """What places are given by; `tie_breaks` are criterion codes or `bonus`, first to last."""

    stage: Stage = Stage.FINAL
    by: RankingKey = RankingKey.POINTS
    tie_breaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A classification band on percent in hundredths; an end of None is open for ever."""

    code: str
    name: str
    min: int | None = None
    min_included: bool = True
    max: int | None = None
    max_included: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many of an award the block may propose; exactly one of `max` and `share_of_remaining` is given."""

    award: str
    max: int | None = None
    share_of_remaining: Fraction | None = None
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of a basis that a count must reach (`>=`) or pass (`>`)."""

    operator: Operator
    share: Fraction
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOption:
    """What can be voted for; votes are None for a withdrawn option only."""

    code: str
    unit: str | None = None
    votes: int | None = None
    against: int | None = None
    blank: int | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A closed round of voting with its counts."""

    code: str
    title: str
    kind: PollKind
    method: PollMethod
    summoned: int
    present: int
    options: tuple[PollOption, ...]
    seats: int | None = None
    rule: Threshold | None = None
    quorum: Threshold | None = None
    members: int | None = None
    issued: int | None = None
    collected: int | None = None
    invalid: int | None = None

    @property
    def valid(self) -> int:
        """Ballots that count."""
        return self.count_of(Basis.VALID)

    def count_of(self, basis: Basis) -> int:
        """The count of a basis, with the defaults of the year-file."""
        if basis is Basis.SUMMONED:
            return self.summoned
        if basis is Basis.PRESENT:
            return self.present
        if basis is Basis.MEMBERS:
            return self.summoned if self.members is None else self.members
        issued = self.present if self.issued is None else self.issued
        if basis is Basis.ISSUED:
            return issued
        collected = issued if self.collected is None else self.collected
        return collected if basis is Basis.COLLECTED else collected - (self.invalid or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """An award of a unit at one stage, with the number and date of the paper if given."""

    award: str
    unit: str
    stage: AwardStage
    number: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextYear:
    """Who leads the block next year, and its key tasks."""

    head: str | None = None
    deputies: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class YearDocument:
    """The whole of a block's scored year."""

    year: int
    block: BlockIdentity
    units: tuple[MemberUnit, ...]
    theme: str | None = None
    criteria: tuple[Criterion, ...] = ()
    scores: tuple[Score, ...] = ()
    ranking: RankingRule = field(default_factory=RankingRule)
    classification: tuple[Band, ...] = ()
    quotas: tuple[Quota, ...] = ()
    polls: tuple[Poll, ...] = ()
    awards: tuple[Award, ...] = ()
    next: NextYear | None = None

    def with_criteria(self, criteria: tuple[Criterion, ...], renamed: Mapping[str, str]) -> "YearDocument":
        """The year with another tree; its scores go with their criteria, from old codes to new ones."""
        scores = (replace(one, criterion=renamed.get(one.criterion, one.criterion)) for one in self.scores)
        return replace(self, criteria=criteria, scores=tuple(scores))
