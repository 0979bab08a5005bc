"""What a year's record holds, called as in its year, in a number of statements that does not grow."""

from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from models.enums import RegulationKind
from services.database import reading, writing
from services.pledges import PledgeEntry, sign_pledge
from services.queries.plans import shortcomings_of_year, tasks_set_in, tasks_version
from services.queries.pledges import pledges_of_year
from services.queries.regulations import regulations_of_block
from services.registry import UnitEntry, edit_unit
from services.regulations import RegulationEntry, add_regulation
from services.rules.rights import OPERATOR
from services.shortcomings import ShortcomingEntry, note_shortcoming
from services.storage.files import Upload
from services.tasks import TaskEntry, set_tasks
from services.years import open_year
from tests.factories import MadeYear, made_year
from tests.files import PDF
from tests.queries.statements import counted


def recorded(engine: Engine, folder: Path, units: int) -> MadeYear:
    """A year in which every unit has pledged, has a shortcoming and answers for a task."""
    with writing(engine) as session:
        made = made_year(session, units=units)
        entry = PledgeEntry(signed_on=date(2017, 2, 24))
        for place, unit in enumerate(made.unit_ids):
            upload = Upload("a.pdf", PDF)
            sign_pledge(session, OPERATOR, made.id, unit, entry, folder=folder, upload=upload)
            note_shortcoming(session, OPERATOR, made.id, ShortcomingEntry(text="Chậm", unit_id=unit))
            version = RegulationEntry(
                kind=RegulationKind.CRITERIA, title="Tiêu chí", valid_from=date(1990 + place, 1, 1)
            )
            add_regulation(session, OPERATOR, made.block_id, version, folder=folder, upload=upload)
        tasks = [TaskEntry(text="Việc", owner_id=unit) for unit in made.unit_ids]
        set_tasks(session, OPERATOR, made.id, tasks, seen_version=tasks_version([]))
    return made


def test_units_add_no_statements(engine: Engine, tmp_path: Path) -> None:
    counts = []
    for number in (1, 30):
        made = recorded(engine, tmp_path, number)
        with reading(engine) as session, counted(engine) as statements:
            assert len(pledges_of_year(session, made.block_id, made.id, 2017)) == number
            assert len(shortcomings_of_year(session, made.block_id, made.id, 2017)) == number
            assert len(regulations_of_block(session, made.block_id)) == number
            found = tasks_set_in(session, made.block_id, 2017, 2017)
        assert found is not None
        assert len(found.tasks) == number
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_everybody_is_called_as_in_the_year_that_is_looked_at(engine: Engine, tmp_path: Path) -> None:
    made = recorded(engine, tmp_path, 1)
    with writing(engine) as session:
        later = open_year(session, OPERATOR, made.id, 2018)
        edit_unit(session, OPERATOR, later, made.unit_ids[0], UnitEntry(name="Tên mới"), seen_version=1)
    with reading(engine) as session:
        (pledge,) = pledges_of_year(session, made.block_id, made.id, 2017)
        (shortcoming,) = shortcomings_of_year(session, made.block_id, made.id, 2017)
        owners = [
            found.tasks[0].owner
            for year in (2017, 2018)
            if (found := tasks_set_in(session, made.block_id, 2017, year))
        ]
        nothing = tasks_set_in(session, made.block_id, 2015, 2015)
    assert (pledge.name, shortcoming.unit) == ("Đơn vị 1", "Đơn vị 1")
    assert owners == ["Đơn vị 1", "Tên mới"]
    assert nothing is None
