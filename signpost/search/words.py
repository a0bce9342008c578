"""Services by words: BM25F impacts added up per service, beside the concerns that the words mean."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from signpost.search import ranking
from signpost.search.areas import Mask
from signpost.search.generation import Floats, Generation, Numbers
from signpost.search.request import Understood
from signpost.search.spelling import Speller
from signpost.search.text import Token, tokens
from signpost.understanding.model import Meaning, Understanding
from signpost.understanding.negation import without_denied

SURE_BESIDE_AN_EMERGENCY = 0.5  # score of a concern: with less in common, its services are odd company for advice to ring 999
NAME_WORDS = 3  # so short a text may be a misspelt name, though it looks like another language


@dataclass(frozen=True, slots=True)
class WordMatch:
    """Services that the words fit: `strength` is 0 to 1, `found` says which word stands in which services."""

    services: Numbers  # ascending, unless cut into another order
    strength: Floats
    found: tuple[tuple[str, Numbers], ...]
    size: int  # services of the generation

    def at(self, rows: np.ndarray[tuple[int], np.dtype[np.intp]]) -> WordMatch:
        return replace(self, services=self.services[rows], strength=self.strength[rows])

    def only(self, services: Numbers) -> WordMatch:
        """Narrowed to `services` (ascending, all of them matched)."""
        return self.at(np.searchsorted(self.services, services))

    def holds(self, services: Numbers) -> Mask:
        """Which of `services` matched."""
        matched = np.zeros(self.size, dtype=bool)
        matched[self.services] = True
        return matched.take(services)

    def words_of(self, row: int) -> tuple[str, ...]:
        service = self.services[row]
        return tuple(word for word, services in self.found if services[np.searchsorted(services, service) % len(services)] == service)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it was read: its words (mended), what it means, and the mended text if a word was mended."""

    generation: Generation
    words: tuple[Token, ...]
    meaning: Meaning
    name: str  # the text, mended: what it is read as where it may be a name
    spelling: str | None

    @property
    def understood(self) -> tuple[Understood, ...]:
        return self.meaning.concerns

    @property
    def sought(self) -> tuple[Understood, ...]:
        """What services are looked for. In an emergency: those of its own concern, else of one that surely is its cause, else none."""
        first = self.understood[:1]
        if not self.meaning.urgent:
            return self.understood
        return first if self.meaning.led or any(one.score >= SURE_BESIDE_AN_EMERGENCY and self._brings_it_on(one) for one in first) else ()

    @property
    def surely_meant(self) -> tuple[Understood, ...]:
        """Those of `sought` whose services are brought in: as good as the best, or a second worry, shown by words that tell of nothing better."""
        meant, told = [], set[str]()
        best = self.sought[0].score if self.sought else 0.0
        for one in self.sought:  # best first
            words = set(one.because.split())
            if one.score >= ranking.SURELY_MEANT * best or (one.score >= ranking.MEANT_AS_WELL * best and not words & told):
                meant.append(one)
            told |= words
        return tuple(meant)

    def _brings_it_on(self, one: Understood) -> bool:
        """Whether the emergency is one of this concern. Harm never is: who is hurt at home is not to be sent to help for couples."""
        rule = self.generation.scheme.urgent_by_id[self.meaning.urgent[0]]
        return one.concern in rule.concerns and not rule.quick_exit

    def match(self) -> WordMatch:
        """Services that speak of the words or are tagged with what they mean, weak ones left out."""
        size = len(self.generation.ids)
        by_words, counted, found = self._impacts(size)
        by_concern = self._meant(size)
        if self.meaning.urgent:  # its words (`die`) also stand in what would hurt now: wills, funerals
            by_words, found = np.zeros(size), ()
        if not self.understood:  # a curry in Leeds: what stands there by the way is no answer, so most words must
            by_words = np.where(counted * 2 > len(self.words), by_words, 0.0)
        if by_words.any():
            # One common word out of four is no match, however rare the rest: count the words that stand there too.
            by_words *= counted / (by_words.max() * max(1, len(self.words)))
        strength = ranking.TEXT_SHARE * by_words + ranking.CONCERN_SHARE * by_concern
        least = ranking.LEAST_MATCH * strength.max(initial=0.0)
        services = np.nonzero((strength > 0) & (strength >= least))[0].astype(np.int32)
        return WordMatch(services, strength[services], found, size)

    def _impacts(self, size: int) -> tuple[Floats, Floats, tuple[tuple[str, Numbers], ...]]:
        """For each service the BM25F of the words, and how many of them stand there; for each word, where it stands."""
        arrays = self.generation.arrays
        total, counted = np.zeros(size), np.zeros(size)
        found = []
        for token in self.words:
            number = self.generation.terms.get(token.stem)
            if number is not None:
                start, end = arrays.term_start[number], arrays.term_start[number + 1]
                services = arrays.term_services[start:end]
                total[services] += arrays.term_impacts[start:end]
                counted[services] += 1
                found.append((token.word, services))
        return total, counted, tuple(found)

    def _meant(self, size: int) -> Floats:
        arrays, generation = self.generation.arrays, self.generation
        strength = np.zeros(size)
        for one in self.surely_meant:
            concern = generation.concerns[one.concern]
            services = arrays.concern_services[arrays.concern_start[concern] : arrays.concern_start[concern + 1]]
            specialist = arrays.first_concern[services] == concern
            strength[services] = np.maximum(strength[services], one.score * np.where(specialist, 1.0, ranking.GENERAL_SERVICE))
        return strength


class Words:
    """Reads texts against one generation."""

    def __init__(self, generation: Generation, understanding: Understanding | None = None) -> None:
        """`understanding`: another one than the generation's own."""
        self._generation = generation
        # Opened now: a generation that is pruned later goes on answering from what it has mapped.
        taught = generation.folder / "understanding"
        self._taught = understanding or (Understanding.open(taught) if taught.exists() else None)
        self._speller = Speller(generation.folder)

    @property
    def _model(self) -> Understanding:
        assert self._taught is not None, "a generation compiled without words is asked for words"
        return self._taught

    def read(self, text: str) -> Reading:
        meaning = self._model.read(text)
        said = list(dict.fromkeys(tokens(text if meaning.language else without_denied(text))))
        may_mend = not meaning.language or len(said) <= NAME_WORDS
        mended = {token: better for token in said if may_mend and (better := self._mended(token))}
        if not mended:
            return Reading(self._generation, tuple(said), meaning, text, None)
        better_word = {token.word: better.word for token, better in mended.items()}
        spelling = " ".join(better_word.get(word.lower(), word) for word in text.split())
        if meaning.language:
            return Reading(self._generation, tuple(said), meaning, spelling, None)
        return Reading(self._generation, tuple(mended.get(token, token) for token in said), self._model.read(spelling), spelling, spelling)

    def _mended(self, token: Token) -> Token | None:
        """The nearest word of the directory, for one that stands nowhere."""
        if token.stem in self._generation.terms or self._model.knows(token.stem):
            return None
        better = self._speller.mend(token.word)
        return next(iter(tokens(better)), None) if better else None
