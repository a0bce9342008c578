"""Pages that are made from the code and the taxonomy."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from signpost.concerns import ConcernScheme
from signpost_indexer.entries import allowed_keys
from signpost_indexer.taxonomy import read_taxonomy


def _scheme(root: Path) -> ConcernScheme:
    scheme, _ = read_taxonomy(root / "taxonomy", str)
    assert scheme is not None
    return scheme


def test_the_generated_pages_are_up_to_date(root: Path) -> None:
    checked = subprocess.run([sys.executable, "-m", "docs.generate", "--check"], cwd=root, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_the_entry_page_explains_every_key_of_every_part(root: Path) -> None:
    page = (root / "docs" / "reference" / "entry.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|.*\| (?:yes|no) \| (.*) \|$", page, re.MULTILINE)
    assert sorted(name for name, _ in rows) == sorted(key for keys in allowed_keys().values() for key in keys)
    assert [name for name, meaning in rows if not meaning.strip()] == []


def test_the_concerns_page_has_every_concern_with_what_to_do_instead(root: Path) -> None:
    page = (root / "docs" / "reference" / "concerns.md").read_text(encoding="utf-8")
    for concern in _scheme(root).concerns:
        part = page.split(f"\n### {concern.label}\n", 1)[1].split("\n#", 1)[0]
        assert part.lstrip().startswith(f"`{concern.id}`.")
        assert f"**When nothing is near:** {concern.instead.strip()}" in part


def test_the_urgent_page_has_every_rule_word_for_word_and_says_which_are_signed_off(root: Path) -> None:
    page = (root / "docs" / "reference" / "urgent.md").read_text(encoding="utf-8")
    for advice in _scheme(root).urgent:
        part = page.split(f"\n## {advice.title}\n", 1)[1].split("\n## ", 1)[0]
        assert advice.text.strip() in part
        assert f"**Call:** {advice.call}" in part
        assert f"**Signed off:** {f'{advice.signed_off_by}, {advice.signed_off_on}' if advice.signed_off_by else '**no**'}" in part
