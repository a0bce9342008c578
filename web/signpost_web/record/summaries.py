"""`/record/people/{id}/summaries`: the treatment summary of each phase, with services beside what may come of the treatment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from signpost.record.access import Action, allowed
from signpost.record.care_plan import CarePlan, that_goes_on
from signpost.record.dues import summarises
from signpost.record.records import Stored, WholeRecord
from signpost.record.treatment_summary import TreatmentSummary
from signpost_web.record import beside, concern_names, editing, papers, plan_rows
from signpost_web.record.door import RecordRoute
from signpost_web.record.editing import Draft
from signpost_web.record.forms import Form
from signpost_web.record.upkeep import directory_of, nation_of, policies_of
from signpost_web.record.visits import Visit

CARRIED = ("team", "diagnosis", "diagnosed_on", "organ", "staging", "treatments", "in_hours", "out_of_hours", "codes")  # true of every phase


def new(visit: Visit) -> Response:
    """With what the person's details, the follow-up and an earlier summary say already."""
    whole = visit.records.whole(visit.id("person_id"))
    return _form(visit, whole, Draft(Form(tuple(_known(visit, whole)))))


def _known(visit: Visit, whole: WholeRecord) -> list[tuple[str, str]]:
    today = visit.now.date()
    known = [("written_on", today.isoformat()), ("author", visit.account.shown_name)]
    earlier = _newest(whole)
    if earlier:
        carried = [(name, text) for name, text in papers.filled(earlier).pairs if name.partition(".")[0] in CARRIED]
        return known + carried + _of_phase(visit, whole)
    return known + _of_person(whole) + _of_phase(visit, whole)


def _newest(whole: WholeRecord) -> TreatmentSummary | None:
    found = [one.body for one in whole.documents if isinstance(one.body, TreatmentSummary)]
    return max(found, key=lambda one: one.written_on, default=None)


def _of_person(whole: WholeRecord) -> list[tuple[str, str]]:
    person, worker = whole.person.body, whole.person.body.key_worker
    diagnosed = whole.follow_up and whole.follow_up.diagnosed_on
    said = {"diagnosis": person.diagnosis, "diagnosed_on": diagnosed and diagnosed.isoformat(), "in_hours.who": worker and worker.name, "in_hours.phone": worker and worker.phone}
    return [(name, text) for name, text in said.items() if text]


def _of_phase(visit: Visit, whole: WholeRecord) -> list[tuple[str, str]]:
    """The phase that ended last and has no summary yet, and by when it wants one."""
    summaries = [one.body for one in whole.documents if isinstance(one.body, TreatmentSummary)]
    phases = [(phase.ended_on, phase.phase) for phase in (whole.follow_up.phases if whole.follow_up else ()) if phase.ended_on]
    untold = [(ended, phase) for ended, phase in phases if not any(summarises(one, phase, ended) for one in summaries)]
    if not untold:
        return []
    ended, phase = max(untold)
    rule = next(iter(policies_of(visit).on(nation_of(whole.person.body, directory_of(visit), whole.follow_up), visit.now.date()).summaries), None)
    due = [("due_by", (ended + timedelta(weeks=rule.within_weeks)).isoformat())] if rule else []
    return [("phase", phase.value), ("phase_ended_on", ended.isoformat()), *due]


def add(visit: Visit) -> Response:
    whole = visit.records.whole(visit.id("person_id"))
    done = editing.add(visit, lambda: _read(visit))
    return _form(visit, whole, done) if isinstance(done, Draft) else visit.saved(_address(done))


def show(visit: Visit) -> Response:
    """A summary, to be gone on with; services stand beside its effects and alert symptoms."""
    one = editing.filed(visit, "summary_id", TreatmentSummary)
    return _form(visit, visit.records.whole(one.person_id), Draft(papers.filled(one.body), one.version), one)


def save(visit: Visit) -> Response:
    """What was written; and the service that was pressed, so that neither is lost for the other."""
    one = editing.filed(visit, "summary_id", TreatmentSummary)
    done = editing.save(visit, one, lambda: _read(visit, one.body), lambda summary: concern_names.as_labels(papers.filled(summary), directory_of(visit).scheme))
    if isinstance(done, Draft):
        return _form(visit, visit.records.whole(one.person_id), done, one)
    plan = _plan(visit.records.whole(one.person_id)) if visit.form.text("take") else None
    return plan_rows.put(visit, plan, plan.version) if plan else visit.saved(_address(done))


def _read(visit: Visit, base: TreatmentSummary | None = None) -> TreatmentSummary:
    """Raises papers.Unfit."""
    return papers.read(TreatmentSummary, concern_names.as_ids(visit.form, directory_of(visit).scheme), base, today=visit.now.date())


def _address(one: Stored[TreatmentSummary]) -> str:
    return f"/record/people/{one.person_id}/summaries/{one.id}"


def _form(visit: Visit, whole: WholeRecord, draft: Draft, one: Stored[TreatmentSummary] | None = None) -> Response:
    directory = directory_of(visit)
    form = concern_names.as_labels(draft.form, directory.scheme)
    shown = {
        "person": whole.person,
        "one": one,
        "title": f"Treatment summary: {one.body.phase.label.lower()}" if one else "Treatment summary",
        "back": (f"/record/people/{whole.person.id}", whole.person.body.full_name),
        "draft": draft,
        "form": form,
        "newer": editing.said(visit, draft.newer),
        "others": [each for each in whole.documents if isinstance(each.body, TreatmentSummary) and (one is None or each.id != one.id)],
        "versions": visit.records.history(one.id) if one else (),
        "help": beside.of_concerns(visit, whole.person.body, one.body.concerns) if one and one.body.concerns else None,
        "plan": _plan(whole) if allowed(visit.account.role, Action.WRITE, CarePlan.KIND) and not visit.reason else None,
        "may_write": allowed(visit.account.role, Action.WRITE, TreatmentSummary.KIND) and not visit.reason,
        "entries": editing.said(visit, one),
        "concerns": [each.label for each in directory.scheme.concerns],
        "fields": papers.placed(TreatmentSummary, form),
    }
    return visit.page("record/summary.html", shown, draft.status)


def _plan(whole: WholeRecord) -> Stored[Any] | None:
    """The plan that goes on."""
    going_on = that_goes_on((one.id, one.body) for one in whole.documents if isinstance(one.body, CarePlan))
    return next((one for one in whole.documents if one.id == going_on), None)


_HOME = "/record/people/{person_id}/summaries"
ROUTES = (
    RecordRoute(f"{_HOME}/new", new, Action.WRITE, kind=TreatmentSummary.KIND),
    RecordRoute(f"{_HOME}/new", add, Action.WRITE, ["POST"], kind=TreatmentSummary.KIND),
    RecordRoute(f"{_HOME}/{{summary_id}}", show, Action.READ),
    RecordRoute(f"{_HOME}/{{summary_id}}", save, Action.WRITE, ["POST"], kind=TreatmentSummary.KIND),
)
