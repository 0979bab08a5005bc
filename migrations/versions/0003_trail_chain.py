"""The trail becomes a chain that shows tampering, and says more of each entry

Revision: 0003, after 0002.
"""

from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any

import sqlalchemy as sa
import sqlmodel
from alembic import op

import models.types
from services.rules.trail import START, Entry, Head, linked, settled, text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BATCH = 500

TABLES = ("trail_entry", "trail_entry_block")
SQLITE_GUARDS = [
    f"""
CREATE TRIGGER {table}_is_not_{done} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, 'an entry of the trail is never {done}'); END
"""
    for table in TABLES
    for act, done in (("UPDATE", "changed"), ("DELETE", "deleted"))
] + [
    """
CREATE TRIGGER trail_entry_is_not_replaced BEFORE INSERT ON trail_entry
WHEN EXISTS (SELECT 1 FROM trail_entry WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'an entry of the trail is never replaced'); END
"""
]
POSTGRES_GUARDS = [
    """
CREATE FUNCTION refuse_change_of_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'an entry of the trail is never changed or deleted'; END
$$
"""
] + [
    f"""
CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_trail()
"""
    for table in TABLES
]


def upgrade() -> None:
    _keep(_old_columns())
    op.drop_table("trail_entry")
    op.create_table(
        "trail_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("origin", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("action", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_trail_entry")),
    )
    for name in ("at", "account_id", "action", "subject"):
        op.create_index(op.f(f"ix_trail_entry_{name}"), "trail_entry", [name])
    op.create_table(
        "trail_entry_block",
        sa.Column("block_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("block_id", "number", name=op.f("pk_trail_entry_block")),
    )
    op.create_table(
        "trail_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_trail_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_head")),
    )
    op.create_table(
        "refusal_tally",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("permission", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("since", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "permission", name=op.f("pk_refusal_tally")),
    )
    head = _chain()
    op.bulk_insert(
        sa.table("trail_head", sa.column("id"), sa.column("number"), sa.column("hash")),
        [{"id": 1, "number": head.number, "hash": head.hash}],
    )
    op.drop_table("trail_kept")
    for guard in SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRES_GUARDS:
        op.execute(guard)


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    _keep(_old_columns(), key="number")
    for name in TABLES:
        op.drop_table(name)  # with its triggers
    if not on_sqlite:
        op.execute("DROP FUNCTION refuse_change_of_trail()")
    op.create_table(
        "trail_entry",
        *_old_columns(),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_trail_entry_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_entry")),
    )
    op.execute("INSERT INTO trail_entry SELECT * FROM trail_kept")
    if not on_sqlite:
        op.execute("SELECT setval('trail_entry_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM trail_entry), false)")
    op.drop_table("trail_kept")
    op.drop_table("refusal_tally")
    op.drop_table("trail_head")


def _old_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
    ]


def _keep(columns: list[sa.Column[Any]], key: str = "id") -> None:
    """Set the entries aside, in a table that lives no longer than this connection."""
    names = [column.name for column in columns]
    kept = op.create_table(
        "trail_kept", *columns, sa.PrimaryKeyConstraint("id", name="pk_trail_kept"), prefixes=["TEMPORARY"]
    )
    stored = sa.table("trail_entry", *(sa.column(name) for name in [key, *names[1:]]))
    op.execute(kept.insert().from_select(names, sa.select(*stored.columns)))


def _chain() -> Head:
    """Write the entries that were set aside, numbered and chained in their order, and give the last."""
    head = START
    typed = {"at": models.types.UtcDateTime(timezone=True), "blocks": sa.JSON(), "facts": sa.JSON()}
    names = [field.name for field in fields(Entry)] + ["hash"]
    entries = sa.table("trail_entry", *(sa.column(name, typed.get(name)) for name in names))
    for batch in _kept():
        rows = []
        for old in batch:
            link = linked(_entry(old, head))
            head = Head(link.entry.number, link.hash)
            rows.append({**asdict(link.entry), "hash": link.hash})
        op.bulk_insert(entries, rows)
    return head


def _entry(old: sa.Row[Any], head: Head) -> Entry:
    facts = {name: settled(fact) for name, fact in old.facts.items()}
    return Entry(
        number=head.number + 1,
        at=old.at,
        account_id=old.account_id,
        actor=text(old.actor),
        role="",
        origin="",
        action=old.action,
        subject=text(old.subject),
        blocks=[],
        reason=facts.pop("reason", None) or "",
        facts=facts,
        previous=head.hash,
    )


def _kept() -> Iterator[list[sa.Row[Any]]]:
    columns = [sa.column(column.name, column.type) for column in _old_columns()]
    kept, last = sa.table("trail_kept", *columns), 0
    query = sa.select(kept).order_by(kept.c.id).limit(BATCH)
    while batch := list(op.get_bind().execute(query.where(kept.c.id > last))):
        yield batch
        last = batch[-1].id
