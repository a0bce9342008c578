"""A visitor with nothing but a keyboard, who must see at every stop where they are."""

from __future__ import annotations

from typing import NamedTuple

from playwright.sync_api import Page

ENOUGH = 150  # presses of Tab: no page of the tests has as many stops

# What has the focus: how it shows, whether anything lies over all of it, where on the page it begins and ends, and which stop it is.
HERE = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const stops = window.stopsSoFar = window.stopsSoFar || [];
  const again = stops.includes(one) && one !== stops.at(-1); // a date has several stops of its own
  if (!stops.includes(one)) stops.push(one);
  const shown = [one, ...(one.labels || [])];
  const style = getComputedStyle(one);
  const points = shown.flatMap(each => [...each.getClientRects()]).flatMap(box => [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]].map(([x, y]) => [box.left + x * box.width, box.top + y * box.height]));
  const clear = points.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && shown.some(each => each.contains(top)); });
  const box = one.getBoundingClientRect();
  let fixed = one.matches(".skip");
  for (let each = one; each; each = each.parentElement) fixed = fixed || ["sticky", "fixed"].includes(getComputedStyle(each).position);
  return [one.outerHTML.slice(0, 120), `${style.outlineStyle} ${style.outlineWidth}`, clear, box.left, box.right, box.top + scrollY, box.bottom + scrollY, fixed, again];
}"""
# Where Tab should stop: of radio buttons of one name, once.
STOPS = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
.filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0)
.filter((one, at, all) => one.type !== "radio" || all.find(other => other.type === "radio" && other.name === one.name) === one)
.filter(one => !(window.stopsSoFar || []).some(stop => stop === one || (stop.type === "radio" && stop.name === one.name))).map(one => one.outerHTML.slice(0, 120))"""


class Stop(NamedTuple):
    """What the focus is on."""

    html: str
    ring: str
    clear: bool  # something of it is to be seen
    left: float
    right: float
    top: float
    bottom: float
    fixed: bool  # stays where it is while the page moves, or comes only when it is wanted
    again: bool  # was a stop before

    def follows(self, other: Stop) -> bool:
        """Whether one who reads comes to it later: it is no higher, or in a column further on."""
        return self.bottom > other.top or self.left >= other.right


class Keys:
    """Presses keys; remembers what was wrong with a stop."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.before: Stop | None = None

    def tab(self) -> Stop | None:
        """To the next stop, which must be seen, and be next for one who reads. None when the page is at its end."""
        self.page.keyboard.press("Tab")
        found = self.page.evaluate(HERE)
        stop = Stop(*found) if found else None
        if stop and not stop.again:
            self.judge(stop)
        return stop

    def judge(self, stop: Stop) -> None:
        if stop.ring != "solid 3px":
            self.faults.append(f"no ring ({stop.ring}): {stop.html}")
        if not stop.clear:
            self.faults.append(f"hidden: {stop.html}")
        if self.before and not stop.fixed and not stop.follows(self.before):
            self.faults.append(f"back up the page, from {self.before.html} to {stop.html}")
        self.before = None if stop.fixed else stop

    def to(self, selector: str) -> None:
        """Tab until it has the focus."""
        for _ in range(ENOUGH):
            if self.tab() and self.page.evaluate("one => document.activeElement.matches(one)", selector):
                return
        raise AssertionError(f"Tab does not lead to {selector}")

    def press(self, *several: str) -> None:
        """Keys, one after the other, that leave one on the page."""
        for key in several:
            self.page.keyboard.press(key)
        self.before = None

    def go(self) -> None:
        """Enter, and wait for the page that it leads to: a key pressed while one goes and the other comes is lost on both."""
        with self.page.expect_navigation():
            self.press("Enter")

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)

    def round(self) -> None:
        """Through the whole page and back to where it began: no stop is missed, and none holds one fast."""
        for _ in range(ENOUGH):
            stop = self.tab()
            if stop and stop.again:
                break
        else:
            self.faults.append("no way out")
        self.faults += [f"Tab does not stop at {html}" for html in self.page.evaluate(STOPS)]
