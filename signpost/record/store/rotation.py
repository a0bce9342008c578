"""Rotation: every key in the store is wrapped anew, under the ring's current key. Documents are not touched, nor the hashes.

It goes in small steps, each whole or not at all; stopped and started again it goes on, and run twice it does nothing.
Servers must know the new key before: one that does not cannot open what is wrapped under it.
The store's own keys stay what they are. Should they ever have leaked together with the database, numbers can be guessed
from their hashes: export everybody, and begin a new store.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select, update

from signpost.record.store.people import place_of_key
from signpost.record.store.sealing import Wrapped
from signpost.record.store.store import Store, place_of_own_key
from signpost.record.store.tables import people, store_keys

PEOPLE_AT_ONCE = 200  # others wait no longer than these take


def rotate(store: Store, progress: Callable[[int], None] = lambda done: None) -> int:
    """Wrap all keys anew; how many there were to do. `progress` is told after every step how many are done."""
    done = _own_keys(store)
    while step := _some_people(store):
        done += step
        progress(done)
    return done


def _some_people(store: Store) -> int:
    with store.transaction() as connection:
        old = select(people.c.id, people.c.wrapped_key, people.c.key_id).where(people.c.key_id != store.ring.current)
        rows = connection.execute(old.limit(PEOPLE_AT_ONCE).with_for_update()).all()
        for row in rows:
            wrapped = _again(store, Wrapped(row.wrapped_key, row.key_id), place_of_key(row.id))
            connection.execute(update(people).where(people.c.id == row.id).values(wrapped_key=wrapped.blob, key_id=wrapped.key_id))
        return len(rows)


def _own_keys(store: Store) -> int:
    with store.transaction() as connection:
        rows = connection.execute(select(store_keys).where(store_keys.c.key_id != store.ring.current).with_for_update()).all()
        for row in rows:
            wrapped = _again(store, Wrapped(row.wrapped_key, row.key_id), place_of_own_key(row.name))
            connection.execute(update(store_keys).where(store_keys.c.name == row.name).values(wrapped_key=wrapped.blob, key_id=wrapped.key_id))
        return len(rows)


def _again(store: Store, wrapped: Wrapped, place: str) -> Wrapped:
    return store.ring.wrap(store.ring.unwrap(wrapped, place), place)
