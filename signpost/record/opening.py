"""The store that the settings name."""

from __future__ import annotations

from signpost.record.store.sealing import BadKeyRing, KeyRing
from signpost.record.store.store import Store
from signpost.settings import Settings


def key_ring(settings: Settings) -> KeyRing:
    """Raises BadKeyRing."""
    if settings.record_key is None:
        raise BadKeyRing("SIGNPOST_RECORD_KEY is not set, so there is no record. Make a key with: signpost record new-key")
    return KeyRing.parse(settings.record_key)


def open_store(settings: Settings, *, bring_up_to_date: bool = False) -> Store:
    """Open it, set up when its database is empty. Raises BadKeyRing, BadDatabase, StoreBehind, StoreAhead, WrongKey."""
    return Store.open(settings.database_url, key_ring(settings), bring_up_to_date=bring_up_to_date)
