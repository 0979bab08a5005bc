"""What is done with a table of criteria away from the screen: nothing in here draws or knows who looks."""

from dataclasses import dataclass

from pages.shared.file_steps import Upload
from services.audit import witnessed
from services.criteria import import_criteria
from services.database import Database, reading
from services.queries.criteria_sheet import register_of_year
from services.rules.criteria_layout import layout_rows
from services.rules.criteria_row import CriteriaRegister
from services.rules.criteria_sheet import CriteriaPlan, plan_of
from services.rules.progress import Progress
from services.rules.rights import Actor
from services.workbooks.criteria_table import LAYOUT, criteria_table
from services.workbooks.reading import read_sheet
from services.workbooks.tables import Table
from services.workbooks.writing import workbook_of


@dataclass(frozen=True, slots=True)
class Checked:
    """A file whose table could be read, what it would make of the tree, and what it was compared with."""

    upload: Upload[int]
    table: Table
    plan: CriteriaPlan
    register: CriteriaRegister


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What a file has made of the tree."""

    plan: CriteriaPlan


def template(engine: Database, block_year_id: int) -> bytes:
    """The empty workbook, which offers the units and groups of the year."""
    with reading(engine) as session:
        register = register_of_year(session, block_year_id)
    return workbook_of(LAYOUT, [], lists=_choices(register))


def current_tree(engine: Database, block_year_id: int) -> bytes:
    """The workbook with the year's tree; taken over again it changes nothing."""
    with reading(engine) as session:
        register = register_of_year(session, block_year_id)
    return workbook_of(LAYOUT, layout_rows(register), lists=_choices(register))


def check(engine: Database, upload: Upload[int], progress: Progress) -> Checked:
    """What the file would make of the tree; every refusal of the file itself is raised."""
    progress(0, 0)
    table = criteria_table(read_sheet(upload.data))
    progress(0, 0)
    with reading(engine) as session:
        register = register_of_year(session, upload.scope)
    return Checked(upload, table, plan_of(table.rows, register), register)


def take_over(engine: Database, actor: Actor, checked: Checked, progress: Progress) -> TakenOver:
    """What the file has made of the tree, in one transaction."""
    year, rows, plan = checked.upload.scope, checked.table.rows, checked.plan
    with witnessed(engine, actor) as session:
        import_criteria(session, actor, year, rows, seen=plan, progress=progress)
    return TakenOver(plan)


def _choices(register: CriteriaRegister) -> dict[str, list[str]]:
    return {"reviewer": register.units.all_written, "group": register.groups.all_written}
