"""A map of what was found, as shapes to draw: the place, numbered pins, dots where people live, names, and a scale.

Nothing here writes markup: the template does, and escapes. Lengths are units of the drawing; on a phone one unit is about a pixel.
The plane is true to scale at the place's own latitude: up to a hundred miles from it distances are right to one part in a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

import numpy as np

from signpost.base_map import NORTH, SMALLEST_METRES, TALL, WEST, WIDE, BaseMap, Counts, Window
from signpost.geodesy import METRES_PER_MILE, ecef, metres_per_degree, miles_between
from signpost.places import Place

SIDE = 320.0  # the drawing is square: as wide as a phone, or as the column beside the results
CELL = 5.0  # from one dot to the next below it
MARGIN = 30.0  # what is drawn keeps so far from the edges: half a tap target, and some air
TARGET = 50.0  # a badge can be hit within this: 44 pixels and more wherever it is shown
SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)  # of a dot's cell, in smallest cells: the scales there are
DENSITIES = (0.0, 40.0, 150.0)  # postcodes a square kilometre, above which a dot is small, middling or large: any, a village, a town
THINNING = 0.4  # large cells hold fields too: what counts as a town falls with this power of their size

MOST_PINS = 10  # the nearest so many decide how much country is shown
FARTHEST_MILES = 100.0
CLOSE_MILES = 2.5
GAP = 2.0  # after the third, one more than so many times as far as all before it would squeeze those into one heap
NEVER_LEFT_OUT = 3
SCALES_MILES = (1, 2, 5, 10, 20, 50)
LONGEST_SCALE = 120.0

BADGE = 26.0  # the height of a badge, and its least width
DIGIT = 8.7  # the width of a bold digit in it
LONGEST_BADGE_TEXT = 8  # characters
RING = 17.0  # radius of the mark of the place: to be seen about a badge that lies on it
NAME_SIZE, PLACE_SIZE = 13.0, 14.0  # of letters
LETTER = 0.62  # a letter's width, in its height: of bold capitals and lower case together, on the safe side
MOST_NAMES = 8
NAME_SHIFTS = (0.0, -18.0, 18.0, -36.0, 36.0)  # a name stands for an area, so it may move a little out of the way


@dataclass(frozen=True, slots=True)
class Pin:
    """A service by its number in the list, where it may be shown to lie. WGS 84 degrees."""

    number: int
    id: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Badge:
    """One pin, or several that would lie on one another, about its middle."""

    x: float
    y: float
    width: float
    text: str
    pins: tuple[Pin, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text about its middle."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Mark:
    """The place that the search starts from; `spread` is how far from there it may reach, 0 where it is exact."""

    x: float
    y: float
    spread: float
    exact: bool
    label: Label | None


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale bar."""

    miles: int
    length: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is drawn, from the ground up. `dots` are paths in cells of `step` by CELL, one for each of DENSITIES."""

    step: float
    dots: tuple[str, ...]
    middles: tuple[tuple[float, float], ...]  # of outward codes whose postcodes may not be drawn
    labels: tuple[Label, ...]
    mark: Mark
    badges: tuple[Badge, ...]
    scale: Scale
    metres_per_unit: float
    beyond: tuple[Pin, ...]  # farther off than the map reaches

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each service, by its id."""
        return {pin.id: pin.number for pins in (self.beyond, *(badge.pins for badge in self.badges)) for pin in pins}


class Box(NamedTuple):
    """A rectangle that something takes up."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def about(cls, x: float, y: float, width: float, height: float) -> Box:
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def meets(self, other: Box) -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    @property
    def inside(self) -> bool:
        return min(self.left, self.top) >= 0 and max(self.right, self.bottom) <= SIDE


@dataclass(frozen=True, slots=True)
class Frame:
    """The country that is shown: its corner and scale in cells, and the way from degrees to the drawing."""

    size: int
    top: int
    left: int
    step: float  # from one dot to the next beside it
    metres_per_unit: float

    @classmethod
    def about(cls, place: Place, positions: Sequence[tuple[float, float]]) -> Frame:
        """The largest scale at which all positions keep clear of the edges."""
        (south, west), (north, east) = (tuple(map(end, zip(*positions, strict=True))) for end in (min, max))
        tall, wide = metres_per_degree(place.shown_latitude)
        step = CELL * (WIDE / TALL) * (wide / tall)
        room = SIDE - 2 * MARGIN - CELL  # a frame begins with a whole cell, as much as half a one off the middle
        needed = max((north - south) / TALL * CELL, (east - west) / WIDE * step) / room
        size = next((size for size in SIZES if size >= needed), SIZES[-1])
        top = round((NORTH - (north + south) / 2) / (TALL * size) - SIDE / CELL / 2)
        left = round(((east + west) / 2 - WEST) / (WIDE * size) - SIDE / step / 2)
        return cls(size, top, left, step, tall * TALL * size / CELL)

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a position lies in the drawing."""
        x = ((longitude - WEST) / (WIDE * self.size) - self.left) * self.step
        y = ((NORTH - latitude) / (TALL * self.size) - self.top) * CELL
        return x, y

    @property
    def window(self) -> Window:
        return Window(self.size, self.top, self.left, ceil(SIDE / CELL), ceil(SIDE / self.step))


def draw(base: BaseMap, place: Place, pins: Sequence[Pin]) -> Drawing | None:
    """The map of the nearest pins about the place; None when there are none near enough for one."""
    start = place.shown_latitude, place.shown_longitude
    near = _worth_showing(start, pins)
    if not near:
        return None
    frame = Frame.about(place, [start, *((pin.latitude, pin.longitude) for pin in near)])
    shown = [pin for pin in pins if _clear_of_edges(*frame.point(pin.latitude, pin.longitude))]
    badges = _badges(shown, frame)
    taken = list(map(_box_of, badges))
    mark = _mark(place, frame, taken)
    return Drawing(
        step=frame.step,
        dots=tuple(_dots(base.counts(frame.window), frame.size)),
        middles=tuple(point for middle in base.middles if Box.about(*(point := frame.point(*middle)), 0, 0).inside),
        labels=tuple(_names(base, place, frame, [*taken, *_boxes_of(mark)])),
        mark=mark,
        badges=badges,
        scale=_scale(frame),
        metres_per_unit=frame.metres_per_unit,
        beyond=tuple(pin for pin in pins if pin not in shown),
    )


def _worth_showing(start: tuple[float, float], pins: Sequence[Pin]) -> list[Pin]:
    """The nearest pins, as long as each is not so much farther off than those before it that they would run together."""
    if not pins:
        return []
    away = miles_between(ecef(*start), ecef([pin.latitude for pin in pins], [pin.longitude for pin in pins])).tolist()
    shown: list[Pin] = []
    reach = CLOSE_MILES
    for miles, pin in sorted(zip(away, pins, strict=True), key=lambda one: (one[0], one[1].number))[:MOST_PINS]:
        if miles > FARTHEST_MILES or (len(shown) >= NEVER_LEFT_OUT and miles > GAP * reach):
            break
        shown.append(pin)
        reach = max(reach, miles)
    return shown


def _clear_of_edges(x: float, y: float) -> bool:
    return Box.about(x, y, 2 * MARGIN - 1, 2 * MARGIN - 1).inside  # a unit less: a frame begins with a whole cell


# Dots


def _dots(counts: Counts, size: int) -> Iterator[str]:
    """For each density the cells above it, as strokes from the first of a run to the end of the last."""
    square_kilometres = (size * SMALLEST_METRES / 1000) ** 2
    for density in DENSITIES:
        edges = np.diff((counts > density * square_kilometres / size**THINNING).astype(np.int8), axis=1, prepend=0, append=0)
        (rows, firsts), (_, ends) = np.nonzero(edges == 1), np.nonzero(edges == -1)
        yield _strokes(zip(rows.tolist(), firsts.tolist(), ends.tolist(), strict=True))


def _strokes(runs: Iterable[tuple[int, int, int]]) -> str:
    """One path, each run told from the end of the one before: short words that repeat pack well."""
    path, at = [], (0, 0)
    for row, first, end in runs:
        across, down = first - at[1], row - at[0]
        path.append(f"m{across} {down}h{end - first}")
        at = (row, end)
    return "".join(path)


# Badges


def _badges(pins: Iterable[Pin], frame: Frame) -> tuple[Badge, ...]:
    """Pins, joined wherever two could not be told apart by a finger. In the order of their first numbers."""
    apart: list[Badge] = []
    for pin in pins:
        badge = _badge((pin,), frame)
        while met := next((other for other in apart if _target(other).meets(_target(badge))), None):
            apart.remove(met)
            badge = _badge(met.pins + badge.pins, frame)
        apart.append(badge)
    return tuple(sorted(apart, key=lambda badge: badge.pins[0].number))


def _badge(pins: tuple[Pin, ...], frame: Frame) -> Badge:
    points = [frame.point(pin.latitude, pin.longitude) for pin in pins]
    x, y = (sum(column) / len(points) for column in zip(*points, strict=True))
    ordered = tuple(sorted(pins, key=lambda pin: pin.number))
    text = numbers_in_short([pin.number for pin in ordered])
    width = max(BADGE, 14 + DIGIT * len(text))
    return Badge(min(max(x, width / 2), SIDE - width / 2), y, width, text, ordered)


def numbers_in_short(numbers: Sequence[int]) -> str:
    """`3`, `2–4`, `1, 3–5`, and `1 +6` for what would be long."""
    said = ", ".join(map(_run_in_short, _runs(numbers)))
    return said if len(said) <= LONGEST_BADGE_TEXT else f"{numbers[0]} +{len(numbers) - 1}"


def _run_in_short(run: list[int]) -> str:
    return f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run))


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _target(badge: Badge) -> Box:
    return Box.about(badge.x, badge.y, max(TARGET, badge.width), TARGET)


def _box_of(badge: Badge) -> Box:
    return Box.about(badge.x, badge.y, badge.width, BADGE)


# The place, the names and the scale


def _mark(place: Place, frame: Frame, taken: Sequence[Box]) -> Mark:
    x, y = frame.point(place.shown_latitude, place.shown_longitude)
    name = place.position_of or place.name
    aside = RING + 6 + _width(name, PLACE_SIZE) / 2
    below = RING + 3 + PLACE_SIZE / 2
    ways = ((x + aside, y), (x - aside, y), (x, y - below), (x, y + below))
    labels = (Label(name, at, level) for at, level in ways)
    label = next((one for one in labels if _fits(_text_box(one, PLACE_SIZE), taken)), None)
    spread = place.extent_miles * METRES_PER_MILE / frame.metres_per_unit
    return Mark(x, y, spread, not (place.approximate or place.position_of), label)


def _boxes_of(mark: Mark) -> Iterator[Box]:
    yield Box.about(mark.x, mark.y, 2 * RING, 2 * RING)
    if mark.label:
        yield _text_box(mark.label, PLACE_SIZE)


def _names(base: BaseMap, place: Place, frame: Frame, taken: list[Box]) -> Iterator[Label]:
    """Names of authorities, the largest first, each where nothing else is. What fits nowhere is left out, and what the place is called too."""
    left = MOST_NAMES
    for area in base.areas:
        x, y = frame.point(area.latitude, area.longitude)
        if left and area.name != place.name and Box.about(x, y, 0, 0).inside:
            labels = (Label(area.name, x, y + shift) for shift in NAME_SHIFTS)
            if label := next((one for one in labels if _fits(_text_box(one, NAME_SIZE), taken)), None):
                taken.append(_text_box(label, NAME_SIZE))
                left -= 1
                yield label


def _fits(box: Box, taken: Iterable[Box]) -> bool:
    return box.inside and not any(box.meets(other) for other in taken)


def _text_box(label: Label, size: float) -> Box:
    return Box.about(label.x, label.y, _width(label.text, size) + 4, size + 4)


def _width(text: str, size: float) -> float:
    return len(text) * size * LETTER


def _scale(frame: Frame) -> Scale:
    lengths = [(miles, miles * METRES_PER_MILE / frame.metres_per_unit) for miles in SCALES_MILES]
    miles, length = [one for one in lengths if one[1] <= LONGEST_SCALE][-1]
    return Scale(miles, length)
