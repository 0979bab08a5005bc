"""The conference

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


import models.types

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

BEFORE = ('draft', 'open', 'closed', 'void')
NOW = ('draft', 'open', 'closed', 'counted', 'published', 'certified', 'void')
VIEWS_BEFORE = ('projector', 'standings')
VIEWS_NOW = (*VIEWS_BEFORE, 'leaders', 'hall')


def states(words: tuple[str, ...]) -> str:
    return "state in ({})".format(', '.join(f"'{word}'" for word in words))


def views(words: tuple[str, ...]) -> None:
    with op.batch_alter_table('share_link', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_share_link_view'), type_='check')
        batch_op.create_check_constraint(
            batch_op.f('ck_share_link_view'), "view in ({})".format(', '.join(f"'{word}'" for word in words))
        )


def upgrade() -> None:
    op.create_table('agenda_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('block_year_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('report', 'discussion', 'plan', 'titles', 'offices', 'other', name='agenda_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('read_aloud', sa.Text(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('started_at', models.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('finished_at', models.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('finished_at is null or started_at is not null', name=op.f('ck_agenda_item_times')),
    sa.CheckConstraint('length(title) > 0', name=op.f('ck_agenda_item_title')),
    sa.CheckConstraint('minutes between 1 and 600', name=op.f('ck_agenda_item_minutes')),
    sa.ForeignKeyConstraint(['block_year_id'], ['block_year.id'], name=op.f('fk_agenda_item_block_year_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_item')),
    sa.UniqueConstraint('block_year_id', 'position', name=op.f('uq_agenda_item_block_year_id_position'))
    )
    op.create_table('delegate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('block_year_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('post', sa.Text(), nullable=False),
    sa.Column('is_voter', sa.Boolean(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('card_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('length(person) > 0', name=op.f('ck_delegate_person')),
    sa.CheckConstraint('not is_voter or unit_id is not null', name=op.f('ck_delegate_voter')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_delegate_account_id')),
    sa.ForeignKeyConstraint(['block_year_id'], ['block_year.id'], name=op.f('fk_delegate_block_year_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_delegate_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delegate')),
    sa.UniqueConstraint('block_year_id', 'account_id', name=op.f('uq_delegate_block_year_id_account_id')),
    sa.UniqueConstraint('card_hash', name=op.f('uq_delegate_card_hash'))
    )
    with op.batch_alter_table('delegate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delegate_block_year_id'), ['block_year_id'], unique=False)
        batch_op.create_index('uq_delegate_voter', ['block_year_id', 'unit_id'], unique=True, sqlite_where=sa.text('is_voter'), postgresql_where=sa.text('is_voter'))

    op.create_table('incident',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('block_year_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('rehearsal', sa.Boolean(), nullable=False),
    sa.Column('noted_at', models.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('noted_by', sa.Integer(), nullable=True),
    sa.CheckConstraint('length(text) > 0', name=op.f('ck_incident_text')),
    sa.ForeignKeyConstraint(['block_year_id'], ['block_year.id'], name=op.f('fk_incident_block_year_id')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_incident_item_id')),
    sa.ForeignKeyConstraint(['noted_by'], ['account.id'], name=op.f('fk_incident_noted_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident'))
    )
    with op.batch_alter_table('incident', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_incident_block_year_id'), ['block_year_id'], unique=False)

    op.create_table('attendance',
    sa.Column('delegate_id', sa.Integer(), nullable=False),
    sa.Column('rehearsal', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('present', 'late', 'left', 'absent', name='attendance_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('marked_at', models.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('marked_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['delegate_id'], ['delegate.id'], name=op.f('fk_attendance_delegate_id')),
    sa.ForeignKeyConstraint(['marked_by'], ['account.id'], name=op.f('fk_attendance_marked_by')),
    sa.PrimaryKeyConstraint('delegate_id', 'rehearsal', name=op.f('pk_attendance'))
    )
    op.create_table('conference',
    sa.Column('block_year_id', sa.Integer(), nullable=False),
    sa.Column('rehearsing', sa.Boolean(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('hall_view', sa.Enum('agenda', 'attendance', 'poll', 'results', 'standings', 'blank', name='hall_view', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=True),
    sa.Column('frozen_at', models.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('standings_shown', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['block_year_id'], ['block_year.id'], name=op.f('fk_conference_block_year_id')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_conference_item_id')),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_conference_poll_id')),
    sa.PrimaryKeyConstraint('block_year_id', name=op.f('pk_conference'))
    )
    op.create_table('poll_batch',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('batch', sa.Enum('electronic', 'paper', 'written', name='vote_batch', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('issued', sa.Integer(), nullable=False),
    sa.Column('collected', sa.Integer(), nullable=False),
    sa.Column('invalid', sa.Integer(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('counted_at', models.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('collected <= issued and invalid <= collected', name=op.f('ck_poll_batch_sums')),
    sa.CheckConstraint('issued >= 0 and collected >= 0 and invalid >= 0', name=op.f('ck_poll_batch_counts')),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_poll_batch_poll_id')),
    sa.PrimaryKeyConstraint('poll_id', 'batch', name=op.f('pk_poll_batch'))
    )
    op.create_table('poll_voter',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('delegate_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('present', sa.Boolean(), nullable=False),
    sa.Column('opinion', sa.Boolean(), nullable=False),
    sa.Column('on_paper', sa.Boolean(), nullable=False),
    sa.CheckConstraint('not (present and opinion)', name=op.f('ck_poll_voter_present_or_opinion')),
    sa.CheckConstraint('present or not on_paper', name=op.f('ck_poll_voter_present_on_paper')),
    sa.ForeignKeyConstraint(['delegate_id'], ['delegate.id'], name=op.f('fk_poll_voter_delegate_id')),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_poll_voter_poll_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_poll_voter_unit_id')),
    sa.PrimaryKeyConstraint('poll_id', 'delegate_id', name=op.f('pk_poll_voter'))
    )
    op.create_table('poll_bundle',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_poll_bundle_poll_id')),
    sa.PrimaryKeyConstraint('poll_id', name=op.f('pk_poll_bundle'))
    )
    op.create_table('teller_count',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('batch', sa.Enum('electronic', 'paper', 'written', name='typed_batch', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('typed', sa.JSON(), nullable=False),
    sa.Column('finished', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('typed_at', models.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_teller_count_account_id')),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_teller_count_poll_id')),
    sa.PrimaryKeyConstraint('poll_id', 'batch', 'account_id', name=op.f('pk_teller_count'))
    )
    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.add_column(sa.Column('item_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('rehearsal', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('own_unit', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('mode', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('box', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True))
        batch_op.add_column(sa.Column('manifest_sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True))
        batch_op.add_column(sa.Column('bundle_sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True))
        batch_op.add_column(sa.Column('read_out', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('reading_since', models.types.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('counted_at', models.types.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('published_at', models.types.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('certified_at', models.types.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_poll_item_id'), 'agenda_item', ['item_id'], ['id'])
        batch_op.drop_constraint(batch_op.f('ck_poll_poll_state'), type_='check')
    # What was closed until now was read out at once
    op.execute("update poll set state = 'published', counted_at = closed_at, published_at = closed_at where state = 'closed'")
    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.alter_column('rehearsal', server_default=None)
        batch_op.alter_column('own_unit', server_default=None)
        batch_op.create_check_constraint(batch_op.f('ck_poll_poll_state'), states(NOW))
        batch_op.create_check_constraint(batch_op.f('ck_poll_box_mode'), "mode in ('standard', 'quick')")
        batch_op.create_check_constraint(batch_op.f('ck_poll_mode_of_secret'), "(mode is null) or method = 'secret'")
        batch_op.create_check_constraint(batch_op.f('ck_poll_read_out'), 'read_out >= 0')
        batch_op.create_check_constraint(batch_op.f('ck_poll_reading'), 'reading_since is null or read_out is not null')
    views(VIEWS_NOW)
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.add_column(sa.Column('revoked_number', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('revoked_on', sa.Date(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_award_revoked'), "revoked_on is null or stage = 'decided'")


def downgrade() -> None:
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_award_revoked'), type_='check')
        batch_op.drop_column('revoked_on')
        batch_op.drop_column('revoked_number')
    op.execute("delete from share_link where view in ('leaders', 'hall')")
    views(VIEWS_BEFORE)
    with op.batch_alter_table('poll', schema=None) as batch_op:
        for name in ('poll_state', 'box_mode', 'mode_of_secret', 'read_out', 'reading'):
            batch_op.drop_constraint(batch_op.f(f'ck_poll_{name}'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_poll_item_id'), type_='foreignkey')
        batch_op.drop_column('certified_at')
        batch_op.drop_column('published_at')
        batch_op.drop_column('counted_at')
        batch_op.drop_column('reading_since')
        batch_op.drop_column('read_out')
        batch_op.drop_column('bundle_sha256')
        batch_op.drop_column('manifest_sha256')
        batch_op.drop_column('box')
        batch_op.drop_column('mode')
        batch_op.drop_column('own_unit')
        batch_op.drop_column('rehearsal')
        batch_op.drop_column('item_id')
    op.execute("update poll set state = 'closed' where state in ('counted', 'published', 'certified')")
    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f('ck_poll_poll_state'), states(BEFORE))

    op.drop_table('teller_count')
    op.drop_table('poll_voter')
    op.drop_table('poll_bundle')
    op.drop_table('poll_batch')
    op.drop_table('conference')
    op.drop_table('attendance')
    with op.batch_alter_table('incident', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_incident_block_year_id'))

    op.drop_table('incident')
    with op.batch_alter_table('delegate', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delegate_block_year_id'))

    op.drop_table('delegate')
    op.drop_table('agenda_item')
