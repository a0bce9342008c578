"""What must stand nowhere in clear, in every way that somebody could come upon it written: what a database and the logs are searched for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from urllib.parse import quote, quote_plus

ENCODINGS = ("utf-8", "utf-16-le")
NAMES = ("Testerly", "Wilhelmina", "Matrixson", "Example Fixture", "Nurse Fictive", "Bo Fixture")  # of the people of all tests
WORDS = ("Who feeds the hens", "Will it come back", "My hens", "My arm is tight", "Lumpectomy", "Collapsed on our ward")
NUMBERS = ("999 000 00",)  # the first of the test range, and so every number that a test gives
PLACES, BIRTHDAYS = ("LS1 4AP",), (date(1961, 3, 27), date(1961, 2, 3))


def of_text(text: str) -> set[str]:
    """As it was typed, without its spaces, and as an address or JSON would have it."""
    return {text, "".join(text.split()), quote(text), quote_plus(text), text.encode("unicode_escape").decode()}


def of_day(day: date) -> set[str]:
    """As people and programs write one. Eight digits without a mark between them are left out: a random id may hold them."""
    marks = {f"{day:%d{mark}%m{mark}%Y}" for mark in ("/", "-", ".", " ")} | {f"{day.day}{mark}{day.month}{mark}{day.year}" for mark in ("/", "-", ".", " ")}
    words = {f"{day.day} {day:%B %Y}", f"{day.day} {day:%b %Y}", f"date({day.year}, {day.month}, {day.day}"}
    return marks | {text for word in words for text in of_text(word)} | {day.isoformat(), f"{day:%Y/%m/%d}", quote(f"{day:%d/%m/%Y}", safe="")}


def found_in(blob: bytes, private: Iterable[str]) -> set[str]:
    """Those of them that stand there, in whatever case."""
    folded = blob.lower()
    return {text for written, text in _written(frozenset(private)) if written in folded}


@cache  # every line of the log is searched for the same
def _written(private: frozenset[str]) -> tuple[tuple[bytes, str], ...]:
    return tuple((text.lower().encode(encoding), text) for text in private for encoding in ENCODINGS)


MADE_UP = frozenset({form for text in (*NAMES, *WORDS, *NUMBERS, *PLACES) for form in of_text(text)} | {form for day in BIRTHDAYS for form in of_day(day)})
