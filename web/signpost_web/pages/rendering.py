"""Templates -> pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from signpost.opening import LONDON
from signpost.search.reasons import miles_in_words
from signpost_web import assets, languages
from signpost_web.errors import EMBED
from signpost_web.my_list import MyList
from signpost_web.pages import wording
from signpost_web.pages.cards import away
from signpost_web.pages.sentences import said
from signpost_web.pages.urgent import foremost

TEMPLATES = Path(__file__).parent.parent / "templates"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Everything is escaped, and a name that a page lacks is an error."""
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False, extensions=["jinja2.ext.i18n"])
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(languages.text, languages.texts, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(asset=assets.address, wording=wording, foremost=foremost, spoken=languages.spoken, in_english=languages.in_english)
    made.filters.update(
        code_words=code_words, tappable=tappable, day=wording.day, listed=wording.listed, dialled=wording.dialled, site=wording.site, language=wording.language,
        say=languages.say, said=said, english=languages.InEnglish, number=languages.number, away=lambda miles: away(miles_in_words(miles)),
        on_uk_clocks=lambda moment: moment.astimezone(LONDON))
    return made


def read_templates() -> None:
    """Compiles every template, so that no visitor waits for it."""
    for name in environment().list_templates():
        environment().get_template(name)


def code_words(text: str) -> Markup:
    """Escaped text, with what stands in backticks as code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


_CALLED = re.compile(r"(?<![\w#£.-])(?<!\d[ ,:])(?:999|111|116 123)(?! ?\d)(?![.:,-]\d)(?!\w)")


def tappable(text: str) -> Markup:
    """Escaped text, with the numbers that advice tells people to call (999, 111, Samaritans) as links that call them."""
    return Markup(_CALLED.sub(lambda number: f'<a class="call" href="tel:{wording.dialled(number[0])}">{number[0]}</a>', str(escape(text))))


def render(request: Request, template: str, context: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """One page. In its context: `leaving`, whether it needs a quick way off; `sent_again`, the id of its form that brings the same page in another language."""
    html = environment().get_template(template).render(
        **{"leaving": False, "only_in_english": False, "sent_again": None, "my_list": MyList.of(request), **context}, here=request.url.path, framed=request.url.path == EMBED, theme=request.app.state.theme, demonstration=request.app.state.settings.demonstration, other_languages=_other_languages(request)
    )
    return HTMLResponse(html, status, headers)


def _other_languages(request: Request) -> list[tuple[languages.Language, str]]:
    """Each language that this page could be in, and the address that chooses it. What a form brought is not carried along."""
    query = f"?{request.url.query}" if request.url.query and request.method != "POST" else ""
    back = quote(f"{request.url.path}{query}", safe="/")
    found = languages.choices(request.app.state.languages, request.url.path)
    return [(one, f"/language?to={one.primary}&back={back}") for one in found]
