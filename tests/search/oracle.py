"""The oracle: a search as the contract words it, one service at a time, over plain dicts, with geopy's geodesic.

Nothing of `signpost.search` is used here. Only what a place is (its position, authorities, districts, nations) is taken
from the gazetteer, which has tests of its own. Slow on purpose; `cache` saves geodesics that were measured before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from math import asin, cos, radians, sin, sqrt
from typing import Any

from geopy.distance import geodesic

from signpost.places import Place
from signpost.services import REVIEW_AFTER

Entry = dict[str, Any]
Locate = Callable[[Entry], Place | None]

METRES_PER_MILE = 1609.344
EARTH_MILES = 3958.7613  # a sphere of mean radius
SPHERE_IS_OFF = 0.01  # it is within 0.6 % of the ellipsoid everywhere: one in a hundred is a safe bound
EVERYBODY = {"patient", "carer", "family", "professional"}
NOT_IN_PERSON = {"phone", "online", "post"}

# Days that the moments below fall on (or the day before), of the bank holiday tables of gov.uk.
BANK_HOLIDAYS = {
    "2026-11-30": {"scotland"},
    "2026-12-25": {"england", "wales", "scotland", "northern-ireland"},
}
UNITED_KINGDOM = {"england", "wales", "scotland", "northern-ireland"}
BY_LETTER = {"E": "england", "W": "wales", "S": "scotland", "N": "northern-ireland"}  # of ONS codes
MOMENTS = ("2026-11-24T10:30", "2026-11-24T18:00", "2026-11-28T01:00", "2026-11-30T11:00", "2026-12-25T12:00", "2026-11-28T11:00")


@dataclass(frozen=True)
class Question:
    """A search in the contract's words; `near` is a place that the gazetteer found."""

    concern: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    near: Place | None = None
    radius_miles: float = 25.0
    delivery: tuple[str, ...] = ()
    cost: str | None = None
    referral: str | None = None
    language: str | None = None
    step_free: bool | None = None
    open_at: str | None = None
    age: int | None = None
    cancer_type: str | None = None
    audience: str | None = None


@dataclass(frozen=True)
class Hit:
    """A service that must be returned, and everything about it that the contract settles."""

    id: str
    reach: str | None
    miles: float | None
    approximate: bool
    verdict: str
    coarse: tuple[int, ...]  # what nothing makes up for: by reach, then by a verdict of no
    score: float  # what is added up within that


@dataclass
class Oracle:
    """All services (closed ones too) and the scheme, as plain data."""

    services: Iterable[Entry]
    scheme: dict[str, Any]
    locate: Locate
    today: date
    cache: dict[tuple[float, float, float, float], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.open = [service for service in self.services if service["status"] != "closed"]
        self.places = {service["id"]: [self.locate(place) for place in service["locations"]] for service in self.open}
        self.tags = {service["id"]: self.concerns_of(service["concerns"]) for service in self.open}
        self.helping = {one["id"]: (one["service_categories"], one["families"]) for one in self.scheme["concerns"]}
        self.broader = {kind["id"]: kind["broader"] for kind in self.scheme["cancer_types"]}

    def search(self, asked: Question) -> list[Hit]:
        """Every service that answers, in order."""
        concerns = self.concerns_of(asked.concern)
        hits = [hit for service in self.open if self.asked_for(service, asked, concerns) and (hit := self.hit(service, asked, concerns))]
        return sorted(hits, key=lambda hit: (hit.coarse, -hit.score, hit.id))

    def concerns_of(self, asked: Iterable[str]) -> set[str]:
        """Concerns, and those below a category."""
        return {one["id"] for one in self.scheme["concerns"] if one["id"] in asked or one["category"] in asked}

    # Membership

    def asked_for(self, service: Entry, asked: Question, concerns: set[str]) -> bool:
        return (
            (not asked.concern or bool(concerns & self.tags[service["id"]]))
            and (not asked.family or service["family"] in asked.family)
            and (not asked.delivery or bool(set(asked.delivery) & set(service["delivery"])))
            and (asked.cost is None or service["cost"] == asked.cost)
            and (asked.referral is None or asked.referral in service["referral"])
            and (asked.language is None or asked.language in service["languages"])
            and (asked.step_free is None or step_free(service) is asked.step_free)
            and (asked.open_at is None or self.is_open(service, asked.open_at) is not False)
        )

    def is_open(self, service: Entry, moment: str) -> bool | None:
        """Open where any of its hours says so; not known where none does but one is not known."""
        if service["status"] == "temporarily-closed":
            return False
        places = self.places[service["id"]]
        home = next(({str(place.nation)} for place in places if place and place.nation), served_nations(service["areas_served"]))
        schedules = [(service["hours"], home)] if service["hours"] else []
        for said, place in zip(service["locations"], places, strict=True):
            if said["hours"] or not service["hours"]:
                schedules.append((said["hours"], {str(place.nation)} if place and place.nation else home))
        answers = [open_somewhere(hours, datetime.fromisoformat(moment), nations) if hours else None for hours, nations in schedules]
        return True if True in answers else None if None in answers or not answers else False

    # One service

    def hit(self, service: Entry, asked: Question, concerns: set[str]) -> Hit | None:
        if asked.near is None:
            verdict = self.verdict(service, asked, surely=service["areas_served"] is None)
            return Hit(service["id"], None, None, False, verdict, (), self.score(service, asked, concerns))
        if self.out_of_reach(service, asked, asked.near):
            return None
        miles, approximate = self.nearest(service, asked.near)
        may, surely = covers(service["areas_served"], asked.near, miles)
        ways = set(service["delivery"])
        if not may:
            return None
        if "in-person" in ways and miles is not None and miles <= asked.radius_miles:
            reach = "near"
        elif "home-visit" in ways:
            reach = "visits"
        elif ways & NOT_IN_PERSON:
            reach = "remote"
        else:
            return None
        verdict = self.verdict(service, asked, surely)
        coarse = (int(reach == "remote"), int(verdict == "no"))
        score = self.score(service, asked, concerns) + self.score_there(service, asked, reach == "remote" and surely, miles)
        return Hit(service["id"], reach, miles, miles is not None and (approximate or asked.near.approximate), verdict, coarse, score)

    # Order

    def score(self, service: Entry, asked: Question, concerns: set[str]) -> float:
        """What counts wherever one lives: specialist 4, kind of help up to 0.05, family 0.02, checked lately 0.001."""
        special = service["concerns"][0] in {*concerns, *asked.concern} or service["family"] in asked.family
        kinds = [1 - helping.index(kind) / len(helping) for one in concerns for helping in [self.helping[one][0]] for kind in service["categories"] if kind in helping]
        family = any(service["family"] in self.helping[one][1] for one in concerns)
        return 4.0 * special + 0.05 * max(kinds, default=0) + 0.02 * family + 0.001 * self.assured(service["assurance"])

    def assured(self, said: Entry) -> bool:
        if said["last_checked"] is None:
            return False
        due = date.fromisoformat(said["review_by"]) if said["review_by"] else date.fromisoformat(said["last_checked"]) + REVIEW_AFTER
        return due >= self.today

    @staticmethod
    def score_there(service: Entry, asked: Question, surely_remote: bool, miles: float | None) -> float:
        """What counts near a place: distance 1 at the door and half at 8 miles, a line surely made for these parts 0.05, open to all 0.05."""
        distance = 0.0 if miles is None else 8 / (8 + miles)
        nations = len(set(service["areas_served"]["nations"])) if service["areas_served"] else None
        local = {0: 0.05, 1: 0.025}.get(nations, 0.0) if surely_remote and nations is not None else 0.0
        return distance + local + 0.05 * (not narrow(service["eligibility"], asked))

    def out_of_reach(self, service: Entry, asked: Question, near: Place) -> bool:
        """Only given in person, and certainly too far: no need to measure."""
        if set(service["delivery"]) != {"in-person"}:
            return False
        places = [place for place in self.places[service["id"]] if place]
        return all(on_a_sphere(near, place) * (1 - SPHERE_IS_OFF) > asked.radius_miles for place in places)

    def nearest(self, service: Entry, near: Place) -> tuple[float | None, bool]:
        """Miles to the nearest location, and whether that is only an area."""
        places = [place for place in self.places[service["id"]] if place]
        if not places:
            return None, False
        measured = [(self.miles(near, place), number) for number, place in enumerate(places)]
        miles, number = min(measured)
        return miles, places[number].approximate

    def miles(self, near: Place, place: Place) -> float:
        key = (near.latitude, near.longitude, place.latitude, place.longitude)
        if key not in self.cache:
            self.cache[key] = geodesic(key[:2], key[2:]).meters / METRES_PER_MILE
        return self.cache[key]

    def verdict(self, service: Entry, asked: Question, surely: bool) -> str:
        said = service["eligibility"]
        if said is None:
            return "ask"
        points = [
            self.age(said, asked),
            self.audience(said, asked.audience),
            self.cancer(said, asked.cancer_type),
            "ask" if said["text"] or said["patients_of"] or not surely else "yes",
        ]
        return "no" if "no" in points else "ask" if "ask" in points else "yes"

    @staticmethod
    def age(said: Entry, asked: Question) -> str:
        low, high, age = said["min_age"], said["max_age"], asked.age
        if low is None and high is None:
            return "yes"
        patients_and_others = "patient" in said["audience"] and set(said["audience"]) != EVERYBODY
        if age is None or (patients_and_others and asked.audience in {"carer", "family", "professional"}):
            return "ask"  # the second: the patient's age is meant, and perhaps not told
        return "yes" if (low is None or low <= age) and (high is None or age <= high) else "no"

    @staticmethod
    def audience(said: Entry, audience: str | None) -> str:
        allowed = set(said["audience"])
        if not allowed or allowed == EVERYBODY:
            return "yes"
        return "ask" if audience is None else "yes" if audience in allowed else "no"

    def cancer(self, said: Entry, mine: str | None) -> str:
        if not said["cancer_types"]:
            return "yes"
        if mine is None:
            return "ask"
        if any(kind in self.lineage(mine) for kind in said["cancer_types"]):
            return "yes"
        of_an_age = {"children", "teenage-and-young-adult"}  # whose cancer it is, not where
        wider = any(mine in self.lineage(kind) for kind in said["cancer_types"])
        return "ask" if wider or mine in of_an_age or of_an_age & set(said["cancer_types"]) else "no"

    def lineage(self, kind: str | None) -> list[str]:
        return [] if kind is None else [kind, *self.lineage(self.broader[kind])]


def narrow(said: Entry | None, asked: Question) -> bool:
    """Limits that leave many out and that nobody was said to meet."""
    if said is None:
        return False
    by_age = (said["min_age"] or 0) > 18 or said["max_age"] is not None
    return bool(said["text"] or said["patients_of"] or (said["cancer_types"] and asked.cancer_type is None) or (by_age and asked.age is None))


def step_free(service: Entry) -> bool | None:
    known = [place["step_free"] for place in service["locations"] if place["step_free"] is not None]
    return any(known) if known else None


def covers(area: Entry | None, near: Place, miles: float | None) -> tuple[bool, bool]:
    """Whether a catchment may cover the place, and whether one of its keys covers all of it."""
    if area is None:
        return True, True
    parts = [
        ({str(nation) for nation in near.nations}, set(area["nations"])),
        (set(near.local_authorities), set(area["local_authorities"])),
        (set(near.districts), set(area["postcode_districts"])),
    ]
    may = any(mine & served for mine, served in parts)
    surely = any(mine and mine <= served for mine, served in parts)
    if area["radius_miles"] is not None and miles is not None:
        may |= miles <= area["radius_miles"] + near.extent_miles
        surely |= miles + near.extent_miles <= area["radius_miles"]
    return may, surely


def on_a_sphere(one: Place, other: Place) -> float:
    """Miles by the haversine formula."""
    phi, other_phi = radians(one.latitude), radians(other.latitude)
    half = sin((other_phi - phi) / 2) ** 2 + cos(phi) * cos(other_phi) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH_MILES * asin(sqrt(half))


def served_nations(area: dict[str, Any] | None) -> set[str]:
    """The nations in which a service without a place may be."""
    by_code = {BY_LETTER[code[0]] for code in (area or {}).get("local_authorities", ())}
    return {*(area or {}).get("nations", ()), *by_code} or UNITED_KINGDOM


def open_somewhere(hours: str, moment: datetime, nations: set[str]) -> bool | None:
    """What holds whichever of the nations it is in. Nobody knows the bank holidays of the Crown dependencies."""
    today = BANK_HOLIDAYS.get(f"{moment:%Y-%m-%d}", set())
    holiday = {one in today for one in nations & UNITED_KINGDOM} | ({True, False} if nations - UNITED_KINGDOM else set())
    answers = {open_by_hand(hours, moment, one) for one in holiday}
    return answers.pop() if len(answers) == 1 else None


def open_by_hand(hours: str, moment: datetime, holiday: bool) -> bool | None:
    """The few timetables that the generator writes, read by a person."""
    day, clock = moment.weekday(), moment.time()
    if hours == "24/7":
        return True
    if hours == "Mo-Fr 09:00-17:00; PH off":
        return not holiday and day < 5 and time(9) <= clock < time(17)
    if hours == "Tu,Th 10:00-12:00; PH off":
        return not holiday and day in (1, 3) and time(10) <= clock < time(12)
    if hours == "Sa 10:00-13:00; PH 10:00-13:00":
        return (holiday or day == 5) and time(10) <= clock < time(13)
    days = {"Mo-Fr 09:00-17:00": range(5), "Fr-Sa 20:00-02:00": (4, 5)}[hours]
    if holiday and day in days:
        return None  # what happens on bank holidays is not said
    if hours == "Mo-Fr 09:00-17:00":
        return day in days and time(9) <= clock < time(17)
    return (day in (4, 5) and clock >= time(20)) or (day in (5, 6) and clock < time(2))
