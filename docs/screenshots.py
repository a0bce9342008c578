"""Takes a picture of every page and writes the gallery: `python -m docs.screenshots`, or `make shots`. With names, only of those.

The real program, over the real directory, on a free port of this machine, at a fixed time, seen by Debian's Chromium.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page

from bench.site import chromium, site

IMAGES = Path(__file__).resolve().parent / "images"
GALLERY = Path(__file__).resolve().parent / "reference" / "pages.md"
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)  # a Tuesday morning: some are open
MOST_BYTES = 250_000  # a picture in a repository stays in every clone for ever
MOST_BYTES_IN_ALL = 6_000_000
COLOURS = 256  # enough for letters on a few grounds, and a third of the bytes
CSS_DPI, MILLIMETRES = 96, 25.4
A4 = (210, 297)  # mm
MARGIN = 12  # mm, as the sheets have it


class Look(NamedTuple):
    """A screen, or a sheet of paper; and how wide its picture is shown in the gallery."""

    words: str
    width: int
    height: int
    most: int  # px: what of a long page is shown
    shown: int
    options: Mapping[str, Any] = MappingProxyType({})


LOOKS = {
    "phone": Look("on a phone", 390, 844, 1500, 250, {"is_mobile": True, "has_touch": True}),
    "phone-dark": Look("on a phone in the dark", 390, 844, 1500, 250, {"is_mobile": True, "has_touch": True, "color_scheme": "dark"}),
    "desktop": Look("on a wide screen", 1280, 800, 1000, 540),
    "paper": Look("on paper", round((A4[0] - 2 * MARGIN) / MILLIMETRES * CSS_DPI), 1000, round((A4[1] - 2 * MARGIN) / MILLIMETRES * CSS_DPI), 360),
}
SCREENS, DARK_TOO, ON_PAPER_TOO = ("phone", "desktop"), ("phone", "phone-dark", "desktop"), ("phone", "desktop", "paper")


@dataclass(frozen=True, slots=True)
class Subject:
    """A page in one state: what it is called, its address, what to do there before the picture is taken."""

    name: str
    words: str
    address: str
    looks: tuple[str, ...] = SCREENS
    act: Callable[[Page], None] | None = None
    status: int = 200


def keep_three(page: Page) -> None:
    for _ in range(3):
        page.locator("button[name='keep']").first.click()
    page.locator("header a[href^='/list']").click()


def open_map(page: Page) -> None:
    page.locator(".map").evaluate("one => { one.open = true }")
    page.locator(".map").evaluate("one => one.scrollIntoView()")


def type_a_word(page: Page) -> None:
    page.locator("#field-q").press_sequentially("swel")
    page.get_by_role("option").first.wait_for()


def tick(page: Page, *concerns: str) -> None:
    page.locator("details").evaluate_all("all => all.slice(0, 2).forEach(one => { one.open = true })")
    for concern in concerns:
        page.locator(f"[name='concern'][value='{concern}']").evaluate("one => { const fold = one.closest('details'); if (fold) fold.open = true }")
        page.locator(f"[name='concern'][value='{concern}']").check()


def score(page: Page) -> None:
    for concern, value in {"swelling": 8, "money-or-finance": 6, "worry-fear-or-anxiety": 5}.items():
        tick(page, concern)
        page.locator(f"[name='score-{concern}'][value='{value}']").locator("..").click()
    page.evaluate("scrollTo(0, 0)")


def make_plan(page: Page) -> None:
    score(page)
    page.locator("#field-near").fill("LS1 4AP")
    page.locator("main form button[type='submit']").last.click()


def consult(page: Page) -> None:
    tick(page, "swelling", "money-or-finance", "worry-fear-or-anxiety")
    page.locator(".desk-go button").click()
    page.locator(".sheet").wait_for()


def send_nothing(page: Page) -> None:
    page.locator("main form button[type='submit']").last.click()


LYMPHOEDEMA = "/services/leeds-lymphoedema-service"
LIST = "/list?services=leeds-lymphoedema-service,maggies-yorkshire,leeds-macmillan-welfare-rights,cinnamon-trust,macmillan-support-line&near=LS1+4AP"
SUBJECTS = (
    Subject("home", "The start page", "/", DARK_TOO),
    Subject("suggestions", "Suggestions while one types", "/", SCREENS, type_a_word),
    Subject("search", "Results for a concern", "/search?concern=swelling&near=LS1+4AP", (*DARK_TOO, "paper")),
    Subject("map", "The map of results", "/search?concern=money-or-finance&near=LS1+4AP", ("phone", "phone-dark"), open_map),
    Subject("words", "Results for words that mean several things", "/search?q=I+cannot+sleep+and+worry+about+money&near=LS1+4AP"),
    Subject("urgent", "Urgent advice before everything else", "/search?q=my+mum+has+a+temperature+and+is+shivering&near=LS1+4AP", DARK_TOO),
    Subject("leave", "A page that one may have to leave quickly", "/search?q=he+hits+me&near=LS1+4AP"),
    Subject("nothing-near", "Nothing near", "/search?concern=swelling&near=ZE1+0EX&radius_miles=10"),
    Subject("lost", "Words that nobody understood", "/search?q=qwrtzp&near=LS1+4AP"),
    Subject("which-place", "A place of two names", "/search?concern=swelling&near=Newport", SCREENS, None, 400),
    Subject("mistake", "A postcode that is none", "/search?concern=swelling&near=zzz9", SCREENS, None, 400),
    Subject("concerns", "Browse by concern", "/concerns"),
    Subject("concern", "One concern", "/concerns/swelling"),
    Subject("service", "A service", LYMPHOEDEMA, (*DARK_TOO, "paper")),
    Subject("closed", "A service that has closed", "/services/cambridge-cancer-help-centre"),
    Subject("wrong", "Tell us it’s wrong", f"{LYMPHOEDEMA}/wrong"),
    Subject("wrong-mistake", "Tell us it’s wrong, with nothing chosen", f"{LYMPHOEDEMA}/wrong", SCREENS, send_nothing, 400),
    Subject("wrong-thanks", "Tell us it’s wrong, thanks", f"{LYMPHOEDEMA}/wrong/thanks"),
    Subject("list", "My list", "/search?concern=swelling&near=LS1+4AP", DARK_TOO, keep_three),
    Subject("list-empty", "My list, empty", "/list"),
    Subject("list-handed", "A list that somebody was given", LIST, ON_PAPER_TOO),
    Subject("list-large", "A list in large print", f"{LIST}&style=large", ON_PAPER_TOO),
    Subject("list-easy", "A list in easy read", f"{LIST}&style=easy", ON_PAPER_TOO),
    Subject("assessment", "Tick the checklist", "/assessment", (*DARK_TOO, "paper")),
    Subject("assessment-ticked", "Tick the checklist, with scores", "/assessment", SCREENS, score),
    Subject("plan", "The plan", "/assessment", (*DARK_TOO, "paper"), make_plan),
    Subject("consultation", "The consultation view", "/consultation"),
    Subject("consultation-answered", "The consultation view, answered", "/consultation?near=LS1+4AP", ON_PAPER_TOO, consult),
    Subject("embed", "The box for another site", "/embed", ("phone",)),
    Subject("embed-results", "The box with results", "/embed?concern=swelling&near=LS1+4AP", ("phone",)),
    Subject("welsh", "The start page in Welsh", "/language?to=cy&back=/"),
    Subject("about", "How services are chosen", "/about"),
    Subject("privacy", "Privacy", "/privacy"),
    Subject("accessibility", "Accessibility", "/accessibility"),
    Subject("docs", "The API's reference", "/docs"),
    Subject("nowhere", "An address that leads nowhere", "/nowhere", SCREENS, None, 404),
)


def main(names: Sequence[str]) -> int:
    IMAGES.mkdir(exist_ok=True)
    with site(lambda: NOW) as address, chromium() as browser:
        for subject in SUBJECTS:
            for look in subject.looks if not names or subject.name in names else ():
                take(browser, address, subject, look)
    GALLERY.write_text(gallery(), encoding="utf-8")
    return too_much()


def picture_of(subject: Subject, look: str) -> Path:
    return IMAGES / f"{subject.name}-{look}.png"


def take(browser: Browser, site: str, subject: Subject, look: str) -> None:
    """Write one picture."""
    path, screen = picture_of(subject, look), LOOKS[look]
    with browser.new_context(viewport={"width": screen.width, "height": screen.height}, base_url=site, locale="en-GB", reduced_motion="reduce", **screen.options) as context:
        page = context.new_page()
        statuses: list[int] = []
        page.on("response", lambda answer: statuses.append(answer.status) if answer.request.is_navigation_request() else None)
        page.goto(subject.address)
        if subject.act:
            subject.act(page)
        page.wait_for_load_state("networkidle")
        if statuses[-1] != subject.status:
            sys.exit(f"{subject.name} is no page to show: {statuses[-1]}.")
        _packed(_seen(page, look, screen)).save(path, optimize=True)
    print(f"docs/images/{path.name} {path.stat().st_size:,} bytes", flush=True)


def _seen(page: Page, look: str, screen: Look) -> Image.Image:
    if look == "paper":
        page.emulate_media(media="print")
    high: int = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": screen.width, "height": min(max(high, screen.height), screen.most)})
    picture = Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    return _on_paper(picture) if look == "paper" else picture


def _on_paper(picture: Image.Image) -> Image.Image:
    """The first sheet, with its margins."""
    across, down, margin = (round(length / MILLIMETRES * CSS_DPI) for length in (*A4, MARGIN))
    sheet = Image.new("RGB", (across, down), "white")
    sheet.paste(picture, (margin, margin))
    return sheet


def _packed(picture: Image.Image) -> Image.Image:
    return picture.quantize(COLOURS, dither=Image.Dither.NONE)


def gallery() -> str:
    """`docs/reference/pages.md`."""
    parts = [f"## {subject.words}\n\n{chr(10).join(_shown(subject, look) for look in subject.looks)}\n" for subject in SUBJECTS]
    return "# Pages\n\n<!-- Written by `python -m docs.screenshots`. -->\n\nEvery page, over the directory as it is, on a Tuesday morning. Long pages are cut off. `make shots` takes the pictures anew.\n\n" + "\n".join(parts)


def _shown(subject: Subject, look: str) -> str:
    return f'<img src="../images/{picture_of(subject, look).name}" width="{LOOKS[look].shown}" alt="{subject.words}, {LOOKS[look].words}">'


def too_much() -> int:
    """1 when a picture, or all of them together, would make the repository heavy."""
    sizes = {path.name: path.stat().st_size for path in IMAGES.glob("*.png")}
    for name, size in sizes.items():
        if size > MOST_BYTES:
            print(f"docs/images/{name} has more than {MOST_BYTES:,} bytes: show less of the page", file=sys.stderr)
    total = sum(sizes.values())
    print(f"{len(sizes)} pictures, {total:,} bytes")
    return 1 if total > MOST_BYTES_IN_ALL or max(sizes.values()) > MOST_BYTES else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
