"""Nine roles, each always or in one year; where a person comes from

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BEFORE = ("administrator", "secretary", "unit_editor", "viewer")
NOW = (
    "administrator",
    "secretary",
    "reviewer",
    "unit_editor",
    "voter",
    "teller",
    "chair",
    "viewer",
    "display",
)


def create(roles: tuple[str, ...], *more: sa.Column | sa.CheckConstraint) -> sa.Table:
    kind = sa.Enum(*roles, name="role", native_enum=False, create_constraint=True, length=32)
    table = op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", kind, nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        *more,
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")),
        sa.ForeignKeyConstraint(["block_id"], ["block.id"], name=op.f("fk_role_grant_block_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_account_id"), "role_grant", ["account_id"])
    return table


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_role_grant_{name}"))


def taken_out(wanted: str) -> list[dict[str, object]]:
    """The grants that stay; their table is then gone, since SQLite changes no CHECK of one that stands."""
    rows = op.get_bind().execute(sa.text(f"select {wanted} from role_grant order by id")).mappings().all()
    op.drop_table("role_grant")
    return [dict(row) for row in rows]


def upgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        account.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        account.create_foreign_key(op.f("fk_account_unit_id"), "unit", ["unit_id"], ["id"])
    with op.batch_alter_table("account") as account:
        account.alter_column("version", server_default=None)
    grants = taken_out("account_id, role, block_id, unit_id, null as year")
    for grant in grants:
        # Who administers one block has never been able to let anybody in; that is a secretary
        if grant["role"] == "administrator" and grant["block_id"] is not None:
            grant["role"] = "secretary"
    table = create(
        NOW,
        sa.Column("year", sa.Integer(), nullable=True),
        check("unit_of_role", "(role in ('unit_editor', 'voter')) = (unit_id is not null)"),
        check("administrator_everywhere", "role != 'administrator' or (block_id is null and year is null)"),
        check("year", "year between 1900 and 2200"),
    )
    op.bulk_insert(table, grants)


def downgrade() -> None:
    # A role that was not there before, or only for a year, would become more than it was
    known = ", ".join(f"'{role}'" for role in BEFORE)
    op.execute(f"delete from role_grant where role not in ({known}) or year is not null")
    grants = taken_out("account_id, role, block_id, unit_id")
    table = create(BEFORE, check("unit_of_editor", "(role = 'unit_editor') = (unit_id is not null)"))
    op.bulk_insert(table, grants)
    with op.batch_alter_table("account") as account:
        account.drop_constraint(op.f("fk_account_unit_id"), type_="foreignkey")
        account.drop_column("version")
        account.drop_column("unit_id")
