"""The directory that is shipped: whole, sourced, honest about what was not checked, and never a dead end."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
import yaml

from signpost.places import Nation, Place
from signpost.problems import Severity
from signpost.search.directory import Directory
from signpost.search.request import SearchRequest
from signpost.search.serving import open_current
from signpost.services import Service
from signpost.settings import Settings
from signpost_indexer.build import check
from signpost_indexer.coverage import PLACES, Row, coverage_page, coverage_table, gaps
from signpost_indexer.entries import Checked

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT.parent / "shared" / "facts"
LEFT_OUT = ROOT / "docs" / "reference" / "left-out.md"
COVERAGE = ROOT / "docs" / "reference" / "coverage.md"
MERGED = Path(__file__).with_name("merged.yaml")
CHECKED_ON = date(2026, 11, 22)
EXPECTED_WARNINGS: list[str] = []  # a new warning is looked at by a person, then mended or written here
SOURCE_ADDRESS = re.compile(r"https?://[^\s;,()\[\]<>]+")
DRAMA = re.compile(  # numbers that Ofcom keeps for drama
    r"01(?:13|14|15|16|17|18|21|31|41|51|61)4960\d{3}|01914980\d{3}|01632960\d{3}|02079460\d{3}|02890180\d{3}|02920180\d{3}|07700900\d{3}|0808157\d{4}|0909879\d{4}|03069990\d{3}"
)


@pytest.fixture(scope="module")
def settings(postcodes: Path) -> Settings:
    return Settings.from_env(os.environ, data=ROOT / "directory_data", taxonomy=ROOT / "taxonomy", postcodes=postcodes)


@pytest.fixture(scope="module")
def checked(settings: Settings) -> Checked:
    return check(settings, [], CHECKED_ON, ROOT)


@pytest.fixture(scope="module")
def services(checked: Checked) -> list[Service]:
    return [entry.service for entry in checked.entries]


@pytest.fixture(scope="module")
def directory(real_directory: Settings) -> Directory:
    return open_current(real_directory)


@pytest.fixture(scope="module")
def places(directory: Directory) -> list[Place]:
    return [directory.gazetteer.locate(postcode) for postcode in PLACES.values()]


@pytest.fixture(scope="module")
def rows(directory: Directory, places: list[Place]) -> list[Row]:
    return coverage_table(directory, places)


def left_out() -> list[str]:
    return re.findall(r"^\| `([a-z0-9-]+)` \|", LEFT_OUT.read_text(encoding="utf-8"), re.MULTILINE)


def merged() -> dict[str, str]:
    return dict(yaml.safe_load(MERGED.read_text(encoding="utf-8")))


def facts() -> Iterator[dict[str, Any]]:
    for path in sorted(FACTS.glob("real_*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
        yield from data if isinstance(data, list) else next(value for value in data.values() if isinstance(value, list))


def texts(value: Any) -> Iterator[str]:
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(item)
    if isinstance(value, str):
        yield value


# -- the entries --------------------------------------------------------------------------------------------------------


def test_the_directory_has_no_errors(checked: Checked) -> None:
    assert [str(problem) for problem in checked.problems if problem.severity is Severity.ERROR] == []


def test_every_warning_is_a_known_one(checked: Checked) -> None:
    assert [str(problem) for problem in checked.problems if problem.severity is Severity.WARNING] == EXPECTED_WARNINGS


def test_there_are_more_than_five_hundred_services(services: list[Service]) -> None:
    assert len(services) > 500


def test_every_concern_has_a_service_somewhere(services: list[Service], directory: Directory) -> None:
    tagged = {concern for service in services for concern in service.concerns}
    assert [concern.id for concern in directory.scheme.concerns if concern.id not in tagged] == []


def test_every_source_is_one_plain_address_or_one_citation(services: list[Service]) -> None:
    sources = [(service.id, source or "") for service in services for source in (service.assurance.source, *service.assurance.more_sources)]
    assert [(one, source) for one, source in sources if "http" in source and not SOURCE_ADDRESS.fullmatch(source)] == []
    assert [one for one, source in sources if not source.strip()] == []


def test_nothing_is_said_to_be_checked_before_a_curator_checked_it(services: list[Service]) -> None:
    assert [service.id for service in services if service.assurance.last_checked and service.assurance.last_checked > CHECKED_ON] == []


def test_old_facts_carry_a_caution_for_curators(services: list[Service]) -> None:
    old = [service for service in services if (service.assurance.source_date or "9999") < "2015"]
    assert old, "some sources are that old: without one this test proves nothing"
    assert [service.id for service in old if not service.assurance.note] == []


def test_what_is_known_only_from_2018_or_before_says_so_to_people(services: list[Service]) -> None:
    words = re.compile(r"from (?:19|20)[0-9]{2}\b|(?:Ring|Check) first")
    old = [service for service in services if (service.assurance.source_date or "9999") < "2019"]
    assert len(old) > 10, "some sources are that old: without them this test proves nothing"
    assert [one.id for one in old if not words.search(f"{one.description} {one.contacts.note}")] == []
    assert [one.id for one in old if one.hours and "Hours of" not in (one.hours_text or "")] == []


def test_no_source_claims_that_it_was_checked(services: list[Service]) -> None:
    sources = [(service.id, source or "") for service in services for source in (service.assurance.source, *service.assurance.more_sources)]
    assert [one for one, source in sources if re.search(r"\bchecked\b", source)] == []


def test_urgent_lines_say_whom_to_ring_when_nobody_answers(services: list[Service]) -> None:
    lines = [one for one in services if "urgent-clinical" in one.categories and one.id != "nhs-111"]
    assert len(lines) >= 6
    assert [one.id for one in lines if not re.search(r"ring 111, or 999", one.contacts.note or "")] == []


def test_no_entry_has_a_number_or_an_address_made_up_for_examples(services: list[Service]) -> None:
    whole = {service.id: list(texts(service.model_dump(mode="json"))) for service in services}
    assert [one for one, words in whole.items() if any(DRAMA.fullmatch(re.sub(r"\D", "", word)) for word in words)] == []
    assert [one for one, words in whole.items() if any(re.search(r"example\.(?:org|com|net)", word) for word in words)] == []


def test_help_by_phone_from_a_local_service_names_its_area(services: list[Service], settings: Settings) -> None:
    """Without an area it would be offered to everybody in the United Kingdom."""
    local = {path.stem for path in settings.data.glob("*/*.yaml") if path.parent.name != "national"}
    remote = {"phone", "online", "post", "home-visit"}
    assert [one.id for one in services if one.id in local and remote.intersection(one.delivery) and one.areas_served is None] == []


def test_notes_and_descriptions_say_nothing_of_how_the_entries_were_gathered(services: list[Service]) -> None:
    words = re.compile(r"\b(?:the record|fact record|fact file|batch|stored copy)\b", re.IGNORECASE)
    said = {
        service.id: f"{service.summary} {service.description} {service.assurance.note} {' '.join(service.assurance.more_sources)}"
        for service in services
    }
    assert [one for one, text in said.items() if words.search(text)] == []


def test_the_centres_of_one_charity_are_listed_alike(services: list[Service]) -> None:
    centres = [one for one in services if one.organisation == "Maggie's" and one.locations]
    assert len(centres) > 20
    assert {one.family for one in centres} == {"information-and-support"}
    assert {one.concerns[0] for one in centres} == {"worry-fear-or-anxiety"}
    assert [one.id for one in centres if not one.contacts.url] == []


def test_round_the_clock_cancer_lines_tell_when_to_ring_999(services: list[Service]) -> None:
    lines = [one for one in services if "urgent-clinical" in one.categories]
    assert len(lines) >= 7
    assert [one.id for one in lines if "999" not in (one.description or "")] == []
    assert [one.id for one in lines if one.areas_served is None] == []


# -- nothing of the facts is lost ---------------------------------------------------------------------------------------


def test_what_is_left_out_is_not_in_the_directory(services: list[Service]) -> None:
    assert len(left_out()) == len(set(left_out())) > 0
    assert set(left_out()).isdisjoint(service.id for service in services)


def test_merged_ids_lead_to_an_entry_and_have_none_of_their_own(services: list[Service]) -> None:
    ids = {service.id for service in services}
    assert set(merged().values()) <= ids
    assert ids.isdisjoint(merged())


@pytest.mark.skipif(not FACTS.is_dir(), reason="the fact files are not shipped with the project")
def test_every_fact_became_an_entry_or_was_merged_or_is_listed_as_left_out(services: list[Service]) -> None:
    accounted = {service.id for service in services} | merged().keys() | set(left_out())
    assert sorted({fact["id"] for fact in facts()} - accounted) == []


@pytest.mark.skipif(not FACTS.is_dir(), reason="the fact files are not shipped with the project")
def test_no_summary_repeats_the_words_of_its_facts(services: list[Service]) -> None:
    summaries = {service.id: service.summary.casefold() for service in services}

    def alike(fact: dict[str, Any]) -> bool:
        mine = summaries.get(fact["id"], "")
        said = (text.casefold() for key in ("summary", "description", "description_facts") for text in texts([fact.get(key, "")]))
        return any(len(text) > 25 and SequenceMatcher(None, mine, text).ratio() > 0.9 for text in said)

    assert sorted({fact["id"] for fact in facts() if alike(fact)}) == []


@pytest.mark.skipif(not FACTS.is_dir(), reason="the fact files are not shipped with the project")
def test_no_entry_shares_more_than_seventy_characters_with_any_fact(services: list[Service]) -> None:
    longest = 70

    def stretches(text: str | None) -> set[str]:
        folded = " ".join((text or "").casefold().split())
        return {folded[start : start + longest + 1] for start in range(len(folded) - longest)}

    known = {stretch for fact in facts() for text in texts(fact) for stretch in stretches(text)}
    assert [one.id for one in services if known & (stretches(one.summary) | stretches(one.description))] == []


# -- what people find ---------------------------------------------------------------------------------------------------


def test_every_empty_cell_of_the_coverage_table_says_what_to_do_instead(rows: list[Row]) -> None:
    assert (len(rows), {len(row.cells) for row in rows}) == (72, {len(PLACES)})
    assert [row.concern.id for row in rows for cell in row.cells if not cell.near and not cell.instead] == []


def test_the_coverage_places_stand_in_every_nation_and_are_exact_outside_the_islands(places: list[Place]) -> None:
    islands = {Nation.JERSEY, Nation.GUERNSEY, Nation.ISLE_OF_MAN}
    assert {place.nation for place in places} == set(Nation)
    assert {place.nation for place in places if place.approximate} == islands


def test_a_gap_is_a_concern_that_no_place_of_the_nation_finds(rows: list[Row], places: list[Place]) -> None:
    for one in gaps(rows, places):
        mine = [number for number, place in enumerate(places) if place.nation is one.nation]
        for row in rows:
            somewhere = any(not row.cells[number].empty for number in mine)
            in_person = any(row.cells[number].near or row.cells[number].visits for number in mine)
            assert (row.concern in one.nothing) is (not somewhere)
            assert (row.concern in one.remote_only) is (somewhere and not in_person)


def test_the_coverage_page_has_a_row_for_every_concern_and_a_column_for_every_place(directory: Directory) -> None:
    """Its numbers change with every entry and are written anew for a release: only its shape is held here."""
    page = COVERAGE.read_text(encoding="utf-8")
    tables = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")]
    wide = [cells for cells in tables if len(cells) == len(PLACES) + 1]
    assert [cells[1:] for cells in wide if cells[0] == "Concern"] == [list(PLACES)] * len(directory.scheme.categories)
    assert {concern.label for concern in directory.scheme.concerns} <= {cells[0] for cells in wide}
    counts = [cell for cells in wide if cells[0] not in ("Concern", "---") for cell in cells[1:]]
    assert [cell for cell in counts if not re.fullmatch(r"[0-9]+ / [0-9]+ / [0-9]+|\*\*none\*\*", cell)] == []


def test_the_coverage_page_counts_the_gaps_of_every_nation_at_its_top(directory: Directory, rows: list[Row], places: list[Place]) -> None:
    top = coverage_page(directory).partition("## Physical concerns")[0]
    for one in gaps(rows, places):
        assert f"| {one.nation.label} | {one.places} | {len(one.nothing) + len(one.remote_only)} | {len(one.nothing)} |" in top


def test_lymphoedema_services_stand_first_for_swelling_in_leeds(directory: Directory) -> None:
    leeds = directory.gazetteer.find("LS1 4AP")
    page = directory.search(SearchRequest(concerns=("swelling",), near=leeds, limit=3), datetime(2026, 11, 22, tzinfo=UTC))
    assert page.results[0].id == "leeds-lymphoedema-service"


@pytest.mark.parametrize("town", ["Harrogate", "Derry", "Londonderry", "Enniskillen", "Guildford", "Bournemouth"])
def test_a_town_that_an_entry_names_is_a_place_to_search_near(directory: Directory, town: str) -> None:
    assert directory.gazetteer.find(town).approximate
