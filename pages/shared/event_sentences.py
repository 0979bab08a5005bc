"""What is wrong with an event of units, in words; `refusals` chooses among them."""

from collections.abc import Mapping
from enum import StrEnum

from pages.shared.i18n import N_
from services.errors.registry import EventFault, UndoFault
from services.errors.workbooks import EventRowFault

BY_EVENT_REASON: Mapping[StrEnum, str] = {
    EventFault.NO_DOCUMENT: N_("Type the number of the document that ordered it."),
    EventFault.ONE_UNIT: N_("Choose the unit to which it happened: one unit, or for a merge two or more."),
    EventFault.INTO_ITSELF: N_(
        '"{unit}" cannot merge into itself. Choose the other units that merge into it.'
    ),
    EventFault.ALONE: N_('"{unit}" would merge alone. Choose two or more units, or record a rename.'),
    EventFault.NO_SUCCESSOR: N_(
        "It does not say what came out of it. Name the unit that came out; of a split, at least two."
    ),
    EventFault.MANY_SUCCESSORS: N_(
        "A merge leads to one unit. Choose either the unit that goes on, or the new one; of several, record"
        " several events."
    ),
    EventFault.NO_BLOCK: N_("Choose the block that the unit moves to."),
    EventFault.BEFORE_FOUNDED: N_(
        '"{unit}" came into being on {other_day}; on {day} nothing can have happened to it. Look at the day.'
    ),
    EventFault.AFTER_END: N_(
        '"{unit}" ended on {other_day}; nothing can have happened to it on {day}. Choose the unit that came'
        " after it, or look at the day."
    ),
    EventFault.LATER_EVENT: N_(
        '"{unit}" cannot end on {day}: something is recorded of it on {other_day}. Undo that first, or'
        " look at the day."
    ),
    EventFault.LATER_ROLL: N_(
        '"{unit}" cannot end on {day}: it stands on the published roll of {other_year}. Look at the day.'
    ),
    EventFault.CYCLE: N_(
        '"{other}" came out of "{unit}", so it cannot merge back into it: nobody could tell who came first.'
        " Let a new unit come out of the merge."
    ),
    EventFault.NAME_OVERLAP: N_(
        '"{unit}" bears that name from {other_day} on; a second name from the same day would overlap it.'
        " Correct the name that is there, or look at the day."
    ),
    EventFault.NAME_TAKEN: N_(
        'The block has a unit called "{other}" on {day}, so "{unit}" would be taken for it. Choose that unit,'
        " or another name."
    ),
    EventFault.SAME_NAME: N_('"{unit}" is called so already. Type the new name, or look at the day.'),
    EventFault.SAME_BLOCK: N_('"{unit}" belongs to that block already on {day}. Choose another block.'),
    EventFault.MEMBERSHIP_OVERLAP: N_(
        'A membership of "{unit}" begins on {other_day}; one from {day} would overlap it. Undo that first, or'
        " look at the day."
    ),
    UndoFault.HAPPENED_SINCE: N_(
        "Something has happened since to {names}. Undo what came later first, the latest before the others."
    ),
    UndoFault.UNIT_IN_USE: N_(
        "{names} stands on a roll or has entries of its own by now. Take it off the roll and delete them"
        " first, or let the event stand."
    ),
    UndoFault.WITH_OTHERS: N_("It came with others from one sheet. Undo the whole sheet."),
    EventRowFault.MISSING: N_("Nothing stands here, and something has to. Fill in this cell."),
    EventRowFault.LEAVE_BLANK: N_(
        '"{text}" does not belong to such an event. Empty this cell, or look at the event.'
    ),
    EventRowFault.NO_EVENT: N_('"{text}" is no event. Write one of: {names}.'),
    EventRowFault.NO_UNIT: N_(
        'There is no unit "{text}" on that day. Write its name as the registry has it then, or its code.'
    ),
    EventRowFault.LIKE_A_UNIT: N_('There is no unit "{text}" on that day. Did you mean: {names}?'),
    EventRowFault.MANY_UNITS: N_(
        'Several units are called "{text}": {names}. Write in the next column the block or the province.'
    ),
    EventRowFault.NO_BLOCK: N_(
        'There is no block or province "{text}" that you may change. Write it as the registry has it.'
    ),
    EventRowFault.LIKE_A_BLOCK: N_('No block or province is called "{text}". Did you mean: {names}?'),
    EventRowFault.MANY_BLOCKS: N_(
        'Several blocks are called "{text}": {names}. Write the province in brackets behind it, as here.'
    ),
    EventRowFault.BLOCK_NEEDED: N_(
        "The new unit could belong to several blocks. Write the new block into each row of this event."
    ),
    EventRowFault.TWICE: N_('"{text}" stands in row {row} already. Delete one of the two rows.'),
    EventRowFault.DIFFERS: N_(
        '"{text}" differs from row {row}, which tells of the same event. Write the same.'
    ),
    EventRowFault.TOO_EARLY: N_(
        '"{text}" comes out of row {row} only on that row\'s day or later. Look at the days of both rows.'
    ),
    EventRowFault.AFTER_REFUSED: N_(
        '"{text}" is to come out of row {row}, which is refused itself. Mend that row first.'
    ),
}
