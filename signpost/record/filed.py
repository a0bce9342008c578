"""A document as it lies in a record: with its id and its person's. What reads many documents reads these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from signpost.record.documents import Document

_Kind = TypeVar("_Kind", bound=Document)


class Filed(Protocol):
    """The newest version of one document."""

    @property
    def id(self) -> str: ...

    @property
    def person_id(self) -> str: ...

    @property
    def body(self) -> Document: ...


def of_kind(filed: Iterable[Filed], kind: type[_Kind]) -> Iterator[tuple[Filed, _Kind]]:
    """Those of one kind, each with its body."""
    return ((one, one.body) for one in filed if isinstance(one.body, kind))
