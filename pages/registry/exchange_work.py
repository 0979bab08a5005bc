"""What is done with a sheet of units away from the screen: nothing in here draws or knows who looks."""

from dataclasses import dataclass

from pages.shared.file_steps import Upload
from services.audit import witnessed
from services.database import Database, reading
from services.queries import unit_sheet
from services.queries.unit_sheet import LAYOUT, SheetScope
from services.rules.progress import Progress
from services.rules.rights import Actor
from services.rules.unit_sheet import SheetPlan
from services.unit_import import ImportedUnits, import_units
from services.workbooks.reading import read_sheet
from services.workbooks.tables import Table, columns_of, table_in
from services.workbooks.writing import workbook_of


@dataclass(frozen=True, slots=True)
class Checked:
    """A file whose table could be read, and what it would change."""

    upload: Upload[SheetScope]
    table: Table
    plan: SheetPlan


def template(engine: Database, scope: SheetScope) -> bytes:
    """The empty workbook for the blocks of the scope."""
    with reading(engine) as session:
        return workbook_of(LAYOUT, [], lists=unit_sheet.sheet_choices(session, scope))


def current_list(engine: Database, scope: SheetScope) -> bytes:
    """The workbook with the units as the registry has them; taken over again it changes nothing."""
    with reading(engine) as session:
        rows, choices = unit_sheet.sheet_rows(session, scope), unit_sheet.sheet_choices(session, scope)
    return workbook_of(LAYOUT, rows, lists=choices)


def check(engine: Database, upload: Upload[SheetScope], progress: Progress) -> Checked:
    """What the file would change; every refusal of the file itself is raised."""
    progress(0, 0)
    table = table_in(read_sheet(upload.data), columns_of(LAYOUT))
    progress(0, 0)
    with reading(engine) as session:
        plan = unit_sheet.plan_of_sheet(session, upload.scope, table.rows)
    return Checked(upload, table, plan)


def take_over(engine: Database, actor: Actor, checked: Checked, progress: Progress) -> ImportedUnits:
    """What the file has changed, in one transaction."""
    with witnessed(engine, actor) as session:
        scope, rows = checked.upload.scope, checked.table.rows
        return import_units(session, actor, scope, rows, seen=checked.plan, progress=progress)
