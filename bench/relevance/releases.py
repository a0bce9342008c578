"""The figures of every release, kept beside the code so that a later one can be held against them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.relevance.judging import Figure
from bench.relevance.tables import Cell, Table

# [{"version", "date", "figures": {set: {measure: value}}, "without_encoder": the same of the texts}], oldest first
RELEASES = Path(__file__).with_name("releases.json")
DISTRIBUTION = "signpost-directory"
_DIGITS = 6

Sets = Mapping[str, Mapping[str, Figure]]  # name of a judged set -> measure -> figure


def read_releases() -> list[dict[str, Any]]:
    return list(json.loads(RELEASES.read_text(encoding="utf-8"))) if RELEASES.exists() else []


def recorded(*, with_encoder: bool) -> dict[str, dict[str, float]]:
    """Figures of the newest release, by judged set, with the sentence encoder or without it."""
    newest = read_releases()[-1]
    return {**newest["figures"], **({} if with_encoder else newest["without_encoder"])}


def record(sets: Sets, without_encoder: Sets, day: date) -> None:
    """Write this version's figures in place of those it had."""
    this = {"version": version(DISTRIBUTION), "date": day.isoformat(), "figures": _rounded(sets), "without_encoder": _rounded(without_encoder)}
    kept = [release for release in read_releases() if release["version"] != this["version"]]
    RELEASES.write_text(json.dumps([*kept, this], indent=1) + "\n", encoding="utf-8")


def _rounded(sets: Sets) -> dict[str, dict[str, float]]:
    return {name: {measure: round(figure.value, _DIGITS) for measure, figure in named.items()} for name, named in sets.items()}


def history() -> Table:
    """Every figure of every release, newest release first; what a release did not measure stays blank."""
    releases = read_releases()[::-1]
    columns = [column for release in releases for column in _columns(release)]
    rows: list[tuple[Cell, ...]] = [
        (f"{name}: {measure}", *(sets.get(name, {}).get(measure, "") for _, sets in columns))
        for name, figures in releases[0]["figures"].items()
        for measure in figures
    ]
    return Table("Figures of each release", ("", *(head for head, _ in columns)), rows)


def _columns(release: dict[str, Any]) -> Iterator[tuple[str, dict[str, dict[str, float]]]]:
    yield f"{release['version']} ({release['date']})", release["figures"]
    if "without_encoder" in release:
        yield f"{release['version']} without the encoder", release["without_encoder"]
