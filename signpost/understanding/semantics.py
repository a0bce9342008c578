"""What was learnt over the encoder's numbers: one linear map to the concerns, to "none of them", and to danger."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.search.generation import mapped
from signpost.understanding import encoder

# Where it leans neither way: most texts that were learnt from mean a concern, and few tell of danger.
SCOPE_MIDDLE, DANGER_MIDDLE = 0.4, -0.3
MOST_LETTERS = 80  # that it reads: the encoder takes the longer, the longer the text is, and people say first what matters


class Leanings(NamedTuple):
    """Nought where the encoder says nothing."""

    concerns: NDArray[np.float64] | float  # (C + 1,) towards each concern, and none of them
    scope: float  # above 0: about some concern
    danger: float  # above 0: of an emergency


SILENT = Leanings(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Semantics:
    weights: NDArray[np.float32]  # (513, C + 3): columns as in Leanings, in turn

    @classmethod
    def open(cls, folder: Path) -> Semantics | None:
        """None where the generation was built without the encoder, or it is not installed here."""
        path = folder / "semantics.npy"
        return cls(mapped(path)) if path.exists() and encoder.installed() else None

    def leanings(self, text: str) -> Leanings:
        *concerns, scope, danger = (np.append(encoder.encoded([text[:MOST_LETTERS]])[0], 1.0) @ self.weights).tolist()
        return Leanings(np.array(concerns), scope - SCOPE_MIDDLE, danger - DANGER_MIDDLE)
