"""The concern scheme: what worries people, in the words of the checklist, and what answers each worry.

Plain immutable values, made by `signpost_indexer.taxonomy` from the YAML under `taxonomy/` and carried in every
index generation as JSON, so that a search needs neither YAML nor pydantic. Ids are kebab-case and never reused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from typing import Any

from signpost.problems import SignpostError, did_you_mean

OTHER_MATTERS = "other-matters"  # among a language's phrases: texts that mean none of the concerns
HIGH_SCORE = 7  # of 10: a concern scored so high shows its urgent advice, where the rule names no other score
CALM = "calm"  # among the texts of the urgent rules: ordinary worries, that tell of no emergency


class UnknownConcern(SignpostError):
    """No concern or category has this id."""


@dataclass(frozen=True, slots=True)
class OlderLabel:
    """What an earlier edition of the checklist called a concern."""

    edition: str
    label: str


@dataclass(frozen=True, slots=True)
class Category:
    """One of the six parts of the checklist. Its id stands wherever a concern's does, and means every concern in it."""

    id: str
    label: str
    definition: str
    instead: str


@dataclass(frozen=True, slots=True)
class Concern:
    """One line of the checklist.

    `service_categories` are what helps, best first; `families` the broader groups; `instead` says what to do when no
    service is near; `related` are the concerns to offer next. `quick_exit`: who reads about it may be watched, or in
    danger, so pages about it have a quick way off.
    """

    id: str
    label: str
    category: str
    definition: str
    instead: str
    aliases: tuple[str, ...] = ()
    older: tuple[OlderLabel, ...] = ()
    related: tuple[str, ...] = ()
    service_categories: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    quick_exit: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """A broad kind of service: financial, lymphoedema, ..."""

    id: str
    label: str
    definition: str
    instead: str


@dataclass(frozen=True, slots=True)
class ServiceCategory:
    """A narrow kind of service: grants, continence, ... `family` is None for what is no directory service (a GP)."""

    id: str
    label: str
    family: str | None = None


@dataclass(frozen=True, slots=True)
class CancerType:
    """A cancer as people name it; `broader` is the group that it belongs to."""

    id: str
    label: str
    synonyms: tuple[str, ...] = ()
    broader: str | None = None


@dataclass(frozen=True, slots=True)
class UrgentAdvice:
    """What to do now. Every rule needs a clinician's sign-off; `signed_off_by` is None until one has given it.

    It shows when one of `concerns` is asked for, or when a text tells of it (the texts that teach this stand in UrgentTexts).
    `min_score` (0 to 10): with a score, the advice shows from this score on (None: from `HIGH_SCORE`); asked for without a score, it shows always.
    `quick_exit`: it is about harm, abuse or suicide, so the page that shows it has a quick way off.
    """

    id: str
    title: str
    call: str
    text: str
    source: str
    concerns: tuple[str, ...] = ()
    min_score: int | None = None
    signed_off_by: str | None = None
    signed_off_on: str | None = None
    quick_exit: bool = False

    @property
    def shown(self) -> dict[str, str]:
        """The contract's shape."""
        return {"id": self.id, "title": self.title, "call": self.call, "text": self.text}


@dataclass(frozen=True, slots=True)
class Phrases:
    """How people say a concern: everyday phrases, and the words of the clinic."""

    phrases: tuple[str, ...] = ()
    clinical: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """Texts that must show an urgent rule's advice, and texts that only sound alike."""

    must: tuple[str, ...]
    must_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UrgentTexts:
    """What an urgent rule is learnt from: in English, and by language. `concern`: what services such a text looks for."""

    must: tuple[str, ...]
    must_not: tuple[str, ...] = ()
    concern: str | None = None
    languages: Mapping[str, Told] = field(default_factory=dict)


@dataclass(frozen=True)
class ConcernScheme:
    """The whole taxonomy, with the look-ups that a search needs."""

    categories: tuple[Category, ...] = ()
    concerns: tuple[Concern, ...] = ()
    families: tuple[Family, ...] = ()
    service_categories: tuple[ServiceCategory, ...] = ()
    cancer_types: tuple[CancerType, ...] = ()
    urgent: tuple[UrgentAdvice, ...] = ()
    phrases: Mapping[str, Phrases] = field(default_factory=dict)
    other_matters: tuple[str, ...] = ()  # texts that mean none of the concerns
    translated: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)  # language -> concern -> phrases
    urgent_texts: Mapping[str, UrgentTexts] = field(default_factory=dict)  # by the id of the rule; CALM: texts that no rule is meant by

    @cached_property
    def concern_by_id(self) -> dict[str, Concern]:
        return {concern.id: concern for concern in self.concerns}

    @cached_property
    def category_by_id(self) -> dict[str, Category]:
        return {category.id: category for category in self.categories}

    @cached_property
    def family_by_id(self) -> dict[str, Family]:
        return {family.id: family for family in self.families}

    @cached_property
    def _members(self) -> dict[str, tuple[str, ...]]:
        """Category id -> ids of its concerns, in the checklist's order."""
        return {category.id: tuple(c.id for c in self.concerns if c.category == category.id) for category in self.categories}

    def expand(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Concern ids for concern or category ids, each once, in the order asked. Raises UnknownConcern with the nearest."""
        found: dict[str, None] = {}
        for one in wanted:
            if one in self.concern_by_id:
                found[one] = None
            elif one in self._members:
                found.update(dict.fromkeys(self._members[one]))
            else:
                raise UnknownConcern(f"'{one[:40]}' is not a concern.{did_you_mean(one, self.known)}")
        return tuple(found)

    @cached_property
    def known(self) -> tuple[str, ...]:
        """Every id that stands for a concern or a category."""
        return (*self.concern_by_id, *self.category_by_id)

    def label(self, concern_or_category: str) -> str:
        """The checklist's wording for an id."""
        return (self.concern_by_id.get(concern_or_category) or self.category_by_id[concern_or_category]).label

    def needs_quick_exit(self, concerns: Iterable[str], urgent: Iterable[UrgentAdvice] = ()) -> bool:
        """Whether a page about these concerns or categories, which shows this advice, needs a quick way off."""
        return any(advice.quick_exit for advice in urgent) or any(self.concern_by_id[one].quick_exit for one in self.expand(concerns))

    def related(self, concerns: Iterable[str]) -> tuple[str, ...]:
        """Related concerns of all of them, nearest relation first, without those asked for."""
        asked = tuple(concerns)
        return tuple(dict.fromkeys(other for one in asked for other in self.concern_by_id[one].related if other not in asked))

    def urgent_for(self, concerns: Iterable[str], scores: Mapping[str, int | None] | None = None) -> tuple[UrgentAdvice, ...]:
        """The urgent advice that these concerns call for, in their order; `scores` (0 to 10) hold back what needs a higher one."""
        scored = scores or {}

        def called_for(advice: UrgentAdvice, concern: str) -> bool:
            score, least = scored.get(concern), HIGH_SCORE if advice.min_score is None else advice.min_score
            return concern in advice.concerns and (score is None or score >= least)

        return tuple(dict.fromkeys(advice for concern in concerns for advice in self.urgent if called_for(advice, concern)))

    @cached_property
    def urgent_by_id(self) -> dict[str, UrgentAdvice]:
        return {advice.id: advice for advice in self.urgent}

    @cached_property
    def _cancer_names(self) -> dict[str, str]:
        """Every folded id, label and synonym -> the cancer type's id."""
        names: dict[str, str] = {}
        for kind in self.cancer_types:
            for name in (kind.id, kind.label, *kind.synonyms):
                names.setdefault(_folded(name), kind.id)
        return names

    def cancer_type(self, text: str) -> str | None:
        """The id that a name or synonym stands for: `colorectal` -> `bowel`; None when unknown."""
        folded = _folded(text)
        for word in (" cancer", " cancers"):
            if folded not in self._cancer_names:
                folded = folded.removesuffix(word)
        return self._cancer_names.get(folded)

    @property
    def cancer_names(self) -> tuple[str, ...]:
        """Every name that `cancer_type` understands."""
        return tuple(self._cancer_names)

    @cached_property
    def cancer_lineage(self) -> dict[str, tuple[str, ...]]:
        """Cancer type id -> itself and every broader group, narrowest first."""
        broader = {kind.id: kind.broader for kind in self.cancer_types}

        def line(one: str | None) -> tuple[str, ...]:
            return () if one is None else (one, *line(broader[one]))

        return {kind: line(kind) for kind in broader}

    def as_json(self) -> dict[str, Any]:
        """Plain data for the index generation; `from_json` reads it back. Phrases stay out: what they teach is learnt by then."""
        return {name: [asdict(one) for one in getattr(self, name)] for name in _PARTS}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ConcernScheme:
        def many(kind: Any, rows: list[dict[str, Any]]) -> tuple[Any, ...]:
            return tuple(kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}) for row in rows)

        parts: dict[str, Any] = {name: many(kind, data[name]) for name, kind in _PARTS.items() if name != "concerns"}
        older = [{**row, "older": [OlderLabel(**one) for one in row["older"]]} for row in data["concerns"]]
        return cls(concerns=many(Concern, older), **parts)


_PARTS: dict[str, type] = {
    "categories": Category,
    "concerns": Concern,
    "families": Family,
    "service_categories": ServiceCategory,
    "cancer_types": CancerType,
    "urgent": UrgentAdvice,
}
assert set(_PARTS) | {"phrases", "other_matters", "translated", "urgent_texts"} == {part.name for part in fields(ConcernScheme)}


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("'", "").replace("’", "").split())
