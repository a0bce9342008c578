"""A document as a form: what its model asks for, what stands in it, and the document that comes of what was sent back.

Titles, hints and choices all come from the model: nothing about a document is said twice. A field's name in the form is its
path in the document: `contingency.in_hours`, `contacts.0.phone`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, BaseModel, ValidationError

from signpost.concerns import ConcernScheme
from signpost.record.codes import Labelled
from signpost.record.documents import MARK
from signpost.record.faults import faults
from signpost.record.fields import WORST_SCORE, Day, Email, PastDay, Score, Telephone, Text, as_of
from signpost.record.headings import Words
from signpost.record.policies import Policies
from signpost.record.signposts import WAYS_IN
from signpost_web.record.forms import Form
from signpost_web.state import LONDON

Choice = tuple[str, str]  # as sent, as read
Model = TypeVar("Model", bound=BaseModel)

YES, NO = "yes", "no"
ANSWERS: tuple[Choice, ...] = ((YES, "Yes"), (NO, "No"))
SCORES: tuple[Choice, ...] = tuple((str(score), str(score)) for score in range(WORST_SCORE, -1, -1))  # as a nurse reads them: the worst first
SPARE_ROWS = 1  # an empty row after those that are filled in: without a script a page cannot grow
MOMENT = "datetime-local"
_ENTRIES = ((Telephone, "tel"), (Email, "email"), (AwareDatetime, MOMENT), (int, "number"))
_SPOKEN_DAY = re.compile(r"([0-9]{1,2})[ ./-]([0-9]{1,2}|[A-Za-z]{3,9})[ ./-]([0-9]{4})")  # as people in the UK write one


class Shape(StrEnum):
    """How a field is shown."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    TICK = "tick"
    CHOICE = "choice"
    CHOICES = "choices"
    IDS = "ids"  # several, in one line
    PART = "part"
    ROWS = "rows"


class Look(NamedTuple):
    """What a type looks like in a form. `parts` are the fields within it; `entry` says what kind of line it is."""

    shape: Shape
    choices: tuple[Choice, ...] = ()
    parts: tuple[Asked, ...] = ()
    entry: str = "text"


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a model."""

    key: str
    title: str
    hint: str
    required: bool
    look: Look


class Placed(NamedTuple):
    """A field where it stands in a form: its name there, and the fields below it, or rows of them."""

    name: str
    asked: Asked
    below: tuple[Placed, ...] = ()
    rows: tuple[tuple[Placed, ...], ...] = ()


class Unfit(Exception):
    """What was sent makes no document. `form` is the same form with what is wrong in it, to be shown again."""

    def __init__(self, form: Form) -> None:
        super().__init__("what was sent makes no document")
        self.form = form


@cache
def asked_of(model: type[BaseModel]) -> tuple[Asked, ...]:
    """The fields of a model, in its order."""
    hints = get_type_hints(model, include_extras=True)
    return tuple(Asked(key, info.title or key, info.description or "", info.is_required(), _look(hints[key])) for key, info in model.model_fields.items() if key != MARK)


def placed(model: type[BaseModel], form: Form, only: Collection[str] = ()) -> tuple[Placed, ...]:
    """The fields of a document's form; `only` some of them, if any are named."""
    return tuple(_placed(asked, form, "") for asked in _some(model, only))


def filled(document: BaseModel) -> Form:
    """The form with what the document says."""
    return Form(tuple(_pairs(document, "")))


def read(model: type[Model], form: Form, base: Model | None = None, only: Collection[str] = (), *, today: date | None = None) -> Model:
    """The document that the form makes, with what was not asked from `base`; `today` refuses days of what has happened that are yet to come. Raises Unfit."""
    asked = _some(model, only)
    form = _without_gaps(asked, form, "")
    shown = {one.key for one in asked}
    kept = {key: value for key, value in (dict(base) if base else {}).items() if key not in shown}
    try:
        return model.model_validate(kept | _told(asked, form, ""), context=as_of(today))
    except ValidationError as error:
        found = faults(error, model)
        wrong = form.wrong((_name(fault.field), fault.message) for fault in found)
        raise Unfit(replace(wrong, titles={_name(fault.field): fault.title for fault in found})) from None


def words_of(scheme: ConcernScheme, policies: Policies) -> Words:
    """How ids read: a concern and a category by their labels, a checklist and a stage of review by their names."""
    labels = {one: scheme.label(one) for one in scheme.known}
    instruments = {id_: one.name for (id_, _), one in policies.instruments.items()}
    stages = {rule.id: rule.title for nation in policies.nations.values() for rule in nation.reviews}
    ways_in = {way.value: words for way, words in WAYS_IN.items()}
    named: Mapping[str, Mapping[str, str]] = {"concern": labels, "concerns": labels, "category": labels, "instrument": instruments, "stage": stages, "referral": ways_in}
    return lambda field, value: named.get(field, {}).get(value, value)


def _name(path: str) -> str:
    """`rows[2].score` as the form has it: `rows.2.score`."""
    return re.sub(r"\[(\d+)\]", r".\1", path)


def _some(model: type[BaseModel], only: Collection[str]) -> tuple[Asked, ...]:
    return tuple(asked for asked in asked_of(model) if not only or asked.key in only)


# -- what a type looks like -----------------------------------------------------------------------------------------------


def _look(hint: Any) -> Look:
    kind = next((one for one in get_args(hint) if one is not type(None)), hint) if type(None) in get_args(hint) else hint
    if kind is bool:
        return Look(Shape.TICK) if kind is hint else Look(Shape.CHOICE, ANSWERS)
    if kind == Score:
        return Look(Shape.CHOICE, SCORES)
    if kind in (Text, Day, PastDay):
        return Look(Shape.TEXT if kind == Text else Shape.DAY)
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if get_origin(bare) is tuple:
        return _look_of_several(get_args(bare)[0])
    if isinstance(bare, type) and issubclass(bare, Labelled):
        return Look(Shape.CHOICE, _choices(bare))
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return Look(Shape.PART, parts=asked_of(bare))
    return Look(Shape.LINE, entry=next((entry for one, entry in _ENTRIES if one in (kind, bare)), "text"))


def _look_of_several(kind: Any) -> Look:
    if isinstance(kind, type) and issubclass(kind, Labelled):
        return Look(Shape.CHOICES, _choices(kind))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return Look(Shape.ROWS, parts=asked_of(kind))
    return Look(Shape.IDS)


def _choices(kind: type[Labelled]) -> tuple[Choice, ...]:
    return tuple((one.value, one.label) for one in kind)


# -- from a document to a form --------------------------------------------------------------------------------------------


def _placed(asked: Asked, form: Form, above: str) -> Placed:
    name = above + asked.key
    if asked.look.shape is Shape.PART:
        return Placed(name, asked, below=_fields(asked, form, f"{name}."))
    if asked.look.shape is Shape.ROWS:
        many = max(_rows_in(form, name), default=-1) + 1 + SPARE_ROWS
        return Placed(name, asked, rows=tuple(_fields(asked, form, f"{name}.{row}.") for row in range(many)))
    return Placed(name, asked)


def _fields(asked: Asked, form: Form, above: str) -> tuple[Placed, ...]:
    return tuple(_placed(part, form, above) for part in asked.look.parts)


def _rows_in(form: Form, name: str) -> set[int]:
    """The numbers of the rows in which something stands."""
    begins = re.compile(rf"{re.escape(name)}\.(\d{{1,3}})\.")
    return {int(found[1]) for given, text in form.pairs if text and (found := begins.match(given))}


def _pairs(document: BaseModel, above: str) -> Iterator[tuple[str, str]]:
    for key, value in document:
        yield from _pairs_of(value, above + key)


def _pairs_of(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, BaseModel):
        yield from _pairs(value, f"{name}.")
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        for row, one in enumerate(value):
            yield from _pairs(one, f"{name}.{row}.")
    elif isinstance(value, tuple):
        yield from ((name, str(one.value if isinstance(one, Enum) else one)) for one in value)
    elif value is not None:
        yield name, _written(value)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime):
        return value.astimezone(LONDON).isoformat(timespec="minutes")[: len("2027-01-14T10:00")]
    return str(value.value if isinstance(value, Enum) else value)


# -- from a form to a document --------------------------------------------------------------------------------------------


def _without_gaps(fields: tuple[Asked, ...], form: Form, above: str) -> Form:
    """The same with its filled rows numbered from 0, so that what is wrong in a row is shown beside it."""
    for asked in fields:
        name = above + asked.key
        if asked.look.shape is Shape.PART:
            form = _without_gaps(asked.look.parts, form, f"{name}.")
        elif asked.look.shape is Shape.ROWS:
            numbers = {old: new for new, old in enumerate(sorted(_rows_in(form, name)))}
            form = replace(form, pairs=tuple((_renumbered(given, name, numbers), text) for given, text in form.pairs))
    return form


def _renumbered(given: str, name: str, numbers: dict[int, int]) -> str:
    found = re.fullmatch(rf"({re.escape(name)})\.(\d{{1,3}})\.(.+)", given)
    if not found:
        return given
    new = numbers.get(int(found[2]), len(numbers))  # an empty one goes after all that are filled in
    return f"{found[1]}.{new}.{found[3]}"


def _told(fields: tuple[Asked, ...], form: Form, above: str) -> dict[str, Any]:
    """What the form says, as the model takes it; what was left empty is left out."""
    told = {asked.key: _value(asked, form, above + asked.key) for asked in fields}
    return {key: value for key, value in told.items() if value not in (None, [], {})}


def _value(asked: Asked, form: Form, name: str) -> Any:
    look, text = asked.look, form.text(name)
    match look.shape:
        case Shape.PART:
            return _told(look.parts, form, f"{name}.")
        case Shape.ROWS:
            return [_told(look.parts, form, f"{name}.{row}.") for row in sorted(_rows_in(form, name))]
        case Shape.CHOICES:
            return [one for one in form.texts(name) if one]
        case Shape.IDS:
            return [one for given in form.texts(name) for one in re.split(r"[,\s]+", given) if one]
        case Shape.TICK:
            return True if text == YES else None
        case Shape.DAY:
            return day(text) or None
    if look.choices == ANSWERS:
        return {YES: True, NO: False}.get(text)
    if look.choices == SCORES or look.entry == "number":
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text or None
    return _moment(text) if look.entry == MOMENT and text else text or None


def _moment(text: str) -> str:
    """As a browser sends it, by UK clocks, with its time zone."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=LONDON).isoformat()
    except ValueError:
        return text


def day(text: str) -> str:
    """As a browser sends it; also `27/3/1961` and `27 March 1961`, where it has no field for dates."""
    spoken = _SPOKEN_DAY.fullmatch(text)
    if not spoken:
        return text
    month = spoken[2] if spoken[2].isdigit() else _month(spoken[2])
    try:
        return date(int(spoken[3]), int(month), int(spoken[1])).isoformat()
    except ValueError:
        return text


def _month(word: str) -> int:
    """Its number, also of `Sept`; 0 for none."""
    return next((number for number, name in enumerate(calendar.month_name) if number and name.casefold().startswith(word.casefold())), 0)
