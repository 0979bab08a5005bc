"""The sentences of what the conference refuses: its agenda, its delegates, and the rehearsal."""

from collections.abc import Mapping
from enum import StrEnum

from pages.shared.i18n import N_
from services.errors.base import DomainError
from services.errors.conference import BadgeUnknown, DelegateFault, ItemFault, RehearsalFault

CONFERENCE_SENTENCES: Mapping[type[DomainError], str] = {
    BadgeUnknown: N_(
        '"{text}" is on no badge of this conference. Scan the badge again, or find the delegate in the list.'
    ),
}

BY_CONFERENCE_REASON: Mapping[StrEnum, str] = {
    ItemFault.UNDER_WAY: N_('"{title}" is under way already. Look at the agenda again.'),
    ItemFault.NOT_UNDER_WAY: N_('"{title}" is not under way, so it cannot end. Look at the agenda again.'),
    ItemFault.NOT_BEGUN: N_('"{title}" has not begun. Begin it first.'),
    ItemFault.BEGUN: N_('"{title}" has begun, so it stays on the agenda. Take its beginning back first.'),
    ItemFault.NOTED: N_('Notes were taken of "{title}". Empty them before taking its beginning back.'),
    ItemFault.IN_USE: N_('A vote or an incident belongs to "{title}", so it stays on the agenda.'),
    DelegateFault.NO_VOTE: N_('"{name}" has no vote in this year. Give it one on the roll of units first.'),
    DelegateFault.GUEST_VOTES: N_("A guest has no vote. Choose the unit for which the delegate comes."),
    DelegateFault.VOTER_TAKEN: N_(
        '{name} carries the vote of this unit. Save without the vote, then choose "Give the vote".'
    ),
    DelegateFault.ACCOUNT_TAKEN: N_("{name} votes by this account already. Choose another account, or none."),
    DelegateFault.ON_A_ROLL: N_(
        "{name} stands on the roll of a vote, so this stays as it is. Mark the delegate absent instead."
    ),
    RehearsalFault.REHEARSING: N_("A rehearsal is on already. End it before another begins."),
    RehearsalFault.NOT_REHEARSING: N_("No rehearsal is on. Load the page again."),
    RehearsalFault.BEGUN: N_('The conference has begun with "{name}", so it is too late to rehearse.'),
    RehearsalFault.NOT_REHEARSED: N_(
        'A rehearsal is on, and "{name}" is a real vote. End the rehearsal, then take this step.'
    ),
    RehearsalFault.STANDINGS: N_(
        "A rehearsal is on, and the standings are the real ones, so they are not released. End the rehearsal "
        "first."
    ),
    RehearsalFault.IMPORTED: N_(
        "A rehearsal is on, so no year-file is taken over. End the rehearsal, then choose the file again."
    ),
}
