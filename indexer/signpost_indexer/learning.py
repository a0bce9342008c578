"""Learns what words mean from the texts of the taxonomy: the files of `signpost.understanding`. The same every time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.concerns import OTHER_MATTERS, Concern, ConcernScheme
from signpost.search.generation import write_arrays, write_json
from signpost.search.text import every_token
from signpost.understanding import encoder
from signpost.understanding.features import Features, features
from signpost.understanding.model import ABROAD, ENGLISH, ENGLISH_TAG, Names
from signpost.understanding.vocabulary import Vector, Vocabulary
from signpost_indexer.logistic import Rows, gate
from signpost_indexer.semantic_learning import write_semantics

SMOOTHING = 0.05  # added to every feature in every class, so that none is impossible
LEAST_SHARED = 2  # texts that a pair of words or a run of letters must stand in: in one, it is that text written again
ENGLISH_AMONG_OTHERS = 40  # phrases of each concern: about three times as many as any other language has
LEAST_ENCODED = 2000  # texts: fewer cannot teach 512 weights
ENCODED_OF_A_KIND, ENCODED_OF_THE_REST, ENCODED_ABROAD = 100, 2500, 5  # of each concern or rule; of what means none; of each in a language
UNSAID = -1  # of a text that nobody gave a concern, a rule or a language

MOST_SHARED_LETTERS, MOST_SHARED_WORD = 150, 4000  # texts: what more of them hold finds no neighbour, and takes the time

Numbers = NDArray[np.int64]
Progress = Callable[[str], None]


class Example(NamedTuple):
    """A text of the taxonomy and what it was written to mean, by number: the concern (beyond the last: none), the urgent rule, the language."""

    text: str
    concern: int
    rule: int = UNSAID
    language: int = UNSAID


@dataclass(frozen=True)
class Material:
    """All of a scheme that is learnt from. The same material, read by the same code, teaches the same: `signpost_indexer.learnt` counts on it."""

    names: Names
    english: list[Example]
    abroad: list[Example]

    @classmethod
    def of(cls, scheme: ConcernScheme) -> Material:
        languages = sorted({ENGLISH_TAG, *scheme.translated, *(language for told in scheme.urgent_texts.values() for language in told.languages)})
        rules = _rules(scheme)
        names = Names([concern.id for concern in scheme.concerns], rules, [scheme.urgent_texts[rule].concern for rule in rules], languages)
        return cls(names, list(_in_english(scheme)), list(_abroad(scheme, languages)))


def write_model(folder: Path, scheme: ConcernScheme, progress: Progress = lambda _: None) -> None:
    """Learn and write everything into the new folder: English, and the other languages together, each from its own texts."""
    folder.mkdir()
    material = Material.of(scheme)
    english, abroad = material.english, material.abroad
    for name, examples, spoken in ((ENGLISH, english, []), (ABROAD, abroad, material.names.languages)):
        if examples:  # English stands alone where nothing was written in another language
            (folder / name).mkdir()
            names = replace(material.names, languages=spoken)
            write_json(folder / name, "names", asdict(names))
            _Lesson.of(examples).write(folder / name, names)
    if encoder.installed() and len(english) >= LEAST_ENCODED:
        progress("Learning with the sentence encoder (half a minute)")
        some = [*_some(english), *_some(abroad)]
        concern, rule = np.array([one.concern for one in some]), np.array([one.rule for one in some])
        write_semantics(folder, [one.text for one in some], concern, rule, len(material.names.concerns) + 1)


def _some(examples: Sequence[Example]) -> Iterator[Example]:
    """A fair sample of each kind: encoding them all would take minutes, and told no more of the judged texts apart."""
    kinds = defaultdict[tuple[int, int, int], list[Example]](list)
    for example in examples:
        kinds[example[1:]].append(example)
    for (concern, rule, language), alike in kinds.items():
        named = language == UNSAID and (rule != UNSAID or 0 <= concern < max(example.concern for example in examples))
        most = ENCODED_ABROAD if language != UNSAID else ENCODED_OF_A_KIND if named else ENCODED_OF_THE_REST
        yield from alike[:: max(1, -(-len(alike) // most))]


def _rules(scheme: ConcernScheme) -> list[str]:
    """The urgent rules that texts were written for."""
    return [advice.id for advice in scheme.urgent if advice.id in scheme.urgent_texts]


def _in_english(scheme: ConcernScheme) -> Iterator[Example]:
    """Everything that means a concern, or none, or danger, or only sounds like danger."""
    danger = {text: rule for rule, name in enumerate(_rules(scheme)) for text in scheme.urgent_texts[name].must}
    for number, concern in enumerate(scheme.concerns):
        yield from (Example(phrase, number, danger.pop(phrase, UNSAID)) for phrase in dict.fromkeys(_said(concern, scheme)))
    yield from (Example(text, len(scheme.concerns)) for text in scheme.other_matters)
    # Those that are no concern's phrase leave it unsaid: narratives of danger would outweigh its phrases.
    yield from (Example(text, UNSAID, rule) for text, rule in danger.items())
    yield from (Example(text, UNSAID) for name in _rules(scheme) for text in scheme.urgent_texts[name].must_not)


def _abroad(scheme: ConcernScheme, languages: list[str]) -> Iterator[Example]:
    """Texts in other languages, and among them some in English: what is none of theirs."""
    if languages == [ENGLISH_TAG]:
        return
    for any_concern in scheme.concerns:
        yield from (Example(phrase, UNSAID, language=languages.index(ENGLISH_TAG)) for phrase in _said(any_concern, scheme)[:ENGLISH_AMONG_OTHERS])
    for language, tag in enumerate(languages):
        for number, concern in enumerate(scheme.concerns):
            yield from (Example(phrase, number, language=language) for phrase in scheme.translated.get(tag, {}).get(concern.id, ()))
        yield from (Example(text, len(scheme.concerns), language=language) for text in scheme.translated.get(tag, {}).get(OTHER_MATTERS, ()))
        for rule, name in enumerate(_rules(scheme)):
            told = scheme.urgent_texts[name].languages.get(tag)
            if told:
                yield from (Example(text, UNSAID, rule, language) for text in told.must)
                yield from (Example(text, UNSAID, language=language) for text in told.must_not)


def _said(concern: Concern, scheme: ConcernScheme) -> list[str]:
    known = scheme.phrases.get(concern.id)
    older = (label.label for label in concern.older)
    return [concern.label, concern.id.replace("-", " "), *concern.aliases, *older, *((*known.phrases, *known.clinical) if known else ())]


@dataclass(frozen=True)
class _Lesson:
    """Examples as rows of features."""

    vocabulary: Vocabulary
    vectors: list[Vector]
    concern: Numbers
    rule: Numbers
    language: Numbers

    @classmethod
    def of(cls, examples: Sequence[Example]) -> _Lesson:
        found = [features(every_token(example.text)) for example in examples]
        vocabulary = _vocabulary(found)
        told = (np.array(column, dtype=np.int64) for column in zip(*((one.concern, one.rule, one.language) for one in examples), strict=True))
        return cls(vocabulary, [vocabulary.vector(one) for one in found], *told)

    def write(self, folder: Path, names: Names) -> None:
        concerns = len(names.concerns) + 1  # and the class of texts that mean none
        write_json(folder, "features", list(self.vocabulary.numbers))
        write_arrays(folder, {"rarity": self.vocabulary.rarity})
        for name, kinds, classes in (("concern", self.concern, concerns), ("rule", self.rule, len(names.rules)), ("language", self.language, len(names.languages))):
            evidence = self._evidence(kinds, classes)
            write_arrays(folder, {f"{name}_evidence": evidence, f"{name}_typical": evidence.mean(axis=1) if classes else np.zeros(len(evidence), np.float32)})
        known = (self.concern != UNSAID) | (self.rule != UNSAID)  # an emergency is never another matter
        about = self.concern < concerns - 1
        write_arrays(folder, {"scope_gate": gate(self._rows(known), about[known]), "danger_gate": gate(self._rows(self.rule == self.rule), self.rule != UNSAID)})
        write_arrays(folder, {f"near_{name}": array for name, array in self._postings().items()})

    def _rows(self, which: NDArray[np.bool_]) -> Rows:
        vectors = [self.vectors[at] for at in np.nonzero(which)[0]]
        start = np.concatenate([[0], np.cumsum([len(vector.numbers) for vector in vectors])])
        return Rows(start, np.concatenate([one.numbers for one in vectors]), np.concatenate([one.weights for one in vectors]), len(self.vocabulary.numbers))

    def _evidence(self, kinds: Numbers, classes: int) -> NDArray[np.float32]:
        """(F, classes) Log-probability of every feature in every class."""
        counts = np.zeros((len(self.vocabulary.numbers), classes))
        for vector, kind in zip(self.vectors, kinds, strict=True):
            if kind != UNSAID:
                counts[vector.numbers, kind] += vector.weights
        return np.asarray(np.log((counts + SMOOTHING) / (counts.sum(axis=0) + SMOOTHING * len(counts))), dtype=np.float32)

    def _telling(self) -> NDArray[np.bool_]:
        """Which features say anything of one text among many: not `the`, nor the letters of every third word."""
        many = np.bincount(np.concatenate([vector.numbers for vector in self.vectors]), minlength=len(self.vocabulary.numbers))
        letters = np.array([feature[0] == "l" for feature in self.vocabulary.numbers])
        return np.asarray(many <= np.where(letters, MOST_SHARED_LETTERS, MOST_SHARED_WORD))

    def _postings(self) -> dict[str, NDArray[np.generic]]:
        """Which texts hold each feature, end to end by feature."""
        rows = self._rows(np.ones(len(self.vectors), dtype=bool))
        rows = rows.only(self._telling()[rows.numbers])
        order = np.argsort(rows.numbers, kind="stable")
        owners = np.repeat(np.arange(len(self.vectors)), np.diff(rows.start))
        return {
            "start": np.searchsorted(rows.numbers[order], np.arange(rows.features + 1)).astype(np.int64),
            "texts": owners[order].astype(np.int32),
            "weights": rows.weights[order].astype(np.float32),
            "class_of": self.concern.astype(np.int16),
            "rule_of": self.rule.astype(np.int16),
        }


def _vocabulary(found: Iterable[Features]) -> Vocabulary:
    found = list(found)
    spread = Counter(feature for one in found for block in one for feature in block)
    kept = sorted(feature for feature, count in spread.items() if feature[0] == "w" or count >= LEAST_SHARED)
    rarity = np.array([np.log((1 + len(found)) / (1 + spread[feature])) + 1 for feature in kept])
    return Vocabulary({feature: number for number, feature in enumerate(kept)}, rarity.astype(np.float32))
