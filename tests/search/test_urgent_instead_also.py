"""What stands beside the results: urgent advice, what to do instead, and services of related concerns."""

from __future__ import annotations

import pytest

from signpost.concerns import ConcernScheme
from signpost.search.request import ALSO_SHOWN, Person
from tests.search.small import HARROGATE, LEEDS, SEACROFT, DirectoryOf, entry, ids, search

RELATED = ["exercise-and-activity"]  # the nearest relation of Swelling


def test_urgent_advice_shows_for_a_concern_that_calls_for_it_and_not_for_others(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("one", LEEDS))
    assert [advice.id for advice in search(directory).urgent] == ["hot-red-or-sudden-swelling"]
    assert search(directory, concerns=("pets",)).urgent == ()


def test_urgent_advice_shows_for_a_category_and_not_for_words_that_only_mean_a_concern_of_it(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("one", LEEDS))
    assert "fever-in-treatment" in {advice.id for advice in search(directory, concerns=("physical",)).urgent}
    assert search(directory, text="swollen arm").urgent == ()


def test_the_advice_of_a_category_stands_in_the_order_of_the_rules_and_that_of_concerns_in_theirs(directory_of: DirectoryOf, scheme: ConcernScheme) -> None:
    directory = directory_of(entry("one", LEEDS))
    rules = [advice.id for advice in scheme.urgent]
    of_a_category = [advice.id for advice in search(directory, concerns=("physical",)).urgent]
    assert of_a_category == sorted(of_a_category, key=rules.index)
    assert [advice.id for advice in search(directory, concerns=("cough", "high-temperature-or-fever")).urgent] == ["coughing-up-blood", "fever-in-treatment"]


def test_words_tell_of_the_first_of_the_urgent_rules_and_how_many_is_said(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("one", LEEDS))
    assert search(directory, concerns=("physical",)).told == 0
    page = search(directory, concerns=("physical",), text="i want to end my life")
    assert page.told == 1
    assert page.urgent[0].id == "thoughts-of-ending-life"


def test_nothing_near_says_what_to_do_and_how_far_the_nearest_is(directory_of: DirectoryOf, scheme: ConcernScheme) -> None:
    directory = directory_of(entry("harrogate", HARROGATE), entry("leeds", LEEDS), entry("helpline"))
    page = search(directory, "NE1 4LP")
    assert ids(page) == ["helpline"]
    assert page.instead is not None
    assert page.instead.text == scheme.concern_by_id["swelling"].instead
    assert page.instead.nearest is not None
    assert (page.instead.nearest.id, page.instead.nearest.name) == ("harrogate", "Fixture harrogate")
    assert page.instead.nearest.distance_miles == pytest.approx(68.5, abs=1)


def test_the_nearest_beyond_the_radius_takes_people_from_there_and_passes_the_filters(directory_of: DirectoryOf) -> None:
    directory = directory_of(
        entry("leeds-only", LEEDS, areas_served={"local_authorities": ["E08000035"]}),
        entry("charges", SEACROFT, cost="charged"),
        entry("adults", HARROGATE, cost="free", eligibility={"min_age": 18}),
        entry("by-phone", HARROGATE, cost="free", delivery=["phone"]),
        entry("plymouth", "PL1 2AA", cost="free"),
    )
    instead = search(directory, "NE1 4LP", cost="free", person=Person(age=9)).instead
    assert instead is not None
    assert instead.nearest is not None
    assert instead.nearest.id == "plymouth"


def test_something_near_needs_no_instead(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("near", LEEDS))
    assert search(directory).instead is None
    assert search(directory, None).instead is None


@pytest.mark.parametrize("place", [LEEDS, "ZE1 0LL", "TR21 0PW", "BT48 6HQ", "JE2", "HS1 2AF"])
def test_every_concern_finds_something_or_says_what_to_do_wherever_you_stand(directory_of: DirectoryOf, scheme: ConcernScheme, place: str) -> None:
    directory = directory_of(entry("only-in-wales", "CF10 1EP", areas_served={"nations": ["wales"]}))
    for concern in [*scheme.concern_by_id, *scheme.category_by_id]:
        page = search(directory, place, concerns=(concern,))
        assert page.total == 0
        assert page.next_cursor is None
        assert page.instead is not None
        assert len(page.instead.text) > 20
    for family in scheme.family_by_id:
        assert search(directory, place, families=(family,)).instead is not None


def test_related_services_stand_apart_from_the_results(directory_of: DirectoryOf) -> None:
    directory = directory_of(
        entry("tagged", LEEDS),
        entry("both", LEEDS, concerns=["swelling", *RELATED]),
        entry("related", LEEDS, concerns=RELATED),
        entry("further-relation", LEEDS, concerns=["pain-or-discomfort"]),
        entry("no-relation", LEEDS, concerns=["pets"]),
    )
    page = search(directory)
    assert ids(page) == ["both", "tagged"]
    assert [result.id for result in page.also] == ["related", "further-relation"]
    assert page.total == 2


def test_related_services_that_refuse_or_do_not_reach_are_left_out(directory_of: DirectoryOf) -> None:
    directory = directory_of(
        entry("refuses", LEEDS, concerns=RELATED, eligibility={"min_age": 18}),
        entry("too-far", "PL1 2AA", concerns=RELATED),
        entry("elsewhere", LEEDS, concerns=RELATED, areas_served={"nations": ["wales"]}),
        entry("charges", LEEDS, concerns=RELATED, cost="charged"),
        entry("fits", LEEDS, concerns=RELATED, cost="free"),
    )
    assert [result.id for result in search(directory, person=Person(age=9), cost="free").also] == ["fits"]


def test_only_a_few_related_services_are_shown_each_once_and_on_the_first_page_alone(directory_of: DirectoryOf) -> None:
    related = [entry(f"related-{number}", LEEDS, concerns=[*RELATED, "moving-around"]) for number in range(9)]
    directory = directory_of(entry("a", LEEDS), entry("b", LEEDS), *related)
    first = search(directory, limit=1)
    assert [result.id for result in first.also] == [f"related-{number}" for number in range(ALSO_SHOWN)]
    assert search(directory, limit=1, cursor=first.next_cursor).also == ()


def test_beside_words_stand_services_of_concerns_related_to_what_they_surely_mean(directory_of: DirectoryOf) -> None:
    directory = directory_of(
        entry("tagged", LEEDS), entry("both", LEEDS, concerns=["swelling", *RELATED]), entry("related", LEEDS, concerns=RELATED), entry("no-relation", LEEDS, concerns=["pets"])
    )
    page = search(directory, text="my arm is swollen")
    assert sorted(ids(page)) == ["both", "tagged"]
    assert [result.id for result in page.also] == ["related"]
    assert search(directory, text="best pizza").also == ()


def test_beside_a_concern_and_words_related_services_need_not_speak_of_the_words(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("yoga", LEEDS, name="Yoga"), entry("clinic", LEEDS), entry("related", LEEDS, concerns=RELATED))
    page = search(directory, concerns=("swelling",), text="yoga")
    assert ids(page) == ["yoga"]
    assert [result.id for result in page.also] == ["related"]


def test_without_a_place_related_services_are_offered_too(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("tagged"), entry("related", LEEDS, concerns=RELATED))
    assert [result.id for result in search(directory, None).also] == ["related"]
