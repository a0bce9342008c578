"""An entry's words on when it is open, as schedules: one for each line and place, with what must be known to trust it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from signpost.opening import Schedule
from signpost.places import Nation, Place
from signpost.services import AreasServed, Location, Service, Status

_UNITED_KINGDOM = (Nation.ENGLAND, Nation.SCOTLAND, Nation.WALES, Nation.NORTHERN_IRELAND)
_BY_LETTER = {"E": Nation.ENGLAND, "S": Nation.SCOTLAND, "W": Nation.WALES, "N": Nation.NORTHERN_IRELAND}  # of ONS codes
_BY_APPOINTMENT = re.compile(r"\bby appointment\b|\bappointments? only\b", re.IGNORECASE)
_HOURS_OF = re.compile(r"\bhours (?:of (\d{4})|from an older page)\b", re.IGNORECASE)  # a caution in `hours_text`
_LONG_AGO = 0  # the year of a page that is only known to be old


def schedules(service: Service, placed: Sequence[tuple[Location, Place | None]]) -> tuple[Schedule, ...]:
    """Those of a service; none when nothing is known. `placed`: its locations, with where they are."""
    home = _home(service, [place for _, place in placed])
    if service.status is Status.TEMPORARILY_CLOSED:
        return (Schedule("off", home),)
    if _by_appointment(service.hours_text):
        return (Schedule("", home, by_appointment=True),)
    year = _year(service)
    own = [Schedule(service.hours, home, year=year)] if service.hours else []
    theirs = [
        Schedule(place.hours or "", _nations_of(where) or home, _by_appointment(place.hours_text), year)
        for place, where in placed
        if place.hours or not own
    ]
    lines = [Schedule(line.hours, home, year=year) for line in service.contacts.more if line.hours]
    said = [*(own + theirs or [Schedule("", home)]), *lines]
    return tuple(said) if any(one.hours or one.by_appointment for one in said) else ()


def _by_appointment(text: str | None) -> bool:
    return _BY_APPOINTMENT.search(text or "") is not None


def _home(service: Service, places: Iterable[Place | None]) -> tuple[Nation, ...]:
    """Where its lines may be: where its first place is; failing that, in any nation that it serves."""
    return next(filter(None, map(_nations_of, places)), None) or _served(service.areas_served) or _UNITED_KINGDOM


def _nations_of(place: Place | None) -> tuple[Nation, ...]:
    return (place.nation,) if place and place.nation else ()


def _served(areas: AreasServed | None) -> tuple[Nation, ...]:
    if areas is None:
        return ()
    by_code = [_BY_LETTER[code[0]] for code in areas.local_authorities if code[0] in _BY_LETTER]
    return tuple(nation for nation in Nation if nation in {*areas.nations, *by_code})


def _year(service: Service) -> int | None:
    """That of the page which states the hours; None when it gives none, or a person has confirmed them since."""
    if service.assurance.last_checked:
        return None
    caution = _HOURS_OF.search(service.hours_text or "")
    if caution:
        return int(caution[1] or _LONG_AGO)
    return int(service.assurance.source_date[:4]) if service.assurance.source_date else None
