"""The closed vocabularies of the field; every value is the word the year-file and the database use."""

from enum import StrEnum


class BlockKind(StrEnum):
    """Block of agencies (khoi thi dua) or cluster of localities (cum thi dua)."""

    BLOCK = "block"
    CLUSTER = "cluster"


class OfficeRole(StrEnum):
    """The two offices that a unit may hold in a block for a year."""

    HEAD = "head"
    DEPUTY = "deputy"


class Method(StrEnum):
    """How the points of a criterion come about; `group` is a parent, the others are leaves."""

    GROUP = "group"
    DIRECT = "direct"
    PASS_FAIL = "pass_fail"
    QUANTITATIVE = "quantitative"
    PER_ITEM = "per_item"
    BONUS_PENALTY = "bonus_penalty"


class Stage(StrEnum):
    """The three columns of a score sheet, in the order in which they are filled."""

    SELF = "self"
    REVIEW = "review"
    FINAL = "final"


class SheetStep(StrEnum):
    """What is done with a score sheet, in order; both reviews fill the review's column."""

    SELF = "self"
    REVIEW = "review"
    SECOND_REVIEW = "second_review"
    EXPLANATION = "explanation"
    FINAL = "final"


class RankingKey(StrEnum):
    """What places are given by."""

    POINTS = "points"
    PERCENT = "percent"


class PollKind(StrEnum):
    """Approval: each option alone. Election: seats. Motion: one option."""

    APPROVAL = "approval"
    ELECTION = "election"
    MOTION = "motion"


class PollMethod(StrEnum):
    """How the votes of a round are given."""

    SECRET = "secret"
    PAPER = "paper"
    HANDS = "hands"
    ACCLAMATION = "acclamation"


class Operator(StrEnum):
    """At least, or more than, a share."""

    AT_LEAST = ">="
    MORE_THAN = ">"


class Basis(StrEnum):
    """The denominator that a share is taken of."""

    MEMBERS = "members"
    SUMMONED = "summoned"
    PRESENT = "present"
    ISSUED = "issued"
    COLLECTED = "collected"
    VALID = "valid"


class OptionOutcome(StrEnum):
    """What a round decided about one option."""

    PASSED = "passed"
    FAILED = "failed"
    ELECTED = "elected"
    NOT_ELECTED = "not_elected"
    TIED = "tied"
    WITHDRAWN = "withdrawn"


class PollOutcome(StrEnum):
    """What became of a round as a whole."""

    DECIDED = "decided"
    TIED = "tied"
    OPEN_SEATS = "open_seats"
    NO_QUORUM = "no_quorum"


class PollState(StrEnum):
    """Where a round stands; there is no way back.

    Closed: nobody votes any more. Counted: the verdict stands, and only tellers and chair know it. Published:
    it was read out. Certified: its minutes are signed, and what was secret is destroyed.
    """

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    PUBLISHED = "published"
    CERTIFIED = "certified"
    VOID = "void"


class Answer(StrEnum):
    """What a ballot says of one option; who is not named in an election is left blank."""

    FOR = "for"
    AGAINST = "against"
    BLANK = "blank"


class BoxMode(StrEnum):
    """Who can open a sealed box: the tellers by their passphrase, or the server by a key that it keeps."""

    STANDARD = "standard"
    QUICK = "quick"


class BatchKind(StrEnum):
    """By what way the ballots of a round came; written opinions are those of absentees."""

    ELECTRONIC = "electronic"
    PAPER = "paper"
    WRITTEN = "written"


class AwardStage(StrEnum):
    """Proposed by the block, passed by the Council, decided by the Chairman."""

    PROPOSED = "proposed"
    PASSED = "passed"
    DECIDED = "decided"


class YearState(StrEnum):
    """The year of a block, in order."""

    DRAFT = "draft"
    SCORING = "scoring"
    CONFERENCE = "conference"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class UnitKind(StrEnum):
    """What a member unit is."""

    AGENCY = "agency"
    LOCALITY = "locality"
    ENTERPRISE = "enterprise"
    ASSOCIATION = "association"


class UnitEventKind(StrEnum):
    """What can happen to the identity of units."""

    FOUND = "found"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    TRANSFER = "transfer"
    DISSOLVE = "dissolve"


class Role(StrEnum):
    """What a person may be in the product; unit editors and voters are so for a unit."""

    ADMINISTRATOR = "administrator"
    SECRETARY = "secretary"
    REVIEWER = "reviewer"
    UNIT_EDITOR = "unit_editor"
    VOTER = "voter"
    TELLER = "teller"
    CHAIR = "chair"
    VIEWER = "viewer"
    DISPLAY = "display"


class SessionEnd(StrEnum):
    """Why a session was ended before its time."""

    SIGNED_OUT = "signed_out"
    ENDED_BY_OWNER = "ended_by_owner"
    ENDED_BY_ADMINISTRATOR = "ended_by_administrator"
    PASSWORD_CHANGED = "password_changed"
    ACCOUNT_CLOSED = "account_closed"
    TOO_MANY = "too_many"


class CodePurpose(StrEnum):
    """What a one-time code is for: to choose a password with, or to come in once."""

    PASSWORD = "password"
    ENTRY = "entry"


class ShareView(StrEnum):
    """What a share link shows; each view shows only what is released."""

    PROJECTOR = "projector"
    STANDINGS = "standings"
    LEADERS = "leaders"
    HALL = "hall"


class EventSide(StrEnum):
    """Whether a unit stood before an event or came out of it."""

    BEFORE = "before"
    AFTER = "after"


class OfficeTerm(StrEnum):
    """An office held in the year itself, or in the year that follows it."""

    CURRENT = "current"
    NEXT = "next"


class Chosen(StrEnum):
    """How a unit came to an office: by a vote of the block, or by appointment from above."""

    VOTE = "vote"
    APPOINTMENT = "appointment"


class ContactRole(StrEnum):
    """Whom a unit names: the one who answers for it, and the one who does the daily work."""

    LEADER = "leader"
    OFFICER = "officer"


class ActivityKind(StrEnum):
    """An emulation movement, or an exchange between the units (sports day, visit, seminar)."""

    MOVEMENT = "movement"
    EXCHANGE = "exchange"


class TaskProgress(StrEnum):
    """How far a key task has come."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"


class RegulationKind(StrEnum):
    """What a block works by: its regulation, or a version of its criteria."""

    REGULATION = "regulation"
    CRITERIA = "criteria"


class FileKind(StrEnum):
    """The kinds of files that are kept, told by what is in them; the value is the name's ending."""

    PDF = "pdf"
    WORD = "docx"
    EXCEL = "xlsx"
    PNG = "png"
    JPEG = "jpg"
