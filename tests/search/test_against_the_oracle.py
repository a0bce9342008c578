"""Random searches over thousands of made-up services, against a brute force that was written from the contract alone."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bench.generate import PostcodeSample, generate, shelf_of, write_index
from signpost.gazetteer import Gazetteer
from signpost.places import Place
from signpost.problems import SignpostError
from signpost.search.directory import Directory
from signpost.search.request import Person, Result, SearchPage, SearchRequest
from signpost_indexer.taxonomy import read_taxonomy
from tests.search.oracle import METRES_PER_MILE, MOMENTS, Entry, Hit, Oracle, Question

METRE = 1 / METRES_PER_MILE
MILLIMETRE = METRE / 1000
ROUNDING = 1e-10
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TAXONOMY = Path(__file__).parents[2] / "taxonomy"

PLACES = (
    # full postcodes in all four nations, islands among them
    *("LS1 4AP", "SW1A 1AA", "M1 1AE", "PL1 2AA", "TR21 0PW", "CF10 1EP", "LL57 2DG", "SA1 3SN", "EH1 1YZ", "KW15 1NY", "ZE1 0LL", "HS1 2AF", "IV1 1HY"),
    *("BT1 5GS", "BT48 6HQ", "BT92 8AA", "TD15 1AZ", "CH1 2HJ", "NP16 5HB", "LD8 2AF"),
    # outward codes, some on a border
    *("LS1", "TD15", "CH4", "SY10", "BT1", "BT79", "ZE2", "EC1A", "HR3"),
    # coordinates: inland, in the Irish and North Sea near the coast, next to a border
    *("53.8,-1.55", "54.6,-5.93", "55.77,-2.0", "60.15,-1.15", "49.21,-2.13", "51.5,-0.12", "54.15,-4.48"),
    # local authorities and towns
    *("Leeds", "Cornwall", "Fermanagh and Omagh", "Highland", "Cardiff", "Isle of Wight", "City of London", "Rutland", "Powys"),
    # Crown dependencies, and postcodes that are in no list
    *("JE2", "JE2 4UH", "GY1", "GY1 1WR", "IM1", "IM9 4EB", "LS1 4ZZ", "BT7 9ZZ", "EH1 9ZZ", "JE3 9ZZ"),
)


@dataclass(frozen=True)
class World:
    """The same services in the engine and in the oracle."""

    directory: Directory
    oracle: Oracle
    places: tuple[Place, ...]


WorldOf = Callable[[int], World]


@pytest.fixture(scope="module")
def world_of(postcodes: Path, tmp_path_factory: pytest.TempPathFactory) -> WorldOf:
    @cache
    def make(count: int) -> World:
        scheme, problems = read_taxonomy(TAXONOMY, str)
        assert scheme is not None, problems
        services = generate(count, 20261122, scheme, postcodes)
        folder = write_index(tmp_path_factory.mktemp("oracle"), "made-up", shelf_of(services, scheme, postcodes), with_text=False)
        directory, gazetteer = Directory.open(folder, postcodes), Gazetteer.open(postcodes)
        oracle = Oracle([service.model_dump(mode="json") for service in services], scheme.as_json(), lambda location: located(location, gazetteer), NOW.date())
        chance, sample = random.Random(7), PostcodeSample(postcodes)
        anywhere = [sample.pick(chance) for _ in range(60)]
        towns = [directory.gazetteer.find(town.name) for town in directory.gazetteer.towns]
        return World(directory, oracle, (*towns, *(gazetteer.find(text) for text in (*PLACES, *anywhere))))

    return make


def located(location: Entry, gazetteer: Gazetteer) -> Place | None:
    try:
        return gazetteer.locate(location["postcode"]) if location["postcode"] else gazetteer.authority_place(location["local_authority"])
    except SignpostError:
        return None


def questions(world: World, count: int, seed: int) -> Iterator[Question]:
    """Every kind of search by turns, each with a few filters."""
    chance, scheme = random.Random(seed), world.oracle.scheme
    concerns = [one["id"] for one in scheme["concerns"]]
    categories = [one["id"] for one in scheme["categories"]]
    families = [one["id"] for one in scheme["families"]]
    cancers = [one["id"] for one in scheme["cancer_types"]]
    kinds: tuple[Callable[[], dict[str, Any]], ...] = (
        lambda: {"concern": (chance.choice(concerns),)},
        lambda: {"concern": (chance.choice(concerns),)},
        lambda: {"concern": tuple(chance.sample(concerns, 3))},
        lambda: {"concern": (chance.choice(categories),)},
        lambda: {"concern": (chance.choice(categories), chance.choice(concerns))},
        lambda: {"family": (chance.choice(families),)},
        lambda: {"family": tuple(chance.sample(families, 2)), "concern": (chance.choice([*concerns, *categories]),)},
    )
    filters: tuple[Callable[[], dict[str, Any]], ...] = (
        lambda: {"delivery": tuple(chance.sample(("in-person", "home-visit", "phone", "online", "post"), chance.choice((1, 2))))},
        lambda: {"cost": chance.choice(("free", "charged", "means-tested", "donation"))},
        lambda: {"referral": chance.choice(("self", "professional", "gp"))},
        lambda: {"language": chance.choice(("en", "pa", "cy", "bsl", "fr"))},
        lambda: {"step_free": chance.choice((True, True, False))},
        lambda: {"open_at": chance.choice(MOMENTS)},
        lambda: {"age": chance.choice((0, 15, 16, 17, 24, 40, 41, 70, 71, 120))},
        lambda: {"cancer_type": chance.choice(cancers)},
        lambda: {"audience": chance.choice(("patient", "carer", "family", "professional"))},
        lambda: {"radius_miles": chance.choice((0.5, 3.0, 10.0, 60.0, 1000.0))},
    )
    for number in range(count):
        near = None if number % 12 == 11 else chance.choice(world.places)
        chosen = chance.sample(filters, chance.choices((0, 1, 2, 3), (40, 30, 20, 10))[0])
        wanted = kinds[number % len(kinds)]() | {key: value for one in chosen for key, value in one().items()}
        yield Question(near=near, **wanted)


def as_request(asked: Question, limit: int) -> SearchRequest:
    return SearchRequest(
        concerns=asked.concern,
        families=asked.family,
        near=asked.near,
        radius_miles=asked.radius_miles,
        delivery=asked.delivery,
        cost=asked.cost,
        referral=asked.referral,
        language=asked.language,
        step_free=asked.step_free,
        open_at=datetime.fromisoformat(asked.open_at) if asked.open_at else None,
        person=Person(asked.age, asked.cancer_type, asked.audience),
        limit=limit,
    )


def pages(directory: Directory, request: SearchRequest) -> list[SearchPage]:
    """Every page, as a person who follows `next` sees them."""
    found = [directory.search(request, NOW)]
    while found[-1].next_cursor:
        found.append(directory.search(replace(request, cursor=found[-1].next_cursor), NOW))
    return found


def differences(asked: Question, hits: list[Hit], found: list[SearchPage]) -> list[str]:
    """Everything in which the engine's pages, laid end to end, differ from the oracle's answer."""
    results = [result for page in found for result in page.results]
    wrong = [f"total {page.total}, not {len(hits)}" for page in found if page.total != len(hits)]
    expected = {hit.id: hit for hit in hits}
    if len(results) != len({result.id for result in results}):
        wrong.append("a service stands on two pages")
    if missing := expected.keys() - {result.id for result in results}:
        wrong.append(f"missing {sorted(missing)[:3]} of {len(missing)}")
    if extra := {result.id for result in results} - expected.keys():
        wrong.append(f"not asked for: {sorted(extra)[:3]} of {len(extra)}")
    if wrong:
        return wrong
    for result in results:
        wrong += unlike(expected[result.id], result)
    for one, other in itertools.pairwise(results):
        if not in_order(expected[one.id], expected[other.id]):
            wrong.append(f"order: {expected[one.id]} before {expected[other.id]}")
    reaches = {reach: sum(hit.reach == reach for hit in hits) for reach in ("near", "visits", "remote")}
    if any(page.reaches != reaches for page in found):
        wrong.append(f"reaches {found[0].reaches}, not {reaches}")
    return wrong


def unlike(hit: Hit, result: Result) -> list[str]:
    pairs = {
        "reach": (result.reach, hit.reach),
        "verdict": (result.verdict, hit.verdict),
        "approximate": (result.approximate, hit.approximate),
        "has a distance": (result.distance_miles is not None, hit.miles is not None),
    }
    wrong = [f"{hit.id}: {name} {mine}, not {theirs}" for name, (mine, theirs) in pairs.items() if mine != theirs]
    if hit.miles is not None and result.distance_miles is not None and abs(result.distance_miles - hit.miles) > METRE:
        wrong.append(f"{hit.id}: {result.distance_miles} miles, not {hit.miles}")
    return wrong


def in_order(one: Hit, other: Hit) -> bool:
    """Whether `one` may stand right before `other`. Less than a millimetre of distance may go either way."""
    if one.coarse != other.coarse:
        return one.coarse < other.coarse
    if one.miles == other.miles and abs(one.score - other.score) < ROUNDING:
        return one.id < other.id
    return one.score > other.score - MILLIMETRE / 8  # which is what it is worth at the door, and less further on


def disagreements(world: World, count: int, seed: int) -> list[str]:
    chance, told = random.Random(seed + 1), []
    for asked in questions(world, count, seed):
        limit = chance.choice((1, 7, 20, 100))
        hits = world.oracle.search(asked)
        if len(hits) > 30 * limit:
            limit = 100
        wrong = differences(asked, hits, pages(world.directory, as_request(asked, limit)))
        told += [f"{asked.concern or asked.family} near {asked.near and asked.near.name}: {one}" for one in wrong[:3]]
    return told


def test_two_hundred_random_searches_over_1500_services_agree_with_the_oracle(world_of: WorldOf) -> None:
    assert disagreements(world_of(1500), 200, seed=1) == []


@pytest.mark.heavy
def test_two_thousand_random_searches_over_10_000_services_agree_with_the_oracle(world_of: WorldOf) -> None:
    assert disagreements(world_of(10_000), 2000, seed=2) == []


def test_the_random_searches_find_services_of_every_reach_and_verdict(world_of: WorldOf) -> None:
    world = world_of(1500)
    hits = [hit for asked in questions(world, 60, seed=3) for hit in world.oracle.search(asked)]
    assert {hit.reach for hit in hits} == {"near", "visits", "remote", None}
    assert {hit.verdict for hit in hits} == {"yes", "ask", "no"}
    assert {place.kind.value for place in world.places} == {"postcode", "outward-code", "coordinates", "local-authority", "town"}


def test_the_oracle_would_see_a_service_that_is_missing_or_out_of_order(world_of: WorldOf) -> None:
    world = world_of(300)
    asked = Question(concern=("physical",), near=world.places[0])
    hits, found = world.oracle.search(asked), pages(world.directory, as_request(asked, 100))
    assert differences(asked, hits, found) == []
    first = found[0]
    assert differences(asked, hits, [replace(first, results=first.results[1:]), *found[1:]])
    assert differences(asked, hits, [replace(first, results=(*first.results[1:], first.results[0])), *found[1:]])
