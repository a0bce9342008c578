"""What is wrong with what was filled in: each fault with its field, in the words of the form, and the way out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from signpost.record.headings import models_in

_SAID: Mapping[str, str] = {
    "missing": "Fill this in.",
    "string_too_short": "Fill this in, or leave it out altogether.",
    "string_too_long": "This is too long: at most {max_length:,} characters fit here.",
    "string_type": "Write text here.",
    "int_parsing": "Write a whole number here, in digits.",
    "int_type": "Write a whole number here, in digits.",
    "int_from_float": "Write a whole number here, in digits.",
    "bool_parsing": "Choose yes or no.",
    "bool_type": "Choose yes or no.",
    "greater_than_equal": "This is too small: it must be at least {ge}.",
    "less_than_equal": "This is too big: it can be {le} at most.",
    "greater_than": "This is too small: it must be more than {gt}.",
    "too_short": "Give at least one.",
    "string_pattern_mismatch": "This is not an id: small letters and digits, joined by single hyphens.",
    "datetime_parsing": "Write the day and the time, as 2027-01-14T10:00.",
    "timezone_aware": "The time lacks its time zone.",
    "extra_forbidden": "There is no such field.",
}


class Fault(NamedTuple):
    """One fault. `field` is its path (`rows[2].score`), empty when it is about the whole; `title` is what the form calls it."""

    field: str
    title: str
    message: str


def faults(error: ValidationError, model: type[BaseModel]) -> tuple[Fault, ...]:
    """The faults of a document or of a part of one, in the order of the form. None repeats what was written."""
    return tuple(_fault(one, model) for one in error.errors(include_url=False, include_input=False))


def said_plainly(error: Any) -> str:
    """A fault of pydantic's, as one would tell it to a person."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind in ("enum", "literal_error"):
        allowed = re.findall(r"'([^']+)'", str(context["expected"]))
        return f"Choose one of: {', '.join(allowed)}."
    return _SAID.get(kind, "This cannot stand here.").format(**context)


def _fault(error: Any, model: type[BaseModel]) -> Fault:
    loc = error["loc"]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).removeprefix(".")
    return Fault(path, " · ".join(_titles(loc, model)), said_plainly(error))


def _titles(loc: Iterable[str | int], model: type[BaseModel]) -> Iterable[str]:
    """The titles on the way to a field; list numbers count from 1, as people do."""
    models: tuple[type[BaseModel], ...] = (model,)
    for part in loc:
        if isinstance(part, int):
            yield str(part + 1)
            continue
        info = next((one.model_fields[part] for one in models if part in one.model_fields), None)
        if info is None:
            return
        yield info.title or part
        models = tuple(models_in(info.annotation))
