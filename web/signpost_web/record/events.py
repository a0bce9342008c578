"""`/record/people/{id}/events`: health and wellbeing events, from the directory's dates or written in, and the person's answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from icalendar import Calendar, Event
from starlette.responses import Response

from signpost.places import Place
from signpost.record.access import Action
from signpost.record.events import Answer, EventInvitation, invitation
from signpost.record.headings import day_in_words
from signpost.record.records import Stored
from signpost_web.directory import Directory
from signpost_web.pages.services import to_come
from signpost_web.record import beside, editing, papers
from signpost_web.record.door import RecordRoute
from signpost_web.record.editing import Draft
from signpost_web.record.forms import Form
from signpost_web.record.upkeep import directory_of
from signpost_web.record.visits import Visit
from signpost_web.shapes import Json
from signpost_web.state import LONDON

ASKED = tuple(name for name in EventInvitation.model_fields if name not in ("service_id", "answer", "answered_on"))
ANSWERED = ("answer", "answered_on", "carer_comes", "notes")
FARTHEST_MILES = 50.0  # nobody goes farther for an afternoon
SHOWN = 40
GONE = "This date is no longer in the directory. Look at what is there now"
_dated: dict[str, tuple[str, ...]] = {}  # generation -> its services with dates: few have any, and a generation never changes


class Date(NamedTuple):
    """One date of a service. `value` names it in a form."""

    start: str
    name: str
    value: str
    when: str
    provider: str
    miles: float | None


def new(visit: Visit) -> Response:
    """The dates near the person and online, the next first; and a form for any other event."""
    return _offers(visit, Draft(Form((("invited_on", visit.now.date().isoformat()),))))


def _offers(visit: Visit, draft: Draft) -> Response:
    person = visit.records.person(visit.id("person_id"))
    near = beside.near_of(person.body, directory_of(visit))
    found = sorted(one for one in _dates(visit, near) if one.miles is None or one.miles <= FARTHEST_MILES)
    shown = {"person": person, "dates": found[:SHOWN], "near": near, "draft": draft, "form": draft.form, "fields": papers.placed(EventInvitation, draft.form, ASKED)}
    return visit.page("record/event_new.html", shown, draft.status)


def _dates(visit: Visit, near: Place | None) -> Iterator[Date]:
    directory = directory_of(visit)
    for id_ in _with_dates(directory):
        entry = _entry(directory, id_)
        found = directory.how_far(id_, near) if near and entry.get("locations") else None
        for session in to_come(entry.get("sessions") or [], visit.now):
            miles = found.miles if found and session.get("postcode") else None
            yield Date(session["start"], session.get("name") or entry["name"], f"{id_}/{session['start']}", _when(datetime.fromisoformat(session["start"])), entry["organisation"], miles)


def _with_dates(directory: Directory) -> tuple[str, ...]:
    found = _dated.get(directory.generation)
    if found is None:
        found = tuple(one for one in directory.ids if b'"sessions"' in (directory.service(one) or b""))
        _dated.clear()
        _dated[directory.generation] = found
    return found


def _entry(directory: Directory, id_: str) -> Json:
    found: Json = json.loads(directory.service(id_) or b"{}")
    return found


def _when(moment: datetime) -> str:
    return f"{day_in_words(moment.date())}, {moment:%H:%M}"


def invite(visit: Visit) -> Response:
    """To a date of the directory, with one press; or to an event that was written in."""
    visit.records.person(visit.id("person_id"))
    named = visit.form.text("date")
    done = editing.add(visit, lambda: _of_directory(visit, named) if named else papers.read(EventInvitation, visit.form, only=ASKED, today=visit.now.date()))
    return _offers(visit, done) if isinstance(done, Draft) else visit.saved(_address(done))


def _of_directory(visit: Visit, named: str) -> EventInvitation:
    """Raises papers.Unfit when the directory has no such date (any more)."""
    id_, _, start = named.partition("/")
    try:
        return invitation(_entry(directory_of(visit), id_), start, visit.now.date())
    except KeyError:
        raise papers.Unfit(visit.form.wrong([("date", GONE)])) from None


def _address(one: Stored[EventInvitation]) -> str:
    return f"/record/people/{one.person_id}/events/{one.id}"


def show(visit: Visit) -> Response:
    """One event of a person: when and where, and how they answered."""
    one = editing.filed(visit, "event_id", EventInvitation)
    return _page(visit, one, Draft(papers.filled(one.body), one.version))


def save(visit: Visit) -> Response:
    one = editing.filed(visit, "event_id", EventInvitation)
    done = editing.save(visit, one, lambda: _answered(visit, one.body))
    return _page(visit, one, done) if isinstance(done, Draft) else visit.saved(_address(done))


def _answered(visit: Visit, event: EventInvitation) -> EventInvitation:
    """An answer without a day was given today."""
    read = papers.read(EventInvitation, visit.form, event, ANSWERED, today=visit.now.date())
    fresh = read.answer is not Answer.INVITED and read.answered_on is None
    return read.model_copy(update={"answered_on": visit.now.date()}) if fresh else read


def _page(visit: Visit, one: Stored[EventInvitation], draft: Draft) -> Response:
    event = one.body
    shown = {
        "person": visit.records.person(one.person_id),
        "one": one,
        "title": event.event,
        "back": (f"/record/people/{one.person_id}", visit.records.person(one.person_id).body.full_name),
        "when": _when(event.starts_at.astimezone(LONDON)),
        "draft": draft,
        "form": draft.form,
        "newer": editing.said(visit, draft.newer),
        "fields": papers.placed(EventInvitation, draft.form, ANSWERED),
    }
    return visit.page("record/event.html", shown, draft.status)


def calendar(visit: Visit) -> Response:
    """The date for any calendar. It names the event and nobody."""
    one = editing.filed(visit, "event_id", EventInvitation)
    made = Calendar.new(prodid="-//Signpost//Dates of services//EN")
    made.add_component(_dated_event(one, visit.now))
    made.add_missing_timezones()
    return Response(made.to_ical(), headers={"Content-Disposition": 'attachment; filename="event.ics"'}, media_type="text/calendar")


def _dated_event(one: Stored[EventInvitation], now: datetime) -> Event:
    event, made = one.body, Event()
    made.add("uid", f"{one.id}@signpost")
    made.add("dtstamp", now.astimezone(UTC))
    made.add("summary", event.event)
    for name, moment in (("dtstart", event.starts_at), ("dtend", event.ends_at)):
        if moment:
            made.add(name, moment.astimezone(LONDON))
    if where := ", ".join(filter(None, (event.place, event.postcode))):
        made.add("location", where)
    if event.booking:
        made.add("url", event.booking)
    return made


_HOME = "/record/people/{person_id}/events"
ROUTES = (
    RecordRoute(f"{_HOME}/new", new, Action.WRITE, kind=EventInvitation.KIND),
    RecordRoute(f"{_HOME}/new", invite, Action.WRITE, ["POST"], kind=EventInvitation.KIND),
    RecordRoute(f"{_HOME}/{{event_id}}", show, Action.READ),
    RecordRoute(f"{_HOME}/{{event_id}}", save, Action.WRITE, ["POST"], kind=EventInvitation.KIND),
    RecordRoute(f"{_HOME}/{{event_id}}/calendar.ics", calendar, Action.READ),
)
