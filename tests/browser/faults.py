"""What is wrong with a page: what axe finds, what is cut off or too small to hit, what its console says, what it asks of others."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

FINGER = 44  # px: what a finger must hit is as high; axe looks after the 24 that WCAG 2.2 asks of everything
AXE_OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
AXE = Axe()

SMALL = """least => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter(one => {
  const how = getComputedStyle(one).display;
  const inSentence = how === "inline" || (how === "inline-block" && [...one.parentNode.childNodes].some(each => each.nodeType === Node.TEXT_NODE && each.data.trim()));
  if (inSentence || one.closest(".hidden, .skip") || !one.checkVisibility()) return false;
  const boxes = [one, ...(one.labels || [])].map(each => each.getBoundingClientRect()); // a label is hit like its box
  const across = Math.max(...boxes.map(box => box.right)) - Math.min(...boxes.map(box => box.left));
  const down = Math.max(...boxes.map(box => box.bottom)) - Math.min(...boxes.map(box => box.top));
  return down < least - 0.5 || across < least - 10; // a short word is hit by its height
}).map(one => one.outerHTML.slice(0, 100))"""
VIOLATIONS = "options => axe.run(document, options).then(found => found.violations.flatMap(one => one.nodes.slice(0, 3).map(node => `${one.id}: ${node.html.slice(0, 150)}`)))"
SIDEWAYS = """width => document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll("body *")]
.filter(one => one.getBoundingClientRect().right > width + 1).map(one => one.outerHTML.slice(0, 100)).slice(0, 3)"""


class Watch:
    """What a page says, asks for and is refused, on its way and when it has come."""

    def __init__(self, page: Page, site: str) -> None:
        self.site = site
        self.faults: list[str] = []
        page.on("console", lambda message: self.faults.append(message.text) if message.type in {"error", "warning"} and "status of 4" not in message.text else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))
        page.on("response", self.answered)

    def answered(self, answer: Response) -> None:
        if not answer.url.startswith(self.site):
            self.faults.append(f"from elsewhere: {answer.url}")
        if answer.request.resource_type != "document" and answer.status >= 400:
            self.faults.append(f"{answer.status}: {answer.url}")
        if answer.request.resource_type == "document" and answer.status not in {302, 303}:
            self.status, policy = answer.status, answer.headers.get("content-security-policy", "")
            if "default-src 'none'" not in policy or "unsafe" in policy:
                self.faults.append(f"the policy of {answer.url} is {policy!r}")


def seen_faults(page: Page, width: int, touch: bool, scripts: bool) -> list[str]:
    """What is wrong with a page as it stands. Where no script runs axe would wait for ever: then size and place alone are looked at."""
    violations = violations_of(page) if scripts else []
    sideways = [f"scrolls sideways: {html}" for html in page.evaluate(SIDEWAYS, width)]
    small = [f"smaller than {FINGER} px: {html}" for html in page.evaluate(SMALL, FINGER)] if touch else []
    return violations + sideways + small


def violations_of(page: Page) -> list[str]:
    """What axe finds. Where the visitor's own colours are forced it reads those of the style sheet, which nobody sees: then it is not asked about them."""
    colours_are_forced: bool = page.evaluate("matchMedia('(forced-colors: active)').matches")
    options = AXE_OPTIONS | {"rules": AXE_OPTIONS["rules"] | {"color-contrast": {"enabled": not colours_are_forced}}}
    page.evaluate(AXE.axe_script)
    found: list[str] = page.evaluate(VIOLATIONS, options)
    return found
