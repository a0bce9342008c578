"""The YAML under `taxonomy/` to a ConcernScheme, or the problems in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from signpost.concerns import (
    CALM,
    OTHER_MATTERS,
    CancerType,
    Category,
    Concern,
    ConcernScheme,
    Family,
    OlderLabel,
    Phrases,
    ServiceCategory,
    Told,
    UrgentAdvice,
    UrgentTexts,
)
from signpost.problems import Problem, did_you_mean, quoted
from signpost_indexer.reading import Document, Path_, read_document
from signpost_indexer.validation import Key, validated

WORST_SCORE = 10  # people score a concern from 0 to 10
OTHER_MATTERS_FILE = f"{OTHER_MATTERS}.yaml"  # beside the phrases of the concerns: texts that mean none of them
URGENT = "urgent"  # folder: <rule id>.yaml, texts that tell of the emergency and texts that only sound alike; calm.yaml, ordinary worries
POLICIES = "policies"  # folder: what the package record goes by; see signpost.record.policies
LANGUAGES = "languages"  # folder beside them: <language tag>.yaml, phrases of every concern in another language
_STRICT = ConfigDict(extra="forbid")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class _Families:
    """taxonomy/families.yaml: broad families, and the narrow service categories in them."""

    families: tuple[Family, ...]
    categories: tuple[ServiceCategory, ...]


def read_taxonomy(folder: Path, shown: Callable[[Path], str]) -> tuple[ConcernScheme | None, list[Problem]]:
    """The scheme (None when a file cannot be used), and every problem of every file."""
    reader = _Reader(folder, shown)
    categories = reader.read("categories.yaml", tuple[Category, ...], Category)
    concerns = reader.read("concerns.yaml", tuple[Concern, ...], Concern, OlderLabel)
    families = reader.read("families.yaml", _Families, _Families, Family, ServiceCategory)
    cancer_types = reader.read("cancer_types.yaml", tuple[CancerType, ...], CancerType)
    urgent = reader.read("urgent.yaml", tuple[UrgentAdvice, ...], UrgentAdvice)
    other_matters = reader.read(f"phrases/{OTHER_MATTERS_FILE}", tuple[str, ...]) if (folder / "phrases" / OTHER_MATTERS_FILE).exists() else ()
    phrases: dict[str, Phrases] = {}
    for path in sorted(path for path in (folder / "phrases").glob("*.yaml") if path.name != OTHER_MATTERS_FILE):
        found = reader.read(f"phrases/{path.name}", dict[str, Phrases], Phrases) or {}
        reader.problems += [_said_elsewhere(reader.documents, f"phrases/{path.name}", concern) for concern in found if concern in phrases]
        phrases |= found
    translated = {
        path.stem: reader.read(f"phrases/{LANGUAGES}/{path.name}", dict[str, tuple[str, ...]]) or {}
        for path in sorted((folder / "phrases" / LANGUAGES).glob("*.yaml"))
    }
    urgent_texts = {
        path.stem: told for path in sorted((folder / URGENT).glob("*.yaml")) if (told := reader.read(f"{URGENT}/{path.name}", UrgentTexts, UrgentTexts, Told))
    }
    if any(part is None for part in (categories, concerns, families, cancer_types, urgent)):
        return None, reader.problems
    scheme = ConcernScheme(
        categories, concerns, families.families, families.categories, cancer_types, urgent, phrases, other_matters, translated, urgent_texts
    )
    reader.problems += _references(scheme, reader.documents)
    if (folder / POLICIES).is_dir():
        from signpost.record.policy_files import read_policies  # the record's models: only where there is something to check

        reader.problems += read_policies(folder / POLICIES, shown, scheme)[1]
    return scheme, reader.problems


class _Reader:
    def __init__(self, folder: Path, shown: Callable[[Path], str]) -> None:
        self._folder, self._shown = folder, shown
        self.problems: list[Problem] = []
        self.documents: dict[str, Document] = {}

    def read(self, name: str, kind: Any, *models: type) -> Any:
        path = self._folder / name
        document = self.documents[name] = read_document(path, self._shown(path))
        self.problems += document.problems
        if document.data is None:
            return None
        known = {part.name: Key(part.default is MISSING and part.default_factory is MISSING) for model in models for part in fields(model)}
        adapter: TypeAdapter[Any] = TypeAdapter(kind, config=None if is_dataclass(kind) else _STRICT)
        value, problems = validated(adapter, document, _Everywhere(known))
        self.problems += problems
        return value


class _Everywhere(dict[Path_, Mapping[str, Key]]):
    """The same known keys at every path."""

    def __init__(self, known: Mapping[str, Key]) -> None:
        super().__init__()
        self._known = known

    def get(self, key: Any, default: Any = None) -> Mapping[str, Key]:
        return self._known


def _said_elsewhere(documents: Mapping[str, Document], name: str, concern: str) -> Problem:
    other = next(document.file for key, document in documents.items() if key != name and key.startswith("phrases/") and concern in (document.data or ()))
    return documents[name].problem((concern,), f"{quoted(concern)} has its phrases in {other} already. Keep them in one file.", at_key=True)


def _references(scheme: ConcernScheme, documents: dict[str, Document]) -> list[Problem]:
    """Ids that are used twice or name nothing."""
    concerns, categories = set(scheme.concern_by_id), set(scheme.category_by_id)
    families, kinds = set(scheme.family_by_id), {kind.id for kind in scheme.service_categories}
    cancers = {kind.id for kind in scheme.cancer_types}
    problems = [
        *_ids(documents["concerns.yaml"], (), [*(c.id for c in scheme.concerns)], categories),
        *_ids(documents["categories.yaml"], (), [c.id for c in scheme.categories]),
        *_ids(documents["families.yaml"], ("families",), [f.id for f in scheme.families]),
        *_ids(documents["families.yaml"], ("categories",), [c.id for c in scheme.service_categories]),
        *_ids(documents["cancer_types.yaml"], (), [c.id for c in scheme.cancer_types]),
        *_ids(documents["urgent.yaml"], (), [u.id for u in scheme.urgent]),
    ]
    for number, concern in enumerate(scheme.concerns):
        document = documents["concerns.yaml"]
        problems += _unknown(document, (number, "category"), [concern.category], categories, "category", one=True)
        problems += _unknown(document, (number, "related"), concern.related, concerns, "concern")
        if concern.id in concern.related:
            problems.append(document.problem((number, "related", concern.related.index(concern.id)), f"{quoted(concern.id)} is this concern itself. Take it out."))
        problems += _unknown(document, (number, "families"), concern.families, families, "family")
        problems += _unknown(document, (number, "service_categories"), concern.service_categories, kinds, "service category")
    for number, kind in enumerate(scheme.service_categories):
        problems += _unknown(documents["families.yaml"], ("categories", number, "family"), [kind.family] if kind.family else [], families, "family", one=True)
    for number, advice in enumerate(scheme.urgent):
        if advice.min_score is not None and not 0 <= advice.min_score <= WORST_SCORE:
            problems.append(documents["urgent.yaml"].problem((number, "min_score"), f"'{advice.min_score}' is out of range. Scores run from 0 to {WORST_SCORE}."))
        problems += _unknown(documents["urgent.yaml"], (number, "concerns"), advice.concerns, concerns, "concern")
    for rule, told in scheme.urgent_texts.items():
        document = documents[f"{URGENT}/{rule}.yaml"]
        if rule not in {*scheme.urgent_by_id, CALM}:
            problems.append(_no_such(document, (), rule, scheme.urgent_by_id, "rule of urgent.yaml"))
        problems += _unknown(document, ("concern",), [told.concern] if told.concern else [], concerns, "concern", one=True)
    problems += _cancer_problems(scheme, documents["cancer_types.yaml"], cancers)
    for name, document in documents.items():
        if name.startswith("phrases/") and isinstance(document.data, dict):
            problems += [_no_such(document, (key,), key, concerns, "concern", at_key=True) for key in document.data if key not in {*concerns, OTHER_MATTERS}]
    return problems


def _cancer_problems(scheme: ConcernScheme, document: Document, known: set[str]) -> list[Problem]:
    problems: list[Problem] = []
    broader = {kind.id: kind.broader for kind in scheme.cancer_types}
    names: dict[str, str] = {}
    for number, kind in enumerate(scheme.cancer_types):
        problems += _unknown(document, (number, "broader"), [kind.broader] if kind.broader else [], known, "cancer type", one=True)
        named = [((number, "id"), kind.id), ((number, "label"), kind.label), *(((number, "synonyms", at), name) for at, name in enumerate(kind.synonyms))]
        for path, name in named:
            other = names.setdefault(name.casefold(), kind.id)
            if other != kind.id:
                problems.append(document.problem(path, f"{quoted(name)} stands already under '{other}'. Keep it under one."))
        if _goes_round(kind.id, broader):
            problems.append(document.problem((number, "broader"), f"'{kind.id}' ends up as broader than itself. Name a wider group, or null."))
    return problems


def _goes_round(start: str, broader: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    above = broader[start]
    while above is not None and above not in seen:
        seen.add(above)
        above = broader.get(above)
    return start in seen


def _ids(document: Document, path: Path_, ids: list[str], taken: Iterable[str] = ()) -> list[Problem]:
    """Ids that are used twice, or have not the form of an id."""
    seen, problems = set(taken), []
    for number, one in enumerate(ids):
        here = (*path, number, "id")
        if one in seen:
            problems.append(document.problem(here, f"{quoted(one)} is used already. Every id stands for one thing: choose another."))
        elif not _ID.fullmatch(one):
            problems.append(document.problem(here, f"{quoted(one)} is not kebab-case: write small letters and digits, joined by single hyphens."))
        seen.add(one)
    return problems


def _unknown(document: Document, path: Path_, given: Iterable[str], known: Iterable[str], what: str, *, one: bool = False) -> list[Problem]:
    known = set(known)
    return [_no_such(document, path if one else (*path, number), name, known, what) for number, name in enumerate(given) if name not in known]


def _no_such(document: Document, path: Path_, name: str, known: Iterable[str], what: str, *, at_key: bool = False) -> Problem:
    way_out = did_you_mean(name, sorted(known)) or " See the ids in the taxonomy folder."
    return document.problem(path, f"{quoted(name)} is not a {what}.{way_out}", at_key=at_key)


_Families.__pydantic_config__ = _STRICT  # type: ignore[attr-defined]
