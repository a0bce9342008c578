"""The API's description, OpenAPI 3.1, from one table of operations, one of shapes, and the parameters of `params`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from signpost.day_hours import State
from signpost.search.assessment import MAX_CONCERNS
from signpost.search.request import NAMED_SHOWN, Reach, Verdict
from signpost.search.suggesting import MOST, Kind
from signpost.understanding.speaker import CARER, PROFESSIONAL
from signpost_web.assessment_body import ABOUT, SCORE_SCHEMA
from signpost_web.errors import KINDS
from signpost_web.params import AS_OF, SEARCH, Parameter, Q

Json = dict[str, Any]

VERSION = "1"
LICENCE = {"name": "MIT", "identifier": "MIT"}


def _text(description: str = "", **more: Any) -> Json:
    return {"type": "string", **({"description": description} if description else {}), **more}


def _number(description: str, **more: Any) -> Json:
    return {"type": "number", "description": description, **more}


def _or_null(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(items: Json, description: str = "") -> Json:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def _object(required: Iterable[str] = (), **properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(required)}


def _only(shape: Json) -> Json:
    """An object that takes no other properties."""
    return {**shape, "additionalProperties": False}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


_POSITION = {"latitude": _number("WGS 84 degrees."), "longitude": _number("WGS 84 degrees.")}
_MILES = _number("WGS 84 geodesic distance in miles to the nearest location.", minimum=0)
_SCORE = {"type": ["integer", "null"], "description": "0 to 10; null when none was given."}
_LABELLED = {"id": _text(), "label": _text("The checklist's wording.")}

SHAPES: Json = {
    "SearchPage": _object(
        ["query", "understood", "urgent", "named", "total", "results", "also", "instead", "next"],
        query={"type": "object", "description": "Every parameter that was in force, as it was understood."},
        understood=_list(_ref("Understood"), "The concerns that the words mean."),
        text_language=_text("BCP 47 primary tag of the language that the words were written in. Left out when it is English, or nobody can tell."),
        speaker=_text("Who wrote the words: somebody about a person close to them, or a professional. Left out when they do not tell. It changes no verdict.", enum=[CARER, PROFESSIONAL]),
        spelling=_text("The text as it was read, when a word had to be corrected."),
        urgent=_list(_ref("Urgent"), "What to do now, before anything else."),
        named={**_list(_ref("Result"), "Services that the words ask for by name, best first: show them before the results, which may hold them too. Empty without words, and after the first page."), "maxItems": NAMED_SHOWN},
        total={"type": "integer", "minimum": 0, "description": "Results on all pages."},
        reaches={"type": "object", "additionalProperties": {"type": "integer"}, "description": "All results counted by reach. Left out without `near`."},
        results=_list(_ref("Result")),
        also=_list(_ref("Result"), "Services of related concerns."),
        instead=_or_null(_ref("Instead")),
        next=_or_null(_text("Relative address of the next page.")),
        facets={"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}}, "description": "With `facets`: by parameter and value, how many results it would leave. Filters in force, and values that would leave none, are left out."},
    ),
    "Result": _object(
        ["id", "name", "organisation", "summary", "concerns", "reach", "distance_miles", "location", "eligibility", "assurance", "why"],
        id=_text(), name=_text(), organisation=_text(), summary=_text(), family=_or_null(_text()),
        concerns=_list(_text()),
        reach=_or_null(_text("Near you, comes to your home, or by phone, online or post. Null without `near`; in `named` also for a place to go to beyond the radius.", enum=[reach.value for reach in Reach])),
        distance_miles=_or_null(_MILES),
        approximate={"const": True, "description": "Present when either end of the distance is only an area."},
        location=_or_null({"type": "object", "description": "The nearest location."}),
        contacts={"type": "object"}, cost=_or_null(_text()), cost_text=_or_null(_text()), referral=_list(_text()), referral_text=_or_null(_text()),
        hours=_or_null(_text("OpenStreetMap opening_hours syntax.")), hours_text=_or_null(_text()),
        delivery=_list(_text()), languages=_list(_text()), status=_text(),
        language=_or_null(_text("The language asked for, when the service is given in it.")),
        eligibility=_object(["verdict", "because"], verdict=_text(enum=[verdict.value for verdict in Verdict]), because=_list(_text())),
        assurance=_ref("Assurance"),
        open={"type": ["boolean", "null"], "description": "Open at `open_at`; null when nobody knows."},
        opening=_ref("Opening"),
        why=_list(_text(), "Why this service is here."),
        score=_number("With `explain`: what the results are ordered by, highest first, ties by id. In `also` it counts for the related concern."),
        components=_list(_object(["name", "value", "because"], name=_text(), value=_number("At most the weight of this name."), because=_text()), "With `explain`: they add up to the score."),
    ),
    "Opening": _object(
        ["state", "until", "opens"],
        state=_text("Whether it is open at the time of the answer. `unknown` is neither open nor closed.", enum=[state.value for state in State]),
        until=_or_null(_text("When open: until then, UK time; null when it stays open for the next fortnight.", format="date-time")),
        opens=_or_null(_text("When not open: the next time that it is known to be, within a fortnight, UK time.", format="date-time")),
        bank_holiday={"const": True, "description": "Present when today is a bank holiday, and it is closed all day for it, or nobody knows."},
        maybe_sooner={"const": True, "description": "Present when it may open before `opens`: of a day before it nobody knows."},
    ),
    "Assurance": _object(
        ["source", "last_checked", "overdue"],
        source=_text("Where the facts were found."),
        last_checked=_or_null(_text("The day a person confirmed them; null when nobody has yet.")),
        overdue={"type": ["boolean", "null"], "description": "Whether the review is overdue; null when nobody has checked yet."},
    ),
    "Understood": _object(["concern", "score", "because"], concern=_text(), label=_text(), score=_number("0 to 1.", minimum=0, maximum=1), because=_text("The words that showed it.")),
    "Urgent": _object(["id", "title", "call", "text"], id=_text(), title=_text(), call=_text("What to ring."), text=_text()),
    "Instead": _object(["text", "nearest"], text=_text("What to do when nothing is near."), nearest=_or_null(_object(["id", "name", "distance_miles"], id=_text(), name=_text(), distance_miles=_MILES))),
    "Assessment": _only(_object(
        ["near", "concerns"],
        **{name: _or_null({**parameter.schema, "description": parameter.description}) for name, parameter in ABOUT.items() if name != "near"},
        near=_text(ABOUT["near"].description),
        concerns={"type": "array", "minItems": 1, "maxItems": MAX_CONCERNS, "description": "Each once.", "items": _only(_object(["id"], id=_text("Id of a concern, or of a category (any concern below it)."), score=_or_null({**SCORE_SCHEMA, "description": "How bad it is."})))},
    )) | {"example": {"near": "LS1 4AP", "concerns": [{"id": "swelling", "score": 8}, {"id": "money-or-finance", "score": 6}]}},
    "AssessmentAnswer": _object(
        ["query", "urgent", "plan", "uncovered", "concerns"],
        query={"type": "object", "description": "The place and whatever else was in force, as it was understood."},
        urgent=_list(_ref("Urgent"), "What to do now, before anything else; the advice of the worst concern first."),
        plan=_list(_object(["service", "concerns"], service=_ref("Result"), concerns=_list(_text(), "The concerns that it answers here, worst first.")), "The fewest services that together answer every concern which can be answered."),
        uncovered=_list(_object(["concern", "score", "instead"], concern=_text(), score=_SCORE, instead=_ref("Instead")), "The concerns that no service of the plan answers."),
        concerns=_list(_object(["concern", "score", "total", "results", "instead"], concern=_text(), score=_SCORE, total={"type": "integer", "minimum": 0, "description": "Results of a search for it."}, results=_list(_ref("Result")), instead=_or_null(_ref("Instead"))), "Worst first."),
    ),
    "Concern": _object(["id", "label", "category"], **_LABELLED, category=_text(), definition=_text(), instead=_text("What to do when no service is near."), related=_list(_text()), families=_list(_text())),
    "MeantConcern": _object(["id", "label", "category", "score", "because"], **_LABELLED, category=_text(), score=_number("0 to 1.", minimum=0, maximum=1), because=_text()),
    "Suggestion": _object(["kind", "id", "label", "detail"], kind=_text(enum=[kind.value for kind in Kind]), id=_text("Of a concern (or category) or a service."), label=_text("The checklist's wording, or the service's name."), detail=_or_null(_text("Of a concern, the other name or the words by which it was found; of a service, its organisation."))),
    "Category": _object(["id", "label", "concerns"], **_LABELLED, definition=_text(), instead=_text(), concerns=_list(_text())),
    "Service": {"type": "object", "properties": {"opening": _ref("Opening")}, "description": "A whole entry of the directory, with `assurance.overdue`, `opening`, and each location's position as far as it may be shown."},
    "Place": _object(
        ["kind", "name", "postcode", "latitude", "longitude", "approximate", "local_authority", "nation", "note"],
        kind=_text(), name=_text(), postcode=_or_null(_text()), **_POSITION, approximate={"type": "boolean"},
        extent_miles=_number("How far an approximate place may reach from its middle."),
        local_authority=_or_null(_text("ONS code.")), local_authority_name=_or_null(_text()), nation=_or_null(_text()),
        local_authorities=_list(_text()), nations=_list(_text()), postcode_districts=_list(_text()), note=_or_null(_text()),
    ),
    "Alive": _object(["status"], status={"const": "alive"}),
    "Ready": _object(["status", "generation", "services"], status={"const": "ready"}, generation=_text(), services={"type": "integer", "minimum": 0}),
    "Problem": _object(
        ["type", "title", "status", "detail"],
        type=_text(format="uri-reference"), title=_text(), status={"type": "integer"}, detail=_text("What is wrong, and the way out."),
        errors=_list(_object(["parameter", "detail"], parameter=_text(), detail=_text())),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: what it does, takes and answers, and the statuses of its problems. With a body, it takes POST."""

    path: str
    name: str
    summary: str
    answers: Json
    parameters: tuple[Parameter, ...] = ()
    problems: tuple[int, ...] = (400, 503)
    path_parameter: tuple[str, str, str] | None = None  # name, description, example
    body: Json | None = None

    @property
    def method(self) -> str:
        return "post" if self.body else "get"


OPERATIONS = (
    Operation("/api/v1/search", "search", "Services for a need and a place", _ref("SearchPage"), tuple(SEARCH.values()), (400, 404, 422, 503)),
    Operation("/api/v1/signpost", "signpost", "A whole assessment: services for each concern, worst first, and a plan for all of them", _ref("AssessmentAnswer"), (), (400, 404, 413, 415, 422, 503), body=_ref("Assessment")),
    Operation("/api/v1/concerns", "concerns", "The whole concern scheme, or the concerns that words mean", _list({"anyOf": [_ref("Concern"), _ref("MeantConcern")]}), (Q,), (400, 422, 503)),
    Operation("/api/v1/concerns/{id}", "concern", "One concern or category", {"anyOf": [_ref("Concern"), _ref("Category")]}, (), (400, 404, 503), ("id", "Id of a concern or a category.", "swelling")),
    Operation("/api/v1/suggest", "suggest", f"What people may mean while they type: at most {MOST} concerns and services", _list(_ref("Suggestion")), (Q,), (400, 422, 503)),
    Operation("/api/v1/services/{id}", "service", "One whole entry", _ref("Service"), (AS_OF,), (400, 404, 422, 503), ("id", "Id of a service.", "macmillan-support-line")),
    Operation("/api/v1/places/{place}", "place", "What a postcode, position or name stands for", _ref("Place"), (), (400, 404, 422, 503), ("place", "A full postcode, an outward code, `lat,lon`, or the name of a local authority or town.", "LS1 4AP")),
    Operation("/healthz", "alive", "Whether the program runs", _ref("Alive"), (), ()),
    Operation("/readyz", "ready", "Whether it serves an index", _ref("Ready"), (), (503,)),
)  # fmt: skip


def _parameter(parameter: Parameter) -> Json:
    schema = {"type": "array", "items": parameter.schema} if parameter.many else dict(parameter.schema)
    example = {} if parameter.example is None else {"example": [parameter.example] if parameter.many else parameter.example}
    spread = {"style": "form", "explode": True} if parameter.many else {}
    return {"name": parameter.name, "in": "query", "description": parameter.description, "schema": schema, "allowEmptyValue": True, **spread, **example}


def _problem(status: int) -> Json:
    kind = KINDS[status]
    headers = {"headers": {"Retry-After": {"schema": {"type": "integer"}}}} if status == 503 else {}
    return {"description": f"{kind.title}.", "content": {"application/problem+json": {"schema": _ref("Problem")}}, **headers}


def _operation(operation: Operation) -> Json:
    in_path = []
    if operation.path_parameter:
        name, description, example = operation.path_parameter
        in_path = [{"name": name, "in": "path", "required": True, "description": description, "schema": {"type": "string", "minLength": 1}, "example": example}]
    answered = {"description": "The answer.", "content": {"application/json": {"schema": operation.answers}}}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*in_path, *map(_parameter, operation.parameters)],
        **({"requestBody": {"required": True, "content": {"application/json": {"schema": operation.body}}}} if operation.body else {}),
        "responses": {"200": answered, **{str(status): _problem(status) for status in operation.problems}},
    }


@lru_cache(maxsize=4)
def document(public_url: str | None) -> Json:
    """The whole description. Treat it as immutable."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Signpost",
            "version": VERSION,
            "summary": "Cancer support services in the UK by concern and place.",
            "description": "Open to read, without a key. Searches are neither stored nor logged. Errors are RFC 9457 problems.",
            "license": LICENCE,
        },
        "servers": [{"url": public_url or "/"}],
        "paths": {operation.path: {operation.method: _operation(operation)} for operation in OPERATIONS},
        "components": {"schemas": SHAPES},
    }
