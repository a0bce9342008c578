"""`python -m bench.phone`: how soon a page shows on a slow phone, whether anything moves while it loads, and how much it weighs.

The real program over the real directory, in Chromium with the network of a poor 3G connection. Each page is opened anew with
nothing kept from before, and again by a visitor who has been on another page.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, CDPSession

from bench.relevance.opening import CHECKOUT
from bench.site import chromium, site

PAGE = CHECKOUT / "docs" / "reference" / "speed.md"
PAGES = {
    "start page": "/",
    "results": "/search?concern=swelling&near=LS1+4AP",
    "results for words": "/search?q=my+arm+is+puffy&near=M1+1AA",
    "results of a whole category": "/search?concern=physical&near=M1+1AA",
    "all concerns": "/concerns",
    "a concern": "/concerns/swelling",
    "a service": "/services/leeds-lymphoedema-service",
    "whole assessment": "/assessment",
}
BEFORE = "/about"  # where a visitor comes from who has the stylesheet already
PHONE: Any = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True, "has_touch": True}
RUNS = 5
KILOBIT = 1000 / 8  # bytes
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1600 * KILOBIT, "uploadThroughput": 750 * KILOBIT}
SLOWER = 4  # times: a cheap phone beside this machine
NEW_CONNECTION = 3 * 150  # ms: asking for the address, TCP, TLS 1.3. The browser's throttling leaves these round trips out.
MOST_MILLISECONDS, MOST_SHIFT, MOST_BYTES = 1000, 0.01, 60_000

# The largest paint so far, in ms, and how much moved; both are remembered from before one asks.
PAINTED = """async () => {
  const seen = type => new Promise(done => new PerformanceObserver(list => done(list.getEntries())).observe({ type, buffered: true }));
  const shifts = new Promise(done => { const all = []; new PerformanceObserver(list => all.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true }); setTimeout(() => done(all), 300); });
  return [(await seen("largest-contentful-paint")).at(-1).startTime, (await shifts).reduce((sum, one) => sum + one.value, 0)];
}"""


@dataclass(frozen=True, slots=True)
class Load:
    """One page, once."""

    paint: float  # ms until its largest piece was shown
    shift: float
    bytes: int  # over the wire, headers too
    requests: int


@dataclass(frozen=True, slots=True)
class Row:
    """One page, of which several loads were measured."""

    name: str
    first: Load
    again: Load
    slow: Load  # the first time, on a processor slowed down

    @property
    def good(self) -> bool:
        return self.first.paint < MOST_MILLISECONDS and self.first.shift < MOST_SHIFT and self.first.bytes < MOST_BYTES


def rows(browser: Browser, address: str) -> Iterator[Row]:
    for name, path in PAGES.items():
        row = Row(name, typical(browser, address + path), typical(browser, address + path, before=address + BEFORE), typical(browser, address + path, slower=SLOWER))
        print(f"{name}: {row.first.paint:.0f} ms, {row.first.bytes:,} bytes", file=sys.stderr, flush=True)
        yield row


def typical(browser: Browser, address: str, before: str | None = None, slower: int = 1) -> Load:
    """The middle of several loads."""
    loads = [load(browser, address, before, slower) for _ in range(RUNS)]
    return Load(median(one.paint for one in loads), max(one.shift for one in loads), loads[0].bytes, loads[0].requests)


def load(browser: Browser, address: str, before: str | None, slower: int) -> Load:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    if before:
        page.goto(before)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    weights = _weights(session)
    page.goto(address, wait_until="networkidle")
    paint, shift = page.evaluate(PAINTED)
    context.close()
    return Load(paint, shift, sum(weights), len(weights))


def _weights(session: CDPSession) -> list[int]:
    """Grows with every file that comes over the wire."""
    weights: list[int] = []
    session.on("Network.loadingFinished", lambda event: weights.append(int(event["encodedDataLength"])) if event["encodedDataLength"] else None)
    return weights


def table(measured: Iterable[Row]) -> str:
    lines = [
        f"| Page | First visit | with a new connection | Files already kept | Processor {SLOWER} times slower | Moved | Bytes | Files |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in measured:
        cells = [f"{row.first.paint:.0f}", f"{row.first.paint + NEW_CONNECTION:.0f}", f"{row.again.paint:.0f}", f"{row.slow.paint:.0f}"]
        lines.append(f"| {row.name} | {' | '.join(cells)} | {max(row.first.shift, row.slow.shift):.3f} | {row.first.bytes:,} | {row.first.requests} |")
    return "\n".join(lines)


def page(figures: str, browser_version: str) -> str:
    """`docs/reference/speed.md`."""
    return f"""# Speed on a phone

<!-- Written by `python -m bench.phone --write`. -->

```
.venv/bin/python -m bench.phone --write
```

The real program over the real directory, in Chromium {browser_version} ({platform.system()} {platform.machine()}) as a phone 390 pixels wide. The network is slowed by the browser: 1.6 Mbit/s down,
750 kbit/s up, 150 ms for every request. Times are milliseconds from the request until the largest piece of the page is shown, the middle of {RUNS} loads.

{figures}

- **First visit**: nothing is kept from before.
- **With a new connection**: the browser's throttling leaves out what comes before the first request. Three round trips are added: for the address, TCP and TLS 1.3.
- **Files already kept**: the visitor has been on another page, so the stylesheet is there.
- **Moved**: cumulative layout shift, the worst of all loads.
- **Bytes**: all files of the page over the wire, compressed, with their headers.

The goal is under {MOST_MILLISECONDS / 1000:.0f} second for the first visit; nothing moves (under {MOST_SHIFT}); and under {MOST_BYTES // 1000} kB for a page.
`make test` holds the last two: `tests/browser/test_find_help_in_a_browser.py`.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.phone", description="How soon pages show on a slow phone.")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(CHECKOUT)}")
    options = parser.parse_args(arguments)
    now = datetime.now(UTC)
    with site(lambda: now) as address, chromium() as browser:
        measured, version = list(rows(browser, address)), browser.version
    print(table(measured))
    if options.write:
        Path(PAGE).write_text(page(table(measured), version), encoding="utf-8")
    return 0 if all(row.good for row in measured) else 1


if __name__ == "__main__":
    sys.exit(main())
