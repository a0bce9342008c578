"""The judged sets stay an examination: they do not change, and nothing is taught from them."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from signpost_indexer.taxonomy import read_taxonomy

HERE = Path(__file__).parent
FROZEN = {name: digest for digest, name in (line.split() for line in (HERE / "FROZEN.sha256").read_text().splitlines())}
LONG_ENOUGH = 4  # words: shorter texts and phrases ("cant sleep") are bound to meet


def folded(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold().replace("'", "").replace("’", "")))


@pytest.mark.parametrize("name", sorted(path.name for path in HERE.glob("*.jsonl")))
def test_a_judged_set_is_as_it_was_frozen(name: str) -> None:
    assert hashlib.sha256((HERE / name).read_bytes()).hexdigest() == FROZEN[name]


def test_no_phrase_is_a_judged_text_or_nearly_one() -> None:
    scheme, _ = read_taxonomy(HERE.parents[1] / "taxonomy", str)
    assert scheme is not None
    said = {folded(phrase) for known in scheme.phrases.values() for phrase in (*known.phrases, *known.clinical)}
    judged = [json.loads(line)["text"] for line in (HERE / "texts.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [text for text in judged if len(folded(text)) >= LONG_ENOUGH and folded(text) in said] == []
