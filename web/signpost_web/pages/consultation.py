"""`/consultation`: for a nurse with 90 seconds left. Concerns in; services beside each of them, a sheet for the patient, and text for notes and letter out.

The answer stands at the same address as the form, so that none of it is in a URL.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from signpost.concerns import ConcernScheme
from signpost.search.assessment import Assessment, AssessmentAnswer, Scored
from signpost.search.request import Person
from signpost_web import shapes, state
from signpost_web.assessment_body import NO_PLACE
from signpost_web.directory import Directory
from signpost_web.pages import clinic_notes, wording
from signpost_web.pages.cards import Card, card
from signpost_web.pages.clinic_notes import Advised
from signpost_web.pages.form import SearchForm
from signpost_web.pages.rendering import render
from signpost_web.pages.sentences import for_people
from signpost_web.pages.sheet import next_step
from signpost_web.params import SEARCH, UNREADABLE, BadParameters, Fault, Pair, query_pairs, read

SHOWN = 3  # services beside each concern: what can be talked over before the patient stands up
ALSO_ON_SHEET = 6  # further services, a line each: with a plan of six they fill two pages
ASKED = {name: SEARCH[name] for name in ("near", "concern", "radius_miles", "age", "cancer_type")}
NEEDED = {"near": NO_PLACE, "concern": "Choose at least one concern"}


async def consultation(request: Request) -> Response:
    """The checklist; or, when it is sent, what helps with the chosen concerns. An address may bring the clinic's town along."""
    directory = state.directory_of(request)
    if request.method != "POST":
        return _page(request, directory, [pair for pair in state.pairs_of(request) if pair[0] == "near"])
    pairs: list[Pair] = []
    try:
        pairs = query_pairs(await state.body_of(request, state.FORM))
        asked = _asked(pairs, directory)
    except BadParameters as error:
        return _page(request, directory, pairs, error)
    now = state.now_of(request)
    form = SearchForm.of(directory.scheme, pairs)
    return render(request, "consultation.html", {"form": form, "faults": [], "answer": _answer(directory.assess(asked, now), directory.scheme, now, request.app.state.theme.name)})


def _page(request: Request, directory: Directory, pairs: Sequence[Pair], error: BadParameters | None = None) -> Response:
    errors = [(name, for_people(name, detail)) for name, detail in error.errors] if error else []
    context = {"form": SearchForm.of(directory.scheme, pairs, errors), "faults": [(f"field-{name}" if name in ASKED else None, detail) for name, detail in errors], "answer": None}
    return render(request, "consultation.html", context, error.status if error else 200)


def _asked(pairs: Sequence[Pair], directory: Directory) -> Assessment:
    """What was chosen, as an assessment without scores. Raises BadParameters with every fault."""
    given = [(name, text) for name, text in pairs if name in ASKED and text.strip()]
    faults = [Fault(name, detail, UNREADABLE) for name, detail in NEEDED.items() if name not in dict(given)]
    try:
        values = read(given, ASKED, directory)
    except BadParameters as error:
        faults += error.faults
    if faults:
        raise BadParameters(sorted(faults, key=lambda fault: list(ASKED).index(fault.parameter)))
    radius = {"radius_miles": values["radius_miles"]} if "radius_miles" in values else {}
    person = Person(values.get("age"), values.get("cancer_type"))
    return Assessment(values["near"], tuple(map(Scored, values["concern"])), person=person, per_concern=SHOWN, **radius)


def _answer(answer: AssessmentAnswer, scheme: ConcernScheme, now: datetime, site: str) -> shapes.Json:
    """What the page shows of the answer."""
    shown, today = shapes.assessment_answer(answer, None), now.astimezone(state.LONDON).date()
    plan = [Advised(card(step["service"], today), [scheme.label(one) for one in step["concerns"]], next_step(step["service"])) for step in shown["plan"]]
    uncovered = [(scheme.label(one["concern"]), one["instead"]) for one in shown["uncovered"]]
    concerns = [
        {
            "id": one["concern"],
            "label": scheme.label(one["concern"]),
            "total": one["total"],
            "offers": [card(result, today) for result in one["results"]],
            "instead": one["instead"],
        }
        for one in shown["concerns"]
    ]
    talk = clinic_notes.Talk(wording.day(today), [one["label"] for one in concerns], plan, [(label, instead["text"]) for label, instead in uncovered], answer.urgent, site)
    return {
        "near": answer.assessment.near,
        "urgent": answer.urgent,
        "concerns": concerns,
        "plan": plan,
        "uncovered": uncovered,
        "also": _also(concerns, plan),
        "date": talk.date,
        "notes": clinic_notes.notes(talk),
        "letter": clinic_notes.letter(talk),
    }


def _also(concerns: Sequence[shapes.Json], plan: Sequence[Advised]) -> list[tuple[Card, list[str]]]:
    """Further services to ask, each with what it helps with: of every concern its first, then its second."""
    planned = {one.card.id for one in plan}
    ranked = [offer for rank in range(SHOWN) for concern in concerns for offer in concern["offers"][rank : rank + 1]]
    further = {offer.id: offer for offer in ranked if offer.id not in planned and offer.verdict != "no" and not offer.no_contacts}
    return [(offer, [concern["label"] for concern in concerns if any(one.id == offer.id for one in concern["offers"])]) for offer in list(further.values())[:ALSO_ON_SHEET]]
