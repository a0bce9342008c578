"""Learns what words mean from the texts of the taxonomy: the files of `signpost.understanding`. The same every time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.concerns import CALM, OTHER_MATTERS, Concern, ConcernScheme, UrgentTexts
from signpost.search.generation import write_arrays, write_json
from signpost.search.text import every_token
from signpost.understanding import encoder
from signpost.understanding.features import RUN, WORD, Features, features, kinds_of
from signpost.understanding.model import ABROAD, ENGLISH, ENGLISH_TAG, Names
from signpost.understanding.sparse import Sparse
from signpost.understanding.taught import TOLD_CALM, UNSAID, Taught, text_key
from signpost.understanding.vocabulary import Vocabulary
from signpost_indexer.logistic import Rows, gate
from signpost_indexer.semantic_learning import write_semantics

SMOOTHING = 0.05  # added to every feature in every class, so that none is impossible
LEAST_SHARED = 2  # texts that a pair of words or a run of letters must stand in: in one, it is that text written again
ENGLISH_AMONG_OTHERS = 40  # phrases of each concern: about three times as many as any other language has
LEAST_ENCODED = 2000  # texts: fewer cannot teach 512 weights
ENCODED_OF_A_KIND, ENCODED_OF_THE_REST, ENCODED_ABROAD = 100, 2500, 5  # of each concern or rule; of what means none; of each in a language
MOST_SHARED_LETTERS, MOST_SHARED_WORD = 150, 4000  # texts: what more of them hold finds no neighbour, and takes the time

Numbers = NDArray[np.int64]
Progress = Callable[[str], None]


class Example(NamedTuple):
    """A text of the taxonomy and what it was written to mean, by number: the concern (beyond the last: none), the urgent rule, the language.

    A concern's phrase says nothing of danger: `suicidal thoughts` stands under a concern too.
    """

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
        many = len(material.names.concerns)
        some = [*_some(english, many), *_some(abroad, many)]
        concern, rule = np.array([one.concern for one in some]), np.array([one.rule for one in some])
        write_semantics(folder, [one.text for one in some], concern, rule, many + 1)


def _some(examples: Sequence[Example], concerns: int) -> Iterator[Example]:
    """A fair sample of each kind: encoding them all would take minutes, and told no more of the judged texts apart."""
    kinds = defaultdict[tuple[int, int, int], list[Example]](list)
    for example in examples:
        kinds[example[1:]].append(example)
    for (concern, rule, language), alike in kinds.items():
        named = language == UNSAID and (rule >= 0 or 0 <= concern < concerns)
        most = ENCODED_ABROAD if language != UNSAID else ENCODED_OF_A_KIND if named else ENCODED_OF_THE_REST
        yield from alike[:: max(1, -(-len(alike) // most))]


def _rules(scheme: ConcernScheme) -> list[str]:
    """The urgent rules that texts were written for."""
    return [advice.id for advice in scheme.urgent if advice.id in scheme.urgent_texts]


def _told(scheme: ConcernScheme) -> list[UrgentTexts]:
    """What was written for each of those rules, and last what tells of none of them."""
    return [scheme.urgent_texts[name] for name in (*_rules(scheme), CALM) if name in scheme.urgent_texts]


def _in_english(scheme: ConcernScheme) -> Iterator[Example]:
    """Everything that means a concern, or none, or danger, or only sounds like danger."""
    danger = {text: rule for rule, name in enumerate(_rules(scheme)) for text in scheme.urgent_texts[name].must}
    for number, concern in enumerate(scheme.concerns):
        yield from (Example(phrase, number, danger.pop(phrase, UNSAID)) for phrase in dict.fromkeys(_said(concern, scheme)))
    yield from (Example(text, len(scheme.concerns), TOLD_CALM) for text in scheme.other_matters)
    # Those that are no concern's phrase leave it unsaid: narratives of danger would outweigh its phrases.
    yield from (Example(text, UNSAID, rule) for text, rule in danger.items())
    yield from (Example(text, UNSAID, TOLD_CALM) for told in _told(scheme) for text in told.must_not)


def _abroad(scheme: ConcernScheme, languages: list[str]) -> Iterator[Example]:
    """Texts in other languages, and among them some in English: what is none of theirs."""
    if languages == [ENGLISH_TAG]:
        return
    for any_concern in scheme.concerns:
        yield from (Example(phrase, UNSAID, language=languages.index(ENGLISH_TAG)) for phrase in _said(any_concern, scheme)[:ENGLISH_AMONG_OTHERS])
    for language, tag in enumerate(languages):
        for number, concern in enumerate(scheme.concerns):
            yield from (Example(phrase, number, language=language) for phrase in scheme.translated.get(tag, {}).get(concern.id, ()))
        yield from (Example(text, len(scheme.concerns), TOLD_CALM, language) for text in scheme.translated.get(tag, {}).get(OTHER_MATTERS, ()))
        for rule, every in enumerate(_told(scheme)):
            if told := every.languages.get(tag):
                yield from (Example(text, UNSAID, rule, language) for text in told.must)
                yield from (Example(text, UNSAID, TOLD_CALM, language) for text in told.must_not)


def _said(concern: Concern, scheme: ConcernScheme) -> list[str]:
    known = scheme.phrases.get(concern.id)
    older = (label.label for label in concern.older)
    return [concern.label, concern.id.replace("-", " "), *concern.aliases, *older, *((*known.phrases, *known.clinical) if known else ())]


@dataclass(frozen=True)
class _Lesson:
    """Examples as rows of features."""

    vocabulary: Vocabulary
    rows: Rows
    keys: Numbers  # of each text as a whole
    concern: Numbers
    rule: Numbers
    language: Numbers

    @classmethod
    def of(cls, examples: Sequence[Example]) -> _Lesson:
        said = [every_token(example.text) for example in examples]
        found = [features(one) for one in said]
        vocabulary = _vocabulary(found)
        told = (np.array(column, dtype=np.int64) for column in zip(*((one.concern, one.rule, one.language) for one in examples), strict=True))
        vectors = [vocabulary.vector(one) for one in found]
        start = np.concatenate([[0], np.cumsum([len(vector.numbers) for vector in vectors])])
        rows = Rows(start, np.concatenate([one.numbers for one in vectors]), np.concatenate([one.weights for one in vectors]), len(vocabulary.keys))
        return cls(vocabulary, rows, np.array([text_key(one) for one in said], dtype=np.int64), *told)

    def write(self, folder: Path, names: Names) -> None:
        concerns = len(names.concerns) + 1  # and the class of texts that mean none
        write_arrays(folder, {"keys": self.vocabulary.keys, "rarity": self.vocabulary.rarity})
        for name, kinds, classes in (("concern", self.concern, concerns), ("rule", self.rule, len(names.rules)), ("language", self.language, len(names.languages))):
            met, unmet = self._evidence(kinds, classes)
            write_arrays(folder, {**met.named(f"{name}_met"), f"{name}_unmet": unmet})
        known = (self.concern != UNSAID) | (self.rule >= 0)  # an emergency is never another matter
        about = self.concern < concerns - 1
        write_arrays(folder, {"scope_gate": gate(self.rows.chosen(known), about[known]), "danger_gate": gate(self.rows, self.rule >= 0)})
        write_arrays(folder, self._taught().named())
        near = {"class_of": self.concern.astype(np.int16), "rule_of": self.rule.astype(np.int16)}
        write_arrays(folder, {**self._held().named("near"), **{f"near_{name}": array for name, array in near.items()}})

    def _evidence(self, kinds: Numbers, classes: int) -> tuple[Sparse, NDArray[np.float32]]:
        """(F, classes) and (classes,) as in `signpost.understanding.evidence`."""
        said = kinds >= 0
        rows = self.rows.chosen(said)
        places = rows.numbers * classes + kinds[said].take(rows.owners)
        met, counts = np.unique(places, return_inverse=True)
        counts = np.bincount(counts, rows.weights, len(met))
        feature, kind = np.divmod(met, max(1, classes))
        unmet = np.log(SMOOTHING / (np.bincount(kind, counts, classes) + SMOOTHING * rows.features))
        return Sparse.of(feature, kind, np.log(counts / SMOOTHING + 1), rows.features), unmet.astype(np.float32)

    def _taught(self) -> Taught:
        """What each text means as a whole: of one that stands in several places, whatever any of them says, and danger before calm."""
        keys, number = np.unique(self.keys, return_inverse=True)
        concern, rule = (np.full(len(keys), UNSAID, dtype=np.int16) for _ in range(2))
        np.maximum.at(concern, number, self.concern.astype(np.int16))
        rule[number[self.rule == TOLD_CALM]] = TOLD_CALM
        rule[number[self.rule >= 0]] = self.rule[self.rule >= 0]
        return Taught(keys, concern, rule)

    def _held(self) -> Sparse:
        """(F, T) Which texts hold each feature, of those that say anything of one text among many: not `the`, nor the letters of every third word."""
        many = np.bincount(self.rows.numbers, minlength=self.rows.features)
        telling = many <= np.where(kinds_of(self.vocabulary.keys) == RUN, MOST_SHARED_LETTERS, MOST_SHARED_WORD)
        rows = self.rows.only(telling[self.rows.numbers])
        return Sparse.of(rows.numbers, rows.owners, rows.weights, rows.features)


def _vocabulary(found: Iterable[Features]) -> Vocabulary:
    found = list(found)
    spread = Counter(key for one in found for block in one for key in block)
    keys, many = (np.array(column, dtype=np.int64) for column in zip(*sorted(spread.items()), strict=True))
    kept = (kinds_of(keys) == WORD) | (many >= LEAST_SHARED)
    return Vocabulary(keys[kept], (np.log((1 + len(found)) / (1 + many[kept])) + 1).astype(np.float32))
