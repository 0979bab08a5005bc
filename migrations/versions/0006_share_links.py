"""Links by which a view of a year is seen without an account

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import models.types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

VIEWS = ("projector", "standings")


def moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, models.types.UtcDateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    view = sa.Enum(*VIEWS, name="view", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "share_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("view", view, nullable=False),
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        moment("created_at"),
        moment("expires_at"),
        moment("revoked_at", nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        moment("last_used_at", nullable=True),
        sa.CheckConstraint("length(label) > 0", name=op.f("ck_share_link_label")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_share_link_lives")),
        sa.CheckConstraint(
            "uses >= 0 and (uses = 0) = (last_used_at is null)", name=op.f("ck_share_link_uses")
        ),
        sa.ForeignKeyConstraint(
            ["block_year_id"], ["block_year.id"], name=op.f("fk_share_link_block_year_id")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_share_link_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_share_link_token_hash")),
    )
    op.create_index(op.f("ix_share_link_block_year_id"), "share_link", ["block_year_id"])


def downgrade() -> None:
    op.drop_table("share_link")
