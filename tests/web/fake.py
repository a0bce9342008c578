"""A small made-up directory that answers like an open generation, and a made-up language. Telephone numbers are Ofcom's for drama."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from signpost.base_map import BaseMap, NamedArea
from signpost.concerns import CancerType, Category, Concern, ConcernScheme, Family, UrgentAdvice
from signpost.gazetteer import AmbiguousPlace, ImpossiblePlace, MalformedPlace, UnknownPlace
from signpost.opening import Opening, Schedule, minute_of, opening
from signpost.places import LocalAuthority, Nation, Place, PlaceKind
from signpost.search.assessment import Answered, Assessment, AssessmentAnswer, Planned, Uncovered
from signpost.search.request import BadCursor, HowFar, Instead, Nearest, Reach, Result, SearchPage, SearchRequest, Understood, Verdict
from signpost.search.serving import NoIndexYet
from signpost.search.suggesting import Kind, Suggestion
from signpost.settings import Settings
from signpost_web.languages import Language, Languages

LEEDS = LocalAuthority("E08000035", "Leeds", Nation.ENGLAND)
BELFAST = LocalAuthority("N09000003", "Belfast", Nation.NORTHERN_IRELAND)
GOOD_CURSOR = "page-two"
MEANINGLESS = ("a takeaway", "gibberish")
NAME, NAME_FAR_AWAY = "aire clinic", "aire clinic far away"  # they name the clinic; the second finds nothing else
SPOKEN = {"spuchnięta ręka": "pl", "ذراعي متورمة": "ar", "gibberish": "fr"}  # what was not written in English, as it seems

SCHEME = ConcernScheme(
    categories=(
        Category("physical", "Physical concerns", "Symptoms and side effects.", "Ask your cancer team, or ring Samaritans on 116 123."),
        Category("practical", "Practical concerns", "Everyday matters.", "Ask your council."),
        Category("information-or-support", "Information or support", "Things to know.", "Ask your nurse."),
    ),
    concerns=(
        Concern("swelling", "Swelling", "physical", "A part of the body is puffy.", "Ask your nurse.", aliases=("Lymphoedema",), related=("pain-or-discomfort",), families=("lymphoedema",)),
        Concern("pain-or-discomfort", "Pain or discomfort", "physical", "Something hurts.", "Ring your nurse.", related=("swelling",)),
        Concern("high-temperature-or-fever", "High temperature or fever", "physical", "You are hot or shivery.", "Ring your cancer line."),
        Concern("pets", "Pets", "practical", "Who walks the dog.", "Ask neighbours."),
    ),
    families=(
        Family("lymphoedema", "Lymphoedema and swelling", "Care for swelling.", "Ask your nurse."),
        Family("practical-support", "Practical support", "Help in the house.", "Ask your council."),
        Family("carers-and-family", "Carers and family", "Help for those who help.", "Ask your council."),
    ),
    cancer_types=(CancerType("bowel", "Bowel cancer", ("colorectal",)), CancerType("breast", "Breast cancer")),
    urgent=(UrgentAdvice("fever", "A high temperature", "Your 24-hour cancer line now. 999 if you are very ill.", "If you are having treatment, ring now. Else ring 111, option 2.", "made up", ("high-temperature-or-fever",)),),
)  # fmt: skip

CLINIC: dict[str, Any] = {
    "id": "aire-swelling-clinic",
    "name": "Aire Swelling Clinic",
    "organisation": "Aire Made-up Trust",
    "summary": "Nurses who help with a swollen arm or leg.",
    "description": "You can come by yourself.\n\nThe nurses show you exercises & more.",
    "family": "lymphoedema",
    "concerns": ["swelling"],
    "status": "active",
    "delivery": ["in-person", "phone"],
    "locations": [{"name": "Aire House", "address": "1 Example Road, Leeds", "postcode": "LS14 6UH", "latitude": 53.8, "longitude": -1.46, "step_free": True}],
    "areas_served": {"nations": ["england", "scotland", "wales", "northern-ireland"]},
    "eligibility": {"text": "Adults registered with a Leeds GP.", "min_age": 18, "audience": ["patient", "carer"], "cancer_types": ["breast"]},
    "cost": "free",
    "referral": ["self"],
    "waiting": {"weeks": 3, "as_of": "2026-10-01"},
    "taking": "open",
    "contacts": {"phone": "0113 496 0000", "extension": "2", "email": "clinic@example.org", "url": "https://example.org/clinic", "more": [{"phone": "0113 496 0001", "label": "Bookings", "hours": "Mo-Fr 09:00-12:00"}]},
    "hours": "Mo-Fr 09:00-17:00; PH off",
    "languages": ["en", "pa"],
    "sessions": [{"start": "2027-01-14T10:00", "end": "2027-01-14T15:00", "postcode": "LS14 6UH", "booking_url": "https://example.org/book"}],
    "assurance": {"source": "https://example.org/services", "source_date": "2025-03", "last_checked": "2026-10-01", "review_by": "2027-04-01"},
}  # fmt: skip
VISITORS = {**CLINIC, "id": "visiting-nurses", "name": "Visiting <Nurses>", "delivery": ["home-visit"], "taking": "closed-to-new", "assurance": {"source": "A leaflet", "last_checked": None}}
HELPLINE = {
    "id": "example-helpline", "name": "Example Helpline", "organisation": "Example Helpline", "summary": "Someone to talk to.", "family": "information-and-support",
    "concerns": ["swelling", "pain-or-discomfort"], "status": "active", "delivery": ["phone"], "contacts": {"phone": "0808 157 0000", "via": "organisation"},
    "cost": None, "referral": [], "assurance": {"source": "https://example.org/line", "last_checked": None},
}  # fmt: skip
GONE = {**HELPLINE, "id": "gone-helpline", "name": "Gone Helpline", "status": "closed", "hours": "Mo-Fr 09:00-17:00", "delivery": ["in-person"]}
PAUSED = {**CLINIC, "id": "paused-clinic", "name": "Paused Clinic", "status": "temporarily-closed"}
DROP_IN = {
    "id": "silent-drop-in", "name": "Silent Drop-in", "organisation": "Silent Drop-in", "summary": "Tea and talk.",
    "concerns": ["swelling"], "status": "active", "delivery": ["in-person"], "contacts": {}, "referral": [],
    "locations": [{"name": "Aire Hall", "postcode": "LS14 6UH", "latitude": 53.8, "longitude": -1.46}],
    "assurance": {"source": "https://example.org/old", "source_date": "2021-11", "last_checked": None},
}  # fmt: skip
ENTRIES: dict[str, dict[str, Any]] = {str(entry["id"]): entry for entry in (CLINIC, VISITORS, HELPLINE, GONE, PAUSED, DROP_IN)}

FACETS = {"delivery": {"phone": 2, "in-person": 1, "online": 3}, "cost": {"free": 2, "charged": 1}, "referral": {"self": 1}, "language": {"en": 2, "pa": 1, "ur": 2}, "family": {"lymphoedema": 3}, "concern": {"swelling": 2, "pain-or-discomfort": 1}, "open_at": {"2026-11-01T12:00": 2}}  # fmt: skip
SUGGESTIONS = (
    Suggestion(Kind.CONCERN, "swelling", "Swelling", "Lymphoedema"),
    Suggestion(Kind.CONCERN, "pain-or-discomfort", "Pain or discomfort"),
    Suggestion(Kind.SERVICE, "aire-swelling-clinic", "Aire Swelling Clinic", "Aire Made-up Trust"),
)
SCHEDULES = {
    "aire-swelling-clinic": Schedule("Mo-Fr 09:00-17:00; PH off", (Nation.ENGLAND,)),
    "visiting-nurses": Schedule("", (Nation.ENGLAND,), by_appointment=True),
    "paused-clinic": Schedule("off", (Nation.ENGLAND,)),
    "gone-helpline": Schedule("off", (Nation.ENGLAND,)),
}

BODY_KEYS = ("id", "name", "organisation", "summary", "family", "concerns", "contacts", "cost", "cost_text", "referral", "referral_text", "hours", "hours_text", "delivery", "languages", "status", "taking", "waiting", "assurance")  # fmt: skip


def place(name: str, latitude: float, longitude: float, authority: LocalAuthority | None, **changes: Any) -> Place:
    """An exact place by postcode, unless `changes` say otherwise."""
    exact = Place(
        kind=PlaceKind.POSTCODE, name=name, latitude=latitude, longitude=longitude, shown_latitude=latitude, shown_longitude=longitude, approximate=False, extent_miles=0.0,
        districts=frozenset({name.split()[0]}), local_authorities=frozenset({authority.code} if authority else ()), nations=frozenset({authority.nation} if authority else ()),
        local_authority=authority, nation=authority.nation if authority else None, postcode=name,
    )  # fmt: skip
    return replace(exact, **changes)


PLACES = {
    "ls1 4ap": place("LS1 4AP", 53.79, -1.55, LEEDS),
    "bt1 5gs": place("BT1 5GS", 54.597123, -5.930456, BELFAST, shown_latitude=54.6, shown_longitude=-5.93, position_of="BT1"),
    "leeds": place("Leeds", 53.8, -1.54, LEEDS, kind=PlaceKind.LOCAL_AUTHORITY, approximate=True, extent_miles=9.0, postcode=None, note="Distances are from the middle of Leeds."),
    "ze1 0aa": place("ZE1 0AA", 60.15, -1.14, None),
}


class FakeGazetteer:
    """Four places, and one error of every kind."""

    def find(self, text: str) -> Place:
        if text.casefold() == "newport":
            raise AmbiguousPlace(text, ["Newport", "Newport, Isle of Wight"])
        if text in {"0,0", "99,0"}:
            raise ImpossiblePlace(f"{text} is not in the United Kingdom.")
        if text.casefold() in PLACES:
            return PLACES[text.casefold()]
        if text.isalpha() or text == "ZZ1 1ZZ":
            raise UnknownPlace(f"There is no '{text[:40]}' here.")
        raise MalformedPlace(f"'{text[:40]}' is not a postcode. A full postcode looks like LS1 4AP.")

    def authority(self, code: str) -> LocalAuthority:
        return {one.code: one for one in (LEEDS, BELFAST)}[code]


def result(entry: dict[str, Any], reach: Reach | None, **changes: Any) -> Result:
    """One result made from an entry, with plain values where `changes` say nothing else."""
    body = json.dumps({key: entry[key] for key in BODY_KEYS if key in entry}).encode()
    location = {key: value for key, value in entry.get("locations", [{}])[0].items() if key != "step_free"} or None
    plain = Result(
        id=entry["id"], body=body, reach=reach, distance_miles=None, approximate=False, location=location if reach is Reach.NEAR else None, verdict=Verdict.ASK,
        because=("For adults registered with a Leeds GP",), language=None, overdue=None, why=("Tagged with Swelling",),
    )  # fmt: skip
    return replace(plain, **changes)


class FakeDirectory:
    """Answers every search with the same three services; pets find nothing; pain, a drop-in too; Shetland has nothing near."""

    generation = "made-up"
    count = 3
    scheme = SCHEME
    gazetteer = FakeGazetteer()
    ids: Iterable[str] = tuple(ENTRIES)

    def __init__(self) -> None:
        self.asked: list[tuple[SearchRequest, datetime]] = []
        self.assessed: list[tuple[Assessment, datetime]] = []

    def base_map(self) -> BaseMap:
        return BaseMap([53.79, 53.8, 53.8], [-1.55, -1.46, -1.4601], [(54.6, -5.93)], [NamedArea("Leeds", 53.82, -1.5, 40)])

    def search(self, request: SearchRequest, now: datetime) -> SearchPage:
        self.asked.append((request, now))
        if request.cursor not in (None, GOOD_CURSOR):
            raise BadCursor("The cursor is damaged. Start again without it.")
        if request.text == "fall over":
            raise RuntimeError(f"a message with {request.text} in it")
        far = request.near is None or request.near.name == "ZE1 0AA"
        near, visits, remote = (Reach.NEAR, Reach.VISITS, Reach.REMOTE) if request.near else (None, None, None)
        clinic = result(CLINIC, near, distance_miles=None if request.near is None else 3.41268, verdict=Verdict.YES, because=("You live in England",), overdue=False, why=("Tagged with Swelling", "3.4 miles from LS1 4AP"), open=None)
        found = [*([] if far and request.near is not None else [clinic]), result(VISITORS, visits, verdict=Verdict.NO), result(HELPLINE, remote)]
        if request.concerns == ("pain-or-discomfort",):
            found.insert(0, result(DROP_IN, near, open=None))
        if request.concerns == ("pets",) or request.text in (*MEANINGLESS, NAME_FAR_AWAY):
            found = []
        several = "Ask your nurse.\n\nAsk your GP, or ring 111." if len(request.concerns) > 1 else "Ask your nurse."
        instead = Instead(several, Nearest("aire-swelling-clinic", "Aire Swelling Clinic", 430.1234567)) if (far and request.near) or not found else None
        return SearchPage(
            request=request,
            understood=self.understand(request.text) if request.text else (),
            urgent=self.scheme.urgent_for(("high-temperature-or-fever",) if request.text and "shiver" in request.text else request.concerns),
            total=len(found),
            reaches={reach.value: sum(one.reach is reach for one in found) for reach in Reach},
            results=tuple(replace(one, opening=self.opening(one.id, now)) for one in found[: request.limit]),
            also=(result(HELPLINE, remote),) if found else (),
            instead=instead,
            next_cursor=GOOD_CURSOR if len(found) > request.limit and request.cursor is None else None,
            spelling="puffy arm" if request.text == "pufy arm" else None,
            spoken=SPOKEN.get(request.text or ""),
            named=(replace(clinic, reach=None if request.text == NAME_FAR_AWAY else near, opening=self.opening(clinic.id, now)),) if request.text in (NAME, NAME_FAR_AWAY) and not request.cursor else (),
            facets=FACETS if request.facets else None,
        )  # fmt: skip

    def assess(self, assessment: Assessment, now: datetime) -> AssessmentAnswer:
        """The first service that does not refuse is the plan, for every concern that finds it."""
        self.assessed.append((assessment, now))
        found = {one: self.search(replace(assessment.request, concerns=(one.concern,)), now) for one in assessment.worst_first}
        helped = [one for one, page in found.items() if page.results]
        taken = next((result for one in helped for result in found[one].results if result.verdict is not Verdict.NO), None)
        return AssessmentAnswer(
            assessment=assessment,
            urgent=self.scheme.urgent_for(one.concern for one in assessment.worst_first),
            concerns=tuple(Answered(one, page.results, page.total, page.instead) for one, page in found.items()),
            plan=(Planned(taken, tuple(one.concern for one in helped)),) if taken else (),
            uncovered=tuple(Uncovered(one, page.instead or Instead("Ask your nurse.")) for one, page in found.items() if not page.results),
        )

    def service(self, service_id: str, /) -> bytes | None:
        if service_id not in ENTRIES:
            return None
        entry = ENTRIES[service_id]
        return json.dumps({**entry, "assurance": {**entry["assurance"], "due": entry["assurance"].get("review_by")}}).encode()

    def how_far(self, service_id: str, near: Place, /) -> HowFar | None:
        places = ENTRIES[service_id].get("locations")
        return HowFar(3.41268, near.approximate, places[0]) if places else None

    def opening(self, service_id: str, now: datetime, /) -> Opening:
        return opening([SCHEDULES[service_id]] if service_id in SCHEDULES else [], minute_of(now))

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """Those with the letters in their names."""
        return tuple(one for one in SUGGESTIONS if len(text) > 1 and text.casefold() in f"{one.label} {one.detail}".casefold())

    def understand(self, text: str) -> tuple[Understood, ...]:
        found = (Understood("swelling", 0.93456, "puffed up"),) if "puf" in text or (text in SPOKEN and text not in MEANINGLESS) else ()
        return (*found, Understood("pain-or-discomfort", 0.5, "sore")) if "sore" in text else found


class FakeCurrent:
    """A directory that can be taken away."""

    def __init__(self) -> None:
        self.directory: FakeDirectory | None = FakeDirectory()

    def get(self) -> FakeDirectory:
        if self.directory is None:
            raise NoIndexYet("There is no index yet. Run: signpost build")
        return self.directory


def settings() -> Settings:
    """Folders that are never opened."""
    return Settings(data=Path("none"), taxonomy=Path("none"), index=Path("none"), postcodes=Path("none"), corrections=Path("none"))


class Mirrored(NullTranslations):
    """Says every text in letters that run from right to left, so that a page shows what it does not say through a catalogue."""

    _LETTERS = str.maketrans({chr(ord("a") + at): letter for at, letter in enumerate("אבגדהוזחטיכלמנסעפצקרשתךםןף")})
    _KEPT = re.compile(r"(%\(\w+\)s|%%|<[^>]*>|&\w+;|____+)")

    def gettext(self, message: str) -> str:
        parts = self._KEPT.split(message)
        return "".join(part if at % 2 else part.lower().translate(self._LETTERS) for at, part in enumerate(parts))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


MIRRORED = Language("en-XB", "Mirrored", "he", Mirrored(), direction="rtl")
LANGUAGES = Languages((MIRRORED,))
