"""Staff accounts, sessions and one-time links; and people remember when anything of theirs last changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

UUID = sa.String(32)
NAME = sa.String(64)
HASH = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("people", sa.Column("changed_at", MOMENT))
    op.create_index("ix_people_changed_at", "people", ["changed_at"])
    op.execute("UPDATE people SET changed_at = (SELECT max(changed_at) FROM documents WHERE person_id = people.id)")
    op.create_table(
        "accounts",
        sa.Column("id", UUID, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("shown_name", sa.String(200), nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", MOMENT),
        sa.Column("disabled_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("name", name="uq_accounts_name"),
    )
    op.create_table(
        "team_members",
        sa.Column("account_id", UUID, nullable=False),
        sa.Column("team", NAME, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "team", name="pk_team_members"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_team_members_account_id"),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name="fk_team_members_team"),
    )
    op.create_table(
        "account_sessions",
        sa.Column("token_hash", HASH, nullable=False),
        sa.Column("account_id", UUID, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_account_sessions"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_account_sessions_account_id"),
    )
    op.create_index("ix_account_sessions_account_id", "account_sessions", ["account_id"])
    op.create_table(
        "openings",
        sa.Column("token_hash", HASH, nullable=False),
        sa.Column("person_id", UUID, nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", "person_id", name="pk_openings"),
        sa.ForeignKeyConstraint(["token_hash"], ["account_sessions.token_hash"], name="fk_openings_token_hash", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_openings_person_id"),
    )
    op.create_table(
        "links",
        sa.Column("id", UUID, nullable=False),
        sa.Column("token_hash", HASH, nullable=False),
        sa.Column("pin_hash", sa.String(200), nullable=False),
        sa.Column("person_id", UUID, nullable=False),
        sa.Column("document_id", UUID, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("answering_hash", HASH),
        sa.Column("answering_until", MOMENT),
        sa.Column("used_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint("token_hash", name="uq_links_token_hash"),
        sa.UniqueConstraint("answering_hash", name="uq_links_answering_hash"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_links_person_id"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_links_document_id"),
    )
    op.create_index("ix_links_person_id", "links", ["person_id"])
