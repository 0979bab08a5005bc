"""First tables

Revision: 0001, after .
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


import models.types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("sessions_valid_after", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(username) > 0", name=op.f("ck_account_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("head_label", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("deputy_label", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.CheckConstraint("length(code) > 0", name=op.f("ck_block_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
        sa.UniqueConstraint("code", name=op.f("uq_block_code")),
    )
    op.create_table(
        "setup_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_setup_code_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_code")),
    )
    op.create_table(
        "unit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "found",
                "rename",
                "merge",
                "split",
                "transfer",
                "dissolve",
                name="unit_event_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_event")),
    )
    op.create_table(
        "block_name",
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "block", "cluster", name="block_kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("province", sa.Text(), nullable=True),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_block_name_name")),
        sa.ForeignKeyConstraint(["block_id"], ["block.id"], name=op.f("fk_block_name_block_id")),
        sa.PrimaryKeyConstraint("block_id", "valid_from", name=op.f("pk_block_name")),
    )
    op.create_table(
        "block_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "scoring",
                "conference",
                "published",
                "archived",
                name="year_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("conference_on", sa.Date(), nullable=True),
        sa.Column("conference_place", sa.Text(), nullable=False),
        sa.Column("chaired_by", sa.Text(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column(
            "ranking_stage",
            sa.Enum(
                "self",
                "review",
                "final",
                name="ranking_stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "ranking_by",
            sa.Enum(
                "points", "percent", name="ranking_key", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("tie_breaks", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("year between 1900 and 2200", name=op.f("ck_block_year_year")),
        sa.ForeignKeyConstraint(["block_id"], ["block.id"], name=op.f("fk_block_year_block_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_year")),
        sa.UniqueConstraint("block_id", "year", name=op.f("uq_block_year_block_id_year")),
    )
    op.create_table(
        "trail_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_trail_entry_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_entry")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "agency",
                "locality",
                "enterprise",
                "association",
                name="unit_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(code) > 0", name=op.f("ck_unit_code")),
        sa.ForeignKeyConstraint(["block_id"], ["block.id"], name=op.f("fk_unit_block_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("block_id", "code", name=op.f("uq_unit_block_id_code")),
    )
    op.create_table(
        "award",
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("award", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "proposed",
                "passed",
                "decided",
                name="award_stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["block_year_id"], ["block_year.id"], name=op.f("fk_award_block_year_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_award_unit_id")),
        sa.PrimaryKeyConstraint("block_year_id", "position", name=op.f("pk_award")),
        sa.UniqueConstraint(
            "block_year_id",
            "award",
            "unit_id",
            "stage",
            name=op.f("uq_award_block_year_id_award_unit_id_stage"),
        ),
    )
    op.create_table(
        "band",
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("minimum", models.types.Points(), nullable=True),
        sa.Column("minimum_included", sa.Boolean(), nullable=False),
        sa.Column("maximum", models.types.Points(), nullable=True),
        sa.Column("maximum_included", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["block_year_id"], ["block_year.id"], name=op.f("fk_band_block_year_id")),
        sa.PrimaryKeyConstraint("block_year_id", "position", name=op.f("pk_band")),
    )
    op.create_table(
        "block_office",
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column(
            "term",
            sa.Enum(
                "current", "next", name="office_term", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "head", "deputy", name="office_role", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_year_id"], ["block_year.id"], name=op.f("fk_block_office_block_year_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_block_office_unit_id")),
        sa.PrimaryKeyConstraint("block_year_id", "term", "role", "unit_id", name=op.f("pk_block_office")),
    )
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "group",
                "direct",
                "pass_fail",
                "quantitative",
                "per_item",
                "bonus_penalty",
                name="method",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("maximum", models.types.Points(), nullable=True),
        sa.Column("step", models.types.Points(), nullable=True),
        sa.Column("per_item", models.types.ExactDecimal(), nullable=True),
        sa.Column("bonus", models.types.ExactDecimal(), nullable=True),
        sa.Column("penalty", models.types.ExactDecimal(), nullable=True),
        sa.Column("floor", models.types.Points(), nullable=True),
        sa.Column("cap", models.types.Points(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("floor <= cap", name=op.f("ck_criterion_bounds")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_criterion_name")),
        sa.CheckConstraint("maximum >= 0", name=op.f("ck_criterion_maximum")),
        sa.CheckConstraint("step > 0", name=op.f("ck_criterion_step")),
        sa.ForeignKeyConstraint(
            ["block_year_id"], ["block_year.id"], name=op.f("fk_criterion_block_year_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["criterion.id"], name=op.f("fk_criterion_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("block_year_id", "code", name=op.f("uq_criterion_block_year_id_code")),
    )
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_criterion_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "approval",
                "election",
                "motion",
                name="poll_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column(
            "method",
            sa.Enum(
                "secret",
                "paper",
                "hands",
                "acclamation",
                name="poll_method",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "rule_operator",
            sa.Enum(">=", ">", name="rule_operator", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("rule_share", models.types.ExactDecimal(), nullable=True),
        sa.Column(
            "rule_basis",
            sa.Enum(
                "members",
                "summoned",
                "present",
                "issued",
                "collected",
                "valid",
                name="rule_basis",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "quorum_operator",
            sa.Enum(">=", ">", name="quorum_operator", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("quorum_share", models.types.ExactDecimal(), nullable=True),
        sa.Column(
            "quorum_basis",
            sa.Enum(
                "members",
                "summoned",
                "present",
                "issued",
                "collected",
                "valid",
                name="quorum_basis",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("summoned", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("issued", sa.Integer(), nullable=True),
        sa.Column("collected", sa.Integer(), nullable=True),
        sa.Column("invalid", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "void",
                name="poll_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("verdict", sa.JSON(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'election') = (seats is not null)", name=op.f("ck_poll_seats_of_election")
        ),
        sa.CheckConstraint("(state = 'void') = (void_reason is not null)", name=op.f("ck_poll_void_reason")),
        sa.CheckConstraint("invalid >= 0", name=op.f("ck_poll_invalid")),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_poll_title")),
        sa.CheckConstraint("seats >= 1", name=op.f("ck_poll_seats")),
        sa.CheckConstraint(
            "summoned >= 0 and present >= 0 and present <= summoned", name=op.f("ck_poll_attendance")
        ),
        sa.ForeignKeyConstraint(["block_year_id"], ["block_year.id"], name=op.f("fk_poll_block_year_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["poll.id"], name=op.f("fk_poll_follows_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("block_year_id", "code", name=op.f("uq_poll_block_year_id_code")),
        sa.UniqueConstraint("follows_id", name=op.f("uq_poll_follows_id")),
    )
    op.create_table(
        "quota",
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("award", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=True),
        sa.Column("share", models.types.ExactDecimal(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.CheckConstraint("(maximum is null) <> (share is null)", name=op.f("ck_quota_one_limit")),
        sa.ForeignKeyConstraint(["block_year_id"], ["block_year.id"], name=op.f("fk_quota_block_year_id")),
        sa.PrimaryKeyConstraint("block_year_id", "position", name=op.f("pk_quota")),
        sa.UniqueConstraint("block_year_id", "award", name=op.f("uq_quota_block_year_id_award")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "secretary",
                "unit_editor",
                "viewer",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("block_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(role = 'unit_editor') = (unit_id is not null)", name=op.f("ck_role_grant_unit_of_editor")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")),
        sa.ForeignKeyConstraint(["block_id"], ["block.id"], name=op.f("fk_role_grant_block_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_account_id"), ["account_id"], unique=False)

    op.create_table(
        "score_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("criterion_code", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "self",
                "review",
                "final",
                name="change_stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_year_id"], ["block_year.id"], name=op.f("fk_score_change_block_year_id")
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_score_change_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_change")),
    )
    with op.batch_alter_table("score_change", schema=None) as batch_op:
        batch_op.create_index(
            "ix_score_change_cell", ["block_year_id", "unit_code", "criterion_code", "stage"], unique=False
        )

    op.create_table(
        "unit_event_part",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "before", "after", name="event_side", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["event_id"], ["unit_event.id"], name=op.f("fk_unit_event_part_event_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_event_part_unit_id")),
        sa.PrimaryKeyConstraint("event_id", "unit_id", "side", name=op.f("pk_unit_event_part")),
    )
    op.create_table(
        "unit_name",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=True),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_unit_name_name")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_name_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "valid_from", name=op.f("pk_unit_name")),
    )
    op.create_table(
        "year_task",
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_year_task_text")),
        sa.ForeignKeyConstraint(
            ["block_year_id"], ["block_year.id"], name=op.f("fk_year_task_block_year_id")
        ),
        sa.PrimaryKeyConstraint("block_year_id", "position", name=op.f("pk_year_task")),
    )
    op.create_table(
        "year_unit",
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("scored", sa.Boolean(), nullable=False),
        sa.Column("votes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_year_id"], ["block_year.id"], name=op.f("fk_year_unit_block_year_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_year_unit_unit_id")),
        sa.PrimaryKeyConstraint("block_year_id", "unit_id", name=op.f("pk_year_unit")),
        sa.UniqueConstraint("block_year_id", "position", name=op.f("uq_year_unit_block_year_id_position")),
    )
    op.create_table(
        "poll_option",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.Column("against", sa.Integer(), nullable=True),
        sa.Column("blank", sa.Integer(), nullable=True),
        sa.CheckConstraint("not withdrawn or votes is null", name=op.f("ck_poll_option_withdrawn")),
        sa.CheckConstraint("votes >= 0 and against >= 0 and blank >= 0", name=op.f("ck_poll_option_counts")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_option_poll_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_poll_option_unit_id")),
        sa.PrimaryKeyConstraint("poll_id", "code", name=op.f("pk_poll_option")),
    )
    op.create_table(
        "score",
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "self", "review", "final", name="stage", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("points", models.types.Points(), nullable=True),
        sa.Column("not_assigned", sa.Boolean(), nullable=False),
        sa.Column("achieved", sa.Boolean(), nullable=True),
        sa.Column("target", models.types.ExactDecimal(), nullable=True),
        sa.Column("actual", models.types.ExactDecimal(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("bonus_count", sa.Integer(), nullable=True),
        sa.Column("penalty_count", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(points is null) = not_assigned", name=op.f("ck_score_points_or_not_assigned")),
        sa.CheckConstraint(
            "count >= 0 and bonus_count >= 0 and penalty_count >= 0", name=op.f("ck_score_counts")
        ),
        sa.ForeignKeyConstraint(
            ["block_year_id", "unit_id"],
            ["year_unit.block_year_id", "year_unit.unit_id"],
            name=op.f("fk_score_block_year_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_score_changed_by")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_score_criterion_id")),
        sa.PrimaryKeyConstraint("block_year_id", "stage", "unit_id", "criterion_id", name=op.f("pk_score")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unit_total",
        sa.Column("block_year_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "self",
                "review",
                "final",
                name="total_stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("points", models.types.Points(), nullable=False),
        sa.Column("bonus", models.types.Points(), nullable=False),
        sa.Column("maximum", models.types.Points(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("branches", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_year_id", "unit_id"],
            ["year_unit.block_year_id", "year_unit.unit_id"],
            name=op.f("fk_unit_total_block_year_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("block_year_id", "stage", "unit_id", name=op.f("pk_unit_total")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:

    op.drop_table("unit_total")
    op.drop_table("score")
    op.drop_table("poll_option")
    op.drop_table("year_unit")
    op.drop_table("year_task")
    op.drop_table("unit_name")
    op.drop_table("unit_event_part")
    with op.batch_alter_table("score_change", schema=None) as batch_op:
        batch_op.drop_index("ix_score_change_cell")

    op.drop_table("score_change")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_account_id"))

    op.drop_table("role_grant")
    op.drop_table("quota")
    op.drop_table("poll")
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_criterion_parent_id"))

    op.drop_table("criterion")
    op.drop_table("block_office")
    op.drop_table("band")
    op.drop_table("award")
    op.drop_table("unit")
    op.drop_table("trail_entry")
    op.drop_table("block_year")
    op.drop_table("block_name")
    op.drop_table("unit_event")
    op.drop_table("setup_code")
    op.drop_table("block")
    op.drop_table("account")
