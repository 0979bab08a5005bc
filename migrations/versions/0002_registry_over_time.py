"""Registry over time and the year's record

Revision: 0002, after 0001.
"""

import unicodedata
from datetime import date

import sqlalchemy as sa
import sqlmodel
from alembic import op

import models.types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reorganisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("applied_at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganisation")),
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pdf",
                "docx",
                "xlsx",
                "png",
                "jpg",
                name="file_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("stored_at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_file_size")),
        sa.ForeignKeyConstraint(["block_id"], ["block.id"], name=op.f("fk_stored_file_block_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_block_id"), ["block_id"], unique=False)

    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "movement",
                "exchange",
                name="activity_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_activity_order")),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_activity_title")),
        sa.ForeignKeyConstraint(["block_year_id"], ["block_year.id"], name=op.f("fk_activity_block_year_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_activity_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_block_year_id"), ["block_year_id"], unique=False)

    op.create_table(
        "block_membership",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["block_id"], ["block.id"], name=op.f("fk_block_membership_block_id")),
        sa.ForeignKeyConstraint(["event_id"], ["unit_event.id"], name=op.f("fk_block_membership_event_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_block_membership_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "valid_from", name=op.f("pk_block_membership")),
    )
    with op.batch_alter_table("block_membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_block_membership_block_id"), ["block_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_block_membership_event_id"), ["event_id"], unique=False)

    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_milestone_title")),
        sa.ForeignKeyConstraint(
            ["block_year_id"], ["block_year.id"], name=op.f("fk_milestone_block_year_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_milestone_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_block_year_id"), ["block_year_id"], unique=False)

    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["block_year_id"], ["block_year.id"], name=op.f("fk_pledge_block_year_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_pledge_file_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_pledge_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint("block_year_id", "unit_id", name=op.f("uq_pledge_block_year_id_unit_id")),
    )
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pledge_block_year_id"), ["block_year_id"], unique=False)

    op.create_table(
        "regulation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "regulation",
                "criteria",
                name="regulation_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("file_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["block_id"], ["block.id"], name=op.f("fk_regulation_block_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_regulation_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulation")),
        sa.UniqueConstraint(
            "block_id", "kind", "valid_from", name=op.f("uq_regulation_block_id_kind_valid_from")
        ),
    )
    op.create_table(
        "representative",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "leader", "officer", name="contact_role", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_representative_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "role", "valid_from", name=op.f("pk_representative")),
    )
    op.create_table(
        "shortcoming",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_shortcoming_text")),
        sa.ForeignKeyConstraint(
            ["block_year_id"], ["block_year.id"], name=op.f("fk_shortcoming_block_year_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_shortcoming_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortcoming")),
    )
    with op.batch_alter_table("shortcoming", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shortcoming_block_year_id"), ["block_year_id"], unique=False)

    with op.batch_alter_table("block_office", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "chosen",
                sa.Enum(
                    "vote", "appointment", name="chosen", native_enum=False, create_constraint=True, length=32
                ),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column("poll_code", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True)
        )
        batch_op.add_column(sa.Column("document_number", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("document_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("handed_over_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("handover_note", sa.Text(), nullable=False, server_default=""))

    with op.batch_alter_table("unit_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reorganisation_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_unit_event_reorganisation_id"), ["reorganisation_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_unit_event_reorganisation_id"), "reorganisation", ["reorganisation_id"], ["id"]
        )

    with op.batch_alter_table("unit_event_part", schema=None) as batch_op:
        batch_op.add_column(sa.Column("created", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f("ix_unit_event_part_unit_id"), ["unit_id"], unique=False)

    with op.batch_alter_table("unit_name", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folded", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("event_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_unit_name_event_id"), ["event_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_unit_name_event_id"), "unit_event", ["event_id"], ["id"])

    with op.batch_alter_table("year_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("solution", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "progress",
                sa.Enum(
                    "not_started",
                    "under_way",
                    "done",
                    name="task_progress",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=False,
                server_default="not_started",
            )
        )
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        batch_op.create_foreign_key(batch_op.f("fk_year_task_owner_id"), "unit", ["owner_id"], ["id"])

    _fold_names(op.get_bind())
    _link_events(op.get_bind())
    _place_units(op.get_bind())


def _fold_names(connection: sa.Connection) -> None:
    """The search finds names without tones; from now on they are kept so beside the names."""
    texts = [sa.column(name, sa.Text) for name in ("name", "short_name", "folded")]
    names = sa.table("unit_name", sa.column("unit_id"), sa.column("valid_from", sa.Date), *texts)
    for row in connection.execute(sa.select(names)).all():
        text = unicodedata.normalize("NFD", f"{row.name} {row.short_name or ''}".casefold())
        plain = "".join(c for c in text if not unicodedata.combining(c)).replace("\u0111", "d")
        connection.execute(
            names.update()
            .where(names.c.unit_id == row.unit_id, names.c.valid_from == row.valid_from)
            .values(folded=" ".join(plain.split()))
        )


def _link_events(connection: sa.Connection) -> None:
    """A name that begins with an event, and a unit whose first name does, came from that event."""
    connection.exec_driver_sql(
        "update unit_name set event_id = (select max(e.id) from unit_event e"
        " join unit_event_part p on p.event_id = e.id where p.side = 'after'"
        " and p.unit_id = unit_name.unit_id and e.effective_on = unit_name.valid_from)"
    )
    connection.exec_driver_sql(
        "update unit_event_part set created = (1 = 1) where side = 'after'"
        " and not exists (select 1 from unit_event_part b where b.event_id = unit_event_part.event_id"
        " and b.unit_id = unit_event_part.unit_id and b.side = 'before')"
        " and not exists (select 1 from unit_name n where n.unit_id = unit_event_part.unit_id"
        " and (n.event_id is null or n.event_id <> unit_event_part.event_id))"
    )


def _place_units(connection: sa.Connection) -> None:
    """A unit belonged to the block on whose roll it stood, until the event that ended it."""
    columns = ("unit_id", "valid_from", "block_id", "event_id")
    types = (sa.Integer, sa.Date, sa.Integer, sa.Integer)
    members = sa.table("block_membership", *map(sa.column, columns, types))
    rolls = connection.exec_driver_sql(
        "select u.unit_id, y.year, y.block_id from year_unit u join block_year y on y.id = u.block_year_id"
        " order by 1, 2, 3"
    ).all()
    unrolled = connection.exec_driver_sql(
        "select u.id, min(n.valid_from), u.block_id from unit u join unit_name n on n.unit_id = u.id"
        " where u.id not in (select unit_id from year_unit) group by u.id, u.block_id"
    ).all()
    belongs: dict[int, int] = {}
    rows = []
    for unit_id, day, block_id in unrolled:
        belongs[unit_id] = block_id
        rows.append((unit_id, _day(day), block_id, None))
    for unit_id, year, block_id in rolls:
        if belongs.get(unit_id) != block_id:
            belongs[unit_id] = block_id
            rows.append((unit_id, date(year, 1, 1), block_id, None))
    taken = {(row[0], row[1]) for row in rows}
    ends = connection.exec_driver_sql(
        "select p.unit_id, e.effective_on, e.id from unit_event e join unit_event_part p on p.event_id = e.id"
        " where p.side = 'before' and e.kind in ('merge', 'split', 'dissolve')"
        " and not exists (select 1 from unit_event_part a where a.event_id = e.id and a.unit_id = p.unit_id"
        " and a.side = 'after')"
    ).all()
    for unit_id, day, event_id in ends:
        ended = _day(day)
        if unit_id in belongs and (unit_id, ended) not in taken:
            rows.append((unit_id, ended, None, event_id))
    placed = {row[:2]: dict(zip(columns, row, strict=True)) for row in rows}
    if placed:
        connection.execute(members.insert(), list(placed.values()))


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def downgrade() -> None:
    with op.batch_alter_table("year_task", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_year_task_owner_id"), type_="foreignkey")
        batch_op.drop_column("note")
        batch_op.drop_constraint(batch_op.f("ck_year_task_task_progress"), type_="check")
        batch_op.drop_column("progress")
        batch_op.drop_column("due_on")
        batch_op.drop_column("owner_id")
        batch_op.drop_column("solution")

    with op.batch_alter_table("unit_name", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_unit_name_event_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_unit_name_event_id"))
        batch_op.drop_column("event_id")
        batch_op.drop_column("folded")

    with op.batch_alter_table("unit_event_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_event_part_unit_id"))
        batch_op.drop_column("created")

    with op.batch_alter_table("unit_event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_unit_event_reorganisation_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_unit_event_reorganisation_id"))
        batch_op.drop_column("reorganisation_id")

    with op.batch_alter_table("block_office", schema=None) as batch_op:
        batch_op.drop_column("handover_note")
        batch_op.drop_column("handed_over_on")
        batch_op.drop_column("document_on")
        batch_op.drop_column("document_number")
        batch_op.drop_column("poll_code")
        batch_op.drop_constraint(batch_op.f("ck_block_office_chosen"), type_="check")
        batch_op.drop_column("chosen")

    with op.batch_alter_table("shortcoming", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shortcoming_block_year_id"))

    op.drop_table("shortcoming")
    op.drop_table("representative")
    op.drop_table("regulation")
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pledge_block_year_id"))

    op.drop_table("pledge")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestone_block_year_id"))

    op.drop_table("milestone")
    with op.batch_alter_table("block_membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_block_membership_event_id"))
        batch_op.drop_index(batch_op.f("ix_block_membership_block_id"))

    op.drop_table("block_membership")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_block_year_id"))

    op.drop_table("activity")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_block_id"))

    op.drop_table("stored_file")
    op.drop_table("reorganisation")
