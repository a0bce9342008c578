"""Where people and services are: postcodes, nations, local authorities, and the `Place` a search starts from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from signpost.problems import SignpostError

# The 124 postcode areas of Great Britain, Northern Ireland and the Crown dependencies, with BX (non-geographic).
_AREAS = frozenset(
    re.findall(
        "[A-Z]+",
        """AB AL B BA BB BD BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX
        FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN
        NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB
        W WA WC WD WF WN WR WS WV YO ZE""",
    )
)
# [0-9], not \d: other alphabets' digits are no postcode.
_OUTWARD = re.compile(r"([A-Z]{1,2})([0-9]{1,2}|[0-9][ABCDEFGHJKMNPRSTUVWXY])")
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
    match = _OUTWARD.fullmatch(text)
    return text in _WITHOUT_A_DIGIT or (match is not None and match[1] in _AREAS)


def _ascii_upper(text: str) -> str:
    """Upper case, without turning foreign letters into English ones (ı into I, ß into SS)."""
    return text.upper() if text.isascii() else text


def outward_code(text: str) -> str:
    """`ls1` as `LS1`. Raises MalformedPostcode when it cannot be an outward code."""
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
    note: str | None = None  # a plain sentence, when the place is not quite what was asked for
