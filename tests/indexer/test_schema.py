"""The JSON Schema for editors and the reference for people: both from the one model, neither behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from signpost.concerns import ConcernScheme
from signpost_indexer.entries import allowed_keys, entry_files
from signpost_indexer.schema import DIALECT, entry_reference, entry_schema

ROOT = Path(__file__).parents[2]
REQUIRED = ["id", "name", "organisation", "summary", "concerns", "status", "delivery", "contacts", "assurance"]


class AsAnEditorReads(yaml.BaseLoader):
    """YAML 1.2 as editors have it: true, false, null and numbers, but no days."""


AsAnEditorReads.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)$"), list("tf"))
AsAnEditorReads.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:null|~|)$"), ["n", "~", ""])
AsAnEditorReads.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[0-9]+$"), list("0123456789"))
AsAnEditorReads.add_constructor("tag:yaml.org,2002:bool", lambda _, node: node.value == "true")
AsAnEditorReads.add_constructor("tag:yaml.org,2002:null", lambda _, node: None)
AsAnEditorReads.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


def mappings(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    yield from (part for part in schema["$defs"].values() if "properties" in part)


def test_every_key_has_a_description() -> None:
    for mapping in mappings(entry_schema()):
        for name, value in mapping["properties"].items():
            assert value.get("description", "").endswith("."), name
    assert all(key.description for keys in allowed_keys().values() for key in keys.values())


def test_the_schema_requires_what_the_contract_requires_and_no_other_key() -> None:
    schema = entry_schema()
    assert schema["required"] == REQUIRED
    assert all(mapping["additionalProperties"] is False for mapping in mappings(schema))


def test_the_schema_is_json_schema(scheme: ConcernScheme) -> None:
    for schema in (entry_schema(), entry_schema(scheme)):
        assert schema["$schema"] == DIALECT
        jsonschema_rs.meta.validate(schema)
        assert json.loads(json.dumps(schema)) == schema


@pytest.mark.parametrize("file", entry_files(ROOT / "tests/entries/good"), ids=lambda file: file.stem)
def test_an_editor_finds_no_fault_in_a_good_file(file: Path, scheme: ConcernScheme) -> None:
    entry = yaml.load(file.read_text(encoding="utf-8-sig"), Loader=AsAnEditorReads)
    eligibility = entry.get("eligibility") or {}
    eligibility["cancer_types"] = [kind for kind in eligibility.get("cancer_types", []) if kind != "colorectal"]  # a synonym: no completion offers it
    assert [str(error) for error in jsonschema_rs.validator_for(entry_schema(scheme)).iter_errors(entry)] == []


def test_an_editor_finds_no_fault_in_the_real_directory(scheme: ConcernScheme) -> None:
    validator = jsonschema_rs.validator_for(entry_schema(scheme))
    files = entry_files(ROOT / "directory_data")
    refused = [file.stem for file in files if not validator.is_valid(yaml.load(file.read_text(encoding="utf-8"), Loader=AsAnEditorReads))]
    assert refused == []


@pytest.mark.parametrize(
    "name", ["unknown-key", "unknown-key-in-every-part", "missing-keys", "concern-unknown", "family-unknown", "category-unknown", "choice-unknown", "summary-too-long", "empty-lists", "numbers-out-of-range"]
)
def test_an_editor_finds_the_fault_of_a_faulty_file(name: str, scheme: ConcernScheme) -> None:
    entry = yaml.load((ROOT / f"tests/entries/faulty/{name}.yaml").read_text(encoding="utf-8"), Loader=AsAnEditorReads)
    assert not jsonschema_rs.validator_for(entry_schema(scheme)).is_valid(entry)


def test_the_reference_has_a_row_for_every_key_and_a_table_for_every_mapping() -> None:
    reference = entry_reference("###")
    tables = re.split(r"^### ", reference, flags=re.MULTILINE)[1:]
    rows = {(table.splitlines()[0].strip("`").replace("[]", ""), name) for table in tables for name in re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)}
    assert rows == {(".".join(map(str, path)) or "The entry", name) for path, keys in allowed_keys().items() for name in keys}
    assert all(line.count(" | ") == 3 for line in reference.splitlines() if line.startswith("| `"))


def test_the_reference_says_what_is_needed_and_what_may_stand_there() -> None:
    rows = entry_reference().splitlines()
    assert "| `id` | id | yes | kebab-case, unique in the directory, equal to the file's name without .yaml. |" in rows
    assert any(row.startswith("| `status` | `active` · `temporarily-closed` · `closed` | yes |") for row in rows)
    assert any(row.startswith("| `audience` | list of: `patient` · `carer` · `family` · `professional` | no |") for row in rows)
    assert any(row.startswith("| `min_age` | whole number, 0 to 120 | no |") for row in rows)
    assert "## `contacts.more[]`" in rows
