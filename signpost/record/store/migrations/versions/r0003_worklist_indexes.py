"""Indexes by which the worklist finds whose answers wait for a plan without reading every plan of the store for each of them."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index("ix_documents_of_a_person", "documents", ["person_id", "kind", "changed_at"])
    op.create_index("ix_documents_of_a_kind", "documents", ["kind", "state", "changed_at", "id", "person_id"])
    op.drop_index("ix_documents_person_id", "documents")
    op.drop_index("ix_documents_kind", "documents")
