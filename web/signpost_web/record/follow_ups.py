"""`/record/people/{id}/follow-up`: where a person is on their way, the pathway chosen with them, and what is planned ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pydantic import Field
from starlette.responses import Response

from signpost.record.access import Action, allowed
from signpost.record.dues import OWN
from signpost.record.fields import Day, Line, Part, PastDay
from signpost.record.follow_up import FollowUp, Planned, PlannedKind
from signpost.record.headings import day_in_words
from signpost.record.records import Stored
from signpost_web.record import editing, papers
from signpost_web.record.door import RecordRoute
from signpost_web.record.editing import Draft
from signpost_web.record.forms import Form
from signpost_web.record.papers import Choice, Placed
from signpost_web.record.upkeep import directory_of, nation_of
from signpost_web.record.visits import Visit

ASKED = tuple(name for name in FollowUp.model_fields if name not in ("planned", "nation"))


class OwnPlan(Part):
    """Something that no policy asks for, and this person needs."""

    kind: PlannedKind = Field(title="What is planned")
    what: Line = Field(title="Planned")
    due_by: Day = Field(title="Due by")
    done_on: PastDay | None = Field(None, title="Done on")


class OwnPlans(Part):
    own: tuple[OwnPlan, ...] = Field((), title="More that this person needs", description="Beside what the policy asks for: a check that was promised.")


def show(visit: Visit) -> Response:
    """The one follow-up of a person; an empty one to begin with."""
    one = _kept(visit)
    return _form(visit, one, Draft(_filled(one.body), one.version) if one else Draft(Form()))


def save(visit: Visit) -> Response:
    person_id = visit.records.person(visit.id("person_id")).id
    one = _kept(visit)
    done = editing.save(visit, one, lambda: _read(visit, one), _filled) if one else editing.add(visit, lambda: _read(visit, None))
    return _form(visit, one, done) if isinstance(done, Draft) else visit.saved(f"/record/people/{person_id}/follow-up")


def _kept(visit: Visit) -> Stored[FollowUp] | None:
    found = visit.records.of_person(visit.id("person_id"), FollowUp.KIND)
    return visit.records.get(found[0].id, of=FollowUp) if found else None


def _filled(follow_up: FollowUp) -> Form:
    own = OwnPlans(own=tuple(OwnPlan(kind=one.kind, what=one.what, due_by=one.due_by, done_on=one.done_on) for one in follow_up.planned if one.rule.startswith(OWN)))
    form = papers.filled(follow_up)
    return replace(form, pairs=(*(pair for pair in form.pairs if not pair[0].startswith("planned.")), *papers.filled(own).pairs))


def _read(visit: Visit, one: Stored[FollowUp] | None) -> FollowUp:
    """Raises papers.Unfit. What the policy asks for is brought up to date after it was saved."""
    person = visit.records.person(visit.id("person_id")).body
    base = one.body if one else FollowUp(nation=nation_of(person, directory_of(visit)))
    read = papers.read(FollowUp, visit.form, base, ASKED, today=visit.now.date())
    own = papers.read(OwnPlans, visit.form, today=visit.now.date()).own
    plans = (Planned(kind=each.kind, rule=f"{OWN}{number}", what=each.what, due_by=each.due_by, done_on=each.done_on) for number, each in enumerate(own, 1))
    return read.model_copy(update={"planned": (*(each for each in base.planned if not each.rule.startswith(OWN)), *plans)})


def _form(visit: Visit, one: Stored[FollowUp] | None, draft: Draft) -> Response:
    person = visit.records.person(visit.id("person_id"))
    today = visit.now.date()
    shown = {
        "person": person,
        "one": one,
        "title": "Follow-up",
        "back": (f"/record/people/{person.id}", person.body.full_name),
        "draft": draft,
        "form": draft.form,
        "newer": editing.said(visit, draft.newer),
        "entries": editing.said(visit, one),
        "planned": [_told(each, today) for each in one.body.planned] if one else (),
        "may_write": allowed(visit.account.role, Action.WRITE, FollowUp.KIND) and not visit.reason,
        "fields": _fields(draft.form),
    }
    return visit.page("record/follow_up.html", shown, draft.status)


def _fields(form: Form) -> tuple[Placed, ...]:
    return (*papers.placed(FollowUp, form, ASKED), *papers.placed(OwnPlans, form))


def _told(planned: Planned, today: date) -> Choice:
    """What is planned, and how it stands."""
    if planned.done_on:
        return planned.what, f"done on {day_in_words(planned.done_on)}"
    late = ", late" if planned.due_by < today else ""
    return planned.what, f"by {day_in_words(planned.due_by)}{late}"


_HOME = "/record/people/{person_id}/follow-up"
ROUTES = (
    RecordRoute(_HOME, show, Action.READ),
    RecordRoute(_HOME, save, Action.WRITE, ["POST"], kind=FollowUp.KIND),
)
