"""An installation of an earlier version goes on with all that it holds."""

from datetime import UTC, date, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlmodel import Session, SQLModel, col, select

from models.accounts import TrailEntry
from models.registry import BlockMembership, UnitEventPart, UnitName
from services.audit import record
from services.database import alembic_config, prepare, writing
from services.queries.lineage import lineage_of_unit, registry_of
from services.queries.trail import links, stored_head
from services.reorganisation import undo_event
from services.rules.rights import OPERATOR
from services.rules.trail import START, Verdict, verify

# Two years of a block, a rename on 01/01/2015 and a merge on 01/07/2015, as version 0001 kept them.
OF_0001 = """
insert into block (id, code, head_label, deputy_label) values (1, 'noi-chinh', '', '');
insert into block_name (block_id, valid_from, name, kind) values (1, '2014-01-01', 'Khối', 'block');
insert into unit (id, block_id, code, kind, version) values
 (1, 1, 'mot', 'agency', 1), (2, 1, 'hai', 'agency', 1),
 (3, 1, 'ba', 'agency', 1), (4, 1, 'bon', 'agency', 1);
insert into unit_name (unit_id, valid_from, name, short_name) values
 (1, '2014-01-01', 'Sở Tư pháp', 'Sở TP'), (1, '2015-01-01', 'Sở Tư pháp tỉnh', null),
 (2, '2014-01-01', 'Đơn vị hai', null), (3, '2014-01-01', 'Đơn vị ba', null),
 (4, '2015-07-01', 'Đơn vị bốn', null);
insert into unit_event (id, kind, effective_on, document_number, illustrative) values
 (1, 'rename', '2015-01-01', '', (1 = 0)), (2, 'merge', '2015-07-01', '', (1 = 0));
insert into unit_event_part (event_id, unit_id, side) values
 (1, 1, 'before'), (1, 1, 'after'), (2, 2, 'before'), (2, 3, 'before'), (2, 4, 'after');
insert into block_year (id, block_id, year, state, conference_place, chaired_by, illustrative, ranking_stage,
 ranking_by, tie_breaks, version) values
 (1, 1, 2014, 'archived', '', '', (1 = 0), 'final', 'points', '[]', 1),
 (2, 1, 2015, 'draft', '', '', (1 = 0), 'final', 'points', '[]', 1);
insert into year_unit (block_year_id, unit_id, position, scored, votes) values
 (1, 1, 0, (1 = 1), (1 = 1)), (1, 2, 1, (1 = 1), (1 = 1)), (1, 3, 2, (1 = 1), (1 = 1)),
 (2, 1, 0, (1 = 1), (1 = 1));
insert into year_task (block_year_id, position, text) values (1, 0, 'Nhiệm vụ một');
insert into block_office (block_year_id, term, role, unit_id, position) values (1, 'current', 'head', 1, 0);
"""


@pytest.fixture
def upgraded(engine: Engine) -> Engine:
    """A database that was filled by version 0001 and brought up to this one."""
    config = alembic_config(engine)
    command.downgrade(config, "0001")
    with engine.begin() as connection:
        for statement in OF_0001.strip().rstrip(";").split(";\n"):
            connection.execute(text(statement))
    prepare(engine)
    return engine


def test_units_keep_their_names_and_get_the_places_that_their_rolls_say(upgraded: Engine) -> None:
    with Session(upgraded) as session:
        folded = session.exec(select(UnitName.folded).where(UnitName.unit_id == 1)).all()
        rows = session.exec(select(BlockMembership)).all()
        known = registry_of(session, [1])
    assert sorted(folded) == ["so tu phap so tp", "so tu phap tinh"]
    assert {(row.unit_id, row.valid_from, row.block_id, row.event_id) for row in rows} == {
        (1, date(2014, 1, 1), 1, None),
        (2, date(2014, 1, 1), 1, None),
        (3, date(2014, 1, 1), 1, None),
        (2, date(2015, 7, 1), None, 2),
        (3, date(2015, 7, 1), None, 2),
        (4, date(2015, 7, 1), 1, None),
    }
    assert known[4].begun == date(2015, 7, 1)
    assert known[2].ended == date(2015, 7, 1)


def test_what_happened_before_the_upgrade_can_still_be_told_and_undone(upgraded: Engine) -> None:
    with writing(upgraded) as session:
        assert {one.unit_id for one in lineage_of_unit(session, 4).predecessors} == {2, 3}
        undo_event(session, OPERATOR, 1)
        names = session.exec(select(UnitName.name).where(UnitName.unit_id == 1)).all()
        assert list(names) == ["Sở Tư pháp"]
        assert session.exec(select(UnitEventPart).where(UnitEventPart.event_id == 1)).all() == []


def test_the_upgraded_tables_are_those_of_the_models(upgraded: Engine) -> None:
    with upgraded.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


# What version 0002 wrote: an entry by an account, a gap, an entry of the command line with a reason, in NFD.
TRAIL_OF_0002 = """
insert into account (id, username, display_name, password_hash, active, sessions_valid_after) values
 (1, 'thu-ky', 'Thư ký', 'x', (1 = 1), '2017-01-01 00:00:00');
insert into trail_entry (id, at, account_id, actor, action, subject, facts) values
 (3, '2017-12-25 01:30:00.000001', 1, 'Thư ký', 'add_unit', 'unit 1', '{"name": "Sở", "year": 2017}'),
 (7, '2017-12-25 01:29:00', null, 'manage.py', 'move_year', 'year 1', '{"reason": "Nhập nhầm"}');
"""


def test_the_trail_of_an_earlier_version_is_numbered_and_chained(engine: Engine) -> None:
    command.downgrade(alembic_config(engine), "0002")
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("set time zone 'UTC'"))
        for statement in TRAIL_OF_0002.strip().rstrip(";").split(";\n"):
            connection.execute(text(statement.replace(":", r"\:")))
    prepare(engine)
    with writing(engine) as session:
        record(session, OPERATOR, "add_unit", "unit 2")
        first, second, third = session.exec(select(TrailEntry).order_by(col(TrailEntry.number))).all()
        assert (first.number, first.account_id, first.actor, first.facts) == (
            1,
            1,
            "Thư ký",
            {"name": "Sở", "year": 2017},
        )
        assert first.at == datetime(2017, 12, 25, 1, 30, 0, 1, tzinfo=UTC)
        assert (second.number, second.reason, second.facts) == (2, "Nhập nhầm", {})
        assert third.number == 3
        assert verify(links(session)) == Verdict(stored_head(session), None)


def test_the_trail_of_an_empty_installation_begins_at_its_start(engine: Engine) -> None:
    command.downgrade(alembic_config(engine), "0002")
    prepare(engine)
    with Session(engine) as session:
        assert stored_head(session) == START


def test_a_trail_goes_back_to_the_earlier_version_whole(engine: Engine) -> None:
    with writing(engine) as session:
        record(session, OPERATOR, "add_unit", "unit 1", name="Sở")
        record(session, OPERATOR, "add_unit", "unit 2")
    command.downgrade(alembic_config(engine), "0002")
    with engine.begin() as connection:
        connection.execute(
            text(
                "insert into trail_entry (at, actor, action, subject, facts)"
                " select at, actor, action, subject, facts from trail_entry where id = 1"
            )
        )
        assert list(connection.execute(text("select id from trail_entry order by id")).scalars()) == [1, 2, 3]
