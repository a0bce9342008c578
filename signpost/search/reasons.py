"""Why a service is here: short plain sentences, for the few results that are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from signpost.search.generation import Facts
from signpost.search.request import Reach, SearchRequest

_VISITS, _REMOTE = Reach.VISITS, Reach.REMOTE


def miles_in_words(miles: float, approximate: bool = False) -> str:
    """`3.4 miles`, `under a mile`, `about 18 miles`: enough for a person, the exact figure stands beside it."""
    if miles < 0.95:
        return "within about a mile" if approximate else "under a mile"
    shown = f"{miles:.1f}".removesuffix(".0") if miles < 9.95 else f"{miles:.0f}"
    return f"{'about ' if approximate else ''}{shown} {'mile' if shown == '1' else 'miles'}"


def why(
    request: SearchRequest, labels: Mapping[str, str], facts: Facts, words: tuple[str, ...], reach: Reach | None, miles: float | None, approximate: bool
) -> tuple[str, ...]:
    """Reasons in the order in which a person asks: what it is for, how far, how it reaches me, how I get in.

    `labels` are those of the concerns that were asked for or understood, by id.
    """
    tagged = [labels[concern] for concern in facts.concerns if concern in labels]
    said = [f"Tagged with {' and '.join(tagged[:3])}"] if tagged else []
    if words:
        said.append(f"Speaks of {' and '.join(words[:3])}")
    if reach is _REMOTE:
        said.append(facts.from_afar)
    elif reach is _VISITS:
        said.append("Comes to your home")
    elif request.near is not None and miles is not None:
        distance = miles_in_words(miles, approximate)
        said.append(f"{distance[0].upper()}{distance[1:]} from {request.near.name}")
    if request.step_free and facts.step_free_at:
        said.append(f"Step-free at {facts.step_free_at}")
    if request.language:
        said.append("Offered in the language you asked for")
    if facts.closed_for_now:
        said.append("Closed for now")
    said.append(facts.way_in)
    return tuple(said)


def how_to_get_in(referral: Sequence[str]) -> str:
    """The way in, as one sentence."""
    if "self" in referral:
        return "You can refer yourself"
    if list(referral) == ["gp"]:
        return "Your GP must refer you"
    if referral:
        return "A professional must refer you"
    return "Ask how to be referred"
