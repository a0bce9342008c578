"""What was handed out: which version, to whom, how, when, by whom, and the copy itself, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from signpost.record.assessment import Recipient
from signpost.record.store.sealing import Key
from signpost.record.store.tables import copies

_NOTES = [column for column in copies.c if column.name != "sealed"]


@dataclass(frozen=True, slots=True)
class Copy:
    """That a copy was given. `recipient` is one of the codes of assessment.Recipient, `how` is in words."""

    id: str
    person_id: str
    document_id: str
    version: int
    recipient: str
    how: str
    media_type: str
    given_at: datetime
    given_by: str

    @property
    def for_whom(self) -> str:
        """The recipient in words."""
        return Recipient(self.recipient).label


def insert_copy(connection: Connection, key: Key, copy: Copy, content: bytes) -> None:
    sealed = {"sealed_how": key.seal(copy.how.encode(), _place(copy.id, "how")), "sealed": key.seal(content, _place(copy.id, "content"))}
    clear = {column.name: getattr(copy, column.name) for column in _NOTES if column.name != "sealed_how"}
    connection.execute(insert(copies).values(**clear, **sealed))


def of_person(connection: Connection, key: Key, person_id: str) -> tuple[Copy, ...]:
    """All that were given, the last first. Raises Damaged."""
    rows = connection.execute(select(*_NOTES).where(copies.c.person_id == person_id).order_by(copies.c.given_at.desc(), copies.c.id)).mappings()
    return tuple(_opened(row, key) for row in rows)


def person_of(connection: Connection, copy_id: str) -> str | None:
    """Whom it is about; None when there is no such copy."""
    return connection.execute(select(copies.c.person_id).where(copies.c.id == copy_id)).scalar()


def read(connection: Connection, key: Key, copy_id: str) -> tuple[Copy, bytes]:
    """As it was given. Raises Damaged; NoResultFound unless there is such a copy."""
    row = connection.execute(select(copies).where(copies.c.id == copy_id)).mappings().one()
    return _opened(row, key), key.open(row["sealed"], _place(copy_id, "content"))


def _opened(row: Any, key: Key) -> Copy:
    clear = {column.name: row[column.name] for column in _NOTES if column.name != "sealed_how"}
    return Copy(how=key.open(row["sealed_how"], _place(row["id"], "how")).decode(), **clear)


def _place(copy_id: str, part: str) -> str:
    return f"copies/{copy_id}/{part}"
