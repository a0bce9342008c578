"""The scales: every number of them tells in some answer, and a part of the understanding that is off weighs nothing."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from bench.relevance.parts import Parts, scales
from signpost.concerns import Category, Concern, ConcernScheme, Phrases, UrgentAdvice, UrgentTexts
from signpost.search.text import every_token
from signpost.understanding import encoder
from signpost.understanding.model import ENGLISH, Learnt, Meaning
from signpost.understanding.scales import IN_ENGLISH, IN_OTHER_LANGUAGES, Scales
from signpost.understanding.semantics import Semantics
from signpost_indexer.learning import write_model

SAID = {
    "swelling": ("my arm has puffed up", "swollen legs", "rings too tight"),
    "sleep-problems": ("awake all night", "cannot sleep", "tossing and turning all night"),
    "money-or-finance": ("cannot pay the gas", "rent arrears", "short of money"),
    "cough": ("cough all day", "a tickly chest", "coughing all night"),
    "pain-or-discomfort": ("an ache in my legs", "it hurts all day", "sore arm"),
    "hopelessness": ("no hope at all", "what is the use"),
    "worry-fear-or-anxiety": ("awake with worry", "worry all day and all night"),
}
SCHEME = ConcernScheme(
    categories=(Category("physical", "Physical concerns", "Of the body.", "Ask."),),
    concerns=tuple(Concern(name, name.replace("-", " "), "physical", "What it is.", "Ask.") for name in SAID),
    phrases={name: Phrases(said) for name, said in SAID.items()},
    other_matters=("plumber for a swollen pipe", "pizza delivery all night", "asdf", "gas boiler", "rings for a wedding", "cannot reset my password"),
    urgent=tuple(UrgentAdvice(name, name, "999", "Ring now.", "made up") for name in ("end-of-life-thoughts", "bleeding", "clot")),
    urgent_texts={
        "end-of-life-thoughts": UrgentTexts(("i want to end my life", "want to die tonight"), ("dying for a drink",), "hopelessness"),
        "bleeding": UrgentTexts(("bleeding will not stop", "blood pouring out tonight"), ("blood test tonight",)),
        "clot": UrgentTexts(("one leg swollen hot and red tonight", "leg red and hot, chest hurts"), ("hot legs in the sun",)),
    },
)
TEXTS = (
    *("swollen", "swollen arm and cannot sleep", "cough all night, awake with worry, arm sore, legs ache, no money", "rings", "gas", "pipe", "sleep and worry and gas and rings"),
    *("my arm has puffed up", "pizza delivery", "zzxqj", "kvetchy zorp", "sorted the rent, cannot sleep", "awake all the long night tossing about and turning for my swollen sore arm"),
    *("want to die", "i want to end my life", "bleeding tonight", "blood", "leg swollen hot and red", "want to die, bleeding will not stop, leg red and hot", "hot", "denies want to die tonight"),
)
FAR_OFF: dict[str, tuple[Any, ...]] = {"bool": (False,), "int": (0, 1, 100), "float": (-50.0, 0.0, 0.5, 50.0)}
GROUPS = ("concerns", "scope", "danger", "shown")


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Learnt:
    folder = tmp_path_factory.mktemp("learnt") / "model"
    write_model(folder, SCHEME)
    return Learnt.open(folder / ENGLISH, IN_ENGLISH)


@pytest.fixture
def semantics(monkeypatch: pytest.MonkeyPatch) -> Semantics:
    """An encoder that leans the same way whatever it reads: a little to everything."""
    monkeypatch.setattr(encoder, "encoded", lambda texts: np.zeros((len(texts), encoder.WIDTH), np.float32))
    weights = np.zeros((encoder.WIDTH + 1, len(SAID) + 3), np.float32)
    weights[-1] = np.linspace(0.1, 0.8, len(SAID) + 3)
    return Semantics(weights)


def readings(learnt: Learnt, semantics: Semantics, weighed_by: Scales) -> list[Meaning]:
    return [replace(learnt, scales=weighed_by).read(text, every_token(text), semantics) for text in TEXTS]


def others(whole: Scales, group: str, name: str) -> list[Scales]:
    """The same scales with one number far off."""
    part = getattr(whole, group)
    return [replace(whole, **{group: replace(part, **{name: value})}) for value in FAR_OFF[type(getattr(part, name)).__name__]]


@pytest.mark.parametrize(("group", "name"), [(group, one.name) for group in GROUPS for one in fields(getattr(IN_ENGLISH, group))])
def test_every_number_tells_in_some_answer(learnt: Learnt, semantics: Semantics, group: str, name: str) -> None:
    as_it_is = readings(learnt, semantics, IN_ENGLISH)
    assert any(readings(learnt, semantics, other) != as_it_is for other in others(IN_ENGLISH, group, name))


def test_a_text_as_it_was_taught_means_what_it_was_taught_whatever_else_leans(learnt: Learnt, semantics: Semantics) -> None:
    hard_to_please = replace(IN_ENGLISH, scope=replace(IN_ENGLISH.scope, least=1000.0), danger=replace(IN_ENGLISH.danger, least=1000.0))
    told = replace(learnt, scales=hard_to_please).read("i want to end my life", every_token("i want to end my life"), semantics)
    assert told.urgent == ("end-of-life-thoughts",)
    assert replace(learnt, scales=hard_to_please).read("my arm has puffed up", every_token("my arm has puffed up"), semantics).concerns[0].concern == "swelling"


def test_a_text_that_is_nearly_one_that_was_taught_means_the_same(learnt: Learnt, semantics: Semantics) -> None:
    hard_to_please = replace(IN_ENGLISH, as_taught=0.8, scope=replace(IN_ENGLISH.scope, least=1000.0))
    said = "my arm has puffed up again"
    assert replace(learnt, scales=hard_to_please).read(said, every_token(said), semantics).concerns[0].concern == "swelling"
    assert replace(learnt, scales=replace(hard_to_please, as_taught=2.0)).read(said, every_token(said), semantics).concerns == ()


def test_denials_are_left_out_where_the_scales_say_so(learnt: Learnt, semantics: Semantics) -> None:
    said = "rent arrears all sorted, cannot sleep"
    kept = replace(learnt, scales=replace(IN_ENGLISH, denials=False))
    assert "money-or-finance" not in {one.concern for one in learnt.read(said, every_token(said), semantics).concerns}
    assert "money-or-finance" in {one.concern for one in kept.read(said, every_token(said), semantics).concerns}


def test_a_phrase_word_for_word_is_certain_by_its_words_alone() -> None:
    for one in (IN_ENGLISH, IN_OTHER_LANGUAGES):
        assert one.concerns.certain == pytest.approx(one.concerns.bayes + one.concerns.nearest)


@pytest.mark.parametrize(("part", "view"), [("naive_bayes", "bayes"), ("gates", "gate"), ("nearest_texts", "nearest")])
def test_a_part_that_is_off_weighs_nothing_anywhere_and_leaves_the_others(part: str, view: str) -> None:
    left = scales(IN_ENGLISH, replace(Parts(), **{part: False}))
    for group in (left.concerns, left.scope, left.danger):
        assert getattr(group, view, 0.0) == 0.0
    others = {"bayes", "gate", "nearest"} - {view}
    assert all(getattr(left.scope, other) == getattr(IN_ENGLISH.scope, other) for other in others)


def test_with_every_part_on_the_scales_are_the_models_own() -> None:
    assert scales(IN_ENGLISH, Parts()) == IN_ENGLISH
    assert scales(IN_OTHER_LANGUAGES, Parts()) == IN_OTHER_LANGUAGES
