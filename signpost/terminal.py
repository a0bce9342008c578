"""Search results and concerns as lines of text, for a terminal of any width and for pipes."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from signpost.concerns import ConcernScheme, UrgentAdvice
from signpost.corrections import KINDS, Report
from signpost.problems import printable
from signpost.search.reasons import how_to_get_in, miles_in_words
from signpost.understanding.speaker import CARER

_WIDTH = 96
_GROUPS = {"near": "NEAR", "visits": "COMES TO YOUR HOME", "remote": "BY PHONE, ONLINE OR POST"}
_VERDICTS = {"yes": "They should take you", "ask": "Ask first", "no": "Not for you"}
_FOR_CARERS = "person-who-i-look-after"  # the concern that finds help for them
_NOT_APPROVED = "(A clinician has not yet approved this wording.)"
_INTERPRETERS = "Many of these services can book an interpreter: ask for one in your language."
_NONE_MEANT = "No concern of the checklist is meant by that, as far as we can tell. Try other words, or see them all with: signpost concerns"
_LOST = (
    "Sorry, we could not find help for that. Signpost helps with the worries that cancer brings: try other words, or see them all with: "
    "signpost concerns. If you are in danger, ring 999."
)
_STATES = {"closed": "Closed now", "by-appointment": "By appointment"}
_CLOSED_ON_A_HOLIDAY = "Closed today for the bank holiday"
_HOURS_NOT_KNOWN = "Opening hours not known"
_COSTS = {"free": "Free", "charged": "There is a charge", "means-tested": "Free or charged, by income", "donation": "A donation is asked for"}


def search_in_words(page: dict[str, Any], scheme: ConcernScheme, languages: Mapping[str, str]) -> str:
    """A search page of the API's shape, as text. `languages`: names of those that words may be written in, by tag."""
    return "\n".join(_search_lines(page, scheme, languages)).rstrip()


def _search_lines(page: dict[str, Any], scheme: ConcernScheme, languages: Mapping[str, str]) -> Iterator[str]:
    yield from _urgent_lines(scheme.urgent_by_id[advice["id"]] for advice in page["urgent"])
    near = page["query"].get("near")
    if near:
        yield f"Near {near.get('name') or near.get('postcode')}{' (approximate)' if near.get('approximate') else ''}"
        if near.get("note"):
            yield from _wrapped(near["note"], "")
    yield from _named_lines(page["named"])
    yield from _reading_lines(page, languages)
    if page["total"] or not page["named"]:
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


def _urgent_lines(urgent: Iterable[UrgentAdvice]) -> Iterator[str]:
    for advice in urgent:
        yield f"!! {advice.title}: {advice.call}"
        yield from _wrapped(advice.text if advice.signed_off_by else f"{advice.text} {_NOT_APPROVED}", "   ")
        yield ""


def _reading_lines(page: dict[str, Any], languages: Mapping[str, str]) -> Iterator[str]:
    """How the words were read, and what is to be said to whoever wrote them."""
    if page.get("speaker") == CARER:
        near = page["query"].get("near") or {}
        place = near.get("postcode") or near.get("name")
        yield "You seem to be asking for someone else. There is help for you too:"
        yield f"  signpost search --concern {_FOR_CARERS}" + (f" --near {shlex.quote(place)}" if place else "")
    language = languages.get(page.get("text_language", ""))
    if language:
        yield f"Your words look like {language}. We can only answer in English so far."
        yield from ([_INTERPRETERS] if page["total"] else ())
    for one in page["understood"]:
        yield f"Understood: {one['concern']} (from “{one['because']}”)"
    if "q" in page["query"] and not (page["query"]["concerns"] or page["understood"] or page["urgent"] or page["named"] or page["total"]):
        yield from _wrapped(_LOST, "")


def _named_lines(named: Sequence[dict[str, Any]]) -> Iterator[str]:
    if named:
        yield from ("", "WERE YOU LOOKING FOR THIS?" if len(named) == 1 else "WERE YOU LOOKING FOR ONE OF THESE?")
        for result in named:
            yield ""
            yield from _result_lines(result)
        yield ""


def _result_lines(result: dict[str, Any]) -> Iterator[str]:
    distance = result["distance_miles"]
    yield f"{result['name']}" + (f"  [{miles_in_words(distance, bool(result.get('approximate')))}]" if distance is not None else "")
    yield f"  {result['organisation']}"
    yield from _wrapped(result["summary"], "  ")
    contacts = result["contacts"]
    reach = [f"Telephone {contacts['phone']}" if "phone" in contacts else None, contacts.get("email"), contacts.get("url")]
    yield from _wrapped(" · ".join(filter(None, reach)) or "No telephone or web address known: ask your cancer nurse before you travel.", "  ")
    yield f"  {_opening(result)}"
    verdict = result["eligibility"]
    yield from _wrapped(f"{_VERDICTS[verdict['verdict']]}: {'; '.join(verdict['because'])}", "  ")
    yield from _wrapped(" · ".join(filter(None, [how_to_get_in(result["referral"]), _COSTS.get(result["cost"] or "")])), "  ")
    yield from _wrapped(f"Why: {'; '.join(result['why'])}", "  ")
    if "score" in result:
        yield f"  Score {result['score']:.3f}"
        for part in result["components"]:
            yield f"    {part['value']:>7.3f}  {part['name']}: {part['because']}"
    checked = result["assurance"]["last_checked"]
    overdue = " (review overdue)" if result["assurance"]["overdue"] else ""
    yield f"  {f'Checked {checked}{overdue}' if checked else 'Not yet checked by a person'}. Source: {result['assurance']['source'] or 'none is named'}"


def _opening(result: dict[str, Any]) -> str:
    """How a service stands now, in one line."""
    opening = result["opening"]
    if result.get("status") == "temporarily-closed":
        return "Closed for now"
    if opening["state"] == "open":
        return f"Open now, until {_moment(opening['until'])}" if opening["until"] else "Open now, day and night"
    state = _CLOSED_ON_A_HOLIDAY if opening["state"] == "closed" and "bank_holiday" in opening else _STATES.get(opening["state"], _HOURS_NOT_KNOWN)
    sooner = ", maybe sooner" if "maybe_sooner" in opening else ""
    return f"{state}. Opens at {_moment(opening['opens'])}{sooner}" if opening["opens"] else state


def _moment(text: str) -> str:
    """`5pm on Monday 2 November`."""
    at = datetime.fromisoformat(text)
    minutes = f".{at:%M}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{at:%p}".lower() + f" on {at:%A} {at.day} {at:%B}"


def _phone(result: dict[str, Any]) -> str:
    phone = result["contacts"].get("phone")
    return f", {phone}" if phone else ""


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def reports_in_words(reports: Iterable[Report]) -> str:
    """What people say is wrong, as a list. Their words on one line each: a terminal obeys some characters."""
    lines = []
    for report in reports:
        lines.append(f"{report.number:>4}  {report.on}  {report.service}: {KINDS[report.kind]}")
        lines += _wrapped(f"“{printable(' '.join(report.words.split()))}”", "      ") if report.words else []
    return "\n".join(lines) or "No report is open."


def concerns_in_words(rows: list[dict[str, Any]], scheme: ConcernScheme) -> str:
    """The scheme by category, from rows of the API's shape."""
    lines: list[str] = []
    for category in scheme.categories:
        lines += ["", f"{category.label}  [{category.id}]"]
        lines += [f"  {row['id']:<52}{row['label']}" for row in rows if row["category"] == category.id]
    return "\n".join(lines).lstrip()


def meant_in_words(rows: list[dict[str, Any]], urgent: Iterable[UrgentAdvice]) -> str:
    """What a text means, best first, from rows of the API's shape; before it, what to do now."""
    meant = [f"{row['score']:.2f}  {row['id']}  ({row['label']}, from “{row['because']}”)" for row in rows]
    return "\n".join([*_urgent_lines(urgent), *(meant or [_NONE_MEANT])])
