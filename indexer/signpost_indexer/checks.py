"""What an entry must hold together beyond the form of each value, and what must hold across entries.

These rules look at the plain data, so that a fault elsewhere in the file never hides them; what has the wrong form is
left to the model, which reports it. Errors make an entry unusable; warnings are what may be right after all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import phonenumbers

from signpost.concerns import ConcernScheme
from signpost.gazetteer import Gazetteer, local_authorities
from signpost.opening import BadHours, check_hours
from signpost.places import MalformedPostcode, Postcode, outward_code
from signpost.problems import Problem, Severity, SignpostError, did_you_mean, nearest_spelling, quoted
from signpost.services import REVIEW_AFTER
from signpost_indexer.reading import Document, Path_

SAME_NAME = 0.9  # two names of one organisation this alike are probably one service written twice
CLOCKS_DIFFER = timedelta(days=1)  # a day's grace for dates that should not lie ahead
# Ofcom's numbers for drama, without the 0: Leeds to Tyneside, Northern Ireland, Cardiff, no area, London, mobile, freephone,
# premium rate, UK-wide. Each stands for the thousand numbers (01632: ten thousand) that begin so.
_DRAMA = re.compile(r"(?:11[3-8]4960|1[2-6]14960|1914980|2896496|2920180|1632960|2079460|7700900|8081570|9098790|3069990)\d*")
_COUNTRIES = frozenset({"GB", "JE", "GG", "IM"})
_RELAY = re.compile(r"1800[12]")  # Relay UK: dialled before the number itself
_EXAMPLE = re.compile(r"\bexample\.(?:org|com|net)\b|\.example\b", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-z]+|#\d+);|\]\(\w|\*\*\S|^#{1,6} |^[*-] \S", re.MULTILINE)
_ALL_CONCERNS = " Run `signpost concerns` to see them all."
_ALL_FAMILIES = " taxonomy/families.yaml lists them."
_ALL_CANCERS = " taxonomy/cancer_types.yaml lists them."
_PHONES = ("phone", "text", "textphone")


def within_entry(document: Document, path: Path, scheme: ConcernScheme | None, gazetteer: Gazetteer | None, today: date) -> Iterator[Problem]:
    """Every problem inside one entry that the form of its values does not show. Without a scheme, its ids are not judged."""
    data: dict[str, Any] = document.data
    if _text(data, "id") and data["id"] != path.stem:
        yield document.problem(("id",), f"{quoted(data['id'])} is not the name of its file. Rename the file, or write {path.stem} here.")
    if scheme is not None:
        yield from _known_ids(document, data, scheme)
    yield from _listed_twice(document, data, ())
    yield from _reachable(document, data)
    yield from _locations(document, data, gazetteer)
    yield from _area(document, data, gazetteer)
    yield from _ages(document, data)
    yield from _hours(document, data)
    yield from _sessions(document, data, gazetteer)
    yield from _assurance(document, data, today)
    yield from _telephones(document, data)
    yield from _words(document, data)


def _text(data: Any, key: str) -> str | None:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, str) else None


def _items(data: Any, key: str) -> list[tuple[int, Any]]:
    value = data.get(key) if isinstance(data, dict) else None
    return list(enumerate(value)) if isinstance(value, list) else []


def _texts(data: Any, key: str) -> list[tuple[int, str]]:
    return [(number, item) for number, item in _items(data, key) if isinstance(item, str) and item]


def _part(data: Any, key: str) -> dict[str, Any]:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}


def _warning(document: Document, path: Path_, message: str) -> Problem:
    return document.problem(path, message, severity=Severity.WARNING)


# -- ids of the taxonomy ------------------------------------------------------------------------------------------------


def _known_ids(document: Document, data: dict[str, Any], scheme: ConcernScheme) -> Iterator[Problem]:
    for number, concern in _texts(data, "concerns"):
        if concern in scheme.category_by_id:
            yield _warning(document, ("concerns", number), f"{quoted(concern)} is a whole category: it will be found for every concern in it. Better name those that the service helps with.")
        elif concern not in scheme.concern_by_id:
            yield document.problem(("concerns", number), f"{quoted(concern)} is not a concern.{_meant(concern, _names_of_concerns(scheme)) or _ALL_CONCERNS}")
    kinds = {kind.id: kind.family for kind in scheme.service_categories}
    family = _text(data, "family")
    if family and family not in scheme.family_by_id:
        other = f" It is a service category: write it under `categories`, and here {kinds[family]}." if kinds.get(family) else ""
        yield document.problem(("family",), f"{quoted(family)} is not a service family.{other or did_you_mean(family, scheme.family_by_id) or _ALL_FAMILIES}")
    for number, category in _texts(data, "categories"):
        if category not in kinds:
            yield document.problem(("categories", number), f"{quoted(category)} is not a service category.{did_you_mean(category, kinds) or _ALL_FAMILIES}")
    for number, cancer in _texts(data.get("eligibility"), "cancer_types"):
        if scheme.cancer_type(cancer) is None:
            names = {name: scheme.cancer_type(name) or name for name in scheme.cancer_names}
            yield document.problem(("eligibility", "cancer_types", number), f"{quoted(cancer)} is not a cancer type.{_meant(cancer, names) or _ALL_CANCERS}")


def _names_of_concerns(scheme: ConcernScheme) -> dict[str, str]:
    """Ids, labels and aliases of the concerns -> the id."""
    names = {name.casefold(): one.id for one in scheme.concerns for name in (one.label, *one.aliases)}
    return names | {one.id: one.id for one in scheme.concerns}


def _meant(written: str, names: Mapping[str, str]) -> str:
    """The id behind the nearest of the names."""
    nearest = nearest_spelling(written, names)
    return f" Did you mean '{names[nearest]}'?" if nearest else ""


def _listed_twice(document: Document, value: Any, path: Path_) -> Iterator[Problem]:
    """The same text twice in one list, in any list."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _listed_twice(document, item, (*path, key))
    elif isinstance(value, list):
        seen: set[str] = set()
        for number, item in enumerate(value):
            if isinstance(item, str):
                if item in seen:
                    yield _warning(document, (*path, number), f"{quoted(item)} is listed twice. Keep the first.")
                seen.add(item)
            else:
                yield from _listed_twice(document, item, (*path, number))


# -- where it is and how to reach it ------------------------------------------------------------------------------------


def _reachable(document: Document, data: dict[str, Any]) -> Iterator[Problem]:
    delivery = {way: number for number, way in reversed(_texts(data, "delivery"))}
    if "in-person" in delivery and not data.get("locations") and ("locations",) not in document.unread:
        yield document.problem(("delivery", delivery["in-person"]), "The service is given in-person, so `locations` must say where. Add a location with its postcode.")
    if "home-visit" in delivery and not data.get("areas_served") and ("areas_served",) not in document.unread:
        yield _warning(document, ("delivery", delivery["home-visit"]), "It visits people at home, and no `areas_served` says where: it will be shown to everybody everywhere.")
    contacts = data.get("contacts")
    if isinstance(contacts, dict):
        reachable = any(contacts.get(key) for key in (*_PHONES, "email", "url", "more"))
        placed = any(_text(place, "address") for _, place in _items(data, "locations")) or isinstance(data.get("locations"), dict)
        if not reachable and not placed:
            yield document.problem(("contacts",), "Nobody could reach this service. Give a phone, text, email or url here, or a location with an address.")


def _locations(document: Document, data: dict[str, Any], gazetteer: Gazetteer | None) -> Iterator[Problem]:
    for number, place in _items(data, "locations"):
        if not isinstance(place, dict):
            continue
        here: Path_ = ("locations", number)
        postcode, authority = _text(place, "postcode"), _text(place, "local_authority")
        if postcode and authority:
            yield document.problem((*here, "local_authority"), "Give a postcode or a local_authority, not both: the postcode says it already.")
        if not place.get("postcode") and not place.get("local_authority"):
            yield document.problem(here, "The location has no place. Give its postcode; or its local_authority when the source names only the town.")
        if authority:
            yield from _authority(document, (*here, "local_authority"), authority)
        if postcode:
            yield from _unusual_postcode(document, (*here, "postcode"), postcode, gazetteer)


def _unusual_postcode(document: Document, path: Path_, written: str, gazetteer: Gazetteer | None) -> Iterator[Problem]:
    """A warning for what has the form of a postcode or outward code and is not known; the model reports a wrong form."""
    code = _code(written)
    if code is None or gazetteer is None:
        return
    try:
        place = gazetteer.locate(code)
    except SignpostError:
        yield _warning(document, path, f"There is no postcode that begins with {code.split()[0]}. Nobody will be near it until it is right.")
        return
    if place.approximate and " " in code:
        yield _warning(document, path, f"{code} is not in the postcode table; the middle of {code.split()[0]} stands in for it. Check it.")


def _code(written: str) -> str | None:
    for read in (Postcode.parse, outward_code):
        try:
            return str(read(written))
        except MalformedPostcode:
            continue
    return None


def _authority(document: Document, path: Path_, code: str) -> Iterator[Problem]:
    known = local_authorities()
    if code in known or not re.fullmatch(r"[EWSN][0-9]{8}", code):
        return
    way_out = "It may have become part of another. Write the authority's name here and check again: then its code is told."
    yield document.problem(path, f"{quoted(code)} is not the code of any local authority of today. {way_out}")


def _area(document: Document, data: dict[str, Any], gazetteer: Gazetteer | None) -> Iterator[Problem]:
    area = data.get("areas_served")
    if not isinstance(area, dict):
        return
    keys = ("nations", "local_authorities", "postcode_districts", "radius_miles")
    if not any(area.get(key) or ("areas_served", key) in document.unread for key in keys):
        yield document.problem(("areas_served",), f"It names no area. Give {', '.join(keys[:-1])} or {keys[-1]}; or leave areas_served out, for anyone.")
    if area.get("radius_miles") and not data.get("locations"):
        yield document.problem(("areas_served", "radius_miles"), "A radius needs a location to be measured from. Add the location, or name the area in another way.")
    for number, code in _texts(area, "local_authorities"):
        yield from _authority(document, ("areas_served", "local_authorities", number), code)
    for number, code in _texts(area, "postcode_districts"):
        if " " not in (_code(code) or " "):
            yield from _unusual_postcode(document, ("areas_served", "postcode_districts", number), code, gazetteer)


# -- ages, hours and days -----------------------------------------------------------------------------------------------


def _ages(document: Document, data: dict[str, Any]) -> Iterator[Problem]:
    eligibility = _part(data, "eligibility")
    low, high = (int(age) if re.fullmatch(r"[0-9]{1,6}", age) else None for age in (_text(eligibility, key) or "" for key in ("min_age", "max_age")))
    if low is not None and high is not None and low > high:
        yield document.problem(("eligibility", "max_age"), f"The oldest age, {high}, is below the youngest, {low}. Change one of them.")


def _hours(document: Document, data: dict[str, Any]) -> Iterator[Problem]:
    written: list[tuple[Path_, str | None]] = [(("hours",), _text(data, "hours"))]
    written += [(("locations", number, "hours"), _text(place, "hours")) for number, place in _items(data, "locations")]
    written += [(("contacts", "more", number, "hours"), _text(line, "hours")) for number, line in _items(_part(data, "contacts"), "more")]
    for path, hours in written:
        if hours and hours.strip():
            try:
                check_hours(hours.strip())
            except BadHours:
                words = "put words under `label`" if path[0] == "contacts" else "put words under `hours_text`"
                yield document.problem(path, f"{quoted(hours)} cannot be read as opening hours. Write them as Mo-Fr 09:00-17:00; {words}.")


def _sessions(document: Document, data: dict[str, Any], gazetteer: Gazetteer | None) -> Iterator[Problem]:
    for number, session in _items(data, "sessions"):
        start, end = _text(session, "start") or "", _text(session, "end") or ""
        if all(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}", moment) for moment in (start, end)) and end <= start:
            yield document.problem(("sessions", number, "end"), f"The session ends ({end}) before it starts ({start}). Change one of them.")
        postcode = _text(session, "postcode")
        if postcode:
            yield from _unusual_postcode(document, ("sessions", number, "postcode"), postcode, gazetteer)


def _day(data: dict[str, Any], key: str) -> date | None:
    written = _text(data, key) or ""
    try:
        return date.fromisoformat(written) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written) else None
    except ValueError:
        return None


def _assurance(document: Document, data: dict[str, Any], today: date) -> Iterator[Problem]:
    assurance = _part(data, "assurance")
    checked, review = _day(assurance, "last_checked"), _day(assurance, "review_by")
    if isinstance(data.get("assurance"), dict) and "source" not in assurance:
        yield _warning(document, ("assurance",), "It names no source. Write where the facts were found: a web address, or a citation.")
    if checked and checked > today + CLOCKS_DIFFER:
        yield document.problem(("assurance", "last_checked"), f"{checked} has not come yet. Write the day on which the facts were checked, or null.")
    if checked and review and review < checked:
        yield document.problem(("assurance", "review_by"), f"The review, {review}, is due before the last check, {checked}. Write a later day, or leave it out.")
    elif checked and (due := review or checked + REVIEW_AFTER) < today:
        yield _warning(document, ("assurance", "last_checked"), f"The review was due on {due}. Check the facts, and write the day here.")
    published = _text(assurance, "source_date") or ""
    if re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?", published) and published > (today + CLOCKS_DIFFER).isoformat():
        yield _warning(document, ("assurance", "source_date"), f"The source is dated {published}, which has not come yet. Check it.")
    said = _day(_part(data, "waiting"), "as_of")
    if said and said > today + CLOCKS_DIFFER:
        yield _warning(document, ("waiting", "as_of"), f"{said} has not come yet. Write the day on which the service said so.")


# -- telephones and words -----------------------------------------------------------------------------------------------


def _telephones(document: Document, data: dict[str, Any]) -> Iterator[Problem]:
    contacts = _part(data, "contacts")
    written: list[tuple[Path_, str | None]] = [(("contacts", key), _text(contacts, key)) for key in _PHONES]
    written += [(("contacts", "more", number, "phone"), _text(line, "phone")) for number, line in _items(contacts, "more")]
    written += [(("locations", number, "phone"), _text(place, "phone")) for number, place in _items(data, "locations")]
    for path, number in written:
        if number and re.fullmatch(r"[+(0-9](?:[ ()-]*[0-9]){2,}[ )]*", number):
            yield from _telephone(document, path, number)


def _telephone(document: Document, path: Path_, written: str) -> Iterator[Problem]:
    dialled = _RELAY.sub("", re.sub(r"[^+0-9]", "", written), count=1) if written.startswith("1800") else written
    if not dialled:
        return
    try:
        number = phonenumbers.parse(dialled, "GB")
    except phonenumbers.NumberParseException:
        yield _unusual_number(document, path, written)
        return
    if number.country_code == 44 and _DRAMA.fullmatch(str(number.national_number)):
        yield _warning(document, path, f"{quoted(written)} is a number that Ofcom keeps for drama: nobody answers it.")
    elif phonenumbers.region_code_for_number(number) not in _COUNTRIES and not phonenumbers.is_valid_short_number_for_region(number, "GB"):
        yield _unusual_number(document, path, written)
    if path[-1] == "phone" and number.country_code == 44 and re.fullmatch(r"7[1-57-9]\d{8}", str(number.national_number)):
        yield _warning(document, path, f"{quoted(written)} is a mobile number. Make sure that it is the service's, not a person's own.")


def _unusual_number(document: Document, path: Path_, written: str) -> Problem:
    return _warning(document, path, f"{quoted(written)} is not a telephone number of the United Kingdom, by its length or its first digits. Check it.")


def _words(document: Document, data: dict[str, Any]) -> Iterator[Problem]:
    """Addresses made up for examples, and markup where plain words belong."""
    for path, value in _scalars(data, ()):
        if _EXAMPLE.search(value):
            yield _warning(document, path, f"{quoted(value)} is an example address that leads nowhere.")
        if path[-1] not in ("url", "booking_url", "source") and (found := _MARKUP.search(value)):
            yield document.problem(path, f"There is HTML or Markdown in it ({quoted(found[0], 20)}). Write plain words.")


def _scalars(value: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _scalars(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _scalars(item, (*path, number))
    elif isinstance(value, str):
        yield path, value


# -- across entries -----------------------------------------------------------------------------------------------------


def across_entries(documents: Iterable[Document]) -> Iterator[Problem]:
    """Ids used twice, and pairs that may be one service: of all files, whatever else is wrong with them."""
    entries = [document for document in documents if isinstance(document.data, dict)]
    first: dict[str, Document] = {}
    for document in entries:
        service_id = _text(document.data, "id")
        if service_id and first.setdefault(service_id, document) is not document:
            yield document.problem(("id",), f"{quoted(service_id)} is used already, in {first[service_id].file}. Every service needs an id of its own.")
    yield from _near_duplicates(entries)


def _near_duplicates(entries: list[Document]) -> Iterator[Problem]:
    """Entries of one organisation with nearly the same name, unless they stand in different places."""
    groups: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for document in entries:
        organisation = " ".join(re.findall(r"\w+", (_text(document.data, "organisation") or "").casefold()))
        for place in _places(document.data):
            groups[organisation, place].append(document)
    told: set[tuple[int, int]] = set()
    for group in groups.values():
        for at, one in enumerate(group):
            for other in group[at + 1 :]:
                pair = (id(one), id(other))
                if pair not in told and one.data.get("id") != other.data.get("id") and _alike(one, other):
                    told.add(pair)
                    yield _warning(other, ("name",), f"This may be the same service as {quoted(str(one.data.get('id')))}. If it is, keep one.")


def _places(data: dict[str, Any]) -> set[str]:
    written = [_text(place, "postcode") or _text(place, "local_authority") for _, place in _items(data, "locations")]
    return {_code(place) or place for place in written if place} or {"anywhere"}


def _alike(one: Document, other: Document) -> bool:
    name, other_name = (_text(document.data, "name") or "" for document in (one, other))
    matcher = SequenceMatcher(None, name.casefold(), other_name.casefold())
    close = all(ratio() >= SAME_NAME for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio))  # cheapest first
    return bool(name and other_name) and close
