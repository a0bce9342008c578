"""A kept service as the list shows and prints it: what it is, how to reach it, when, where, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from signpost.places import Place
from signpost.search.reasons import miles_in_words
from signpost.search.request import HowFar
from signpost_web import shapes
from signpost_web.directory import Directory
from signpost_web.languages import InEnglish, marked, say, say_count
from signpost_web.pages import ringing, wording
from signpost_web.pages.cards import away, where_it_is
from signpost_web.pages.sentences import joined
from signpost_web.pages.services import to_come
from signpost_web.shapes import Json

NO_REFERRAL = marked("You do not need a referral.")
NO_WAY_TO_REACH_IT = marked("Ask your cancer nurse about it before you travel. We have no telephone number or website for it.")
COPIED_BY_HAND = 60  # characters: nobody types more from paper
NEEDS_NO_HOURS = frozenset({"online", "post"})
HOURS_NOT_KNOWN = marked("We do not know its hours.")
_SENTENCE = re.compile(r"(?<=[.!?;]) +(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know, with its lines. `kind` names its symbol."""

    kind: str
    label: str
    lines: tuple[str, ...]

    @property
    def sentences(self) -> list[str]:
        """One idea a line."""
        return [part for line in self.lines for part in sentences(line)]


@dataclass(frozen=True, slots=True)
class Kept:
    """One service of the list."""

    id: str
    concern: str  # what it is for first of all
    name: str
    organisation: str | None
    summary: str
    notices: tuple[str, ...]
    contacts: Json
    phone: str | None
    website: str | None
    facts: tuple[Fact, ...]
    dates: tuple[str, ...]
    script: tuple[str, ...]
    checked: str
    old: str | None

    @property
    def printed_website(self) -> str:
        """Its address as one copies it from paper: of a very long one only the site, for its code holds the rest."""
        whole = re.sub(r"^https?://(www\.)?|/$", "", self.website or "")
        return whole if len(whole) <= COPIED_BY_HAND else wording.site(self.website or "")


def kept(service_id: str, directory: Directory, near: Place | None, asked: str | None, now: datetime) -> Kept | None:
    """One service; None when it has closed, or is no longer in the directory."""
    stored = directory.service(service_id)
    if stored is None:
        return None
    entry = shapes.service(stored, now.date())
    if entry["status"] == wording.CLOSED:
        return None
    contacts, phone = entry.get("contacts") or {}, number_of(entry)
    return Kept(
        id=entry["id"],
        concern=entry["concerns"][0],
        name=entry["name"],
        organisation=entry["organisation"] if entry["organisation"] != entry["name"] else None,
        summary=entry["summary"],
        notices=_notices(entry),
        contacts=contacts,
        phone=phone,
        website=contacts.get("url"),
        facts=tuple(_facts(entry, directory.how_far(service_id, near) if near else None)),
        dates=tuple(_date(one) for one in to_come(entry.get("sessions") or [], now)),
        script=ringing.lines(entry, asked, directory.scheme) if phone else (),
        checked=wording.checked(entry["assurance"]),
        old=wording.old_source(entry["assurance"], now.date()),
    )


def number_of(entry: Json) -> str | None:
    """The number to ring: the service's, else one of its further lines or places."""
    contacts = entry.get("contacts") or {}
    lines = [contacts, *(contacts.get("more") or []), *(entry.get("locations") or [])]
    return next((line["phone"] for line in lines if line.get("phone")), None)


def sentences(text: str) -> list[str]:
    """A text's sentences, each with its full stop."""
    if isinstance(text, Markup):  # its marks cannot be cut through
        return [text]
    said = type(text)  # what is English stays marked as such
    return [said(part if part[-1] in ".!?”" else f"{part.rstrip(';')}.") for part in _SENTENCE.split(text.strip()) if part]


def _notices(entry: Json) -> tuple[str, ...]:
    taking = wording.TAKING[entry["taking"]] if entry.get("taking") in ("waiting-list", "closed-to-new") else ""
    return tuple(filter(None, (say(wording.STATUS.get(entry["status"], "")), say(taking))))


def _facts(entry: Json, far: HowFar | None) -> list[Fact]:
    facts = [Fact("when", say("Open"), _hours(entry)), Fact("where", say("Where"), _where(entry, far)), Fact("next", say("Next step"), _next_steps(entry))]
    return [fact for fact in facts if fact.lines]


def _hours(entry: Json) -> tuple[str, ...]:
    said = wording.hours(entry.get("hours"), entry.get("hours_text"))
    places = entry.get("locations") or []
    if not said and len(places) == 1:
        said = wording.hours(places[0].get("hours"), places[0].get("hours_text"))
    number = number_of(entry)
    if not said and (number or not NEEDS_NO_HOURS.issuperset(entry["delivery"])):
        return (say("We do not know its hours. Ring first.") if number else say(HOURS_NOT_KNOWN),)
    return said


def _where(entry: Json, far: HowFar | None) -> tuple[str, ...]:
    """How one gets it: where people go, how far that is, and what can be had without going."""
    said = list(filter(None, [_place(entry.get("locations") or [], far)])) if "in-person" in entry["delivery"] else []
    if elsewhere := [say(wording.DELIVERY[one]) for one in entry["delivery"] if one != "in-person"]:
        how = wording.sentence(elsewhere)
        said.append(say("Also %(ways)s", ways=wording.lowered(how)) if said else how)
    return tuple(said)


def _place(places: Sequence[Json], far: HowFar | None) -> str:
    """The nearest place and how far it is; where nobody said where they are, the first, and how many others there are."""
    if far:
        return joined(filter(None, (_english(where_it_is(far.location)), wording.capital(away(miles_in_words(far.miles, far.approximate))))), ". ")
    others = len(places) - 1
    more = say_count("And %(count)s other place", "And %(count)s other places", others) if others > 0 else None
    return joined(filter(None, (_english(where_it_is(places[0])) if places else None, more)), ". ")


def _english(address: str | None) -> str | None:
    return InEnglish(address) if address else None


def _next_steps(entry: Json) -> tuple[str, ...]:
    note = entry.get("referral_text")
    return (next_step(entry), *([InEnglish(note)] if note else []))


def next_step(entry: Json) -> str:
    """What to do, in one or two short sentences."""
    contacts, ways = entry.get("contacts") or {}, entry.get("referral") or []
    if not wording.can_be_asked(contacts, entry.get("locations") or []):
        return say(NO_WAY_TO_REACH_IT)
    if ways and "self" not in ways:
        return say("Ask your GP to refer you.") if ways == ["gp"] else say("Ask your nurse or GP to refer you.")
    if ways:
        itself = say("%(step)s yourself.", step=_get_in_touch(entry))
        return itself if entry.get("referral_text") else f"{itself} {say(NO_REFERRAL)}"  # its own words may name an exception
    if number_of(entry):
        return say("Ring and ask how to be referred.")
    return say("%(step)s, or ask your nurse how to be referred.", step=_get_in_touch(entry))


def _get_in_touch(entry: Json) -> str:
    if number_of(entry):
        return say("Ring them")
    contacts = entry["contacts"]
    return say("Send them an email") if contacts.get("email") else say("Go to their website") if contacts.get("url") else say("Get in touch with them")


def _date(session: Mapping[str, Any]) -> str:
    said = wording.span(session["start"], session.get("end"))
    return ", ".join(filter(None, (session.get("name"), said, session.get("postcode"))))
