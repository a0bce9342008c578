"""A writer is killed in the middle of its work, a hundred times: what was acknowledged is there, and nothing is half there."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from signpost.record.documents import Document
from tests.record.store.conftest import KEY, Site

pytestmark = pytest.mark.heavy

KILLS = 100
LONGEST_SECONDS = 0.3  # of work until the end: a few dozen writes
ROOT = Path(__file__).parents[3]
HALF_WRITTEN = {
    "a document without its newest version": "SELECT id FROM documents d WHERE NOT EXISTS (SELECT 1 FROM versions v WHERE v.document_id = d.id AND v.version = d.version)",
    "a version that no document knows of": "SELECT v.document_id FROM versions v JOIN documents d ON d.id = v.document_id WHERE v.version > d.version",
    "a gap between versions": "SELECT document_id FROM versions GROUP BY document_id HAVING count(*) <> max(version)",
    "a person without details": "SELECT id FROM people p WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.id = p.id)",
    "a person on nobody's list": "SELECT id FROM people p WHERE NOT EXISTS (SELECT 1 FROM caseloads c WHERE c.person_id = p.id)",
    "a change that is not in the audit": "SELECT 1 WHERE (SELECT count(*) FROM versions) <> (SELECT count(*) FROM audit WHERE action IN ('write', 'add-person'))",
    "a copy that is not in the audit": "SELECT 1 WHERE (SELECT count(*) FROM copies) <> (SELECT count(*) FROM audit WHERE action = 'copy')",
}


def killed(site: Site, number: int) -> list[list[str | int]]:
    """What a writer was told is kept, until it was killed at some moment of its work."""
    program = [sys.executable, "-m", "tests.record.store.busy_writer", site.url, KEY, str(number)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        assert writer.stdout
        lines = [writer.stdout.readline()]
        reader = threading.Thread(target=lambda out: lines.extend(out), args=(writer.stdout,))
        reader.start()
        time.sleep(random.Random(number).uniform(0, LONGEST_SECONDS))
        writer.kill()
        reader.join()
    assert writer.returncode == -9
    return [json.loads(line) for line in lines if line.endswith("\n")]


def is_kept(site: Site, what: str, id_: str, version: int, reads: str) -> bool:
    if what == "copy":
        return site.records().copy(id_)[1].decode() == reads
    return site.records().get(id_, version).body == Document.from_json(reads)


def half_written(site: Site) -> list[str]:
    with site.store.transaction() as connection:
        return [what for what, query in HALF_WRITTEN.items() if connection.execute(text(query)).first()]


def test_nothing_acknowledged_is_lost_and_nothing_is_half_written(site: Site) -> None:
    for number in range(KILLS):
        acknowledged = killed(site, number)
        assert acknowledged
        for line in acknowledged:
            assert is_kept(site, *line), line[:3]  # type: ignore[arg-type]
        assert half_written(site) == []
    if site.store.engine.dialect.name == "sqlite":
        with site.store.transaction() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).first() is None


def test_the_check_for_half_written_things_would_find_one(site: Site) -> None:
    killed(site, 0)
    with site.store.transaction() as connection:
        connection.execute(text("DELETE FROM caseloads"))
        connection.execute(text("UPDATE documents SET version = version + 1"))
    assert half_written(site) == ["a document without its newest version", "a person on nobody's list"]
