"""`/services/{id}/dates.ics`: a service's dates to come, for any calendar."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar, Event
from starlette.requests import Request
from starlette.responses import Response

from signpost_web import state
from signpost_web.errors import not_there
from signpost_web.languages import say, spoken
from signpost_web.pages import sheet
from signpost_web.pages.services import entry_of, to_come
from signpost_web.shapes import Json


async def of_service(request: Request) -> Response:
    """Every date that has not passed yet."""
    entry, now = entry_of(request), state.now_of(request)
    ahead = to_come(entry.get("sessions") or [], now)
    if not ahead:
        raise not_there("date of", entry["id"], ())
    calendar = Calendar.new(prodid=f"-//Signpost//Dates of services//{spoken().primary.upper()}")
    for session in ahead:
        calendar.add_component(event(entry, dict(session), now))
    calendar.add_missing_timezones()
    named = {"Content-Disposition": f'attachment; filename="{entry["id"]}.ics"'}
    return Response(calendar.to_ical(), headers=named, media_type="text/calendar")


def event(entry: Json, session: Json, now: datetime) -> Event:
    """One date. When it ends is left out where nobody says."""
    made = Event()
    made.add("uid", f"{entry['id']}-{session['start']}@signpost")
    made.add("dtstamp", now.astimezone(UTC))
    made.add("summary", session.get("name") or entry["name"])
    for name, time in (("dtstart", session["start"]), ("dtend", session.get("end"))):
        if time:
            made.add(name, datetime.fromisoformat(time).replace(tzinfo=state.LONDON))
    if where := _where(entry, session.get("postcode")):
        made.add("location", where)
    if number := sheet.number_of(entry):
        made.add("description", say("%(name)s. Telephone %(number)s", name=entry["name"], number=number))
    if session.get("booking_url"):
        made.add("url", session["booking_url"])
    return made


def _where(entry: Json, postcode: str | None) -> str | None:
    """The place of that postcode, with its name and street where the entry has them."""
    place: Json = next((one for one in entry.get("locations") or [] if one.get("postcode") == postcode), {})
    return ", ".join(filter(None, (place.get("name"), place.get("address"), postcode))) or None
