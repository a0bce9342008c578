"""The same question has the same answer, byte for byte."""

from __future__ import annotations

import json
import math
import random
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from signpost.search.directory import Directory
from signpost_web.params import parse_search
from signpost_web.shapes import as_bytes, search_page
from tests.search.small import HARROGATE, LEEDS, NOW, SEACROFT, DirectoryOf, entry


def answer(directory: Directory, *pairs: tuple[str, str]) -> bytes:
    request, as_of = parse_search(pairs, directory)
    return as_bytes(search_page(directory.search(request, as_of or NOW), pairs, as_of, directory.scheme))


QUESTIONS = [
    [("concern", "swelling"), ("near", LEEDS)],
    [("concern", "physical"), ("near", "LS1"), ("limit", "2")],
    [("q", "swollen arm clinic"), ("near", "Leeds")],
    [("family", "lymphoedema")],
    [("concern", "swelling"), ("near", LEEDS), ("age", "12"), ("open_at", "2026-11-24T10:30")],
]


def entries() -> list[dict[str, Any]]:
    return [
        entry("a", LEEDS, family="lymphoedema", hours="Mo-Fr 09:00-17:00", eligibility={"min_age": 18, "cancer_types": ["breast", "blood"]}),
        entry("b", LEEDS, name="Swollen arm clinic", languages=["pa", "en"]),
        entry("c", SEACROFT, HARROGATE, areas_served={"local_authorities": ["E08000035"], "nations": ["wales"], "radius_miles": 3}),
        entry("d", family="lymphoedema"),
        entry("e", LEEDS, concerns=["exercise-and-activity"]),
    ]


@pytest.mark.parametrize("pairs", QUESTIONS, ids=str)
def test_the_same_question_twice_has_the_same_bytes(directory_of: DirectoryOf, pairs: list[tuple[str, str]]) -> None:
    directory = directory_of(*entries())
    assert answer(directory, *pairs) == answer(directory, *pairs)


@pytest.mark.parametrize("pairs", QUESTIONS, ids=str)
def test_the_order_in_which_entries_are_read_changes_nothing(directory_of: DirectoryOf, pairs: list[tuple[str, str]]) -> None:
    shuffled = entries()
    random.Random(5).shuffle(shuffled)
    assert answer(directory_of(*entries()), *pairs) == answer(directory_of(*shuffled), *pairs)


@pytest.mark.parametrize("pairs", QUESTIONS, ids=str)
def test_to_explain_adds_scores_that_the_components_add_up_to_and_changes_nothing_else(directory_of: DirectoryOf, pairs: list[tuple[str, str]]) -> None:
    directory = directory_of(*entries())
    told = json.loads(answer(directory, *pairs, ("explain", "true")))
    for result in (*told["results"], *told["also"]):
        assert sum(Decimal(str(part["value"])) for part in result.pop("components")) == Decimal(str(result.pop("score")))
    assert told["query"].pop("explain") is True
    plain = json.loads(answer(directory, *pairs))
    assert told | {"next": None} == plain | {"next": None}


def test_next_keeps_every_parameter_and_leads_to_the_rest(directory_of: DirectoryOf) -> None:
    directory = directory_of(*entries())
    pairs = [("concern", "swelling"), ("near", LEEDS), ("radius_miles", "30"), ("limit", "3"), ("audience", "carer"), ("delivery", "phone"), ("delivery", "in-person")]
    first = json.loads(answer(directory, *pairs))
    address = urlsplit(first["next"])
    assert address.path == "/api/v1/search"
    carried = parse_qsl(address.query)
    assert [pair for pair in carried if pair[0] != "cursor"] == pairs
    second = json.loads(answer(directory, *carried))
    assert [one["id"] for one in [*first["results"], *second["results"]]] == ["b", "a", "c", "d"]
    assert second["next"] is None


@pytest.mark.parametrize("pairs", QUESTIONS, ids=str)
def test_ids_and_miles_alone_are_those_of_the_whole_answer(directory_of: DirectoryOf, pairs: list[tuple[str, str]]) -> None:
    directory = directory_of(*entries())
    request, _ = parse_search(pairs, directory)
    whole = [(result.id, result.distance_miles) for result in directory.search(request, NOW).results]
    assert [(one, None if miles == math.inf else miles) for one, miles in directory.nearest(request, NOW)] == whole
