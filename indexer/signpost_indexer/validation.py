"""Plain data against a model: every fault a Problem at its line and column, with the nearest right spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from signpost.problems import Problem, did_you_mean, quoted
from signpost_indexer.reading import Document, Path_


class Key(NamedTuple):
    """A key that a mapping may have."""

    required: bool
    description: str = ""


Keys = Mapping[Path_, Mapping[str, Key]]  # the keys of each mapping, by its path with list numbers left out

_OTHER_WORDS = {  # what people call a key that has another name here
    "telephone": "phone", "tel": "phone", "mobile": "phone", "sms": "text", "website": "url", "web": "url", "link": "url",
    "title": "name", "provider": "organisation", "organization": "organisation", "opening_hours": "hours", "tags": "concerns", "area": "areas_served",
    "catchment": "areas_served", "price": "cost", "wheelchair": "step_free", "council": "local_authority", "council_area": "local_authority",
}  # fmt: skip
_LIST = "Write a list here: [one, two], or one item a line, each after a dash."
_MAPPING = "Write `key: value` lines here, indented and without a dash."
_WHOLE = "Write a whole number here, in digits."
_SAID = {
    "string_type": "Write text here, not a list or further keys. A text with a colon and a space in it wants quotation marks.",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "dataclass_type": _MAPPING,
    "float_type": "Write a number here, in digits.",
    "int_type": _WHOLE,
    "int_parsing": "{shown} is not a whole number. Write it in digits.",
    "bool_type": "Write true or false.",
    "bool_parsing": "{shown} is not true or false. Write one of them.",
    "date_type": "Write a day as 2026-10-31.",
    "datetime_type": "Write local time as 2027-01-14T10:00.",
    "greater_than": "{shown} is too small: it must be more than {gt:g}.",
    "less_than_equal": "{shown} is too big: it can be {le:g} at most.",
}
_PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "is not kebab-case: write small letters and digits, joined by single hyphens.",
    r"^[0-9]{1,8}$": "is not an extension: write one to eight digits.",
}


def validated(adapter: TypeAdapter[Any], document: Document, keys: Keys) -> tuple[Any, list[Problem]]:
    """The model made from the document (None when it cannot be), and the faults found on the way."""
    try:
        return adapter.validate_python(document.data), []
    except ValidationError as faults:
        found = faults.errors(include_url=False)
        return None, [_problem(document, fault, keys) for fault in found if fault["loc"] not in document.unread]


def _problem(document: Document, fault: ErrorDetails, keys: Keys) -> Problem:
    path, kind = fault["loc"], fault["type"]
    allowed = keys.get(tuple(part for part in path[:-1] if isinstance(part, str)), {})
    name = str(path[-1]) if path else ""
    key = allowed.get(name, Key(required=True))
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        other = _OTHER_WORDS.get(name.casefold().replace("-", "_").replace(" ", "_"))
        hint = f" Did you mean '{other}'?" if other in allowed else did_you_mean(name, allowed) or f" Allowed here: {', '.join(allowed)}."
        return document.problem(path, f"{quoted(name)} is not a key that this may have.{hint}", at_key=True)
    if kind in ("missing", "missing_argument"):
        return document.problem(path, f"{quoted(name)} is missing. {f'Add it: {key.description}' if key.description else 'Add it.'}")
    way_out = "Fill it in." if key.required else "Fill it in, or leave the key out."
    return document.problem(path, _message(kind, fault, way_out))


def _message(kind: str, fault: ErrorDetails, way_out: str) -> str:
    value, context = fault["input"], fault.get("ctx", {})
    shown = quoted(value) if isinstance(value, str) else "This"
    if value is None or value == "" or kind == "string_too_short":
        return f"Nothing is written here. {way_out}"
    if kind == "too_short":
        return f"The list is empty. {way_out}"
    if kind == "value_error":
        return str(context["error"])
    if kind in ("enum", "literal_error"):
        allowed = re.findall(r"'([^']+)'", str(context["expected"]))
        if not isinstance(value, str):
            return f"Write one of {', '.join(allowed)} here, not a list or further keys."
        return f"{shown} is not one of {', '.join(allowed)}.{did_you_mean(value, allowed)}"
    if kind == "string_too_long":
        return f"{len(value.strip()):,} characters; at most {context['max_length']:,} fit here. Shorten it."
    if kind == "string_pattern_mismatch":
        return f"{shown} {_PATTERNS[context['pattern']]}"
    return _SAID.get(kind, "{shown} cannot stand here.").format(shown=shown, **context)
