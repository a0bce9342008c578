"""What words mean, as learnt from phrases: a small book of phrases for the rules, the real one for what must never go wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from signpost.concerns import Category, Concern, ConcernScheme, Phrases
from signpost.search.directory import Directory
from signpost.search.request import SearchRequest
from signpost.search.serving import CurrentDirectory
from signpost.settings import Settings
from signpost.understanding.model import Understanding
from signpost_indexer.learning import write_model

NOW = datetime(2026, 11, 1, 10, 0)


def concern(name: str, label: str) -> Concern:
    return Concern(name, label, "physical", f"{label}.", f"Ask about {label}.")


SCHEME = ConcernScheme(
    categories=(Category("physical", "Physical concerns", "Of the body.", "Ask."),),
    concerns=(concern("swelling", "Swelling"), concern("sleep-problems", "Sleep problems"), concern("money-or-finance", "Money or finance")),
    phrases={
        "swelling": Phrases(("my arm has puffed up", "swollen legs", "rings too tight"), ("lymphoedema", "lymphoedema sleeve")),
        "sleep-problems": Phrases(("awake all night", "cannot sleep", "tossing and turning"), ("insomnia",)),
        "money-or-finance": Phrases(("cannot pay the gas", "rent arrears", "short of money"), ()),
    },
    other_matters=("plumber for a swollen pipe", "pizza delivery", "asdf"),
)


def model(folder: Path, scheme: ConcernScheme = SCHEME) -> Understanding:
    write_model(folder / "model", scheme)
    return Understanding.open(folder / "model")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("my arm has puffed up", "swelling"),
        ("puffy arms", "swelling"),
        ("cant sleep at all, awake till four", "sleep-problems"),
        ("LYMPHOEDEMA", "swelling"),
        ("lymfoedema", "swelling"),
        ("behind with the rent", "money-or-finance"),
        ("no money for gas", "money-or-finance"),
    ],
)
def test_words_near_a_phrase_mean_its_concern(tmp_path: Path, text: str, meant: str) -> None:
    assert model(tmp_path).read(text).concerns[0].concern == meant


@pytest.mark.parametrize("text", ["", "   ", "?!", "pizza delivery", "pizza", "asdf", "plumber"])
def test_other_matters_mean_nothing(tmp_path: Path, text: str) -> None:
    assert model(tmp_path).read(text).concerns == ()


def test_several_worries_in_one_text_are_all_understood_best_first(tmp_path: Path) -> None:
    found = model(tmp_path).read("my arm has puffed up and i cannot sleep").concerns
    assert {one.concern for one in found} == {"swelling", "sleep-problems"}
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0 < one.score <= 1 for one in found)


def test_the_words_that_showed_it_are_the_persons_own(tmp_path: Path) -> None:
    assert model(tmp_path).read("please, LEGS swollen").concerns[0].because == "legs swollen"


def test_a_phrase_that_a_curator_adds_is_understood_after_the_next_build(tmp_path: Path) -> None:
    said = "sleeve like a drainpipe"
    before = model(tmp_path)
    assert before.read(said).concerns == () or before.read(said).concerns[0].score < 0.9
    taught = replace(SCHEME, phrases={**SCHEME.phrases, "swelling": Phrases((*SCHEME.phrases["swelling"].phrases, said))})
    (tmp_path / "after").mkdir()
    after = model(tmp_path / "after", taught).read(said).concerns
    assert after[0].concern == "swelling"
    assert after[0].score > 0.95


def test_learning_the_same_phrases_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_model(tmp_path / name, SCHEME)
    for file in (path for path in (tmp_path / "one").rglob("*") if path.is_file()):
        assert file.read_bytes() == (tmp_path / "two" / file.relative_to(tmp_path / "one")).read_bytes(), file.name


def test_phrases_in_another_language_are_understood_and_do_not_disturb_english(tmp_path: Path) -> None:
    polish = {"pl": {"swelling": ("spuchnięta ręka", "obrzęk nogi"), "money-or-finance": ("nie mam pieniędzy na rachunki",)}}
    (tmp_path / "english").mkdir()
    (tmp_path / "both").mkdir()
    alone, both = model(tmp_path / "english"), model(tmp_path / "both", replace(SCHEME, translated=polish))
    assert both.read("spuchnięta noga").concerns[0].concern == "swelling"
    assert both.read("brak pieniędzy").concerns[0].concern == "money-or-finance"
    assert both.read("puffy arms").concerns == alone.read("puffy arms").concerns


# -- the real directory ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def directory(real_directory: Settings) -> Directory:
    return CurrentDirectory(real_directory).get()


@pytest.mark.parametrize("text", ["i want to kill myself", "want to die", "better off dead", "i want to end my life"])
def test_words_of_suicide_show_what_to_do_and_bring_no_unrelated_service(directory: Directory, text: str) -> None:
    page = directory.search(SearchRequest(text=text, near=directory.gazetteer.find("LS1 4AP")), NOW)
    assert page.urgent[0].id == "thoughts-of-ending-life"
    assert page.understood[0].concern == "hopelessness"
    assert "samaritans" in [result.id for result in page.results[:3]]


@pytest.mark.parametrize(
    ("text", "brings"),
    [
        ("he hits me", False),  # nothing for couples
        ("my face has dropped on one side", False),
        ("I am bleeding and it will not stop", False),
        ("so drowsy we cannot wake him", False),
        ("my lips are swelling up", False),
        ("I want to die", True),
        ("I cannot breathe", True),
        ("I took too many of my morphine tablets", True),
        ("diarrhoea ten times a day since chemo", True),  # the words say of which concern it is
    ],
)
def test_an_emergency_brings_services_only_of_what_it_is_about(directory: Directory, text: str, brings: bool) -> None:
    page = directory.search(SearchRequest(text=text, near=directory.gazetteer.find("LS1 4AP")), NOW)
    assert page.urgent
    assert bool(page.total) == brings
    for result in page.results:
        assert page.understood[0].concern in json.loads(result.body)["concerns"]
    if not brings:
        assert page.also == ()
        assert page.instead
        assert page.instead.text.startswith("First do what the urgent advice says.")


@pytest.mark.parametrize("text", ["my husband died", "my mum has cancer", "wife", "carer", "blue badge", "sick pay", "electric bill"])
def test_ordinary_words_raise_no_alarm(directory: Directory, text: str) -> None:
    assert directory.search(SearchRequest(text=text), NOW).urgent == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cant pay the gas", "money-or-finance"),
        ("puffed up arm", "swelling"),
        ("boss wants me back", "work-or-education"),
        ("wee leaks when i cough", "passing-urine"),
        ("how do i tell the kids", "children"),
        ("panic attacks before the scan", "worry-fear-or-anxiety"),
    ],
)
def test_plain_words_mean_their_concern(directory: Directory, text: str, meant: str) -> None:
    assert directory.understand(text)[0].concern == meant
