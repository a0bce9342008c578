"""Check everything, then build one generation and switch to it: all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import signpost
import signpost_indexer
from signpost.concerns import ConcernScheme
from signpost.gazetteer import Gazetteer
from signpost.postcode_table import postcode_table_ready
from signpost.problems import EntriesRefused, Problem, Severity, SignpostError
from signpost.search.generation import FORMAT
from signpost.services import Service, Status
from signpost.settings import Settings
from signpost.understanding import encoder
from signpost_indexer.entries import Checked, check_entries, entry_files
from signpost_indexer.generations import build_lock, fingerprint, prune, switch_to, tools, whole, write_generation
from signpost_indexer.postcode_folder import fits, sweep_beside
from signpost_indexer.postcodes import build_postcode_table
from signpost_indexer.taxonomy import read_taxonomy

Progress = Callable[[str], None]


class CannotRun(SignpostError):
    """The work could not even start: a folder is missing, a disk is full."""


@dataclass(frozen=True, slots=True)
class Built:
    """A build's outcome. `fresh` is False when these very inputs had been built already."""

    generation: str
    services: int
    warnings: tuple[Problem, ...]
    fresh: bool


def shown_from(here: Path) -> Callable[[Path], str]:
    """Paths as a user in folder `here` would write them."""

    def shown(path: Path) -> str:
        try:
            return str(path.absolute().relative_to(here))
        except ValueError:
            return str(path)

    return shown


def ensure_postcodes(settings: Settings, progress: Progress) -> None:
    """Build the postcode table when there is none of this version, or the settings ask for another one."""
    if fits(settings.postcodes, settings.postcode_source, settings.northern_ireland):
        sweep_beside(settings.postcodes)
    else:
        progress("Building the postcode table (once, a few seconds)")
        build_postcode_table(settings.postcodes, source=settings.postcode_source, northern_ireland=settings.northern_ireland, progress=progress)


def check(settings: Settings, paths: list[Path], today: date, here: Path) -> Checked:
    """Check the taxonomy and the entries (all of them, or those at `paths`). Raises CannotRun."""
    return _check(settings, paths, today, here)[1]


def _check(settings: Settings, paths: list[Path], today: date, here: Path) -> tuple[ConcernScheme | None, Checked]:
    shown = shown_from(here)
    scheme, problems = _taxonomy(settings, shown)
    gazetteer = Gazetteer.open(settings.postcodes) if postcode_table_ready(settings.postcodes) else None
    checked = check_entries(_chosen(paths or [settings.data]), scheme, gazetteer, today, shown)
    checked.problems = sorted([*problems, *checked.problems])
    return scheme, checked


def _taxonomy(settings: Settings, shown: Callable[[Path], str]) -> tuple[ConcernScheme | None, list[Problem]]:
    if not settings.taxonomy.is_dir():
        raise CannotRun(f"There is no taxonomy folder at {settings.taxonomy}. Name it with --taxonomy or SIGNPOST_TAXONOMY.")
    return read_taxonomy(settings.taxonomy, shown)


def _chosen(paths: list[Path]) -> list[Path]:
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            files.update(dict.fromkeys(entry_files(path)))
        elif path.exists():
            files[path] = None
        else:
            raise CannotRun(f"There is nothing at {path}. Name an entry file, or a folder of them.")
    return list(files)


def build(settings: Settings, today: date, here: Path, progress: Progress = lambda _: None) -> Built:
    """Raises EntriesRefused when a file has an error, CannotRun when the disk or a folder stands in the way."""
    try:
        with build_lock(settings.index):
            ensure_postcodes(settings, progress)
            return _build(settings, today, here, progress)
    except OSError as problem:
        where, why = problem.filename or settings.index, problem.strerror or problem
        raise CannotRun(f"Could not build: {where}: {why}. What is served has not changed.") from problem


def _build(settings: Settings, today: date, here: Path, progress: Progress) -> Built:
    name = fingerprint(_inputs(settings))
    progress("Checking the entries")
    scheme, checked = _check(settings, [], today, here)
    if scheme is None or checked.errors:
        raise EntriesRefused(checked.problems)
    if not checked.files:
        raise CannotRun(f"There are no entries in {settings.data}: nothing was built, nothing served has changed.")
    if fingerprint(_inputs(settings)) != name:
        raise CannotRun("Files were changed while they were read: nothing was built, nothing served has changed. Build again.")
    services = [entry.service for entry in checked.entries]
    warnings = tuple(problem for problem in checked.problems if problem.severity is Severity.WARNING)
    fresh = not whole(settings.index, name)
    if fresh:
        _write(settings, name, services, scheme, today, progress)
    switch_to(settings.index, name)
    prune(settings.index)
    return Built(name, sum(service.status is not Status.CLOSED for service in services), warnings, fresh)


def _write(settings: Settings, name: str, services: list[Service], scheme: ConcernScheme, today: date, progress: Progress) -> None:
    from signpost_indexer.compiling import compile_shelf, shelve  # they need the text engine, which `signpost check` does without

    shelf = shelve(services, scheme, Gazetteer.open(settings.postcodes))
    facts = {"services": len(shelf.findable), "entries": len(services), "built": today.isoformat()}
    write_generation(settings.index, name, facts, lambda folder: compile_shelf(shelf, folder, progress, index=settings.index))


def _inputs(settings: Settings) -> Iterator[bytes]:
    """Everything that a generation is made from: the code and the tools that make it, the postcode table, taxonomy, entries."""
    yield f"{FORMAT} {encoder.installed()} {tools()}".encode()
    for package in (signpost, signpost_indexer):
        for path in sorted(Path(package.__path__[0]).rglob("*.py")):
            yield path.read_bytes()
    yield (settings.postcodes / "manifest.json").read_bytes()
    for folder in (settings.taxonomy, settings.data):
        for path in entry_files(folder):
            yield str(path.relative_to(folder)).encode()
            yield path.read_bytes()
