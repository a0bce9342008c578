"""The tables. In clear stand opaque ids, kinds, states, days on which something is due, and who did what when; all else is sealed.

The migrations make them; a test holds both together.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    column,
)

ID = String(32)  # a random UUID in hexadecimal
NAME = String(64)  # a word of the program or of an administrator: a kind, a role, a team
HASH = String(64)  # HMAC-SHA-256 or SHA-256 in hexadecimal


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone, which SQLite would forget: kept and given back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment without a time zone could be any of several.")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_NAMES = {"pk": "pk_%(table_name)s"} | {kind: f"{kind}_%(table_name)s_%(column_0_name)s" for kind in ("fk", "ix", "uq")}
metadata = MetaData(naming_convention=_NAMES)

# The store's own keys ("hashes", "reasons"), each wrapped by a key of the ring.
store_keys = Table(
    "store_keys",
    metadata,
    Column("name", NAME, primary_key=True),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("key_id", NAME, nullable=False),
)

teams = Table(
    "teams",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
)

# One row a person, whose documents are sealed with a key of their own. What an erased person leaves: id and erased_at.
people = Table(
    "people",
    metadata,
    Column("id", ID, primary_key=True),
    Column("wrapped_key", LargeBinary),
    Column("key_id", NAME, index=True),
    Column("number_hash", HASH, unique=True),
    Column("name_hash", HASH, index=True),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, index=True),
    Column("erased_at", Moment),
)

# Who looks after whom: a person may be on the list of a hospital team and of a GP practice.
caseloads = Table(
    "caseloads",
    metadata,
    Column("team", ForeignKey("teams.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True, index=True),
)

# The person's own details are a document too: of kind "person", with the person's id.
documents = Table(
    "documents",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("kind", NAME, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", NAME, nullable=False),
    Column("due", Date),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index("ix_documents_of_a_person", "person_id", "kind", "changed_at"),
    Index("ix_documents_of_a_kind", "kind", "state", "changed_at", "id", "person_id"),
    Index("ix_documents_due", "due", "id", sqlite_where=column("due").is_not(None), postgresql_where=column("due").is_not(None)),
)

# Every version that was ever saved. Triggers refuse to change one.
versions = Table(
    "versions",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("saved_by", NAME, nullable=False),
)

# What was handed out, byte for byte. Triggers refuse to change one.
copies = Table(
    "copies",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("recipient", NAME, nullable=False),
    Column("media_type", NAME, nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("given_by", NAME, nullable=False),
    Column("sealed_how", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

# Every view and change. Triggers refuse to change or delete a row. `person` is a pseudonym that outlives erasure.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("actor", NAME, nullable=False),
    Column("role", NAME, nullable=False),
    Column("action", NAME, nullable=False),
    Column("person", HASH, index=True),
    Column("document_id", ID),
    Column("sealed_reason", LargeBinary),
    sqlite_autoincrement=True,  # a number is never given twice
)

# Staff. What they are called is no patient's name, and stands in clear.
accounts = Table(
    "accounts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", NAME, nullable=False, unique=True),
    Column("shown_name", String(200), nullable=False),
    Column("role", NAME, nullable=False),
    Column("password_hash", String(200)),
    Column("failures", Integer, nullable=False, default=0),
    Column("locked_until", Moment),
    Column("disabled_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

team_members = Table(
    "team_members",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("team", ForeignKey("teams.id"), primary_key=True),
)

account_sessions = Table(
    "account_sessions",
    metadata,
    Column("token_hash", HASH, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
)

# Break-glass: one session, one person of another team, for a while, with the reason that was given.
openings = Table(
    "openings",
    metadata,
    Column("token_hash", ForeignKey("account_sessions.token_hash", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("sealed_reason", LargeBinary, nullable=False),
    Column("until", Moment, nullable=False),
)

# One-time links through which a person fills in one assessment.
links = Table(
    "links",
    metadata,
    Column("id", ID, primary_key=True),
    Column("token_hash", HASH, nullable=False, unique=True),
    Column("pin_hash", String(200), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("created_at", Moment, nullable=False),
    Column("created_by", NAME, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("answering_hash", HASH, unique=True),  # of the browser that gave the right PIN
    Column("answering_until", Moment),
    Column("used_at", Moment),
    Column("sealed_draft", LargeBinary),  # what is ticked and written so far; gone when it is sent
)
