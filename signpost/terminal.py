"""Search results and concerns as lines of text, for a terminal of any width and for pipes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from signpost.concerns import ConcernScheme
from signpost.search.reasons import how_to_get_in, miles_in_words

_WIDTH = 96
_GROUPS = {"near": "NEAR", "visits": "COMES TO YOUR HOME", "remote": "BY PHONE, ONLINE OR POST"}
_VERDICTS = {"yes": "They should take you", "ask": "Ask first", "no": "Not for you"}
_COSTS = {"free": "Free", "charged": "There is a charge", "means-tested": "Free or charged, by income", "donation": "A donation is asked for"}


def search_in_words(page: dict[str, Any]) -> str:
    """A search page of the API's shape, as text."""
    return "\n".join(_search_lines(page)).rstrip()


def _search_lines(page: dict[str, Any]) -> Iterator[str]:
    for advice in page["urgent"]:
        yield f"!! {advice['title']}: {advice['call']}"
        yield from _wrapped(advice["text"], "   ")
        yield ""
    near = page["query"].get("near")
    if near:
        yield f"Near {near.get('name') or near.get('postcode')}{' (approximate)' if near.get('approximate') else ''}"
        if near.get("note"):
            yield from _wrapped(near["note"], "")
    for one in page["understood"]:
        yield f"Understood: {one['concern']} (from “{one['because']}”)"
    yield f"{page['total']} service{'' if page['total'] == 1 else 's'} found."
    group = None
    for result in page["results"]:
        if result["reach"] != group:
            group = result["reach"]
            yield from ("", _GROUPS.get(group or "", "SERVICES"))
        yield ""
        yield from _result_lines(result)
    if page["instead"]:
        yield from ("", "NOTHING NEAR" if page["total"] else "NOTHING FOUND")
        yield from _wrapped(page["instead"]["text"], "")
        nearest = page["instead"].get("nearest")
        if nearest:
            yield from _wrapped(f"The nearest is {nearest['name']}, {miles_in_words(nearest['distance_miles'])} away.", "")
    if page["also"]:
        yield from ("", "YOU MAY ALSO WANT")
        for result in page["also"]:
            yield from _wrapped(f"- {result['name']} ({result['organisation']}){_phone(result)}", "  ")
    if page["next"]:
        yield from ("", "There are more: raise --limit.")


def _result_lines(result: dict[str, Any]) -> Iterator[str]:
    distance = result["distance_miles"]
    yield f"{result['name']}" + (f"  [{miles_in_words(distance, bool(result.get('approximate')))}]" if distance is not None else "")
    yield f"  {result['organisation']}"
    yield from _wrapped(result["summary"], "  ")
    contacts = result["contacts"]
    reach = [f"Telephone {contacts['phone']}" if "phone" in contacts else None, contacts.get("email"), contacts.get("url")]
    yield from _wrapped(" · ".join(filter(None, reach)) or "No telephone or web address known: ask your cancer nurse before you travel.", "  ")
    verdict = result["eligibility"]
    yield from _wrapped(f"{_VERDICTS[verdict['verdict']]}: {'; '.join(verdict['because'])}", "  ")
    yield from _wrapped(" · ".join(filter(None, [how_to_get_in(result["referral"]), _COSTS.get(result["cost"] or "")])), "  ")
    yield from _wrapped(f"Why: {'; '.join(result['why'])}", "  ")
    checked = result["assurance"]["last_checked"]
    overdue = " (review overdue)" if result["assurance"]["overdue"] else ""
    yield f"  {f'Checked {checked}{overdue}' if checked else 'Not yet checked by a person'}. Source: {result['assurance']['source'] or 'none is named'}"


def _phone(result: dict[str, Any]) -> str:
    phone = result["contacts"].get("phone")
    return f", {phone}" if phone else ""


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def concerns_in_words(rows: list[dict[str, Any]], scheme: ConcernScheme, understood: bool) -> str:
    """Rows of the API's shape: the scheme by category, or what a text means, best first."""
    if understood:
        return "\n".join(f"{row['score']:.2f}  {row['id']}  ({row['label']}, from “{row['because']}”)" for row in rows) or "No concern of the checklist is meant by that."
    lines: list[str] = []
    for category in scheme.categories:
        lines += ["", f"{category.label}  [{category.id}]"]
        lines += [f"  {row['id']:<52}{row['label']}" for row in rows if row["category"] == category.id]
    return "\n".join(lines).lstrip()
