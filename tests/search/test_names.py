"""Services that the words ask for by name."""

from __future__ import annotations

import json

import pytest

from signpost.search.directory import Directory
from signpost.search.request import NAMED_SHOWN, Person, SearchPage, SearchRequest
from signpost_web.shapes import search_page
from tests.search.small import HARROGATE, LEEDS, NOW, SEACROFT, YORK, DirectoryOf, Entry, entry, search

PLYMOUTH = "PL1 2AA"
WORDS = "Come to a group, clinic, service or centre for counselling and support with cancer of the prostate or lymphoedema at a hospice."


def charities() -> list[Entry]:
    return [
        entry("group", LEEDS, name="Prostate group", organisation="Zeedle Group with Tackle Prostate Cancer", summary=WORDS),
        entry("line", name="Quorn Support Line", organisation="Quorn Cancer Support", concerns=["pets", "swelling"]),
        entry("grants", name="Quorn Grants", organisation="Quorn Cancer Support", concerns=["money-or-finance"]),
        entry("leaflet", name="Eating well", organisation="Quorn Cancer Support"),
        entry("jinty-york", YORK, name="Jinty's York", organisation="Jinty's"),
        entry("jinty-leeds", SEACROFT, name="Jinty's Yorkshire (Leeds)", organisation="Jinty's"),
        entry("jinty-plymouth", PLYMOUTH, name="Jinty's Plymouth", organisation="Jinty's"),
        entry("jinty-welsh", LEEDS, name="Jinty's Wales", organisation="Jinty's", areas_served={"nations": ["wales"]}),
        entry("prostate-nurses", name="Specialist nurses", organisation="Prostate Cancer UK"),
        entry("clinic", HARROGATE, name="Lymphoedema Clinic, St Bodkin's Hospice", organisation="St Bodkin's Hospice"),
        entry("swallows", name="The Swallows", organisation="The Swallows"),
        entry("look", name="Look Good Feel Better", organisation="Look Good Feel Better", summary="To look good is to feel better."),
        entry("fixture-line", name="Cancer helpline", organisation="Fixture Trust"),
    ]


@pytest.fixture
def directory(directory_of: DirectoryOf) -> Directory:
    return directory_of(*charities())


def named(page: SearchPage) -> list[str]:
    return [one.id for one in page.named]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Quorn Support Line", "line"),
        ("quorn support line phone number", "line"),
        ("what is the number of the quorn support line please, my dog is alone", "line"),
        ("quorn grant", "grants"),
        ("prostate cancer uk", "prostate-nurses"),
        ("look good feel better workshop", "look"),
        ("jintys", "jinty-leeds"),
        ("Jinty’s", "jinty-leeds"),
        ("jinty", "jinty-leeds"),
        ("jintys plymouth", "jinty-plymouth"),
        ("a saint bodkins", "clinic"),
        ("st bodkin hospice contact", "clinic"),
        ("The Swallows", None),
        ("zeedle", "group"),
    ],
)
def test_a_service_is_named_by_its_name_or_its_organisation_whole_or_in_part(directory: Directory, text: str, first: str | None) -> None:
    assert named(search(directory, text=text))[:1] == ([first] if first else [])


@pytest.mark.parametrize(
    "text",
    [
        "cancer support group", "prostate cancer", "lymphoedema clinic", "hospice", "counselling in Leeds", "leeds", "cancer helpline in york",
        "I cannot swallow", "swallow", "how do I look good and then better", "near me", "quornish support", "bodkin plymouth", "the and of", "?!",
    ],
)  # fmt: skip
def test_a_plain_need_names_nothing(directory: Directory, text: str) -> None:
    assert named(search(directory, text=text)) == []


@pytest.mark.parametrize(("text", "first"), [("quron grants", "grants"), ("jintyss", "jinty-leeds"), ("bodkns hospice", "clinic")])
def test_a_misspelt_name_is_known(directory: Directory, text: str, first: str) -> None:
    assert named(search(directory, text=text))[:1] == [first]


def test_of_several_branches_the_nearest_that_takes_people_from_there_comes_first_and_none_from_far_away_after_it(directory: Directory) -> None:
    page = search(directory, text="jintys")
    assert [(one.id, one.reach and one.reach.value, one.distance_miles and round(one.distance_miles)) for one in page.named] == [("jinty-leeds", "near", 4), ("jinty-york", "near", 23)]
    assert named(search(directory, "YO1 7HH", text="jintys"))[0] == "jinty-york"
    assert "jinty-welsh" in named(search(directory, "CF10 1EP", text="jintys wales"))


def test_where_no_branch_is_near_the_nearest_is_told_with_its_distance_and_without_a_reach(directory: Directory) -> None:
    [far] = search(directory, text="jintys", radius_miles=1).named
    assert (far.id, far.reach, round(far.distance_miles or 0)) == ("jinty-leeds", None, 4)
    assert "3.6 miles from LS1 4AP" in far.why


def test_what_is_named_says_so_and_is_a_result_like_any_other(directory: Directory) -> None:
    page = search(directory, text="quorn support line", person=Person(age=40))
    [one] = page.named
    assert one.why[0] == "You asked for it by name"
    shown = search_page(page, [], None, directory.scheme)
    assert set(shown["named"][0]) == set(shown["results"][0])
    assert json.dumps(shown["named"])


def test_of_an_organisation_what_is_called_like_it_and_helps_with_most_comes_first(directory: Directory) -> None:
    assert named(search(directory, text="quorn cancer support")) == ["line", "grants", "leaflet"]


def test_a_name_takes_nothing_from_the_results(directory: Directory) -> None:
    page = search(directory, text="quorn support line")
    assert "line" in [one.id for one in page.results]
    assert page.total >= len(page.results)


def test_filters_hold_for_what_is_named_and_who_refuses_stands_last(directory_of: DirectoryOf) -> None:
    directory = directory_of(
        entry("near", LEEDS, name="Jinty's Leeds", organisation="Jinty's", eligibility={"min_age": 50}),
        entry("far", SEACROFT, name="Jinty's Seacroft", organisation="Jinty's", cost="free"),
    )
    assert named(search(directory, text="jintys")) == ["near", "far"]
    assert named(search(directory, text="jintys", person=Person(age=9))) == ["far", "near"]
    assert named(search(directory, text="jintys", cost="free")) == ["far"]


def test_only_a_few_are_named_and_on_the_first_page_alone(directory_of: DirectoryOf) -> None:
    directory = directory_of(*(entry(f"jinty-{number}", LEEDS, name=f"Jinty's {number}", organisation="Jinty's") for number in range(6)))
    page = search(directory, text="jintys", limit=2)
    assert len(page.named) == NAMED_SHOWN
    assert search(directory, text="jintys", limit=2, cursor=page.next_cursor).named == ()


def test_without_words_or_without_a_place(directory: Directory) -> None:
    assert search(directory).named == ()
    everywhere = search(directory, None, text="jintys").named
    assert len(everywhere) == NAMED_SHOWN
    assert {(one.reach, one.distance_miles) for one in everywhere} == {(None, None)}


def test_urgent_advice_hides_no_name_and_is_hidden_by_none(directory: Directory) -> None:
    page = directory.search(SearchRequest(concerns=("swelling",), text="quorn support line"), NOW)
    assert [advice.id for advice in page.urgent] == ["hot-red-or-sudden-swelling"]
    assert named(page) == ["line"]


def test_a_closed_service_is_never_named(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("open", name="Jinty's line"), entry("shut", LEEDS, name="Jinty's Leeds", status="closed"))
    assert named(search(directory, text="jintys")) == ["open"]


def test_two_names_in_one_text_are_both_found_but_not_a_name_within_a_longer_one(directory_of: DirectoryOf) -> None:
    directory = directory_of(
        entry("jinty", name="Jinty's", organisation="Jinty's"),
        entry("trafford", name="Jinty's Trafford", organisation="Jinty's Trafford"),
        entry("quorn", name="Quorn line", organisation="Quorn"),
    )
    assert sorted(named(search(directory, text="jintys or quorn"))) == ["jinty", "quorn"]
    assert named(search(directory, text="jintys trafford for my dad")) == ["trafford"]
