"""What a field of the record may hold, checked as it is written.

A message tells the way out and never repeats what was written: it is a person's, and messages end up in logs.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationInfo

from signpost.places import MalformedPostcode, Postcode
from signpost.record.identifiers import MalformedNumber, PersonNumber
from signpost.services import Line, Slug, Text

WORST_SCORE = 10  # people score a concern from 0 to 10
_YEARS = range(1900, 2101)  # in which anything of a living person's care has happened or can be planned
_TELEPHONE_DIGITS = range(3, 17)  # 999 to an international number
_NOWHERE = re.compile(r"(ZZ99) ?([0-9][A-Z]{2})")  # the NHS's own for who has no fixed address, or none that is known: ZZ99 3VZ
_EMAIL = re.compile(r"[^@\s:;,<>()\[\]\"]+@(?:[\w-]+\.)+[\w-]{2,}")


class Part(BaseModel):
    """Any mapping in a document: unknown keys are errors, and nothing changes after it was made. Titles are what people read."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _day(value: Any) -> Any:
    """Only 2026-10-31: what pydantic would also take (a bare number, as seconds) turns a slip into a date."""
    if isinstance(value, date) and type(value) is date:
        return value
    try:
        written = date.fromisoformat(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) else None
    except ValueError:
        written = None
    if written is None:
        raise ValueError("This is not a day of the calendar. Write day, month and year.")
    if written.year not in _YEARS:
        raise ValueError(f"Check the year: it must be from {_YEARS[0]} to {_YEARS[-1]}.")
    return written


def as_of(today: date | None) -> dict[str, date]:
    """The `context` for `model_validate` of what is entered on that day; with None, or without it, no day is too late: what is stored opens whenever."""
    return {"today": today} if today else {}


def today_of(info: ValidationInfo) -> date | None:
    """The day of `as_of`."""
    told: date | None = (info.context or {}).get("today")
    return told


def _not_to_come(value: date, info: ValidationInfo) -> date:
    today = today_of(info)
    if today and value > today:
        raise ValueError("This day is yet to come. Check the day and the year.")
    return value


def _postcode(value: str) -> str:
    if found := _NOWHERE.fullmatch(value.upper()):
        return f"{found[1]} {found[2]}"
    try:
        return str(Postcode.parse(value))
    except MalformedPostcode:
        raise ValueError("This is not a whole postcode. Write it as LS1 4AP.") from None


def _number(value: str) -> str:
    try:
        return str(PersonNumber.parse(value))
    except MalformedNumber as fault:
        raise ValueError(str(fault)) from None


def _telephone(value: str) -> str:
    if not re.fullmatch(r"[+(0-9][0-9 ()-]*", value) or sum(c.isdigit() for c in value) not in _TELEPHONE_DIGITS:
        raise ValueError("This is not a telephone number. Write the number alone, as 0113 496 0000.")
    return value


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise ValueError("This is not an email address. Write it alone, as name@example.org.")
    return value


def _each_once(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(values))


_Typed = StringConstraints(strip_whitespace=True, min_length=1, max_length=254)
Day = Annotated[date, BeforeValidator(_day)]
PastDay = Annotated[date, BeforeValidator(_day), AfterValidator(_not_to_come)]  # of what is said to have happened: by the day on which it is entered
PostcodeText = Annotated[str, _Typed, AfterValidator(_postcode)]
NumberText = Annotated[str, _Typed, AfterValidator(_number)]
Telephone = Annotated[str, _Typed, AfterValidator(_telephone)]
Email = Annotated[str, _Typed, AfterValidator(_email)]
Score = Annotated[int, Field(ge=0, le=WORST_SCORE)]
ConcernId = Slug  # of the concern scheme
ServiceId = Slug  # of the directory
Each = AfterValidator(_each_once)  # a tuple in which what is said twice counts once

__all__ = ["WORST_SCORE", "ConcernId", "Day", "Each", "Email", "Line", "NumberText", "Part", "PastDay", "PostcodeText", "Score", "ServiceId", "Slug", "Telephone", "Text", "as_of", "today_of"]
