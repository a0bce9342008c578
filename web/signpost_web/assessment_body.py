"""The body of a whole assessment -> an Assessment, or every fault at once: JSON for the API, a form's fields for the page.

Every value becomes a parameter with a name of its own (`concerns[2].score`), and is read as the parameters of a search are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from signpost.places import Place, echoed
from signpost.problems import did_you_mean
from signpost.search.assessment import DEFAULT_PER_CONCERN, MAX_CONCERNS, MAX_PER_CONCERN, MAX_SCORE, Assessment, Scored
from signpost.search.request import Person, SearchRequest
from signpost_web.directory import Directory
from signpost_web.params import AS_OF, SEARCH, UNREADABLE, BadParameters, Fault, Pair, Parameter, read, whole_number, words

PER_CONCERN = Parameter(
    "per_concern",
    whole_number("per_concern", 1, MAX_PER_CONCERN),
    "Results for each concern.",
    {"type": "integer", "minimum": 1, "maximum": MAX_PER_CONCERN, "default": DEFAULT_PER_CONCERN},
    DEFAULT_PER_CONCERN,
)
ABOUT: Mapping[str, Parameter] = {
    parameter.name: parameter for parameter in (*(SEARCH[name] for name in ("near", "radius_miles", "age", "cancer_type", "audience")), AS_OF, PER_CONCERN)
}
SCORE_SCHEMA = {"type": "integer", "minimum": 0, "maximum": MAX_SCORE}
SCORED = ("id", "score")  # what is said of each concern
TICK_FIELD, SCORE_FIELD = "concern", "score-"  # fields of the form; the second goes on with the concern's id
OWN_FIELD, QUESTIONS_FIELD, NONE_FIELD = "own", "questions", "none"  # what worries nobody listed, what to ask, and that nothing worries
NO_PLACE = "near is missing: give a postcode, the first half of one, or a town."
NO_CONCERN = "concerns is missing: give at least one, such as {\"id\": \"swelling\", \"score\": 8}."

_TYPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), "a text"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
}


def read_json(body: bytes, directory: Directory) -> tuple[Assessment, datetime | None]:
    """An assessment, and the moment that stands for now, if one was given. Raises BadParameters."""
    data = _decoded(body)
    asked = _Asked()
    for name, value in data.items():
        if name in ABOUT:
            asked.value(ABOUT[name], value)
        elif name != "concerns":
            asked.unknown(name, name, ("concerns", *ABOUT))
    numbers = _concerns(data.get("concerns"), asked)
    values = asked.read(directory)
    return _assessment(values, [Scored(values[_at(number, "id")], values.get(_at(number, "score"))) for number in numbers])


@dataclass(frozen=True, slots=True)
class Filled:
    """A form of the checklist as somebody filled it in. `place` is None only where nothing is looked for."""

    place: Place | None
    assessment: Assessment | None  # None: nothing was ticked
    own: SearchRequest | None  # what worries them in words of their own
    questions: str
    as_of: datetime | None


def read_form(pairs: Iterable[Pair], directory: Directory) -> Filled:
    """The same from the fields of a form; those that it does not know are passed over. Raises BadParameters, by field."""
    given = [(name, text) for name, text in pairs if text.strip()]
    ticked = ticked_in(given, directory)
    fields = {
        **ABOUT,
        **{name: replace(SEARCH["q"], name=name, read=words(name)) for name in (OWN_FIELD, QUESTIONS_FIELD)},
        **{SCORE_FIELD + one: _score(SCORE_FIELD + one, f"The score of “{directory.scheme.label(one)}”") for one in ticked},
    }
    asked = _Asked()
    for name, text in given:
        if name in fields:
            asked.text(fields[name], text)
    looking = bool(ticked) or OWN_FIELD in asked.table
    silent = not looking and not any(name in (QUESTIONS_FIELD, NONE_FIELD) for name, _ in given)
    if silent:
        asked.faults.append(Fault("concerns", NO_CONCERN, UNREADABLE))
    values = asked.read(directory, needs_place=looking or silent)
    assessment, as_of = _assessment(values, [Scored(one, values.get(SCORE_FIELD + one)) for one in ticked]) if ticked else (None, values.get("as_of"))
    return Filled(values.get("near"), assessment, _own(values), values.get(QUESTIONS_FIELD, ""), as_of)


def ticked_in(pairs: Iterable[Pair], directory: Directory) -> list[str]:
    """The concerns that are ticked, each once, in the checklist's order."""
    ticked = {text for name, text in pairs if name == TICK_FIELD}
    return [one.id for one in directory.scheme.concerns if one.id in ticked]


def _own(values: Mapping[str, Any]) -> SearchRequest | None:
    """Somebody's own words, as a search from where they are."""
    if OWN_FIELD not in values:
        return None
    radius = {"radius_miles": values["radius_miles"]} if "radius_miles" in values else {}
    return SearchRequest(text=values[OWN_FIELD], near=values["near"], person=_person(values), **radius)


def _person(values: Mapping[str, Any]) -> Person:
    return Person(values.get("age"), values.get("cancer_type"), values.get("audience"))


def _assessment(values: Mapping[str, Any], concerns: Iterable[Scored]) -> tuple[Assessment, datetime | None]:
    given = {name: values[name] for name in ("radius_miles", "per_concern") if name in values}
    return Assessment(values["near"], tuple(concerns), person=_person(values), **given), values.get("as_of")


class _Asked:
    """What a body holds, value by value, with the faults that show before any of them is read."""

    def __init__(self) -> None:
        self.table: dict[str, Parameter] = {}
        self.pairs: list[Pair] = []
        self.faults: list[Fault] = []

    def text(self, parameter: Parameter, text: str) -> None:
        self.table[parameter.name] = parameter
        self.pairs.append((parameter.name, text))

    def value(self, parameter: Parameter, value: Any) -> None:
        """A value of the JSON type that its parameter has; null counts as absent."""
        kinds, words = _TYPES[parameter.schema["type"]]
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # 8.0 is a whole number, as JSON has only one kind
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, kinds):
            self.faults.append(Fault(parameter.name, f"{parameter.name} must be {words}.", UNREADABLE))
        elif not str(value).strip():
            self.faults.append(Fault(parameter.name, f"{parameter.name} is empty: leave it out, or give a value.", UNREADABLE))
        else:
            self.text(parameter, str(value))

    def unknown(self, name: str, key: str, known: Iterable[str]) -> None:
        clean = echoed(key)
        self.faults.append(Fault(echoed(name), f"'{clean}' is not a parameter.{did_you_mean(clean, known)}", UNREADABLE))

    def read(self, directory: Directory, needs_place: bool = True) -> dict[str, Any]:
        """The values by name. Raises BadParameters with every fault."""
        faults, values = self.faults, dict[str, Any]()
        try:
            values = read(self.pairs, self.table, directory)
        except BadParameters as error:
            faults = [*faults, *error.faults]
        if needs_place and not any(name == "near" for name, *_ in (*self.pairs, *faults)):
            faults = [Fault("near", NO_PLACE, UNREADABLE), *faults]
        if faults:
            raise BadParameters(faults)
        return values


def _concerns(listed: Any, asked: _Asked) -> range:
    """Adds what is said of each concern; the numbers of those that were given."""
    if listed is None or listed == []:
        asked.faults.append(Fault("concerns", NO_CONCERN, UNREADABLE))
    elif not isinstance(listed, list):
        asked.faults.append(Fault("concerns", "concerns must be a list.", UNREADABLE))
    elif len(listed) > MAX_CONCERNS:
        asked.faults.append(Fault("concerns", f"concerns holds {len(listed)}: at most {MAX_CONCERNS} can be asked at once.", UNREADABLE))
    else:
        seen: set[str] = set()
        for number, one in enumerate(listed):
            _concern(number, one, seen, asked)
        return range(len(listed))
    return range(0)


def _concern(number: int, one: Any, seen: set[str], asked: _Asked) -> None:
    where, named = f"concerns[{number}]", _at(number, "id")
    if not isinstance(one, dict):
        asked.faults.append(Fault(where, f"{where} must be an object with an id, and a score if there is one.", UNREADABLE))
        return
    for key in one:
        if key not in SCORED:
            asked.unknown(f"{where}.{key}", key, SCORED)
    concern = one.get("id")
    if concern is None:
        asked.faults.append(Fault(named, f"{named} is missing: give the id of a concern.", UNREADABLE))
    elif isinstance(concern, str) and concern.strip() in seen:
        asked.faults.append(Fault(named, f"'{echoed(concern)}' is given more than once: give it once.", UNREADABLE))
    else:
        seen.add(str(concern).strip())
        asked.value(replace(SEARCH["concern"], name=named, many=False), concern)
    asked.value(_score(_at(number, "score"), _at(number, "score")), one.get("score"))


def _at(number: int, key: str) -> str:
    return f"concerns[{number}].{key}"


def _score(name: str, called: str) -> Parameter:
    return Parameter(name, whole_number(called, 0, MAX_SCORE, UNREADABLE), "How bad it is.", SCORE_SCHEMA)


def _decoded(body: bytes) -> dict[str, Any]:
    """The object that a body holds, strictly as JSON has it."""
    try:
        data = json.loads(body.decode(), parse_constant=_refused, object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        raise BadParameters([Fault("body", f"The body is not JSON: {error.msg}, line {error.lineno}, column {error.colno}.", UNREADABLE)]) from None
    except (ValueError, RecursionError):
        raise BadParameters([Fault("body", "The body is not JSON that can be read.", UNREADABLE)]) from None
    if not isinstance(data, dict):
        raise BadParameters([Fault("body", "The body must be a JSON object, with near and concerns.", UNREADABLE)])
    return data


def _refused(constant: str) -> None:
    raise ValueError(constant)  # NaN and Infinity are no JSON


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = echoed(next(name for name in found if names.count(name) > 1))
        raise BadParameters([Fault(twice, f"'{twice}' is given more than once: give it once.", UNREADABLE)])
    return found
