"""The parts of the understanding, each of which can be switched off. What is left is not fitted anew: weights and thresholds stay."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from pathlib import Path

from signpost.search.generation import Generation
from signpost.search.words import Words
from signpost.understanding import encoder
from signpost.understanding.model import ABROAD, ENGLISH, Learnt, Understanding
from signpost.understanding.scales import IN_ENGLISH, IN_OTHER_LANGUAGES, Scales
from signpost.understanding.semantics import Semantics


@dataclass(frozen=True)
class Parts:
    naive_bayes: bool = True
    nearest_texts: bool = True
    gates: bool = True
    denials: bool = True
    phrases_in_other_languages: bool = True  # without them the encoder reads those languages alone
    sentence_encoder: bool = field(default_factory=encoder.installed)


def words_of(generation: Generation, parts: Parts) -> Words:
    return Words(generation, understanding(generation.folder / "understanding", parts))


def understanding(folder: Path, parts: Parts) -> Understanding:
    """What a generation learnt, with some parts of it off."""
    english = Learnt.open(folder / ENGLISH, scales(IN_ENGLISH, parts))
    abroad = scales(IN_OTHER_LANGUAGES, parts if parts.phrases_in_other_languages else replace(parts, naive_bayes=False, nearest_texts=False, gates=False))
    return Understanding(english, Learnt.open(folder / ABROAD, abroad), Semantics.open(folder) if parts.sentence_encoder else None)


def scales(whole: Scales, parts: Parts) -> Scales:
    """Scales on which a part that is off weighs nothing."""
    left = replace(whole, denials=whole.denials and parts.denials)
    if not parts.naive_bayes:
        left = _without(left, "bayes")
    if not parts.gates:
        left = _without(left, "gate")
    if not parts.nearest_texts:
        left = _without(replace(left, as_taught=math.inf, scope=replace(left.scope, strange=0.0)), "nearest")
    return left


def _without(scales: Scales, view: str) -> Scales:
    """The weight of that name is nought wherever there is one."""
    weighed = {name: group for name in ("concerns", "scope", "danger") if hasattr(group := getattr(scales, name), view)}
    return replace(scales, **{name: replace(group, **{view: 0.0}) for name, group in weighed.items()})
