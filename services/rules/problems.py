"""Everything that can be wrong with a year-file, in one list of English messages."""

from enum import StrEnum

N_ = str  # the mark by which the catalogue finds its messages; pages translate them


class Problem(StrEnum):
    """A message id; its {places} are the facts of the fault."""

    NOT_UTF8 = N_("the file is not UTF-8 text")
    TOO_LARGE = N_("the file is larger than {limit} bytes")
    NOT_A_DOCUMENT = N_("the file is not one YAML or JSON mapping")
    SYNTAX = N_("this cannot be read as YAML or JSON: {detail}")
    TOO_DEEP = N_("more than {limit} levels of nesting")
    TOO_MANY_ALIASES = N_("the aliases expand beyond reason")
    FOREIGN_TAG = N_("the tag {tag} is not plain data")
    KEY_TWICE = N_("the key {key} stands twice")
    NOT_A_NUMBER = N_("{text} is not a number")

    WRONG_FORMAT = N_("the format is {expected}")
    UNKNOWN_KEY = N_("unknown key")
    MISSING_KEY = N_("missing key")
    NOT_TEXT = N_("a text is expected")
    NOT_WHOLE = N_("a whole number is expected, without quotation marks")
    NOT_DECIMAL = N_("a plain decimal is expected, such as 9.5")
    NOT_TRUTH = N_("true or false is expected")
    NOT_LIST = N_("a list is expected")
    NOT_MAPPING = N_("a mapping is expected")
    NOT_SHARE = N_("a share from 0 to 1 is expected, such as 2/3 or 0.5")
    NOT_ONE_OF = N_("one of these words is expected: {words}")
    BAD_CODE = N_("a code has only a-z, 0-9, dots and hyphens, at most {limit} characters")
    BAD_AWARD = N_("an award has only a-z, 0-9, dots, hyphens and underscores, at most {limit} characters")
    CODE_TWICE = N_("{code} is used twice")
    BLANK_NAME = N_("the name is blank")
    LONG_NAME = N_("longer than {limit} characters")
    UNPRINTABLE_NAME = N_("characters that cannot be seen are not allowed")
    BELOW = N_("less than {minimum}")
    ABOVE = N_("more than {maximum}")
    TOO_FINE = N_("finer than 0.01")
    OFF_STEP = N_("not on the step of {step}")

    UNKNOWN_UNIT = N_("there is no unit {code}")
    UNKNOWN_CRITERION = N_("there is no criterion {code}")
    UNKNOWN_PARENT = N_("the parent {code} does not stand before this criterion")
    PARENT_NOT_GROUP = N_("the parent {code} is not a group")
    GROUP_SUM = N_("the maximum is {maximum}, but its children add up to {total}")
    FLOOR_ABOVE_CAP = N_("the floor is above the cap")
    SCORE_ON_GROUP = N_("{code} is a group, which is not scored itself")
    SCORED_TWICE = N_("this cell is scored twice at this stage")
    NOT_ASSIGNED_ALONE = N_("an entry that is not assigned has no figures")
    MIN_ABOVE_MAX = N_("the lower end is above the upper end")
    MAX_OR_SHARE = N_("either max or share_of_remaining is expected")
    QUOTA_CYCLE = N_("the quotas wait for one another")
    ONE_OPTION = N_("a motion has exactly one option")
    NO_OPTION = N_("a poll has at least one option")
    SEATS_OF_ELECTION = N_("only an election has seats")
    WITHDRAWN_VOTES = N_("a withdrawn option has no votes")
    COUNT_ABOVE = N_("{count} is more than the {limit} {basis}")
    VOTES_ABOVE = N_("{count} votes are more than the {limit} that the valid ballots can hold")
    AWARD_TWICE = N_("this award of this unit stands twice at this stage")
