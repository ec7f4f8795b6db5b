"""what colleagues' copies of one meeting have in common

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

SHARED = sa.text('meeting IS NOT NULL')


def upgrade() -> None:
    with op.batch_alter_table('link', schema=None) as batch_op:
        batch_op.add_column(sa.Column('meeting', sa.String(length=32), nullable=True))
    for name, column in (('ix_link_meeting', 'meeting'), ('ix_link_meeting_crm', 'crm_key')):
        op.create_index(name, 'link', [column], unique=False, sqlite_where=SHARED, postgresql_where=SHARED)


def downgrade() -> None:
    op.drop_index('ix_link_meeting_crm', table_name='link')
    op.drop_index('ix_link_meeting', table_name='link')
    with op.batch_alter_table('link', schema=None) as batch_op:
        batch_op.drop_column('meeting')
