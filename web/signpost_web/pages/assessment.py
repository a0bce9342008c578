"""`/assessment`: the whole checklist for somebody alone; sent, it is answered with a plan. All at the same address, so that none of it is in a URL.

The answer carries what was ticked in hidden fields: its buttons send them again, to change the answers or to keep a service.
Nothing is stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from starlette.requests import Request
from starlette.responses import Response

from signpost.search.assessment import MAX_SCORE, AssessmentAnswer
from signpost.search.request import MAX_TEXT_CHARACTERS, SearchPage, SearchRequest
from signpost_web import shapes, state
from signpost_web.assessment_body import NONE_FIELD, OWN_FIELD, QUESTIONS_FIELD, SCORE_FIELD, TICK_FIELD, Filled, read_form, ticked_in
from signpost_web.directory import Directory
from signpost_web.languages import SPOKEN, say
from signpost_web.my_list import MOST, MyList, keep_in, readable
from signpost_web.pages import wording
from signpost_web.pages.cards import Card, card
from signpost_web.pages.form import SearchForm, field_of, shown
from signpost_web.pages.language import remember
from signpost_web.pages.my_list import as_pressed
from signpost_web.pages.rendering import render
from signpost_web.pages.search import leaving
from signpost_web.pages.sentences import for_people, joined, said
from signpost_web.params import BadParameters, Pair, query_pairs

SHOWN = 3  # services for each worry: more make a page that nobody scrolls to the end of
FITS_A_SHEET = 8  # services, printed with urgent advice above them
SCORES = tuple(str(score) for score in range(MAX_SCORE + 1))
CHANGE = "change"  # the button that leads back to the checklist
WHOLE = "whole"  # in an address: every part of the checklist stands open
BUTTONS = frozenset({"keep", "remove"})
LANGUAGE = "language"  # the button that says the same plan in another language
CARRIED = ("near", "radius_miles", "cancer_type", "audience", "age", OWN_FIELD, QUESTIONS_FIELD, NONE_FIELD)
# Reasons to ask first that leave most people out: not `For ages 18 and over`, nor `For patients and carers`.
_FOR_FEW = re.compile(r"For (?:people with .+|cancer in .+|patients of .+|ages (?:up to \d+|\d+ to \d+)|(?:carers|family|friends|professionals)(?!.*\bpatients\b).*)")


async def assessment(request: Request) -> Response:
    """The checklist; or, when it is sent, the plan and what helps with each worry."""
    directory = state.directory_of(request)
    if request.method != "POST":
        return _checklist(request, directory, [], whole=WHOLE in request.query_params)
    pairs: list[Pair] = []
    try:
        pairs = query_pairs(await state.body_of(request, state.FORM))
        if any(name == CHANGE for name, _ in pairs):
            return _checklist(request, directory, pairs)
        filled = read_form(pairs, directory)
    except BadParameters as error:
        return _checklist(request, directory, pairs, error)
    return _answered(request, directory, filled, pairs)


def _checklist(request: Request, directory: Directory, pairs: Sequence[Pair], error: BadParameters | None = None, whole: bool = False) -> Response:
    errors = [(name, for_people(name, detail)) for name, detail in error.errors] if error else []
    form = SearchForm.of(directory.scheme, pairs, errors)
    view = {
        "form": form,
        "faults": [(_field_of(name), detail) for name, detail in errors],
        "groups": [(part, concerns, sum(form.has(TICK_FIELD, one) for one, _ in concerns)) for part, concerns in _parts(form)],
        "whole": whole,
        "scores": SCORES,
        "most_characters": MAX_TEXT_CHARACTERS,
    }
    return render(request, "assessment.html", view, error.status if error else 200)


def _parts(form: SearchForm) -> Iterator[tuple[object, list[tuple[str, str]]]]:
    """The parts of the checklist, each with its concerns."""
    for category, _, concerns in form.concerns:
        yield form.scheme.category_by_id[category], concerns


def _field_of(parameter: str) -> str | None:
    """The id of the field that a fault stands in: of nothing ticked, the first tick."""
    if parameter == "concerns":
        return f"field-{TICK_FIELD}"
    return f"field-{parameter}" if parameter.startswith(SCORE_FIELD) or parameter in CARRIED else field_of(parameter)


# The answer


def _answered(request: Request, directory: Directory, filled: Filled, pairs: Sequence[Pair]) -> Response:
    """The plan; and, when one of its buttons was pressed, in another language, or with the list of the visitor as that changes it."""
    now = filled.as_of or state.now_of(request)
    chosen = next((request.app.state.languages.named(tag) for name, tag in pairs if name == LANGUAGE), None)
    if chosen:
        SPOKEN.set(chosen)
    pressed = as_pressed(request, [(name, shown(text)) for name, text in pairs]) if any(name in BUTTONS for name, _ in pairs) else None
    my_list = MyList.of(request) if pressed is None else replace(MyList.of(request), ids=readable(pressed))
    full = pressed is not None and len(set(pressed)) > MOST
    view = _view(filled, directory, now) | {"carried": _carried(pairs, directory), "my_list": my_list, "full": full, "most": MOST, "sent_again": "answers"}
    answer = render(request, "plan.html", view)
    if chosen:
        remember(chosen, answer, request)
    if pressed is not None:
        keep_in(answer, pressed, request)
    return answer


def _carried(pairs: Sequence[Pair], directory: Directory) -> list[Pair]:
    """What was said, to be sent again."""
    ticked = ticked_in(pairs, directory)
    names = {*CARRIED, *(SCORE_FIELD + one for one in ticked)}
    return [*((TICK_FIELD, one) for one in ticked), *((name, text) for name, text in pairs if name in names and text.strip())]


def _view(filled: Filled, directory: Directory, now: datetime) -> shapes.Json:
    """What the page of the answer shows."""
    scheme, today = directory.scheme, now.astimezone(state.LONDON).date()
    answer = directory.assess(replace(filled.assessment, per_concern=SHOWN), now) if filled.assessment else None
    own = directory.search(replace(filled.own, limit=SHOWN), now) if filled.own else None
    told = [*own.urgent] if own else []
    if filled.questions:  # what somebody wants to ask may tell of an emergency too
        told += directory.search(SearchRequest(text=filled.questions, limit=1), now).urgent
    urgent = list(dict.fromkeys([*told, *(answer.urgent if answer else ())]))
    worries = [(one.asked.concern, one.asked.score) for one in answer.concerns] if answer else []
    return {
        "near": filled.place,
        "leaving": scheme.needs_quick_exit((one for one, _ in worries), urgent) or (own is not None and leaving(own, scheme)),
        "urgent": urgent,
        "worries": [(say(scheme.label(one)), score) for one, score in worries],
        "own": filled.own.text if filled.own else "",
        "questions": filled.questions,
        "in_own_words": _found(own, today) if own else None,
        "fits_a_sheet": FITS_A_SHEET,
        "printed": wording.day(today),
        **_planned(answer, directory, today),
    }


def _planned(answer: AssessmentAnswer | None, directory: Directory, today: date) -> shapes.Json:
    """What an assessment finds: nothing, where nothing was ticked."""
    if answer is None:
        return {"plan": [], "uncovered": [], "concerns": []}
    found, scheme = shapes.assessment_answer(answer, None), directory.scheme
    scores = {one.concern: one.score for one in answer.assessment.concerns}
    return {
        "plan": [(*_step(step["service"], today), [(say(scheme.label(one)), scores[one]) for one in step["concerns"]]) for step in found["plan"]],
        "uncovered": [(say(scheme.label(one["concern"])), one["instead"]) for one in found["uncovered"]],
        "concerns": [
            {"id": one["concern"], "label": say(scheme.label(one["concern"])), "score": one["score"], "total": one["total"], "instead": one["instead"]}
            | {"results": [card(result, today) for result in one["results"]]}
            for one in found["concerns"]
        ],
    }


def _step(service: shapes.Json, today: date) -> tuple[Card, list[str]]:
    """A service of the plan, and whom alone it is for, where that leaves most people out."""
    because = service["eligibility"]["because"] if service["eligibility"]["verdict"] == "ask" else []
    few = [reason for reason in because if _FOR_FEW.fullmatch(reason)]
    made = card(service, today)
    rest = joined([said(reason.rstrip(".")) for reason in because if reason not in few], ". ")
    return (replace(made, because=rest) if few else made), [said(reason) for reason in few]


def _found(page: SearchPage, today: date) -> shapes.Json:
    """What somebody's own words find."""
    return {
        "results": [card(shapes.result(one, page.request), today) for one in page.results],
        "total": page.total,
        "instead": {"text": page.instead.text, "nearest": None} if page.instead else None,
    }
