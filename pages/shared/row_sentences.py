"""The sentences about the rows of sheets of units and of people, with {places}; part of `BY_REASON`."""

from collections.abc import Mapping
from enum import StrEnum

from pages.shared.i18n import N_
from services.errors.workbooks import PersonRowFault, UnitRowFault

BY_ROW_REASON: Mapping[StrEnum, str] = {
    UnitRowFault.NO_BLOCK: N_("The block is missing. Write its name or its code."),
    UnitRowFault.UNKNOWN_BLOCK: N_(
        'There is no block "{text}" that you may change. Write its name or its code as the registry does.'
    ),
    UnitRowFault.LIKE_A_BLOCK: N_('There is no block "{text}". Did you mean: {names}?'),
    UnitRowFault.MANY_BLOCKS: N_(
        'Several blocks are called "{text}" ({names}). Write the province as well, or the code of the block.'
    ),
    UnitRowFault.KIND: N_('"{text}" is no kind of unit. Choose one of: {names}.'),
    UnitRowFault.ORDER: N_(
        'The order "{text}" is no whole number from 1 on. Write 1, 2, 3, or leave it blank.'
    ),
    UnitRowFault.AFTER_YEAR: N_(
        'The day "{text}" lies after the year. Write one until {day}, or choose the later year.'
    ),
    UnitRowFault.TWICE: N_('"{text}" stands in row {row} already. Keep one of the two rows.'),
    UnitRowFault.CODE_OF_ANOTHER: N_(
        'The code "{text}" is that of "{other}". Write the code of this unit, or leave it blank.'
    ),
    UnitRowFault.CODE_DIFFERS: N_(
        'The registry has this unit as "{other}", not as "{text}". Write that code, or leave it blank.'
    ),
    UnitRowFault.RESPELLED: N_(
        'The registry writes "{other}" (code {names}). Write it so, or add the code to change the spelling.'
    ),
    UnitRowFault.NAME_TAKEN: N_('"{other}" is called "{text}" already. Choose another name or short name.'),
    UnitRowFault.ELSEWHERE: N_(
        '"{text}" belongs to {other} since {day}. Record a transfer instead, or take the row out.'
    ),
    UnitRowFault.MEMBER_SINCE: N_(
        '"{text}" is a member since {day}. Write that day or leave it blank; only an event moves a unit.'
    ),
    UnitRowFault.ENDED: N_(
        '"{text}" has ended on {day}. Take the row out, or record a new unit under another name.'
    ),
    UnitRowFault.ENDED_INTO: N_('"{text}" has become {names} on {day}. Write that unit instead.'),
    UnitRowFault.PUBLISHED: N_(
        'The year is published with "{other}". Choose a later year to change the name to "{text}".'
    ),
    PersonRowFault.NO_ROLE: N_("The role is missing. Choose one in the list."),
    PersonRowFault.ROLE: N_('"{text}" is no role. Choose one of: {names}.'),
    PersonRowFault.UNIT_NEEDED: N_('"{text}" is so for a unit. Write the unit, or choose another role.'),
    PersonRowFault.UNIT_UNWANTED: N_(
        'The role is not for one unit. Take "{text}" out of this cell, or choose another role.'
    ),
    PersonRowFault.EVERYWHERE: N_(
        'An administrator is one in all blocks and years. Take "{text}" out of this cell.'
    ),
    PersonRowFault.NO_UNIT: N_('There is no unit "{text}". Write its name as the registry does.'),
    PersonRowFault.LIKE_A_UNIT: N_('There is no unit "{text}". Did you mean: {names}?'),
    PersonRowFault.MANY_UNITS: N_('Several units are called "{text}". Write one of: {names}.'),
    PersonRowFault.YEAR: N_('"{text}" is no year. Write four digits, or leave it blank for all years.'),
    PersonRowFault.TWICE: N_('The person has "{text}" in row {row} already. Keep one of the two rows.'),
    PersonRowFault.DIFFERS: N_('"{text}" differs from row {row} of the same person. Write the same.'),
    PersonRowFault.NOBODY: N_(
        'Nobody signs in as "{text}". Look at the user name, or add the person with the form.'
    ),
    PersonRowFault.MANY_PEOPLE: N_('Several people are called "{text}". Write the user name: {names}.'),
}
