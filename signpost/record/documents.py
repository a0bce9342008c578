"""What every document of a record has in common: its kind, its stored form, when something of it is due, and its state.

A document is a value: frozen, complete, checked when it is made. A change makes another, and the store keeps both. The
titles of its fields are the headings of forms and prints.
"""

from __future__ import annotations

import json
from datetime import date
from importlib import import_module
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from signpost.problems import SignpostError
from signpost.services import Text

_HOMES = ("person", "assessment", "care_plan", "treatment_summary", "cancer_care_review", "events", "follow_up")  # modules of documents
_kinds: dict[str, type[Document]] = {}
MARK = "entered_in_error"  # the field that no form asks for
IN_ERROR = "entered in error"  # the state of what is marked so


class UnreadableDocument(SignpostError):
    """What is stored is no document of this version of the program. The message repeats nothing of it."""


class Document(BaseModel):
    """One document about one person. A subclass that states its KIND can be stored and read back by it."""

    KIND: ClassVar[str]
    SCHEMA: ClassVar[int] = 1  # one more with every change that documents stored before do not fit; see `upgraded`

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    entered_in_error: Text | None = Field(None, title="Entered in error", description="Why it counts for nothing: entered for another person, or by mistake.")

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        if "KIND" in cls.__dict__:
            _kinds[cls.KIND] = cls

    @property
    def state(self) -> str:
        """How far it has come, in a word or two of small letters. Stored in clear: it may tell nothing of person or illness."""
        return "current"

    def due(self) -> date | None:
        """The next day on which somebody must do something about it; None when there is none. Stored in clear."""
        return None

    @property
    def standing(self) -> str:
        """Its `state`, unless it was entered in error."""
        return IN_ERROR if self.entered_in_error else self.state

    @property
    def next_due(self) -> date | None:
        """Its `due`; of what was entered in error nothing is."""
        return None if self.entered_in_error else self.due()

    def marked(self, why: str | None) -> Self:
        """Entered in error, and why; for None, in order after all. Raises ValidationError."""
        return type(self).model_validate({**dict(self), MARK: why})

    def to_json(self) -> str:
        """As stored, with its kind and schema; `from_json` gives back an equal document."""
        return json.dumps({"kind": self.KIND, "schema": self.SCHEMA, "body": self.model_dump(mode="json")}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The document that `to_json` wrote, of this class or a subclass. Raises UnreadableDocument."""
        try:
            stored = json.loads(text)
            kind, schema, body = str(stored["kind"]), int(stored["schema"]), dict(stored["body"])
        except (ValueError, KeyError, TypeError):
            raise UnreadableDocument("A stored document cannot be read: it is not in the form that documents are stored in.") from None
        found = kind_of(kind)
        if not issubclass(found, cls):
            raise UnreadableDocument(f"A stored document is of kind {kind}, where {cls.__name__} is expected.")
        if schema > found.SCHEMA:
            raise UnreadableDocument(f"A stored document ({kind}, schema {schema}) was written by a later version of Signpost. Update this one.")
        try:
            return found.model_validate(found.upgraded(body, schema))
        except ValidationError as fault:
            where = ", ".join(".".join(map(str, error["loc"])) for error in fault.errors(include_input=False, include_context=False))
            raise UnreadableDocument(f"A stored document ({kind}, schema {schema}) does not fit this version of Signpost: {where}.") from None

    @classmethod
    def upgraded(cls, body: dict[str, Any], schema: int) -> dict[str, Any]:
        """The body as this version has it, from one stored under an older schema. For a subclass that has changed."""
        return body


def kind_of(kind: str) -> type[Document]:
    """The class of documents of a kind. Raises UnreadableDocument."""
    if kind not in _kinds:
        for home in _HOMES:
            import_module(f"signpost.record.{home}")
    if kind not in _kinds:
        raise UnreadableDocument(f"This version of Signpost knows no documents of the kind {kind}.")
    return _kinds[kind]
