"""What the record's pages share while the program runs: the open store, who may sign in, and how often somebody may try."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from anyio import CapacityLimiter
from limits import RateLimitItemPerMinute
from starlette.requests import Request

from signpost.record.access import Action, Actor
from signpost.record.accounts import Accounts
from signpost.record.issuer import Issuer
from signpost.record.links import Links
from signpost.record.opening import open_store
from signpost.record.passwords import Hashing
from signpost.record.records import Records
from signpost.record.sessions import Sessions
from signpost.record.store.audit import Deed, note
from signpost.record.store.store import Store
from signpost.settings import Settings
from signpost_web.pages.corrections import Allowance

HASHES_AT_ONCE = 2  # a hash takes 64 MB and a tenth of a second of a core
_EACH = RateLimitItemPerMinute(30, namespace="one address")  # a whole hospital may stand behind one; each account and each link counts its own wrong tries
_ALL = RateLimitItemPerMinute(300, namespace="everybody")


@dataclass(frozen=True, slots=True)
class Room:
    """One open record. `clock` gives aware times."""

    store: Store
    clock: Callable[[], datetime]
    accounts: Accounts
    sessions: Sessions
    links: Links
    issuer: Issuer | None = None
    sign_ins: Allowance = field(default_factory=lambda: Allowance(_EACH, _ALL))
    pins: Allowance = field(default_factory=lambda: Allowance(_EACH, _ALL))
    hashing_turns: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(HASHES_AT_ONCE))

    @classmethod
    def open(cls, settings: Settings, clock: Callable[[], datetime]) -> Room:
        """The record that the settings name. Raises SignpostError for a key or a database that cannot be used."""
        issuer = Issuer.of(settings)
        return cls.over(open_store(settings), clock, Hashing(), issuer)

    @classmethod
    def over(cls, store: Store, clock: Callable[[], datetime], hashing: Hashing, issuer: Issuer | None = None) -> Room:
        """Over a store that is open."""
        return cls(store, clock, Accounts(store, clock, hashing), Sessions(store, clock), Links(store, clock, hashing), issuer)

    def refused(self, actor: Actor, action: Action) -> None:
        """Writes down that somebody tried what their role may not."""
        with self.store.transaction() as connection:
            note(self.store, connection, Deed(self.clock(), actor.id, actor.role.value, f"{action} refused"))

    def records(self, actor: Actor) -> Records:
        """All that one actor may do."""
        return Records(self.store, actor, self.clock)


def room_of(request: Request) -> Room:
    """The record that this program serves."""
    return cast(Room, request.app.state.record)
