"""`/record/people/{id}/plans`: a plan from what an assessment tells, with services beside each concern, and the plan as it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from signpost.record.access import Action, NotYours, allowed
from signpost.record.assessment import Assessment
from signpost.record.cancer_care_review import CareReview, Told, told_of
from signpost.record.care_plan import CarePlan, Contingency, PlanRow
from signpost.record.codes import PathwayPoint, PlanStatus
from signpost.record.headings import day_in_words
from signpost.record.person import Person
from signpost.record.records import AlreadyPlanned, EnteredInError, Stored
from signpost_web.record import beside, earlier_plans, editing, papers
from signpost_web.record.door import RecordRoute
from signpost_web.record.editing import Draft
from signpost_web.record.forms import Form
from signpost_web.record.upkeep import directory_of, nation_of, policies_of
from signpost_web.record.visits import Visit

AROUND = tuple(name for name in CarePlan.model_fields if name not in ("rows", "assessment_id", "continues", "continued_in"))
PLANNED_MEANWHILE = "There is a plan from this assessment already: this one. What you ticked beside it is not in it. Add below what is missing."
GONE = "A service that you ticked is no longer in the directory. Look at what is there now"


def new(visit: Visit) -> Response:
    """What the newest completed assessment suggests, ticked, to be accepted or refused row by row. Where it has its plan, that one."""
    return _started(visit, _newest(visit))


def new_from(visit: Visit) -> Response:
    """The same, of one assessment."""
    return _started(visit, editing.filed(visit, "assessment_id", Assessment))


def _started(visit: Visit, one: Stored[Assessment] | None) -> Response:
    """An assessment that has its plan gets no second one."""
    plans = visit.records.of_person(one.person_id, CarePlan.KIND) if one else ()
    there = next((plan for plan in plans if one and isinstance(plan.body, CarePlan) and plan.body.answers(one.id)), None)
    return visit.to(_address(there)) if there else _start(visit, one)


def _newest(visit: Visit) -> Stored[Assessment] | None:
    found = [visit.records.get(one.id, of=Assessment) for one in visit.records.of_person(visit.id("person_id"), Assessment.KIND) if one.state == "completed"]
    return max(found, key=lambda one: (one.body.completed_on, one.saved_at), default=None)


def _start(visit: Visit, one: Stored[Assessment] | None, form: Form | None = None, status: int = 200) -> Response:
    person = visit.records.person(visit.id("person_id"))
    earlier = earlier_plans.going_on(visit)
    unfinished = earlier_plans.unfinished(earlier)
    shown = {
        "person": person,
        "assessment": one,
        "earlier": earlier_plans.shown(visit, earlier),
        "ways": earlier_plans.WAYS,
        "covered": lambda row: earlier_plans.covered(unfinished, row),
        "told_on": day_in_words(one.body.completed_on or one.body.offered_on) if one else None,
        "help": beside.help_for(visit, person.body, one.body) if one else None,
        "taken": form.texts("take") if form else None,
        "form": form or visit.form,
        "points": [(point.value, point.label) for point in PathwayPoint],
    }
    return visit.page("record/plan_new.html", shown, status)


def add(visit: Visit) -> Response:
    """The plan, with what was ticked."""
    person = visit.records.person(visit.id("person_id")).body
    one = _named(visit)
    if one is None and visit.form.text("point") not in list(PathwayPoint):
        return _start(visit, None, visit.form.wrong([("point", "Choose the point of the pathway")]), 400)
    rows = [beside.taken(visit, person, one.body, value) for value in visit.form.texts("take")] if one else []
    if one and None in rows:
        return _start(visit, one, visit.form.wrong([("take", GONE)]), 400)
    if there := earlier_plans.carried_on_in(visit):
        return visit.to(f"/record/people/{visit.id('person_id')}/plans/{there}")
    earlier = earlier_plans.to_close(visit)
    plan = _plan(visit, person, one, [*earlier_plans.carried(visit, earlier), *(row for row in rows if row)])
    plan = plan.model_copy(update={"continues": tuple(each.id for each in earlier), **earlier_plans.around(earlier)})
    try:
        added = editing.add(visit, lambda: plan)
    except AlreadyPlanned as already:
        return _there_already(visit, plan, visit.records.get(already.plan_id, of=CarePlan))
    if isinstance(added, Draft):
        return _start(visit, one, added.form, added.status)
    earlier_plans.close(visit, earlier, added.id)
    return visit.saved(_address(added))


def _there_already(visit: Visit, second: CarePlan, first: Stored[CarePlan]) -> Response:
    """After a press too many: the plan that is there, and a word where it lacks something that was ticked now."""
    missing = {_thing(row) for row in second.rows} - {_thing(row) for row in first.body.rows}
    return page(visit, first, 409, PLANNED_MEANWHILE) if missing else visit.to(_address(first))


def _thing(row: PlanRow) -> tuple[str | None, ...]:
    """What a row is about, and the service that it names."""
    return row.concern, row.other, row.service.id if row.service else None


def _named(visit: Visit) -> Stored[Assessment] | None:
    """The assessment that the form was made from."""
    named = visit.form.text("assessment_id")
    if not named:
        return None
    one = visit.records.get(named, of=Assessment)
    if one.person_id != visit.id("person_id"):
        raise NotYours("There is no such record, or it is another team's.")
    if one.body.entered_in_error:
        raise EnteredInError
    return one


def _plan(visit: Visit, person: Person, one: Stored[Assessment] | None, rows: Sequence[PlanRow]) -> CarePlan:
    """With what is known already: where on the way, whom to ring, when to look at it again."""
    today = visit.now.date()
    rule = next(iter(policies_of(visit).on(nation_of(person, directory_of(visit)), today).plan_reviews), None)
    worker = person.key_worker
    plan = CarePlan(
        assessment_id=one.id if one else None,
        status=PlanStatus.NOT_REQUIRED if one and one.body.no_concerns and not rows else PlanStatus.COMPLETED,
        planned_on=today,
        author=visit.account.shown_name,
        staff_role=one.body.staff_role if one else CarePlan.model_fields["staff_role"].default,
        point=one.body.point if one else PathwayPoint(visit.form.text("point")),
        contingency=Contingency(in_hours=", ".join(filter(None, (worker.name, worker.phone))) if worker else None),
        copies_to=one.body.share_with if one else (),
        review_on=today + timedelta(weeks=rule.weeks) if rule else None,
    )
    for row in rows:
        plan = plan.with_row(row)
    return plan


def _address(one: Stored[Any]) -> str:
    return f"/record/people/{one.person_id}/plans/{one.id}"


def show(visit: Visit) -> Response:
    """The plan, the worst concern first, with the services beside each."""
    return page(visit, editing.filed(visit, "plan_id", CarePlan))


def page(visit: Visit, one: Stored[CarePlan], status: int = 200, said: str | None = None) -> Response:
    """The plan's page; `said` is what did not go as it was meant to."""
    person, plan = visit.records.person(one.person_id), one.body
    assessment = assessment_of(visit, plan)
    shown = {
        "person": person,
        "one": one,
        "planned": day_in_words(plan.planned_on),
        "review": day_in_words(plan.review_on) if plan.review_on else None,
        "help": beside.help_for(visit, person.body, beside.asked_by(assessment, plan.rows, visit), plan.rows),
        "may_write": allowed(visit.account.role, Action.WRITE, CarePlan.KIND) and not visit.reason,
        "said": said,
        "told": told(visit, one),
        "since": beside.since_by_row(visit, plan.rows),
        "questions": assessment.questions if assessment else None,
        "day": day_in_words,
        "today": visit.now.date(),
    }
    return visit.page("record/plan.html", shown, status)


def told(visit: Visit, one: Stored[CarePlan]) -> dict[int, Told]:
    """By row, what the newest review that asked has heard."""
    return told_of(one.id, _reviews(visit, one.person_id))


def _reviews(visit: Visit, person_id: str) -> list[CareReview]:
    return [kept.body for kept in visit.records.of_person(person_id, CareReview.KIND) if isinstance(kept.body, CareReview)]


def assessment_of(visit: Visit, plan: CarePlan) -> Assessment | None:
    """The assessment that the plan was made from, as it stands now; None where there was none, or it was entered in error."""
    if plan.assessment_id is None:
        return None
    one = visit.records.get(plan.assessment_id, of=Assessment).body
    return None if one.entered_in_error else one


def edit(visit: Visit) -> Response:
    """What goes round the rows: what matters, strengths, whom to ring, review."""
    one = editing.filed(visit, "plan_id", CarePlan)
    return _around(visit, one, Draft(papers.filled(one.body), one.version))


def save(visit: Visit) -> Response:
    one = editing.filed(visit, "plan_id", CarePlan)
    done = editing.save(visit, one, lambda: papers.read(CarePlan, visit.form, one.body, AROUND, today=visit.now.date()))
    return _around(visit, one, done) if isinstance(done, Draft) else visit.saved(_address(done))


def _around(visit: Visit, one: Stored[CarePlan], draft: Draft) -> Response:
    shown = {
        "person": visit.records.person(one.person_id),
        "title": "Around the plan",
        "back": (_address(one), "The plan"),
        "draft": draft,
        "form": draft.form,
        "newer": editing.said(visit, draft.newer),
        "fields": papers.placed(CarePlan, draft.form, AROUND),
    }
    return visit.page("record/written.html", shown, draft.status)


_HOME = "/record/people/{person_id}/plans"
ROUTES = (
    RecordRoute(f"{_HOME}/new", new, Action.WRITE, kind=CarePlan.KIND),
    RecordRoute(f"{_HOME}/new", add, Action.WRITE, ["POST"], kind=CarePlan.KIND),
    RecordRoute(f"{_HOME}/from/{{assessment_id}}", new_from, Action.WRITE, kind=CarePlan.KIND),
    RecordRoute(f"{_HOME}/{{plan_id}}", show, Action.READ),
    RecordRoute(f"{_HOME}/{{plan_id}}/around", edit, Action.WRITE, kind=CarePlan.KIND),
    RecordRoute(f"{_HOME}/{{plan_id}}/around", save, Action.WRITE, ["POST"], kind=CarePlan.KIND),
)
