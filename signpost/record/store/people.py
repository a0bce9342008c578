"""Rows of people: the key that seals one person's documents, the hashes that find them, and the lists that they are on."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from signpost.problems import SignpostError
from signpost.record.identifiers import PersonNumber
from signpost.record.person import Person
from signpost.record.store.sealing import Key, Wrapped
from signpost.record.store.store import Store
from signpost.record.store.tables import caseloads, people, teams


class NoSuchPerson(Exception):
    """No row has this id. Whether to say so is not the store's to decide."""


class NoSuchTeam(SignpostError):
    """No team has this name."""


class Gone(SignpostError):
    """The person was erased: nothing of theirs can be read any more."""


def pseudonym(store: Store, person_id: str) -> str:
    """What the audit calls a person, before and after they are erased."""
    return store.hashes.hash("person", person_id)


def insert_person(store: Store, connection: Connection, person_id: str, at: datetime) -> Key:
    """A new row with a new key. The hashes are set with `set_hashes`."""
    key = Key.fresh()
    wrapped = store.ring.wrap(key, place_of_key(person_id))
    connection.execute(insert(people).values(id=person_id, wrapped_key=wrapped.blob, key_id=wrapped.key_id, created_at=at, changed_at=at))
    return key


def key_of(store: Store, connection: Connection, person_id: str) -> Key:
    """The key of one person, whose row is this transaction's own until it ends. Raises NoSuchPerson, Gone."""
    row = connection.execute(select(people.c.wrapped_key, people.c.key_id).where(people.c.id == person_id).with_for_update()).first()
    if row is None:
        raise NoSuchPerson
    if row.wrapped_key is None:
        raise Gone("This record was erased. Nothing of it can be read any more.")
    return store.ring.unwrap(Wrapped(*row), place_of_key(person_id))


def place_of_key(person_id: str) -> str:
    return f"people/{person_id}/key"


def set_hashes(store: Store, connection: Connection, person_id: str, person: Person) -> None:
    """By which they will be found. Raises IntegrityError when another person has this number."""
    number = _number_hash(store, person.identifier) if person.identifier else None
    name = _name_hash(store, person.surname, person.born) if person.born else None
    connection.execute(update(people).where(people.c.id == person_id).values(number_hash=number, name_hash=name))


def with_number(store: Store, connection: Connection, number: PersonNumber) -> list[str]:
    """The id of the person with this number, if there is one."""
    return list(connection.execute(select(people.c.id).where(people.c.number_hash == _number_hash(store, number))).scalars())


def with_name(store: Store, connection: Connection, surname: str, born: date) -> list[str]:
    """Ids of everybody with this name and day of birth, the first recorded first."""
    asked = select(people.c.id).where(people.c.name_hash == _name_hash(store, surname, born))
    return list(connection.execute(asked.order_by(people.c.created_at, people.c.id)).scalars())


def _number_hash(store: Store, number: PersonNumber) -> str:
    return store.hashes.hash("number", number.digits)


def _name_hash(store: Store, surname: str, born: date) -> str:
    """O'Neill and ONEILL, Müller and Muller are the same name here; another day of birth is another person."""
    letters = re.sub(r"[\W_]", "", unicodedata.normalize("NFKD", surname).casefold())
    return store.hashes.hash("name", f"{letters} {born}")


def touch(connection: Connection, person_id: str, at: datetime) -> None:
    connection.execute(update(people).where(people.c.id == person_id).values(changed_at=at))


def teams_of(connection: Connection, person_id: str) -> frozenset[str]:
    return frozenset(connection.execute(select(caseloads.c.team).where(caseloads.c.person_id == person_id)).scalars())


def put_on_list(connection: Connection, person_id: str, team: str) -> None:
    """Once, however often it is said. Raises NoSuchTeam."""
    if connection.execute(select(teams.c.id).where(teams.c.id == team)).first() is None:
        raise NoSuchTeam("There is no team of that name. An administrator can make one.")
    if team not in teams_of(connection, person_id):
        connection.execute(insert(caseloads).values(team=team, person_id=person_id))


def take_off_list(connection: Connection, person_id: str, team: str) -> None:
    connection.execute(delete(caseloads).where(caseloads.c.person_id == person_id, caseloads.c.team == team))
