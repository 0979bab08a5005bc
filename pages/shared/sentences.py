"""The sentences of the refusals, with {places} for the facts; `refusals` chooses among them."""

from collections.abc import Mapping
from enum import StrEnum

from pages.shared.ballot_sentences import BALLOT_SENTENCES, BY_BALLOT_REASON
from pages.shared.cell_sentences import BY_CELL_REASON
from pages.shared.conference_sentences import BY_CONFERENCE_REASON, CONFERENCE_SENTENCES
from pages.shared.criteria_sentences import BY_CRITERIA_REASON
from pages.shared.i18n import N_
from pages.shared.outcome_sentences import BY_OUTCOME_REASON, OUTCOME_SENTENCES
from pages.shared.poll_sentences import BY_POLL_REASON
from pages.shared.ranking_sentences import BY_RANKING_REASON
from pages.shared.row_sentences import BY_ROW_REASON
from pages.shared.workbook_sentences import BY_WORKBOOK_REASON
from services.errors import (
    accounts,
    installation,
    registry,
    score_sheets,
    scoring,
    sharing,
    trail,
    typed,
    workbooks,
    years,
)
from services.errors.base import DomainError
from services.errors.files import FileFault, FileLoss
from services.errors.registry import UnitUse
from services.errors.scoring import CellFaultKind
from services.errors.typed import NameFault, TypedNumberFault

SENTENCES: Mapping[type[DomainError], str] = {
    trail.AnchorUnreadable: N_(
        '"{text}" is no head of a trail. Give it as it was printed: the number, a colon and the 64 '
        "characters."
    ),
    accounts.AlreadySetUp: N_("The first administrator exists already. Sign in with that account."),
    installation.DatabaseBusy: N_(
        "The database is busy with other entries, so nothing was saved. Wait a few seconds and try again."
    ),
    installation.DatabaseNewer: N_(
        "The database was made by a newer version of the product ({found}; this one knows {expected})."
        " Install that version; nothing has been changed."
    ),
    installation.DatabaseUnreachable: N_(
        "The database {place} does not answer. See that it is running, then load the page again."
    ),
    registry.BothOffices: N_(
        '"{name}" cannot be head and deputy at once. Choose another unit for one of them.'
    ),
    typed.CodeUnfit: N_('The code "{code}" does not fit. Use 1 to {limit} of a-z, 0-9, dots and hyphens.'),
    installation.FolderNotWritable: N_(
        "The data folder takes no files, so nothing was saved. Ask the administrator to look at its space."
    ),
    years.YearLocked: N_(
        "The year {year} is closed for changes. Move it back one step, with a reason, before changing it."
    ),
    years.YearExists: N_("The block has the year {year} already. Choose another year."),
    years.PledgeExists: N_(
        '"{name}" has pledged for this year already. Choose it in the list to change its pledge.'
    ),
    years.RegulationDayTaken: N_(
        "Another version is in force from {day}. Choose another day, or change that version."
    ),
    registry.OneHead: N_("Only one unit can be head, not {names}. Choose one of them."),
    registry.OfficeVoteUnfit: N_(
        'That vote did not choose "{name}", or is not closed. Choose the vote that did, or another way.'
    ),
    score_sheets.PasteTooLong: N_("What was pasted is longer than {limit} characters. Paste fewer cells."),
    score_sheets.PastedTextGarbled: N_(
        '"{text}" may have been mixed up with its neighbours by the browser, since a rare sign was pasted. '
        "Paste the block below the grid, or type the cell."
    ),
    typed.PhoneUnfit: N_(
        '"{text}" is not a telephone number. Type {fewest} to {most} digits, spaces or + . - ( ) between.'
    ),
    registry.RepresentativeOverlaps: N_(
        "{person} is named from {day} on already. Choose another day, or change that line."
    ),
    registry.LastName: N_('"{name}" is the only name of the block, so it stays. Add another name first.'),
    workbooks.RowsRefused: N_(
        "{count} rows are refused, so nothing was taken over. Mend them and choose the file again."
    ),
    workbooks.SheetOutdated: N_(
        "The registry has changed since the file was checked, so nothing was taken over. Check it again."
    ),
    workbooks.WorkCancelled: N_("The work was stopped; nothing was changed."),
    accounts.LastAdministrator: N_(
        "This is the last account that can manage the others. Make another administrator first."
    ),
    scoring.CriterionScored: N_(
        "These criteria have scores: {codes}. Delete the scores first, or keep the criteria."
    ),
    scoring.GroupScored: N_(
        '"{unit}" has a score in criterion {criterion}, which would not be for it any more. Empty the cell '
        "first, at every stage."
    ),
    scoring.GroupInUse: N_(
        'These criteria are for "{name}": {codes}. Have them be for all units, or for another group, first.'
    ),
    scoring.CriteriaFrozen: N_(
        "The criteria are frozen as version {number}. Open another version, with a reason, then change them."
    ),
    scoring.CriteriaNotFrozen: N_(
        "The criteria are open, so they can be changed as they are. There is no frozen version to follow."
    ),
    scoring.CriteriaPresent: N_(
        "There are criteria in this year already. Delete them first if others are to be copied."
    ),
    scoring.SheetsIncomplete: N_(
        "These units still lack scores: {units}. Fill in their sheets, or mark what is not assigned to them."
    ),
    scoring.TooMuchEvidence: N_("This cell has {most} files already. Remove one, or put several into one."),
    scoring.DraftTooLarge: N_(
        "More than {most} cells were typed and not saved. Save now, so that nothing is lost."
    ),
    scoring.ScoringIsLocked: N_(
        "The scoring of {year} is locked, so that it prints as it stands. Unlock it first, with a reason."
    ),
    years.DayOutsideYear: N_(
        "{day} does not belong to the year. Choose a day from {first} to {last}; nothing was saved."
    ),
    typed.EndsBeforeStart: N_(
        "It cannot end on {ends_on}, before it starts on {starts_on}. Mend one of the days and save again."
    ),
    registry.UnitElsewhere: N_(
        '"{name}" belongs to another block in {year}. Record its move to this block first.'
    ),
    installation.DemonstrationPresent: N_(
        'The demonstration is loaded already, as block "{block}". Nothing was changed.'
    ),
    sharing.LinkEndUnfit: N_(
        "A link has to end later than now, and by {latest}. Choose another end; no link was made."
    ),
    accounts.NameTaken: N_('"{name}" is in use already. Choose another name or code.'),
    accounts.NotAllowed: N_(
        "This account may not do that here. If it should, ask the administrator for the right."
    ),
    accounts.PasswordGuessable: N_(
        "That password is among the first that others would try. Take some words that only you think of."
    ),
    accounts.PasswordNeeded: N_("Your password was given too long ago for this. Give it again."),
    accounts.PasswordUnfit: N_(
        "The password needs {shortest} to {longest} characters that can be typed. Choose another."
    ),
    years.PollsOpen: N_("These votes are still open: {titles}. Close or void them, then publish the year."),
    typed.ReasonMissing: N_("Going back needs a reason. Write one and try again."),
    typed.ShareRefused: N_(
        '"{text}" is not a share from 0 to 1. Type a fraction such as 2/3, or a percent such as 50%.'
    ),
    installation.SettingsUnreadable: N_(
        "These settings hold values that cannot be used: {names}. Mend them and start the app again."
    ),
    accounts.SecondFactorCodeWrong: N_(
        "That code is not right now. Wait for the next one, and type it at once."
    ),
    accounts.SetupCodeWrong: N_(
        "That is not the code shown in the terminal. Copy it from the window in which the app was started."
    ),
    years.StepNotOffered: N_(
        "The year can only go one step on or one step back. Load the page again to see where it stands."
    ),
    trail.TrailUnreadable: N_(
        "Line {line} is no entry of a trail. Check the very file that was exported, unopened."
    ),
    registry.UnitNameTaken: N_(
        'The unit "{other}" is on the roll already, so "{name}" cannot be used. Choose another name.'
    ),
    accounts.RoleMissing: N_(
        '"{name}" would have no role left. Choose one, or close the account if the person is to stay out.'
    ),
    accounts.UnitOfRoleUnfit: N_(
        "Unit editors and voters act for a unit, and the other roles have none. Choose again."
    ),
    accounts.UsernameUnfit: N_(
        'The username "{username}" does not fit. Use 3 to 60 characters: a-z, 0-9, dots and hyphens.'
    ),
    **BALLOT_SENTENCES,
    **CONFERENCE_SENTENCES,
    **OUTCOME_SENTENCES,
}

NOT_FOUND: Mapping[str, str] = {
    "block": N_('There is no block "{name}". Go back to the list and choose again.'),
    "year": N_("The year {name} is not in the data. Choose another year."),
    "unit": N_('There is no unit "{name}". Go back to the list and choose again.'),
    "criterion": N_('There is no criterion "{name}". Go back to the list and choose again.'),
    "account": N_('There is no account "{name}". Load the page again and choose from the list.'),
    "session": N_("This session has ended already. Load the page again."),
    "link": N_("This link was taken back already. Load the page again."),
    "saving": N_("Nothing of that saving is left to take back. Load the page again."),
    "second_factor": N_("This account has no telephone. Load the page again."),
    "poll": N_('There is no vote "{name}". Go back to the list and choose again.'),
    "agenda item": N_("This point has been removed from the agenda. Load the page again."),
    "count": N_('You have typed nothing of "{name}" yet. Type the ballots, or their totals, first.'),
    "delegate": N_("This delegate has been removed. Load the page again."),
    "milestone": N_("This milestone has been removed. Load the page again."),
    "pledge": N_("This pledge has been removed. Load the page again."),
    "shortcoming": N_("This shortcoming has been removed. Load the page again."),
    "task": N_("This task has been removed. Load the page again."),
    "regulation": N_("This version has been removed. Load the page again."),
    "file": N_("This file has been removed. Load the page again."),
    "activity": N_("This activity has been removed. Load the page again."),
    "office": N_("The unit is neither head nor deputy in {name}. Load the page again."),
    "representative": N_("Nobody is named from that day on. Load the page again."),
    "block name": N_("The block has no name from that day on. Load the page again."),
    "event": N_("This event has been undone already. Load the page again."),
    "reorganisation": N_("This sheet has been undone already. Load the page again."),
    "lock": N_("This has been unlocked already. Load the page again."),
    "evidence": N_("This file has been taken away already. Load the page again."),
    "group": N_("This group of units has been removed. Load the page again."),
    "criteria version": N_("There is no such version of the criteria. Load the page again."),
    "option": N_('"{name}" is not on the ballot, or has withdrawn. Look at the vote again.'),
}

BY_REASON: Mapping[StrEnum, str] = {
    TypedNumberFault.NOT_A_NUMBER: N_(
        '"{text}" is not a number. Type digits, with a comma before the decimals, such as 9,5.'
    ),
    TypedNumberFault.DOUBTFUL: N_(
        '"{text}" may mean thousands or decimals. Type it without a mark for thousands, such as 1234 or 1,23.'
    ),
    TypedNumberFault.TOO_FINE: N_(
        '"{text}" has too many decimals. Points take at most two; counts are whole numbers.'
    ),
    TypedNumberFault.BELOW_MINIMUM: N_('"{text}" is under the minimum. Type {minimum} or more.'),
    TypedNumberFault.ABOVE_MAXIMUM: N_('"{text}" is over the maximum. Type {maximum} or less.'),
    TypedNumberFault.OFF_STEP: N_('"{text}" is off the step. Type a multiple of {step}.'),
    UnitUse.SCORES: N_('"{name}" has scores in this year. Delete them before taking it off the roll.'),
    UnitUse.POLL: N_('"{name}" stands in a vote of this year, so it stays on the roll.'),
    UnitUse.AWARD: N_('"{name}" is proposed for an award of this year, so it stays on the roll.'),
    UnitUse.PLEDGE: N_(
        '"{name}" has pledged for this year. Remove the pledge before taking it off the roll.'
    ),
    FileFault.EMPTY: N_("The file is empty. Choose another."),
    FileFault.TOO_LARGE: N_("The file is larger than {limit} MB. Scan it more coarsely, or split it."),
    FileFault.OTHER_KIND: N_(
        "The file is none of the kinds that are kept: PDF, Word (.docx), Excel (.xlsx), PNG, JPEG."
        " What counts is what is in it, not its name."
    ),
    FileFault.OLD_OFFICE: N_(
        "The file is of an old Office format, or has a password. Save it as .docx, .xlsx or PDF without one."
    ),
    FileFault.DAMAGED: N_("The file is damaged or not whole. Open it, save it again, and choose that one."),
    FileFault.MACROS: N_("The file holds macros. Save it without them, as .docx, .xlsx or PDF."),
    FileFault.UNPACKS_TOO_LARGE: N_("The file unpacks to far more than it shows. Save it as PDF."),
    FileFault.TOO_MANY_PIXELS: N_("The picture has too many pixels. Make it smaller and choose it again."),
    FileFault.TWO_FILES: N_("Another file is hidden behind this one. Save it again as PDF and choose that."),
    FileFault.NAME_UNFIT: N_("The file's name cannot be read. Rename the file and choose it again."),
    FileLoss.GONE: N_(
        'The file "{label}" is not in the data folder any more. Restore it from a backup, or attach it again.'
    ),
    FileLoss.CHANGED: N_(
        'The file "{label}" was changed behind the product, so it is not given out. Attach it again.'
    ),
    NameFault.BLANK: N_("The name is blank. Type one and save again."),
    NameFault.TOO_LONG: N_("The name is longer than {limit} characters. Shorten it and save again."),
    NameFault.UNPRINTABLE: N_(
        'The name "{text}" holds characters that cannot be seen. Type it by hand instead of pasting it.'
    ),
    **BY_WORKBOOK_REASON,
    **BY_ROW_REASON,
    **BY_CRITERIA_REASON,
    **BY_CELL_REASON,
    **BY_BALLOT_REASON,
    **BY_POLL_REASON,
    **BY_CONFERENCE_REASON,
    **BY_OUTCOME_REASON,
    **BY_RANKING_REASON,
}

CELL_FAULTS: Mapping[CellFaultKind, str] = {
    CellFaultKind.NO_SUCH_CELL: N_("there is no such cell."),
    CellFaultKind.LOCKED: N_("the sheet is locked at this step. Ask the secretary to unlock it."),
    CellFaultKind.FOR_OTHERS: N_("this criterion is for other units."),
    CellFaultKind.OF_ANOTHER_REVIEWER: N_("this criterion is for other reviewers."),
    CellFaultKind.NOT_YOURS: N_("this unit's scores are not yours to fill in at this step."),
}
