"""A backup holds everything, is made while people work, goes back into either database, and writes nothing over."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text

from signpost.record.access import Role
from signpost.record.records import Records
from signpost.record.store.backup import CannotBackUp, NoBackup, StoreNotEmpty, backup, restore
from signpost.record.store.rotation import PEOPLE_AT_ONCE, rotate
from signpost.record.store.sealing import Key, KeyRing, WrongKey, new_key
from signpost.record.store.store import Store
from signpost.record.store.tables import metadata
from tests.record import people
from tests.record.store.conftest import BREAST, KEY, Site
from tests.record.store.test_access import Filed
from tests.record.store.test_migrations import PERSON, PLAN, filled_by_the_first_version

Rows = dict[str, list[tuple[object, ...]]]


def contents(store: Store) -> Rows:
    """Every row of every table."""
    with store.transaction() as connection:
        return {table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr) for table in metadata.sorted_tables}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.heavy)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Another database, to restore into."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'other.sqlite3'}"
    return str(request.getfixturevalue("other_postgresql_url"))


def test_what_was_backed_up_comes_back_as_it_was_on_either_database(site: Site, empty_url: str, opened: Callable[..., Store], tmp_path: Path) -> None:
    filed = Filed(site)
    site.records(Role.ADMINISTRATOR).erase(site.records().add_person(people.person(number=None), BREAST).id, "A mistake")
    before = contents(site.store)
    backup(site.store, tmp_path / "backup")
    site.records().save(filed.plan.id, 1, people.plan())
    restore(empty_url, site.store.ring, tmp_path / "backup")
    restored = Site(opened(empty_url), empty_url)
    assert contents(restored.store) == before
    nurse = restored.records()
    assert nurse.get(filed.plan.id) == filed.plan
    assert nurse.copy(filed.copy.id) == (filed.copy, b"Plan")
    assert nurse.find_by_number(people.person().identifier) == filed.person  # type: ignore[arg-type]
    assert nurse.save(filed.plan.id, 1, people.plan()).version == 2
    assert restored.count("audit", "id > 0") == len(before["audit"]) + 4


def test_the_restored_audit_still_refuses_to_be_changed(site: Site, tmp_path: Path, opened: Callable[..., Store]) -> None:
    Filed(site)
    backup(site.store, tmp_path / "backup")
    url = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    restore(url, site.store.ring, tmp_path / "backup")
    with pytest.raises(Exception, match="is refused"), opened(url).transaction() as connection:
        connection.execute(text("DELETE FROM audit"))


def test_a_backup_is_made_while_people_work_and_holds_one_moment(site: Site, tmp_path: Path, opened: Callable[..., Store]) -> None:
    """A person and their documents are written in one go, over and over; the backup never has one without the other."""
    stop, started = threading.Event(), threading.Event()

    def work() -> None:
        nurse = site.records(id_="busy")
        while not stop.is_set():
            nurse.add_person(people.person(number=None), BREAST)
            started.set()

    worker = threading.Thread(target=work)
    worker.start()
    assert started.wait(30)
    for number in range(3):
        backup(site.store, tmp_path / f"backup-{number}")
    stop.set()
    worker.join()
    for number in range(3):
        url = f"sqlite:///{tmp_path / f'restored-{number}.sqlite3'}"
        restore(url, site.store.ring, tmp_path / f"backup-{number}")
        restored = Site(opened(url), url)
        assert restored.count("people") == restored.count("versions") == restored.count("caseloads") == restored.count("audit", "action = 'add-person'") >= 1


def test_a_backup_is_one_file_for_its_owner_and_replaces_none(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    backup(site.store, folder / "backup")
    assert [file.name for file in folder.iterdir()] == ["backup"]
    assert (folder / "backup").stat().st_mode & 0o777 == 0o600
    with pytest.raises(CannotBackUp, match="already"):
        backup(site.store, folder / "backup")
    with pytest.raises(CannotBackUp, match="No such file or directory"):
        backup(site.store, tmp_path / "nowhere" / "backup")


def test_nothing_is_restored_over_a_store_in_use(site: Site, tmp_path: Path) -> None:
    filed = Filed(site)
    backup(site.store, tmp_path / "backup")
    before = contents(site.store)
    with pytest.raises(StoreNotEmpty):
        restore(site.url, site.store.ring, tmp_path / "backup")
    assert contents(site.store) == before
    assert site.records().person(filed.person.id) == filed.person


def test_a_backup_needs_its_key_before_anything_is_written(site: Site, tmp_path: Path) -> None:
    Filed(site)
    backup(site.store, tmp_path / "backup")
    with pytest.raises(WrongKey):
        restore(f"sqlite:///{tmp_path / 'other.sqlite3'}", KeyRing.fresh(), tmp_path / "backup")
    assert not (tmp_path / "other.sqlite3").exists()


@pytest.mark.parametrize("damage", ["missing", "empty", "text", "cut", "another database"])
def test_what_is_no_backup_is_told_plainly(sqlite_site: Site, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "backup"
    if damage in ("cut", "missing"):
        backup(sqlite_site.store, file)
    if damage == "missing":
        file.unlink()
    elif damage == "cut":
        os.truncate(file, file.stat().st_size // 2)
    elif damage == "another database":
        import sqlite3

        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE something (id)")
        connection.close()
    else:
        file.write_text("" if damage == "empty" else "Dear all,\n" * 1000)
    with pytest.raises(NoBackup):
        restore(f"sqlite:///{tmp_path / 'other.sqlite3'}", sqlite_site.store.ring, file)


def test_a_backup_of_an_earlier_version_is_brought_up_to_date_and_the_file_left_alone(sqlite_url: str, ring: KeyRing, url: str, tmp_path: Path, opened: Callable[..., Store]) -> None:
    old = tmp_path / "old.sqlite3"
    filled_by_the_first_version(f"sqlite:///{old}", ring)
    before = old.read_bytes()
    restore(url, ring, old)
    nurse = Site(opened(url), url).records()
    assert nurse.caseload().people[0].id == PERSON
    assert nurse.get(PLAN).body == people.plan(people.row())
    assert old.read_bytes() == before


# Rotation


def added(nurse: Records, how_many: int) -> list[str]:
    return [nurse.add_person(people.person(number=None, surname=f"Number {n}"), BREAST).id for n in range(how_many)]


def test_rotation_wraps_every_key_anew_and_the_old_one_is_needed_no_more(site: Site, opened: Callable[..., Store]) -> None:
    filed = Filed(site)
    site.records(Role.ADMINISTRATOR).erase(site.records().add_person(people.person(number=None), BREAST).id, "A mistake")
    newer = new_key("2027")
    assert rotate(opened(site.url, KeyRing.parse(f"{newer},{KEY}"))) == 3  # the store's two, and one person's
    assert site.count("people", "key_id <> '2027'") == 0
    alone = Site(opened(site.url, KeyRing.parse(newer)), site.url)
    assert alone.records().whole(filed.person.id).documents == (filed.plan,)
    assert alone.records().find_by_number(people.person().identifier) == filed.person  # type: ignore[arg-type]
    assert rotate(alone.store) == 0
    with pytest.raises(WrongKey):
        opened(site.url)


def test_a_rotation_that_was_stopped_goes_on_where_it_was(sqlite_site: Site, opened: Callable[..., Store]) -> None:
    ids = added(sqlite_site.records(), PEOPLE_AT_ONCE + 5)
    both = opened(sqlite_site.url, KeyRing.parse(f"{new_key('2027')},{KEY}"))

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(both, stop)
    assert sqlite_site.count("people", "key_id = '2027'") == PEOPLE_AT_ONCE
    assert {Site(both, sqlite_site.url).records().person(person_id).id for person_id in ids} == set(ids)
    assert rotate(both) == 5
    assert rotate(both) == 0


def test_a_rotation_without_the_old_key_changes_nothing(site: Site) -> None:
    Filed(site)
    before = contents(site.store)
    lacking = Store(site.store.engine, KeyRing.parse(new_key("2027")), Key.fresh(), Key.fresh())
    with pytest.raises(WrongKey):
        rotate(lacking)
    assert contents(site.store) == before
