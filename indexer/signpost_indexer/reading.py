"""YAML text to plain data, with the line and column of every key and value.

Nothing is guessed: every scalar stays the text that was written (so `NO`, `17:00` and `0113` survive), save null. Keys
written twice, aliases, tags, further documents and characters that nobody can see are faults, each with its place; the
rest of the file is read all the same, so that none of them hides another fault.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from signpost.problems import Problem, printable, quoted

try:
    from yaml import CLoader as Loader
except ImportError:  # PyYAML built without libyaml: slower, nearly the same result
    from yaml import Loader  # type: ignore[assignment]

MAX_BYTES = 1_000_000  # an entry is a page of text; more is some other file
MAX_DEPTH = 12  # an entry nests four deep
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LONGEST_KEY = 60  # characters of a key in a path; the longest real one has 18

Path_ = tuple[str | int, ...]
Position = tuple[int, int]


@dataclass
class Document:
    """One file as plain data. `values` and `keys` give the position of every value and key by its path.

    `unread` are the paths of values that stand in the file but could not be taken, and have a problem already.
    """

    file: str
    data: Any = None
    values: dict[Path_, Position] = field(default_factory=dict)
    keys: dict[Path_, Position] = field(default_factory=dict)
    unread: set[Path_] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, path: Path_, message: str, *, at_key: bool = False, **more: Any) -> Problem:
        """A problem at a path; at the nearest enclosing value where the path itself is not written."""
        if at_key and path in self.keys:
            return Problem(self.file, *self.keys[path], written_path(path), message, **more)
        place = path
        while place and place not in self.values:
            place = place[:-1]
        return Problem(self.file, *self.values.get(place, (1, 1)), written_path(path), message, **more)

    def report(self, position: Position, message: str, path: Path_ = ()) -> None:
        """Add a problem of the YAML itself."""
        self.problems.append(Problem(self.file, *position, written_path(path), message))


def written_path(path: Path_) -> str:
    """`("locations", 0, "postcode")` as `locations[0].postcode`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{printable(part[:_LONGEST_KEY])}" for part in path)
    return text.removeprefix(".")


def read_document(path: Path, shown: str) -> Document:
    """Read one file; what is wrong with its YAML stands in `problems`, and `data` is then None or what could be read."""
    document = Document(printable(shown))
    text = _text(path, document)
    if text is None:
        return document
    try:
        document.data = _Builder(text, document).build()
    except yaml.MarkedYAMLError as fault:
        position, message = _plainly(fault, text)
        if all(problem.line != position[0] for problem in document.problems):  # else it follows from what is told already
            document.report(position, message)
    except yaml.YAMLError:
        document.report((1, 1), "This is not YAML. Write `key: value` lines of plain text.")
    except _TooDeep as fault:
        document.report(fault.position, f"Lines or brackets are nested more than {MAX_DEPTH} deep. An entry needs four. Check the indentation.")
    return document


# -- bytes to text ------------------------------------------------------------------------------------------------------

# Control characters, marks of direction, zero-width spaces, further line ends, private letters (icons of web fonts), and
# the sign that stands for a lost character. Zero-width joiners are left: some scripts need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff\ufff9-\uffff]"
)

_NOT_IN_YAML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")  # refused, or taken for a line end


def _text(path: Path, document: Document) -> str | None:
    try:
        raw = path.read_bytes()
    except OSError as problem:
        document.report((1, 1), f"The file cannot be read: {problem.strerror}.")
        return None
    if len(raw) > MAX_BYTES:
        document.report((1, 1), f"The file has {len(raw):,} bytes; at most {MAX_BYTES:,} are read. Is it the right file?")
        return None
    return _without_unseen(_decoded(raw, document), document)


def _decoded(raw: bytes, document: Document) -> str:
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode()
    except UnicodeDecodeError as problem:
        before = raw[: problem.start].decode()
        document.report(_position(before, len(before)), "This character is not UTF-8. Save the file with UTF-8 encoding.")
        return raw.decode(errors="replace").replace("\ufffd", "?")


def _without_unseen(text: str, document: Document) -> str:
    """The text with a space for what YAML would stumble over; the first character of each unseen kind is reported."""
    kinds: dict[str, int] = {}
    for match in _UNSEEN.finditer(text):
        kinds.setdefault(match[0], match.start())
    for character, start in kinds.items():
        document.report(_position(text, start), _about_unseen(character, text.count(character)))
    return _NOT_IN_YAML.sub(" ", text) if kinds else text


def _about_unseen(character: str, times: int) -> str:
    often = "" if times == 1 else f" It stands {times} times in this file."
    if character == "\ufffd":
        return f"A character was lost here when the text was copied (it shows as {character}). Write it again.{often}"
    name = unicodedata.name(character, "").lower() or f"U+{ord(character):04X}"
    return f"There is a character here that cannot be seen ({name}). Delete it, or write a space for it.{often}"


def _position(text: str, index: int) -> Position:
    """Line and column, from 1, of the character at `index`."""
    lines = re.split(r"\r\n?|\n", text[:index])
    return len(lines), len(lines[-1]) + 1


# -- text to data -------------------------------------------------------------------------------------------------------


class _TooDeep(Exception):
    def __init__(self, position: Position) -> None:
        self.position = position
        super().__init__()


class _Builder:
    """Data from the events of the YAML parser, never through its own objects: no tag or alias can have an effect."""

    def __init__(self, text: str, document: Document) -> None:
        self._text = text
        self._events: Iterator[Any] = yaml.parse(text, Loader=Loader)
        self._document = document

    def build(self) -> Any:
        """The first document's data; None, with a problem, when there is none."""
        data = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 1:
                    data = self._value(next(self._events), ())
                elif documents == 2:
                    self._document.report(_start(event), "A second YAML document starts here (after ---). Put it into a file of its own.")
        if data is None and () not in self._document.unread:
            self._document.report((1, 1), "The file is empty.")
        return data

    def _value(self, event: Any, path: Path_) -> Any:
        position = self._document.values[path] = _start(event)
        if len(path) > MAX_DEPTH:
            raise _TooDeep(position)
        if isinstance(event, yaml.AliasEvent):
            self._document.unread.add(path)
            self._document.report(position, _SIGNS["*"], path)
            return None
        if event.tag is not None:
            self._document.report(position, _SIGNS["!"], path)
        if event.anchor is not None:
            self._document.report(position, _SIGNS["&"], path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event, path)

    def _scalar(self, event: Any, path: Path_) -> str | None:
        text: str = event.value
        if event.style == '"' and (hidden := _UNSEEN.search(text)) and hidden[0] not in self._text:  # written as an escape: "\u200b"
            self._document.report(_start(event), _about_unseen(hidden[0], 1), path)
        return None if not event.style and text in _NULLS else text

    def _sequence(self, path: Path_) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path_) -> dict[str, Any]:
        items: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._document.report(_start(event), "A key must be a plain word.", path)
                self._skip(event)
                self._skip(next(self._events))
                continue
            here = (*path, event.value)
            if here in self._document.keys:
                first = self._document.keys[here][0]
                self._document.report(_start(event), f"{quoted(event.value)} is written twice; it stands already on line {first}. Keep one.", here)
                self._skip(next(self._events))
                continue
            self._document.keys[here] = _start(event)
            if event.tag is not None or event.anchor is not None:
                self._document.report(_start(event), _SIGNS["!" if event.tag is not None else "&"], here)
            items[event.value] = self._value(next(self._events), here)
        return items

    def _skip(self, event: Any) -> None:
        """Pass over the rest of the value that starts with this event."""
        depth = _nesting(event)
        while depth:
            depth += _nesting(next(self._events))


_SIGNS = {
    "*": "An asterisk (*) at the start of a value has a meaning of its own in YAML. Put the value in quotation marks, or write out what it stands for.",
    "&": "An ampersand (&) at the start of a value has a meaning of its own in YAML. Put the value in quotation marks.",
    "!": "An exclamation mark (!) at the start of a value has a meaning of its own in YAML. Put the value in quotation marks.",
}


def _nesting(event: Any) -> int:
    return isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)


def _start(event: Any) -> Position:
    return event.start_mark.line + 1, event.start_mark.column + 1


# -- what the parser says, in plain words -------------------------------------------------------------------------------

# Words of the parser (libyaml's, then PyYAML's own), what they mean for a curator, and whether the place to look at is
# where the thing began rather than where the parser gave up.
_MEANINGS: tuple[tuple[str, str, bool], ...] = (
    ("found unexpected end of stream", "A quotation mark is opened here and never closed.", True),
    ("found unexpected document indicator", "A quotation mark is opened here and never closed.", True),
    ("unknown escape character", "A backslash (\\) inside double quotation marks has a meaning of its own. Use single quotation marks.", False),
    ("mapping values are not allowed", "A colon and a space inside a value: put the value in quotation marks. Or else this line is indented wrongly, or the line above has no colon.", False),
    ("could not find expected ':'", "This line has no colon after its key, or is indented wrongly.", True),
    ("expected ',' or ']'", "A square bracket is opened here and never closed, or a comma is missing.", True),
    ("expected ',' or '}'", "A curly bracket is opened here and never closed, or a comma is missing.", True),
    ("sequence entries are not allowed", "A list cannot start on this line. Put each `- item` on a line of its own.", False),
    ("expected '-' indicator", "This line is indented wrongly, or its dash is missing.", False),
    ("did not find expected node content", "This character cannot start a value. Put the value in quotation marks.", False),
    ("expected the node content", "This character cannot start a value. Put the value in quotation marks.", False),
    ("cannot start any token", "This character cannot start a value. Put the value in quotation marks.", False),
    ("while scanning a block scalar", "After | or > the text starts on the next line, indented.", True),
    ("did not find expected key", "This line is indented wrongly, or a quotation mark or bracket is out of place.", False),
    ("expected <block end>", "This line is indented wrongly, or a quotation mark or bracket is out of place.", False),
)


def _plainly(fault: yaml.MarkedYAMLError, text: str) -> tuple[Position, str]:
    """Where to look, and what is wrong there."""
    gave_up = fault.problem_mark or fault.context_mark
    began = fault.context_mark or gave_up
    if gave_up is None:
        return (1, 1), "This is not YAML. Write `key: value` lines of plain text."
    if _character_at(text, gave_up) == "\t" or "tab character" in str(fault.problem):
        return _at(gave_up), "A tab stands where spaces belong. Indent with spaces."
    said = " ".join(part for part in (fault.context, fault.problem) if part)
    meaning, at_start = next(((meaning, at_start) for words, meaning, at_start in _MEANINGS if words in said), ("", False))
    end = _position(text, len(text))
    if _at(gave_up) >= end and not at_start:
        return end, "The file ends in the middle of something: a bracket or a quotation mark is never closed."
    if meaning:
        return _at(began if at_start else gave_up), meaning
    return _at(gave_up), f"This is not YAML here ({said}). Check the indentation, and put the value in quotation marks."


def _at(mark: Any) -> Position:
    return mark.line + 1, mark.column + 1


def _character_at(text: str, mark: Any) -> str:
    lines = re.split(r"\r\n?|\n", text)
    return lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""
