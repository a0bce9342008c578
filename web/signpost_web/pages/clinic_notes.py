"""What a nurse pastes after a talk: a short text for the notes, whole sentences for the letter. Plain text, as clinical systems take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from signpost.concerns import UrgentAdvice
from signpost_web.pages import wording
from signpost_web.pages.cards import Card
from signpost_web.theme import Theme

CONTACTS = (("phone", "Tel", "telephone number"), ("text", "Text", "number for text messages"), ("email", "Email", "email address"), ("url", "Web", "website"))
NOT_CHECKED = "Not every entry has been checked by a person yet, so ring before anyone travels."
FROM = "This list comes from the {site} directory. Numbers and places can change, so please ring before you travel."


@dataclass(frozen=True, slots=True)
class Advised:
    """A service of the plan, with the labels of what it helps with, and what the patient does next."""

    card: Card
    helps: Sequence[str]
    next_step: str

    @property
    def needs(self) -> str:
        """`swelling and pain or discomfort`."""
        return wording.listed(map(wording.lowered, self.helps))


@dataclass(frozen=True, slots=True)
class Talk:
    """What was talked about and advised on one day. Nothing of it is kept."""

    date: str
    concerns: Sequence[str]
    plan: Sequence[Advised]
    uncovered: Sequence[tuple[str, str]]  # a concern, and what to do about it
    urgent: Sequence[UrgentAdvice]
    site: str = Theme.name


def notes(talk: Talk) -> str:
    """For the record: a line for each thing."""
    lines = [f"Signposted on {talk.date}", f"Concerns: {'; '.join(talk.concerns)}"]
    lines += [f"Urgent advice: {one.title}. {one.call}" for one in talk.urgent]
    lines += [f"{number}. {_noted(one)}" for number, one in enumerate(talk.plan, 1)]
    lines += [f"No service in the plan for {wording.lowered(label)}: {' '.join(text.split())}" for label, text in talk.uncovered]
    if any(one.card.unchecked for one in talk.plan):
        lines.append(NOT_CHECKED)
    return "\n".join(lines)


def letter(talk: Talk) -> str:
    """For a letter to the patient, with a copy to the GP."""
    concerns = wording.listed(map(wording.lowered, talk.concerns))
    parts = [f"We talked about {concerns} on {talk.date}."]
    parts += [f"Urgent advice: {one.title}. {one.call}" for one in talk.urgent]
    parts += [_told(one) for one in talk.plan]
    parts += [f"For {wording.lowered(label)} we have no service to send you to yet. {text}" for label, text in talk.uncovered]
    return "\n\n".join([*parts, FROM.format(site=talk.site)])


def _noted(one: Advised) -> str:
    reached = [f"{word} {_number(one.card, key)}" for key, word, _ in CONTACTS if one.card.contacts.get(key)]
    return f"{_named(one.card)}, for {one.needs}. {reached[0] if reached else 'No telephone number known'}. {wording.route(one.card.way_in)}."


def _told(one: Advised) -> str:
    reached = [f"Its {words} is {_number(one.card, key)}." for key, _, words in CONTACTS if one.card.contacts.get(key)][:1]
    place = [f"It is {wording.lowered(one.card.distance)}{f', at {one.card.where}' if one.card.where else ''}."] if one.card.distance else []
    first = [f"Please ask first whether it is for you. {one.card.because}."] if one.card.verdict == "ask" and one.card.because else []
    return " ".join([f"{_named(one.card)} helps with {one.needs}.", *reached, *place, f"{one.card.way_in}.", *first])


def _named(one: Card) -> str:
    return one.name if one.organisation == one.name else f"{one.name} ({one.organisation})"


def _number(one: Card, key: str) -> str:
    extension = one.contacts.get("extension") if key == "phone" else None
    return f"{one.contacts[key]}{f' extension {extension}' if extension else ''}"
