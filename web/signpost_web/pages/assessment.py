"""`/assessment`: several worries at once, each with a score. The answer stands at the same address, so that none of it is in a URL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from starlette.requests import Request
from starlette.responses import Response

from signpost.concerns import ConcernScheme
from signpost.search.assessment import MAX_SCORE, AssessmentAnswer
from signpost_web import shapes, state
from signpost_web.assessment_body import SCORE_FIELD, read_form
from signpost_web.directory import Directory
from signpost_web.pages import wording
from signpost_web.pages.cards import card
from signpost_web.pages.form import SearchForm, field_of
from signpost_web.pages.rendering import render
from signpost_web.params import BadParameters, Pair, query_pairs

SHOWN = 3  # services for each worry: more make a page that nobody scrolls to the end of
FITS_A_SHEET = 8  # services, printed with urgent advice above them
FORM = "application/x-www-form-urlencoded"
SCORES = tuple(str(score) for score in range(MAX_SCORE, -1, -1))  # as a nurse reads them: the worst first


async def assessment(request: Request) -> Response:
    """The form; or, when it is sent, the plan and what helps with each worry."""
    directory = state.directory_of(request)
    if request.method != "POST":
        return _form(request, directory, [], [])
    pairs: list[Pair] = []
    try:
        pairs = query_pairs(await state.body_of(request, FORM))
        asked, as_of = read_form(pairs, directory)
    except BadParameters as error:
        return _form(request, directory, pairs, [(name, wording.for_people(name, detail)) for name, detail in error.errors], error.status)
    now = as_of or state.now_of(request)
    return render(request, "plan.html", _view(directory.assess(replace(asked, per_concern=SHOWN), now), pairs, directory, now))


def _form(request: Request, directory: Directory, pairs: Sequence[Pair], errors: Sequence[tuple[str, str]], status: int = 200) -> Response:
    form = SearchForm.of(directory.scheme, pairs, errors)
    faults = [(_field_of(name, directory.scheme), detail) for name, detail in errors]
    return render(request, "assessment.html", {"form": form, "faults": faults, "scores": SCORES, "score_field": SCORE_FIELD}, status)


def _field_of(parameter: str, scheme: ConcernScheme) -> str | None:
    """The id of the field that a fault stands in: of no worry at all, the first."""
    if parameter == "concerns":
        return f"field-{SCORE_FIELD}{scheme.concerns[0].id}"
    return f"field-{parameter}" if parameter.startswith(SCORE_FIELD) else field_of(parameter)


def _view(answer: AssessmentAnswer, pairs: list[Pair], directory: Directory, now: datetime) -> shapes.Json:
    """What the page of the answer shows."""
    shown, today, scheme = shapes.assessment_answer(answer, None), now.astimezone(state.LONDON).date(), directory.scheme
    scores = {one.concern: one.score for one in answer.assessment.concerns}
    return {
        "near": answer.assessment.near,
        "leaving": scheme.needs_quick_exit(scores, answer.urgent),
        "urgent": answer.urgent,
        "plan": [(card(step["service"], today), [(scheme.label(one), scores[one]) for one in step["concerns"]]) for step in shown["plan"]],
        "uncovered": [(scheme.label(one["concern"]), one["instead"]) for one in shown["uncovered"]],
        "concerns": [_worry(one, scheme, today) for one in shown["concerns"]],
        "fits_a_sheet": FITS_A_SHEET,
        "printed": wording.day(today),
        "form": SearchForm.of(scheme, pairs),
        "scores": SCORES,
        "score_field": SCORE_FIELD,
    }


def _worry(found: shapes.Json, scheme: ConcernScheme, today: date) -> shapes.Json:
    """One worry with the first of its services."""
    results = [card(result, today) for result in found["results"]]
    return {"id": found["concern"], "label": scheme.label(found["concern"]), "score": found["score"], "total": found["total"], "results": results, "instead": found["instead"]}
