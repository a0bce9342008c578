"""What to say when you ring: a few short lines, made of what the call is about and of the service's own conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from signpost.concerns import ConcernScheme
from signpost_web.languages import InEnglish, marked, say
from signpost_web.pages import wording
from signpost_web.shapes import Json

# Of concerns whose names do not fit into "It is about ...".
TOPICS = marked({
    "partner": "my partner",
    "children": "my children",
    "other-relatives-or-friends": "my family or friends",
    "person-who-looks-after-me": "the person who looks after me",
    "person-who-i-look-after": "the person I look after",
    "moving-around": "getting about",
    "travel": "travel plans",
    "unable-to-express-feelings": "not being able to say what I feel",
    "difficulty-making-plans": "making plans",
    "patient-or-carers-support-group": "finding a support group",
})
SEEN_IN_PERSON = frozenset({"in-person", "home-visit"})
_NOT_SAID = re.compile(r"The source does not say[^.]*\.")  # a note to readers, and nothing to read out


def lines(entry: Json, asked: str | None, scheme: ConcernScheme) -> tuple[str, ...]:
    """The call, line by line. `asked` is the concern that a search was about: it stands first where the service helps with it."""
    return (_opening(entry, asked, scheme), *_conditions(entry), *_the_way_in(entry))


def _opening(entry: Json, asked: str | None, scheme: ConcernScheme) -> str:
    about: str = asked if asked and asked in entry["concerns"] else entry["concerns"][0]
    return say("Hello. I would like some help. It is about %(topic)s.", topic=say(TOPICS.get(about, "")) or wording.lowered(say(scheme.label(about))))


def _conditions(entry: Json) -> Iterator[str]:
    eligibility, areas = entry.get("eligibility") or {}, entry.get("areas_served") or {}
    if text := _NOT_SAID.sub("", eligibility.get("text") or "").strip():
        yield say("I have read this: “%(words)s” Is that right for me?", words=InEnglish(text))
    if eligibility.get("cancer_types"):
        yield say("Do you help with my kind of cancer?")
    if "min_age" in eligibility or "max_age" in eligibility:
        yield say("Do you help people of my age?")
    if trust := eligibility.get("patients_of"):
        yield say("Must I be a patient of %(name)s?", name=trust)
    if areas and not wording.UNITED_KINGDOM.issubset(areas.get("nations", ())):
        yield say("I live in ________. Do you help people there?")


def _the_way_in(entry: Json) -> Iterator[str]:
    ways = entry.get("referral") or []
    if not ways:
        yield say("Can I come to you myself? Or must someone refer me?")
    elif "self" not in ways:
        yield say("Who can refer me?")
    if entry.get("cost") is None:
        yield say("Is it free?")
    elif entry["cost"] != "free":
        yield say("What would I pay?")
    if SEEN_IN_PERSON.intersection(entry["delivery"]):
        yield say("How soon could I be seen?")
