"""What is sealed tells nothing, opens in its own place alone, and says plainly when it does not."""

from __future__ import annotations

import base64
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from signpost.record.access import Role
from signpost.record.assessment import Assessment, Recipient
from signpost.record.documents import UnreadableDocument
from signpost.record.records import AlreadyKept
from signpost.record.store.sealing import BadKeyRing, Damaged, Key, KeyRing, Wrapped, WrongKey, new_key
from signpost.record.store.store import Store
from signpost.record.store.tables import metadata
from tests.record import people, private
from tests.record.store.conftest import BREAST, KEY, Site


def test_what_was_sealed_opens_in_its_place_and_in_no_other() -> None:
    key = Key.fresh()
    sealed = key.seal(b"Mrs Fixture", "documents/1/1")
    assert key.open(sealed, "documents/1/1") == b"Mrs Fixture"
    assert b"Fixture" not in sealed
    with pytest.raises(Damaged, match="documents/1/2 does not open"):
        key.open(sealed, "documents/1/2")
    with pytest.raises(Damaged):
        Key.fresh().open(sealed, "documents/1/1")


def test_the_same_words_are_sealed_differently_every_time() -> None:
    key = Key.fresh()
    assert len({key.seal(b"Mrs Fixture", "here") for _ in range(100)}) == 100


@pytest.mark.parametrize("at", [0, 11, 12, 20, -1])
def test_one_changed_byte_is_noticed(at: int) -> None:
    key = Key.fresh()
    sealed = bytearray(key.seal(b"Mrs Fixture", "here"))
    sealed[at] ^= 1
    with pytest.raises(Damaged):
        key.open(bytes(sealed), "here")


@pytest.mark.parametrize("cut", [0, 5, 12, 20])
def test_what_was_cut_short_is_noticed(cut: int) -> None:
    key = Key.fresh()
    with pytest.raises(Damaged):
        key.open(key.seal(b"Mrs Fixture", "here")[:cut], "here")


@pytest.mark.parametrize(
    ("ring", "says"),
    [
        ("", "key 1 is not written as id:key"),
        ("c2VjcmV0", "key 1 is not written as id:key"),
        ("a b:c2VjcmV0", "key 1 is not written as id:key"),
        ("2026:not base64!", "key '2026' is not in base64"),
        ("2026:c2VjcmV0", "key '2026' has 6 bytes; it must have 32"),
        (f"{KEY},", "key 2 is not written as id:key"),
        (f"{KEY},{KEY}", "two keys of one id"),
    ],
)
def test_a_ring_that_is_none_is_told_plainly_without_its_keys(ring: str, says: str) -> None:
    with pytest.raises(BadKeyRing, match=re.escape(says)) as told:
        KeyRing.parse(ring)
    assert "c2VjcmV0" not in str(told.value)
    assert KEY.partition(":")[2] not in str(told.value)


def test_the_first_key_wraps_and_every_key_opens() -> None:
    older, newer = new_key("older"), new_key("newer")
    wrapped = KeyRing.parse(older).wrap(key := Key.fresh(), "here")
    ring = KeyRing.parse(f"{newer}, {older}")
    assert ring.unwrap(wrapped, "here") == key
    assert ring.wrap(key, "here").key_id == "newer"
    with pytest.raises(WrongKey, match="lacks the key 'older'"):
        KeyRing.parse(newer).unwrap(Wrapped(wrapped.blob, wrapped.key_id), "here")


def test_a_ring_never_shows_its_keys() -> None:
    ring = KeyRing.parse(KEY)
    secret = base64.b64decode(KEY.partition(":")[2])
    assert repr(secret)[2:-1] not in repr(ring)


def test_a_hash_depends_on_its_key_its_purpose_and_every_letter() -> None:
    key = Key.fresh()
    assert key.hash("number", "9990000018") == key.hash("number", "9990000018")
    assert len({key.hash("number", "9990000018"), key.hash("name", "9990000018"), key.hash("number", "9990000026"), Key.fresh().hash("number", "9990000018")}) == 4


# In a store


def test_another_key_is_refused_at_the_start(site: Site, opened: Callable[..., Store]) -> None:
    with pytest.raises(WrongKey, match="lacks the key '2026'"):
        opened(site.url, KeyRing.parse(new_key("2027")))
    with pytest.raises(WrongKey, match="'2026' in SIGNPOST_RECORD_KEY is not the one"):
        opened(site.url, KeyRing.parse(new_key("2026")))


def test_a_key_that_only_one_person_still_needs_is_missed_at_the_start(site: Site, opened: Callable[..., Store]) -> None:
    site.records().add_person(people.person(), BREAST)
    newer = new_key("newer")
    both = Site(opened(site.url, KeyRing.parse(f"{newer},{KEY}")), site.url)
    with both.store.transaction() as connection:
        for row in connection.execute(text("SELECT name FROM store_keys")).all():
            key = both.store.hashes if row.name == "hashes" else both.store.reasons
            wrapped = both.store.ring.wrap(key, f"store_keys/{row.name}")
            connection.execute(text("UPDATE store_keys SET wrapped_key = :blob, key_id = :id WHERE name = :name"), {"blob": wrapped.blob, "id": wrapped.key_id, "name": row.name})
    with pytest.raises(WrongKey, match="lacks the key '2026'"):
        opened(site.url, KeyRing.parse(newer))


def test_a_damaged_document_is_told_and_the_versions_before_it_can_be_read(site: Site) -> None:
    nurse = site.records()
    first = nurse.add(nurse.add_person(people.person(), BREAST).id, people.assessment())
    nurse.save(first.id, 1, people.assessment((people.SWELLING, 8)))
    with site.store.transaction() as connection:
        drop = "DROP TRIGGER versions_refuse_update" + ("" if connection.dialect.name == "sqlite" else " ON versions")
        connection.execute(text(drop))
        connection.execute(text("UPDATE versions SET sealed = :blob WHERE document_id = :id AND version = 2"), {"blob": b"x" * 100, "id": first.id})
    with pytest.raises(Damaged, match=f"documents/{first.id}/2 does not open. Bring it back from a backup"):
        nurse.get(first.id)
    assert nurse.get(first.id, 1) == first


def test_a_document_put_into_another_ones_place_does_not_open(site: Site) -> None:
    nurse = site.records()
    person = nurse.add_person(people.person(), BREAST)
    one, other = (nurse.add(person.id, people.assessment((people.SWELLING, score))) for score in (1, 9))
    with site.store.transaction() as connection:
        sealed = connection.execute(text("SELECT sealed FROM versions WHERE document_id = :id"), {"id": other.id}).scalar_one()
        connection.execute(text("DELETE FROM versions WHERE document_id = :id"), {"id": one.id})
        values = "(:id, 1, :sealed, :at, 'nurse-1')"
        connection.execute(text(f"INSERT INTO versions (document_id, version, sealed, saved_at, saved_by) VALUES {values}"), {"id": one.id, "sealed": sealed, "at": "2026-11-01 09:00:00"})
    with pytest.raises(Damaged):
        nurse.get(one.id)


def test_a_document_of_a_later_schema_is_not_guessed_at() -> None:
    later = people.assessment().to_json().replace('"schema": 1', '"schema": 2')
    with pytest.raises(UnreadableDocument, match="written by a later version"):
        Assessment.from_json(later)


# Nothing in clear

PRIVATE = (
    *("Fixture", "Addy", "Ada Example", "Example Road", "999 000 0018", "9990000018", "1961-02-03", "LS1 4AP", "07700 900123", "addy@example.org"),
    *("Nurse Fictive", "Bo Fixture", "Breast cancer", "Who feeds the hens", "Will it come back", "My hens", "Aire Swelling Clinic", "Lumpectomy"),
    *("swelling", "money-or-finance", "by post to Dr Invented", "Collapsed on our ward", "letter of 1 November", "a printed plan"),
)


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that anything logs, SQL included."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)
    yield caplog
    logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)


def _live(site: Site) -> None:
    """A record that everything was done with."""
    nurse = site.records()
    person = nurse.add_person(people.person(), BREAST)
    for body in people.FULL[1:]:
        nurse.save(nurse.add(person.id, body).id, 1, body)
    nurse.give_copy(nurse.of_person(person.id)[0].id, 1, Recipient.GP, "by post to Dr Invented", "a printed plan for Fixture")
    nurse.find_by_number(people.person().identifier)  # type: ignore[arg-type]
    nurse.find_by_name("Fixture", people.person().born)  # type: ignore[arg-type]
    outsider = site.records(Role.CLINICIAN, "lung-nurses")
    outsider.break_glass(people.person().identifier, "Collapsed on our ward")  # type: ignore[arg-type]
    with pytest.raises(AlreadyKept):
        nurse.add_person(people.person(), BREAST)
    nurse.whole(person.id)
    nurse.export(person.id)


def test_nothing_private_stands_in_the_files_or_the_logs(sqlite_site: Site, tmp_path: Path, said: pytest.LogCaptureFixture) -> None:
    _live(sqlite_site)
    files = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert len(files["record.sqlite3-wal"]) > 100_000
    assert "INSERT INTO versions" in said.text
    for blob in [*files.values(), said.text.encode()]:
        assert private.found_in(blob, PRIVATE) == set()


def test_nothing_private_stands_in_any_column(site: Site, said: pytest.LogCaptureFixture) -> None:
    _live(site)
    with site.store.transaction() as connection:
        rows = [bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode() for table in metadata.sorted_tables for row in connection.execute(table.select()) for value in row]
    assert len(rows) > 200
    assert private.found_in(b"\n".join(rows), PRIVATE) == set()
    assert private.found_in(said.text.encode(), PRIVATE) == set()


def test_the_scan_would_find_what_is_not_sealed(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "clear.sqlite3") as connection:
        connection.execute("CREATE TABLE clear (name)")
        connection.execute("INSERT INTO clear VALUES ('Mrs Fixture of LS1 4AP')")
    connection.close()
    assert private.found_in((tmp_path / "clear.sqlite3").read_bytes(), PRIVATE) == {"Fixture", "LS1 4AP"}


def test_an_erased_persons_key_is_nowhere_in_the_files(sqlite_site: Site, tmp_path: Path) -> None:
    site = sqlite_site
    _live(site)
    with site.store.transaction() as connection:
        wrapped, sealed = (connection.execute(text(f"SELECT {what}")).scalar_one() for what in ("wrapped_key FROM people", "sealed FROM versions LIMIT 1"))
    person = site.records().caseload().people[0]
    assert any(wrapped in file.read_bytes() for file in tmp_path.iterdir())
    site.records(Role.ADMINISTRATOR).erase(person.id, "They asked for it")
    for file in tmp_path.iterdir():
        assert wrapped not in file.read_bytes()
        assert sealed not in file.read_bytes()


def test_erasing_while_somebody_reads_for_long_says_that_a_trace_is_left_and_removes_it_afterwards(sqlite_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signpost.record.store.engine.BUSY_SECONDS", 0)
    store = Store.open(sqlite_site.url, sqlite_site.store.ring)
    site = Site(store, sqlite_site.url)
    _live(site)
    admin, person = site.records(Role.ADMINISTRATOR), site.records().caseload().people[0]
    with store.transaction() as connection:
        wrapped = connection.execute(text("SELECT wrapped_key FROM people")).scalar_one()
    with store.reading() as connection:
        connection.execute(text("SELECT count(*) FROM people")).scalar_one()
        assert not admin.erase(person.id, "They asked for it")
        assert any(wrapped in file.read_bytes() for file in tmp_path.iterdir())
    assert admin.leave_no_trace()
    assert not any(wrapped in file.read_bytes() for file in tmp_path.iterdir())
    store.close()


def test_only_the_owner_may_read_the_files(sqlite_site: Site, tmp_path: Path) -> None:
    sqlite_site.records().add_person(people.person(), BREAST)
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
