"""What is suggested while people type."""

from __future__ import annotations

import pytest

from signpost.search.directory import Directory
from signpost.search.suggesting import MOST, Kind
from tests.search.small import DirectoryOf, entry


@pytest.fixture
def directory(directory_of: DirectoryOf) -> Directory:
    return directory_of(
        entry("aire-clinic", name="Aire Swelling Clinic", organisation="Aire Trust"),
        entry("made-up-hospice", name="St Made-up’s Hospice", organisation="St Made-up’s Hospice"),
        *(entry(f"centre-{number:02}", name=f"Painted Centre {number:02}") for number in range(12)),
    )


def labels(directory: Directory, text: str, kind: Kind) -> list[str]:
    return [one.label for one in directory.suggest(text) if one.kind is kind]


@pytest.mark.parametrize(
    ("typed", "first", "detail"),
    [
        ("swel", "Swelling", None),
        ("SWELLING", "Swelling", None),
        ("oedem", "Swelling", "Oedema"),
        ("swollen tum", "Swelling", "Swollen tummy or limb"),
        ("discom", "Pain or discomfort", None),
        ("disc pai", "Pain or discomfort", None),
        ("practical con", "Practical concerns", None),
    ],
    ids=str,
)
def test_a_concern_is_found_by_the_beginnings_of_the_words_of_any_of_its_names(directory: Directory, typed: str, first: str, detail: str | None) -> None:
    found = directory.suggest(typed)[0]
    assert (found.kind, found.label, found.detail) == (Kind.CONCERN, first, detail)


def test_a_service_is_found_by_its_name_with_whose_it_is_after_the_concerns(directory: Directory) -> None:
    found = directory.suggest("swelling")
    assert [one.kind for one in found] == sorted(one.kind for one in found)
    assert (found[-1].id, found[-1].detail) == ("aire-clinic", "Aire Trust")
    assert [(one.id, one.detail) for one in directory.suggest("st made-ups")] == [("made-up-hospice", None)], "with or without an apostrophe; its own organisation tells nothing"


def test_each_is_suggested_once_and_never_more_than_a_few(directory: Directory) -> None:
    for typed in ("pain", "or", "swelling", "painted"):
        found = [(one.kind, one.id) for one in directory.suggest(typed)]
        assert len(found) == len(set(found)) <= MOST
    assert labels(directory, "pain", Kind.CONCERN)[0] == "Pain or discomfort"
    assert labels(directory, "pain", Kind.SERVICE), "many concerns leave room for services"
    assert len(labels(directory, "painted", Kind.SERVICE)) == MOST


def test_a_name_that_begins_with_the_letters_stands_before_one_that_holds_them(directory: Directory) -> None:
    found = labels(directory, "sw", Kind.CONCERN)
    assert found.index("Swelling") < found.index("Hot flushes or sweating")


def test_words_that_begin_no_name_suggest_the_concerns_that_they_mean(directory: Directory) -> None:
    assert "Swelling" in labels(directory, "my arm is puffed up", Kind.CONCERN)


@pytest.mark.parametrize("typed", ["", " ", "s", "’", "?!", "\ud800", "s\0"])
def test_a_single_letter_or_none_suggests_nothing(directory: Directory, typed: str) -> None:
    assert directory.suggest(typed) == ()
