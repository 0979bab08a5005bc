"""Who speaks for the units of a roll on the last day of its year."""

from datetime import date

from sqlalchemy import Engine

from models.enums import ContactRole
from services.database import reading, writing
from services.queries.representatives import representatives_of_roll, representatives_of_unit
from services.representatives import RepresentativeEntry, name_representative
from services.rules.rights import OPERATOR
from tests.factories import made_year
from tests.queries.statements import counted

LEADER, OFFICER = ContactRole.LEADER, ContactRole.OFFICER


def test_a_year_shows_who_spoke_at_its_end(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        one, two, three = made.unit_ids
        for unit, role, day, person in (
            (one, LEADER, date(2015, 1, 1), "Lan"),
            (one, LEADER, date(2017, 12, 31), "Bình"),
            (one, LEADER, date(2018, 1, 1), "Cúc"),
            (one, OFFICER, date(2017, 6, 1), "Dung"),
            (two, LEADER, date(2018, 1, 1), "Em"),
            (three, LEADER, date(2016, 1, 1), "Giang"),
            (three, LEADER, date(2017, 1, 1), ""),
        ):
            name_representative(session, OPERATOR, unit, role, day, RepresentativeEntry(person=person))
    with reading(engine) as session:
        then = representatives_of_roll(session, made.id, 2017)
    assert {key: line.person for key, line in then.items()} == {
        (one, LEADER): "Bình",
        (one, OFFICER): "Dung",
        (three, LEADER): "",
    }


def test_units_add_no_statements(engine: Engine) -> None:
    counts = []
    for units in (1, 30):
        with writing(engine) as session:
            made = made_year(session, units=units)
            for unit in made.unit_ids:
                entry = RepresentativeEntry(person="Lan")
                name_representative(session, OPERATOR, unit, LEADER, date(2016, 1, 1), entry)
        with reading(engine) as session, counted(engine) as statements:
            representatives_of_roll(session, made.id, 2017)
            representatives_of_unit(session, made.unit_ids[0])
        counts.append(len(statements))
    assert counts[0] == counts[1]
