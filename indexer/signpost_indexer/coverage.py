"""What the directory finds: every concern at places all over the country, as tables, with the gaps that they show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from signpost.concerns import Category, Concern, ConcernScheme
from signpost.places import Nation, Place
from signpost.search.directory import Directory
from signpost.search.request import DEFAULT_RADIUS_MILES, SearchRequest

# Where people might stand: cities, towns, the far ends of four nations, and the islands beyond them, which have outward codes only.
PLACES: Mapping[str, str] = {
    "Leeds": "LS1 4AP",
    "Manchester": "M2 5DB",
    "London": "E1 1BB",
    "Birmingham": "B1 1BB",
    "Plymouth": "PL1 2AA",
    "Norwich": "NR1 3JU",
    "Carlisle": "CA3 8QG",
    "Scilly": "TR21 0JY",
    "Cardiff": "CF10 4UW",
    "Aberystwyth": "SY23 2AX",
    "Glasgow": "G2 1DU",
    "Inverness": "IV1 1HY",
    "Lerwick": "ZE1 0HB",
    "Stornoway": "HS1 2BW",
    "Belfast": "BT1 5GS",
    "Enniskillen": "BT74 7BD",
    "St Helier": "JE2",
    "St Peter Port": "GY1",
    "Douglas": "IM1",
}
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # a search needs a clock to say what is overdue; counts do not depend on it
_MADE = "<!-- Made by `python -m docs.generate`. Change the entries, not this page. -->"


@dataclass(frozen=True, slots=True)
class Cell:
    """How many services one concern finds at one place, by reach. `instead`: people are told what else to do."""

    near: int
    visits: int
    remote: int
    instead: bool

    @property
    def empty(self) -> bool:
        return not (self.near or self.visits or self.remote)

    def __str__(self) -> str:
        return f"{self.near} / {self.visits} / {self.remote}" if not self.empty else "**none**"


@dataclass(frozen=True, slots=True)
class Row:
    """One concern, with a cell for each place in the order asked."""

    concern: Concern
    cells: tuple[Cell, ...]


def coverage_table(directory: Directory, places: Sequence[Place]) -> list[Row]:
    """Every concern of the scheme at every place, with the usual radius."""
    return [Row(concern, tuple(_cell(directory, concern, place) for place in places)) for concern in directory.scheme.concerns]


def _cell(directory: Directory, concern: Concern, place: Place) -> Cell:
    page = directory.search(SearchRequest(concerns=(concern.id,), near=place, limit=1), _ANY_DAY)
    return Cell(page.reaches["near"], page.reaches["visits"], page.reaches["remote"], page.instead is not None)


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a nation's places do not find: `nothing` at any of them; at least nothing in person (`remote_only`) at any."""

    nation: Nation
    places: int
    nothing: tuple[Concern, ...]
    remote_only: tuple[Concern, ...]


def gaps(rows: Sequence[Row], places: Sequence[Place]) -> list[Gaps]:
    """By nation, in the order in which the places name them."""
    columns: dict[Nation, list[int]] = defaultdict(list)
    for number, place in enumerate(places):
        if place.nation is not None:
            columns[place.nation].append(number)
    found = []
    for nation, numbers in columns.items():
        nothing = tuple(row.concern for row in rows if all(row.cells[number].empty for number in numbers))
        unmet = tuple(row.concern for row in rows if not any(row.cells[number].near or row.cells[number].visits for number in numbers))
        found.append(Gaps(nation, len(numbers), nothing, tuple(concern for concern in unmet if concern not in nothing)))
    return found


def coverage_page(directory: Directory) -> str:
    """The whole page, as Markdown."""
    places = [directory.gazetteer.locate(postcode) for postcode in PLACES.values()]
    rows = coverage_table(directory, places)
    return "\n\n".join(_blocks(directory, rows, places)) + "\n"


def _blocks(directory: Directory, rows: Sequence[Row], places: Sequence[Place]) -> Iterator[str]:
    found = gaps(rows, places)
    yield "# Coverage"
    yield _MADE
    yield (
        f"What {directory.count} services give people at {len(places)} places, for each of {len(rows)} concerns. "
        "A gap is a fact about this directory, not about the place. Wherever nothing is near, the search says what to do instead."
    )
    yield "## In short"
    yield f"Of the {len(rows)} concerns, how many find nothing at any of a nation's places below. [The list](#gaps-by-nation) stands at the end."
    yield _short(found)
    yield (
        f"In the tables a cell says: near / comes to you / by phone, online or post. Near means in person within {DEFAULT_RADIUS_MILES:.0f} miles. "
        f"Cells where nothing at all is found: {sum(cell.empty for row in rows for cell in row.cells)} of {len(rows) * len(places)}."
    )
    yield "The places: " + ", ".join(f"{name} ({postcode})" for name, postcode in PLACES.items()) + "."
    yield from _tables(directory.scheme, rows)
    yield "## Gaps by nation"
    yield "Concerns that find nothing in person at any of the nation's places above. They are gaps to fill with real services, never with guesses."
    for one in found:
        yield f"### {one.nation.label}"
        yield f"- **Nothing at all:** {_listed(one.nothing)}\n- **By phone, online or post only:** {_listed(one.remote_only)}"


def _short(found: Sequence[Gaps]) -> str:
    lines = ["| Nation | Places | Nothing near and nobody who comes to you | Nothing at all |", "| --- | --- | --- | --- |"]
    lines += [f"| {one.nation.label} | {one.places} | {len(one.remote_only) + len(one.nothing)} | {len(one.nothing)} |" for one in found]
    return "\n".join(lines)


def _tables(scheme: ConcernScheme, rows: Sequence[Row]) -> Iterator[str]:
    for category in scheme.categories:
        yield f"## {category.label}"
        yield _table(category, rows)


def _table(category: Category, rows: Sequence[Row]) -> str:
    lines = [["Concern", *PLACES], ["---"] * (len(PLACES) + 1)]
    lines += [[row.concern.label, *map(str, row.cells)] for row in rows if row.concern.category == category.id]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _listed(concerns: Sequence[Concern]) -> str:
    return "; ".join(concern.label for concern in concerns) or "none"
