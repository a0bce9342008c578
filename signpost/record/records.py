"""The record, as one actor may use it. Here and nowhere else is settled who may do what, and written down that they did.

Every method is one transaction: permission, audit and what was asked for stand or fall together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar, overload
from uuid import uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from signpost.record.access import BEYOND_TEAMS, Action, Actor, NotAllowed, NotYours, OnlyForReading, check_allowed, within_reach
from signpost.record.assessment import Recipient
from signpost.record.care_plan import CarePlan
from signpost.record.documents import Document
from signpost.record.follow_up import FollowUp
from signpost.record.identifiers import PersonNumber
from signpost.record.person import Person
from signpost.record.refusals import AlreadyKept, AlreadyPlanned, EnteredInError, LastList, NoReason, SavedByAnother
from signpost.record.store import audit, copies, erasing, exporting, filing, people, worklist
from signpost.record.store.audit import AuditLine, Deed
from signpost.record.store.copies import Copy
from signpost.record.store.filing import Saving, Stored, VersionNote
from signpost.record.store.people import Gone, NoSuchPerson
from signpost.record.store.sealing import Key
from signpost.record.store.store import Store
from signpost.record.store.worklist import Answered, Caseload, DueRow, Position
from signpost.record.timeline import Line, timeline

__all__ = ["MANY", "PAGE", "AlreadyKept", "AlreadyPlanned", "Answered", "AuditLine", "Caseload", "Copy", "DueRow", "EnteredInError", "Gone", "LastList", "NoReason", "Position", "Records", "SavedByAnother", "Stored", "VersionNote", "WholeRecord"]

D = TypeVar("D", bound=Document)
PAGE = 50  # people or lines on one page
MANY = 1000  # so far what is due is counted
PRESSED_TWICE = timedelta(minutes=1)  # the same from one hand so soon: a second press, on a slow line
_NO_SUCH = "There is no such record, or it is another team's."


class WholeRecord(NamedTuple):
    """All of one person, in the newest versions, the last changed first; what was `in_error` stands by itself."""

    person: Stored[Person]
    documents: tuple[Stored[Document], ...]
    copies: tuple[Copy, ...]
    in_error: tuple[Stored[Document], ...] = ()

    @property
    def timeline(self) -> tuple[Line, ...]:
        """Of who has died, what was: nothing is due any more."""
        lines = timeline(self.documents, self.copies, self.in_error)
        return tuple(line for line in lines if not line.ahead) if self.person.body.died_on else lines

    @property
    def follow_up(self) -> FollowUp | None:
        """Where they are on their way; None as long as nothing is known of it."""
        return next((one.body for one in self.documents if isinstance(one.body, FollowUp)), None)


class _Open(NamedTuple):
    """One person's record, open in a transaction."""

    connection: Connection
    key: Key
    person_id: str


class Records:
    """What one actor may do. Any method raises NotAllowed (not for this role); where it is about a person, NotYours or Gone."""

    def __init__(self, store: Store, actor: Actor, clock: Callable[[], datetime]) -> None:
        self._store, self._actor, self._clock = store, actor, clock

    # People

    def add_person(self, person: Person, team: str) -> Stored[Person]:
        """A new person, on the list of one of the actor's teams. Raises AlreadyKept."""
        if team not in self._actor.teams:
            raise NotYours("You belong to no team of that name.")
        person_id, saving = uuid4().hex, self._saving()
        with self._number_kept_once(person), self._doing(Action.ADD_PERSON, person_id) as connection:
            key = people.insert_person(self._store, connection, person_id, saving.at)
            people.put_on_list(connection, person_id, team)
            people.set_hashes(self._store, connection, person_id, person)
            filing.insert_document(connection, key, person_id, person_id, person, saving)
        return Stored(person_id, person_id, person.KIND, 1, person, saving.at, saving.by)

    def person(self, person_id: str) -> Stored[Person]:
        """Their own details."""
        with self._open(Action.IDENTIFY, person_id) as record:
            return _details(record)

    def save_person(self, person_id: str, seen_version: int, person: Person) -> Stored[Person]:
        """Raises SavedByAnother, AlreadyKept."""
        return self.save(person_id, seen_version, person)

    def find_by_number(self, number: PersonNumber) -> Stored[Person] | None:
        """None also when the person is out of the actor's reach."""
        found = self._find(lambda connection: people.with_number(self._store, connection, number))
        return found[0] if found else None

    def find_by_name(self, surname: str, born: date) -> tuple[Stored[Person], ...]:
        """Everybody of that surname, in whatever spelling of accents and hyphens, born that day, within the actor's reach."""
        return self._find(lambda connection: people.with_name(self._store, connection, surname, born))

    def caseload(self, page: int = 1) -> Caseload:
        """Those on the lists of the actor's teams, the last changed first. Pages of PAGE people, from 1."""
        with self._doing(Action.IDENTIFY) as connection:
            listed = worklist.listed(self._store, connection, self._actor.teams, PAGE, (page - 1) * PAGE)
            return Caseload(listed, page, worklist.how_many_listed(connection, self._actor.teams), PAGE)

    def lately(self, limit: int) -> tuple[Stored[Person], ...]:
        """Those on the lists of the actor's teams whose record was changed last."""
        with self._doing(Action.IDENTIFY) as connection:
            return worklist.listed(self._store, connection, self._actor.teams, limit, 0)

    def teams_of(self, person_id: str) -> frozenset[str]:
        """Whose lists they are on."""
        with self._open(Action.IDENTIFY, person_id) as record:
            return people.teams_of(record.connection, person_id)

    def share(self, person_id: str, team: str) -> None:
        """Put them on another team's list too: the GP practice's, say. Whether they agreed is for the caller to know."""
        with self._open(Action.SHARE, person_id, reason=f"On the list of {team}") as record:
            people.put_on_list(record.connection, person_id, team)

    def unshare(self, person_id: str, team: str) -> None:
        """Take them off a team's list. Raises LastList."""
        with self._open(Action.SHARE, person_id, reason=f"Off the list of {team}") as record:
            if people.teams_of(record.connection, person_id) <= {team}:
                raise LastList("This is the only list that the person is on. Put them on another team's first.")
            people.take_off_list(record.connection, person_id, team)

    def break_glass(self, number: PersonNumber, reason: str) -> str:
        """The id of a person out of reach, for an Actor that states `reason` and `opened`. Raises NoReason, NotYours."""
        if not reason.strip():
            raise NoReason("Say why you need to see this record. The auditor reads it.")
        self._check(Action.BREAK_GLASS)
        with self._store.transaction() as connection:
            found = people.with_number(self._store, connection, number)
            self._note(connection, Action.BREAK_GLASS, found[0] if found else None, reason=reason)
        if not found:
            raise NotYours("There is no record for this number.")
        return found[0]

    # Documents

    def add(self, person_id: str, body: D) -> Stored[D]:
        """A new document of a person; of what was sent twice at once, the first. Raises AlreadyPlanned; SavedByAnother for a second follow-up."""
        document_id, saving = uuid4().hex, self._saving()
        with self._open(Action.WRITE, person_id, document_id, body.KIND) as record:
            people.touch(record.connection, person_id, saving.at)  # first: who makes the same plan at this moment waits here, then sees it
            there = list(_documents(record, body.KIND))
            for one in there:
                if one.body == body and one.saved_by == saving.by and saving.at - one.saved_at < PRESSED_TWICE:
                    return one  # type: ignore[return-value]  # equal bodies are of one class
            _check_only_one(body, there)
            filing.insert_document(record.connection, record.key, document_id, person_id, body, saving)
            _settle_dues(record, body)
        return Stored(document_id, person_id, body.KIND, 1, body, saving.at, saving.by)

    def save(self, document_id: str, seen_version: int, body: D) -> Stored[D]:
        """The next version, by somebody who has seen the newest. Raises SavedByAnother; AlreadyKept for a person's details."""
        saving = self._saving()
        try:
            with self._number_kept_once(body), self._open_document(Action.WRITE, document_id, body.KIND) as record:
                filing.update_document(record.connection, record.key, document_id, seen_version, body, saving)
                people.touch(record.connection, record.person_id, saving.at)
                if isinstance(body, Person):
                    people.set_hashes(self._store, record.connection, record.person_id, body)
                _settle_dues(record, body)
        except filing.Stale:
            raise SavedByAnother(self.get(document_id)) from None
        return Stored(document_id, record.person_id, body.KIND, seen_version + 1, body, saving.at, saving.by)

    @overload
    def get(self, document_id: str, version: int | None = None) -> Stored[Document]: ...
    @overload
    def get(self, document_id: str, version: int | None = None, *, of: type[D]) -> Stored[D]: ...
    def get(self, document_id: str, version: int | None = None, *, of: type[Any] = Document) -> Stored[Any]:
        """One version of a document, the newest when left out. NotYours also when it is not `of` this class."""
        with self._open_document(Action.READ, document_id) as record:
            found = filing.read(record.connection, record.key, document_id, version)
        if found is None or not isinstance(found.body, of):
            raise NotYours(_NO_SUCH)
        return found

    def of_person(self, person_id: str, kind: str | None = None) -> tuple[Stored[Document], ...]:
        """Their documents in the newest versions, the last changed first; neither their own details nor what was entered in error."""
        with self._open(Action.READ, person_id) as record:
            return tuple(_documents(record, kind))

    def whole(self, person_id: str) -> WholeRecord:
        """Details, documents, copies, and the timeline made of them: what the page of a person shows."""
        with self._open(Action.READ, person_id) as record:
            given = copies.of_person(record.connection, record.key, person_id)
            return WholeRecord(_details(record), tuple(_documents(record)), given, tuple(_documents(record, in_error=True)))

    def history(self, document_id: str) -> tuple[VersionNote, ...]:
        """When and by whom every version was saved, the newest first."""
        with self._open_document(Action.READ, document_id) as record:
            return filing.notes(record.connection, document_id)

    # Copies

    def give_copy(self, document_id: str, version: int, recipient: Recipient, how: str, content: str | bytes, media_type: str = "text/html") -> Copy:
        """Keep what is handed out, byte for byte: `how` says in words on what way it went."""
        saving = self._saving()
        with self._open_document(Action.COPY, document_id) as record:
            if filing.read(record.connection, record.key, document_id, version) is None:
                raise NotYours(_NO_SUCH)
            copy = Copy(uuid4().hex, record.person_id, document_id, version, Recipient(recipient).value, how, media_type, saving.at, saving.by)
            copies.insert_copy(record.connection, record.key, copy, content.encode() if isinstance(content, str) else content)
        return copy

    def copies(self, person_id: str) -> tuple[Copy, ...]:
        """All that were given, the last first."""
        with self._open(Action.READ, person_id) as record:
            return copies.of_person(record.connection, record.key, person_id)

    def copy(self, copy_id: str) -> tuple[Copy, bytes]:
        """As it was given."""
        with self._open(Action.READ, lambda connection: copies.person_of(connection, copy_id), copy_id) as record:
            return copies.read(record.connection, record.key, copy_id)

    # Across people

    def due(self, until: date, limit: int = PAGE, after: tuple[date, str] | None = None) -> tuple[DueRow, ...]:
        """What is due by that day on the actor's lists, the longest overdue first; `after` is the last row's `position`."""
        with self._doing(Action.READ) as connection:
            return worklist.due_rows(self._store, connection, self._actor.teams, until, limit, after)

    def how_many_due(self, until: date) -> int:
        """As many as `due` would show in all; MANY for as many and more."""
        with self._doing(Action.READ) as connection:
            return worklist.how_many_due(connection, self._actor.teams, until, MANY)

    def answered(self, since: datetime, limit: int = PAGE) -> tuple[Answered, ...]:
        """Assessments filled in since then on the actor's lists, which wait for a plan; the first come stands first."""
        with self._doing(Action.READ) as connection:
            return worklist.answered(self._store, connection, self._actor.teams, since, limit)

    def for_report(self, *kinds: str) -> Iterator[Stored[Document]]:
        """Every document of these kinds in its newest version, but for what was entered in error: of the actor's teams, or of everybody for a role that has none."""
        teams = None if self._actor.role in BEYOND_TEAMS else self._actor.teams
        with self._doing(Action.REPORT):
            pass
        with self._store.reading() as connection:
            yield from (one for one in worklist.documents_of(self._store, connection, kinds, teams) if not one.body.entered_in_error)

    # A person's rights, and the auditor's

    def export(self, person_id: str) -> dict[str, Any]:
        """Everything about a person, every version and every copy, as JSON can hold it."""
        with self._open(Action.EXPORT, person_id) as record:
            return exporting.everything(self._store, record.connection, record.key, person_id, self._clock())

    def erase(self, person_id: str, reason: str) -> bool:
        """Destroys their key and all that was sealed under it, for good; whether no trace is left (else `leave_no_trace` later). Raises NoReason."""
        if not reason.strip():
            raise NoReason("Say why this record is to be erased: who asked, or which rule.")
        with self._open(Action.ERASE, person_id, reason=reason) as record:
            erasing.erase(record.connection, person_id, self._clock())
        return erasing.leave_no_trace(self._store)

    def leave_no_trace(self) -> bool:
        """Of who was erased while somebody read for long: overwrites what the database has kept of their keys. False: not yet."""
        self._check(Action.ERASE)
        return erasing.leave_no_trace(self._store)

    def audit_of(self, person: str | PersonNumber) -> tuple[AuditLine, ...]:
        """Who did what with a person's record, the last first; by their id, erased or not, or by their number."""
        with self._doing(Action.AUDIT) as connection:
            ids = people.with_number(self._store, connection, person) if isinstance(person, PersonNumber) else [person]
            return tuple(line for person_id in ids for line in audit.lines(self._store, connection, person_id=person_id))

    def audit_log(self, limit: int = PAGE, before: int | None = None) -> tuple[AuditLine, ...]:
        """Who did what with any record, the last first."""
        with self._doing(Action.AUDIT) as connection:
            return tuple(audit.lines(self._store, connection, limit=limit, before=before))

    # Permission, audit and transaction

    def admit(self, action: Action, person_id: str, kind: str | None = None) -> None:
        """Whether this may be done with this person at all, before anything is: raises NotAllowed, NotYours, OnlyForReading, Gone. Only a refusal is written down."""
        self._check(action, kind)
        with self._store.transaction() as connection:
            if within_reach(self._actor, action, person_id, people.teams_of(connection, person_id)):
                self._key(connection, person_id)
                return
            self._note(connection, f"{action} refused", person_id, reason=self._actor.reason)
        if self._actor.reason and self._actor.opened == person_id:
            raise OnlyForReading("You gave a reason to see this record, and may read it. To change it or take it out, ask the team whose person this is.")
        raise NotYours(_NO_SUCH)

    @contextmanager
    def _doing(self, action: Action, person_id: str | None = None) -> Iterator[Connection]:
        """Something about nobody yet, or about many."""
        self._check(action)
        with self._store.transaction() as connection:
            self._note(connection, action, person_id)
            yield connection

    @contextmanager
    def _open(
        self, action: Action, whose: str | Callable[[Connection], str | None], document_id: str | None = None, kind: str | None = None, reason: str | None = None
    ) -> Iterator[_Open]:
        """One person's record. Somebody who may not is told nothing, and it is written down that they tried."""
        self._check(action, kind)
        with self._store.transaction() as connection:
            person_id = whose if isinstance(whose, str) else whose(connection)
            teams = people.teams_of(connection, person_id) if person_id else frozenset[str]()
            if person_id and within_reach(self._actor, action, person_id, teams):
                broken = None if teams & self._actor.teams else self._actor.reason
                self._note(connection, action, person_id, document_id, reason or broken)
                yield _Open(connection, self._key(connection, person_id), person_id)
                return
            self._note(connection, f"{action} refused", person_id, document_id)
        raise NotYours(_NO_SUCH)

    def _open_document(self, action: Action, document_id: str, kind: str | None = None) -> AbstractContextManager[_Open]:
        """The record that a document belongs to. A document of another kind than is to be saved is no such document."""
        return self._open(action, lambda connection: filing.person_of(connection, document_id, kind), document_id, kind)

    def _find(self, which: Callable[[Connection], list[str]]) -> tuple[Stored[Person], ...]:
        """Those of them that are within reach."""
        self._check(Action.IDENTIFY)
        with self._store.transaction() as connection:
            mine = [one for one in which(connection) if within_reach(self._actor, Action.IDENTIFY, one, people.teams_of(connection, one))]
            for person_id in (*mine,) or (None,):
                self._note(connection, Action.IDENTIFY, person_id)
            return tuple(_details(_Open(connection, self._key(connection, one), one)) for one in mine)

    def _check(self, action: Action, kind: str | None = None) -> None:
        try:
            check_allowed(self._actor, action, kind)
        except NotAllowed:
            with self._store.transaction() as connection:
                self._note(connection, f"{action} refused")
            raise

    def _key(self, connection: Connection, person_id: str) -> Key:
        try:
            return people.key_of(self._store, connection, person_id)
        except NoSuchPerson:
            raise NotYours(_NO_SUCH) from None

    def _note(self, connection: Connection, action: str, person_id: str | None = None, document_id: str | None = None, reason: str | None = None) -> None:
        audit.note(self._store, connection, Deed(self._clock(), self._actor.id, self._actor.role.value, action, person_id, document_id, reason))

    def _saving(self) -> Saving:
        return Saving(self._actor.id, self._clock())

    @contextmanager
    def _number_kept_once(self, body: Document) -> Iterator[None]:
        """Two records of one person must not be: the database refuses the second, whoever was quicker. Raises AlreadyKept."""
        try:
            yield
        except IntegrityError:
            if not isinstance(body, Person) or not body.identifier:
                raise
            found = self.find_by_number(body.identifier)
            raise AlreadyKept(found.id if found else None) from None


def _details(record: _Open) -> Stored[Person]:
    found = filing.read(record.connection, record.key, record.person_id)
    assert found is not None  # it is written together with the person's row
    return worklist.as_person(found)


def _check_only_one(body: Document, there: Sequence[Stored[Document]]) -> None:
    """Of a plan of one assessment, and of a person's follow-up. Raises AlreadyPlanned, SavedByAnother."""
    if isinstance(body, FollowUp) and there:
        raise SavedByAnother(there[0])
    if isinstance(body, CarePlan) and body.assessment_id:
        for one in there:
            if isinstance(one.body, CarePlan) and one.body.answers(body.assessment_id):
                raise AlreadyPlanned(one.id)


def _settle_dues(record: _Open, saved: Document) -> None:
    """Nothing is due of who has died; of whose day of death was a slip, what their documents say. A worklist sees these days alone."""
    person = saved if isinstance(saved, Person) else _details(record).body
    slip = person is saved and not person.died_on and not filing.anything_due(record.connection, record.person_id)
    if person.died_on or slip:
        for one in _documents(record):
            filing.set_due(record.connection, one.id, None if person.died_on else one.body.due())


def _documents(record: _Open, kind: str | None = None, *, in_error: bool = False) -> Iterator[Stored[Document]]:
    """But for the person's details: those that count, or those that were entered in error."""
    found = filing.read_all(record.connection, record.key, record.person_id, kind)
    return (one for one in found if one.id != record.person_id and bool(one.body.entered_in_error) is in_error)
