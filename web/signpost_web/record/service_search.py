"""`/record/people/{id}/plans/{plan}/search`: any service of the directory, looked for within a plan, and added with one press.

What is looked for is sent as a form, never in an address: it may say what worries somebody. It is neither kept nor logged.
"""

from __future__ import annotations

from collections.abc import Iterator

from starlette.responses import Response

from signpost.record.access import Action
from signpost.record.care_plan import CarePlan, PlanRow
from signpost.search.request import MAX_TEXT_CHARACTERS, SearchPage, SearchRequest
from signpost_web.record import beside, editing, papers, plan_rows, plans
from signpost_web.record.door import RecordRoute
from signpost_web.record.upkeep import directory_of
from signpost_web.record.visits import Visit

SHOWN = 20
NOTHING_TO_LOOK_FOR = "Say first which concern the service is for: press the button beside one."


def find(visit: Visit) -> Response:
    """Services for the words that were typed; before any were, for the concern itself, or for the person's own words of it."""
    one = editing.filed(visit, "plan_id", CarePlan)
    about = _about(visit)
    if about is None:
        return plans.page(visit, one, 400, NOTHING_TO_LOOK_FOR)
    directory = directory_of(visit)
    person = visit.records.person(one.person_id)
    near = beside.near_of(person.body, directory)
    text = (visit.form.text("text") or about.other or "")[:MAX_TEXT_CHARACTERS]
    concerns = (about.concern,) if about.concern and not text else ()
    found = directory.search(SearchRequest(concerns, text=text or None, near=near, person=beside.who(directory, person.body, visit.now.date()), limit=SHOWN), visit.now)
    shown = {
        "person": person,
        "one": one,
        "about": about,
        "label": beside.label_of(directory.scheme, about.concern) if about.concern else about.other,
        "text": text,
        "longest": MAX_TEXT_CHARACTERS,
        "urgent": found.urgent,
        "offers": tuple(_offers(visit, about, found)),
        "total": found.total,
        "instead": found.instead.text if found.instead else None,
        "near": near,
    }
    return visit.page("record/service_search.html", shown)


def _about(visit: Visit) -> PlanRow | None:
    """The concern, or the worry in the person's own words, that a service is looked for; None when the form names none that there is."""
    concern = visit.form.text("concern")
    if concern in directory_of(visit).scheme.concern_by_id:
        return PlanRow(number=1, concern=concern)
    try:
        return plan_rows.own_worry(visit.form) if visit.form.text("other") else None
    except papers.Unfit:
        return None


def _offers(visit: Visit, about: PlanRow, found: SearchPage) -> Iterator[beside.Offer]:
    """Services that the words name come first; each stands once."""
    for one in {one.id: one for one in (*found.named, *found.results)}.values():
        yield beside.offer_of(visit, about, f"{about.concern}/{one.id}" if about.concern else one.id, one)


ROUTES = (RecordRoute("/record/people/{person_id}/plans/{plan_id}/search", find, Action.WRITE, ["POST"], kind=CarePlan.KIND),)
