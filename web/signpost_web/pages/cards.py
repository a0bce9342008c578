"""A result as its card shows it: every word decided here, so that the template only lays it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from signpost.search.reasons import how_to_get_in, miles_in_words
from signpost_web.languages import InEnglish, marked, number, say, say_count
from signpost_web.pages import wording
from signpost_web.pages.hours import BY_APPOINTMENT, OpeningLine, opening_line
from signpost_web.pages.sentences import joined, said
from signpost_web.shapes import Json

GROUPS = marked({"near": "Near you", "visits": "Comes to your home", "remote": "By phone, online or post", None: "Services"})
COUNTED = marked({"near": "%(count)s near you", "remote": "%(count)s by phone, online or post"})
LONGEST_FACT = 45  # characters of a source's own words on a card: one line of a phone
VERDICTS = marked({"yes": "They should take you", "ask": "Ask first", "no": "Not for you"})
OPEN = marked({True: "Open at the time you asked for", None: "We do not know if it is open at the time you asked for"})


@dataclass(frozen=True, slots=True)
class Card:
    """One service in a list of results."""

    id: str
    name: str
    organisation: str
    summary: str
    distance: str | None
    where: str | None
    facts: tuple[str, ...]
    way_in: str
    way_in_text: str | None
    cost: str
    cost_text: str | None
    contacts: Json
    no_contacts: str | None
    hours: tuple[str, ...]
    open: str | None
    opening: OpeningLine | None
    languages: str | None
    verdict: str
    verdict_words: str
    because: str
    notices: tuple[str, ...]
    checked: str
    unchecked: bool
    old: str | None
    source: str | None
    why: tuple[str, ...]
    reach: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """The results that reach a person in one way."""

    key: str
    heading: str
    count: int
    cards: tuple[Card, ...]

    @property
    def counted(self) -> str:
        """`2 come to your home`, `3 near you`."""
        if self.key == "visits":
            return say_count("%(count)s comes to your home", "%(count)s come to your home", self.count)
        return say(COUNTED.get(self.key, "%(count)s"), count=number(self.count))


def where_it_is(location: Json | None) -> str | None:
    """`Seacroft Hospital, Leeds, LS14 6UH`, as far as it is known: the street stands on the service's own page."""
    building, town, postcode = ((location or {}).get(key) for key in ("name", "town", "postcode"))
    building = building or (location or {}).get("address")
    return ", ".join(part for part in (building, None if town and town in (building or "") else town, postcode) if part) or None


def _distance(result: Json) -> str | None:
    miles = result["distance_miles"]
    if miles is None or result["reach"] in ("visits", "remote"):  # how far it is matters to no one who need not go there
        return None
    return wording.capital(away(miles_in_words(miles, bool(result.get("approximate")))))


def away(distance: str) -> str:
    """`3.4 miles away`, from the core's words for a distance."""
    return said(distance) if distance.startswith("within") else say("%(distance)s away", distance=said(distance))


def _notices(result: Json) -> tuple[str, ...]:
    """What might cost someone a wasted journey."""
    notices = [say(wording.STATUS.get(result.get("status") or "", ""))]
    if result.get("taking") in ("waiting-list", "closed-to-new"):
        notices.append(say(wording.TAKING[result["taking"]]))
    if waiting := result.get("waiting"):
        when = wording.day(waiting["as_of"][:7])
        notices.append(say_count("The wait was about %(count)s week in %(when)s", "The wait was about %(count)s weeks in %(when)s", waiting["weeks"], when=when))
    return tuple(words for words in notices if words)


def _facts(result: Json, languages: list[str], can_be_asked: bool) -> tuple[str, ...]:
    """What people ask first, each in a few words; the service's own page says more."""
    way_in = _with_text(wording.way_in_in_short(result.get("referral") or [], can_be_asked), result.get("referral_text"))
    cost = _with_text(wording.cost_in_short(result.get("cost"), can_be_asked), result.get("cost_text"))
    step_free = say(wording.STEP_FREE.get((result["location"] or {}).get("step_free"), ""))
    also_in = say("Also in %(languages)s", languages=wording.listed(languages)) if languages else None
    return tuple(words for words in (way_in, cost, step_free, also_in) if words)


def _with_text(fact: str, text: str | None) -> str:
    if not text or len(text) > LONGEST_FACT:
        return fact
    return joined((fact, InEnglish(wording.lowered(text.rstrip(".")))), ": ")


def _open(result: Json, can_be_asked: bool) -> str | None:
    if result["open"] is None and result["opening"]["state"] == "by-appointment":
        return say(BY_APPOINTMENT)
    if result["open"] is None:
        return wording.asking(say(OPEN[None]), say("ask first") if can_be_asked else None)
    return say(OPEN.get(result["open"], ""))


def _opening(result: Json, today: date) -> OpeningLine | None:
    """How it stands now; not when people ask for another time, nor of a service that is closed for longer."""
    return None if "open" in result or result.get("status") in wording.STATUS else opening_line(result["opening"], today)


def card(result: Json, today: date) -> Card:
    """The card of one result, from its JSON shape."""
    contacts, eligibility, assurance = result.get("contacts") or {}, result["eligibility"], result["assurance"]
    languages = [wording.language(tag) for tag in result.get("languages") or [] if tag != "en"]
    can_be_asked = wording.can_be_asked(contacts)
    return Card(
        id=result["id"],
        name=result["name"],
        organisation=result["organisation"],
        summary=result["summary"],
        distance=_distance(result),
        where=where_it_is(result["location"]),
        facts=_facts(result, languages, can_be_asked),
        way_in=wording.way_in(result.get("referral") or [], wording.way_to_ask(contacts)),
        way_in_text=result.get("referral_text"),
        cost=wording.cost(result.get("cost"), can_be_asked),
        cost_text=result.get("cost_text"),
        contacts=contacts,
        no_contacts=None if can_be_asked else say(wording.NO_CONTACTS_IN_SHORT),
        hours=wording.hours(result.get("hours"), result.get("hours_text")),
        open=_open(result, can_be_asked) if "open" in result else None,
        opening=_opening(result, today),
        languages=wording.listed(languages) if languages else None,
        verdict=eligibility["verdict"],
        verdict_words=say(VERDICTS[eligibility["verdict"]]),
        because=joined([said(reason.rstrip(".")) for reason in eligibility["because"]], ". "),
        notices=_notices(result),
        checked=wording.checked(assurance),
        unchecked=not assurance.get("last_checked"),
        old=wording.old_source(assurance, today),
        source=assurance["source"],
        why=tuple(said(reason) for reason in result["why"] if reason != how_to_get_in(result.get("referral") or [])),  # a fact says it already
        reach=result["reach"],
    )


def grouped(results: Iterable[Json], reaches: dict[str, int], total: int, today: date) -> list[Group]:
    """Cards by how they reach a person; within a group the order of the search stays."""
    cards = [card(result, today) for result in results]
    groups: list[tuple[Any, str]] = list(GROUPS.items())
    return [
        Group(key or "all", say(heading), reaches.get(key or "", total), tuple(one for one in cards if one.reach == key))
        for key, heading in groups
        if any(one.reach == key for one in cards)
    ]
