"""What a round of votes refuses, in words: by its state, by its fault, by the figure that is off."""

from collections.abc import Mapping
from enum import StrEnum

from models.enums import PollState
from pages.shared.i18n import N_
from services.errors.voting import CountPart, PollFault

BY_POLL_REASON: Mapping[StrEnum, str] = {
    PollFault.NO_SEATS: N_('The election "{title}" fills no seat. Say how many are to be elected.'),
    PollFault.NO_RULE: N_('The vote "{title}" has no rule yet. Say what share of the votes passes.'),
    PollFault.NO_OPTION: N_(
        'There is nobody to vote on in "{title}". Put somebody on the ballot, or declare the vote void.'
    ),
    PollFault.SEALED: N_(
        'The ballots of "{title}" came from a sealed box, which comes to the same each time. '
        "Publish the result, or declare the vote void."
    ),
    PollFault.VOTING: N_(
        'Ballots of "{title}" lie in the sealed box already, so nobody can withdraw. Declare the vote void '
        "and repeat it without that candidate."
    ),
    PollFault.READING: N_('"{title}" is being read out already, ballot by ballot. Look at the display.'),
    PollFault.NOT_READING: N_('Nothing of "{title}" is being read out now. Begin the reading first.'),
    PollFault.IN_OFFICE: N_(
        '"{title}" has filled offices of next year. Take those units out of their offices first, then '
        "declare the vote void."
    ),
    PollFault.NOTHING_LEFT: N_('"{title}" has decided everything; there is nothing left for another round.'),
    PollFault.FOLLOWED: N_('The next round of "{title}" is prepared already. Choose it in the list.'),
    PollState.DRAFT: N_('The vote "{title}" has not been opened yet.'),
    PollState.OPEN: N_('The vote "{title}" is open already.'),
    PollState.CLOSED: N_('Voting in "{title}" has ended already; it is being counted.'),
    PollState.COUNTED: N_('The vote "{title}" is counted already; its result waits to be read out.'),
    PollState.PUBLISHED: N_('The result of "{title}" is read out already, and stands.'),
    PollState.CERTIFIED: N_('The vote "{title}" is certified; nothing of it changes any more.'),
    PollState.VOID: N_('The vote "{title}" has been declared void and stays as it is.'),
    CountPart.SUMMONED: N_("{count} summoned are more than the {limit} members. Count again."),
    CountPart.PRESENT: N_("{count} present are more than the {limit} summoned. Count again."),
    CountPart.ISSUED: N_("{count} ballots issued are more than the {limit} present. Count again."),
    CountPart.COLLECTED: N_("{count} ballots collected are more than the {limit} issued. Count again."),
    CountPart.INVALID: N_("{count} invalid ballots are more than the {limit} collected. Count again."),
    CountPart.VOTES: N_(
        "All votes together are {count}, more than the {limit} that the valid ballots can hold. Count again."
    ),
}

FIGURES: Mapping[CountPart, str] = {
    CountPart.ISSUED: N_("ballots issued"),
    CountPart.COLLECTED: N_("ballots collected"),
    CountPart.INVALID: N_("invalid ballots"),
}
