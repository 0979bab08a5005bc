"""Refusals around ballots, the sealed box, and what tellers count on paper."""

from dataclasses import dataclass
from enum import StrEnum

from models.enums import BatchKind
from services.errors.base import DomainError


class BallotFault(StrEnum):
    """Why a ballot cannot be put into the box."""

    TOO_MANY_NAMES = "too_many_names"
    WITHDRAWN = "name_withdrawn"
    OWN_UNIT = "own_unit"
    UNANSWERED = "unanswered"
    NOT_OFFERED = "not_offered"


@dataclass(eq=False, kw_only=True)
class BallotRefused(DomainError):
    """The ballot does not fit the round: `option` is in question, `limit` the most names it may have."""

    reason: BallotFault
    option: str = ""
    limit: int = 0


@dataclass(eq=False, kw_only=True)
class NotOnRoll(DomainError):
    """Who wants to vote was not on the roll when the round was opened: absent, late, or a stranger."""

    title: str


@dataclass(eq=False, kw_only=True)
class AlreadyCast(DomainError):
    """The voter's one ballot is in the box already, and stays there."""

    title: str


@dataclass(eq=False, kw_only=True)
class BoxClosed(DomainError):
    """The box takes no ballots any more."""

    title: str


@dataclass(eq=False, kw_only=True)
class BoxStillOpen(DomainError):
    """The box still takes ballots, so that nobody may look into it."""

    title: str


@dataclass(eq=False, kw_only=True)
class BoxUncounted(DomainError):
    """The box holds ballots of which no result has been kept, so that it cannot be destroyed."""

    title: str


@dataclass(eq=False, kw_only=True)
class BoxDestroyed(DomainError):
    """Ballots and key are destroyed: the round is certified or void."""

    title: str


@dataclass(eq=False, kw_only=True)
class BoxDamaged(DomainError):
    """The box is gone, or does not fit its roll, its key or its form: the round has to be repeated."""

    place: str


@dataclass(eq=False, kw_only=True)
class PassphraseWrong(DomainError):
    """The passphrase does not open this box."""

    title: str


@dataclass(eq=False, kw_only=True)
class PassphraseUnfit(DomainError):
    """The tellers' passphrase has not between `shortest` and `longest` characters."""

    shortest: int
    longest: int


@dataclass(eq=False, kw_only=True)
class BundleUnreadable(DomainError):
    """The file is no result bundle in its canonical form."""


class CountCode(StrEnum):
    """What does not add up in a count: F is an error, W only asks to look again."""

    PRESENT_ABOVE_SUMMONED = "F101"
    ISSUED_ABOVE_PRESENT = "F102"
    COLLECTED_ABOVE_ISSUED = "F103"
    INVALID_ABOVE_COLLECTED = "F104"
    ISSUED_ABOVE_ROLL = "F105"
    OPTION_ABOVE_VALID = "F201"
    TOGETHER_ABOVE_VALID = "F202"
    OPTION_NOT_VALID = "F203"
    OWN_UNIT = "F204"
    NOT_ALL_TYPED = "F301"
    NOT_ALL_ISSUED = "W101"
    NOT_ALL_COLLECTED = "W102"
    MANY_INVALID = "W201"
    NO_VOTES = "W202"

    @property
    def is_error(self) -> bool:
        """Whether the count cannot stand as it is."""
        return self.value.startswith("F")


@dataclass(frozen=True, slots=True)
class CountFinding:
    """A figure beside the one that it has to fit; `option` is the code or name of whose figure it is."""

    code: CountCode
    count: int
    limit: int
    option: str | None = None


@dataclass(eq=False, kw_only=True)
class CountsUnreconciled(DomainError):
    """The figures of a count do not go together; options are named in the findings."""

    findings: tuple[CountFinding, ...]


class TypedBallotFault(StrEnum):
    """Why the keys that a teller has typed are those of no ballot."""

    NOTHING = "nothing_typed"
    NO_NAME = "no_such_name"
    TWICE = "name_typed_twice"
    NO_ANSWER = "no_answer_key"
    OTHER_LENGTH = "keys_of_other_length"
    NO_REASON = "no_such_spoiled"


@dataclass(eq=False, kw_only=True)
class TypedBallotRefused(DomainError):
    """What was typed of a paper ballot cannot be read: `count` keys where `limit` are wanted."""

    reason: TypedBallotFault
    text: str = ""
    count: int = 0
    limit: int = 0


@dataclass(eq=False, kw_only=True)
class OneTeller(DomainError):
    """Ballots are typed by two tellers apart, and only so many people have that role here."""

    title: str
    tellers: int


@dataclass(eq=False, kw_only=True)
class TwoTellersAlready(DomainError):
    """Two tellers type this batch already; by name."""

    title: str
    names: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class CountFinished(DomainError):
    """The teller has finished this count: the second one is for another teller."""

    title: str


@dataclass(eq=False, kw_only=True)
class CountUnfinished(DomainError):
    """A batch wants the finished counts of two tellers, and has only so many."""

    title: str
    finished: int


@dataclass(eq=False, kw_only=True)
class CountsDiffer(DomainError):
    """The two tellers have typed so many figures differently."""

    title: str
    differing: int


class BatchFault(StrEnum):
    """Why a batch of ballots cannot be counted."""

    UNWANTED = "batch_unwanted"
    SETTLED = "batch_settled"


@dataclass(eq=False, kw_only=True)
class BatchUnfit(DomainError):
    """No ballots of the round come this way, or these are settled."""

    reason: BatchFault
    title: str


@dataclass(eq=False, kw_only=True)
class BatchesMissing(DomainError):
    """These batches of the round's ballots have still to be counted."""

    title: str
    kinds: tuple[BatchKind, ...]


@dataclass(eq=False, kw_only=True)
class BoxLost(DomainError):
    """The box of an open round is not in the data folder: they were brought back from a backup without it."""

    title: str
