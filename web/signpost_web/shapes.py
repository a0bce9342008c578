"""Domain values -> the contract's JSON, as plain data. The API, the pages and the terminal's `--json` all give out these shapes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from signpost.concerns import Category, Concern, ConcernScheme
from signpost.opening import Opening
from signpost.places import Place
from signpost.search.assessment import AssessmentAnswer
from signpost.search.request import Instead, Result, SearchPage, SearchRequest, Understood
from signpost.search.suggesting import Suggestion
from signpost.understanding.speaker import who_speaks
from signpost_web.params import Pair, query_string

DEGREES = 6  # decimals of a position: a tenth of a metre
MILES = 4  # decimals of a distance: 16 cm
SCORE = 4  # decimals of a score
SEARCH_PATH = "/api/v1/search"

Json = dict[str, Any]


def as_bytes(value: Any) -> bytes:
    """Compact UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def search_page(page: SearchPage, pairs: Iterable[Pair], as_of: datetime | None, scheme: ConcernScheme) -> Json:
    """The answer to a search. `pairs` are the parameters as given: `next` carries every one of them on."""
    return {
        "query": query(page.request, as_of),
        "understood": [understood(one, scheme) for one in page.understood],
        **({"text_language": language} if (language := text_language(page)) else {}),
        **({"speaker": who} if (who := speaker(page)) else {}),
        **({"spelling": page.spelling} if page.spelling else {}),
        "urgent": [advice.shown for advice in page.urgent],
        "named": [result(one, page.request) for one in page.named],
        "total": page.total,
        **({"reaches": page.reaches} if page.request.near else {}),
        "results": [result(one, page.request) for one in page.results],
        "also": [result(one, page.request) for one in page.also],
        "instead": instead(page.instead) if page.instead else None,
        "next": f"{SEARCH_PATH}?{query_string(pairs, page.next_cursor)}" if page.next_cursor else None,
        **({"facets": page.facets} if page.facets is not None else {}),
    }


def text_language(page: SearchPage) -> str | None:
    """The language that the words were written in, unless it is English. Of words that mean nothing it would be a guess."""
    return page.spoken if page.understood or page.urgent else None


def speaker(page: SearchPage) -> str | None:
    """Who wrote the words, when they tell: `carer` or `professional`."""
    return who_speaks(page.request.text) if page.request.text else None


def query(request: SearchRequest, as_of: datetime | None = None) -> Json:
    """What was asked, as it was understood: every parameter that was in force, and none that was not."""
    optional = {
        "q": request.text,
        "radius_miles": _plain(request.radius_miles) if request.near else None,
        "families": list(request.families) or None,
        "delivery": list(request.delivery) or None,
        "cost": request.cost,
        "referral": request.referral,
        "language": request.language,
        "step_free": request.step_free,
        "open_at": request.open_at.isoformat() if request.open_at else None,
        "as_of": as_of.isoformat() if as_of else None,
        "age": request.person.age,
        "cancer_type": request.person.cancer_type,
        "audience": request.person.audience,
        "explain": request.explain or None,
        "facets": request.facets or None,
        "limit": request.limit,
        "cursor": request.cursor,
    }
    near = query_place(request.near) if request.near else None
    return {"concerns": list(request.concerns), "near": near, **{key: value for key, value in optional.items() if value is not None}}


def _plain(number: float) -> float:
    """25, not 25.0."""
    return int(number) if number.is_integer() else number


def _position(place: Place) -> Json:
    """Where a place may be shown to lie: not the exact point everywhere."""
    return {"latitude": round(place.shown_latitude, DEGREES), "longitude": round(place.shown_longitude, DEGREES)}


def _position_of(place: Place) -> Json:
    """Whose position it is, when it is not that of the postcode which was asked for."""
    return {"position_of": place.position_of} if place.position_of else {}


def query_place(near: Place) -> Json:
    """Where a search started from."""
    return {
        **({"postcode": near.postcode} if near.postcode else {"name": near.name}),
        **_position(near),
        **_position_of(near),
        "local_authority": near.local_authority.code if near.local_authority else None,
        "nation": near.nation.value if near.nation else None,
        **({"approximate": True} if near.approximate else {}),
        **({"note": near.note} if near.note else {}),
    }


def place(found: Place) -> Json:
    """All that may be told of a place."""
    return {
        "kind": found.kind.value,
        "name": found.name,
        "postcode": found.postcode,
        **_position(found),
        **_position_of(found),
        "approximate": found.approximate,
        "extent_miles": round(found.extent_miles, 1),
        "local_authority": found.local_authority.code if found.local_authority else None,
        "local_authority_name": found.local_authority.name if found.local_authority else None,
        "nation": found.nation.value if found.nation else None,
        "local_authorities": sorted(found.local_authorities),
        "nations": sorted(nation.value for nation in found.nations),
        "postcode_districts": sorted(found.districts),
        "note": found.note,
    }


def result(one: Result, request: SearchRequest) -> Json:
    """A service as it answers a search: its ready-made body, and what depends on who asked and from where."""
    body: Json = json.loads(one.body)
    return {
        **body,
        "reach": one.reach.value if one.reach else None,
        "distance_miles": None if one.distance_miles is None else round(one.distance_miles, MILES),
        **({"approximate": True} if one.approximate else {}),
        "location": one.location,
        "language": one.language,
        "eligibility": {"verdict": one.verdict.value, "because": list(one.because)},
        "assurance": {**body["assurance"], "overdue": one.overdue},
        **({"open": one.open} if request.open_at else {}),
        "opening": opening(one.opening),
        "why": list(one.why),
        **({"score": one.score, "components": [asdict(part) for part in one.components]} if one.score is not None else {}),
    }


def opening(one: Opening) -> Json:
    """How a service stands now."""
    return {
        "state": one.state.value,
        "until": one.until.isoformat() if one.until else None,
        "opens": one.opens.isoformat() if one.opens else None,
        **({"bank_holiday": True} if one.bank_holiday else {}),
        **({"maybe_sooner": True} if one.maybe_sooner else {}),
    }


def assessment_answer(answer: AssessmentAnswer, as_of: datetime | None) -> Json:
    """The answer to a whole assessment. A service that stands in it several times is made once: only its reasons differ."""
    request, made = answer.assessment.request, dict[str, Json]()

    def shown(one: Result) -> Json:
        if one.id not in made:
            made[one.id] = result(one, request)
        return {**made[one.id], "why": list(one.why)}

    asked = query(request, as_of)
    return {
        "query": {"near": asked["near"], "per_concern": asked["limit"], **{key: value for key, value in asked.items() if key not in {"concerns", "near", "limit"}}},
        "urgent": [advice.shown for advice in answer.urgent],
        "plan": [{"service": shown(one.result), "concerns": list(one.concerns)} for one in answer.plan],
        "uncovered": [{"concern": one.asked.concern, "score": one.asked.score, "instead": instead(one.instead)} for one in answer.uncovered],
        "concerns": [
            {
                "concern": one.asked.concern,
                "score": one.asked.score,
                "total": one.total,
                "results": [shown(found) for found in one.results],
                "instead": instead(one.instead) if one.instead else None,
            }
            for one in answer.concerns
        ],
    }


def understood(one: Understood, scheme: ConcernScheme) -> Json:
    """A concern that the words mean, within a search."""
    return {"concern": one.concern, "label": scheme.label(one.concern), "score": round(one.score, SCORE), "because": one.because}


def instead(what: Instead) -> Json:
    """What to do when nothing is near."""
    nearest = what.nearest
    shown = {"id": nearest.id, "name": nearest.name, "distance_miles": round(nearest.distance_miles, MILES)} if nearest else None
    return {"text": what.text, "nearest": shown}


def concern(one: Concern) -> Json:
    """One line of the checklist."""
    return asdict(one)


def category(one: Category, scheme: ConcernScheme) -> Json:
    """One part of the checklist, with the ids of its concerns."""
    return {**asdict(one), "concerns": list(scheme.expand((one.id,)))}


def meant_concern(one: Understood, scheme: ConcernScheme) -> Json:
    """A concern that the words mean, on its own."""
    found = scheme.concern_by_id[one.concern]
    return {"id": found.id, "label": found.label, "category": found.category, "score": round(one.score, SCORE), "because": one.because}


def suggestion(one: Suggestion) -> Json:
    """What a few letters may stand for."""
    return asdict(one)


def service(entry: bytes, today: date) -> Json:
    """A whole entry, with whether its review is overdue on this day: null where nobody has checked it yet."""
    found: Json = json.loads(entry)
    due = found["assurance"]["due"]
    return {**found, "assurance": {**found["assurance"], "overdue": None if due is None else date.fromisoformat(due) < today}}
