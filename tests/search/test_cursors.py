"""Page after page: each service once, whatever happens to the index meanwhile, and no cursor but our own."""

from __future__ import annotations

import base64
import json
import pickle
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signpost.search.cursor import Cursor, read_cursor
from signpost.search.directory import Directory
from signpost.search.request import BadCursor, Person, SearchRequest
from tests.search.small import HARROGATE, LEEDS, NOW, SEACROFT, YORK, DirectoryOf, entry, ids, search

ASKED = SearchRequest(concerns=("swelling",))


def walk(directory: Directory, near: str | None = LEEDS, **asked: Any) -> list[str]:
    """Ids of every page, end to end."""
    page = search(directory, near, **asked)
    found = ids(page)
    while page.next_cursor:
        page = search(directory, near, **asked | {"cursor": page.next_cursor})
        found += ids(page)
    return found


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
@pytest.mark.parametrize("asked", [{}, {"near": None}, {"text": "swollen arm"}, {"text": "swollen arm", "near": None}])
def test_pages_laid_end_to_end_hold_each_service_once_even_in_a_pile_on_one_point(directory_of: DirectoryOf, limit: int, asked: dict[str, Any]) -> None:
    pile = [entry(f"pile-{number}", LEEDS) for number in range(6)]
    directory = directory_of(*pile, entry("x-near", SEACROFT), entry("y-phone"), entry("z-phone"))
    whole = ids(search(directory, **asked, limit=100))
    assert walk(directory, **asked, limit=limit) == whole
    assert len(set(whole)) == 9


@pytest.mark.parametrize("place", [LEEDS, "LS1", "Leeds", "53.8,-1.55"])
def test_paging_survives_a_new_generation_with_services_added_and_removed(directory_of: DirectoryOf, place: str) -> None:
    stay = [entry("b", SEACROFT), entry("d", SEACROFT), entry("f", HARROGATE), entry("h", YORK), entry("j-phone")]
    first = search(directory_of(entry("a", SEACROFT), entry("c-gone", SEACROFT), *stay), place, limit=3)
    assert ids(first) == ["a", "b", "c-gone"]
    after = directory_of(entry("a", SEACROFT), *stay, entry("aa-before", SEACROFT), entry("e-after", HARROGATE), entry("i-after", YORK))
    assert walk(after, place, limit=3, cursor=first.next_cursor) == ["d", "e-after", "f", "h", "i-after", "j-phone"]


def test_paging_from_a_town_goes_on_when_the_next_generation_moves_its_middle(directory_of: DirectoryOf) -> None:
    def placed(service_id: str, postcode: str) -> dict[str, Any]:
        made = entry(service_id, postcode)
        made["locations"][0]["town"] = "Seacroft"
        return made

    before = [placed("a", SEACROFT), placed("b", "LS14 1AA"), entry("f", HARROGATE), entry("h", YORK), entry("j-phone")]
    first = search(directory_of(*before), "Seacroft", limit=3)
    after = directory_of(*before, placed("c", "LS14 3AA"))
    assert after.gazetteer.find("Seacroft").latitude != directory_of(*before).gazetteer.find("Seacroft").latitude
    assert ids(first)[-1] == "f"
    assert walk(after, "Seacroft", limit=3, cursor=first.next_cursor)[-2:] == ["h", "j-phone"]


@pytest.mark.parametrize(
    "other",
    [
        {"concerns": ("moving-around",)},
        {"near": "LS2 7UE"},
        {"near": None},
        {"radius_miles": 24.0},
        {"cost": "free"},
        {"person": Person(age=40)},
        {"step_free": True},
        {"text": "arm"},
    ],
)
def test_a_cursor_of_another_search_is_refused(directory_of: DirectoryOf, other: dict[str, Any]) -> None:
    directory = directory_of(entry("a", LEEDS), entry("b", LEEDS))
    cursor = search(directory, limit=1).next_cursor
    with pytest.raises(BadCursor, match="belongs to another search"):
        search(directory, cursor=cursor, **other)


def test_a_cursor_goes_on_with_another_limit(directory_of: DirectoryOf) -> None:
    directory = directory_of(*(entry(f"s{number}", LEEDS) for number in range(5)))
    cursor = search(directory, limit=1).next_cursor
    assert ids(search(directory, limit=100, cursor=cursor)) == ["s1", "s2", "s3", "s4"]


def damaged() -> list[str]:
    whole = Cursor(1.5, "a").written(ASKED)
    wrong: list[Any] = [[], {}, 7, ["x"], [1, 2, 3], ["x", "y", "z"], ["x", float("inf"), "z"], ["x", float("nan"), "z"], [["x"] * 50], ["x", True, None], ["x", 10**400, "z"]]
    packed = [base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in wrong]
    deep = base64.urlsafe_b64encode(b"[" * 250).decode()
    return ["", "x", "=", "é", "\x00", whole[:-3], whole[1:], whole + "AAAA", "A" * 1_000_000, "[" * 1_000_000, deep, base64.b64encode(pickle.dumps("x")).decode(), *packed]


@pytest.mark.parametrize("text", damaged(), ids=lambda text: repr(text[:20]))
def test_a_damaged_cursor_is_refused_with_a_plain_sentence(text: str) -> None:
    with pytest.raises(BadCursor, match="damaged"):
        read_cursor(text, ASKED)


@given(st.text(max_size=300))
def test_no_text_makes_a_cursor_fail_otherwise(text: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(text, ASKED)


@given(st.floats(allow_nan=False, allow_infinity=False), st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda one: len(one) <= 100))
def test_a_cursor_read_back_is_the_cursor_written(key: float, service_id: str) -> None:
    cursor = Cursor(key, service_id)
    assert read_cursor(cursor.written(ASKED), replace(ASKED, limit=3)) == cursor


def test_a_cursor_past_the_end_gives_an_empty_page(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("a", LEEDS))
    request = replace(ASKED, near=directory.gazetteer.find(LEEDS))
    page = directory.search(replace(request, cursor=Cursor(-1e9, "zzz").written(request)), NOW)
    assert (page.results, page.next_cursor, page.total) == ((), None, 1)
