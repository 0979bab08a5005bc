"""Score sheets step by step

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


import models.types

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def step(name: str) -> sa.Enum:
    words = ('self', 'review', 'second_review', 'explanation', 'final')
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table('sheet_deadline',
    sa.Column('block_year_id', sa.Integer(), nullable=False),
    sa.Column('step', step('deadline_step'), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['block_year_id'], ['block_year.id'], name=op.f('fk_sheet_deadline_block_year_id')),
    sa.PrimaryKeyConstraint('block_year_id', 'step', name=op.f('pk_sheet_deadline'))
    )
    op.create_table('unit_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('block_year_id', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.CheckConstraint('length(name) > 0', name=op.f('ck_unit_group_name')),
    sa.ForeignKeyConstraint(['block_year_id'], ['block_year.id'], name=op.f('fk_unit_group_block_year_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_group')),
    sa.UniqueConstraint('block_year_id', 'code', name=op.f('uq_unit_group_block_year_id_code'))
    )
    op.create_table('criteria_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('block_year_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('regulation_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', models.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('opened_by', sa.Integer(), nullable=True),
    sa.Column('frozen_at', models.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('frozen_by', sa.Integer(), nullable=True),
    sa.Column('tree', sa.JSON(), nullable=True),
    sa.CheckConstraint('(frozen_at is null) = (tree is null)', name=op.f('ck_criteria_version_frozen')),
    sa.CheckConstraint('number = 1 or length(reason) > 0', name=op.f('ck_criteria_version_reason')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_criteria_version_number')),
    sa.ForeignKeyConstraint(['block_year_id'], ['block_year.id'], name=op.f('fk_criteria_version_block_year_id')),
    sa.ForeignKeyConstraint(['frozen_by'], ['account.id'], name=op.f('fk_criteria_version_frozen_by')),
    sa.ForeignKeyConstraint(['opened_by'], ['account.id'], name=op.f('fk_criteria_version_opened_by')),
    sa.ForeignKeyConstraint(['regulation_id'], ['regulation.id'], name=op.f('fk_criteria_version_regulation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_criteria_version')),
    sa.UniqueConstraint('block_year_id', 'number', name=op.f('uq_criteria_version_block_year_id_number'))
    )
    op.create_table('scoring_lock',
    sa.Column('block_year_id', sa.Integer(), nullable=False),
    sa.Column('evaluation', sa.JSON(), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('locked_at', models.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('locked_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['block_year_id'], ['block_year.id'], name=op.f('fk_scoring_lock_block_year_id')),
    sa.ForeignKeyConstraint(['locked_by'], ['account.id'], name=op.f('fk_scoring_lock_locked_by')),
    sa.PrimaryKeyConstraint('block_year_id', name=op.f('pk_scoring_lock'))
    )
    op.create_table('sheet_draft',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('block_year_id', sa.Integer(), nullable=False),
    sa.Column('view', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('cells', sa.JSON(), nullable=False),
    sa.Column('kept_at', models.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_sheet_draft_account_id')),
    sa.ForeignKeyConstraint(['block_year_id'], ['block_year.id'], name=op.f('fk_sheet_draft_block_year_id')),
    sa.PrimaryKeyConstraint('account_id', 'block_year_id', 'view', name=op.f('pk_sheet_draft'))
    )
    op.create_table('cell_remark',
    sa.Column('block_year_id', sa.Integer(), nullable=False),
    sa.Column('step', step('remark_step'), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_by', sa.Integer(), nullable=True),
    sa.Column('changed_at', models.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(text) > 0', name=op.f('ck_cell_remark_text')),
    sa.ForeignKeyConstraint(['block_year_id', 'unit_id'], ['year_unit.block_year_id', 'year_unit.unit_id'], name=op.f('fk_cell_remark_block_year_id_unit_id')),
    sa.ForeignKeyConstraint(['changed_by'], ['account.id'], name=op.f('fk_cell_remark_changed_by')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_cell_remark_criterion_id')),
    sa.PrimaryKeyConstraint('block_year_id', 'step', 'unit_id', 'criterion_id', name=op.f('pk_cell_remark'))
    )
    op.create_table('evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('block_year_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('added_by', sa.Integer(), nullable=True),
    sa.Column('added_at', models.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['added_by'], ['account.id'], name=op.f('fk_evidence_added_by')),
    sa.ForeignKeyConstraint(['block_year_id', 'unit_id'], ['year_unit.block_year_id', 'year_unit.unit_id'], name=op.f('fk_evidence_block_year_id_unit_id')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_evidence_criterion_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_evidence_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence')),
    sa.UniqueConstraint('file_id', name=op.f('uq_evidence_file_id'))
    )
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_block_year_id'), ['block_year_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_criterion_id'), ['criterion_id'], unique=False)

    op.create_table('sheet_lock',
    sa.Column('block_year_id', sa.Integer(), nullable=False),
    sa.Column('step', step('lock_step'), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('locked_at', models.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('locked_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['block_year_id', 'unit_id'], ['year_unit.block_year_id', 'year_unit.unit_id'], name=op.f('fk_sheet_lock_block_year_id_unit_id')),
    sa.ForeignKeyConstraint(['locked_by'], ['account.id'], name=op.f('fk_sheet_lock_locked_by')),
    sa.PrimaryKeyConstraint('block_year_id', 'step', 'unit_id', name=op.f('pk_sheet_lock'))
    )
    with op.batch_alter_table('criterion', schema=None) as batch_op:
        batch_op.add_column(sa.Column('note', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('group_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('reviewer_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('origin_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('comparable', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.create_index(batch_op.f('ix_criterion_origin_id'), ['origin_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_criterion_origin_id'), 'criterion', ['origin_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_criterion_reviewer_id'), 'unit', ['reviewer_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_criterion_group_id'), 'unit_group', ['group_id'], ['id'])

    with op.batch_alter_table('criterion', schema=None) as batch_op:
        batch_op.alter_column('note', server_default=None)
        batch_op.alter_column('comparable', server_default=None)

    with op.batch_alter_table('year_unit', schema=None) as batch_op:
        batch_op.add_column(sa.Column('group_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_year_unit_group_id'), 'unit_group', ['group_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('year_unit', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_year_unit_group_id'), type_='foreignkey')
        batch_op.drop_column('group_id')

    with op.batch_alter_table('criterion', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_criterion_group_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_criterion_reviewer_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_criterion_origin_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_criterion_origin_id'))
        batch_op.drop_column('comparable')
        batch_op.drop_column('origin_id')
        batch_op.drop_column('reviewer_id')
        batch_op.drop_column('group_id')
        batch_op.drop_column('note')

    op.drop_table('sheet_lock')
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_criterion_id'))
        batch_op.drop_index(batch_op.f('ix_evidence_block_year_id'))

    op.drop_table('evidence')
    op.drop_table('cell_remark')
    op.drop_table('sheet_draft')
    op.drop_table('scoring_lock')
    op.drop_table('criteria_version')
    op.drop_table('unit_group')
    op.drop_table('sheet_deadline')
