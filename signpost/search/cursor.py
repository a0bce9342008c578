"""Cursors: where a page ended, tied to its question, so that paging survives a new index generation."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
from typing import NamedTuple

from signpost.search.request import BadCursor, SearchRequest

_LONGEST = 400
_QUESTION = tuple(name for name in SearchRequest.__dataclass_fields__ if name not in ("near", "limit", "cursor", "explain", "facets"))


class Cursor(NamedTuple):
    """The score and the id of the last result given."""

    key: float
    service_id: str

    def written(self, request: SearchRequest) -> str:
        packed = json.dumps([_digest(request), self.key, self.service_id], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(text: str, request: SearchRequest) -> Cursor:
    """Raises BadCursor when it is damaged or was given for another question."""
    try:
        if len(text) > _LONGEST:
            raise ValueError
        digest, key, service_id = json.loads(base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True))
        if not (isinstance(digest, str) and isinstance(service_id, str) and isinstance(key, int | float) and math.isfinite(key)):
            raise ValueError
    except (ValueError, TypeError, binascii.Error, RecursionError) as damage:
        raise BadCursor("The cursor is damaged. Start again without it, or follow `next` as it was given.") from damage
    if digest != _digest(request):
        raise BadCursor("The cursor belongs to another search. Start again without it, or follow `next` as it was given.")
    return Cursor(float(key), service_id)


def _digest(request: SearchRequest) -> str:
    """Short fingerprint of the question: everything but the page asked for."""
    near = request.near
    # Not the position: a town's middle moves when the next generation names it in one more place.
    place = None if near is None else (near.kind, near.name, near.local_authority and near.local_authority.code)
    parts = [repr(getattr(request, name)) for name in _QUESTION]
    return hashlib.sha256("\x1f".join([repr(place), *parts]).encode()).hexdigest()[:16]
