"""`/services/{id}`: everything that an entry says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from signpost.concerns import ConcernScheme
from signpost.problems import SignpostError
from signpost_web import shapes, state
from signpost_web.directory import Directory, Gazetteer
from signpost_web.errors import not_there
from signpost_web.languages import InEnglish, say, say_count
from signpost_web.pages import wording
from signpost_web.pages.hours import opening_line
from signpost_web.pages.rendering import render

AUTHORITIES_NAMED = 12  # more than these are not read one by one: the source's own words stand for them


async def service(request: Request) -> Response:
    """One service, closed ones too."""
    found = entry_of(request)
    template = "closed.html" if found["status"] == wording.CLOSED else "service.html"
    return render(request, template, _view(found, state.directory_of(request), state.now_of(request)))


def entry_of(request: Request) -> shapes.Json:
    """The service that the address names. Raises NotThere."""
    directory, asked = state.directory_of(request), request.path_params["id"]
    entry = directory.service(asked)
    if entry is None:
        raise not_there("service", asked, directory.ids)
    return shapes.service(entry, state.now_of(request).date())


def _view(entry: shapes.Json, directory: Directory, now: datetime) -> shapes.Json:
    scheme = directory.scheme
    family = scheme.family_by_id.get(entry.get("family") or "")
    contacts, locations = entry.get("contacts") or {}, entry.get("locations") or []
    can_be_asked = wording.can_be_asked(contacts, locations)
    return {
        "service": entry,
        "leaving": scheme.needs_quick_exit(entry["concerns"][:1]),  # what it is for first of all
        "contacts": contacts,
        "can_be_asked": can_be_asked,
        "not_said": wording.asking(say(wording.NOT_SAID), say("ask") if can_be_asked else None),
        "old": wording.old_source(entry["assurance"], now.date()),
        "sessions": to_come(entry.get("sessions") or [], now),
        "paragraphs": [part.strip() for part in (entry.get("description") or "").split("\n\n") if part.strip()],
        "family": say(family.label) if family else None,
        "concerns": [(one, say(scheme.label(one))) for one in entry["concerns"] if one in scheme.concern_by_id],
        "delivery": wording.sentence(say(wording.DELIVERY[one]) for one in entry["delivery"]),
        "way_in": wording.way_in(entry.get("referral") or [], wording.way_to_ask(contacts, locations)),
        "other_ways_in": [say(wording.REFERRAL[one]) for one in entry.get("referral") or [] if one != "self" and "self" in entry["referral"]],
        "cost": wording.cost(entry.get("cost"), can_be_asked),
        "hours": wording.hours(entry.get("hours"), entry.get("hours_text")),
        "opening": opening_line(shapes.opening(directory.opening(entry["id"], now)), now.date()) if entry["status"] == "active" else None,
        "who": who(entry.get("eligibility"), scheme),
        "area": area(entry.get("areas_served"), directory.gazetteer),
        "languages": [wording.language(tag) for tag in entry.get("languages") or []],
        "checked": wording.checked(entry["assurance"]),
        "status": say(wording.STATUS.get(entry["status"], "")),
        "sources": [source for source in (entry["assurance"].get("source"), *entry["assurance"].get("more_sources", [])) if source],
    }


def to_come(sessions: Iterable[Mapping[str, Any]], now: datetime) -> list[Mapping[str, Any]]:
    """The dates that have not passed yet, by UK time."""
    return [one for one in sessions if datetime.fromisoformat(one.get("end") or one["start"]).replace(tzinfo=state.LONDON) > now]


def who(eligibility: Mapping[str, Any] | None, scheme: ConcernScheme) -> list[str]:
    """Whom it takes, line by line; empty when the source does not say."""
    if not eligibility:
        return []
    said: list[str] = [InEnglish(eligibility.get("text") or "")]
    if audience := eligibility.get("audience"):
        said.append(say("For %(people)s", people=wording.lowered(wording.sentence((say(wording.AUDIENCE[one]) for one in audience), "or"))))
    if kinds := eligibility.get("cancer_types"):
        labels = {kind.id: say(kind.label) for kind in scheme.cancer_types}
        said.append(say("Only for: %(cancers)s", cancers=wording.listed(labels.get(kind, kind) for kind in kinds)))
    said.append(_ages(eligibility.get("min_age"), eligibility.get("max_age")))
    if trust := eligibility.get("patients_of"):
        said.append(say("Only for patients of %(name)s", name=trust))
    return [line for line in said if line]


def _ages(youngest: int | None, oldest: int | None) -> str:
    if youngest is not None and oldest is not None:
        return say("For people aged %(low)s to %(high)s", low=youngest, high=oldest)
    if youngest is not None:
        return say("For people aged %(low)s and over", low=youngest)
    return "" if oldest is None else say("For people aged %(high)s and under", high=oldest)


def area(areas: Mapping[str, Any] | None, gazetteer: Gazetteer) -> list[str]:
    """Where its people live, line by line; empty when the source does not say."""
    if not areas:
        return []
    codes = areas.get("local_authorities") or []
    said: list[str] = [InEnglish(areas.get("text") or "")]
    if nations := areas.get("nations"):
        said.append(wording.people_in(nations))
    if codes and (len(codes) <= AUTHORITIES_NAMED or not areas.get("text")):
        said.append(say("People in %(places)s", places=wording.listed(_authority(code, gazetteer) for code in codes)))
    if districts := areas.get("postcode_districts"):
        said.append(say("Postcodes that start with %(starts)s", starts=wording.listed(districts, "or")))
    if miles := areas.get("radius_miles"):
        said.append(say_count("People within %(count)s mile of it", "People within %(count)s miles of it", miles))
    return [line for line in said if line]


def _authority(code: str, gazetteer: Gazetteer) -> str:
    try:
        return gazetteer.authority(code).name
    except SignpostError:
        return code
