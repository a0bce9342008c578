"""The rows of a plan: a service added with one press, an action of one's own, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pydantic import ValidationError
from starlette.responses import Response

from signpost.record.access import Action, NotYours
from signpost.record.care_plan import ActionType, CarePlan, PlanRow
from signpost.record.records import SavedByAnother, Stored
from signpost_web.record import beside, editing, papers, plans, upkeep
from signpost_web.record.door import RecordRoute
from signpost_web.record.editing import Draft
from signpost_web.record.forms import Form
from signpost_web.record.visits import Visit

ABOUT = ("concern", "other", "score", "own_words")  # what a new row is about
ACTION = ("action", "type", "who", "by_when")
GOAL = ("matters", "goal", "confidence", "already_helps")
BECAME = ("status", "outcome", "new_score", "rescored_on", "review_on")
MEANWHILE = "Somebody else has saved this plan meanwhile, and here is theirs. Nothing was added or changed yet: press again."
GONE = "This service is no longer in the directory. Nothing was added."
HEARD_ANEW = "What the review has heard has changed meanwhile, or is in the plan already. Nothing was changed: look at it again."
TOO_LONG = "The outcome of this row would be too long. Nothing was changed: shorten what stands there first."
CLOSED = "This service is no longer in the directory, or has closed. Nothing was changed: choose another."


def take(visit: Visit) -> Response:
    """One service, put into the plan with one press."""
    return put(visit, editing.filed(visit, "plan_id", CarePlan), editing.seen(visit))


def put(visit: Visit, one: Stored[CarePlan], seen_version: int) -> Response:
    """What was pressed, in that plan; then the plan's page."""
    row = _pressed(visit, one)
    if row is None:
        return plans.page(visit, one, 400, GONE)
    try:
        visit.records.save(one.id, seen_version, one.body.with_row(row))
    except SavedByAnother:
        return plans.page(visit, visit.records.get(one.id, of=CarePlan), 409, MEANWHILE)
    upkeep.refresh(visit, one.person_id)
    number = max(each.number for each in one.body.with_row(row).rows)
    return visit.saved(f"{_plan(one)}#row-{number}")


def _pressed(visit: Visit, one: Stored[CarePlan]) -> PlanRow | None:
    """The row that a press stands for: of what the form has in the person's own words, or of the concern that the press names."""
    person, pressed = visit.records.person(one.person_id).body, visit.form.text("take")
    if visit.form.text("other"):
        return beside.with_service(visit, person, own_worry(visit.form), pressed)
    asked = beside.asked_by(plans.assessment_of(visit, one.body), one.body.rows, visit)
    return beside.taken(visit, person, asked, pressed)


def own_worry(form: Form) -> PlanRow:
    """A row about what no concern of the list says. Raises papers.Unfit."""
    return papers.read(PlanRow, form, PlanRow.model_construct(number=1), ("other", "score"))


def renew(visit: Visit) -> Response:
    """The service of a row as it stands today, in the place of what was copied, with one press. The other words of the row stay."""
    one, row = _row(visit)
    if row.service is None:
        raise NotYours("There is no service in this row.")
    became, today = beside.since(visit, row.service), beside.copied_today(visit, visit.records.person(one.person_id).body, row.service.id)
    if today is None or (became and became.gone):
        return plans.page(visit, one, 409, CLOSED)
    action = row.action.replace(row.service.name, today.name) if row.action else None
    try:
        visit.records.save(one.id, editing.seen(visit), one.body.with_changes(row.number, service=today, action=action))
    except SavedByAnother:
        return plans.page(visit, editing.filed(visit, "plan_id", CarePlan), 409, MEANWHILE)
    return visit.to(f"{_plan(one)}#row-{row.number}")


def take_in(visit: Visit) -> Response:
    """What the review has heard of a signpost, into its row, with one press: as it was shown, or not at all."""
    one, row = _row(visit)
    told = plans.told(visit, one).get(row.number)
    changes = told.changes(row) if told and told.name == visit.form.text("heard") else {}
    if not changes:
        return plans.page(visit, one, 409, HEARD_ANEW)
    try:
        visit.records.save(one.id, editing.seen(visit), one.body.with_changes(row.number, **changes))
    except SavedByAnother:
        return plans.page(visit, editing.filed(visit, "plan_id", CarePlan), 409, MEANWHILE)
    except ValidationError:  # what stands there already fills the field
        return plans.page(visit, one, 400, TOO_LONG)
    upkeep.refresh(visit, one.person_id)
    return visit.to(f"{_plan(one)}#row-{row.number}")


def begin(visit: Visit) -> Response:
    """The form of a row of one's own, about the concern that was pressed; nothing is saved yet."""
    one = editing.filed(visit, "plan_id", CarePlan)
    about = (("concern", visit.form.text("concern")), ("other", visit.form.text("other")), ("score", visit.form.text("score")))
    return _form(visit, one, None, Draft(Form((*about, ("type", ActionType.CLINICAL.value), ("who", visit.account.shown_name))), one.version))


def add(visit: Visit) -> Response:
    one = editing.filed(visit, "plan_id", CarePlan)
    done = editing.save(visit, one, lambda: one.body.with_row(_read(visit, PlanRow.model_construct(number=1), (*ABOUT, *ACTION, *GOAL))), lambda _: Form())
    return _form(visit, one, None, done) if isinstance(done, Draft) else visit.saved(f"{_plan(one)}#row-{done.body.rows[-1].number}")


def edit(visit: Visit) -> Response:
    """A row: what became of it, and what is to be done."""
    one, row = _row(visit)
    return _form(visit, one, row, Draft(papers.filled(row), one.version))


def save(visit: Visit) -> Response:
    one, row = _row(visit)
    done = editing.save(visit, one, lambda: _with(one.body, _changed(visit, row)), lambda plan: _filled(plan, row.number))
    return _form(visit, one, row, done) if isinstance(done, Draft) else visit.saved(f"{_plan(one)}#row-{row.number}")


def _filled(plan: CarePlan, number: int) -> Form:
    """The form of one row, as that version has it."""
    return next((papers.filled(row) for row in plan.rows if row.number == number), Form())


def _with(plan: CarePlan, changed: PlanRow) -> CarePlan:
    """With one row changed, and the others as they stand."""
    return plan.with_changes(changed.number, **{name: value for name, value in changed if name != "number"})


def _row(visit: Visit) -> tuple[Stored[CarePlan], PlanRow]:
    one = editing.filed(visit, "plan_id", CarePlan)
    number = visit.id("row")
    row = next((row for row in one.body.rows if str(row.number) == number), None)
    if row is None:
        raise NotYours("There is no such row in this plan.")
    return one, row


def _changed(visit: Visit, row: PlanRow) -> PlanRow:
    """A new score without a day was given today."""
    changed = _read(visit, row, (*BECAME, *ACTION, *GOAL))
    fresh = changed.new_score is not None and (changed.rescored_on is None or (changed.new_score != row.new_score and changed.rescored_on == row.rescored_on))
    return changed.model_copy(update={"rescored_on": visit.now.date()}) if fresh else changed


def _read(visit: Visit, base: PlanRow, only: tuple[str, ...]) -> PlanRow:
    """The row. Raises papers.Unfit; the service of a signpost is chosen on the plan's page, so that fault stands beside the type."""
    try:
        return papers.read(PlanRow, visit.form, base, only, today=visit.now.date())
    except papers.Unfit as unfit:
        raise papers.Unfit(unfit.form.wrong(("type" if name == "service" else name, said) for name, said in unfit.form.faults.items())) from None


def _plan(one: Stored[CarePlan]) -> str:
    return f"/record/people/{one.person_id}/plans/{one.id}"


def _form(visit: Visit, one: Stored[CarePlan], row: PlanRow | None, draft: Draft) -> Response:
    """A row as a form: of one that is there the concern and the service stand fast."""
    scheme = upkeep.directory_of(visit).scheme
    shown = {
        "person": visit.records.person(one.person_id),
        "one": one,
        "row": row,
        "label": (beside.label_of(scheme, row.concern) if row.concern else row.other) if row else None,
        "concerns": beside.choices_of(scheme),
        "draft": draft,
        "form": draft.form,
        "newer": editing.said(visit, draft.newer),
        "about": papers.placed(PlanRow, draft.form, ABOUT[1:]),
        "became": papers.placed(PlanRow, draft.form, BECAME),
        "action": _action(draft.form, row),
        "goal": papers.placed(PlanRow, draft.form, GOAL),
    }
    return visit.page("record/plan_row.html", shown, draft.status)


def _action(form: Form, row: PlanRow | None) -> Iterable[papers.Placed]:
    """What is to be done. A signpost is no choice where there is no service to send them to: that is looked for on its own page."""
    fields = papers.placed(PlanRow, form, ACTION)
    if row and row.service:
        return fields
    chosen = form.text("type")
    return (_without(one, ActionType.SIGNPOST) if one.name == "type" and chosen != ActionType.SIGNPOST else one for one in fields)


def _without(one: papers.Placed, choice: str) -> papers.Placed:
    left = tuple(each for each in one.asked.look.choices if each[0] != choice)
    return one._replace(asked=replace(one.asked, look=one.asked.look._replace(choices=left)))


_ONE = "/record/people/{person_id}/plans/{plan_id}"
ROUTES = (
    RecordRoute(f"{_ONE}/services", take, Action.WRITE, ["POST"], kind=CarePlan.KIND),
    RecordRoute(f"{_ONE}/rows/begin", begin, Action.WRITE, ["POST"], kind=CarePlan.KIND),
    RecordRoute(f"{_ONE}/rows", add, Action.WRITE, ["POST"], kind=CarePlan.KIND),
    RecordRoute(f"{_ONE}/rows/{{row}}", edit, Action.WRITE, kind=CarePlan.KIND),
    RecordRoute(f"{_ONE}/rows/{{row}}", save, Action.WRITE, ["POST"], kind=CarePlan.KIND),
    RecordRoute(f"{_ONE}/rows/{{row}}/service", renew, Action.WRITE, ["POST"], kind=CarePlan.KIND),
    RecordRoute(f"{_ONE}/rows/{{row}}/heard", take_in, Action.WRITE, ["POST"], kind=CarePlan.KIND),
)
