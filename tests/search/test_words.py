"""Searching by words: names, misspellings, words that say nothing, and words of other worlds."""

from __future__ import annotations

import pytest

from tests.search.small import HARROGATE, LEEDS, SEACROFT, DirectoryOf, entry, ids, search


def test_the_name_of_a_charity_finds_it_first_among_equals(directory_of: DirectoryOf) -> None:
    directory = directory_of(
        entry("a-other", LEEDS, name="Walking group", summary="We meet by the Aurora fountain."),
        entry("b-named", LEEDS, name="Aurora House"),
        entry("c-run-by", LEEDS, organisation="Aurora Trust"),
    )
    assert ids(search(directory, text="Aurora House"))[0] == "b-named"
    assert ids(search(directory, text="aurora", near=None))[0] == "b-named"


def test_words_find_services_by_stem_whatever_the_case_and_the_apostrophe(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("one", LEEDS, name="Women's Walking Groups", concerns=["exercise-and-activity"]))
    for text in ("walk group", "WALKS", "womens", "women’s walks"):
        assert ids(search(directory, text=text)) == ["one"], text


def test_a_misspelt_word_is_mended_and_the_answer_says_how_it_was_read(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("one", LEEDS, name="Lymphoedema clinic"), entry("two", LEEDS, concerns=["pets"], name="Dog walking"))
    page = search(directory, text="lymphodema clinic")
    assert ids(page)[0] == "one"
    assert page.spelling == "lymphoedema clinic"
    assert search(directory, text="lymphoedema").spelling is None


def test_words_that_mean_a_concern_find_its_services_and_say_which_words(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("tagged", LEEDS, name="Fixture"), entry("other", LEEDS, concerns=["pets"], name="Fixture"))
    page = search(directory, text="my arm is swollen")
    assert ids(page) == ["tagged"]
    assert page.understood[0].concern == "swelling"
    assert "swollen" in page.understood[0].because


@pytest.mark.parametrize("text", ["the and of", "?!", "x", "🙂", "\N{ZERO WIDTH SPACE}", "to be or not to be " * 25])
@pytest.mark.parametrize("near", [LEEDS, None])
def test_words_that_say_nothing_find_nothing_and_say_what_to_do(directory_of: DirectoryOf, text: str, near: str | None) -> None:
    page = search(directory_of(entry("one", LEEDS)), near, text=text)
    assert (page.total, page.results, page.understood, page.next_cursor) == (0, (), (), None)
    assert page.instead is not None
    assert page.instead.text


@pytest.mark.parametrize("text", ["best pizza", "pizza"])
def test_words_of_another_world_find_nothing_and_mean_no_concern(directory_of: DirectoryOf, text: str) -> None:
    page = search(directory_of(entry("one", LEEDS)), text=text)
    assert (page.total, page.understood) == (0, ())
    assert page.instead is not None


def test_words_and_a_concern_must_both_hold(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("yoga", LEEDS, name="Yoga"), entry("clinic", LEEDS, name="Clinic"), entry("dogs", LEEDS, name="Dog yoga", concerns=["pets"]))
    assert ids(search(directory, concerns=("swelling",), text="yoga")) == ["yoga"]


def test_a_word_never_brings_back_who_is_out_of_reach(directory_of: DirectoryOf) -> None:
    directory = directory_of(
        entry("scilly", "TR21 0PW", name="Yoga"), entry("welsh", LEEDS, name="Yoga", areas_served={"nations": ["wales"]}), entry("near", HARROGATE, name="Yoga")
    )
    assert ids(search(directory, text="yoga")) == ["near"]


def test_a_far_better_match_stands_before_a_nearer_weak_one(directory_of: DirectoryOf) -> None:
    directory = directory_of(
        entry("a-weak", LEEDS, name="Community centre", description="Crafts, cooking, choir, yoga and a garden for everybody.", concerns=["pets"]),
        entry("b-strong", SEACROFT, name="Yoga for lymphoedema", summary="Gentle yoga when an arm is swollen."),
    )
    assert ids(search(directory, text="yoga swollen arm"))[0] == "b-strong"


def test_where_nothing_is_meant_a_word_by_the_way_finds_nothing(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("one", LEEDS, name="Yoga class", concerns=["pets"]))
    assert ids(search(directory, text="yoga pizza")) == []
    assert ids(search(directory, text="yoga")) == ["one"]


def test_the_reasons_name_the_words_that_were_found(directory_of: DirectoryOf) -> None:
    [result] = search(directory_of(entry("one", LEEDS, name="Yoga class", concerns=["pets"])), text="yoga class pizza").results
    assert any(reason.startswith("Speaks of yoga") for reason in result.why)


def test_five_hundred_characters_of_words_are_searched(directory_of: DirectoryOf) -> None:
    text = " ".join(f"word{number} yoga swolen" for number in range(40))[:500]
    assert "one" in ids(search(directory_of(entry("one", LEEDS, name="Yoga")), text=text))
