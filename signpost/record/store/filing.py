"""Rows of documents and of their versions. What was saved under a version stays what it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from signpost.record.documents import Document
from signpost.record.store.sealing import Key
from signpost.record.store.tables import documents, versions

D_co = TypeVar("D_co", bound=Document, covariant=True)
_STATE = re.compile(r"[a-z][a-z -]{0,39}")  # a word of the program: nothing that somebody typed gets through in clear


@dataclass(frozen=True, slots=True)
class Stored(Generic[D_co]):
    """One version of a document, with when and by whom it was saved. A person's own details have the person's id."""

    id: str
    person_id: str
    kind: str
    version: int
    body: D_co
    saved_at: datetime
    saved_by: str

    @property
    def state(self) -> str:
        return self.body.standing

    @property
    def due(self) -> date | None:
        return self.body.next_due


class Stale(Exception):
    """There is a newer version than the writer has seen."""


class VersionNote(NamedTuple):
    """That a version was saved, without what it says."""

    version: int
    saved_at: datetime
    saved_by: str


class Saving(NamedTuple):
    """Who saves, and when."""

    by: str
    at: datetime


def insert_document(connection: Connection, key: Key, document_id: str, person_id: str, body: Document, saving: Saving) -> None:
    row = {"id": document_id, "person_id": person_id, "kind": body.KIND, "version": 1, "created_at": saving.at, **_in_clear(body, saving)}
    connection.execute(insert(documents).values(row))
    _insert_version(connection, key, document_id, 1, body, saving)


def update_document(connection: Connection, key: Key, document_id: str, seen_version: int, body: Document, saving: Saving) -> None:
    """Save the next version. Raises Stale, and saves nothing, unless the version that the writer has seen is the newest."""
    unchanged = (documents.c.id == document_id, documents.c.version == seen_version)
    if connection.execute(update(documents).where(*unchanged).values(version=seen_version + 1, **_in_clear(body, saving))).rowcount != 1:
        raise Stale
    _insert_version(connection, key, document_id, seen_version + 1, body, saving)


def anything_due(connection: Connection, person_id: str) -> bool:
    asked = select(documents.c.id).where(documents.c.person_id == person_id, documents.c.due.is_not(None)).limit(1)
    return connection.execute(asked).first() is not None


def set_due(connection: Connection, document_id: str, day: date | None) -> None:
    """The day in clear, by which worklists find it, where it is not the one that the document names."""
    connection.execute(update(documents).where(documents.c.id == document_id).values(due=day))


def person_of(connection: Connection, document_id: str, kind: str | None = None) -> str | None:
    """Whose document it is; None when there is none, or none of that kind."""
    asked = select(documents.c.person_id).where(documents.c.id == document_id)
    return connection.execute(asked if kind is None else asked.where(documents.c.kind == kind)).scalar()


def read(connection: Connection, key: Key, document_id: str, version: int | None = None) -> Stored[Document] | None:
    """One version, the newest when left out. Raises Damaged, UnreadableDocument."""
    asked = newest_rows() if version is None else _joined().where(versions.c.version == version)
    row = connection.execute(asked.where(documents.c.id == document_id)).mappings().first()
    return opened(row, key) if row else None


def read_all(connection: Connection, key: Key, person_id: str, kind: str | None = None) -> Iterator[Stored[Document]]:
    """The newest version of every document of a person, the last changed first. Raises Damaged, UnreadableDocument."""
    asked = newest_rows().where(documents.c.person_id == person_id).order_by(documents.c.changed_at.desc(), documents.c.id)
    rows = connection.execute(asked if kind is None else asked.where(documents.c.kind == kind)).mappings()
    return (opened(row, key) for row in rows)


def every_version(connection: Connection, key: Key, person_id: str) -> Iterator[Stored[Document]]:
    """Everything that was ever saved of a person, in the order in which it was."""
    asked = _joined().where(documents.c.person_id == person_id).order_by(versions.c.saved_at, documents.c.id, versions.c.version)
    return (opened(row, key) for row in connection.execute(asked).mappings())


def notes(connection: Connection, document_id: str) -> tuple[VersionNote, ...]:
    """The newest first."""
    asked = select(versions.c.version, versions.c.saved_at, versions.c.saved_by).where(versions.c.document_id == document_id)
    return tuple(VersionNote(*row) for row in connection.execute(asked.order_by(versions.c.version.desc())))


def newest_of(connection: Connection, document_ids: Sequence[str]) -> dict[str, RowMapping]:
    """The rows of many documents at once, for `opened`."""
    return {row["id"]: row for row in connection.execute(newest_rows().where(documents.c.id.in_(document_ids))).mappings()}


def opened(row: RowMapping, key: Key) -> Stored[Document]:
    """Raises Damaged, UnreadableDocument."""
    content = key.open(row["sealed"], _place(row["id"], row["version"]))
    body = Document.from_json(content.decode())
    return Stored(row["id"], row["person_id"], row["kind"], row["version"], body, row["saved_at"], row["saved_by"])


def _joined() -> Select[Any]:
    columns = (documents.c.id, documents.c.person_id, documents.c.kind, versions.c.version, versions.c.sealed, versions.c.saved_at, versions.c.saved_by)
    return select(*columns).join_from(documents, versions, versions.c.document_id == documents.c.id)


def newest_rows() -> Select[Any]:
    """The rows of every document in its newest version, for `opened`."""
    return _joined().where(versions.c.version == documents.c.version)


def _insert_version(connection: Connection, key: Key, document_id: str, version: int, body: Document, saving: Saving) -> None:
    sealed = key.seal(body.to_json().encode(), _place(document_id, version))
    connection.execute(insert(versions).values(document_id=document_id, version=version, sealed=sealed, saved_at=saving.at, saved_by=saving.by))


def _in_clear(body: Document, saving: Saving) -> dict[str, object]:
    if not _STATE.fullmatch(body.standing):
        raise ValueError(f"The state of a {body.KIND} is not a word or two in small letters")
    return {"state": body.standing, "due": body.next_due, "changed_at": saving.at}


def _place(document_id: str, version: int) -> str:
    return f"documents/{document_id}/{version}"
