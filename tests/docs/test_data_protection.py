"""The data-protection note, held against the tables of the record, its cookies and its roles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from signpost.record.access import Role
from signpost.record.store.tables import metadata
from signpost_web import languages, my_list
from signpost_web.record import cookies
from tests.docs.test_hazard_log import unproved

HASHED = re.compile(r"_hash$|^person$")  # of the audit: a pseudonym


@pytest.fixture(scope="module")
def note(root: Path) -> str:
    return (root / "docs" / "safety" / "data-protection.md").read_text(encoding="utf-8")


def test_every_column_is_said_to_be_in_clear_hashed_or_sealed_as_it_is(note: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) ?\| (.*?) ?\|$", note.split("## How it is sealed", 1)[1].split("\n## ", 1)[0], re.MULTILINE)
    said = {table: [set(re.findall(r"`(\w+)`", cell)) for cell in cells] for table, *cells in rows}
    assert set(said) == set(metadata.tables)
    for name, table in metadata.tables.items():
        names = {column.name for column in table.c}
        sealed = {one for one in names if "sealed" in one or one == "wrapped_key"}
        hashed = {one for one in names if HASHED.search(one)}
        assert said[name] == [names - sealed - hashed, hashed, sealed], name


def test_every_cookie_and_every_role_is_named(note: str) -> None:
    for cookie in (cookies.STAFF, cookies.LINK, my_list.COOKIE, languages.COOKIE):
        assert f"| `{cookie}` |" in note
    for role in Role:
        assert f"\n| {role.label.removesuffix(' of the directory')} |" in note


def test_every_test_and_file_that_it_names_exists(root: Path, note: str) -> None:
    named = re.findall(r"`((?:tests|signpost|web)/[^`]+)`", note)
    assert len(named) > 10
    assert [one for one in named if unproved(root, f"`{one}`")] == []
