"""What pages share on which a document of a person is written: whose it is, which version was seen, and what is shown again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from signpost.record.access import NotYours
from signpost.record.documents import Document
from signpost.record.headings import Entry, outline
from signpost.record.records import EnteredInError, SavedByAnother, Stored
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
    """The document that the address names, to be worked on: in its newest version when none is asked for. Raises EnteredInError, NotYours, also where it is another person's."""
    one = to_read(visit, name, kind, version)
    if one.body.entered_in_error:
        raise EnteredInError
    return one


def to_read(visit: Visit, name: str, kind: type[D], version: int | None = None) -> Stored[D]:
    """The same, though it was entered in error."""
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
    except SavedByAnother as other:
        return Draft(visit.form, other.newer.version, other.newer, 409)
    upkeep.refresh(visit, added.person_id)
    return added


def save(visit: Visit, one: Stored[D], read: Callable[[], D], filled: Callable[[D], Form] = papers.filled) -> Stored[D] | Draft:
    """The next version; or the form again, with what is wrong, or together with what another has saved. `filled` is the page's form of a version."""
    try:
        saved = visit.records.save(one.id, seen(visit), read())
    except papers.Unfit as unfit:
        return Draft(unfit.form, seen(visit), status=400)
    except SavedByAnother as other:
        return Draft(with_theirs(visit, other.newer, filled), other.newer.version, other.newer, 409)
    upkeep.refresh(visit, one.person_id)
    return saved


def with_theirs(visit: Visit, newer: Stored[Any], filled: Callable[[Any], Form] = papers.filled) -> Form:
    """What was typed, together with what another has saved since the form was opened."""
    try:
        opened = filled(visit.records.get(newer.id, seen(visit)).body)
    except NotYours:  # no such version: nobody can tell what was changed here
        opened = Form()
    return together(visit.form, opened, filled(newer.body))


def together(ours: Form, opened: Form, theirs: Form) -> Form:
    """What was typed, with what another has saved wherever nothing was changed here. Rows of one list are one field: they have no names of their own."""
    mine, before, after = (_by_field(form) for form in (ours, opened, theirs))
    taken = {name for name in after.keys() | before.keys() if _same(mine.get(name, []), before.get(name, [])) and not _same(after.get(name, []), before.get(name, []))}
    kept = (pair for pair in ours.pairs if _field(pair[0]) not in taken)
    return replace(ours, pairs=(*kept, *(pair for pair in theirs.pairs if _field(pair[0]) in taken)))


def _field(name: str) -> str:
    return name.partition(".")[0]


def _by_field(form: Form) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for name, text in form.pairs:
        if text.strip():
            found.setdefault(_field(name), []).append((name, text.strip()))
    return {name: sorted(pairs) for name, pairs in found.items()}


def _same(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> bool:
    """A box that is not ticked is sent as nothing, and kept as no."""
    return one == other or (not (one and other) and all(text == papers.NO for _, text in (*one, *other)))


def said(visit: Visit, one: Stored[Any] | None) -> tuple[Entry, ...] | None:
    """A document to be read: what another has saved meanwhile."""
    return outline(one.body, upkeep.words_of(visit)) if one else None
