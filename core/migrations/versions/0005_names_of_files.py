"""names that files are given, and records whose files cannot be read

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    with op.batch_alter_table('file', schema=None) as batch_op:
        batch_op.add_column(sa.Column('given', sa.Text(), nullable=True))
    with op.batch_alter_table('file_look', schema=None) as batch_op:
        batch_op.add_column(sa.Column('attempts', number, server_default='0', nullable=False))
        batch_op.add_column(sa.Column('next_try', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('file_look', schema=None) as batch_op:
        batch_op.drop_column('next_try')
        batch_op.drop_column('attempts')
    with op.batch_alter_table('file', schema=None) as batch_op:
        batch_op.drop_column('given')
