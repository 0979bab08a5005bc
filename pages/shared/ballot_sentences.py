"""Sentences about ballots, sealed boxes and counts on paper, with {places}; parts of the tables."""

from collections.abc import Mapping
from enum import StrEnum

from models.enums import BatchKind
from pages.shared.formats import count
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services.errors import ballots, voting
from services.errors.ballots import BallotFault, BatchFault, CountCode, CountFinding, TypedBallotFault
from services.errors.base import DomainError
from services.errors.voting import PollFault
from services.rules.manifest import RoundDoubt

BALLOT_SENTENCES: Mapping[type[DomainError], str] = {
    ballots.NotOnRoll: N_(
        'You are not on the roll of "{title}": it was made when the vote was opened, of those present then. '
        "Speak to the secretary."
    ),
    ballots.AlreadyCast: N_('Your ballot in "{title}" is recorded already. Nothing more is to be done.'),
    ballots.BoxClosed: N_('The vote "{title}" is closed. No ballot is taken any more.'),
    ballots.BoxStillOpen: N_('The vote "{title}" is still open. Close it before looking into the box.'),
    ballots.BoxUncounted: N_('The ballots of "{title}" have not been counted. Count them, then certify.'),
    ballots.BoxDestroyed: N_(
        'The ballots of "{title}" are destroyed: the vote is certified or void. What is left is its result.'
    ),
    ballots.BoxDamaged: N_(
        "The ballot box {place} is gone or damaged, so it cannot be counted. The chair declares the vote "
        "void, with the reason, and has it repeated."
    ),
    ballots.BoxLost: N_(
        'The ballot box of "{title}" is not in the data folder: the data were brought back from a backup, '
        "and no backup has boxes. Declare the vote void, with the reason, and repeat it."
    ),
    ballots.PassphraseWrong: N_(
        'This passphrase does not open the box of "{title}". Type it as it stands on the sealed paper. If it '
        "is lost, the vote has to be declared void and repeated."
    ),
    ballots.PassphraseUnfit: N_("A passphrase has {shortest} to {longest} characters. Type a longer one."),
    voting.NoVoter: N_(
        'Nobody\'s vote in "{title}" is given by you: the list of delegates names another for your unit, or '
        "none. Speak to the secretary."
    ),
    voting.NotOpenYet: N_('The vote "{title}" has not begun. Wait until the chair opens it.'),
    voting.NotElectronic: N_('The vote "{title}" is not held here. Vote in the hall, as the chair says.'),
    voting.SmallElectorate: N_(
        'Only {voters} can vote in "{title}", so the result may tell how each has voted. Say that you know, '
        "or vote on paper or by hands."
    ),
    ballots.OneTeller: N_(
        'Ballots of "{title}" are typed by two tellers, each alone, and this year has {tellers}. Ask the '
        "administrator to give somebody else the role of teller."
    ),
    ballots.TwoTellersAlready: N_(
        'These ballots of "{title}" are typed by {names} already. If one of them cannot go on, the chair '
        "takes that typing away, and then you can begin."
    ),
    ballots.CountFinished: N_(
        'You have finished this count of "{title}". The second one is for another teller; to mend yours, '
        "take it up again."
    ),
    ballots.CountUnfinished: N_(
        'Two tellers have to finish their counts of "{title}"; {finished} has. Wait for the other one.'
    ),
    ballots.CountsDiffer: N_(
        'The two counts of "{title}" differ in {differing} figures. Look at the ballots, mend what is wrong, '
        "and finish again."
    ),
    voting.StillVoting: N_(
        'Voting in "{title}" has not ended. The chair ends it, and then the ballots are counted.'
    ),
    ballots.BatchesMissing: N_(
        'Of "{title}" these are not settled yet: {kinds}. Two tellers count them first.'
    ),
    voting.VotesUnderWay: N_(
        "These votes are under way: {titles}. Show their results or declare them void, then take the file "
        "over."
    ),
    voting.CertifiedStands: N_(
        "These results are certified, and the file says something else of the votes: {titles}. Nothing was "
        "taken over; mend the file."
    ),
    ballots.BundleUnreadable: N_(
        "This is no result bundle, or it was changed by another program. Choose the file as it was published."
    ),
}

BY_BALLOT_REASON: Mapping[StrEnum, str] = {
    BallotFault.TOO_MANY_NAMES: N_("There are too many names on the ballot. Choose {limit} at most."),
    BallotFault.WITHDRAWN: N_('"{option}" has withdrawn and cannot be voted for. Choose again.'),
    BallotFault.OWN_UNIT: N_('By the rules of this vote you cannot vote on your own unit, "{option}".'),
    BallotFault.UNANSWERED: N_('Say what you vote on "{option}": for, against, or no opinion.'),
    BallotFault.NOT_OFFERED: N_('"{option}" can be chosen or left out, nothing else.'),
    PollFault.NO_VOTERS: N_(
        'Nobody can vote in "{title}": the year has no delegates who vote. Add them under Delegates, or have '
        "the vote held on paper."
    ),
    PollFault.NOBODY_PRESENT: N_(
        'Nobody can vote in "{title}": no delegate who votes is marked present. Mark who has come under '
        "Attendance, then open the vote."
    ),
    BatchFault.UNWANTED: N_('No ballots of "{title}" come this way. Load the page again.'),
    BatchFault.SETTLED: N_(
        'These ballots of "{title}" are settled already. To type them anew, have the vote counted again.'
    ),
    TypedBallotFault.NOTHING: N_("Nothing is typed. Type 0 for a blank ballot."),
    TypedBallotFault.NO_NAME: N_('The ballot has no name number "{text}". Type numbers from 1 to {limit}.'),
    TypedBallotFault.TWICE: N_("Number {text} is typed twice. Type each name on the ballot once."),
    TypedBallotFault.NO_ANSWER: N_(
        '"{text}" is no answer. Type 1 for, 2 against, 0 no opinion, for each option in turn.'
    ),
    TypedBallotFault.OTHER_LENGTH: N_(
        '"{text}" has {count} answers, and the ballot {limit} options. Type one key for each option in turn.'
    ),
    TypedBallotFault.NO_REASON: N_(
        "Type x and the number of what makes the ballot invalid, from 1 to {limit}."
    ),
    PollFault.TYPED_TWICE: N_(
        '"{title}" is voted on by ballots: two tellers type them under Ballot counting, each alone.'
    ),
    PollFault.BOX_UNOPENED: N_(
        'The ballots of "{title}" lie in a sealed box. A teller opens it under Ballot counting, with the '
        "passphrase."
    ),
    PollFault.TOO_MANY_OPTIONS: N_(
        '"{title}" has more options than a ballot has room for. Split it into several votes.'
    ),
    CountCode.PRESENT_ABOVE_SUMMONED: N_("{count} present are more than {limit} summoned"),
    CountCode.ISSUED_ABOVE_PRESENT: N_("{count} ballots issued are more than {limit} present"),
    CountCode.COLLECTED_ABOVE_ISSUED: N_("{count} ballots collected are more than {limit} issued"),
    CountCode.INVALID_ABOVE_COLLECTED: N_("{count} invalid ballots are more than {limit} collected"),
    CountCode.ISSUED_ABOVE_ROLL: N_("{count} ballots are more than {limit} voters who vote this way"),
    CountCode.OWN_UNIT: N_("{option}: {count} votes are more than {limit} voters of other units"),
    CountCode.NOT_ALL_TYPED: N_("{count} ballots are typed, and {limit} were collected"),
    CountCode.OPTION_ABOVE_VALID: N_("{option}: {count} together are more than {limit} valid ballots"),
    CountCode.TOGETHER_ABOVE_VALID: N_("all votes are {count}; the valid ballots can hold {limit}"),
    CountCode.OPTION_NOT_VALID: N_("{option}: for, against and no opinion are {count}, not {limit}"),
    CountCode.NOT_ALL_ISSUED: N_("{count} ballots were issued to {limit} present"),
    CountCode.NOT_ALL_COLLECTED: N_("{count} of {limit} ballots issued came back"),
    CountCode.MANY_INVALID: N_("{count} of {limit} ballots are invalid: look at them again"),
    CountCode.NO_VOTES: N_("nobody has a vote on {limit} valid ballots"),
}

DOUBTS: Mapping[RoundDoubt, str] = {
    RoundDoubt.SMALL_ELECTORATE: N_(
        "Fewer than five vote: from the result it can often be told how each has voted, whatever the box "
        "does."
    ),
    RoundDoubt.QUORUM_MISSED: N_("Too few are present for the quorum: the vote would decide nothing."),
    RoundDoubt.KEY_ON_SERVER: N_(
        "The server keeps the key of this box: that the votes stay secret rests on the administrator."
    ),
}


BATCHES: Mapping[BatchKind, str] = {
    BatchKind.ELECTRONIC: N_("Ballots in the sealed box"),
    BatchKind.PAPER: N_("Paper ballots"),
    BatchKind.WRITTEN: N_("Written opinions of absentees"),
}


def count_finding_sentence(finding: CountFinding) -> str:
    """A figure that does not go with another, with the code that the minutes name it by."""
    said = _(BY_BALLOT_REASON[finding.code]).format(
        count=count(finding.count), limit=count(finding.limit), option=plain(finding.option or "")
    )
    return f"{finding.code.value}: {said}"
