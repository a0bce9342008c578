"""`theme.yaml`: what it may say, and every fault of it with its line, its key and the way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from signpost.problems import Problem, SignpostError, did_you_mean, quoted
from signpost_web import colours

try:
    from yaml import CBaseLoader as Loader
except ImportError:  # PyYAML built without libyaml
    from yaml import BaseLoader as Loader  # type: ignore[assignment]

FILE = "theme.yaml"

Where = tuple[str | int, ...]
Place = tuple[int, int]  # line and column, from 1


class BadTheme(SignpostError):
    """The theme cannot be used. Carries every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(["the theme cannot be used.", *map(str, self.problems)]))


# What it may say


def _colour(text: str) -> str:
    if not re.fullmatch("#?[0-9a-fA-F]{6}", text):
        raise ValueError(f"{quoted(text)} is not a colour. Write six digits or letters from a to f, in quotation marks: '#0c5a55'.")
    return f"#{text.removeprefix('#').lower()}"


def _address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s]*", text):
        raise ValueError(f"{quoted(text)} is not an address. Write all of it, from https:// on.")
    return text


def _number(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9][0-9 ]{2,19}", text):
        raise ValueError(f"{quoted(text)} is not a telephone number. Write digits and spaces.")
    return text


def _email(text: str) -> str:
    if not re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+\.[a-z]{2,}", text):
        raise ValueError(f"{quoted(text)} is not an email address.")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+\.(svg|png)$")]
Colour = Annotated[str, AfterValidator(_colour)]
Address = Annotated[str, AfterValidator(_address)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Picture(_Part):
    """The logo. With `alt` it stands alone, and says what `alt` says; without, the name stands beside it."""

    file: FileName
    alt: Text = Field(default="", max_length=80)


class Link(_Part):
    words: Text = Field(max_length=60)
    address: Address


class Foot(_Part):
    lines: tuple[Annotated[Text, Field(max_length=200)], ...] = Field(default=(), max_length=4)
    links: tuple[Link, ...] = Field(default=(), max_length=6)


class Contact(_Part):
    phone: Annotated[str, AfterValidator(_number)] | None = None
    email: Annotated[str, AfterValidator(_email)] | None = None
    address: Address | None = None

    @property
    def any(self) -> bool:
        """Whether there is a way to get in touch."""
        return bool(self.phone or self.email or self.address)


class Colours(_Part):
    light: dict[colours.Role, Colour]
    dark: dict[colours.Role, Colour]


class Written(_Part):
    """All that a theme may say."""

    name: Text = Field(max_length=40)
    strapline: Text = Field(default="", max_length=90)
    logo: Picture | None = None
    icon: FileName | None = None
    colours: Colours | None = None
    footer: Foot = Foot()
    contact: Contact = Contact()


# Reading it


class Document:
    """A YAML file as plain text values, and where each stands. Nothing is guessed: `no` stays `no`."""

    def __init__(self, path: Path) -> None:
        self.file = str(path)
        self.places: dict[Where, Place] = {}
        self.problems: list[Problem] = []
        self.data = self._read(path)

    def problem(self, where: Where, message: str) -> Problem:
        """A problem at a value; at the nearest enclosing one where it is not written."""
        place = where
        while place and place not in self.places:
            place = place[:-1]
        written = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).removeprefix(".")
        return Problem(self.file, *self.places.get(place, (1, 1)), written, message)

    def _read(self, path: Path) -> Any:
        try:
            return self._value(yaml.compose(path.read_text("utf-8"), Loader=Loader), ())
        except OSError as fault:
            why = f"The file cannot be read: {fault.strerror}. A theme is a folder with this file in it."
        except UnicodeDecodeError:
            why = "This is not UTF-8 text. Save the file with UTF-8 encoding."
        except yaml.YAMLError as fault:
            if mark := getattr(fault, "problem_mark", None):
                self.places[()] = _place(mark)
            why = f"This is not YAML here ({getattr(fault, 'problem', None) or 'it holds a character that none may'}). Check the indentation, and put the value in quotation marks."
        raise BadTheme([self.problem((), why)])

    def _value(self, node: yaml.Node | None, where: Where) -> Any:
        if node is None:
            return {}
        self.places[where] = _place(node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return dict(self._items(node, where))
        if isinstance(node, yaml.SequenceNode):
            return [self._value(one, (*where, number)) for number, one in enumerate(node.value)]
        return node.value or None

    def _items(self, node: yaml.MappingNode, where: Where) -> Iterator[tuple[str, Any]]:
        seen = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                self.places[(*where, name)] = _place(key.start_mark)
                self.problems.append(self.problem((*where, name), f"{quoted(name)} is written twice. Keep one."))
            seen.add(name)
            read = self._value(value, (*where, name))
            if read is None:  # the parser looks for it on the lines below
                self.places[*where, name] = _place(key.start_mark)
            yield name, read


def _place(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1


def read(path: Path) -> tuple[Written, Document]:
    """A theme as its file says it. Raises BadTheme with every fault of what is written; pictures and contrasts are for others to judge."""
    document = Document(path)
    try:
        written = Written.model_validate(document.data)
    except ValidationError as faults:
        raise BadTheme([*document.problems, *(document.problem(_where(fault), _message(fault)) for fault in faults.errors(include_url=False))]) from None
    if problems := [*document.problems, *_unpaired(written, document)]:
        raise BadTheme(problems)
    return written, document


def _unpaired(written: Written, document: Document) -> Iterator[Problem]:
    """Colours that stand for one scheme alone: beside ours in the other they would make a page of two designs."""
    if not written.colours:
        return
    for here, there, scheme in ((written.colours.light, written.colours.dark, "dark"), (written.colours.dark, written.colours.light, "light")):
        for role in here.keys() - there.keys():
            yield document.problem(("colours", scheme), f"{quoted(role)} is missing: what is coloured for light must be for dark, and the other way round. Add it.")


def _where(fault: ErrorDetails) -> Where:
    return tuple(part for part in fault["loc"] if part != "[key]")


_KEYS: dict[Where, tuple[str, ...]] = {
    (): tuple(Written.model_fields),
    ("logo",): tuple(Picture.model_fields),
    ("colours",): tuple(Colours.model_fields),
    ("colours", "light"): tuple(colours.ROLES),
    ("colours", "dark"): tuple(colours.ROLES),
    ("footer",): tuple(Foot.model_fields),
    ("footer", "links"): tuple(Link.model_fields),
    ("contact",): tuple(Contact.model_fields),
}


def _message(fault: ErrorDetails) -> str:
    where, kind, value = _where(fault), fault["type"], fault["input"]
    if kind == "extra_forbidden" or fault["loc"][-1:] == ("[key]",):
        allowed = _KEYS[tuple(part for part in where[:-1] if isinstance(part, str))]
        name = str(where[-1])
        return f"{quoted(name)} is not a key that this may have.{did_you_mean(name, allowed)} Allowed here: {', '.join(allowed)}."
    if kind == "missing":
        return f"{quoted(str(where[-1]))} is missing. Add it."
    if value is None and where[0] == "colours":
        return "No colour is written here: without quotation marks, what follows a # is a comment. Write '#0c5a55'."
    if value is None or kind == "string_too_short":
        return "Nothing is written here. Fill it in, or leave the key out."
    if kind == "value_error":
        return str(fault["ctx"]["error"])
    if kind == "string_too_long":
        return f"{len(value.strip()):,} characters; at most {fault['ctx']['max_length']:,} fit here. Shorten it."
    if kind == "too_long":
        return f"{len(value)} of them; at most {fault['ctx']['max_length']} fit here. Take some out."
    if kind == "string_pattern_mismatch":
        return f"{quoted(value)} is not the name of a picture in this folder, such as logo.svg or logo.png."
    if kind == "string_type":
        return "Write text here, not a list or further keys."
    return "Write a list here, one item a line, each after a dash." if kind == "tuple_type" else "Write `key: value` lines here, indented and without a dash."
