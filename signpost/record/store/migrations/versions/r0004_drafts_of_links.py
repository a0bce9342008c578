"""What a person has ticked and written through a one-time link, until they send it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("links", sa.Column("sealed_draft", sa.LargeBinary))
