"""Whom a service takes and where it works, each limit as one short plain sentence that people are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from signpost.concerns import ConcernScheme
from signpost.gazetteer import local_authorities
from signpost.services import AreasServed, Audience, Eligibility

_WHO_MAY_ASK = {Audience.PATIENT: ["patients"], Audience.CARER: ["carers"], Audience.FAMILY: ["family", "friends"], Audience.PROFESSIONAL: ["professionals"]}
# A condition that begins with one of these names people, and reads on from "For".
_PEOPLE = frozenset({"adults", "anyone", "carers", "children", "families", "men", "parents", "patients", "people", "relatives", "teenagers", "women"})
_AREAS_NAMED = 5  # more make no sentence


def limits(eligibility: Eligibility | None, scheme: ConcernScheme) -> dict[str, str]:
    """The sentence of each limit that the entry states, by the limit's key."""
    if eligibility is None:
        return {}
    said = {
        "age": _ages(eligibility.min_age, eligibility.max_age),
        "cancer_types": _cancers(eligibility.cancer_types, scheme),
        "audience": _audience(eligibility.audience),
        "patients_of": f"For patients of {eligibility.patients_of}" if eligibility.patients_of else "",
        "text": _condition(eligibility.text or ""),
    }
    return {limit: sentence for limit, sentence in said.items() if sentence}


def catchment(area: AreasServed | None) -> str | None:
    """`Serves England and Wales`, or what the source says of the area in its own words."""
    if area is None:
        return None
    if area.text:
        return f"Serves: {_reading_on(area.text)}"
    authorities = local_authorities()
    names = [nation.label for nation in area.nations]
    names += [authorities[code].name if code in authorities else code for code in area.local_authorities]
    names += area.postcode_districts
    if area.radius_miles:
        names.append(f"{area.radius_miles:g} mile{'' if area.radius_miles == 1 else 's'} around")
    if len(names) > _AREAS_NAMED + 1:
        return f"Serves {', '.join(names[:_AREAS_NAMED])} and {len(names) - _AREAS_NAMED} other areas"
    return f"Serves {listed(names, 'and')}"


def listed(names: Sequence[str], joined: str) -> str:
    """`a, b and c`."""
    return f"{', '.join(names[:-1])} {joined} {names[-1]}" if len(names) > 1 else "".join(names)


def _ages(low: int | None, high: int | None) -> str:
    if low is None:
        return "" if high is None else f"For ages up to {high}"
    return f"For ages {low} and over" if high is None else f"For ages {low} to {high}"


def _cancers(named: Iterable[str], scheme: ConcernScheme) -> str:
    """`For people with lung, prostate or head and neck cancer`; what a named group holds is not said again."""
    kinds = dict.fromkeys(scheme.cancer_type(one) or one for one in named)
    labels = {kind.id: kind.label for kind in scheme.cancer_types}
    said = [labels[kind].lower() for kind in kinds if kinds.keys().isdisjoint(scheme.cancer_lineage[kind][1:])]
    if not said:
        return ""
    if all(label.endswith(" cancer") for label in said):
        said = [*(label.removesuffix(" cancer") for label in said[:-1]), said[-1]]
    opening = "For" if said[0].startswith("cancer in ") else "For people with"  # cancer in children, in young adults
    return f"{opening} {listed([f'a {label}' if label.endswith(' tumour') else label for label in said], 'or')}"


def _audience(named: Iterable[Audience]) -> str:
    asked = set(named)
    if not asked or asked == set(Audience):
        return ""
    return f"For {listed([word for audience in Audience if audience in asked for word in _WHO_MAY_ASK[audience]], 'and')}"


def _condition(text: str) -> str:
    """The source's own condition; `Adults registered with a Leeds GP.` reads on from "For"."""
    text = text.strip().removesuffix(".")
    return f"For {_reading_on(text)}" if _names_people(text) else text


def _names_people(text: str) -> bool:
    return text.partition(" ")[0].rstrip(",").casefold() in _PEOPLE


def _reading_on(text: str) -> str:
    return text[0].lower() + text[1:] if _names_people(text) else text
