"""Query parameters -> a SearchRequest, or every fault at once. Knows no web framework: the command line reads flags with it too.

`SEARCH` is the one table of the parameters: what each is called, means and may hold. The reader parses by it, and the
OpenAPI document is made from it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from signpost.concerns import UnknownConcern
from signpost.gazetteer import AmbiguousPlace, ImpossiblePlace, MalformedPlace, UnknownPlace
from signpost.places import echoed
from signpost.problems import SignpostError, did_you_mean
from signpost.search.request import (
    DEFAULT_LIMIT,
    DEFAULT_RADIUS_MILES,
    MAX_LIMIT,
    MAX_RADIUS_MILES,
    MAX_TEXT_CHARACTERS,
    Person,
    SearchRequest,
)
from signpost_web.directory import Directory

Pair = tuple[str, str]

UNREADABLE, UNKNOWN, IMPOSSIBLE = 400, 404, 422  # cannot be parsed; names what is not there; understood but cannot be
MAX_PAIRS = 200  # parameters in one address; the longest sensible search has some thirty
MAX_CURSOR_CHARACTERS = 2000
MAX_AGE_YEARS = 120
YEARS = range(2000, 2101)  # of open_at and as_of: outside, a clock or a hand has slipped

# Fixed words, as `signpost.services` states them (a test holds the two together; importing its models takes too long for a terminal).
DELIVERY = ("in-person", "home-visit", "phone", "online", "post")
COST = ("free", "charged", "means-tested", "donation")
REFERRAL = ("self", "professional", "gp")
AUDIENCE = ("patient", "carer", "family", "professional")

# Tags people may ask for, with their names; any other primary tag is taken as it is.
LANGUAGES: Mapping[str, str] = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "bsl": "British Sign Language", "bfi": "British Sign Language", "cs": "Czech",
    "cy": "Welsh", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fa": "Persian (Farsi)", "fr": "French",
    "ga": "Irish", "gd": "Scottish Gaelic", "gu": "Gujarati", "hi": "Hindi", "hu": "Hungarian", "isg": "Irish Sign Language",
    "it": "Italian", "ku": "Kurdish", "lt": "Lithuanian", "lv": "Latvian", "ne": "Nepali", "nl": "Dutch", "pa": "Punjabi",
    "pl": "Polish", "prs": "Dari", "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "so": "Somali", "sq": "Albanian", "syl": "Sylheti", "ta": "Tamil", "te": "Telugu", "ti": "Tigrinya", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "yo": "Yoruba", "yue": "Cantonese", "zh": "Chinese",
}  # fmt: skip

_LONDON = ZoneInfo("Europe/London")
_WHOLE = re.compile(r"[+-]?[0-9]{1,400}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,100}(\.[0-9]{0,100})?|\.[0-9]{1,100})(e[+-]?[0-9]{1,4})?", re.IGNORECASE)
_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
_SPACE_WAS_PLUS = re.compile(r"(?<=\d) (?=\d{2}:\d{2}$)")  # an address turns the + of +01:00 into a space
_TAG = re.compile(r"[a-z]{2,3}")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # control characters, but for tab and line ends
_NOT_UTF_8 = re.compile(r"[\ud800-\udfff]")


class Fault(NamedTuple):
    """What is wrong with one parameter, and what to write instead."""

    parameter: str
    detail: str
    status: int


class BadParameters(SignpostError):
    """Everything that is wrong with a request's parameters."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        self.errors = [(fault.parameter, fault.detail) for fault in self.faults]
        self.status = min((fault.status for fault in self.faults), default=UNREADABLE)  # 400 before 404 before 422
        super().__init__(" ".join(fault.detail for fault in self.faults))


class Unfit(Exception):
    """A reader's verdict on one value."""

    def __init__(self, detail: str, status: int = UNREADABLE) -> None:
        self.detail, self.status = detail, status
        super().__init__(detail)


Reader = Callable[[str, Directory], Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter. `many`: may be given more than once, as alternatives."""

    name: str
    read: Reader
    description: str
    schema: Mapping[str, Any]
    example: Any = None
    many: bool = False



def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def one_of(name: str, words: tuple[str, ...]) -> Reader:
    """Reads one of a few words."""

    def read(text: str, directory: Directory) -> str:
        if text not in words:
            raise Unfit(f"{name} is '{echoed(text)}': it must be {_listed(words)}.{did_you_mean(text, words)}")
        return text

    return read


def _concern(text: str, directory: Directory) -> str:
    try:
        directory.scheme.expand((text,))
    except UnknownConcern as error:
        raise Unfit(str(error), UNKNOWN) from None
    return text


def _family(text: str, directory: Directory) -> str:
    known = directory.scheme.family_by_id
    if text not in known:
        raise Unfit(f"'{echoed(text)}' is not a family of services.{did_you_mean(echoed(text), known)} They are {_listed(known or ['none yet'])}.", UNKNOWN)
    return text


def _cancer_type(text: str, directory: Directory) -> str:
    found = directory.scheme.cancer_type(text[:200])
    if found is None:
        raise Unfit(f"'{echoed(text)}' is not a cancer type that we know.{did_you_mean(echoed(text), directory.scheme.cancer_names)}", UNKNOWN)
    return found


def _place(text: str, directory: Directory) -> Any:
    try:
        return directory.gazetteer.find(text)
    except (MalformedPlace, AmbiguousPlace) as error:
        raise Unfit(str(error)) from None
    except UnknownPlace as error:
        raise Unfit(str(error), UNKNOWN) from None
    except ImpossiblePlace as error:
        raise Unfit(str(error), IMPOSSIBLE) from None


def words(name: str) -> Reader:
    """Reads a sentence or a few."""

    def read_words(text: str, directory: Directory) -> str:
        folded = " ".join(text.split())
        if len(folded) > MAX_TEXT_CHARACTERS:
            raise Unfit(f"{name} is {len(folded):,} characters long: at most {MAX_TEXT_CHARACTERS} can be searched. Keep the words that matter most.", IMPOSSIBLE)
        return folded

    return read_words


def whole_number(name: str, least: int, most: int, outside: int = IMPOSSIBLE) -> Reader:
    """Reads whole numbers; one beyond the ends is a fault with the status `outside`."""

    def read(text: str, directory: Directory) -> int:
        if not _WHOLE.fullmatch(text):
            raise Unfit(f"{name} is '{echoed(text)}': it must be a whole number from {least} to {most}.")
        if not least <= int(text) <= most:
            raise Unfit(f"{name} is {echoed(text)}: it must be from {least} to {most}.", outside)
        return int(text)

    return read


def _radius(text: str, directory: Directory) -> float:
    miles = float(text) if _DECIMAL.fullmatch(text) else math.nan
    if not math.isfinite(miles):
        raise Unfit(f"radius_miles is '{echoed(text)}': it must be a number of miles, such as {DEFAULT_RADIUS_MILES:g}.")
    if not 0 < miles <= MAX_RADIUS_MILES:
        raise Unfit(f"radius_miles is {echoed(text)}: it must be more than 0 and at most {MAX_RADIUS_MILES:g}.", IMPOSSIBLE)
    return miles


def _language(text: str, directory: Directory) -> str:
    tag = text.lower()
    if not _TAG.fullmatch(tag):
        tags = {name.casefold(): tag for tag, name in LANGUAGES.items()}
        meant = tags.get(tag) or next((found for found in (tag[:2], tag[:3]) if tag[len(found) :].startswith("-")), None)
        way_out = f" Write '{meant}'." if meant else " Write its two or three letters, such as pa, ur, cy or bsl."
        raise Unfit(f"language is '{echoed(text)}': it must be a primary language tag.{way_out}")
    return tag


def _true_or_false(name: str) -> Reader:
    def read(text: str, directory: Directory) -> bool:
        if text not in ("true", "false"):
            raise Unfit(f"{name} is '{echoed(text)}': it must be true or false.")
        return text == "true"

    return read


def _moment(name: str) -> Reader:
    def read(text: str, directory: Directory) -> datetime:
        written = _SPACE_WAS_PLUS.sub("+", text) if "T" in text else text
        try:
            if not re.fullmatch(_MOMENT, written):
                raise ValueError
            moment = datetime.fromisoformat(written)
        except ValueError:
            raise Unfit(f"{name} is '{echoed(text)}': it must be a date and time, such as 2026-10-31T14:30.") from None
        if moment.year not in YEARS:
            raise Unfit(f"{name} is in the year {moment.year}: it must be from {YEARS[0]} to {YEARS[-1]}.", IMPOSSIBLE)
        return moment if moment.tzinfo else moment.replace(tzinfo=_LONDON)

    return read


def _cursor(text: str, directory: Directory) -> str:
    if len(text) > MAX_CURSOR_CHARACTERS:
        raise Unfit("cursor is too long to be one of ours. Take it from `next`, unchanged, or leave it out.")
    return text


def _words(words: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "string", "enum": list(words)}


_A_MOMENT = {"type": "string", "pattern": f"^({_MOMENT})$"}  # wider than the format date-time: the offset may be left out

AS_OF = Parameter("as_of", _moment("as_of"), "A date and time that stands for now; without an offset it is UK time.", _A_MOMENT, "2026-10-31T14:30:00Z")

Q = Parameter("q", words("q"), "Plain words for what is the matter.", {"type": "string", "maxLength": MAX_TEXT_CHARACTERS}, "my arm is puffed up")

SEARCH: Mapping[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        Parameter("concern", _concern, "Id of a concern, or of a category (every concern below it).", {"type": "string"}, "swelling", many=True),
        Q,
        Parameter("near", _place, "A full postcode, an outward code, `lat,lon`, or the name of a local authority or town. Without it there are no distances and catchments do not filter.", {"type": "string"}, "LS1 4AP"),
        Parameter("radius_miles", _radius, "How far `near` reaches, in miles. It never removes home visits, telephone, online or post.", {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_RADIUS_MILES, "default": DEFAULT_RADIUS_MILES}, 25),
        Parameter("family", _family, "A family of services.", {"type": "string"}, "lymphoedema", many=True),
        Parameter("delivery", one_of("delivery", DELIVERY), "How the service is given.", _words(DELIVERY), "in-person", many=True),
        Parameter("cost", one_of("cost", COST), "What it costs.", _words(COST), "free"),
        Parameter("referral", one_of("referral", REFERRAL), "A way in that must be open.", _words(REFERRAL), "self"),
        Parameter("language", _language, "BCP 47 primary tag of a language that the service is given in.", {"type": "string", "pattern": "^[A-Za-z]{2,3}$"}, "pa"),
        Parameter("step_free", _true_or_false("step_free"), "Whether a location must be known to be step-free. Not known does not pass.", {"type": "boolean"}, True),
        Parameter("open_at", _moment("open_at"), "Open at this date and time; without an offset it is UK time. Services whose hours nobody knows pass, and say so.", _A_MOMENT, "2026-10-31T14:30:00Z"),
        AS_OF,
        Parameter("age", whole_number("age", 0, MAX_AGE_YEARS), "Age in years of the person it is for.", {"type": "integer", "minimum": 0, "maximum": MAX_AGE_YEARS}, 67),
        Parameter("cancer_type", _cancer_type, "Id, name or synonym of the person's cancer.", {"type": "string"}, "breast"),
        Parameter("audience", one_of("audience", AUDIENCE), "Who is asking.", _words(AUDIENCE), "carer"),
        Parameter("explain", _true_or_false("explain"), "Whether every result tells its score, and the components that add up to it.", {"type": "boolean", "default": False}, True),
        Parameter("facets", _true_or_false("facets"), "Whether the answer tells how many results each further filter would leave.", {"type": "boolean", "default": False}, True),
        Parameter("limit", whole_number("limit", 1, MAX_LIMIT), "Results on one page.", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}, 20),
        Parameter("cursor", _cursor, "Where the next page starts: taken from `next`, never made up.", {"type": "string", "maxLength": MAX_CURSOR_CHARACTERS}),
    )
}  # fmt: skip
AT_LEAST_ONE = ("concern", "q", "family")
NOTHING_ASKED = "Say what is needed: give at least one of concern, q or family."


def query_pairs(query: bytes) -> list[Pair]:
    """The pairs of a query string as it came over the wire. Bytes that are not UTF-8 become lone surrogates, which `read` refuses."""
    ascii_only = re.sub(rb"[\x80-\xff]", lambda byte: b"%%%02X" % byte[0][0], query).decode("ascii")
    try:
        return parse_qsl(ascii_only, keep_blank_values=True, errors="surrogateescape", max_num_fields=MAX_PAIRS)
    except ValueError:
        raise BadParameters([Fault("query", f"The address holds more than {MAX_PAIRS} parameters.", UNREADABLE)]) from None


def given(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs that say something: an empty parameter counts as absent."""
    return [(name, text) for name, text in pairs if text.strip()]


def _unreadable(text: str) -> str | None:
    if _NOT_UTF_8.search(text):
        return "it is not valid UTF-8."
    return "it holds a control character." if _UNREADABLE.search(text) else None


def _gather(pairs: Iterable[Pair], table: Mapping[str, Parameter]) -> tuple[dict[str, list[str]], list[Fault]]:
    """Texts by parameter, each once and in order, and the faults that show before any value is read."""
    texts: dict[str, list[str]] = {}
    faults = []
    for name, text in pairs:
        if name not in table:
            clean = echoed(name)
            faults.append(Fault(clean, f"'{clean}' is not a parameter.{did_you_mean(clean, table)}", UNREADABLE))
        elif text.strip():
            seen = texts.setdefault(name, [])
            if seen and not table[name].many:
                faults.append(Fault(name, f"{name} is given more than once: give it once.", UNREADABLE))
            elif text not in seen:
                seen.append(text)
    return texts, faults


def read(pairs: Iterable[Pair], table: Mapping[str, Parameter], directory: Directory, a_search: bool = False) -> dict[str, Any]:
    """Values by parameter: a tuple where there may be many. `a_search` must say what is needed. Raises BadParameters with every fault."""
    texts, faults = _gather(pairs, table)
    values: dict[str, Any] = {}
    for name, several in texts.items():
        found = []
        for text in several:
            try:
                if wrong := _unreadable(text):
                    raise Unfit(f"{name} cannot be read: {wrong}")
                found.append(table[name].read(text.strip(), directory))
            except Unfit as unfit:
                faults.append(Fault(name, unfit.detail, unfit.status))
        if found:
            values[name] = tuple(dict.fromkeys(found)) if table[name].many else found[0]
    if a_search and not any(name in texts for name in AT_LEAST_ONE):
        faults.append(Fault("q", NOTHING_ASKED, UNREADABLE))
    if faults:
        raise BadParameters(dict.fromkeys(faults))
    return values


def parse_search(pairs: Iterable[Pair], directory: Directory) -> tuple[SearchRequest, datetime | None]:
    """A search from its parameters, and the moment that stands for now, if one was given. Raises BadParameters."""
    values = read(pairs, SEARCH, directory, a_search=True)
    as_of = values.pop("as_of", None)
    person = Person(values.pop("age", None), values.pop("cancer_type", None), values.pop("audience", None))
    renamed = {"concern": "concerns", "q": "text", "family": "families"}
    return SearchRequest(person=person, **{renamed.get(name, name): value for name, value in values.items()}), as_of


def query_string(pairs: Iterable[Pair], cursor: str | None = None) -> str:
    """The same search again, every parameter as it was given; with `cursor`, its next page; without, its first."""
    same = [(name, text) for name, text in given(pairs) if name != "cursor"]
    return urlencode([*same, *([("cursor", cursor)] if cursor else [])])
