"""Entry files to Services, or Problems: every fault of every file, none hiding another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter

from signpost.concerns import ConcernScheme
from signpost.gazetteer import Gazetteer
from signpost.problems import Problem, Severity
from signpost.services import Service
from signpost_indexer.checks import across_entries, within_entry
from signpost_indexer.reading import Document, Path_, read_document
from signpost_indexer.validation import Key, Keys, validated

_ADAPTER: TypeAdapter[Service] = TypeAdapter(Service)


@dataclass(frozen=True, slots=True)
class Entry:
    """A service with the document that it was read from."""

    service: Service
    document: Document


@dataclass(slots=True)
class Checked:
    """What came of checking: the good entries, and every problem in the order of files and lines."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: int = 0

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]


def entry_files(folder: Path) -> list[Path]:
    """Every YAML file below the folder, in order of path."""
    return sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml") and path.is_file())


def check_entries(files: Iterable[Path], scheme: ConcernScheme | None, gazetteer: Gazetteer | None, today: date, shown: Callable[[Path], str]) -> Checked:
    """Read and check entries. Without a scheme its ids are not judged; without a gazetteer, postcodes by their form alone."""
    checked, documents, problems = Checked(), [], set[Problem]()
    for path in files:
        checked.files += 1
        document = read_document(path, shown(path))
        service, found = _checked(document, path, scheme, gazetteer, today)
        documents.append(document)
        problems.update(found)
        if service is not None and not any(problem.severity is Severity.ERROR for problem in found):
            checked.entries.append(Entry(service, document))
    problems.update(across_entries(documents))
    checked.problems = sorted(problems)
    return checked


def _checked(document: Document, path: Path, scheme: ConcernScheme | None, gazetteer: Gazetteer | None, today: date) -> tuple[Service | None, list[Problem]]:
    if document.data is None:
        return None, document.problems
    if not isinstance(document.data, dict):
        return None, [*document.problems, document.problem((), "An entry is `key: value` lines, starting with `id:`. Write it so.")]
    service, faults = validated(_ADAPTER, document, allowed_keys())
    return service, [*document.problems, *faults, *within_entry(document, path, scheme, gazetteer, today)]


@lru_cache(maxsize=1)
def allowed_keys() -> Keys:
    """The keys that each mapping of an entry may have, by its path without list numbers."""
    found: dict[Path_, dict[str, Key]] = {}

    def walk(model: type[BaseModel], path: Path_) -> None:
        found[path] = {name: Key(info.is_required(), info.description or "") for name, info in model.model_fields.items()}
        for name, info in model.model_fields.items():
            for part in models_in(info.annotation):
                walk(part, (*path, name))

    walk(Service, ())
    return found


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models within a type: `list[Location] | None` holds Location."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)
