"""The hazard log: complete, in order, with proofs that exist and ratings that follow from the matrix."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import NamedTuple

import pytest

_FIELDS = ["Cause", "Possible harm", "Before", "In the product", "Asked of the deployer", "After", "Status", "Owner"]
_RATING = re.compile(r"(\w+), ([a-z ]+): (\d)")
FEWEST = 20  # hazards that a log of this product has at the least


class Hazard(NamedTuple):
    """One hazard as it stands in the log; `said` by the names of its fields."""

    id: str
    title: str
    said: dict[str, str]

    @property
    def controls(self) -> list[str]:
        return re.findall(r"^  - (.+)$", self.said["In the product"], re.MULTILINE)


def hazards_in(log: str) -> list[Hazard]:
    """In the order of the log."""
    parts = re.findall(r"^### (H\d+)\. (.+?)\n(.*?)(?=^### |\Z)", log, re.MULTILINE | re.DOTALL)
    return [Hazard(id_, title, dict(re.findall(r"^- \*\*(.+?)\.\*\*(.*?)(?=^- |\Z)", body, re.MULTILINE | re.DOTALL))) for id_, title, body in parts]


def matrix_in(page: str) -> dict[tuple[str, str], int]:
    """Severity and likelihood -> rating."""
    table = page.split("### The matrix\n", 1)[1].lstrip().split("\n\n", 1)[0]
    heading, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines())
    return {(severity, row[0].lower()): int(rating) for row in rows for severity, rating in zip(heading[1:], row[1:], strict=True)}


def unproved(root: Path, control: str) -> list[str]:
    """Files and tests that a control names and that are not there; the control itself when it names none."""
    named = re.findall(r"`([^`]+/[^`]+)`", control)
    return [one for one in named if not _is_there(root, *one.split("::"))] if named else [control]


def _is_there(root: Path, path: str, test: str = "") -> bool:
    if path.startswith("/"):  # an address of the site
        return True
    file = root / path
    if not test:
        return file.exists()
    return file.is_file() and test in {one.name for one in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}


def misjudged(hazard: Hazard, matrix: dict[tuple[str, str], int]) -> list[str]:
    """Ratings that do not follow from the matrix."""
    said = [hazard.said[name].strip() for name in ("Before", "After")]
    return [one for one in said if not (found := _RATING.fullmatch(one)) or matrix.get((found[1], found[2])) != int(found[3])]


@pytest.fixture(scope="module")
def log(root: Path) -> str:
    return (root / "docs" / "safety" / "hazard-log.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def hazards(log: str) -> list[Hazard]:
    return hazards_in(log)


@pytest.fixture(scope="module")
def matrix(root: Path) -> dict[tuple[str, str], int]:
    return matrix_in((root / "docs" / "safety" / "clinical-safety.md").read_text(encoding="utf-8"))


def test_every_hazard_has_the_next_id_and_every_field(hazards: list[Hazard], log: str) -> None:
    assert [one.id for one in hazards] == [f"H{number:02}" for number in range(1, len(hazards) + 1)]
    assert len(hazards) == log.count("\n### ") >= FEWEST
    for one in hazards:
        assert list(one.said) == _FIELDS, one.id
        assert [name for name, text in one.said.items() if not text.strip()] == [], one.id


def test_every_control_names_a_file_or_a_test_that_exists_and_every_hazard_a_test(root: Path, hazards: list[Hazard]) -> None:
    for one in hazards:
        assert [missing for control in one.controls for missing in unproved(root, control)] == [], one.id
        assert any("::test_" in control for control in one.controls), one.id


def test_every_rating_follows_from_the_matrix_and_none_gets_worse(hazards: list[Hazard], matrix: dict[tuple[str, str], int]) -> None:
    assert len(matrix) == 25
    for one in hazards:
        assert misjudged(one, matrix) == [], one.id
        assert int(one.said["After"].strip()[-1]) <= int(one.said["Before"].strip()[-1]), one.id


def test_a_greater_harm_or_likelihood_is_never_rated_less(matrix: dict[tuple[str, str], int]) -> None:
    severities, likelihoods = list(dict.fromkeys(one for one, _ in matrix)), list(dict.fromkeys(two for _, two in matrix))
    for likelihood in likelihoods:
        across = [matrix[severity, likelihood] for severity in severities]
        assert across == sorted(across), likelihood
    for severity in severities:
        down = [matrix[severity, likelihood] for likelihood in likelihoods]
        assert down == sorted(down, reverse=True), severity


def test_the_table_at_the_top_says_what_the_log_says(hazards: list[Hazard], log: str) -> None:
    rows = re.findall(r"^\| (H\d+) \| (.+?) \| (\d) \| (\d) \|$", log, re.MULTILINE)
    assert rows == [(one.id, one.title, one.said["Before"].strip()[-1], one.said["After"].strip()[-1]) for one in hazards]


def test_hazards_that_other_pages_name_are_in_the_log(root: Path, hazards: list[Hazard]) -> None:
    known = {one.id for one in hazards}
    for page in (root / "docs").rglob("*.md"):
        assert set(re.findall(r"\bH\d\d\b", page.read_text(encoding="utf-8"))) <= known, page.name


def test_a_missing_proof_and_a_wrong_rating_would_be_seen(root: Path, matrix: dict[tuple[str, str], int]) -> None:
    here = "tests/docs/test_hazard_log.py"
    assert unproved(root, f"(`{here}::test_a_missing_proof_and_a_wrong_rating_would_be_seen`, `{here}`)") == []
    assert unproved(root, f"(`{here}::test_that_nobody_wrote`, `{here}x`)") == [f"{here}::test_that_nobody_wrote", f"{here}x"]
    assert unproved(root, "careful people") == ["careful people"]
    fair, wrong = "Major, low: 3", "Major, low: 2"
    assert misjudged(Hazard("H99", "", {"Before": f" {fair}\n", "After": f" {wrong}\n"}), matrix) == [wrong]
