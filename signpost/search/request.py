"""What is asked, and what comes back: the values that every face (terminal, API, pages) shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from signpost.concerns import UrgentAdvice
from signpost.opening import NOT_KNOWN, Opening
from signpost.places import Place
from signpost.problems import SignpostError

DEFAULT_RADIUS_MILES = 25.0
MAX_RADIUS_MILES = 1000.0  # beyond the length of the United Kingdom
DEFAULT_LIMIT = 20
MAX_LIMIT = 100
MAX_TEXT_CHARACTERS = 500  # a few sentences; more is no search
ALSO_SHOWN = 5
NAMED_SHOWN = 3  # more is a list, and that stands below


class Reach(StrEnum):
    """How a service reaches a person: somewhere near, at home, or by phone, online or post."""

    NEAR = "near"
    VISITS = "visits"
    REMOTE = "remote"


class Verdict(StrEnum):
    YES = "yes"
    NO = "no"
    ASK = "ask"


class BadCursor(SignpostError):
    """The cursor is damaged, or belongs to another query."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is for, as far as the search was told. Nothing here is ever stored."""

    age: int | None = None  # years
    cancer_type: str | None = None  # id of the cancer type scheme
    audience: str | None = None  # patient, carer, family or professional


SILENT = Person()  # nothing is known of whom it is for


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search, already checked. Values of one field are alternatives; different fields must all hold.

    `concerns` holds concern or category ids as asked. Times are aware datetimes or local to Europe/London when naive.
    """

    concerns: tuple[str, ...] = ()
    text: str | None = None
    families: tuple[str, ...] = ()
    near: Place | None = None
    radius_miles: float = DEFAULT_RADIUS_MILES
    delivery: tuple[str, ...] = ()
    cost: str | None = None
    referral: str | None = None
    language: str | None = None
    step_free: bool | None = None
    open_at: datetime | None = None
    person: Person = SILENT
    limit: int = DEFAULT_LIMIT
    cursor: str | None = None
    explain: bool = False  # tell how each result came by its place
    facets: bool = False  # tell how many results each further filter would leave


@dataclass(frozen=True, slots=True)
class Understood:
    """A concern that the text means: score 0 to 1, and the words that showed it."""

    concern: str
    score: float
    because: str


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a score. The values of all parts add up to the score, to its last decimal."""

    name: str  # of its weight, in `signpost.search.ranking`
    value: float
    because: str


@dataclass(slots=True)  # not frozen: made some twenty-five times in every search, and freezing would triple what that costs
class Result:
    """One service as it answers one request. Never changed once made.

    `body` is the service's ready-made JSON object (bytes, without the fields below); `location` is the nearest location that
    may be shown, as `{"postcode", "latitude", "longitude", ...}`. `hours_unknown`: passed `open_at` because nobody knows.
    """

    id: str
    body: bytes
    reach: Reach | None
    distance_miles: float | None
    approximate: bool
    location: dict[str, Any] | None
    verdict: Verdict
    because: tuple[str, ...]
    language: str | None
    overdue: bool | None
    why: tuple[str, ...]
    open: bool | None = None  # at the moment that was asked for
    opening: Opening = NOT_KNOWN  # now
    score: float | None = None  # with its components, only when asked to explain
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far one service's nearest location is from a place, and that location as it may be shown."""

    miles: float
    approximate: bool
    location: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest service beyond the radius, for people who find nothing near."""

    id: str
    name: str
    distance_miles: float


@dataclass(frozen=True, slots=True)
class Instead:
    """What to do when nothing is near: a plain text, and how far the nearest is, if there is one."""

    text: str
    nearest: Nearest | None = None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results. `total` counts all pages; `reaches` counts all results by reach; `next_cursor` is None on the last."""

    request: SearchRequest
    understood: tuple[Understood, ...]
    urgent: tuple[UrgentAdvice, ...]
    total: int
    reaches: dict[str, int]
    results: tuple[Result, ...]
    also: tuple[Result, ...]
    instead: Instead | None
    next_cursor: str | None
    spelling: str | None = None  # the text as it was read, when a word had to be corrected
    spoken: str | None = None  # the language that the text was written in, when it was not English
    named: tuple[Result, ...] = ()  # services that the words name, on the first page; results may hold them too
    told: int = 0  # how many of `urgent`, the first, the words tell of; the concerns asked for call for the others
    facets: dict[str, dict[str, int]] | None = None  # parameter -> value -> results that it would leave; only when asked for
