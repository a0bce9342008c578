"""Who did what, when: written in the transaction of what was done, and never changed. People stand in it under a pseudonym."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from signpost.record.store.people import pseudonym
from signpost.record.store.store import Store
from signpost.record.store.tables import audit


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One view or change. `action` is one of access.Action, with " refused" behind it where it was not let through."""

    id: int
    at: datetime
    actor: str
    role: str
    action: str
    person: str | None
    document_id: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be written down."""

    at: datetime
    actor: str
    role: str
    action: str
    person_id: str | None = None
    document_id: str | None = None
    reason: str | None = None


def note(store: Store, connection: Connection, deed: Deed) -> None:
    """Write it down, in this transaction."""
    person = pseudonym(store, deed.person_id) if deed.person_id else None
    sealed = store.reasons.seal(deed.reason.encode(), _place(deed.at, deed.actor)) if deed.reason else None
    row = {"at": deed.at, "actor": deed.actor, "role": deed.role, "action": deed.action, "person": person, "document_id": deed.document_id}
    connection.execute(insert(audit).values(**row, sealed_reason=sealed))


def lines(
    store: Store, connection: Connection, *, limit: int | None = None, before: int | None = None, person_id: str | None = None
) -> Iterator[AuditLine]:
    """The last first: of everybody, or of one person; from the line `before` back. Raises Damaged."""
    asked = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        asked = asked.where(audit.c.id < before)
    if person_id is not None:
        asked = asked.where(audit.c.person == pseudonym(store, person_id))
    for row in connection.execute(asked).mappings():
        sealed = row["sealed_reason"]
        reason = store.reasons.open(sealed, _place(row["at"], row["actor"])).decode() if sealed else None
        yield AuditLine(reason=reason, **{name: value for name, value in row.items() if name != "sealed_reason"})


def _place(at: datetime, actor: str) -> str:
    return f"audit/{at.timestamp():.6f}/{actor}"
