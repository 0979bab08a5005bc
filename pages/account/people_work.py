"""What is done with a sheet of people away from the screen: nothing in here draws or knows who looks."""

from dataclasses import dataclass

from pages.shared.file_steps import Upload
from services.database import Database, reading
from services.queries.people_sheet import LAYOUT, PeopleScope, register_of, sheet_choices, sheet_rows
from services.rules.people_register import PeopleRegister
from services.rules.people_sheet import PeoplePlan, plan_of
from services.rules.progress import Progress
from services.rules.rights import Actor
from services.workbooks.reading import read_sheet
from services.workbooks.tables import Table, columns_of, table_in
from services.workbooks.writing import workbook_of


@dataclass(frozen=True, slots=True)
class Checked:
    """A file whose table could be read, what it would change, and what it was compared with."""

    upload: Upload[PeopleScope]
    table: Table
    plan: PeoplePlan
    register: PeopleRegister


def template(engine: Database, actor: Actor, scope: PeopleScope) -> bytes:
    """The empty workbook."""
    with reading(engine) as session:
        return workbook_of(LAYOUT, [], lists=sheet_choices(session, register_of(session, actor, scope)))


def current_list(engine: Database, actor: Actor, scope: PeopleScope) -> bytes:
    """The workbook with everybody whose account is open; taken over again it changes nothing."""
    with reading(engine) as session:
        register = register_of(session, actor, scope)
        return workbook_of(LAYOUT, sheet_rows(register), lists=sheet_choices(session, register))


def check(engine: Database, actor: Actor, upload: Upload[PeopleScope], progress: Progress) -> Checked:
    """What the file would change; every refusal of the file itself is raised."""
    progress(0, 0)
    table = table_in(read_sheet(upload.data), columns_of(LAYOUT))
    progress(0, 0)
    with reading(engine) as session:
        register = register_of(session, actor, upload.scope)
    return Checked(upload, table, plan_of(table.rows, register), register)
