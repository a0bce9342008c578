"""The annotated entry in CONTRIBUTING.md, held against the real checker."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from signpost.settings import Settings
from signpost_indexer.build import check
from signpost_indexer.entries import Checked, allowed_keys

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def annotated(root: Path) -> str:
    """The text of the annotated entry."""
    blocks: list[str] = re.findall(r"^```yaml\n(.*?)^```", (root / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return next(block for block in blocks if block.startswith("id:"))


def _checked(entry: str, folder: Path, postcodes: Path) -> Checked:
    name = re.findall(r"^id: (\S+)", entry, re.MULTILINE)[0]
    path = folder / f"{name}.yaml"
    path.write_text(entry, encoding="utf-8")
    return check(Settings.from_env(os.environ, postcodes=postcodes), [path], TODAY, folder)


def test_the_annotated_entry_has_no_errors_and_warns_only_that_it_is_made_up(annotated: str, tmp_path: Path, postcodes: Path) -> None:
    checked = _checked(annotated, tmp_path, postcodes)
    assert checked.errors == []
    assert len(checked.entries) == 1
    unexpected = [str(problem) for problem in checked.problems if not re.search(r"keeps for drama|is an example address", problem.message)]
    assert unexpected == []
    drama = {problem.path for problem in checked.problems if "keeps for drama" in problem.message}
    assert drama == {"contacts.phone", "contacts.text", "contacts.textphone", "contacts.more[0].phone", "locations[0].phone"}


def test_the_annotated_entry_shows_every_key_that_an_entry_may_have(annotated: str) -> None:
    shown = set(re.findall(r"(?:^|[\s{-])#? ?(\w+):(?: |$)", annotated, re.MULTILINE))
    keys = {key for keys in allowed_keys().values() for key in keys}
    assert keys - shown == set()


def test_the_keys_that_are_commented_out_in_the_annotated_entry_are_right_too(annotated: str, tmp_path: Path, postcodes: Path) -> None:
    whole, count = re.subn(r"^( *)# (nations|radius_miles|max_age|via|review_by): ", r"\1\2: ", annotated, flags=re.MULTILINE)
    assert count == 5
    assert _checked(whole, tmp_path, postcodes).errors == []


def test_the_problems_that_the_guide_explains_are_those_that_the_tutorial_meets(root: Path) -> None:
    guide = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    explained = re.findall(r"^directory_data/.*example-swelling-clinic\.yaml:\d+:\d+: .*$", guide, re.MULTILINE)
    tutorial = (root / "docs" / "tutorial" / "first-entry.md").read_text(encoding="utf-8").splitlines()
    assert len(explained) == 2
    assert [line for line in explained if line not in tutorial] == []
