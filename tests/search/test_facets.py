"""What each further filter would leave: always what a search with it then finds."""

from __future__ import annotations

from typing import Any

import pytest

from signpost.search.directory import Directory
from tests.search.small import HARROGATE, LEEDS, NOW, SEACROFT, DirectoryOf, entry, ids, search

NAMES = {"concern": "concerns", "family": "families"}  # of parameters that a request names otherwise
MANY = {"concern", "family", "delivery"}
MINUTE = "2026-11-22T12:00"  # NOW in UK time, a Sunday


@pytest.fixture
def directory(directory_of: DirectoryOf) -> Directory:
    return directory_of(
        entry("clinic", SEACROFT, cost="free", referral=["self", "gp"], family="lymphoedema", languages=["en", "pa"], hours="Mo-Fr 09:00-17:00"),
        entry("class", HARROGATE, cost="charged", referral=["self"], family="physical-activity", concerns=["swelling", "exercise-and-activity"], hours="Mo-Su 09:00-17:00"),
        entry("helpline", cost="free", languages=["ur", "pa"], concerns=["swelling", "pain-or-discomfort"]),
        entry("chat", delivery=["online", "phone"], concerns=["pain-or-discomfort"]),
        entry("steps", SEACROFT, locations=[{"name": "Fixture House", "postcode": SEACROFT, "step_free": True}], concerns=["pain-or-discomfort"]),
        entry("elsewhere", areas_served={"nations": ["scotland"]}, cost="free"),
    )


def asking(name: str, value: str) -> dict[str, Any]:
    """A parameter and its value, as a request holds them."""
    given: Any = True if name == "step_free" else NOW if name == "open_at" else value
    return {NAMES.get(name, name): (given,) if name in MANY else given}


@pytest.mark.parametrize(
    "asked",
    [{}, {"concerns": ("physical",)}, {"concerns": ("swelling", "pain-or-discomfort")}, {"families": ("lymphoedema",)}, {"text": "puffy arm"}, {"near": None}, {"radius_miles": 5.0, "concerns": ("physical",)}, {"concerns": ("physical",), "cost": "free"}],
    ids=str,
)
def test_every_count_is_what_the_search_with_that_filter_finds(directory: Directory, asked: dict[str, Any]) -> None:
    page = search(directory, **asked, facets=True)
    assert page.facets
    for name, counts in page.facets.items():
        for value, count in counts.items():
            assert search(directory, **{**asked, **asking(name, value)}).total == count > 0, (name, value)


def test_the_counts_of_a_search(directory: Directory) -> None:
    assert search(directory, facets=True).facets == {
        "family": {"lymphoedema": 1, "physical-activity": 1},
        "delivery": {"in-person": 2, "phone": 1},
        "cost": {"free": 2, "charged": 1},
        "referral": {"self": 2, "gp": 1},
        "language": {"en": 1, "pa": 2, "ur": 1},
        "step_free": {},
        "open_at": {MINUTE: 2},
    }, "those nobody knows the hours of may be open; the clinic is closed on a Sunday; Scotland's helpline is for others"


def test_a_filter_in_force_is_not_counted(directory: Directory) -> None:
    asked: dict[str, Any] = {"concerns": ("physical",), "families": ("lymphoedema",), "delivery": ("in-person",), "cost": "free", "referral": "self", "language": "pa", "open_at": NOW}
    facets = search(directory, facets=True, **asked).facets
    assert facets is not None
    assert set(facets) == {"concern", "step_free"}
    assert "step_free" not in (search(directory, step_free=True, facets=True).facets or {})


def test_of_concerns_only_those_asked_for_are_counted(directory: Directory) -> None:
    assert (search(directory, concerns=("swelling", "pain-or-discomfort"), facets=True).facets or {})["concern"] == {"swelling": 3, "pain-or-discomfort": 3}


def test_counts_are_given_only_when_asked_for_and_change_nothing_else(directory: Directory) -> None:
    plain, told = search(directory, limit=1), search(directory, limit=1, facets=True)
    assert plain.facets is None
    assert (told.total, ids(told), told.next_cursor) == (plain.total, ids(plain), plain.next_cursor)
    following = search(directory, LEEDS, limit=1, cursor=plain.next_cursor, facets=True)
    assert following.facets == told.facets, "over all pages"
