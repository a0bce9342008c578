"""A form as it was sent, and as a page shows it again with what is wrong beside each field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from signpost_web import state

FORM = "application/x-www-form-urlencoded"
MAX_FIELDS = 1000  # a plan of 72 concerns has some ten fields for each
Fault = tuple[str, str]  # a field, and what is wrong in it


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent: pairs in order. `faults` holds what is wrong, by field; `parts.html` shows both. `titles` are what the form calls those fields."""

    pairs: tuple[tuple[str, str], ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What stands in a field that holds one text, without spaces around it; empty when there is none."""
        return next((text.strip() for given, text in self.pairs if given == name), "")

    def texts(self, name: str) -> list[str]:
        """All that was given under one name: ticks, or rows of a table."""
        return [text.strip() for given, text in self.pairs if given == name]

    def has(self, name: str, value: str) -> bool:
        """Whether a choice is taken."""
        return value in self.texts(name)

    def without(self, *names: str) -> Form:
        """The same, with fields emptied that no page may show again, such as a password."""
        return replace(self, pairs=tuple((name, text) for name, text in self.pairs if name not in names))

    def wrong(self, faults: Iterable[Fault]) -> Form:
        """The same, with what is wrong in it: of several faults in one field the first."""
        first: dict[str, str] = {}
        for name, detail in faults:
            first.setdefault(name, detail)
        return replace(self, faults=first)

    @property
    def listed(self) -> list[tuple[str | None, str]]:
        """The faults for a page's summary, each with the id of its field."""
        return [(f"field-{name}" if name else None, f"{self.titles[name]}: {detail}" if self.titles.get(name) else detail) for name, detail in self.faults.items()]


async def form_of(request: Request) -> Form:
    """What a POST brought. Raises HTTPException: 415 for another media type, 400 for what is no form."""
    if not await request.body():  # a lone button
        return Form()
    body = await state.body_of(request, FORM)
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        raise HTTPException(400) from None
    return Form(tuple((name, _clean(text)) for name, text in pairs))


def _clean(text: str) -> str:
    """One kind of line end, and no NUL, which PostgreSQL does not take."""
    return text.replace("\r\n", "\n").replace("\0", "")
