"""What pages share on which a document of a person is written: whose it is, which version was seen, and what is shown again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from signpost.record.access import NotYours
from signpost.record.documents import Document
from signpost.record.headings import Entry, outline
from signpost.record.records import SavedByAnother, Stored
from signpost_web.record import papers, upkeep
from signpost_web.record.forms import Form
from signpost_web.record.visits import Visit

D = TypeVar("D", bound=Document)
_LONGEST_VERSION = 6  # digits


class Draft(NamedTuple):
    """A form as it is shown: with the version that whoever saves it has then seen, and what another has saved meanwhile."""

    form: Form
    seen_version: int = 0
    newer: Stored[Any] | None = None
    status: int = 200


def filed(visit: Visit, name: str, kind: type[D], version: int | None = None) -> Stored[D]:
    """The document that the address names, in its newest version when none is asked for. Raises NotYours, also where it is another person's."""
    one = visit.records.get(visit.id(name), version, of=kind)
    if one.person_id != visit.id("person_id"):
        raise NotYours("There is no such record, or it is another team's.")
    return one


def seen(visit: Visit) -> int:
    """The version that the form was made from."""
    return version_in(visit.form.text("seen_version"))


def version_in(text: str) -> int:
    """The number of a version; 0, which none has, for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_VERSION else 0


def add(visit: Visit, read: Callable[[], D]) -> Stored[D] | Draft:
    """A new document of the person; or the form again."""
    try:
        added = visit.records.add(visit.id("person_id"), read())
    except papers.Unfit as unfit:
        return Draft(unfit.form, status=400)
    upkeep.refresh(visit, added.person_id)
    return added


def save(visit: Visit, one: Stored[D], read: Callable[[], D]) -> Stored[D] | Draft:
    """The next version; or the form again, with what is wrong or with what another has saved. Nothing typed is lost."""
    try:
        saved = visit.records.save(one.id, seen(visit), read())
    except papers.Unfit as unfit:
        return Draft(unfit.form, seen(visit), status=400)
    except SavedByAnother as other:
        return Draft(visit.form, other.newer.version, other.newer, 409)
    upkeep.refresh(visit, one.person_id)
    return saved


def said(visit: Visit, one: Stored[Any] | None) -> tuple[Entry, ...] | None:
    """A document to be read: what another has saved meanwhile."""
    return outline(one.body, upkeep.words_of(visit)) if one else None
