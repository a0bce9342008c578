"""Checked services to the arrays and ready-made JSON of a generation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgpack
import numpy as np
from numpy.typing import NDArray

from signpost.concerns import ConcernScheme
from signpost.gazetteer import Gazetteer, Town, towns_of
from signpost.geodesy import ecef
from signpost.places import Nation, Place
from signpost.problems import SignpostError
from signpost.search.areas import nation_bits
from signpost.search.generation import Deliveries, Facts, write_arrays, write_blob, write_json
from signpost.search.reasons import how_to_get_in
from signpost.search.spelling import words_of, write_spelling
from signpost.search.text import folded, impacts, write_index
from signpost.services import AreasServed, Audience, Cost, Delivery, Eligibility, Location, Referral, Service, Status
from signpost_indexer.learning import write_model
from signpost_indexer.learnt import UNDERSTANDING, keep_record, learnt_from, taken_over
from signpost_indexer.limits import catchment, limits, listed
from signpost_indexer.names import write_names_of
from signpost_indexer.schedules import schedules

Progress = Callable[[str], None]

_DELIVERY_BITS = {
    Delivery.IN_PERSON: Deliveries.IN_PERSON,
    Delivery.HOME_VISIT: Deliveries.HOME_VISIT,
    Delivery.PHONE: Deliveries.PHONE,
    Delivery.ONLINE: Deliveries.ONLINE,
    Delivery.POST: Deliveries.POST,
}
_FROM_AFAR = {Delivery.PHONE: "by phone", Delivery.ONLINE: "online", Delivery.POST: "by post"}
_COSTS = ["", *Cost]
_IN_A_RESULT = ("id", "name", "organisation", "summary", "family", "concerns", "status", "delivery", "contacts", "cost", "referral")
_IN_A_RESULT_IF_GIVEN = ("cost_text", "referral_text", "hours", "hours_text", "languages", "taking", "waiting")


@dataclass(frozen=True, slots=True)
class Placed:
    """A location with where it is; `place` is None when nobody knows its postcode."""

    location: Location
    place: Place | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that goes into a generation: services by ascending id, their places, and the scheme."""

    services: Sequence[Service]
    placed: Mapping[str, tuple[Placed, ...]]
    scheme: ConcernScheme

    @property
    def findable(self) -> list[Service]:
        return [service for service in self.services if service.status is not Status.CLOSED]


def shelve(services: Iterable[Service], scheme: ConcernScheme, gazetteer: Gazetteer) -> Shelf:
    """Services in the order of their ids, each location looked up once."""
    ordered = sorted(services, key=lambda service: service.id)
    return Shelf(ordered, {service.id: tuple(Placed(place, _whereabouts(place, gazetteer)) for place in service.locations) for service in ordered}, scheme)


def _whereabouts(location: Location, gazetteer: Gazetteer) -> Place | None:
    try:
        if location.postcode:
            return gazetteer.locate(location.postcode)
        return gazetteer.authority_place(location.local_authority or "")
    except SignpostError:
        return None  # checks have warned: no coordinates is not (0, 0)


def compile_shelf(shelf: Shelf, out: Path, progress: Progress = lambda _: None, *, with_text: bool = True, index: Path | None = None) -> None:
    """Write every file of a generation but its manifest into the folder `out`. What words mean may be one of `index` had learnt."""
    progress(f"Writing {len(shelf.findable)} services")
    compiler = _Compiler(shelf)
    arrays = compiler.arrays()
    terms: list[str] = []
    if with_text:
        progress("Indexing their words")
        documents = [document(service, shelf.scheme) for service in shelf.findable]
        write_index(out / "text", documents)
        words = words_of(re.findall(r"[a-z]+", folded(" ".join(fields.values()))) for fields in documents)
        terms, text_arrays = _terms(out / "text")
        _write_understanding(out / UNDERSTANDING, shelf.scheme, index, progress)
    else:
        words = {}
        text_arrays = _laid_out("term", "services", [], np.int32) | {"term_impacts": np.empty(0, np.float32)}
    write_arrays(out, arrays | text_arrays)
    write_spelling(out, words)
    write_names_of(out, shelf.findable, shelf.scheme)
    write_json(out, "catalogue", compiler.catalogue() | {"terms": terms})
    write_json(out, "scheme", shelf.scheme.as_json())
    write_blob(out, "bodies", map(_packed, map(compiler.body, shelf.findable)))
    write_blob(out, "facts", map(msgpack.packb, map(compiler.facts, shelf.findable)))
    write_blob(out, "entries", map(_packed, map(compiler.entry, shelf.services)))


def _write_understanding(folder: Path, scheme: ConcernScheme, index: Path | None, progress: Progress) -> None:
    source = learnt_from(scheme)
    if index and taken_over(folder, source, index):
        progress("What words mean has not changed")
    else:
        progress("Learning what words mean (half a minute)")
        write_model(folder, scheme, progress)
        keep_record(folder, source)


def _packed(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(service: Service) -> dict[str, Any]:
    """The entry as plain data: only what it says, under the contract's keys."""
    data: dict[str, Any] = service.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    data["assurance"]["last_checked"] = service.assurance.last_checked and service.assurance.last_checked.isoformat()
    return data


def document(service: Service, scheme: ConcernScheme) -> dict[str, str]:
    """The words of a service, by the fields that text search weighs."""
    concerns = [scheme.concern_by_id[one] for one in scheme.expand(service.concerns)]
    kinds = {kind.id: kind.label for kind in scheme.service_categories}
    family = [scheme.family_by_id[service.family].label] if service.family else []
    labels = [*family, *(kinds[one] for one in service.categories), *(concern.label for concern in concerns), *(name for one in concerns[:2] for name in one.aliases)]
    return {
        "name": service.name,
        "organisation": service.organisation,
        "summary": service.summary,
        "description": " ".join(filter(None, [service.description, service.eligibility.text if service.eligibility else None, service.referral_text, service.cost_text])),
        "kinds": " ".join(labels),
        "places": " ".join(filter(None, (word for place in service.locations for word in (place.name, place.address, place.town)))),
    }


def _terms(folder: Path) -> tuple[list[str], dict[str, NDArray[Any]]]:
    found = list(impacts(folder))
    arrays = _laid_out("term", "services", [[number for number, _ in scores] for _, scores in found], np.int32)
    arrays["term_impacts"] = np.array([score for _, scores in found for _, score in scores], dtype=np.float32)
    return [term for term, _ in found], arrays


def _laid_out(name: str, items: str, lists: Iterable[Sequence[int]], kind: type) -> dict[str, NDArray[Any]]:
    """Lists laid end to end, with where each starts."""
    lists = list(lists)
    starts = np.cumsum([0, *map(len, lists)], dtype=np.int64)
    return {f"{name}_start": starts, f"{name}_{items}": np.array([item for one in lists for item in one], dtype=kind)}


class _Numbers(dict[Any, int]):
    """Numbers things in the order of their first coming."""

    def __missing__(self, thing: Any) -> int:
        self[thing] = len(self)
        return self[thing]


class _Compiler:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._services, self._scheme = shelf, shelf.findable, shelf.scheme
        self._areas, self._cancer_sets, self._kind_sets, self._language_sets, self._hours = (_Numbers() for _ in range(5))
        for numbers in (self._cancer_sets, self._kind_sets, self._language_sets, self._hours):
            numbers[()]  # number 0 = nothing stated
        self._areas[None]  # number 0 = anyone
        # Concerns first: an entry may also name a whole category, which then counts as its first concern.
        self._concern_numbers = {one: number for number, one in enumerate(self._scheme.known)}
        self._family_numbers = {family.id: number for number, family in enumerate(self._scheme.families)}

    def arrays(self) -> dict[str, NDArray[Any]]:
        services = self._services
        eligibilities = [service.eligibility for service in services]
        first = {one: number for number, one in enumerate(self._scheme.known)}
        columns = {
            "delivery": _column((sum(_DELIVERY_BITS[way] for way in set(s.delivery)) for s in services), np.uint8),
            "cost": _column((_COSTS.index(s.cost or "") for s in services), np.uint8),
            "referral": _column((_bits(s.referral, Referral) for s in services), np.uint8),
            "family": _column((self._family_numbers[s.family] if s.family else -1 for s in services), np.int16),
            "first_concern": _column((first[s.concerns[0]] for s in services), np.int16),
            "area": _column((self._areas[_area_key(s.areas_served)] for s in services), np.int32),
            "catchment_miles": _column(((s.areas_served and s.areas_served.radius_miles) or 0.0 for s in services), np.float64),
            "min_age": _column((-1 if e is None or e.min_age is None else e.min_age for e in eligibilities), np.int16),
            "max_age": _column((-1 if e is None or e.max_age is None else e.max_age for e in eligibilities), np.int16),
            "audience": _column((_audience(e) for e in eligibilities), np.uint8),
            "cancer_set": _column((self._cancer_sets[self._cancers(e)] for e in eligibilities), np.int32),
            "worded_limit": _column((e is not None and bool(e.text or e.patients_of) for e in eligibilities), np.uint8),
            "kind_set": _column((self._kind_sets[tuple(s.categories)] for s in services), np.int32),
            "due": _column((s.assurance.due.toordinal() if s.assurance.due else 0 for s in services), np.int32),
            "language_set": _column((self._language_sets[tuple(s.languages)] for s in services), np.int32),
            "step_free": _column(map(_step_free, services), np.uint8),
            "hours": _column((self._hours[schedules(s, [(one.location, one.place) for one in self._shelf.placed[s.id]])] for s in services), np.int32),
        }
        return columns | self._places() | self._postings() | self._catchments()

    def _cancers(self, eligibility: Eligibility | None) -> tuple[str, ...]:
        named = eligibility.cancer_types if eligibility else []
        return tuple(sorted({self._scheme.cancer_type(one) or one for one in named}))

    def _places(self) -> dict[str, NDArray[Any]]:
        known = [[one.place for one in _known_first(self._shelf.placed[service.id]) if one.place] for service in self._services]
        every = [place for places in known for place in places]
        return {
            "place_start": np.cumsum([0, *map(len, known)], dtype=np.int64),
            "place_xyz": ecef([p.latitude for p in every], [p.longitude for p in every]).reshape(-1, 3),
        }

    def _postings(self) -> dict[str, NDArray[Any]]:
        tagged: list[list[int]] = [[] for _ in self._scheme.concerns]
        kin: list[list[int]] = [[] for _ in self._scheme.families]
        for number, service in enumerate(self._services):
            for concern in self._scheme.expand(service.concerns):
                tagged[self._concern_numbers[concern]].append(number)
            if service.family:
                kin[self._family_numbers[service.family]].append(number)
        return _laid_out("concern", "services", tagged, np.int32) | _laid_out("family", "services", kin, np.int32)

    def _catchments(self) -> dict[str, NDArray[Any]]:
        """Which areas each nation, authority and district belongs to; `catalogue` names the last two in the same order."""
        self._authorities, self._districts = _Numbers(), _Numbers()
        by_authority: dict[int, list[int]] = {}
        by_district: dict[int, list[int]] = {}
        bits = np.zeros(len(self._areas), dtype=np.uint8)
        for key, number in self._areas.items():
            nations, authorities, districts = key or ((), (), ())
            bits[number] = nation_bits(nations)
            for code in authorities:
                by_authority.setdefault(self._authorities[code], []).append(number)
            for code in districts:
                by_district.setdefault(self._districts[code], []).append(number)
        return {
            "area_nations": bits,
            **_laid_out("authority", "areas", by_authority.values(), np.int32),
            **_laid_out("district", "areas", by_district.values(), np.int32),
        }

    def catalogue(self) -> dict[str, Any]:
        return {
            "ids": [service.id for service in self._services],
            "shelf_ids": [service.id for service in self._shelf.services],
            "concerns": list(self._concern_numbers),
            "families": list(self._family_numbers),
            "costs": _COSTS,
            "referrals": list(Referral),
            "audiences": list(Audience),
            "cancer_sets": list(self._cancer_sets),
            "kind_sets": list(self._kind_sets),
            "language_sets": list(self._language_sets),
            "hours": [[one.to_json() for one in several] for several in self._hours],
            "authorities": list(self._authorities),
            "districts": list(self._districts),
            "towns": [town.to_json() for town in _towns(self._shelf)],
        }

    def body(self, service: Service) -> dict[str, Any]:
        """A result's unchanging part, in the contract's shape."""
        data = _plain(service)
        body = {key: data.get(key) for key in _IN_A_RESULT} | {"contacts": data.get("contacts", {}), "referral": data.get("referral", [])}
        body |= {key: data[key] for key in _IN_A_RESULT_IF_GIVEN if key in data}
        kept = ("source", "source_date", "last_checked")
        return body | {"assurance": {key: data["assurance"].get(key) for key in kept}}

    def facts(self, service: Service) -> Facts:
        """What the reasons need (signpost.search.generation.Facts)."""
        placed = _known_first(self._shelf.placed[service.id])
        step_free = next((one.location for one in placed if one.location.step_free), None)
        due = service.assurance.due
        return Facts(
            name=service.name,
            concerns=self._scheme.expand(service.concerns),
            closed_for_now=service.status is Status.TEMPORARILY_CLOSED,
            from_afar=listed([_FROM_AFAR[way] for way in service.delivery if way in _FROM_AFAR], "and").capitalize(),
            way_in=how_to_get_in(service.referral),
            stated=service.eligibility is not None and service.eligibility != Eligibility(),  # an empty mapping says nothing
            limits=limits(service.eligibility, self._scheme),
            area=catchment(service.areas_served),
            due=due.isoformat() if due else None,
            places=tuple(shown_location(one) for one in placed),
            approximate=tuple(one.place is not None and one.place.approximate for one in placed),
            step_free_at=(step_free.name or step_free.town or "its address") if step_free else None,
        )

    def entry(self, service: Service) -> dict[str, Any]:
        """The whole entry, each location with its position as it may be shown."""
        data = _plain(service)
        data.setdefault("contacts", {})
        if service.locations:
            data["locations"] = [location | shown_location(one) for location, one in zip(data["locations"], self._shelf.placed[service.id], strict=True)]
        due = service.assurance.due
        data["assurance"]["due"] = due.isoformat() if due else None
        return data


def _known_first(placed: tuple[Placed, ...]) -> list[Placed]:
    """Locations with a position first, so that they stand in the order of the position arrays."""
    return sorted(placed, key=lambda one: one.place is None)


def shown_location(placed: Placed) -> dict[str, Any]:
    """A location as it may be given out: `{"postcode", "latitude", "longitude"}` and what names it."""
    location, place = placed.location, placed.place
    named = {key: value for key in ("name", "address", "town", "step_free") if (value := getattr(location, key)) is not None}
    where = {"postcode": location.postcode, "latitude": place and place.shown_latitude, "longitude": place and place.shown_longitude}
    authority = place.local_authority if place else None
    return named | where | ({"local_authority": authority.code} if authority else {})


def _column(values: Iterable[Any], kind: type) -> NDArray[Any]:
    return np.fromiter(values, dtype=kind)


def _bits(chosen: Iterable[Any], order: Iterable[Any]) -> int:
    places = {one: 1 << number for number, one in enumerate(order)}
    return sum(places[one] for one in set(chosen))


def _audience(eligibility: Eligibility | None) -> int:
    """Bits of who may ask; 0 = anyone, which is also what naming all of them means."""
    named = _bits(eligibility.audience, Audience) if eligibility else 0
    return 0 if named == _bits(Audience, Audience) else named


def _step_free(service: Service) -> int:
    known = {place.step_free for place in service.locations}
    return 1 if True in known else 2 if False in known else 0


def _area_key(area: AreasServed | None) -> tuple[tuple[Nation, ...], tuple[str, ...], tuple[str, ...]] | None:
    return None if area is None else (tuple(sorted(set(area.nations))), tuple(sorted(set(area.local_authorities))), tuple(sorted(set(area.postcode_districts))))


def _towns(shelf: Shelf) -> list[Town]:
    """The towns that locations name, as places to search near."""
    placed = [one for service in shelf.findable for one in shelf.placed[service.id]]
    return towns_of((one.location.town, one.place) for one in placed if one.location.town and one.place)
