"""The judged sets stay an examination: they do not change, and nothing is taught from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from signpost_indexer.reading import read_document
from tests.relevance.nearness import nearly_equal

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
TAXONOMY = CHECKOUT / "taxonomy"
FROZEN = {name: digest for digest, name in (line.split() for line in (HERE / "FROZEN.sha256").read_text().splitlines())}
DEVELOPMENT = CHECKOUT.parent / "shared" / "eval" / "queries.jsonl"  # judged texts that are read while the work goes on; not everywhere


class Said(NamedTuple):
    where: str
    text: str


def judged_texts() -> list[Said]:
    """Every text of a judged set that has texts."""
    found = []
    for path in filter(Path.exists, (*sorted(HERE.glob("*.jsonl")), DEVELOPMENT)):
        rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        found += [Said(f"{path.name} {row['id']}", row["text"]) for row in rows if "text" in row]
    return found


def taught_texts() -> Iterator[Said]:
    """Every phrase in every language, every text on other matters, and all that the rules of urgent advice say."""
    for path in sorted((*(TAXONOMY / "phrases").rglob("*.yaml"), *(TAXONOMY / "urgent").glob("*.yaml"), TAXONOMY / "urgent.yaml")):
        document = read_document(path, str(path.relative_to(CHECKOUT)))
        for place, (line, _) in document.values.items():
            value = document.data
            for step in place:
                value = value[step]
            if isinstance(value, str):
                yield Said(f"{document.file}:{line}", value)


@pytest.mark.parametrize("name", sorted(path.name for path in HERE.glob("*.jsonl")))
def test_a_judged_set_is_as_it_was_frozen(name: str) -> None:
    assert hashlib.sha256((HERE / name).read_bytes()).hexdigest() == FROZEN[name]


def test_no_phrase_is_a_judged_text_or_nearly_one() -> None:
    judged, taught = judged_texts(), list(taught_texts())
    pairs = nearly_equal([one.text for one in judged], [one.text for one in taught])
    found = [f"{taught[phrase].where}: '{taught[phrase].text}' is '{judged[text].text}' ({judged[text].where})" for text, phrase in pairs]
    assert not found, "Take out these phrases: they give away the examination.\n" + "\n".join(found)


def test_every_file_that_teaches_is_looked_at() -> None:
    files = {one.where.rpartition(":")[0] for one in taught_texts()}
    assert {"taxonomy/phrases/physical.yaml", "taxonomy/phrases/other-matters.yaml", "taxonomy/phrases/languages/cy.yaml", "taxonomy/urgent/fever-in-treatment.yaml"} <= files


@pytest.mark.parametrize(
    ("judged", "phrase"),
    [
        ("Dial a ride", "dial-a-ride"),
        ("queasy", "Queasy"),
        ("lorry driver schemes", "lorry driver scheme"),
        ("the kettle is on and nobody comes", "nobody comes and the kettle is on"),
        ("the kettle is on again and nobody comes round to see me", "the kettle is on again, nobody comes to see me"),
        ("herbata stygnie a nikt nie przychodzi", "herbata stygnie i nikt nie przychodzi"),
        ("水壶开了没有人来", "水壶开了，没有人来"),
    ],
)
def test_a_phrase_in_nearly_the_same_words_is_refused(judged: str, phrase: str) -> None:
    others = ["something else altogether", phrase]
    assert list(nearly_equal(["what nobody taught", judged], others)) == [(1, 1)]


@pytest.mark.parametrize(
    ("judged", "phrase"),
    [
        ("Disabled Facilities Grant wet room", "Disabled Facilities Grant"),
        ("the kettle is on tonight", "the kettle is on"),
        ("nobody comes round to see me when the kettle is on", "the kettle is on"),
    ],
)
def test_a_term_that_a_judged_text_holds_may_be_taught(judged: str, phrase: str) -> None:
    assert list(nearly_equal([judged], [phrase])) == []
