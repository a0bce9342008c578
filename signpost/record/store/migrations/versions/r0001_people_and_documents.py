"""People, their documents with every version, copies, caseloads, the audit.

Later steps change what stands here; this one stays as it was when the first records were made with it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

UUID = sa.String(32)
NAME = sa.String(64)
HASH = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _keys_and_people()
    _documents()
    _audit()
    _make_unchangeable()


def _keys_and_people() -> None:
    op.create_table(
        "store_keys",
        sa.Column("name", NAME, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary, nullable=False),
        sa.Column("key_id", NAME, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_store_keys"),
    )
    op.create_table(
        "teams",
        sa.Column("id", NAME, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
    )
    op.create_table(
        "people",
        sa.Column("id", UUID, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary),
        sa.Column("key_id", NAME),
        sa.Column("number_hash", HASH),
        sa.Column("name_hash", HASH),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("number_hash", name="uq_people_number_hash"),
    )
    op.create_index("ix_people_key_id", "people", ["key_id"])
    op.create_index("ix_people_name_hash", "people", ["name_hash"])
    op.create_table(
        "caseloads",
        sa.Column("team", NAME, nullable=False),
        sa.Column("person_id", UUID, nullable=False),
        sa.PrimaryKeyConstraint("team", "person_id", name="pk_caseloads"),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name="fk_caseloads_team"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_caseloads_person_id"),
    )
    op.create_index("ix_caseloads_person_id", "caseloads", ["person_id"])


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", UUID, nullable=False),
        sa.Column("person_id", UUID, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_documents_person_id"),
    )
    has_a_day = sa.text("due IS NOT NULL")
    op.create_index("ix_documents_due", "documents", ["due", "id"], sqlite_where=has_a_day, postgresql_where=has_a_day)
    op.create_index("ix_documents_person_id", "documents", ["person_id"])
    op.create_index("ix_documents_kind", "documents", ["kind"])
    op.create_table(
        "versions",
        sa.Column("document_id", UUID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("saved_by", NAME, nullable=False),
        sa.PrimaryKeyConstraint("document_id", "version", name="pk_versions"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_versions_document_id"),
    )
    op.create_table(
        "copies",
        sa.Column("id", UUID, nullable=False),
        sa.Column("person_id", UUID, nullable=False),
        sa.Column("document_id", UUID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("recipient", NAME, nullable=False),
        sa.Column("media_type", NAME, nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("given_by", NAME, nullable=False),
        sa.Column("sealed_how", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_copies"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_copies_person_id"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_copies_document_id"),
    )
    op.create_index("ix_copies_person_id", "copies", ["person_id"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", NAME, nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("action", NAME, nullable=False),
        sa.Column("person", HASH),
        sa.Column("document_id", UUID),
        sa.Column("sealed_reason", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_person", "audit", ["person"])


# Nobody changes what was said to have happened, nor what was saved or handed out; only erasing a person deletes the latter two.
_UNCHANGEABLE = {"audit": ("UPDATE", "DELETE"), "versions": ("UPDATE",), "copies": ("UPDATE",)}


def _make_unchangeable() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% of % is refused', TG_OP, TG_TABLE_NAME; END $$"
        )
        op.execute("CREATE TRIGGER audit_keeps_all BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
    for table, refused in _UNCHANGEABLE.items():
        for change in refused:
            does = "EXECUTE FUNCTION refuse_change()" if postgresql else f"BEGIN SELECT RAISE(ABORT, '{change} of {table} is refused'); END"
            op.execute(f"CREATE TRIGGER {table}_refuse_{change.lower()} BEFORE {change} ON {table} FOR EACH ROW {does}")
