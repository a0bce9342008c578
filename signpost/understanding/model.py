"""Text to meaning, by what was learnt from the taxonomy's phrases (written by `signpost_indexer.learning`).

Two views of the same features are added for the concerns: Naive Bayes knows what sets them apart, the nearest texts say
whether anybody was ever taught something like this. Two gates stand before them: is any concern meant at all, and does the
text tell of an emergency? Where the sentence encoder is installed, it leans on all three scales. What each counts: `scales`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.search.generation import read_json
from signpost.search.request import Understood
from signpost.search.text import Token, every_token
from signpost.understanding.evidence import Evidence
from signpost.understanding.features import features
from signpost.understanding.gate import Gate
from signpost.understanding.negation import without_denied
from signpost.understanding.neighbours import Near, Neighbours
from signpost.understanding.scales import IN_ENGLISH, IN_OTHER_LANGUAGES, Scales
from signpost.understanding.semantics import SILENT, Leanings, Semantics
from signpost.understanding.taught import TOLD_CALM, UNSAID, Taught, Told
from signpost.understanding.vocabulary import Vector, Vocabulary

ENGLISH_TAG = "en"
ENGLISH, ABROAD = "english", "abroad"  # folders: what was learnt from English texts, and from those of other languages

Floats = NDArray[np.float64]


class Meaning(NamedTuple):
    """What a text means: concerns best first, ids of the urgent rules that it tells of, and the language it is in."""

    concerns: tuple[Understood, ...] = ()
    urgent: tuple[str, ...] = ()
    language: str | None = None  # None: English, or nobody can tell
    led: bool = False  # the first concern is the emergency's own: its services are looked for


class Understanding:
    """Reads texts in English and in the other languages that phrases were written in. Immutable."""

    def __init__(self, english: Learnt, abroad: Learnt | None, semantics: Semantics | None) -> None:
        self._english, self._abroad, self._semantics = english, abroad, semantics

    @classmethod
    def open(cls, folder: Path) -> Understanding:
        abroad = Learnt.open(folder / ABROAD, IN_OTHER_LANGUAGES) if (folder / ABROAD).exists() else None
        return cls(Learnt.open(folder / ENGLISH, IN_ENGLISH), abroad, Semantics.open(folder))

    def knows(self, stem: str) -> bool:
        """Whether some text that was learnt from holds the word."""
        return self._english.vocabulary.knows(stem) or (self._abroad is not None and self._abroad.vocabulary.knows(stem))

    def read(self, text: str) -> Meaning:
        """Concerns that the text means, best first (ties in the checklist's order), and emergencies that it tells of."""
        said = every_token(text)
        return self._learnt_for(said).read(text, said, self._semantics) if said else Meaning()

    def _learnt_for(self, said: list[Token]) -> Learnt:
        """What was learnt in the language of the words: where the very text was taught, or else where more of them are known."""
        abroad, english = self._abroad, self._english.vocabulary.known_of(said)
        if abroad and abroad.taught.of(said) != Told() and self._english.taught.of(said) == Told():
            return abroad
        if abroad is None or english == len(said) or abroad.vocabulary.known_of(said) < english:
            return self._english
        return abroad if abroad.language(abroad.vocabulary.vector(features(said))) else self._english


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers of the classes stand for: ids, and language tags."""

    concerns: list[str]
    rules: list[str]
    concern_of_rule: list[str | None]  # whose services somebody in that emergency looks for
    languages: list[str]


@dataclass(frozen=True)
class Learnt:
    """What was learnt from one body of texts. C concerns, and one class more for texts that mean none; R rules."""

    scales: Scales
    names: Names
    vocabulary: Vocabulary
    by_concern: Evidence
    by_rule: Evidence
    by_language: Evidence
    scope: Gate
    danger: Gate
    neighbours: Neighbours
    taught: Taught

    @classmethod
    def open(cls, folder: Path, scales: Scales) -> Learnt:
        return cls(
            scales,
            Names(**read_json(folder, "names")),
            Vocabulary.open(folder),
            by_concern=Evidence.open(folder, "concern"),
            by_rule=Evidence.open(folder, "rule"),
            by_language=Evidence.open(folder, "language"),
            scope=Gate.open(folder, "scope"),
            danger=Gate.open(folder, "danger"),
            neighbours=Neighbours.open(folder),
            taught=Taught.open(folder),
        )

    def read(self, text: str, said: list[Token], semantics: Semantics | None) -> Meaning:
        """What a text means: `said` are its words, at least one."""
        whole = _Text.read(self, said)
        kept = every_token(without_denied(text)) if self.scales.denials else said
        undenied = text if kept == said else " ".join(token.word for token in kept)
        leanings = self._leanings(semantics, undenied or text)
        concerns = self._concerns(whole if kept == said else _Text.read(self, kept), kept, leanings) if kept else ()
        urgent = self._urgent(whole, leanings)
        led = any(self.names.concern_of_rule[self.names.rules.index(rule)] for rule in urgent[:1])
        return Meaning(self._led_by(urgent[:1], concerns, said), urgent, self.language(whole.vector), led)

    def _leanings(self, semantics: Semantics | None, text: str) -> Leanings:
        enough = self.scales.long_enough
        return semantics.leanings(text) if semantics and (enough is None or len(text) <= enough) else SILENT

    def _concerns(self, text: _Text, said: list[Token], leanings: Leanings) -> tuple[Understood, ...]:
        chances, nearest = self.by_concern.chances(text.vector), self.neighbours.by_class(text.near, len(self.names.concerns) + 1)
        if not self._in_scope(text, chances, nearest, leanings):
            return ()
        scale, shown = self.scales.concerns, self.scales.shown
        scores = (scale.bayes * np.sqrt(chances) + scale.nearest * nearest + scale.encoder * np.asarray(leanings.concerns))[:-1]
        least = max(shown.least * scale.certain, shown.least_of_best * float(scores.max()))
        order = [int(one) for one in np.argsort(-scores, kind="stable")[: shown.most_concerns] if scores[one] >= least]
        because = self._shown_by(said, self.by_concern, order)
        return tuple(Understood(self.names.concerns[one], round(min(1.0, float(scores[one]) / scale.certain), 4), words) for one, words in zip(order, because, strict=True))

    def _in_scope(self, text: _Text, chances: Floats, nearest: Floats, leanings: Leanings) -> bool:
        """Whether any concern is meant at all."""
        taught = text.as_taught(text.told.concern, self.neighbours.class_of, self.scales.as_taught)
        if taught != UNSAID:
            return taught < len(self.names.concerns)
        scale = self.scales.scope
        if text.near.nearest < scale.strange and not text.known:
            return False
        bayes = np.clip(np.log(chances[:-1].max() + 1e-9) - np.log(chances[-1] + 1e-9), -scale.surest_bayes, scale.surest_bayes)
        nearer = nearest[:-1].max() - nearest[-1]
        leaning = scale.gate * self.scope.leaning(text.vector) + scale.bayes * bayes + scale.nearest * nearer
        return bool(leaning + scale.encoder * leanings.scope > scale.least)

    def _urgent(self, text: _Text, leanings: Leanings) -> tuple[str, ...]:
        """Rules that the text tells of, surest first."""
        if not self.names.rules:
            return ()
        scale, alike = self.scales.danger, self.scales.concerns
        nearest = self.neighbours.by_rule(text.near, len(self.names.rules))
        leaning = scale.gate * self.danger.leaning(text.vector) + scale.nearest * (nearest[:-1].max() - nearest[-1]) + scale.encoder * leanings.danger
        taught = text.as_taught(text.told.rule, self.neighbours.rule_of, self.scales.as_taught)
        if taught == TOLD_CALM or (taught == UNSAID and leaning <= scale.least):
            return ()
        scores = alike.bayes * np.sqrt(self.by_rule.chances(text.vector)) + alike.nearest * nearest[:-1]
        if taught >= 0:
            scores[taught] = scores.max() + 1
        order = np.argsort(-scores, kind="stable")[: scale.most_rules]
        return tuple(self.names.rules[one] for one in order if scores[one] >= scale.also * scores[order[0]])

    def _led_by(self, urgent: tuple[str, ...], concerns: tuple[Understood, ...], said: list[Token]) -> tuple[Understood, ...]:
        """The concerns, first of all that of the emergency, so that its services are found even if its words are new."""
        for rule in map(self.names.rules.index, urgent):
            concern = self.names.concern_of_rule[rule]
            if concern:
                score = max([one.score for one in concerns], default=self.scales.danger.sure)
                (words,) = self._shown_by(said, self.by_rule, [rule])
                others = [one for one in concerns if one.concern != concern]
                return (Understood(concern, score, words), *others)[: self.scales.shown.most_concerns]
        return concerns

    def language(self, vector: Vector) -> str | None:
        """The language of a text; None: English, or nobody can tell."""
        if not self.names.languages or not len(vector.numbers):
            return None
        chances = self.by_language.chances(vector)
        likeliest = int(chances.argmax())
        tag = self.names.languages[likeliest]
        return tag if tag != ENGLISH_TAG and chances[likeliest] >= self.scales.sure_of_language else None

    def _shown_by(self, said: list[Token], evidence: Evidence, kinds: Iterable[int]) -> list[str]:
        """For each class the words that told most for it, as they were written and in their order."""
        return [self._most_telling(said, told) for told in evidence.told_by(self.vocabulary.of_words(said), kinds)]

    def _most_telling(self, said: list[Token], told: list[float]) -> str:
        scale, most = self.scales.shown, max(told)
        chosen = sorted(sorted(range(len(said)), key=lambda at: (told[at], at), reverse=True)[: scale.most_words])
        return " ".join(said[at].word for at in chosen if told[at] >= scale.telling * most) or said[0].word


class _Text(NamedTuple):
    """A text in the features of one body, and the texts near to it."""

    vector: Vector
    near: Near
    known: int  # words that some text holds
    told: Told  # what this very text was taught to mean

    @classmethod
    def read(cls, learnt: Learnt, said: list[Token]) -> _Text:
        vector = learnt.vocabulary.vector(features(said))
        return cls(vector, learnt.neighbours.near(vector), learnt.vocabulary.known_of(said), learnt.taught.of(said))

    def as_taught(self, told: int, kinds: NDArray[np.int16], alike: float) -> int:
        """What was told of this very text, or else of one that is nearly the same."""
        if told != UNSAID:
            return told
        near = kinds[self.near.texts]
        same = (self.near.cosines >= alike) & (near != UNSAID)
        return int(near[same][self.near.cosines[same].argmax()]) if same.any() else UNSAID
