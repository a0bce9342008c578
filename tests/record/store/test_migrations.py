"""From an empty database, and from one that an earlier version has filled, to the tables of today."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from signpost.record.store.engine import BadDatabase, open_engine
from signpost.record.store.migrations import StoreAhead, StoreBehind, migrate, revision_of, steps
from signpost.record.store.sealing import Key, KeyRing
from signpost.record.store.store import Store
from signpost.record.store.tables import metadata
from tests.record import people
from tests.record.store.conftest import BREAST, START, Site

PERSON, PLAN = "a" * 32, "b" * 32
AT = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


def test_the_migrations_make_the_tables_that_the_program_uses(store: Store) -> None:
    with store.transaction() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def filled_by_the_first_version(url: str, ring: KeyRing) -> None:
    """One person with a plan, written as the first version wrote it: in SQL, so that no later change of the program changes it."""
    engine = open_engine(url)
    with engine.begin() as connection:
        migrate(connection, "0001")
        for name in ("hashes", "reasons"):
            _insert(connection, "store_keys", name=name, wrapped_key=ring.wrap(Key.fresh(), f"store_keys/{name}").blob, key_id="2026")
        key = Key.fresh()
        _insert(connection, "teams", id=BREAST, name="Breast nurses", created_at=AT)
        _insert(connection, "people", id=PERSON, wrapped_key=ring.wrap(key, f"people/{PERSON}/key").blob, key_id="2026", created_at=AT)
        _insert(connection, "caseloads", team=BREAST, person_id=PERSON)
        for id_, body in ((PERSON, people.person()), (PLAN, people.plan(people.row()))):
            dates = {"created_at": AT, "changed_at": AT}
            _insert(connection, "documents", id=id_, person_id=PERSON, kind=body.KIND, version=1, state="current", **dates)
            sealed = key.seal(body.to_json().encode(), f"documents/{id_}/1")
            _insert(connection, "versions", document_id=id_, version=1, sealed=sealed, saved_at=AT, saved_by="nurse-1")
        _insert(connection, "audit", at=AT, actor="nurse-1", role="clinician", action="write", document_id=PLAN)
    engine.dispose()


def _insert(connection: Connection, table: str, **values: object) -> None:
    row = {name: value.isoformat(" ") if isinstance(value, datetime) else value for name, value in values.items()}
    connection.execute(text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"), row)


def test_a_filled_older_database_is_brought_up_to_date_with_all_that_is_in_it(url: str, ring: KeyRing, opened: Callable[..., Store]) -> None:
    filled_by_the_first_version(url, ring)
    with pytest.raises(StoreBehind, match="signpost record migrate"):
        opened(url)
    Store.open(url, ring, bring_up_to_date=True).close()
    site = Site(opened(url), url)
    nurse = site.records()
    assert nurse.caseload().people == (nurse.person(PERSON),)
    assert nurse.get(PLAN).body == people.plan(people.row())
    assert nurse.save(PLAN, 1, people.plan()).version == 2
    assert site.count("audit", "actor = 'nurse-1' AND id = 1") == 1
    with site.store.transaction() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_migration_that_fails_changes_nothing(url: str, ring: KeyRing) -> None:
    filled_by_the_first_version(url, ring)
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE links (id INTEGER)"))  # in the way of the next step, when much of it is done
    with pytest.raises(Exception, match="links"), engine.begin() as connection:
        migrate(connection)
    with engine.begin() as connection:
        assert revision_of(connection) == "0001"
        with pytest.raises(Exception, match="accounts"):
            connection.execute(text("SELECT * FROM accounts"))
    engine.dispose()


def test_the_tables_of_a_later_version_are_left_alone(store: Store, url: str, opened: Callable[..., Store]) -> None:
    with store.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for up_to_date in (False, True):
        with pytest.raises(StoreAhead):
            Store.open(url, store.ring, bring_up_to_date=up_to_date)


def test_no_worker_is_turned_away_while_others_open_the_same_new_file(tmp_path: Path) -> None:
    for file in range(25):
        at_once, came = threading.Barrier(6), list[int]()

        def comes(url: str = f"sqlite:///{tmp_path}/{file}.sqlite3", at_once: threading.Barrier = at_once, came: list[int] = came) -> None:
            engine = open_engine(url)
            at_once.wait()
            with engine.begin() as connection:
                came.append(connection.exec_driver_sql("SELECT 1").scalar_one())
            engine.dispose()

        workers = [threading.Thread(target=comes) for _ in range(6)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert came == [1] * 6


def test_workers_that_start_at_once_set_one_store_up(url: str, ring: KeyRing) -> None:
    at_once, stores = threading.Barrier(4), list[Store]()

    def start() -> None:
        at_once.wait()
        stores.append(Store.open(url, ring))

    workers = [threading.Thread(target=start) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len({store.hashes.hash("number", "1") for store in stores}) == 1
    assert len(stores) == 4
    with stores[0].transaction() as connection:
        assert revision_of(connection) == steps()[0]
    for store in stores:
        store.close()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("record.sqlite3", "no address of a database"),
        ("mysql://somebody:hunter2@host/record", "must begin with"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////proc/record.sqlite3", "cannot be kept in /proc/record.sqlite3"),
        ("postgresql://somebody:hunter2@/record?host=/nowhere", "does not answer"),
    ],
)
def test_a_database_that_is_none_is_told_plainly_without_its_password(address: str, says: str, ring: KeyRing) -> None:
    with pytest.raises(BadDatabase, match=says) as told:
        Store.open(address, ring)
    assert "hunter2" not in str(told.value)


def test_a_moment_keeps_its_time_zone(site: Site) -> None:
    person = site.records().add_person(people.person(), BREAST)
    assert site.records().person(person.id).saved_at == person.saved_at > START
    with pytest.raises(Exception, match="without a time zone"):
        site.records().__class__(site.store, site.records()._actor, datetime.now).add(person.id, people.plan())
