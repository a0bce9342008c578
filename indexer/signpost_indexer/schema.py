"""What an entry may say, for editors (JSON Schema) and for people (a Markdown reference): both made from the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from signpost.concerns import ConcernScheme
from signpost.services import Service
from signpost_indexer.entries import models_in

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OPEN_TEXT = frozenset({"type", "minLength", "maxLength", "title", "description", "default"})
_DIGITS_ALONE = frozenset({"telephone", "^[0-9]{1,8}$", "^[0-9]{4}(-[0-9]{2}){0,2}$"})  # formats and patterns that digits alone may fit
_KINDS = {"boolean": "true or false", "integer": "whole number", "number": "number", "object": "keys of its own"}
_FORMATS = {
    "date": "day",
    "uri": "web address",
    "email": "email address",
    "telephone": "telephone number",
    "postcode": "postcode or outward code",
    "outward-code": "outward code",
    "taxonomy-id": "id from the taxonomy",
}
_PATTERNS = {
    "^[EWSN][0-9]{8}$": "ONS code",
    "^[a-z]{2,3}$": "language tag",
    "^[0-9]{4}(-[0-9]{2}){0,2}$": "date",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$": "day and time",
    "^[0-9]{1,8}$": "digits",
    "^[a-z0-9]+(-[a-z0-9]+)*$": "id",
}


def entry_schema(scheme: ConcernScheme | None = None) -> dict[str, Any]:
    """The JSON Schema of an entry, for an editor's completion and warnings; with a scheme it knows the ids too.

    Where text belongs it allows what an editor's YAML takes for something else (`phone: 111`), because an entry is read as
    the text that stands there. `signpost check` says more: it alone sees across keys and files.
    """
    schema: dict[str, Any] = _with_anything_as_text(Service.model_json_schema())
    if scheme is not None:
        _list_ids(schema["properties"]["concerns"]["items"], (concern.id for concern in scheme.concerns))
        _list_ids(schema["properties"]["family"]["anyOf"][0], (family.id for family in scheme.families))
        _list_ids(schema["properties"]["categories"]["items"], (category.id for category in scheme.service_categories))
        _list_ids(schema["$defs"]["Eligibility"]["properties"]["cancer_types"]["items"], (kind.id for kind in scheme.cancer_types))
    return {"$schema": DIALECT, "title": "A directory entry"} | {key: value for key, value in schema.items() if key != "title"}


def _list_ids(place: dict[str, Any], ids: Iterable[str]) -> None:
    place.clear()
    place["enum"] = list(ids)


def _with_anything_as_text(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_with_anything_as_text(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: _with_anything_as_text(value) for key, value in schema.items()}
    if schema.get("type") == "string" and (set(schema) <= _OPEN_TEXT or {schema.get("format"), schema.get("pattern")} & _DIGITS_ALONE):
        changed["type"] = ["string", "number", "boolean"]
    return changed


def entry_reference(heading: str = "##") -> str:
    """Every key of an entry as Markdown: one table for the entry, and one for each mapping within it."""
    schema = Service.model_json_schema()
    parts = [_section(heading, path, model, schema if model is Service else schema["$defs"][model.__name__], schema) for path, model in _mappings(Service, "")]
    return "\n\n".join(parts) + "\n"


def _mappings(model: type[BaseModel], path: str) -> Iterator[tuple[str, type[BaseModel]]]:
    """Each mapping with its path, as `contacts.more[]`; the outer ones first."""
    yield path, model
    for name, info in model.model_fields.items():
        for part in models_in(info.annotation):
            many = "[]" if "list[" in str(info.annotation) else ""
            yield from _mappings(part, f"{path}.{name}{many}".removeprefix("."))


def _section(heading: str, path: str, model: type[BaseModel], schema: dict[str, Any], whole: dict[str, Any]) -> str:
    needed = schema.get("required", [])
    rows = [
        f"| `{name}` | {_kind(value, whole)} | {'yes' if name in needed else 'no'} | {_cell(value['description'])} |"
        for name, value in schema["properties"].items()
    ]
    title = f"`{path}`" if path else "The entry"
    return "\n".join([f"{heading} {title}", "", " ".join((model.__doc__ or "").split()), "", "| Key | Value | Needed | Meaning |", "|---|---|---|---|", *rows])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _kind(value: dict[str, Any], whole: dict[str, Any]) -> str:
    """What stands after the key, in a few words: `list of: patient, carer`."""
    if "$ref" in value:
        return _kind(whole["$defs"][value["$ref"].rsplit("/", 1)[1]], whole)
    if "anyOf" in value:
        return ", or ".join(_kind(one, whole) for one in value["anyOf"] if one != {"type": "null"})
    if value.get("type") == "array":
        return f"list of: {_kind(value['items'], whole)}"
    if "enum" in value:
        return " · ".join(f"`{one}`" for one in value["enum"])
    if value.get("type") == "string":
        return _PATTERNS.get(value.get("pattern", "")) or _FORMATS.get(value.get("format", "")) or _text(value)
    return _KINDS[value["type"]] + _range(value)


def _text(value: dict[str, Any]) -> str:
    return f"text, at most {value['maxLength']:,} characters" if "maxLength" in value else "text"


def _range(value: dict[str, Any]) -> str:
    least, most = value.get("minimum", value.get("exclusiveMinimum")), value.get("maximum")
    if most is None:
        return ""
    return f", {'more than ' if 'exclusiveMinimum' in value else ''}{least} {'and at most' if 'exclusiveMinimum' in value else 'to'} {most:g}"
