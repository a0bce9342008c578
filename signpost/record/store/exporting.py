"""Everything about one person, as plain data that JSON can hold: for the person who asks, and for another system."""

from __future__ import annotations

import base64
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from signpost.record.store import audit, copies, filing, people
from signpost.record.store.copies import Copy
from signpost.record.store.filing import Stored
from signpost.record.store.sealing import Key
from signpost.record.store.store import Store

FORMAT = 1  # one more when a key is renamed or means something else


def everything(store: Store, connection: Connection, key: Key, person_id: str, at: datetime) -> dict[str, Any]:
    """Every version of every document, every copy as it was given, the lists, and who did what. Raises Damaged."""
    return {
        "format": FORMAT,
        "person_id": person_id,
        "exported_at": at.isoformat(),
        "teams": sorted(people.teams_of(connection, person_id)),
        "versions": [_version(one) for one in filing.every_version(connection, key, person_id)],
        "copies": [_copy(connection, key, one) for one in copies.of_person(connection, key, person_id)],
        "audit": [{**asdict(line), "at": line.at.isoformat()} for line in audit.lines(store, connection, person_id=person_id)],
    }


def _version(one: Stored[Any]) -> dict[str, Any]:
    told = {"document_id": one.id, "kind": one.kind, "version": one.version, "saved_at": one.saved_at.isoformat(), "saved_by": one.saved_by}
    return told | {"body": one.body.model_dump(mode="json")}


def _copy(connection: Connection, key: Key, copy: Copy) -> dict[str, Any]:
    _, content = copies.read(connection, key, copy.id)
    return {**asdict(copy), "given_at": copy.given_at.isoformat(), "content_base64": base64.b64encode(content).decode()}
