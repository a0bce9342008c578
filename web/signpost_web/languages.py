"""The languages that pages speak: English, which stands in the source, and every catalogue under `locale/`.

Each request has one: `InLanguage` chooses it, and whatever is said while the request lasts is said in it. The API, the terminal
and the core speak English alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup, escape
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CATALOGUES = Path(__file__).parent / "locale"
COOKIE = "signpost-language"
KEPT_FOR = timedelta(days=365)  # a language is chosen once, and changes with nobody's health
NOT_REVIEWED = "NOT YET REVIEWED"  # what `Last-Translator` of a catalogue says until somebody who speaks the language has read it
IN_ENGLISH_ALONE = ("/api/", "/static/", "/healthz", "/readyz", "/openapi.json", "/docs", "/consultation", "/record", "/checklist")  # for programs, developers and staff; and an address that opens a list is carried nowhere
_PREFERRED = re.compile(r"([a-z]{1,8}|\*)(?:-[a-z0-9-]{1,40})?(?:;q=([01](?:\.[0-9]{0,3})?))?")


@dataclass(frozen=True, slots=True)
class Language:
    """One language with its texts. `tag` is BCP 47; `name` is what the language calls itself; `locale` how its dates and numbers are written."""

    tag: str
    name: str
    locale: str
    texts: NullTranslations = field(default_factory=NullTranslations)
    direction: str = "ltr"
    reviewed: bool = True

    @property
    def primary(self) -> str:
        """`en` of `en-GB`: what a visitor asks for."""
        return self.tag.partition("-")[0]


Texts = TypeVar("Texts")  # a text, or a tuple or mapping of them

ENGLISH = Language("en-GB", "English", "en_GB")
SPOKEN: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)


def spoken() -> Language:
    """The language of this request."""
    return SPOKEN.get()


# What is said in it


def marked(texts: Texts) -> Texts:
    """A text, or a table of texts, that is translated where it is said."""
    return texts


def say(message: str, /, **values: object) -> str:
    """A text in the language of this request, with its gaps filled in. What the catalogue lacks stays English."""
    text = spoken().texts.gettext(message) if message else ""
    if spoken() is not ENGLISH and any(hasattr(value, "__html__") for value in values.values()):
        return Markup(escape(text)) % values
    return text % values if values else text


def say_count(one: str, many: str, count: float, /, **values: object) -> str:
    """The same for a number of things: `%(count)s` is the number. A fraction takes the form that most numbers have."""
    whole = int(count) if count == int(count) else 0
    return spoken().texts.ngettext(one, many, whole) % {"count": number(count), **values}


def text(message: str) -> str:
    """A text as templates ask for it: they fill its gaps themselves, and escape what goes in."""
    return spoken().texts.gettext(message)


def texts(one: str, many: str, count: int) -> str:
    """The same for a number of things."""
    return spoken().texts.ngettext(one, many, count)


def number(value: float) -> str:
    """`1,234` and `3.4`, as the language writes them."""
    return _number(value, spoken().locale)


def written(day: date, pattern: str) -> str:
    """A date by one of Unicode's patterns, such as `d MMMM y`."""
    return _date(day, pattern, spoken().locale)


_number = lru_cache(maxsize=1024)(lambda value, locale: format_decimal(value, locale=locale))
_date = lru_cache(maxsize=1024)(format_date)  # a page of results says some thirty dates, and few that differ


def language_name(tag: str) -> str | None:
    """What this language calls another; None where nobody has said."""
    return Locale.parse(spoken().locale).languages.get(tag)


def in_english() -> Markup:
    """The attributes of an element whose text stays English, such as what an entry says; none on a page that is English anyway."""
    if spoken() is ENGLISH:
        return Markup("")
    return Markup(f' lang="{ENGLISH.tag}"' + ("" if spoken().direction == ENGLISH.direction else f' dir="{ENGLISH.direction}"'))


class InEnglish(str):
    """Words within a line that stay English, such as a source's own: a page marks them as such, plain text does not."""

    __slots__ = ()

    def __html__(self) -> str:
        marks, words = in_english(), escape(str(self))
        return f"<span{marks}>{words}</span>" if marks else words


# Which one


@dataclass(frozen=True, slots=True)
class Languages:
    """Those that a site has; English is the first."""

    others: tuple[Language, ...] = ()

    def __iter__(self) -> Iterator[Language]:
        return iter((ENGLISH, *self.others))

    def named(self, tag: str) -> Language | None:
        """The language of a tag; of `cy-GB` that of `cy`."""
        asked = tag.casefold()
        return next((one for one in self if asked == one.tag.casefold()), None) or next((one for one in self if asked.partition("-")[0] == one.primary), None)

    def wanted(self, cookie: str, accepted: str) -> Language:
        """The one that a visitor has chosen, else the first that their browser asks for and we have, else English."""
        return self.named(cookie_parser(cookie).get(COOKIE, "")) or next(filter(None, map(self.named, preferred(accepted))), ENGLISH)


def preferred(accepted: str) -> list[str]:
    """The languages of an Accept-Language header, the dearest first. What cannot be read is passed over."""
    found = [(match, float(match[2] or 1)) for part in accepted[:500].lower().split(",") if (match := _PREFERRED.fullmatch(re.sub(r"\s", "", part)))]
    return [match[1] for match, weight in sorted(found, key=lambda one: -one[1]) if weight]


@lru_cache(maxsize=1)
def shipped() -> Languages:
    """English, and every catalogue that comes with the program. Each is read once."""
    return Languages(tuple(map(_read, sorted(CATALOGUES.glob("*/LC_MESSAGES/signpost.po")))))


def _read(path: Path) -> Language:
    locale, compiled = Locale.parse(path.parent.parent.name), BytesIO()
    with path.open("rb") as file:
        catalogue = read_po(file, locale)
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(
        tag=str(locale).replace("_", "-"),
        name=(locale.display_name or str(locale)).capitalize(),
        locale=str(locale),
        texts=GNUTranslations(compiled),
        direction=locale.text_direction,
        reviewed=not catalogue.last_translator.startswith(NOT_REVIEWED),
    )


class InLanguage:
    """Chooses the language of each request, and tells in the answer's headers which it was and what it hung on."""

    def __init__(self, app: ASGIApp, languages: Languages) -> None:
        self.app = app
        self.languages = languages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(IN_ENGLISH_ALONE):
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        language = self.languages.wanted(headers.get("cookie", ""), headers.get("accept-language", ""))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                _tell(MutableHeaders(scope=message), spoken())  # a page may have been asked to change it
            await send(message)

        before = SPOKEN.set(language)
        try:
            return await self.app(scope, receive, sending)
        finally:
            SPOKEN.reset(before)


def _tell(headers: MutableHeaders, language: Language) -> None:
    headers["Content-Language"] = language.tag
    headers.add_vary_header("Accept-Language")
    headers.add_vary_header("Cookie")


def choices(languages: Iterable[Language], path: str) -> list[Language]:
    """The languages that this page could be in instead."""
    return [] if path.startswith(IN_ENGLISH_ALONE) else [one for one in languages if one is not spoken()]
