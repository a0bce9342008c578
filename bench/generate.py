"""Made-up services, as many as asked for: seeded, spread over the country as real postcodes are, and of every kind.

The oracle's tests and the bench both search them. Nothing here is real but the postcodes: names, numbers and addresses
are fixtures (Ofcom drama numbers, example.org).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from signpost.concerns import ConcernScheme
from signpost.gazetteer import Gazetteer
from signpost.places import Place, Postcode
from signpost.postcode_table import NO_POSITION
from signpost.services import Service
from signpost_indexer.compiling import Shelf, compile_shelf, shelve
from signpost_indexer.generations import build_lock, switch_to, write_generation

# How many in a hundred; chosen by hand to look like a directory, with more of the rare kinds than any directory has.
DELIVERY = {
    ("in-person",): 58,
    ("in-person", "phone"): 12,
    ("in-person", "home-visit"): 8,
    ("home-visit",): 5,
    ("phone",): 5,
    ("online",): 4,
    ("phone", "online"): 4,
    ("post",): 1,
    ("in-person", "home-visit", "phone", "online"): 3,
}
CATCHMENT = {"anyone": 25, "nations": 10, "authorities": 22, "districts": 14, "radius": 14, "union": 15}
LOCATION = {"postcode": 88, "outward": 6, "authority": 3, "unlisted": 2, "crown": 1}
STATUS = {"active": 94, "temporarily-closed": 3, "closed": 3}
HOURS = (
    "Mo-Fr 09:00-17:00",
    "Mo-Fr 09:00-17:00; PH off",
    "24/7",
    "Tu,Th 10:00-12:00; PH off",
    "Fr-Sa 20:00-02:00",
    "Sa 10:00-13:00; PH 10:00-13:00",
)
LANGUAGES = (("en",), ("en", "cy"), ("en", "pa", "ur"), ("en", "bsl"), ("pl",), ("gd", "en"))
CROWN = ("JE2", "JE3", "GY1", "IM1", "IM4")
UNLISTED = ("LS1 4ZZ", "BT7 9ZZ", "EH1 9ZZ")  # well-formed, in no list: they fall back to their outward code
TOWNS = ("Ambleford", "Brackenmoor", "Coldmere", "Dunharrow", "Elmsbeck", "Foxcombe", "Greywick", "Hollinshaw")  # made up
CONCERN_SKEW = 0.9  # Zipf's exponent: the most common concern stands on about one service in four
SHARED_SITE = 0.3  # of the locations: hospitals and centres that house several services
WORDS = (
    *("advice", "art", "befriending", "bereavement", "breathing", "café", "carers", "choir", "clinic", "cooking", "counselling"),
    *("drop-in", "fatigue", "garden", "grants", "group", "hospice", "legal", "library", "lymphoedema", "massage", "mindfulness"),
    *("prosthesis", "relaxation", "swimming", "telephone", "transport", "walking", "wig", "yoga", "young"),
)


def _weighted(chance: random.Random, table: dict[Any, int]) -> Any:
    return chance.choices(list(table), list(table.values()))[0]


class PostcodeSample:
    """Real postcodes of the table, each as likely as any other: populous outward codes come more often."""

    def __init__(self, folder: Path) -> None:
        self._keys = np.load(folder / "keys.npy", mmap_mode="r")
        self._known = np.load(folder / "latitudes.npy", mmap_mode="r") != NO_POSITION

    def pick(self, chance: random.Random) -> str:
        """One with a position."""
        while not self._known[row := chance.randrange(len(self._keys))]:
            pass
        return self._text(row)

    def pick_near(self, chance: random.Random, postcode: str) -> str:
        """One of the postcodes that stand next to it in the list, which are next to it on the ground too."""
        key = int.from_bytes(f"{postcode[:-4]:<4}{postcode[-3:]}".encode(), "big")
        row = int(np.searchsorted(self._keys, np.uint64(key))) + chance.randrange(-400, 400)
        row = min(max(row, 0), len(self._keys) - 1)
        return self._text(row) if self._known[row] else postcode

    def _text(self, row: int) -> str:
        key = int(self._keys[row]).to_bytes(7, "big").decode()
        return str(Postcode.parse(key))


class Generator:
    """Services number 0, 1, 2, ... of one seed."""

    def __init__(self, seed: int, count: int, scheme: ConcernScheme, postcodes: Path) -> None:
        self._chance = random.Random(seed)
        self._count, self._scheme = count, scheme
        self._sample, self._gazetteer = PostcodeSample(postcodes), Gazetteer.open(postcodes)
        self._concerns = [concern.id for concern in scheme.concerns]
        self._chance.shuffle(self._concerns)
        self._weights = [1 / (rank + 3) ** CONCERN_SKEW for rank in range(len(self._concerns))]
        self._kinds = [kind.id for kind in scheme.service_categories]
        self._cancers = [kind.id for kind in scheme.cancer_types]
        self._authorities = list(self._gazetteer.authorities)
        self._sites = [self._sample.pick(self._chance) for _ in range(max(len(TOWNS), count // 40))]
        self._towns = dict(zip(self._sites, TOWNS, strict=False))  # the first sites are the middles of towns

    def services(self) -> Iterator[Service]:
        for number in range(self._count):
            yield Service.model_validate(self._entry(number))

    def _entry(self, number: int) -> dict[str, Any]:
        chance = self._chance
        delivery = list(_weighted(chance, DELIVERY))
        home = self._postcode()
        concerns = list(dict.fromkeys(chance.choices(self._concerns, self._weights, k=chance.choice((1, 2, 3, 3, 4, 5)))))
        families = self._scheme.concern_by_id[concerns[0]].families
        if chance.random() < 0.02:  # a whole category stands wherever a concern does
            concerns.insert(chance.choice((0, len(concerns))), chance.choice(self._scheme.categories).id)
        words = " ".join(chance.sample(WORDS, 4))
        based = "in-person" in delivery or chance.random() < 0.3  # a helpline, too, has an office
        entry: dict[str, Any] = {
            "id": f"service-{number:06d}",
            "name": f"{words.split()[0].title()} {number}",
            "organisation": f"Fixture Trust {chance.randrange(200)}",
            "summary": f"{words}.",
            "concerns": concerns,
            "family": chance.choice(families) if families and chance.random() < 0.9 else None,
            "categories": chance.sample(self._kinds, chance.choice((0, 1, 1, 2))),
            "status": _weighted(chance, STATUS),
            "delivery": delivery,
            "locations": self._locations(home) if based else [],
            "eligibility": self._eligibility(),
            "cost": chance.choice(("free", "free", "free", "charged", "means-tested", "donation", None)),
            "referral": chance.sample(("self", "professional", "gp"), chance.choice((0, 1, 1, 2, 3))),
            "contacts": {"phone": f"0113 496 0{chance.randrange(1000):03d}", "url": "https://example.org/"},
            "hours": chance.choice((None, *HOURS)),
            "languages": list(chance.choice(((), *LANGUAGES))),
            "assurance": {
                "source": "https://example.org/services",
                "last_checked": chance.choice((None, date(2026, 1, 5), date(2026, 10, 1))),
            },
        }
        return entry | self._areas(home, bool(entry["locations"]))

    def _postcode(self) -> str:
        chance = self._chance
        if chance.random() >= SHARED_SITE:
            return self._sample.pick(chance)
        site = chance.choice(self._sites)
        return site if chance.random() < 0.5 else self._sample.pick_near(chance, site)

    def _locations(self, home: str) -> list[dict[str, Any]]:
        more = self._chance.choices((0, 1, 2, 6), (84, 10, 4, 2))[0]
        postcodes = [home, *(self._sample.pick_near(self._chance, home) if self._chance.random() < 0.7 else self._sample.pick(self._chance) for _ in range(more))]
        return [self._location(postcode) for postcode in postcodes]

    def _location(self, postcode: str) -> dict[str, Any]:
        chance = self._chance
        kind = _weighted(chance, LOCATION)
        said: dict[str, Any] = {"name": "Fixture House", "step_free": chance.choice((True, False, None))}
        if chance.random() < 0.1:
            said["hours"] = chance.choice(HOURS)
        if kind == "authority":
            return said | {"local_authority": chance.choice(self._authorities)}
        if kind == "postcode" and postcode in self._towns:
            said["town"] = self._towns[postcode]
        where = {"postcode": postcode, "outward": postcode[:-4], "unlisted": chance.choice(UNLISTED), "crown": chance.choice(CROWN)}
        return said | {"postcode": where[kind]}

    def _areas(self, home: str, has_location: bool) -> dict[str, Any]:
        chance = self._chance
        kind = _weighted(chance, CATCHMENT)
        if kind == "anyone":
            return {}
        kinds = chance.sample([one for one in CATCHMENT if one not in ("anyone", "union")], 2) if kind == "union" else [kind]
        around = self._gazetteer.find(home)
        return {"areas_served": {key: value for one in kinds for key, value in self._area(one, around, home, has_location).items()}}

    def _area(self, kind: str, around: Place, home: str, has_location: bool) -> dict[str, Any]:
        if kind == "authorities":
            return {"local_authorities": self._beside(around.local_authorities, self._authorities)}
        if kind == "districts":
            return {"postcode_districts": self._beside(around.districts, [home[:-4]])}
        if kind == "radius" and has_location:
            return {"radius_miles": self._chance.choice((3, 5.5, 10, 15, 40))}
        return self._nations(around)

    def _nations(self, around: Place) -> dict[str, Any]:
        mine = [nation.value for nation in around.nations] or ["england"]
        return {"nations": list(dict.fromkeys([*mine, *self._chance.sample(("england", "wales", "scotland", "northern-ireland", "jersey", "isle-of-man"), self._chance.choice((0, 0, 1, 2)))]))}

    def _beside(self, mine: frozenset[str], others: Sequence[str]) -> list[str]:
        """The area's own codes with a few more: neighbours of the home, or of anywhere."""
        near = self._gazetteer.find(self._sample.pick(self._chance))
        more = self._chance.choice(([], [], [self._chance.choice(others)], sorted(near.local_authorities if others is self._authorities else near.districts)))
        return list(dict.fromkeys([*sorted(mine), *more])) or [others[0]]

    def _eligibility(self) -> dict[str, Any] | None:
        chance = self._chance
        if chance.random() < 0.3:
            return None
        said: dict[str, Any] = {}
        if chance.random() < 0.35:
            said["min_age"] = chance.choice((16, 18, 25, 50))
        if chance.random() < 0.15:
            said["max_age"] = chance.choice((25, 40, 70))
            said["min_age"] = min(said.get("min_age", 16), said["max_age"])
        if chance.random() < 0.25:
            said["cancer_types"] = chance.sample(self._cancers, chance.choice((1, 1, 2, 4)))
        if chance.random() < 0.4:
            said["audience"] = chance.sample(("patient", "carer", "family", "professional"), chance.choice((1, 2, 3, 4)))
        if chance.random() < 0.15:
            said["text"] = "Ask what they need to know."
        if chance.random() < 0.05:
            said["patients_of"] = "Fixture Hospital"
        return said or {"audience": ["patient", "carer", "family", "professional"]}


def generate(count: int, seed: int, scheme: ConcernScheme, postcodes: Path) -> list[Service]:
    """`count` services; the same for the same seed, scheme and postcode table."""
    return list(Generator(seed, count, scheme, postcodes).services())


def shelf_of(services: Sequence[Service], scheme: ConcernScheme, postcodes: Path) -> Shelf:
    return shelve(services, scheme, Gazetteer.open(postcodes))


def write_index(index: Path, name: str, shelf: Shelf, *, with_text: bool) -> Path:
    """Compile a generation into an index folder without any YAML, and switch to it."""
    facts = {"services": len(shelf.findable), "entries": len(shelf.services), "built": "2026-11-22"}
    with build_lock(index):
        folder = write_generation(index, name, facts, lambda out: compile_shelf(shelf, out, with_text=with_text))
        switch_to(index, name)
    return folder
