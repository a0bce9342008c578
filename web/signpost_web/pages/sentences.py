"""The core's sentences, with gaps, so that pages can say them in other languages. The core itself speaks English alone.

A sentence is known again by its shape. One that is not among these, such as what a source says of its conditions, is shown as it
is and marked as English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from markupsafe import Markup

from signpost_web.languages import ENGLISH, InEnglish, marked, say, say_count, spoken
from signpost_web.pages import wording

SENTENCES = marked((
    # Why it is here (signpost.search.reasons)
    "Tagged with %(labels)s",
    "Speaks of %(words)s",
    "You asked for it by name",
    "Comes to your home",
    "%(distance)s from %(place)s",
    "Step-free at %(name)s",
    "Offered in the language you asked for",
    "Closed for now",
    "You can refer yourself",
    "Your GP must refer you",
    "A professional must refer you",
    "Ask how to be referred",
    "%(ways)s",
    "%(distance)s",
    # Whether it is for you (signpost.search.eligibility, signpost_indexer.limits)
    "The source does not say who it takes",
    "You do not need to meet any condition that we know of",
    "For ages %(low)s and over",
    "For ages up to %(high)s",
    "For ages %(low)s to %(high)s",
    "For people with %(cancers)s",
    "For patients of %(name)s",
    "For %(people)s",
    "Serves: %(words)s",
    "Serves %(words)s",
    # Where the search starts (signpost.gazetteer)
    "Distances are from the middle of %(place)s. A postcode gives exact ones.",
    "Distances are from the middle of %(place)s. A postcode or a smaller place gives better ones.",
    "Distances are from the middle of %(place)s. A full postcode gives exact ones.",
    "%(postcode)s is not a postcode we know. Distances are from the middle of %(place)s.",
    "The exact position of %(postcode)s is not published. Distances are from the middle of %(place)s.",
    "%(place)s is known here only by its local authority, %(other)s: distances are from the middle of that. A postcode gives exact ones.",
    "Taken as %(place)s. %(sentence)s",
    # What is wrong with a place
    "'%(given)s' cannot be read as a place. Write a postcode such as LS1 4AP, its first half such as LS1, a town or local authority, or coordinates such as 53.8,-1.55.",
    "'%(given)s' is not a postcode. A full postcode looks like LS1 4AP, its first half like LS1.",
    "'%(given)s' is not a town or local authority we know.",
    "'%(given)s' is not a town or local authority we know. A postcode always works.",
    "'%(given)s' could be several places: %(words)s. Write one of them, or a postcode.",
    "'%(given)s' is not a position. Write latitude, then longitude, in degrees: 53.8,-1.55.",
    "%(postcode)s is not a postcode we know, and there are none that begin with %(other)s. Check it, or write a town or local authority.",
    "%(postcode)s is not a postcode we know. Check it, or write a town or local authority.",
    "%(given)s is too wide a place to measure from. Write a postcode, a town or a local authority.",
    "%(given)s is not in the United Kingdom, the Channel Islands or the Isle of Man.",
    "No position is known for %(postcode)s: it is used for post alone. Write a postcode nearby.",
    "%(postcode)s is a British Forces postcode, which stands for no place on a map. Write a postcode or a town nearby.",
    "No postcode of %(place)s is known here. Write a postcode or a town nearby.",
    # What is wrong with the rest of a form (signpost_web.params)
    "%(field)s is '%(given)s': it must be a whole number from %(low)s to %(high)s.",
    "%(field)s is %(given)s: it must be from %(low)s to %(high)s.",
    "%(field)s is '%(given)s': it must be a number of miles, such as %(low)s.",
    "%(field)s is %(given)s: it must be more than 0 and at most %(high)s.",
    "%(field)s is '%(given)s': it must be a date and time, such as 2026-10-31T14:30.",
    "%(field)s is in the year %(given)s: it must be from %(low)s to %(high)s.",
    "%(field)s is %(given)s characters long: at most %(high)s can be searched. Keep the words that matter most.",
    "%(field)s is given more than once: give it once.",
    "The score of “%(label)s” is '%(given)s': it must be a whole number from %(low)s to %(high)s.",
    "The score of “%(label)s” is %(given)s: it must be from %(low)s to %(high)s.",
    # What went wrong (signpost_web.errors)
    "There is nothing at this address.",
    "There is no concern '%(given)s'.",
    "There is no service '%(given)s'.",
    "There is no date of '%(given)s'.",
    "There is no index to serve yet. Run: signpost build",
))
_PLAINER = {"Tagged with ": "Listed under ", "The source does not say who it takes": "They do not say who it is for"}  # programs and curators read the core's words
_HINT = " Did you mean '"
_GAP = re.compile(r"%\\\((\w+)\\\)s")  # in a message that is escaped for a pattern


def said(text: str) -> str:
    """A sentence of the core in the language of this request, and in the words of those who read pages."""
    if spoken() is ENGLISH:
        return next((plainer + text.removeprefix(words) for words, plainer in _PLAINER.items() if text.startswith(words)), text)
    sentence, hint, meant = text.partition(_HINT)
    if hint:
        return Markup("{} {}").format(said(sentence), say("Did you mean “%(name)s”?", name=meant.removesuffix("'?")))
    return next((_filled(message, match) for message, shape in _shapes() if (match := shape.fullmatch(text))), None) or InEnglish(text)


def for_people(parameter: str, detail: str) -> str:
    """An API's message about a parameter, in the words of the form."""
    if detail in wording.MISSING:
        return say(wording.MISSING[detail])
    named = wording.FIELDS.get(parameter)
    return said(named + detail.removeprefix(parameter) if named and detail.startswith(f"{parameter} ") else detail)


def joined(parts: Iterable[str], between: str) -> str:
    """Several of them in one line."""
    return between.join(parts) if spoken() is ENGLISH else Markup(between).join(parts)


def _filled(message: str, match: re.Match[str]) -> str:
    values = {gap: _VALUES[gap](value) if gap in _VALUES else value for gap, value in match.groupdict().items()}
    sentence = say(message, **values)
    return type(sentence)(wording.capital(sentence))


@lru_cache(maxsize=1)
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((message, re.compile(_GAP.sub(_shape, re.escape(message)), re.DOTALL)) for message in SENTENCES)


def _shape(gap: re.Match[str]) -> str:
    return f"(?P<{gap[1]}>{_SHAPES.get(gap[1], '.+?')})"


# What may stand in a gap, where that tells sentences apart, and how it is said

_PEOPLE = marked(("patients", "carers", "family", "friends", "professionals"))
_WAYS = marked(("by phone", "online", "by post"))
_NEAR = marked(("under a mile", "within about a mile"))
_NUMBER = r"[\d,]+(?:\.\d+)?"
_MILES = re.compile(rf"(about )?({_NUMBER}) miles?", re.IGNORECASE)


def _series(words: tuple[str, ...]) -> str:
    either = "|".join(words)
    return f"(?i:{either})(?:(?:, | and )(?:{either}))*"


_SHAPES = {
    "people": _series(_PEOPLE),
    "ways": _series(_WAYS),
    "distance": rf"(?i:(?:about )?{_NUMBER} miles?|{'|'.join(_NEAR)})",
    "field": "|".join(map(re.escape, wording.FIELDS.values())),
    "low": _NUMBER,
    "high": _NUMBER,
}


def _typed(text: str) -> Markup:
    """What a visitor typed: in whatever language, and perhaps in the other direction."""
    return Markup("<bdi>{}</bdi>").format(text)


def _each(text: str) -> str:
    """`patients and carers`, word by word."""
    return wording.listed(say(word.lower()) for word in re.split(", | and ", text))


def _labels(text: str) -> str:
    """Labels of concerns, which may themselves hold an `and`."""
    found, held = [], ""
    for part in text.split(" and "):
        held = f"{held} and {part}" if held else part
        if say(held) != held:
            found.append(say(held))
            held = ""
    return wording.listed([*found, *([held] if held else [])])


def _cancers(text: str) -> str:
    """`lung, prostate or head and neck cancer`: each by the label that it is cut from. Where one is not known, the words as they are."""
    parts = re.split(", | or ", text)
    labels = [next((label for end in ("", " cancer") if say(label := part.removeprefix("a ").capitalize() + end) != label), None) for part in parts]
    return wording.listed([wording.lowered(say(label)) for label in labels if label], "or") if all(labels) else InEnglish(text)


def _distance(text: str) -> str:
    """`about 3.4 miles`, or one of those that tell no number."""
    match = _MILES.fullmatch(text)
    if match is None:
        return say(text.lower())
    how_far = say_count("%(count)s mile", "%(count)s miles", float(match[2].replace(",", "")))
    return say("about %(distance)s", distance=how_far) if match[1] else how_far


_VALUES: Mapping[str, Callable[[str], str]] = {
    "labels": _labels,
    "label": say,
    "given": _typed,
    "words": InEnglish,
    "distance": _distance,
    "ways": _each,
    "people": _each,
    "cancers": _cancers,
    "field": say,
    "sentence": said,
}
