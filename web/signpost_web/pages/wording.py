"""The words that pages put to the directory's values: short, plain, kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from signpost.opening import OLD_AFTER_YEARS
from signpost.places import Nation
from signpost_web.assessment_body import NO_CONCERN, NO_PLACE
from signpost_web.languages import ENGLISH, InEnglish, language_name, marked, say, spoken, written
from signpost_web.pages.hours import in_words, time_of, weekday
from signpost_web.params import LANGUAGES, NOTHING_ASKED

DELIVERY = marked({"in-person": "Face to face", "home-visit": "At your home", "phone": "By telephone", "online": "Online", "post": "By post"})
COST = marked({"free": "Free", "charged": "You pay for this", "means-tested": "What you pay depends on your income", "donation": "Free, but you can give a donation"})
COST_IN_SHORT = COST | marked({"means-tested": "The cost depends on your income", "donation": "Free, or give a donation"})
STEP_FREE: Mapping[bool | None, str] = marked({True: "Step-free", False: "Not step-free"})
NOT_SAID = marked("They do not say")
COST_NOT_KNOWN = marked("They do not say if it is free")
TAKING = marked({"open": "Taking new people", "waiting-list": "There is a waiting list", "closed-to-new": "Not taking new people at the moment"})
CLOSED = "closed"
STATUS = marked({"temporarily-closed": "Closed for now", CLOSED: "This service has closed"})
AUDIENCE = marked({"patient": "Someone with cancer", "carer": "Someone who looks after them", "family": "A relative or friend", "professional": "A health or care professional"})
REFERRAL = marked({"self": "You can refer yourself", "professional": "A professional can refer you (such as a nurse, GP or adviser)", "gp": "Your GP can refer you"})
REFERRAL_NEEDED = marked("A professional must refer you (such as a nurse, GP or adviser)")
REFERRAL_BY_GP = marked("Your GP must refer you")
REFERRAL_NOT_KNOWN = marked("They do not say how to be referred")
LAST = marked({"and": "%(most)s and %(last)s", "or": "%(most)s or %(last)s"})
ROUTES = {REFERRAL["self"]: "Self-referral", REFERRAL_NEEDED: "Professional referral needed", REFERRAL_BY_GP: "GP referral needed"}
ROUTE_NOT_KNOWN = "Referral route not stated"
WAYS_TO_ASK = ("phone", "text", "textphone", "email", "url", "more")
NO_CONTACTS = marked("We have no telephone number or website for it. Ask your cancer nurse or the hospital's switchboard before you travel.")
NO_CONTACTS_IN_SHORT = marked("No telephone number or website: ask your cancer nurse before you travel")
NOT_CHECKED = marked("Not yet checked by a person")
UNITED_KINGDOM = frozenset({"england", "scotland", "wales", "northern-ireland"})
LEAVE_FOR = "https://www.bbc.co.uk/weather"  # where a quick way off the page leads: a page that anybody may be looking at
VIA = marked({"organisation": "the organisation's general number", "host": "the switchboard of the building"})

MISSING = marked({
    NOTHING_ASKED: "Tell us what you need help with, or choose a concern",
    NO_PLACE: "Tell us where: add a postcode or town",
    NO_CONCERN: "Tick at least one worry, or tell us in your own words",
})
FIELDS = marked({
    "q": "What you need help with",
    "concern": "The concern",
    "near": "The place",
    "radius_miles": "The distance",
    "age": "Age",
    "open_at": "The day and time",
    "language": "The language",
    "cancer_type": "The cancer type",
    "own": "What you wrote",
    "questions": "What you want to ask",
})


def day(text: str | date) -> str:
    """`2026-10-03` as `3 October 2026`; `2025-03` as `March 2025`; a year stays."""
    year, *rest = map(int, str(text).split("-"))
    if not rest:
        return str(year)
    month, *days = rest
    return written(date(year, month, *(days or [1])), "d MMMM y" if days else "MMMM y")


def moment(text: str) -> str:
    """`2027-01-14T10:00` as `Thursday 14 January 2027, 10am`."""
    at = datetime.fromisoformat(text)
    return capital(say("%(weekday)s %(date)s, %(time)s", weekday=weekday(at), date=day(at.date()), time=time_of(at)))


def span(start: str, end: str | None) -> str:
    """`Thursday 14 January 2027, 10am to 3pm`; the second day is named when it is another."""
    if end is None:
        return moment(start)
    same_day = datetime.fromisoformat(start).date() == datetime.fromisoformat(end).date()
    return say("%(first)s to %(last)s", first=moment(start), last=time_of(datetime.fromisoformat(end)) if same_day else moment(end))


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    *most, final = words
    return say(LAST[last], most=", ".join(most), last=final) if most else final


def capital(words: str) -> str:
    """The same words as a sentence of their own."""
    return words[:1].upper() + words[1:]


def lowered(words: str) -> str:
    """The same words within a sentence."""
    return words[:1].lower() + words[1:]


def sentence(words: Iterable[str], last: str = "and") -> str:
    """`By telephone, online and by post`, from parts that each start with a capital."""
    first, *more = words
    return listed([first, *map(lowered, more)], last)


def nations(ids: Iterable[str]) -> str | None:
    """`Scotland and Wales`; None for the whole of the United Kingdom."""
    given = list(ids)
    return None if UNITED_KINGDOM.issubset(given) else listed(say(Nation(one).label) for one in given)


def people_in(ids: Iterable[str]) -> str:
    """Who lives where, as one line."""
    named = nations(ids)
    return say("People in %(places)s", places=named) if named else say("Anyone in the UK")


def dialled(number: str) -> str:
    """A number as a tel: or sms: link wants it."""
    return re.sub(r"[^\d+]", "", number.replace("(0)", "") if number.startswith("+") else number)


def site(address: str) -> str:
    """`https://www.example.org/page` as `example.org`."""
    return re.sub(r"^https?://(www\.)?", "", address).split("/")[0]


def language(tag: str) -> str:
    """A language's name, or its tag where we have none."""
    ours = LANGUAGES.get(tag, tag)
    return ours if spoken() is ENGLISH else language_name(tag) or say(ours)


def can_be_asked(contacts: Mapping[str, Any], locations: Iterable[Mapping[str, Any]] = ()) -> bool:
    """Whether there is any way to get in touch with it from afar."""
    return any(contacts.get(way) for way in WAYS_TO_ASK) or any(place.get("phone") for place in locations)


def asking(said: str, ask: str | None) -> str:
    """What is not known, and how to find out, where there is a way."""
    return say("%(said)s: %(ask)s", said=said, ask=ask) if ask else said


def way_to_ask(contacts: Mapping[str, Any], locations: Iterable[Mapping[str, Any]] = ()) -> str | None:
    """How to find out about a way in; None where nobody can be asked."""
    if contacts.get("phone"):
        return say("ring to ask")
    return say("get in touch to ask") if can_be_asked(contacts, locations) else None


def way_in(referral: list[str], ask: str | None) -> str:
    """How to be taken on, as one line."""
    if "self" in referral:
        return say(REFERRAL["self"])
    if referral:
        return say(REFERRAL_BY_GP if referral == ["gp"] else REFERRAL_NEEDED)
    return asking(say(REFERRAL_NOT_KNOWN), ask)


def way_in_in_short(referral: list[str], can_be_asked: bool) -> str:
    """How to be taken on, in a few words."""
    if not referral:
        return say("Ask how to be referred") if can_be_asked else say("Not known how to be referred")
    return say(REFERRAL["self"]) if "self" in referral else say(REFERRAL_BY_GP) if referral == ["gp"] else say("A professional must refer you")


def cost_in_short(one: str | None, can_be_asked: bool) -> str:
    """What it costs, in a few words."""
    return say(COST_IN_SHORT.get(one or "", "")) or (say("Ask if it is free") if can_be_asked else say("Not known if it is free"))


def route(way_in: str) -> str:
    """The way in, as professionals put it."""
    return ROUTES.get(way_in, ROUTE_NOT_KNOWN)


def cost(one: str | None, can_be_asked: bool) -> str:
    """What it costs, as one line."""
    return say(COST.get(one or "", "")) or asking(say(COST_NOT_KNOWN), say("ask") if can_be_asked else None)


def checked(assurance: Mapping[str, Any]) -> str:
    """Who has confirmed the facts, and when."""
    if not assurance.get("last_checked"):
        return say(NOT_CHECKED)
    date = day(assurance["last_checked"])
    return say("Checked %(date)s, due to be checked again", date=date) if assurance.get("overdue") else say("Checked %(date)s", date=date)


def old_source(assurance: Mapping[str, Any], today: date) -> str | None:
    """A caution where the facts come from a page that is known to be old."""
    year = (assurance.get("source_date") or "")[:4]
    return say("From a page of %(year)s: may have changed", year=year) if year and today.year - int(year) >= OLD_AFTER_YEARS else None


def hours(syntax: str | None, text: str | None) -> tuple[str, ...]:
    """Opening hours, line by line; the words first where the syntax cannot be said simply."""
    said = in_words(syntax) if syntax else ()
    if said is None:
        return tuple(InEnglish(line) for line in (text, syntax) if line)
    return (*said, *((InEnglish(text),) if text else ()))
