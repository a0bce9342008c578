"""The weights: each has a scene that it decides, the first of them decide alone, and what is told of a score adds up to it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bench.generate import write_index
from signpost.concerns import ConcernScheme
from signpost.gazetteer import Gazetteer
from signpost.search.directory import Directory
from signpost.search.page import Search
from signpost.search.ranking import SMALL, WEIGHTS
from signpost.search.request import Person
from signpost.services import Service
from signpost_indexer.compiling import shelve
from tests.search.small import EVERYBODY, HARROGATE, LEEDS, SEACROFT, YORK, DirectoryOf, Entry, entry, ids, search

CHECKED = {"source": "https://example.org/services", "last_checked": "2026-11-01"}
LONG_AGO = {"source": "https://example.org/services", "last_checked": "2025-01-01"}
GENERAL = ["exercise-and-activity", "swelling"]
Opens = Callable[..., Directory]


@dataclass(frozen=True)
class Scene:
    """Two services, of which the first should stand first though its id comes second; one weight sees to it."""

    first: Entry
    second: Entry
    asked: dict[str, Any] = field(default_factory=dict)

    def order(self, directory: Directory) -> list[str]:
        return ids(search(directory, **self.asked))


SCENES = {
    "reach": Scene(entry("b", LEEDS, concerns=GENERAL), entry("a")),
    "eligibility": Scene(entry("b", LEEDS, concerns=GENERAL), entry("a", LEEDS, eligibility={"min_age": 16}), {"person": Person(age=12)}),
    "first-concern": Scene(entry("b", YORK), entry("a", LEEDS, concerns=GENERAL)),
    "language": Scene(entry("b", YORK, languages=["pa"]), entry("a", LEEDS)),
    "distance": Scene(entry("b", SEACROFT), entry("a", HARROGATE)),
    "kind": Scene(entry("b", categories=["lymphoedema-support-group"]), entry("a", categories=["physical-activity"])),
    "family": Scene(entry("b", family="lymphoedema"), entry("a", family="spiritual")),
    "local": Scene(entry("b", areas_served={"local_authorities": ["E08000035"]}), entry("a", areas_served={"nations": ["england"]})),
    "open-to-all": Scene(entry("b", eligibility=EVERYBODY), entry("a", eligibility={"cancer_types": ["breast"]})),
    "assurance": Scene(entry("b", LEEDS, assurance=CHECKED), entry("a", LEEDS, assurance=LONG_AGO)),
}
WORDS = Scene(
    entry("b", SEACROFT, name="Yoga for lymphoedema", summary="Gentle yoga when an arm is swollen."),
    entry("a", LEEDS, name="Community centre", description="Crafts, cooking, choir, yoga and a garden for everybody.", concerns=GENERAL),
    {"text": "yoga swollen arm"},
)


@pytest.fixture
def opens(tmp_path: Path, scheme: ConcernScheme, postcodes: Path) -> Opens:
    """Opens a directory of the entries given; without words it is made in a moment."""
    numbers = itertools.count(1)

    def make(*entries: Entry, rank_by_assurance: bool = True) -> Directory:
        shelf = shelve([Service.model_validate(one) for one in entries], scheme, Gazetteer.open(postcodes))
        folder = write_index(tmp_path / "index", f"generation-{next(numbers)}", shelf, with_text=False)
        return Directory.open(folder, postcodes, rank_by_assurance)

    return make


def without(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WEIGHTS, name, WEIGHTS[name]._replace(points=0.0))


def speaks(language: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the words of every search were written in it."""
    monkeypatch.setattr(Search, "_language", lambda search: language)


def test_every_weight_has_a_reason_and_a_scene() -> None:
    assert {*SCENES, "words"} == set(WEIGHTS)
    assert all(weight.points > 0 and len(weight.reason) > 20 and weight.has and weight.lacks for weight in WEIGHTS.values())


@pytest.mark.parametrize("name", SCENES)
def test_a_weight_decides_its_scene_and_without_it_the_order_changes(opens: Opens, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    scene = SCENES[name]
    if name == "language":
        speaks("pa", monkeypatch)
    assert scene.order(opens(scene.first, scene.second)) == ["b", "a"]
    without(name, monkeypatch)
    assert scene.order(opens(scene.first, scene.second)) == ["a", "b"]


def test_the_weight_of_words_decides_its_scene_and_without_it_the_order_changes(directory_of: DirectoryOf, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = directory_of(WORDS.first, WORDS.second)
    assert WORDS.order(directory) == ["b", "a"]
    without("words", monkeypatch)
    assert WORDS.order(directory) == ["a", "b"]


def test_reach_then_a_verdict_of_no_then_a_specialist_then_a_language_each_outweigh_all_that_stands_below() -> None:
    def most(*names: str) -> float:
        return sum(WEIGHTS[name].points for name in names)

    below = most("distance", *SMALL)
    rest = most("language") + below
    assert {"reach", "eligibility", "first-concern", "words", "language", "distance", *SMALL} == set(WEIGHTS)
    match = max(most("first-concern"), most("words"))  # a search has one or the other
    assert most("language") > below
    assert most("first-concern") > rest
    assert most("eligibility") > match + rest
    assert most("reach") > most("eligibility") + match + rest


def test_a_specialist_clinic_stands_above_a_nearer_general_centre_however_near_that_is(opens: Opens) -> None:
    centre = entry("a-centre", LEEDS, concerns=["worry-fear-or-anxiety", "swelling"], family="information-and-support", assurance=CHECKED, eligibility=EVERYBODY)
    for place in (SEACROFT, HARROGATE, YORK):
        clinic = entry("b-clinic", place, family="lymphoedema", eligibility={"text": "Ask.", "cancer_types": ["breast"]})
        assert ids(search(opens(centre, clinic))) == ["b-clinic", "a-centre"]


def test_distances_tell_apart_even_far_away_helplines(opens: Opens) -> None:
    directory = opens(entry("a", "TR21 0PW", delivery=["phone"]), entry("b", "TR1 3LJ", delivery=["phone"]), entry("c"))
    assert ids(search(directory, "ZE1 0LL")) == ["b", "a", "c"]


def test_a_limit_that_the_person_is_said_to_meet_is_none(opens: Opens) -> None:
    directory = opens(entry("a", eligibility={"cancer_types": ["breast"]}), entry("b", eligibility=EVERYBODY))
    assert ids(search(directory)) == ["b", "a"]
    assert ids(search(directory, person=Person(cancer_type="breast"))) == ["a", "b"]


@pytest.mark.parametrize(
    ("area", "first_in_the_outward_code"),
    [
        ({"nations": ["scotland"]}, "a-everybody"),
        ({"local_authorities": ["S12000026"]}, "a-everybody"),
        ({"nations": ["scotland"], "radius_miles": 11}, "a-everybody"),
        ({"nations": ["scotland"], "radius_miles": 60}, "b-these-parts"),
        ({"postcode_districts": ["TD15"]}, "b-these-parts"),
    ],
)
def test_made_for_these_parts_counts_only_where_all_of_the_place_is_surely_served(opens: Opens, area: Entry, first_in_the_outward_code: str) -> None:
    """TD15 lies in England and in Scotland; the postcode in Scotland alone."""
    directory = opens(entry("a-everybody", "TD15 1UZ", delivery=["phone"]), entry("b-these-parts", "TD15 1UZ", delivery=["phone"], areas_served=area))
    assert ids(search(directory, "TD15 1UZ"))[0] == "b-these-parts"
    assert ids(search(directory, "TD15"))[0] == first_in_the_outward_code


def test_assurance_can_be_switched_off(opens: Opens) -> None:
    scene = SCENES["assurance"]
    assert scene.order(opens(scene.first, scene.second, rank_by_assurance=False)) == ["a", "b"]


EXPLAINED: list[dict[str, Any]] = [
    {"concerns": ("swelling",)},
    {"concerns": ("physical",), "person": Person(age=12)},
    {"concerns": ("swelling",), "near": None},
    {"families": ("lymphoedema",)},
    {"text": "yoga swollen arm"},
    {"concerns": ("swelling",), "text": "yoga", "near": None},
]


def test_components_add_up_to_the_score_and_the_score_is_the_order(directory_of: DirectoryOf) -> None:
    scenes = [*SCENES.values(), WORDS]
    entries = [one | {"id": f"{number}-{one['id']}"} for number, scene in enumerate(scenes) for one in (scene.first, scene.second)]
    directory = directory_of(*entries)
    for asked in EXPLAINED:
        page = search(directory, **{"explain": True, "limit": 100} | asked)
        assert page.results, asked
        for result in page.results:
            assert sum(Decimal(repr(part.value)) for part in result.components) == Decimal(repr(result.score))
            assert {part.name for part in result.components} <= set(WEIGHTS)
            assert all(part.because and 0 <= part.value <= WEIGHTS[part.name].points for part in result.components)
        standing = [(-(result.score or 0.0), result.id) for result in page.results]
        assert standing == sorted(standing)


def test_nothing_is_explained_unless_asked(opens: Opens) -> None:
    directory = opens(entry("a", LEEDS), entry("b"))
    plain, told = search(directory), search(directory, explain=True)
    assert [(result.score, result.components) for result in plain.results] == [(None, ()), (None, ())]
    assert ids(plain) == ids(told)


def test_a_score_of_nothing_is_told_too(opens: Opens) -> None:
    directory = opens(entry("a", family="lymphoedema"), rank_by_assurance=False)
    [result] = search(directory, None, families=("lymphoedema",), explain=True).results
    assert (result.score, result.components) == (0.0, ())


def test_a_cursor_goes_on_when_the_next_page_is_to_be_explained(opens: Opens) -> None:
    directory = opens(*(entry(f"s{number}", LEEDS) for number in range(3)))
    following = search(directory, limit=1).next_cursor
    assert ids(search(directory, limit=5, cursor=following, explain=True)) == ["s1", "s2"]
