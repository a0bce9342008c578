"""Our own prose is easy to read: every patient's page over the real directory, measured without what entries say."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from starlette.routing import Route
from starlette.testclient import TestClient

from signpost.concerns import ConcernScheme
from signpost.search.request import Nearest, Result, SearchRequest
from signpost.search.serving import open_current
from signpost.settings import Settings
from signpost_web.app import ROUTES, create_app

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
HIGHEST_GRADE = 6  # the grade that every page must keep to
LONG = 100  # words: of fewer, one sentence decides

# Of an entry, what it says in its own words. A name is no prose either.
ENTRY_TEXTS = frozenset({"name", "organisation", "summary", "description", "text", "cost_text", "referral_text", "hours_text", "note", "label", "address", "town", "phone", "patients_of", "source", "more_sources"})
NOT_FOR_PATIENTS = ("/api/", "/static/", "/consultation", "/docs", "/openapi.json", "/healthz", "/readyz")
LEAST_PAGES = 300
LEAST_REASONS = 100
LONGEST_REASON = 20  # words


def _readability() -> ModuleType:
    """`readability.py`, which is no installed module."""
    name = "signpost_tests_readability"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("readability.py"))
        assert spec
        assert spec.loader
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


measure: Any = _readability()


# How it is measured


@pytest.mark.parametrize(
    ("sentences", "grade"),
    [
        (["The cat sat on the mat."], 0.39 * 6 + 11.8 * 6 / 6 - 15.59),
        (["The cat sat on the mat.", "It sat."], 0.39 * 8 / 2 + 11.8 * 8 / 8 - 15.59),
        (["Nobody answered the telephone yesterday afternoon."], 0.39 * 6 + 11.8 * 15 / 6 - 15.59),
        (["Ring 999 now."], 0.39 * 3 + 11.8 * 2 / 2 - 15.59),  # a number counts for the length alone
        (["Ask the NHS about lymphoedema."], 0.39 * 5 + 11.8 * 4 / 3 - 15.59),  # so do a name and a word of the field
        ([], 0.0),
    ],
)
def test_the_grade_is_that_of_the_formula_worked_by_hand(sentences: list[str], grade: float) -> None:
    assert measure.reading(sentences).grade == pytest.approx(grade)


SYLLABLES = {
    1: "ache aged asked been breathe called checked does eyes goes guilt homes hours juice nurse shoes tired used whole you",
    2: "advice anxious being bubble business cancer careful carer client council diet evening faces fluid going handle hopeless little lonely million movement needed patient people poem quiet really safely science social someone sometimes special struggling tables therefore treatment trial trouble waited worries",
    3: "actual another area continue creative different everyone everything families hospital loneliness medicine period platypus previous radio serious services suicide whatever",
    4: "community diarrhoea dietitian emergency experience information psychologist relationship temperature usually",
    5: "accommodation physiological university",
    6: "accessibility physiotherapist responsibilities",
}


@pytest.mark.parametrize(("count", "word"), [(count, word) for count, words in SYLLABLES.items() for word in words.split()])
def test_syllables_are_those_that_one_hears(count: int, word: str) -> None:
    assert measure.syllables(word) == count


def test_prose_is_what_stands_in_the_main_part_in_blocks_of_five_words_and_more_each_once() -> None:
    html = """<p>Outside of it all, nothing counts.</p><main><h1>Good to know about this</h1><p>One <b>two</b> three
      four five. Six (seven)! <span>Eight</span></p><ul><li>Too short</li><li>Ring ⁂ on any day you like.</li></ul>
      <p>One two three four five. Six (seven)! Eight</p><p hidden>Nobody can see these five words.</p>
      <select><option>Nor does anyone read these options</option></select><p>See https://example.org/page for more.</p></main>"""
    assert measure.prose(html) == ["Good to know about this", "One two three four five.", "Six (seven)!", "Eight", "Ring ⁂ on any day you like."]


def test_what_an_entry_says_is_left_out_of_the_count() -> None:
    assert measure.words_of("Ring ⁂ or see example.org, and mail a@b.example at 9:30am") == ["Ring", "or", "see", "and", "mail", "at", "9:30am"]


# What is measured


class InOurWords:
    """The real directory, with a sign in place of whatever its entries say in their own words."""

    def __init__(self, directory: Any) -> None:
        self._directory = directory

    def __getattr__(self, name: str) -> Any:
        return getattr(self._directory, name)

    def search(self, *asked: Any) -> Any:
        return self._ours(self._directory.search(*asked))

    def assess(self, *asked: Any) -> Any:
        return self._ours(self._directory.assess(*asked))

    def service(self, service_id: str, /) -> bytes | None:
        entry = self._directory.service(service_id)
        return entry and json.dumps(_signs(json.loads(entry))).encode()

    def _ours(self, value: Any) -> Any:
        if isinstance(value, tuple | list):
            return type(value)(map(self._ours, value)) if type(value) in (tuple, list) else value
        if isinstance(value, Result):
            return self._result(value)
        if isinstance(value, Nearest):
            return replace(value, name=measure.ENTRY)
        if is_dataclass(value) and not isinstance(value, type | SearchRequest):
            changed = {part.name: self._ours(getattr(value, part.name)) for part in fields(value)}
            return replace(value, **changed)
        return value

    def _result(self, result: Result) -> Result:
        said = own_words(json.loads(self._directory.service(result.id)))
        because = tuple(measure.ENTRY if any(text in reason.casefold() for text in said) else reason for reason in result.because)
        return replace(result, body=json.dumps(_signs(json.loads(result.body))).encode(), location=_signs(result.location), because=because)


def own_words(entry: dict[str, Any]) -> list[str]:
    """An entry's own conditions, as a reason may repeat them."""
    eligibility, area = entry.get("eligibility") or {}, entry.get("areas_served") or {}
    return [text.strip().rstrip(".").casefold() for text in (eligibility.get("text"), eligibility.get("patients_of"), area.get("text")) if text]


def _signs(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _signs(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_signs(inner, key) for inner in value]
    return measure.ENTRY if isinstance(value, str) and key in ENTRY_TEXTS else value


class Current:
    def __init__(self, directory: InOurWords) -> None:
        self._directory = directory

    def get(self) -> Any:
        return self._directory


@pytest.fixture(scope="module")
def directory(real_directory: Settings) -> Any:
    return open_current(real_directory)


@pytest.fixture(scope="module")
def client(real_directory: Settings, directory: Any) -> Iterator[TestClient]:
    with TestClient(create_app(real_directory, directory=Current(InOurWords(directory)), clock=lambda: NOW)) as made:
        yield made


def test_nothing_that_an_entry_says_is_taken_for_ours(client: TestClient, directory: Any) -> None:
    entry = json.loads(directory.service("samaritans"))
    for address in ("/services/samaritans", "/search?concern=hopelessness&near=LS1+4AP", "/concerns/hopelessness"):
        html = client.get(address).text
        assert measure.ENTRY in html
        assert entry["summary"] not in html


def search(**asked: str) -> str:
    return f"/search?{urlencode(asked)}"


def pages(scheme: ConcernScheme, ids: list[str], told: dict[str, str]) -> dict[str, list[str]]:
    """Addresses by the route that answers them: for every patient's page, all that it may say."""
    every = [*scheme.concern_by_id, *scheme.category_by_id]
    services = ids[::12]
    return {
        "/": ["/"],
        "/search": [
            *(search(concern=one, near="LS1 4AP") for one in every),
            *(search(concern=one, near="ZE1 0AA", radius_miles="5") for one in every),
            *(search(family=one, near="ZE1 0AA", radius_miles="5") for one in scheme.family_by_id),
            *(search(q=text, near="BT1 5GS") for text in told.values()),
            search(q="xylophone", near="Leeds"), search(near="zzz9"), search(q="", near=""), search(concern="pets", near="ZE1 0AA", cost="free", language="yo"), search(q="meine mutter hat krebs"),
        ],
        "/assessment": ["/assessment"],
        "/list": ["/list", *(f"/list?services={','.join(services[:5])}&style={style}" for style in ("", "large", "easy"))],
        "/concerns": ["/concerns"],
        "/concerns/{id}": [f"/concerns/{one}" for one in every],
        "/services/{id}": [f"/services/{one}" for one in services],
        "/services/{id}/wrong": [f"/services/{one}/wrong" for one in services[:3]],
        "/services/{id}/wrong/thanks": [f"/services/{one}/wrong/thanks" for one in services[:3]],
        "/about": ["/about"],
        "/privacy": ["/privacy"],
        "/accessibility": ["/accessibility"],
        "/embed": ["/embed", "/embed?theme=purple", *(f"/embed?{urlencode({'concern': one, 'near': near})}" for one in every[::6] for near in ("LS1 4AP", "ZE1 0AA"))],
        "/language": [],  # leads back to where one was
    }  # fmt: skip


@pytest.fixture(scope="module")
def told(directory: Any) -> dict[str, str]:
    """For each urgent rule, a text that shows it."""
    folder = Path(__file__).parents[2] / "taxonomy" / "urgent"
    return {rule: yaml.safe_load((folder / f"{rule}.yaml").read_text("utf-8"))["must"][0] for rule in directory.scheme.urgent_by_id if (folder / f"{rule}.yaml").exists()}


@pytest.fixture(scope="module")
def html(client: TestClient, directory: Any, told: dict[str, str]) -> dict[str, str]:
    """Every page by its address; the plans by what was asked."""
    scheme: ConcernScheme = directory.scheme
    found = {address: client.get(address).text for listed in pages(scheme, list(directory.ids), told).values() for address in listed}
    for category in scheme.category_by_id:
        scores = {"concern": scheme.expand((category,)), "own": "my cat", **{f"score-{one}": "7" for one in scheme.expand((category,))}}
        found |= {f"plan near {near} for {category}": client.post("/assessment", data={"near": near, **scores}).text for near in ("LS1 4AP", "ZE1 0AA")}
    return found | {"a plan without a place": client.post("/assessment", data={"concern": "pets"}).text}


def test_every_patients_page_is_measured(directory: Any, html: dict[str, str]) -> None:
    answered = {route.path for route in ROUTES if isinstance(route, Route) and not route.path.startswith(NOT_FOR_PATIENTS) and "." not in route.path}
    assert answered - pages(directory.scheme, [], {}).keys() == set()
    assert len(html) > LEAST_PAGES
    assert [address for address, page in html.items() if "Sorry, something went wrong" in page] == []


def test_every_urgent_rule_is_among_what_is_measured(directory: Any, html: dict[str, str]) -> None:
    shown = set(re.findall(r'id="urgent-([\w-]+)"', "".join(html.values())))
    assert directory.scheme.urgent_by_id.keys() - shown == set()


def test_every_page_of_more_than_a_hundred_words_of_ours_is_easy_to_read(html: dict[str, str]) -> None:
    read = {address: measure.prose(page) for address, page in html.items()}
    assert too_hard(read) == []
    assert too_hard({address: measure.whole(sentences) for address, sentences in read.items()}) == []


def too_hard(pages: dict[str, list[str]]) -> list[str]:
    """Of the long ones, each with its grade and its hardest sentences."""
    graded = {address: measure.reading(sentences) for address, sentences in pages.items()}
    hard = [address for address, read in graded.items() if read.words > LONG and read.grade > HIGHEST_GRADE]
    return [f"{graded[address].grade:.1f} {address}: {measure.hardest(pages[address])[:4]}" for address in hard]


def test_every_piece_of_urgent_advice_is_easy_to_read_by_itself(directory: Any) -> None:
    hard = [(one.id, grade) for one in directory.scheme.urgent if (grade := measure.reading(measure.sentences(one.text)).grade) > HIGHEST_GRADE]
    assert hard == []


# Reasons


@pytest.fixture(scope="module")
def reasons(client: TestClient, directory: Any) -> set[str]:
    """Every reason that searches for every concern give, from three places, with and without a person."""
    asked = [
        {"concern": one, "near": near, "limit": "100", **person}
        for one in directory.scheme.concern_by_id
        for near in ("LS1 4AP", "Leeds", "ZE1 0AA")
        for person in ({}, {"age": "15", "cancer_type": "bowel", "audience": "carer"}, {"language": "cy", "step_free": "true"})
    ]
    found = [client.get(f"/api/v1/search?{urlencode(one)}").json()["results"] for one in asked]
    return {reason for results in found for one in results for reason in (*one["why"], *one["eligibility"]["because"]) if reason != measure.ENTRY}


def test_each_reason_is_one_short_plain_sentence(reasons: set[str]) -> None:
    assert len(reasons) > LEAST_REASONS
    for reason in reasons:
        assert len(measure.words_of(reason)) <= LONGEST_REASON, reason
        assert not re.search(r"[.!?;:]\s|[.;:]$|\n", reason), reason
        assert reason[0].isupper() or reason[0].isdigit(), reason


def test_the_reasons_together_are_easy_to_read(reasons: set[str]) -> None:
    assert measure.reading(sorted(reasons)).grade <= HIGHEST_GRADE
