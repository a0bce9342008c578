"""What the documents state of the code, held against the code."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from signpost.settings import Settings
from signpost_web.app import create_app


def test_the_page_on_settings_names_every_environment_variable_and_no_other(root: Path) -> None:
    page = (root / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    real = {f"SIGNPOST_{setting.name.upper()}" for setting in fields(Settings)}
    assert set(re.findall(r"SIGNPOST_[A-Z_]+", page)) == real


def test_documents_name_only_settings_that_exist(documents: list[Path]) -> None:
    real = {f"SIGNPOST_{setting.name.upper()}" for setting in fields(Settings)}
    named = {name for document in documents for name in re.findall(r"SIGNPOST_[A-Z_]+", document.read_text(encoding="utf-8"))}
    assert named - real == set()


def test_every_dependency_has_one_line_with_its_reason_and_there_is_no_line_for_another(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (root / "docs" / "decisions" / "0006-dependencies.md").read_text(encoding="utf-8")
    tables = {
        heading: re.findall(r"^\| `([\w.-]+)` \| \S", part, re.MULTILINE)
        for heading, part in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page, re.M | re.S)
    }
    extras = project["optional-dependencies"]
    assert tables["To run"] == sorted(_names(project["dependencies"]))
    assert tables["To test"] == sorted(_names(extras.pop("test")), key=str.casefold)
    assert {heading: names for heading, names in tables.items() if heading.startswith("With ")} == {
        f"With `[{extra}]`": sorted(_names(requirements)) for extra, requirements in extras.items()
    }


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=;\[ ~!]", requirement)[0] for requirement in requirements}


@pytest.fixture(scope="module")
def example(root: Path) -> Any:
    """The answer that the README shows."""
    block = re.findall(r"^```json\n(.*?)^```", (root / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[0]
    return json.loads(block)


def _keys(value: Any, path: str = "") -> Iterator[str]:
    """Every key in it, with the way there."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}.{key}"
            yield from _keys(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner, f"{path}[]")


def test_the_answer_in_the_readme_has_the_keys_of_a_real_answer(root: Path, example: Any, real_directory: Settings) -> None:
    address = re.findall(r"curl 'http://127.0.0.1:8000([^']+)'", (root / "README.md").read_text(encoding="utf-8"))[0]
    client = TestClient(create_app(real_directory))
    same, more = client.get(address).json(), client.get(address.replace("limit=1", "limit=100")).json()
    shown = example["results"][0]

    assert set(example) == set(same)
    assert set(_keys(example["query"])) == set(_keys(same["query"]))
    assert set(_keys(example["urgent"])) == set(_keys(same["urgent"]))
    assert set(_keys(example["reaches"])) == set(_keys(same["reaches"]))
    possible = {key for result in more["results"] for key in _keys(result)}
    certain = set.intersection(*(set(result) for result in more["results"]))
    assert set(_keys(shown)) - possible == set()
    assert certain - set(shown) == set()


def test_the_service_in_the_readme_is_in_the_directory(root: Path, example: Any) -> None:
    found = list((root / "directory_data").glob(f"*/{example['results'][0]['id']}.yaml"))
    assert len(found) == 1
