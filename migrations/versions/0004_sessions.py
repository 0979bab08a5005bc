"""Sessions of our own, and what guards the way in

Revision: 0004, after 0003.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
import sqlmodel
from alembic import op

import models.types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, models.types.UtcDateTime(timezone=True), nullable=nullable)


def text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=False)


def word(name: str, *values: str, nullable: bool = False) -> sa.Column:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=nullable)


def of_account(table: str) -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    return (
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id")),
    )


def upgrade() -> None:
    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        text("token_hash", 64),
        *of_account("account_session"),
        *map(moment, ("created_at", "last_seen_at", "idle_until", "ends_at", "confirmed_at")),
        sa.Column("without_factor", sa.Boolean(), nullable=False),
        text("address", 60),
        sa.Column("device", sa.Text(), nullable=False),
        moment("ended_at", nullable=True),
        word(
            "ended_why",
            "signed_out",
            "ended_by_owner",
            "ended_by_administrator",
            "password_changed",
            "account_closed",
            "too_many",
            nullable=True,
        ),
        sa.CheckConstraint("(ended_at is null) = (ended_why is null)", name=op.f("ck_account_session_ended")),
        sa.CheckConstraint("idle_until <= ends_at", name=op.f("ck_account_session_absolute_end")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    op.create_table(
        "sign_in_ticket",
        text("ticket_hash", 64),
        *of_account("sign_in_ticket"),
        moment("expires_at"),
        sa.PrimaryKeyConstraint("ticket_hash", name=op.f("pk_sign_in_ticket")),
    )
    op.create_table(
        "one_time_code",
        *of_account("one_time_code"),
        text("code_hash", 64),
        word("purpose", "password", "entry"),
        moment("expires_at"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_one_time_code")),
    )
    op.create_table(
        "sign_in_throttle",
        text("key", 200),
        sa.Column("failures", sa.Integer(), nullable=False),
        moment("last_at"),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_sign_in_throttle_failures")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_throttle")),
    )
    op.create_table(
        "second_factor",
        *of_account("second_factor"),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        moment("confirmed_at"),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        text("code_hash", 64),
        *of_account("recovery_code"),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_code")),
    )
    for table in ("account_session", "sign_in_ticket", "recovery_code"):
        op.create_index(op.f(f"ix_{table}_account_id"), table, ["account_id"])
    # Cookies of the sign-in library open nothing any more, so nothing has to say which of them are live
    with op.batch_alter_table("account") as account:
        account.drop_column("sessions_valid_after")


def downgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.add_column(moment("sessions_valid_after", nullable=True))
    rows = sa.table("account", moment("sessions_valid_after"))
    op.execute(sa.update(rows).values(sessions_valid_after=datetime.now(UTC)))
    with op.batch_alter_table("account") as account:
        account.alter_column("sessions_valid_after", nullable=False)
    for table in (
        "recovery_code",
        "second_factor",
        "sign_in_throttle",
        "one_time_code",
        "sign_in_ticket",
        "account_session",
    ):
        op.drop_table(table)
