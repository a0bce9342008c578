"""The relevance harness measures what it says: by hand on tiny cases, and against the judge that the texts came with."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from bench.relevance.judging import figure, measured
from bench.relevance.texts import Answered, AnsweredTexts, JudgedText, headline, misses, read_texts
from signpost.search.request import Understood

SHARED = Path(__file__).parents[3] / "shared" / "eval"
GRADES = {"swelling": 3, "moving-around": 2, "pain-or-discomfort": 1}


def answer(judged: JudgedText, *concerns: str, urgent: bool = False) -> Answered:
    return Answered(judged, tuple(Understood(concern, 0.9, "words") for concern in concerns), urgent)


def text(concerns: dict[str, int], **more: bool | tuple[str, ...]) -> JudgedText:
    return JudgedText("t1", "some words", concerns, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("grades", "ranked", "measure", "value"),
    [
        (GRADES, ["swelling"], "recall@1", 1),
        (GRADES, ["moving-around"], "recall@1", 1),
        (GRADES, ["pain-or-discomfort", "swelling"], "recall@1", 0),
        (GRADES, ["pain-or-discomfort", "swelling"], "recall@3", 1 / 2),
        (GRADES, [], "recall@3", 0),
        ({"cough": 1}, ["cough"], "recall@1", 1),
        (GRADES, ["moving-around", "swelling"], "exact@1", 0),
        (GRADES, ["swelling", "cough"], "exact@1", 1),
        (GRADES, ["swelling", "cough", "pain-or-discomfort", "pets"], "precision@3", 2 / 3),
        (GRADES, ["cough"], "precision@3", 0),
        (GRADES, [], "precision@3", 0),
        (GRADES, ["swelling", "moving-around", "pain-or-discomfort"], "nDCG@5", 1),
        ({"swelling": 3, "cough": 1}, ["cough", "swelling"], "nDCG@5", (1 + 7 / 1.5849625) / (7 + 1 / 1.5849625)),
        (GRADES, ["a", "b", "c", "d", "e", "swelling"], "nDCG@5", 0),
    ],
)
def test_a_measure_of_one_answer(grades: dict[str, int], ranked: list[str], measure: str, value: float) -> None:
    assert measured(grades, ranked)[measure] == pytest.approx(value)


def test_emergencies_and_other_matters_stand_outside_the_headline() -> None:
    made = AnsweredTexts(
        "made",
        [
            answer(text({"swelling": 3}), "swelling"),
            answer(text({"swelling": 3}, urgent=True), "cough", urgent=True),
            answer(text({"swelling": 3}, urgent=True), "swelling"),
            answer(text({}), "swelling"),
            answer(text({}), urgent=True),
            answer(text({})),
        ],
    )
    figures = {name: (round(one.value, 3), one.cases) for name, one in headline(made).items()}
    assert figures["recall@1"] == (1, 1)
    assert figures["out-of-scope precision"] == (0.333, 3)
    assert figures["urgent recall"] == (0.5, 2)
    assert figures["urgent false alarms"] == (0.25, 4)


def test_advice_where_it_does_no_harm_is_neither_found_nor_false() -> None:
    made = AnsweredTexts("made", [answer(text({"cough": 3}, urgent_ok=True), "cough", urgent=True), answer(text({"cough": 3}, styles=("urgent-trap",)), "cough")])
    figures = headline(made)
    assert "urgent recall" not in figures
    assert (figures["urgent false alarms"].value, figures["urgent false alarms"].cases) == (0, 1)
    assert figures["trap false alarms"].cases == 1


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (answer(text({"swelling": 3}), "cough", "swelling"), "another concern first"),
        (answer(text({"swelling": 3, "pets": 2}), "swelling"), "not among the first three: pets"),
        (answer(text({"swelling": 3})), "nothing came"),
        (answer(text({}), "cough"), "other matters, yet concerns came"),
        (answer(text({"cough": 3}, urgent=True), "cough"), "an emergency without advice"),
        (answer(text({"cough": 3}), "cough", urgent=True), "advice without an emergency"),
    ],
)
def test_every_kind_of_miss_is_listed_with_what_came(made: Answered, fault: str) -> None:
    (listed,) = misses(AnsweredTexts("made", [made]))
    assert listed.splitlines()[0] == f"t1  {fault}"
    assert listed.splitlines()[-1].split()[1] == (made.ranked[0] if made.ranked else "nothing")


def test_a_right_answer_is_no_miss() -> None:
    right = [answer(text({"swelling": 3, "cough": 1}), "swelling"), answer(text({})), answer(text({"cough": 3}, urgent_ok=True), "cough", urgent=True)]
    assert list(misses(AnsweredTexts("made", right))) == []


def test_the_interval_holds_the_mean_is_narrower_with_more_cases_and_the_same_every_time() -> None:
    few, many = figure([0.0, 1.0] * 10), figure([0.0, 1.0] * 1000)
    assert few is not None
    assert many is not None
    assert few.low < few.value == 0.5 < few.high
    assert many.high - many.low < (few.high - few.low) / 5
    assert few == figure([0.0, 1.0] * 10)


def test_nothing_has_no_figure() -> None:
    assert figure([]) is None


# -- against the judge of the development texts ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def judge() -> ModuleType:
    path = SHARED / "judge.py"
    if not path.exists():
        pytest.skip("the development texts and their judge are not beside this checkout")
    spec = importlib.util.spec_from_file_location("judge", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def guesses(texts: list[JudgedText], chance: random.Random) -> list[Answered]:
    """Answers of every quality: right ones, wrong ones, in any order, some empty, some with advice."""
    known = sorted({concern for judged in texts for concern in judged.concerns})
    made = []
    for judged in texts:
        mixed = chance.sample([*judged.concerns, *chance.sample(known, 4)], chance.randint(0, 4)) if judged.concerns else chance.sample(known, chance.randint(0, 1))
        made.append(answer(judged, *dict.fromkeys(mixed), urgent=chance.random() < 0.3))
    return made


def as_it_was_judged(judge: ModuleType, made: list[Answered], gold: list[dict[str, object]]) -> Callable[[str], float]:
    results = [{"id": one.judged.id, "concerns": list(one.ranked), "urgent": one.urgent} for one in made]
    verdict = judge.judge(gold, results)
    other_names = {
        "out-of-scope precision": "oos_precision",
        "urgent recall": "urgent_recall",
        "urgent false alarms": "urgent_false_alarm",
        "trap false alarms": "urgent_trap_false_alarm",
    }
    return lambda name: float(verdict[other_names[name]] if name in other_names else verdict["headline"][name])


@pytest.mark.parametrize("seed", range(5))
def test_the_measures_are_those_of_the_development_judge(judge: ModuleType, seed: int) -> None:
    path = SHARED / "queries.jsonl"
    made = guesses(read_texts(path), random.Random(seed))
    theirs = as_it_was_judged(judge, made, [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()])
    ours = headline(AnsweredTexts("queries", made))
    assert len(ours) == 9
    assert {name: one.value for name, one in ours.items()} == pytest.approx({name: theirs(name) for name in ours})
