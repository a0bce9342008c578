"""Which services answer, how they reach a person, and what stands above what."""

from __future__ import annotations

import pytest

from signpost.search.request import Person, Reach
from tests.search.small import EVERYBODY, HARROGATE, LEEDS, SEACROFT, YORK, DirectoryOf, entry, ids, only, search


def test_a_radius_never_removes_home_visits_telephone_online_or_post(directory_of: DirectoryOf) -> None:
    ways = ("home-visit", "phone", "online", "post")
    directory = directory_of(*(entry(f"by-{way}", "TR21 0PW", delivery=[way]) for way in ways), entry("scilly", "TR21 0PW"))
    page = search(directory, radius_miles=0.1)
    assert sorted(ids(page)) == ["by-home-visit", "by-online", "by-phone", "by-post"]
    assert page.reaches == {"near": 0, "visits": 1, "remote": 3}


def test_a_national_service_with_no_place_has_no_distance_and_is_not_at_zero_zero(directory_of: DirectoryOf) -> None:
    result = only(search(directory_of(entry("helpline")), "TR21 0PW", radius_miles=1000))
    assert (result.distance_miles, result.location, result.reach, result.approximate) == (None, None, Reach.REMOTE, False)


def test_a_location_that_nobody_can_place_is_nowhere_and_not_near(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("nowhere", "LS79 1AA"), entry("nowhere-by-phone", "LS79 1AA", delivery=["in-person", "phone"]))
    result = only(search(directory, radius_miles=1000))
    assert (result.id, result.reach, result.distance_miles) == ("nowhere-by-phone", Reach.REMOTE, None)
    assert result.location is not None
    assert (result.location["postcode"], result.location["latitude"]) == ("LS79 1AA", None)


@pytest.mark.parametrize(
    "area",
    [{"nations": ["scotland"]}, {"local_authorities": ["E06000014"]}, {"postcode_districts": ["LS2", "HG1"]}, {"radius_miles": 2}],
)
def test_a_near_service_whose_area_leaves_the_person_out_is_not_returned(directory_of: DirectoryOf, area: dict[str, object]) -> None:
    directory = directory_of(entry("not-for-you", SEACROFT, areas_served=area), entry("for-you", HARROGATE))
    assert ids(search(directory)) == ["for-you"]


@pytest.mark.parametrize(
    "area",
    [
        {"nations": ["scotland", "england"]},
        {"local_authorities": ["E08000035"]},
        {"postcode_districts": ["LS1"]},
        {"radius_miles": 4},
        {"nations": ["wales"], "postcode_districts": ["LS1"]},
        {"local_authorities": ["E06000014"], "radius_miles": 4},
    ],
)
def test_one_key_of_an_area_that_holds_is_enough(directory_of: DirectoryOf, area: dict[str, object]) -> None:
    assert ids(search(directory_of(entry("for-you", SEACROFT, areas_served=area)))) == ["for-you"]


def test_a_catchment_may_cover_a_part_of_an_outward_code_and_is_then_to_be_asked(directory_of: DirectoryOf) -> None:
    scotland = entry("scottish", areas_served={"nations": ["scotland"]}, eligibility=EVERYBODY)
    both = entry("both", areas_served={"nations": ["scotland", "england"]}, eligibility=EVERYBODY)
    page = search(directory_of(scotland, both), "TD15")
    assert [(result.id, result.verdict.value) for result in page.results] == [("both", "yes"), ("scottish", "ask")]


def test_a_closed_service_is_never_returned_and_one_closed_for_now_says_so(directory_of: DirectoryOf) -> None:
    page = search(directory_of(entry("gone", LEEDS, status="closed"), entry("paused", LEEDS, status="temporarily-closed")))
    assert "Closed for now" in only(page).why
    assert page.total == 1


def test_near_stands_before_visits_and_visits_before_remote(directory_of: DirectoryOf) -> None:
    every = ["in-person", "home-visit", "phone"]
    directory = directory_of(
        entry("a-all", HARROGATE, delivery=every), entry("b-home", SEACROFT, delivery=["home-visit", "phone"]), entry("c-phone", LEEDS, delivery=["phone"])
    )
    reached = {result.id: result.reach for result in search(directory).results}
    assert reached == {"a-all": Reach.NEAR, "b-home": Reach.VISITS, "c-phone": Reach.REMOTE}
    further = {result.id: result.reach for result in search(directory, radius_miles=1).results}
    assert further["a-all"] is Reach.VISITS


def test_order_is_place_then_verdict_no_last_then_specialist_then_distance_then_id(directory_of: DirectoryOf) -> None:
    general = {"concerns": ["moving-around", "swelling"]}
    adults = {"eligibility": {"min_age": 18}}
    directory = directory_of(
        entry("helpline-near", LEEDS, delivery=["phone"]),
        entry("helpline-none"),
        entry("helpline-far", "TR21 0PW", delivery=["online"]),
        entry("near-general", LEEDS, **general),
        entry("near-b", SEACROFT),
        entry("near-a", SEACROFT),
        entry("far-visits", "TR21 0PW", delivery=["home-visit"]),
        entry("near-refuses", LEEDS, **adults),
        entry("visits-no-base", delivery=["home-visit"]),
        entry("near-refuses-general", LEEDS, **adults, **general),
    )
    assert ids(search(directory, person=Person(age=12))) == [
        *("near-a", "near-b", "far-visits", "visits-no-base", "near-general", "near-refuses", "near-refuses-general"),
        *("helpline-near", "helpline-far", "helpline-none"),
    ]


def test_of_two_services_equal_in_all_else_the_nearer_stands_first(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("a-york", YORK), entry("b-harrogate", HARROGATE), entry("c-seacroft", SEACROFT), entry("d-leeds", LEEDS))
    assert ids(search(directory)) == ["d-leeds", "c-seacroft", "b-harrogate", "a-york"]
    assert ids(search(directory, text="swollen arm")) == ["d-leeds", "c-seacroft", "b-harrogate", "a-york"]


def test_the_distance_is_to_the_nearest_location_and_that_one_is_shown(directory_of: DirectoryOf) -> None:
    result = only(search(directory_of(entry("two-sites", HARROGATE, SEACROFT))))
    assert result.location is not None
    assert result.location["postcode"] == SEACROFT
    assert result.distance_miles == pytest.approx(3.57, abs=0.05)


def test_an_end_that_is_only_an_outward_code_makes_a_distance_approximate(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("exact", SEACROFT), entry("outward", "LS14"), entry("unlisted", "LS14 0ZZ"))
    assert {result.id: result.approximate for result in search(directory).results} == {"exact": False, "outward": True, "unlisted": True}
    assert all(result.approximate for result in search(directory, "LS1").results)
    assert not search(directory, None).results[0].approximate


def test_without_a_place_there_is_no_reach_no_distance_no_catchment_and_the_order_is_match_then_id(directory_of: DirectoryOf) -> None:
    directory = directory_of(
        entry("c", LEEDS, areas_served={"nations": ["wales"]}, eligibility=EVERYBODY),
        entry("b", concerns=["moving-around", "swelling"]),
        entry("d", eligibility={"min_age": 18}),
        entry("e", eligibility=EVERYBODY),
    )
    page = search(directory, None, person=Person(age=5))
    assert [(result.id, result.reach, result.distance_miles, result.verdict.value) for result in page.results] == [
        ("c", None, None, "ask"),  # where the person lives is not known
        ("d", None, None, "no"),
        ("e", None, None, "yes"),
        ("b", None, None, "ask"),
    ]
    assert page.reaches == {"near": 0, "visits": 0, "remote": 0}
    assert page.total == 4


def test_a_concern_search_returns_the_services_tagged_with_it_and_no_others(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("tagged", LEEDS), entry("other", LEEDS, concerns=["exercise-and-activity"], summary="Help with swelling."))
    assert ids(search(directory)) == ["tagged"]


def test_a_category_means_every_concern_below_it(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("a", concerns=["swelling"]), entry("b", concerns=["pets"]), entry("c", concerns=["pets", "cough"]))
    assert ids(search(directory, concerns=("physical",))) == ["a", "c"]


def test_an_entry_tagged_with_a_category_is_tagged_with_every_concern_below_it(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("whole", concerns=["physical"]), entry("one", concerns=["swelling"]), entry("other", concerns=["practical"]))
    assert ids(search(directory)) == ["one", "whole"]  # whose first concern it is stands first
    assert ids(search(directory, concerns=("physical",))) == ["one", "whole"]
    assert ids(search(directory, concerns=("cough",))) == ["whole"]


def test_values_of_one_parameter_are_alternatives_and_parameters_must_all_hold(directory_of: DirectoryOf) -> None:
    directory = directory_of(
        entry("a", family="financial", cost="free"), entry("b", family="work", cost="charged"), entry("c", family="spiritual", cost="free"), entry("d", family="work", cost="free", concerns=["pets"])
    )
    assert ids(search(directory, concerns=("swelling",), families=("financial", "work"))) == ["a", "b"]
    assert ids(search(directory, families=("financial", "work"), cost="free")) == ["a", "d"]
    assert ids(search(directory, concerns=("swelling", "pets"))) == ["a", "b", "c", "d"]


def test_what_is_not_known_does_not_pass_a_filter(directory_of: DirectoryOf) -> None:
    said = entry("said", cost="free", referral=["self"], languages=["en", "pa"])
    said["locations"] = [{"postcode": SEACROFT, "step_free": False}, {"postcode": YORK, "step_free": True}]
    directory = directory_of(said, entry("silent", LEEDS))
    for asked in ({"cost": "free"}, {"referral": "self"}, {"language": "pa"}, {"step_free": True}):
        assert ids(search(directory, delivery=("phone", "in-person"), **asked)) == ["said"], asked
    assert ids(search(directory, step_free=False)) == []


def test_limit_cuts_the_page_and_never_the_total(directory_of: DirectoryOf) -> None:
    directory = directory_of(*(entry(f"s{number}", LEEDS) for number in range(5)))
    page = search(directory, limit=2)
    assert (page.total, page.reaches["near"], len(page.results), page.next_cursor is not None) == (5, 5, 2, True)
    assert search(directory, limit=5).next_cursor is None
