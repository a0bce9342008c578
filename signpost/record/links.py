"""One-time links: a person fills in one assessment on a phone of their own or a clinic's tablet, and sees nobody's data doing so.

Three things open one: the link itself, which nobody can guess; a PIN of six digits, told in another way than the link; and
the person's date of birth. PIN and date are hashed together, so that the store tells neither, and a wrong try doesn't say which was wrong.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import cast
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from signpost.problems import SignpostError
from signpost.record.access import Action, Actor, NotYours, check_allowed
from signpost.record.assessment import COMPLETED, DECLINED, Assessment
from signpost.record.documents import IN_ERROR
from signpost.record.passwords import Hashing
from signpost.record.records import EnteredInError, Records
from signpost.record.sessions import hashed
from signpost.record.store import filing, people
from signpost.record.store.audit import Deed, note
from signpost.record.store.filing import Saving, Stored
from signpost.record.store.sealing import Key
from signpost.record.store.store import Store
from signpost.record.store.tables import documents, links

LASTS = timedelta(days=7)  # from the offer to the appointment
ANSWER_WITHIN = timedelta(hours=1)  # the checklist takes ten minutes; it may be put down and taken up again
SHOWN_AFTER = timedelta(minutes=15)  # the thanks with its advice may be loaded again by who has sent; a tablet is handed on
TRIES = 5  # wrong PINs, after which the link is worth nothing: one guess in 200,000 gets through
PIN_DIGITS = 6
OFFERED, ROLE = "offer-link", "person"  # as the audit calls the deed, and who answers
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no letters and digits that look alike: a link may have to be typed from paper
TOKEN_CHARACTERS = 28  # of 31: 138 bits


class LinkOver(SignpostError):
    """The link is used up, too old, locked or unknown: the same words for all."""


class NoDateOfBirth(SignpostError):
    """Nobody can prove with a date of birth that they are a person whose date of birth is not known."""


class WrongPin(SignpostError):
    """The PIN or the date of birth is wrong. The message says how many tries are left."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """What is told to the person, once: nothing can read token and PIN again."""

    token: str
    pin: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Answering:
    """A browser that has given the right PIN: the assessment that it may fill in, once."""

    link_id: str
    person_id: str
    document_id: str


class Standing(Enum):
    """Whether a browser may fill in the checklist now, and if not, why."""

    OPEN = auto()
    SENT = auto()  # by this very browser
    ANSWERED = auto()  # from another browser, or by staff
    PAUSED = auto()  # the link works, but asks for the PIN again
    OVER = auto()


class Links:
    """The links in one store."""

    def __init__(self, store: Store, clock: Callable[[], datetime], hashing: Hashing) -> None:
        self._store, self._clock, self._hashing = store, clock, hashing

    def offer(self, records: Records, actor: Actor, document_id: str) -> NewLink:
        """A new link to one assessment that waits; an earlier one to the same is worth nothing any more. Raises NotYours, NotAllowed, NoDateOfBirth, LinkOver."""
        check_allowed(actor, Action.WRITE, Assessment.KIND)
        offered = records.get(document_id, of=Assessment)
        if not records.teams_of(offered.person_id) & actor.teams:
            raise NotYours("There is no such record, or it is another team's.")
        if offered.body.entered_in_error:
            raise EnteredInError
        if offered.body.completed_on:
            raise LinkOver("This assessment is completed. Add a new one, and offer a link to that.")
        person = records.person(offered.person_id).body
        if person.died_on:
            raise LinkOver("A date of death is recorded, so no link is made. Correct it among the person's details if it is wrong.")
        if person.born is None:
            raise NoDateOfBirth("A link asks for the date of birth. Fill it in among the person's details first.")
        return self._made(offered.person_id, document_id, person.born, actor)

    def _made(self, person_id: str, document_id: str, born: date, actor: Actor) -> NewLink:
        token = "".join(secrets.choice(_ALPHABET) for _ in range(TOKEN_CHARACTERS))
        pin, now = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}", self._clock()
        made = NewLink(token, pin, now + LASTS)
        row = {"id": uuid4().hex, "token_hash": hashed(token), "pin_hash": self._hashing.hash(_secret(pin, born)), "person_id": person_id, "document_id": document_id}
        with self._store.transaction() as connection:
            connection.execute(update(links).where(links.c.document_id == document_id, links.c.used_at.is_(None)).values(used_at=now, answering_hash=None, sealed_draft=None))
            connection.execute(insert(links).values(**row, failures=0, created_at=now, created_by=actor.id, expires_at=made.expires_at))
            note(self._store, connection, Deed(now, actor.id, actor.role.value, OFFERED, person_id, document_id))
        return made

    def works(self, token: str) -> bool:
        """Whether a PIN may still be tried."""
        with self._store.reading() as connection:
            return connection.execute(select(links.c.id).where(*self._usable(token))).first() is not None

    def open(self, token: str, pin: str, born: date | None) -> str:
        """A token for this browser alone, for an hour; another browser's is worth nothing any more. Raises LinkOver, WrongPin.

        The token begins with the link's id, so that a browser whose token is worth nothing can be told what became of its link.
        """
        now = self._clock()
        link_id, kept, failures = self._counted_try(token)
        answering = f"{link_id}.{secrets.token_urlsafe(32)}"
        if not self._hashing.matches(kept, _secret(pin, born)):
            left = TRIES - failures
            if left <= 0:
                raise _over()
            raise WrongPin(f"The PIN or the date of birth is not right. You can try {left} more time{'s' if left > 1 else ''}.")
        with self._store.transaction() as connection:
            values = {"failures": 0, "answering_hash": hashed(answering), "answering_until": now + ANSWER_WITHIN}
            connection.execute(update(links).where(links.c.token_hash == hashed(token), links.c.used_at.is_(None)).values(**values))
        return answering

    def answering(self, token: str) -> Answering | None:
        """What this browser may fill in, if its hour is not over and nothing was sent yet."""
        with self._store.reading() as connection:
            return _answering(connection, token, self._clock())

    def standing(self, token: str) -> Standing:
        """What a browser with this token may be told."""
        now = self._clock()
        asked = select(links, documents.c.state).join(documents, documents.c.id == links.c.document_id).where(links.c.id == token.partition(".")[0])
        with self._store.reading() as connection:
            row = connection.execute(asked).mappings().first()
        if row is None:
            return Standing.OVER
        mine = row["answering_hash"] == hashed(token) and row["answering_until"] > now
        if mine and row["used_at"]:
            return Standing.SENT
        if row["state"] == COMPLETED or (row["used_at"] and row["state"] == DECLINED):
            return Standing.ANSWERED
        if row["used_at"] or row["state"] == IN_ERROR:  # a newer link took its place
            return Standing.OVER
        if mine:
            return Standing.OPEN
        return Standing.PAUSED if row["failures"] < TRIES and row["expires_at"] > now else Standing.OVER

    def draft(self, answering: Answering) -> str:
        """What this link's browsers have kept so far; empty when nothing is kept. Raises LinkOver."""
        with self._store.transaction() as connection:
            key = self._key(connection, answering)
            sealed = connection.execute(select(links.c.sealed_draft).where(links.c.id == answering.link_id)).scalar()
        return _opened(key, sealed, answering.link_id)

    def keep(self, token: str, changed: Callable[[str], str]) -> bool:
        """Keeps what is not sent yet, sealed: what `changed` makes of what was kept before. Also from a browser whose hour has ended.

        False when nobody could come back to it. The drafts of links that are over are forgotten.
        """
        now = self._clock()
        reachable = (links.c.answering_hash == hashed(token), links.c.used_at.is_(None), or_(links.c.expires_at > now, links.c.answering_until > now))
        with self._store.transaction() as connection:
            over = or_(links.c.used_at.is_not(None), links.c.expires_at <= now - ANSWER_WITHIN)
            connection.execute(update(links).where(links.c.sealed_draft.is_not(None), over).values(sealed_draft=None))
            row = connection.execute(select(links.c.id, links.c.person_id, links.c.document_id, links.c.sealed_draft).where(*reachable)).first()
            if row is None:
                return False
            key = self._key(connection, Answering(*row[:3]))
            draft = changed(_opened(key, row.sealed_draft, row.id))
            connection.execute(update(links).where(links.c.id == row.id).values(sealed_draft=key.seal(draft.encode(), _place(row.id))))
        return True

    def sent(self, token: str) -> Assessment | None:
        """What this very browser has just sent; None when it has sent nothing, or too long ago."""
        if self.standing(token) is not Standing.SENT:
            return None
        with self._store.transaction() as connection:
            row = connection.execute(select(links.c.id, links.c.person_id, links.c.document_id).where(links.c.answering_hash == hashed(token))).one()
            found = filing.read(connection, self._key(connection, Answering(*row)), row.document_id)
        return found.body if found and isinstance(found.body, Assessment) else None

    def offered(self, answering: Answering) -> Assessment:
        """The assessment as it waits to be filled in: which checklist it is. Raises LinkOver when staff have filled it in meanwhile."""
        with self._store.transaction() as connection:
            return self._waiting(connection, answering).body

    def answer(self, answering: Answering, filled: Callable[[Assessment], Assessment]) -> None:
        """Save what the person filled in; the link never works again. Raises LinkOver when another was quicker; then nothing is saved."""
        now, by = self._clock(), f"link-{answering.link_id}"
        with self._store.transaction() as connection:
            unused = update(links).where(links.c.id == answering.link_id, links.c.used_at.is_(None))
            if connection.execute(unused.values(used_at=now, answering_until=now + SHOWN_AFTER, sealed_draft=None)).rowcount != 1:
                raise _over()
            waiting = self._waiting(connection, answering)
            key = people.key_of(self._store, connection, answering.person_id)
            filing.update_document(connection, key, waiting.id, waiting.version, filled(waiting.body), Saving(by, now))
            people.touch(connection, answering.person_id, now)
            note(self._store, connection, Deed(now, by, ROLE, Action.WRITE, answering.person_id, waiting.id))

    def _waiting(self, connection: Connection, answering: Answering) -> Stored[Assessment]:
        found = filing.read(connection, self._key(connection, answering), answering.document_id)
        if found is None or not isinstance(found.body, Assessment) or found.body.completed_on or found.body.entered_in_error:
            raise _over()
        return cast("Stored[Assessment]", found)

    def _key(self, connection: Connection, answering: Answering) -> Key:
        """Raises LinkOver for a person who was erased."""
        try:
            return people.key_of(self._store, connection, answering.person_id)
        except people.Gone:
            raise _over() from None

    def _counted_try(self, token: str) -> tuple[str, str, int]:
        """The link's id, the hash to hold the PIN against, and how many tries there were with this one. Raises LinkOver."""
        with self._store.transaction() as connection:
            row = connection.execute(select(links).where(*self._usable(token)).with_for_update()).mappings().first()
            if row is None:
                raise _over()
            connection.execute(update(links).where(links.c.id == row["id"]).values(failures=row["failures"] + 1))
            return row["id"], row["pin_hash"], row["failures"] + 1

    def _usable(self, token: str) -> tuple[ColumnElement[bool], ...]:
        return links.c.token_hash == hashed(token), links.c.used_at.is_(None), links.c.failures < TRIES, links.c.expires_at > self._clock()


def _answering(connection: Connection, token: str, now: datetime) -> Answering | None:
    mine = (links.c.answering_hash == hashed(token), links.c.answering_until > now, links.c.used_at.is_(None))
    row = connection.execute(select(links.c.id, links.c.person_id, links.c.document_id).where(*mine)).first()
    return Answering(*row) if row else None


def _opened(key: Key, sealed: bytes | None, link_id: str) -> str:
    return key.open(sealed, _place(link_id)).decode() if sealed else ""


def _place(link_id: str) -> str:
    return f"links/{link_id}/draft"


def _secret(pin: str, born: date | None) -> str:
    return f"{''.join(pin.split())} {born}"


def _over() -> LinkOver:
    return LinkOver("This link does not work any more. Ask the person who gave it to you for a new one.")
