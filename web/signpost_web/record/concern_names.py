"""Concerns in a form by the names that people know, and in a document by their ids."""

from __future__ import annotations

from dataclasses import replace

from signpost.concerns import ConcernScheme
from signpost_web.record.beside import label_of
from signpost_web.record.forms import Form
from signpost_web.record.papers import Unfit

FIELD = ".concerns"  # how the names of such fields end
NO_CONCERN = "This is no concern of the list. Begin to type, and choose one as it is offered"


def as_labels(form: Form, scheme: ConcernScheme) -> Form:
    """The form with names for ids. What is no id stays as it was typed."""
    return replace(form, pairs=tuple((name, label_of(scheme, text) if name.endswith(FIELD) else text) for name, text in form.pairs))


def as_ids(form: Form, scheme: ConcernScheme) -> Form:
    """The form with ids for names. Raises Unfit for what is no concern's name."""
    ids = {text.casefold(): one.id for one in reversed(scheme.concerns) for text in (*one.aliases, one.id, one.label)}
    ids |= {one.label.casefold(): one.id for one in scheme.concerns}  # an alias of one may be the name of another
    faults = [(name, NO_CONCERN) for name, text in form.pairs if name.endswith(FIELD) and text.strip() and text.strip().casefold() not in ids]
    if faults:
        raise Unfit(form.wrong(faults))
    return replace(form, pairs=tuple((name, ids.get(text.strip().casefold(), "") if name.endswith(FIELD) else text) for name, text in form.pairs))
