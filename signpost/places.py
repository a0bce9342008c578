"""Where people and services are: postcodes, nations, local authorities, and the `Place` a search starts from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from signpost.problems import SignpostError

# The shape alone: whether there is such an area is for the gazetteer. No area begins with Q, V or X.
# [0-9], not \d: other alphabets' digits are no postcode.
_OUTWARD = re.compile(r"[A-PR-UWYZ][A-Z]?([0-9]{1,2}|[0-9][ABCDEFGHJKMNPRSTUVWXY])")
_INWARD = re.compile(r"[0-9][ABD-HJLNP-UW-Z]{2}")  # C I K M O V are never used: they look like other characters
_WITHOUT_A_DIGIT = frozenset({"GIR", "NPT"})  # Girobank; Newport before it became NP10 to NP20, still in the ONS directory
_ECHO_LENGTH = 40


class MalformedPostcode(SignpostError):
    """The text has not the shape of a postcode or of an outward code."""


class Nation(StrEnum):
    """The four nations, and the three Crown dependencies as nations of their own."""

    ENGLAND = "england"
    SCOTLAND = "scotland"
    WALES = "wales"
    NORTHERN_IRELAND = "northern-ireland"
    JERSEY = "jersey"
    GUERNSEY = "guernsey"
    ISLE_OF_MAN = "isle-of-man"

    @property
    def label(self) -> str:
        """The name as people write it."""
        return self.value.replace("-", " ").title().replace(" Of ", " of ")


def echoed(text: str) -> str:
    """What somebody typed, fit to be quoted back in a message: printable, on one line, at most 40 characters."""
    readable = "".join(c if c.isprintable() or c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text[: 4 * _ECHO_LENGTH])
    line = " ".join(readable.split())
    return line if len(line) <= _ECHO_LENGTH else line[: _ECHO_LENGTH - 1].rstrip() + "…"


def _is_outward(text: str) -> bool:
    return text in _WITHOUT_A_DIGIT or _OUTWARD.fullmatch(text) is not None


def _ascii_upper(text: str) -> str:
    """Upper case, without turning foreign letters into English ones (ı into I, ß into SS)."""
    return text.upper() if text.isascii() else text


def outward_code(text: str) -> str:
    """`ls1` as `LS1`. Raises MalformedPostcode when it has not the shape of one; there may still be no such code."""
    folded = _ascii_upper(text.strip())
    if not _is_outward(folded):
        raise MalformedPostcode(f"'{echoed(text)}' is not an outward code. Write the first half of a postcode, such as LS1.")
    return folded


@dataclass(frozen=True, slots=True, order=True)
class Postcode:
    """A full postcode in its two halves. `Postcode.parse("ls97be")` once at the edge; after that no bare string."""

    outward: str
    inward: str

    @classmethod
    def parse(cls, text: str) -> Postcode:
        """Read a full postcode in any case and spacing. Raises MalformedPostcode with the way out."""
        folded = _ascii_upper(re.sub(r"[\s-]+", "", text))
        outward, inward = folded[:-3], folded[-3:]
        if not _is_outward(outward) or not _INWARD.fullmatch(inward):
            raise MalformedPostcode(f"'{echoed(text)}' is not a postcode. A full postcode looks like LS1 4AP.")
        return cls(outward, inward)

    def __str__(self) -> str:
        return f"{self.outward} {self.inward}"


@dataclass(frozen=True, slots=True)
class LocalAuthority:
    """A local authority: ONS code, name, nation."""

    code: str
    name: str
    nation: Nation


class PlaceKind(StrEnum):
    POSTCODE = "postcode"
    OUTWARD_CODE = "outward-code"
    COORDINATES = "coordinates"
    LOCAL_AUTHORITY = "local-authority"
    TOWN = "town"
    REGION = "region"  # several authorities or outward codes that people name as one: London, Jersey


@dataclass(frozen=True, slots=True)
class Place:
    """Where a search starts. Positions are WGS 84 degrees.

    `latitude` and `longitude` are what distances are measured from. `shown_latitude` and `shown_longitude` are what
    may be given out: they differ in Northern Ireland, where the exact position is licensed for internal use.
    An approximate place is an area: `districts`, `local_authorities` and `nations` hold every one that part of it may
    lie in, and `extent_miles` is how far from the middle it may reach; an exact place has one of each and extent 0.
    """

    kind: PlaceKind
    name: str
    latitude: float
    longitude: float
    shown_latitude: float
    shown_longitude: float
    approximate: bool
    extent_miles: float
    districts: frozenset[str]
    local_authorities: frozenset[str]
    nations: frozenset[Nation]
    local_authority: LocalAuthority | None
    nation: Nation | None
    postcode: str | None = None  # the full postcode or outward code, when that is what was asked for
    position_of: str | None = None  # the outward code whose middle the shown position is, when a full postcode was asked for
    note: str | None = None  # a plain sentence, when the place is not quite what was asked for


class MalformedPlace(SignpostError):
    """The text cannot be read as a place at all."""


class UnknownPlace(SignpostError):
    """The text can be read, but there is no such postcode, outward code or name here."""


class AmbiguousPlace(SignpostError):
    """The name fits several places. Each of `candidates` is a text that finds one of them."""

    def __init__(self, name: str, candidates: Iterable[str]) -> None:
        self.candidates = list(candidates)
        super().__init__(f"'{echoed(name)}' could be several places: {'; '.join(self.candidates)}. Write one of them, or a postcode.")


class ImpossiblePlace(SignpostError):
    """Coordinates that can be read, but lie outside the UK and the Crown dependencies."""
