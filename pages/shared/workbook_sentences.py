"""The sentences about workbooks and days, with {places} for the facts; part of `sentences.BY_REASON`."""

from collections.abc import Mapping
from enum import StrEnum

from pages.shared.i18n import N_
from services.errors.typed import DayFault
from services.errors.workbooks import SheetFaultKind, WorkbookFault

BY_WORKBOOK_REASON: Mapping[StrEnum, str] = {
    WorkbookFault.EMPTY: N_("The file is empty. Save it again in Excel, then choose it again."),
    WorkbookFault.TOO_LARGE: N_(
        "The file has {count} MB, more than {limit} MB. Delete its pictures and other sheets, or split"
        " the table."
    ),
    WorkbookFault.NOT_A_WORKBOOK: N_(
        "This is no Excel file, whatever its name says. Open it, save it as an Excel workbook (.xlsx),"
        " and choose that one."
    ),
    WorkbookFault.OTHER_FORMAT: N_(
        "This is a spreadsheet of another kind (such as .xls or .ods). Open it, save it as an Excel"
        " workbook (.xlsx), and choose that one."
    ),
    WorkbookFault.PASSWORD: N_(
        "The file is locked with a password. Take the password off in Excel, save, and choose it again."
    ),
    WorkbookFault.DAMAGED: N_(
        "The file is damaged or arrived only in part. Open it in Excel, save it again, and choose it again."
    ),
    WorkbookFault.FALSE_SIZES: N_(
        "The file says other things of itself than it holds, so it is not safe to read. Copy the table"
        " into a new workbook and choose that one."
    ),
    WorkbookFault.TOO_MANY_PARTS: N_(
        "The file is made of {count} parts, more than {limit}. Copy the table into a new workbook and"
        " choose that one."
    ),
    WorkbookFault.UNPACKED_TOO_LARGE: N_(
        "Unpacked, the file is far larger than a table can be. Copy the table alone into a new workbook"
        " and choose that one."
    ),
    WorkbookFault.UNSAFE_NAME: N_(
        "Inside the file are parts whose names are not safe. Copy the table into a new workbook and"
        " choose that one."
    ),
    WorkbookFault.MACROS: N_(
        "The file holds macros. Save it as an Excel workbook without macros (.xlsx) and choose that one."
    ),
    WorkbookFault.ENTITIES: N_(
        "The file holds declarations that can do harm and that Excel never writes. Copy the table into a"
        " new workbook and choose that one."
    ),
    WorkbookFault.FOREIGN_ENCODING: N_(
        "The inside of the file is not written in UTF-8, as Excel does. Open it in Excel, save it again"
        " as .xlsx, and choose it again."
    ),
    WorkbookFault.EXTERNAL_LINKS: N_(
        "The file has links to other files or sources. In Excel choose Data, Edit links, Break link;"
        " save, and choose it again."
    ),
    WorkbookFault.FAR_CELL: N_(
        "{place} lies far away from the table. Delete all rows below the table and all columns to its"
        " right, save, and choose the file again."
    ),
    WorkbookFault.TOO_MANY_ROWS: N_(
        "The sheet reaches row {count} ({place}), and at most {limit} rows are read. Delete all rows"
        " below the table, or split it into several files."
    ),
    WorkbookFault.TOO_MANY_COLUMNS: N_(
        "The sheet reaches column {count} ({place}), and at most {limit} columns are read. Delete all"
        " columns to the right of the table."
    ),
    WorkbookFault.UNPLACED_CELL: N_(
        "After {place} the file holds cells that do not say where they stand. Open it in Excel, save it"
        " again, and choose it again."
    ),
    WorkbookFault.MISPLACED_CELL: N_(
        "At {place} the cells of the file are out of order. Open it in Excel, save it again, and choose"
        " it again."
    ),
    WorkbookFault.HUGE_MERGE: N_(
        "The merged cells {place} cover too much. Unmerge them, save, and choose the file again."
    ),
    WorkbookFault.NO_CONTENT: N_(
        "No sheet that can be seen holds anything. Fill in the table or show the hidden sheet, save, and"
        " choose the file again."
    ),
    WorkbookFault.UNREADABLE: N_(
        "The table in the file cannot be read. Open it in Excel, save it again as .xlsx, and choose it again."
    ),
    WorkbookFault.TOO_SLOW: N_(
        "Reading the file took more than {limit} seconds and was stopped. Split the table into several files."
    ),
    SheetFaultKind.HEADER_MISSING: N_(
        "No column is titled: {titles}. Write these titles into one row of the first {limit}, as the"
        " template does."
    ),
    SheetFaultKind.HEADER_TWICE: N_(
        '{cell}: the title "{title}" stands here a second time. Delete one of the two columns.'
    ),
    SheetFaultKind.NO_ROWS: N_("Below the header in row {row} is nothing. Fill in at least one row."),
    SheetFaultKind.MERGED: N_("The cells {area} are merged. Unmerge them and fill in each one."),
    SheetFaultKind.HIDDEN_ROW: N_("Row {row} is hidden but holds data. Show it or delete it."),
    SheetFaultKind.HIDDEN_COLUMN: N_("Column {name} is hidden but holds data. Show it or delete it."),
    SheetFaultKind.FORMULA: N_(
        "{cell} holds a formula. Put its value in its place (Copy, then Paste special, Values)."
    ),
    SheetFaultKind.ERROR: N_("{cell} holds an error of the spreadsheet. Put a value in its place."),
    SheetFaultKind.PERCENT: N_(
        "{cell} shows a number as a percent, but holds another. Make it a cell for text and type it anew."
    ),
    DayFault.NOT_A_DAY: N_('"{text}" is no day. Type day/month/year, such as 01/07/2025.'),
    DayFault.NO_SUCH_DAY: N_('The calendar has no day "{text}". Look at the day, then the month after it.'),
    DayFault.OUT_OF_RANGE: N_('The year of "{text}" is not within {earliest} to {latest}. Look at the year.'),
    DayFault.SHORT_YEAR: N_('"{text}" has a year of two digits. Type all four, such as 01/07/2025.'),
}
