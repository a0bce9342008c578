"""Where the patient's and the nurse's paths lead: every page, in every state that it can be in."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Page

OPENED = "all => all.forEach(one => { one.open = true })"
SWELLING = "/search?concern=swelling&near=LS1+4AP"
CLINIC = "/services/aire-swelling-clinic"
HANDED = "/list?services=aire-swelling-clinic,example-helpline,visiting-nurses,silent-drop-in,gone-helpline"


def score(page: Page) -> None:
    """Two worries, one of them with a score, and the plan for them."""
    page.locator("details").evaluate_all(OPENED)
    for concern in ("swelling", "pets"):
        page.locator(f"[name='concern'][value='{concern}']").check()
    page.locator("[name='score-swelling'][value='7']").locator("..").click()
    page.locator("[name='near']").fill("LS1 4AP")
    make_plan(page)


def make_plan(page: Page) -> None:
    page.locator("main form button[type='submit']").last.click()


def keep(page: Page) -> None:
    """The first two services, and then the list."""
    for _ in range(2):
        page.locator("button[name='keep']").first.click()
    page.locator("header a[href^='/list']").click()


def report(page: Page) -> None:
    page.locator("[name='kind']").first.check()
    page.locator("main form button[type='submit']").click()


def report_nothing(page: Page) -> None:
    page.locator("main form button[type='submit']").click()


def consult(page: Page) -> None:
    for concern in ("high-temperature-or-fever", "swelling", "pets"):
        page.locator(f"input[value='{concern}']").check()
    page.locator(".desk-go button").click()


class Visit(NamedTuple):
    """A state of a page: its address, what to do there, and how one knows that one has come to it."""

    address: str
    shows: str  # a selector: it must be there, to be seen
    act: Callable[[Page], None] | None = None
    status: int = 200

    def make(self, page: Page) -> None:
        """Come to it, with all that is folded opened."""
        page.goto(self.address)
        if self.act:
            self.act(page)
        page.locator(self.shows).first.wait_for(state="attached")
        page.locator("details").evaluate_all(OPENED)
        page.locator(self.shows).first.wait_for()


VISITS = {
    "home": Visit("/", ".hero #field-q"),
    "results": Visit(SWELLING, ".map svg"),
    "results for words": Visit("/search?q=puffy&near=LS1+4AP", ".meant"),
    "results narrowed": Visit("/search?q=puffy&near=Leeds&cost=free&audience=carer", ".chip-on"),
    "results, urgent": Visit("/search?concern=high-temperature-or-fever&near=LS1+4AP", ".urgent-call"),
    "results, in an emergency": Visit("/search?q=my+mum+keeps+shivering+and+is+puffy&near=LS1+4AP", ".urgent-call"),
    "results in no English": Visit("/search?q=ذراعي متورمة&near=LS1+4AP", "bdi[lang=ar]"),
    "results with several meanings": Visit("/search?q=sore+and+puffy&near=LS1+4AP", ".meant a:nth-of-type(2)"),
    "results for several concerns, far away": Visit("/search?concern=swelling&concern=pain-or-discomfort&near=ZE1+0AA", ".instead"),
    "results with nothing near": Visit("/search?concern=swelling&near=ZE1+0AA", ".instead"),
    "results with nothing at all": Visit("/search?concern=pets&near=LS1+4AP", ".instead"),
    "results, page two": Visit("/search?concern=swelling&near=LS1+4AP&cursor=page-two", "[rel=prev]"),
    "results, page one of two": Visit(f"{SWELLING}&limit=1", "[rel=next]"),
    "results of a name": Visit("/search?q=aire+clinic&near=LS1+4AP", "#named"),
    "results of a service that says little": Visit("/search?concern=pain-or-discomfort&near=LS1+4AP", "#card-silent-drop-in"),
    "words that nobody understood": Visit("/search?q=a+takeaway&near=LS1+4AP", "#field-q"),
    "a page to leave quickly": Visit("/search?q=gibberish", ".leave-link"),
    "a bad postcode": Visit("/search?near=zzz9&age=two", ".summary", status=400),
    "a place of two names": Visit("/search?concern=swelling&near=Newport", "#places", status=400),
    "concerns": Visit("/concerns", ".browse"),
    "concern": Visit("/concerns/swelling", "#national"),
    "concern, urgent": Visit("/concerns/high-temperature-or-fever", ".urgent-call"),
    "category": Visit("/concerns/physical", "#members"),
    "service": Visit(CLINIC, ".ring-big"),
    "service that says little": Visit("/services/silent-drop-in", ".assurance"),
    "service that is closed": Visit("/services/gone-helpline", ".notice-big"),
    "service that is paused": Visit("/services/paused-clinic", ".notice-big"),
    "service, kept": Visit(CLINIC, ".keep-said", lambda page: page.locator("button[name='keep']").click()),
    "something is wrong": Visit(f"{CLINIC}/wrong", "[name='kind']"),
    "something is wrong, nothing chosen": Visit(f"{CLINIC}/wrong", ".summary", report_nothing, status=400),
    "something is wrong, thanks": Visit(f"{CLINIC}/wrong/thanks", "main .button"),
    "something is wrong, sent": Visit(f"{CLINIC}/wrong", "main .button[href='/']", report),
    "list, empty": Visit("/list", "main .button"),
    "list": Visit(SWELLING, ".kept-one:nth-child(2)", keep),
    "list by a link": Visit(HANDED, ".kept-one:nth-child(4)"),
    "list in large print": Visit(f"{HANDED}&style=large", ".paper-large"),
    "list in easy read": Visit(f"{HANDED}&style=easy", ".paper-easy"),
    "list by a link that has expired": Visit("/list?services=long-gone", "main .button", status=404),
    "list from a bad place": Visit(f"{HANDED}&near=zzz9", ".summary", status=400),
    "assessment": Visit("/assessment", "main form"),
    "plan": Visit("/assessment", ".planned .step", score),
    "assessment without an answer": Visit("/assessment", ".summary", make_plan, status=400),
    "assessment, whole": Visit("/assessment?whole=yes", "main form"),
    "consultation": Visit("/consultation", ".desk-go"),
    "consultation, answered": Visit("/consultation?near=LS1+4AP", ".sheet", consult),
    "consultation from a bad place": Visit("/consultation?near=zzz9", ".summary", consult, status=400),
    "embedded": Visit("/embed", "main form"),
    "embedded, for a category": Visit("/embed?category=physical&heading=Find+support", "main form"),
    "embedded, with results": Visit("/embed?concern=swelling&near=LS1+4AP", "main form"),
    "embedded, from a bad place": Visit("/embed?concern=swelling&near=zzz9", "main form", status=400),
    "embedded, in the dark": Visit("/embed?theme=dark&q=puffy&near=LS1+4AP", "main form"),
    "embedded wrongly": Visit("/embed?theme=purple", "main", status=400),
    "about": Visit("/about", "#checks"),
    "privacy": Visit("/privacy", "h1"),
    "accessibility": Visit("/accessibility", "h1"),
    "docs": Visit("/docs", "#problems"),
    "nowhere": Visit("/nowhere", "main .button", status=404),
    "no such service": Visit("/services/nowhere", "main .button", status=404),
    "no such language": Visit("/language?to=xx", "main .button", status=404),
}
NO_PAGES = {
    "/language": "leads back",
    "/services/{id}/qr.svg": "a picture",
    "/services/{id}/dates.ics": "a calendar",
    "/list/qr.svg": "a picture",
    "/static/{version}/{name}": "files",
    "/healthz": "for programs",
    "/readyz": "for programs",
    "/openapi.json": "for programs",
}
