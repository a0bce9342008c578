"""A list as the text of an SMS: every name with its number, in three messages at most."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from signpost_web.languages import marked, say
from signpost_web.pages import wording
from signpost_web.pages.sheet import Kept
from signpost_web.theme import Theme

MOST = 3 * 153  # characters: of three messages that belong together each holds 153
NAMES = (80, 50, 34, 24)  # characters of a name: in a long list they are cut shorter
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "`": "'"})
FIRST = marked("My list from %(site)s")


def text_of(services: Sequence[Kept], site: str = Theme.name) -> str:
    """The text: names are cut, and the last services left to the list itself, until it is short enough."""
    first = plain(say(FIRST, site=site))
    for most in NAMES:
        text = "\n".join([first, *(_line(one, most) for one in services)])
        if len(text) <= MOST:
            return text
    return _as_many_as_fit(first, [_line(one, NAMES[-1]) for one in services])


def _line(one: Kept, most: int) -> str:
    name = plain(one.name)
    cut = name if len(name) <= most else f"{name[: most - 3].rstrip(' ,')}..."
    return f"{cut}: {plain(one.phone or (wording.site(one.website) if one.website else one.contacts.get('email') or say('ask your nurse')))}"


def _as_many_as_fit(first: str, lines: Sequence[str]) -> str:
    for count in range(len(lines) - 1, 0, -1):
        text = "\n".join([first, *lines[:count], plain(say("and %(count)s more", count=len(lines) - count))])
        if len(text) <= MOST:
            break
    return text


def plain(text: str) -> str:
    """Without signs that halve what a message holds: they are not in the alphabet of the SMS."""
    letters = unicodedata.normalize("NFKD", text.translate(PLAIN))
    return letters.encode("ascii", "ignore").decode()
