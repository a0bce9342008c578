"""Small directories made by hand: entries with only what a test is about, built into a real generation and searched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.generate import write_index
from signpost.concerns import ConcernScheme
from signpost.gazetteer import Gazetteer
from signpost.search.directory import Directory
from signpost.search.request import Result, SearchPage, SearchRequest
from signpost.services import Service
from signpost_indexer.compiling import shelve

Entry = dict[str, Any]
DirectoryOf = Callable[..., Directory]

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LEEDS, SEACROFT, HARROGATE, YORK = "LS1 4AP", "LS14 6UH", "HG1 1AA", "YO1 7HH"  # 0, 3.6, 13.7 and 22 miles from the first
EVERYBODY = {"audience": ["patient", "carer", "family", "professional"]}  # stated, and no limit


def entry(service_id: str, *postcodes: str, **said: Any) -> Entry:
    """A service in person at these postcodes (by telephone when there are none), for Swelling unless said otherwise."""
    return {
        "id": service_id,
        "name": f"Fixture {service_id}",
        "organisation": "Fixture Trust",
        "summary": "A made-up service.",
        "concerns": ["swelling"],
        "status": "active",
        "delivery": ["in-person"] if postcodes else ["phone"],
        "locations": [{"name": "Fixture House", "postcode": postcode} for postcode in postcodes],
        "contacts": {"phone": "0113 496 0000"},
        "assurance": {"source": "https://example.org/services", "last_checked": None},
    } | said


def build(index: Path, name: str, entries: Iterable[Entry], scheme: ConcernScheme, postcodes: Path) -> Directory:
    """One generation of these entries in the folder `index`, opened."""
    services = [Service.model_validate(one) for one in entries]
    return Directory.open(write_index(index, name, shelve(services, scheme, Gazetteer.open(postcodes)), with_text=True), postcodes)


def search(directory: Directory, near: str | None = LEEDS, **asked: Any) -> SearchPage:
    """A search for Swelling, unless other concerns, families or words are asked for."""
    if not asked.keys() & {"concerns", "families", "text"}:
        asked["concerns"] = ("swelling",)
    return directory.search(SearchRequest(near=directory.gazetteer.find(near) if near else None, **asked), NOW)


def ids(page: SearchPage) -> list[str]:
    return [result.id for result in page.results]


def only(page: SearchPage) -> Result:
    """The one result."""
    [result] = page.results
    return result
