"""Every call of Whoosh stands here: analysis, and the text index of a generation.

Queries do not run on Whoosh: at build time its BM25F scores are written out term by term (`impacts`), and a search adds
up a few array slices. Whoosh's own index stays beside them for analysis.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # invalid escapes in its sources, reported from Python 3.12 on
    from whoosh import fields, index, scoring
    from whoosh.analysis import StemmingAnalyzer
    from whoosh.analysis.filters import STOP_WORDS
    from whoosh.lang.porter import stem

_UNPARTED = "\u2e80-\u9fff\uf900-\ufaff"  # scripts that put no space between words: there each character says as much as one
_WORD = re.compile(rf"[{_UNPARTED}]|[^\W{_UNPARTED}]+")
_HOUSE_STOP_WORDS = frozenset(
    ["a", "about", "after", "am", "any", "are", "around", "at", "but", "can", "cant", "could", "day", "days", "did", "do", "does", "dont", "for", "from", "get", "getting", "go", "going", "gone", "got", "had", "has", "have", "having", "he", "help", "her", "herself", "him", "himself", "his", "how", "i", "if", "im", "in", "into", "is", "it", "its", "ive", "just", "like", "look", "looking", "made", "make", "me", "more", "much", "my", "myself", "near", "need", "no", "not", "of", "off", "on", "one", "or", "our", "ourselves", "out", "over", "people", "please", "service", "services", "she", "since", "so", "some", "someone", "somewhere", "support", "than", "that", "the", "their", "them", "themselves", "then", "there", "they", "this", "time", "to", "too", "up", "us", "very", "want", "wants", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "without", "would", "you", "your", "yourself"]
)

# How much a word counts in each field, against 1 in the description. A name is how people ask for what they know.
FIELD_WEIGHTS = {"name": 3.0, "organisation": 1.5, "summary": 2.0, "description": 1.0, "kinds": 2.0, "places": 1.0}


@lru_cache(maxsize=1)
def _analyzer() -> Any:
    stop = frozenset(STOP_WORDS) | _HOUSE_STOP_WORDS
    return StemmingAnalyzer(expression=r"[\w]+", stoplist=stop, minsize=2, cachesize=50_000)


class Token(NamedTuple):
    """A word as it was written, and its stem."""

    word: str
    stem: str


def tokens(text: str) -> list[Token]:
    """Words that carry meaning, in order, stop words dropped: `My swollen arms` -> swollen/swollen, arms/arm."""
    plain = folded(text)
    return [Token(plain[found.startchar : found.endchar], found.text) for found in _analyzer()(plain, chars=True)]


def every_token(text: str) -> list[Token]:
    """All words, stop words too: what they mean together may hang on a small one."""
    return [Token(word, _stem(word)) for word in _WORD.findall(folded(text))]


_stem = lru_cache(maxsize=50_000)(stem)


def folded(text: str) -> str:
    """In small letters and without apostrophes."""
    return re.sub(r"['’]", "", text.lower())


def _schema() -> Any:
    return fields.Schema(**{name: fields.TEXT(analyzer=_analyzer(), phrase=False) for name in FIELD_WEIGHTS})


def write_index(folder: Path, documents: Iterable[Mapping[str, str]]) -> None:
    """One Whoosh document per service, in order: its number there is its number in the generation."""
    folder.mkdir()
    opened = index.create_in(str(folder), _schema())
    writer = opened.writer(limitmb=256)
    for document in documents:
        writer.add_document(**{name: folded(text) for name, text in document.items()})
    writer.commit(optimize=True)
    opened.close()


def impacts(folder: Path) -> Iterator[tuple[str, list[tuple[int, float]]]]:
    """Every stemmed term, ascending, with (service number, BM25F score) ascending by service."""
    opened = index.open_dir(str(folder))
    weighting = scoring.BM25F()
    with opened.searcher(weighting=weighting) as searcher:
        gathered: dict[str, dict[int, float]] = {}
        for name, weight in FIELD_WEIGHTS.items():
            for term in searcher.reader().field_terms(name):
                matcher = searcher.postings(name, term)
                scores = gathered.setdefault(term, {})
                while matcher.is_active():
                    number = matcher.id()
                    scores[number] = scores.get(number, 0.0) + weight * matcher.score()
                    matcher.next()
    opened.close()
    for term in sorted(gathered):
        yield term, sorted(gathered[term].items())
