"""Duty and acts: answers, chases, reviews, hand-overs, look-back, signals, the register, held deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store one version up."""
    op.create_table('answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site', sa.String(length=80), nullable=False),
    sa.Column('notice_id', sa.String(length=16), nullable=False),
    sa.Column('line', sa.String(length=8), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('ask', sa.String(length=160), nullable=False),
    sa.Column('tenure', sa.String(length=160), nullable=False),
    sa.Column('post', sa.String(length=80), nullable=False),
    sa.Column('person', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('date_on', sa.Date(), nullable=True),
    sa.Column('via', sa.String(length=8), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer'))
    )
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.create_index('ix_answer_site_notice', ['site', 'notice_id'], unique=False)

    op.create_table('chase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('target', sa.String(length=200), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('told_on', sa.Date(), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('tenure', sa.String(length=160), nullable=False),
    sa.Column('post', sa.String(length=80), nullable=False),
    sa.Column('person', sa.String(length=80), nullable=False),
    sa.Column('copy', sa.Boolean(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('notice_id', sa.String(length=16), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chase')),
    sa.UniqueConstraint('site', 'kind', 'target', 'number', 'tenure', name=op.f('uq_chase_site_kind_target_number_tenure'))
    )
    op.create_table('duty_sheet',
    sa.Column('site', sa.String(length=80), nullable=False),
    sa.Column('tenure', sa.String(length=160), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('person', sa.String(length=80), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('confirmed_on', sa.Date(), nullable=True),
    sa.Column('added', sa.Text(), server_default='', nullable=False),
    sa.Column('notice_id', sa.String(length=16), nullable=True),
    sa.PrimaryKeyConstraint('site', 'tenure', 'month', name=op.f('pk_duty_sheet'))
    )
    op.create_table('figure',
    sa.Column('site', sa.String(length=80), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=80), nullable=False),
    sa.Column('value', sa.Float(), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('called_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'item', 'on', 'source', name=op.f('pk_figure'))
    )
    op.create_table('planned',
    sa.Column('site', sa.String(length=80), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('register', sa.Text(), nullable=False),
    sa.Column('finding', sa.Text(), nullable=False),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('leader', sa.Text(), nullable=False),
    sa.Column('due_text', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('certain', sa.Boolean(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'code', name=op.f('pk_planned'))
    )
    op.create_table('review',
    sa.Column('site', sa.String(length=80), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('episode', sa.Integer(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('outcome', sa.String(length=12), server_default='', nullable=False),
    sa.Column('evidence', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('site', 'item', 'from_on', name=op.f('pk_review'))
    )
    op.create_table('sample',
    sa.Column('site', sa.String(length=80), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('settled_on', sa.Date(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('due_from_on', sa.Date(), nullable=False),
    sa.Column('due_to_on', sa.Date(), nullable=False),
    sa.Column('why', sa.String(length=8), nullable=False),
    sa.Column('outcome', sa.String(length=8), nullable=False),
    sa.Column('looked_on', sa.Date(), nullable=True),
    sa.Column('drawn_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'item', 'settled_on', name=op.f('pk_sample'))
    )
    op.create_table('signal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site', sa.String(length=80), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('signal', sa.String(length=24), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signal')),
    sa.UniqueConstraint('site', 'item', 'signal', 'digest', name=op.f('uq_signal_site_item_signal_digest'))
    )
    op.create_table('correction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site', sa.String(length=80), nullable=False),
    sa.Column('act_id', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('person', sa.String(length=80), nullable=False),
    sa.Column('wrong_notice_id', sa.String(length=16), nullable=False),
    sa.Column('told_on', sa.Date(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('notice_id', sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(['act_id'], ['act.id'], name=op.f('fk_correction_act_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction')),
    sa.UniqueConstraint('site', 'act_id', 'person', name=op.f('uq_correction_site_act_id_person'))
    )
    op.create_table('talk',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site', sa.String(length=80), nullable=False),
    sa.Column('act_id', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(length=8), nullable=False),
    sa.Column('person', sa.String(length=80), nullable=False),
    sa.Column('decided_by', sa.String(length=80), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('tenure', sa.String(length=160), server_default='', nullable=False),
    sa.Column('on', sa.Date(), nullable=True),
    sa.Column('archive', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['act_id'], ['act.id'], name=op.f('fk_talk_act_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talk'))
    )
    op.create_table('target',
    sa.Column('site', sa.String(length=80), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('direction', sa.String(length=10), nullable=False),
    sa.Column('value', sa.Float(), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('base_value', sa.Float(), nullable=True),
    sa.Column('act_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['act_id'], ['act.id'], name=op.f('fk_target_act_id')),
    sa.PrimaryKeyConstraint('site', 'item', name=op.f('pk_target'))
    )
    op.create_table('tenure',
    sa.Column('site', sa.String(length=80), nullable=False),
    sa.Column('post', sa.String(length=80), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('person', sa.String(length=80), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('acting', sa.Boolean(), nullable=False),
    sa.Column('act_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['act_id'], ['act.id'], name=op.f('fk_tenure_act_id')),
    sa.PrimaryKeyConstraint('site', 'post', 'from_on', name=op.f('pk_tenure'))
    )
    op.create_table('proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site', sa.String(length=80), nullable=False),
    sa.Column('source', sa.String(length=80), nullable=False),
    sa.Column('delivery_id', sa.Integer(), nullable=False),
    sa.Column('reading_id', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('identity', sa.Text(), nullable=False),
    sa.Column('likeness', sa.Float(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['delivery_id'], ['delivery.id'], name=op.f('fk_proposal_delivery_id')),
    sa.ForeignKeyConstraint(['reading_id'], ['reading.id'], name=op.f('fk_proposal_reading_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal')),
    sa.UniqueConstraint('site', 'reading_id', 'item', name=op.f('uq_proposal_site_reading_id_item'))
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.create_index('ix_proposal_site_state', ['site', 'state'], unique=False)

    with op.batch_alter_table('act', schema=None) as batch_op:
        batch_op.add_column(sa.Column('detail', sa.JSON(), server_default='{}', nullable=False))
        batch_op.alter_column('kind',
               existing_type=sa.VARCHAR(length=16),
               type_=sa.String(length=24),
               existing_nullable=False)

    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.add_column(sa.Column('held_why', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('handed_by', sa.Text(), server_default='', nullable=False))

    with op.batch_alter_table('escalation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('release', sa.String(length=10), server_default='', nullable=False))

    with op.batch_alter_table('item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('restricted', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('from_level', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('extended', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('silent_until_on', sa.Date(), nullable=True))

    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mode', sa.String(length=5), server_default='live', nullable=False))



def downgrade() -> None:
    """Take it one version down."""
    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.drop_column('mode')

    with op.batch_alter_table('item', schema=None) as batch_op:
        batch_op.drop_column('silent_until_on')
        batch_op.drop_column('extended')
        batch_op.drop_column('from_level')
        batch_op.drop_column('restricted')

    with op.batch_alter_table('escalation', schema=None) as batch_op:
        batch_op.drop_column('release')

    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_column('handed_by')
        batch_op.drop_column('held_why')

    with op.batch_alter_table('act', schema=None) as batch_op:
        batch_op.alter_column('kind',
               existing_type=sa.String(length=24),
               type_=sa.VARCHAR(length=16),
               existing_nullable=False)
        batch_op.drop_column('detail')

    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_index('ix_proposal_site_state')

    op.drop_table('proposal')
    op.drop_table('tenure')
    op.drop_table('target')
    op.drop_table('talk')
    op.drop_table('correction')
    op.drop_table('signal')
    op.drop_table('sample')
    op.drop_table('review')
    op.drop_table('planned')
    op.drop_table('figure')
    op.drop_table('duty_sheet')
    op.drop_table('chase')
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.drop_index('ix_answer_site_notice')

    op.drop_table('answer')
