"""Who is signed in: a random id in the browser, its hash in the store, and an end to both. Also which person of another team a session has opened."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, insert, or_, select, update

from signpost.record.accounts import Account, account_of
from signpost.record.store.store import Store
from signpost.record.store.tables import account_sessions, accounts, openings

IDLE = timedelta(minutes=15)  # as long as a screen may stand unattended
LONGEST = timedelta(hours=12)  # a long shift
NOTED_EVERY = timedelta(seconds=30)  # a write for every request would be too many; a session may so end half a minute early, never late
OPENED_FOR = timedelta(minutes=60)  # break-glass: one consultation
TOKEN_BYTES = 32


def hashed(token: str) -> str:
    """What the store keeps of a random token."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that one account is signed in with. `id` is the hash of what the browser holds."""

    id: str
    account: Account
    started_at: datetime


class Sessions:
    """The sessions in one store."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock

    def start(self, account: Account, former: str = "") -> str:
        """A new token for the browser. The one it had before is worth nothing any more, whoever gave it to it."""
        token, now = secrets.token_urlsafe(TOKEN_BYTES), self._clock()
        over = or_(account_sessions.c.token_hash == hashed(former), account_sessions.c.started_at <= now - LONGEST, account_sessions.c.seen_at <= now - IDLE)
        with self._store.transaction() as connection:
            connection.execute(delete(account_sessions).where(over))
            connection.execute(insert(account_sessions).values(token_hash=hashed(token), account_id=account.id, started_at=now, seen_at=now))
        return token

    def session(self, token: str) -> Session | None:
        """Whose session this is, if it still lasts; it lasts longer by being asked for."""
        now = self._clock()
        with self._store.reading() as connection:
            joined = select(account_sessions, accounts).join(accounts).where(account_sessions.c.token_hash == hashed(token), accounts.c.disabled_at.is_(None))
            row = connection.execute(joined).mappings().first()
            if row is None or now - row["seen_at"] >= IDLE or now - row["started_at"] >= LONGEST:
                return None
            session = Session(row["token_hash"], account_of(connection, row), row["started_at"])
        if now - row["seen_at"] >= NOTED_EVERY:
            with self._store.transaction() as connection:
                connection.execute(update(account_sessions).where(account_sessions.c.token_hash == session.id).values(seen_at=now))
        return session

    def end(self, token: str) -> None:
        """Signs out."""
        with self._store.transaction() as connection:
            connection.execute(delete(account_sessions).where(account_sessions.c.token_hash == hashed(token)))

    def open_person(self, session: Session, person_id: str, reason: str) -> None:
        """From now on, for an hour, this session may see that person of another team."""
        values = {"sealed_reason": self._store.reasons.seal(reason.encode(), _place(session, person_id)), "until": self._clock() + OPENED_FOR}
        with self._store.transaction() as connection:
            connection.execute(delete(openings).where(openings.c.token_hash == session.id, openings.c.person_id == person_id))
            connection.execute(insert(openings).values(token_hash=session.id, person_id=person_id, **values))

    def reason_for(self, session: Session, person_id: str) -> str | None:
        """Why this session has opened that person, if it has and the hour is not over."""
        mine = (openings.c.token_hash == session.id, openings.c.person_id == person_id, openings.c.until > self._clock())
        with self._store.reading() as connection:
            sealed = connection.execute(select(openings.c.sealed_reason).where(*mine)).scalar()
        return self._store.reasons.open(sealed, _place(session, person_id)).decode() if sealed else None


def _place(session: Session, person_id: str) -> str:
    return f"openings/{session.id}/{person_id}"
