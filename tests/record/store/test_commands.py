"""`signpost record`, as whoever runs the site types it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from signpost.__main__ import main
from signpost.record.access import Role
from signpost.record.store.sealing import KeyRing, new_key
from signpost.record.store.store import Store
from tests.record import people
from tests.record.store.conftest import BREAST, KEY, Site
from tests.record.store.test_migrations import PLAN, filled_by_the_first_version


@pytest.fixture(autouse=True)
def settings(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNPOST_DATABASE_URL", url)
    monkeypatch.setenv("SIGNPOST_RECORD_KEY", KEY)


def test_an_empty_database_is_set_up(url: str, ring: KeyRing, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "migrate"]) == 0
    Store.open(url, ring).close()


def test_an_older_one_is_left_alone_until_it_is_migrated(url: str, ring: KeyRing, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled_by_the_first_version(url, ring)
    assert main(["record", "backup", str(tmp_path / "backup")]) == 2
    assert "signpost record migrate" in capsys.readouterr().err
    assert main(["record", "migrate"]) == 0
    store = Store.open(url, ring)
    assert Site(store, url).records().get(PLAN).body == people.plan(people.row())
    store.close()


def test_backup_restore_and_rotation_are_in_the_audit(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    person = site.records().add_person(people.person(), BREAST)
    newer, other = new_key("newer"), f"sqlite:///{tmp_path / 'other.sqlite3'}"
    assert main(["record", "backup", str(tmp_path / "backup")]) == 0
    monkeypatch.setenv("SIGNPOST_DATABASE_URL", other)
    monkeypatch.setenv("SIGNPOST_RECORD_KEY", f"{newer},{KEY}")
    assert main(["record", "restore", str(tmp_path / "backup")]) == 0
    assert "erase them again" in capsys.readouterr().out
    assert main(["record", "rotate-keys"]) == 0
    assert "all are now under 'newer'" in capsys.readouterr().out
    store = Store.open(other, KeyRing.parse(newer))
    restored = Site(store, other)
    assert restored.records().person(person.id) == person
    done = [line.action for line in restored.records(Role.AUDITOR).audit_log() if line.actor == "command-line"]
    assert done == ["rotate-keys", "restore", "backup"]
    store.close()


def test_restoring_over_a_store_in_use_is_refused(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.records().add_person(people.person(), BREAST)
    assert main(["record", "backup", str(tmp_path / "backup")]) == 0
    assert main(["record", "restore", str(tmp_path / "backup")]) == 2
    assert "The store is in use" in capsys.readouterr().err


@pytest.mark.parametrize("setting", ["", "nonsense", KEY.replace("2026:", "another:")])
def test_without_the_right_key_a_command_ends_with_a_plain_sentence(site: Site, setting: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SIGNPOST_RECORD_KEY", setting)
    assert main(["record", "rotate-keys"]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("signpost: SIGNPOST_RECORD_KEY")
    assert "Traceback" not in said.err


def test_a_new_key_is_one_that_a_ring_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "new-key", "2027"]) == 0
    assert KeyRing.parse(capsys.readouterr().out.strip()).current == "2027"
    assert main(["record", "new-key", "no id"]) == 2


def test_the_command_line_loads_no_database_and_no_cipher_before_they_are_needed() -> None:
    names = ("sqlalchemy", "alembic", "cryptography", "argon2", "pydantic")
    program = f"import sys, signpost.__main__ as line; line._parser(); print(*sorted(set({names}) & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "\n"
